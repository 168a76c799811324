"""Assembles the courses of the raids: the planned path of every raid to each of its targets, as knots."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.figure import Figure
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.assemble_decoys import decoy_knots
from vyuha.engine.assemble_movers import Way
from vyuha.engine.ground import Ground, surface
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.formation import half_width
from vyuha.scenario.model import Raid, Scenario
from vyuha.state.threat import Knot
from vyuha.threats.ballistic import Missile, ballistic_knots
from vyuha.threats.course import GRAVITY
from vyuha.threats.over_ground import Over, Strip, ground_knots
from vyuha.threats.profile import Limits, Profile
from vyuha.threats.routes import cruise_knots
from vyuha.world.geodesy import geodesic_inverse, geodetic_to_local

Floats = npt.NDArray[np.float64]
# What cruises below this [m] follows the terrain unless its raid says otherwise (assumed).
LOW_CRUISE = 1000.0
# What flies level over terrain stays this far above it [m], or as near to it as its terminal height (assumed).
LEAST = 150.0
# Formations hold until this long before the end [s], or so long that they close with this share of their speed
# (assumed).
_LAST_STRETCH = 60.0
_SIDEWAYS = 0.2
# A course to where its target will be is planned so often, each time with the flight of the one before.
_MEETING_ROUNDS = 3
LAST_SEEN = "last-seen"
NOTHING_MOVES: Mapping[str, Way] = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """Where a raid flies to one of its targets: the knots, and their rows in the knot table. Of decoys also when (s)
    into the flight of their carrier it begins.
    """

    knots: Floats
    first: int
    last: int
    release: float = 0.0
    # The time [s] whose place of a target that moves it leads to.
    aimed: float = 0.0


def decoys_name(raid: Raid) -> str:
    """What stands for the decoys of a raid in place of its id."""
    return f"{raid.id} decoys"


def place_name(target: str, k: int) -> str:
    """What stands for place `k` of a target that moves, in place of its id; the first is where it begins."""
    return target if k == 0 else f"{target}>{k}"


def _aims(target: str, targets: dict[str, Geodetic]) -> list[str]:
    """The names of all places of a target."""
    aims = [target]
    while place_name(target, len(aims)) in targets:
        aims.append(place_name(target, len(aims)))
    return aims


def raid_start(scenario: Scenario, raid: Raid, targets: dict[str, Geodetic]) -> Geodetic:
    """Where a raid comes from; bearing and range count from its first target."""
    return locate(raid.origin, _reference(scenario, raid.origin.kind, targets[raid.target[0]]))


def _reference(scenario: Scenario, kind: str, target: Geodetic) -> Geodetic:
    return target if kind == "polar" else (scenario.origin.latitude, scenario.origin.longitude)


def courses(
    scenario: Scenario,
    catalogue: Catalogue,
    targets: dict[str, Geodetic],
    frame: Any,
    ground: Ground | None = None,
    moving: Mapping[str, Way] = NOTHING_MOVES,
) -> dict[tuple[str, str], Course]:
    """The course of every raid, and of its decoys, to each of its targets, by raid id and target id. `targets` are the
    places of all sites at the start, `moving` the ways of those that move. Raises `ValueError`, which names the raid,
    for one that cannot fly as written or where the terrain ends under it.
    """
    found: dict[tuple[str, str], Course] = {}
    first = 0
    for raid in scenario.raids:
        if raid.paths is not None:
            continue
        item = catalogue.threats[raid.type]
        start = raid_start(scenario, raid, targets)
        via = [locate(p, _reference(scenario, p.kind, targets[raid.target[0]])) for p in raid.route]
        for target in (aim for one in dict.fromkeys(raid.target) for aim in _aims(one, targets)):
            try:
                end, aimed = targets[target], 0.0
                knots = flown_knots(item, [start, *via, end], frame, raid, ground)
                if target in moving:
                    for _ in range(_MEETING_ROUNDS):
                        aimed = _aimed_at(raid, float(knots[-1, 0]))
                        end = moving[target].at(aimed)
                        knots = flown_knots(item, [start, *via, end], frame, raid, ground)
                flown = [(raid.id, knots, 0.0)]
                if raid.decoys:
                    aim = np.array(geodetic_to_local(frame, *end, surface(ground, end)))
                    decoy = catalogue.threats[raid.decoys.type]
                    flown.append((decoys_name(raid), *decoy_knots(raid.decoys, decoy, knots, aim, frame)))
            except ValueError as error:
                raise ValueError(f"raid {raid.id} on its way to {target}: {error}") from error
            for name, path, release in flown:
                found[name, target] = Course(path, first, first + len(path) - 1, release, aimed)
                first += len(path)
    return found


def _aimed_at(raid: Raid, flight: float) -> float:
    """The time [s] whose place of its target a raid aims at, when its flight takes so long [s]: of the first that comes
    down, or sets out.
    """
    out = raid.start if raid.arrive is None else raid.arrive - flight
    return out if raid.aims_at == LAST_SEEN else out + flight


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
    profile = profile_of(item, raid)
    waiting = raid.loiter if raid else 0.0
    if ground is None:
        return cruise_knots(frame, places, profile, waiting)
    return ground_knots(frame, places, profile, _over(item, raid, places, profile, ground), waiting)


def _over(item: ThreatItem, raid: Raid | None, places: list[Geodetic], profile: Profile, ground: Ground) -> Over:
    """How a raid flies over the ground: as it says, or following it if it cruises low."""
    follows = _follows(raid, profile)
    down, up = math.tan(profile.limits.steepest), math.tan(profile.limits.climb)
    length = sum(geodesic_inverse(*a, *b)[0] for a, b in zip(places, places[1:], strict=False))
    strip = Strip(
        formation=half_width(raid) if raid else 0.0,
        cross_track=raid.dispersion.cross_track if raid else 0.0,
        wander=value_of(item.wander) * length,
        weave=value_of(item.weave_load) * GRAVITY * (value_of(item.weave_period) / math.tau) ** 2,
        fan=0.5 * raid.decoys.spread if raid and raid.decoys else 0.0,
        fan_from=raid.decoys.at if raid and raid.decoys else 0.0,
        converge=converging(item, raid) * profile.terminal_speed if raid else 0.0,
    )
    least = clearance(item, raid, True)
    return Over(ground.terrain, follows, up, min(down, 2.0 * up) if follows else down, least, strip)


def _follows(raid: Raid | None, profile: Profile) -> bool:
    wanted = raid.follow_terrain if raid else None
    return profile.height < LOW_CRUISE if wanted is None else wanted


def clearance(item: ThreatItem, raid: Raid | None, over_ground: bool) -> float:
    """How near (m) to the ground, or the sea on a smooth earth, the level flight of a threat comes."""
    profile = profile_of(item, raid)
    if over_ground and not _follows(raid, profile):
        return min(profile.terminal_height, profile.height, LEAST)
    return profile.low


def converging(item: ThreatItem, raid: Raid) -> float:
    """How long (s) before their ends the threats of a raid begin to turn to their aim: a minute, or so long that the
    outermost moves sideways with no more than a fifth of its speed.
    """
    profile = profile_of(item, raid)
    off = half_width(raid) + 3.0 * raid.dispersion.cross_track
    return max(_LAST_STRETCH, 1.5 * off / (_SIDEWAYS * min(profile.speed, profile.terminal_speed)))


def missile_of(item: ThreatItem) -> Missile:
    """How a ballistic threat of the catalogue flies."""
    assert item.launch_angle and item.boost_acceleration and item.ballistic_coefficient
    return Missile(
        item.launch_angle.value,
        item.boost_acceleration.value,
        item.ballistic_coefficient.value,
        value_of(item.pullup_load),
        value_of(item.pullup_height),
    )


def profile_of(item: ThreatItem, raid: Raid | None = None) -> Profile:
    """Heights and speeds of a threat of the catalogue that flies like an aircraft, with what its `raid` says in place
    of the catalogue's.
    """
    assert item.load_factor and item.steepest_path and item.steepest_climb
    top = item.height.value if raid is None or raid.height is None else raid.height
    fast = item.speed.value if raid is None or raid.speed is None else raid.speed
    climb = raid.pop_up if raid else None
    return Profile(
        height=top,
        terminal_height=item.terminal_height.value,
        terminal_range=item.terminal_range.value,
        dive_range=item.dive_range.value,
        release_range=item.release_range.value,
        popup_height=climb.height if climb else value_of(item.popup_height),
        popup_range=climb.distance if climb else value_of(item.popup_range),
        speed=fast,
        terminal_speed=min(fast, item.terminal_speed.value if item.terminal_speed else fast),
        speed_height=item.height.value,
        limits=Limits(item.load_factor.value, item.steepest_path.value, item.steepest_climb.value),
    )


def value_of(figure: Figure | None) -> float:
    """The likely value of a figure, 0 where the catalogue has none."""
    return 0.0 if figure is None else figure.value


def knot_table(found: dict[tuple[str, str], Course]) -> Any:
    """All courses in one table."""
    table = rows(Knot, sum(len(course.knots) for course in found.values()))
    for course in found.values():
        own = table[course.first : course.last + 1]
        for column, values in zip(Knot.__annotations__, course.knots.T, strict=True):
            own[column] = values
    return table
