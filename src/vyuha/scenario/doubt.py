"""Which scenarios the rough check cannot clear: whether they can be flown is known when the engine plans them.

The engine brings the compiler, which takes a moment to load. So `vyuha check` asks it only in doubt.
"""

import math
from itertools import pairwise

from vyuha.catalogue import Catalogue
from vyuha.scenario.flight import turn_radius
from vyuha.scenario.model import Raid, Scenario
from vyuha.scenario.place import Place, Point, point

# Turns that need more than this share of a leg are in doubt, and raids whose directions agree less than this.
_SHARE, _AGREEMENT = 0.8, 0.4
# A bend beyond this [rad] is in doubt however long its legs are.
_SHARPEST = math.radians(150.0)


def in_doubt(scenario: Scenario, catalogue: Catalogue) -> bool:
    """Whether only the engine can say that the scenario can be fought."""
    centre: Point = (scenario.origin.latitude, scenario.origin.longitude)
    places = {site.id: site.place for site in [*scenario.assets, *scenario.defences]}
    if scenario.terrain is not None or any(flight.route for flight in scenario.traffic):
        return True
    if any(flown.paths for flown in (*scenario.raids, *scenario.traffic)):
        return True
    return any(_raid(raid, places, centre, catalogue) for raid in scenario.raids) or _surrounded(
        scenario, places, centre
    )


def _raid(raid: Raid, places: dict[str, Place], centre: Point, catalogue: Catalogue) -> bool:
    threat = catalogue.threats[raid.type]
    if threat.motion == "ballistic" or raid.decoys is not None or raid.arrive is not None:
        return True
    return any(_tight(raid, places, target, centre, turn_radius(raid, threat)) for target in raid.target)


def _tight(raid: Raid, places: dict[str, Place], target: str, centre: Point, radius: float) -> bool:
    """Whether the turns on the way to `target`, of `radius` [m], fill the legs between them."""
    legs = list(pairwise(_way(raid, places, target, centre)))
    lengths, headings = [math.hypot(*_step(*leg)) for leg in legs], [math.atan2(*_step(*leg)) for leg in legs]
    bends = [abs(math.remainder(b - a, math.tau)) for a, b in pairwise(headings)]
    if any(bend > _SHARPEST for bend in bends):
        return True
    cuts = [0.0, *(radius * math.tan(0.5 * bend) for bend in bends), 0.0]
    return any(a + b > _SHARE * length for length, (a, b) in zip(lengths, pairwise(cuts), strict=True))


def _way(raid: Raid, places: dict[str, Place], target: str, centre: Point) -> list[Point]:
    axis = point(places[raid.target[0]], centre)
    via = [point(place, axis if place.kind == "polar" else centre) for place in (raid.origin, *raid.route)]
    return [*via, point(places[target], centre)]


def _step(a: Point, b: Point) -> tuple[float, float]:
    """East and north [m] from one place to another, on a map that is true about there."""
    wide = math.remainder(b[1] - a[1], math.tau) * math.cos(0.5 * (a[0] + b[0]))
    return 6.371e6 * wide, 6.371e6 * (b[0] - a[0])


def _surrounded(scenario: Scenario, places: dict[str, Place], centre: Point) -> bool:
    """Whether a defence without a sector might not know where to look."""
    starts = [(_way(raid, places, raid.target[0], centre)[0], raid.count) for raid in scenario.raids]
    for defence in scenario.defences:
        at = point(defence.place, centre)
        steps = [(math.atan2(*_step(at, start)), count) for start, count in starts]
        east, north = (sum(count * f(angle) for angle, count in steps) for f in (math.sin, math.cos))
        if defence.sector is None and math.hypot(east, north) < _AGREEMENT * sum(count for _, count in starts):
            return True
    return False
