"""Association: which plot belongs to which track, the best for all together.

Assumes   each target gives at most one plot in a scan, and each plot comes from at most one target. A plot is compared
          with the track at the time when it was measured.
Holds     for any number of tracks and plots; the search is exact, so its cost grows with the cube of the largest
          cluster.
Source    the cost of a pair is twice the negative log of its Gaussian likelihood, d^2 + ln det S, less a constant
          (Blackman and Popoli, 1999, chapter 6); the assignment is `vyuha.assignment.linear`.
Checked   tests/tracking/test_association.py against SciPy's linear_sum_assignment.
"""

import math
from typing import NamedTuple

from vyuha.assignment.linear import LINKS, MATE, Work, assign
from vyuha.assignment.linear import make_work as make_linear_work
from vyuha.base.compile import allocating_kernel, kernel
from vyuha.state.radar import Plot
from vyuha.state.tables import Setup, State
from vyuha.state.track import Track
from vyuha.tracking.correction import distance
from vyuha.tracking.filter import Floats, position_at, spread_at, variance_at
from vyuha.tracking.manoeuvre import hard_noise_at, noise_at
from vyuha.tracking.strobe import across, reading

# Squared distance that holds 99.89 % of a target's own plots (chi-square, 3 degrees of freedom).
GATE = 16.0

# What is associated: plots within the errors of a track as it is expected to fly, plots as far off as a manoeuvre can
# take it, or strobes.
USUAL, HARD, STROBE = 0, 1, 2

# Rows of `Work.link` beside those of the assignment. Rows and columns of the assignment as members of the stage and as
# plots; how many tracks claim a plot, how many plots a track claims.
_ROW, _COLUMN, _CLAIMS, _CLAIMED = LINKS, LINKS + 1, LINKS + 2, LINKS + 3
# The tracks of a stage, and what came out for each: a plot or -1.
MEMBER, CHOICE = LINKS + 4, LINKS + 5
_LINKS = LINKS + 6


class Scan(NamedTuple):
    """Which scan it is: rows of net and radar, when it was handed over [s], how many plots it has [count]."""

    net: int
    radar: int
    time: float
    plots: int


@allocating_kernel
def make_work(tracks: int, plots: int) -> Work:
    """Scratch space for up to `tracks` [count] and `plots` [count]."""
    return make_linear_work(tracks, plots, _LINKS)


@kernel
def _price_pairs(setup: Setup, state: State, work: Work, scan: Scan, members: int, kind: int) -> float:
    """Fill the costs of `work` [arrays] for its `members` [count] and the plots of `scan` [row] of this `kind` [code]
    in `state` [tables]; count the claims on each plot and of each member, and choose the last plot that it claims.
    Returns the cost of a miss [1]: a gate above the vaguest pair, so that a plot in the gate beats none.
    """
    vaguest, oldest = -math.inf, 0.0
    for j in range(scan.plots):
        work.link[_CLAIMS, j] = 0
        oldest = max(oldest, state.plot[j].age)
    for k in range(members):
        i = work.link[MEMBER, k]
        track, covariance, net = state.track[i], state.covariance[i], setup.net[scan.net]
        noise = hard_noise_at(net, track, scan.time) if kind == HARD else noise_at(net, track, scan.time)
        at, reach = position_at(track, scan.time), _reach(track, covariance, scan.time, oldest, noise)
        claimed, last = 0, -1
        for j in range(scan.plots):
            work.cost[k, j] = math.inf
            plot = state.plot[j]
            if plot.used or plot.strobe != (kind == STROBE):
                continue
            # A target of nearly constant velocity was there; the box around its gate tells most pairs apart.
            dx, dy = plot.x - at[0] + plot.age * track.vx, plot.y - at[1] + plot.age * track.vy
            if kind != STROBE and (dx * dx > GATE * (reach[0] + plot.xx) or dy * dy > GATE * (reach[1] + plot.yy)):
                continue
            square, volume = _misfit(track, covariance, plot, scan.time, noise)
            if square <= GATE:
                work.cost[k, j] = square + volume
                work.link[_CLAIMS, j] += 1
                claimed, last = claimed + 1, j
                vaguest = max(vaguest, volume)
        work.link[_CLAIMED, k], work.link[CHOICE, k] = claimed, last
    return GATE + vaguest


