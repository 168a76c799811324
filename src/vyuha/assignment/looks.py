"""Shoot, look, shoot: how much to fire now and how much to keep for later looks and later threats.

After a salvo the defence sees which targets are left, and may fire again, up to K looks in all. For targets that are
all alike the best policy is found by dynamic programming. For the general case rounds get a price u_i: the constraint
that rounds must suffice whatever happens is replaced by one on the rounds used on average. Then each target stands
alone, and with k looks to come a target that is alive costs

    W_0 = V,    W_k = min over n of  u . n + exp(-a . n) W_(k-1).

The prices that make sum_j W_K(j) - u . m greatest are those at which the rounds used on average are the rounds there
are; the sum is then a bound that no policy can better. Threats that are yet to come add their expected number times
their own W. The salvo to fire now is the assignment of targets worth W_(K-1) in which a round is used only where it
gains more than its price.

Assumes   a look tells surely which targets are alive; all targets live through all looks; rounds act alone.
Holds     the dynamic programme for any numbers of alike targets; the prices for any problem, as a bound exactly, as a
          policy nearly (docs/assignment.md says how nearly).
Source    P. A. Hosein, M. Athans, "Preferential defense strategies, part II: the dynamic case", LIDS-P-2003, MIT, 1990:
          alike targets, even spread in each look. The prices are the Lagrangian relaxation of weakly coupled dynamic
          programmes of D. Adelman, A. J. Mersereau, Operations Research 56 (2008) 712-727.
Checked   tests/assignment/test_looks.py: published numbers, the bound against the dynamic programme.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.pricing import SLACK, Columns, Prices, make_columns, make_prices, price_targets
from vyuha.assignment.problem import numbers, within
from vyuha.base.compile import allocating_kernel, kernel

_MOST_NODES = 200_000
# Subgradient steps on the prices, and steps without gain after which they become shorter.
_STEPS, _PATIENCE = 200, 5


@dataclass(frozen=True)
class Later:
    """Threats that are yet to come: kinds with `values` (kinds,), `kill_probability` (weapons, kinds), the number
    `expected` (kinds,) of each, and how many `looks` each will give.
    """

    values: Any
    kill_probability: Any
    expected: Any
    looks: int = 1


@dataclass(frozen=True)
class Ahead:
    """What the looks to come make of a problem: the price of a round of each weapon, what a target is worth that
    survives this look, and the least that can survive all looks.
    """

    prices: Floats
    values: Floats
    bound: float


@dataclass
class _Kind:
    """Targets of one sort with so many looks each, and how many there are of each on average."""

    values: Floats
    kill: Floats
    expected: Floats
    looks: int


class _Unfolded(NamedTuple):
    """Cost of a kind of targets over all its looks, rounds used on average (weapons), and what a target is worth that
    survives the first look.
    """

    cost: float
    use: Floats
    before: Floats


def look_prices(
    instance: Instance, reserve: Floats, looks: int, later: Later | None, upper: float, steps: int = _STEPS
) -> Ahead:
    """Prices of rounds (weapons) for so many looks, by `steps` subgradient steps towards the best bound; `upper` is
    what some policy leaves of the targets.
    """
    kinds = [_Kind(instance.values, instance.kill_probability, np.ones(len(instance.values)), looks)]
    if later is not None:
        kinds.append(_later_kind(later, len(instance.rounds)))
        upper += float(kinds[1].expected @ kinds[1].values)
    rounds, widest = instance.rounds, max(len(kind.values) for kind in kinds)
    work, columns = make_prices(len(rounds), int(rounds.sum())), make_columns(widest, widest * int(rounds.sum()))
    price = np.zeros(len(rounds))
    best, most, values = price, -math.inf, instance.values
    theta, idle = 1.0, 0
    for _ in range(steps):
        parts = [_unfold(kind, rounds, price + reserve, work, columns) for kind in kinds]
        bound = sum(part.cost for part in parts) - float(price @ rounds)
        if bound > most:
            best, most, values, idle = price, bound, parts[0].before, 0
        else:
            idle += 1
        if idle >= _PATIENCE:
            theta, idle, price = 0.6 * theta, 0, best
            continue
        slope = sum((part.use for part in parts), -rounds.astype(np.float64))
        slope = np.where((price <= 0.0) & (slope < 0.0), 0.0, slope)
        square = float(slope @ slope)
        if square < 1e-12 or theta < 1e-6:
            break
        price = np.maximum(0.0, price + theta * max(0.0, upper - bound) / square * slope)
    return Ahead(best, values, max(0.0, most))


def _later_kind(later: Later, weapons: int) -> _Kind:
    values = numbers("later.values", later.values, 1)
    kill = numbers("later.kill_probability", later.kill_probability, 2)
    expected = numbers("later.expected", later.expected, 1)
    within("later.values", values, np.inf)
    within("later.kill_probability", kill, 1.0)
    within("later.expected", expected, np.inf)
    if kill.shape != (weapons, len(values)) or len(expected) != len(values):
        raise ValueError(
            f"later: {len(values)} values, {len(expected)} expected and kill_probability of shape {kill.shape} do not "
            f"fit {weapons} weapons"
        )
    if later.looks < 1 or later.looks != int(later.looks):
        raise ValueError(f"later.looks: {later.looks}: must be a whole number of at least 1")
    return _Kind(values, np.ascontiguousarray(kill), expected, int(later.looks))


def _unfold(kind: _Kind, rounds: Integers, price: Floats, work: Prices, columns: Columns) -> _Unfolded:
    """What a kind comes to at a price over all its looks."""
    worth, use = kind.values, np.zeros((len(rounds), len(kind.values)))
    before, targets = worth, len(worth)
    for _ in range(kind.looks):
        before = worth
        total, _ = price_targets(worth, kind.kill, rounds, price, work, columns, _MOST_NODES)
        if total == -math.inf:
            raise ValueError("the looks are too many for these weapons: the search for prices does not end")
        worth = columns.cost[:targets].copy()
        spans = np.diff(columns.first[: targets + 1])
        unit, target = columns.unit[: columns.first[targets]], np.repeat(np.arange(targets), spans)
        fired = np.zeros_like(use)
        np.add.at(fired, (unit, target), 1.0)
        use = fired + np.prod((1.0 - kind.kill) ** fired, axis=0) * use
    slack = SLACK * kind.looks * float(kind.expected @ kind.values)
    return _Unfolded(float(kind.expected @ worth) - slack, use @ kind.expected, before)


@dataclass(frozen=True)
class AlikePolicy:
    """Targets all alike: `survivors[k, n, m]` expected with k looks to come, n targets and m rounds left, and `fire` in
    the same shape: rounds to fire now, spread evenly.
    """

    survivors: Floats
    fire: Integers


def alike_policy(targets: int, rounds: int, kill_probability: float, looks: int) -> AlikePolicy:
    """The best policy against `targets` that are all alike, with so many `rounds` and `looks`.

    Source: Hosein and Athans (1990): 4 targets, 8 rounds, probability 0.6 leave 0.6400, 0.3079 and 0.2327 targets with
    one, two and three looks.

    >>> round(float(alike_policy(4, 8, 0.6, 2).survivors[2, 4, 8]), 6)
    0.307855
    """
    if targets < 0 or rounds < 0 or looks < 0 or not 0.0 <= kill_probability <= 1.0:
        raise ValueError("targets, rounds and looks must be at least 0 and the kill probability 0 to 1")
    if targets**2 * rounds**2 * max(looks, 1) > 1e9:
        raise ValueError("too many targets, rounds and looks for the dynamic programme")
    return AlikePolicy(*alike_tables(targets, rounds, float(kill_probability), looks))


@allocating_kernel
def alike_tables(targets: int, rounds: int, kill: float, looks: int) -> tuple[Floats, Integers]:
    """Survivors and rounds to fire for up to `targets`, `rounds` and `looks` [counts] at probability `kill` [1]."""
    survivors = np.zeros((looks + 1, targets + 1, rounds + 1), np.float64)
    fire = np.zeros((looks + 1, targets + 1, rounds + 1), np.int64)
    chance = np.zeros(targets + 1, np.float64)
    for n in range(targets + 1):
        for m in range(rounds + 1):
            survivors[0, n, m] = n
    for k in range(1, looks + 1):
        for n in range(targets + 1):
            for m in range(rounds + 1):
                best = math.inf
                # In the last look all that is left is fired.
                for shots in range(m if k == 1 else 0, m + 1):
                    spread_evenly(n, shots, kill, chance)
                    left = 0.0
                    for s in range(n + 1):
                        left += chance[s] * survivors[k - 1, s, m - shots]
                    if left < best - 1e-15:
                        best = left
                        survivors[k, n, m], fire[k, n, m] = left, shots
    return survivors, fire


@kernel
def spread_evenly(targets: int, shots: int, kill: float, chance: Floats) -> None:
    """Leave in `chance` (targets + 1) how likely each number of `targets` [count] is to survive `shots`
    [count], spread evenly, that kill with probability `kill` [1].
    """
    for s in range(targets + 1):
        chance[s] = 0.0
    chance[0] = 1.0
    for j in range(targets):
        fired = shots // targets + (1 if j < shots % targets else 0)
        alive = (1.0 - kill) ** fired
        for s in range(j + 1, -1, -1):
            less = chance[s - 1] if s > 0 else 0.0
            chance[s] = chance[s] * (1.0 - alive) + less * alive
