"""Seeker: when it sees the target, and how its noise blurs the line of sight.

Assumes   the seeker looks along the velocity; it sees every target inside its range and cone, whatever its size (size
          enters through the radars that cue it); angular noise is white, equal in both directions across the line of
          sight.
Holds     ranges and cones as given by the missile; noise up to about 0.1 rad.
Source    geometry; noise that does not grow with range as in P. Zarchan, "Tactical and Strategic Missile Guidance"
          (range-independent noise); its size is assumed in the catalogue.
Checked   tests/weapons/test_seeker.py.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.weapon import Missile
from vyuha.weapons.flight import Body

# `Missile.homing_noise` is the deviation of single looks taken at this interval.
LOOK_INTERVAL = 0.02
# A missile that is still too slow to steer well flies to the predicted meeting point and homes only in the last
# seconds: homing on a target that crosses, it would turn after the target instead of ahead of it (assumed).
_COMMITTED = 4.0


@kernel
def acquires(missile: Missile, body: Body, rx: float, ry: float, rz: float) -> bool:
    """Whether the seeker of `missile` [row] with state `body` [m, m/s, m/s2] sees a target at `rx`, `ry`, `rz` [m] from
    it.
    """
    _, _, _, vx, vy, vz, _, _, _ = body
    distance = math.sqrt(rx * rx + ry * ry + rz * rz)
    if distance > missile.seeker_range:
        return False
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    return rx * vx + ry * vy + rz * vz >= math.cos(missile.seeker_half_angle) * distance * speed


@kernel
def may_home(missile: Missile, age: float, left: float, speed: float) -> bool:
    """Whether `missile` [row], `age` [s] after launch, `left` [m] from its meeting point at `speed` [m/s], may begin to
    home: inside the seeker's range, turned over, and either fast enough to steer or about to meet.
    """
    if age <= missile.turnover_time or left >= missile.seeker_range:
        return False
    return speed > missile.minimum_speed or left < speed * _COMMITTED


@kernel
def noisy_sight(noise: float, dt: float, rx: float, ry: float, rz: float, first: float, second: float) -> Vector:
    """The target's apparent position [m] when its true one is `rx`, `ry`, `rz` [m] from the missile.

    It is displaced across the line of sight by angles with deviation `noise` [rad] for a look of `LOOK_INTERVAL`; over
    a step `dt` [s] the deviation shrinks or grows so that the noise density stays. `first`, `second` [1] are standard
    normals.
    """
    distance = math.sqrt(rx * rx + ry * ry + rz * rz)
    if distance <= 0.0 or dt <= 0.0:
        return rx, ry, rz
    size = noise * math.sqrt(LOOK_INTERVAL / dt) * distance
    ux, uy, uz = rx / distance, ry / distance, rz / distance
    # Two directions across the sight, built from the axis that it is least along.
    if abs(uz) < 0.7:
        ex, ey, ez = -uy, ux, 0.0
    else:
        ex, ey, ez = 0.0, -uz, uy
    length = math.sqrt(ex * ex + ey * ey + ez * ez)
    ex, ey, ez = ex / length, ey / length, ez / length
    fx, fy, fz = uy * ez - uz * ey, uz * ex - ux * ez, ux * ey - uy * ex
    a, b = size * first, size * second
    return rx + a * ex + b * fx, ry + a * ey + b * fy, rz + a * ez + b * fz
