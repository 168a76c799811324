"""Assembles the traffic: flights that are no raid, as courses and as rows behind those of the raids."""

import math
from typing import Any

import numpy as np

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.assemble_courses import LEAST, Course
from vyuha.engine.assemble_raids import NOWHERE, Entry, write_signature
from vyuha.engine.assemble_recorded import write_recorded
from vyuha.engine.ground import Ground
from vyuha.engine.places import locate
from vyuha.engine.recorded import Paths
from vyuha.scenario.model import Flight, Scenario
from vyuha.state.identity import CIVIL, FRIEND, NEUTRAL, OWN, SILENT
from vyuha.state.threat import Threat
from vyuha.threats.over_ground import Over, Strip, ground_knots
from vyuha.threats.profile import Limits, Profile
from vyuha.threats.routes import across_axis, cruise_knots
from vyuha.world.geodesy import vertical

SIDE_CODES = {"neutral": NEUTRAL, "own": OWN}
_ANSWERS = {"neutral": CIVIL, "own": FRIEND}
# A way down ends this long before the end of the course [m]: nowhere near it.
_AT_THE_END = 1.0


def flight_courses(
    scenario: Scenario, catalogue: Catalogue, frame: Any, ground: Ground | None, first: int
) -> dict[tuple[str, str], Course]:
    """The course of every flight by its id and `NOWHERE`, with rows of the knot table from `first` on. Raises
    `ValueError`, which names the flight, for one that cannot fly as written or where the terrain ends under it.
    """
    found: dict[tuple[str, str], Course] = {}
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    for flight in scenario.traffic:
        if flight.paths:
            continue
        places = [locate(place, origin) for place in (flight.origin, *flight.route, flight.destination)]
        profile = _profile(catalogue.threats[flight.type], flight)
        try:
            if ground is None:
                knots = cruise_knots(frame, places, profile)
            else:
                down, up = math.tan(profile.limits.steepest), math.tan(profile.limits.climb)
                strip = Strip(formation=_half_width(flight), cross_track=flight.dispersion.cross_track)
                over = Over(ground.terrain, False, up, down, min(LEAST, profile.low), strip)
                knots = ground_knots(frame, places, profile, over, 0.0)
        except ValueError as error:
            raise ValueError(f"traffic {flight.id}: {error}") from error
        found[flight.id, NOWHERE] = Course(knots, first, first + len(knots) - 1)
        first += len(knots)
    return found


def _profile(item: ThreatItem, flight: Flight) -> Profile:
    """Level at its height, and down to its last one at the end."""
    assert item.load_factor and item.steepest_path and item.steepest_climb
    fast, end = item.speed.value if flight.speed is None else flight.speed, flight.end_height
    return Profile(
        height=flight.height,
        terminal_height=flight.height if end is None else end,
        terminal_range=0.0 if end is None else _AT_THE_END,
        dive_range=0.0,
        release_range=0.0,
        popup_height=0.0,
        popup_range=0.0,
        speed=fast,
        terminal_speed=fast,
        speed_height=flight.height,
        limits=Limits(item.load_factor.value, item.steepest_path.value, item.steepest_climb.value),
    )


def _half_width(flight: Flight) -> float:
    return 0.5 * flight.lateral * (flight.count - 1)


def with_traffic(
    table: Any,
    entries: list[Entry],
    scenario: Scenario,
    catalogue: Catalogue,
    found: dict[tuple[str, str], Course],
    frame: Any,
    paths: Paths,
) -> tuple[Any, list[Entry]]:
    """The threat table of the raids with a row for every aircraft of the traffic behind them, and who they all are."""
    flying = rows(Threat, sum(flight.count for flight in scenario.traffic))
    known, taken = [*entries], 0
    for index, flight in enumerate(scenario.traffic, len(scenario.raids)):
        for path in paths.of.get(flight.id, ()):
            course = found[flight.id, path.name]
            name = write_recorded(flying[taken], path, flight, index, course, catalogue, frame)
            known.append(Entry(name, flight.id, path.type, NOWHERE))
            taken += 1
        if flight.paths:
            continue
        item, course = catalogue.threats[flight.type], found[flight.id, NOWHERE]
        across = across_axis(course.knots, vertical(frame, *(float(v) for v in course.knots[0, 1:4]))[:3])
        for number in range(flight.count):
            row, name = flying[taken], f"{flight.id}/{number + 1}"
            known.append(Entry(name, flight.id, flight.type, NOWHERE))
            row.entity, row.side = entity_id(name), SIDE_CODES[flight.side]
            row.transponder = _ANSWERS[flight.side] if flight.transponder else SILENT
            row.raid, row.carrier, row.target = index, -1, -1
            row.first_knot, row.last_knot = course.first, course.last
            row.start_time = flight.start + number * flight.gap.fixed
            row.mean_gap, row.ordinal = flight.gap.mean, number
            row.timing_error, row.cross_track_error = flight.dispersion.time, flight.dispersion.cross_track
            row.height_error = flight.dispersion.height
            row.height_floor = -0.9 * min(flight.height, flight.end_height or flight.height)
            row.across_x, row.across_y, row.across_z = across
            row.formation_offset = number * flight.lateral - _half_width(flight)
            write_signature(row, item)
            row.vulnerability = item.vulnerability.value
            taken += 1
    kinds = sorted({entry.type for entry in known})
    together = np.concatenate([table, flying]).view(np.recarray)
    for row, entry in zip(together, known, strict=True):
        row.kind = kinds.index(entry.type)
    return together, known
