"""Coverage: whether a radar can see a place at all.

Assumes   a smooth earth, or terrain as `world.terrain_mask` saw it from each radar: the lowest height in sight is
          bilinear between its places. A radar that moves asks for each line of sight anew. Coverage is a range, a
          sector in azimuth and limits of elevation.
Holds     on the ground and from the air; the earth's curve and refraction act through the horizon (see
          `world.propagation`), which also stands in where the terrain ends.
Source    geometry.
Checked   tests/sensors/test_coverage.py: closed forms of horizon and elevation limits;
          tests/sensors/test_coverage_terrain.py: direct lines of sight over made-up hills.
"""

import math
from typing import NamedTuple

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import dot, wrap
from vyuha.sensors.carrier import travels
from vyuha.state.radar import Antenna, Radar
from vyuha.state.tables import Setup
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import height_above_ellipsoid, local_to_geodetic
from vyuha.world.propagation import MEAN_RADIUS, apparent_elevation, horizon_range
from vyuha.world.terrain_sight import BLOCKED, line_of_sight

OUTSIDE = 0
BELOW_HORIZON = 1
VISIBLE = 2

# How far beside a part of a turn a track may be believed whose target is in it [rad, m].
_SLACK_ANGLE = 0.1
_SLACK = 5e3

Antennas = Rows[Antenna]


class Sight(NamedTuple):
    """A place as an antenna has it: `slant` and `ground` range [m], how far `east`, `north` and `up` of it [m] in its
    own axes, and the `elevation` [rad] under which it sees it.
    """

    slant: float
    ground: float
    east: float
    north: float
    up: float
    elevation: float


@kernel
def sight(antenna: Antenna, refraction: float, x: float, y: float, z: float) -> Sight:
    """The point `x`, `y`, `z` [m] as seen from `antenna` [row]; `refraction` [1]."""
    dx, dy, dz = x - antenna.x, y - antenna.y, z - antenna.z
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    east, north = bearing(antenna, x, y, z)
    up = dot(dx, dy, dz, antenna.up_x, antenna.up_y, antenna.up_z)
    ground = math.sqrt(east * east + north * north)
    elevation = apparent_elevation(math.atan2(up, ground), ground, refraction)
    return Sight(slant, ground, east, north, up, elevation)


@kernel
def bearing(antenna: Antenna, x: float, y: float, z: float) -> tuple[float, float]:
    """How far east and north [m] of `antenna` [row] the point `x`, `y`, `z` [m] lies, in its own axes."""
    dx, dy, dz = x - antenna.x, y - antenna.y, z - antenna.z
    east = dot(dx, dy, dz, antenna.east_x, antenna.east_y, antenna.east_z)
    return east, dot(dx, dy, dz, antenna.north_x, antenna.north_y, antenna.north_z)


@kernel
def in_sector(east: float, north: float, centre: float, half_width: float) -> bool:
    """Whether the direction `east`, `north` [m] lies within `half_width` [rad] of the azimuth `centre` [rad]."""
    if half_width >= math.pi:
        return True
    length = math.sqrt(east * east + north * north)
    along = east * math.sin(centre) + north * math.cos(centre)
    return along >= length * math.cos(half_width)


@kernel
def in_part(radar: Radar, antenna: Antenna, east: float, north: float) -> bool:
    """Whether the direction `east`, `north` [m] lies in the part of its turn that `radar` [row] has looked at last, as
    its `antenna` [row] has it.
    """
    if radar.parts <= 1:
        return True
    return bool(int(turned(east, north) * radar.parts) % radar.parts == antenna.part)


@kernel
def turned(east: float, north: float) -> float:
    """Share [1] of a turn, clockwise from north, at which the direction `east`, `north` [m] lies; 0 to below 1."""
    share = math.atan2(east, north) / (2.0 * math.pi)
    return share + 1.0 if share < 0.0 else share


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
def _hidden_from(setup: Setup, antenna: Antenna, x: float, y: float, z: float) -> bool:
    """Whether the terrain of `setup` [tables] hides the point `x`, `y`, `z` [m] from `antenna` [row], wherever that is
    by now; beyond the grid nothing hides it.
    """
    terrain, frame = Terrain(setup.grid, setup.height), setup.frame[0]
    to = local_to_geodetic(frame, x, y, z)
    by = local_to_geodetic(frame, antenna.x, antenna.y, antenna.z)
    code, _ = line_of_sight(terrain, by[0], by[1], by[2], to[0], to[1], to[2], frame.refraction)
    return bool(code == BLOCKED)


