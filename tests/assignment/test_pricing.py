"""Pricing against trying all columns: ties, zero prices, zero and sure probabilities."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.assignment.oracle import cheapest
from vyuha.assignment.pricing import SLACK, list_columns, make_columns, make_prices, price_targets


def case(seed: int) -> tuple[float, Any, Any, Any]:
    g = np.random.default_rng(seed)
    weapons = int(g.integers(1, 6))
    kill, price = g.uniform(0.0, 1.0, weapons), g.uniform(0.0, 3.0, weapons)
    if seed % 2:
        kill, price = np.round(kill * 4.0) / 4.0, np.floor(price)
    if seed % 5 == 0:
        price[:] = 0.0
    return float(g.integers(0, 12)), kill, g.integers(0, 3, weapons), price


def cost(value: float, kill: Any, price: Any, units: Any) -> float:
    return float(value * np.prod(1.0 - kill[units]) + price[units].sum())


def test_the_cheapest_column_is_the_cheapest() -> None:
    for seed in range(3000):
        value, kill, rounds, price = case(seed)
        work, columns = make_prices(len(kill), int(rounds.sum())), make_columns(1, int(rounds.sum()) + 1)
        total, nodes = price_targets(np.array([value]), kill[:, None].copy(), rounds, price, work, columns, 100_000)
        units = columns.unit[: columns.first[1]]
        assert nodes < 100_000
        assert total == pytest.approx(cheapest(value, kill, rounds, price) - SLACK * value, abs=1e-11), seed
        assert cost(value, kill, price, units) == pytest.approx(total, abs=1e-10), seed
        assert np.all(np.bincount(units, minlength=len(kill)) <= rounds)


def test_every_column_within_a_threshold_is_listed_once() -> None:
    for seed in range(300):
        value, kill, rounds, price = case(seed)
        hurting = np.where(kill > 0.0, rounds, 0)
        least = cheapest(value, kill, rounds, price) + 1.0
        ways = itertools.product(*(range(m + 1) for m in hurting))
        costs = [float(value * np.prod((1.0 - kill) ** n) + price @ n) for n in ways if value > 0.0 or not sum(n)]
        if min(abs(one - least) for one in costs) < 1e-6:
            continue
        work, columns = make_prices(len(kill), int(rounds.sum())), make_columns(5000, 20_000)
        most = np.array([least])
        found = list_columns(np.array([value]), kill[:, None].copy(), rounds, price, most, work, columns)
        assert found == sum(one <= least for one in costs), seed
        listed = {tuple(columns.unit[columns.first[c] : columns.first[c + 1]]) for c in range(found)}
        assert len(listed) == found


def test_limits_are_told() -> None:
    g = np.random.default_rng(0)
    values, kill, rounds = np.array([100.0]), g.uniform(0.1, 0.3, (12, 1)), np.full(12, 2)
    price, work = np.full(12, 0.5), make_prices(12, 24)
    total, nodes = price_targets(values, kill, rounds, price, work, make_columns(1, 24), 3)
    assert total == -np.inf and nodes == 4
    most = np.array([100.0])
    assert list_columns(values, kill, rounds, price, most, work, make_columns(50, 1000)) == -1
    assert list_columns(values, kill, rounds, price, most, work, make_columns(10_000, 100)) == -1
