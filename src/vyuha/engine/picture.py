"""The laydown: where everything stands, how far radars see and missiles reach, as plain numbers for maps and
reports.
"""

import functools
import math
from typing import Any

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Item, figures
from vyuha.engine.assemble import Assembled
from vyuha.engine.assemble_courses import decoys_name
from vyuha.engine.assemble_engagement import ENGAGEMENT_ASSUMPTIONS, areas
from vyuha.engine.assemble_identity import IDENTITY_ASSUMPTIONS
from vyuha.engine.assemble_traffic import NOWHERE
from vyuha.engine.coverage_asked import RCS, probes
from vyuha.engine.coverage_moment import quiet
from vyuha.engine.picture_ground import ChanceAt, edge_over_ground, relief
from vyuha.results.laydown import AssumedFigure, Laydown, Place, Ring, Route
from vyuha.scenario.doctrines import DOCTRINE_ASSUMPTIONS
from vyuha.sensors.coverage_map import chance_at_point
from vyuha.sensors.detection import SWERLING_1
from vyuha.state.radar import SEARCH
from vyuha.state.tables import Setup
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, local_to_geodetic

# A low flyer, a drone's cruise, and an aircraft.
RING_HEIGHTS = (100.0, 1000.0, 10000.0)
_AZIMUTHS = 72

# Figures that describe an item but reach no table of the engine.
_UNUSED = {"expected_kill", "warhead_mass", "mean_speed", "maximum_speed", "tracks"}
# Those that count only where units are reloaded, where they move to fire from elsewhere, and where anything drives.
_OF_RELOADS, _OF_MOVES, _OF_ROADS = {"reload_time"}, {"stow_time", "emplacement_time"}, {"march_speed"}
_SWITCH_OVER = "no figure found; time for a crew to notice, to report and to take over"
# What units that live and take cover take for granted.
_LIFE_ASSUMPTIONS = (
    (
        "a track comes at a unit if it passes it within",
        "3 km",
        "the error of its direction, and missiles that turn late",
    ),
    ("chances that a track is taken for an anti-radiation missile", "as the doctrine says", "no figure found"),
)
# What the code itself takes for granted, beside the figures of the catalogue: what, how much, and why.
_CODE_ASSUMPTIONS = (
    ("looks that make an engagement radar hold a target", "2 in a row", "one hit may be noise, two are not"),
    ("patience of an engagement without a hold or a shot", "15 s", "several looks of the radar"),
    ("guidance update in midcourse", "1 s", "no public figure of the data link's rate was found"),
    ("error of a track within a seeker's beam for a launch", "2 sigma on its worst axis", "95 % are found"),
    ("looks that may fail before a guided round loses its light", "3", "a few periods of the radar"),
    ("cold launch", "25 m/s upwards", "thrown out before the motor lights"),
    ("thrust across the path in turns", "up to 0.3 of it", "an angle of attack of about 17 degrees"),
    ("height above which interceptors hardly steer", "25 km", "thin air; shapes the loft"),
    ("a track counts as ballistic above", "20 km", "no aircraft of the catalogue flies so high"),
    ("velocity of a new track", "0 with 900 m/s deviation per axis", "four of them cover a ballistic missile"),
    ("drag of a falling track, for the filter", "8,000 kg/m2 for 5 s", "a typical body; only widens its errors"),
    (
        "width of the approach in threat evaluation",
        "10 km",
        "how far beside a site a track still counts as aimed at it",
    ),
    ("dive while following terrain", "twice the climb of the type, up to its steepest path", "flyable"),
    ("room that a level flight over terrain keeps", "150 m, or the terminal height", "no figure found"),
    ("last stretch in which formations close", "60 s, or sideways at a fifth of the speed", "no figure found"),
    ("second wave of a weave", "faster by 1.618 and half as hard", "the sum never repeats"),
    ("height at which a pull-up is over", "0.3 of that at which it begins", "shape only; no figure found"),
    ("looks at the light of a homing round", "every 0.5 s", "fine enough for hills and the horizon"),
    ("a slow round homes only in the last", "4 s", "earlier it would turn after what crosses"),
    ("timing error of a fuze", "0.5 ms", "no figure found"),
    ("length of a fighter that fragments must strike", "6 m; they spread by 0.17 of the miss", "no figure found"),
    ("turn of an interceptor towards its course", "0.8 s time constant under thrust", "shape of the start"),
    ("shots that fly without a loft", "up to 8 km beyond burn-out", "shape of the midcourse"),
    ("cruise height below which a threat follows the terrain", "1 km", "unless its raid says otherwise"),
    ("where an engagement radar looks without a sector", "the mean direction of the raids", "the axis is expected"),
)


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
        assumed=(*_assumed(assembled, catalogue), *(AssumedFigure("engine", *row) for row in _CODE_ASSUMPTIONS)),
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
        for target in dict.fromkeys(raid.target):
            count = sum(1 for n in range(raid.count) if raid.target[n % len(raid.target)] == target)
            flown = [(raid.id, raid.type, count)]
            if raid.decoys:
                flown.append((decoys_name(raid), raid.decoys.type, count * raid.decoys.each))
            for name, kind, number in flown:
                routes.append(_route(frame, name, kind, number, assembled.courses[name, target].knots, target))
    for flight in assembled.scenario.traffic:
        knots = assembled.courses[flight.id, NOWHERE].knots
        routes.append(_route(frame, flight.id, flight.type, flight.count, knots, side=flight.side))
    return tuple(routes)


