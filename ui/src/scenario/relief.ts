/** Shaded relief from coarse heights, and the borders near by: what lies under the map. */

import type { Relief } from '../types'
import type { Ground } from './ground'

/** Light from the north-west as white and black that let the page's own ground through; an image address. */
export function shaded(relief: Relief): string {
  const columns = relief.columns
  const rows = Math.floor(relief.heights.length / columns)
  const canvas = document.createElement('canvas')
  canvas.width = columns
  canvas.height = rows
  const context = canvas.getContext('2d')
  if (context === null || rows < 2) return ''
  const image = context.createImageData(columns, rows)
  const known = relief.heights.filter((height) => height !== null)
  const low = known.reduce((least, height) => Math.min(least, height), Infinity)
  const high = Math.max(known.reduce((most, height) => Math.max(most, height), -Infinity), low + 1)
  const [dx, dy] = [(relief.east - relief.west) / (columns - 1), (relief.north - relief.south) / (rows - 1)]
  const height = (row: number, column: number): number =>
    relief.heights[Math.min(Math.max(row, 0), rows - 1) * columns + Math.min(Math.max(column, 0), columns - 1)] ?? low
  // Slopes of a coarse grid are faint: they are drawn steeper.
  const steeper = Math.max((0.12 * Math.max(dx, dy)) / ((high - low) / 8), 1)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [gx, gy] = [steeper * (height(row, column + 1) - height(row, column - 1)) / (2 * dx), steeper * (height(row - 1, column) - height(row + 1, column)) / (2 * dy)]
      const light = (gx * 0.5 - gy * 0.5 + 0.707) / Math.sqrt(1 + gx * gx + gy * gy) - 0.707
      const at = 4 * (row * columns + column)
      image.data.fill(light > 0 ? 255 : 0, at, at + 3)
      const there = relief.heights[row * columns + column]
      image.data[at + 3] = there === null || there === undefined ? 0 : Math.min(Math.abs(light) * (light > 0 ? 260 : 330), 190)
    }
  }
  context.putImageData(image, 0, 0)
  return canvas.toDataURL('image/png')
}

/** As far from the origin borders are drawn, in metres; farther out a flat map is none. */
const NEAR = 1_500_000

/** Coasts and borders around the origin as the data of a path in metres. */
export async function borders(ground: Ground, latitude: number, longitude: number): Promise<string> {
  const [atlas, { mesh }] = await Promise.all([import('world-atlas/countries-50m.json'), import('topojson-client')])
  const topology = atlas.default as unknown as Parameters<typeof mesh>[0]
  const degrees = NEAR / 111e3
  const across = degrees / Math.max(Math.cos((latitude * Math.PI) / 180), 0.05)
  const near = ([lon = 0, lat = 0]: number[]): boolean =>
    Math.abs(lat - latitude) < degrees && Math.abs(((lon - longitude + 540) % 360) - 180) < across
  const parts: string[] = []
  for (const line of mesh(topology).coordinates) {
    let open = false
    for (const position of line) {
      if (!near(position)) { open = false; continue }
      const at = ground.local(position[1] ?? 0, position[0] ?? 0)
      parts.push(`${open ? 'L' : 'M'}${at.east.toFixed(0)} ${at.north.toFixed(0)}`)
      open = true
    }
  }
  return parts.join('')
}
