/** Fighting what is on the desk: asked for, watched, stopped, and led to its results. */

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api'
import { jobs } from '../live'
import { link } from '../route'
import type { Id, Job, RunEntry } from '../types'
import type { Desk, Settled } from './desk'
import { textAt } from './document'
import { latest } from './runs'

const OVER: Job['state'][] = ['done', 'failed', 'cancelled']
/** Numbers of the page are exact up to here; beyond, another seed than the one that was asked for would be fought. */
const LARGEST_SEED = Number.MAX_SAFE_INTEGER
const TOO_LARGE = `Here a seed has at most ${LARGEST_SEED}. A larger one can stand in the text, under run.`

export function Fight({ desk, edit, sound }: { desk: Desk; edit: boolean; sound: (what: string) => Promise<Settled | null> }) {
  const replicates = useSignal('')
  const seed = useSignal('')
  const asked = useSignal<Job | null>(null)
  const starting = useSignal(false)
  const earlier = useSignal<RunEntry | null>(null)
  const job = asked.value === null ? null : (jobs.value.get(asked.value.id) ?? asked.value)
  useCarriedOn(desk, asked)
  const busy = starting.value || (job !== null && !OVER.includes(job.state))
  const usual = (key: string, otherwise: string): string => textAt(desk.tree.value, ['run', key]) ?? otherwise

  const start = async (): Promise<void> => {
    starting.value = true
    asked.value = null
    try {
      const settled = await sound('fought')
      if (settled === null) return
      earlier.value = latest(await api.index(), desk.page.name)
      asked.value = await api.start({
        kind: 'run', scenario: desk.page.id, text: settled.outward,
        ...(replicates.value === '' ? {} : { replicates: Number(replicates.value) }), ...(seed.value === '' ? {} : { seed: Number(seed.value) }),
      })
    } catch (failure) {
      desk.say(failure)
    } finally {
      starting.value = false
    }
  }
  return (
    <section class="fight" aria-label="Fight it">
      <form class="row" onSubmit={(event) => { event.preventDefault(); void start() }}>
        <label>Fights <input inputMode="numeric" pattern="[0-9]{1,8}" title="A whole number" size={7} value={replicates.value} placeholder={usual('replicates', '1000')} disabled={!edit} onInput={(event) => { replicates.value = event.currentTarget.value }} /></label>
        <label>Seed <input inputMode="numeric" pattern="[0-9]{1,19}" title="A whole number" size={7} value={seed.value} placeholder={usual('seed', '1')} disabled={!edit} onInput={(event) => {
          seed.value = event.currentTarget.value
          event.currentTarget.setCustomValidity(Number(seed.value) > LARGEST_SEED ? TOO_LARGE : '')
        }} /></label>
        <button type="submit" class="main" disabled={!edit || busy}>Run</button>
        {job !== null && busy ? <button type="button" onClick={() => { api.cancel(job.id).catch((failure: unknown) => desk.say(failure)) }}>Cancel</button> : null}
      </form>
      {job === null ? null : <Progress job={job} earlier={earlier.value} />}
    </section>
  )
}

/** A page that is opened again finds what it has started. */
function useCarriedOn(desk: Desk, asked: { value: Job | null }): void {
  const key = `vyuha-job-${desk.page.id}`
  useEffect(() => {
    const id = sessionStorage.getItem(key)
    if (id !== null) api.jobs().then((all) => { asked.value ??= all.find((one) => one.id === id) ?? null }, () => undefined)
  }, [])
  const id = asked.value?.id
  useEffect(() => { if (id !== undefined) sessionStorage.setItem(key, id) }, [id])
}

function Progress({ job, earlier }: { job: Job; earlier: RunEntry | null }) {
  return (
    <div class="progress" role="status">
      {job.state === 'running' && job.total > 0 ? <progress max={job.total} value={job.done} aria-label="Fights" /> : OVER.includes(job.state) ? null : <progress aria-label="Waiting" />}{' '}
      <span class={job.state === 'failed' ? 'bad' : ''}>{saying(job)}</span>
      {(job.state === 'done' || (job.state === 'cancelled' && job.done > 0)) && job.run !== null ? <Links run={job.run} earlier={earlier} /> : null}
    </div>
  )
}

function Links({ run, earlier }: { run: Id; earlier: RunEntry | null }) {
  return (
    <span class="ways">
      {' '}<a class="results" href={link(['runs', run])}>Results</a> <a href={link(['runs', run, 'replay'])}>Replay</a>
      {earlier === null || earlier.id === run ? null : <> <a class="compare" href={link(['compare'], { a: earlier.id, b: run })}>Compare with the last run ({earlier.name})</a></>}
    </span>
  )
}

function saying(job: Job): string {
  if (job.state === 'queued') return 'Waits for its turn.'
  if (job.state === 'compiling') return 'Compiles; the first time takes a minute or two.'
  if (job.state === 'running') return `${job.done} of ${job.total} fights${job.left === null ? '' : `, ${time(job.left)} left`}`
  if (job.state === 'done') return 'Fought.'
  if (job.state === 'cancelled') return `Cancelled. ${job.message}`
  return `✕ ${job.message}`
}

function time(seconds: number): string {
  return seconds < 100 ? `${Math.max(Math.round(seconds), 1)} s` : seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
