"""The kill probability expected of a round: closed forms, and each factor alone.

Expected values: the lethality model turned round; what fights gave is in tests/engine/test_expectation.py.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.command.test_choice import armed
from vyuha.catalogue import load
from vyuha.command.expectation import can_turn, class_kill, expected_kill, finds, implied_miss
from vyuha.command.options import OPEN, meet
from vyuha.state.group import AIRCRAFT, BALLISTIC, CRUISE_MISSILE, DRONE
from vyuha.weapons.lethality import kill_probability
from vyuha.weapons.performance import missile_row


def missile(name: str) -> Any:
    return missile_row(load().missiles[name])[0]


@pytest.mark.parametrize("name", sorted(load().missiles))
def test_the_implied_miss_gives_back_the_catalogues_figure(name: str) -> None:
    row = missile(name)
    at = implied_miss(row)
    chance = kill_probability(row.lethal_radius, row.fuze_radius, row.reliability, 1.0, at)
    assert chance == pytest.approx(min(row.expected_kill, row.reliability))
    # Control: a metre more is another figure.
    assert kill_probability(row.lethal_radius, row.fuze_radius, row.reliability, 1.0, at + 1.0) < chance - 0.01


def test_smaller_and_faster_targets_are_harder() -> None:
    row = missile("48N6E3")
    slow = [class_kill(row, group, 1000.0) for group in (AIRCRAFT, CRUISE_MISSILE, BALLISTIC)]
    assert slow[0] > slow[1] > slow[2] > 0.0
    assert class_kill(row, BALLISTIC, 4000.0) < slow[2] - 0.01
    assert class_kill(row, AIRCRAFT, 0.0) == pytest.approx(row.expected_kill)


def test_the_beam_has_to_cover_the_error() -> None:
    """Rayleigh: 1 - exp(-r^2 / 2 sigma^2), against draws of both axes."""
    draws = np.random.default_rng(1).normal(0.0, 300.0, (100_000, 2))
    share = np.mean(np.hypot(draws[:, 0], draws[:, 1]) < 600.0)
    assert finds(600.0, 300.0) == pytest.approx(share, abs=4.0 * math.sqrt(0.25 / 100_000))
    assert finds(600.0, 0.0) == 1.0


def test_a_slow_missile_in_thin_air_cannot_turn() -> None:
    row = missile("48N6E3")
    assert can_turn(row, 60.0, 5e3, 1500.0, 20.0) == 1.0
    thin = can_turn(row, 60.0, 25e3, 800.0, 50.0)
    assert 0.0 < thin < 0.5
    assert can_turn(row, 60.0, 25e3, 800.0, 25.0) == pytest.approx(2.0 * thin)


def test_the_whole_is_the_product() -> None:
    setup, state = armed(1)
    code, flight, lead, at = meet(setup, state, 0, 0, 0, 0.0)
    assert code == OPEN
    good = expected_kill(setup, state, 0, DRONE, 0, 0.0, (flight, lead, at))
    assert good == pytest.approx(class_kill(setup.missile[0], DRONE, 250.0 + lead + 250.0), rel=0.02)
    state.covariance[0] = np.diag([9e4, 9e4, 9e4, 0.0, 0.0, 0.0])
    worse = expected_kill(setup, state, 0, DRONE, 0, 0.0, (flight, lead, at))
    assert worse < good
    # The worst axis has grown by the noise of the motion meanwhile, and nothing else has changed.
    assert worse / good == pytest.approx(finds(0.05 * 12e3, 300.0), abs=0.05)
