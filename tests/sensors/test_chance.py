"""The table of chances against the exact chance that it was made from.

Expected values: `detection_chance` at random signals between the points of the table and half way between them, where a
straight line is off most; within 2e-4, as the card says. Controls: the column of another fluctuation, and a table of a
third of the points, are off by more.
"""

import math

import numpy as np
import pytest

from tests.tables import chances
from vyuha.sensors.chance import chance_of
from vyuha.sensors.integration import detection_chance, detection_threshold
from vyuha.state.tables import Floats

ALARM = 1e-6
BOUND = 2e-4


def tabled(pulses: int) -> Floats:
    return chances(pulses, ALARM)


def exact(decibels: float, pulses: int, swerling: int) -> float:
    return detection_chance(10.0 ** (0.1 * decibels), detection_threshold(ALARM, pulses), pulses, swerling)


@pytest.mark.parametrize("swerling", range(5))
@pytest.mark.parametrize("pulses", [1, 8, 40])
def test_between_its_points_the_table_is_as_good_as_it_says(pulses: int, swerling: int) -> None:
    table, random = tabled(pulses), np.random.default_rng(3)
    halves = -25.0 + 0.05 * (np.arange(1200) + 0.5)
    places = np.concatenate([halves, random.uniform(-25.0, 35.0, 600)])
    truth = np.array([exact(d, pulses, swerling) for d in places])
    found = np.array([chance_of(table, 0, swerling, 10.0 ** (0.1 * d)) for d in places])
    assert np.abs(found - truth).max() < BOUND
    # Control: the next fluctuation is another one, but for one pulse, which 1 and 2 as well as 3 and 4 have alike.
    other = (swerling + 2) % 5
    wrong = np.array([chance_of(table, 0, other, 10.0 ** (0.1 * d)) for d in places])
    assert np.abs(wrong - truth).max() > 100.0 * BOUND


def test_control_a_coarser_table_would_not_do() -> None:
    """A straight line over 1 dB in place of 0.05 dB."""
    points = np.arange(-25.0, 35.5, 1.0)
    values = [exact(d, 8, 0) for d in points]
    worst = max(abs(float(np.interp(d, points, values)) - exact(d, 8, 0)) for d in points[:-1] + 0.5)
    assert worst > 10.0 * BOUND


def test_weaker_signals_are_never_seen_and_stronger_ones_as_the_strongest() -> None:
    table = tabled(8)
    for swerling in range(5):
        assert chance_of(table, 0, swerling, 0.0) == 0.0
        assert chance_of(table, 0, swerling, -1.0) == 0.0
        assert chance_of(table, 0, swerling, 10.0**-2.51) == 0.0
        assert chance_of(table, 0, swerling, 10.0**-2.5 * 1.0001) == pytest.approx(exact(-25.0, 8, swerling), abs=1e-7)
        last = chance_of(table, 0, swerling, 10.0**3.5)
        assert last == pytest.approx(exact(35.0, 8, swerling), abs=1e-9)
        assert chance_of(table, 0, swerling, 1e9) == last > 0.99
        # What is cut off at the weak end is next to nothing.
        assert exact(-25.0, 8, swerling) < 1.1 * ALARM


def test_a_larger_signal_is_never_seen_less_often() -> None:
    table = tabled(8)
    signals = 10.0 ** np.linspace(-2.6, 3.6, 5_000)
    for swerling in range(5):
        found = np.array([chance_of(table, 0, swerling, s) for s in signals])
        assert (np.diff(found) >= -1e-12).all() and not math.isnan(found.sum())


def test_kinds_are_told_apart() -> None:
    both = np.concatenate([chances(1, ALARM), chances(8, ALARM)])
    one, eight = (chance_of(both, first, 1, 10.0) for first in (0, len(chances(1, ALARM))))
    assert one == pytest.approx(exact(10.0, 1, 1), abs=BOUND) and eight == pytest.approx(exact(10.0, 8, 1), abs=BOUND)
    assert eight > one + 0.1
