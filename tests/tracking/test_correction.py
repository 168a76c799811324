"""Plots with an age. Expected values: a NumPy filter in Joseph form that gets the same plots in the order in which they
were measured, each at its own time, and chi-square bounds of consistent estimates.

Controls take every plot for one of the time at which it was handed over, or leave late ones out.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from tests.tracking.builders import make_setup, make_state, put_plot, set_vector, vector_of
from tests.tracking.test_filter import H, joseph, process_noise, transition
from vyuha.state.track import CONFIRMED
from vyuha.tracking.filter import predict
from vyuha.tracking.system import process_scan

Q, SIGMA = 10.0, 150.0
R = SIGMA**2 * np.eye(3)
RUNS = 200
TURN = 10.0
BIRTH = np.diag([SIGMA**2] * 3 + [300.0**2] * 3)


def measured(seed: int, late: bool) -> tuple[list[tuple[float, float, Any]], Any]:
    """Plots of one target as (handed over, measured, place) in the order of handing over, and where it was at the time
    of the newest of them. Radar A turns once in `TURN` and hands over at the end of a turn what it saw anywhere in it;
    a second radar sees the target in between, and its plots take 3 s to come when `late`.
    """
    g = np.random.default_rng(seed)
    times = [(TURN * (k + 1), TURN * (k + g.uniform())) for k in range(12)]
    if late:
        other = [5.0 * k + 2.5 for k in range(24)]
        times += [(time + 3.0, time) for time in other]
    start = [*g.uniform(-1e5, 1e5, 2), 8e3, *(g.normal(size=2) * 250.0), 0.0]
    state, now, seen = np.array(start), 0.0, []
    for handed, time in sorted(times, key=lambda pair: pair[1]):
        if time > now:
            state = transition(time - now) @ state + np.linalg.cholesky(process_noise(time - now, Q)) @ g.normal(size=6)
        now = time
        seen.append((handed, time, state[:3] + SIGMA * g.normal(size=3)))
    return sorted(seen, key=lambda plot: plot[0]), state


def tracked(plots: list[tuple[float, float, Any]], heed: bool, drop: bool) -> tuple[Any, Any]:
    """What the fights' tracker makes of them; `heed` their ages or take them for plots of the moment, `drop` those
    older than the track.
    """
    setup = make_setup(noise=Q)
    state = make_state(setup)
    track = state.track[0]
    track.status, track.number, track.radar, track.engagement = CONFIRMED, 1, 0, -1
    set_vector(track, [*plots[0][2], 0.0, 0.0, 0.0])
    track.time = track.last_update = plots[0][1] if heed else plots[0][0]
    state.covariance[0] = BIRTH
    for handed, time, place in plots[1:]:
        if drop and time < track.time:
            continue
        put_plot(state.plot[0], place, R)
        plot: Any = state.plot[0]
        plot.age = handed - time if heed else 0.0
        process_scan(setup, state, 0, 0, handed, 1)
    # A track that ignores ages may be lost, and another begun.
    best = max(range(len(state.track)), key=lambda i: int(state.track[i].updates) * int(state.track[i].status > 0))
    assert best == 0 or not heed
    # One plot in a thousand lies outside the gate; where that was the newest, the track is carried on to its time.
    predict(state.track[best], state.covariance[best], max(time for _, time, _ in plots), Q)
    return vector_of(state.track[best]), state.covariance[best]


def in_order(plots: list[tuple[float, float, Any]]) -> tuple[Any, Any]:
    """The oracle: every plot at its own time, oldest first."""
    first, rest = plots[0], sorted(plots[1:], key=lambda plot: plot[1])
    x, p, now = np.array([*first[2], 0.0, 0.0, 0.0]), BIRTH.copy(), first[1]
    for _, time, place in rest:
        dt, now = time - now, time
        x, p = transition(dt) @ x, transition(dt) @ p @ transition(dt).T + process_noise(dt, Q)
        x, p = joseph(x, p, place, R)
    return x, p


def test_plots_from_within_a_turn_are_taken_at_their_own_time() -> None:
    for seed in range(18):
        plots, _ = measured(seed, late=False)
        x, p = tracked(plots, heed=True, drop=False)
        exact, exact_p = in_order(plots)
        sigma = np.sqrt(np.diag(exact_p))
        assert np.max(np.abs(x - exact) / sigma) < 1e-6
        assert np.max(np.abs(p - exact_p) / np.outer(sigma, sigma)) < 1e-8


def test_control_the_moment_of_the_scan_is_not_that_of_the_plot() -> None:
    plots, _ = measured(0, late=False)
    x, _ = tracked(plots, heed=False, drop=False)
    exact, exact_p = in_order(plots)
    assert np.max(np.abs(x - exact) / np.sqrt(np.diag(exact_p))) > 1.0


def errors(heed: bool, drop: bool) -> tuple[float, float, float]:
    """Sum of NEES, root of the mean squared error of place [m] of the tracker and of the filter in order."""
    nees = own = best = 0.0
    for seed in range(RUNS):
        plots, truth = measured(seed, late=True)
        x, p = tracked(plots, heed, drop)
        exact, _ = in_order(plots)
        error = x - truth
        nees += float(error @ np.linalg.solve(p, error))
        own += float(np.sum(error[:3] ** 2))
        best += float(np.sum((exact - truth)[:3] ** 2))
    return nees, math.sqrt(own / RUNS), math.sqrt(best / RUNS)


def test_late_plots_of_a_second_radar_are_worth_nearly_what_they_are_in_order() -> None:
    """Two thirds of the plots come out of order, by up to a turn."""
    nees, own, best = errors(heed=True, drop=False)
    assert own < 1.03 * best
    assert chi2.ppf(0.0005, 6 * RUNS) < nees < chi2.ppf(0.9995, 6 * RUNS)


@pytest.mark.parametrize(("heed", "drop"), [(False, False), (True, True)])
def test_control_late_plots_ignored_or_taken_for_new_cost_accuracy(heed: bool, drop: bool) -> None:
    nees, own, best = errors(heed, drop)
    assert own > 1.05 * best
    assert heed or nees > chi2.ppf(0.9995, 6 * RUNS)


def test_a_late_plot_far_better_than_the_track_leaves_a_sound_covariance() -> None:
    setup = make_setup(noise=Q)
    state = make_state(setup)
    track = state.track[0]
    track.status, track.number, track.radar = CONFIRMED, 1, 0
    track.time = track.last_update = 10.0
    state.covariance[0] = np.diag([1e8] * 3 + [200.0**2] * 3)
    put_plot(state.plot[0], [30.0, -20.0, 10.0], 0.1**2 * np.eye(3))
    plot: Any = state.plot[0]
    plot.age = 8.0
    process_scan(setup, state, 0, 0, 12.0, 1)
    p = state.covariance[0]
    assert track.updates == 1 and np.array_equal(p, p.T) and np.linalg.eigvalsh(p)[0] > 0.0
    back = np.hstack([np.eye(3), -6.0 * np.eye(3)])
    # What is left of the place then is the plot's error and the noise meanwhile, q T^3 / 3.
    assert np.diag(back @ p @ back.T) == pytest.approx([0.01 + Q * 216.0 / 3.0] * 3, rel=1e-3)
    assert H @ vector_of(track) != pytest.approx(np.zeros(3), abs=1e-3)
