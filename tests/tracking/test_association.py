"""Expected values: SciPy's linear_sum_assignment on the matrix with one column of misses for each row."""

import math
from typing import Any

import numpy as np
import pytest

from tests.assignment.test_linear import best_by_scipy, total
from tests.tracking.builders import make_setup, make_state, put_plot, set_vector
from vyuha.state.tables import State
from vyuha.tracking.association import CHOICE, GATE, MEMBER, USUAL, Scan, associate, make_work

SETUP = make_setup()


def scene(seed: int, tracks: int, plots: int) -> State:
    """Tracks and plots thrown into a box, so that clusters of several of both occur; covariances of all sizes."""
    g = np.random.default_rng(seed)
    state = make_state(SETUP)
    for i in range(tracks):
        set_vector(state.track[i], [*g.uniform(0.0, 5e3, 3), 0.0, 0.0, 0.0])
        state.covariance[i] = np.diag(10.0 ** g.uniform(2.0, 6.0, 6))
    for j in range(plots):
        root = g.normal(size=(3, 3)) * 150.0
        put_plot(state.plot[j], g.uniform(0.0, 5e3, 3), root @ root.T + 100.0 * np.eye(3))
    state.plot[0].used = True
    return state


def reference_cost(state: State, tracks: int, plots: int) -> tuple[Any, float]:
    cost, volumes = np.full((tracks, plots), math.inf), [-math.inf]
    for i in range(tracks):
        track: Any = state.track[i]
        for j in range(1, plots):
            plot: Any = state.plot[j]
            r = [[plot.xx, plot.xy, plot.xz], [plot.xy, plot.yy, plot.yz], [plot.xz, plot.yz, plot.zz]]
            s = state.covariance[i][:3, :3] + np.array(r)
            z = np.array([plot.x - track.x, plot.y - track.y, plot.z - track.z])
            square, volume = float(z @ np.linalg.solve(s, z)), float(np.linalg.slogdet(s)[1])
            if square <= GATE:
                cost[i, j] = square + volume
                volumes.append(volume)
    return cost, GATE + max(volumes)


@pytest.mark.parametrize(("tracks", "plots"), [(12, 15), (20, 8), (5, 1)])
def test_gating_and_decomposition_lose_nothing(tracks: int, plots: int) -> None:
    contested = 0
    for seed in range(40):
        state = scene(seed, tracks, plots)
        work = make_work(tracks, plots)
        work.link[MEMBER, :tracks] = np.arange(tracks)
        associate(SETUP, state, work, Scan(0, 0, 0.0, plots), tracks, USUAL)
        cost, miss = reference_cost(state, tracks, plots)
        if not math.isfinite(miss):
            assert np.all(work.link[CHOICE, :tracks] == -1)
            continue
        found = total(cost, work.link[CHOICE, :tracks], miss)
        assert found == pytest.approx(best_by_scipy(cost, miss), rel=1e-12)
        contested += int((np.isfinite(cost).sum(axis=0) > 1).any())
    assert contested > 20 or plots == 1


def test_the_precise_track_keeps_its_plot_from_a_vague_newcomer() -> None:
    state = make_state(SETUP)
    state.covariance[0], state.covariance[1] = 100.0**2 * np.eye(6), 3600.0**2 * np.eye(6)
    put_plot(state.plot[0], [200.0, 0.0, 0.0])
    work = make_work(2, 1)
    work.link[MEMBER, :2] = (0, 1)
    associate(SETUP, state, work, Scan(0, 0, 0.0, 1), 2, USUAL)
    assert list(work.link[CHOICE, :2]) == [0, -1]
    # Control: by distance alone the newcomer, whose gate is wide, would win.
    assert 200.0**2 / (2.0 * 100.0**2) > 200.0**2 / (3600.0**2 + 100.0**2)
