"""The endgame: from the moment the seeker holds a target to the closest approach.

Assumes   navigation on a noisy line of sight; the target flies its own path; nothing else disturbs. The augmented law
          takes the target's acceleration from its velocity now and one step ago: late by a step, but without noise;
          no law compensates gravity. What homes by its radar's light (semi-active, track-via-missile) needs the radar
          to see the target all the way; that is looked at twice a second, and a radar that is lost meanwhile counts at
          the end of the flight.
Holds     while the missile closes; steps shorten from 0.1 s to 5 ms as the time to go shrinks.
Source    guidance and dynamics are those of `weapons`; this loop only lets missile and target meet in time.
Checked   tests/engine/test_endgame.py: a straight target is met within metres, a halved step changes the miss little,
          a target that goes behind the horizon is lost, augmentation pays where the airframe comes to its limit.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import SEEKER, normals
from vyuha.sensors.coverage import covers
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACTIVE, AUGMENTED
from vyuha.threats.motion import motion
from vyuha.weapons.body import body_of, put_body
from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.flight import advance
from vyuha.weapons.guidance import apn_command
from vyuha.weapons.seeker import noisy_sight

_LONGEST_STEP = 0.1
_SHORTEST_STEP = 0.005
_MOST_STEPS = 4000
# How often the light on the target is looked at [s].
_LIGHT_EVERY = 0.5

# What homing led to.
MET = 0
LOST = 1
DARK = 2


@kernel
def home(setup: Setup, state: State, seed: int, replicate: int, k: int) -> int:
    """Fly interceptor `k` to its closest approach to the target that its seeker holds; sets its miss. Returns MET; LOST
    when the target came down, the missile ran out of time before, or the target draws away from it; DARK when the radar
    that lights the target for it sees it no more [code].
    """
    flyer = state.interceptor[k]
    missile, i, unit = setup.missile[flyer.missile], flyer.target, setup.fire_unit[flyer.fire_unit]
    about, by = setup.threat[i].entity, unit.entity
    first_draw = state.shot[flyer.shot].ordinal * _MOST_STEPS
    s = body_of(flyer)
    time, result, look = flyer.time, LOST, flyer.time + _LIGHT_EVERY
    # The target's velocity one step ago, and how long that step was.
    wx, wy, wz, before = 0.0, 0.0, 0.0, 0.0
    for step in range(_MOST_STEPS):
        x, y, z, vx, vy, vz = motion(setup, state, i, time)
        rx, ry, rz, ux, uy, uz = x - s[0], y - s[1], z - s[2], vx - s[3], vy - s[4], vz - s[5]
        to_go, miss = closest_approach(rx, ry, rz, ux, uy, uz)
        # Past its closest approach by more than a step: the miss that the formula gives never happened.
        if to_go < -_SHORTEST_STEP:
            break
        if to_go <= _SHORTEST_STEP:
            time, flyer.miss = time + max(to_go, 0.0), miss
            result = MET if not math.isnan(miss) else LOST
            break
        if time >= state.threat[i].end or time - flyer.launch_time > missile.flight_time:
            break
        if missile.guidance != ACTIVE and time >= look:
            look += _LIGHT_EVERY
            if not covers(setup, state.antenna, unit.radar, x, y, z):
                result = DARK
                break
        n = normals(seed, replicate, about, by, SEEKER, first_draw + step)
        dt = min(max(to_go / 8.0, _SHORTEST_STEP), _LONGEST_STEP, to_go)
        rx, ry, rz = noisy_sight(missile.homing_noise, dt, rx, ry, rz, n[0], n[1])
        turn = (0.0, 0.0, 0.0)
        if missile.navigation == AUGMENTED and before > 0.0:
            turn = ((vx - wx) / before, (vy - wy) / before, (vz - wz) / before)
        wx, wy, wz, before = vx, vy, vz, dt
        # Without a turn this is proportional navigation.
        command = apn_command(missile.navigation_gain, (rx, ry, rz), (ux, uy, uz), turn)
        s = advance(missile, setup.frame[0], time - flyer.launch_time, dt, s, command)
        time += dt
    put_body(flyer, s)
    flyer.time = time
    return result
