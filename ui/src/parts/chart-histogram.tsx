/** How often each number came up, as a share of all fights; with the mean, its interval, and where nine in ten fights lie. */

import { scaleLinear } from 'd3-scale'
import type { ComponentChildren } from 'preact'
import type { Estimate } from '../types'
import { binned, type Bin } from './binning'
import { Abscissa, Legend, Ordinate } from './chart-axes'
import { Drawing, Figure } from './chart-figure'
import { amount, interval, percent, signed, signedSpan, span, tick, whole } from './format'

export interface HistogramProps {
  title: string
  lead?: ComponentChildren
  /** What is counted, for the axis. */
  axis: string
  values: number[]
  counts: number[]
  mean: Estimate
  /** The 5 % and 95 % quantiles and the median. */
  spread?: { low: number; median: number; high: number }
  /** Differences carry their sign. */
  differences?: boolean
}

const HEIGHT = 240
const MARGIN = { left: 46, right: 14, top: 44, bottom: 44 }
const MOST = 40

export function Histogram(props: HistogramProps) {
  const { title, lead, axis, values, counts, mean, spread, differences = false } = props
  const bins = binned(values, counts, MOST)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const named = (bin: Bin): string => binName(bin, differences ? (value) => signed(value, 'count') : whole)
  const meanSaid = differences ? signedSpan(mean, 'count') : span(mean)
  const said = spread === undefined ? `Mean ${meanSaid}.` : `Mean ${meanSaid}; median ${whole(spread.median)}; nine in ten fights from ${whole(spread.low)} to ${whole(spread.high)}.`
  return (
    <Figure title={title} {...(lead === undefined ? {} : { lead })}
      table={{ header: [axis, 'Fights', 'Share of fights'], rows: bins.map((bin) => [named(bin), whole(bin.count), percent(bin.count / total)]) }}>
      <Key mean={mean} said={meanSaid} spread={spread} />
      <Drawing label={`${title}: histogram. ${said}`} height={HEIGHT}
        marks={bins.map((bin) => `${named(bin)}: ${whole(bin.count)} of ${whole(total)} fights (${percent(bin.count / total)})`)}
        draw={(width, active) => <Bars {...props} bins={bins} total={total} width={width} active={active} />} />
    </Figure>
  )
}

export function binName(bin: Bin, said: (value: number) => string): string {
  return bin.from === bin.to ? said(bin.from) : `${said(bin.from)} to ${said(bin.to)}`
}

function Key({ mean, said, spread }: { mean: Estimate; said: string; spread: HistogramProps['spread'] }) {
  const band = mean.low !== null && mean.high !== null && mean.low < mean.high
  const entries = [{
    mark: <>{band ? <rect class="mean-band" x="3" y="0" width="14" height="14" /> : null}<line class="mean" x1="10" x2="10" y1="0" y2="14" /></>,
    text: band ? `mean ${said}, 95 % interval` : `mean ${amount(mean.mean)} (${interval(mean, 'count')})`,
  }]
  if (spread !== undefined) {
    entries.push({
      mark: <><line class="spread" x1="1" x2="19" y1="7" y2="7" /><line class="spread" x1="1" x2="1" y1="3" y2="11" /><line class="spread" x1="19" x2="19" y1="3" y2="11" /><circle class="hollow" cx="9" cy="7" r="3.5" /></>,
      text: `nine in ten fights: ${whole(spread.low)} to ${whole(spread.high)}, median ${whole(spread.median)}`,
    })
  }
  return <Legend entries={entries} />
}

function Bars({ axis, mean, spread, differences, bins, total, width, active }: HistogramProps & { bins: Bin[]; total: number; width: number; active: number }) {
  const box = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom }
  const first = (bins[0]?.from ?? 0) - 0.5
  const last = (bins.at(-1)?.to ?? 0) + 0.5
  const x = scaleLinear().domain([first, last]).range([box.left, box.right])
  const y = scaleLinear().domain([0, Math.max(...bins.map((bin) => bin.count)) / total]).range([box.bottom, box.top]).nice(4)
  const ticks = x.ticks(Math.max(3, Math.floor(width / 70))).filter((value) => Number.isInteger(value))
  return (
    <>
      <Ordinate box={box} label="Share of fights" ticks={y.ticks(4).map((value) => ({ at: y(value), text: tick(value, 'share') }))} />
      {bins.map((bin, i) => {
        const [left, right] = [x(bin.from - 0.5), x(bin.to + 0.5)]
        const gap = Math.min(2, (right - left) / 5)
        const top = y(bin.count / total)
        return (
          <g key={bin.from} data-mark={i} class={i === active ? 'on' : ''}>
            <rect class="level" x={left + gap / 2} width={right - left - gap} y={top} height={box.bottom - top} />
            <rect x={left} width={right - left} y={box.top} height={box.bottom - box.top} fill="transparent" />
          </g>
        )
      })}
      {differences === true ? <line class="zero" x1={x(0)} x2={x(0)} y1={box.top} y2={box.bottom} /> : null}
      <Mean mean={mean} x={x} box={box} />
      {spread === undefined ? null : <Spread {...spread} x={x} y={box.top - 12} />}
      <Abscissa box={box} label={axis} ticks={ticks.map((value) => ({ at: x(value), text: tick(value, 'count') }))} />
    </>
  )
}

type Place = (value: number) => number

function Mean({ mean, x, box }: { mean: Estimate; x: Place; box: { top: number; bottom: number } }) {
  return (
    <g pointer-events="none">
      {mean.low === null || mean.high === null ? null : (
        <rect class="mean-band" x={x(mean.low)} width={Math.max(0, x(mean.high) - x(mean.low))} y={box.top} height={box.bottom - box.top} />
      )}
      <line class="mean" x1={x(mean.mean)} x2={x(mean.mean)} y1={box.top} y2={box.bottom} />
    </g>
  )
}

function Spread({ low, median, high, x, y }: { low: number; median: number; high: number; x: Place; y: number }) {
  return (
    <g pointer-events="none">
      <line class="spread" x1={x(low)} x2={x(high)} y1={y} y2={y} />
      {[low, high].map((end, i) => <line key={i} class="spread" x1={x(end)} x2={x(end)} y1={y - 4} y2={y + 4} />)}
      <circle class="hollow" cx={x(median)} cy={y} r="3.5" />
    </g>
  )
}
