"""Chances: when a threat could last have been met by a round, and what stood in the way. For the record only.

Assumes   a chance is a command cycle in which a living unit of the net, its radar in view of the target, had a missile
          that would have met the track as it stood before it arrives, had it been ordered then. Channels, rounds and
          rules may stand in the way; geometry may not. Whether the round would have killed is another matter.
Holds     for threats that have a track: nobody can be late for what nobody sees.
Source    the options of `command.options`, asked also when the commander does not ask.
Checked   tests/command/test_chance.py: each reason by hand, timelines by hand, that no decision reads it.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.evaluation import evaluate
from vyuha.command.options import NO_CHANNEL, NO_ROUNDS, best_missile
from vyuha.state.tables import Setup, State
from vyuha.state.threat import (
    CHANCE_ENGAGED,
    CHANCE_JUDGED_DEAD,
    CHANCE_NO_CHANNEL,
    CHANCE_NO_ROUNDS,
    CHANCE_ON_HOLD,
    CHANCE_ORDERED,
    IN_FLIGHT,
)
from vyuha.state.track import Track
from vyuha.tracking.life import has_faded


@kernel
def obstacle(track: Track, time: float) -> int:
    """Why the commander does not ask at `time` [s] who could engage `track` [row]: a `CHANCE_*` [code]."""
    if track.engagement >= 0:
        return CHANCE_ENGAGED
    return CHANCE_ON_HOLD if time < track.hold_until else CHANCE_JUDGED_DEAD


@kernel
def shortage(code: int) -> int:
    """The `CHANCE_*` [code] of the furthest option of `code` [code] that a commander found when he asked."""
    if code == NO_ROUNDS:
        return CHANCE_NO_ROUNDS
    return CHANCE_NO_CHANNEL if code == NO_CHANNEL else CHANCE_ORDERED


@kernel
def book_chance(state: State, j: int, u: int, reason: int, time: float) -> None:
    """Book on the threat behind track `j` [row] that unit `u` [row] could meet it with a round ordered at `time` [s],
    but for `reason` [code].
    """
    truth = state.track[j].truth
    if truth < 0 or state.threat[truth].outcome != IN_FLIGHT:
        return
    threat = state.threat[truth]
    if threat.last_chance_time == time and threat.last_chance_reason >= reason:
        return
    threat.last_chance_time, threat.last_chance_unit, threat.last_chance_reason = time, u, reason


@kernel
def note_chance(setup: Setup, state: State, j: int, reason: int, time: float) -> None:
    """Book a chance on the threat behind track `j` [row] if any unit has one at `time` [s], although for `reason`
    [code] the commander does not ask.
    """
    track = state.track[j]
    if track.truth < 0 or state.threat[track.truth].outcome != IN_FLIGHT:
        return
    if has_faded(track, time, setup.net[track.net].coast_time):
        return
    # Set anew before anybody else reads it.
    _, track.time_to_go = evaluate(setup, state, j, time)
    furthest, closest, soonest = -1, -1, math.inf
    for u in range(len(setup.fire_unit)):
        code, _, due = best_missile(setup, state, u, j, time)
        if code > furthest or (code == furthest and due < soonest):
            furthest, closest, soonest = code, u, due
    if furthest >= NO_ROUNDS:
        book_chance(state, j, closest, reason, time)