@kernel
def hidden(setup: Setup, antennas: Antennas, r: int, seen: Sight, x: float, y: float, z: float) -> bool:
    """Whether horizon or terrain hides the point `x`, `y`, `z` [m], which radar `r` [row] of `setup` [tables] with its
    antenna in `antennas` [table] would have as `seen`.
    """
    if setup.radar[r].transparent:
        return False
    frame, bare = setup.frame[0], len(setup.mask) == 0
    # A ray that leaves upward never meets a smooth earth: no need to ask for the height.
    if bare and seen.elevation >= 0.0:
        return False
    height = height_above_ellipsoid(frame, x, y, z)
    arc = MEAN_RADIUS * math.atan2(seen.ground, MEAN_RADIUS + seen.up)
    if bare:
        return arc > horizon_range(antennas[r].height, height, frame.refraction)
    if travels(setup.radar[r]) or antennas[r].moved:
        beyond = arc > horizon_range(antennas[r].height, height, frame.refraction)
        return beyond or _hidden_from(setup, antennas[r], x, y, z)
    return _hidden_by_ground(setup, r, arc, seen.east, seen.north, height)


@kernel
def outside(radar: Radar, seen: Sight) -> bool:
    """Whether what `radar` [row] would have as `seen` is out of its range, its sector, or above its beam."""
    if seen.slant < radar.minimum_range or seen.slant > radar.instrumented_range:
        return True
    if not in_sector(seen.east, seen.north, radar.sector_centre, radar.sector_half_width):
        return True
    return bool(seen.elevation > radar.maximum_elevation)


@kernel
def code_of(setup: Setup, antennas: Antennas, r: int, seen: Sight, x: float, y: float, z: float) -> int:
    """What radar `r` [row] of `setup` [tables], with its antenna in `antennas` [table], has of the point `x`, `y`, `z`
    [m] that it would have as `seen`: OUTSIDE, BELOW_HORIZON or VISIBLE [code].
    """
    if outside(setup.radar[r], seen):
        return OUTSIDE
    if hidden(setup, antennas, r, seen, x, y, z):
        return BELOW_HORIZON
    return OUTSIDE if seen.elevation < setup.radar[r].minimum_elevation else VISIBLE


@kernel
def view(setup: Setup, antennas: Antennas, r: int, x: float, y: float, z: float) -> tuple[int, float]:
    """What radar `r` [row] of `setup` [tables], with its antenna in `antennas` [table], has of the point `x`, `y`, `z`
    [m]: OUTSIDE, BELOW_HORIZON or VISIBLE [code], and its slant range [m].
    """
    seen = sight(antennas[r], setup.frame[0].refraction, x, y, z)
    return code_of(setup, antennas, r, seen, x, y, z), seen.slant


@kernel
def covers(setup: Setup, antennas: Antennas, r: int, x: float, y: float, z: float) -> bool:
    """Whether radar `r` [row] of `setup` [tables], with its antenna in `antennas` [table], could see a target at the
    point `x`, `y`, `z` [m].
    """
    return view(setup, antennas, r, x, y, z)[0] == VISIBLE


@kernel
def has_looked(setup: Setup, antennas: Antennas, r: int, x: float, y: float, z: float) -> bool:
    """Whether the last look of radar `r` [row] of `setup` [tables], with its antenna in `antennas` [table], went to the
    point `x`, `y`, `z` [m]: it lies in the part of the turn just swept and in view.
    """
    seen = sight(antennas[r], setup.frame[0].refraction, x, y, z)
    if not in_part(setup.radar[r], antennas[r], seen.east, seen.north):
        return False
    return code_of(setup, antennas, r, seen, x, y, z) == VISIBLE


@kernel
def may_have_looked(radar: Radar, antenna: Antenna, x: float, y: float, z: float) -> bool:
    """Whether what is believed at the point `x`, `y`, `z` [m] may have been in the part of a turn at which `radar`
    [row], with its `antenna` [row], has looked last: a wider part than that of `has_looked`, since beliefs err.
    """
    if radar.parts <= 1:
        return True
    east, north = bearing(antenna, x, y, z)
    middle = 2.0 * math.pi * (antenna.part + 0.5) / radar.parts
    aside = abs(wrap(math.atan2(east, north) - middle))
    ground = math.sqrt(east * east + north * north)
    return bool(aside < math.pi / radar.parts + _SLACK_ANGLE + _SLACK / max(ground, 1.0))
