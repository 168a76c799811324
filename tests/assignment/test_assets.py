"""Preferential defence: the number of Hosein and Athans, enumeration, and the dynamic programme as a bound."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.assignment.oracle import all_counts
from vyuha import Assets, assign
from vyuha.assignment.assets import alike_defence, save, saved_by
from vyuha.assignment.instances import Instance


def best(assets: Assets, instance: Instance) -> float:
    """The most that can be saved, by trying all."""
    _, kill, rounds = instance
    ways = [all_counts(int(m), kill.shape[1]) for m in rounds]
    return max(saved_by(assets, instance, np.array(counts).reshape(kill.shape)) for counts in itertools.product(*ways))


def small(seed: int) -> tuple[Assets, Instance]:
    g = np.random.default_rng(seed)
    count, threats, weapons = int(g.integers(1, 4)), int(g.integers(1, 5)), int(g.integers(1, 4))
    kill = np.round(g.uniform(0.0, 1.0, (weapons, threats)), 1)
    instance = Instance(np.ones(threats), kill, g.integers(0, 3, weapons))
    lethality = g.choice([1.0, 1.0, 0.6, 0.0], threats)
    return Assets(g.integers(0, 5, count), g.integers(0, count, threats), lethality), instance


def test_the_published_number() -> None:
    """Ten assets, two attackers each, ten rounds at 0.8: five assets defended save 5 x 0.64, one round each saves 0."""
    assets = Assets(np.ones(10), np.repeat(np.arange(10), 2))
    made = assign(None, np.full((2, 20), 0.8), [5, 5], assets=assets)
    assert made.survives == pytest.approx(3.20)
    assert made.proved and made.gap == 0.0
    even = np.zeros((1, 20), np.int64)
    even[0, ::2] = 1
    assert saved_by(assets, Instance(np.ones(20), np.full((1, 20), 0.8), np.array([10])), even) == 0.0


def test_what_is_saved_by_hand() -> None:
    assets = Assets([10.0, 4.0], [0, 0, 1], [1.0, 0.5, 0.8])
    instance = Instance(np.ones(3), np.array([[0.5, 0.9, 0.25]]), np.array([4]))
    # 10 (1 - 0.5) (1 - 0.5 x 0.1) + 4 (1 - 0.8 x 0.75 x 0.75)
    assert saved_by(assets, instance, np.array([[1, 1, 2]])) == pytest.approx(10 * 0.5 * 0.95 + 4 * 0.55)


def test_small_problems() -> None:
    alike = greedy = 0
    for seed in range(300):
        assets, instance = small(seed)
        most = best(assets, instance)
        made = save(assets, instance, 0)
        assert np.all(made.counts.sum(axis=1) <= instance.rounds), seed
        assert made.saved == pytest.approx(most, abs=1e-9), seed
        assert made.bound is not None and made.bound >= most - 1e-9, seed
        if made.proved:
            assert made.bound == pytest.approx(most, abs=1e-9), seed
            alike += 1
        greedy += one_by_one(assets, instance) < most - 1e-9
    assert alike > 20
    # Control: always taking the round that saves most misses many of them.
    assert greedy > 20


def one_by_one(assets: Assets, instance: Instance) -> float:
    counts = np.zeros(instance.kill_probability.shape, np.int64)
    while True:
        now, steps = saved_by(assets, instance, counts), []
        for i, j in np.ndindex(*counts.shape):
            if counts[i].sum() < instance.rounds[i]:
                counts[i, j] += 1
                steps.append((saved_by(assets, instance, counts), i, j))
                counts[i, j] -= 1
        if not steps or max(steps)[0] <= now + 1e-12:
            return now
        _, i, j = max(steps)
        counts[i, j] += 1


def test_the_dynamic_programme_is_optimal_where_weapons_are_alike() -> None:
    for seed in range(100):
        assets, instance = small(seed)
        row = instance.kill_probability[:1]
        rounds = int(instance.rounds.sum())
        one = Instance(instance.values, row, np.array([rounds]))
        most, shots = alike_defence(assets, row[0], rounds)
        assert most == pytest.approx(best(assets, one), abs=1e-9), seed
        assert saved_by(assets, one, shots[None]) == pytest.approx(most, abs=1e-9), seed


def test_a_larger_defence_is_close_to_its_bound() -> None:
    """Twelve assets, thirty threats, five units of different reach: within 5 % of a bound that is not tight itself."""
    g = np.random.default_rng(1)
    kill = g.uniform(0.6, 0.8, (5, 30))
    assets = Assets(g.integers(1, 10, 12), g.integers(0, 12, 30))
    first, again = (assign(None, kill, [6] * 5, assets=assets) for _ in range(2))
    assert np.array_equal(first.counts, again.counts)
    assert first.bound is not None and first.gap is not None
    assert first.survives <= first.bound
    assert first.gap < 0.05


def bad(**given: Any) -> Any:
    return {"values": [1.0, 2.0], "aims_at": [0, 1, 1]} | given


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (bad(aims_at=[0, 2, 1]), "assets.aims_at: 2: there are assets 0 to 1"),
        (bad(aims_at=[0, 0.5, 1]), r"assets.aims_at\[1\]: 0.5: must be a whole number"),
        (bad(lethality=[1.0, 1.2, 1.0]), r"assets.lethality\[1\]: 1.2: must be 0 to 1"),
        (bad(lethality=[1.0]), "1 of them do not fit 3 threats"),
        (bad(values=[1.0, float("nan")]), r"assets.values\[1\]: nan"),
    ],
)
def test_assets_that_make_no_sense_are_refused(given: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Assets(**given)


def test_assets_go_with_nothing_else() -> None:
    assets, kill = Assets([1.0], [0, 0]), [[0.5, 0.5]]
    with pytest.raises(ValueError, match="values: must be None with assets"):
        assign([1.0, 1.0], kill, [1], assets=assets)
    with pytest.raises(ValueError, match="reserve, looks and later"):
        assign(None, kill, [1], assets=assets, looks=2)
    with pytest.raises(ValueError, match="does not fit 2 values"):
        assign(None, [[0.5]], [1], assets=assets)
