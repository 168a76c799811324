"""Doubles: two tracks of one target, found and made one; and plots that belong to a neighbour.

Assumes   a radar gives at most one plot of a target in a scan, so that of two tracks on one target never both are hit.
Holds     for tracks of one net; two targets inside each other's errors of which one is long unseen are taken for one.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6: tests
          for redundant tracks; that histories must exclude each other is our own.
Checked   tests/tracking/test_doubles.py: a double goes, two real neighbours stay.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED, FREE, Track
from vyuha.tracking.correction import distance
from vyuha.tracking.filter import position_at, spread_at
from vyuha.tracking.life import hits_among
from vyuha.tracking.manoeuvre import noise_at
from vyuha.tracking.strobe import reading

# Squared distance inside which two tracks may be one (chi-square, 3 degrees of freedom: 0.9989).
_GATE = 16.0
# Scans of the net in which they must never both have been hit.
_WINDOW = 12
_RECENT = (1 << _WINDOW) - 1
# Updates before a track is compared.
_KNOWN = 4
# Status of a track within `drop_doubles` that is to go.
DOUBLE = -1
# Farther apart on an axis than this [m], two tracks are never compared.
_NEAR = 5000.0


@kernel
def separation(setup: Setup, state: State, i: int, j: int, time: float) -> float:
    """Squared Mahalanobis distance [1] between the positions of tracks `i` and `j` [row] of `setup`, `state` [tables]
    at `time` [s]; infinity when they are far apart.
    """
    a, b = state.track[i], state.track[j]
    at, other = position_at(a, time), position_at(b, time)
    if abs(at[0] - other[0]) > _NEAR or abs(at[1] - other[1]) > _NEAR or abs(at[2] - other[2]) > _NEAR:
        return math.inf
    net = setup.net[a.net]
    spread = spread_at(state.covariance[i], time - a.time, noise_at(net, a, time))
    error = spread_at(state.covariance[j], time - b.time, noise_at(net, b, time))
    return distance(other, error, at, spread, _GATE)[0]


@kernel
def are_one(setup: Setup, state: State, i: int, j: int, time: float) -> bool:
    """Whether tracks `i` and `j` [row] of `setup`, `state` [tables] are of one target at `time` [s]: near each other
    and never both hit.
    """
    a, b = state.track[i], state.track[j]
    if a.updates < _KNOWN or b.updates < _KNOWN or (a.scans & b.scans & _RECENT) != 0:
        return False
    return separation(setup, state, i, j, time) < _GATE


@kernel
def is_stronger(a: Track, b: Track) -> bool:
    """Whether track `a` [row] stays before `b` [row] when they are one: a track that was shot at before one that was
    not, then the one that is more seen, then the older (rows depend on what other nets see, ages in one net do not).
    """
    if (a.shots > 0) != (b.shots > 0):
        return a.shots > 0
    seen_a, seen_b = hits_among(a.scans, _WINDOW), hits_among(b.scans, _WINDOW)
    return seen_a > seen_b or (seen_a == seen_b and a.number < b.number)


@kernel
def drop_doubles(setup: Setup, state: State, n: int, time: float) -> None:
    """Drop each confirmed track of net `n` [row] in `setup`, `state` [tables] that is one with a stronger track at
    `time` [s]; two that were both shot at stay. All are judged before any is dropped, so that the order of rows decides
    nothing.
    """
    for i in range(state.progress[0].track_rows):
        a = state.track[i]
        if a.net != n or not is_known(a):
            continue
        for j in range(i):
            b = state.track[j]
            if b.net != n or not is_known(b) or not are_one(setup, state, i, j, time) or (a.shots > 0 and b.shots > 0):
                continue
            weaker = b if is_stronger(a, b) else a
            weaker.status = DOUBLE
    for i in range(state.progress[0].track_rows):
        if state.track[i].status == DOUBLE:
            state.track[i].status = FREE


@kernel
def is_known(track: Track) -> bool:
    """Whether `track` [row] is confirmed, be it a double."""
    return bool(track.status in (CONFIRMED, DOUBLE))


@kernel
def belongs_to_another(setup: Setup, state: State, i: int, time: float, plot_index: int) -> bool:
    """Whether the plot `plot_index` [row], measured at `time` [s] and taken for track `i` [row] of `setup`, `state`
    [tables], fits another confirmed track of the net better.
    """
    plot = state.plot[plot_index]
    own = misfit(setup, state, i, time, plot_index, math.inf)
    for j in range(state.progress[0].track_rows):
        other = state.track[j]
        if j == i or other.status != CONFIRMED or other.net != state.track[i].net or other.judged_dead:
            continue
        x, y, z = position_at(other, time)
        near = abs(plot.x - x) < _NEAR and abs(plot.y - y) < _NEAR and abs(plot.z - z) < _NEAR
        if near and misfit(setup, state, j, time, plot_index, _GATE) < own:
            return True
    return False


@kernel
def misfit(setup: Setup, state: State, i: int, time: float, plot_index: int, gate: float) -> float:
    """Twice the negative log [1], but for a constant, of how likely track `i` [row] of `setup`, `state` [tables] gives
    the plot `plot_index` [row] at `time` [s]; infinity outside `gate` [1].
    """
    track = state.track[i]
    noise = noise_at(setup.net[track.net], track, time)
    spread = spread_at(state.covariance[i], time - track.time, noise)
    at = position_at(track, time)
    place, error = reading(state.plot[plot_index], at, spread)
    square, volume = distance(place, error, at, spread, gate)
    return square + volume
