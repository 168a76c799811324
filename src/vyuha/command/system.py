"""The commander at work: one cycle looks at every confirmed track, ranks them and orders fire units to engage."""

import math

from vyuha.base.compile import kernel
from vyuha.command.allocation import share_out
from vyuha.command.chance import book_chance, note_chance, obstacle, shortage
from vyuha.command.evaluation import assess, rank
from vyuha.command.fire import order
from vyuha.command.messages import order_arrives
from vyuha.command.options import (
    ENVELOPE,
    HELD,
    NO_CHANNEL,
    NO_COMMAND,
    NO_FIRE,
    NO_ROUNDS,
    NO_UNIT,
    NOT_IDENTIFIED,
    NOT_ITS_TASK,
    OPEN,
    RADAR_SILENT,
    SECTOR,
    TOO_LATE,
    best_missile,
)
from vyuha.command.rules import any_permission, permission
from vyuha.sensors.emission import on_the_march
from vyuha.state.site import VALUE
from vyuha.state.tables import Setup, State
from vyuha.state.threat import CHANCE_HELD, CHANCE_MOST_ROUNDS, CHANCE_NO_COMMAND, CHANCE_NOT_IDENTIFIED
from vyuha.state.track import CONFIRMED
from vyuha.state.weapon import BY_URGENCY
from vyuha.tracking.airspace import enter_zones
from vyuha.tracking.identity import identify, know
from vyuha.tracking.life import has_faded

_DONE = -1.0
_NOT_ASKED = -99


@kernel
def command_cycle(setup: Setup, state: State, seed: int, replicate: int, n: int, time: float) -> None:
    """One cycle of net `n` at `time` [s]: tracks in order of priority, each to the unit that meets it soonest, or
    shared out together, as the doctrine of its commander says.
    """
    post = setup.net[n].site
    commanded = not (state.site[post].destroyed or on_the_march(setup, state, post, time))
    asks, zoned = len(setup.identification) > 0, len(setup.zone) > 0
    assesses = setup.net[n].ranking == VALUE
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        track.priority = _DONE
        if track.net != n or track.status != CONFIRMED:
            continue
        if zoned:
            enter_zones(setup, state, j, time)
        if asks:
            recognise(setup, state, j, time)
        if assesses:
            assess(setup, state, j, time)
        if not ready(setup, state, j, time):
            note_chance(setup, state, j, obstacle(track, time), time)
            continue
        allowed = any_permission(setup, state, j, time)
        if allowed != OPEN:
            _note(state, j, allowed, time)
            reason = CHANCE_NOT_IDENTIFIED if allowed == NOT_IDENTIFIED else CHANCE_HELD
            note_chance(setup, state, j, reason, time)
        elif commanded:
            track.priority, track.time_to_go = rank(setup, state, j, time)
        else:
            _note(state, j, NO_COMMAND, time)
            note_chance(setup, state, j, CHANCE_NO_COMMAND, time)
    if setup.doctrine[setup.net[n].doctrine].allocation != BY_URGENCY:
        _share_out(setup, state, seed, replicate, n, time)
        return
    while True:
        first = most_urgent(state)
        if first < 0:
            return
        state.track[first].priority = _DONE
        _decide(setup, state, seed, replicate, first, time)


@kernel
def _share_out(setup: Setup, state: State, seed: int, replicate: int, n: int, time: float) -> None:
    """Net `n` shares out its rounds among its tracks at `time` [s]; what stood in the way of each is booked."""
    for j in range(state.progress[0].track_rows):
        state.track[j].obstacle = _NOT_ASKED if state.track[j].priority < 0.0 else NOT_ITS_TASK
    share_out(setup, state, seed, replicate, n, time)
    for j in range(state.progress[0].track_rows):
        if state.track[j].obstacle != _NOT_ASKED:
            _note(state, j, state.track[j].obstacle, time)
            if state.track[j].obstacle >= NO_ROUNDS or state.track[j].obstacle == NO_COMMAND:
                note_chance(setup, state, j, shortage(state.track[j].obstacle), time)
        state.track[j].priority = _DONE


