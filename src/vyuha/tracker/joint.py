"""Joint probabilistic data association: the chance that each plot is each track's own, over all joint events.

Assumes   as in `vyuha.tracker.clusters`: at most one plot for a target, at most one target for a plot, Poisson false
          plots.
Holds     exactly where at most ten plots of a cluster are wanted by more than one track (plots that only one track
          wants cost nothing extra): sums over tracks in order, with the set of contested plots already taken as the
          state, 2^contested x tracks steps instead of all joint events. Beyond, loopy belief propagation, which
          converges always; its chances add up for tracks but are only near the true ones: off by 0.13 at most in 60
          dense clusters of the tests.
Source    T. Fortmann, Y. Bar-Shalom, M. Scheffe, IEEE J. Oceanic Engineering 8 (1983), doi 10.1109/JOE.1983.1145560
          (JPDA). J. Williams, R. Lau, "Approximate evaluation of marginal association probabilities with belief
          propagation", IEEE Trans. Aerospace and Electronic Systems 50 (2014), doi 10.1109/TAES.2014.120568.
Checked   tests/tracker/test_joint.py: enumeration of all joint events, and how far the approximation is from it.
"""

import math

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.tracker.clusters import Clusters, gain_of
from vyuha.tracker.gating import Edges
from vyuha.tracker.rows import Floats, Integers

MOST_CONTESTED = 10
_ENOUGH = 1e-9
_MOST_ROUNDS = 2000


@allocating_kernel
def weigh_all(
    edges: Edges, clusters: Clusters, plots: int, detection: float, density: float, most_contested: int
) -> None:
    """Fill `edges.chance` cluster by cluster: exactly with up to `most_contested` contested plots (0: never)."""
    # How many want a plot, and its bit among the contested ones of its cluster (-1: none).
    claims, bit = np.zeros(plots, np.int64), np.full(plots, -1)
    for e in range(len(edges.plot)):
        claims[edges.plot[e]] += 1
    weight, miss = np.empty(len(edges.plot)), np.empty(len(edges.first) - 1)
    _weigh_pairs(edges, weight, miss, detection, density)
    for c in range(len(clusters.first) - 1):
        member = clusters.member[clusters.first[c] : clusters.first[c + 1]]
        contested = 0
        for k in member:
            for e in range(edges.first[k], edges.first[k + 1]):
                j = edges.plot[e]
                if claims[j] > 1 and bit[j] < 0:
                    bit[j], contested = contested, contested + 1
        if contested <= most_contested:
            _sum_events(edges, member, weight, miss, bit, contested)
        else:
            _pass_messages(edges, member, weight, miss, bit, contested)


@kernel
def _weigh_pairs(edges: Edges, weight: Floats, miss: Floats, detection: float, density: float) -> None:
    """Likelihood ratios of the `edges` [tables] into `weight` [1] and of a miss into `miss` [1], for each member scaled
    to a largest one of 1; `detection` [1], `density` [1/SI].
    """
    for k in range(len(miss)):
        highest = math.log(1.0 - detection)
        for e in range(edges.first[k], edges.first[k + 1]):
            highest = max(highest, gain_of(edges.fit[e], detection, density))
        miss[k] = math.exp(math.log(1.0 - detection) - highest)
        for e in range(edges.first[k], edges.first[k + 1]):
            weight[e] = math.exp(gain_of(edges.fit[e], detection, density) - highest)


@allocating_kernel
def _sum_events(edges: Edges, member: Integers, weight: Floats, miss: Floats, bit: Integers, contested: int) -> None:
    """Exact chances of one cluster: `before[i, s]` is the weight of all events of the first i members that take the set
    s of contested plots, `after[i, s]` that of the members from i on when s is taken.
    """
    count, sets = len(member), 1 << contested
    before, after = np.zeros((count + 1, sets)), np.zeros((count + 1, sets))
    before[0, 0] = 1.0
    after[count, :] = 1.0
    for i in range(count):
        _extend(edges, member[i], weight, miss, bit, (before[i], before[i + 1]))
        _normalise(before[i + 1])
    for i in range(count - 1, -1, -1):
        _shrink(edges, member[i], weight, miss, bit, (after[i + 1], after[i]))
        _normalise(after[i])
    for i in range(count):
        k = member[i]
        total = 0.0
        for s in range(sets):
            total += before[i, s] * miss[k] * after[i + 1, s]
        for e in range(edges.first[k], edges.first[k + 1]):
            b = bit[edges.plot[e]]
            own = 0 if b < 0 else 1 << b
            chance = 0.0
            for s in range(sets):
                if s & own == 0:
                    chance += before[i, s] * weight[e] * after[i + 1, s | own]
            edges.chance[e] = chance
            total += chance
        for e in range(edges.first[k], edges.first[k + 1]):
            edges.chance[e] /= total


