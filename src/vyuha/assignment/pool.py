"""A pool of columns: ways to shoot at one target, each once, with what they cost, ready for a linear program."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.pricing import Columns


class Pool:
    """Columns of one problem. Column 0 .. targets - 1 leave a target alone."""

    def __init__(self, instance: Instance, reserve: Floats) -> None:
        self.instance, self.reserve = instance, reserve
        self._known: set[tuple[int, bytes]] = set()
        self._target: list[int] = []
        self._units: list[Integers] = []
        self._cost: list[float] = []
        for j in range(len(instance.values)):
            self.add(j, np.empty(0, np.int64))

    def add(self, target: int, units: Integers) -> bool:
        """Add the column of rounds from the weapons `units` at `target`; whether it is new."""
        units = np.sort(units)
        key = (target, units.tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        self._target.append(target)
        self._units.append(units)
        left = self.instance.values[target] * np.prod(1.0 - self.instance.kill_probability[units, target])
        self._cost.append(float(left + self.reserve[units].sum()))
        return True

    def add_all(self, columns: Columns, count: int) -> int:
        """Add the first `count` columns of a list; how many are new."""
        first = columns.first
        return sum(self.add(int(columns.target[c]), columns.unit[first[c] : first[c + 1]].copy()) for c in range(count))

    def add_assignment(self, counts: Integers) -> None:
        """Add the columns of an assignment (weapons, targets)."""
        weapons = np.arange(counts.shape[0])
        for j in range(counts.shape[1]):
            self.add(j, np.repeat(weapons, counts[:, j]))

    def arrays(self) -> "Arrays":
        """The pool as arrays."""
        sizes = np.array([len(units) for units in self._units], np.int64)
        first = np.concatenate([[0], np.cumsum(sizes)])
        unit = np.concatenate(self._units) if self._units else np.empty(0, np.int64)
        return Arrays(np.array(self._target), np.array(self._cost), first, unit.astype(np.int64))


class Arrays(NamedTuple):
    """Columns as arrays: target and cost of each, and the weapons of its rounds, `unit[first[c] : first[c + 1]]`."""

    target: Integers
    cost: Floats
    first: Integers
    unit: Integers

    def priced(self, price: Floats) -> Floats:
        """Cost of each column with its rounds at `price`."""
        sums = np.concatenate([[0.0], np.cumsum(price[self.unit])])
        return np.asarray(self.cost + sums[self.first[1:]] - sums[self.first[:-1]])

    def chosen(self, columns: Integers) -> "Arrays":
        """Some of the columns."""
        sizes = np.diff(self.first)[columns]
        first = np.concatenate([[0], np.cumsum(sizes)])
        within = np.arange(first[-1]) - np.repeat(first[:-1], sizes)
        unit = self.unit[np.repeat(self.first[columns], sizes) + within]
        return Arrays(self.target[columns], self.cost[columns], first, unit)

    def use(self, weapons: int) -> sparse.csc_array:
        """Rounds that each column takes from each weapon (weapons x columns)."""
        column = np.repeat(np.arange(len(self.cost)), np.diff(self.first))
        ones = np.ones(len(self.unit))
        return sparse.csc_array(sparse.coo_array((ones, (self.unit, column)), shape=(weapons, len(self.cost))))

    def one_each(self, targets: int) -> sparse.csc_array:
        """Which target each column belongs to (targets x columns)."""
        columns = len(self.cost)
        return sparse.csc_array((np.ones(columns), self.target, np.arange(columns + 1)), shape=(targets, columns))

    def counts(self, columns: Integers, weapons: int, targets: int) -> Integers:
        """The assignment that some columns make (weapons, targets)."""
        made = np.zeros((weapons, targets), np.int64)
        part = self.chosen(columns)
        np.add.at(made, (part.unit, np.repeat(part.target, np.diff(part.first))), 1)
        return made
