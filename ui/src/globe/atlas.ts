/** Land, coasts and borders of the world (Natural Earth by world-atlas), as plain lines of degrees with their extents. */

import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import fine from 'world-atlas/countries-50m.json?url'
import coarse from 'world-atlas/countries-110m.json?url'
import type { Extent } from './extent'

export interface Path extends Extent { lon: Float32Array; lat: Float32Array }
export interface Atlas { land: Path[][]; coasts: Path[]; borders: Path[] }

type Countries = Topology<{ countries: GeometryCollection; land: GeometryCollection }>

let loading: Promise<Atlas> | undefined

/** The atlas, fetched once from this page's own server; `small` for slow machines. */
export function atlas(small: boolean): Promise<Atlas> {
  loading ??= fetched(small ? coarse : fine).catch((failure: unknown) => {
    // Whoever asks next tries again.
    loading = undefined
    throw failure
  })
  return loading
}

async function fetched(address: string): Promise<Atlas> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
  return sorted((await answer.json()) as Countries)
}

function sorted(world: Countries): Atlas {
  const { countries, land } = world.objects
  const polygons = feature(world, land).features.flatMap(({ geometry }) =>
    geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [])
  return {
    land: polygons.map((rings) => rings.map((ring) => path(aroundPole(unwound(ring))))),
    coasts: mesh(world, countries, (a, b) => a === b).coordinates.map((line) => path(unwound(line))),
    borders: mesh(world, countries, (a, b) => a !== b).coordinates.map((line) => path(unwound(line))),
  }
}

/** A line that crosses the date line goes on beyond 180 degrees instead of leaping round the world. */
export function unwound(line: readonly (readonly number[])[]): number[][] {
  let turns = 0, before = line[0]?.[0] ?? 0
  return line.map(([lon = 0, lat = 0]) => {
    if (lon - before > 180) turns -= 360
    if (before - lon > 180) turns += 360
    before = lon
    return [lon + turns, lat]
  })
}

/** A ring that goes once round the world holds a pole: on a flat map it is closed along that pole. */
export function aroundPole(ring: number[][]): number[][] {
  const first = ring[0], last = ring.at(-1)
  if (first === undefined || last === undefined || Math.abs(last[0]! - first[0]!) < 359) return ring
  const pole = ring.reduce((sum, [, lat = 0]) => sum + lat, 0) < 0 ? -90 : 90
  return [...ring, [last[0]!, pole], [first[0]!, pole]]
}

function path(points: number[][]): Path {
  const lon = Float32Array.from(points, (p) => p[0]!), lat = Float32Array.from(points, (p) => p[1]!)
  const least = (of: Float32Array): number => of.reduce((a, b) => Math.min(a, b)), most = (of: Float32Array): number => of.reduce((a, b) => Math.max(a, b))
  return { lon, lat, west: least(lon), east: most(lon), south: least(lat), north: most(lat) }
}
