"""Tracks made perfect: each stands where its target is, from the first plot of it until it is gone.

Assumes   a threat that any radar of the net has one plot of is tracked at once, without error, through every gap, and
          is never mixed up with another; false plots and jamming begin no track. A dead target's track coasts as ever.
Holds     as the best that any tracker could do; only for asking what tracking is to blame for (`engine.perfect`).
Source    own.
Checked   tests/engine/test_perfect.py: tracks beside the true paths.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.mission import FAILURE_TRACKS
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT
from vyuha.state.track import CONFIRMED, FREE
from vyuha.threats.motion import motion
from vyuha.tracking.identity import note_evidence
from vyuha.tracking.life import has_faded, is_ballistic, start
from vyuha.tracking.manoeuvre import usual_share

# What is left of the errors of place [m2] and velocity [m2/s2]: small, but no division by it fails.
_PLACE, _VELOCITY = 1.0, 1e-2


@kernel
def scan_truth(setup: Setup, state: State, n: int, r: int, time: float, plots_count: int) -> None:
    """Bring the tracks of net `n` [row] up to a scan of radar `r` [row] at `time` [s] whose plots are the first
    `plots_count` [count] rows of `state.plot`.
    """
    for p in range(plots_count):
        plot = state.plot[p]
        if plot.threat < 0 or plot.strobe:
            continue
        j = track_of(state, n, plot.threat)
        if j < 0:
            j = _begin(setup, state, n, r, plot.threat, time)
        if j >= 0:
            note_evidence(state.track[j], plot)
            state.track[j].updates += 1
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        if track.status == FREE or track.net != n or follow_truth(setup, state, j, time):
            continue
        if has_faded(track, time, setup.net[n].coast_time):
            track.status = FREE


@kernel
def look_truth(setup: Setup, state: State, j: int, time: float, plots_count: int) -> bool:
    """Whether one of the first `plots_count` [count] plots is of the target of track `j` [row], which is then brought
    to where that is at `time` [s].
    """
    mine = 0
    for p in range(plots_count):
        if state.plot[p].threat == state.track[j].truth and not state.plot[p].strobe:
            note_evidence(state.track[j], state.plot[p])
            mine += 1
    return bool(mine > 0 and follow_truth(setup, state, j, time))


@kernel
def track_of(state: State, n: int, threat: int) -> int:
    """The track of net `n` [row] of `threat` [row], or -1."""
    found = -1
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        if track.status != FREE and track.net == n and track.truth == threat:
            found = j
    return found


@kernel
def follow_truth(setup: Setup, state: State, j: int, time: float) -> bool:
    """Put track `j` [row] where its target is at `time` [s]; False if that is no longer in the air."""
    track = state.track[j]
    now = state.threat[track.truth]
    if now.outcome != IN_FLIGHT or not now.begin <= time < now.end:
        return False
    track.x, track.y, track.z, track.vx, track.vy, track.vz = motion(setup, state, track.truth, time)
    track.time = track.last_update = time
    track.ballistic = is_ballistic(track)
    covariance = state.covariance[j]
    for a in range(6):
        for b in range(6):
            covariance[a, b] = 0.0
        covariance[a, a] = _PLACE if a < 3 else _VELOCITY
    return True


@kernel
def _begin(setup: Setup, state: State, n: int, r: int, threat: int, time: float) -> int:
    """Start a track of `threat` [row] in net `n` [row] by radar `r` [row] at `time` [s]; gives its row, or -1."""
    free = -1
    for j in range(len(state.track)):
        if state.track[j].status == FREE:
            free = j
            break
    if free < 0:
        state.progress[0].failure = FAILURE_TRACKS
        return -1
    state.progress[0].track_number += 1
    state.progress[0].track_rows = max(state.progress[0].track_rows, free + 1)
    track = state.track[free]
    start(track, state.progress[0].track_number, n, time)
    track.status, track.radar, track.truth = CONFIRMED, r, threat
    track.manoeuvre = usual_share(setup.net[n])
    if math.isnan(state.threat[threat].track_time):
        state.threat[threat].track_time = time
    return free
