/** How a run was made, so that a reader can judge it and repeat it; and which of its figures were assumed. */

import { useState } from 'preact/hooks'
import { api } from '../api'
import { DataTable } from '../parts/chart-figure'
import { many, plain, whole } from '../parts/format'
import { Failure, useLoaded } from '../parts/loading'
import { Take } from '../take'
import type { RunPage } from '../types'

export function Assumed({ run: { assumed } }: { run: RunPage }) {
  const [sought, setSought] = useState('')
  if (assumed.length === 0) return <p>Every figure of the catalogue that this run used has a source.</p>
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  const found = assumed.filter((row) => words.every((word) => `${row.item} ${plain(row.figure)} ${row.why}`.toLowerCase().includes(word)))
  return (
    <>
      <p>{many(assumed.length, 'figure')} that this run used {assumed.length === 1 ? 'has' : 'have'} no public source and {assumed.length === 1 ? 'was' : 'were'} assumed. A different choice may change the result; each stands in the catalogue with its range.</p>
      <details>
        <summary>The list of assumed figures</summary>
        <p><label>Find <input type="search" value={sought} onInput={(event) => setSought(event.currentTarget.value)} /></label> <span role="status" class="about">{whole(found.length)} of {whole(assumed.length)}</span></p>
        <DataTable caption="Assumed figures" text={[1, 2, 3]} table={{ header: ['Item', 'Figure', 'Value (range)', 'Why this one'], rows: found.map((row) => [row.item, plain(row.figure), row.text, row.why]) }} />
      </details>
    </>
  )
}

export function Made({ run: { made, summary } }: { run: RunPage }) {
  const reasons = Object.entries(summary.failures).map(([reason, count]) => `${reason}: ${count}`).join('; ')
  const rows: [string, string][] = [
    ['Fights', `${whole(made.replicates)}, seed ${made.seed}`],
    ['Failed fights', made.failed === 0 ? 'none' : `${whole(made.failed)}${reasons === '' ? '' : ` (${reasons})`}`],
    ['Version', made.version],
    ['Scenario', `SHA-256 ${made.scenario_hash}`],
    ['Command', made.command === '' ? 'none is stored: it was made from Python' : made.command],
    ['Platform', made.platform],
    ['Begun', made.created],
  ]
  return (
    <dl class="made">
      {rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{name === 'Command' && made.command !== '' ? <code>{value}</code> : value}</dd></div>)}
    </dl>
  )
}

/** One fight in the formats of the field. */
export function Downloads({ run }: { run: RunPage }) {
  const { typical, worst } = run.summary
  const [replicate, setReplicate] = useState(typical)
  const { value: formats, failure } = useLoaded(api.formats, [])
  if (failure !== undefined) return <Failure failure={failure} />
  return (
    <details>
      <summary>Take a fight away as a file</summary>
      <p><label>Fight <select value={replicate} onChange={(event) => setReplicate(Number(event.currentTarget.value))}>
        <option value={typical}>typical ({typical})</option>
        {worst === typical ? null : <option value={worst}>worst ({worst})</option>}
      </select></label></p>
      <ul>{formats?.map(({ name, about }) => <li key={name}><Take address={api.download(run.id, replicate, name)} name={name} /><span class="about">{about}</span></li>)}</ul>
    </details>
  )
}

export function Intervals() {
  return (
    <details>
      <summary>How to read the intervals</summary>
      <p>Every number here comes from a finite number of fights, so each is given with the interval in which the value of infinitely many fights lies with 95 % confidence. A probability per fight has the exact interval of Clopper and Pearson: never seen in n fights still leaves up to about 3.7 / n.</p>
      <p>Threats of one fight share its fortunes, so the share that came through takes the fight, not the threat, as its unit, and its interval is wider than a naive one. Amounts per fight (rounds, cost) have Student’s t interval; one that was the same in all fights has none, and is no certainty for that.</p>
      <p>These intervals hold chance only. They say nothing about whether a figure of the catalogue is right: an error there moves all results at once, and more fights do not help.</p>
    </details>
  )
}
