"""Ballistic arcs: the path of a missile after a short boost, up to its impact.

Assumes   launch speed reached at once at the launch point; no drag on the way up (the boost makes up for it), drag
          with a constant ballistic coefficient on the way down; gravity falls with the square of the distance from the
          earth's centre; the earth does not turn.
Holds     for ranges of 50 to 1,000 km; the first half minute, under power in reality, is only schematic.
Source    point-mass equations; drag deceleration rho v^2 / (2 beta) (J. Allen and A. Eggers, NACA TR 1381, 1958).
Checked   tests/threats/test_ballistic.py: drag-free range against the closed form on a sphere.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.state.frame import Frame
from vyuha.threats.routes import timed_knots
from vyuha.world.atmosphere import air
from vyuha.world.geodesy import vertical
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
_GRAVITY = 9.80665
_STEP = 0.25
_LONGEST = 4000
_KNOT_EVERY = 2


@kernel
def arc_acceleration(
    frame: Frame, at: tuple[float, float, float], v: tuple[float, float, float], coefficient: float
) -> tuple[float, float, float]:
    """Acceleration [m/s2] of a body `at` [m] with velocity `v` [m/s] and ballistic `coefficient` [kg/m2] in `frame`
    [row]; drag only while it descends.
    """
    ux, uy, uz, height = vertical(frame, at[0], at[1], at[2])
    ratio = MEAN_RADIUS / (MEAN_RADIUS + height)
    g = _GRAVITY * ratio * ratio
    drag = 0.0
    if v[0] * ux + v[1] * uy + v[2] * uz < 0.0 and coefficient > 0.0:
        density, _ = air(max(height, 0.0))
        drag = 0.5 * density * math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) / coefficient
    return -g * ux - drag * v[0], -g * uy - drag * v[1], -g * uz - drag * v[2]


@kernel
def fly_arc(
    frame: Frame, start: tuple[float, float, float], v: tuple[float, float, float], coefficient: float, path: Floats
) -> int:
    """Fly from `start` [m] with velocity `v` [m/s] until the ground, writing x, y, z [m] every step to `path` [table];
    returns the number of rows. `frame` [row], ballistic `coefficient` [kg/m2] (0: no drag). Fixed steps by the
    midpoint rule.
    """
    x, y, z = start
    vx, vy, vz = v
    count = 0
    while count < len(path):
        path[count, 0], path[count, 1], path[count, 2] = x, y, z
        count += 1
        if count > 1 and vertical(frame, x, y, z)[3] < 0.0:
            break
        ax, ay, az = arc_acceleration(frame, (x, y, z), (vx, vy, vz), coefficient)
        half = 0.5 * _STEP
        middle = (x + vx * half, y + vy * half, z + vz * half)
        mx, my, mz = vx + ax * half, vy + ay * half, vz + az * half
        ax, ay, az = arc_acceleration(frame, middle, (mx, my, mz), coefficient)
        x, y, z = x + mx * _STEP, y + my * _STEP, z + mz * _STEP
        vx, vy, vz = vx + ax * _STEP, vy + ay * _STEP, vz + az * _STEP
    return count


def ballistic_knots(
    frame: Frame,
    start: tuple[float, float, float],
    target: tuple[float, float, float],
    launch_angle: float,
    coefficient: float,
) -> Floats:
    """Knots (n, 7) of the arc from `start` to `target` (local, m) launched at `launch_angle` (rad) above the
    horizontal.

    The launch speed is found by bisection. Raises ValueError when no speed below 5 km/s reaches the target.
    """
    ux, uy, uz, _ = vertical(frame, *start)
    up = np.array([ux, uy, uz])
    line = np.array(target) - np.array(start)
    wanted = float(np.linalg.norm(line))
    flat = line - up * float(line @ up)
    flat /= np.linalg.norm(flat)
    heading = math.cos(launch_angle) * flat + math.sin(launch_angle) * up
    path = np.zeros((_LONGEST, 3))
    low, high = 100.0, 5000.0
    for _ in range(50):
        speed = 0.5 * (low + high)
        v = speed * heading
        count = fly_arc(frame, start, (float(v[0]), float(v[1]), float(v[2])), coefficient, path)
        reached = float(np.linalg.norm(path[count - 1] - np.array(start)))
        low, high = (speed, high) if reached < wanted else (low, speed)
    times = np.arange(count, dtype=np.float64) * _STEP
    points = path[:count].copy()
    # What the bisection and the last step leave over is spread along the flight, so that the arc ends on the target.
    miss = np.array(target) - points[-1]
    if float(np.linalg.norm(miss)) > 0.02 * wanted:
        raise ValueError("no launch speed below 5 km/s reaches the target at this angle")
    points += np.outer(times / times[-1], miss)
    keep = sorted({*range(0, count, _KNOT_EVERY), count - 1})
    return timed_knots(times[keep], points[keep])
