"""Lines of sight over the ground: what stands first in the way, and how high the skyline is.

Assumes   rays are straight over an earth of k times the mean radius, drawn as a parabola, as in `world.propagation`:
          over level ground both agree. The ground is that of `world.terrain_grid`, kinks and all. No diffraction.
Holds     for lines up to 600 km, where places along a line err by a few metres; heights up to 10 km or so for k.
Source    Skolnik, "Introduction to Radar Systems", the 4/3-earth model; normal section of the ellipsoid as an arc
          with Euler's radius of curvature (its error, against geodesics, is 0.4 m at 300 km).
Checked   tests/world/test_terrain_sight.py: the horizon over level ground, a wall in closed form, both directions.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import ECCENTRICITY2, SEMI_MAJOR, geodesic_inverse
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.terrain_grid import ground_in_grid, height_at, place_in_grid

CLEAR = 0
BLOCKED = 1
# The line, or one of its ends, lies outside the grid.
UNKNOWN = 2

# A ray may graze the ground, and be this much [m] too low by rounding.
TOUCH = 1e-6
# What a stretch answers beside a share of itself.
NONE, LEFT = 2.0, -1.0

# Along so many metres a line over the ground is straight in latitude and longitude, to a metre or two.
STRETCH = 4000.0
# A skyline over wide cells is looked at this often [m].
FINE = 250.0


@kernel
def place_along(latitude: float, longitude: float, azimuth: float, distance: float) -> tuple[float, float]:
    """Latitude and longitude [rad] of the place `distance` [m] away from `latitude` [rad], `longitude` [rad] at
    `azimuth` [rad], clockwise from north; several times as fast as a geodesic.
    """
    sine, cosine = math.sin(latitude), math.cos(latitude)
    flat = 1.0 - ECCENTRICITY2 * sine * sine
    normal = SEMI_MAJOR / math.sqrt(flat)
    east, north = math.sin(azimuth), math.cos(azimuth)
    radius = normal / (east * east + north * north * flat / (1.0 - ECCENTRICITY2))
    arc = distance / radius
    half = math.sin(0.5 * arc)
    ahead, down = radius * math.sin(arc), 2.0 * radius * half * half
    # Seen from the meridian of the start: outward from the axis, east, and along the axis.
    outward = (normal - down) * cosine - ahead * north * sine
    axial = (normal * (1.0 - ECCENTRICITY2) - down) * sine + ahead * north * cosine
    aside = ahead * east
    level = math.sqrt(outward * outward + aside * aside)
    return math.atan2(axial, (1.0 - ECCENTRICITY2) * level), longitude + math.atan2(aside, outward)


@kernel
def place_in_grid_along(
    terrain: Terrain, latitude: float, longitude: float, azimuth: float, distance: float
) -> tuple[float, float]:
    """Row and column [1] in the grid of `terrain` [tables] of the place `distance` [m] away from `latitude` [rad],
    `longitude` [rad] at `azimuth` [rad].
    """
    far_latitude, far_longitude = place_along(latitude, longitude, azimuth, distance)
    return place_in_grid(terrain, far_latitude, far_longitude)


@kernel
def _first_below(start: float, middle: float, end: float) -> float:
    """Share [1] of a piece at which a parabola that passes through `start` [m], `middle` [m] and `end` [m] first sinks
    below zero; NONE if it does not.
    """
    curve = 2.0 * (start + end - 2.0 * middle)
    # Between three points a half apart a parabola sags by no more than a sixteenth of its curve.
    if min(start, middle, end) > max(0.0625 * curve, 0.0):
        return NONE
    fall = end - start - curve
    inside = fall * fall - 4.0 * curve * start
    if inside <= 0.0:
        return NONE if end >= 0.0 else 0.0
    root = math.sqrt(inside)
    if fall <= 0.0:
        found = 2.0 * start / (root - fall)
    elif curve < 0.0:
        found = -0.5 * (fall + root) / curve
    else:
        return NONE
    return found if found < 1.0 or end < 0.0 else NONE


@kernel
def _next_line(position: float, change: float) -> tuple[float, float]:
    """The next line of the grid that a walk from `position` [1] by `change` [1] crosses, and at which share of it."""
    if change > 0.0:
        line = math.floor(position) + 1.0
    elif change < 0.0:
        line = math.ceil(position) - 1.0
    else:
        return 0.0, math.inf
    return line, (line - position) / change


@kernel
def _over_stretch(
    terrain: Terrain, row: float, column: float, down: float, right: float, height: float, rise: float, sag: float
) -> float:
    """Share [1] of a stretch at which a ray first cuts `terrain` [tables], NONE, or LEFT the grid. The stretch goes
    from `row` [1], `column` [1] by `down` [1] and `right` [1]; the ray begins at `height` [m] and has risen by share *
    (`rise` [m] + share * `sag` [m]). Cell by cell, so that no crest is missed: in a cell both are parabolas.
    """
    row_line, row_share = _next_line(row, down)
    column_line, column_share = _next_line(column, right)
    begin, start = 0.0, height - ground_in_grid(terrain, row, column)
    if start < 0.0:
        return 0.0
    while begin < 1.0:
        end = min(row_share, column_share, 1.0)
        half = 0.5 * (begin + end)
        middle = height + half * (rise + half * sag) - ground_in_grid(terrain, row + half * down, column + half * right)
        last = height + end * (rise + end * sag) - ground_in_grid(terrain, row + end * down, column + end * right)
        if math.isnan(last):
            return LEFT
        found = _first_below(start, middle, last)
        if found != NONE:
            return begin + found * (end - begin)
        if row_share <= end:
            row_line += math.copysign(1.0, down)
            row_share = (row_line - row) / down
        if column_share <= end:
            column_line += math.copysign(1.0, right)
            column_share = (column_line - column) / right
        begin, start = end, last
    return NONE


@kernel
def _low_part(over: float, slope: float, bend: float, distance: float) -> tuple[float, float]:
    """From where to where [m] a ray runs lower than the highest ground: it starts `over` [m] above that height at
    `slope` [1] with curvature `bend` [1/m] and is `distance` [m] long. The second is not beyond the first if nowhere.
    """
    inside = slope * slope - 4.0 * bend * over
    if inside <= 0.0:
        return 0.0, 0.0
    root = math.sqrt(inside)
    return max((-slope - root) / (2.0 * bend), 0.0), min((root - slope) / (2.0 * bend), distance)


@kernel
def line_of_sight(
    terrain: Terrain,
    latitude_1: float,
    longitude_1: float,
    height_1: float,
    latitude_2: float,
    longitude_2: float,
    height_2: float,
    refraction: float,
) -> tuple[int, float]:
    """Whether the ray from `latitude_1` [rad], `longitude_1` [rad], `height_1` [m] to `latitude_2` [rad],
    `longitude_2` [rad], `height_2` [m] passes over `terrain` [tables]: CLEAR, BLOCKED or UNKNOWN [code], and the
    distance to the first obstacle [m] (NaN: none). Heights are above the reference of the terrain; `refraction` [1].
    """
    distance, azimuth, _ = geodesic_inverse(latitude_1, longitude_1, latitude_2, longitude_2)
    gap = height_1 - height_at(terrain, latitude_1, longitude_1)
    end_gap = height_2 - height_at(terrain, latitude_2, longitude_2)
    if math.isnan(gap) or math.isnan(end_gap) or math.isnan(distance):
        return UNKNOWN, math.nan
    if gap < -TOUCH:
        return BLOCKED, 0.0
    if distance == 0.0:
        return (CLEAR, math.nan) if end_gap >= -TOUCH else (BLOCKED, 0.0)
    bend = 0.5 / (refraction * MEAN_RADIUS)
    slope = (height_2 - height_1) / distance - bend * distance
    start, end = _low_part(height_1 - terrain.grid[0].highest, slope, bend, distance)
    if not end > start:
        return CLEAR, math.nan
    parts = math.ceil((end - start) / STRETCH)
    length = (end - start) / parts
    row, column = place_in_grid(terrain, latitude_1, longitude_1)
    if start > 0.0:
        row, column = place_in_grid_along(terrain, latitude_1, longitude_1, azimuth, start)
    for part in range(parts):
        begin = start + part * length
        next_row, next_column = place_in_grid(terrain, latitude_2, longitude_2)
        if part < parts - 1 or end < distance:
            next_row, next_column = place_in_grid_along(terrain, latitude_1, longitude_1, azimuth, begin + length)
        height = height_1 + TOUCH + begin * (slope + bend * begin)
        rise, sag = length * (slope + 2.0 * bend * begin), bend * length * length
        share = _over_stretch(terrain, row, column, next_row - row, next_column - column, height, rise, sag)
        if share == LEFT:
            return UNKNOWN, math.nan
        if share != NONE:
            return BLOCKED, begin + share * length
        row, column = next_row, next_column
    return CLEAR, math.nan


@kernel
def skyline(
    terrain: Terrain,
    latitude: float,
    longitude: float,
    height: float,
    azimuth: float,
    reach: float,
    refraction: float,
) -> tuple[float, float]:
    """Masking angle and the distance of what masks [rad, m]: apparent elevation of the highest ground that is seen from
    `latitude` [rad], `longitude` [rad], `height` [m] above the reference of `terrain` [tables], at `azimuth` [rad]
    within `reach` [m], looked at four times a cell at least; `refraction` [1]. NaN where the grid does not cover it.
    """
    bend = 0.5 / (refraction * MEAN_RADIUS)
    count = math.ceil(reach / min(0.5 * terrain.grid[0].sampling, FINE))
    step = reach / count
    row, column = place_in_grid(terrain, latitude, longitude)
    steepest, where, done = -math.inf, 0.0, 0
    while done < count:
        part = min(max(int(STRETCH / step), 1), count - done)
        next_row, next_column = place_in_grid_along(terrain, latitude, longitude, azimuth, (done + part) * step)
        for k in range(1, part + 1):
            share, along = k / part, (done + k) * step
            ground = ground_in_grid(terrain, row + share * (next_row - row), column + share * (next_column - column))
            if math.isnan(ground):
                return math.nan, math.nan
            rise = (ground - height) / along - bend * along
            if rise > steepest:
                steepest, where = rise, along
        row, column, done = next_row, next_column, done + part
    return math.atan(steepest), where
