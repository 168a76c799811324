"""What maps show of the ground: coarse heights, and how far radars see what flies low over it."""

import math

from vyuha.engine.assemble import Assembled
from vyuha.results.laydown import Place, Relief, Route
from vyuha.sensors.coverage import VISIBLE, view
from vyuha.state.tables import Setup
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, local_to_geodetic
from vyuha.world.terrain_grid import height_at

# Heights to a side, and how much more than the routes they show.
_COUNT = 72
_MARGIN = 1.3
_STEPS = 120
_REFERENCE_RCS = 1.0


def relief(assembled: Assembled, places: tuple[Place, ...], routes: tuple[Route, ...]) -> Relief | None:
    """The ground under sites and routes, for a map; None on a smooth earth."""
    if assembled.ground is None:
        return None
    east = [place.east for place in places] + [e for route in routes for e in route.east]
    north = [place.north for place in places] + [n for route in routes for n in route.north]
    half = 0.5 * _MARGIN * max(max(east) - min(east), max(north) - min(north), 20e3)
    middle_e, middle_n = 0.5 * (max(east) + min(east)), 0.5 * (max(north) + min(north))
    frame, terrain, heights = assembled.setup.frame[0], assembled.ground.terrain, list[int | None]()
    steps = [half * (2.0 * k / (_COUNT - 1) - 1.0) for k in range(_COUNT)]
    for down in steps:
        for right in steps:
            latitude, longitude, _ = local_to_geodetic(frame, middle_e + right, middle_n - down, 0.0)
            height = height_at(terrain, latitude, longitude)
            heights.append(None if math.isnan(height) else round(height))
    edges = middle_e - half, middle_e + half, middle_n - half, middle_n + half
    return Relief(assembled.ground.text, *edges, _COUNT, tuple(heights))


def edge_over_ground(setup: Setup, r: int, azimuth: float, height: float) -> tuple[float, float]:
    """East and north [m] of the place in one direction where radar `r` first loses sight of 1 m2 (seen half of the
    time) at `height` [m] above the ground.
    """
    radar, frame = setup.radar[r], setup.frame[0]
    terrain = Terrain(setup.grid, setup.height)
    latitude, longitude, _ = local_to_geodetic(frame, radar.x, radar.y, radar.z)
    far = min(radar.instrumented_range, radar.reference_range * (_REFERENCE_RCS / radar.reference_rcs) ** 0.25)
    best = (float(radar.x), float(radar.y))
    for step in range(1, _STEPS + 1):
        ground = far * step / _STEPS
        at = geodesic_direct(latitude, longitude, azimuth, ground)
        below = height_at(terrain, at[0], at[1])
        x, y, z = geodetic_to_local(frame, at[0], at[1], height + (0.0 if math.isnan(below) else below))
        if view(setup, r, x, y, z)[0] == VISIBLE:
            best = (x, y)
        elif ground > 3.0 * height:
            # Nearer it is the cone of silence that hides a high target.
            break
    return best
