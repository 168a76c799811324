"""The proved optimum: a bound from prices of rounds, then a search among the few columns that can still better it.

A column is a way to shoot at one target (`vyuha.assignment.pricing`). Choosing one for each target, with no more rounds
than there are, is the whole problem. With any prices u >= 0 of the rounds,

    L(u) = sum over targets of the least [V exp(-a . n) + u . n]  -  sum over weapons of u_i rounds_i

is no more than the least that can survive. Good prices come from subgradient steps and from a linear program over the
columns met so far. A better assignment than the one at hand, which leaves U, can only consist of columns that cost
within U - L(u) of the cheapest of their target; all of these are listed and a mixed-integer program chooses among them.

Assumes   SciPy's HiGHS solves the linear and mixed-integer programs right within its tolerances; the assignment that it
          gives is checked against the problem, and a bound never rests on the linear program, only on L(u).
Source    B. Gavish's and others' Lagrangian relaxation for generalised assignment; column enumeration for this problem:
          Y. Lu, D. Z. Chen, "A new exact algorithm for the weapon-target assignment problem", Omega 98 (2021) 102138.
Checked   tests/assignment/test_exact.py against enumeration; every certificate by a pricing written again in Python.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.pool import Arrays, Pool
from vyuha.assignment.pricing import Columns, list_columns, make_columns, make_prices, price_targets

# A gap that is closed: relative to what survives, and to all values.
CLOSED, NOTHING = 1e-7, 1e-12
# Nodes in the search for one cheapest column; columns, and rounds in them, that a proof may list.
MOST_NODES = 2_000_000
MOST_COLUMNS, MOST_UNITS = 400_000, 4_000_000
# Columns above which the nearest ones are tried alone first, and how often.
_MANY, _SHORTER = 8000, 3
# Where new columns are looked for on the way from the best prices to those of a linear program, and subgradient steps
# between two programs: pricing is much cheaper than a program.
_PARTS, _BETWEEN = (0.25, 0.5, 0.75, 1.0), 8


class Limits(NamedTuple):
    """How much the proof may take: seconds on the clock, subgradient steps, rounds of column generation."""

    seconds: float = 60.0
    steps: int = 30
    programs: int = 60


@dataclass
class Proof:
    """What is known: the best assignment and what it costs, the best bound with the prices that give it, whether no
    other assignment costs less, and why not if that is open.
    """

    counts: Integers
    cost: float
    bound: float
    prices: Floats
    proved: bool = False
    open: str = ""
    columns: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class _Ascent:
    """A proof under way."""

    instance: Instance
    reserve: Floats
    pool: Pool
    proof: Proof
    deadline: float

    def __post_init__(self) -> None:
        weapons, targets = self.instance.kill_probability.shape
        rounds = int(self.instance.rounds.sum())
        self._work = make_prices(weapons, rounds)
        self._columns: Columns = make_columns(targets, targets * rounds)

    @property
    def tolerance(self) -> float:
        return CLOSED * self.proof.cost + NOTHING * float(self.instance.values.sum())

    @property
    def gap(self) -> float:
        return self.proof.cost - self.proof.bound

    @property
    def closed(self) -> bool:
        return self.gap <= self.tolerance

    @property
    def late(self) -> bool:
        return time.monotonic() > self.deadline

    def evaluate(self, price: Floats) -> tuple[float, Integers, int]:
        """L at a price, the rounds that the cheapest columns use, and how many of these are new."""
        values, kill, rounds = self.instance
        total, _ = price_targets(values, kill, rounds, price + self.reserve, self._work, self._columns, MOST_NODES)
        if total == -math.inf:
            return -math.inf, np.zeros_like(rounds), 0
        targets = len(values)
        used = np.bincount(self._columns.unit[: self._columns.first[targets]], minlength=len(rounds))
        new = self.pool.add_all(self._columns, targets)
        bound = total - float(price @ rounds)
        if bound > self.proof.bound:
            self.proof.bound, self.proof.prices = bound, price.copy()
        return bound, used, new

    def offer(self, arrays: Arrays, columns: Integers) -> None:
        """Take the assignment that columns make if it is one and better than what is at hand."""
        counts = arrays.counts(columns, *self.instance.kill_probability.shape)
        cost = cost_of(self.instance, self.reserve, counts)
        if np.all(counts.sum(axis=1) <= self.instance.rounds) and cost < self.proof.cost:
            self.proof.counts, self.proof.cost = counts, cost


def cost_of(instance: Instance, reserve: Floats, counts: Integers) -> float:
    """What survives an assignment (weapons, targets) and the reserve prices of its rounds."""
    survives = instance.alive(counts)
    return float(instance.values @ survives + reserve @ counts.sum(axis=1))


def prove(instance: Instance, reserve: Floats, counts: Integers, price: Floats, limits: Limits | None = None) -> Proof:
    """The best assignment and its proof, from an assignment (weapons, targets) to better and first prices (weapons)."""
    asked = limits or Limits()
    pool = Pool(instance, reserve)
    pool.add_assignment(counts)
    proof = Proof(counts.copy(), cost_of(instance, reserve, counts), -math.inf, price.copy())
    if proof.cost <= NOTHING * float(instance.values.sum()):
        # Nothing less than nothing can survive.
        proof.bound, proof.proved = 0.0, True
        return proof
    ascent = _Ascent(instance, reserve, pool, proof, time.monotonic() + asked.seconds)
    for name, step in _STEPS.items():
        # The first step gives a bound in any case.
        if ascent.late and proof.seconds:
            proof.open = f"{asked.seconds:g} s were not enough"
            break
        began = time.monotonic()
        step(ascent, asked)
        proof.seconds[name] = time.monotonic() - began
        if ascent.closed or proof.proved:
            proof.proved, proof.open = True, ""
            break
    return proof


def _climb(ascent: _Ascent, limits: Limits) -> None:
    """Subgradient steps on the prices."""
    _step_up(ascent, limits.steps)


def _step_up(ascent: _Ascent, steps: int) -> None:
    """Subgradient steps from the best prices, of a length after B. T. Polyak."""
    proof, rounds = ascent.proof, ascent.instance.rounds
    price, theta, idle = proof.prices.copy(), 1.0, 0
    for _ in range(steps):
        before = proof.bound
        bound, used, _ = ascent.evaluate(price)
        if bound == -math.inf or ascent.closed or ascent.late or theta < 1e-4:
            return
        idle = 0 if bound > before else idle + 1
        if idle >= 5:
            theta, idle, price = theta * 0.6, 0, proof.prices.copy()
            continue
        slope = used - rounds
        # A price at zero is not pushed further down.
        slope = np.where((price <= 0.0) & (slope < 0), 0, slope)
        square = float(slope @ slope)
        if square == 0.0:
            return
        price = np.maximum(0.0, price + theta * (proof.cost - bound) / square * slope)


def _generate(ascent: _Ascent, limits: Limits) -> None:
    """Prices from a linear program over the columns met so far, new columns at these and on the way to them, and so on,
    until what the bound may still gain is little beside the gap.
    """
    proof = ascent.proof
    for _ in range(limits.programs):
        arrays = ascent.pool.arrays()
        made = _solve_program(ascent, arrays.chosen(_near(ascent, arrays, 3.0)))
        if made is None or ascent.late:
            return
        value, price = made
        if value - proof.bound <= max(0.02 * ascent.gap, 0.5 * ascent.tolerance):
            return
        before, best, new = proof.bound, proof.prices, 0
        for part in _PARTS:
            new += ascent.evaluate((1.0 - part) * best + part * price)[2]
        _step_up(ascent, _BETWEEN)
        if ascent.closed or ascent.late or (new == 0 and proof.bound == before):
            return


def _near(ascent: _Ascent, arrays: Arrays, times: float) -> Integers:
    """Columns that cost within some times the gap of the cheapest of their target at the best prices."""
    priced = arrays.priced(ascent.proof.prices)
    least = np.full(len(ascent.instance.values), math.inf)
    np.minimum.at(least, arrays.target, priced)
    return np.flatnonzero(priced <= least[arrays.target] + times * ascent.gap + ascent.tolerance)


def _solve_program(ascent: _Ascent, arrays: Arrays) -> tuple[float, Floats] | None:
    """Value of the linear program over some columns, and the prices of rounds in it."""
    weapons, targets = ascent.instance.kill_probability.shape
    scale = float(ascent.instance.values.max())
    solved = linprog(
        arrays.cost / scale,
        A_ub=arrays.use(weapons),
        b_ub=ascent.instance.rounds,
        A_eq=arrays.one_each(targets),
        b_eq=np.ones(targets),
        method="highs-ds",
    )
    if solved.status != 0:
        return None
    ascent.offer(arrays, np.flatnonzero(solved.x > 0.5))
    return float(solved.fun) * scale, np.maximum(0.0, -np.asarray(solved.ineqlin.marginals)) * scale


def _better(ascent: _Ascent, limits: Limits) -> None:
    """A better assignment from the columns met so far, so that the gap is small when all are listed."""
    arrays = ascent.pool.arrays()
    _choose(ascent, arrays.chosen(_near(ascent, arrays, 1.0)), 0.25 * limits.seconds)


def _list_and_choose(ascent: _Ascent, limits: Limits) -> None:
    """List every column that a better assignment can consist of, and choose the best. Of very many, the nearest ones
    are tried first: a better assignment makes the list shorter.
    """
    proof = ascent.proof
    for _ in range(_SHORTER):
        arrays = _listed(ascent)
        if arrays is None or len(arrays.cost) <= _MANY:
            break
        before = proof.cost
        _choose(ascent, arrays.chosen(_nearest(ascent, arrays, _MANY)), 0.25 * limits.seconds)
        if ascent.closed or proof.cost == before:
            break
    else:
        arrays = _listed(ascent)
    if arrays is None or ascent.closed:
        return
    if not _choose(ascent, arrays, max(1.0, ascent.deadline - time.monotonic())):
        proof.open = "the mixed-integer program over the listed columns did not end in time"
        return
    proof.proved = True


def _listed(ascent: _Ascent) -> Arrays | None:
    """Every column that a better assignment can consist of; None, with the reason noted, where they are too many."""
    proof, (values, kill, rounds) = ascent.proof, ascent.instance
    if proof.bound == -math.inf:
        proof.open = f"the cheapest column of a target needs more than {MOST_NODES:,} nodes"
        return None
    price = proof.prices + ascent.reserve
    price_targets(values, kill, rounds, price, ascent._work, ascent._columns, MOST_NODES)
    listed = make_columns(MOST_COLUMNS, MOST_UNITS)
    most = ascent._columns.cost[: len(values)] + ascent.gap + ascent.tolerance
    count = list_columns(values, kill, rounds, price, most, ascent._work, listed)
    if count < 0:
        proof.open = f"more than {MOST_COLUMNS:,} columns may belong to a better assignment"
        return None
    proof.columns = count
    pool = Pool(ascent.instance, ascent.reserve)
    pool.add_all(listed, count)
    pool.add_assignment(proof.counts)
    return pool.arrays()


def _nearest(ascent: _Ascent, arrays: Arrays, count: int) -> Integers:
    """The columns that cost least above the cheapest of their target at the best prices."""
    priced = arrays.priced(ascent.proof.prices)
    least = np.full(len(ascent.instance.values), math.inf)
    np.minimum.at(least, arrays.target, priced)
    return np.sort(np.argsort(priced - least[arrays.target], kind="stable")[:count])


def _choose(ascent: _Ascent, arrays: Arrays, seconds: float) -> bool:
    """One column for each target, the best for all together; whether the solver ended with a proof."""
    weapons, targets = ascent.instance.kill_probability.shape
    rounds = ascent.instance.rounds
    scale = float(ascent.instance.values.max())
    solved = milp(
        arrays.cost / scale,
        integrality=np.ones(len(arrays.cost)),
        bounds=Bounds(0.0, 1.0),
        constraints=[
            LinearConstraint(arrays.use(weapons), -np.inf, rounds),
            LinearConstraint(arrays.one_each(targets), 1.0, 1.0),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 1e-8},
    )
    if solved.x is not None:
        ascent.offer(arrays, np.flatnonzero(solved.x > 0.5))
    return bool(solved.status == 0)


_STEPS: dict[str, Callable[[_Ascent, Limits], None]] = {
    "prices": _climb,
    "columns": _generate,
    "better": _better,
    "choice": _list_and_choose,
}
