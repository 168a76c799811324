"""Conduct: may a unit shoot, when a radar is switched on for a track, and when it is switched off for fear of one.

Assumes   a unit whose engagement radar is silent, or that is to leave for another place, begins no salvo; rounds in
          flight of one that is to leave are guided to their end, those of a silent one fly on unaided. A radar that
          waits for a cue goes on when its net has a confirmed track within its instrumented range, and stays on. A unit
          switches its radars off when a track that it takes for an anti-radiation missile will pass within 3 km of it
          so soon; what a track is taken for is drawn once for each unit and threat, and does not change.
Holds     for tracks of the unit's own net; what nobody tracks frightens nobody.
Source    the reaction to anti-radiation missiles as open simulators have it; its times and chances are the doctrine's.
Checked   tests/command/test_conduct.py: each reason alone; tests/engine/test_radar_hunt.py: what a shutdown is worth.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import ARM_RECOGNITION, uniforms
from vyuha.command.evaluation import approach
from vyuha.sensors.emission import silent
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED
from vyuha.tracking.filter import position_at
from vyuha.world.mover import stands

# A track that passes a unit at this distance [m] comes at it.
_AT_IT = 3e3


@kernel
def may_fire(setup: Setup, state: State, u: int, time: float) -> bool:
    """Whether unit `u` [row] of `setup`, `state` [tables] may begin a salvo at `time` [s]: its radar emits, and it is
    not about to leave.
    """
    if len(setup.conduct) == 0:
        return True
    unit = setup.fire_unit[u]
    return not (state.conduct[unit.site].leaves or silent(setup, state, unit.radar, time))


@kernel
def cue(setup: Setup, state: State, n: int, time: float) -> None:
    """Switch on at `time` [s] what waits for a cue of net `n` [row] of `setup`, `state` [tables]."""
    for s in range(len(setup.conduct)):
        plan, now = setup.conduct[s], state.conduct[s]
        if not plan.cued or not math.isnan(now.cued_time):
            continue
        if state.site[s].net != n:
            continue
        for r in range(plan.first_radar, plan.last_radar + 1):
            if _has_track(setup, state, r, n, time):
                now.cued_time = time


@kernel
def _has_track(setup: Setup, state: State, r: int, n: int, time: float) -> bool:
    """Whether net `n` [row] has at `time` [s] a confirmed track within the range of radar `r` [row]."""
    at, reach, found = state.antenna[r], setup.radar[r].instrumented_range, 0
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        if track.status == CONFIRMED and track.net == n:
            x, y, z = position_at(track, time)
            found += int((x - at.x) ** 2 + (y - at.y) ** 2 + (z - at.z) ** 2 <= reach * reach)
    return found > 0


@kernel
def take_cover(setup: Setup, state: State, seed: int, replicate: int, n: int, time: float) -> None:
    """Switch off at `time` [s] the radars of every unit of net `n` [row] of `setup`, `state` [tables] that takes a
    track for a missile that homes on them and is near.
    """
    for s in range(len(setup.conduct)):
        plan, now = setup.conduct[s], state.conduct[s]
        if plan.shut_within <= 0.0 or plan.last_radar < plan.first_radar or now.shut_from <= time < now.shut_until:
            continue
        if state.site[s].net != n or state.site[s].destroyed:
            continue
        if _afraid(setup, state, seed, replicate, s, time):
            now.shut_from, now.shut_until = time, time + plan.shut_stay


@kernel
def _afraid(setup: Setup, state: State, seed: int, replicate: int, s: int, time: float) -> bool:
    """Whether the unit at site `s` [row] takes a track for a missile that homes on it and is near at `time` [s]."""
    plan, net, found = setup.conduct[s], state.site[s].net, 0
    site_x, site_y, _ = stands(setup, state, s, time)
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        if track.status != CONFIRMED or track.net != net or track.truth < 0:
            continue
        x, y, _ = position_at(track, time)
        dx, dy = site_x - x, site_y - y
        due, distance = approach(dx, dy, track.vx, track.vy)
        if due > plan.shut_within or distance > _AT_IT:
            continue
        threat = setup.threat[track.truth]
        chance = plan.recognised if threat.divert > 0.0 else plan.mistaken
        found += int(uniforms(seed, replicate, threat.entity, setup.site[s].entity, ARM_RECOGNITION, 0)[0] < chance)
    return found > 0
