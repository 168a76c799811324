"""Chances: when a threat could last have been met by a round, and what stood in the way. For the record only.

Assumes   a chance is a command cycle in which a living unit of the net, its radar in view of the target, had a missile
          that would have met the track as it stood before it arrives, had it been ordered then. Channels, rounds and
          rules may stand in the way; geometry may not. Whether the round would have killed is another matter. Where
          the commander asks for one track at a time, a chance is known to his cycle, elsewhere to six seconds.
Holds     for threats that have a track: nobody can be late for what nobody sees.
Source    the options of `command.options`, asked also when the commander does not ask.
Checked   tests/command/test_chance.py: each reason by hand, timelines by hand, that no decision reads it.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.evaluation import evaluate
from vyuha.command.launcher import delay_of, on_station
from vyuha.command.options import NO_COMMAND, NO_ROUNDS, OPEN, RADAR_SILENT, meet
from vyuha.sensors.coverage import covers
from vyuha.state.tables import Setup, State
from vyuha.state.threat import (
    CHANCE_ENGAGED,
    CHANCE_JUDGED_DEAD,
    CHANCE_NO_CHANNEL,
    CHANCE_NO_COMMAND,
    CHANCE_NO_ROUNDS,
    CHANCE_ON_HOLD,
    CHANCE_ORDERED,
    CHANCE_SILENT,
    IN_FLIGHT,
)
from vyuha.state.track import Track
from vyuha.tracking.filter import position_at
from vyuha.tracking.life import has_faded

# Where the commander does not ask, the record asks this often [s]: each time costs what a decision costs.
_EVERY = 6.0


@kernel
def obstacle(track: Track, time: float) -> int:
    """Why the commander does not ask at `time` [s] who could engage `track` [row]: a `CHANCE_*` [code]."""
    if track.engagement >= 0:
        return CHANCE_ENGAGED
    return CHANCE_ON_HOLD if time < track.hold_until else CHANCE_JUDGED_DEAD


@kernel
def shortage(code: int) -> int:
    """The `CHANCE_*` [code] of the furthest option of `code` [code] that a commander found when he asked."""
    if code == NO_COMMAND:
        return CHANCE_NO_COMMAND
    if code == NO_ROUNDS:
        return CHANCE_NO_ROUNDS
    if code == RADAR_SILENT:
        return CHANCE_SILENT
    return CHANCE_ORDERED if code == OPEN else CHANCE_NO_CHANNEL


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
    [code] the commander does not ask. The unit that had the one before is asked first, and the first that could is
    booked.
    """
    track = state.track[j]
    net = setup.net[track.net]
    if math.floor(time / _EVERY) == math.floor((time - net.cycle) / _EVERY):
        return
    if track.truth < 0 or state.threat[track.truth].outcome != IN_FLIGHT or has_faded(track, time, net.coast_time):
        return
    units, first = len(setup.fire_unit), max(state.threat[track.truth].last_chance_unit, 0)
    _, to_go = evaluate(setup, state, j, time)
    for k in range(units):
        u = (first + k) % units
        if _could_meet(setup, state, u, j, time, to_go):
            book_chance(state, j, u, reason, time)
            return


@kernel
def _could_meet(setup: Setup, state: State, u: int, j: int, time: float, to_go: float) -> bool:
    """Whether unit `u` could meet track `j`, which arrives `to_go` [s] after `time` [s], with a round ordered then."""
    unit, track = setup.fire_unit[u], state.track[j]
    now = state.site[unit.site]
    if now.net != track.net or now.destroyed or not on_station(setup, unit.radar, time):
        return False
    x, y, z = position_at(track, time)
    if not covers(setup, state.antenna, unit.radar, x, y, z):
        return False
    delay = delay_of(setup, state, u)
    if math.isinf(delay):
        return False
    for g in range(unit.first_magazine, unit.last_magazine + 1):
        code, flight, _, _ = meet(setup, state, u, j, setup.magazine[g].missile, time + delay)
        if code == OPEN and delay + flight <= to_go:
            return True
    return False
