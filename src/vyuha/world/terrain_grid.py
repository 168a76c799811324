"""The height of the ground and its slope, from a grid of latitude and longitude.

Assumes   between four neighbouring nodes the ground is bilinear: continuous, exact at the nodes, with a kink on each
          line of the grid. Nodes hold heights, not means of cells.
Holds     inside the grid, poles apart (grids end at 85 degrees); outside, heights are NaN, never zero.
Source    interpolation of a product of straight lines; metres per radian from the ellipsoid's radii of curvature.
Checked   tests/world/test_terrain_grid.py: nodes, linear and bilinear functions, differences, the date line.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import rows
from vyuha.state.terrain import ELLIPSOID, MSL, Grid, Terrain
from vyuha.world.geodesy import ECCENTRICITY2, SEMI_MAJOR, geodesic_direct

# Outermost nodes: west, south, east, north [degrees].
Extent = tuple[float, float, float, float]

REFERENCES = {"msl": MSL, "ellipsoid": ELLIPSOID}
# Beyond, degrees of longitude are too short for lines over the ground to be straight between samples.
HIGHEST_LATITUDE = 85.0
MOST_NODES = 400_000_000
# No dry land lies lower [m] than the shore of the Dead Sea, at some -430 m, or higher than 8,849 m.
LOWEST_GROUND, HIGHEST_GROUND = -500.0, 9_000.0
# What files write where they have no height [m].
_HOLES = (-9999.0, -32768.0, -32767.0)
# Places that rounding puts outside by this share of a cell still count as inside.
_SLACK = 1e-6


class MendableError(ValueError):
    """What can be mended in the file (its text says how), and also from Python, by what `from_python` says."""

    def __init__(self, message: str, from_python: str) -> None:
        super().__init__(message)
        self.from_python = from_python


def make_terrain(height: npt.ArrayLike, extent: Extent, reference: str) -> Terrain:
    """Terrain from heights (m; rows from north to south, columns from west to east) and the `extent` of its nodes.

    `reference` says what heights are counted from: "msl" (mean sea level) or "ellipsoid". A grid over the date line has
    its east below its west. Raises `ValueError`, which begins with the name of the field, for sizes, places and heights
    that cannot be, and for holes (NaN).
    """
    table = np.array(height, dtype=np.float32, order="C")
    if table.ndim != 2 or min(table.shape) < 2 or table.size > MOST_NODES:
        raise ValueError(f"heights: {table.shape}: give rows and columns, at least 2 x 2, at most {MOST_NODES:,} nodes")
    if reference not in REFERENCES:
        raise ValueError(f'reference: {reference}: heights are above "msl" or above the "ellipsoid"; say which')
    west, south, east, north = extent
    width = _check_extent(west, south, east, north)
    holes = int(np.isnan(table).sum())
    if holes:
        raise MendableError(
            f"heights: {holes:,} of {table.size:,} nodes are holes; mend them in the file", 'fill=0.0 or fill="nearest"'
        )
    lowest, highest = float(table.min()), float(table.max())
    marked = int(np.isin(table, np.array(_HOLES, np.float32)).sum())
    if marked and lowest in _HOLES:
        raise ValueError(
            f"heights: {marked:,} of {table.size:,} nodes are {lowest:g} m, which marks holes; declare it in the file "
            "as nodata, or write holes as NaN"
        )
    if not LOWEST_GROUND <= lowest <= highest <= HIGHEST_GROUND:
        raise ValueError(
            f"heights: {lowest:g} to {highest:g} m: no such ground (land lies between {LOWEST_GROUND:g} and "
            f"{HIGHEST_GROUND:g} m, the sea at 0); are these metres, and holes marked?"
        )
    grid = rows(Grid, 1)
    row = grid[0]
    row.rows, row.columns = table.shape
    row.north, row.west = math.radians(north), math.radians(west)
    row.step_latitude = math.radians(north - south) / (row.rows - 1)
    row.step_longitude = math.radians(width) / (row.columns - 1)
    row.reference, row.lowest, row.highest = REFERENCES[reference], lowest, highest
    narrow = math.cos(math.radians(max(abs(north), abs(south))))
    row.sampling = 0.5 * SEMI_MAJOR * min(row.step_latitude, row.step_longitude * narrow)
    return Terrain(grid, table)


def _check_extent(west: float, south: float, east: float, north: float) -> float:
    """The width [degrees] of a grid with these outermost nodes."""
    if not -HIGHEST_LATITUDE <= south < north <= HIGHEST_LATITUDE:
        raise ValueError(
            f"extent: south {south:g}, north {north:g}: latitudes in degrees rise to the north, within "
            f"{HIGHEST_LATITUDE:g} of the equator"
        )
    width = east - west if east > west else east - west + 360.0
    if not (-180.0 <= west <= 180.0 and -180.0 <= east <= 360.0 and 0.0 < width <= 180.0):
        raise ValueError(f"extent: west {west:g}, east {east:g}: longitudes in degrees, -180 to 180, at most 180 wide")
    return width


def with_reference(terrain: Terrain, reference: str, undulation: float) -> Terrain:
    """The same ground counted from the other reference; `undulation` (m) is the height of the mean sea level above the
    ellipsoid there, taken as the same all over the grid. Raises `ValueError` for an unknown reference.
    """
    if reference not in REFERENCES:
        raise ValueError(f'reference: {reference}: heights are above "msl" or above the "ellipsoid"; say which')
    code = REFERENCES[reference]
    if code == terrain.grid[0].reference:
        return terrain
    shift = undulation if code == ELLIPSOID else -undulation
    grid: Any = terrain.grid
    moved = grid.copy()
    moved[0].reference = code
    moved[0].lowest, moved[0].highest = moved[0].lowest + shift, moved[0].highest + shift
    return Terrain(moved, terrain.height + np.float32(shift))


def outside(terrain: Terrain, latitude: float, longitude: float, reach: float) -> float:
    """First azimuth (rad) in which the disc of `reach` (m) around `latitude`, `longitude` (rad) leaves the grid; NaN if
    the grid covers it. Seen from 72 sides, so a thousandth is added to the reach.
    """
    for degrees in range(0, 360, 5):
        azimuth = math.radians(degrees)
        far_latitude, far_longitude, _ = geodesic_direct(latitude, longitude, azimuth, 1.001 * reach)
        if math.isnan(height_at(terrain, far_latitude, far_longitude)):
            return azimuth
    return math.nan


@kernel
def place_in_grid(terrain: Terrain, latitude: float, longitude: float) -> tuple[float, float]:
    """Row and column [1] of the place `latitude` [rad], `longitude` [rad] in the grid of `terrain` [tables], counted
    from the northwest and not limited to the grid. Columns are counted the short way round from its middle.
    """
    grid = terrain.grid[0]
    half = 0.5 * (grid.columns - 1) * grid.step_longitude
    away = longitude - grid.west - half
    away -= math.tau * math.floor(away / math.tau + 0.5)
    return (grid.north - latitude) / grid.step_latitude, (away + half) / grid.step_longitude


@kernel
def ground_in_grid(terrain: Terrain, row: float, column: float) -> float:
    """Height of the ground [m] at `row` [1], `column` [1] of the grid of `terrain` [tables]; NaN outside."""
    grid = terrain.grid[0]
    last_row, last_column = grid.rows - 1, grid.columns - 1
    inside = -_SLACK <= row <= last_row + _SLACK and -_SLACK <= column <= last_column + _SLACK
    if not inside:
        return math.nan
    i = min(max(int(row), 0), last_row - 1)
    j = min(max(int(column), 0), last_column - 1)
    down, right = row - i, column - j
    height = terrain.height
    upper = (1.0 - right) * height[i, j] + right * height[i, j + 1]
    lower = (1.0 - right) * height[i + 1, j] + right * height[i + 1, j + 1]
    return float((1.0 - down) * upper + down * lower)


@kernel
def height_at(terrain: Terrain, latitude: float, longitude: float) -> float:
    """Height of the ground [m] above the reference of `terrain` [tables] at `latitude` [rad], `longitude` [rad]; NaN
    outside the grid.
    """
    row, column = place_in_grid(terrain, latitude, longitude)
    return ground_in_grid(terrain, row, column)


@kernel
def gradient_at(terrain: Terrain, latitude: float, longitude: float) -> tuple[float, float]:
    """Rise of the ground [1, metres per metre] towards east and towards north at `latitude` [rad], `longitude` [rad] of
    `terrain` [tables]; NaN outside. On a line of the grid it is that of the cell to the southeast.
    """
    grid, height = terrain.grid[0], terrain.height
    row, column = place_in_grid(terrain, latitude, longitude)
    if math.isnan(ground_in_grid(terrain, row, column)):
        return math.nan, math.nan
    i = min(max(int(row), 0), grid.rows - 2)
    j = min(max(int(column), 0), grid.columns - 2)
    down, right = row - i, column - j
    eastward = (1.0 - down) * (height[i, j + 1] - height[i, j]) + down * (height[i + 1, j + 1] - height[i + 1, j])
    southward = (1.0 - right) * (height[i + 1, j] - height[i, j]) + right * (height[i + 1, j + 1] - height[i, j + 1])
    sine = math.sin(latitude)
    normal = SEMI_MAJOR / math.sqrt(1.0 - ECCENTRICITY2 * sine * sine)
    meridional = normal * (1.0 - ECCENTRICITY2) / (1.0 - ECCENTRICITY2 * sine * sine)
    metres_east = grid.step_longitude * normal * math.cos(latitude)
    return eastward / metres_east, -southward / (grid.step_latitude * meridional)


@kernel
def slope_at(terrain: Terrain, latitude: float, longitude: float) -> float:
    """Steepest slope of the ground [rad] at `latitude` [rad], `longitude` [rad] of `terrain` [tables]; NaN outside."""
    east, north = gradient_at(terrain, latitude, longitude)
    return math.atan(math.sqrt(east * east + north * north))
