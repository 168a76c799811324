"""Options: which missile of which fire unit could meet a track, and what stands in the way.

Assumes   the unit decides on the track as it stands, extrapolated; the missile flies its table of flight times.
Holds     inside each missile's published envelope and the doctrine's zone; outside there is no option.
Source    geometry; the envelope figures come from the catalogue.
Checked   tests/command/test_options.py: each obstacle alone, and that lifting it gives the option.
"""

import math

from vyuha.base.compile import kernel
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE, view
from vyuha.state.tables import Setup, State
from vyuha.tracking.filter import position_at
from vyuha.weapons.envelope import intercept
from vyuha.world.geodesy import height_above_ellipsoid

# How far an option got; the furthest over all units is what stood in the way of a track.
NO_COMMAND = -1
NO_UNIT = 0
SECTOR = 1
ENVELOPE = 2
TOO_LATE = 3
NO_ROUNDS = 4
NO_CHANNEL = 5
OPEN = 6


@kernel
def in_envelope(
    setup: Setup, u: int, m: int, track_speed: float, ballistic: bool, at: tuple[float, float, float]
) -> bool:
    """Whether missile type `m` [row] of unit `u` [row] may meet a target of `track_speed` [m/s], `ballistic` [flag]
    or not, `at` a place [m].
    """
    unit, missile = setup.fire_unit[u], setup.missile[m]
    site, doctrine = setup.site[unit.site], setup.doctrine[unit.doctrine]
    if track_speed > missile.maximum_target_speed:
        return False
    height = height_above_ellipsoid(setup.frame[0], at[0], at[1], at[2])
    if height < missile.minimum_height or height > missile.maximum_height:
        return False
    dx, dy = at[0] - site.x, at[1] - site.y
    ground = math.sqrt(dx * dx + dy * dy)
    if ballistic and ground > missile.maximum_ballistic_range:
        return False
    if ground < doctrine.zone_from or ground > doctrine.zone_to:
        return False
    slant = math.sqrt(ground * ground + height * height)
    return bool(missile.minimum_range <= slant and ground <= missile.maximum_range)


@kernel
def meet(setup: Setup, state: State, u: int, j: int, m: int, start: float) -> tuple[int, float, float, float, float]:
    """Whether missile type `m` [row], launched by unit `u` [row] at `start` [s], can meet track `j` [row]: an
    obstacle or OPEN [code], the time of flight [s] and the place [m].
    """
    unit, track = setup.fire_unit[u], state.track[j]
    site = setup.site[unit.site]
    x, y, z = position_at(track, start)
    rise = track.vz - 9.80665 * (start - track.time) if track.ballistic else track.vz
    flight, ix, iy, iz, _ = intercept(
        setup, m, (site.x, site.y, site.z), (x, y, z), (track.vx, track.vy, rise), track.ballistic
    )
    if math.isnan(flight):
        return ENVELOPE, math.nan, ix, iy, iz
    speed = math.sqrt(track.vx * track.vx + track.vy * track.vy + rise * rise)
    if not in_envelope(setup, u, m, speed, track.ballistic, (ix, iy, iz)):
        return ENVELOPE, math.nan, ix, iy, iz
    code, _ = view(setup, unit.radar, ix, iy, iz)
    if code == OUTSIDE:
        return SECTOR, math.nan, ix, iy, iz
    if code == BELOW_HORIZON:
        return ENVELOPE, math.nan, ix, iy, iz
    return OPEN, flight, ix, iy, iz


@kernel
def best_missile(setup: Setup, state: State, u: int, j: int, time: float) -> tuple[int, int, float]:
    """The best that unit `u` [row] can do against track `j` [row] at `time` [s]: how far it gets [code], the magazine
    [row] and the time until the intercept [s]. Among the missiles that reach, the one with the shortest legs is
    taken, to save the long ones.
    """
    unit, track = setup.fire_unit[u], state.track[j]
    if state.site[unit.site].destroyed or unit.net != track.net:
        return NO_UNIT, -1, math.inf
    x, y, z = position_at(track, time)
    code, _ = view(setup, unit.radar, x, y, z)
    if code != VISIBLE:
        return SECTOR if code == OUTSIDE else ENVELOPE, -1, math.inf
    best, chosen, due, reach = SECTOR, -1, math.inf, math.inf
    for g in range(unit.first_magazine, unit.last_magazine + 1):
        m = setup.magazine[g].missile
        if best == OPEN and setup.missile[m].maximum_range >= reach:
            continue
        code, flight, _, _, _ = meet(setup, state, u, j, m, time + unit.reaction_time)
        if code == OPEN and unit.reaction_time + flight > track.time_to_go:
            code = TOO_LATE
        if code == OPEN and state.magazine[g].rounds == 0:
            code = NO_ROUNDS
        if code == OPEN:
            best, chosen, due, reach = OPEN, g, unit.reaction_time + flight, setup.missile[m].maximum_range
        else:
            best = max(best, code)
    if best == OPEN and state.fire_unit[u].targets_engaged >= unit.target_channels:
        best = NO_CHANNEL
    return best, chosen, due
