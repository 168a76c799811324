"""Can a raid fly as written? Distances against the reach of the threat, on a spherical earth."""

from collections.abc import Iterator, Mapping

from vyuha.catalogue import Threat
from vyuha.reading.tree import Location
from vyuha.scenario.model import Origin, Raid
from vyuha.scenario.place import Place, Point, point, separation

# A leg shorter than this has no direction [m].
_SHORTEST_LEG = 1.0
# The spherical earth is this good; a raid at the very edge of its reach passes.
_TOLERANCE = 1.01


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
    elif raid.loiter > 0.0 and not raid.route:
        yield (*at, "loiter"), "needs a way point in route, where the threats circle"
    if raid.target[0] not in sites:
        return
    reported: set[str] = set()
    for target in dict.fromkeys(raid.target):
        if target not in sites:
            continue
        for problem in _flight_problems(raid, legs(raid, sites[target], origin, sites[raid.target[0]]), target, threat):
            if problem[0] not in reported:
                reported.add(problem[0])
                yield (*at, problem[0]), problem[1]


def _flight_problems(raid: Raid, lengths: list[float], target: str, threat: Threat) -> Iterator[tuple[str, str]]:
    if min(lengths) < _SHORTEST_LEG:
        key = "from" if len(lengths) == 1 else "route"
        yield key, f"two points on the way to {target} are the same place"
    reach, distance = threat.maximum_range, sum(lengths)
    if distance > reach.high * _TOLERANCE:
        yield (
            "from",
            f"{target} is {distance / 1e3:.0f} km away; {raid.type} reaches at most {reach.high / 1e3:.0f} km",
        )
    elif raid.arrive is not None and threat.motion == "cruise":
        flight = shortest_flight(raid, distance, threat)
        if flight > raid.arrive * _TOLERANCE:
            yield (
                "arrive",
                f"its flight to {target} takes at least {flight:.0f} s; it cannot arrive at {raid.arrive:g} s",
            )


def shortest_flight(raid: Raid, distance: float, threat: Threat) -> float:
    """Time [s] over the ground `distance` [m] of a raid with `threat`, at its cruise speed, waiting included."""
    way = max(distance - threat.release_range.value, 0.0)
    return raid.loiter + way / (threat.speed.value if raid.speed is None else raid.speed)
