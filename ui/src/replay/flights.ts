/** Where everything is at a moment: all courses packed into a few arrays, straight lines between the samples in Earth-centred coordinates. */

import { ecef } from '../globe/earth'
import type { Course } from '../types'

export class Flights {
  /** Seconds of all samples, course after course. */
  readonly t: Float64Array
  /** Earth-centred x, y, z [m] of all samples. */
  readonly xyz: Float64Array
  /** Where the samples of each course begin; one more entry than courses. */
  readonly first: Int32Array
  // The sample before the moment asked for last: time mostly goes forward by little.
  private readonly cursor: Int32Array

  constructor(courses: readonly Course[]) {
    this.first = new Int32Array(courses.length + 1)
    courses.forEach((course, n) => { this.first[n + 1] = this.first[n]! + course.t.length })
    this.t = new Float64Array(this.first[courses.length]!)
    this.xyz = new Float64Array(3 * this.t.length)
    this.cursor = this.first.slice(0, courses.length)
    courses.forEach((course, n) => {
      for (let k = 0; k < course.t.length; k++) {
        const row = this.first[n]! + k
        this.t[row] = course.t[k]!
        this.xyz.set(ecef(course.lat[k]!, course.lon[k]!, course.h[k]!), 3 * row)
      }
    })
  }

  get count(): number {
    return this.cursor.length
  }

  /** As `at`, but before its start and after its end it stands there; false of a course without samples. */
  standing(n: number, time: number, out: { x: number; y: number; z: number }): boolean {
    const start = this.t[this.first[n]!], end = this.t[this.first[n + 1]! - 1]
    return start !== undefined && end !== undefined && this.at(n, Math.min(Math.max(time, start), end), out)
  }

  /** Writes the place of course `n` at `time` [s] into `out`; false, and nothing written, before its start and after its end. */
  at(n: number, time: number, out: { x: number; y: number; z: number }): boolean {
    const low = this.first[n]!, high = this.first[n + 1]! - 1
    if (high < low || time < this.t[low]! || time > this.t[high]!) return false
    const k = this.before(n, time), next = Math.min(k + 1, high), span = this.t[next]! - this.t[k]!
    const part = span > 0 ? (time - this.t[k]!) / span : 0, a = 3 * k, b = 3 * next
    out.x = this.xyz[a]! + part * (this.xyz[b]! - this.xyz[a]!)
    out.y = this.xyz[a + 1]! + part * (this.xyz[b + 1]! - this.xyz[a + 1]!)
    out.z = this.xyz[a + 2]! + part * (this.xyz[b + 2]! - this.xyz[a + 2]!)
    return true
  }

  /** The last sample of a course at or before a time that lies within it. */
  private before(n: number, time: number): number {
    let k = this.cursor[n]!
    const high = this.first[n + 1]! - 1
    if (this.t[k]! > time || (k + 8 <= high && this.t[k + 8]! <= time)) {
      let low = this.first[n]!, top = high
      while (low < top) {
        const middle = (low + top + 1) >> 1
        if (this.t[middle]! <= time) low = middle
        else top = middle - 1
      }
      k = low
    } else while (k < high && this.t[k + 1]! <= time) k++
    this.cursor[n] = k
    return k
  }
}

/** The first of growing times that is not before `time`. */
export function since(times: ArrayLike<number>, time: number): number {
  let low = 0, high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
