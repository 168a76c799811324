"""Maximum marginal return is optimal where probabilities depend on the target alone (den Broeder, Ellison, Emerling
1959); the first layer is SciPy's linear assignment.
"""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from tests.assignment.oracle import best, survives
from vyuha import assign
from vyuha.assignment.board import Size, cost_of, load, make_board, tell
from vyuha.assignment.instances import Instance, single_round
from vyuha.assignment.starts import start_by_layers, start_by_return


def alike(seed: int) -> Instance:
    g = np.random.default_rng(seed)
    weapons, targets = int(g.integers(1, 4)), int(g.integers(1, 4))
    row = np.round(g.uniform(0.0, 1.0, targets), 1)
    return Instance(g.integers(0, 9, targets).astype(float), np.tile(row, (weapons, 1)), g.integers(0, 3, weapons))


def test_the_greatest_return_first_is_optimal_where_the_theorem_says_so() -> None:
    for seed in range(200):
        instance = alike(seed)
        made = assign(*instance, "return")
        assert made.survives == pytest.approx(best(instance), abs=1e-12), seed


def test_control_elsewhere_it_is_not() -> None:
    """The first weapon takes the target that only the second could hurt otherwise."""
    instance = Instance(np.array([10.0, 9.0]), np.array([[0.9, 0.8], [0.85, 0.1]]), np.array([1, 1]))
    assert assign(*instance, "return").survives == pytest.approx(1.0 + 8.1)
    assert best(instance) == pytest.approx(1.5 + 1.8)


def layered(instance: Instance) -> tuple[Any, float]:
    weapons, targets = instance.kill_probability.shape
    size = Size(weapons, targets, int(instance.rounds.sum()))
    board, counts = make_board(*size), np.zeros((weapons, targets), np.int64)
    load(instance.values, instance.kill_probability, instance.rounds, np.zeros(weapons), board, size)
    start_by_layers(board, size)
    tell(board, size, counts)
    return counts, cost_of(board, size)


@pytest.mark.parametrize(("weapons", "targets"), [(12, 20), (20, 12)])
def test_a_layer_is_the_best_linear_assignment(weapons: int, targets: int) -> None:
    for seed in range(20):
        instance = single_round(weapons, targets, seed)
        counts, cost = layered(instance)
        gain = instance.values * instance.kill_probability
        i, j = linear_sum_assignment(-gain)
        first = instance.values.sum() - gain[i, j].sum()
        assert cost == pytest.approx(survives(instance, counts), rel=1e-12)
        # More weapons than targets: the second layer goes on from the first.
        assert cost == pytest.approx(first, rel=1e-12) if weapons <= targets else cost < first
        assert counts.sum() == weapons


def test_returns_stop_at_the_reserve_price() -> None:
    size, board, counts = Size(1, 2, 4), make_board(1, 2, 4), np.zeros((1, 2), np.int64)
    for price in (0.0, 0.3, 1.5, 2.2, 3.0, 6.0):
        load(np.array([10.0, 4.0]), np.full((1, 2), 0.5), np.array([4]), np.array([price]), board, size)
        # Gains in turn: 5 and 2.5 at the first target, 2 at the second, 1.25 at the first.
        start_by_return(board, size)
        tell(board, size, counts)
        assert counts.sum() == sum(gain > price for gain in (5.0, 2.5, 2.0, 1.25))
