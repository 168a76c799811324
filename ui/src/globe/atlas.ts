/** Land, coasts and borders of the world (Natural Earth by world-atlas), as plain lines of degrees with their extents. */

import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import fine from 'world-atlas/countries-50m.json?url'
import coarse from 'world-atlas/countries-110m.json?url'
import type { Extent } from './relief'

export interface Path extends Extent { lon: Float32Array; lat: Float32Array }
export interface Atlas { land: Path[][]; coasts: Path[]; borders: Path[] }

type Countries = Topology<{ countries: GeometryCollection; land: GeometryCollection }>

let loading: Promise<Atlas> | undefined

/** The atlas, fetched once from this page's own server; `small` for slow machines. */
export function atlas(small: boolean): Promise<Atlas> {
  loading ??= fetch(small ? coarse : fine).then((answer) => answer.json()).then((content) => sorted(content as Countries))
  return loading
}

function sorted(world: Countries): Atlas {
  const { countries, land } = world.objects
  const polygons = feature(world, land).features.flatMap(({ geometry }) =>
    geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [])
  return {
    land: polygons.map((rings) => rings.map(path)),
    coasts: mesh(world, countries, (a, b) => a === b).coordinates.flatMap(withoutDateLine),
    borders: mesh(world, countries, (a, b) => a !== b).coordinates.map(path),
  }
}

/** The data cut land at the date line; that cut is no coast. */
function withoutDateLine(line: number[][]): Path[] {
  const pieces: number[][][] = []
  let piece: number[][] = []
  for (const point of line) {
    const before = piece.at(-1)
    const cut = before !== undefined && Math.abs(before[0]!) > 179.99 && Math.abs(point[0]!) > 179.99
    const bottom = before !== undefined && before[1]! < -89.9 && point[1]! < -89.9
    if (cut || bottom) {
      pieces.push(piece)
      piece = []
    }
    piece.push(point)
  }
  return [...pieces, piece].filter((points) => points.length > 1).map(path)
}

function path(points: number[][]): Path {
  const lon = Float32Array.from(points, (p) => p[0]!), lat = Float32Array.from(points, (p) => p[1]!)
  const least = (of: Float32Array): number => of.reduce((a, b) => Math.min(a, b)), most = (of: Float32Array): number => of.reduce((a, b) => Math.max(a, b))
  return { lon, lat, west: least(lon), east: most(lon), south: least(lat), north: most(lat) }
}
