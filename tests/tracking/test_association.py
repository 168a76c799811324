"""Expected values: SciPy's linear_sum_assignment on the matrix with one column of misses for each row."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from tests.tracking.builders import make_setup, make_state, put_plot, set_vector
from vyuha.state.tables import State
from vyuha.tracking.association import CHOICE, GATE, MEMBER, USUAL, Scan, assign, associate, make_work

_MATE = 0
_FAR = 1e9

SETUP = make_setup()


def total(cost: Any, mate: Any, miss: float) -> float:
    """Cost of an assignment; refuses a column given twice and an infinite pair."""
    used = [j for j in mate if j >= 0]
    assert len(set(used)) == len(used)
    pairs = [cost[i, j] for i, j in enumerate(mate) if j >= 0]
    assert all(math.isfinite(pair) for pair in pairs)
    return float(sum(pairs)) + miss * (len(mate) - len(pairs))


def ours(cost: Any, miss: float) -> list[int]:
    rows, columns = cost.shape
    work = make_work(rows, columns)
    work.cost[:, :] = cost
    assign(work, rows, columns, miss)
    return [int(j) for j in work.link[_MATE, :rows]]


def best_by_scipy(cost: Any, miss: float) -> float:
    rows, columns = cost.shape
    misses = np.full((rows, rows), _FAR)
    np.fill_diagonal(misses, miss)
    whole = np.hstack([np.where(np.isfinite(cost), cost, _FAR), misses])
    i, j = linear_sum_assignment(whole)
    return float(whole[i, j].sum())


def greedy(cost: Any, miss: float) -> list[int]:
    """The cheapest pair first, then the cheapest of the rest."""
    mate = [-1] * cost.shape[0]
    for flat in np.argsort(cost, axis=None, kind="stable"):
        i, j = divmod(int(flat), cost.shape[1])
        if cost[i, j] < miss and mate[i] < 0 and j not in mate:
            mate[i] = j
    return mate


def problem(seed: int) -> tuple[Any, float]:
    """Every third with ties (small integers), every second with impossible pairs, every fifth with negative costs."""
    g = np.random.default_rng(seed)
    rows, columns = int(g.integers(1, 14)), int(g.integers(1, 14))
    cost = g.uniform(0.0, 30.0, (rows, columns))
    if seed % 3 == 0:
        cost = np.floor(cost / 6.0)
    if seed % 5 == 0:
        cost -= 20.0
    if seed % 2 == 0:
        cost[g.random((rows, columns)) < 0.5] = math.inf
    return cost, float(g.choice([3.0, 16.0, 1e3]))


def test_assignment_is_optimal_and_greedy_is_not() -> None:
    worse = 0
    for seed in range(400):
        cost, miss = problem(seed)
        found, best = total(cost, ours(cost, miss), miss), best_by_scipy(cost, miss)
        assert found == pytest.approx(best, abs=1e-9), seed
        by_greed = total(cost, greedy(cost, miss), miss)
        assert by_greed >= best - 1e-9
        worse += by_greed > best + 1e-9
    # Control: the check tells an optimal assignment from a greedy one.
    assert worse > 100


def test_a_row_without_any_way_out_stays_alone() -> None:
    assert ours(np.array([[math.inf, math.inf], [1.0, math.inf], [2.0, math.inf]]), math.inf) == [-1, 0, -1]


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
