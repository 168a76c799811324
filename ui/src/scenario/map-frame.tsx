/** What a map has besides its content: grid, scale bar, north arrow, and where the cursor is. */

import type { Desk } from './desk'
import { seenFrom, type Point } from './ground'
import type { Dragged } from './pointers'
import { grid, kilometres, round, toX, toY, type View } from './view'

export function Graticule({ view }: { view: View }) {
  if (view.width === 0) return null
  const { easts, norths } = grid(view)
  return (
    <g class="graticule" aria-hidden="true">
      {easts.map((east) => <line key={`e${east}`} class={east === 0 ? 'axis' : ''} x1={toX(view, { east, north: 0 })} x2={toX(view, { east, north: 0 })} y1={0} y2={view.height} />)}
      {norths.map((north) => <line key={`n${north}`} class={north === 0 ? 'axis' : ''} y1={toY(view, { east: 0, north })} y2={toY(view, { east: 0, north })} x1={0} x2={view.width} />)}
      {easts.map((east) => <text key={`te${east}`} x={toX(view, { east, north: 0 }) + 3} y={view.height - 5}>{kilometres(east)} km</text>)}
      {norths.map((north) => <text key={`tn${north}`} x={4} y={toY(view, { east: 0, north }) - 3}>{kilometres(north)} km</text>)}
    </g>
  )
}

export function Furniture({ view }: { view: View }) {
  if (view.width === 0) return null
  const length = round(70 / view.scale)
  const wide = length * view.scale
  const right = view.width - 16
  const bottom = view.height - 26
  return (
    <g class="furniture" aria-hidden="true">
      <path d={`M${right - wide} ${bottom - 6}V${bottom}H${right}V${bottom - 6}`} />
      <text x={right - wide / 2} y={bottom - 6} text-anchor="middle">{kilometres(length)} km</text>
      <g transform={`translate(${right - 4} 24)`}>
        <path class="needle" d="M0 -14L6 10L0 5L-6 10Z" />
        <text y={24} text-anchor="middle">N</text>
      </g>
    </g>
  )
}

/** Says what is dragged to where, else what is under the cursor, else what is not on the map. */
export function Readout({ desk, cursor, dragged, nowhere }: { desk: Desk; cursor: Point | null; dragged: Dragged | null; nowhere: string[] }) {
  let text = ''
  if (dragged !== null) text = `${dragged.handle.label}: ${dragged.changes.map(([path, value]) => `${path.at(-1)} ${value}`).join(', ')}`
  else if (cursor !== null) text = whereabouts(desk, cursor)
  return (
    <p class="readout">
      <span>{text}</span>
      {nowhere.length === 0 ? null : <span class="bad"> Not on the map, as their places cannot be read: {nowhere.slice(0, 5).join(', ')}{nowhere.length > 5 ? ' …' : ''}</span>}
    </p>
  )
}

function whereabouts(desk: Desk, at: Point): string {
  const { bearing, range } = seenFrom({ east: 0, north: 0 }, at)
  const degrees = ((bearing * 180) / Math.PI) % 360
  const there = desk.layout.value.ground?.geodetic(at)
  const place = there === undefined ? '' : ` · lat ${there.latitude.toFixed(3)}, lon ${there.longitude.toFixed(3)}`
  return `east ${kilometres(at.east)} km, north ${kilometres(at.north)} km · ${degrees.toFixed(0).padStart(3, '0')}°, ${kilometres(range)} km${place}`
}

/** What the lines mean, in the classes in which they are drawn. */
const LINES: [string, string][] = [
  ['leg raid', 'raid'], ['leg traffic', 'civil traffic'], ['leg march', 'way of a unit that moves'], ['ring search-radar', 'cover of a search radar'],
  ['ring engagement-radar', 'cover of an engagement radar'], ['ring missile', 'reach of a missile'], ['wedge', 'sector that a radar looks at'], ['leg zone', 'control zone'], ['borders', 'border'],
]

export function Legend() {
  return (
    <details class="map-legend">
      <summary>Lines</summary>
      <ul>
        {LINES.map(([kind, name]) => <li key={kind}><svg class="map" width="34" height="10" aria-hidden="true"><path class={kind} d="M1 5H33" /></svg> {name}</li>)}
      </ul>
    </details>
  )
}
