"""The raid in motion: draws each threat's plan for a replicate, says where all are, and settles arrivals."""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import (
    ARRIVAL,
    THREAT_AIM,
    THREAT_PATH,
    THREAT_TIMING,
    THREAT_WANDER,
    THREAT_WEAVE,
    normals,
    uniforms,
)
from vyuha.base.vector import Vector
from vyuha.state.identity import HOSTILE, UNTRACKED
from vyuha.state.tables import Setup, State
from vyuha.state.threat import HIT, IN_FLIGHT, KILLED, LEFT, STRAY
from vyuha.threats.motion import FIRST_TERM, motion
from vyuha.threats.strike import strikes
from vyuha.world.mover import moves, site_at
from vyuha.world.propagation import MEAN_RADIUS

# No threat accelerates harder than this [m/s2], some 20 g; so far off a straight line it is looked for.
HARDEST = 200.0


@kernel
def draw_raid(setup: Setup, state: State, seed: int, replicate: int) -> None:
    """Reset every threat and draw its start, displacement and aim for (`seed`, `replicate`)."""
    arrival = 0.0
    for i in range(len(setup.threat)):
        plan, now = setup.threat[i], state.threat[i]
        timing = normals(seed, replicate, plan.entity, 0, THREAT_TIMING, 0)
        path = normals(seed, replicate, plan.entity, 0, THREAT_PATH, 0)
        aim = normals(seed, replicate, plan.entity, 0, THREAT_AIM, 0)
        if plan.ordinal == 0:
            arrival = 0.0
        elif plan.mean_gap > 0.0:
            arrival -= plan.mean_gap * math.log(uniforms(seed, replicate, plan.entity, 0, ARRIVAL, 0)[0])
        if plan.carrier >= 0:
            _release(setup, state, seed, replicate, i)
            continue
        sideways = plan.formation_offset + plan.cross_track_error * path[0]
        now.outcome = IN_FLIGHT
        now.begin = max(plan.start_time + arrival + plan.timing_error * timing[0], 0.0)
        now.end = now.begin + setup.knot[plan.last_knot].time
        now.offset_x = plan.across_x * sideways
        now.offset_y = plan.across_y * sideways
        # Across the axis the earth falls away.
        drop = 0.5 * sideways * sideways / MEAN_RADIUS
        now.offset_z = plan.across_z * sideways - drop + max(plan.height_error * path[1], plan.height_floor)
        now.aim_x, now.aim_y, now.aim_z = plan.aim_error * aim[0], plan.aim_error * aim[1], 0.0
        if plan.side != HOSTILE:
            # It aims at nothing, and keeps its place to the end.
            now.aim_x, now.aim_y, now.aim_z = now.offset_x, now.offset_y, now.offset_z
        elif plan.target >= 0 and moves(setup.site[plan.target]):
            x, y, z = moved_on(setup, plan.target, plan.aimed_time, aimed_when(setup, state, i))
            now.aim_x, now.aim_y, now.aim_z = now.aim_x + x, now.aim_y + y, now.aim_z + z
        _draw_sideways(setup, state, seed, replicate, i)
        _forget(state, i)
    for s in range(len(state.site)):
        state.site[s].hits = 0
        state.site[s].destroyed = False
        state.site[s].destroyed_time = math.nan
        state.site[s].destroyed_by = -1
        state.site[s].emptied = math.nan
        state.site[s].shift_x, state.site[s].shift_y, state.site[s].shift_z = 0.0, 0.0, 0.0


@kernel
def aimed_when(setup: Setup, state: State, i: int) -> float:
    """Time [s] for which threat `i` [row] of `setup`, `state` [tables] was told the place of a target that moves."""
    now = state.threat[i]
    return float(now.begin if setup.threat[i].last_seen else now.end)


@kernel
def moved_on(setup: Setup, s: int, since: float, time: float) -> tuple[float, float, float]:
    """How far [m] site `s` [row] of `setup` [tables] moves from the time `since` [s] to `time` [s]."""
    ax, ay, az, _, _, _ = site_at(setup, s, since)
    bx, by, bz, _, _, _ = site_at(setup, s, time)
    return bx - ax, by - ay, bz - az


@kernel
def _release(setup: Setup, state: State, seed: int, replicate: int, i: int) -> None:
    """Reset decoy `i` [row], which begins where its carrier, drawn before it, has come by then."""
    plan, now = setup.threat[i], state.threat[i]
    carrier = state.threat[plan.carrier]
    aim = normals(seed, replicate, plan.entity, 0, THREAT_AIM, 0)
    now.outcome = IN_FLIGHT
    now.begin = carrier.begin + plan.release
    now.end = now.begin + setup.knot[plan.last_knot].time
    x, y, z, _, _, _ = motion(setup, state, plan.carrier, now.begin)
    first = setup.knot[plan.first_knot]
    now.offset_x, now.offset_y, now.offset_z = x - first.x, y - first.y, z - first.z
    now.aim_x = plan.across_x * plan.fan + plan.aim_error * aim[0]
    now.aim_y = plan.across_y * plan.fan + plan.aim_error * aim[1]
    now.aim_z = 0.0
    now.wander_1, now.wander_2, now.wander_3, now.wander_4 = 0.0, 0.0, 0.0, 0.0
    now.weave_phase, now.jink_phase = 0.0, 0.0
    _forget(state, i)


