/** What was promised, promised again, delivered and forecast, tranche by tranche; and what was forecast when. */

import { useState } from 'preact/hooks'
import { Legend } from '../parts/chart-axes'
import { DataTable, Figure } from '../parts/chart-figure'
import { at, laneOf, Rows, type Lane, type Row } from '../parts/chart-rows'
import { day, month, percent } from '../parts/format'
import type { PlanPage } from '../types'
import { dayNumber, delayWords, different, mainAlternative, nameOf, rowsOf, yearTicks, type TableRow } from './tables'

const LEAD =
  'Diamonds are the original promise, squares the last re-set one, discs what came. Bars are forecasts: the dark part holds half of all futures, the light part nine in ten, '
  + 'the stroke is the median; an arrow says that the band runs on.'
const DATES = ['planned', 'reset', 'delivered', 'p05', 'p50', 'p95'] as const

export function Deliveries({ plan }: { plan: PlanPage }) {
  const [alternative, setAlternative] = useState(() => mainAlternative(plan))
  const rows = rowsOf(plan, 'arrivals', { alternative })
  if ((plan.tables['arrivals']?.['tranche'] ?? []).length === 0) return <p>The plan has no deliveries.</p>
  const days = rowsOf(plan, 'arrivals').flatMap((row) => DATES.map((date) => row.text(date))).filter((date) => date !== null).map(dayNumber)
  const lane = laneOf([]).copy().domain([Math.min(...days) - 90, Math.max(...days) + 90])
  const [first = 0, last = 1] = lane.domain()
  return (
    <>
      <p><label>Course of events <select value={alternative} onChange={(event) => setAlternative(event.currentTarget.value)}>
        {plan.alternatives.map((id) => <option key={id} value={id}>{nameOf(plan, 'alternatives', id)}</option>)}
      </select></label></p>
      <Figure title={`Deliveries: ${nameOf(plan, 'alternatives', alternative)}`} lead={LEAD} table={tableOf(plan, rows)} text={[1, 2, 3, 4, 5]}>
        <Legend entries={LEGEND} />
        <Rows lane={lane} kind="count" axis="Year" ticks={yearTicks(first, last, 7)} rows={rows.map((row) => rowOf(plan, row, lane))} />
      </Figure>
    </>
  )
}

const LEGEND = [
  { mark: <g transform="translate(10 7)"><path class="hollow" d={diamond()} /></g>, text: 'promised' },
  { mark: <rect class="hollow" x="6" y="3" width="8" height="8" />, text: 're-set promise' },
  { mark: <circle class="came" cx="10" cy="7" r="5" />, text: 'delivered' },
  { mark: <><rect class="nine" x="0" y="2" width="20" height="10" /><rect class="half" x="6" y="2" width="8" height="10" /><line class="whisker" x1="10" x2="10" y1="1" y2="13" /></>, text: 'forecast' },
]

function diamond(): string {
  return 'M0 -6 L5 0 L0 6 L-5 0 Z'
}

function rowOf(plan: PlanPage, row: TableRow, lane: Lane): Row {
  const [planned, reset, delivered] = [row.text('planned'), row.text('reset'), row.text('delivered')]
  const tranche = row.text('tranche') ?? ''
  return {
    key: `${row.text('programme')} ${tranche}`,
    name: several(plan) ? <>{nameOf(plan, 'tranches', tranche)} <small>{nameOf(plan, 'programmes', row.text('programme') ?? '')}</small></> : nameOf(plan, 'tranches', tranche),
    drawn: (
      <>
        <Forecast row={row} lane={lane} />
        {planned === null ? null : <svg x={at(lane, dayNumber(planned))} y="11" overflow="visible"><path class="hollow" d={diamond()} /></svg>}
        {reset === null ? null : <svg x={at(lane, dayNumber(reset))} y="11" overflow="visible"><rect class="hollow" x="-4" y="-4" width="8" height="8" /></svg>}
        {delivered === null ? null : <circle class="came" cx={at(lane, dayNumber(delivered))} cy="11" r="5" />}
      </>
    ),
    figures: <small>{said(row)}</small>,
  }
}

const several = (plan: PlanPage): boolean => different(plan, 'arrivals', 'programme').length > 1

