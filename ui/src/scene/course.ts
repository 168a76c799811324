/** Where something of a scene is at a time: straight flight between samples, in any coordinates. */

import type { Course, Site } from '../types'

export type Point = readonly [number, number, number]

/** A course in the coordinates of whoever draws it: `place` turns degrees and metres into them, once for every sample. */
export class Motion {
  readonly time: Float64Array
  readonly places: Float64Array

  constructor(course: Course, place: (lat: number, lon: number, h: number) => Point) {
    const count = course.t.length
    this.time = Float64Array.from(course.t)
    this.places = new Float64Array(3 * count)
    for (let i = 0; i < count; i++) this.places.set(place(course.lat[i]!, course.lon[i]!, course.h[i]!), 3 * i)
  }

  get begin(): number { return this.time[0] ?? Infinity }
  get end(): number { return this.time.at(-1) ?? -Infinity }

  /** Number of samples at or before `t`. */
  before(t: number): number {
    let low = 0
    let high = this.time.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.time[middle]! <= t) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Writes the place at `t` to `into` from `offset` on; before the first and after the last sample it stands there. */
  at(t: number, into: Float32Array | Float64Array | number[], offset = 0): void {
    const n = this.before(t)
    const from = 3 * Math.max(n - 1, 0)
    const to = 3 * Math.min(n, this.time.length - 1)
    const t0 = this.time[from / 3]!
    const span = this.time[to / 3]! - t0
    const share = n === 0 || span <= 0 ? 0 : (t - t0) / span
    for (let axis = 0; axis < 3; axis++) {
      const a = this.places[from + axis]!
      into[offset + axis] = a + share * (this.places[to + axis]! - a)
    }
  }
}

/** Where a site is at a time, whether it moves or not. */
export function placeAt(site: Pick<Site, 'lat' | 'lon' | 'h' | 'course'>, t: number, place: (lat: number, lon: number, h: number) => Point): Point {
  if (site.course === null) return place(site.lat, site.lon, site.h)
  const at: [number, number, number] = [0, 0, 0]
  new Motion(site.course, place).at(t, at)
  return at
}
