"""A point mass that falls or flies without power: gravitation, the turning earth, air and wind.

Assumes   drag along the motion through the air with a constant drag area (C_D S / m); earth-fixed axes, so that the
          centrifugal and Coriolis accelerations stand beside gravitation; the air turns with the earth.
Holds     wherever `world.earth` and `world.atmosphere` do; the classical fourth-order step is converged to 1e-7 m at
          0.1 s for the check cases.
Source    any text on motion in rotating axes; Runge and Kutta's classical rule.
Checked   tests/world/test_check_cases.py: NASA's atmospheric check cases, Kepler arc, Jacobi integral, Allen-Eggers.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import Vector
from vyuha.state.earth import Earth, WindLevel
from vyuha.world.atmosphere import air
from vyuha.world.earth import gravitation, on_ellipsoid, wind_at

# Position [m] and velocity [m/s] in earth-fixed axes.
Motion = tuple[float, float, float, float, float, float]
Floats = npt.NDArray[np.float64]


@kernel
def acceleration(earth: Earth, wind: Rows[WindLevel], drag_area: float, motion: Motion) -> Vector:
    """Acceleration [m/s2] in axes fixed to `earth` [row] of a body in `motion` [m, m/s] with `drag_area` C_D S / m
    [m2/kg] in the `wind` [table].
    """
    x, y, z, vx, vy, vz = motion
    ax, ay, az = gravitation(earth, x, y, z)
    spin = earth.rate
    ax += spin * spin * x + 2.0 * spin * vy
    ay += spin * spin * y - 2.0 * spin * vx
    if drag_area > 0.0:
        sine, cosine, height = on_ellipsoid(earth, x, y, z)
        east, north = wind_at(wind, height)
        p = math.sqrt(x * x + y * y)
        # At a pole east is nowhere; the wind there blows along the axes.
        cl, sl = (x / p, y / p) if p > 0.0 else (1.0, 0.0)
        wx = vx - (-sl * east - sine * cl * north)
        wy = vy - (cl * east - sine * sl * north)
        wz = vz - cosine * north
        density, _ = air(height)
        drag = 0.5 * density * drag_area * math.sqrt(wx * wx + wy * wy + wz * wz)
        ax, ay, az = ax - drag * wx, ay - drag * wy, az - drag * wz
    return ax, ay, az


@kernel
def _moved(motion: Motion, velocity: Vector, rate: Vector, dt: float) -> Motion:
    """The `motion` [m, m/s] after `dt` [s] at constant `velocity` [m/s] and `rate` [m/s2] of change of velocity."""
    x, y, z, vx, vy, vz = motion
    return (
        x + dt * velocity[0],
        y + dt * velocity[1],
        z + dt * velocity[2],
        vx + dt * rate[0],
        vy + dt * rate[1],
        vz + dt * rate[2],
    )


@kernel
def _mean(a: Vector, b: Vector, c: Vector, d: Vector) -> Vector:
    """Weighted mean of four slopes [any] as in the classical rule."""
    return (
        (a[0] + 2.0 * (b[0] + c[0]) + d[0]) / 6.0,
        (a[1] + 2.0 * (b[1] + c[1]) + d[1]) / 6.0,
        (a[2] + 2.0 * (b[2] + c[2]) + d[2]) / 6.0,
    )


@kernel
def step(earth: Earth, wind: Rows[WindLevel], drag_area: float, dt: float, motion: Motion) -> Motion:
    """The `motion` [m, m/s] after `dt` [s] over `earth` [row] in the `wind` [table], with `drag_area` [m2/kg]; one
    classical fourth-order step.
    """
    half = 0.5 * dt
    v1 = (motion[3], motion[4], motion[5])
    a1 = acceleration(earth, wind, drag_area, motion)
    second = _moved(motion, v1, a1, half)
    v2 = (second[3], second[4], second[5])
    a2 = acceleration(earth, wind, drag_area, second)
    third = _moved(motion, v2, a2, half)
    v3 = (third[3], third[4], third[5])
    a3 = acceleration(earth, wind, drag_area, third)
    fourth = _moved(motion, v3, a3, dt)
    v4 = (fourth[3], fourth[4], fourth[5])
    a4 = acceleration(earth, wind, drag_area, fourth)
    return _moved(motion, _mean(v1, v2, v3, v4), _mean(a1, a2, a3, a4), dt)


@kernel
def fly(earth: Earth, wind: Rows[WindLevel], drag_area: float, dt: float, motion: Motion, path: Floats) -> None:
    """Fly from `motion` [m, m/s] in steps of `dt` [s] and write the motion before every step to the rows of `path`
    [table], n x 6, over `earth` [row] in the `wind` [table] with `drag_area` [m2/kg].
    """
    now = motion
    for i in range(len(path)):
        for k in range(6):
            path[i, k] = now[k]
        now = step(earth, wind, drag_area, dt, now)
