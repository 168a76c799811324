/** What moves the result: assumed figures at the ends of their ranges, and each link of the chain made perfect. */

import { Figure } from '../parts/chart-figure'
import { at, Bar, laneOf, Rows, Whisker, type Lane, type Row } from '../parts/chart-rows'
import { Legend } from '../parts/chart-axes'
import { amount, many, plain, signedShare, signedSpan, span } from '../parts/format'
import type { Blame, RunPage, Sensitivity } from '../types'
import { Ask } from './ask'
import { byEffect } from './sums'

const FEW = 15

export function SensitivityPart({ run, edit }: { run: RunPage; edit: boolean }) {
  const found = run.sensitivity
  if (found === null) {
    return (
      <Ask kind="sensitivity" run={run} edit={edit}
        about="How far the result hangs on figures that were assumed: each is set to the low and to the high end of its range and the same fights are fought again, with the same random numbers." />
    )
  }
  return <Tornado found={found} />
}

function Tornado({ found }: { found: Sensitivity }) {
  const rows = byEffect(found.rows, found.base.mean)
  const shown = rows.slice(0, FEW)
  const ends = shown.flatMap((row) => [row.at_low, row.at_high]).flatMap((end) => (end === null ? [] : [end.mean, end.low ?? end.mean, end.high ?? end.mean]))
  const lane = around([found.base.mean, ...ends])
  const table = {
    header: ['Figure', 'Of', 'Grade', 'Value', 'Low end', 'At the low end', 'High end', 'At the high end'],
    rows: rows.map((row) => [plain(row.figure), row.item, row.grade, row.value, row.low, end(row.at_low), row.high, end(row.at_high)]),
  }
  return (
    <Figure title="Sensitivity to uncertain figures" table={table} text={[1, 2, 3, 4, 6]}
      lead={`The same ${many(found.replicates, 'fight')} with each figure at the low and at the high end of its range, the strongest first; as it is: ${span(found.base)}. Whiskers are 95 % intervals.`}>
      <Legend entries={[
        { mark: <rect class="part sky" x="1" y="2" width="18" height="9" />, text: 'figure at its low end (upper bar)' },
        { mark: <rect class="part orange" x="1" y="2" width="18" height="9" />, text: 'figure at its high end (lower bar)' },
        { mark: <line class="mean" x1="10" x2="10" y1="0" y2="14" />, text: 'as it is' },
      ]} />
      <Rows lane={lane} kind="count" axis={`${sentence(plain(found.measure))}, per fight`} rows={shown.map((row) => tornadoRow(row, found.base.mean, lane))} />
      {rows.length > FEW ? <p class="about">The {FEW} strongest of {rows.length}; the table has all of them.</p> : null}
    </Figure>
  )
}

/** A scale around a base that need not hold nought. */
function around(values: number[]): Lane {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) * 0.05 : 1
  return laneOf([]).copy().domain([Math.max(0, low - room), high + room]).nice(5)
}

const end = (estimate: Sensitivity['base'] | null): string => (estimate === null ? 'could not be fought' : span(estimate))
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function tornadoRow(row: Sensitivity['rows'][number], base: number, lane: Lane): Row {
  return {
    key: `${row.item} ${row.figure}`,
    name: <>{row.item}: {plain(row.figure)} <small>{row.value}, {row.grade}; {row.low} to {row.high}</small></>,
    drawn: (
      <>
        {row.at_low === null ? null : <Half lane={lane} base={base} end={row.at_low} y={2} look="sky" />}
        {row.at_high === null ? null : <Half lane={lane} base={base} end={row.at_high} y={12} look="orange" />}
        <line class="mean" x1={at(lane, base)} x2={at(lane, base)} y1="0" y2="22" />
      </>
    ),
    figures: <>{row.at_low === null ? '–' : amount(row.at_low.mean)} <small>low</small> / {row.at_high === null ? '–' : amount(row.at_high.mean)} <small>high</small></>,
  }
}

function Half({ lane, base, end: { mean, low, high }, y, look }: { lane: Lane; base: number; end: Sensitivity['base']; y: number; look: string }) {
  const [left, right] = [Math.min(base, mean), Math.max(base, mean)]
  return (
    <>
      <rect class={`part ${look}`} x={at(lane, left)} width={`${(lane(right) - lane(left)).toFixed(3)}%`} y={y} height="9" />
      {low === null || high === null ? null : <line class="whisker" x1={at(lane, low)} x2={at(lane, high)} y1={y + 4.5} y2={y + 4.5} />}
    </>
  )
}

export function BlamePart({ run, edit }: { run: RunPage; edit: boolean }) {
  if (run.blame === null) {
    return (
      <Ask kind="blame" run={run} edit={edit}
        about="How much of the leakage each link of the chain is to blame for: the same fights again, with the same random numbers, once for each link made perfect." />
    )
  }
  return <BlameChart blame={run.blame} />
}

const NOTE =
  'The same fights again, with the same random numbers, once for each link made perfect; the bar is the share of the leakage that is then gone. '
  + 'Shares do not add up: what two links let through is saved by neither alone, and what a mended link saves is spent elsewhere. '
  + 'A hollow mark has an interval that holds nought.'

function BlameChart({ blame }: { blame: Blame }) {
  const links = [...blame.links].sort((a, b) => (b.share?.mean ?? 0) - (a.share?.mean ?? 0))
  const shares = links.flatMap(({ share }) => (share === null ? [] : [share.mean, share.low ?? share.mean, share.high ?? share.mean]))
  const lane = laneOf(shares)
  const table = {
    header: ['Link made perfect', 'Then', 'Saved per fight', 'Share of the leakage'],
    rows: links.map(({ name, meaning, saved, share }) => [name, meaning, signedSpan(saved, 'count'), share === null ? 'nothing leaks' : signedShare(share)]),
  }
  const rows = links.map(({ name, meaning, share, saved }) => ({
    key: name,
    name: <>{name} <small>{meaning}</small></>,
    drawn: share === null ? null : <><Bar lane={lane} from={0} to={share.mean} /><Whisker lane={lane} estimate={share} hollow={holdsNought(share)} /></>,
    figures: share === null ? signedSpan(saved, 'count') : signedShare(share),
  }))
  return (
    <Figure title="What each link is to blame for" lead={NOTE} table={table} text={[1]}>
      <p class="said">Over the first {many(blame.replicates, 'fight')}, in which {span(blame.leakers)} come through as it is.</p>
      <Rows lane={lane} kind="share" axis="Share of the leakage that goes away" rows={rows} />
    </Figure>
  )
}

function holdsNought({ low, high }: Sensitivity['base']): boolean {
  return low === null || high === null || (low <= 0 && high >= 0)
}
