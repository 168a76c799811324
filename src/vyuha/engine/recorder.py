"""The recorder: writes history samples during a replay. Without a history table it does nothing, so a replay fights
the same fight.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.mission import (
    FAILURE_HISTORY,
    SAMPLE_DETECTION,
    SAMPLE_EMISSION,
    SAMPLE_IDENTITY,
    SAMPLE_INTERCEPTOR,
    SAMPLE_THREAT,
    SAMPLE_TRACK,
)
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT
from vyuha.state.track import CONFIRMED
from vyuha.threats.motion import motion
from vyuha.tracking.filter import position_at

SAMPLES = 1  # cell of `state.fill` that counts the samples in the history


@kernel
def note(state: State, time: float, kind: int, subject: int, other: int, at: tuple[float, float, float]) -> None:
    """Record one sample of `kind` [code] at `time` [s] and place [m] about `subject` and `other` [row], if a history
    is kept.
    """
    if len(state.history) == 0:
        return
    n = state.fill[SAMPLES]
    if n >= len(state.history):
        state.progress[0].failure = FAILURE_HISTORY
        return
    sample = state.history[n]
    sample.time, sample.kind, sample.subject, sample.other = time, kind, subject, other
    sample.x, sample.y, sample.z = at
    state.fill[SAMPLES] = n + 1


@kernel
def note_threat(setup: Setup, state: State, i: int, time: float) -> None:
    """Record where threat `i` is at `time` [s]."""
    if len(state.history) > 0:
        x, y, z, _, _, _ = motion(setup, state, i, time)
        note(state, time, SAMPLE_THREAT, i, state.threat[i].outcome, (x, y, z))


@kernel
def note_threats(setup: Setup, state: State, time: float) -> None:
    """Record where every airborne threat is at `time` [s]."""
    if len(state.history) > 0:
        for i in range(len(setup.threat)):
            now = state.threat[i]
            if now.outcome == IN_FLIGHT and now.begin <= time < now.end:
                note_threat(setup, state, i, time)


@kernel
def note_emission(state: State, r: int, time: float, emits: bool) -> None:
    """Record whether radar `r` [row] emits at `time` [s]."""
    at = state.antenna[r]
    note(state, time, SAMPLE_EMISSION, r, int(emits), (at.x, at.y, at.z))


@kernel
def note_plots(state: State, r: int, time: float, count: int) -> None:
    """Record the `count` plots of radar `r` at `time` [s]."""
    for p in range(count):
        plot = state.plot[p]
        note(state, time, SAMPLE_DETECTION, r, plot.threat, (plot.x, plot.y, plot.z))


@kernel
def note_tracks(state: State, n: int, time: float) -> None:
    """Record the confirmed tracks of net `n` at `time` [s], and what they are taken for where anybody asks."""
    if len(state.history) == 0:
        return
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        if track.status == CONFIRMED and track.net == n:
            at = position_at(track, time)
            note(state, time, SAMPLE_TRACK, track.number, track.truth, at)
            if not math.isnan(track.hostile):
                note(state, time, SAMPLE_IDENTITY, track.number, track.identity, at)


@kernel
def note_flyer(state: State, k: int) -> None:
    """Record where interceptor `k` is at its own time."""
    flyer = state.interceptor[k]
    note(state, flyer.time, SAMPLE_INTERCEPTOR, flyer.shot, flyer.target, (flyer.x, flyer.y, flyer.z))
