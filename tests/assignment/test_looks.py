"""Shoot, look, shoot: the numbers of Hosein and Athans, closed forms, and prices beside the dynamic programme."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from vyuha import Later, assign
from vyuha.assignment.looks import alike_policy


def test_the_published_numbers() -> None:
    """Four alike targets, eight rounds, probability 0.6: survivors with one, two, three and more looks."""
    left = alike_policy(4, 8, 0.6, 5).survivors[:, 4, 8]
    assert left[1:4] == pytest.approx([0.6400, 0.307855, 0.232653], abs=5e-7)
    # With a look after each round all that counts is how many of eight hit: the mean of (4 - Bin(8, 0.6))+.
    assert left[5] == pytest.approx(0.2326528, abs=1e-7)
    assert left[0] == 4.0


def test_one_look_is_an_even_spread() -> None:
    policy = alike_policy(3, 7, 0.5, 1)
    for n in range(1, 4):
        for m in range(8):
            a, b = divmod(m, n)
            assert policy.survivors[1, n, m] == pytest.approx(b * 0.5 ** (a + 1) + (n - b) * 0.5**a)
            assert policy.fire[1, n, m] == m


def test_more_looks_or_rounds_never_hurt() -> None:
    left = alike_policy(5, 10, 0.3, 4).survivors
    assert np.all(np.diff(left, axis=0) <= 1e-12)
    assert np.all(np.diff(left, axis=2) <= 1e-12)
    assert np.all(np.diff(left, axis=1) >= 0.0)


def test_one_target_two_looks_by_hand() -> None:
    """Two rounds at 0.7 fired one by one leave 0.09, as a salvo of both does."""
    assert alike_policy(1, 2, 0.7, 2).survivors[2, 1, 2] == pytest.approx(0.09)


def fought(targets: int, rounds: int, kill: float, looks: int) -> float:
    """Survivors expected when the prices say what to fire in each look, over all outcomes."""

    @cache
    def left(k: int, n: int, m: int) -> float:
        if k == 0 or n == 0 or m == 0:
            return float(n)
        counts = assign(np.ones(n), np.full((1, n), kill), [m], looks=k).counts[0]
        chance = np.ones(1)
        for fired in counts.tolist():
            chance = np.convolve(chance, [1.0 - (1.0 - kill) ** fired, (1.0 - kill) ** fired])
        return float(sum(chance[s] * left(k - 1, s, m - int(counts.sum())) for s in range(n + 1)))

    return left(looks, targets, rounds)


@pytest.mark.parametrize(("targets", "rounds", "kill", "looks"), [(4, 8, 0.6, 2), (4, 8, 0.6, 3), (3, 5, 0.5, 2)])
def test_prices_fire_as_the_dynamic_programme_does(targets: int, rounds: int, kill: float, looks: int) -> None:
    programme = alike_policy(targets, rounds, kill, looks).survivors[looks, targets, rounds]
    assert fought(targets, rounds, kill, looks) == pytest.approx(programme, rel=1e-6)
    # Control: all at once leaves a third more at least.
    assert alike_policy(targets, rounds, kill, 1).survivors[1, targets, rounds] > 1.3 * programme


@pytest.mark.parametrize(("targets", "rounds", "kill"), [(5, 12, 0.7), (8, 20, 0.7), (10, 20, 0.5), (12, 30, 0.6)])
def test_where_rounds_are_plenty_the_salvo_is_nearly_the_best(targets: int, rounds: int, kill: float) -> None:
    programme = alike_policy(targets, rounds, kill, 2)
    left = fought(targets, rounds, kill, 2)
    assert programme.survivors[2, targets, rounds] - 1e-9 <= left <= 1.05 * programme.survivors[2, targets, rounds]
    # Control: all at once leaves far more.
    assert programme.survivors[1, targets, rounds] > 1.5 * left


def test_the_bound_is_one() -> None:
    """No policy leaves less than the bound: not the best one either."""
    for seed in range(20):
        g = np.random.default_rng(seed)
        n, m, k = int(g.integers(1, 6)), int(g.integers(0, 10)), int(g.integers(1, 4))
        kill = float(g.choice([0.3, 0.5, 0.7, 0.9, 1.0]))
        made = assign(np.ones(n), np.full((1, n), kill), [m], looks=k, later=Later([1.0], [[kill]], [0.0]))
        assert made.bound is not None
        assert made.bound <= alike_policy(n, m, kill, k).survivors[k, n, m] + 1e-9, seed


def mixed(seed: int) -> tuple[Any, Any, Any]:
    g = np.random.default_rng(seed)
    return g.uniform(1.0, 10.0, 6), g.uniform(0.3, 0.9, (3, 6)), np.array([3, 2, 4])


def test_rounds_are_kept_for_later_looks() -> None:
    kept = 0
    for seed in range(5):
        one, two = assign(*mixed(seed)), assign(*mixed(seed), looks=2)
        assert one.used.sum() == 9
        assert np.all(two.used <= one.used)
        assert two.bound is not None and two.bound < one.survives
        kept += int(9 - two.used.sum())
        # A used round gains its price at least.
        values, kill, _ = mixed(seed)
        assert two.method == "first of 2 looks"
        assert two.survives <= values.sum()
        assert kill.shape == two.counts.shape
    assert kept > 5


def test_rounds_are_kept_for_threats_to_come() -> None:
    values, kill, rounds = mixed(0)
    used = []
    for expected in (0.0, 2.0, 20.0, 2000.0):
        later = Later([50.0], np.full((3, 1), 0.8), [expected])
        used.append(int(assign(values, kill, rounds, later=later).used.sum()))
    assert used[0] == 9
    assert used == sorted(used, reverse=True)
    assert used[-1] == 0


def test_what_makes_no_sense_is_refused() -> None:
    problem = (np.ones(2), np.full((1, 2), 0.5), [3])
    with pytest.raises(ValueError, match="looks: 0: must be a whole number of at least 1"):
        assign(*problem, looks=0)
    with pytest.raises(ValueError, match=r"later.expected\[0\]: -1: must be a finite number"):
        assign(*problem, later=Later([1.0], [[0.5]], [-1.0]))
    with pytest.raises(ValueError, match="do not fit 1 weapons"):
        assign(*problem, later=Later([1.0], [[0.5], [0.5]], [1.0]))
    with pytest.raises(ValueError, match="later.looks"):
        assign(*problem, later=Later([1.0], [[0.5]], [1.0], looks=0))
    with pytest.raises(ValueError, match="too many"):
        alike_policy(1000, 1000, 0.5, 3)
