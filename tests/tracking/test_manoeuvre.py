"""Two models of motion. Expected values: a NumPy filter that runs both models and merges them, chi-square bounds on
targets that switch as assumed, the closed form of the two-state chain.

Controls: the quiet model alone, and a filter that believes in other times.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from tests.tracking.builders import live, make_setup, make_state, one_plot, put_plot, set_vector, vector_of
from tests.tracking.test_filter import joseph, process_noise, transition
from vyuha.state.tables import Setup
from vyuha.state.track import CONFIRMED
from vyuha.tracking.correction import error_of, place_of
from vyuha.tracking.filter import position_at
from vyuha.tracking.manoeuvre import share_at, take_in, usual_share
from vyuha.tracking.system import process_look, process_scan

QUIET, HARD, QUIET_TIME, HARD_TIME = 2.0, 2000.0, 60.0, 12.0
SIGMA = 100.0
R = SIGMA**2 * np.eye(3)
BIRTH = np.diag([SIGMA**2] * 3 + [50.0**2] * 3)


def setup_with(quiet: float, hard: float, quiet_time: float = QUIET_TIME, hard_time: float = HARD_TIME) -> Setup:
    setup = make_setup(noise=quiet)
    net: Any = setup.net[0]
    net.manoeuvre_noise, net.quiet_time, net.manoeuvre_time = hard, quiet_time, hard_time
    return setup


def chain(dt: float) -> Any:
    """Chances to go from one model to the other in `dt`: the matrix exponential of the rates, by its series."""
    rates = np.array([[-1.0 / QUIET_TIME, 1.0 / QUIET_TIME], [1.0 / HARD_TIME, -1.0 / HARD_TIME]]) * dt
    term, total = np.eye(2), np.eye(2)
    for k in range(1, 40):
        term = term @ rates / k
        total = total + term
    return total


def both(x: Any, p: Any, share: float, z: Any, dt: float) -> tuple[Any, Any, float]:
    """The oracle: predict, correct and weigh each model by itself, then merge."""
    weights = np.array([1.0 - share, share]) @ chain(dt)
    found = []
    for q, weight in zip((QUIET, HARD), weights, strict=True):
        ahead, spread = transition(dt) @ x, transition(dt) @ p @ transition(dt).T + process_noise(dt, q)
        s, off = spread[:3, :3] + R, z - ahead[:3]
        fit = weight * math.exp(-0.5 * float(off @ np.linalg.solve(s, off))) / math.sqrt(float(np.linalg.det(s)))
        found.append((*joseph(ahead, spread, z, R), fit))
    total = found[0][2] + found[1][2]
    mean = sum(m * w for m, _, w in found) / total
    merged = sum(w * (c + np.outer(m - mean, m - mean)) for m, c, w in found) / total
    return mean, merged, found[1][2] / total


def target(g: np.random.Generator, steps: int, dt: float) -> list[Any]:
    """A target that switches as assumed, every `dt`."""
    state, hard, path = np.array([6e4, 0.0, 8e3, *(g.normal(size=3) * 100.0)]), g.random() < 1.0 / 6.0, []
    for _ in range(steps):
        hard = g.random() < chain(dt)[int(hard), 1]
        root = np.linalg.cholesky(process_noise(dt, HARD if hard else QUIET))
        state = transition(dt) @ state + root @ g.normal(size=6)
        path.append(state)
    return path


def test_it_is_the_merger_of_two_filters() -> None:
    g = np.random.default_rng(4)
    setup, path = setup_with(QUIET, HARD), target(g, 60, 2.0)
    state = make_state(setup)
    track, spare = state.track[0], np.zeros((6, 6))
    x, p, share = np.array([*path[0][:3], 0.0, 0.0, 0.0]), BIRTH.copy(), 1.0 / 6.0
    set_vector(track, x)
    track.manoeuvre, track.time = share, 2.0
    own, worst, shares = BIRTH.copy(), 0.0, []
    for k in range(1, 60):
        plot = one_plot(path[k][:3] + SIGMA * g.normal(size=3), R)
        take_in(setup.net[0], track, own, spare, place_of(plot), error_of(plot), 2.0 * (k + 1))
        x, p, share = both(x, p, share, np.array(place_of(plot)), 2.0)
        sigma = np.sqrt(np.diag(p))
        worst = max(worst, float(np.max(np.abs(vector_of(track) - x) / sigma)))
        worst = max(worst, float(np.max(np.abs(own - p) / np.outer(sigma, sigma))))
        assert track.manoeuvre == pytest.approx(share, abs=2e-3)
        shares.append(share)
    # A model that is less likely than a thousandth is left out of the merger.
    assert worst < 5e-3
    # Both were believed in turn.
    assert min(shares) < 0.1 and max(shares) > 0.6


def test_the_share_goes_back_to_the_usual_one() -> None:
    setup = setup_with(QUIET, HARD)
    track: Any = make_state(setup).track[0]
    assert usual_share(setup.net[0]) == pytest.approx(1.0 / 6.0)
    for share in (0.0, 0.9):
        track.manoeuvre, track.time = share, 10.0
        for dt in (0.0, 3.0, 40.0):
            expected = np.array([1.0 - share, share]) @ chain(dt)
            assert share_at(setup.net[0], track, 10.0 + dt) == pytest.approx(expected[1], abs=1e-12)


def nees(setup: Setup, runs: int = 200, steps: int = 30, dt: float = 2.0) -> float:
    """Sum of NEES at the end of each run, on targets that switch."""
    total, spare = 0.0, np.zeros((6, 6))
    for run in range(runs):
        g = np.random.default_rng(1000 + run)
        path = target(g, steps, dt)
        state = make_state(setup)
        track, p = state.track[0], BIRTH.copy()
        set_vector(track, [*(path[0][:3] + SIGMA * g.normal(size=3)), *(path[0][3:] + 50.0 * g.normal(size=3))])
        track.time, track.manoeuvre = dt, usual_share(setup.net[0])
        for k in range(1, steps):
            plot = one_plot(path[k][:3] + SIGMA * g.normal(size=3), R)
            take_in(setup.net[0], track, p, spare, place_of(plot), error_of(plot), dt * (k + 1))
        error = vector_of(track) - path[-1]
        total += float(error @ np.linalg.solve(p, error))
    return total


def test_errors_are_as_large_as_it_says_when_targets_switch_as_assumed() -> None:
    low, high = chi2.ppf((0.0005, 0.9995), 200 * 6)
    assert low < nees(setup_with(QUIET, HARD)) < high
    # Controls: the quiet model alone, one noise between the two, and too seldom a manoeuvre.
    assert nees(setup_with(QUIET, 0.0)) > 2.0 * high
    assert nees(setup_with(50.0, 0.0)) > high
    assert nees(setup_with(QUIET, HARD, 6000.0, 1.0)) > high


def dive(time: float) -> Any:
    """Level at 960 m/s and 14 km; from 20 s on a turn down at 5 g to 35 deg, then straight."""
    rate = 5.0 * 9.80665 / 960.0
    angle = min(max(time - 20.0, 0.0) * rate, math.radians(35.0))
    straight = max(time - 20.0 - math.radians(35.0) / rate, 0.0)
    ahead = 960.0 * (min(time, 20.0) + math.sin(angle) / rate + straight * math.cos(angle))
    down = 960.0 * ((1.0 - math.cos(angle)) / rate + straight * math.sin(angle))
    return np.array([120e3 - ahead, 0.0, 14e3 - down])


def follow_dive(setup: Setup) -> tuple[int, float]:
    """Looks of an engagement radar every 2 s that missed the diving target, and the error at the end [m]."""
    g = np.random.default_rng(5)
    state = make_state(setup)
    track: Any = state.track[0]
    track.status, track.number, track.engagement = CONFIRMED, 1, 0
    set_vector(track, [*dive(0.0), -960.0, 0.0, 0.0])
    state.covariance[0] = np.diag([60.0**2] * 3 + [15.0**2] * 3)
    missed = 0
    for k in range(1, 20):
        put_plot(state.plot[0], dive(2.0 * k) + 100.0 * g.normal(size=3), 100.0**2 * np.eye(3), 0)
        missed += int(not process_look(setup, state, 0, 2.0 * k, 1))
    return missed, float(np.linalg.norm(np.array(position_at(track, 38.0)) - dive(38.0)))


def test_a_dive_of_five_g_is_followed() -> None:
    missed, error = follow_dive(setup_with(10.0, 5000.0, 300.0, 10.0))
    assert missed == 0 and error < 400.0
    # Controls: the quiet model alone loses it, and so does the one noise that was between the two.
    for noise in (10.0, 50.0):
        missed, error = follow_dive(setup_with(noise, 0.0))
        assert missed > 5 and error > 1500.0


def hits_of_a_turn(hard: float, shots: int) -> tuple[int, int]:
    """Updates of a quiet, well-known track when the next plot of a search radar, 6 s on, lies 900 m beside its course
    (50 m/s2 all the way), and how many tracks there are then.
    """
    setup = setup_with(10.0, hard, 300.0, 10.0)
    state = make_state(setup)
    track: Any = state.track[0]
    track.status, track.number, track.engagement, track.updates, track.shots = CONFIRMED, 1, -1, 9, shots
    track.manoeuvre = 0.01
    set_vector(track, [60e3, 0.0, 9e3, -250.0, 0.0, 0.0])
    state.covariance[0] = np.diag([60.0**2] * 3 + [8.0**2] * 3)
    put_plot(state.plot[0], [58.5e3, 900.0, 9e3], R)
    process_scan(setup, state, 0, 0, 6.0, 1)
    return int(track.updates), len(live(state))


def test_a_search_radar_finds_a_target_that_turned_unless_it_is_shot_at() -> None:
    """sqrt(5000 6^3 / 3) = 600 m of noise hold 900 m. The track of a dead target must not hop to a newcomer."""
    assert hits_of_a_turn(5000.0, shots=0) == (10, 1)
    assert hits_of_a_turn(5000.0, shots=1) == (9, 2)
    # Control: the quiet model alone loses it.
    assert hits_of_a_turn(0.0, shots=0) == (9, 2)
