"""Grids of latitude and longitude around radars, and the size of areas on the ellipsoid."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.engine.places import Geodetic
from vyuha.results.coverage import Ring
from vyuha.state.tables import Floats
from vyuha.world.geodesy import ECCENTRICITY2, SEMI_MAJOR, geodesic_inverse
from vyuha.world.propagation import MEAN_RADIUS

# Longer arcs would turn back.
_QUARTER = 1.5
_SLACK = 1.01
_CLOSEST_TO_POLE = math.radians(89.0)


class CoverageError(ValueError):
    """There is no coverage of what was asked for; the message says why and what is allowed."""


class AskedError(CoverageError):
    """A value that is not allowed: the `name` of what was asked, its value in words, and what is `allowed`."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(f"{name}: {value}: {allowed}")
        self.name, self.value, self.allowed = name, value, allowed


@dataclass(frozen=True)
class Box:
    """Sides of an area, rad."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Nodes:
    """A grid of places: latitudes from north to south, longitudes from west to east (rad)."""

    latitudes: Floats
    longitudes: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.latitudes), len(self.longitudes)

    @property
    def step(self) -> float:
        """Distance of neighbours, m; in the middle of the grid the same both ways."""
        return SEMI_MAJOR * float(self.latitudes[0] - self.latitudes[1])

    def part(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns in a box that lies within the grid, and one more on each side."""
        down = np.searchsorted(-self.latitudes, [-box.north, -box.south])
        right = np.searchsorted(self.longitudes, [box.west, box.east])
        return slice(int(down[0]) - 1, int(down[1]) + 1), slice(int(right[0]) - 1, int(right[1]) + 1)


def around(at: Geodetic, reach: float) -> Box:
    """All that lies within `reach` (m) of a place."""
    angle = reach / MEAN_RADIUS * _SLACK
    across = math.asin(min(1.0, math.sin(min(angle, _QUARTER)) / math.cos(at[0])))
    return Box(at[0] - angle, at[1] - across, at[0] + angle, at[1] + across)


def together(places: list[Geodetic]) -> list[Geodetic]:
    """The same places with longitudes no more than half a turn from that of the first."""
    return [(b, places[0][1] + math.remainder(a - places[0][1], 2.0 * math.pi)) for b, a in places]


def lay(boxes: list[Box], count: int) -> Nodes:
    """A grid of `count` nodes to its longer side over all boxes, with two more nodes on each side than these need. Over
    the date line its longitudes go on beyond half a turn.

    Raises `CoverageError` over the poles.
    """
    south, west = min(box.south for box in boxes), min(box.west for box in boxes)
    north, east = max(box.north for box in boxes), max(box.east for box in boxes)
    if max(abs(south), abs(north)) > _CLOSEST_TO_POLE:
        raise CoverageError("the radars reach over a pole, where there is no grid of latitude and longitude")
    narrow = math.cos(0.5 * (south + north))
    step = max(north - south, (east - west) * narrow) / (count - 5)
    down, right = (math.ceil(span / step) + 5 for span in (north - south, (east - west) * narrow))
    latitudes = 0.5 * (north + south) + step * (0.5 * (down - 1) - np.arange(down))
    longitudes = 0.5 * (east + west) + step / narrow * (np.arange(right) - 0.5 * (right - 1))
    return Nodes(latitudes.astype(np.float64), longitudes.astype(np.float64))


def to_corner(grid: Any, at: Geodetic) -> float:
    """Distance (m) from a place to the farthest corner of a terrain's `grid` row."""
    latitudes = float(grid.north), float(grid.north - (grid.rows - 1) * grid.step_latitude)
    longitudes = float(grid.west), float(grid.west + (grid.columns - 1) * grid.step_longitude)
    return max(geodesic_inverse(*at, latitude, longitude)[0] for latitude in latitudes for longitude in longitudes)


def size(ring: Ring) -> float:
    """Area (m2) on the ellipsoid within a closed ring; negative for one that runs clockwise, as holes do.

    Exact for edges that are straight in longitude and in the area south of a latitude (authalic latitude).
    """
    sine, e = np.sin(np.radians(ring[:, 1])), math.sqrt(ECCENTRICITY2)
    below = (1.0 - ECCENTRICITY2) * (sine / (1.0 - ECCENTRICITY2 * sine * sine) + np.arctanh(e * sine) / e)
    across = np.diff(np.radians(ring[:, 0]))
    return float(-0.5 * SEMI_MAJOR**2 * np.sum(across * 0.5 * (below[1:] + below[:-1])))
