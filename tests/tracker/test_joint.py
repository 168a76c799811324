"""Expected values: the sum over all joint events, written out."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from tests.tracker.scenes import edges_of, matrix_of
from vyuha.tracker.clusters import find_clusters
from vyuha.tracker.joint import MOST_CONTESTED, weigh_all

DETECTION, DENSITY = 0.9, 1e-3


def problem(seed: int, tracks: int, plots: int) -> Any:
    g = np.random.default_rng(seed)
    fit = math.log(DENSITY) + g.uniform(-3.0, 3.0, (tracks, plots))
    fit[g.random((tracks, plots)) > 0.6] = -math.inf
    return fit


def by_enumeration(fit: Any) -> Any:
    tracks, plots = fit.shape
    ratio = np.where(np.isfinite(fit), np.exp(fit) * DETECTION / DENSITY, 0.0)
    chance, total = np.zeros(fit.shape), 0.0
    for event in itertools.product(range(-1, plots), repeat=tracks):
        taken = [j for j in event if j >= 0]
        if len(set(taken)) == len(taken):
            weight = math.prod(1.0 - DETECTION if j < 0 else ratio[i, j] for i, j in enumerate(event))
            total += weight
            for i, j in enumerate(event):
                if j >= 0:
                    chance[i, j] += weight
    return chance / total


def ours(fit: Any, most_contested: int = MOST_CONTESTED) -> Any:
    edges = edges_of(fit)
    plots = fit.shape[1]
    weigh_all(edges, find_clusters(edges, plots), plots, DETECTION, DENSITY, most_contested)
    return matrix_of(edges, plots)


def alone(fit: Any) -> Any:
    """Each track as if there were no other (PDA)."""
    ratio = np.where(np.isfinite(fit), np.exp(fit) * DETECTION / DENSITY, 0.0)
    return ratio / (1.0 - DETECTION + ratio.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(("tracks", "plots"), [(1, 4), (2, 2), (3, 4), (4, 3), (5, 4)])
def test_chances_are_those_of_all_joint_events(tracks: int, plots: int) -> None:
    told_apart = 0.0
    for seed in range(12):
        fit = problem(seed, tracks, plots)
        expected = by_enumeration(fit)
        assert ours(fit) == pytest.approx(expected, abs=1e-12)
        told_apart = max(told_apart, np.abs(alone(fit) - expected).max())
    # Control: each track for itself gives other chances, unless there is only one.
    assert told_apart > 0.1 or tracks == 1


def test_belief_propagation_is_near() -> None:
    """How near is measured, not derived: in these 60 dense clusters no chance is off by more than 0.13, half of the
    clusters by less than 0.02; a track for itself is off by up to 0.8. Where tracks and plots form no ring it is exact.
    """
    off = [np.abs(ours(f, 0) - by_enumeration(f)).max() for f in (problem(seed, 4, 4) for seed in range(60))]
    assert max(off) < 0.13 and np.median(off) < 0.02
    apart = [np.abs(alone(f) - by_enumeration(f)).max() for f in (problem(seed, 4, 4) for seed in range(60))]
    assert max(apart) > 2.0 * max(off)
    chain = np.full((3, 4), -math.inf)
    for i in range(3):
        chain[i, i : i + 2] = math.log(DENSITY) + np.array([0.7, -0.4]) * (i + 1)
    assert ours(chain, 0) == pytest.approx(by_enumeration(chain), abs=1e-6)


def test_chances_add_up_in_a_large_cluster() -> None:
    fit = problem(3, 40, 40)
    chance = ours(fit)
    assert np.all(chance >= 0.0)
    assert chance.sum(axis=1).max() < 1.0
    assert chance.sum(axis=0).max() < 1.0 + 1e-6
    # Control: alone they do not.
    assert alone(fit).sum(axis=0).max() > 1.5


def test_extreme_likelihoods_stay_finite() -> None:
    fit = np.array([[700.0, -700.0], [699.0, -math.inf]])
    chance = ours(fit)
    assert np.isfinite(chance).all()
    assert chance[0, 0] + chance[1, 0] == pytest.approx(1.0)