@kernel
def lose_load(setup: Setup, state: State, i: int, time: float) -> int:
    """Threat `i` [row] was killed at `time` [s]: the decoys that it still carries are killed with it. Returns how
    many.
    """
    lost = 0
    for j in range(len(setup.threat)):
        now = state.threat[j]
        if setup.threat[j].carrier == i and now.outcome == IN_FLIGHT and now.begin > time:
            now.outcome, now.resolved_time = KILLED, time
            lost += 1
    return lost


@kernel
def _draw_sideways(setup: Setup, state: State, seed: int, replicate: int, i: int) -> None:
    """Draw wander and weave of threat `i` [row]."""
    plan, now = setup.threat[i], state.threat[i]
    now.wander_1, now.wander_2, now.wander_3, now.wander_4 = 0.0, 0.0, 0.0, 0.0
    now.weave_phase, now.jink_phase = 0.0, 0.0
    if plan.wander > 0.0:
        term = normals(seed, replicate, plan.entity, 0, THREAT_WANDER, 0)
        first = plan.wander * FIRST_TERM
        now.wander_1, now.wander_2 = first * term[0], first * term[1] / 2.0
        now.wander_3, now.wander_4 = first * term[2] / 3.0, first * term[3] / 4.0
    if plan.weave_amplitude > 0.0:
        turn = uniforms(seed, replicate, plan.entity, 0, THREAT_WEAVE, 0)
        now.weave_phase, now.jink_phase = 2.0 * math.pi * turn[0], 2.0 * math.pi * turn[1]


@kernel
def _forget(state: State, i: int) -> None:
    """Clear what was known of threat `i` [row] in `state` [tables]."""
    now = state.threat[i]
    now.resolved_time, state.fix[i, 6] = math.nan, math.nan
    now.coverage_time = math.nan
    now.horizon_time = math.nan
    now.detection_time = math.nan
    now.track_time = math.nan
    now.feasible_time = math.nan
    now.order_time = math.nan
    now.launch_time = math.nan
    now.best_miss = math.nan
    now.detections = 0
    now.detection_range = math.nan
    now.strobes = 0
    now.shots = 0
    now.cycles_no_command = 0
    now.cycles_no_unit = 0
    now.cycles_sector = 0
    now.cycles_envelope = 0
    now.cycles_no_channel = 0
    now.cycles_no_rounds = 0
    now.cycles_too_late = 0
    now.last_chance_time, now.last_chance_unit, now.last_chance_reason = math.nan, -1, -1
    now.cycles_silent = 0
    now.silent_time = math.nan
    now.struck = -1
    now.detour_first, now.detour_last, now.place = 0, 0, 0
    known = state.recognition[i]
    known.identity, known.class_code = UNTRACKED, -1
    known.cycles_identity, known.cycles_rule = 0, 0
    known.certainty, known.identified_time = math.nan, math.nan
    known.endangered, known.endangered_chance = -1, math.nan
    known.impact_x, known.impact_y, known.impact_time, known.impact_error = math.nan, math.nan, math.nan, math.nan


@kernel
def locate_all(setup: Setup, state: State, time: float) -> int:
    """Write the motion of every threat in the air at `time` [s] to `state.fix`; returns how many there are."""
    count = 0
    for i in range(len(setup.threat)):
        if _flies(state, i, time):
            _locate(setup, state, i, time)
            count += 1
    return count


@kernel
def locate_near(setup: Setup, state: State, time: float, at: tuple[float, float, float], reach: float) -> None:
    """Write the motion at `time` [s] of the threats that are within `reach` [m] of the place `at` [m], and of all that
    jam, to `state.fix`; only these count as airborne. Who is surely farther away is passed over: that changes nothing.
    """
    for i in range(len(setup.threat)):
        if not _flies(state, i, time):
            continue
        ahead, stray = _drift(state, i, time)
        fix, far = state.fix[i], reach + stray
        dx, dy, dz = fix[0] + ahead * fix[3] - at[0], fix[1] + ahead * fix[4] - at[1], fix[2] + ahead * fix[5] - at[2]
        # A place that is not known yet is near everything.
        if not dx * dx + dy * dy + dz * dz > far * far or setup.threat[i].jam_power > 0.0:
            _locate(setup, state, i, time)
        else:
            state.threat[i].airborne = False


