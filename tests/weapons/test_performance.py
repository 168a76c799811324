"""Expected values: the published (or recalled, or assumed) ranges of the catalogue itself, in its own grades and
bounds.
"""

import math
from typing import Any

import pytest

from tests.weapons.cases import FRAME, MISSILES, catalogue_missile
from vyuha.catalogue import load
from vyuha.weapons.performance import Performance, performance


def flown(name: str, **factors: float) -> Performance:
    missile: Any = catalogue_missile(name)
    for column, factor in factors.items():
        missile[column] *= factor
    return performance(missile, FRAME[0])


@pytest.mark.parametrize("name", MISSILES)
def test_flies_what_is_published(name: str) -> None:
    item, got = load().missiles[name], flown(name)
    assert got.farthest >= item.maximum_range.low
    assert item.maximum_speed.low <= got.maximum_speed <= item.maximum_speed.high
    assert item.mean_speed.low <= got.mean_speed <= item.mean_speed.high
    assert math.isfinite(got.time_to_height)
    assert math.isfinite(got.time_to_near)
    # Still above the speed at which fins steer, with load to spare.
    assert got.arrival_speed > 1.2 * item.minimum_speed.value
    assert got.arrival_load > 8.0


@pytest.mark.parametrize("name", MISSILES)
def test_with_three_times_the_drag_it_does_not(name: str) -> None:
    """Negative control."""
    item, got = load().missiles[name], flown(name, drag_subsonic=3.0, drag_transonic=3.0, drag_supersonic=3.0)
    assert not item.mean_speed.low <= got.mean_speed <= item.mean_speed.high


def test_without_loft_the_long_range_missile_falls_short() -> None:
    """Negative control of the loft."""
    assert not flown("40N6E", loft=0.0).farthest >= 380e3
