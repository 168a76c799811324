"""One replicate: the story of a raid, event by event. A pure function of (setup, seed, replicate number)."""

import math

from vyuha.base.compile import kernel
from vyuha.command.conduct import cue, take_cover
from vyuha.command.fire import verdict, work
from vyuha.command.launcher import on_station
from vyuha.command.messages import plots_through
from vyuha.command.network import begin_network, end_network, in_use, rewire
from vyuha.command.system import command_cycle
from vyuha.engine.flight import ENDS, MEETS, end_flight, guide, strike_target
from vyuha.engine.queue import (
    COMMAND,
    EVENTS,
    GUIDE,
    IMPACT,
    INTERCEPT,
    LOADED,
    MOVE,
    NETWORK,
    SCAN,
    SET_OUT,
    SUPPLY,
    VERDICT,
    WORK,
    pop,
    push,
)
from vyuha.engine.radar_hunt import fall, note_unseen, set_out
from vyuha.engine.recorder import (
    SAMPLES,
    note,
    note_emission,
    note_flyer,
    note_plots,
    note_threat,
    note_threats,
    note_tracks,
)
from vyuha.engine.unit_life import begin_life, leave_if_due, load_launchers, loaded, move, supply, whereabouts
from vyuha.sensors.budget import search_time
from vyuha.sensors.emission import silent
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
from vyuha.threats.system import arrive, draw_raid, locate_in_part, lose_load, next_activity, settle
from vyuha.tracking.system import process_scan


@kernel
def fight(setup: Setup, state: State, seed: int, replicate: int) -> None:
    """Fight one replicate from the first threat to the last, or to the end of the mission, leaving the outcome in
    `state`.
    """
    begin(setup, state, seed, replicate)
    clock = advance(setup, state, seed, replicate, math.inf)
    finish(setup, state, clock)


@kernel
def begin(setup: Setup, state: State, seed: int, replicate: int) -> None:
    """Bring `state` to the start of a replicate."""
    _clear(setup, state)
    state.progress[0].began_as = replicate
    draw_raid(setup, state, seed, replicate)
    draw_biases(setup, state, seed, replicate)
    begin_network(setup, state)
    _schedule(setup, state)
    begin_life(setup, state)


@kernel
def advance(setup: Setup, state: State, seed: int, replicate: int, until: float) -> float:
    """Fight on through all that happens before the time `until` [s]; returns the time [s] of the latest of it (0: there
    was nothing). Called again with a later time it goes on: cut into pieces a replicate is the same.
    """
    end, clock = setup.mission[0].duration, 0.0
    while state.fill[EVENTS] > 0 and state.progress[0].failure == FAILURE_NONE:
        if state.queue[0].time >= until or state.queue[0].time > end or state.progress[0].open_threats == 0:
            break
        time, kind, subject = pop(state)
        clock = time
        state.progress[0].events += 1
        if kind == SCAN:
            _search(setup, state, seed, replicate, subject, time)
        elif kind == WORK:
            _work_unit(setup, state, seed, replicate, subject, time)
        elif kind == COMMAND:
            _command(setup, state, seed, replicate, subject, time)
        elif kind == GUIDE:
            _fly(setup, state, seed, replicate, subject)
        elif kind == INTERCEPT:
            _meet(setup, state, seed, replicate, subject, time)
        elif kind == IMPACT:
            _impact(setup, state, seed, replicate, subject, time)
        elif kind == VERDICT:
            verdict(setup, state, seed, replicate, subject, time)
        elif kind == NETWORK:
            _change_network(setup, state, time)
        else:
            _live(setup, state, kind, subject, time)
    return clock


@kernel
def finish(setup: Setup, state: State, clock: float) -> None:
    """Close the books of a replicate whose latest event was at `clock` [s]."""
    end_network(setup, state, clock)
    # Who was looked at last is nobody's outcome.
    for i in range(len(setup.threat)):
        state.threat[i].airborne = False


@kernel
def _live(setup: Setup, state: State, kind: int, subject: int, time: float) -> None:
    """What happens at `time` [s] beside the fight, by its `kind` [code] and `subject` [row]."""
    if kind == SET_OUT:
        set_out(setup, state, subject)
        push(state, state.threat[subject].end, IMPACT, subject)
    elif kind == LOADED:
        loaded(setup, state, subject, time)
    elif kind == SUPPLY:
        supply(setup, state, subject, time)
    elif kind == MOVE:
        move(setup, state, subject, time)


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
            _hand_over(setup, state, r, _first_after(start, radar.phase + radar.latency, part_time(setup, r)), 0.0)
        elif radar.search_frame > 0.0:
            _hand_over(setup, state, r, _first_after(start, radar.phase, radar.search_frame), 0.0)
    for u in range(len(setup.fire_unit)):
        radar = setup.radar[setup.fire_unit[u].radar]
        push(state, _first_after(start, radar.phase, radar.period), WORK, u)
    _wake_nets(setup, state, start)
    for c in range(len(setup.cut)):
        push(state, setup.cut[c].start, NETWORK, c)
        push(state, setup.cut[c].end, NETWORK, c)
    for i in range(len(setup.threat)):
        # What goes for a target that moves finds out where that is when it sets out.
        if setup.threat[i].paths > 0:
            push(state, state.threat[i].begin, SET_OUT, i)
        else:
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
    """A scan of radar `r` comes to its net at `time` [s], and the picture there is brought up to date."""
    radar, delay = setup.radar[r], state.antenna[r].delay
    # When it would have come without a way to go.
    scanned = time - delay
    works = not state.site[radar.site].destroyed and on_station(setup, r, scanned)
    emits = works and not silent(setup, state, r, scanned - radar.latency)
    if works:
        begin_look(setup, state, r, scanned)
    note_emission(state, r, scanned - radar.latency, emits)
    if works and not emits:
        note_unseen(setup, state, r, scanned)
    elif works:
        locate_in_part(setup, state, r, scanned)
        count = scan(setup, state, seed, replicate, r)
        interrogate(setup, state, seed, replicate, r, count)
        note_threats(setup, state, time)
        note_plots(state, r, time, count)
        through = plots_through(setup, state, seed, replicate, r, count, time, delay)
        if through >= 0:
            net = state.site[radar.site].net
            process_scan(setup, state, net, r, time, through)
            note_tracks(state, net, time)
    _scan_again(setup, state, r, scanned, time)


