"""Interceptors in flight: guidance updates, hand-over to the seeker, and how each flight ends."""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import LETHALITY, uniforms
from vyuha.command.fire import follows
from vyuha.command.launcher import launcher_at
from vyuha.command.messages import guidance_arrives
from vyuha.command.remote import held_lately, is_remote, place_told
from vyuha.engine.booking import book
from vyuha.engine.burst import fire_burst
from vyuha.engine.endgame import DARK, MET, home
from vyuha.engine.recorder import note, note_flyer
from vyuha.engine.uplink import SAME_TIME, next_arrival, receive, send
from vyuha.sensors.coverage import covers
from vyuha.sensors.emission import silent
from vyuha.state.mission import SAMPLE_INTERCEPT
from vyuha.state.shot import (
    KILL,
    LOST_LIGHT,
    LOST_TRACK,
    LOST_UNIT,
    MISS,
    NO_KILL,
    NOT_ACQUIRED,
    SELF_DESTRUCT,
    WASTED,
)
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT, KILLED
from vyuha.state.weapon import ACTIVE, ASSESSING, FIRING, GUIDING
from vyuha.threats.motion import motion
from vyuha.threats.system import nearest_to
from vyuha.tracking.filter import position_at
from vyuha.weapons.body import body_of, put_body
from vyuha.weapons.flight import advance, burn_time, is_gun
from vyuha.weapons.guidance import midcourse_command
from vyuha.weapons.lethality import burst_share, kill_probability
from vyuha.weapons.seeker import acquires, may_home
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.ground import ground_below

_UPLINK = 1.0
_STEP = 0.2

# What a guidance update led to.
FLIES_ON = 0
MEETS = 1
ENDS = 2


@kernel
def guide(setup: Setup, state: State, seed: int, replicate: int, k: int) -> tuple[int, float, int]:
    """One guidance period of interceptor `k`: what it led to [code], at what time [s], and the shot's result if it
    ended [code].
    """
    flyer = state.interceptor[k]
    missile = setup.missile[flyer.missile]
    note_flyer(state, k)
    if is_gun(missile):
        fired = fire_burst(setup, state, seed, replicate, k)
        return (MEETS if fired else ENDS), flyer.time, NOT_ACQUIRED
    age = flyer.time - flyer.launch_time
    speed = math.sqrt(flyer.vx * flyer.vx + flyer.vy * flyer.vy + flyer.vz * flyer.vz)
    powered = age < burn_time(missile)
    if age > missile.flight_time or (not powered and speed < missile.minimum_speed):
        return ENDS, flyer.time, SELF_DESTRUCT
    _update_aim(setup, state, seed, replicate, k, speed)
    receive(state, k, flyer.time)
    dx, dy, dz = flyer.aim_x - flyer.x, flyer.aim_y - flyer.y, flyer.aim_z - flyer.z
    left = math.sqrt(dx * dx + dy * dy + dz * dz)
    if may_home(missile, age, left, speed):
        flyer.target = seek(setup, state, k)
        if flyer.target >= 0:
            book(state, k)
            led_to = home(setup, state, seed, replicate, k)
            if led_to == MET:
                return MEETS, flyer.time, 0
            if led_to == DARK:
                return ENDS, flyer.time, NOT_ACQUIRED
            gone = flyer.time >= state.threat[flyer.target].end
            return ENDS, flyer.time, WASTED if gone else SELF_DESTRUCT
        if left < speed * _UPLINK:
            return ENDS, flyer.time, NOT_ACQUIRED
    period = _UPLINK
    if left > missile.seeker_range:
        period = min(_UPLINK, max((left - missile.seeker_range) / max(speed, 100.0), _STEP))
    _fly(setup, state, k, period)
    height = height_above_ellipsoid(setup.frame[0], flyer.x, flyer.y, flyer.z)
    if height < ground_below(setup, flyer.x, flyer.y, flyer.z):
        return ENDS, flyer.time, SELF_DESTRUCT
    return FLIES_ON, flyer.time, 0


