"""Expected values: arithmetic by hand, and the ranges of the catalogue."""

import math

import pytest

from vyuha.catalogue import load
from vyuha.verification.interceptors import ABOVE, BELOW, BOTH, MEASURES, allowed, chapter, compare, off
from vyuha.world.frame import make_frame


def test_a_side_counts_only_what_is_wrong() -> None:
    assert off(BELOW, 250.0, 290.0) == 0.0
    assert off(BELOW, 250.0, 230.0) == 20.0
    assert off(ABOVE, 3.0, 1.2) == 0.0
    assert off(ABOVE, 3.0, 4.5) == 1.5
    assert off(BOTH, 1000.0, 900.0) == off(BOTH, 1000.0, 1100.0) == 100.0


def test_what_is_never_reached_is_never_near() -> None:
    assert off(BELOW, 250.0, math.nan) == 250.0
    assert off(BOTH, 1000.0, math.nan) == 1000.0
    assert off(ABOVE, 3.0, math.nan) == 9.0


def test_the_tolerance_is_the_range_of_the_catalogue() -> None:
    figure = load().missiles["40N6E"].mean_speed
    assert allowed(BOTH, figure, 1100.0) == pytest.approx(190.0)
    assert allowed(BOTH, figure, 1200.0) == pytest.approx(60.0)
    assert allowed(BELOW, figure, 1200.0) == pytest.approx(190.0)
    assert allowed(ABOVE, figure, 1100.0) == pytest.approx(60.0)


def test_every_missile_has_every_measure() -> None:
    cases = chapter()
    thrown = sum(missile.launch_height is not None for missile in load().missiles.values())
    # What aircraft throw has no nearest meeting from the ground.
    assert len(cases) == len(load().missiles) * len(MEASURES) - thrown
    assert all(math.isfinite(case.error) and math.isfinite(case.control_error) for case in cases)


def test_a_missile_of_another_name_is_seen() -> None:
    """Negative control: 9M96E judged by the range and the speed of 48N6E3 fails in both."""
    frame = make_frame(0.55, 1.3)[0]
    short, long = load().missiles["9M96E"], load().missiles["48N6E3"]
    figures = ("maximum_range", "maximum_speed")
    mixed = short.model_copy(update={name: getattr(long, name) for name in figures})
    verdicts = {m.figure: compare("mixed", mixed, frame, m).met for m in MEASURES}
    assert not verdicts["maximum_range"]
    assert not verdicts["maximum_speed"]
