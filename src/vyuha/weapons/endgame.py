"""The endgame: how near a round passes its target.

Assumes   straight relative motion; meant for the inside of the last step of a flight.
Holds     while neither side turns noticeably: steps up to 0.02 s when homing.
Source    geometry.
Checked   tests/weapons/test_lethality.py.
"""

import math

from vyuha.base.compile import kernel


@kernel
def closest_approach(rx: float, ry: float, rz: float, vx: float, vy: float, vz: float) -> tuple[float, float]:
    """Time [s] from now (negative: past) and distance [m] of the closest approach of a target at `rx`, `ry`, `rz` [m]
    that moves with `vx`, `vy`, `vz` [m/s], both relative to the missile.

    >>> closest_approach(100.0, 3.0, 0.0, -50.0, 0.0, 0.0)
    (2.0, 3.0)
    """
    v2 = vx * vx + vy * vy + vz * vz
    time = 0.0
    if v2 > 0.0:
        time = -(rx * vx + ry * vy + rz * vz) / v2
    x, y, z = rx + vx * time, ry + vy * time, rz + vz * time
    return time, math.sqrt(x * x + y * y + z * z)
