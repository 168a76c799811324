"""Signature: size by aspect and band, and glint.

Expected values: the three sizes themselves; the median over all directions of a level turn, where the squared cosine
has its median at a half, so in closed form the geometric mean of nose and side; 0.05 and 0.23 m2 as published for the
Shahed-136, nose-on and median (see the catalogue); Barton's 0.15 to 0.25 of the span for glint.
Controls: another side, and the mean over a sphere in place of a turn.
"""

import math

import numpy as np
import pytest

from tests.engine.layouts import catalogue
from vyuha.base.table import rows
from vyuha.sensors.signature import aspect, cross_section, echo_size, glint
from vyuha.state.threat import Threat

COURSES = np.linspace(0.0, 2.0 * math.pi, 20_001)


def turn_median(nose: float, side: float, tail: float) -> float:
    return float(np.median([cross_section(nose, side, tail, math.cos(a)) for a in COURSES]))


def test_the_three_aspects() -> None:
    assert cross_section(8.0, 25.0, 12.0, 1.0) == pytest.approx(8.0)
    assert cross_section(8.0, 25.0, 12.0, 0.0) == pytest.approx(25.0)
    assert cross_section(8.0, 25.0, 12.0, -1.0) == pytest.approx(12.0)


def test_between_them_it_is_smooth_and_monotonic() -> None:
    found = [cross_section(8.0, 25.0, 12.0, math.cos(math.radians(a))) for a in range(181)]
    assert found[:91] == sorted(found[:91]) and found[90:] == sorted(found[90:], reverse=True)
    assert max(b / a for a, b in zip(found, found[1:], strict=False)) < 1.03
    # Half way in decibels where the squared cosine is a half.
    assert found[45] == pytest.approx(math.sqrt(8.0 * 25.0)) and found[135] == pytest.approx(math.sqrt(12.0 * 25.0))


@pytest.mark.parametrize("nose, side", [(0.05, 1.06), (0.02, 0.4), (1.0, 1.0), (4.0, 0.5)])
def test_the_median_of_a_turn_is_the_geometric_mean(nose: float, side: float) -> None:
    assert turn_median(nose, side, nose) == pytest.approx(math.sqrt(nose * side), rel=1e-3)
    # Control: over a sphere the squared cosine has its median at a quarter.
    cosines = np.linspace(-1.0, 1.0, 20_001)
    sphere = float(np.median([cross_section(nose, side, nose, c) for c in cosines]))
    assert sphere == pytest.approx(nose**0.25 * side**0.75, rel=1e-3)
    assert nose == side or sphere != pytest.approx(math.sqrt(nose * side), rel=0.1)


def test_the_drone_has_its_published_sizes() -> None:
    item = catalogue().threats["shahed-136"]
    assert item.rcs.value == 0.05
    found = turn_median(item.rcs.value, item.side_rcs.value, item.tail_rcs.value)
    assert found == pytest.approx(0.23, rel=0.01)
    assert turn_median(item.rcs.value, 0.5 * item.side_rcs.value, item.tail_rcs.value) != pytest.approx(0.23, rel=0.01)


@pytest.mark.parametrize(
    "place, velocity, cosine",
    [
        ((100e3, 0.0, 0.0), (-250.0, 0.0, 0.0), 1.0),
        ((100e3, 0.0, 0.0), (250.0, 0.0, 0.0), -1.0),
        ((100e3, 0.0, 0.0), (0.0, 250.0, 0.0), 0.0),
        ((3e3, 4e3, 0.0), (-250.0, 0.0, 0.0), 0.6),
        ((0.0, 0.0, 9e3), (250.0, 0.0, 0.0), 0.0),
        ((100e3, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
    ],
)
def test_the_aspect_is_the_angle_between_course_and_sight(
    place: tuple[float, float, float], velocity: tuple[float, float, float], cosine: float
) -> None:
    assert aspect(*place, *velocity) == pytest.approx(cosine)


def test_below_two_gigahertz_one_factor_counts() -> None:
    threat = rows(Threat, 1)
    threat[0].rcs, threat[0].side_rcs, threat[0].tail_rcs, threat[0].low_band = 0.05, 1.06, 0.05, 1.3
    for cosine in (1.0, 0.3, -0.7):
        high, low = (echo_size(threat[0], cosine, 299_792_458.0 / f) for f in (2.1e9, 1.9e9))
        assert high == pytest.approx(cross_section(0.05, 1.06, 0.05, cosine))
        assert low == pytest.approx(1.3 * high)


def test_glint_is_a_share_of_the_span() -> None:
    along, across = glint(14.7)
    assert 0.15 * 14.7 <= across <= 0.25 * 14.7
    assert along == pytest.approx(0.5 * across)
    assert glint(0.0) == (0.0, 0.0)