@kernel
def recognise(setup: Setup, state: State, j: int, time: float) -> None:
    """Say at `time` [s] who track `j` [row] of `setup`, `state` [tables] is, and book that on the threat behind it, for
    the record only, until it is first engaged.
    """
    identify(setup, state, j)
    track = state.track[j]
    if setup.identification[0].known:
        know(setup, track)
    if track.truth < 0:
        return
    known = state.recognition[track.truth]
    if math.isnan(known.identified_time) and any_permission(setup, state, j, time) != NOT_IDENTIFIED:
        known.identified_time = time
    if math.isnan(state.threat[track.truth].order_time):
        known.identity, known.class_code, known.certainty = track.identity, track.class_code, track.hostile


@kernel
def most_urgent(state: State) -> int:
    """Track of the highest priority still to be decided on [row], -1 when there is none. Of equals the older one: its
    row would depend on the tracks of other nets.
    """
    first, highest = -1, _DONE
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        older = first >= 0 and track.priority == highest and track.number < state.track[first].number
        if track.priority > highest or older:
            first, highest = j, track.priority
    return first


@kernel
def ready(setup: Setup, state: State, j: int, time: float) -> bool:
    """Whether track `j` may be engaged at `time` [s]: nobody is at it, and it is not believed dead."""
    track = state.track[j]
    # A net that has lost its radars gets no scans, and so nothing else lets its old tracks fade.
    if has_faded(track, time, setup.net[track.net].coast_time):
        return False
    if track.engagement >= 0 or time < track.hold_until:
        return False
    if not track.judged_dead:
        return True
    unit = setup.fire_unit[track.judge]
    patience = setup.doctrine[unit.doctrine].reopen_time
    if patience > 0.0 and track.last_update > track.verdict_time + patience:
        track.judged_dead = False
        return True
    return False


@kernel
def _decide(setup: Setup, state: State, seed: int, replicate: int, j: int, time: float) -> None:
    """Give track `j` to the unit that meets it soonest at `time` [s], or note what stood in the way. An order that is
    lost is as good as none: the next cycle decides again.
    """
    furthest, chosen, magazine, soonest = NOT_ITS_TASK, -1, -1, math.inf
    ruled = len(setup.order) > 0 or len(setup.zone) > 0
    closest, nearest, limited = -1, math.inf, 0
    for u in range(len(setup.fire_unit)):
        if ruled and permission(setup, state, u, j, time) != OPEN:
            continue
        doctrine = setup.doctrine[setup.fire_unit[u].doctrine]
        if doctrine.most_rounds > 0 and state.track[j].shots >= doctrine.most_rounds:
            limited += 1
            continue
        code, g, due = best_missile(setup, state, u, j, time)
        if code > furthest or (code == furthest and due < nearest):
            closest, nearest = u, due
        furthest = max(furthest, code)
        if code == OPEN and due < soonest:
            chosen, magazine, soonest = u, g, due
    arrives = chosen >= 0 and order_arrives(setup, state, seed, replicate, chosen)
    if chosen >= 0 and not arrives:
        _note(state, j, NO_COMMAND, time)
    _note(state, j, furthest, time)
    if furthest >= NO_ROUNDS:
        reason = shortage(NO_COMMAND if chosen >= 0 and not arrives else furthest)
        book_chance(state, j, closest, reason, time)
    elif limited > 0:
        note_chance(setup, state, j, CHANCE_MOST_ROUNDS, time)
    if arrives:
        order(setup, state, chosen, j, magazine, time)


@kernel
def _note(state: State, j: int, code: int, time: float) -> None:
    """Book on the threat behind track `j`, for the record only, how far the commander got with it at `time` [s]."""
    if state.track[j].truth < 0:
        return
    threat = state.threat[state.track[j].truth]
    if code >= NO_ROUNDS and math.isnan(threat.feasible_time):
        threat.feasible_time = time
    if code == NOT_IDENTIFIED:
        state.recognition[state.track[j].truth].cycles_identity += 1
    elif code in (HELD, NO_FIRE):
        state.recognition[state.track[j].truth].cycles_rule += 1
    elif code == NO_COMMAND:
        threat.cycles_no_command += 1
    elif code == NO_UNIT:
        threat.cycles_no_unit += 1
    elif code == SECTOR:
        threat.cycles_sector += 1
    elif code == ENVELOPE:
        threat.cycles_envelope += 1
    elif code == TOO_LATE:
        threat.cycles_too_late += 1
    elif code == NO_ROUNDS:
        threat.cycles_no_rounds += 1
    elif code == NO_CHANNEL:
        threat.cycles_no_channel += 1
    elif code == RADAR_SILENT:
        threat.cycles_silent += 1
