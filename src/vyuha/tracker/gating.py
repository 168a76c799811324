"""Gating: which plots a track may have caused, found without looking at every pair.

Assumes   a plot is a track's own only inside the gate of one of its models: an ellipsoid of squared distance around the
          measurement expected there.
Holds     exactly: plots lie in a grid over the first two components of the measurement (azimuth goes round), about one
          to a cell, and a track looks at all cells that the box around its gate touches, as wide as the worst plot
          makes it. The cost of a scan grows with tracks + plots + pairs in touched cells, so with their product only
          where gates cover everything.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6; the
          grid is a counting sort, our own.
Checked   tests/tracker/test_gating.py against all pairs.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.tracker.kalman import compare, expect, log_likelihood
from vyuha.tracker.measurement import is_angle, width_of, wrap
from vyuha.tracker.rows import WIDEST, Floats, Integers, Picture, Rules, Scan, Scratch


class Grid(NamedTuple):
    """Plots by cell: those of cell c are `order[first[c] : first[c + 1]]`. `low` and `size` of the cells on both axes;
    `worst` is the largest variance of a plot in each component.
    """

    low: Floats
    size: Floats
    side: int
    first: Integers
    order: Integers
    worst: Floats


class Edges(NamedTuple):
    """Pairs in the gate. Those of member k are `first[k]` to `first[k + 1]`: the plot, the ln of its likelihood, the
    squared distance, and what association makes of it: the chance that it is the member's own.
    """

    first: Integers
    plot: Integers
    fit: Floats
    square: Floats
    chance: Floats


class Outlook(NamedTuple):
    """What each track and model expects to be measured: `expected` (tracks, models, 4), `spread` (tracks, models, 4,
    4).
    """

    expected: Floats
    spread: Floats


@allocating_kernel
def look_out(picture: Picture, rules: Rules, scan: Scan, live: int, scratch: Scratch) -> Outlook:
    """What the sensor of `scan` should measure of the first `live` tracks."""
    count = len(picture.models.kind)
    outlook = Outlook(np.zeros((live, count, WIDEST)), np.zeros((live, count, WIDEST, WIDEST)))
    for t in range(live):
        for m in range(count):
            mean, covariance = picture.bank.mean[t, m], picture.bank.covariance[t, m]
            n = picture.models.size[m]
            if expect(picture.sensor[scan.sensor], rules.method, mean, covariance, n, scratch):
                for a in range(WIDEST):
                    outlook.expected[t, m, a] = scratch.expected[a]
                    for b in range(WIDEST):
                        outlook.spread[t, m, a, b] = scratch.spread[a, b]
    return outlook


@allocating_kernel
def make_grid(scan: Scan, kind: int) -> Grid:
    """Sort the plots of `scan`, measurements of `kind`, into cells."""
    plots = len(scan.z)
    side = max(1, math.ceil(math.sqrt(plots)))
    low, size = np.zeros(2), np.ones(2)
    worst = np.zeros(WIDEST)
    for axis in range(2):
        high = -math.inf
        low[axis] = math.inf
        for j in range(plots):
            low[axis], high = min(low[axis], scan.z[j, axis]), max(high, scan.z[j, axis])
        if is_angle(kind, axis):
            low[axis], high = -math.pi, math.pi
        if plots > 0:
            size[axis] = max((high - low[axis]) / side, 1e-9)
    first, order = np.zeros(side * side + 1, np.int64), np.empty(plots, np.int64)
    cell = np.empty(plots, np.int64)
    for j in range(plots):
        row = _cell_on(low[0], size[0], side, scan.z[j, 0])
        column = _cell_on(low[1], size[1], side, wrap(scan.z[j, 1]) if is_angle(kind, 1) else scan.z[j, 1])
        cell[j] = row * side + column
        first[cell[j] + 1] += 1
        for a in range(WIDEST):
            worst[a] = max(worst[a], scan.r[j, a, a])
    for c in range(side * side):
        first[c + 1] += first[c]
    fill = first.copy()
    for j in range(plots):
        order[fill[cell[j]]] = j
        fill[cell[j]] += 1
    return Grid(low, size, side, first, order, worst)


@kernel
def _cell_on(low: float, size: float, side: int, at: float) -> int:
    """Cell [row] of the value `at` [SI] on an axis of `side` [count] cells of `size` [SI] from `low` [SI]."""
    return min(max(math.floor((at - low) / size), 0), side - 1)


@kernel
def gate_of(rules: Rules, width: int) -> float:
    """Squared distance [1] of the gate for `width` [count] components by `rules` [tables]."""
    return rules.gate if width == 3 else rules.wide_gate


@kernel
def pair(
    picture: Picture, rules: Rules, scan: Scan, outlook: Outlook, t: int, j: int, scratch: Scratch
) -> tuple[float, float]:
    """Squared distance [1] of plot `j` [row] of `scan` [tables] from track `t` [row] of `picture` [tables] in the model
    that is nearest to it, and ln of its likelihood [SI] over all models, by `rules` [tables] and `outlook` [tables];
    infinity outside the gates of all. `scratch` [arrays].
    """
    kind = picture.sensor[scan.sensor].kind
    width = width_of(kind)
    gate = gate_of(rules, width)
    nearest, fit = math.inf, -math.inf
    for m in range(len(picture.models.kind)):
        expected, spread = outlook.expected[t, m], outlook.spread[t, m]
        inside = True
        for a in range(width):
            away = scan.z[j, a] - expected[a]
            if is_angle(kind, a):
                away = wrap(away)
            inside = inside and away * away <= gate * (spread[a, a] + scan.r[j, a, a])
        # Without the quick refusal each model's likelihood counts, as the correction will count it.
        if inside or len(picture.models.kind) > 1:
            square, volume = compare(kind, scan.z[j], scan.r[j], expected, spread, scratch)
            if square < math.inf:
                nearest = min(nearest, square)
                part = log_likelihood(square, volume, width) + math.log(picture.bank.weight[t, m])
                high, low = max(fit, part), min(fit, part)
                fit = high + math.log1p(math.exp(low - high))
    if not nearest <= gate:
        return math.inf, -math.inf
    return nearest, fit


@allocating_kernel
def find_edges(
    picture: Picture,
    rules: Rules,
    scan: Scan,
    outlook: Outlook,
    grid: Grid,
    members: Integers,
    used: Integers,
    scratch: Scratch,
) -> Edges:
    """All pairs of the tracks `members` with plots that are not `used` (0: free) inside their gates."""
    first = np.zeros(len(members) + 1, np.int64)
    size = 4 * len(members) + 16
    plot, fit, square = np.empty(size, np.int64), np.empty(size, np.float64), np.empty(size, np.float64)
    box = np.empty(4, np.int64)
    count = 0
    for k in range(len(members)):
        _cells_of(picture, rules, scan, outlook, grid, members[k], box)
        if count + len(grid.order) > size:
            size = 2 * size + len(grid.order)
            plot, fit, square = _longer(plot, size), _longer_floats(fit, size), _longer_floats(square, size)
        for row in range(box[0], box[1] + 1):
            for turn in range(box[2], box[3] + 1):
                c = row * grid.side + turn % grid.side
                for place in range(grid.first[c], grid.first[c + 1]):
                    j = grid.order[place]
                    if used[j] == 0:
                        distance, value = pair(picture, rules, scan, outlook, members[k], j, scratch)
                        if distance < math.inf:
                            plot[count], fit[count], square[count] = j, value, distance
                            count += 1
        first[k + 1] = count
    return Edges(first, plot[:count], fit[:count], square[:count], np.zeros(count, np.float64))


@allocating_kernel
def _longer(old: Integers, size: int) -> Integers:
    """The same numbers in an array of `size` [count]."""
    new = np.empty(size, np.int64)
    new[: len(old)] = old
    return new


@allocating_kernel
def _longer_floats(old: Floats, size: int) -> Floats:
    """The same numbers in an array of `size` [count]."""
    new = np.empty(size, np.float64)
    new[: len(old)] = old
    return new


@kernel
def _cells_of(picture: Picture, rules: Rules, scan: Scan, outlook: Outlook, grid: Grid, t: int, box: Integers) -> None:
    """Rows and columns of `grid` [tables] that the gate of track `t` [row] of `picture` [tables] touches, for the
    plots of `scan` [tables] by `rules` [tables] and `outlook` [tables], into `box` [rows].
    Columns of an azimuth may run past the last one: they go round.
    """
    kind = picture.sensor[scan.sensor].kind
    gate = gate_of(rules, width_of(kind))
    for axis in range(2):
        low, high = math.inf, -math.inf
        for m in range(len(picture.models.kind)):
            reach = math.sqrt(gate * (outlook.spread[t, m, axis, axis] + grid.worst[axis]))
            middle = outlook.expected[t, m, axis]
            if is_angle(kind, axis):
                # Beside the first model's azimuth, so that the span does not jump at south.
                middle = outlook.expected[t, 0, axis] + wrap(middle - outlook.expected[t, 0, axis])
            low, high = min(low, middle - reach), max(high, middle + reach)
        if is_angle(kind, axis):
            box[2] = math.floor((low - grid.low[1]) / grid.size[1]) + grid.side
            box[3] = min(math.floor((high - grid.low[1]) / grid.size[1]) + grid.side, box[2] + grid.side - 1)
        else:
            box[2 * axis] = _cell_on(grid.low[axis], grid.size[axis], grid.side, low)
            box[2 * axis + 1] = _cell_on(grid.low[axis], grid.size[axis], grid.side, high)
