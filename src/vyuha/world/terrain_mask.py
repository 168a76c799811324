"""What a radar sees over terrain: for each place around it the lowest height at which a target is in sight.

Lines are drawn outward in all directions, and each keeps the steepest ground so far at every spacing; a place takes
that of its two neighbouring lines, and its own last stretch. One look around serves targets of all heights.

Assumes   what `world.terrain_sight` assumes, with the ground looked at twice a cell; the skyline changes linearly
          between neighbouring lines, which at the edge of the disc are half a spacing apart.
Holds     as `world.terrain_sight`; finer ground than the spacing blurs the edges of shadows by about one spacing.
Source    geometry; the running maximum of the skyline along a ray, known from viewshed analysis.
Checked   tests/world/test_terrain_mask.py against direct lines of sight, the horizon over level ground, heights.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import rows
from vyuha.state.terrain import Lookout, Terrain
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.terrain_grid import ground_in_grid, height_at, outside
from vyuha.world.terrain_sight import STRETCH, place_in_grid_along

Heights = npt.NDArray[np.float32]

MOST_PLACES = 25_000_000
# Lines per spacing at the edge of the disc.
_DENSITY = 2.0


@dataclass(frozen=True)
class Coverage:
    """What an antenna sees on a square of places around it: rows from north to south, columns from west to east, north
    and east counted along geodesics from the antenna, which stands on the middle one. Beyond the reach all is NaN.
    """

    spacing: float
    reach: float
    # (row, column) [m] above the reference of the terrain: the ground, and the lowest height in sight (the ground
    # itself, where it is seen).
    ground: Heights
    floor: Heights

    def seen(self, height: float, above: str = "ground") -> npt.NDArray[np.bool_]:
        """Where a target at `height` (m) above "ground", or above the terrain's "reference", is in sight: (row,
        column). Nothing is seen below the ground. Raises `ValueError` for another word.
        """
        if above == "ground":
            return np.asarray(self.floor <= self.ground + np.float32(height))
        if above == "reference":
            return np.asarray(self.floor <= np.float32(height))
        raise ValueError(f'above: {above}: heights are above "ground" or above "reference"')

    def place(self, row: int, column: int) -> tuple[float, float]:
        """East and north (m) of a place from the antenna."""
        half = len(self.floor) // 2
        return (column - half) * self.spacing, (half - row) * self.spacing


def look_around(
    terrain: Terrain,
    latitude: float,
    longitude: float,
    mast: float,
    *,
    reach: float,
    spacing: float,
    refraction: float = 4.0 / 3.0,
    whole: bool = True,
) -> Coverage:
    """What an antenna `mast` (m) above the ground at `latitude`, `longitude` (rad) sees out to `reach` (m), on places
    `spacing` (m) apart. Raises `ValueError`, which begins with the name of the field, for figures that cannot be and
    where the terrain does not cover the disc; unless it has to be `whole`, places beyond the terrain are NaN instead.
    """
    half = math.floor(reach / spacing) if 0.0 < spacing <= reach < math.inf else 0
    if half < 1 or (2 * half + 1) ** 2 > MOST_PLACES:
        raise ValueError(f"spacing: {spacing:g} m for a reach of {reach:g} m: at least 1 and at most 2,499 to a radius")
    if not mast >= 0.0:
        raise ValueError(f"mast: {mast:g} m: an antenna does not stand below the ground")
    if not refraction > 0.0:
        raise ValueError(f"refraction: {refraction:g}: a positive factor on the earth's radius, usually 4/3")
    latitude, longitude = float(latitude), float(longitude)
    away = outside(terrain, latitude, longitude, reach) if whole else math.nan
    if not math.isnan(away):
        raise ValueError(
            f"terrain: it ends less than {reach / 1e3:g} km from the antenna, at azimuth {math.degrees(away):.0f} deg"
        )
    lookout: Any = rows(Lookout, 1)[0]
    lookout.latitude, lookout.longitude = latitude, longitude
    lookout.height = height_at(terrain, latitude, longitude) + mast
    lookout.spacing, lookout.reach, lookout.refraction = spacing, reach, refraction
    horizon = np.empty((math.ceil(_DENSITY * math.tau * half), half), np.float32)
    ground = np.empty((2 * half + 1, 2 * half + 1), np.float32)
    floor = np.empty_like(ground)
    sweep(terrain, lookout, horizon)
    settle(terrain, lookout, horizon, ground, floor)
    floor[np.isnan(ground)] = np.nan
    return Coverage(float(spacing), float(reach), ground, floor)


@kernel
def sweep(terrain: Terrain, lookout: Lookout, horizon: Heights) -> None:
    """Fill `horizon` [table: line, spacing] with the steepest rise [1] to the ground of `terrain` [tables] so far along
    each line from `lookout` [row]; lines are numbered clockwise from north.
    """
    lines, bins = horizon.shape
    bend = 0.5 / (lookout.refraction * MEAN_RADIUS)
    parts = math.ceil(lookout.spacing / terrain.grid[0].sampling)
    step = lookout.spacing / parts
    stretch = max(int(STRETCH / lookout.spacing), 1)
    for line in range(lines):
        azimuth = math.tau * line / lines
        row, column = place_in_grid_along(terrain, lookout.latitude, lookout.longitude, azimuth, 0.0)
        steepest = -math.inf
        for first in range(0, bins, stretch):
            ahead = min(stretch, bins - first)
            end = (first + ahead) * lookout.spacing
            next_row, next_column = place_in_grid_along(terrain, lookout.latitude, lookout.longitude, azimuth, end)
            down, right = (next_row - row) / (ahead * parts), (next_column - column) / (ahead * parts)
            for k in range(1, ahead * parts + 1):
                along = first * lookout.spacing + k * step
                ground = ground_in_grid(terrain, row + k * down, column + k * right)
                rise = ground - lookout.height - bend * along * along
                # The division is left to the few that matter.
                if rise > steepest * along:
                    steepest = rise / along
                if k % parts == 0:
                    horizon[line, first + k // parts - 1] = steepest
            row, column = next_row, next_column


@kernel
def _last_stretch(
    terrain: Terrain, lookout: Lookout, azimuth: float, start: float, end: float, row: float, column: float
) -> float:
    """Steepest rise [1] to the ground of `terrain` [tables] between `start` [m] and `end` [m] from `lookout` [row] at
    `azimuth` [rad]; the end lies at `row` [1], `column` [1] of the grid and does not count itself.
    """
    bend = 0.5 / (lookout.refraction * MEAN_RADIUS)
    parts = math.ceil((end - start) / terrain.grid[0].sampling)
    near_row, near_column = place_in_grid_along(terrain, lookout.latitude, lookout.longitude, azimuth, start)
    steepest = -math.inf
    for k in range(1 if start == 0.0 else 0, parts):
        share = k / parts
        along = start + share * (end - start)
        ground = ground_in_grid(
            terrain, near_row + share * (row - near_row), near_column + share * (column - near_column)
        )
        steepest = max(steepest, (ground - lookout.height) / along - bend * along)
    return steepest


@kernel
def settle(terrain: Terrain, lookout: Lookout, horizon: Heights, ground: Heights, floor: Heights) -> None:
    """Fill `ground` [table: row, column] with the height of `terrain` [tables] and `floor` [same] with the lowest
    height in sight of `lookout` [row], from the `horizon` [table] that `sweep` made.
    """
    lines, half = len(horizon), len(floor) // 2
    bend = 0.5 / (lookout.refraction * MEAN_RADIUS)
    for i in range(2 * half + 1):
        north = (half - i) * lookout.spacing
        for j in range(2 * half + 1):
            east = (j - half) * lookout.spacing
            distance = math.sqrt(east * east + north * north)
            if distance > lookout.reach:
                ground[i, j] = floor[i, j] = math.nan
                continue
            azimuth = math.atan2(east, north)
            row, column = place_in_grid_along(terrain, lookout.latitude, lookout.longitude, azimuth, distance)
            here = ground_in_grid(terrain, row, column)
            ground[i, j] = floor[i, j] = here
            if distance == 0.0:
                continue
            # The last one to two spacings are this place's own; what lies before is taken from the two lines.
            full = max(int(distance / lookout.spacing) - 1, 0)
            steepest = _last_stretch(terrain, lookout, azimuth, full * lookout.spacing, distance, row, column)
            if full > 0:
                turn = azimuth / math.tau * lines
                if turn < 0.0:
                    turn += lines
                left = min(int(turn), lines - 1)
                share = turn - left
                right = left + 1 if left + 1 < lines else 0
                between = (1.0 - share) * horizon[left, full - 1] + share * horizon[right, full - 1]
                steepest = max(steepest, between)
            floor[i, j] = max(here, lookout.height + distance * (steepest + bend * distance))
