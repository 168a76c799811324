"""The proof against enumeration, and its certificate computed again in plain Python."""

from typing import Any

import numpy as np
import pytest

from tests.assignment.oracle import best, bound, small, survives
from vyuha import assign
from vyuha.assignment.exact import Limits, Proof, prove
from vyuha.assignment.instances import Instance, air_defence, many_rounds, single_round


def faults(instance: Instance, proof: Proof) -> list[str]:
    """What is wrong with a certificate, by plain computation from the problem."""
    found = []
    if np.any(proof.counts < 0) or np.any(proof.counts.sum(axis=1) > instance.rounds):
        found.append("more rounds than there are")
    if abs(survives(instance, proof.counts) - proof.cost) > 1e-9 * max(1.0, proof.cost):
        found.append("leaves something else")
    if proof.bound > bound(instance, proof.prices) + 1e-9 and proof.cost > 1e-12 * instance.values.sum():
        found.append("the prices do not give the bound")
    if proof.bound > proof.cost + 1e-9 * max(1.0, proof.cost):
        found.append("the bound is above what survives")
    return found


def starts(instance: Instance, seed: int) -> list[tuple[Any, Any]]:
    """A good assignment and no prices; nothing fired and random prices."""
    g = np.random.default_rng([seed, 2])
    weapons = len(instance.rounds)
    nothing = np.zeros(instance.kill_probability.shape, np.int64)
    prices = g.integers(0, 4, weapons).astype(float)
    return [(assign(*instance, "engine").counts, np.zeros(weapons)), (nothing, prices)]


@pytest.mark.parametrize("steps", [1, 25, 150])
def test_small_problems_are_proved_at_their_optimum(steps: int) -> None:
    for seed in range(100 * steps, 100 * steps + 120):
        instance = small(seed)
        least = best(instance)
        for counts, prices in starts(instance, seed):
            proof = prove(instance, np.zeros(len(instance.rounds)), counts, prices, Limits(30.0, steps))
            assert proof.proved, (seed, proof.open)
            assert proof.cost == pytest.approx(least, abs=1e-7 * max(1.0, least)), seed
            assert proof.bound <= least + 1e-9, seed
            assert faults(instance, proof) == [], seed


def test_reserve_prices_are_part_of_what_is_proved() -> None:
    for seed in range(60):
        instance, g = small(seed), np.random.default_rng([seed, 1])
        reserve = np.round(g.uniform(0.0, 2.0, len(instance.rounds)), 1)
        made = assign(*instance, "exact", reserve=reserve)
        assert made.proved
        assert made.survives + float(reserve @ made.used) == pytest.approx(best(instance, reserve), abs=1e-6)


def test_control_a_wrong_certificate_is_seen() -> None:
    instance = many_rounds(4, 4, 0, 1)
    prices = np.zeros(4)
    good = prove(instance, np.zeros(4), np.zeros((4, 4), np.int64), prices)
    assert faults(instance, good) == []
    more = good.counts.copy()
    more[0] += 1
    wrong = [
        Proof(more, good.cost, good.bound, good.prices),
        Proof(good.counts, good.cost * 0.99, good.bound, good.prices),
        Proof(good.counts, good.cost, good.bound, 0.0 * good.prices),
        Proof(good.counts, good.cost, good.cost * 1.01, good.prices),
    ]
    assert [bool(faults(instance, one)) for one in wrong] == [True] * 4


def test_a_limit_that_is_hit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = air_defence(10, 30, 0)
    monkeypatch.setattr("vyuha.assignment.exact.MOST_COLUMNS", 35)
    made = assign(*instance, "exact")
    assert not made.proved and "columns" in made.open
    assert made.bound is not None and made.gap is not None
    assert made.bound < made.survives and 0.0 < made.gap < 0.05
    made = assign(*instance, "exact", seconds=1e-6)
    assert not made.proved and made.open == "1e-06 s were not enough"
    assert made.bound is not None and made.bound < made.survives
    monkeypatch.setattr("vyuha.assignment.exact.MOST_NODES", 1)
    made = assign(*instance, "exact")
    assert not made.proved and "nodes" in made.open
    assert made.bound is None and made.gap is None


def test_the_proof_stands_on_the_bound_of_its_prices() -> None:
    """Middle sizes, where enumeration of all is out of reach but that of the columns of a target is not."""
    for instance in (single_round(10, 10, 1), many_rounds(6, 8, 1, 1)):
        made = assign(*instance, "exact")
        assert made.proved and made.prices is not None
        again = bound(instance, made.prices)
        assert again <= made.survives * (1.0 + 1e-9)
        assert again >= made.survives * 0.98
        assert survives(instance, made.counts) == pytest.approx(made.survives, rel=1e-12)


def test_nothing_to_do() -> None:
    for instance in (
        Instance(np.array([3.0]), np.zeros((1, 1)), np.array([2])),
        Instance(np.array([0.0]), np.ones((1, 1)), np.array([2])),
        Instance(np.array([3.0]), np.ones((1, 1)), np.array([0])),
        Instance(np.zeros(0), np.zeros((2, 0)), np.array([1, 1])),
        Instance(np.array([2.0]), np.zeros((0, 1)), np.zeros(0, np.int64)),
    ):
        for method in ("return", "engine", "planner", "exact"):
            made = assign(*instance, method)  # type: ignore[arg-type]
            assert made.survives == instance.values.sum()
        assert made.proved and made.gap == 0.0
