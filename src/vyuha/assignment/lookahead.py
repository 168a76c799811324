"""Which salvo to fire first: prices propose, fights decide.

Prices ration rounds on average, so where rounds are plenty they keep too few for the bad days. Salvos at the prices, at
multiples of them, and with an even share of the rounds for each look are fought to the end many times, against the same
luck, and the one that leaves least is fired. In these fights later salvos go by the prices alone.

Assumes   as `vyuha.assignment.looks`; no threats to come.
Holds     as well as some dozens of fights tell salvos apart; the same answer for the same seed.
Source    rollout of a base policy: D. P. Bertsekas, J. N. Tsitsiklis, C. Wu, "Rollout algorithms for combinatorial
          optimization", Journal of Heuristics 3 (1997) 245-262.
Checked   tests/assignment/test_looks.py beside the dynamic programme.
"""

from typing import NamedTuple

import numpy as np

from vyuha.assignment.exact import cost_of
from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.looks import Ahead, look_prices
from vyuha.assignment.methods import searched
from vyuha.base.compile import kernel
from vyuha.base.random import WEAPON_TARGET, uniforms

# Multiples of the prices that are tried, and fights of each. Beyond the largest a salvo is mostly empty.
_TIMES = (1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 16.0, 32.0)
_FIGHTS = 96
# Subgradient steps on the prices inside the fights.
_STEPS = 40


class Salvo(NamedTuple):
    """Rounds to fire now (weapons, targets), and the prices below which the others are kept (the reserve prices alone
    for a share of the rounds).
    """

    counts: Integers
    price: Floats


def best_salvo(instance: Instance, reserve: Floats, ahead: Ahead, looks: int, seed: int) -> Salvo:
    """The first of so many looks."""
    tried = _proposed(instance, reserve, ahead, looks, seed)
    if looks == 1 or len(tried) == 1:
        return tried[0]
    luck = np.empty((_FIGHTS, looks, len(instance.values)))
    draw(luck, seed)
    left = [np.mean([_fought(instance, reserve, salvo.counts, looks, one) for one in luck]) for salvo in tried]
    return tried[int(np.argmin(left))]


def _proposed(instance: Instance, reserve: Floats, ahead: Ahead, looks: int, seed: int) -> list[Salvo]:
    """Salvos that differ in the rounds that they use, that at the prices first."""
    now, rounds = instance._replace(values=ahead.values), instance.rounds
    asked = [(now, reserve + times * ahead.prices) for times in _TIMES]
    shares = (np.ceil(rounds / n).astype(np.int64) for n in range(looks, 1, -1))
    asked += [(instance._replace(rounds=share), reserve) for share in shares]
    found: list[Salvo] = []
    for problem, price in asked:
        counts, _ = searched(problem, price, "planner", seed)
        if all(np.any(counts.sum(axis=1) != other.counts.sum(axis=1)) for other in found):
            found.append(Salvo(counts, price))
    return found


@kernel
def draw(luck: Floats, seed: int) -> None:
    """Fill `luck` (fights x looks x targets) [1] with the random numbers of `seed`."""
    for n in range(luck.shape[0]):
        for k in range(luck.shape[1]):
            for j in range(luck.shape[2]):
                luck[n, k, j] = uniforms(seed, n, k, j, WEAPON_TARGET, 1)[0]


def _fought(instance: Instance, reserve: Floats, counts: Integers, looks: int, luck: Floats) -> float:
    """What one fight leaves that begins with a salvo, with the reserve prices of the rounds used."""
    cost = float(reserve @ counts.sum(axis=1))
    alive = luck[0] < instance.alive(counts)
    rounds = instance.rounds - counts.sum(axis=1)
    if not alive.any():
        return cost
    kill = np.ascontiguousarray(instance.kill_probability[:, alive])
    rest = Instance(instance.values[alive], kill, rounds)
    if looks == 2:
        last, _ = searched(rest, reserve, "engine", 0)
        return cost + cost_of(rest, reserve, last)
    all_now, _ = searched(rest, reserve, "engine", 0)
    ahead = look_prices(rest, reserve, looks - 1, None, cost_of(rest, reserve, all_now), _STEPS)
    following, _ = searched(rest._replace(values=ahead.values), reserve + ahead.prices, "engine", 0)
    return cost + _fought(rest, reserve, following, looks - 1, luck[1:][:, alive])
