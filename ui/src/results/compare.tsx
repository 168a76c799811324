/** Two runs side by side, fight by fight on the same random numbers where they have them. */

import { api } from '../api'
import { useFresh } from '../fresh'
import { Histogram } from '../parts/chart-histogram'
import { DataTable, Figure, type Table } from '../parts/chart-figure'
import { Legend } from '../parts/chart-axes'
import { at, laneOf, Rows, Whisker, type Lane } from '../parts/chart-rows'
import { differenceWords, kindOf, many, signedSpan, span } from '../parts/format'
import { Failure, useLoaded } from '../parts/loading'
import { useTitle } from '../parts/section'
import { link, restate, route } from '../route'
import type { Comparison, Estimate, Index, RunEntry } from '../types'
import './results.css'
import './compare.css'

export default function ComparePage(_: { id: string }) {
  const { value: index, failure } = useFresh(api.index)
  useTitle('Two runs side by side')
  const a = route.value.query.get('a')
  const b = route.value.query.get('b')
  if (failure !== undefined) return <Failure failure={failure} />
  if (index === undefined) return <p class="wait" role="status">Reading the runs …</p>
  return (
    <article class="compare">
      <h1>Two runs side by side</h1>
      <Choice index={index} a={a} b={b} />
      {a === null || b === null ? <p>Choose two runs. Fights with the same seed and number share their random numbers, so that two defences meet the same raids.</p>
        : a === b ? <p>Choose two different runs.</p> : <Compared a={a} b={b} />}
    </article>
  )
}

function Choice({ index, a, b }: { index: Index; a: string | null; b: string | null }) {
  const whole = index.runs.filter((run) => run.whole)
  if (whole.length < 2) return <p>It takes two runs with fights to compare, and this folder has {whole.length}. Run another scenario with <code>vyuha run</code>, with the same seed.</p>
  return (
    <div class="two">
      <Select name="a" label="Run A" runs={whole} chosen={a} />
      <button type="button" disabled={a === null || b === null} onClick={() => restate({ a: b ?? undefined, b: a ?? undefined })}>Swap</button>
      <Select name="b" label="Run B" runs={whole} chosen={b} />
    </div>
  )
}

function Select({ name, label, runs, chosen }: { name: 'a' | 'b'; label: string; runs: RunEntry[]; chosen: string | null }) {
  return (
    <label>
      <b>{label}</b>
      <select value={chosen ?? ''} onChange={(event) => restate({ [name]: event.currentTarget.value || undefined })}>
        <option value="">choose …</option>
        {runs.map((run) => <option key={run.id} value={run.id}>{run.title} ({run.name}, {many(run.replicates, 'fight')}, seed {run.seed})</option>)}
      </select>
    </label>
  )
}

function Compared({ a, b }: { a: string; b: string }) {
  const { value, failure } = useLoaded(() => api.compare(a, b), [a, b])
  if (failure !== undefined) return <Failure failure={failure} />
  if (value === undefined) return <p class="wait" role="status">Comparing fight by fight …</p>
  return (
    <>
      <p class={value.paired ? 'said' : 'said unpaired'} role="note">
        {value.paired
          ? <><b>Paired:</b> {many(value.replicates, 'fight')} with the same random numbers in both, so that the difference is sharper than either number alone.</>
          : <><b>Not paired:</b> {value.why} The two are compared as independent samples, which shows less.</>}
      </p>
      <Verdict found={value} />
      <Measures found={value} />
      {value.differences.values.length === 0 ? null : <Spread found={value} />}
      <Links found={value} />
    </>
  )
}

/** Measures of things that can be counted: fewer, not less. */
const COUNTED = /leakers|rounds fired|hits/i

function Verdict({ found: { a, b, rows, same_raid } }: { found: Comparison }) {
  return (
    <ul class="verdict">
      {rows.map((row) => (
        <li key={row.measure}>
          <span>{row.measure}</span> <b>{differenceWords(row.difference, kindOf(row.unit), COUNTED.test(row.measure))}</b>
          {sideOf(row) === '' || !same_raid ? null : <small class={sideOf(row)}>{sideOf(row)} for the defence</small>}
        </li>
      ))}
      <li class="about">B (<a href={link(['runs', b.id])}>{b.title}</a>, {b.name}) against A (<a href={link(['runs', a.id])}>{a.title}</a>, {a.name}), per fight.</li>
    </ul>
  )
}

