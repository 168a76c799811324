"""Fire: the life of an engagement from the order to the verdict.

Assumes   an engagement holds one target channel from the order to the verdict; two looks in a row that see the target
          make a hold; rounds of one unit leave one after the other.
Holds     for one engagement radar for each unit.
Source    the shoot-look-shoot cycle as in K. Glazebrook and A. Washburn, "Shoot-look-shoot: a review and extension",
          Operations Research 52 (2004); its times and error rates come from the catalogue and the doctrine.
Checked   tests/command/test_fire.py: each step of an engagement; tests/engine/test_closed_forms.py: leakage and rounds
          of shoot-look-shoot, loss of a channel-limited defence.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import ASSESSMENT, uniforms
from vyuha.base.vector import Vector
from vyuha.command.choice import rounds_asked, salvo_of, worth_firing
from vyuha.command.conduct import may_fire
from vyuha.command.evaluation import note_evaluation
from vyuha.command.handover import seeker_would_find
from vyuha.command.launcher import leaves, note_if_empty, on_station, promised
from vyuha.command.options import OPEN, meet
from vyuha.command.remote import is_remote
from vyuha.command.rules import must_cease, note_belief
from vyuha.sensors.budget import has_turn, period_at
from vyuha.sensors.emission import silent
from vyuha.sensors.identification import interrogate
from vyuha.sensors.system import look_at
from vyuha.state.mission import FAILURE_INTERCEPTORS, FAILURE_SHOTS
from vyuha.state.shot import FLYING
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED
from vyuha.state.weapon import ACQUIRING, ASSESSING, FIRING, GUIDING, IDLE, FireUnit
from vyuha.threats.system import locate_near
from vyuha.tracking.filter import position_at
from vyuha.tracking.quality import search_radius
from vyuha.tracking.system import process_look
from vyuha.weapons.body import put_body

# Looks in a row that make the engagement radar hold a target.
_HOLDS = 2
# An engagement whose radar has not got the target by then, or whose shot stays out of reach this long, is given up.
_PATIENCE = 15.0
_GATE_LEAST, _GATE_MOST = 500.0, 10e3


@kernel
def order(setup: Setup, state: State, u: int, j: int, g: int, time: float) -> None:
    """Unit `u` is ordered at `time` [s] to engage track `j` from magazine `g`: takes one of its idle target
    channels.
    """
    unit, track = setup.fire_unit[u], state.track[j]
    for e in range(unit.first_engagement, unit.last_engagement + 1):
        engagement = state.engagement[e]
        if engagement.phase == IDLE:
            state.progress[0].engagement_number += 1
            engagement.phase = ACQUIRING
            engagement.number = state.progress[0].engagement_number
            engagement.track, engagement.track_number = j, track.number
            engagement.fire_unit, engagement.magazine = u, g
            # When it reaches the unit.
            engagement.order_time, engagement.last_hold = time + state.site[unit.site].latency, -math.inf
            engagement.holds, engagement.rounds_to_fire, engagement.rounds_in_flight = 0, 0, 0
            engagement.killed = False
            engagement.salvos, engagement.granted, engagement.due = 0, 0, math.inf
            state.fire_unit[u].targets_engaged += 1
            track.engagement = e
            if track.truth >= 0 and math.isnan(state.threat[track.truth].order_time):
                state.threat[track.truth].order_time = time
                note_evaluation(setup, state, j, time)
            return


@kernel
def release(setup: Setup, state: State, e: int, time: float) -> None:
    """End engagement `e` at `time` [s]: its channel is free and its track may be engaged again."""
    engagement = state.engagement[e]
    state.fire_unit[engagement.fire_unit].targets_engaged -= 1
    if follows(state, e):
        state.track[engagement.track].engagement = -1
    for k in range(state.progress[0].shots):
        if state.shot[k].engagement == engagement.number:
            state.shot[k].release_time = time
    engagement.phase, engagement.due = IDLE, math.inf


@kernel
def follows(state: State, e: int) -> bool:
    """Whether the track of engagement `e` still exists (its row may serve another by now)."""
    engagement = state.engagement[e]
    track = state.track[engagement.track]
    return bool(track.number == engagement.track_number and track.status == CONFIRMED)


@kernel
def work(setup: Setup, state: State, seed: int, replicate: int, u: int, time: float) -> None:
    """One period of unit `u` at `time` [s]: its radar looks at each target, then each engagement moves on."""
    unit = setup.fire_unit[u]
    radar = setup.radar[unit.radar]
    place, followed = 0, _followed(state, unit, time)
    look, away = period_at(radar, time), not on_station(setup, unit.radar, time)
    for e in range(unit.first_engagement, unit.last_engagement + 1):
        engagement = state.engagement[e]
        if engagement.phase in (IDLE, ASSESSING) or time < engagement.order_time:
            continue
        if state.site[unit.site].destroyed or not follows(state, e):
            _note_loss(setup, state, e)
            if engagement.rounds_in_flight == 0:
                release(setup, state, e, time)
            else:
                engagement.phase = GUIDING
            continue
        if away or silent(setup, state, unit.radar, time):
            engagement.holds = 0
        elif has_turn(radar, place, followed, look):
            _look(setup, state, seed, replicate, e, time)
        place += 1
        if away or must_cease(setup, state, u, engagement.track, time) or not may_fire(setup, state, u, time):
            end_fire(setup, state, e, time)
            continue
        if engagement.phase == ACQUIRING:
            _acquire(setup, state, e, time)
        if engagement.phase == FIRING:
            _fire(setup, state, e, time)


@kernel
def _followed(state: State, unit: FireUnit, time: float) -> int:
    """Targets [count] that the radar of `unit` [row] looks at in the period at `time` [s], if it has the time."""
    count = 0
    for e in range(unit.first_engagement, unit.last_engagement + 1):
        engagement = state.engagement[e]
        if engagement.phase not in (IDLE, ASSESSING) and time >= engagement.order_time:
            count += 1
    return count


@kernel
def end_fire(setup: Setup, state: State, e: int, time: float) -> None:
    """The target of engagement `e` turned out at `time` [s] to be dead, or one that must not be engaged, or its unit
    may not fire: no further round leaves; those in flight are guided on.
    """
    engagement = state.engagement[e]
    engagement.rounds_to_fire = 0
    if engagement.rounds_in_flight == 0:
        release(setup, state, e, time)
    else:
        engagement.phase = GUIDING


@kernel
def _note_loss(setup: Setup, state: State, e: int) -> None:
    """Book on the threat behind the track of engagement `e`, for the record only, that its unit was destroyed."""
    engagement = state.engagement[e]
    truth = state.track[engagement.track].truth
    if follows(state, e) and truth >= 0:
        state.threat[truth].cycles_no_unit += 1


@kernel
def _look(setup: Setup, state: State, seed: int, replicate: int, e: int, time: float) -> None:
    """The engagement radar looks where the track of engagement `e` should be at `time` [s], and updates it."""
    engagement = state.engagement[e]
    r, j = setup.fire_unit[engagement.fire_unit].radar, engagement.track
    gate = min(max(search_radius(setup, state, j, time), _GATE_LEAST), _GATE_MOST)
    at = position_at(state.track[j], time)
    locate_near(setup, state, time, at, gate)
    seen = look_at(setup, state, seed, replicate, r, time, at, gate)
    interrogate(setup, state, seed, replicate, r, seen)
    if seen > 0 and process_look(setup, state, j, time, seen):
        engagement.holds += 1
        engagement.last_hold = time
    else:
        engagement.holds = 0


@kernel
def _acquire(setup: Setup, state: State, e: int, time: float) -> None:
    """Engagement `e` waits at `time` [s] for its radar to hold the target and for the crew to be ready."""
    engagement = state.engagement[e]
    waited = time - engagement.order_time - setup.fire_unit[engagement.fire_unit].reaction_time
    if waited >= 0.0 and (engagement.holds >= _HOLDS or _is_told(setup, state, e, time)):
        start_salvo(setup, state, e, time)
    elif waited > _PATIENCE:
        state.track[engagement.track].hold_until = time + _PATIENCE
        release(setup, state, e, time)


@kernel
def _is_told(setup: Setup, state: State, e: int, time: float) -> bool:
    """Whether engagement `e` may fire at `time` [s] on what other radars see, without its own."""
    engagement = state.engagement[e]
    m = setup.magazine[engagement.magazine].missile
    return is_remote(setup, state, engagement.fire_unit, engagement.track, m, time)


@kernel
def start_salvo(setup: Setup, state: State, e: int, time: float) -> None:
    """Engagement `e` begins to fire at `time` [s]: as many rounds as the doctrine allows."""
    engagement = state.engagement[e]
    doctrine = setup.doctrine[setup.fire_unit[engagement.fire_unit].doctrine]
    track = state.track[engagement.track]
    rounds = salvo_of(doctrine, engagement.salvos)
    if doctrine.count != 0:
        rounds = _asked(setup, state, e, time)
    if doctrine.most_rounds > 0:
        rounds = min(rounds, doctrine.most_rounds - track.shots)
    if engagement.granted != 0:
        rounds = min(rounds, max(engagement.granted, 0))
    engagement.phase, engagement.rounds_to_fire = FIRING, rounds
    engagement.salvos, engagement.next_round, engagement.due = engagement.salvos + 1, time, math.inf
    engagement.order_time = min(engagement.order_time, time)
    engagement.killed = False
    track.hold_until = time + _PATIENCE


@kernel
def _asked(setup: Setup, state: State, e: int, time: float) -> int:
    """Rounds [count] that the function of its doctrine wants `e` to fire at `time` [s]; none out of reach."""
    engagement = state.engagement[e]
    g, j = engagement.magazine, engagement.track
    code, flight, lead, at = meet(setup, state, engagement.fire_unit, j, setup.magazine[g].missile, time)
    if code != OPEN:
        return 0
    own = 1 if engagement.phase == ACQUIRING else 0
    left = state.magazine[g].rounds - promised(setup, state, engagement.fire_unit, g) + own
    return rounds_asked(setup, state, g, j, time, (flight, lead, at), left)


@kernel
def _fire(setup: Setup, state: State, e: int, time: float) -> None:
    """Engagement `e` launches its next round in the period that begins at `time` [s], if everything for it is there."""
    engagement = state.engagement[e]
    u = engagement.fire_unit
    unit, now, stock = setup.fire_unit[u], state.fire_unit[u], state.magazine[engagement.magazine]
    period, doctrine = setup.radar[unit.radar].period, setup.doctrine[unit.doctrine]
    while engagement.rounds_to_fire > 0 and stock.rounds > 0 and now.missiles_in_flight < unit.missile_channels:
        start = max(time, now.next_launch)
        if doctrine.interval > 0.0:
            start = max(start, engagement.next_round)
        if start >= time + period:
            return
        m = setup.magazine[engagement.magazine].missile
        code, flight, lead, aim = meet(setup, state, u, engagement.track, m, start)
        if code != OPEN or not seeker_would_find(setup, state, u, engagement.track, m, time):
            break
        expected = setup.missile[m].expected_kill
        if doctrine.particular:
            expected = worth_firing(setup, state, engagement.magazine, engagement.track, start, (flight, lead, aim))
            if math.isnan(expected):
                break
        launch(setup, state, e, start, (flight, expected), aim)
    waits_for_reach = engagement.rounds_to_fire > 0 and stock.rounds > 0
    if waits_for_reach and time < state.track[engagement.track].hold_until:
        return
    engagement.rounds_to_fire = 0
    if engagement.rounds_in_flight > 0:
        engagement.phase = GUIDING
    else:
        release(setup, state, e, time)


@kernel
def launch(setup: Setup, state: State, e: int, start: float, plan: tuple[float, float], aim: Vector) -> None:
    """Engagement `e` launches one round at `start` [s] to meet its target at `aim` [m], after a time [s] and with a
    kill probability [1] that are its `plan`.
    """
    engagement = state.engagement[e]
    u, number = engagement.fire_unit, state.progress[0].shots
    unit = setup.fire_unit[u]
    row = -1
    for k in range(unit.first_interceptor, unit.last_interceptor + 1):
        if not state.interceptor[k].active:
            row = k
            break
    if row < 0 or number >= len(state.shot):
        state.progress[0].failure = FAILURE_INTERCEPTORS if row < 0 else FAILURE_SHOTS
        engagement.rounds_to_fire = 0
        return
    m = setup.magazine[engagement.magazine].missile
    flyer, shot, track = state.interceptor[row], state.shot[number], state.track[engagement.track]
    flyer.active, flyer.scheduled = True, False
    flyer.missile, flyer.fire_unit, flyer.engagement, flyer.shot = m, u, e, number
    flyer.engagement_number, flyer.target, flyer.miss = engagement.number, -1, math.nan
    flyer.launch_time, flyer.time = start, start
    put_body(flyer, leaves(setup, state, u, m, start, aim))
    flyer.aim_x, flyer.aim_y, flyer.aim_z = aim
    flyer.uplinks_sent, flyer.uplinks_received = 0, 0
    shot.threat, shot.fire_unit, shot.missile, shot.post = track.truth, u, m, setup.net[track.net].site
    shot.engagement, shot.order_time, shot.launch_time = engagement.number, engagement.order_time, start
    shot.end_time, shot.release_time, shot.predicted_time = math.nan, math.nan, start + plan[0]
    shot.end_range, shot.end_height, shot.end_speed = math.nan, math.nan, math.nan
    shot.expected_kill, shot.miss_distance, shot.kill_probability = plan[1], math.nan, math.nan
    shot.result, shot.guidance_lost = FLYING, 0
    note_belief(setup, shot, u, track, start)
    state.progress[0].shots = number + 1
    state.magazine[engagement.magazine].rounds -= 1
    state.magazine[engagement.magazine].spent += 1
    state.fire_unit[u].fired += 1
    note_if_empty(setup, state, u, start)
    state.fire_unit[u].missiles_in_flight += 1
    state.fire_unit[u].next_launch = start + unit.launch_interval
    engagement.rounds_to_fire -= 1
    engagement.rounds_in_flight += 1
    engagement.next_round = start + setup.doctrine[unit.doctrine].interval
    if setup.doctrine[unit.doctrine].interval > 0.0:
        # Patience begins when the next round of a ripple is due.
        track.hold_until = max(track.hold_until, engagement.next_round + _PATIENCE)
    if engagement.granted > 0:
        engagement.granted = engagement.granted - 1 if engagement.granted > 1 else -1
    track.shots += 1
    shot.ordinal = 0
    if track.truth >= 0:
        threat = state.threat[track.truth]
        threat.shots += 1
        if math.isnan(threat.launch_time):
            threat.launch_time = start


@kernel
def verdict(setup: Setup, state: State, seed: int, replicate: int, e: int, time: float) -> None:
    """The assessor of engagement `e` decides at `time` [s] whether the target is dead; if not, the unit fires again
    if it can.
    """
    engagement = state.engagement[e]
    u = engagement.fire_unit
    unit = setup.fire_unit[u]
    doctrine, track = setup.doctrine[unit.doctrine], state.track[engagement.track]
    # A verdict on a ripple that is over, or of a round that another verdict covered.
    if doctrine.interval > 0.0 and time != engagement.due:
        return
    engagement.due = math.inf
    underway = engagement.phase != ASSESSING
    if not follows(state, e) or state.site[unit.site].destroyed:
        if not underway:
            release(setup, state, e, time)
        return
    about = setup.threat[track.truth].entity if track.truth >= 0 else unit.entity
    state.fire_unit[u].verdicts += 1
    draw = uniforms(seed, replicate, about, unit.entity, ASSESSMENT, state.fire_unit[u].verdicts)[0]
    judged_dead = draw >= doctrine.false_alive if engagement.killed else draw < doctrine.false_dead
    allowed = doctrine.most_rounds == 0 or track.shots < doctrine.most_rounds
    track.judged_dead = judged_dead
    if judged_dead:
        track.verdict_time, track.judge = time, u
    allowed = allowed and not must_cease(setup, state, u, engagement.track, time)
    allowed = allowed and may_fire(setup, state, u, time)
    if engagement.granted < 0:
        # The commander has it back.
        allowed, track.hold_until = False, time
    if underway:
        if judged_dead:
            end_fire(setup, state, e, time)
    elif judged_dead or not allowed or state.magazine[engagement.magazine].rounds == 0:
        release(setup, state, e, time)
    else:
        start_salvo(setup, state, e, time)
