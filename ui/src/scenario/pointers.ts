/** The map under pointers: handles and the map itself are dragged, two fingers pinch, the wheel zooms. */

import { useEffect, useRef } from 'preact/hooks'
import type { Desk } from './desk'
import type { Point } from './ground'
import { handleKey, moved, type Change, type Handle } from './handles'
import { toPoint, zoomed, type View } from './view'

export interface Dragged { handle: Handle; changes: Change[] }

interface Pointed {
  view: { value: View }
  dragged: { value: Dragged | null }
  cursor: { value: Point | null }
  desk: Desk
  editable: boolean
}

/** On the element, in pixels. */
interface Spot { x: number; y: number }

/** Pixels that a pointer may stray before it drags. */
const SLACK = 4

const distance = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y)

export function usePointers(on: Pointed) {
  const svg = useRef<SVGSVGElement>(null)
  useEffect(() => (svg.current === null ? undefined : listening(svg.current, new Pointers(svg.current, on))), [on.desk, on.editable])
  return svg
}

function listening(element: SVGSVGElement, pointers: Pointers): () => void {
  const stop = new AbortController()
  const { signal } = stop
  element.addEventListener('pointerdown', (event) => pointers.press(event), { signal })
  element.addEventListener('pointermove', (event) => pointers.move(event), { signal })
  element.addEventListener('pointerup', (event) => pointers.lift(event), { signal })
  element.addEventListener('pointercancel', (event) => pointers.lose(event), { signal })
  element.addEventListener('pointerleave', () => pointers.leave(), { signal })
  element.addEventListener('wheel', (event) => pointers.wheel(event), { passive: false, signal })
  addEventListener('keydown', (event) => { if (event.key === 'Escape') pointers.letGo() }, { signal })
  return () => stop.abort()
}

class Pointers {
  private readonly down = new Map<number, Spot>()
  private start: Spot = { x: 0, y: 0 }
  private held: Handle | null = null
  private moving = false

  constructor(private readonly element: SVGSVGElement, private readonly on: Pointed) {}

  press(event: PointerEvent): void {
    if (event.button !== 0) return
    this.start = this.spot(event)
    this.down.set(event.pointerId, this.start)
    if (this.down.size > 1) return this.letGo()
    this.moving = false
    this.held = this.handleUnder(event)
    this.element.setPointerCapture(event.pointerId)
  }

  move(event: PointerEvent): void {
    const { view, cursor } = this.on
    const at = this.spot(event)
    cursor.value = toPoint(view.value, at.x, at.y)
    const before = this.down.get(event.pointerId)
    if (before === undefined) return
    const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1]
    this.down.set(event.pointerId, at)
    if (other !== undefined) return this.pinch(before, at, other)
    this.moving ||= distance(at, this.start) > SLACK
    if (!this.moving) return
    if (this.held === null) this.pan(before, at)
    else this.drag(this.held, at)
  }

  lift(event: PointerEvent): void {
    const { desk, dragged } = this.on
    const drag = dragged.value
    if (this.held !== null) desk.selected.value = this.held.owner
    if (drag !== null) desk.write(drag.changes)
    this.lose(event)
  }

  lose(event: PointerEvent): void {
    this.down.delete(event.pointerId)
    this.letGo()
  }

  letGo(): void {
    this.held = null
    this.on.dragged.value = null
  }

  leave(): void { this.on.cursor.value = null }

  wheel(event: WheelEvent): void {
    event.preventDefault()
    const at = this.spot(event)
    this.on.view.value = zoomed(this.on.view.value, Math.exp(-event.deltaY * 0.0015), at.x, at.y)
  }

  private pinch(before: Spot, at: Spot, other: Spot): void {
    const factor = distance(at, other) / Math.max(distance(before, other), 1)
    this.on.view.value = zoomed(this.on.view.value, factor, (at.x + other.x) / 2, (at.y + other.y) / 2)
  }

  private pan(before: Spot, at: Spot): void {
    const now = this.on.view.value
    this.on.view.value = { ...now, east: now.east - (at.x - before.x) / now.scale, north: now.north + (at.y - before.y) / now.scale }
  }

  private drag(handle: Handle, at: Spot): void {
    const { desk, editable, view, dragged } = this.on
    if (!editable || desk.doc.peek().broken !== null) return
    const to = toPoint(view.value, at.x, at.y)
    dragged.value = { handle, changes: moved(desk.tree.peek(), desk.layout.peek().ground, handle, to) }
  }

  private handleUnder(event: PointerEvent): Handle | null {
    const name = event.target instanceof Element ? event.target.closest('[data-handle]')?.getAttribute('data-handle') : null
    return this.on.desk.layout.peek().handles.find((handle) => handleKey(handle) === name) ?? null
  }

  private spot(event: MouseEvent): Spot {
    const frame = this.element.getBoundingClientRect()
    return { x: event.clientX - frame.left, y: event.clientY - frame.top }
  }
}
