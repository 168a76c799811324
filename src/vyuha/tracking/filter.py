"""The filter of one track: a Kalman filter for position and velocity with nearly constant velocity.

Assumes   acceleration is white noise of power spectral density q on each axis; plots are positions with Gaussian
          errors and full covariance. A ballistic track also falls, on a sphere that touches the origin of the local
          frame; its drag, which the defence cannot know, is noise as strong as the drag of a typical missile body.
Holds     while a target turns or brakes by no more than the noise covers; within some 500 km of the origin, where the
          sphere's vertical differs from the ellipsoid's by less than 0.001 rad.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001:
          section 6.2.2 (white-noise acceleration, discretised exactly), chapter 5 (Kalman filter).
Checked   tests/tracking/test_filter.py: a NumPy filter in Joseph form, the steady state, NEES and NIS, arcs with drag.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.matrix import inverse, quadratic, times
from vyuha.base.vector import Vector
from vyuha.state.radar import Plot
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
def noise_on(track: Track, noise: float) -> float:
    """Acceleration noise [m2/s3] to allow `track` [row]: `noise` [m2/s3], and for a ballistic one also that of its
    drag, taken as the square of its strength times the time for which it stays the same.
    """
    if not track.ballistic:
        return noise
    density, _ = air(max(height_of(track.x, track.y, track.z), 0.0))
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
    `noise` [m2/s3] and that of drag.
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
    # The air is densest at the end of a fall.
    spread_out(covariance, dt, noise_on(track, noise))


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
        p[i, i] += noise * dt * dt * dt / 3.0
        p[i, 3 + i] += 0.5 * noise * dt * dt
        p[3 + i, 3 + i] += noise * dt
    for i in range(3):
        for j in range(3):
            p[3 + j, i] = p[i, 3 + j]


@kernel
def innovation(track: Track, covariance: Floats, plot: Plot, gate: float) -> tuple[float, float]:
    """Squared Mahalanobis distance [1] from `track` [row] with `covariance` [6 x 6, SI] to `plot` [row], and ln det S
    [ln m6] of its covariance S. Infinity outside `gate` [1]: most pairs are told apart by the box around the gate,
    axis by axis.
    """
    p = covariance
    dx, sxx = plot.x - track.x, p[0, 0] + plot.xx
    if dx * dx > gate * sxx:
        return math.inf, 0.0
    dy, syy = plot.y - track.y, p[1, 1] + plot.yy
    if dy * dy > gate * syy:
        return math.inf, 0.0
    dz, szz = plot.z - track.z, p[2, 2] + plot.zz
    if dz * dz > gate * szz:
        return math.inf, 0.0
    weight, determinant = inverse((sxx, p[0, 1] + plot.xy, p[0, 2] + plot.xz, syy, p[1, 2] + plot.yz, szz))
    square = quadratic(weight, (dx, dy, dz))
    # Also refuses what is not a number, from a covariance that is no longer one.
    if not (determinant > 0.0 and 0.0 <= square <= gate):
        return math.inf, 0.0
    return square, math.log(determinant)


@kernel
def update(track: Track, covariance: Floats, plot: Plot) -> None:
    """Correct `track` [row] and its `covariance` [6 x 6, SI] by `plot` [row], which is of the same time.

    With P = [A B; B' C] and S = A + R the result is [R S^-1 A, R S^-1 B; ., C - B' S^-1 B]: nothing is subtracted where
    a plot is far better than the prediction, so that it stays positive without the longer Joseph form.
    """
    p = covariance
    weight, _ = inverse(
        (
            p[0, 0] + plot.xx,
            p[0, 1] + plot.xy,
            p[0, 2] + plot.xz,
            p[1, 1] + plot.yy,
            p[1, 2] + plot.yz,
            p[2, 2] + plot.zz,
        )
    )
    step = times(weight, (plot.x - track.x, plot.y - track.y, plot.z - track.z))
    track.x += p[0, 0] * step[0] + p[0, 1] * step[1] + p[0, 2] * step[2]
    track.y += p[1, 0] * step[0] + p[1, 1] * step[1] + p[1, 2] * step[2]
    track.z += p[2, 0] * step[0] + p[2, 1] * step[1] + p[2, 2] * step[2]
    track.vx += p[3, 0] * step[0] + p[3, 1] * step[1] + p[3, 2] * step[2]
    track.vy += p[4, 0] * step[0] + p[4, 1] * step[1] + p[4, 2] * step[2]
    track.vz += p[5, 0] * step[0] + p[5, 1] * step[1] + p[5, 2] * step[2]
    for j in range(3, 6):
        g = times(weight, (p[0, j], p[1, j], p[2, j]))
        for i in range(3, j + 1):
            p[i, j] -= p[0, i] * g[0] + p[1, i] * g[1] + p[2, i] * g[2]
            p[j, i] = p[i, j]
    noise = (plot.xx, plot.xy, plot.xz, plot.yy, plot.yz, plot.zz)
    for j in range(6):
        p[0, j], p[1, j], p[2, j] = times(noise, times(weight, (p[0, j], p[1, j], p[2, j])))
    for i in range(3):
        for j in range(i):
            p[i, j] = p[j, i] = 0.5 * (p[i, j] + p[j, i])
        for j in range(3):
            p[3 + j, i] = p[i, 3 + j]
