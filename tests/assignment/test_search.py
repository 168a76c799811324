"""The search against enumeration, and what each of its steps promises."""

import math
from typing import Any

import numpy as np
import pytest

from tests.assignment.oracle import best, small, survives
from vyuha import assign
from vyuha.assignment.board import AIM, IDLE, Board, Size, aim, cost_of, keep, load, make_board, tell
from vyuha.assignment.exchange import improve_all
from vyuha.assignment.instances import Instance, air_defence, many_rounds
from vyuha.assignment.kicks import kick
from vyuha.assignment.neighbourhood import reassign
from vyuha.assignment.search import Effort, assign_into


def on_board(instance: Instance, reserve: Any = None) -> tuple[Board, Size]:
    weapons, targets = instance.kill_probability.shape
    size = Size(weapons, targets, int(instance.rounds.sum()))
    board = make_board(*size)
    prices = np.zeros(weapons) if reserve is None else reserve
    load(instance.values, instance.kill_probability, instance.rounds, prices, board, size)
    return board, size


def told(board: Board, size: Size) -> Any:
    counts = np.zeros((size.weapons, size.targets), np.int64)
    tell(board, size, counts)
    return counts


def thrown(board: Board, size: Size, seed: int) -> None:
    """Every round somewhere, or held back."""
    g = np.random.default_rng(seed)
    for r in range(size.rounds):
        aim(board, r, int(g.integers(IDLE, size.targets)))


def test_a_thousand_small_problems() -> None:
    missed, plain = 0, 0
    for seed in range(1000):
        instance = small(seed)
        least = best(instance)
        made = assign(*instance, "planner")
        assert np.all(made.counts >= 0) and np.all(made.used <= instance.rounds), seed
        assert made.survives == pytest.approx(survives(instance, made.counts), abs=1e-12), seed
        assert made.survives >= least - 1e-9, seed
        missed += made.survives > least + 1e-9
        plain += assign(*instance, "return").survives > least + 1e-9
    assert missed == 0
    # Control: the plain rule does not reach the optimum in many of them, so the comparison can fail.
    assert plain > 15


def test_rounds_are_held_back_at_their_price() -> None:
    for seed in range(200):
        instance, g = small(seed), np.random.default_rng([seed, 1])
        reserve = np.round(g.uniform(0.0, 2.0, len(instance.rounds)), 1)
        made = assign(*instance, "planner", reserve=reserve)
        cost = made.survives + float(reserve @ made.used)
        assert cost == pytest.approx(best(instance, reserve), abs=1e-9), seed


def neighbours(counts: Any, kill: Any, rounds: Any) -> Any:
    """Every assignment that one move of a round or one exchange of two rounds makes."""
    weapons, targets = counts.shape
    places = [(i, j) for i in range(weapons) for j in range(targets) if counts[i, j]]
    held = [(i, IDLE) for i in range(weapons) if counts[i].sum() < rounds[i]]
    for i, j in places + held:
        for k in range(targets):
            other = counts.copy()
            if j != IDLE:
                other[i, j] -= 1
            other[i, k] += 1
            yield other
        for u, k in places:
            if u != i:
                other = counts.copy()
                if j != IDLE:
                    other[i, j] -= 1
                    other[u, j] += 1
                other[u, k] -= 1
                other[i, k] += 1
                yield other


@pytest.mark.parametrize("make", [air_defence, many_rounds])
def test_local_search_ends_where_no_single_change_helps(make: Any) -> None:
    helped = 0
    for seed in range(4):
        instance = make(6, 12, seed)
        board, size = on_board(instance)
        thrown(board, size, seed)
        first = cost_of(board, size)
        improve_all(board, size)
        end, counts = cost_of(board, size), told(board, size)
        assert end < first
        assert end == pytest.approx(survives(instance, counts), rel=1e-12)
        for other in neighbours(counts, instance.kill_probability, instance.rounds):
            assert survives(instance, other) >= end - 1e-9 * instance.values.sum()
        # Control: from a thrown assignment the same neighbours do hold better ones.
        board, size = on_board(instance)
        thrown(board, size, seed)
        start = told(board, size)
        around = neighbours(start, instance.kill_probability, instance.rounds)
        helped += min(survives(instance, other) for other in around) < first
    assert helped == 4


def test_a_step_never_leaves_more() -> None:
    for seed in range(10):
        instance = air_defence(8, 20, seed)
        board, size = on_board(instance)
        thrown(board, size, seed)
        cost = cost_of(board, size)
        for step in range(5):
            reassign(board, size, 1, step)
            now = cost_of(board, size)
            assert now <= cost * (1.0 + 1e-12)
            cost = now
        keep(board, size)
        for step in range(20):
            now = kick(board, size, 1, step, cost)
            assert now <= cost
            assert cost_of(board, size) == pytest.approx(now, rel=1e-12)
            cost = now
        assert cost == pytest.approx(survives(instance, told(board, size)), rel=1e-12)


def test_a_larger_workspace_and_its_past_change_nothing() -> None:
    """As an engine uses it: one board for all, arrays wider than the problem."""
    board = make_board(20, 40, 200)
    for seed in range(5):
        instance = air_defence(8 + seed, 30 - seed, seed)
        weapons, targets = instance.kill_probability.shape
        size = Size(weapons, targets, int(instance.rounds.sum()))
        own, tight = make_board(*size), np.zeros((weapons, targets), np.int64)
        effort = Effort(2, 50, 7)
        reserve = np.zeros(20)
        cost = assign_into(*instance, reserve[:weapons], tight, own, size, effort)
        values, kill = np.full(40, math.nan), np.full((20, 40), math.nan)
        rounds, wide = np.full(20, 10**6), np.zeros((20, 40), np.int64)
        values[:targets], kill[:weapons, :targets], rounds[:weapons] = instance
        assert assign_into(values, kill, rounds, reserve, wide, board, size, effort) == cost
        assert np.array_equal(wide[:weapons, :targets], tight)
        assert wide.sum() == tight.sum()


def test_the_same_input_gives_the_same_answer_and_the_seed_counts() -> None:
    instance = air_defence(20, 60, 3)
    first, again = assign(*instance), assign(*instance)
    assert np.array_equal(first.counts, again.counts)
    other = [assign(*instance, "engine", seed=seed).counts for seed in range(4)]
    assert any(not np.array_equal(other[0], counts) for counts in other[1:])


def test_sure_kills_are_taken_back_without_a_trace() -> None:
    board, size = on_board(Instance(np.array([7.0]), np.ones((3, 1)), np.array([40, 40, 40])))
    for r in range(size.rounds):
        aim(board, r, 0)
    assert cost_of(board, size) == pytest.approx(0.0, abs=1e-25)
    for r in range(size.rounds):
        aim(board, r, IDLE)
    assert cost_of(board, size) == 7.0
    assert np.all(board.round[AIM] == IDLE)
