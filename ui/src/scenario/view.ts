/** The window of the flat map: metres to pixels and back, and what is drawn to its measure. */

import type { Point } from './ground'

export interface View { east: number; north: number; /** Pixels to a metre. */ scale: number; width: number; height: number }

export const toX = (view: View, at: Point): number => view.width / 2 + (at.east - view.east) * view.scale
export const toY = (view: View, at: Point): number => view.height / 2 - (at.north - view.north) * view.scale
export const toPoint = (view: View, x: number, y: number): Point => ({
  east: view.east + (x - view.width / 2) / view.scale,
  north: view.north - (y - view.height / 2) / view.scale,
})

/** Draws what is given in metres. */
export const transform = (view: View): string =>
  `translate(${view.width / 2 - view.east * view.scale} ${view.height / 2 + view.north * view.scale}) scale(${view.scale} ${-view.scale})`

const NEAREST = 1
const FARTHEST = 1e-5

/** Nearer or farther, while the place under a pixel stays where it is. */
export function zoomed(view: View, factor: number, x = view.width / 2, y = view.height / 2): View {
  const scale = Math.min(NEAREST, Math.max(FARTHEST, view.scale * factor))
  const held = toPoint(view, x, y)
  return { ...view, scale, east: held.east - (x - view.width / 2) / scale, north: held.north + (y - view.height / 2) / scale }
}

/** Room for a name [pixels]. */
const NAME = 60

/** All points with some room around them. */
export function fitted(view: View, points: readonly Point[]): View {
  if (points.length === 0 || view.width === 0) return { ...view, east: 0, north: 0, scale: Math.max(view.width, 300) / 300e3 }
  const [west, east] = span(points.map((point) => point.east))
  const [south, north] = span(points.map((point) => point.north))
  // Names stand beside what they name.
  const wide = Math.max(view.width - 2 * NAME, view.width / 2)
  const scale = Math.min(wide / Math.max((east - west) * 1.05, 20e3), view.height / Math.max((north - south) * 1.25, 20e3))
  return { ...view, east: (west + east) / 2, north: (south + north) / 2, scale }
}

function span(values: number[]): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity])
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function round(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((n) => n * power >= least * 0.999) ?? 10) * power
}

/** The lines of the grid in a window, in metres from the origin. */
export function grid(view: View): { step: number; easts: number[]; norths: number[] } {
  const step = round(90 / view.scale)
  const lines = (from: number, to: number): number[] => {
    const first = Math.ceil(from / step)
    return Array.from({ length: Math.max(Math.floor(to / step) - first + 1, 0) }, (_, n) => (first + n) * step)
  }
  const [a, b] = [toPoint(view, 0, view.height), toPoint(view, view.width, 0)]
  return { step, easts: lines(a.east, b.east), norths: lines(a.north, b.north) }
}

export function kilometres(metres: number): string {
  const km = metres / 1000
  const digits = Math.abs(km) < 10 && !Number.isInteger(km) ? 1 : 0
  const text = km.toFixed(digits)
  return (text === '-0' || text === '-0.0' ? '0' : text).replace('-', '−')
}
