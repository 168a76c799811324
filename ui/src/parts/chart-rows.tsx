/** Charts of rows: a name, a lane on a common scale, and the figures in words. Lanes are in percent of their width, so they need no measuring. */

import { scaleLinear, type ScaleLinear } from 'd3-scale'
import type { ComponentChildren } from 'preact'
import type { Estimate } from '../types'
import { Figure, type Table } from './chart-figure'
import { interval, tick, word, type Kind } from './format'

export type Lane = ScaleLinear<number, number>

/** A scale from 0 to 100 percent that holds these values, and nought. */
export function laneOf(values: number[], most?: number): Lane {
  const low = Math.min(0, ...values)
  const high = most ?? Math.max(0, ...values)
  const scale = scaleLinear().domain([low, high > low ? high : low + 1]).range([0, 100])
  return most === undefined ? scale.nice(5) : scale
}

export const at = (lane: Lane, value: number): string => `${lane(value).toFixed(3)}%`

export function Bar({ lane, from, to, class: kind = 'level' }: { lane: Lane; from: number; to: number; class?: string }) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)]
  return <rect class={kind} x={at(lane, left)} y="3" width={`${(lane(right) - lane(left)).toFixed(3)}%`} height="16" />
}

/** A mean as a dot on its interval; hollow where the interval holds nought or there is none. */
export function Whisker({ lane, estimate, hollow = false }: { lane: Lane; estimate: Estimate; hollow?: boolean }) {
  const { mean, low, high } = estimate
  return (
    <>
      {low === null || high === null ? null : (
        <>
          <line class="whisker" x1={at(lane, low)} x2={at(lane, high)} y1="11" y2="11" />
          {[low, high].map((end, i) => <line key={i} class="whisker" x1={at(lane, end)} x2={at(lane, end)} y1="7" y2="15" />)}
        </>
      )}
      <circle class={hollow ? 'hollow' : 'dot'} cx={at(lane, mean)} cy="11" r="4" />
    </>
  )
}

export interface Row {
  key: string
  name: ComponentChildren
  /** What the lane shows. */
  drawn: ComponentChildren
  figures: ComponentChildren
  /** Shown beneath, over the whole width. */
  detail?: ComponentChildren
}

export interface RowsProps {
  lane: Lane
  kind: Kind
  axis: string
  rows: Row[]
  /** Both sides of nought are amounts: the axis says no sign. */
  bothWays?: boolean
  /** Instead of those of the scale, for instance dates. */
  ticks?: { value: number; text: string }[]
}

/** The rows with their axis. */
export function Rows({ lane, kind, axis, rows, bothWays = false, ticks: given }: RowsProps) {
  const ticks = given ?? lane.ticks(4).map((value) => ({ value, text: tick(bothWays ? Math.abs(value) : value, kind) }))
  return (
    <div class="rows">
      {rows.map((row) => (
        <div class="row" key={row.key}>
          <div class="name">{row.name}</div>
          <div class="lane" aria-hidden="true">
            <svg>
              {ticks.map(({ value }) => <line key={value} class={value === 0 ? 'zero' : 'grid'} x1={at(lane, value)} x2={at(lane, value)} y1="0" y2="100%" />)}
              {row.drawn}
            </svg>
          </div>
          <div class="figures">{row.figures}</div>
          {row.detail === undefined ? null : <div class="detail">{row.detail}</div>}
        </div>
      ))}
      <div class="axis" aria-hidden="true">
        {ticks.map(({ value, text }) => <span key={value} ref={(span) => { if (span !== null) span.style.left = at(lane, value) }}>{text}</span>)}
        <span class="label">{axis}</span>
      </div>
    </div>
  )
}

/** A mean with its interval, in two sizes. */
export function Said({ estimate, kind }: { estimate: Estimate; kind: Kind }) {
  return <>{word(estimate.mean, kind)} <small>({interval(estimate, kind)})</small></>
}

export interface Measured { key: string; name: ComponentChildren; plain: string; estimate: Estimate }
export interface IntervalsProps { title: string; lead?: ComponentChildren; axis: string; kind: Kind; rows: Measured[]; most?: number; of: string }

/** Means with their intervals, one row each, as bars with whiskers. */
export function Intervals({ title, lead, axis, kind, rows, most, of }: IntervalsProps) {
  const lane = laneOf(rows.flatMap(({ estimate }) => [estimate.mean, estimate.high ?? estimate.mean]), most)
  const drawn = rows.map(({ key, name, estimate }) => ({
    key,
    name,
    drawn: <><Bar lane={lane} from={0} to={estimate.mean} /><Whisker lane={lane} estimate={estimate} /></>,
    figures: <Said estimate={estimate} kind={kind} />,
  }))
  return (
    <Figure title={title} lead={lead} table={estimateTable(of, axis, kind, rows)}>
      <Rows lane={lane} kind={kind} axis={axis} rows={drawn} />
    </Figure>
  )
}

export function estimateTable(of: string, measure: string, kind: Kind, rows: { plain: string; estimate: Estimate }[]): Table {
  return {
    header: [of, measure, 'Low', 'High', 'Interval'],
    rows: rows.map(({ plain, estimate: { mean, low, high, method } }) => [
      plain, word(mean, kind), low === null ? '' : word(low, kind), high === null ? '' : word(high, kind), method,
    ]),
  }
}
