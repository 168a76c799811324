"""Expected values: weighted least squares in closed form, chi-square bounds over 200 runs, doubles counted."""

from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import sensor_row
from tests.tracker.flocks import bounds
from tests.tracker.scenes import SIGMA, spherical
from vyuha.tracker.measurement import slope_of
from vyuha.tracker.options import TrackingSensor
from vyuha.tracker.registration import Registration
from vyuha.tracker.tracker import Tracker

BIAS = np.array([180.0, 6e-3, -3e-3])
PRIOR = (300.0, 5e-3, 5e-3)
WEST = np.array([-20e3, 0.0, 0.0])
RADAR = TrackingSensor("radar", SIGMA, WEST, clutter_density=1e-6)
SPREAD = np.diag([30.0**2, 40.0**2, 50.0**2])


def targets(g: Any, count: int) -> Any:
    return np.column_stack([g.uniform(-40e3, 40e3, count), g.uniform(30e3, 80e3, count), g.uniform(2e3, 11e3, count)])


def plots(g: Any, at: Any, bias: Any) -> Any:
    return spherical(at - WEST) + bias + g.normal(size=at.shape) * SIGMA


def test_it_is_weighted_least_squares() -> None:
    """The sum of all information and of all weighted gaps, the prior among them."""
    g = np.random.default_rng(1)
    at = targets(g, 30)
    z, places = plots(g, at, BIAS), at + g.normal(size=at.shape) * np.sqrt(np.diag(SPREAD))
    bias = Registration(RADAR, PRIOR)
    bias.add(z[:20], places[:20], SPREAD)
    bias.add(z[20:], places[20:], SPREAD)
    information, total = np.diag(1.0 / np.square(PRIOR)), np.zeros(3)
    row, slope = sensor_row(kind="radar", sigma=SIGMA, position=WEST), np.zeros((4, 6))
    for one, place, expected in zip(z, places, spherical(places - WEST), strict=True):
        slope_of(row, np.concatenate([place, np.zeros(3)]), slope)
        weight = np.linalg.inv(np.diag(np.square(SIGMA)) + slope[:3, :3] @ SPREAD @ slope[:3, :3].T)
        information, total = information + weight, total + weight @ (one - expected)
    assert bias.covariance == pytest.approx(np.linalg.inv(information), rel=1e-8)
    assert bias.bias == pytest.approx(np.linalg.solve(information, total), rel=1e-8)
    # Control: without the last plots it is another.
    less = Registration(RADAR, PRIOR)
    less.add(z[:20], places[:20], SPREAD)
    assert np.abs(less.bias - bias.bias).max() > 1e-6


def test_it_knows_its_own_error() -> None:
    """200 radars whose bias is drawn as the prior says; the controls believe in plots twice as good as they are."""
    g, squares, fits, bold = np.random.default_rng(2), [], [], []
    keen = TrackingSensor("radar", np.array(SIGMA) / 2.0, WEST)
    for _ in range(200):
        drawn = g.normal(size=3) * PRIOR
        at = targets(g, 10)
        z, places = plots(g, at, drawn), at + g.normal(size=at.shape) * np.sqrt(np.diag(SPREAD))
        for sensor, spread, kept in ((RADAR, SPREAD, squares), (keen, SPREAD / 4.0, bold)):
            bias = Registration(sensor, PRIOR)
            fit = bias.add(z, places, spread)
            error = drawn - bias.bias
            kept.append(error @ np.linalg.solve(bias.covariance, error))
            if sensor is RADAR:
                fits += fit.tolist()
    low, high = bounds(3, 1e-4)
    assert low < np.mean(squares) < high < np.mean(bold)
    low, high = bounds(3, 1e-4, 2000)
    assert low < np.mean(fits) < high


def two_radars(correct: bool) -> tuple[int, float]:
    """Ten targets seen by a true radar and by a biased one in turn, one tracker: confirmed tracks at the end, and the
    mean squared distance of the second radar's plots from the tracks that took them. The bias comes from the plots of
    the first ten scans, paired with those of the true radar.
    """
    g = np.random.default_rng(5)
    true = TrackingSensor("radar", SIGMA, clutter_density=1e-6)
    start = np.column_stack([np.linspace(-40e3, 40e3, 10), np.full(10, 50e3), np.full(10, 8e3)])
    bias, tracker, squares = Registration(RADAR, PRIOR), Tracker([true, RADAR]), []
    for k in range(30):
        at = start + np.array([0.0, -200.0, 0.0]) * 4.0 * k
        first, second = spherical(at) + g.normal(size=at.shape) * SIGMA, plots(g, at, BIAS)
        if k < 10:
            # Where the true radar says that they are: its plot turned into a place by hand.
            reach, side, up = first.T
            places = np.column_stack(
                [reach * np.cos(up) * np.sin(side), reach * np.cos(up) * np.cos(side), reach * np.sin(up)]
            )
            row, slope, spreads = sensor_row(kind="radar", sigma=SIGMA), np.zeros((4, 6)), []
            for place in places:
                slope_of(row, np.concatenate([place, np.zeros(3)]), slope)
                back = np.linalg.inv(slope[:3, :3])
                spreads.append(back @ np.diag(np.square(SIGMA)) @ back.T)
            bias.add(second, places, np.array(spreads))
            continue
        tracker.scan(4.0 * k, first, 0)
        found = tracker.scan(4.0 * k, bias.correct(second) if correct else second, 1)
        squares += found["distance"][found["plot"] >= 0].tolist()
    return len(tracker.confirmed), float(np.mean(squares))


def test_a_bias_makes_doubles_and_its_correction_unmakes_them() -> None:
    count, square = two_radars(True)
    assert count == 10 and square < 3.5
    # Control: not corrected, targets have two tracks each.
    doubled, far = two_radars(False)
    assert doubled > 15 or far > 6.0


def test_azimuths_go_round_and_a_walk_forgets() -> None:
    bias = Registration(RADAR, PRIOR, walk=(1.0, 1e-4, 1e-4))
    south = np.array([[-20e3 - 1.0, -50e3, 8e3]])
    z = spherical(south - WEST) + [[0.0, -4e-3, 0.0]]
    z[:, 1] = (z[:, 1] + np.pi) % (2.0 * np.pi) - np.pi
    bias.add(z, south, np.eye(3))
    assert bias.bias[1] == pytest.approx(-4e-3, rel=0.2)
    assert abs(bias.correct(z)[0, 1]) == pytest.approx(np.pi, abs=2e-3)
    before = bias.covariance.copy()
    bias.add(np.zeros((0, 3)), np.zeros((0, 3)), SPREAD, elapsed=100.0)
    assert bias.covariance - before == pytest.approx(np.diag([1e2, 1e-6, 1e-6]))


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="range and angles"):
        Registration(TrackingSensor("position", (1.0, 1.0, 1.0)))
    with pytest.raises(ValueError, match="sigma"):
        Registration(RADAR, (0.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="places"):
        Registration(RADAR).add([[1e4, 0.0, 0.0]], np.zeros((2, 3)), SPREAD)
    with pytest.raises(ValueError, match="shape"):
        Registration(RADAR).add([[1e4, 0.0]], np.zeros((1, 3)), SPREAD)
