"""Can a raid fly as written? Distances against the reach of the threat, on a spherical earth.

What is rough here passes in doubt: the engine plans the flight exactly and refuses the rest.
"""

import math
from collections.abc import Iterator, Mapping

from vyuha.catalogue import Threat
from vyuha.reading.tree import Location
from vyuha.scenario.formation import side
from vyuha.scenario.model import Origin, Raid
from vyuha.scenario.place import Place, Point, point, separation

# A leg shorter than this has no direction [m].
SHORTEST_LEG = 1.0
# The spherical earth is this good; a raid at the very edge of its reach passes.
TOLERANCE = 1.01
_GRAVITY = 9.80665
# Threats farther apart than this [m] are raids of their own.
_WIDEST = 200e3
# Decoys spread to more than this share of their way fly sideways rather than on.
_STEEPEST_SPREAD = 0.4


def legs(raid: Raid, target: Place, origin: Origin, first_target: Place) -> list[float]:
    """Lengths [m] of the legs from the start over the way points to `target`."""
    centre: Point = (origin.latitude, origin.longitude)
    aim, axis = point(target, centre), point(first_target, centre)
    places = [raid.origin, *raid.route]
    points = [point(place, axis if place.kind == "polar" else centre) for place in places] + [aim]
    return [separation(a, b) for a, b in zip(points, points[1:], strict=False)]


def check_flight(
    at: Location, raid: Raid, origin: Origin, sites: Mapping[str, Place], threat: Threat
) -> Iterator[tuple[Location, str]]:
    """What keeps the threats of a raid (at `at`) from flying to their targets; unknown targets are passed over."""
    if threat.motion == "ballistic":
        if raid.route:
            yield (*at, "route"), f"{raid.type} flies a ballistic path and takes no way points"
        for key, given in (("speed", raid.speed), ("height", raid.height)):
            if given is not None:
                yield (*at, key), f"{raid.type} flies a ballistic path; its {key} follows from the range"
        if raid.follow_terrain is not None:
            yield (*at, "follow_terrain"), f"{raid.type} flies a ballistic path and follows no terrain"
        if raid.loiter > 0.0:
            yield (*at, "loiter"), f"{raid.type} flies a ballistic path and waits nowhere"
        if raid.pop_up is not None:
            yield (*at, "pop_up"), f"{raid.type} flies a ballistic path and does not pop up"
    else:
        yield from _waits_and_climbs(at, raid, threat)
    across = 2.0 * max(abs(side(raid, 0)), abs(side(raid, raid.count - 1)), abs(side(raid, raid.abreast - 1)))
    if across > _WIDEST:
        yield (
            (*at, "lateral"),
            f"makes the raid {across / 1e3:.0f} km wide; at most {_WIDEST / 1e3:.0f} km are allowed, split it",
        )
    if raid.decoys is not None and raid.decoys.spread > _STEEPEST_SPREAD * raid.decoys.at:
        most = _STEEPEST_SPREAD * raid.decoys.at
        yield (
            (*at, "decoys", "spread"),
            f"decoys that leave {raid.decoys.at / 1e3:g} km before the target spread to at most {most / 1e3:g} km, not "
            f"to {raid.decoys.spread / 1e3:g} km: they would fly sideways",
        )
    if raid.target[0] not in sites:
        return
    reported: set[str] = set()
    for target in dict.fromkeys(raid.target):
        if target not in sites:
            continue
        for problem in _flight_problems(raid, legs(raid, sites[target], origin, sites[raid.target[0]]), target, threat):
            if problem[0] not in reported:
                reported.add(problem[0])
                yield (*at, *problem[0].split(".")), problem[1]
        if raid.decoys is not None and "decoys.at" not in reported:
            away = _straight(raid, sites[target], origin, sites[raid.target[0]])
            for message in _decoys_leave(raid, raid.decoys.at, away, target, threat):
                reported.add("decoys.at")
                yield (*at, "decoys", "at"), message


def _straight(raid: Raid, target: Place, origin: Origin, first_target: Place) -> float:
    """Distance [m] from the start to `target`, not over the way points."""
    return legs(raid.model_copy(update={"route": ()}), target, origin, first_target)[0]


