"""Preferential defence: threats aim at assets, and as much value of assets as possible is to survive.

An asset of value W survives when none of its attackers does: W times the product, over the threats aimed at it, of
(1 - l_j s_j), where s_j is the product of (1 - p_ij) over the rounds at threat j and l_j the chance that threat j, if
it is not killed, destroys the asset. Half a defence of an asset may be worth nothing, so gains do not shrink with each
round: the best defence of few assets can beat an even one of all.

Assumes   threats and rounds act alone; which asset a threat aims at is known.
Holds     where the kill probability depends on the threat alone the optimum is found by dynamic programming. Otherwise
          a search; the same programme with the best weapon at every threat bounds what can be saved.
Source    P. A. Hosein, M. Athans, "Preferential defense strategies, part I: the static case", LIDS-P-2002, MIT, 1990.
Checked   tests/assignment/test_assets.py: against enumeration; 10 assets, 2 attackers each, 10 rounds at 0.8 save 3.20.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.assignment.board import Size, load, make_board, tell
from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.problem import numbers, whole, within
from vyuha.assignment.protect import AssetTable, protect

# Rounds above which the dynamic programme takes too long.
_MOST_ROUNDS = 3000
# Times that the defence of two assets is given up and built anew.
_KICKS = 2000


@dataclass(frozen=True)
class Assets:
    """What is defended: `values` (assets,), the asset that each threat `aims_at` (threats,), counted from 0, and
    `lethality` (threats,), 1 unless given: the chance that a threat which is not killed destroys its asset.
    """

    values: Any
    aims_at: Any
    lethality: Any = None

    def __post_init__(self) -> None:
        values, aims = numbers("assets.values", self.values, 1), whole("assets.aims_at", self.aims_at)
        given = np.ones(len(aims)) if self.lethality is None else self.lethality
        lethality = numbers("assets.lethality", given, 1)
        within("assets.values", values, np.inf)
        within("assets.lethality", lethality, 1.0)
        if len(lethality) != len(aims):
            raise ValueError(f"assets.lethality: {len(lethality)} of them do not fit {len(aims)} threats")
        if len(aims) and aims.max() >= len(values):
            raise ValueError(f"assets.aims_at: {aims.max()}: there are assets 0 to {len(values) - 1}")
        for name, array in (("values", values), ("aims_at", aims), ("lethality", lethality)):
            object.__setattr__(self, name, array)


@dataclass(frozen=True)
class Saved:
    """Rounds (weapons, threats), the value saved, the most that can be, and whether no defence saves more."""

    counts: Integers
    saved: float
    bound: float | None
    proved: bool


def saved_by(assets: Assets, instance: Instance, counts: Integers) -> float:
    """Expected value of the assets that survive an assignment (weapons, threats)."""
    alive = instance.alive(counts)
    chance = np.ones(len(assets.values))
    np.multiply.at(chance, assets.aims_at, 1.0 - assets.lethality * alive)
    return float(assets.values @ chance)


def save(assets: Assets, instance: Instance, seed: int) -> Saved:
    """The assignment that saves most: the optimum where weapons are alike, else what a search finds, with a bound."""
    stocked = instance.rounds > 0
    kill = instance.kill_probability[stocked]
    best = kill.max(axis=0) if len(kill) else np.zeros(len(assets.aims_at))
    bound, shots = None, None
    if instance.rounds.sum() <= _MOST_ROUNDS:
        bound, shots = alike_defence(assets, best, int(instance.rounds.sum()))
    if shots is not None and np.all(kill == best):
        counts = _deal(shots, instance.rounds)
        return Saved(counts, saved_by(assets, instance, counts), bound, True)
    counts = _searched(assets, instance, seed)
    saved = saved_by(assets, instance, counts)
    return Saved(counts, saved, bound, bound is not None and bound - saved <= 1e-9 * max(saved, 1e-300))


def alike_defence(assets: Assets, kill: Floats, rounds: int) -> tuple[float, Integers]:
    """The most that can be saved, and the rounds at each threat, when all `rounds` kill threat j with probability
    `kill[j]` (threats,), whichever weapon they come from.
    """
    best = np.zeros(rounds + 1)
    spent = np.zeros((len(assets.values), rounds + 1), np.int64)
    orders = []
    for a, value in enumerate(assets.values):
        curve, order = _defence_of_one(value, np.flatnonzero(assets.aims_at == a), assets.lethality, kill, rounds)
        orders.append(order)
        top = np.full(rounds + 1, -1.0)
        for k, worth in enumerate(curve):
            total = best[: rounds + 1 - k] + worth
            better = total > top[k:]
            top[k:][better] = total[better]
            spent[a, k:][better] = k
        best = top
    shots, left = np.zeros(len(kill), np.int64), rounds
    for a in reversed(range(len(orders))):
        k = int(spent[a, left])
        np.add.at(shots, np.array(orders[a][:k], np.int64), 1)
        left -= k
    return float(best[rounds]), shots


def _defence_of_one(
    value: float, threats: Integers, lethality: Floats, kill: Floats, rounds: int
) -> tuple[list[float], list[int]]:
    """Value that survives with 0, 1, 2 ... rounds spent on one asset, and the threats that they go to in turn. Each
    round goes where it helps most, which is best for all of them together: the log of (1 - l s) is concave in rounds.
    """
    alive = np.ones(len(threats))
    curve, order = [_chance(value, lethality[threats], alive)], []
    for _ in range(rounds):
        with np.errstate(divide="ignore", invalid="ignore"):
            now, then = 1.0 - lethality[threats] * alive, 1.0 - lethality[threats] * alive * (1.0 - kill[threats])
            help_ = np.where(then > now, np.log(then) - np.log(now), 0.0)
        if len(threats) == 0 or help_.max() <= 1e-15:
            break
        j = int(np.argmax(help_))
        alive[j] *= 1.0 - kill[threats[j]]
        order.append(int(threats[j]))
        curve.append(_chance(value, lethality[threats], alive))
    return curve, order


def _chance(value: float, lethality: Floats, alive: Floats) -> float:
    return float(value * np.prod(1.0 - lethality * alive))


def _deal(shots: Integers, rounds: Integers) -> Integers:
    """Rounds at each threat as counts (weapons, threats), from one weapon after the other."""
    counts = np.zeros((len(rounds), len(shots)), np.int64)
    left = rounds.copy()
    i = 0
    for j, wanted in enumerate(shots):
        while wanted > 0:
            taken = min(int(wanted), int(left[i]))
            counts[i, j] += taken
            left[i] -= taken
            wanted -= taken
            i += left[i] == 0 and wanted > 0
    return counts


def _searched(assets: Assets, instance: Instance, seed: int) -> Integers:
    weapons, threats = instance.kill_probability.shape
    counts = np.zeros((weapons, threats), np.int64)
    size = Size(weapons, threats, int(instance.rounds.sum()))
    if size.rounds == 0 or threats == 0 or len(assets.values) == 0:
        return counts
    board = make_board(*size)
    load(np.ones(threats), instance.kill_probability, instance.rounds, np.zeros(weapons), board, size)
    count = len(assets.values)
    table = AssetTable(
        assets.values,
        np.zeros(count),
        assets.lethality,
        assets.aims_at,
        np.full(count, -1),
        np.full(threats, -1),
        np.zeros((4, size.rounds), np.int64),
    )
    protect(board, size, table, _KICKS, seed)
    tell(board, size, counts)
    return counts