@kernel
def _scan_again(setup: Setup, state: State, r: int, scanned: float, time: float) -> None:
    """Schedule the scan of radar `r` after the one of `scanned` [s], which came to its net at `time` [s]: of an
    engagement radar that searches its sector the later, the more targets it follows.
    """
    active = next_activity(state, time)
    if math.isinf(active):
        return
    radar = setup.radar[r]
    if radar.kind == SEARCH:
        period = part_time(setup, r)
        # What flies only later need not be looked for now.
        begin = active if active > time else scanned
        following = _first_after(max(begin, scanned + 0.5 * period), radar.phase + radar.latency, period)
    else:
        targets = 0
        for u in range(len(setup.fire_unit)):
            if setup.fire_unit[u].radar == r:
                targets += state.fire_unit[u].targets_engaged
        following = (active if active > time else scanned) + search_time(radar, targets)
    _hand_over(setup, state, r, following, time)


@kernel
def _hand_over(setup: Setup, state: State, r: int, scanned: float, now: float) -> None:
    """Schedule, at `now` [s], the arrival of the scan that radar `r` ends at `scanned` [s], as far away as its net is
    now. What was sent after a scan never overtakes it.
    """
    way = state.site[setup.radar[r].site].latency
    arrival = scanned if math.isinf(way) else max(scanned + way, now)
    state.antenna[r].delay = arrival - scanned
    push(state, arrival, SCAN, r)


@kernel
def _command(setup: Setup, state: State, seed: int, replicate: int, n: int, time: float) -> None:
    """The commander of net `n` decides at `time` [s], and what his tracks cue or frighten goes on or off the air; if
    nobody shares his picture any more he goes to sleep.
    """
    keeper = state.site[setup.net[n].site]
    if not in_use(setup, state, n):
        keeper.awake = False
        return
    if time >= keeper.ready:
        if len(setup.conduct) > 0:
            cue(setup, state, n, time)
            # Whether a unit knows a missile is settled once, for the whole fight.
            take_cover(setup, state, seed, state.progress[0].began_as, n, time)
        command_cycle(setup, state, seed, replicate, n, time)
    _repeat(state, time, COMMAND, n, 0.0, setup.net[n].cycle)


@kernel
def _change_network(setup: Setup, state: State, time: float) -> None:
    """At `time` [s] a link was cut or came back, or a unit was lost: everybody looks under whom he fights now."""
    rewire(setup, state, time)
    _wake_nets(setup, state, time)


@kernel
def _wake_nets(setup: Setup, state: State, time: float) -> None:
    """Schedule, not before `time` [s], the first cycle of each net that is used and sleeps."""
    for n in range(len(setup.net)):
        keeper = state.site[setup.net[n].site]
        if not keeper.awake and in_use(setup, state, n):
            keeper.awake = True
            push(state, _first_after(max(time, keeper.ready), 0.0, setup.net[n].cycle), COMMAND, n)


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
        load_launchers(setup, state, u, time)
        leave_if_due(setup, state, u, time)
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
        due = time + setup.doctrine[setup.fire_unit[u].doctrine].assessment_delay
        state.engagement[e].due = due
        push(state, due, VERDICT, e)
    leave_if_due(setup, state, u, time)


@kernel
def _impact(setup: Setup, state: State, seed: int, replicate: int, i: int, time: float) -> None:
    """Threat `i` comes down at `time` [s], if nothing stopped it; what goes for nothing leaves."""
    if state.threat[i].outcome != IN_FLIGHT:
        return
    struck, lost = setup.threat[i].target, False
    if struck >= 0 and len(setup.conduct) > 0:
        struck, beside = fall(setup, state, seed, replicate, i, time)
        lost = settle(setup, state, i, struck, beside, time)
    else:
        lost = arrive(setup, state, i, time)
    if setup.threat[i].side == HOSTILE:
        state.progress[0].open_threats -= 1
    if struck < 0:
        note_threat(setup, state, i, time)
        return
    come_down(setup, state, i, struck, lost, time)


@kernel
def come_down(setup: Setup, state: State, i: int, struck: int, lost: bool, time: float) -> None:
    """What follows when threat `i` [row] has come down at `time` [s] at or beside site `struck` [row], `lost` by it or
    not.
    """
    at = whereabouts(setup, state, struck, time)
    note_threat(setup, state, i, time)
    note(state, time, SAMPLE_IMPACT, i, struck, at)
    for s in range(len(setup.site)):
        if lost and setup.site[s].aboard and state.site[s].destroyed_time == time and state.site[s].destroyed_by == i:
            note(state, time, SAMPLE_SITE_LOST, s, i, at)
    if lost and not setup.site[struck].is_asset:
        _change_network(setup, state, time)
    if lost:
        note(state, time, SAMPLE_SITE_LOST, struck, i, at)
