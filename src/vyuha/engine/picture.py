"""The laydown: where everything stands, how far radars see and missiles reach, as plain numbers for maps and
reports.
"""

import functools
import math
from collections.abc import Iterator
from typing import Any

from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import Assembled
from vyuha.engine.assemble_courses import decoys_name
from vyuha.engine.assemble_engagement import areas
from vyuha.engine.assemble_raids import NOWHERE
from vyuha.engine.assumed import assumed_figures
from vyuha.engine.coverage_asked import RCS, probes
from vyuha.engine.coverage_moment import quiet
from vyuha.engine.picture_ground import ChanceAt, edge_over_ground, relief
from vyuha.results.laydown import Laydown, Place, Ring, Route
from vyuha.scenario.model import Flight
from vyuha.sensors.coverage_map import chance_at_point
from vyuha.sensors.detection import SWERLING_1
from vyuha.state.radar import SEARCH
from vyuha.state.tables import Setup
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, local_to_geodetic

# A low flyer, a drone's cruise, and an aircraft.
RING_HEIGHTS = (100.0, 1000.0, 10000.0)
_AZIMUTHS = 72
# Of a route.
_POINTS = 50


def picture(assembled: Assembled, catalogue: Catalogue, rings: bool = True) -> Laydown:
    """The laydown of an assembled scenario, with or without the rings of radars and missiles."""
    scenario = assembled.scenario
    places, routes = _places(assembled), _routes(assembled)
    return Laydown(
        title=scenario.title,
        latitude=math.degrees(scenario.origin.latitude),
        longitude=math.degrees(scenario.origin.longitude),
        duration=scenario.duration,
        places=places,
        rings=(*_radar_rings(assembled), *_missile_rings(assembled)) if rings else (),
        routes=routes,
        assumed=assumed_figures(assembled, catalogue),
        ground=relief(assembled, places, routes),
        zones=areas(scenario, assembled.setup.frame[0]),
    )


def _places(assembled: Assembled) -> tuple[Place, ...]:
    setup, frame = assembled.setup, assembled.setup.frame[0]
    places = []
    for i, named in enumerate(assembled.roster.sites):
        row = setup.site[i]
        latitude, longitude, height = local_to_geodetic(frame, row.x, row.y, row.z)
        kind = "asset" if row.is_asset else named.kind
        places.append(
            Place(
                named.id,
                kind,
                named.name,
                row.x,
                row.y,
                math.degrees(latitude),
                math.degrees(longitude),
                height,
                row.value,
            )
        )
    return tuple(places)


def _radar_rings(assembled: Assembled) -> list[Ring]:
    setup, watch = assembled.setup, quiet(assembled.setup)
    edge = _edge if assembled.ground is None else edge_over_ground
    azimuths = [2.0 * math.pi * k / _AZIMUTHS for k in range(_AZIMUTHS + 1)]
    rings = []
    for r, named in enumerate(assembled.roster.radars):
        radar = setup.radar[r]
        kind = "search radar" if radar.kind == SEARCH else "engagement radar"
        for height in RING_HEIGHTS:
            probe = probes(height, RCS, SWERLING_1, None)[0]
            chance = functools.partial(chance_at_point, setup, watch, r, probe)
            points = [edge(setup, r, azimuth, height, chance) for azimuth in azimuths]
            east, north = tuple(p[0] for p in points), tuple(p[1] for p in points)
            site = assembled.roster.sites[radar.site].id
            rings.append(Ring(site, named.kind, kind, height, east, north))
    return rings


def _edge(setup: Setup, r: int, azimuth: float, height: float, chance: ChanceAt) -> tuple[float, float]:
    """East and north [m] of the farthest point in one direction where radar `r` sees a target at `height` [m] half of
    the time, by its `chance`.
    """
    frame, at_home = setup.frame[0], setup.antenna[r]
    latitude, longitude, _ = local_to_geodetic(frame, at_home.x, at_home.y, at_home.z)
    low, high = 0.0, float(setup.radar[r].instrumented_range)
    best = (float(at_home.x), float(at_home.y))
    for _ in range(24):
        ground = 0.5 * (low + high)
        at = geodesic_direct(latitude, longitude, azimuth, ground)
        x, y, z = geodetic_to_local(frame, at[0], at[1], height)
        # Inside the cone of silence a high target is not seen although one farther out is.
        near = ground < 3.0 * height
        if chance(x, y, z)[1] >= 0.5:
            low, best = ground, (x, y)
        elif near:
            low = ground
        else:
            high = ground
    return best


def _missile_rings(assembled: Assembled) -> list[Ring]:
    setup = assembled.setup
    rings = []
    for g in range(len(setup.magazine)):
        row = setup.magazine[g]
        site = setup.fire_unit[row.fire_unit].site
        reach, label = setup.missile[row.missile].maximum_range, assembled.roster.missiles[row.missile].id
        angles = [2.0 * math.pi * k / _AZIMUTHS for k in range(_AZIMUTHS + 1)]
        east = tuple(float(setup.site[site].x + reach * math.sin(a)) for a in angles)
        north = tuple(float(setup.site[site].y + reach * math.cos(a)) for a in angles)
        height = float(setup.missile[row.missile].maximum_height)
        rings.append(Ring(assembled.roster.sites[site].id, label, "missile", height, east, north))
    return rings


def _routes(assembled: Assembled) -> tuple[Route, ...]:
    frame, routes = assembled.setup.frame[0], []
    for raid in assembled.scenario.raids:
        if raid.paths is not None:
            continue
        for target in dict.fromkeys(raid.target):
            count = sum(1 for n in range(raid.count) if raid.target[n % len(raid.target)] == target)
            flown = [(raid.id, raid.type, count)]
            if raid.decoys:
                flown.append((decoys_name(raid), raid.decoys.type, count * raid.decoys.each))
            for name, kind, number in flown:
                routes.append(_route(frame, name, kind, number, assembled.courses[name, target].knots, target))
    for flight in assembled.scenario.traffic:
        if flight.paths is not None:
            continue
        knots = assembled.courses[flight.id, NOWHERE].knots
        routes.append(_route(frame, flight.id, flight.type, flight.count, knots, side=flight.side))
    return (*routes, *_recorded_routes(assembled))


def _recorded_routes(assembled: Assembled) -> Iterator[Route]:
    """A route for each recorded path; the more there are, the fewer points draw one."""
    targets = dict(zip((row.id for row in assembled.roster.threats), assembled.roster.targets, strict=True))
    for flown in (*assembled.scenario.raids, *assembled.scenario.traffic):
        paths = assembled.recorded.of.get(flown.id, ())
        for path in paths:
            knots, target = assembled.courses[flown.id, path.name].knots, targets[f"{flown.id}/{path.name}"]
            side = flown.side if isinstance(flown, Flight) else "hostile"
            points = min(max(_POINTS * _POINTS // len(paths), 8), _POINTS)
            yield _route(assembled.setup.frame[0], flown.id, path.type, 1, knots, target, side, points)


def _route(
    frame: Any,
    name: str,
    kind: str,
    number: int,
    knots: Any,
    target: str = "",
    side: str = "hostile",
    points: int = _POINTS,
) -> Route:
    # Some fifty points draw the line; the last is where it ends.
    kept = knots[sorted({*range(0, len(knots), max(len(knots) // points, 1)), len(knots) - 1})]
    heights = tuple(local_to_geodetic(frame, *map(float, point))[2] for point in kept[:, 1:4])
    time, east, north = (tuple(float(v) for v in column) for column in kept[:, :3].T)
    return Route(name, kind, number, time, east, north, heights, target, side)
