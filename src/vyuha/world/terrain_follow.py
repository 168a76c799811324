"""Terrain following: the lowest path over the ground with a clearance, not steeper than a vehicle climbs and dives.

Assumes   perfect knowledge of the ground ahead; slopes are limited, their change is not. The ground is as high as its
          samples, half the terrain's sampling (a quarter of a cell) apart.
Holds     for slopes along the ground, in metres of height per metre of ground; any spacing of the places.
Source    the smallest function above another one with slopes within limits: the upper envelope of a cone on each point
          (Lipschitz envelope), found in one pass each way.
Checked   tests/world/test_terrain_follow.py: against the envelope computed point by point; clearance, slopes, touch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_inverse
from vyuha.world.terrain_grid import height_at
from vyuha.world.terrain_sight import place_along

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """A low path over terrain, place by place; heights (m) are above the terrain's reference."""

    # Along the ground from the start (m), and where that is (rad).
    distance: Floats
    latitude: Floats
    longitude: Floats
    ground: Floats
    height: Floats


def follow_terrain(
    terrain: Terrain, route: Sequence[tuple[float, float]], *, clearance: float, climb: float, dive: float
) -> Profile:
    """The lowest path along `route` (latitude, longitude in rad; straight between) that keeps `clearance` (m) and whose
    slopes (1, metres per metre) stay within `climb` upward and `dive` downward, both positive. Raises `ValueError`,
    which begins with the name of the field, for figures that cannot be and for a route that leaves the terrain.
    """
    for name, value in (("clearance", clearance), ("climb", climb), ("dive", dive)):
        if not (0.0 <= value < math.inf) or (name != "clearance" and value == 0.0):
            raise ValueError(f"{name}: {value:g}: a positive figure")
    if len(route) < 2:
        raise ValueError("route: give at least two places")
    corners = [(float(latitude), float(longitude)) for latitude, longitude in route]
    places = [(0.0, *corners[0])]
    for start, end in zip(corners, corners[1:], strict=False):
        places += _leg(places[-1][0], start, end, 0.5 * terrain.grid[0].sampling)
    distance, latitude, longitude = (np.array(part) for part in zip(*places, strict=True))
    ground = np.array([height_at(terrain, float(a), float(b)) for a, b in zip(latitude, longitude, strict=True)])
    if np.isnan(ground).any():
        away = distance[np.isnan(ground)][0]
        raise ValueError(f"route: it leaves the terrain {away / 1e3:.1f} km from its start")
    height = ground + clearance
    raise_to_slopes(distance, height, float(climb), float(dive))
    return Profile(distance, latitude, longitude, ground, height)


def _leg(
    behind: float, start: tuple[float, float], end: tuple[float, float], spacing: float
) -> list[tuple[float, float, float]]:
    """Places (distance, latitude, longitude) after `start` up to and with `end`, at most `spacing` (m) apart."""
    length, azimuth, _ = geodesic_inverse(*start, *end)
    count = math.ceil(length / spacing)
    inner = [(behind + length * k / count, *place_along(*start, azimuth, length * k / count)) for k in range(1, count)]
    return [*inner, (behind + length, *end)] if length > 0.0 else []


@kernel
def raise_to_slopes(distance: Floats, height: Floats, climb: float, dive: float) -> None:
    """Raise each `height` [table, m] by as little as brings all slopes between neighbours, whose places along the path
    are `distance` [table, m], within `climb` [1] upward and `dive` [1] downward.
    """
    for i in range(1, len(height)):
        height[i] = max(height[i], height[i - 1] - dive * (distance[i] - distance[i - 1]))
    for i in range(len(height) - 2, -1, -1):
        height[i] = max(height[i], height[i + 1] - climb * (distance[i + 1] - distance[i]))