def _route(frame: Any, name: str, kind: str, number: int, knots: Any, target: str = "", side: str = "hostile") -> Route:
    # Some fifty points draw the line; the last is where it ends.
    kept = knots[sorted({*range(0, len(knots), max(len(knots) // 50, 1)), len(knots) - 1})]
    heights = tuple(local_to_geodetic(frame, *map(float, point))[2] for point in kept[:, 1:4])
    time, east, north = (tuple(float(v) for v in column) for column in kept[:, :3].T)
    return Route(name, kind, number, time, east, north, heights, target, side)


def _assumed(assembled: Assembled, catalogue: Catalogue) -> list[AssumedFigure]:
    """The assumed figures of everything in use, item by item."""
    used: dict[str, Item] = {}
    for unit in assembled.units:
        items: list[Item] = [unit.system, unit.post]
        items += [catalogue.radars[mount.radar] for mount in unit.system.radars]
        items += [
            catalogue.masts[mount.mast] for mount in unit.system.radars if mount.mast and unit.defence.mast is not False
        ]
        items += [catalogue.launchers[group.launcher] for group in unit.system.launchers]
        items += [catalogue.rounds[id] for id, count in unit.load.items() if count > 0]
        used |= {item.id: item for item in items}
    used |= {threat.kind: catalogue.threats[threat.kind] for threat in assembled.roster.threats}
    scenario = assembled.scenario
    for asset in scenario.assets:
        if asset.route and asset.vehicle and not asset.speed:
            used[asset.vehicle] = catalogue.vehicles[asset.vehicle]
    idle = set(_UNUSED)
    moves = any(one.relocate for one in scenario.defences)
    drives = moves or any(asset.route for asset in scenario.assets) or any(unit.route for unit in assembled.units)
    idle |= set() if any(one.reload or one.resupply for one in scenario.defences) else _OF_RELOADS
    idle |= set() if moves else _OF_MOVES
    idle |= set() if drives else _OF_ROADS
    wanted = scenario.asks
    if wanted is not None:
        used[wanted.interrogator] = catalogue.interrogators[wanted.interrogator]
    found = [
        AssumedFigure(id, name, figure.text, figure.note)
        for id, item in used.items()
        for name, figure in figures(item)
        if figure.grade == "assumed" and name not in idle
    ]
    if len(assembled.setup.conduct) > 0:
        found += [AssumedFigure("unit life", *row) for row in _LIFE_ASSUMPTIONS]
    if wanted is not None:
        found += [
            AssumedFigure("identity", name.removeprefix("identity: "), text, why)
            for name, text, why in IDENTITY_ASSUMPTIONS
        ]
    if any(unit.commander != unit.id and unit.defence.autonomous for unit in assembled.units):
        found.append(AssumedFigure("network", "switch_over", f"{scenario.network.switch_over:g} s", _SWITCH_OVER))
    if scenario.zones or len(assembled.setup.order) > 0:
        found += [AssumedFigure("engagement", *row) for row in ENGAGEMENT_ASSUMPTIONS]
    return found + [
        AssumedFigure("doctrine", name.removeprefix("doctrine: "), text, why)
        for name, text, why in DOCTRINE_ASSUMPTIONS
    ]
