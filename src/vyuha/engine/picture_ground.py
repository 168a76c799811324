"""What maps show of the ground: coarse heights, and how far radars see what flies low over it."""

import math
from collections.abc import Callable
from typing import Any

from vyuha.engine.assemble import Assembled
from vyuha.engine.ground import Ground
from vyuha.results.laydown import Place, Relief, Route
from vyuha.state.tables import Setup
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, local_to_geodetic
from vyuha.world.propagation import horizon_range
from vyuha.world.terrain_grid import height_at

# Heights to a side, how much more than the routes they show, and how far [m] around the sites.
_COUNT = 72
_MARGIN = 1.3
_AROUND = 26e3
_STEPS = 100

# What has code and chance of detection of a place [m], as `chance_at_point` gives them.
ChanceAt = Callable[[float, float, float], tuple[int, float]]


def relief(assembled: Assembled, places: tuple[Place, ...], routes: tuple[Route, ...]) -> Relief | None:
    """The ground under sites and routes, for a map; None on a smooth earth."""
    if assembled.ground is None:
        return None
    east = [place.east for place in places] + [e for route in routes for e in route.east]
    north = [place.north for place in places] + [n for route in routes for n in route.north]
    for place in places:
        east += [place.east - _AROUND, place.east + _AROUND]
        north += [place.north - _AROUND, place.north + _AROUND]
    half = 0.5 * _MARGIN * max(max(east) - min(east), max(north) - min(north))
    middle_e, middle_n = 0.5 * (max(east) + min(east)), 0.5 * (max(north) + min(north))
    edges = middle_e - half, middle_e + half, middle_n - half, middle_n + half
    return relief_between(assembled.ground, assembled.setup.frame[0], edges, _COUNT)


def relief_between(ground: Ground, frame: Any, edges: tuple[float, float, float, float], count: int) -> Relief:
    """`count` rows of as many heights between `edges` (m from the origin: west, east, south, north)."""
    west, east, south, north = edges
    heights = list[int | None]()
    for down in range(count):
        for right in range(count):
            e, n = west + (east - west) * right / (count - 1), north - (north - south) * down / (count - 1)
            latitude, longitude, _ = local_to_geodetic(frame, e, n, 0.0)
            height = height_at(ground.terrain, latitude, longitude)
            heights.append(None if math.isnan(height) else round(height))
    return Relief(ground.text, west, east, south, north, count, tuple(heights))


def edge_over_ground(setup: Setup, r: int, azimuth: float, height: float, chance: ChanceAt) -> tuple[float, float]:
    """East and north [m] of the farthest place in one direction where radar `r` sees a target (half of the time, by its
    `chance`) at `height` [m] above the ground, and so at half of the places on the way there, or more.
    """
    frame, at_home = setup.frame[0], setup.antenna[r]
    terrain = Terrain(setup.grid, setup.height)
    latitude, longitude, _ = local_to_geodetic(frame, at_home.x, at_home.y, at_home.z)
    horizon = horizon_range(setup.mask[r].height, terrain.grid[0].highest + height, frame.refraction)
    far = min(float(setup.radar[r].instrumented_range), horizon)
    best, seen = (float(at_home.x), float(at_home.y)), 0
    for step in range(1, _STEPS + 1):
        at = geodesic_direct(latitude, longitude, azimuth, far * step / _STEPS)
        below = height_at(terrain, at[0], at[1])
        x, y, z = geodetic_to_local(frame, at[0], at[1], height + (0.0 if math.isnan(below) else below))
        if chance(x, y, z)[1] >= 0.5:
            seen += 1
            if 2 * seen >= step:
                best = (float(x), float(y))
    return best
