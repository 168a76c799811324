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
from vyuha.base.vector import wrap
from vyuha.tracker.kalman import expect, log_likelihood
from vyuha.tracker.measurement import is_angle, width_of
from vyuha.tracker.rows import WIDEST, Floats, Integers, Picture, Rules, Scan, Scratch, Sensor
from vyuha.tracker.straight import Slate, glance, is_straight


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
def look_out(picture: Picture, rules: Rules, scan: Scan, live: int, scratch: Scratch, slate: Slate) -> Outlook:
    """What the sensor of `scan` should measure of the first `live` tracks."""
    count = len(picture.models.kind)
    outlook = Outlook(np.zeros((live, count, WIDEST)), np.zeros((live, count, WIDEST, WIDEST)))
    sensor, bank = picture.sensor[scan.sensor], picture.bank
    if is_straight(picture.models, rules.method, sensor.kind):
        _glance_all(picture, sensor, live, slate, outlook)
        return outlook
    for t in range(live):
        for m in range(count):
            n = picture.models.size[m]
            if expect(sensor, rules.method, bank.mean[t, m], bank.covariance[t, m], n, scratch):
                for a in range(WIDEST):
                    outlook.expected[t, m, a] = scratch.expected[a]
                    for b in range(WIDEST):
                        outlook.spread[t, m, a, b] = scratch.spread[a, b]
    return outlook


@kernel
def _glance_all(picture: Picture, sensor: Sensor, live: int, slate: Slate, outlook: Outlook) -> None:
    """The same by `sensor` [row] of the first `live` [count] tracks of `picture` [tables], which fly straight, into
    `outlook` [tables]; `slate` [arrays].
    """
    bank = picture.bank
    for t in range(live):
        glance(sensor, bank.mean[t, 0], bank.covariance[t, 0], slate, outlook.expected[t, 0], outlook.spread[t, 0])


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
def stretch(kind: int, z: Floats, r: Floats, expected: Floats, spread: Floats) -> tuple[float, float]:
    """Squared distance [1] of the plot `z` [SI] of `kind` [code] with covariance `r` [SI] from the `expected` [SI] one
    with covariance `spread` [SI], and ln det of the sum [SI]; infinity when that is not positive definite. Cholesky's
    factor and the whitened residual, row by row.
    """
    v1 = wrap(z[1] - expected[1]) if is_angle(kind, 1) else z[1] - expected[1]
    # `ra`, `rc`, `rf` are the reciprocals of the factor's diagonal.
    a2 = spread[0, 0] + r[0, 0]
    ra = 1.0 / math.sqrt(a2)
    b, d = (spread[1, 0] + r[1, 0]) * ra, (spread[2, 0] + r[2, 0]) * ra
    c2 = spread[1, 1] + r[1, 1] - b * b
    rc = 1.0 / math.sqrt(c2)
    e = (spread[2, 1] + r[2, 1] - d * b) * rc
    f2 = spread[2, 2] + r[2, 2] - d * d - e * e
    rf = 1.0 / math.sqrt(f2)
    if not (a2 > 0.0 and c2 > 0.0 and f2 > 0.0):
        return math.inf, 0.0
    y0 = (z[0] - expected[0]) * ra
    y1 = (v1 - b * y0) * rc
    y2 = (z[2] - expected[2] - d * y0 - e * y1) * rf
    square = y0 * y0 + y1 * y1 + y2 * y2
    # Logarithms one by one: the product of variances may leave the range of numbers.
    volume = math.log(a2) + math.log(c2) + math.log(f2)
    if width_of(kind) == 3:
        return square, volume
    g = (spread[3, 0] + r[3, 0]) * ra
    h = (spread[3, 1] + r[3, 1] - g * b) * rc
    k = (spread[3, 2] + r[3, 2] - g * d - h * e) * rf
    m2 = spread[3, 3] + r[3, 3] - g * g - h * h - k * k
    if not m2 > 0.0:
        return math.inf, 0.0
    y3 = (z[3] - expected[3] - g * y0 - h * y1 - k * y2) / math.sqrt(m2)
    return square + y3 * y3, volume + math.log(m2)


@kernel
def in_box(kind: int, gate: float, z: Floats, r: Floats, expected: Floats, spread: Floats) -> bool:
    """Whether the plot `z` [SI] of `kind` [code] with covariance `r` [SI] lies in the box around the `gate` [1] of the
    `expected` [SI] one with covariance `spread` [SI], component by component: a quick no.
    """
    for a in range(width_of(kind)):
        away = z[a] - expected[a]
        if is_angle(kind, a):
            away = wrap(away)
        if not away * away <= gate * (spread[a, a] + r[a, a]):
            return False
    return True


