/** A number over time: its mean as a line, half of all futures as a dark band, nine in ten as a light one. */

import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { Abscissa, Ordinate, type Tick } from './chart-axes'
import { Drawing } from './chart-figure'
import { month, range, tick, word, type Kind } from './format'

export interface Moment {
  /** Days since 1970, and the same as an ISO date. */
  day: number
  date: string
  mean: number
  low: number | null
  high: number | null
  p05: number
  p25: number
  p75: number
  p95: number
}

export interface BandsProps {
  label: string
  axis: string
  kind: Kind
  moments: Moment[]
  most: number
  /** Ticks of the years for so many of them. */
  years: (most: number) => { value: number; text: string }[]
  /** Where the facts end. */
  now?: number
}

const HEIGHT = 190
const MARGIN = { left: 52, right: 12, top: 22, bottom: 26 }

export function momentWords(moment: Moment, kind: Kind): string {
  const sure = moment.low === null || moment.high === null || moment.low === moment.high ? '' : ` (${range(moment.low, moment.high, kind)})`
  const spread = moment.p05 === moment.p95 ? 'the same in nine of ten futures' : `nine in ten futures ${range(moment.p05, moment.p95, kind)}`
  return `${month(moment.date)}: mean ${word(moment.mean, kind)}${sure}; ${spread}`
}

/** Moments that the keys stop at: no more than a year of weeks has, the last one always. */
const STOPS = 53

export function stopsOf<T>(moments: T[]): T[] {
  const every = Math.ceil(moments.length / STOPS)
  return moments.filter((_, i) => (moments.length - 1 - i) % every === 0)
}

export function Bands(props: BandsProps) {
  const { label, kind, moments } = props
  const last = moments.at(-1)
  return (
    <Drawing height={HEIGHT} marks={stopsOf(moments).map((moment) => momentWords(moment, kind))}
      label={`${label}. ${last === undefined ? 'No figures.' : `At the end, ${momentWords(last, kind)}.`}`}
      draw={(width, active) => <Lines {...props} width={width} active={active} />} />
  )
}

function Lines({ axis, kind, moments, most, years, now, width, active }: BandsProps & { width: number; active: number }) {
  const box = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom }
  const x = scaleLinear().domain([moments[0]?.day ?? 0, moments.at(-1)?.day ?? 1]).range([box.left, box.right])
  const y = scaleLinear().domain([0, most > 0 ? most : 1]).range([box.bottom, box.top]).nice(4)
  const band = (low: 'p05' | 'p25', high: 'p75' | 'p95'): string =>
    area<Moment>((m) => x(m.day), (m) => y(m[low]), (m) => y(m[high]))(moments) ?? ''
  const stops = stopsOf(moments)
  const mean = line<Moment>((m) => x(m.day), (m) => y(m.mean))(moments) ?? ''
  const ticks: Tick[] = years(Math.floor(width / 60)).map(({ value, text }) => ({ at: x(value), text }))
  return (
    <>
      <Ordinate box={box} label={axis} ticks={y.ticks(4).map((value) => ({ at: y(value), text: tick(value, kind) }))} />
      <path class="light" d={band('p05', 'p95')} />
      <path class="dark" d={band('p25', 'p75')} />
      <path class="line" d={mean} />
      {now === undefined ? null : <line class="now" x1={x(now)} x2={x(now)} y1={box.top} y2={box.bottom} />}
      {stops.map((moment, i) => <Slice key={moment.day} moment={moment} index={i} x={x} y={y} box={box} half={(box.right - box.left) / stops.length / 2} on={i === active} />)}
      <Abscissa box={box} ticks={ticks} label="" />
    </>
  )
}

interface SliceProps { moment: Moment; index: number; x: (value: number) => number; y: (value: number) => number; box: { top: number; bottom: number }; half: number; on: boolean }

function Slice({ moment, index, x, y, box, half, on }: SliceProps) {
  return (
    <g data-mark={index}>
      <rect x={x(moment.day) - half} width={2 * half} y={box.top} height={box.bottom - box.top} fill="transparent" />
      {on ? <circle class="hollow" cx={x(moment.day)} cy={y(moment.mean)} r="4" /> : null}
    </g>
  )
}
