"""Doubles: two tracks of one target, found and made one; and plots that belong to a neighbour.

Assumes   a radar gives at most one plot of a target in a scan, so that of two tracks on one target never both are hit.
Holds     for tracks of one net; two targets inside each other's errors of which one is long unseen are taken for one.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6: tests
          for redundant tracks; that histories must exclude each other is our own.
Checked   tests/tracking/test_doubles.py: a double goes, two real neighbours stay.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.matrix import inverse, quadratic
from vyuha.state.tables import State
from vyuha.state.track import CONFIRMED, FREE, Track
from vyuha.tracking.filter import innovation, position_at, predict
from vyuha.tracking.life import hits_among

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
def separation(state: State, i: int, j: int) -> float:
    """Squared Mahalanobis distance [1] between the positions of tracks `i` and `j` [row] of `state` [tables], which are
    of the same time; infinity when they are far apart.
    """
    a, b, p, q = state.track[i], state.track[j], state.covariance[i], state.covariance[j]
    dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
    if abs(dx) > _NEAR or abs(dy) > _NEAR or abs(dz) > _NEAR:
        return math.inf
    xx, yy, zz = p[0, 0] + q[0, 0], p[1, 1] + q[1, 1], p[2, 2] + q[2, 2]
    if dx * dx > _GATE * xx or dy * dy > _GATE * yy or dz * dz > _GATE * zz:
        return math.inf
    weight, determinant = inverse((xx, p[0, 1] + q[0, 1], p[0, 2] + q[0, 2], yy, p[1, 2] + q[1, 2], zz))
    return quadratic(weight, (dx, dy, dz)) if determinant > 0.0 else math.inf


@kernel
def are_one(state: State, i: int, j: int) -> bool:
    """Whether tracks `i` and `j` [row] of `state` [tables] are of one target: near each other and never both hit."""
    a, b = state.track[i], state.track[j]
    if a.updates < _KNOWN or b.updates < _KNOWN or (a.scans & b.scans & _RECENT) != 0:
        return False
    return separation(state, i, j) < _GATE


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
def drop_doubles(state: State, n: int) -> None:
    """Drop each confirmed track of net `n` [row] in `state` [tables] that is one with a stronger track; two that were
    both shot at stay. All are judged before any is dropped, so that the order of rows decides nothing.
    """
    for i in range(state.progress[0].track_rows):
        a = state.track[i]
        if a.net != n or not is_known(a):
            continue
        for j in range(i):
            b = state.track[j]
            if b.net != n or not is_known(b) or not are_one(state, i, j) or (a.shots > 0 and b.shots > 0):
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
def belongs_to_another(state: State, i: int, time: float, plot_index: int, noise: float) -> bool:
    """Whether the plot `plot_index` [row], taken for track `i` [row] of `state` [tables] at `time` [s], fits another
    confirmed track of the net better; `noise` [m2/s3] is that of the net. Track `i` must be predicted to `time`.
    """
    plot = state.plot[plot_index]
    own, spread = innovation(state.track[i], state.covariance[i], plot, math.inf)
    # No early end: which of the others are predicted on the way must not hang on the order of rows.
    found = False
    for j in range(state.progress[0].track_rows):
        other = state.track[j]
        if j == i or other.status != CONFIRMED or other.net != state.track[i].net or other.judged_dead:
            continue
        x, y, z = position_at(other, time)
        if abs(plot.x - x) < _NEAR and abs(plot.y - y) < _NEAR and abs(plot.z - z) < _NEAR:
            predict(other, state.covariance[j], time, noise)
            square, volume = innovation(other, state.covariance[j], plot, _GATE)
            if square + volume < own + spread:
                found = True
    return found