@kernel
def _extend(edges: Edges, k: int, weight: Floats, miss: Floats, bit: Integers, rows: tuple[Floats, Floats]) -> None:
    """From the weights of sets before member `k` [row] of `edges` [tables] to those after it, the two `rows` [1];
    `weight` [1], `miss` [1], `bit` [rows].
    """
    old, new = rows
    for s in range(len(old)):
        if old[s] > 0.0:
            new[s] += old[s] * miss[k]
            for e in range(edges.first[k], edges.first[k + 1]):
                b = bit[edges.plot[e]]
                own = 0 if b < 0 else 1 << b
                if s & own == 0:
                    new[s | own] += old[s] * weight[e]


@kernel
def _shrink(edges: Edges, k: int, weight: Floats, miss: Floats, bit: Integers, rows: tuple[Floats, Floats]) -> None:
    """The same from the end: weight of all that member `k` [row] of `edges` [tables] and those behind it can do when a
    set is taken, the two `rows` [1]; `weight` [1], `miss` [1], `bit` [rows].
    """
    old, new = rows
    for s in range(len(old)):
        total = miss[k] * old[s]
        for e in range(edges.first[k], edges.first[k + 1]):
            b = bit[edges.plot[e]]
            own = 0 if b < 0 else 1 << b
            if s & own == 0:
                total += weight[e] * old[s | own]
        new[s] = total


@kernel
def _normalise(row: Floats) -> None:
    """Scale `row` [1] to a largest value of 1: only ratios within a member's chances matter."""
    highest = 0.0
    for s in range(len(row)):
        highest = max(highest, row[s])
    for s in range(len(row)):
        row[s] /= highest


@allocating_kernel
def _pass_messages(edges: Edges, member: Integers, weight: Floats, miss: Floats, bit: Integers, contested: int) -> None:
    """Approximate chances of one cluster: members tell contested plots how much they want them (`ask`), plots tell
    members how free they are (1 / (1 + what all others ask)), until nothing changes.
    """
    total = np.zeros(contested)
    begin = 0
    for k in member:
        begin += edges.first[k + 1] - edges.first[k]
    ask, free = np.zeros(begin), np.ones(begin)
    change, rounds = 1.0, 0
    while change > _ENOUGH and rounds < _MOST_ROUNDS:
        rounds += 1
        total[:] = 0.0
        at = 0
        for k in member:
            sum_all = miss[k]
            for e in range(edges.first[k], edges.first[k + 1]):
                sum_all += weight[e] * free[at + e - edges.first[k]]
            for e in range(edges.first[k], edges.first[k + 1]):
                rest = max(sum_all - weight[e] * free[at], 1e-300)
                ask[at] = weight[e] / rest
                if bit[edges.plot[e]] >= 0:
                    total[bit[edges.plot[e]]] += ask[at]
                at += 1
        change, at = 0.0, 0
        for k in member:
            for e in range(edges.first[k], edges.first[k + 1]):
                if bit[edges.plot[e]] >= 0:
                    now = 1.0 / (1.0 + max(total[bit[edges.plot[e]]] - ask[at], 0.0))
                    change = max(change, abs(now - free[at]))
                    free[at] = now
                at += 1
    at = 0
    for k in member:
        sum_all = miss[k]
        for e in range(edges.first[k], edges.first[k + 1]):
            edges.chance[e] = weight[e] * free[at]
            sum_all += edges.chance[e]
            at += 1
        for e in range(edges.first[k], edges.first[k + 1]):
            edges.chance[e] /= sum_all
