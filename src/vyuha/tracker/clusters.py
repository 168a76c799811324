"""Clusters: groups of tracks and plots that have to be decided together, and the best assignment in each.

Assumes   a target gives at most one plot in a scan, a plot comes from at most one target; false plots and plots of
          targets not yet known are Poisson with the sensor's density.
Holds     exactly, whatever the number of tracks; the cost grows with the cube of the largest cluster only.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, section 6.4: the
          cost of a pair is minus the ln of the likelihood ratio of own plot to false plot, against that of a miss. Or,
          as many do it, the distance in units of its sigma, against the gate's. Clusters by union and find with path
          halving. The assignment is `vyuha.assignment.linear`.
Checked   tests/tracker/test_clusters.py: SciPy's assignment over all tracks and plots at once.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.assignment.linear import LINKS, MATE, Work, assign, make_work
from vyuha.base.compile import allocating_kernel, kernel
from vyuha.tracker.gating import Edges
from vyuha.tracker.rows import Floats, Integers


class Clusters(NamedTuple):
    """Members of cluster c: `member[first[c] : first[c + 1]]`. `rows` and `columns`: the most that one cluster has."""

    first: Integers
    member: Integers
    rows: int
    columns: int


@kernel
def root_of(parent: Integers, i: int) -> int:
    """The root [row] of node `i` [row] in the forest `parent` [rows]; paths are halved on the way."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@allocating_kernel
def find_clusters(edges: Edges, plots: int) -> Clusters:
    """Group the members of `edges` that share plots, of `plots` in all, directly or through others; members without a
    plot in their gate are in none.
    """
    members = len(edges.first) - 1
    parent = np.arange(members + plots)
    for k in range(members):
        for e in range(edges.first[k], edges.first[k + 1]):
            parent[root_of(parent, members + edges.plot[e])] = root_of(parent, k)
    name, count = np.full(members + plots, -1), 0
    label, first = np.empty(members, np.int64), np.zeros(members + 1, np.int64)
    for k in range(members):
        label[k] = -1
        if edges.first[k + 1] > edges.first[k]:
            root = root_of(parent, k)
            if name[root] < 0:
                name[root], count = count, count + 1
            label[k] = name[root]
            first[label[k] + 1] += 1
    rows = 0
    for c in range(count):
        rows = max(rows, first[c + 1])
        first[c + 1] += first[c]
    place, member = first.copy(), np.empty(first[count], np.int64)
    for k in range(members):
        if label[k] >= 0:
            member[place[label[k]]] = k
            place[label[k]] += 1
    widths = np.zeros(count, np.int64)
    for j in range(plots):
        root = root_of(parent, members + j)
        if name[root] >= 0:
            widths[name[root]] += 1
    return Clusters(first[: count + 1], member, rows, widths.max() if count > 0 else 0)


@kernel
def gain_of(fit: float, detection: float, density: float) -> float:
    """Ln of how much likelier a plot with log-likelihood `fit` [SI] is the target's own, detected with probability
    `detection` [1], than a false one of `density` [1/SI].
    """
    return fit + math.log(detection / density)


@allocating_kernel
def price_by_likelihood(edges: Edges, detection: float, density: float) -> Floats:
    """Cost of each pair of `edges` against a miss: minus the ln of how much likelier it is."""
    base = math.log(1.0 - detection) - gain_of(0.0, detection, density)
    return base - edges.fit


@allocating_kernel
def price_by_distance(edges: Edges, gate: float) -> Floats:
    """Cost of each pair of `edges` against a miss, which is as far away as the `gate` (squared distance)."""
    return np.sqrt(edges.square) - math.sqrt(gate)


@allocating_kernel
def assign_best(edges: Edges, clusters: Clusters, plots: int, price: Floats) -> None:
    """Set `edges.chance` to 1 for the pairs of the assignment with the least sum of `price`, cluster by cluster; a
    member without a plot costs nothing.
    """
    work = make_work(max(clusters.rows, 1), max(clusters.columns, 1), LINKS)
    column_of = np.full(plots, -1)
    column, local = np.empty(max(clusters.columns, 1), np.int64), 0
    for c in range(len(clusters.first) - 1):
        begin, end = clusters.first[c], clusters.first[c + 1]
        if end - begin == 1:
            _take_best(edges, clusters.member[begin], price)
            continue
        local = 0
        for place in range(begin, end):
            k = clusters.member[place]
            for e in range(edges.first[k], edges.first[k + 1]):
                if column_of[edges.plot[e]] < 0:
                    column_of[edges.plot[e]] = local
                    column[local] = edges.plot[e]
                    local += 1
        _forbid_all(clusters, work, c, local)
        for place in range(begin, end):
            k = clusters.member[place]
            for e in range(edges.first[k], edges.first[k + 1]):
                work.cost[place - begin, column_of[edges.plot[e]]] = price[e]
        assign(work, end - begin, local, 0.0)
        for place in range(begin, end):
            k = clusters.member[place]
            for e in range(edges.first[k], edges.first[k + 1]):
                if work.link[MATE, place - begin] == column_of[edges.plot[e]]:
                    edges.chance[e] = 1.0
        for i in range(local):
            column_of[column[i]] = -1


@kernel
def _forbid_all(clusters: Clusters, work: Work, c: int, columns: int) -> None:
    """Make all pairs of cluster `c` [row] of `clusters` [tables] with its `columns` [count] impossible in `work`
    [arrays].
    """
    for i in range(clusters.first[c + 1] - clusters.first[c]):
        for j in range(columns):
            work.cost[i, j] = math.inf


@kernel
def _take_best(edges: Edges, k: int, price: Floats) -> None:
    """Give member `k` [row] of `edges` [tables], which competes with nobody, the plot with the least `price` [1], if
    that is better than a miss.
    """
    best, least = -1, 0.0
    for e in range(edges.first[k], edges.first[k + 1]):
        if price[e] < least:
            best, least = e, price[e]
    if best >= 0:
        edges.chance[best] = 1.0