@kernel
def pair(
    kind: int, gate: float, z: Floats, r: Floats, expected: Floats, spread: Floats, weight: Floats
) -> tuple[float, float]:
    """Squared distance [1] of the plot `z` [SI] of `kind` [code] with covariance `r` [SI] from a track in the model
    that is nearest to it, and ln of its likelihood [SI] over all models, which have the `expected` [SI] plots (models,
    4) with covariances `spread` [SI] and this `weight` [1]; infinity outside the `gate` [1] of all.
    """
    models = len(weight)
    width, nearest, fit = width_of(kind), math.inf, -math.inf
    if models == 1:
        if in_box(kind, gate, z, r, expected[0], spread[0]):
            nearest, volume = stretch(kind, z, r, expected[0], spread[0])
            fit = log_likelihood(nearest, volume, width)
    else:
        # Without the quick refusal each model's likelihood counts, as the correction will count it.
        for m in range(models):
            square, volume = stretch(kind, z, r, expected[m], spread[m])
            if square < math.inf:
                nearest = min(nearest, square)
                part = log_likelihood(square, volume, width) + math.log(weight[m])
                high, low = max(fit, part), min(fit, part)
                fit = high + math.log1p(math.exp(low - high))
    if not nearest <= gate:
        return math.inf, -math.inf
    return nearest, fit


@allocating_kernel
def find_edges(
    picture: Picture, rules: Rules, scan: Scan, outlook: Outlook, grid: Grid, members: Integers, used: Integers
) -> Edges:
    """All pairs of the tracks `members` with plots that are not `used` (0: free) inside their gates."""
    kind = picture.sensor[scan.sensor].kind
    gate = gate_of(rules, width_of(kind))
    first = np.zeros(len(members) + 1, np.int64)
    size = 4 * len(members) + len(scan.z) + 16
    plot, fit, square = np.empty(size, np.int64), np.empty(size, np.float64), np.empty(size, np.float64)
    box, done = np.empty(4, np.int64), 0
    while True:
        row = Edges(first, plot, fit, square, fit)
        done = _fill_edges(kind, gate, scan, (outlook, picture.bank.weight), grid, (members, used, box), row, done)
        if done == len(members):
            break
        size = 2 * size
        plot, fit, square = _longer(plot, size), _longer_floats(fit, size), _longer_floats(square, size)
    count = first[len(members)]
    return Edges(first, plot[:count], fit[:count], square[:count], np.zeros(count, np.float64))


@kernel
def _fill_edges(
    kind: int,
    gate: float,
    scan: Scan,
    sight: tuple[Outlook, Floats],
    grid: Grid,
    rows: tuple[Integers, Integers, Integers],
    edges: Edges,
    start: int,
) -> int:
    """Write the pairs of the members from `start` [row] on with plots of `scan` [tables] of `kind` [code] inside the
    `gate` [1] into `edges` [tables], as long as there is room for all plots; returns the member at which there was not.
    `sight` [tables] is what tracks expect and the weights of their models; `grid` [tables] holds the plots; `rows`
    [rows] are members, used plots and space for four numbers.
    """
    outlook, weights = sight
    members, used, box = rows
    count = edges.first[start]
    for k in range(start, len(members)):
        if count + len(grid.order) > len(edges.plot):
            return k
        expected, spread, weight = outlook.expected[members[k]], outlook.spread[members[k]], weights[members[k]]
        _cells_of(kind, gate, expected, spread, grid, box)
        for row in range(box[0], box[1] + 1):
            for turn in range(box[2], box[3] + 1):
                c = row * grid.side + turn % grid.side
                for place in range(grid.first[c], grid.first[c + 1]):
                    j = grid.order[place]
                    if used[j] == 0:
                        distance, value = pair(kind, gate, scan.z[j], scan.r[j], expected, spread, weight)
                        if distance < math.inf:
                            edges.plot[count], edges.fit[count], edges.square[count] = j, value, distance
                            count += 1
        edges.first[k + 1] = count
    return len(members)


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
def _cells_of(kind: int, gate: float, expected: Floats, spread: Floats, grid: Grid, box: Integers) -> None:
    """Rows and columns of `grid` [tables], of plots of `kind` [code], that the `gate` [1] around the `expected` [SI]
    plots of a track's models with covariances `spread` [SI] touches, into `box` [rows]. Columns of an azimuth may run
    past the last one: they go round.
    """
    for axis in range(2):
        low, high = math.inf, -math.inf
        for m in range(len(expected)):
            reach = math.sqrt(gate * (spread[m, axis, axis] + grid.worst[axis]))
            middle = expected[m, axis]
            if is_angle(kind, axis):
                # Beside the first model's azimuth, so that the span does not jump at south.
                middle = expected[0, axis] + wrap(middle - expected[0, axis])
            low, high = min(low, middle - reach), max(high, middle + reach)
        if is_angle(kind, axis):
            box[2] = math.floor((low - grid.low[1]) / grid.size[1]) + grid.side
            box[3] = min(math.floor((high - grid.low[1]) / grid.size[1]) + grid.side, box[2] + grid.side - 1)
        else:
            box[2 * axis] = _cell_on(grid.low[axis], grid.size[axis], grid.side, low)
            box[2 * axis + 1] = _cell_on(grid.low[axis], grid.size[axis], grid.side, high)
