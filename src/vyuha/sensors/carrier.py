"""Carrier: an antenna that an aircraft or a ship takes round a circle.

Assumes   a level circle at constant speed round the place of its site; the antenna faces as it does on the ground.
Holds     for a helicopter or a ship that keeps its station; what it does to reach or leave it is not in here.
Source    geometry.
Checked   tests/sensors/test_carrier.py: speed, radius and period in closed form; a site on the ground stays.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State


@kernel
def carry(setup: Setup, state: State, r: int, time: float) -> None:
    """Bring the antenna of radar `r` [row] to where it is at `time` [s]; one on the ground stays."""
    radar = setup.radar[r]
    if radar.orbit_rate == 0.0:
        return
    home, now = setup.antenna[r], state.antenna[r]
    angle = radar.orbit_phase + radar.orbit_rate * time
    east, north = radar.orbit_radius * math.sin(angle), radar.orbit_radius * math.cos(angle)
    now.x = home.x + east * home.east_x + north * home.north_x
    now.y = home.y + east * home.east_y + north * home.north_y
    now.z = home.z + east * home.east_z + north * home.north_z
    # Clockwise: the rate of sine and cosine.
    along, back = radar.orbit_rate * north, -radar.orbit_rate * east
    now.vx = along * home.east_x + back * home.north_x
    now.vy = along * home.east_y + back * home.north_y
    now.vz = along * home.east_z + back * home.north_z