@kernel
def _update_aim(setup: Setup, state: State, seed: int, replicate: int, k: int, speed: float) -> None:
    """The uplink sends interceptor `k`, at `speed` [m/s], a new meeting point from the track, which reaches it after
    the delay of its type; without track or radar nothing is sent. On another radar's track it first comes from the
    post.
    """
    flyer = state.interceptor[k]
    engagement = state.engagement[flyer.engagement]
    if engagement.number != flyer.engagement_number or not follows(state, flyer.engagement):
        return
    if silent(setup, state, setup.fire_unit[flyer.fire_unit].radar, flyer.time):
        return
    track = state.track[engagement.track]
    x, y, z = position_at(track, flyer.time)
    dx, dy, dz = x - flyer.x, y - flyer.y, z - flyer.z
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    # Early on the missile is slower than it will be: the planned time of flight is the better guess until half of it
    # is over.
    closing = max(
        (-(track.vx - flyer.vx) * dx - (track.vy - flyer.vy) * dy - (track.vz - flyer.vz) * dz) / distance, 1.0
    )
    planned = state.shot[flyer.shot].predicted_time - flyer.time
    to_go = min(distance / closing, max(planned, 0.0)) if planned > 0.0 else distance / max(closing, 0.5 * speed)
    delay = setup.missile[flyer.missile].uplink_delay
    if is_remote(setup, state, flyer.fire_unit, engagement.track, flyer.missile, flyer.time):
        if not guidance_arrives(setup, state, seed, replicate, k):
            return
        delay += state.site[setup.fire_unit[flyer.fire_unit].site].latency
        aim = place_told(setup, state, engagement.track, flyer.missile, flyer.time, min(to_go, 120.0))
        send(state, k, flyer.time + delay, aim)
        return
    send(state, k, flyer.time + delay, position_at(track, flyer.time + min(to_go, 120.0)))


@kernel
def seek(setup: Setup, state: State, k: int) -> int:
    """Threat that the seeker of interceptor `k` finds, the nearest to where the track says it should be [row], or -1.
    A missile that homes by its radar's light needs the radar to have held the target just now.
    """
    flyer = state.interceptor[k]
    missile, unit = setup.missile[flyer.missile], setup.fire_unit[flyer.fire_unit]
    engagement = state.engagement[flyer.engagement]
    alive = not silent(setup, state, unit.radar, flyer.time)
    followed = alive and engagement.number == flyer.engagement_number and follows(state, flyer.engagement)
    if missile.guidance != ACTIVE and (not followed or not held_lately(setup, state, flyer.engagement, flyer.time)):
        return -1
    if unit.sure_seekers:
        return _sent_at(state, k, followed)
    expected = (
        position_at(state.track[engagement.track], flyer.time) if followed else (flyer.aim_x, flyer.aim_y, flyer.aim_z)
    )
    dx, dy, dz = expected[0] - flyer.x, expected[1] - flyer.y, expected[2] - flyer.z
    if not acquires(missile, body_of(flyer), dx, dy, dz):
        return -1
    beam = missile.seeker_basket * math.sqrt(dx * dx + dy * dy + dz * dz)
    return nearest_to(setup, state, expected, flyer.time, beam)


@kernel
def _sent_at(state: State, k: int, followed: bool) -> int:
    """The threat that interceptor `k` was sent at: that of its track while it is `followed`, else the one it was fired
    at; -1 once it is gone. Only for asking what seekers are to blame for (`engine.perfect`).
    """
    flyer = state.interceptor[k]
    i = state.track[state.engagement[flyer.engagement].track].truth if followed else state.shot[flyer.shot].threat
    if i < 0:
        return -1
    now = state.threat[i]
    return i if now.outcome == IN_FLIGHT and now.begin <= flyer.time < now.end else -1


@kernel
def _fly(setup: Setup, state: State, k: int, period: float) -> None:
    """Fly interceptor `k` for `period` [s] towards its aim point; an update that arrives meanwhile splits a step."""
    flyer = state.interceptor[k]
    missile, frame = setup.missile[flyer.missile], setup.frame[0]
    s, age = body_of(flyer), flyer.time - flyer.launch_time
    steps = max(round(period / _STEP), 1)
    dt = period / steps
    n, part = 0, 0.0
    while n < steps:
        at = n * dt + part
        receive(state, k, flyer.time + at)
        step = min(dt - part, next_arrival(state, k) - (flyer.time + at))
        aim = (flyer.aim_x, flyer.aim_y, flyer.aim_z)
        s = advance(missile, frame, age + at, step, s, midcourse_command(missile, frame, age + at, s, aim))
        part += step
        if part >= dt - SAME_TIME:
            n, part = n + 1, 0.0
    put_body(flyer, s)
    flyer.time += period


