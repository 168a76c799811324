"""Assembles the raids: every threat with its planned path, start and signature as tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.ground import Ground, surface
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.model import Raid, Scenario
from vyuha.state.threat import Knot, Threat
from vyuha.threats.ballistic import ballistic_knots
from vyuha.threats.over_ground import Over, ground_knots
from vyuha.threats.routes import Profile, across_axis, cruise_knots
from vyuha.threats.strike import CEP_TO_SIGMA
from vyuha.world.geodesy import geodetic_to_local, vertical

Floats = npt.NDArray[np.float64]
# What cruises below this [m] follows the terrain unless its raid says otherwise (assumed).
LOW_CRUISE = 1000.0
# Steepest slopes up and down over terrain (assumed), of what is slower than `SLOW` [m/s] and of what is faster.
SLOW = 100.0
SLOW_SLOPES = (0.08, 0.16)
FAST_SLOPES = (0.25, 0.40)


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
    scenario: Scenario, catalogue: Catalogue, targets: dict[str, Geodetic], frame: Any, ground: Ground | None = None
) -> dict[tuple[str, str], Course]:
    """The course of every raid to each of its targets, by raid id and target id. `targets` are the places of all
    sites. Raises `ValueError`, which names the raid, where the terrain ends under one.
    """
    found: dict[tuple[str, str], Course] = {}
    first = 0
    for raid in scenario.raids:
        item = catalogue.threats[raid.type]
        start = raid_start(scenario, raid, targets)
        via = [locate(p, _reference(scenario, p.kind, targets[raid.target[0]])) for p in raid.route]
        for target in dict.fromkeys(raid.target):
            knots = _knots(raid, item, [start, *via, targets[target]], frame, ground)
            found[raid.id, target] = Course(knots, first, first + len(knots) - 1)
            first += len(knots)
    return found


def _knots(raid: Raid, item: ThreatItem, course: list[Geodetic], frame: Any, ground: Ground | None) -> Floats:
    if item.motion == "ballistic":
        assert item.launch_angle and item.ballistic_coefficient
        # Arcs end at the height of the sea: they do not begin below it.
        start = geodetic_to_local(frame, *course[0], max(surface(ground, course[0]), 0.0))
        end = geodetic_to_local(frame, *course[-1], surface(ground, course[-1]))
        return ballistic_knots(frame, start, end, item.launch_angle.value, item.ballistic_coefficient.value)
    height = raid.height if raid.height is not None else item.height.value
    profile = Profile(
        height,
        min(item.terminal_height.value, height),
        item.terminal_range.value,
        item.dive_range.value,
        item.release_range.value,
    )
    speed = raid.speed if raid.speed is not None else item.speed.value
    if ground is None:
        return cruise_knots(frame, course, profile, speed)
    try:
        return ground_knots(frame, course, profile, speed, _over(raid, height, speed, ground))
    except ValueError as error:
        raise ValueError(f"raid {raid.id}: {error}") from None


def _over(raid: Raid, height: float, speed: float, ground: Ground) -> Over:
    """How a raid flies over the ground: as it says, or following it if it cruises low."""
    follows = height < LOW_CRUISE if raid.follow_terrain is None else raid.follow_terrain
    climb, dive = SLOW_SLOPES if speed < SLOW else FAST_SLOPES
    width = 0.5 * (raid.count - 1) * raid.lateral + 2.0 * raid.dispersion.cross_track
    return Over(ground.terrain, follows, climb, dive, width)


def knot_table(found: dict[tuple[str, str], Course]) -> Any:
    """All courses in one table."""
    table = rows(Knot, sum(len(course.knots) for course in found.values()))
    for course in found.values():
        own = table[course.first : course.last + 1]
        for column, values in zip(Knot.__annotations__, course.knots.T, strict=True):
            own[column] = values
    return table


def threat_table(
    scenario: Scenario,
    catalogue: Catalogue,
    rows_of: dict[str, int],
    found: dict[tuple[str, str], Course],
    frame: Any,
    ground: Ground | None = None,
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
            height = raid.height if raid.height is not None else item.height.value
            # Over terrain a low stretch at the end may lie as near to the ground as the terminal height says.
            row.height_floor = -0.9 * (height if ground is None else min(height, item.terminal_height.value))
            row.aim_error = item.cep.value * CEP_TO_SIGMA
            x, y, z = (float(v) for v in course.knots[0, 1:4])
            row.across_x, row.across_y, row.across_z = across_axis(course.knots, vertical(frame, x, y, z)[:3])
            row.formation_offset = (number - 0.5 * (raid.count - 1)) * raid.lateral
            row.rcs, row.swerling, row.vulnerability = item.rcs.value, item.swerling, item.vulnerability.value
            row.warhead_hits = round(item.warhead_hits.value)
    return table, names
