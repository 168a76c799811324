"""Pricing: the best ways to shoot at one target when every round has a price.

A column is a number n_i of rounds from each weapon at one target of value V; it costs V exp(-a . n) + u . n, where
a_i = -ln(1 - p_i) and u_i is the price of a round. The cheapest column of each target gives a bound on what any
assignment can reach; all columns within a threshold are what a proof has to look at.

Assumes   prices of at least 0. Rounds of one weapon are alike.
Holds     exactly up to 1e-12 of V; a limit on the nodes searched is told, never passed over. A sure kill counts as a
          chance of 1e-30 to miss.
Source    depth-first branch and bound; the bound fills the continuous relaxation in the order of u / a, as in G. B.
          Dantzig, "Discrete-variable extremum problems", Operations Research 5 (1957) 266-288. Column enumeration for
          this problem: Y. Lu, D. Z. Chen, Omega 98 (2021) 102138.
Checked   tests/assignment/test_pricing.py against enumeration, with ties, zero prices and zero probabilities.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.assignment.board import LEAST_MISS
from vyuha.assignment.linear import Floats, Integers
from vyuha.base.compile import allocating_kernel, kernel

# Rows of `Prices.item`: a, u, u / a, and the sum of exponents up to which the item is worth its price.
_DEPTH, _PRICE, _RATIO, _UNTIL = 0, 1, 2, 3
# Rows of `Prices.place`: the weapon of an item, its rounds, those that the column at hand has, those of the best.
_WEAPON, _STOCK, _USED, _TAKEN = 0, 1, 2, 3
# Rows of `Prices.path`: exponent and price so far. Rows of `Prices.step`: the item added there, the next to try.
_SUM, _PAID = 0, 1
_ADDED, _NEXT = 0, 1
# Part of a target's value to which its cheapest column is found.
SLACK = 1e-12


class Prices(NamedTuple):
    """Scratch space of the search for one target."""

    item: Floats
    place: Integers
    path: Floats
    step: Integers


class Columns(NamedTuple):
    """Columns one after the other: column c is of `target[c]` and its rounds come from the weapons
    `unit[first[c] : first[c + 1]]`, ascending by item. `cost[c]` is that of the cheapest ones.
    """

    target: Integers
    cost: Floats
    first: Integers
    unit: Integers


@allocating_kernel
def make_prices(weapons: int, rounds: int) -> Prices:
    """Space for `weapons` [count] with `rounds` [count] in all."""
    return Prices(
        np.empty((4, max(weapons, 1)), np.float64),
        np.empty((4, max(weapons, 1)), np.int64),
        np.empty((2, rounds + 2), np.float64),
        np.empty((2, rounds + 2), np.int64),
    )


@allocating_kernel
def make_columns(columns: int, units: int) -> Columns:
    """Space for `columns` [count] with `units` [count] rounds in all."""
    return Columns(
        np.empty(columns, np.int64), np.zeros(columns), np.zeros(columns + 1, np.int64), np.empty(units, np.int64)
    )


@kernel
def depth_of(kill: float) -> float:
    """The exponent a = -ln(1 - p) [1] of a single-shot probability `kill` [1]."""
    return -math.log(max(1.0 - kill, LEAST_MISS)) if kill > 0.0 else 0.0


@kernel
def price_targets(
    values: Floats, kill: Floats, rounds: Integers, price: Floats, work: Prices, columns: Columns, most: int
) -> tuple[float, int]:
    """Sum over the targets of the least cost [1] of a column, and how many nodes [count] were searched in all; the
    cheapest columns are left in `columns` [arrays], one for each target.

    `values` (targets) [1], `kill` (weapons x targets) [1], `rounds` (weapons) [count], `price` (weapons) [1], `work`
    [arrays] scratch space; `most` [count] nodes for a target. A sum of minus infinity: more would have been needed.
    """
    total, nodes = 0.0, 0
    for j in range(len(values)):
        items = _list_items(values[j], kill[:, j], rounds, price, work, True)
        items = _drop_hopeless(values[j], work, items)
        cost, searched = _cheapest(values[j], work, items, most)
        nodes += searched
        if searched > most:
            return -math.inf, nodes
        total += cost - SLACK * values[j]
        columns.target[j], columns.cost[j] = j, cost
        end = columns.first[j]
        for k in range(items):
            for _ in range(work.place[_TAKEN, k]):
                columns.unit[end] = work.place[_WEAPON, k]
                end += 1
        columns.first[j + 1] = end
    return total, nodes


@kernel
def _list_items(value: float, kill: Floats, rounds: Integers, price: Floats, work: Prices, useful: bool) -> int:
    """List in `work` [arrays] the weapons that can hurt a target of `value` [1] in the order of price for effect, those
    that stand before what they dominate; with `useful` only those whose first round is worth its price. Returns how
    many. `kill` (weapons) [1], `rounds` (weapons) [count], `price` (weapons) [1].
    """
    items = 0
    for i in range(len(kill)):
        depth = depth_of(kill[i])
        if depth <= 0.0 or rounds[i] == 0 or value <= 0.0:
            continue
        if useful and price[i] >= value * -math.expm1(-depth):
            continue
        ratio, k = price[i] / depth, items
        while k > 0 and _after(work, k - 1, ratio, depth, price[i]):
            for row in range(3):
                work.item[row, k] = work.item[row, k - 1]
            work.place[_WEAPON, k], work.place[_STOCK, k] = work.place[_WEAPON, k - 1], work.place[_STOCK, k - 1]
            k -= 1
        work.item[_DEPTH, k], work.item[_PRICE, k], work.item[_RATIO, k] = depth, price[i], ratio
        work.place[_WEAPON, k], work.place[_STOCK, k] = i, rounds[i]
        items += 1
    _reset(value, work, items)
    return items


@kernel
def _after(work: Prices, k: int, ratio: float, depth: float, price: float) -> bool:
    """Whether item `k` [row] of `work` [arrays] comes after one of `ratio` [1], `depth` [1] and `price` [1]."""
    if work.item[_RATIO, k] != ratio:
        return bool(work.item[_RATIO, k] > ratio)
    if work.item[_DEPTH, k] != depth:
        return bool(work.item[_DEPTH, k] < depth)
    return bool(work.item[_PRICE, k] > price)


@kernel
def _reset(value: float, work: Prices, items: int) -> None:
    """Empty the column of the `items` [count] in `work` [arrays], for a target of `value` [1]."""
    for k in range(items):
        ratio = work.item[_RATIO, k]
        work.item[_UNTIL, k] = math.log(value / ratio) if ratio > 0.0 else math.inf
        work.place[_USED, k], work.place[_TAKEN, k] = 0, 0


@kernel
def _drop_hopeless(value: float, work: Prices, items: int) -> int:
    """Leave out the `items` [count] of `work` [arrays] that are not worth their price at a target of `value` [1] once
    all rounds that dominate them are in; returns how many remain. Left out in order, none is missed as a dominator
    that would itself have been allowed in.
    """
    kept = 0
    for k in range(items):
        before = 0.0
        for d in range(kept):
            if _dominates(work, d, k):
                before += work.item[_DEPTH, d] * work.place[_STOCK, d]
        if value * math.exp(-before) * -math.expm1(-work.item[_DEPTH, k]) <= work.item[_PRICE, k]:
            continue
        for row in range(4):
            work.item[row, kept] = work.item[row, k]
        work.place[_WEAPON, kept], work.place[_STOCK, kept] = work.place[_WEAPON, k], work.place[_STOCK, k]
        kept += 1
    return kept


@kernel
def _dominates(work: Prices, d: int, k: int) -> bool:
    """Whether the earlier item `d` [row] of `work` [arrays] does at least as much as item `k` [row] for no more."""
    return bool(work.item[_DEPTH, d] >= work.item[_DEPTH, k] and work.item[_PRICE, d] <= work.item[_PRICE, k])


@kernel
def _relaxed(value: float, work: Prices, items: int, level: int) -> float:
    """Least cost [1] of what can be made of the path in `work` [arrays] up to `level` [count] when rounds can be cut,
    for a target of `value` [1] with `items` [count].
    """
    total, paid = work.path[_SUM, level], work.path[_PAID, level]
    for k in range(work.step[_NEXT, level], items):
        until = work.item[_UNTIL, k]
        if total >= until:
            break
        more = (work.place[_STOCK, k] - work.place[_USED, k]) * work.item[_DEPTH, k]
        if total + more >= until:
            paid += (until - total) * work.item[_RATIO, k]
            total = until
            break
        total += more
        paid += more * work.item[_RATIO, k]
    return float(value * math.exp(-total) + paid)


@kernel
def _add(work: Prices, level: int, k: int) -> None:
    """Go one `level` [count] deeper in `work` [arrays] by one round of item `k` [row]."""
    work.place[_USED, k] += 1
    work.path[_SUM, level + 1] = work.path[_SUM, level] + work.item[_DEPTH, k]
    work.path[_PAID, level + 1] = work.path[_PAID, level] + work.item[_PRICE, k]
    work.step[_ADDED, level + 1], work.step[_NEXT, level + 1] = k, k


@kernel
def _cheapest(value: float, work: Prices, items: int, most: int) -> tuple[float, int]:
    """Least cost [1] of a column of the `items` [count] in `work` [arrays] at a target of `value` [1], and how many
    nodes [count] that took; above `most` [count] it was given up.
    """
    best, nodes, level = value, 1, 0
    work.path[_SUM, 0], work.path[_PAID, 0], work.step[_NEXT, 0] = 0.0, 0.0, 0
    while level >= 0:
        k = work.step[_NEXT, level]
        if k >= items or _relaxed(value, work, items, level) >= best - SLACK * value:
            if level > 0:
                work.place[_USED, work.step[_ADDED, level]] -= 1
            level -= 1
            continue
        work.step[_NEXT, level] = k + 1
        if work.place[_USED, k] == work.place[_STOCK, k] or _must_wait(work, k):
            continue
        nodes += 1
        if nodes > most:
            break
        _add(work, level, k)
        level += 1
        cost = value * math.exp(-work.path[_SUM, level]) + work.path[_PAID, level]
        if cost < best:
            best = cost
            for n in range(items):
                work.place[_TAKEN, n] = work.place[_USED, n]
    return best, nodes


@kernel
def _must_wait(work: Prices, k: int) -> bool:
    """Whether an item before `k` [row] in `work` [arrays] does as much for no more and has rounds left: then some best
    column has none of item `k` here.
    """
    waits = False
    for d in range(k):
        waits |= work.place[_USED, d] < work.place[_STOCK, d] and _dominates(work, d, k)
    return waits


@kernel
def list_columns(
    values: Floats, kill: Floats, rounds: Integers, price: Floats, most: Floats, work: Prices, columns: Columns
) -> int:
    """List in `columns` [arrays] every column of each target that costs at most `most` (targets) [1]; returns how many,
    or -1 where there is not room for all or 50 nodes for each place in `columns` do not suffice.

    `values` (targets) [1], `kill` (weapons x targets) [1], `rounds` (weapons) [count], `price` (weapons) [1], `work`
    [arrays] scratch space.
    """
    count, nodes = 0, 0
    for j in range(len(values)):
        items = _list_items(values[j], kill[:, j], rounds, price, work, False)
        count, nodes = _list_target(values[j], most[j], work, items, columns, count, nodes, j)
        if count < 0:
            return -1
    return count


@kernel
def _list_target(
    value: float, most: float, work: Prices, items: int, columns: Columns, count: int, nodes: int, j: int
) -> tuple[int, int]:
    """List the columns of target `j` [row] of `value` [1] that cost at most `most` [1], from the `items` [count] in
    `work` [arrays], behind `count` [count] others in `columns` [arrays]; returns how many there are then (-1: no room)
    and how many nodes [count] were searched, `nodes` [count] before.
    """
    level = 0
    work.path[_SUM, 0], work.path[_PAID, 0], work.step[_NEXT, 0] = 0.0, 0.0, 0
    if value <= most:
        count = _store(work, items, columns, count, j)
    while level >= 0 and count >= 0:
        k = work.step[_NEXT, level]
        if k >= items or _relaxed(value, work, items, level) > most:
            if level > 0:
                work.place[_USED, work.step[_ADDED, level]] -= 1
            level -= 1
            continue
        work.step[_NEXT, level] = k + 1
        if work.place[_USED, k] == work.place[_STOCK, k]:
            continue
        nodes += 1
        if nodes > 50 * len(columns.target):
            return -1, nodes
        _add(work, level, k)
        level += 1
        if value * math.exp(-work.path[_SUM, level]) + work.path[_PAID, level] <= most:
            count = _store(work, items, columns, count, j)
    return count, nodes


@kernel
def _store(work: Prices, items: int, columns: Columns, count: int, j: int) -> int:
    """Put the column in `work` [arrays] of `items` [count], of target `j` [row], behind `count` [count] others in
    `columns` [arrays]; returns how many there are then, -1 where there is no room.
    """
    if count == len(columns.target):
        return -1
    end = columns.first[count]
    for k in range(items):
        for _ in range(work.place[_USED, k]):
            if end == len(columns.unit):
                return -1
            columns.unit[end] = work.place[_WEAPON, k]
            end += 1
    columns.target[count] = j
    columns.first[count + 1] = end
    return count + 1
