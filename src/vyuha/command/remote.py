"""Remote launch: rounds that fly on a track which their own engagement radar does not see.

Assumes   the unit hears of the track from its post, and sends what it hears to the round. The round finds its target
          itself (an active seeker). What it was told is as old as the searching radar's period, the way from the post
          and the data link make it. A search radar measures height badly: a climb that is within two sigmas of none is
          taken for none, and what may as well fly above the ground, within three, is taken to.
Holds     where the doctrine allows it (`remote: true`), for tracks below the horizon of the unit's own radar or outside
          its sector. As soon as that radar holds the target it guides by itself. What may fly low is hidden by the
          horizon and so does: the error of its height, which the ground and the horizon bound, is not held against it.
Source    own; the practice is known as engage on remote or launch on remote.
Checked   tests/command/test_remote.py: who may, how old what it was told is, what height it is told.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACTIVE
from vyuha.tracking.filter import position_at, variance_at
from vyuha.tracking.manoeuvre import noise_at
from vyuha.weapons.flight import is_gun
from vyuha.world.geodesy import vertical
from vyuha.world.ground import ground_below

# Sigmas within which a climb is none, and a height above the ground.
_LEVEL, _ABOVE = 2.0, 3.0
# Looks in a row that may fail before the own radar has lost its target.
_MISSED_LOOKS = 3.0


@kernel
def may_fly_remote(setup: Setup, u: int, m: int) -> bool:
    """Whether missile type `m` [row] of unit `u` [row] of `setup` [tables] may be sent at a target that its unit's
    radar does not see.
    """
    missile = setup.missile[m]
    return bool(
        setup.doctrine[setup.fire_unit[u].doctrine].remote and missile.guidance == ACTIVE and not is_gun(missile)
    )


@kernel
def held_lately(setup: Setup, state: State, e: int, time: float) -> bool:
    """Whether the radar of engagement `e` [row] of `setup`, `state` [tables] has seen its target within its latest
    looks before `time` [s].
    """
    radar = setup.radar[setup.fire_unit[state.engagement[e].fire_unit].radar]
    return bool(time - state.engagement[e].last_hold <= _MISSED_LOOKS * radar.period)


@kernel
def is_held(setup: Setup, state: State, u: int, j: int, time: float) -> bool:
    """Whether the radar of unit `u` [row] of `setup`, `state` [tables] engages track `j` [row] and has seen its target
    within its latest looks before `time` [s].
    """
    e = state.track[j].engagement
    return e >= 0 and state.engagement[e].fire_unit == u and held_lately(setup, state, e, time)


@kernel
def is_remote(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> bool:
    """Whether missile type `m` [row] of unit `u` [row] would fly on track `j` [row] of `setup`, `state` [tables] at
    `time` [s] without its unit's radar.
    """
    return may_fly_remote(setup, u, m) and not is_held(setup, state, u, j, time)


@kernel
def may_be_low(setup: Setup, state: State, j: int, m: int, time: float) -> bool:
    """Whether the target of track `j` [row] of `setup`, `state` [tables] may at `time` [s], as far as its height is
    known, fly as low as a round of type `m` [row] can.
    """
    x, y, z = position_at(state.track[j], time)
    return bool(_lift(setup, m, x, y, z) + _ABOVE * _height_error(setup, state, j, time) > 0.0)


@kernel
def _lift(setup: Setup, m: int, x: float, y: float, z: float) -> float:
    """How far [m] the place `x`, `y`, `z` [m] lies below the lowest height of missile type `m`."""
    return ground_below(setup, x, y, z) + setup.missile[m].minimum_height - vertical(setup.frame[0], x, y, z)[3]


@kernel
def _height_error(setup: Setup, state: State, j: int, time: float) -> float:
    """One-sigma error [m] of the height of track `j` at `time` [s]."""
    track = state.track[j]
    noise = noise_at(setup.net[track.net], track, time)
    return math.sqrt(max(variance_at(state.covariance[j], 2, time - track.time, noise), 0.0))


@kernel
def carried_to(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> float:
    """Time [s] to which what is known of track `j` [row] of `setup`, `state` [tables] at `time` [s] may have to be
    carried on when the seeker of a round of type `m` [row] of unit `u` [row] opens.
    """
    delay = setup.missile[m].uplink_delay
    if not is_remote(setup, state, u, j, m, time):
        return time + setup.radar[setup.fire_unit[u].radar].period + delay
    track = state.track[j]
    searching = setup.radar[track.radar]
    way = state.site[setup.fire_unit[u].site].latency
    # Just before the next scan comes in; at once, if that is overdue.
    return max(time, track.time + searching.period + searching.latency) + way + delay


@kernel
def as_told(setup: Setup, state: State, j: int, m: int, at: Vector, time: float) -> tuple[Vector, Vector]:
    """Place [m] and velocity [m/s] of track `j` [row] of `setup`, `state` [tables], expected `at` a place [m] at `time`
    [s], as a round of type `m` [row] is told them: level and no lower than it can fly, as far as the track's errors
    allow that. Not for ballistic tracks.
    """
    track, covariance = state.track[j], state.covariance[j]
    velocity = (track.vx, track.vy, track.vz)
    ux, uy, uz, _ = vertical(setup.frame[0], at[0], at[1], at[2])
    climb = velocity[0] * ux + velocity[1] * uy + velocity[2] * uz
    if abs(climb) < _LEVEL * math.sqrt(max(covariance[5, 5], 0.0)):
        velocity = (velocity[0] - climb * ux, velocity[1] - climb * uy, velocity[2] - climb * uz)
    lift = _lift(setup, m, at[0], at[1], at[2])
    if 0.0 < lift < _ABOVE * _height_error(setup, state, j, time):
        at = (at[0] + lift * ux, at[1] + lift * uy, at[2] + lift * uz)
    return at, velocity


@kernel
def place_told(setup: Setup, state: State, j: int, m: int, time: float, ahead: float) -> Vector:
    """Where a round of type `m` [row] is told at `time` [s] that the target of track `j` [row] of `setup`, `state`
    [tables] will be `ahead` [s] from then [m].
    """
    if state.track[j].ballistic:
        return position_at(state.track[j], time + ahead)
    at, velocity = as_told(setup, state, j, m, position_at(state.track[j], time), time)
    return at[0] + velocity[0] * ahead, at[1] + velocity[1] * ahead, at[2] + velocity[2] * ahead
