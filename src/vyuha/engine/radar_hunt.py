"""Where threats come down when units move and fall silent, and what anti-radiation missiles home on.

Assumes   a threat flies to where its target stood when it set out (one on the road counts as at the place it left), and
          comes down there, whatever the target has done since. An anti-radiation missile settles on one emitter
          `lock_time` before its end, among those on the air within `divert` of where it flies: the chance of each is
          its share of the power received, which falls with the square of the distance (a unit counts once, however many
          radars it has on). Where none is on, it keeps the one that it heard last. If its emitter is on the air at the
          end it comes down there with the error of its seeker; if not, at the place that it remembers, with a circular
          normal error whose variance adds to that: an angle of the distance at which it lost the emitter, and a drift
          over the time since. The last change of aim is not flown: its path leads to the place where it was sent.
Holds     for errors that are small beside the distance; a radar that goes on again within `lock_time` of the end is not
          found again.
Source    geometry; a miss r of a circular normal error has P(miss < r) = 1 - exp(-r^2 / (2 sigma^2)) (Rayleigh).
          Figures of the memory are the catalogue's, and assumed.
Checked   tests/engine/test_radar_hunt.py: Rayleigh's law after a shutdown, the binomial share of decoys, moves.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import ARM_CHOICE, ARM_MEMORY, normals, uniforms
from vyuha.engine.unit_life import whereabouts
from vyuha.sensors.coverage import VISIBLE, view
from vyuha.sensors.emission import silent_since
from vyuha.state.tables import Setup, State
from vyuha.threats.motion import motion
from vyuha.threats.system import aimed_when, locate_all, moved_on
from vyuha.world.mover import moves, site_at


@kernel
def set_out(setup: Setup, state: State, i: int) -> None:
    """Threat `i` [row] sets out for where its target stands now, or stood before it left."""
    plan, now = setup.threat[i], state.threat[i]
    now.place = min(state.conduct[plan.target].place, plan.paths - 1)
    path = setup.path[plan.first_path + now.place]
    now.detour_first, now.detour_last = path.first_knot - plan.first_knot, path.last_knot - plan.last_knot
    now.end = now.begin + setup.knot[path.last_knot].time


@kernel
def aimed_at(setup: Setup, state: State, i: int) -> tuple[float, float, float]:
    """Place [m] to which threat `i` [row] of `setup`, `state` [tables] was sent."""
    target = setup.threat[i].target
    if setup.threat[i].paths == 0:
        x, y, z, _, _, _ = site_at(setup, target, aimed_when(setup, state, i))
        return x, y, z
    at = setup.place[setup.conduct[target].first_place + state.threat[i].place]
    return at.x, at.y, at.z


@kernel
def fall(setup: Setup, state: State, seed: int, replicate: int, i: int, time: float) -> tuple[int, tuple[float, float]]:
    """The site near which threat `i` [row] comes down at `time` [s], and how far beside where that is by now [m]."""
    plan, now, aim = setup.threat[i], state.threat[i], aimed_at(setup, state, i)
    s, at, sigma = plan.target, aim, 0.0
    if plan.divert > 0.0:
        settled = max(time - plan.lock_time, now.begin)
        s = _choice(setup, state, seed, replicate, i, settled)
        since = heard_until(setup, state, s, time) if received(setup, state, i, s, settled) > 0.0 else -math.inf
        lost = max(since, now.begin)
        # What was never heard, or has gone too far, is looked for where it was known to be.
        if since > -math.inf or math.isnan(since):
            at = whereabouts(setup, state, s, time if math.isnan(since) else lost)
        sigma = 0.0 if math.isnan(since) else memory_error(setup, state, i, at, lost, time)
    n = normals(seed, replicate, plan.entity, 0, ARM_MEMORY, 0)
    here = whereabouts(setup, state, s, time)
    # Its errors, without the way that its target has gone since the raid was planned.
    off_x, off_y = now.aim_x, now.aim_y
    if moves(setup.site[plan.target]):
        x, y, _ = moved_on(setup, plan.target, plan.aimed_time, aimed_when(setup, state, i))
        off_x, off_y = off_x - x, off_y - y
    return s, (at[0] - here[0] + off_x + sigma * n[0], at[1] - here[1] + off_y + sigma * n[1])


@kernel
def memory_error(setup: Setup, state: State, i: int, at: tuple[float, float, float], lost: float, time: float) -> float:
    """One-sigma error per axis [m], beside its seeker's, of missile `i` [row] that lost its emitter `at` [m] at the
    time `lost` [s] and comes down at `time` [s].
    """
    plan = setup.threat[i]
    x, y, z, _, _, _ = motion(setup, state, i, lost)
    distance = math.sqrt((x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2)
    angle, drift = plan.memory_angle * distance, plan.memory_drift * (time - lost)
    return math.sqrt(angle * angle + drift * drift)


@kernel
def heard_until(setup: Setup, state: State, s: int, time: float) -> float:
    """Until when [s] anything at site `s` [row] was on the air, if nothing is at `time` [s]; not a number when
    something is, minus infinity when nothing ever was.
    """
    plan, gone = setup.conduct[s], state.site[s].destroyed
    if plan.decoy_power > 0.0:
        return state.site[s].destroyed_time if gone else math.nan
    last = -math.inf
    for r in range(plan.first_radar, plan.last_radar + 1):
        since = silent_since(setup, state, r, time)
        if math.isnan(since):
            return since
        last = max(last, since)
    return last


@kernel
def received(setup: Setup, state: State, i: int, s: int, time: float) -> float:
    """Power [1, over a radar's at 1 m] that missile `i` [row] has at `time` [s] from site `s` [row], if it is an
    emitter near enough to where the missile flies; else 0.
    """
    plan, aim = setup.conduct[s], aimed_at(setup, state, i)
    if plan.decoy_power <= 0.0 and plan.last_radar < plan.first_radar:
        return 0.0
    # What flies is not to be hit on the ground below.
    if plan.decoy_power <= 0.0 and setup.radar[plan.first_radar].orbit_rate != 0.0:
        return 0.0
    at = whereabouts(setup, state, s, time)
    if math.sqrt((at[0] - aim[0]) ** 2 + (at[1] - aim[1]) ** 2) > setup.threat[i].divert:
        return 0.0
    x, y, z, _, _, _ = motion(setup, state, i, time)
    power = plan.decoy_power if plan.decoy_power > 0.0 else 1.0
    return power / max((x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2, 1.0)


@kernel
def _choice(setup: Setup, state: State, seed: int, replicate: int, i: int, time: float) -> int:
    """Site [row] on whose emitter missile `i` settles at `time` [s]; its target where it has heard none."""
    total, last, latest = 0.0, setup.threat[i].target, -math.inf
    for s in range(len(setup.conduct)):
        power = received(setup, state, i, s, time)
        if power > 0.0:
            until = heard_until(setup, state, s, time)
            if math.isnan(until):
                total += power
            elif until > latest:
                last, latest = s, until
    if total == 0.0:
        return last
    left = total * uniforms(seed, replicate, setup.threat[i].entity, 0, ARM_CHOICE, 0)[0]
    for s in range(len(setup.conduct)):
        power = received(setup, state, i, s, time)
        if power > 0.0 and math.isnan(heard_until(setup, state, s, time)):
            last = s
            left -= power
            if left < 0.0:
                break
    return last


@kernel
def note_unseen(setup: Setup, state: State, r: int, time: float) -> None:
    """Book on every threat that silent radar `r` [row] would have in view at `time` [s], for the record only, when that
    was first so.
    """
    locate_all(setup, state, time)
    for i in range(len(setup.threat)):
        record = state.threat[i]
        if record.airborne and math.isnan(record.silent_time):
            code, _ = view(setup, state.antenna, r, state.fix[i, 0], state.fix[i, 1], state.fix[i, 2])
            if code == VISIBLE:
                record.silent_time = time