@kernel
def locate_in_part(setup: Setup, state: State, r: int, time: float) -> None:
    """Write the motion at `time` [s] of the threats that are in the part of a turn at which radar `r` [row] looks, and
    of all that jam, to `state.fix`; only these count as airborne. Who is surely elsewhere is passed over.
    """
    parts = setup.radar[r].parts
    if parts <= 1:
        locate_all(setup, state, time)
        return
    at = state.antenna[r]
    # The part lies to the right of the one edge and to the left of the other, each so far from north.
    one, other = 2.0 * math.pi * at.part / parts, 2.0 * math.pi * (at.part + 1) / parts
    one_e, one_n, other_e, other_n = math.cos(one), -math.sin(one), -math.cos(other), math.sin(other)
    for i in range(len(setup.threat)):
        if not _flies(state, i, time):
            continue
        ahead, stray = _drift(state, i, time)
        fix = state.fix[i]
        dx, dy, dz = fix[0] + ahead * fix[3] - at.x, fix[1] + ahead * fix[4] - at.y, fix[2] + ahead * fix[5] - at.z
        east = dx * at.east_x + dy * at.east_y + dz * at.east_z
        north = dx * at.north_x + dy * at.north_y + dz * at.north_z
        # What is not known yet is on neither side.
        elsewhere = one_e * east + one_n * north < -stray or other_e * east + other_n * north < -stray
        if not elsewhere or setup.threat[i].jam_power > 0.0:
            _locate(setup, state, i, time)
        else:
            state.threat[i].airborne = False


@kernel
def _flies(state: State, i: int, time: float) -> bool:
    """Whether threat `i` [row] is in the air at `time` [s]; notes it if not."""
    now = state.threat[i]
    flies = now.outcome == IN_FLIGHT and now.begin <= time < now.end
    if not flies:
        now.airborne = False
    return bool(flies)


@kernel
def _locate(setup: Setup, state: State, i: int, time: float) -> None:
    """Write the motion of threat `i` [row], which is in the air at `time` [s]."""
    x, y, z, vx, vy, vz = motion(setup, state, i, time)
    fix, now = state.fix[i], state.threat[i]
    fix[0], fix[1], fix[2], fix[3], fix[4], fix[5] = x, y, z, vx, vy, vz
    fix[6], now.airborne = time, True


@kernel
def _drift(state: State, i: int, time: float) -> tuple[float, float]:
    """Time [s] from the latest fix of threat `i` [row] to `time` [s], and how far [m] it can have strayed from a
    straight line since.
    """
    ahead = time - state.fix[i, 6]
    return ahead, 0.5 * HARDEST * ahead * ahead


@kernel
def next_activity(state: State, time: float) -> float:
    """`time` [s] if anything is in the air, else when the next threat begins; infinity when all is over."""
    soonest = math.inf
    for i in range(len(state.threat)):
        now = state.threat[i]
        if now.outcome == IN_FLIGHT and now.end > time:
            soonest = min(soonest, max(now.begin, time))
    return soonest


@kernel
def arrive(setup: Setup, state: State, i: int, time: float) -> bool:
    """Threat `i` comes down at `time` [s], or what goes for nothing comes to its end: settle its outcome and the
    site's; True if the site is lost by it.
    """
    plan, now = setup.threat[i], state.threat[i]
    now.resolved_time, now.airborne = time, False
    if plan.target < 0:
        now.outcome = LEFT
        return False
    off_x, off_y = now.aim_x, now.aim_y
    if moves(setup.site[plan.target]):
        x, y, _ = moved_on(setup, plan.target, plan.aimed_time, now.end)
        off_x, off_y = off_x - x, off_y - y
    return settle(setup, state, i, plan.target, (off_x, off_y), time)


@kernel
def nearest_to(setup: Setup, state: State, at: Vector, time: float, within: float) -> int:
    """Threat of `setup`, `state` [tables] in the air at `time` [s] that is nearest to the place `at` [m], if it is
    nearer than `within` [m]; else -1 [row].
    """
    found, nearest = -1, within * within
    for i in range(len(setup.threat)):
        now = state.threat[i]
        if now.outcome == IN_FLIGHT and now.begin <= time < now.end:
            x, y, z, _, _, _ = motion(setup, state, i, time)
            off = (x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2
            if off < nearest:
                found, nearest = i, off
    return found


@kernel
def settle(setup: Setup, state: State, i: int, struck: int, beside: tuple[float, float], time: float) -> bool:
    """Threat `i` [row] has come down at `time` [s], `beside` [m] site `struck` [row] of `setup`, `state` [tables]:
    settle its outcome and the site's; True if the site is lost by it.
    """
    plan, now, site, suffered = setup.threat[i], state.threat[i], setup.site[struck], state.site[struck]
    now.resolved_time, now.airborne = time, False
    # A decoy that was released strikes nothing, wherever it comes down.
    if plan.carrier >= 0 or not strikes(beside[0], beside[1], site.radius):
        now.outcome = STRAY
        return False
    now.outcome, now.struck = HIT, struck
    suffered.hits += plan.warhead_hits
    if suffered.destroyed or suffered.hits < site.hits_to_kill:
        return False
    suffered.destroyed = True
    suffered.destroyed_time = time
    suffered.destroyed_by = i
    for s in range(len(setup.site)):
        if setup.site[s].aboard and setup.site[s].host == struck and not state.site[s].destroyed:
            state.site[s].destroyed, state.site[s].destroyed_time, state.site[s].destroyed_by = True, time, i
    return True
