/** Shares of a whole, one bar per row; parts differ by colour and by hatching, and say their share where there is room. */

import type { ComponentChildren } from 'preact'
import { Legend } from './chart-axes'
import { Figure } from './chart-figure'
import { at, laneOf, Rows } from './chart-rows'
import { percent, whole } from './format'

/** Colour and hatching of the parts, in their order. */
const LOOKS = ['green', 'orange', 'vermillion', 'purple', 'sky', 'blue', 'grey'] as const
const HATCHED: ReadonlySet<string> = new Set(['orange', 'purple', 'grey'])

export interface StackRow { key: string; name: ComponentChildren; plain: string; figures: ComponentChildren; parts: Record<string, number> }
export interface StackProps { title: string; lead?: ComponentChildren; of: string; axis: string; parts: string[]; rows: StackRow[] }

export function Stack({ title, lead, of, axis, parts, rows }: StackProps) {
  const lane = laneOf([], 1)
  const looks = new Map(parts.map((part, i) => [part, LOOKS[i % LOOKS.length] ?? 'grey']))
  const drawn = rows.map((row) => ({ key: row.key, name: row.name, figures: row.figures, drawn: <Parts parts={row.parts} looks={looks} /> }))
  const table = {
    header: [of, ...parts.flatMap((part) => [part, 'share'])],
    rows: rows.map((row) => {
      const total = sum(row.parts)
      return [row.plain, ...parts.flatMap((part) => [whole(row.parts[part] ?? 0), total === 0 ? '' : percent((row.parts[part] ?? 0) / total)])]
    }),
  }
  return (
    <Figure title={title} lead={lead} table={table}>
      <Legend entries={parts.map((part) => ({ mark: <Part look={looks.get(part) ?? 'grey'} x="1" width="18" y="1" height="12" />, text: part }))} />
      <Rows lane={lane} kind="share" axis={axis} rows={drawn} />
    </Figure>
  )
}

function Parts({ parts, looks }: { parts: Record<string, number>; looks: Map<string, string> }) {
  const lane = laneOf([], 1)
  const total = sum(parts)
  let before = 0
  return (
    <>
      {[...looks].map(([part, look]) => {
        const share = total === 0 ? 0 : (parts[part] ?? 0) / total
        const from = before
        before += share
        if (share === 0) return null
        return (
          <g key={part}>
            <Part look={look} x={at(lane, from)} width={`${(100 * share).toFixed(3)}%`} y="2" height="18" />
            {share < 0.16 ? null : <text class={`inside ${look}`} x={at(lane, from + share / 2)} y="15.5" text-anchor="middle">{percent(share)}</text>}
          </g>
        )
      })}
    </>
  )
}

function Part({ look, ...place }: { look: string; x: string; width: string; y: string; height: string }) {
  return (
    <>
      <rect class={`part ${look}`} {...place} />
      {HATCHED.has(look) ? <rect class="hatch" fill="url(#hatch)" {...place} /> : null}
    </>
  )
}

/** The hatching, once on a page that uses it. */
export function Hatching() {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" x2="0" y1="0" y2="6" stroke="#000" stroke-opacity="0.35" stroke-width="2.5" />
        </pattern>
      </defs>
    </svg>
  )
}

const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((total, count) => total + count, 0)
