"""Ballistic entry along a straight path: the closed forms of Allen and Eggers, and the same with the layers of the air.

Gravity and rotation are switched off, so that the path is straight and only drag acts. Above 86 km the air of
`world.atmosphere` is exponential, which is what the closed form assumes; a light body there meets the whole of its
peak. In the layers below no closed form holds, but the speed still follows from the air above the body: the logarithm
of the speed falls by half the drag area times the air passed, found here by quadrature of the density.
"""

import math
from typing import Any

import numpy as np
from scipy.integrate import quad

from vyuha.verification.case import Case
from vyuha.world.atmosphere import air
from vyuha.world.earth import WGS84, make_earth, make_wind
from vyuha.world.point_mass import fly

CHAPTER = "entry"
SOURCE = "H. J. Allen and A. J. Eggers, NACA TR 1381 (1958)"
_SPEED = 7000.0
# Start, end and height of the peak in the exponential air.
_TOP, _PEAK, _LOW = 170e3, 100e3, 92e3
# So large that the ground is flat to a tenth of a metre in height over the 140 km of a slanted path.
_FLAT = 1e11
_STEP = 0.002
TOLERANCE = 1e-5


def _entry(
    radius: float, gamma: float, drag_area: float, speed: float, heights: tuple[float, float]
) -> tuple[Any, Any]:
    """Heights (m) and speeds (m/s), every `_STEP`, of a body that enters at `speed` (m/s) and `gamma` (rad) below the
    horizon, between two heights (m) over a round, still earth of `radius` (m) without gravity.
    """
    still = make_earth(semi_major=radius, flattening=0.0, j2=0.0, rate=0.0, mu=0.0)
    start = (radius + heights[0], 0.0, 0.0, -speed * math.sin(gamma), speed * math.cos(gamma), 0.0)
    seconds = 4.0 * (heights[0] - heights[1]) / (speed * math.sin(gamma))
    path = np.zeros((round(seconds / _STEP), 6))
    fly(still[0], make_wind(), drag_area, _STEP, start, path)
    height = np.hypot(path[:, 0], path[:, 1]) - radius
    inside = height > heights[1]
    return height[inside], np.linalg.norm(path[inside, 3:], axis=1)


def allen_eggers(name: str, gamma: float, radius: float) -> list[Case]:
    """Speed by height, and the largest deceleration, at the angle `gamma` (rad) below the horizon."""
    density, scale = air(_PEAK)[0], (_TOP - _PEAK) / math.log(air(_PEAK)[0] / air(_TOP)[0])
    drag_area = math.sin(gamma) / (density * scale)

    def errors(drag: float, speed: float) -> tuple[float, float]:
        heights, speeds = _entry(radius, gamma, drag * drag_area, speed * _SPEED, (_TOP, _LOW))
        # The formula counts the air above from infinity, the flight from its start.
        above = np.exp((_PEAK - heights) / scale) - math.exp((_PEAK - _TOP) / scale)
        formula = _SPEED * np.exp(-0.5 * above)
        peak = _SPEED * _SPEED * math.sin(gamma) / (2.0 * math.e * scale)
        found = float(np.max(-np.gradient(speeds, _STEP)))
        return float(np.abs(speeds - formula).max()) / _SPEED, abs(found / peak - 1.0)

    ours = errors(1.0, 1.0)
    angle = f"{math.degrees(gamma):.0f} degrees below the horizon"
    return [
        Case(
            chapter=CHAPTER,
            id=f"entry-{name}-speed",
            what=f"speed by height in exponential air, {angle}, share of the first speed",
            source=SOURCE,
            error=ours[0],
            tolerance=TOLERANCE,
            unit="1",
            control="drag x 1.001",
            control_error=errors(1.001, 1.0)[0],
        ),
        Case(
            chapter=CHAPTER,
            id=f"entry-{name}-peak",
            what=f"largest deceleration V^2 sin(g) / (2 e H), {angle}",
            source=SOURCE,
            error=ours[1],
            tolerance=TOLERANCE,
            unit="1",
            control="first speed x 0.999",
            # The peak is the same for every body, so more drag would show nothing.
            control_error=errors(1.0, 0.999)[1],
        ),
    ]


def layered() -> Case:
    """Straight down from 80 to 10 km through the layers of the standard air, a body of 1,000 kg/m2."""
    drag_area, high, low = 1e-3, 80e3, 10e3

    def error(share: float) -> float:
        heights, speeds = _entry(WGS84["semi_major"], 0.5 * math.pi, share * drag_area, _SPEED, (high, low))
        last = float(heights[-1])
        # The density has kinks at the bases of the layers, at round geopotential heights.
        bases = [6356766.0 * h / (6356766.0 - h) for h in (71e3, 51e3, 47e3, 32e3, 20e3, 11e3)]
        edges = [high, *bases, last]
        passed = sum(
            quad(lambda h: air(h)[0], below, above, epsabs=0.0, epsrel=1e-12)[0]
            for above, below in zip(edges, edges[1:], strict=False)
        )
        return abs(float(speeds[-1]) - _SPEED * math.exp(-0.5 * drag_area * passed))

    return Case(
        chapter=CHAPTER,
        id="entry-layered",
        what="speed at 10 km after falling from 80 km through the standard air",
        source="the air passed, by quadrature of the density",
        error=error(1.0),
        tolerance=1e-3,
        unit="m/s",
        control="drag x 1.001",
        control_error=error(1.001),
    )


def chapter() -> list[Case]:
    """Entry straight down, entry at 30 degrees, and the standard air."""
    steep = allen_eggers("vertical", 0.5 * math.pi, WGS84["semi_major"])
    slanted = allen_eggers("slanted", math.radians(30.0), _FLAT)
    return [*steep, *slanted, layered()]
