/** A question that nobody has asked of a run yet: what to type, and, where the server may fight, a button. */

import { useEffect, useState } from 'preact/hooks'
import { api, Refused } from '../api'
import { jobs } from '../live'
import { many } from '../parts/format'
import type { Job, RunPage } from '../types'
import { asked } from './asked'

const TITLE = { blame: 'What each link is to blame for', sensitivity: 'Sensitivity to uncertain figures' }

export function Ask({ kind, run, edit, about }: { kind: 'blame' | 'sensitivity'; run: RunPage; edit: boolean; about: string }) {
  const [id, setId] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const job = id === undefined ? undefined : jobs.value.get(id)
  useEffect(() => { if (job?.state === 'done') asked.value += 1 }, [job?.state])
  const start = (): void => {
    setProblem(undefined)
    api.start({ kind, run: run.id }).then(
      (begun) => { jobs.value = new Map(jobs.value).set(begun.id, jobs.value.get(begun.id) ?? begun); setId(begun.id) },
      (failure: unknown) => setProblem(failure instanceof Refused && failure.refusal.remedy !== undefined ? `${failure.message} ${failure.refusal.remedy}` : String((failure as Error).message)),
    )
  }
  const going = job !== undefined && (job.state === 'queued' || job.state === 'compiling' || job.state === 'running')
  return (
    <div class="card ask">
      <h3>{TITLE[kind]}</h3>
      <p>{about}</p>
      <p>Not asked yet. In a terminal, in the folder of the runs: <code>vyuha {kind} {run.name}</code></p>
      {edit && !going ? <button type="button" class="main" onClick={start}>Fight them now</button> : null}
      {going ? <Going job={job} /> : null}
      {job?.state === 'failed' || job?.state === 'cancelled' ? <p class="bad" role="alert">{job.message || `It was ${job.state}.`}</p> : null}
      {problem === undefined ? null : <p class="bad" role="alert">{problem}</p>}
    </div>
  )
}

function Going({ job }: { job: Job }) {
  const said = job.state === 'running' ? `${many(job.done, 'fight')} of ${job.total.toLocaleString('en')}` : job.state === 'queued' ? 'waits for its turn' : 'is being prepared'
  return (
    <p role="status">
      <progress max={job.total || 1} {...(job.state === 'running' ? { value: job.done } : {})} aria-label={job.title} /> {said}
      {job.left === null ? '' : `, ${Math.ceil(job.left)} s left`}{' '}
      <button type="button" onClick={() => void api.cancel(job.id)}>Cancel</button>
    </p>
  )
}
