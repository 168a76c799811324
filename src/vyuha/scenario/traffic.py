"""Can a flight that is no raid fly as written? Its type and side, its way and its times."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from vyuha.catalogue import Catalogue, Threat
from vyuha.reading.tree import Location
from vyuha.scenario.flight import SHORTEST_LEG, TOLERANCE
from vyuha.scenario.model import Flight, Origin
from vyuha.scenario.place import Point, point, separation
from vyuha.scenario.recorded_check import check_recorded

# What flies for each side.
CLASS_OF_SIDE = {"neutral": "airliner", "own": "fighter"}
# Own helicopters fly too; nobody else's do.
HELICOPTER = "helicopter"


def check_traffic(
    at: Location, flight: Flight, duration: float | None, origin: Origin | None, catalogue: Catalogue
) -> Iterator[tuple[Location, str]]:
    """What keeps a flight (at `at`) from flying."""
    if flight.paths is not None:
        yield from check_recorded(at, flight, duration, partial(why_not_of, flight.side, catalogue), catalogue)
        return
    if duration is not None:
        last = flight.start + (flight.count - 1) * flight.gap.fixed
        if flight.start >= duration:
            yield (*at, "start"), f"is not before the end of the scenario ({duration:g} s)"
        elif last >= duration:
            yield (
                (*at, "spacing"),
                f"the last of {flight.count} would start at {last:g} s; the scenario ends at {duration:g} s",
            )
    if flight.end_height is not None and flight.end_height >= flight.height:
        yield (*at, "end_height"), f"it comes in at {flight.height:g} m; it can only end lower"
    item = catalogue.threats.get(flight.type)
    if item is None:
        return
    unfit = why_not_of(flight.side, catalogue, item)
    if unfit:
        yield (*at, "type"), unfit
        return
    if origin is None:
        return
    lengths = _legs(flight, (origin.latitude, origin.longitude))
    if min(lengths) < SHORTEST_LEG:
        yield (*at, "route" if flight.route else "to"), "two points on its way are the same place"
    elif sum(lengths) > item.maximum_range.high * TOLERANCE:
        yield (
            (*at, "to"),
            f"is {sum(lengths) / 1e3:.0f} km away; {flight.type} reaches at most "
            f"{item.maximum_range.high / 1e3:.0f} km",
        )


def why_not_of(side: str, catalogue: Catalogue, item: Threat) -> str:
    """Why a type does not fly in the traffic of a `side`; "" if it does."""
    wanted = CLASS_OF_SIDE[side]
    if item.threat_class == wanted or (side, item.threat_class) == ("own", HELICOPTER):
        return ""
    fits = [id for id, one in catalogue.threats.items() if one.threat_class == wanted]
    return f"{side} traffic flies {wanted}s; these are: {', '.join(fits)}"


def _legs(flight: Flight, centre: Point) -> list[float]:
    """Lengths [m] of the legs from the start over the way points to the end."""
    places = [point(place, centre) for place in (flight.origin, *flight.route, flight.destination)]
    return [separation(a, b) for a, b in pairwise(places)]
