"""Bursts in the fight: a gun fires at what its sight holds, and the shells meet the target where it has come by then.

Assumes   the gun's own fire control holds its target far better than the net's track does: it lays on the true place
          and velocity, and all that is wrong with that is the error of aim of its type, one draw for each burst. The
          target flies on as it does: what it turns away from the straight line while the shells fly, the burst misses
          by. A burst is fired only at what the unit's radar (or eyes) held just now.
Holds     for bursts that are short beside the flight of the shells.
Source    the kill probability is that of `weapons.burst`; straight prediction is the classical predictor of gun fire.
Checked   tests/engine/test_layers.py: kills against the closed form at the distance of each burst.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import BURST_AIM, normals
from vyuha.base.vector import Vector, norm
from vyuha.command.fire import follows
from vyuha.command.remote import held_lately
from vyuha.engine.booking import book
from vyuha.state.tables import Setup, State
from vyuha.threats.motion import motion
from vyuha.threats.system import nearest_to
from vyuha.tracking.filter import position_at
from vyuha.weapons.body import put_body
from vyuha.weapons.burst import burst_kill_at, shell_speed, shell_time

# What a sight points at lies within this distance of the net's track [m].
_SIGHT = 500.0
_ITERATIONS = 20
_AGREED = 1e-4


@kernel
def lead(at: Vector, velocity: Vector, muzzle_velocity: float, slowing: float) -> float:
    """Time [s] in which a shell of `muzzle_velocity` [m/s] and `slowing` [1/m] meets a target that is `at` [m] from
    the gun and flies straight on with `velocity` [m/s].
    """
    time = 0.0
    for _ in range(_ITERATIONS):
        x, y, z = at[0] + velocity[0] * time, at[1] + velocity[1] * time, at[2] + velocity[2] * time
        flight = shell_time(muzzle_velocity, slowing, norm(x, y, z))
        if abs(flight - time) < _AGREED:
            return flight
        time = flight
    return time


@kernel
def sighted(setup: Setup, state: State, k: int) -> int:
    """Threat [row] at which the sight of the gun that fires burst `k` [row] points: the nearest to where the track has
    it, -1 if the gun has lost it.
    """
    flyer = state.interceptor[k]
    engagement, unit = state.engagement[flyer.engagement], setup.fire_unit[flyer.fire_unit]
    if engagement.number != flyer.engagement_number or not follows(state, flyer.engagement):
        return -1
    if state.site[unit.site].destroyed:
        return -1
    # The sight may look earlier than the shot, which waits for its place in the row.
    if not held_lately(setup, state, flyer.engagement, flyer.time):
        return -1
    return nearest_to(setup, state, position_at(state.track[engagement.track], flyer.time), flyer.time, _SIGHT)


@kernel
def fire_burst(setup: Setup, state: State, seed: int, replicate: int, k: int) -> bool:
    """Fire burst `k` [row] now: brings it to where its shells meet the target, with its miss and its kill probability.
    False if there is nothing to fire at any more.
    """
    flyer = state.interceptor[k]
    i = sighted(setup, state, k)
    if i < 0:
        return False
    gun, shot, start = setup.missile[flyer.missile], state.shot[flyer.shot], flyer.time
    x, y, z, vx, vy, vz = motion(setup, state, i, start)
    off = (x - flyer.x, y - flyer.y, z - flyer.z)
    flight = lead(off, (vx, vy, vz), gun.muzzle_velocity, gun.slowing)
    expected = (off[0] + vx * flight, off[1] + vy * flight, off[2] + vz * flight)
    distance = norm(expected[0], expected[1], expected[2])
    if distance > gun.maximum_range:
        return False
    flyer.target = i
    book(state, k)
    tx, ty, tz, _, _, _ = motion(setup, state, i, start + flight)
    ux, uy, uz = expected[0] / distance, expected[1] / distance, expected[2] / distance
    # Sideways to the line of fire, which the shells go along.
    dx, dy, dz = tx - flyer.x - expected[0], ty - flyer.y - expected[1], tz - flyer.z - expected[2]
    along = dx * ux + dy * uy + dz * uz
    sx, sy, sz = dx - along * ux, dy - along * uy, dz - along * uz
    turned = norm(sx, sy, sz)
    n = normals(
        seed, replicate, setup.threat[i].entity, setup.fire_unit[flyer.fire_unit].entity, BURST_AIM, shot.ordinal
    )
    aim = gun.aim_error * distance
    # The errors of both directions are alike: one of them may lie along the turn.
    flyer.miss = math.sqrt((turned + aim * n[0]) ** 2 + (aim * n[1]) ** 2)
    area = setup.threat[i].presented_area + math.pi * gun.fuze_radius * gun.fuze_radius
    chance = gun.reliability * burst_kill_at(
        float(gun.burst_rounds), gun.hit_kill, area, gun.dispersion * distance, flyer.miss
    )
    shot.kill_probability = chance
    speed = shell_speed(gun.muzzle_velocity, gun.slowing, distance)
    put_body(flyer, (tx, ty, tz, speed * ux, speed * uy, speed * uz, 0.0, 0.0, 0.0))
    flyer.time = start + flight
    return True
