"""Knots through recorded places.

Expected values: closed forms of straight, accelerated and round paths; the parabola is exact where the acceleration is
the same all the time.
"""

import math

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.state.threat import Knot
from vyuha.threats.motion import between
from vyuha.threats.recorded import Floats, hardest, path_knots


def flown(knots: Floats, time: float) -> Floats:
    """Place and velocity on the path of `knots` at `time` [s]."""
    table = rows(Knot, len(knots))
    for column, values in zip(Knot.__annotations__, knots.T, strict=True):
        table[column] = values
    k = min(int(np.searchsorted(knots[:, 0], time, side="right")) - 1, len(knots) - 2)
    return np.array(between(table[k], table[k + 1], time))


def test_it_is_at_every_place_at_its_time() -> None:
    draws = np.random.default_rng(5)
    time = 100.0 + np.cumsum(draws.uniform(0.5, 8.0, 40))
    place = np.cumsum(draws.normal(0.0, 300.0, (40, 3)), axis=0)
    knots = path_knots(time, place)
    assert knots[0, 0] == 0.0
    for k in range(len(time)):
        assert flown(knots, float(knots[k, 0]))[:3] == pytest.approx(place[k], abs=1e-9)


def test_steady_acceleration_is_flown_exactly() -> None:
    time = np.array([0.0, 3.0, 4.0, 9.0, 11.5])
    start, speed, pull = np.array([1e3, -2e3, 500.0]), np.array([200.0, 30.0, -5.0]), np.array([3.0, -9.0, 1.5])
    place = start + speed * time[:, None] + 0.5 * pull * time[:, None] ** 2
    knots = path_knots(time, place)
    for moment in np.linspace(0.0, 11.5, 47):
        now = flown(knots, float(moment))
        assert now[:3] == pytest.approx(start + speed * moment + 0.5 * pull * moment**2, abs=1e-8)
        assert now[3:] == pytest.approx(speed + pull * moment, abs=1e-8)
    assert hardest(knots) == pytest.approx(np.full(4, np.linalg.norm(pull)), rel=1e-9)


def test_a_turn_is_as_hard_as_it_is() -> None:
    """A circle of 5 km at 250 m/s, a place each 2 s: v^2 / r = 12.5 m/s2, and within a metre between the places."""
    radius, speed = 5e3, 250.0
    time = np.arange(0.0, 60.0, 2.0)
    angle = speed / radius * time
    place = np.column_stack([radius * np.sin(angle), radius * np.cos(angle), np.full(len(time), 9e3)])
    knots = path_knots(time, place)
    off = [abs(np.hypot(*flown(knots, float(t))[:2]) - radius) for t in np.arange(2.0, 56.0, 0.25)]
    assert max(off) < 1.0
    assert hardest(knots)[2:-2] == pytest.approx(np.full(len(time) - 5, speed**2 / radius), rel=0.01)
    # Control: straight lines from place to place leave the circle.
    assert radius * (1.0 - math.cos(speed * 1.0 / radius)) > 5.0


def test_two_places_are_a_straight_line() -> None:
    knots = path_knots(np.array([5.0, 7.0]), np.array([[0.0, 0.0, 0.0], [400.0, 0.0, 20.0]]))
    assert knots[:, 4:] == pytest.approx(np.array([[200.0, 0.0, 10.0]] * 2))
    assert hardest(knots) == pytest.approx([0.0], abs=1e-9)


def test_a_jump_is_hard() -> None:
    """One place of a straight path 500 m off: some 500 m in a second and back."""
    time = np.arange(10.0)
    place = np.column_stack([250.0 * time, np.where(time == 5.0, 500.0, 0.0), np.zeros(10)])
    assert hardest(path_knots(time, place)).max() > 1000.0
    assert hardest(path_knots(time, place * (1.0, 0.0, 1.0))).max() < 1e-6
