"""Ranges that are published for radars against low targets, beside those at which fights would first detect them.

A radar is put in place as in a fight, on a smooth earth of 4/3 radius, over the ground that scenarios have unless told.
Its range is the farthest at which a target in view is detected with even odds, one look, fading target: the probability
that the catalogue assumes for bare claims.

None of the sources of ranges says how high the antenna stood. Its height is taken from elsewhere, with its grade, and
is not chosen to fit; nor are frequency and beam. Close to the horizon the ground takes more of the signal than the
distance does, so that a claim is met or missed by antenna height and wavelength rather than by power. Where the figure
is missed, the case says which antenna would meet it.
"""

import functools
import math
from dataclasses import dataclass, replace
from typing import Any

from vyuha.base.vector import Vector
from vyuha.catalogue import load
from vyuha.catalogue.figure import Figure
from vyuha.engine.assemble import assemble
from vyuha.engine.coverage_asked import probes
from vyuha.engine.coverage_moment import quiet
from vyuha.scenario.model import Scenario
from vyuha.sensors.coverage import view
from vyuha.sensors.coverage_map import chance_at_point
from vyuha.sensors.detection import SWERLING_1
from vyuha.sensors.range_equation import LIGHT
from vyuha.verification.case import Case
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local

CHAPTER = "low-altitude"
SHARE = 0.2
_STANDARD = 4.0 / 3.0
# So large an earth that nothing hides behind it.
_FLAT = 1e9
_ODDS = 0.5
GROUND = "farmland"
TWICE, BARE = "target twice as high", "no ground"
# Lobes far out are wider than this [m].
_STEP = 200.0
_LATITUDE, _LONGITUDE = math.radians(31.0), math.radians(74.9)
# The radar of the catalogue that lends the others what is not published of them, and the mast it stands on.
_LENDER, _MAST = "96L6E", "40V6M"
_ISSUE_4403 = "cmo-db-requests issue 4403, quotes spetstechnoexport.com/product/36d6m"
_ISSUE_3898 = "cmo-db-requests issue 3898"
_LISTED = "a public catalogue file on GitHub (Spanish-language, secondary)"
_SMALL = Figure(1.0, 1.0, 1.0, "m2", _ISSUE_4403, "published")


def _degrees(value: float, low: float, high: float, note: str) -> Figure:
    """An assumed angle."""
    return Figure(math.radians(value), math.radians(low), math.radians(high), "deg", "", "assumed", note=note)


@dataclass(frozen=True)
class Station:
    """A radar: height of its antenna, the range in the clear at which it detects 1 m2 with even odds, and its beam: one
    that is steered in elevation, or a fan around `fan_axis`.
    """

    name: str
    antenna: Figure
    clear_range: Figure
    frequency: Figure
    azimuth_width: Figure
    elevation_width: Figure
    fan_axis: Figure | None = None


@dataclass(frozen=True)
class Claim:
    """A published range of a radar against a target of `rcs` at `height`; `why` says what the model lacks, `control`
    what is changed to see that the case can fail.
    """

    station: Station
    range: Figure
    height: float
    rcs: Figure
    why: str = ""
    control: str = TWICE


STATION_36D6M = Station(
    "36D6M",
    Figure(
        9.0,
        8.0,
        10.0,
        "m",
        f"{_ISSUE_3898}; {_LISTED}",
        "community",
        note="a user's guess of 9 m on the trailer, 8 m in the database of a wargame, about 10 m estimated in the file",
    ),
    Figure(
        175e3,
        140e3,
        210e3,
        "km",
        _LISTED,
        "assumed",
        note="value of a model; it matters only beyond the published ranges",
    ),
    frequency=Figure(3e9, 2.7e9, 3.3e9, "GHz", "", "recalled", note="S band; the middle of what is quoted"),
    azimuth_width=_degrees(1.5, 1.0, 2.5, "class value"),
    elevation_width=_degrees(3.0, 1.5, 6.0, "of the lowest of its beams over one another; no figure found"),
)
STATION_P18MR = Station(
    "P-18MR",
    Figure(8.0, 6.0, 10.0, "m", _LISTED, "assumed", note="8 m estimated there; the range is a guess"),
    Figure(
        120e3,
        120e3,
        160e3,
        "km",
        _LISTED,
        "derived",
        note="its range against a target at 5 km height, far inside the horizon; the file itself reckons with 160 km",
    ),
    frequency=Figure(160e6, 150e6, 170e6, "MHz", "", "recalled", note="metre waves of the P-18 family"),
    azimuth_width=_degrees(6.0, 5.0, 8.0, "eight dipoles side by side, some 10 m"),
    elevation_width=_degrees(20.0, 15.0, 30.0, "two rows of dipoles, without what the ground makes of it"),
    fan_axis=_degrees(5.0, 0.0, 15.0, "its mast tilts the antenna; the usual setting is not known"),
)

