"""Coverage: whether a radar can see a place at all.

Assumes   a smooth earth, or terrain as `world.terrain_mask` saw it from each radar: the lowest height in sight is
          bilinear between its places. Coverage is a range, a sector in azimuth and limits of elevation.
Holds     for ground radars; the earth's curve and refraction act through the horizon (see `world.propagation`), which
          also stands in where the terrain ends.
Source    geometry.
Checked   tests/sensors/test_coverage.py: closed forms of horizon and elevation limits;
          tests/sensors/test_coverage_terrain.py: direct lines of sight over made-up hills.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import dot
from vyuha.state.tables import Setup
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.propagation import MEAN_RADIUS, apparent_elevation, horizon_range

OUTSIDE = 0
BELOW_HORIZON = 1
VISIBLE = 2


@kernel
def in_sector(east: float, north: float, centre: float, half_width: float) -> bool:
    """Whether the direction `east`, `north` [m] lies within `half_width` [rad] of the azimuth `centre` [rad]."""
    if half_width >= math.pi:
        return True
    length = math.sqrt(east * east + north * north)
    along = east * math.sin(centre) + north * math.cos(centre)
    return along >= length * math.cos(half_width)


@kernel
def floor_at(setup: Setup, r: int, east: float, north: float) -> float:
    """Lowest height [m] above the ellipsoid at which radar `r` [row] of `setup` [tables] sees a target `east` [m] and
    `north` [m] of it along the ground; NaN where its mask says nothing.
    """
    mask = setup.mask[r]
    side = 2 * mask.half + 1
    down, right = mask.half - north / mask.spacing, mask.half + east / mask.spacing
    if not (0.0 <= down <= side - 1.0 and 0.0 <= right <= side - 1.0):
        return math.nan
    i, j = min(int(down), side - 2), min(int(right), side - 2)
    v, u = down - i, right - j
    at = mask.first + i * side + j
    upper = (1.0 - u) * setup.floor[at] + u * setup.floor[at + 1]
    lower = (1.0 - u) * setup.floor[at + side] + u * setup.floor[at + side + 1]
    return float((1.0 - v) * upper + v * lower)


@kernel
def _hidden_by_ground(setup: Setup, r: int, arc: float, east: float, north: float, height: float) -> bool:
    """Whether the terrain hides a target at `height` [m], `arc` [m] along the ground in the direction `east` [m],
    `north` [m], from radar `r` [row] of `setup` [tables].
    """
    share = arc / max(math.sqrt(east * east + north * north), 1e-9)
    floor = floor_at(setup, r, east * share, north * share)
    if math.isnan(floor):
        return arc > horizon_range(setup.mask[r].height, height, setup.frame[0].refraction)
    return height < floor


@kernel
def view(setup: Setup, r: int, x: float, y: float, z: float) -> tuple[int, float]:
    """What radar `r` [row] of `setup` [tables] has of the point `x`, `y`, `z` [m]: OUTSIDE, BELOW_HORIZON or VISIBLE
    [code], and its slant range [m].
    """
    radar, frame = setup.radar[r], setup.frame[0]
    dx, dy, dz = x - radar.x, y - radar.y, z - radar.z
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    if slant < radar.minimum_range or slant > radar.instrumented_range:
        return OUTSIDE, slant
    east = dot(dx, dy, dz, radar.east_x, radar.east_y, radar.east_z)
    north = dot(dx, dy, dz, radar.north_x, radar.north_y, radar.north_z)
    if not in_sector(east, north, radar.sector_centre, radar.sector_half_width):
        return OUTSIDE, slant
    up = dot(dx, dy, dz, radar.up_x, radar.up_y, radar.up_z)
    ground = math.sqrt(east * east + north * north)
    elevation = apparent_elevation(math.atan2(up, ground), ground, frame.refraction)
    if elevation > radar.maximum_elevation:
        return OUTSIDE, slant
    bare = len(setup.mask) == 0
    # A ray that leaves upward never meets a smooth earth: no need to ask for the height.
    if bare and elevation >= max(0.0, radar.minimum_elevation):
        return VISIBLE, slant
    height = height_above_ellipsoid(frame, x, y, z)
    arc = MEAN_RADIUS * math.atan2(ground, MEAN_RADIUS + up)
    if bare:
        hidden = arc > horizon_range(radar.antenna_height, height, frame.refraction)
    else:
        hidden = _hidden_by_ground(setup, r, arc, east, north, height)
    if hidden:
        return BELOW_HORIZON, slant
    return (OUTSIDE if elevation < radar.minimum_elevation else VISIBLE), slant


@kernel
def covers(setup: Setup, r: int, x: float, y: float, z: float) -> bool:
    """Whether radar `r` [row] of `setup` [tables] could see a target at the point `x`, `y`, `z` [m]."""
    return view(setup, r, x, y, z)[0] == VISIBLE
