"""Options: which missile of which fire unit could meet a track, and what stands in the way.

Assumes   the unit decides on the track as it stands, extrapolated; the missile flies its table of flight times.
Holds     inside each missile's published envelope and the doctrine's zone; outside there is no option.
Source    geometry; the envelope figures come from the catalogue.
Checked   tests/command/test_options.py: each obstacle alone, and that lifting it gives the option.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector, norm
from vyuha.command.choice import ALLOWED, KEPT, judge
from vyuha.command.conduct import may_fire
from vyuha.command.handover import seeker_would_find
from vyuha.command.impact import velocity_at
from vyuha.command.launcher import delay_of, launcher_at, on_station, promised
from vyuha.command.remote import as_told, is_remote, may_fly_remote
from vyuha.command.sparing import spares
from vyuha.sensors.coverage import OUTSIDE, VISIBLE, view
from vyuha.state.group import LAST_PLACE
from vyuha.state.tables import Setup, State
from vyuha.tracking.airspace import in_no_fire_zone
from vyuha.tracking.filter import position_at
from vyuha.weapons.envelope import intercept
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.ground import ground_below

# How far an option got; the furthest over all units is what stood in the way of a track.
HELD = -4
NOT_IDENTIFIED = -3
NOT_ITS_TASK = -2
NO_COMMAND = -1
NO_UNIT = 0
SECTOR = 1
ENVELOPE = 2
NO_FIRE = 3
TOO_LATE = 4
NO_ROUNDS = 5
NO_CHANNEL = 6
# It could meet the track, but its radar is silent, or it is about to leave.
RADAR_SILENT = 7
OPEN = 8


@kernel
def in_envelope(
    setup: Setup, u: int, m: int, track_speed: float, ballistic: bool, at: Vector, launcher: Vector
) -> bool:
    """Whether missile type `m` [row] of unit `u` [row], whose `launcher` is at a place [m], may meet a target of
    `track_speed` [m/s], `ballistic` [flag] or not, `at` a place [m].
    """
    missile, doctrine = setup.missile[m], setup.doctrine[setup.fire_unit[u].doctrine]
    if track_speed > missile.maximum_target_speed:
        return False
    height = height_above_ellipsoid(setup.frame[0], at[0], at[1], at[2])
    above_ground = height - ground_below(setup, at[0], at[1], at[2])
    if above_ground < missile.minimum_height or height > missile.maximum_height:
        return False
    dx, dy = at[0] - launcher[0], at[1] - launcher[1]
    ground = math.sqrt(dx * dx + dy * dy)
    if ballistic and ground > missile.maximum_ballistic_range:
        return False
    if ground < doctrine.zone_from or ground > doctrine.zone_to:
        return False
    rise = height - missile.launch_height
    slant = math.sqrt(ground * ground + rise * rise)
    return bool(missile.minimum_range <= slant and ground <= missile.maximum_range)


@kernel
def meet(setup: Setup, state: State, u: int, j: int, m: int, start: float) -> tuple[int, float, float, Vector]:
    """Whether missile type `m` [row], launched by unit `u` [row] at `start` [s], can meet track `j` [row]: an
    obstacle or OPEN [code], the time of flight [s], by how much the missile is the faster one there [m/s], and the
    place [m].
    """
    unit, track = setup.fire_unit[u], state.track[j]
    launcher = launcher_at(setup, state, u, start)
    at = position_at(track, start)
    velocity = velocity_at(track, start)
    target_speed = norm(velocity[0], velocity[1], velocity[2])
    if is_remote(setup, state, u, j, m, start) and not track.ballistic:
        at, velocity = as_told(setup, state, j, m, at, start)
    flight, x, y, z, speed = intercept(setup, m, launcher, at, velocity, track.ballistic)
    if math.isnan(flight):
        return ENVELOPE, math.nan, math.nan, (x, y, z)
    if not in_envelope(setup, u, m, target_speed, track.ballistic, (x, y, z), launcher):
        return ENVELOPE, math.nan, math.nan, (x, y, z)
    code, _ = view(setup, state.antenna, unit.radar, x, y, z)
    if code != VISIBLE and not may_fly_remote(setup, u, m):
        return SECTOR if code == OUTSIDE else ENVELOPE, math.nan, math.nan, (x, y, z)
    if in_no_fire_zone(setup, x, y, z, start + flight):
        return NO_FIRE, math.nan, math.nan, (x, y, z)
    return OPEN, flight, speed - target_speed, (x, y, z)


@kernel
def preferred(reach: float, lead: float, best_reach: float, best_lead: float) -> bool:
    """Whether a missile of `reach` [m] that is faster than its target by `lead` [m/s] is to be taken before one
    of `best_reach` [m] and `best_lead` [m/s]: of those that outrun the target the shortest-legged, to save the long
    ones; else the fastest.
    """
    if lead >= 0.0 and best_lead >= 0.0:
        return reach < best_reach
    return lead > best_lead


@kernel
def sees(setup: Setup, state: State, u: int, j: int, time: float) -> tuple[int, int]:
    """Whether unit `u` [row] can think of engaging track `j` [row] at `time` [s]: an obstacle or OPEN [code], and
    whether its own radar sees it: OPEN, or what blinds it [code].
    """
    unit, track, now = setup.fire_unit[u], state.track[j], state.site[setup.fire_unit[u].site]
    if now.net != track.net or math.isinf(now.latency):
        # Cut off from the post that would order it.
        obstacle = NO_COMMAND if track.net in (unit.net, now.net) else NOT_ITS_TASK
        return obstacle, obstacle
    if now.destroyed or not on_station(setup, unit.radar, time):
        return NO_UNIT, NO_UNIT
    if spares(setup.doctrine[unit.doctrine], track):
        return NOT_ITS_TASK, NOT_ITS_TASK
    x, y, z = position_at(track, time)
    code, _ = view(setup, state.antenna, unit.radar, x, y, z)
    view_of = OPEN
    if code != VISIBLE:
        view_of = SECTOR if code == OUTSIDE else ENVELOPE
        if not setup.doctrine[unit.doctrine].remote:
            return view_of, view_of
    return NO_ROUNDS if unit.last_magazine < unit.first_magazine else OPEN, view_of


@kernel
def option(
    setup: Setup, state: State, u: int, g: int, j: int, time: float, view_of: int
) -> tuple[int, int, float, tuple[float, float, Vector]]:
    """What unit `u` [row], whose radar sees track `j` [row] or not (`view_of` [code]), can do against it from magazine
    `g` [row] at `time` [s]: how far it gets [code], the place of the type in the order of preference [count], what it
    costs, the least being the best [1], and the time of flight [s], lead [m/s] and place [m] of the meeting.
    """
    unit, track, m = setup.fire_unit[u], state.track[j], setup.magazine[g].missile
    if view_of != OPEN and not (may_fly_remote(setup, u, m) and seeker_would_find(setup, state, u, j, m, time)):
        return view_of, 0, math.inf, (math.nan, math.nan, (math.nan, math.nan, math.nan))
    delay = delay_of(setup, state, u)
    code, flight, lead, at = meet(setup, state, u, j, m, time + delay)
    place, cost, left = 0, delay + flight, 0
    if code == OPEN and delay + flight > track.time_to_go:
        code = TOO_LATE
    if code == OPEN:
        left = state.magazine[g].rounds - promised(setup, state, u, g)
    if code == OPEN and left <= 0:
        code = NO_ROUNDS
    if code == OPEN and setup.doctrine[unit.doctrine].particular:
        verdict, place, cost = judge(setup, state, u, g, j, time + delay, (flight, lead, at), left)
        if verdict != ALLOWED:
            code = NO_ROUNDS if verdict == KEPT else ENVELOPE
    return code, place, cost, (flight, lead, at)


@kernel
def best_missile(setup: Setup, state: State, u: int, j: int, time: float) -> tuple[int, int, float]:
    """The best that unit `u` [row] can do against track `j` [row] at `time` [s]: how far it gets [code], the magazine
    [row] and what it costs, the least of all units being the best [1]: the time until the intercept [s], or minus the
    score that a function gives it. What doctrine keeps for others counts as rounds that are not there, what it holds to
    be too unlikely as out of the envelope.
    """
    unit = setup.fire_unit[u]
    code, view_of = sees(setup, state, u, j, time)
    if code != OPEN:
        return code, -1, math.inf
    scored = setup.doctrine[unit.doctrine].score != 0
    furthest, chosen, least, best_reach, best_lead = SECTOR, -1, math.inf, math.inf, -math.inf
    best_place = LAST_PLACE + 1
    for g in range(unit.first_magazine, unit.last_magazine + 1):
        reach = setup.missile[setup.magazine[g].missile].maximum_range
        code, place, cost, meeting = option(setup, state, u, g, j, time, view_of)
        furthest = max(furthest, code)
        if code != OPEN or place > best_place:
            continue
        better = cost < least if scored else preferred(reach, meeting[1], best_reach, best_lead)
        if place < best_place or better:
            chosen, least, best_place, best_reach, best_lead = g, cost, place, reach, meeting[1]
    if furthest == OPEN and not may_fire(setup, state, u, time):
        return RADAR_SILENT, -1, math.inf
    if furthest == OPEN and state.fire_unit[u].targets_engaged >= unit.target_channels:
        furthest = NO_CHANNEL
    return furthest, chosen, least