@kernel
def strike_target(setup: Setup, state: State, seed: int, replicate: int, k: int) -> int:
    """Interceptor `k` is at its closest approach: draw what it does to its target; returns the shot's result [code]."""
    flyer = state.interceptor[k]
    missile, i = setup.missile[flyer.missile], flyer.target
    now, shot = state.threat[i], state.shot[flyer.shot]
    shot.miss_distance, gun = flyer.miss, is_gun(missile)
    if now.outcome != IN_FLIGHT:
        shot.kill_probability = math.nan
        return WASTED
    if not gun and missile.guidance != ACTIVE and not _lit(setup, state, k):
        return NOT_ACQUIRED
    if math.isnan(now.best_miss) or flyer.miss < now.best_miss:
        now.best_miss = flyer.miss
    chance = setup.mission[0].fixed_kill
    if chance < 0.0 and gun:
        chance = shot.kill_probability
    elif chance < 0.0:
        vulnerability = setup.threat[i].vulnerability
        chance = kill_probability(
            missile.lethal_radius, missile.fuze_radius, missile.reliability, vulnerability, flyer.miss
        )
        _, _, _, vx, vy, vz = motion(setup, state, i, flyer.time)
        closing = math.sqrt((vx - flyer.vx) ** 2 + (vy - flyer.vy) ** 2 + (vz - flyer.vz) ** 2)
        chance *= burst_share(closing, vulnerability, flyer.miss)
        if flyer.miss > missile.fuze_radius:
            shot.kill_probability = 0.0
            return MISS
    shot.kill_probability = chance
    entity, unit = setup.threat[i].entity, setup.fire_unit[flyer.fire_unit].entity
    if uniforms(seed, replicate, entity, unit, LETHALITY, shot.ordinal)[0] >= chance:
        return NO_KILL
    now.outcome, now.resolved_time, now.airborne = KILLED, flyer.time, False
    return KILL


@kernel
def _lit(setup: Setup, state: State, k: int) -> bool:
    """Whether the radar that guides interceptor `k` emits and sees the place where it meets its target."""
    flyer = state.interceptor[k]
    unit = setup.fire_unit[flyer.fire_unit]
    return not silent(setup, state, unit.radar, flyer.time) and covers(
        setup, state.antenna, unit.radar, flyer.x, flyer.y, flyer.z
    )


@kernel
def _lost(setup: Setup, state: State, k: int, result: int) -> int:
    """What interceptor `k`, which ends with `result` [code] and without its target, had lost that would have led it
    there [code], 0 if nothing.
    """
    flyer = state.interceptor[k]
    missile, unit = setup.missile[flyer.missile], setup.fire_unit[flyer.fire_unit]
    engagement = state.engagement[flyer.engagement]
    if state.site[unit.site].destroyed:
        return LOST_UNIT
    # What its seeker held it gives up for want of light alone.
    if flyer.target >= 0:
        return LOST_LIGHT if result == NOT_ACQUIRED else 0
    if engagement.number != flyer.engagement_number or not follows(state, flyer.engagement):
        return LOST_TRACK
    lit = missile.guidance == ACTIVE or held_lately(setup, state, flyer.engagement, flyer.time)
    return 0 if lit else LOST_LIGHT


@kernel
def end_flight(setup: Setup, state: State, k: int, result: int) -> bool:
    """Take interceptor `k` out of the air with its `result` [code]; True when a verdict on its engagement is due."""
    flyer = state.interceptor[k]
    shot, stand = state.shot[flyer.shot], launcher_at(setup, state, flyer.fire_unit, flyer.time)
    shot.result, shot.end_time = result, flyer.time
    if result in (NOT_ACQUIRED, SELF_DESTRUCT):
        shot.guidance_lost = _lost(setup, state, k, result)
    shot.end_range = math.sqrt((flyer.x - stand[0]) ** 2 + (flyer.y - stand[1]) ** 2)
    shot.end_height = height_above_ellipsoid(setup.frame[0], flyer.x, flyer.y, flyer.z)
    shot.end_speed = math.sqrt(flyer.vx * flyer.vx + flyer.vy * flyer.vy + flyer.vz * flyer.vz)
    note(state, flyer.time, SAMPLE_INTERCEPT, flyer.shot, flyer.target, (flyer.x, flyer.y, flyer.z))
    flyer.active = False
    state.fire_unit[flyer.fire_unit].missiles_in_flight -= 1
    engagement = state.engagement[flyer.engagement]
    if engagement.number != flyer.engagement_number:
        return False
    engagement.rounds_in_flight -= 1
    # A neighbour's death ends nothing: the assessor goes on seeing the track that was engaged.
    dead = result == KILL or (result == WASTED and state.threat[flyer.target].outcome == KILLED)
    if dead and state.track[engagement.track].truth == flyer.target:
        engagement.killed = True
    if engagement.rounds_in_flight > 0 or engagement.phase == FIRING:
        # Of a ripple each round is judged by itself, unless a verdict is to come anyway.
        ripple = setup.doctrine[setup.fire_unit[flyer.fire_unit].doctrine].interval > 0.0
        return bool(ripple and math.isinf(engagement.due))
    if engagement.phase == GUIDING:
        engagement.phase = ASSESSING
    return True
