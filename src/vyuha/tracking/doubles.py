"""Doubles: two tracks of one target, found and made one; and plots that belong to a neighbour.

Assumes   a radar gives at most one plot of a target in a scan, so that of two tracks on one target never both are hit.
Holds     for tracks of one net; two targets inside each other's errors of which one is long unseen are taken for one.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6: tests
          for redundant tracks; that histories must exclude each other is our own.
Checked   tests/tracking/test_doubles.py: a double goes, two real neighbours stay.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.radar import Plot
from vyuha.state.site import Net
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED, FREE, Track
from vyuha.tracking.correction import distance
from vyuha.tracking.filter import Floats, position_at, spread_at
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
def separation(net: Net, a: Track, p: Floats, b: Track, q: Floats, time: float) -> float:
    """Squared Mahalanobis distance [1] between the positions at `time` [s] of the tracks `a` and `b` [row] of `net`
    [row] with the covariances `p` and `q` [6 x 6, SI]; infinity when they are far apart.
    """
    at, other = position_at(a, time), position_at(b, time)
    if abs(at[0] - other[0]) > _NEAR or abs(at[1] - other[1]) > _NEAR or abs(at[2] - other[2]) > _NEAR:
        return math.inf
    spread = spread_at(p, time - a.time, noise_at(net, a, time))
    error = spread_at(q, time - b.time, noise_at(net, b, time))
    return distance(other, error, at, spread, _GATE)[0]


@kernel
def exclude_each_other(a: Track, b: Track) -> bool:
    """Whether tracks `a` and `b` [row] are well known and were never both hit."""
    return bool(a.updates >= _KNOWN and b.updates >= _KNOWN and (a.scans & b.scans & _RECENT) == 0)


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
            if b.net != n or not is_known(b) or not exclude_each_other(a, b) or (a.shots > 0 and b.shots > 0):
                continue
            if separation(setup.net[n], a, state.covariance[i], b, state.covariance[j], time) >= _GATE:
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
    plot, net = state.plot[plot_index], setup.net[state.track[i].net]
    own = misfit(net, state.track[i], state.covariance[i], plot, time, math.inf)
    for j in range(state.progress[0].track_rows):
        other = state.track[j]
        if j == i or other.status != CONFIRMED or other.net != state.track[i].net or other.judged_dead:
            continue
        x, y, z = position_at(other, time)
        near = abs(plot.x - x) < _NEAR and abs(plot.y - y) < _NEAR and abs(plot.z - z) < _NEAR
        if near and misfit(net, other, state.covariance[j], plot, time, _GATE) < own:
            return True
    return False


@kernel
def misfit(net: Net, track: Track, covariance: Floats, plot: Plot, time: float, gate: float) -> float:
    """Twice the negative log [1], but for a constant, of how likely `track` [row] of `net` [row] with `covariance`
    [6 x 6, SI] gives `plot` [row] at `time` [s]; infinity outside `gate` [1].
    """
    spread = spread_at(covariance, time - track.time, noise_at(net, track, time))
    at = position_at(track, time)
    place, error = reading(plot, at, spread)
    square, volume = distance(place, error, at, spread, gate)
    return square + volume
