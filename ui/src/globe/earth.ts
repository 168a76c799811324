/** The WGS-84 ellipsoid for what is drawn: degrees at the border, metres and Earth-centred coordinates inside. */

const MAJOR = 6_378_137
const FLATTENING = 1 / 298.257223563
const MINOR = MAJOR * (1 - FLATTENING)
const E2 = FLATTENING * (2 - FLATTENING)
const EP2 = E2 / (1 - E2)
const DEGREE = Math.PI / 180

export type Xyz = [number, number, number]
export interface Place { lat: number; lon: number }

/** Earth-centred place [m] of a latitude, longitude [deg] and height above the ellipsoid [m]. */
export function ecef(lat: number, lon: number, h: number): Xyz {
  const phi = lat * DEGREE, lam = lon * DEGREE
  const prime = MAJOR / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  const across = (prime + h) * Math.cos(phi)
  return [across * Math.cos(lam), across * Math.sin(lam), (prime * (1 - E2) + h) * Math.sin(phi)]
}

/** Latitude, longitude [deg] and height [m] of an Earth-centred place [m]; Bowring (1976), one step. */
export function geodetic(x: number, y: number, z: number): Place & { h: number } {
  const across = Math.hypot(x, y)
  const beta = Math.atan2(z * MAJOR, across * MINOR)
  const phi = Math.atan2(z + EP2 * MINOR * Math.sin(beta) ** 3, across - E2 * MAJOR * Math.cos(beta) ** 3)
  const prime = MAJOR / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  return { lat: phi / DEGREE, lon: Math.atan2(y, x) / DEGREE, h: across * Math.cos(phi) + z * Math.sin(phi) - (MAJOR * MAJOR) / prime }
}

/** The plane that touches the ellipsoid at a place; the scenario's elevation is laid out in it. */
export class Plane {
  private readonly centre: Xyz
  private readonly east: Xyz
  private readonly north: Xyz
  private readonly up: Xyz

  constructor(origin: Place) {
    const phi = origin.lat * DEGREE, lam = origin.lon * DEGREE
    this.centre = ecef(origin.lat, origin.lon, 0)
    this.east = [-Math.sin(lam), Math.cos(lam), 0]
    this.north = [-Math.sin(phi) * Math.cos(lam), -Math.sin(phi) * Math.sin(lam), Math.cos(phi)]
    this.up = [Math.cos(phi) * Math.cos(lam), Math.cos(phi) * Math.sin(lam), Math.sin(phi)]
  }

  /** The place on the earth straight under (or over) a point of the plane. */
  ground(east: number, north: number): Place {
    const at = (n: 0 | 1 | 2): number => this.centre[n] + east * this.east[n] + north * this.north[n]
    return geodetic(at(0), at(1), at(2))
  }

  /** East and north [m] of the point of the plane that stands over a place, along the place's own vertical; null on the far side of the earth. */
  over(lat: number, lon: number): [number, number] | null {
    const phi = lat * DEGREE, lam = lon * DEGREE
    const [x, y, z] = ecef(lat, lon, 0)
    const vertical: Xyz = [Math.cos(phi) * Math.cos(lam), Math.cos(phi) * Math.sin(lam), Math.sin(phi)]
    const away: Xyz = [x - this.centre[0], y - this.centre[1], z - this.centre[2]]
    const facing = dot(vertical, this.up)
    if (facing <= 0) return null
    const lift = -dot(away, this.up) / facing
    const above: Xyz = [away[0] + lift * vertical[0], away[1] + lift * vertical[1], away[2] + lift * vertical[2]]
    return [dot(above, this.east), dot(above, this.north)]
  }
}

/**
 * Where one comes after `range` [m] over the ground at an azimuth [deg from north]. On the sphere that fits the ellipsoid at
 * the place in that direction: off by less than a thousandth of the range up to 500 km.
 */
export function destination(from: Place, azimuth: number, range: number): Place {
  const phi = from.lat * DEGREE, lam = from.lon * DEGREE, way = azimuth * DEGREE
  const w = 1 - E2 * Math.sin(phi) ** 2
  const prime = MAJOR / Math.sqrt(w), meridian = (MAJOR * (1 - E2)) / w ** 1.5
  const radius = 1 / (Math.cos(way) ** 2 / meridian + Math.sin(way) ** 2 / prime)
  const arc = range / radius
  const sine = Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(way)
  const turn = Math.atan2(Math.sin(way) * Math.sin(arc) * Math.cos(phi), Math.cos(arc) - Math.sin(phi) * sine)
  return { lat: Math.asin(sine) / DEGREE, lon: wrapped((lam + turn) / DEGREE) }
}

/** A closed circle of places around one. */
export function circle(centre: Place, radius: number, points = 72): { lat: number[]; lon: number[] } {
  const all = Array.from({ length: points + 1 }, (_, n) => destination(centre, (360 * n) / points, radius))
  return { lat: all.map((p) => p.lat), lon: all.map((p) => p.lon) }
}

/** A longitude from -180 to 180 degrees. */
export const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180

const dot = (a: Xyz, b: Xyz): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** A line over the earth with points at most `step` [m] apart, so that none of it cuts through the ground; Earth-centred. */
export function draped(lat: readonly number[], lon: readonly number[], h: readonly number[], step = 20_000): Xyz[] {
  const line: Xyz[] = []
  for (let n = 0; n < lat.length; n++) {
    const here = ecef(lat[n]!, lon[n]!, 0), before = n === 0 ? here : ecef(lat[n - 1]!, lon[n - 1]!, 0)
    const pieces = n === 0 ? 1 : Math.max(1, Math.ceil(Math.hypot(here[0] - before[0], here[1] - before[1], here[2] - before[2]) / step))
    for (let k = 1; k <= pieces; k++) {
      const part = k / pieces, mix = (a: number, b: number): number => a + (b - a) * part
      const under = geodetic(mix(before[0], here[0]), mix(before[1], here[1]), mix(before[2], here[2]))
      line.push(ecef(under.lat, under.lon, mix(h[Math.max(n - 1, 0)]!, h[n]!)))
    }
  }
  return line
}

interface Vector { x: number; y: number; z: number }

/** Whether the earth stands between the eye and a place (both Earth-centred, m). */
export function behind(eye: Vector, place: Vector): boolean {
  // On the ellipsoid scaled to a ball of radius one.
  const c: Xyz = [eye.x / MAJOR, eye.y / MAJOR, eye.z / MINOR]
  const way: Xyz = [place.x / MAJOR - c[0], place.y / MAJOR - c[1], place.z / MINOR - c[2]]
  const beyond = dot(c, c) - 1, along = -dot(way, c)
  return beyond > 0 && along > beyond && (along * along) / dot(way, way) > beyond
}
