"""One replicate: the story of a raid, event by event. A pure function of (setup, seed, replicate number)."""

import math

from vyuha.base.compile import kernel
from vyuha.command.fire import verdict, work
from vyuha.command.launcher import on_station
from vyuha.command.system import command_cycle
from vyuha.engine.flight import ENDS, MEETS, end_flight, guide, strike_target
from vyuha.engine.queue import EVENTS, pop, push
from vyuha.engine.recorder import SAMPLES, note, note_flyer, note_plots, note_threat, note_threats, note_tracks
from vyuha.sensors.budget import search_time
from vyuha.sensors.identification import interrogate
from vyuha.sensors.measurement import draw_biases
from vyuha.sensors.system import begin_look, part_time, scan
from vyuha.state.identity import HOSTILE
from vyuha.state.mission import FAILURE_NONE, SAMPLE_IMPACT, SAMPLE_LAUNCH, SAMPLE_SITE_LOST
from vyuha.state.radar import SEARCH
from vyuha.state.shot import KILL
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT
from vyuha.state.track import FREE
from vyuha.state.weapon import IDLE
from vyuha.threats.system import arrive, draw_raid, locate_in_part, lose_load, next_activity
from vyuha.tracking.system import process_scan
from vyuha.world.mover import site_at

# Kinds of events; at the same moment they happen in this order.
IMPACT = 0
INTERCEPT = 1
SCAN = 2
WORK = 3
COMMAND = 4
GUIDE = 5
VERDICT = 6


@kernel
def fight(setup: Setup, state: State, seed: int, replicate: int) -> None:
    """Fight one replicate from the first threat to the last, or to the end of the mission, leaving the outcome in
    `state`.
    """
    _clear(setup, state)
    draw_raid(setup, state, seed, replicate)
    draw_biases(setup, state, seed, replicate)
    _schedule(setup, state)
    end = setup.mission[0].duration
    while state.fill[EVENTS] > 0 and state.progress[0].failure == FAILURE_NONE:
        time, kind, subject = pop(state)
        if time > end or state.progress[0].open_threats == 0:
            break
        state.progress[0].events += 1
        if kind == SCAN:
            _search(setup, state, seed, replicate, subject, time)
        elif kind == WORK:
            _work_unit(setup, state, seed, replicate, subject, time)
        elif kind == COMMAND:
            command_cycle(setup, state, subject, time)
            _repeat(state, time, COMMAND, subject, 0.0, setup.net[subject].cycle)
        elif kind == GUIDE:
            _fly(setup, state, seed, replicate, subject)
        elif kind == INTERCEPT:
            _meet(setup, state, seed, replicate, subject, time)
        elif kind == IMPACT:
            _impact(setup, state, subject, time)
        elif kind == VERDICT:
            verdict(setup, state, seed, replicate, subject, time)
    # Who was looked at last is nobody's outcome.
    for i in range(len(setup.threat)):
        state.threat[i].airborne = False


@kernel
def _meet(setup: Setup, state: State, seed: int, replicate: int, k: int, time: float) -> None:
    """Interceptor `k` is at its closest approach at `time` [s]: what it does to its target, and its own end."""
    result = strike_target(setup, state, seed, replicate, k)
    if result == KILL:
        target = state.interceptor[k].target
        if setup.threat[target].side == HOSTILE:
            state.progress[0].open_threats -= 1 + lose_load(setup, state, target, time)
        note_threat(setup, state, target, time)
    _finish(setup, state, k, result, time)


@kernel
def _clear(setup: Setup, state: State) -> None:
    """Bring every table back to the start of a replicate."""
    for j in range(len(state.track)):
        state.track[j].status = FREE
        state.track[j].number = 0
    for g in range(len(setup.magazine)):
        state.magazine[g].rounds = setup.magazine[g].rounds
    for u in range(len(setup.fire_unit)):
        now = state.fire_unit[u]
        now.targets_engaged, now.missiles_in_flight, now.next_launch, now.verdicts = 0, 0, 0.0, 0
    for e in range(len(state.engagement)):
        state.engagement[e].phase = IDLE
        state.engagement[e].number = 0
    for k in range(len(state.interceptor)):
        state.interceptor[k].active = False
    progress = state.progress[0]
    progress.shots, progress.track_number, progress.engagement_number, progress.events = 0, 0, 0, 0
    progress.track_rows = 0
    progress.failure, progress.open_threats = FAILURE_NONE, 0
    for i in range(len(setup.threat)):
        if setup.threat[i].side == HOSTILE:
            progress.open_threats += 1
    state.fill[EVENTS] = 0
    state.fill[SAMPLES] = 0


@kernel
def _schedule(setup: Setup, state: State) -> None:
    """Put the first event of every radar, unit, commander and threat into the queue."""
    start = next_activity(state, 0.0)
    for r in range(len(setup.radar)):
        radar = setup.radar[r]
        if radar.kind == SEARCH:
            push(state, _first_after(start, radar.phase + radar.latency, part_time(setup, r)), SCAN, r)
        elif radar.search_frame > 0.0:
            push(state, _first_after(start, radar.phase, radar.search_frame), SCAN, r)
    for u in range(len(setup.fire_unit)):
        radar = setup.radar[setup.fire_unit[u].radar]
        push(state, _first_after(start, radar.phase, radar.period), WORK, u)
    for n in range(len(setup.net)):
        push(state, _first_after(start, 0.0, setup.net[n].cycle), COMMAND, n)
    for i in range(len(setup.threat)):
        push(state, state.threat[i].end, IMPACT, i)