@kernel
def _reach(track: Track, covariance: Floats, time: float, oldest: float, noise: float) -> tuple[float, float]:
    """Largest variance [m2] on the first two axes of `track` [row] with `covariance` [6 x 6, SI] from `oldest` [s]
    before `time` [s] until then, under `noise` [m2/s3]: it is convex in time, so largest at an end. Infinite for a
    ballistic track and plots with an age, as its place bends away from the straight line.
    """
    if oldest == 0.0:
        dt = time - track.time
        return variance_at(covariance, 0, dt, noise), variance_at(covariance, 1, dt, noise)
    if track.ballistic:
        return math.inf, math.inf
    last, first = time - track.time, time - oldest - track.time
    return (
        max(variance_at(covariance, 0, first, noise), variance_at(covariance, 0, last, noise)),
        max(variance_at(covariance, 1, first, noise), variance_at(covariance, 1, last, noise)),
    )


@kernel
def _misfit(track: Track, covariance: Floats, plot: Plot, time: float, noise: float) -> tuple[float, float]:
    """Squared distance [1] of `track` [row] with `covariance` [6 x 6, SI] and `plot` [row] of a scan of `time` [s], and
    ln det S [ln m6]; the track moves under noise of density `noise` [m2/s3].
    """
    measured = time - plot.age
    at, spread = position_at(track, measured), spread_at(covariance, measured - track.time, noise)
    place, error = reading(plot, at, spread)
    square, volume = distance(place, error, at, spread, GATE)
    return square, across(volume, spread) if plot.strobe else volume


@kernel
def _list_contests(work: Work, members: int) -> int:
    """List as rows of the assignment in `work` [arrays] those of `members` [count] that have a contest to settle,
    return how many. One that claims a single plot which no other claims, or none, keeps its choice: this takes
    nothing from the rest, so it is exact.
    """
    rows = 0
    for k in range(members):
        claimed, choice = work.link[_CLAIMED, k], work.link[CHOICE, k]
        if claimed > 1 or (claimed == 1 and work.link[_CLAIMS, choice] > 1):
            work.link[_ROW, rows] = k
            rows += 1
    return rows


@kernel
def _compact(work: Work, rows: int, plots: int) -> int:
    """Move the costs of the listed `rows` [count] and of the `plots` [count] that they claim to the corner of the
    matrix in `work` [arrays]; returns the number of columns. In this order nothing is overwritten before it has
    moved.
    """
    columns = 0
    for j in range(plots):
        if work.link[_CLAIMS, j] > 0:
            work.link[_COLUMN, columns] = j
            columns += 1
    for i in range(rows):
        for j in range(columns):
            work.cost[i, j] = work.cost[work.link[_ROW, i], work.link[_COLUMN, j]]
    return columns


@kernel
def associate(setup: Setup, state: State, work: Work, scan: Scan, members: int, kind: int) -> None:
    """Choose for each of `members` [count], the tracks of `state` [tables] listed in `work` [arrays], one of the
    unused plots of `scan` [row] of this `kind` [code] or none (-1), by the rules of `setup` [tables].
    """
    miss = _price_pairs(setup, state, work, scan, members, kind)
    rows = _list_contests(work, members)
    if rows == 0:
        return
    columns = _compact(work, rows, scan.plots)
    assign(work, rows, columns, miss)
    for i in range(rows):
        j = work.link[MATE, i]
        work.link[CHOICE, work.link[_ROW, i]] = work.link[_COLUMN, j] if j >= 0 else -1