def _decoys_leave(raid: Raid, leave: float, away: float, target: str, threat: Threat) -> Iterator[str]:
    if leave > away * TOLERANCE:
        yield f"{raid.id} only starts {away / 1e3:.0f} km from {target}, nearer than its decoys are to leave"
    elif threat.motion == "cruise" and leave < threat.release_range.value:
        yield (
            f"{raid.type} turns away {threat.release_range.value / 1e3:g} km before the target; its decoys have to "
            "leave earlier"
        )


def low_height(raid: Raid, threat: Threat) -> float:
    """Height [m] from which a raid with `threat`, which flies like an aircraft, pops up."""
    height = threat.height.value if raid.height is None else raid.height
    return min(threat.terminal_height.value, height) if threat.terminal_range.value > 0.0 else height


def cruise_speed(raid: Raid, threat: Threat) -> float:
    """Speed [m/s] of a raid with `threat`, which flies like an aircraft, at its cruise height; low down it may be less,
    as `vyuha.threats.profile` has it.
    """
    fast = threat.speed.value if raid.speed is None else raid.speed
    if raid.height is None or threat.terminal_speed is None:
        return fast
    slow, low = min(fast, threat.terminal_speed.value), threat.terminal_height.value
    span = threat.height.value - low
    return slow + (fast - slow) * (min(max((raid.height - low) / span, 0.0), 1.0) if span > 0.0 else 1.0)


def turn_radius(raid: Raid, threat: Threat) -> float:
    """Radius [m] of the turns of a raid with `threat` at its load factor n: v^2 / (g sqrt(n^2 - 1))."""
    assert threat.load_factor
    return cruise_speed(raid, threat) ** 2 / (_GRAVITY * math.sqrt(threat.load_factor.value**2 - 1.0))


def _waits_and_climbs(at: Location, raid: Raid, threat: Threat) -> Iterator[tuple[Location, str]]:
    """What keeps a raid that flies like an aircraft from waiting and from popping up."""
    circle = 2.0 * math.pi * turn_radius(raid, threat) / cruise_speed(raid, threat)
    if raid.loiter > 0.0 and not raid.route:
        yield (*at, "loiter"), "needs a way point in route, where the threats circle"
    elif 0.0 < raid.loiter * TOLERANCE < circle:
        yield (*at, "loiter"), f"{raid.type} takes {circle:.0f} s for one circle; wait at least as long, or not at all"
    if raid.pop_up is None:
        return
    low = low_height(raid, threat)
    if raid.pop_up.height <= low:
        yield (*at, "pop_up", "height"), f"it comes in at {low:g} m already; a pop-up goes higher"
    if raid.pop_up.distance <= threat.release_range.value:
        yield (
            (*at, "pop_up", "range"),
            f"{raid.type} turns away {threat.release_range.value / 1e3:g} km before the target; a pop-up begins "
            "earlier",
        )


def _flight_problems(raid: Raid, lengths: list[float], target: str, threat: Threat) -> Iterator[tuple[str, str]]:
    if min(lengths) < SHORTEST_LEG:
        key = "from" if len(lengths) == 1 else "route"
        yield key, f"two points on the way to {target} are the same place"
    reach, distance = threat.maximum_range, sum(lengths)
    if distance > reach.high * TOLERANCE:
        yield (
            "from",
            f"{target} is {distance / 1e3:.0f} km away; {raid.type} reaches at most {reach.high / 1e3:.0f} km",
        )
    elif raid.arrive is not None and threat.motion == "cruise":
        flight = shortest_flight(raid, distance, threat)
        if flight > raid.arrive * TOLERANCE:
            yield (
                "arrive",
                f"its flight to {target} takes at least {flight:.0f} s; it cannot arrive at {raid.arrive:g} s",
            )
    elif raid.arrive is not None and raid.arrive * TOLERANCE < distance / threat.speed.high:
        yield (
            "arrive",
            f"{target} is {distance / 1e3:.0f} km away; {raid.type} is never faster than {threat.speed.high:.0f} m/s "
            f"and cannot arrive at {raid.arrive:g} s",
        )
    if raid.pop_up is not None and threat.motion == "cruise" and raid.pop_up.distance > distance * TOLERANCE:
        yield "pop_up.range", f"its whole way to {target} is only {distance / 1e3:.0f} km long"


def shortest_flight(raid: Raid, distance: float, threat: Threat) -> float:
    """Time [s] over the ground `distance` [m] of a raid with `threat`, at its cruise speed, waiting included."""
    way = max(distance - threat.release_range.value, 0.0)
    return raid.loiter + way / (threat.speed.value if raid.speed is None else raid.speed)
