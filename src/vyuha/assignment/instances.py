"""Problems to measure on, drawn from a seed by recipes of the literature and one of our own.

The recipes are public; the draws are made here. Sizes are weapons x targets, as in W x T.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Instance(NamedTuple):
    """A problem: `values` (targets), `kill_probability` (weapons, targets), `rounds` (weapons)."""

    values: Floats
    kill_probability: Floats
    rounds: Integers

    def alive(self, counts: Integers) -> Floats:
        """Probability (targets) that each target survives the rounds of an assignment (weapons, targets)."""
        return np.asarray(np.prod((1.0 - self.kill_probability) ** counts, axis=0))


def single_round(weapons: int, targets: int, seed: int) -> Instance:
    """One round for each weapon, values U{25..100}, probabilities U(0.6, 0.9).

    After R. K. Ahuja, A. Kumar, K. C. Jha, J. B. Orlin, Operations Research 55 (2007) 1136-1146; the ranges are taken
    from later papers that use the recipe, not from that one.
    """
    g = np.random.default_rng([weapons, targets, seed])
    values = g.integers(25, 101, targets).astype(np.float64)
    return Instance(values, g.uniform(0.6, 0.9, (weapons, targets)), np.ones(weapons, np.int64))


def low_probability(weapons: int, targets: int, seed: int) -> Instance:
    """One round for each weapon, values U{25..100}, probabilities U(0.05, 0.5): guns and soft kill. Our own recipe."""
    g = np.random.default_rng([weapons, targets, seed])
    values = g.integers(25, 101, targets).astype(np.float64)
    return Instance(values, g.uniform(0.05, 0.5, (weapons, targets)), np.ones(weapons, np.int64))


def many_rounds(weapons: int, targets: int, seed: int, rounds: int = 3) -> Instance:
    """`rounds` rounds for each weapon, values U{1..100}, probabilities U(0, 1).

    After A. C. Andersen, K. Pavlikov, T. A. M. Toffolo, Annals of Operations Research 312 (2022) 581-606, who take one
    to three rounds and twice as many targets as weapons.
    """
    g = np.random.default_rng([weapons, targets, seed])
    values = g.integers(1, 101, targets).astype(np.float64)
    kill = g.uniform(0.0, 1.0, (weapons, targets))
    return Instance(values, kill, np.full(weapons, rounds, np.int64))


def air_defence(weapons: int, targets: int, seed: int, rounds: int = 6) -> Instance:
    """Fire units with `rounds` rounds each that reach about two fifths of the threats. Our own recipe.

    Values U{10..100}; units and threats lie anywhere in a square of 100 km; the reach of a unit is 25, 40 or 70 km, its
    best probability p0 U(0.6, 0.9); inside the reach R the probability at distance d is p0 (1 - (d / R)^2 / 2).
    """
    g = np.random.default_rng([weapons, targets, seed, 7])
    values = g.integers(10, 101, targets).astype(np.float64)
    units, threats = g.uniform(0.0, 100.0, (weapons, 2)), g.uniform(0.0, 100.0, (targets, 2))
    reach = g.choice([25.0, 40.0, 70.0], weapons)
    best = g.uniform(0.6, 0.9, weapons)
    part = np.linalg.norm(units[:, None] - threats[None], axis=2) / reach[:, None]
    kill = np.where(part <= 1.0, best[:, None] * (1.0 - 0.5 * part**2), 0.0)
    return Instance(values, kill, np.full(weapons, rounds, np.int64))
