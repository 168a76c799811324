"""Carrier: an antenna that an aircraft takes round a circle, or a ship or vehicle along its course.

Assumes   a level circle at constant speed round the place of its site, where the antenna faces as it does on the
          ground; or the path of a site that moves, over which it keeps its height and stands upright.
Holds     for a helicopter, a fighter or a ship that keeps its station; what it does to reach or leave it is not in
          here.
Source    geometry.
Checked   tests/sensors/test_carrier.py: speed, radius and period in closed form; a site on the ground stays;
          tests/world/test_mover.py: a ship's antenna over its course.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.radar import Antenna, Radar
from vyuha.state.tables import Setup, State
from vyuha.world.geodesy import vertical
from vyuha.world.mover import site_at


@kernel
def travels(radar: Radar) -> bool:
    """Whether the antenna of `radar` [row] moves, round a circle or with its site."""
    return bool(radar.moves or radar.orbit_rate != 0.0)


@kernel
def antenna_at(setup: Setup, r: int, time: float) -> tuple[float, float, float, float, float, float]:
    """Local position [m] and velocity [m/s] of the antenna of radar `r` [row] of `setup` [tables] at `time` [s]."""
    radar, home = setup.radar[r], setup.antenna[r]
    if radar.orbit_rate != 0.0:
        angle = radar.orbit_phase + radar.orbit_rate * time
        east, north = radar.orbit_radius * math.sin(angle), radar.orbit_radius * math.cos(angle)
        # Clockwise: the rate of sine and cosine.
        along, back = radar.orbit_rate * north, -radar.orbit_rate * east
        return (
            home.x + east * home.east_x + north * home.north_x,
            home.y + east * home.east_y + north * home.north_y,
            home.z + east * home.east_z + north * home.north_z,
            along * home.east_x + back * home.north_x,
            along * home.east_y + back * home.north_y,
            along * home.east_z + back * home.north_z,
        )
    if not radar.moves:
        return home.x, home.y, home.z, 0.0, 0.0, 0.0
    x, y, z, vx, vy, vz = site_at(setup, radar.site, time)
    ux, uy, uz, _ = vertical(setup.frame[0], x, y, z)
    return x + home.height * ux, y + home.height * uy, z + home.height * uz, vx, vy, vz


@kernel
def carry(setup: Setup, state: State, r: int, time: float) -> None:
    """Bring the antenna of radar `r` [row] to where it is at `time` [s]; one on the ground stays."""
    radar = setup.radar[r]
    if not travels(radar):
        return
    now = state.antenna[r]
    now.x, now.y, now.z, now.vx, now.vy, now.vz = antenna_at(setup, r, time)
    if radar.orbit_rate == 0.0:
        _upright(setup, now)


@kernel
def _upright(setup: Setup, now: Antenna) -> None:
    """Turn the axes of the antenna `now` [row] to the east, the north and the vertical of where it is."""
    frame = setup.frame[0]
    ux, uy, uz, _ = vertical(frame, now.x, now.y, now.z)
    share = frame.r31 * ux + frame.r32 * uy + frame.r33 * uz
    nx, ny, nz = frame.r31 - share * ux, frame.r32 - share * uy, frame.r33 - share * uz
    length = math.sqrt(nx * nx + ny * ny + nz * nz)
    nx, ny, nz = nx / length, ny / length, nz / length
    now.up_x, now.up_y, now.up_z = ux, uy, uz
    now.north_x, now.north_y, now.north_z = nx, ny, nz
    now.east_x, now.east_y, now.east_z = ny * uz - nz * uy, nz * ux - nx * uz, nx * uy - ny * ux