function Forecast({ row, lane }: { row: TableRow; lane: Lane }) {
  const dates = ['p05', 'p25', 'p50', 'p75', 'p95'].map((key) => row.text(key))
  const [p05, p25, p50, p75, p95] = dates.map((date) => (date === null ? null : dayNumber(date)))
  if (p05 === null || p05 === undefined || p05 === p95) return null
  const end = lane.domain()[1] ?? p05
  const width = (from: number, to: number): string => `${(lane(to) - lane(from)).toFixed(3)}%`
  return (
    <>
      <rect class="nine" x={at(lane, p05)} width={width(p05, p95 ?? end)} y="5" height="12" />
      {p25 === null || p25 === undefined ? null : <rect class="half" x={at(lane, p25)} width={width(p25, p75 ?? end)} y="5" height="12" />}
      {p50 === null || p50 === undefined ? null : <line class="whisker" x1={at(lane, p50)} x2={at(lane, p50)} y1="3" y2="19" />}
      {p95 === null ? <svg x="100%" y="11" overflow="visible"><path class="whisker" d="M-6 -5 L0 0 L-6 5" fill="none" /></svg> : null}
    </>
  )
}

/** A delivery in a few words. */
function said(row: TableRow): string {
  const [planned, delivered, median] = [row.text('planned'), row.text('delivered'), row.text('p50')]
  const never = row.number('never') ?? 0
  const missing = never > 0 ? `; never in ${percent(never)} of the futures` : ''
  if (delivered !== null) return `came ${month(delivered)}${planned === null ? '' : `, ${delayWords(planned, delivered)}`}`
  if (median === null) return `in most futures it never comes${missing}`
  if (row.text('p05') === row.text('p95')) return `${month(median)}${planned === null ? '' : `, ${delayWords(planned, median)}`}${missing}`
  const [first, last] = [row.text('p05'), row.text('p95')]
  return `median ${month(median)} (${first === null ? '?' : month(first)} to ${last === null ? 'beyond' : month(last)})${missing}`
}

function tableOf(plan: PlanPage, rows: TableRow[]) {
  const date = (row: TableRow, column: string): string => { const found = row.text(column); return found === null ? '' : day(found) }
  return {
    header: ['Delivery', 'Promised', 'Re-set', 'Delivered', '5 % to 95 % of the futures', 'Median', 'Never'],
    rows: rows.map((row) => [
      nameOf(plan, 'tranches', row.text('tranche') ?? ''), date(row, 'planned'), date(row, 'reset'), date(row, 'delivered'),
      [date(row, 'p05'), date(row, 'p95')].filter(Boolean).join(' to '), date(row, 'p50'), percent(row.number('never') ?? 0),
    ]),
  }
}

/** Forecasts in the order in which they were made: said when, expected when, and how far off they were. */
export function Vintages({ plan }: { plan: PlanPage }) {
  const rows = rowsOf(plan, 'vintages')
  if (rows.length === 0) return null
  const sorted = [...rows].sort((a, b) => `${a.text('tranche')}${a.text('said')}`.localeCompare(`${b.text('tranche')}${b.text('said')}`))
  const lines = sorted.map((row) => {
    const [said, first, last, came] = [row.text('said'), row.text('first'), row.text('last'), row.text('delivered')]
    const off = last === null || came === null ? '' : delayWords(last, came)
    return [nameOf(plan, 'tranches', row.text('tranche') ?? ''), said === null ? '' : day(said), row.text('by') ?? '', spanOf(first, last), came === null ? 'not yet' : day(came), off, row.text('source') ?? '']
  })
  return (
    <details>
      <summary>What was forecast when ({rows.length} forecasts)</summary>
      <DataTable caption="Forecasts" text={[1, 2, 3, 4, 5, 6]} table={{ header: ['Delivery', 'Said on', 'By', 'Expected', 'Came', 'Against the last day meant', 'Source'], rows: lines }} />
    </details>
  )
}

function spanOf(first: string | null, last: string | null): string {
  if (first === null || last === null) return ''
  if (first.slice(0, 7) === last.slice(0, 7)) return month(first)
  const wholeYear = first.endsWith('-01-01') && last.endsWith('-12-31') && first.slice(0, 4) === last.slice(0, 4)
  return wholeYear ? first.slice(0, 4) : `${month(first)} to ${month(last)}`
}

