"""Threats as flown against what the catalogue holds about them: speed and height all the way, the run in, and that the
greatest range is flown from end to end, by ballistic missiles with a burn-out speed of their span.

Speed, height and range are mostly set from the same figures, so a green line says that the flight keeps what was asked
of it over the whole way; it says nothing about the figures.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.catalogue import Catalogue, Threat, load
from vyuha.catalogue.figure import Figure
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import assemble
from vyuha.engine.assemble_courses import profile_of
from vyuha.scenario.flight import check_flight
from vyuha.scenario.model import Scenario
from vyuha.threats.motion import motion
from vyuha.threats.system import draw_raid
from vyuha.verification.case import Case
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, local_to_geodetic

Floats = npt.NDArray[np.float64]
CHAPTER = "flights"
# Aircraft and cruise missiles fly this far (m), or as far as they reach; a bend of 40 degrees lies halfway.
_COURSE = 300e3
_BEND = math.radians(40.0)
_SAMPLES = 1500
_LATITUDE, _LONGITUDE = 31.0, 74.9
# Speed (m/s) of twice the sound near the ground: what is published of the impact of one of them.
_MACH_2 = 680.6
# Height (m) and speed (m/s) beyond the published span that displacements by navigation and weave may add.
_HEIGHT_SLACK, _SPEED_SLACK = 1.0, 1.0
# What the errors of aim may add to a range (m): four times the largest error probable.
_RANGE_SLACK = 2000.0


@dataclass(frozen=True)
class Flight:
    """What a threat flew: speed (m/s), height and distance to its end (m), all of one length; and the ground between
    its start and its end (m).
    """

    speed: Floats
    height: Floats
    to_go: Floats
    ground: float


@lru_cache(maxsize=64)
def flown(kind: str, distance: float, height: float | None = None, speed: float | None = None) -> Flight:
    """A flight of the threat `kind` from `distance` (m), at another cruise `height` (m) or `speed` (m/s) if given."""
    catalogue = load()
    return _fly(_alone(catalogue, kind, distance, height, speed), catalogue)


def _fly(scenario: Scenario, catalogue: Catalogue) -> Flight:
    setup = assemble(scenario, catalogue).setup
    state = allocate(setup)
    draw_raid(setup, state, 1, 0)
    begin, end = float(state.threat[0].begin), float(state.threat[0].end)
    rows = np.array([motion(setup, state, 0, float(t)) for t in np.linspace(begin, end, _SAMPLES)])
    places = np.array([local_to_geodetic(setup.frame[0], *(float(v) for v in row[:3])) for row in rows])
    return Flight(
        np.linalg.norm(rows[:, 3:], axis=1),
        places[:, 2],
        np.linalg.norm(rows[:, :3] - rows[-1, :3], axis=1),
        geodesic_inverse(*(float(v) for v in (*places[0, :2], *places[-1, :2])))[0],
    )


def _alone(catalogue: Catalogue, kind: str, distance: float, height: float | None, speed: float | None) -> Scenario:
    """A scenario with one threat of the type and nobody to stop it."""
    raid: dict[str, Any] = {
        "id": "one",
        "type": kind,
        "count": 1,
        "target": "place",
        "from": {"bearing": "280 deg", "range": f"{distance} m"},
    }
    if catalogue.threats[kind].motion == "cruise":
        # Halfway, to the side by so much that the course bends there.
        aside = math.degrees(0.5 * _BEND)
        reach = 0.5 * distance / math.cos(0.5 * _BEND)
        raid["route"] = [{"bearing": f"{280.0 + aside} deg", "range": f"{reach} m"}]
        raid |= {"height": f"{height} m"} if height is not None else {}
        raid |= {"speed": f"{speed} m/s"} if speed is not None else {}
    return _scenario(raid)


def _scenario(raid: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(
        {
            "vyuha": "1",
            "title": "One flight",
            "duration": "6 h",
            "origin": {"lat": f"{_LATITUDE} deg", "lon": f"{_LONGITUDE} deg"},
            "assets": [{"id": "place", "east": "0 km", "north": "0 km"}],
            "raids": [raid],
        }
    )


@lru_cache(maxsize=32)
def covered(kind: str, distance: float) -> float:
    """Ground (m) between start and end of a straight flight from `distance` (m), with that from the release of a weapon
    to its target; 0 for one that the check of scenarios refuses.
    """
    catalogue = load()
    item = catalogue.threats[kind]
    # As a place on the map: a bearing and a range may be no longer than the theatre.
    at = geodesic_direct(math.radians(_LATITUDE), math.radians(_LONGITUDE), math.radians(280.0), distance)
    start = {"lat": f"{math.degrees(at[0])} deg", "lon": f"{math.degrees(at[1])} deg"}
    scenario = _scenario({"id": "one", "type": kind, "count": 1, "target": "place", "from": start})
    raid, sites = scenario.raids[0], {asset.id: asset.place for asset in scenario.assets}
    if list(check_flight(("raids", 0), raid, scenario.origin, sites, item)):
        return 0.0
    return _fly(scenario, catalogue).ground + item.release_range.value


def _beyond(values: Floats, low: float, high: float) -> float:
    """By how much the `values` leave what lies between `low` and `high`."""
    return max(float(values.max()) - high, low - float(values.min()), 0.0)


def _reach(item: Threat) -> float:
    return item.maximum_range.value if item.motion == "ballistic" else min(item.maximum_range.value, _COURSE)


def speed_case(kind: str, item: Threat) -> Case:
    """Speeds of the whole flight; of a ballistic missile the greatest."""
    ballistic = item.motion == "ballistic"
    slow = item.speed.low if item.terminal_speed is None else min(item.speed.low, item.terminal_speed.low)

    def error(flight: Flight) -> float:
        values = flight.speed.max(keepdims=True) if ballistic else flight.speed
        return _beyond(values, slow, item.speed.high)

    own = flown(kind, _reach(item))
    wrong = flown(kind, 2.0 * _reach(item)) if ballistic else flown(kind, _reach(item), None, 1.2 * item.speed.high)
    seen = f"{own.speed.max():.0f}" if ballistic else f"{own.speed.min():.0f} to {own.speed.max():.0f}"
    return Case(
        chapter=CHAPTER,
        id=f"flights-{kind}-speed",
        what=f"{item.name}: {'burn-out ' if ballistic else ''}speed flown {seen}, held {slow:.0f} to "
        f"{item.speed.high:.0f} m/s",
        source=_source(item.speed),
        error=error(own),
        tolerance=_SPEED_SLACK,
        unit="m/s",
        control="twice the range" if ballistic else "1.2 times the highest speed",
        control_error=error(wrong),
    )


def height_case(kind: str, item: Threat) -> Case:
    """The height of the whole flight of what cruises, the apogee of a ballistic missile."""
    ballistic = item.motion == "ballistic"

    def error(flight: Flight) -> float:
        if ballistic:
            return _beyond(flight.height.max(keepdims=True), item.height.low, item.height.high)
        return max(
            float((flight.height - _ceiling(item)).max()), float((_floor(item, flight) - flight.height).max()), 0.0
        )

    own = flown(kind, _reach(item))
    wrong = flown(kind, 2.0 * _reach(item)) if ballistic else flown(kind, _reach(item), 1.2 * item.height.high)
    return Case(
        chapter=CHAPTER,
        id=f"flights-{kind}-height",
        what=f"{item.name}: {'apogee' if ballistic else 'greatest height'} flown {own.height.max():.0f}, held "
        f"{item.height.low:.0f} to {item.height.high:.0f} m",
        source=_source(item.height),
        error=error(own),
        tolerance=_HEIGHT_SLACK,
        unit="m",
        control="twice the range" if ballistic else "1.2 times the greatest height",
        control_error=error(wrong),
    )


def _ceiling(item: Threat) -> float:
    """The greatest height (m) of a flight, a pop-up included."""
    return max(item.height.high, item.popup_height.high if item.popup_height else 0.0)


def _floor(item: Threat, flight: Flight) -> Floats:
    """The least height (m) at each moment: of the cruise, from the way down on that of the run in, of a dive none."""
    profile = profile_of(item)
    low = np.where(flight.to_go > profile.descent[0], item.height.low, min(item.height.low, item.terminal_height.low))
    return np.where(flight.to_go > profile.dive[0], low, 0.0)


def range_case(kind: str, item: Threat) -> Case:
    """The ground covered from the greatest likely range; from farther than it ever reaches, a raid is refused."""
    far, too_far = item.maximum_range.value, 1.2 * item.maximum_range.high
    return Case(
        chapter=CHAPTER,
        id=f"flights-{kind}-range",
        what=f"{item.name}: ground covered {covered(kind, far) / 1e3:.0f}, held {far / 1e3:.0f} km",
        source=_source(item.maximum_range),
        error=abs(covered(kind, far) - far) / 1e3,
        tolerance=_RANGE_SLACK / 1e3,
        unit="km",
        control="1.2 times the greatest range, which is refused",
        control_error=abs(covered(kind, too_far) - too_far) / 1e3,
    )


def terminal_case(kind: str, item: Threat) -> Case:
    """The height after the descent, halfway from there to the target."""
    flight = flown(kind, _reach(item))

    def error(share: float) -> float:
        place = int(np.argmin(np.abs(flight.to_go - share * item.terminal_range.value)))
        return _beyond(flight.height[place : place + 1], item.terminal_height.low, item.terminal_height.high)

    return Case(
        chapter=CHAPTER,
        id=f"flights-{kind}-low",
        what=f"{item.name}: height of the run in, held {item.terminal_height.low:.0f} to "
        f"{item.terminal_height.high:.0f} m",
        source=_source(item.terminal_height),
        error=error(0.5),
        tolerance=_HEIGHT_SLACK,
        unit="m",
        control="looked at as it comes down",
        control_error=error(0.0),
    )


def impact_case() -> Case:
    """The Fatah-2 comes down above Mach 2, as is published."""
    reach = load().threats["fatah-2"].maximum_range.value
    return Case(
        chapter=CHAPTER,
        id="flights-fatah-2-impact",
        what=f"Fatah-2: speed at the impact, flown {flown('fatah-2', reach).speed[-1]:.0f}, published above Mach 2",
        source="cmo-db-requests issue 6405",
        error=max(_MACH_2 - float(flown("fatah-2", reach).speed[-1]), 0.0),
        tolerance=_SPEED_SLACK,
        unit="m/s",
        control="a third of the range",
        control_error=max(_MACH_2 - float(flown("fatah-2", reach / 3.0).speed[-1]), 0.0),
    )


def _source(figure: Figure) -> str:
    return f"catalogue, {figure.grade}"


def chapter() -> list[Case]:
    """Each threat of the catalogue: published or held against flown."""
    cases: list[Case] = []
    for kind, item in load().threats.items():
        cases += [speed_case(kind, item), height_case(kind, item), range_case(kind, item)]
        if item.terminal_range.value > 0.0 and item.motion == "cruise":
            cases.append(terminal_case(kind, item))
    return [*cases, impact_case()]
