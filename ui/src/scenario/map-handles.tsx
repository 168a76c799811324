/** What can be taken hold of on the map, by pointer and by keys. */

import type { Desk } from './desk'
import { same, textAt, valueAt, type Path } from './document'
import { seenFrom, towards, type Point } from './ground'
import { formOf, handleKey, moved, type Handle, type Layout } from './handles'
import { drawing, symbolCode } from './map-symbols'
import { toX, toY, type View } from './view'

const MOST_LABELS = 80
const SIZE = 17
/** Arrow keys move by a kilometre, on a map that shows it by 100 m; with Shift ten times as far. */
const step = (view: View): number => (view.scale > 0.02 ? 100 : 1000)
const TURN = Math.PI / 180

interface Shown { desk: Desk; shown: Layout; view: View; editable: boolean; select: (owner: Path) => void; dragged: Handle | null }

export function Handles({ desk, shown, view, editable, select, dragged }: Shown) {
  const selected = desk.selected.value
  const mine = (handle: Handle): boolean => selected !== null && same(handle.owner, selected)
  const main = (handle: Handle): boolean => !['way point', 'sector', 'radius'].includes(handle.kind)
  // Small handles lie under the units; those that only matter for what is chosen show only then.
  const visible = [...shown.handles.filter((handle) => !main(handle) && (handle.kind === 'way point' || mine(handle))), ...shown.handles.filter(main)]
  const names = placedNames(shown.handles.filter(main), view, mine)
  return (
    <g>
      {visible.map((handle) => (
        <g key={handleKey(handle)} data-handle={handleKey(handle)} role="button" tabindex={0} aria-pressed={mine(handle)} aria-label={spoken(desk, handle, editable)}
          class={`handle ${handle.kind.replace(' ', '-')} ${handle.side ?? ''} ${mine(handle) ? 'chosen' : ''} ${dragged && handleKey(dragged) === handleKey(handle) ? 'dragged' : ''}`}
          transform={`translate(${toX(view, handle.at).toFixed(1)} ${toY(view, handle.at).toFixed(1)})`}
          onKeyDown={(event) => { if (pressed({ desk, view, editable, select }, handle, event)) event.preventDefault() }} onFocus={() => { if (main(handle)) select(handle.owner) }}>
          <Sign desk={desk} handle={handle} />
          <Name of={handle} at={names.get(handleKey(handle))} />
        </g>
      ))}
    </g>
  )
}

interface NamePlace { x: number; y: number; anchor: 'start' | 'end' | 'middle' }

function Name({ of, at }: { of: Handle; at: NamePlace | undefined }) {
  return at === undefined ? null : <text class="name" x={at.x} y={at.y} text-anchor={at.anchor}>{of.label}</text>
}

const LETTER = 6.8
const SYMBOL: NamePlace = { x: 0, y: 5, anchor: 'middle' }
const WAYS: NamePlace[] = [{ x: 18, y: 4, anchor: 'start' }, { x: -18, y: 4, anchor: 'end' }, { x: 0, y: 26, anchor: 'middle' }, { x: 0, y: -18, anchor: 'middle' }]

/** A place for each name where it hides no other; names that find none are left out, but never that of what is chosen. */
function placedNames(handles: Handle[], view: View, mine: (handle: Handle) => boolean): Map<string, NamePlace> {
  const boxes = handles.slice(0, MOST_LABELS).map((handle) => around(handle, view, SYMBOL, 26))
  const found = new Map<string, NamePlace>()
  for (const handle of [...handles].sort((a, b) => Number(mine(b)) - Number(mine(a)) || rank(a) - rank(b)).slice(0, MOST_LABELS)) {
    const free = WAYS.find((way) => boxes.every((box) => !overlap(box, around(handle, view, way))))
    const way = free ?? (mine(handle) ? WAYS[0] : undefined)
    if (way === undefined) continue
    boxes.push(around(handle, view, way))
    found.set(handleKey(handle), way)
  }
  return found
}

const rank = (handle: Handle): number => ['defence', 'asset', 'raid', 'zone', 'traffic'].indexOf(handle.kind)

type Box = [left: number, top: number, right: number, bottom: number]

function around(handle: Handle, view: View, way: NamePlace, width = handle.label.length * LETTER): Box {
  const x = toX(view, handle.at) + way.x - (way.anchor === 'start' ? 0 : way.anchor === 'end' ? width : width / 2)
  const y = toY(view, handle.at) + way.y
  return [x, y - 11, x + width, y + 3]
}

const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]

function Sign({ desk, handle }: { desk: Desk; handle: Handle }) {
  if (handle.kind === 'way point') return <><circle class="reach" r={14} /><rect x={-5} y={-5} width={10} height={10} transform="rotate(45)" /></>
  if (handle.kind === 'sector' || handle.kind === 'radius') return <><circle class="reach" r={14} /><circle class="knob" r={6} /></>
  if (handle.kind === 'zone') return <><circle class="reach" r={14} /><path class="cross" d="M-7 0H7M0 -7V7" /></>
  const { url, width, height, x, y } = drawing(symbolCode(desk, handle), SIZE)
  return <><circle class="reach" r={15} /><image href={url} x={-x} y={-y} width={width} height={height} /></>
}

function spoken(desk: Desk, handle: Handle, editable: boolean): string {
  const value = valueAt(desk.tree.value, handle.path)
  const form = formOf(value)
  const keys = form === 'polar' ? ['bearing', 'range'] : form === 'geodetic' ? ['lat', 'lon'] : ['east', 'north']
  const where = typeof value === 'string' ? value : keys.map((key) => `${key} ${textAt(value, [key]) ?? ''}`).join(', ')
  return `${handle.kind} ${handle.label}, ${where}${editable ? '. Arrow keys move it.' : ''}`
}

function pressed({ desk, view, editable, select }: Pick<Shown, 'desk' | 'view' | 'editable' | 'select'>, handle: Handle, event: KeyboardEvent): boolean {
  if (event.key === 'Enter' || event.key === ' ') {
    select(handle.owner)
    return true
  }
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
  if (!way || !editable || desk.doc.peek().broken !== null) return false
  const to = nudged(desk, handle, way, event.shiftKey ? 10 : 1, step(view))
  const changes = moved(desk.tree.peek(), desk.layout.peek().ground, handle, to)
  return desk.write(changes, `keys ${handleKey(handle)}`)
}

/** East and north; what is written by bearing and range turns by degrees, and comes nearer, instead; a radius grows and shrinks. */
function nudged(desk: Desk, handle: Handle, [right = 0, up = 0]: number[], times: number, by: number): Point {
  const { bearing, range } = seenFrom(handle.from, handle.at)
  if (handle.kind === 'radius') return towards(handle.from, bearing, Math.max(range + (right + up) * times * by, by))
  const turns = handle.kind === 'sector' || formOf(valueAt(desk.tree.peek(), handle.path)) === 'polar'
  if (!turns) return { east: handle.at.east + right * times * by, north: handle.at.north + up * times * by }
  return towards(handle.from, bearing + right * times * TURN, Math.max(range + up * times * by, by))
}
