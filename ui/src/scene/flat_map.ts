/** The flat map of the report's replay: the plane that touches the earth at a point. */

import { ecef } from '../globe/earth'
import type { Point } from './course'

const RADIAN = Math.PI / 180

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
