"""Profiles: heights where they are asked for, slopes and bends within limits.

Expected values: plane geometry; the limits themselves, against differences of the heights.
Controls: half the length of a change of height breaks the limit of its bend, a steeper limit that of its slope.
"""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vyuha.threats.profile import Limits, Profile

Floats = npt.NDArray[np.float64]
LIMITS = Limits(3.0, math.radians(35.0), math.radians(20.0))
LEVEL = Profile(3000.0, 50.0, 0.0, 0.0, 0.0, 0.0, 0.0, 200.0, 200.0, 3000.0, LIMITS)
STEP = 10.0


def flown(profile: Profile, reach: float = 100e3) -> tuple[Floats, Floats, Floats]:
    """Heights [m], slopes [1] and curvature [1/m] by differences, towards the target."""
    to_go = np.arange(reach, -STEP / 2, -STEP)
    height = np.array([profile.height_at(max(float(d), 0.0)) for d in to_go])
    slope = np.diff(height) / STEP
    bend = np.diff(slope) / STEP / (1.0 + slope[1:] ** 2) ** 1.5
    return height, slope, bend


def excess(profile: Profile, speed: float) -> tuple[float, float]:
    """Steepest slope and sharpest bend as shares of the limits."""
    _, slope, bend = flown(profile)
    limits = profile.limits
    steep = max(slope.max() / math.tan(limits.climb), -slope.min() / math.tan(limits.steepest))
    return float(steep), float(np.abs(bend).max() / limits.bend(speed))


def test_it_stays_up_when_nothing_brings_it_down() -> None:
    assert [LEVEL.height_at(d) for d in (100e3, 10.0, 0.0)] == [3000.0] * 3


def test_heights_are_where_they_are_asked_for() -> None:
    profile = replace(LEVEL, terminal_range=30e3, dive_range=2e3)
    assert profile.dive[0] == 2e3 and profile.descent[1] == 30e3
    assert [profile.height_at(d) for d in (90e3, 30e3, 10e3, 2e3, 0.0)] == pytest.approx(
        [3000.0, 50.0, 50.0, 50.0, 0.0]
    )
    middle = 0.5 * sum(profile.descent)
    assert profile.height_at(middle) == pytest.approx(1525.0)
    # The longer of pi sqrt(h v^2 / 2 a), for the bend, and pi h / (2 tan), for the slope.
    assert profile.descent[0] - 30e3 == pytest.approx(
        max(
            math.pi * math.sqrt(0.5 * 2950.0 * 200.0**2 / (2.0 * 9.80665)), 0.5 * math.pi * 2950.0 / math.tan(0.6108652)
        )
    )


def test_a_pop_up_climbs_and_dives_from_the_top() -> None:
    profile = replace(LEVEL, terminal_range=30e3, dive_range=2e3, popup_height=800.0, popup_range=12e3)
    begin, end = profile.popup
    assert begin == 12e3 and end > profile.dive[0]
    assert [profile.height_at(d) for d in (12e3, end, profile.dive[0], 0.0)] == pytest.approx([50.0, 800.0, 800.0, 0.0])
    # Control: without the key there is none.
    assert replace(profile, popup_range=0.0).height_at(profile.dive[0]) == 50.0


def test_speed_goes_with_height() -> None:
    profile = replace(LEVEL, terminal_speed=150.0)
    assert [profile.speed_at(h) for h in (0.0, 50.0, 1525.0, 3000.0, 9000.0)] == pytest.approx(
        [150, 150, 175, 200, 200]
    )
    assert replace(profile, height=40.0).speed_at(40.0) == 150.0
    assert replace(profile, terminal_height=3000.0, terminal_speed=200.0).speed_at(100.0) == 200.0


@settings(max_examples=15, deadline=None)
@given(
    height=st.floats(100.0, 15e3),
    low=st.floats(5.0, 500.0),
    climb=st.floats(0.0, 3e3),
    speed=st.floats(50.0, 1000.0),
    load=st.floats(1.5, 8.0),
    steepest=st.floats(10.0, 60.0),
)
def test_slopes_and_bends_keep_the_limits(
    height: float, low: float, climb: float, speed: float, load: float, steepest: float
) -> None:
    limits = Limits(load, math.radians(steepest), math.radians(0.4 * steepest))
    ranges = {"terminal_range": 20e3, "dive_range": 1e3, "popup_height": low + climb, "popup_range": 10e3}
    profile = replace(
        LEVEL, height=height, terminal_height=low, speed=speed, terminal_speed=speed, limits=limits, **ranges
    )
    slope, bend = excess(profile, speed)
    assert slope < 1.0 + 1e-3
    assert bend < 1.0 + 0.02
    heights = flown(profile)[0]
    assert heights.min() >= 0.0 and heights[-1] < 1e-9 and heights.max() <= max(height, low + climb) + 1e-9


def test_control_a_shorter_descent_breaks_the_limit() -> None:
    profile = replace(LEVEL, height=14e3, terminal_range=30e3, speed=960.0, terminal_speed=960.0)
    assert max(excess(profile, 960.0)) <= 1.001
    begin, end = profile.descent
    short = replace(profile)
    short.__dict__["descent"] = (0.5 * (begin + end), end)
    assert max(excess(short, 960.0)) > 1.5


def test_a_dive_from_high_up_begins_early_enough() -> None:
    high = replace(LEVEL, height=5000.0, dive_range=1e3, speed=51.0, terminal_speed=51.0)
    slope, _ = excess(high, 51.0)
    assert slope == pytest.approx(1.0, abs=1e-6) and high.dive[0] > 5000.0 / math.tan(LIMITS.steepest)
    # Control: from its own height the dive begins where it is asked to.
    assert replace(high, height=100.0).dive[0] == 1e3
