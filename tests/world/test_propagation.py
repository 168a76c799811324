"""Propagation: the radar horizon and the bending of the ray.

Expected values: the engineer's formula 4.12 (sqrt h1 + sqrt h2) km; the figure published for the 40V6M mast (24 m
high, sees a target at 25 m at about 41 km); geometry of a circle of k times the earth's radius.
Controls: without refraction (k = 1) the same checks must fail.
"""

import math

import pytest

from vyuha.world.propagation import MEAN_RADIUS, apparent_elevation, horizon_range

STANDARD = 4.0 / 3.0
NONE = 1.0
HEIGHTS = [(8.7, 50.0), (24.0, 100.0), (39.0, 30.0), (10.0, 10e3), (0.0, 60.0)]


def rule_of_thumb(antenna: float, target: float) -> float:
    """Distance [m] by the engineer's formula for heights [m]."""
    return 4.12e3 * (math.sqrt(antenna) + math.sqrt(target))


def elevation_over_circle(antenna: float, target: float, ground_range: float, radius: float) -> float:
    """Straight-line elevation [rad] of a target above a circle of `radius` [m], by plane trigonometry."""
    arc = ground_range / radius
    across = (radius + target) * math.sin(arc)
    up = (radius + target) * math.cos(arc) - (radius + antenna)
    return math.atan2(up, across)


@pytest.mark.parametrize("antenna, target", HEIGHTS)
def test_the_horizon_follows_the_engineers_formula(antenna: float, target: float) -> None:
    # The constant is rounded to three digits: 4.12 stands for 4.1218.
    assert horizon_range(antenna, target, STANDARD) == pytest.approx(rule_of_thumb(antenna, target), rel=1e-3)


@pytest.mark.parametrize("antenna, target", HEIGHTS)
def test_control_without_refraction_the_formula_is_missed(antenna: float, target: float) -> None:
    assert horizon_range(antenna, target, NONE) < 0.9 * rule_of_thumb(antenna, target)


def test_the_published_reach_of_the_mast() -> None:
    # "About 41 km": within half of the last digit printed.
    assert horizon_range(24.0, 25.0, STANDARD) == pytest.approx(41e3, abs=0.5e3)


def test_control_without_refraction_the_published_reach_is_missed() -> None:
    assert abs(horizon_range(24.0, 25.0, NONE) - 41e3) > 5e3


def test_the_horizon_is_symmetric_grows_and_has_no_negative_heights() -> None:
    assert horizon_range(24.0, 100.0, STANDARD) == horizon_range(100.0, 24.0, STANDARD)
    assert horizon_range(24.0, 101.0, STANDARD) > horizon_range(24.0, 100.0, STANDARD)
    assert horizon_range(24.0, -5.0, STANDARD) == horizon_range(24.0, 0.0, STANDARD)


@pytest.mark.parametrize("antenna, target", [(24.0, 25.0), (8.7, 100.0), (39.0, 3e3), (24.0, 10e3)])
def test_a_target_at_the_horizon_appears_at_the_dip(antenna: float, target: float) -> None:
    """The ray that grazes the earth leaves the antenna at minus sqrt(2 h / (k R)), whatever it meets beyond."""
    ground_range = horizon_range(antenna, target, STANDARD)
    dip = -math.sqrt(2.0 * antenna / (STANDARD * MEAN_RADIUS))
    geometric = elevation_over_circle(antenna, target, ground_range, MEAN_RADIUS)
    # Neglected: terms in the height over the distance to the horizon, below 4 % of the bending here.
    bending = 0.5 * ground_range * (1.0 - 1.0 / STANDARD) / MEAN_RADIUS
    assert apparent_elevation(geometric, ground_range, STANDARD) == pytest.approx(dip, abs=0.04 * bending)
    # Control: without the bending of the ray the target would seem well below the dip.
    assert apparent_elevation(geometric, ground_range, NONE) < dip - 0.9 * bending


@pytest.mark.parametrize("ground_range", [20e3, 100e3, 300e3])
def test_the_ray_is_straight_over_a_larger_earth(ground_range: float) -> None:
    """The model's meaning: apparent elevation is the straight-line one over an earth of k times the radius."""
    geometric = elevation_over_circle(24.0, 5e3, ground_range, MEAN_RADIUS)
    larger = elevation_over_circle(24.0, 5e3, ground_range, STANDARD * MEAN_RADIUS)
    assert apparent_elevation(geometric, ground_range, STANDARD) == pytest.approx(larger, abs=2e-4)
    assert abs(geometric - larger) > 3.0 * abs(apparent_elevation(geometric, ground_range, STANDARD) - larger)


def test_no_refraction_no_bending() -> None:
    assert apparent_elevation(0.1, 200e3, NONE) == 0.1
