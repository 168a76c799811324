"""Expected values: SciPy's linear_sum_assignment on the matrix with one column of misses for each row."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from vyuha.assignment.linear import LINKS, MATE, assign, make_work

_FAR = 1e9


def total(cost: Any, mate: Any, miss: float) -> float:
    """Cost of an assignment; refuses a column given twice and an infinite pair."""
    used = [j for j in mate if j >= 0]
    assert len(set(used)) == len(used)
    pairs = [cost[i, j] for i, j in enumerate(mate) if j >= 0]
    assert all(math.isfinite(pair) for pair in pairs)
    return float(sum(pairs)) + miss * (len(mate) - len(pairs))


def ours(cost: Any, miss: float) -> list[int]:
    rows, columns = cost.shape
    work = make_work(rows, columns, LINKS)
    work.cost[:, :] = cost
    assign(work, rows, columns, miss)
    return [int(j) for j in work.link[MATE, :rows]]


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
