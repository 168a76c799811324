/** The scenario's own elevation: its height anywhere, and the shaded picture of it. */

import type { Relief } from '../types'
import { Plane, wrapped, type Place } from './earth'
import type { Extent } from './extent'

/** What lies beyond the elevation is drawn as this high. */
const BEYOND = 0

/** Heights on a regular grid of the plane at the origin, north to south and west to east, edges included. */
export class Ground {
  /** Over the date line it goes on beyond 180 degrees. */
  readonly extent: Extent
  readonly lowest: number
  readonly highest: number
  private readonly plane: Plane
  private readonly rows: number

  constructor(private readonly relief: Relief, origin: Place) {
    this.plane = new Plane(origin)
    this.rows = relief.heights.length / relief.columns
    const known = relief.heights.filter((h): h is number => h !== null)
    this.lowest = known.reduce((a, b) => Math.min(a, b), Infinity)
    this.highest = known.reduce((a, b) => Math.max(a, b), -Infinity)
    const edge = [...this.edge()], lon = edge.map((p) => origin.lon + wrapped(p.lon - origin.lon))
    this.extent = {
      west: Math.min(...lon), east: Math.max(...lon),
      south: Math.min(...edge.map((p) => p.lat)), north: Math.max(...edge.map((p) => p.lat)),
    }
  }

  private *edge(): Generator<Place> {
    const { west, east, south, north } = this.relief
    for (let n = 0; n <= 32; n++) {
      const e = west + ((east - west) * n) / 32, h = south + ((north - south) * n) / 32
      yield this.plane.ground(e, north); yield this.plane.ground(e, south)
      yield this.plane.ground(west, h); yield this.plane.ground(east, h)
    }
  }

  /** Column and row, with fractions, of a place; null outside. */
  private cell(lat: number, lon: number): [number, number] | null {
    const { west, east, south, north, columns } = this.relief
    const under = this.plane.over(lat, lon)
    if (under === null) return null
    const [e, n] = under
    const column = ((e - west) / (east - west)) * (columns - 1), row = ((north - n) / (north - south)) * (this.rows - 1)
    return column < 0 || row < 0 || column > columns - 1 || row > this.rows - 1 ? null : [column, row]
  }

  private at(column: number, row: number): number {
    const c = Math.min(Math.max(column, 0), this.relief.columns - 1), r = Math.min(Math.max(row, 0), this.rows - 1)
    return this.relief.heights[r * this.relief.columns + c] ?? BEYOND
  }

  /** Height [m] between the four nearest heights; zero where the elevation does not reach. */
  height(lat: number, lon: number): number {
    const cell = this.cell(lat, lon)
    if (cell === null) return BEYOND
    const c = Math.floor(cell[0]), r = Math.floor(cell[1]), u = cell[0] - c, v = cell[1] - r
    return (1 - v) * ((1 - u) * this.at(c, r) + u * this.at(c + 1, r)) + v * ((1 - u) * this.at(c, r + 1) + u * this.at(c + 1, r + 1))
  }

  /** Height [m] and its slopes to east and north by a smooth curve through sixteen heights, so that shading shows no facets. */
  smooth(lat: number, lon: number): { height: number; east: number; north: number } | null {
    const cell = this.cell(lat, lon)
    if (cell === null) return null
    const c = Math.floor(cell[0]), r = Math.floor(cell[1])
    const across = curve(cell[0] - c), down = curve(cell[1] - r)
    let height = 0, right = 0, below = 0
    for (let j = 0; j < 4; j++) {
      for (let i = 0; i < 4; i++) {
        const h = this.at(c + i - 1, r + j - 1)
        height += h * across.value[i]! * down.value[j]!
        right += h * across.slope[i]! * down.value[j]!
        below += h * across.value[i]! * down.slope[j]!
      }
    }
    const { west, east, south, north, columns } = this.relief
    return { height, east: (right * (columns - 1)) / (east - west), north: (-below * (this.rows - 1)) / (north - south) }
  }
}

/** Weights of four neighbours for the value and the slope of Catmull and Rom's curve at `u` from 0 to 1. */
function curve(u: number): { value: number[]; slope: number[] } {
  return {
    value: [
      ((-u + 2) * u - 1) * u * 0.5, ((3 * u - 5) * u * u + 2) * 0.5, ((-3 * u + 4) * u + 1) * u * 0.5, (u - 1) * u * u * 0.5,
    ],
    slope: [((-3 * u + 4) * u - 1) * 0.5, (9 * u - 10) * u * 0.5, ((-9 * u + 8) * u + 1) * 0.5, (3 * u - 2) * u * 0.5],
  }
}

// The light comes from the north-west, as on printed maps, half-way up the sky.
const LIGHT = [-0.5, 0.5, Math.SQRT1_2] as const

/** How bright a slope lies in the light, from 0 to 1; the flat ground is at 0.71. Slopes are exaggerated by `steep`. */
export function shade(east: number, north: number, steep: number): number {
  const x = -east * steep, y = -north * steep
  return Math.max(0, (x * LIGHT[0] + y * LIGHT[1] + LIGHT[2]) / Math.sqrt(x * x + y * y + 1))
}

// Tints from low to high, for a light and a dark page: green lowland, sand, brown, rock.
const TINTS = {
  light: [[205, 220, 196], [232, 227, 198], [214, 190, 155], [188, 163, 140], [240, 240, 240]],
  dark: [[38, 56, 48], [66, 68, 50], [86, 72, 54], [104, 90, 78], [150, 150, 150]],
} as const

/** The picture of the elevation over its extent, `size` by `size` points of red, green, blue and opacity, north at the top. */
export function hillshade(ground: Ground, size: number, dark: boolean): Uint8ClampedArray<ArrayBuffer> {
  const { west, east, south, north } = ground.extent
  const tints = TINTS[dark ? 'dark' : 'light'], span = Math.max(ground.highest - ground.lowest, 200)
  // Low hills on a wide map would vanish in their true slope.
  const steep = 12
  const picture = new Uint8ClampedArray(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = ground.smooth(north - ((north - south) * (y + 0.5)) / size, west + ((east - west) * (x + 0.5)) / size)
      if (at === null) continue
      const light = 0.45 + 0.55 * (shade(at.east, at.north, steep) / LIGHT[2])
      const step = Math.min(Math.max((at.height - ground.lowest) / span, 0), 1) * (tints.length - 1)
      const low = tints[Math.floor(step)]!, high = tints[Math.min(Math.floor(step) + 1, tints.length - 1)]!
      for (let k = 0; k < 3; k++) picture[(y * size + x) * 4 + k] = (low[k]! + (high[k]! - low[k]!) * (step % 1)) * light
      picture[(y * size + x) * 4 + 3] = 255
    }
  }
  return picture
}
