/** A question that nobody has asked of a run yet: what to type, and, where the server may fight, a button. */

import { useRef, useState } from 'preact/hooks'
import { api, inWords } from '../api'
import { jobs } from '../live'
import { many } from '../parts/format'
import type { Job, RunPage } from '../types'

const TITLE = { blame: 'What each link is to blame for', sensitivity: 'Sensitivity to uncertain figures' }

export function Ask({ kind, run, edit, about }: { kind: 'blame' | 'sensitivity'; run: RunPage; edit: boolean; about: string }) {
  const [problem, setProblem] = useState<string>()
  const known = [...jobs.value.values()].filter((job) => job.kind === kind && job.run === run.id)
  const going = known.find(underWay)
  // What became of the one that was watched here.
  const watched = useRef<string | undefined>(undefined)
  if (going !== undefined) watched.current = going.id
  const job = going ?? known.find((one) => one.id === watched.current)
  const failed = (failure: unknown): void => setProblem(inWords(failure))
  const start = (): void => {
    setProblem(undefined)
    api.start({ kind, run: run.id }).then((begun) => { jobs.value = new Map(jobs.value).set(begun.id, jobs.value.get(begun.id) ?? begun) }, failed)
  }
  return (
    <div class="card ask">
      <h3>{TITLE[kind]}</h3>
      <p>{about}</p>
      <p>Not asked yet. In a terminal, in the folder of the runs: <code>vyuha {kind} {run.name}</code></p>
      {edit && going === undefined ? <button type="button" class="main" onClick={start}>Fight them now</button> : null}
      {going === undefined ? null : <Going job={going} cancel={() => { setProblem(undefined); api.cancel(going.id).catch(failed) }} />}
      {job?.state === 'failed' || job?.state === 'cancelled' ? <p class="bad" role="alert">{job.message || `It was ${job.state}.`}</p> : null}
      {problem === undefined ? null : <p class="bad" role="alert">{problem}</p>}
    </div>
  )
}

const underWay = (job: Job): boolean => job.state === 'queued' || job.state === 'compiling' || job.state === 'running'

function Going({ job, cancel }: { job: Job; cancel: () => void }) {
  const said = job.state === 'running' ? `${many(job.done, 'fight')} of ${job.total.toLocaleString('en')}` : job.state === 'queued' ? 'waits for its turn' : 'is being prepared'
  return (
    <p role="status">
      <progress max={job.total || 1} {...(job.state === 'running' ? { value: job.done } : {})} aria-label={job.title} /> {said}
      {job.left === null ? '' : `, ${Math.ceil(job.left)} s left`}{' '}
      <button type="button" onClick={cancel}>Cancel</button>
    </p>
  )
}