CLAIMS = {
    "36D6M-100": Claim(STATION_36D6M, Figure(42e3, 42e3, 42e3, "km", _ISSUE_4403, "published"), 100.0, _SMALL),
    "36D6M-1000": Claim(STATION_36D6M, Figure(115e3, 115e3, 115e3, "km", _ISSUE_4403, "published"), 1000.0, _SMALL),
    "P-18MR-100": Claim(
        STATION_P18MR,
        Figure(35e3, 35e3, 35e3, "km", _LISTED, "published"),
        100.0,
        replace(_SMALL, source=_LISTED),
        "at a wavelength of some 2 m the ground cancels most of the signal this far below the first lobe; a site that "
        "stands above the ground around it, or falls off towards the target, sees farther, and is not modelled",
        BARE,
    ),
}


def two_ray_range(antenna_height: float, target_height: float, clear_range: float, wavelength: float) -> float:
    """Range (m) over flat, mirroring ground, low in the first lobe, of a radar of `clear_range` (m) in free space.

    There the field is 4 pi h1 h2 / (wavelength R) times that of free space; heights and wavelength in metres.

    Source: M. I. Skolnik, "Introduction to Radar Systems", propagation over a plane earth.

    >>> round(two_ray_range(8.0, 100.0, 120e3, 1.9))
    25198
    """
    return math.sqrt(4.0 * math.pi * antenna_height * target_height * clear_range / wavelength)


def meeting_antenna(claim: Claim) -> float:
    """Height (m) of the antenna that brings the simulated range to within 20 % of the published one: the lowest that
    does if the station falls short, the highest if it sees too far. By halving; 0.1 m or 1,000 m if none between does.
    """
    station, published = claim.station, claim.range.value

    def reach(height: float) -> float:
        antenna = replace(station.antenna, value=height)
        return detection_range(replace(station, antenna=antenna), claim.height, claim.rcs.value)

    short = detection_range(station, claim.height, claim.rcs.value) < published
    aim = (1.0 - SHARE if short else 1.0 + SHARE) * published
    low, high = math.log(0.1), math.log(1e3)
    for _ in range(12):
        middle = 0.5 * (low + high)
        found = reach(math.exp(middle))
        low, high = (low, middle) if found > aim else (middle, high)
    return math.exp(0.5 * (low + high))


@functools.cache
def detection_range(
    station: Station | None,
    height: float,
    rcs: float,
    mast: bool = False,
    refraction: float = _STANDARD,
    odds: float = _ODDS,
    ground: str = GROUND,
) -> float:
    """Slant range (m) at which one look of a radar detects, with chance `odds` or better, a target of `rcs` (m2) that
    comes in at `height` (m) above the ellipsoid. The radar is the catalogue's 96L6E if `station` is None; `mast` puts
    it on the catalogue's mast; `refraction` is the factor on the earth's radius; `ground` is one of the catalogue's.
    Never more than the instrumented range of the 96L6E; not a number if it is not detected close by either.
    """
    setup, r = _setup(station, mast, ground)
    setup.frame[0].refraction = refraction
    radar, watch, probe = setup.radar[r], quiet(setup), probes(height, rcs, SWERLING_1, None)

    def at(along: float) -> Vector:
        latitude, longitude, _ = geodesic_direct(_LATITUDE, _LONGITUDE, 0.0, along)
        return geodetic_to_local(setup.frame[0], latitude, longitude, height)

    def seen(along: float) -> bool:
        return chance_at_point(setup, watch, r, probe[0], *at(along))[1] >= odds

    # The reflected ray splits the range into lobes: from outside inwards the first is the farthest.
    far = float(radar.instrumented_range)
    near = far - _STEP
    while not seen(near):
        far, near = near, near - _STEP
        if near < 2.0 * radar.minimum_range:
            return math.nan
    while far - near > 1.0:
        middle = 0.5 * (near + far)
        near, far = (middle, far) if seen(middle) else (near, middle)
    return float(view(setup, setup.antenna, r, *at(near))[1])


