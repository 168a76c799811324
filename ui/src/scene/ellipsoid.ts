/** The WGS-84 ellipsoid (NGA.STND.0036): Earth-centred coordinates and the plane that touches the earth at a point. */

import type { Point } from './course'

const MAJOR = 6378137
const E2 = (1 / 298.257223563) * (2 - 1 / 298.257223563)
const RADIAN = Math.PI / 180

/** Earth-centred place [m] of a latitude, a longitude [deg] and a height above the ellipsoid [m]. */
export function ecef(lat: number, lon: number, h: number): Point {
  const [phi, lam] = [lat * RADIAN, lon * RADIAN]
  const prime = MAJOR / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  const across = (prime + h) * Math.cos(phi)
  return [across * Math.cos(lam), across * Math.sin(lam), (prime * (1 - E2) + h) * Math.sin(phi)]
}

/** From degrees and metres to metres east and north of an origin [deg], with the height kept: a flat map with heights. */
export function flatMap(origin: { latitude: number; longitude: number }): (lat: number, lon: number, h: number) => Point {
  const [phi, lam] = [origin.latitude * RADIAN, origin.longitude * RADIAN]
  const centre = ecef(origin.latitude, origin.longitude, 0)
  const [sp, cp, sl, cl] = [Math.sin(phi), Math.cos(phi), Math.sin(lam), Math.cos(lam)]
  return (lat, lon, h) => {
    // On the ground, so that what is high and far is not drawn closer than it is.
    const at = ecef(lat, lon, 0)
    const [x, y, z] = [at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]]
    return [-sl * x + cl * y, -sp * cl * x - sp * sl * y + cp * z, h]
  }
}
