"""The life of a track: how many hits make it, how many misses end it.

Assumes   hits of all radars of the net count alike; a miss counts only from the radar that began the track and could
          have seen it now.
Holds     for windows of up to eight looks (the length of the history).
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6:
          M-of-N logic.
Checked   tests/tracking/test_life.py: binomial closed form of the chance of confirmation.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE, Track
from vyuha.tracking.filter import height_of
from vyuha.tracking.identity import forget_identity

# Above the ceiling of any aircraft [m].
_BALLISTIC_HEIGHT = 20000.0
# Below that height a body that falls more slowly than this is no ballistic one [m/s].
_FALLING = 100.0
# No target of the catalogue is so fast [m/s]: a new track that says so joins plots of different targets.
_FASTEST = 3000.0
# So far below the ellipsoid, beyond four sigma of the track's height, there is nothing to follow [m].
_LOWEST = -1000.0
_SIGMAS = 4.0


@kernel
def record_look(track: Track, hit: bool) -> None:
    """Note in `track` [row] one look and whether it was a `hit` [yes/no]."""
    track.history = ((track.history << 1) | int(hit)) & 0xFF
    track.looks += 1


@kernel
def hits_among(history: int, window: int) -> int:
    """Hits [count] among the newest `window` [count] looks of `history` [bits]."""
    hits = 0
    for k in range(window):
        hits += (history >> k) & 1
    return hits


@kernel
def verdict(history: int, looks: int, hits_needed: int, window: int) -> int:
    """What M-of-N logic makes of a tentative track [code] whose first look was a hit: CONFIRMED with `hits_needed`
    [count] of `window` [count] in `history` [bits] of `looks` [count], FREE as soon as that can no longer be reached,
    else TENTATIVE.
    """
    hits = hits_among(history, window)
    if hits >= hits_needed:
        return CONFIRMED
    if hits + max(window - looks, 0) < hits_needed:
        return FREE
    return TENTATIVE


@kernel
def is_too_fast(track: Track) -> bool:
    """Whether `track` [row] claims a speed that nothing has."""
    return track.vx * track.vx + track.vy * track.vy + track.vz * track.vz > _FASTEST * _FASTEST


@kernel
def is_ballistic(track: Track) -> bool:
    """Whether `track` [row] counts as a ballistic body: above the ceiling of any aircraft, or one from there that still
    falls. A false plot high up makes no ballistic body of the aircraft that its track then follows.
    """
    if height_of(track.x, track.y, track.z) > _BALLISTIC_HEIGHT:
        return True
    return bool(track.ballistic and track.vz < -_FALLING)


@kernel
def is_low(x: float, y: float, z: float) -> bool:
    """Whether a track at `x`, `y`, `z` [m] may have run into the ground: a quick test before the full one. No place is
    lower above the curved earth than above the plane.
    """
    return z < _LOWEST and height_of(x, y, z) < _LOWEST


@kernel
def is_underground(x: float, y: float, z: float, variance: float) -> bool:
    """Whether a track at `x`, `y`, `z` [m], whose height has this `variance` [m2], has run into the ground."""
    return height_of(x, y, z) < _LOWEST - _SIGMAS * math.sqrt(max(variance, 0.0))


@kernel
def has_faded(track: Track, time: float, coast_time: float) -> bool:
    """Whether at `time` [s] no radar has updated `track` [row] for longer than `coast_time` [s]."""
    return time - track.last_update > coast_time


@kernel
def start(track: Track, number: int, net: int, time: float) -> None:
    """Clear `track` [row] for a new life under `number` [count] in `net` [row] from `time` [s]; its first look was a
    hit.
    """
    track.status, track.number, track.net = TENTATIVE, number, net
    track.time = track.last_update = track.hold_until = time
    track.history, track.looks, track.updates, track.scans = 1, 1, 1, 1
    track.ballistic, track.judged_dead = False, False
    track.truth, track.engagement, track.judge = -1, -1, -1
    track.shots = 0
    track.priority, track.time_to_go, track.verdict_time = -1.0, math.inf, math.nan
    forget_identity(track)