@kernel
def _first_after(time: float, phase: float, period: float) -> float:
    """First moment not before `time` [s] of a clock with `phase` [s] and `period` [s]."""
    return phase + max(math.ceil((time - phase) / period - 1e-9), 0.0) * period


@kernel
def _repeat(state: State, time: float, kind: int, subject: int, phase: float, period: float) -> None:
    """Schedule the next beat of a periodic event after `time` [s]; while nothing flies it sleeps until something
    does.
    """
    active = next_activity(state, time)
    if math.isinf(active):
        return
    push(state, _first_after(max(active, time + 0.5 * period), phase, period), kind, subject)


@kernel
def _search(setup: Setup, state: State, seed: int, replicate: int, r: int, time: float) -> None:
    """Search radar `r` scans at `time` [s], and its net's picture is brought up to date."""
    radar = setup.radar[r]
    if not state.site[radar.site].destroyed and on_station(setup, r, time):
        begin_look(setup, state, r, time)
        locate_in_part(setup, state, r, time)
        count = scan(setup, state, seed, replicate, r)
        interrogate(setup, state, seed, replicate, r, count)
        process_scan(setup, state, radar.net, r, time, count)
        note_threats(setup, state, time)
        note_plots(state, r, time, count)
        note_tracks(state, radar.net, time)
    if radar.kind == SEARCH:
        _repeat(state, time, SCAN, r, radar.phase + radar.latency, part_time(setup, r))
    else:
        _search_again(setup, state, r, time)


@kernel
def _search_again(setup: Setup, state: State, r: int, time: float) -> None:
    """Schedule the next search of its sector by engagement radar `r` after that of `time` [s]: the later, the more
    targets it follows.
    """
    active = next_activity(state, time)
    if math.isinf(active):
        return
    targets = 0
    for u in range(len(setup.fire_unit)):
        if setup.fire_unit[u].radar == r:
            targets += state.fire_unit[u].targets_engaged
    push(state, max(active, time) + search_time(setup.radar[r], targets), SCAN, r)


@kernel
def _work_unit(setup: Setup, state: State, seed: int, replicate: int, u: int, time: float) -> None:
    """Fire unit `u` works on its engagements at `time` [s]; what it launched gets its first guidance event."""
    unit = setup.fire_unit[u]
    if state.fire_unit[u].targets_engaged > 0:
        work(setup, state, seed, replicate, u, time)
        for k in range(unit.first_interceptor, unit.last_interceptor + 1):
            flyer = state.interceptor[k]
            if flyer.active and not flyer.scheduled:
                flyer.scheduled = True
                push(state, flyer.launch_time, GUIDE, k)
                note(
                    state,
                    flyer.launch_time,
                    SAMPLE_LAUNCH,
                    flyer.shot,
                    state.shot[flyer.shot].threat,
                    (flyer.x, flyer.y, flyer.z),
                )
    radar = setup.radar[unit.radar]
    _repeat(state, time, WORK, u, radar.phase, radar.period)


@kernel
def _fly(setup: Setup, state: State, seed: int, replicate: int, k: int) -> None:
    """Interceptor `k` gets a guidance update and flies on, goes for its target, or ends."""
    code, time, result = guide(setup, state, seed, replicate, k)
    if code == ENDS:
        _finish(setup, state, k, result, time)
    elif code == MEETS:
        note_flyer(state, k)
        push(state, time, INTERCEPT, k)
    else:
        push(state, time, GUIDE, k)


@kernel
def _finish(setup: Setup, state: State, k: int, result: int, time: float) -> None:
    """Interceptor `k` is gone at `time` [s]; when it was the last of its salvo, the verdict is due after a delay."""
    e, u = state.interceptor[k].engagement, state.interceptor[k].fire_unit
    if end_flight(setup, state, k, result):
        push(state, time + setup.doctrine[setup.fire_unit[u].doctrine].assessment_delay, VERDICT, e)


@kernel
def _impact(setup: Setup, state: State, i: int, time: float) -> None:
    """Threat `i` comes down at `time` [s], if nothing stopped it; a flight that is no raid leaves."""
    if state.threat[i].outcome != IN_FLIGHT:
        return
    lost = arrive(setup, state, i, time)
    if setup.threat[i].side != HOSTILE:
        note_threat(setup, state, i, time)
        return
    state.progress[0].open_threats -= 1
    x, y, z, _, _, _ = site_at(setup, setup.threat[i].target, time)
    note_threat(setup, state, i, time)
    note(state, time, SAMPLE_IMPACT, i, setup.threat[i].target, (x, y, z))
    if lost:
        note(state, time, SAMPLE_SITE_LOST, setup.threat[i].target, i, (x, y, z))
