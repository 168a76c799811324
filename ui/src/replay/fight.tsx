/** Which fight is shown, and what can be taken home of it. */

import { useState } from 'preact/hooks'
import { api } from '../api'
import { Failure, useLoaded } from '../parts/loading'
import { link } from '../route'
import { Take } from '../take'
import type { Replay } from './state'

export function Fight({ replay }: { replay: Replay }) {
  const run = replay.run.value, shown = replay.replicate.value
  const [wish, setWish] = useState('')
  if (run === null) return replay.runFailure.value === undefined ? <p class="wait">Loading the run …</p> : <Failure failure={replay.runFailure.value} />
  const last = run.made.replicates - 1, given = Number(wish)
  const usable = wish !== '' && Number.isInteger(given) && given >= 0 && given <= last
  const other = (number: number, name: string) => (
    <button type="button" aria-pressed={shown === number} onClick={() => void replay.fight(number)} disabled={replay.fighting.value}>{name} <span class="about">{number}</span></button>
  )
  return (
    <div class="fight">
      {shown === null ? null : <p>Replicate <strong>{shown}</strong> of <a href={link(['runs', run.id])}>{run.name}</a>, fought again from its seed, the same to the last bit.</p>}
      <div class="choices">{other(run.summary.typical, 'Typical')}{other(run.summary.worst, 'Worst')}</div>
      <form onSubmit={(event) => { event.preventDefault(); if (usable) void replay.fight(given) }}>
        <label>Any other, 0 to {last} <input type="number" min="0" max={last} step="1" value={wish} onInput={(event) => setWish(event.currentTarget.value)} aria-invalid={wish !== '' && !usable} /></label>
        <button type="submit" disabled={!usable || replay.fighting.value}>Fight it again</button>
        {wish !== '' && !usable ? <p class="bad" role="alert">A whole number from 0 to {last}.</p> : null}
      </form>
      {shown === null ? null : <Downloads id={run.id} replicate={shown} />}
    </div>
  )
}

function Downloads({ id, replicate }: { id: string; replicate: number }) {
  const { value, failure } = useLoaded(api.formats, [])
  return (
    <section>
      <h3>Take it home</h3>
      {failure === undefined ? null : <p class="about">The formats are not known: the server did not say.</p>}
      <ul class="formats">{value?.map((format) => (
        <li key={format.name}><Take address={api.download(id, replicate, format.name)} name={format.name} /><span class="about">{format.ending}: {format.about}</span></li>
      ))}</ul>
    </section>
  )
}
