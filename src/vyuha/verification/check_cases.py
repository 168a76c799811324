"""NASA's atmospheric check cases that a point mass can fly: one entry each, written as the cases define them.

Source: E. B. Jackson and others, "Further development of verification check-cases for six-degree-of-freedom flight
vehicle simulations", NASA/TM-2015-218675, volumes I and II. To add a case, add an entry here and its data files;
docs/verification.md shows how.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

FOOT = 0.3048
SLUG = 14.593902937206364
# The sphere of the cases, drag area C_D S / m: 0.1, 0.1963495 square feet, one slug.
SPHERE = 0.1 * 0.1963495 * FOOT * FOOT / SLUG
# NASA's own rate of the earth, degrees a second.
EARTH = {"rate": math.radians(0.004178073)}
# SIM 01 to 03 interpolate density in tables, 0.03 to 0.3 % off: they differ from each other by metres.
CLOSE_SIMS = ("04", "05")


@dataclass(frozen=True)
class CheckCase:
    """How a case starts and what acts, SI: `velocity` over the ground towards north, east and down [m/s], `wind` levels
    as (height m, towards east m/s, towards north m/s), `earth` what differs from WGS-84.

    `controls` names what is switched off or changed, one after the other, to see that the check can fail: "j2", "rate",
    "density" or "wind" (see `nesc.CONTROLS`).
    """

    title: str
    height: float
    velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)
    latitude: float = 0.0
    longitude: float = 0.0
    drag_area: float = SPHERE
    wind: tuple[tuple[float, float, float], ...] = ()
    earth: Mapping[str, float] = field(default_factory=lambda: EARTH)
    duration: float = 30.0
    sims: tuple[str, ...] = CLOSE_SIMS
    controls: tuple[str, ...] = ("j2", "rate")


CASES = {
    "01": CheckCase(title="sphere dropped, no drag", height=30_000 * FOOT, drag_area=0.0),
    "06": CheckCase(title="sphere dropped, drag", height=30_000 * FOOT),
    "09": CheckCase(
        title="cannonball eastward, drag",
        height=0.0,
        velocity=(0.0, 1000 * FOOT, -1000 * FOOT),
        controls=("j2", "rate", "density"),
    ),
}
