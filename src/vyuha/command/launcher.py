"""Launcher: where a unit is when it fires, and how its rounds leave it.

Assumes   what stands launches from its site, straight up; a ship or vehicle from under its antenna; an aircraft has its
          nose on the meeting point when it fires, so that its missile leaves with its speed in that direction; a gun
          fires straight at it.
Holds     for aircraft on patrol that turn towards a target to fire (the turn itself is not flown).
Source    geometry.
Checked   tests/command/test_launcher.py: closed forms of the circle and the course, directions and speeds.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.sensors.carrier import antenna_at, travels
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACQUIRING, FIRING
from vyuha.weapons.flight import Body, leaving
from vyuha.world.geodesy import vertical
from vyuha.world.mover import stands


@kernel
def launcher_at(setup: Setup, state: State, u: int, time: float) -> Vector:
    """Local place [m] from which unit `u` [row] of `setup`, `state` [tables] launches at `time` [s]."""
    unit = setup.fire_unit[u]
    if not travels(setup.radar[unit.radar]):
        return stands(setup, state, unit.site, time)
    x, y, z, _, _, _ = antenna_at(setup, unit.radar, time)
    if unit.drop == 0.0:
        return x, y, z
    ux, uy, uz, _ = vertical(setup.frame[0], x, y, z)
    return x - unit.drop * ux, y - unit.drop * uy, z - unit.drop * uz


@kernel
def leaves(setup: Setup, state: State, u: int, m: int, time: float, aim: Vector) -> Body:
    """State of a round of type `m` [row] that unit `u` [row] of `setup`, `state` [tables] launches at `time` [s] to
    meet its target at `aim` [m].
    """
    return leaving(setup.missile[m], setup.frame[0], launcher_at(setup, state, u, time), aim)


@kernel
def delay_of(setup: Setup, state: State, u: int) -> float:
    """Time [s] from an order to the first round of unit `u` [row] of `setup`, `state` [tables]: the way of the order
    and the reaction; infinite if it is cut off from the post that would order it.
    """
    unit = setup.fire_unit[u]
    return float(state.site[unit.site].latency + unit.reaction_time)


@kernel
def on_station(setup: Setup, r: int, time: float) -> bool:
    """Whether what carries radar `r` [row] of `setup` [tables] is on its station at `time` [s]."""
    home = setup.antenna[r]
    return bool(home.on_for <= 0.0 or home.on_from <= time < home.on_from + home.on_for)


@kernel
def promised(setup: Setup, state: State, u: int, g: int) -> int:
    """Rounds [count] of magazine `g` [row] that engagements of unit `u` [row] are about to fire."""
    unit, count = setup.fire_unit[u], 0
    for e in range(unit.first_engagement, unit.last_engagement + 1):
        engagement = state.engagement[e]
        if engagement.magazine == g and engagement.phase == ACQUIRING:
            count += 1
        elif engagement.magazine == g and engagement.phase == FIRING:
            count += engagement.rounds_to_fire
    return count


@kernel
def note_if_empty(setup: Setup, state: State, u: int, time: float) -> None:
    """Keep in `state` [tables] that unit `u` [row] of `setup` [tables] has at `time` [s] nothing left that it could
    fire, if that is so for the first time. What stands beside its launchers cannot be fired before it is loaded.
    """
    unit = setup.fire_unit[u]
    if not math.isnan(state.site[unit.site].emptied):
        return
    for g in range(unit.first_magazine, unit.last_magazine + 1):
        if state.magazine[g].rounds > 0:
            return
    state.site[unit.site].emptied = time
