"""The motion of one track: position and velocity, nearly constant, with the covariance of both.

Assumes   acceleration is white noise of power spectral density q on each axis. A ballistic track also falls, on a
          sphere that touches the origin of the local frame; its drag, which the defence cannot know, is noise as strong
          as the drag of a typical missile body.
Holds     while a target turns or brakes by no more than the noise covers; within some 500 km of the origin, where the
          sphere's vertical differs from the ellipsoid's by less than 0.001 rad.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001:
          section 6.2.2 (white-noise acceleration, discretised exactly).
Checked   tests/tracking/test_filter.py: a NumPy filter, the steady state, NEES and NIS, arcs with drag.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.matrix import Symmetric
from vyuha.base.vector import Vector
from vyuha.state.track import Track
from vyuha.world.atmosphere import air
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
_GRAVITY = 9.80665
# What the filter takes for the mass of a ballistic missile over its drag area [kg/m2], and for how long drag keeps its
# strength [s]. Both assumed: they only set how much a falling track may stray.
_TYPICAL_COEFFICIENT = 8000.0
_DRAG_TIME = 5.0


@kernel
def height_of(x: float, y: float, z: float) -> float:
    """Height [m] of the local point `x`, `y`, `z` [m] above the sphere that stands for the earth here."""
    down = z + MEAN_RADIUS
    return math.sqrt(x * x + y * y + down * down) - MEAN_RADIUS


@kernel
def fall(x: float, y: float, z: float) -> Vector:
    """Acceleration of gravity [m/s2] at the local point `x`, `y`, `z` [m]; it falls with the square of the distance."""
    down = z + MEAN_RADIUS
    square = x * x + y * y + down * down
    scale = -_GRAVITY * MEAN_RADIUS * MEAN_RADIUS / (square * math.sqrt(square))
    return scale * x, scale * y, scale * down


@kernel
def gravity_on(track: Track, dt: float) -> Vector:
    """Mean acceleration [m/s2] on `track` [row] over the next `dt` [s]: gravity a third of the way on if it is
    ballistic, else 0.

    A third, because what acts early moves the end point most.
    """
    if not track.ballistic:
        return 0.0, 0.0, 0.0
    third = dt / 3.0
    return fall(track.x + third * track.vx, track.y + third * track.vy, track.z + third * track.vz)


@kernel
def noise_on(track: Track, at: Vector, noise: float) -> float:
    """Acceleration noise [m2/s3] to allow `track` [row] on its way to `at` [m]: `noise` [m2/s3], and for a ballistic
    one also that of its drag, taken as the square of its strength times the time for which it stays the same.

    The air is densest at the end of a fall.
    """
    if not track.ballistic:
        return noise
    density, _ = air(max(height_of(at[0], at[1], at[2]), 0.0))
    square = track.vx * track.vx + track.vy * track.vy + track.vz * track.vz
    drag = 0.5 * density * square / _TYPICAL_COEFFICIENT
    return noise + drag * drag * _DRAG_TIME


@kernel
def position_at(track: Track, time: float) -> Vector:
    """Expected position [m] of `track` [row] at `time` [s]; the track stays as it is."""
    dt = time - track.time
    gx, gy, gz = gravity_on(track, dt)
    half = 0.5 * dt * dt
    return track.x + dt * track.vx + half * gx, track.y + dt * track.vy + half * gy, track.z + dt * track.vz + half * gz


@kernel
def predict(track: Track, covariance: Floats, time: float, noise: float) -> None:
    """Carry `track` [row] and its `covariance` [6 x 6, SI] on to `time` [s], with acceleration noise of density
    `noise` [m2/s3], that of drag included.
    """
    dt = time - track.time
    if dt == 0.0:
        return
    gx, gy, gz = gravity_on(track, dt)
    track.x, track.y, track.z = position_at(track, time)
    track.vx += dt * gx
    track.vy += dt * gy
    track.vz += dt * gz
    track.time = time
    spread_out(covariance, dt, noise)


@kernel
def spread_out(covariance: Floats, dt: float, noise: float) -> None:
    """`covariance` [6 x 6, SI] after `dt` [s] under acceleration noise of density `noise` [m2/s3]: F P F' + Q by its
    blocks.
    """
    p = covariance
    for i in range(3):
        for j in range(i + 1):
            p[i, j] += dt * (p[i, 3 + j] + p[j, 3 + i]) + dt * dt * p[3 + i, 3 + j]
            p[j, i] = p[i, j]
    for i in range(3):
        for j in range(3):
            p[i, 3 + j] += dt * p[3 + i, 3 + j]
            p[3 + j, i] = p[i, 3 + j]
    add_noise(p, dt, noise)


@kernel
def add_noise(covariance: Floats, dt: float, noise: float) -> None:
    """Add to `covariance` [6 x 6, SI] what acceleration noise of density `noise` [m2/s3] makes in `dt` [s]."""
    for i in range(3):
        covariance[i, i] += noise * dt * dt * dt / 3.0
        covariance[i, 3 + i] += 0.5 * noise * dt * dt
        covariance[3 + i, i] += 0.5 * noise * dt * dt
        covariance[3 + i, 3 + i] += noise * dt


@kernel
def variance_at(covariance: Floats, k: int, dt: float, noise: float) -> float:
    """Variance [m2] of the position on axis `k` [row] alone, as in `spread_at`, `dt` [s] after `covariance` [6 x 6, SI]
    under `noise` [m2/s3].
    """
    extra = noise * abs(dt) * dt * dt / 3.0
    return float(covariance[k, k] + 2.0 * dt * covariance[k, 3 + k] + dt * dt * covariance[3 + k, 3 + k] + extra)


@kernel
def spread_at(covariance: Floats, dt: float, noise: float) -> Symmetric:
    """Covariance [m2] of the position `dt` [s] after the time of `covariance` [6 x 6, SI], or before it where negative,
    under acceleration noise of density `noise` [m2/s3].

    Before it, the noise meanwhile counts as if nothing were known of it, although the estimate has seen some: that
    makes the past a little vaguer than it is.
    """
    p, square, extra = covariance, dt * dt, noise * abs(dt) * dt * dt / 3.0
    return (
        p[0, 0] + 2.0 * dt * p[0, 3] + square * p[3, 3] + extra,
        p[0, 1] + dt * (p[0, 4] + p[1, 3]) + square * p[3, 4],
        p[0, 2] + dt * (p[0, 5] + p[2, 3]) + square * p[3, 5],
        p[1, 1] + 2.0 * dt * p[1, 4] + square * p[4, 4] + extra,
        p[1, 2] + dt * (p[1, 5] + p[2, 4]) + square * p[4, 5],
        p[2, 2] + 2.0 * dt * p[2, 5] + square * p[5, 5] + extra,
    )
