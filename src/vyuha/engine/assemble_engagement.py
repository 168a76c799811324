"""Assembles rules of engagement, control zones, and the rankings of the commanders."""

import math
from typing import Any

from vyuha.base.table import rows
from vyuha.engine.assemble_doctrine import doctrines_of
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import locate
from vyuha.results.laydown import Area
from vyuha.scenario.engagement import CORRIDOR, ControlZone
from vyuha.scenario.engagement import Order as OrderText
from vyuha.scenario.model import Scenario
from vyuha.scenario.place import Place
from vyuha.state.engagement import (
    EDGE,
    LEG,
    ZONE_CORRIDOR,
    ZONE_FREE,
    ZONE_HOLD,
    ZONE_NO_FIRE,
    ZONE_TIGHT,
    Order,
    ZonePart,
)
from vyuha.state.identity import WEAPONS_FREE, WEAPONS_HOLD, WEAPONS_TIGHT
from vyuha.state.site import URGENCY, VALUE
from vyuha.tracking.airspace import ground_point
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local

CONTROLS = {"free": WEAPONS_FREE, "tight": WEAPONS_TIGHT, "hold": WEAPONS_HOLD}
ZONE_RULES = {
    "free": ZONE_FREE,
    "tight": ZONE_TIGHT,
    CORRIDOR: ZONE_CORRIDOR,
    "hold": ZONE_HOLD,
    "no-fire": ZONE_NO_FIRE,
}
# What the code takes for granted, where a scenario has orders or zones: what, how much, and why.
ENGAGEMENT_ASSUMPTIONS = (
    ("rules of engagement: self-defence", "5 km and 90 s unless told otherwise", "reaction and flight of a round"),
    ("corridor: what is taken for civil", "150 to 300 m/s within 20 deg, unless told otherwise", "airliners cruising"),
    ("corridor: a neutral aircraft is likelier by", "10, unless told otherwise", "no figure found"),
)
_CIRCLE = 72
# Points of a round end of a strip.
_ROUND = 12

Point = tuple[float, float]


def rank_by(net_table: Any, scenario: Scenario, units: list[Unit], first_site: int) -> None:
    """Write to each net how it ranks its tracks: by the doctrine of its commander."""
    known = doctrines_of(scenario)
    for row in net_table:
        ranking = known[units[row.site - first_site].defence.doctrine].ranking
        row.ranking = VALUE if ranking == "value" else URGENCY


def orders(scenario: Scenario, units: list[Unit]) -> Any:
    """The table of orders, as many rows for each unit with launchers; none where nothing is ordered."""
    given = [unit.defence.roe or scenario.roe for unit in units if unit.system.launchers]
    if not any(given):
        return rows(Order, 0)
    usual = OrderText(rule=scenario.asks.control if scenario.asks else "free")
    each = [[*([usual] if not own or own[0].start > 0.0 else []), *(own or ())] for own in given]
    most = max(len(own) for own in each)
    table = rows(Order, most * len(each))
    table.start = math.inf
    for u, own in enumerate(each):
        for row, order in zip(table[u * most :], own, strict=False):
            row.start, row.control = order.start, CONTROLS[order.rule]
            row.certainty = -1.0 if order.certainty is None else order.certainty
            row.reach, row.within = order.self_defence, order.self_defence_time
    return table


def zones(scenario: Scenario, frame: Any) -> Any:
    """The table of zones, part by part."""
    parts = [(number, zone, ends) for number, zone in enumerate(scenario.zones) for ends in _ends(scenario, zone)]
    table = rows(ZonePart, len(parts))
    for row, (number, zone, (first, last)) in zip(table, parts, strict=True):
        row.zone, row.rule = number, ZONE_RULES[zone.rule]
        row.form = EDGE if zone.corners else LEG
        row.x_1, row.y_1 = _on_ground(frame, first)
        row.x_2, row.y_2 = _on_ground(frame, last)
        row.half_width = zone.radius if zone.radius is not None else 0.5 * (zone.width or 0.0)
        row.lowest, row.highest = zone.height.low, zone.height.high
        row.start, row.end = zone.start, math.inf if zone.end is None else zone.end
        row.slowest, row.fastest = zone.speed.low, zone.speed.high
        row.heading, row.one_way, row.log_odds = zone.heading, zone.one_way, math.log(zone.odds)
    return table


def areas(scenario: Scenario, frame: Any) -> tuple[Area, ...]:
    """The outline of every zone, for maps."""
    return tuple(_area(zone, [_on_ground(frame, at) for at in _outline(scenario, zone)]) for zone in scenario.zones)


def _area(zone: ControlZone, points: list[Point]) -> Area:
    east, north = tuple(x for x, _ in points), tuple(y for _, y in points)
    return Area(zone.id, zone.rule, zone.height.low, zone.height.high, zone.start, zone.end, east, north)


def _where(scenario: Scenario, places: tuple[Place, ...] | None) -> list[Point]:
    return [locate(place, (scenario.origin.latitude, scenario.origin.longitude)) for place in places or ()]


def _ends(scenario: Scenario, zone: ControlZone) -> list[tuple[Point, Point]]:
    """Both ends of each part of a zone, latitude and longitude [rad]."""
    if zone.centre is not None:
        at = _where(scenario, (zone.centre,))[0]
        return [(at, at)]
    points = _where(scenario, zone.route or zone.corners)
    following = points[1:] + ([] if zone.route else points[:1])
    return list(zip(points, following, strict=False))


def _outline(scenario: Scenario, zone: ControlZone) -> list[Point]:
    """A closed line around a zone, latitude and longitude [rad]."""
    if zone.corners:
        points = _where(scenario, zone.corners)
        return [*points, points[0]]
    if zone.centre is not None:
        assert zone.radius is not None
        at = _where(scenario, (zone.centre,))[0]
        return [_beside(at, 2.0 * math.pi * k / _CIRCLE, zone.radius) for k in range(_CIRCLE + 1)]
    assert zone.width is not None
    legs = _ends(scenario, zone)
    back = [(b, a) for a, b in reversed(legs)]
    line: list[Point] = []
    for i, (a, b) in enumerate([*legs, *back]):
        heading = math.atan2((b[1] - a[1]) * math.cos(a[0]), b[0] - a[0])
        left = heading - 0.5 * math.pi
        line += [_beside(a, left, 0.5 * zone.width), _beside(b, left, 0.5 * zone.width)]
        if i in (len(legs) - 1, 2 * len(legs) - 1):
            line += [_beside(b, left + math.pi * k / _ROUND, 0.5 * zone.width) for k in range(1, _ROUND)]
    return [*line, line[0]]


def _beside(at: Point, azimuth: float, distance: float) -> Point:
    latitude, longitude, _ = geodesic_direct(*at, azimuth % (2.0 * math.pi), distance)
    return latitude, longitude


def _on_ground(frame: Any, at: Point) -> Point:
    x, y = ground_point(*geodetic_to_local(frame, at[0], at[1], 0.0))
    return float(x), float(y)
