/** The flat map: metres east and north of the origin, true in distance and direction from there (azimuthal equidistant),
 * as offsets of a scenario count. WGS-84. */

import { ecef, geodetic as geodeticOf } from '../globe/earth'

export interface Point { east: number; north: number }
export interface Origin { latitude: number; longitude: number }

/** The half axes of the earth. */
const [A, B] = [ecef(0, 0, 0)[0], ecef(90, 0, 0)[2]]
const RAD = Math.PI / 180

export interface Ground {
  local: (latitude: number, longitude: number) => Point
  /** Degrees. */
  geodetic: (at: Point) => { latitude: number; longitude: number }
}

/** The map around an origin in degrees. */
export function ground(origin: Origin): Ground {
  const [phi, lambda] = [origin.latitude * RAD, origin.longitude * RAD]
  const [x0, y0, z0] = ecef(origin.latitude, origin.longitude, 0)
  const [sp, cp, sl, cl] = [Math.sin(phi), Math.cos(phi), Math.sin(lambda), Math.cos(lambda)]
  // Of the ball that fits best there.
  const radius = A ** 2 * B / ((A * cp) ** 2 + (B * sp) ** 2)
  const geodetic = (at: Point) => {
    const arc = Math.hypot(at.east, at.north) / radius
    const shrink = arc === 0 ? 1 : Math.sin(arc) / arc
    const [e, n, u] = [at.east * shrink, at.north * shrink, radius * (Math.cos(arc) - 1)]
    const x = x0 - sl * e - sp * cl * n + cp * cl * u
    const y = y0 + cl * e - sp * sl * n + cp * sl * u
    const z = z0 + cp * n + sp * u
    const { lat, lon } = geodeticOf(x, y, z)
    return { latitude: lat, longitude: lon }
  }
  const local = (latitude: number, longitude: number): Point => {
    const [x, y, z] = ecef(latitude, longitude, 0)
    const [dx, dy, dz] = [x - x0, y - y0, z - z0]
    const e = -sl * dx + cl * dy
    const n = -sp * cl * dx - sp * sl * dy + cp * dz
    const u = cp * cl * dx + cp * sl * dy + sp * dz
    const across = Math.hypot(e, n)
    const arc = Math.atan2(across, radius + u)
    const stretch = across === 0 ? 1 : (radius * arc) / across
    return { east: e * stretch, north: n * stretch }
  }
  return { local, geodetic }
}

export function towards(from: Point, bearing: number, range: number): Point {
  return { east: from.east + range * Math.sin(bearing), north: from.north + range * Math.cos(bearing) }
}

/** Bearing (rad, from 0 to a full turn) and range of `to` as seen from `from`. */
export function seenFrom(from: Point, to: Point): { bearing: number; range: number } {
  const [east, north] = [to.east - from.east, to.north - from.north]
  return { bearing: (Math.atan2(east, north) + 2 * Math.PI) % (2 * Math.PI), range: Math.hypot(east, north) }
}