def _setup(station: Station | None, mast: bool, ground: str) -> tuple[Any, int]:
    """The tables of a battalion alone at the origin, with the station in place of its search radar, and that row."""
    catalogue = load()
    if station is not None:
        item = catalogue.radars[_LENDER].model_copy(
            update={
                "antenna_height": station.antenna,
                "reference_range": station.clear_range,
                "reference_rcs": _SMALL,
                "reference_pd": Figure(_ODDS, _ODDS, _ODDS, "", "", "assumed"),
                "frequency": station.frequency,
                "azimuth_width": station.azimuth_width,
                "elevation_width": station.elevation_width,
                "beam": "fan" if station.fan_axis else "steered",
                "fan_axis": station.fan_axis,
            }
        )
        catalogue = replace(catalogue, radars=catalogue.radars | {_LENDER: item})
    here = {"east": "0 km", "north": "0 km"}
    text = {
        "vyuha": "1",
        "title": "One radar",
        "duration": "10 min",
        "origin": {"lat": f"{math.degrees(_LATITUDE)} deg", "lon": f"{math.degrees(_LONGITUDE)} deg"},
        "environment": {"ground": ground},
        "assets": [{"id": "place", **here}],
        "defences": [{"id": "one", "system": "s-400/battalion", "mast": mast, **here}],
        "raids": [
            {
                "id": "any",
                "type": "babur",
                "count": 1,
                "target": "place",
                "from": {"bearing": "0 deg", "range": "100 km"},
            }
        ],
    }
    made = assemble(Scenario.model_validate(text), catalogue)
    kinds = [named.kind for named in made.roster.radars]
    return made.setup, kinds.index(_LENDER)


def claim_case(name: str, claim: Claim) -> Case:
    """A published range beside the simulated one."""
    station, published = claim.station, claim.range.value
    found = detection_range(station, claim.height, claim.rcs.value)
    error = abs(found - published)
    return Case(
        chapter=CHAPTER,
        id=f"low-{name}",
        what=f"{station.name}, {claim.rcs.text} at {claim.height:,.0f} m: {found / 1e3:.1f} km, "
        f"{claim.range.grade} {claim.range.text}; antenna {station.antenna.text}, {station.antenna.grade}",
        source=claim.range.source,
        error=error / 1e3,
        tolerance=SHARE * published / 1e3,
        unit="km",
        control=claim.control,
        control_error=abs(_control_range(claim) - published) / 1e3,
        known_miss=_reason(claim, found),
    )


def _control_range(claim: Claim) -> float:
    """The range (m) with the control's change."""
    if claim.control == BARE:
        return detection_range(claim.station, claim.height, claim.rcs.value, ground="none")
    return detection_range(claim.station, 2.0 * claim.height, claim.rcs.value)


def _reason(claim: Claim, found: float) -> str:
    """Why the claim is missed, and what would meet it; the numbers are those of this model."""
    if not claim.why:
        return ""
    published, station = claim.range.value, claim.station
    wavelength = LIGHT / station.frequency.value
    two = two_ray_range(station.antenna.value, claim.height, station.clear_range.value, wavelength)
    side = "or higher" if found < published else "or lower"
    parts = [
        f"the simulated range is {found / published:.2f} times the published one",
        claim.why,
        f"two rays over flat ground would give about {two / 1e3:.0f} km",
        f"an antenna of {meeting_antenna(claim):.2g} m {side} would meet the figure within 20 %, "
        f"the one taken here stands {station.antenna.text} high ({station.antenna.grade})",
    ]
    return "; ".join(parts)


def ratio_case() -> Case:
    """How the range of the 36D6M grows from 100 m to 1,000 m: a factor common to both drops out."""
    low, high = CLAIMS["36D6M-100"], CLAIMS["36D6M-1000"]
    published = high.range.value / low.range.value

    def ratio(refraction: float) -> float:
        ranges = [detection_range(c.station, c.height, c.rcs.value, refraction=refraction) for c in (low, high)]
        return ranges[1] / ranges[0]

    found = ratio(_STANDARD)
    return Case(
        chapter=CHAPTER,
        id="low-36D6M-ratio",
        what=f"36D6M, range at 1,000 m over that at 100 m: {found:.2f}, published {published:.2f}",
        source=low.range.source,
        error=abs(found - published),
        tolerance=SHARE * published,
        unit="1",
        control="flat earth",
        control_error=abs(ratio(_FLAT) - published),
    )


def mast_case() -> Case:
    """What public writing says of a radar on the catalogue's mast; its own source may be the horizon's formula."""
    published, height = 41e3, 25.0
    found = detection_range(None, height, 1.0, mast=True)
    return Case(
        chapter=CHAPTER,
        id="low-40V6M-25",
        what=f"{_LENDER} on the mast {_MAST}, 1 m2 (assumed) at 25 m: {found / 1e3:.1f} km, published 41 km",
        source=f"Air Power Australia, quoted by {_LISTED}",
        error=abs(found - published) / 1e3,
        tolerance=SHARE * published / 1e3,
        unit="km",
        control="no mast, no refraction",
        control_error=abs(detection_range(None, height, 1.0, refraction=1.0) - published) / 1e3,
    )


def chapter() -> list[Case]:
    """The mast, the published ranges, and how those of the 36D6M grow with height."""
    return [mast_case(), *(claim_case(name, claim) for name, claim in CLAIMS.items()), ratio_case()]
