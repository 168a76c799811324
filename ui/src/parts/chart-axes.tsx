/** Axes of a drawing in pixels. */

import type { ComponentChildren } from 'preact'

export interface Box { left: number; right: number; top: number; bottom: number }
export interface Tick { at: number; text: string }

export function Ordinate({ box, ticks, label }: { box: Box; ticks: Tick[]; label: string }) {
  return (
    <g aria-hidden="true">
      {ticks.map(({ at, text }) => (
        <g key={text}>
          <line class="grid" x1={box.left} x2={box.right} y1={at} y2={at} />
          <text x={box.left - 6} y={at + 4} text-anchor="end">{text}</text>
        </g>
      ))}
      <text x={0} y={11}>{label}</text>
    </g>
  )
}

export function Abscissa({ box, ticks, label }: { box: Box; ticks: Tick[]; label: string }) {
  return (
    <g aria-hidden="true">
      <line class="zero" x1={box.left} x2={box.right} y1={box.bottom} y2={box.bottom} />
      {ticks.map(({ at, text }) => (
        <g key={text}>
          <line class="zero" x1={at} x2={at} y1={box.bottom} y2={box.bottom + 4} />
          <text x={at} y={box.bottom + 17} text-anchor="middle">{text}</text>
        </g>
      ))}
      <text x={(box.left + box.right) / 2} y={box.bottom + 35} text-anchor="middle">{label}</text>
    </g>
  )
}

/** A sample of what a mark looks like, with what it means. */
export function Legend({ entries }: { entries: { mark: ComponentChildren; text: string }[] }) {
  return (
    <ul class="legend">
      {entries.map(({ mark, text }) => <li key={text}><svg viewBox="0 0 20 14" aria-hidden="true">{mark}</svg>{text}</li>)}
    </ul>
  )
}
