"""Expected values: SciPy's linear_sum_assignment over all tracks and plots at once, a plain search for groups."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from tests.tracker.scenes import edges_of, matrix_of
from vyuha.tracker.clusters import assign_best, find_clusters, price_by_likelihood

DETECTION, DENSITY = 0.9, 1e-3


def problem(seed: int, tracks: int = 30, plots: int = 35, share: float = 0.06) -> Any:
    g = np.random.default_rng(seed)
    fit = g.uniform(-14.0, 2.0, (tracks, plots))
    fit[g.random((tracks, plots)) > share] = -math.inf
    return fit


def total(fit: Any, chosen: Any) -> float:
    gains = np.where(np.isfinite(fit), fit + math.log(DETECTION / DENSITY), -1e9)
    hit = chosen.any(axis=1)
    return float(gains[chosen].sum() + (~hit).sum() * math.log(1.0 - DETECTION))


def best(fit: Any) -> float:
    gains = np.where(np.isfinite(fit), fit + math.log(DETECTION / DENSITY), -1e9)
    misses = np.full((len(fit), len(fit)), -1e9)
    np.fill_diagonal(misses, math.log(1.0 - DETECTION))
    whole = np.hstack([gains, misses])
    return float(whole[linear_sum_assignment(-whole)].sum())


def test_the_assignment_is_the_best_of_all() -> None:
    nearest_is_worse, sizes = 0, set()
    for seed in range(60):
        fit = problem(seed, share=0.02 + 0.01 * (seed % 8))
        edges = edges_of(fit)
        clusters = find_clusters(edges, fit.shape[1])
        assign_best(edges, clusters, fit.shape[1], price_by_likelihood(edges, DETECTION, DENSITY))
        chosen = matrix_of(edges, fit.shape[1]) == 1.0
        assert chosen.sum(axis=0).max() <= 1 and chosen.sum(axis=1).max() <= 1
        assert total(fit, chosen) == pytest.approx(best(fit))
        sizes.update(np.diff(clusters.first))
        # Control: the likeliest plot for each track by itself takes plots twice.
        greedy = np.argmax(fit, axis=1)[np.isfinite(fit).any(axis=1)]
        nearest_is_worse += len(set(greedy)) < len(greedy)
    assert nearest_is_worse > 30 and {1, 2, 3} < sizes and max(sizes) > 12


def test_clusters_are_the_connected_parts() -> None:
    for seed in range(30):
        fit = problem(seed)
        inside = np.isfinite(fit)
        clusters = find_clusters(edges_of(fit), 35)
        whole = np.block([[np.zeros((30, 30)), inside], [inside.T, np.zeros((35, 35))]])
        _, label = connected_components(whole, directed=False)
        ours = {frozenset(part) for part in np.split(clusters.member, clusters.first[1:-1])}
        theirs = {frozenset(np.flatnonzero((label[:30] == c) & inside.any(axis=1))) for c in set(label[:30])}
        assert ours == theirs - {frozenset()}
        assert clusters.columns == max(np.sum(label[30:] == c) for c in set(label[:30][inside.any(axis=1)]))


def test_nothing_to_assign() -> None:
    edges = edges_of(np.full((3, 2), -math.inf))
    clusters = find_clusters(edges, 2)
    assert len(clusters.member) == 0
    assign_best(edges, clusters, 2, price_by_likelihood(edges, DETECTION, DENSITY))
