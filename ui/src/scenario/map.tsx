/** The map: where everything of the text stands, to be taken hold of. Drawn as SVG in metres around the origin. */

import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Desk } from './desk'
import { placed } from './patch'
import { type Path } from './document'
import type { Point } from './ground'
import { layout, moved, type Change, type Handle } from './handles'
import { Handles } from './map-handles'
import { Furniture, Graticule, Readout } from './map-frame'
import { Cover, Lines, Under } from './map-layers'
import { fitted, toPoint, transform, zoomed, type View } from './view'

export interface Dragged { handle: Handle; changes: Change[] }
export const RADAR_HEIGHTS = ['none', '100 m', '1 km', '10 km'] as const
export type RadarHeight = (typeof RADAR_HEIGHTS)[number]

/** Pixels that a pointer may stray before it drags. */
const SLACK = 4

export function Map({ desk, editable }: { desk: Desk; editable: boolean }) {
  const view = useSignal<View>({ east: 0, north: 0, scale: 1e-3, width: 0, height: 0 })
  const dragged = useSignal<Dragged | null>(null)
  const cursor = useSignal<Point | null>(null)
  const radar = useSignal<RadarHeight>('1 km')
  const missiles = useSignal(true)
  const shown = useComputed(() => {
    const drag = dragged.value
    const changed = drag?.changes.reduce((tree, [path, text]) => placed(tree, path, text), desk.tree.value)
    return changed === undefined ? desk.layout.value : layout(changed)
  })
  const box = useRef<HTMLDivElement>(null)
  const fit = (): void => { view.value = fitted(view.value, desk.layout.value.handles.map((handle) => handle.at)) }
  useMeasured(box, (width, height) => {
    const first = view.value.width === 0
    view.value = { ...view.value, width, height }
    if (first && width > 0) fit()
  })
  const svg = usePointers({ view, dragged, cursor, desk, editable })
  const { value: window } = view

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    const pan = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
    if (pan) view.value = { ...window, east: window.east + ((pan[0] ?? 0) * 60) / window.scale, north: window.north + ((pan[1] ?? 0) * 60) / window.scale }
    else if (event.key === '+' || event.key === '=') view.value = zoomed(window, 1.3)
    else if (event.key === '-') view.value = zoomed(window, 1 / 1.3)
    else if (event.key === '0') fit()
    else return
    event.preventDefault()
  }
  const select = (owner: Path): void => { desk.selected.value = owner }
  return (
    <div class="map" ref={box}>
      <svg ref={svg} width={window.width} height={window.height} role="group" tabindex={0} onKeyDown={onKeyDown}
        aria-label="Map of the scenario. Arrow keys move the map, plus and minus zoom, Tab goes from unit to unit.">
        <g transform={transform(window)}><Under desk={desk} /></g>
        <Graticule view={window} />
        <g transform={transform(window)}>
          <Cover desk={desk} shown={shown.value} radar={radar.value} missiles={missiles.value} />
          <Lines shown={shown.value} desk={desk} />
        </g>
        <Handles desk={desk} shown={shown.value} view={window} editable={editable} select={select} dragged={dragged.value?.handle ?? null} />
        <Furniture view={window} />
      </svg>
      <div class="map-tools">
        <button type="button" onClick={() => { view.value = zoomed(window, 1.5) }} aria-label="Nearer">+</button>
        <button type="button" onClick={() => { view.value = zoomed(window, 1 / 1.5) }} aria-label="Farther">−</button>
        <button type="button" onClick={fit} aria-label="Show everything" title="Show everything">⤢</button>
      </div>
      <div class="map-layers">
        <label>Radar cover at{' '}
          <select value={radar.value} onChange={(event) => { radar.value = event.currentTarget.value as RadarHeight }}>
            {RADAR_HEIGHTS.map((height) => <option key={height}>{height}</option>)}
          </select>
        </label>
        <label><input type="checkbox" checked={missiles.value} onChange={() => { missiles.value = !missiles.value }} /> Missiles' reach</label>
      </div>
      <Readout desk={desk} cursor={cursor.value} dragged={dragged.value} nowhere={shown.value.nowhere} />
    </div>
  )
}

