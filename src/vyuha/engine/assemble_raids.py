"""Assembles the raids: every threat with its planned path, start and signature as tables."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.figure import Figure
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.ground import Ground, surface
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.model import Raid, Scenario
from vyuha.state.threat import Knot, Threat
from vyuha.threats.ballistic import Missile, ballistic_knots
from vyuha.threats.course import GRAVITY
from vyuha.threats.over_ground import Over, ground_knots
from vyuha.threats.profile import Limits, Profile
from vyuha.threats.routes import across_axis, cruise_knots, weave_leg
from vyuha.threats.strike import CEP_TO_SIGMA
from vyuha.world.geodesy import geodesic_inverse, geodetic_to_local, vertical

Floats = npt.NDArray[np.float64]
# What cruises below this [m] follows the terrain unless its raid says otherwise (assumed).
LOW_CRUISE = 1000.0
# Steepest slopes up and down while following terrain (assumed), of what is slower than `SLOW` [m/s] and of what is
# faster.
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
    sites. Raises `ValueError`, which names the raid, for one that cannot fly as written or where the terrain ends under
    it.
    """
    found: dict[tuple[str, str], Course] = {}
    first = 0
    for raid in scenario.raids:
        item = catalogue.threats[raid.type]
        start = raid_start(scenario, raid, targets)
        via = [locate(p, _reference(scenario, p.kind, targets[raid.target[0]])) for p in raid.route]
        for target in dict.fromkeys(raid.target):
            try:
                knots = flown_knots(item, [start, *via, targets[target]], frame, raid, ground)
            except ValueError as error:
                raise ValueError(f"raid {raid.id} on its way to {target}: {error}") from error
            found[raid.id, target] = Course(knots, first, first + len(knots) - 1)
            first += len(knots)
    return found


def flown_knots(
    item: ThreatItem, places: list[Geodetic], frame: Any, raid: Raid | None = None, ground: Ground | None = None
) -> Floats:
    """Knots (n, 7) of the flight of a threat of the catalogue through `places` (latitude, longitude, rad), as `raid`
    (default: the catalogue's own figures) asks for it, over the `ground` (default: a smooth earth). Raises `ValueError`
    for what it cannot fly.
    """
    if item.motion == "ballistic":
        start, end = (geodetic_to_local(frame, *place, surface(ground, place)) for place in (places[0], places[-1]))
        return ballistic_knots(frame, start, end, missile_of(item))
    profile = profile_of(item, raid.height if raid else None, raid.speed if raid else None)
    waiting = raid.loiter if raid else 0.0
    if ground is None:
        return cruise_knots(frame, places, profile, waiting)
    return ground_knots(frame, places, profile, _over(item, raid, places, profile, ground), waiting)


def _over(item: ThreatItem, raid: Raid | None, places: list[Geodetic], profile: Profile, ground: Ground) -> Over:
    """How a raid flies over the ground: as it says, or following it if it cruises low."""
    wanted = raid.follow_terrain if raid else None
    follows = profile.height < LOW_CRUISE if wanted is None else wanted
    steepest = math.tan(profile.limits.steepest)
    climb, dive = (SLOW_SLOPES if profile.speed < SLOW else FAST_SLOPES) if follows else (steepest, steepest)
    length = sum(geodesic_inverse(*a, *b)[0] for a, b in zip(places, places[1:], strict=False))
    drawn = math.hypot(raid.dispersion.cross_track if raid else 0.0, _value(item.wander) * length)
    abreast = 0.5 * (raid.count - 1) * raid.lateral if raid else 0.0
    return Over(ground.terrain, follows, climb, dive, abreast + 2.0 * drawn)


def missile_of(item: ThreatItem) -> Missile:
    """How a ballistic threat of the catalogue flies."""
    assert item.launch_angle and item.boost_acceleration and item.ballistic_coefficient
    return Missile(
        item.launch_angle.value,
        item.boost_acceleration.value,
        item.ballistic_coefficient.value,
        _value(item.pullup_load),
        _value(item.pullup_height),
    )


def profile_of(item: ThreatItem, height: float | None, speed: float | None) -> Profile:
    """Heights and speeds of a threat of the catalogue that flies like an aircraft, at another cruise `height` (m) or
    `speed` (m/s) where given.
    """
    assert item.load_factor and item.steepest_path
    top = item.height.value if height is None else height
    fast = item.speed.value if speed is None else speed
    return Profile(
        height=top,
        terminal_height=item.terminal_height.value,
        terminal_range=item.terminal_range.value,
        dive_range=item.dive_range.value,
        release_range=item.release_range.value,
        popup_height=_value(item.popup_height),
        popup_range=_value(item.popup_range),
        speed=fast,
        terminal_speed=min(fast, item.terminal_speed.value if item.terminal_speed else fast),
        speed_height=item.height.value,
        limits=Limits(item.load_factor.value, item.steepest_path.value),
    )


def _value(figure: Figure | None) -> float:
    return 0.0 if figure is None else figure.value


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
            row.start_time = _start_time(raid, course.knots, number)
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
            _set_sideways(row, item, course.knots, frame)
            row.rcs, row.swerling, row.vulnerability = item.rcs.value, item.swerling, item.vulnerability.value
            row.warhead_hits = round(item.warhead_hits.value)
    return table, names


def _start_time(raid: Raid, knots: Floats, number: int) -> float:
    """When threat `number` of a raid sets out (s), before what the replicate draws. Raises `ValueError` when it would
    have to set out before the clock to arrive in time.
    """
    later = 0.0 if raid.mean_gap > 0.0 else number * raid.spacing
    if raid.arrive is None:
        return raid.start + later
    flight = float(knots[-1, 0])
    if raid.arrive + later < flight:
        raise ValueError(
            f"raid {raid.id}: number {number + 1} cannot arrive at {raid.arrive + later:.0f} s; "
            f"its flight takes {flight:.0f} s"
        )
    return raid.arrive + later - flight


def _set_sideways(row: Any, item: ThreatItem, knots: Floats, frame: Any) -> None:
    """Write wander and weave of a threat that flies `knots` to its `row`."""
    length = float(np.linalg.norm(np.diff(knots[:, 1:4], axis=0), axis=1).sum())
    row.wander = _value(item.wander) * length
    if item.weave_load and item.weave_period and item.weave_range:
        row.weave_rate = 2.0 * math.pi / item.weave_period.value
        row.weave_amplitude = item.weave_load.value * GRAVITY / row.weave_rate**2
        row.weave_begin, side = weave_leg(frame, knots, item.weave_range.value)
        row.side_x, row.side_y, row.side_z = side
