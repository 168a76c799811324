"""Assembles the raids: every threat with its planned path, start and signature as tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.model import Raid, Scenario
from vyuha.state.threat import Knot, Threat
from vyuha.threats.ballistic import ballistic_knots
from vyuha.threats.routes import Profile, across_axis, cruise_knots
from vyuha.threats.strike import CEP_TO_SIGMA
from vyuha.world.geodesy import geodetic_to_local, vertical

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """Where a raid flies to one of its targets: the knots, and their rows in the knot table."""

    knots: Floats
    first: int
    last: int


def raid_start(scenario: Scenario, raid: Raid, targets: dict[str, Geodetic]) -> Geodetic:
    """Where a raid comes from; bearing and range count from its first target."""
    return locate(raid.origin, _reference(scenario, raid.origin.kind, targets[raid.target[0]]))


def _reference(scenario: Scenario, kind: str, target: Geodetic) -> Geodetic:
    return target if kind == "polar" else (scenario.origin.latitude, scenario.origin.longitude)


def courses(
    scenario: Scenario, catalogue: Catalogue, targets: dict[str, Geodetic], frame: Any
) -> dict[tuple[str, str], Course]:
    """The course of every raid to each of its targets, by raid id and target id. `targets` are the places of all
    sites.
    """
    found: dict[tuple[str, str], Course] = {}
    first = 0
    for raid in scenario.raids:
        item = catalogue.threats[raid.type]
        start = raid_start(scenario, raid, targets)
        via = [locate(p, _reference(scenario, p.kind, targets[raid.target[0]])) for p in raid.route]
        for target in dict.fromkeys(raid.target):
            knots = _knots(raid, item, [start, *via, targets[target]], frame)
            found[raid.id, target] = Course(knots, first, first + len(knots) - 1)
            first += len(knots)
    return found


def _knots(raid: Raid, item: ThreatItem, course: list[Geodetic], frame: Any) -> Floats:
    if item.motion == "ballistic":
        assert item.launch_angle and item.ballistic_coefficient
        start, end = geodetic_to_local(frame, *course[0], 0.0), geodetic_to_local(frame, *course[-1], 0.0)
        return ballistic_knots(frame, start, end, item.launch_angle.value, item.ballistic_coefficient.value)
    height = raid.height if raid.height is not None else item.height.value
    profile = Profile(
        height,
        min(item.terminal_height.value, height),
        item.terminal_range.value,
        item.dive_range.value,
        item.release_range.value,
    )
    return cruise_knots(frame, course, profile, raid.speed if raid.speed is not None else item.speed.value)


def knot_table(found: dict[tuple[str, str], Course]) -> Any:
    """All courses in one table."""
    table = rows(Knot, sum(len(course.knots) for course in found.values()))
    for course in found.values():
        own = table[course.first : course.last + 1]
        for column, values in zip(Knot.__annotations__, course.knots.T, strict=True):
            own[column] = values
    return table


def threat_table(
    scenario: Scenario, catalogue: Catalogue, rows_of: dict[str, int], found: dict[tuple[str, str], Course], frame: Any
) -> tuple[Any, list[str]]:
    """One row for every threat, raid by raid, and their names (`raid/number`)."""
    table = rows(Threat, sum(raid.count for raid in scenario.raids))
    kinds = sorted({raid.type for raid in scenario.raids})
    names: list[str] = []
    for index, raid in enumerate(scenario.raids):
        item = catalogue.threats[raid.type]
        for number in range(raid.count):
            row, target = table[len(names)], raid.target[number % len(raid.target)]
            names.append(f"{raid.id}/{number + 1}")
            course = found[raid.id, target]
            row.entity, row.raid, row.kind = entity_id(names[-1]), index, kinds.index(raid.type)
            row.target, row.first_knot, row.last_knot = rows_of[target], course.first, course.last
            row.start_time = raid.start + (0.0 if raid.mean_gap > 0.0 else number * raid.spacing)
            row.mean_gap, row.ordinal = raid.mean_gap, number
            row.timing_error, row.cross_track_error = raid.dispersion.time, raid.dispersion.cross_track
            row.height_error = raid.dispersion.height if item.motion == "cruise" else 0.0
            row.height_floor = -0.9 * (raid.height if raid.height is not None else item.height.value)
            row.aim_error = item.cep.value * CEP_TO_SIGMA
            x, y, z = (float(v) for v in course.knots[0, 1:4])
            row.across_x, row.across_y, row.across_z = across_axis(course.knots, vertical(frame, x, y, z)[:3])
            row.formation_offset = (number - 0.5 * (raid.count - 1)) * raid.lateral
            row.rcs, row.swerling, row.vulnerability = item.rcs.value, item.swerling, item.vulnerability.value
            row.warhead_hits = round(item.warhead_hits.value)
    return table, names