function useMeasured(box: { current: HTMLElement | null }, tell: (width: number, height: number) => void): void {
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => tell(element.clientWidth, element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
}

interface Pointed {
  view: { value: View }
  dragged: { value: Dragged | null }
  cursor: { value: Point | null }
  desk: Desk
  editable: boolean
}

/** Dragging of handles and of the map, pinching, and the wheel. */
function usePointers({ view, dragged, cursor, desk, editable }: Pointed) {
  const svg = useRef<SVGSVGElement>(null)
  const state = useMemo(() => ({ down: new globalThis.Map<number, { x: number; y: number }>(), start: { x: 0, y: 0 }, held: null as Handle | null, moving: false }), [])
  useEffect(() => {
    const element = svg.current
    if (element === null) return
    const place = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
      const frame = element.getBoundingClientRect()
      return { x: event.clientX - frame.left, y: event.clientY - frame.top }
    }
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return
      const at = place(event)
      state.down.set(event.pointerId, at)
      if (state.down.size > 1) { state.held = null; dragged.value = null; return }
      state.start = at
      state.moving = false
      const name = event.target instanceof Element ? event.target.closest('[data-handle]')?.getAttribute('data-handle') : null
      state.held = name == null ? null : (desk.layout.peek().handles.find((handle) => handleKey(handle) === name) ?? null)
      element.setPointerCapture(event.pointerId)
    }
    const move = (event: PointerEvent): void => {
      const at = place(event)
      cursor.value = toPoint(view.value, at.x, at.y)
      const before = state.down.get(event.pointerId)
      if (before === undefined) return
      const others = [...state.down.entries()].filter(([id]) => id !== event.pointerId)
      state.down.set(event.pointerId, at)
      const other = others[0]?.[1]
      if (other !== undefined) {
        const factor = Math.hypot(at.x - other.x, at.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1)
        view.value = zoomed(view.value, factor, (at.x + other.x) / 2, (at.y + other.y) / 2)
        return
      }
      state.moving ||= Math.hypot(at.x - state.start.x, at.y - state.start.y) > SLACK
      if (!state.moving) return
      if (state.held === null) {
        const now = view.value
        view.value = { ...now, east: now.east - (at.x - before.x) / now.scale, north: now.north + (at.y - before.y) / now.scale }
      } else if (editable && desk.doc.peek().broken === null) {
        const changes = moved(desk.tree.peek(), desk.layout.peek().ground, state.held, toPoint(view.value, at.x, at.y))
        dragged.value = { handle: state.held, changes }
      }
    }
    const up = (event: PointerEvent): void => {
      state.down.delete(event.pointerId)
      const drag = dragged.value
      if (state.held !== null) desk.selected.value = state.held.owner
      if (drag !== null) desk.write(drag.changes)
      dragged.value = null
      state.held = null
    }
    const stop = (event: PointerEvent): void => { state.down.delete(event.pointerId); dragged.value = null; state.held = null }
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      const at = place(event)
      view.value = zoomed(view.value, Math.exp(-event.deltaY * 0.0015), at.x, at.y)
    }
    const escape = (event: KeyboardEvent): void => { if (event.key === 'Escape') { dragged.value = null; state.held = null } }
    const leave = (): void => { cursor.value = null }
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', stop)
    element.addEventListener('pointerleave', leave)
    element.addEventListener('wheel', wheel, { passive: false })
    addEventListener('keydown', escape)
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', stop)
      element.removeEventListener('pointerleave', leave)
      element.removeEventListener('wheel', wheel)
      removeEventListener('keydown', escape)
    }
  }, [desk, editable])
  return svg
}

export const handleKey = (handle: Handle): string => `${handle.kind}:${handle.path.join('.')}`