/** Which run a row speaks for; neither where the interval holds nought. */
function sideOf({ difference: { low, high }, better }: Comparison['rows'][number]): string {
  if (low === null || high === null || (low <= 0 && high >= 0)) return ''
  return (better === 'less') === (high < 0) ? 'better' : 'worse'
}

function Measures({ found: { rows } }: { found: Comparison }) {
  const table = {
    header: ['Per fight', 'A', 'B', 'B minus A'],
    rows: rows.map(({ measure, unit, a, b, difference }) => {
      const kind = kindOf(unit)
      return [measure, span(a, kind), span(b, kind), signedSpan(difference, kind)]
    }),
  }
  return <section><h2>Measure by measure</h2><DataTable table={table} caption="Measures of both runs and their difference" /></section>
}

function Spread({ found: { differences, rows, paired } }: { found: Comparison }) {
  const mean = rows.find(({ measure }) => /armed/i.test(measure))?.difference ?? meanOf(differences)
  return (
    <section>
      <h2>Fight by fight</h2>
      <Histogram title="Difference in armed leakers" axis="Armed leakers in B minus in A, in the same fight" values={differences.values} counts={differences.counts} mean={mean} differences
        lead={paired ? 'Left of nought fewer come through in B, right of it more.' : 'Fights are matched by their number only.'} />
    </section>
  )
}

function meanOf({ values, counts }: Comparison['differences']): Estimate {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const sum = values.reduce((so, value, i) => so + value * (counts[i] ?? 0), 0)
  return { mean: sum / total, low: null, high: null, method: 'only the mean of the fights' }
}

function Links({ found: { ledger } }: { found: Comparison }) {
  const broken = ledger.filter(({ a, b }) => a.mean > 0 || b.mean > 0)
  const most = Math.max(1e-9, ...broken.flatMap(({ a, b }) => [a.high ?? a.mean, b.high ?? b.mean]))
  const lane = laneOf([]).copy().domain([-most, most]).nice(4)
  const table: Table = {
    header: ['First broken link', 'A', 'B', 'B minus A'],
    rows: ledger.map(({ link: name, a, b, difference }) => [name, span(a), span(b), signedSpan(difference, 'count')]),
  }
  return (
    <section>
      <h2>First broken links</h2>
      <Figure title="Leakers per fight by first broken link" lead="To the left those of A, to the right those of B, with 95 % intervals; the figures are B minus A." table={table}>
        {broken.length === 0 ? <p>Nothing came through in either run.</p> : (
          <>
            <Legend entries={[
              { mark: <rect class="part sky" x="1" y="1" width="18" height="12" />, text: 'A, to the left' },
              { mark: <rect class="part orange" x="1" y="1" width="18" height="12" />, text: 'B, to the right' },
            ]} />
            <Rows lane={lane} kind="count" axis="Leakers per fight: A ← → B" bothWays rows={broken.map(({ link: name, a, b, difference }) => ({
              key: name, name, figures: signedSpan(difference, 'count'), drawn: <><Side lane={lane} estimate={a} sign={-1} look="sky" /><Side lane={lane} estimate={b} sign={1} look="orange" /></>,
            }))} />
          </>
        )}
      </Figure>
    </section>
  )
}

function Side({ lane, estimate: { mean, low, high, method }, sign, look }: { lane: Lane; estimate: Estimate; sign: 1 | -1; look: string }) {
  const from = Math.min(0, sign * mean)
  const turned = { mean: sign * mean, low: low === null ? null : sign * low, high: high === null ? null : sign * high, method }
  return (
    <>
      <rect class={`part ${look}`} x={at(lane, from)} width={`${(lane(Math.abs(mean)) - lane(0)).toFixed(3)}%`} y="3" height="16" />
      <Whisker lane={lane} estimate={turned} />
    </>
  )
}
