"""Slow and plain: every assignment of a small problem, the cheapest column by trying all, the bound from prices."""

import itertools
import math
from typing import Any

import numpy as np

from vyuha.assignment.instances import Instance


def all_counts(rounds: int, targets: int) -> list[tuple[int, ...]]:
    """Every way to spread at most `rounds` over `targets`."""
    return [c for c in itertools.product(range(rounds + 1), repeat=targets) if sum(c) <= rounds]


def best(instance: Instance, reserve: Any = None) -> float:
    """The least that can survive, with the reserve prices of the rounds used, by trying all."""
    values, kill, rounds = instance
    prices = np.zeros(len(rounds)) if reserve is None else np.asarray(reserve)
    alive, paid = np.ones((1, len(values))), np.zeros(1)
    for row, stock, price in zip(1.0 - kill, rounds, prices, strict=True):
        ways = np.array(all_counts(int(stock), len(values)))
        alive = (alive[:, None] * row ** ways[None]).reshape(-1, len(values))
        paid = (paid[:, None] + price * ways.sum(axis=1)[None]).reshape(-1)
    return float((alive @ values + paid).min())


def survives(instance: Instance, counts: Any) -> float:
    """What an assignment leaves, target by target."""
    total = 0.0
    for j, value in enumerate(instance.values):
        for i in range(len(instance.rounds)):
            value *= (1.0 - instance.kill_probability[i, j]) ** int(counts[i, j])
        total += value
    return total


def cheapest(value: float, kill: Any, rounds: Any, price: Any) -> float:
    """The least cost of a column at one target, by trying all."""
    return min(
        value * math.prod((1.0 - p) ** k for p, k in zip(kill, n, strict=True))
        + sum(k * u for k, u in zip(n, price, strict=True))
        for n in itertools.product(*(range(m + 1) for m in rounds))
    )


def bound(instance: Instance, price: Any) -> float:
    """The Lagrangian bound at some prices, by trying all columns."""
    values, kill, rounds = instance
    columns = [cheapest(float(v), kill[:, j], rounds, price) for j, v in enumerate(values)]
    return sum(columns) - sum(u * int(m) for u, m in zip(price, rounds, strict=True))


def small(seed: int) -> Instance:
    """One to three weapons with up to two rounds against one to three targets; ties in every second, zeros in every
    third, sure kills among them.
    """
    g = np.random.default_rng(seed)
    weapons, targets = int(g.integers(1, 4)), int(g.integers(1, 4))
    kill = g.uniform(0.0, 1.0, (weapons, targets))
    if seed % 2:
        kill = np.round(kill * 4.0) / 4.0
    if seed % 3 == 0:
        kill[g.random(kill.shape) < 0.4] = 0.0
    return Instance(g.integers(0, 6, targets).astype(float), kill, g.integers(0, 3, weapons))
