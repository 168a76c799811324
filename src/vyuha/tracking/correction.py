"""Correction: a track made better by a plot, of its own time or of an earlier one.

Assumes   plots are positions with Gaussian errors and full covariance. A plot older than the track measures where the
          track was then, carried back at constant velocity (a ballistic one along its arc); the process noise meanwhile
          counts as an error of the plot of its own, as if the track knew nothing of it.
Holds     exactly for plots of the track's time or later; for older ones while the process noise over their age is small
          beside the error of the plot, else the plot gets a little too little weight (2 to 3 % more error).
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001,
          chapter 5 (Kalman filter). Late plots: Y. Bar-Shalom, "Update with out-of-sequence measurements in tracking:
          exact solution", IEEE Trans. Aerospace and Electronic Systems 38 (2002), doi 10.1109/TAES.2002.1039398, here
          without the correlation of noise and estimate.
Checked   tests/tracking/test_filter.py: a NumPy filter in Joseph form, the steady state, NEES and NIS;
          tests/tracking/test_correction.py: late plots against a filter that gets all plots in order.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.matrix import Symmetric, inverse, plus, quadratic, times
from vyuha.base.vector import Vector
from vyuha.state.radar import Plot
from vyuha.state.track import Track
from vyuha.tracking.filter import Floats, position_at, spread_at


@kernel
def place_of(plot: Plot) -> Vector:
    """Measured place [m] of `plot` [row]."""
    return plot.x, plot.y, plot.z


@kernel
def error_of(plot: Plot) -> Symmetric:
    """Covariance [m2] of the place of `plot` [row]."""
    return plot.xx, plot.xy, plot.xz, plot.yy, plot.yz, plot.zz


@kernel
def distance(place: Vector, error: Symmetric, at: Vector, spread: Symmetric, gate: float) -> tuple[float, float]:
    """Squared Mahalanobis distance [1] between a measured `place` [m] with covariance `error` [m2] and an expected one
    `at` [m] with `spread` [m2], and ln det S [ln m6] of the sum of both. Infinity outside `gate` [1]: most pairs are
    told apart by the box around the gate, axis by axis.
    """
    dx, dy, dz = place[0] - at[0], place[1] - at[1], place[2] - at[2]
    total = plus(spread, error)
    if dx * dx > gate * total[0] or dy * dy > gate * total[3] or dz * dz > gate * total[5]:
        return math.inf, 0.0
    weight, determinant = inverse(total)
    square = quadratic(weight, (dx, dy, dz))
    # Also refuses what is not a number, from a covariance that is no longer one.
    if not (determinant > 0.0 and 0.0 <= square <= gate):
        return math.inf, 0.0
    return square, math.log(determinant)


@kernel
def correct(track: Track, covariance: Floats, place: Vector, error: Symmetric) -> None:
    """Correct `track` [row] and its `covariance` [6 x 6, SI] by a measured `place` [m] of the same time with the
    covariance `error` [m2].

    With P = [A B; B' C] and S = A + R the result is [R S^-1 A, R S^-1 B; ., C - B' S^-1 B]: nothing is subtracted where
    a plot is far better than the prediction, so that it stays positive without the longer Joseph form.
    """
    p = covariance
    weight, _ = inverse(plus((p[0, 0], p[0, 1], p[0, 2], p[1, 1], p[1, 2], p[2, 2]), error))
    step = times(weight, (place[0] - track.x, place[1] - track.y, place[2] - track.z))
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
    for j in range(6):
        p[0, j], p[1, j], p[2, j] = times(error, times(weight, (p[0, j], p[1, j], p[2, j])))
    for i in range(3):
        for j in range(i):
            p[i, j] = p[j, i] = 0.5 * (p[i, j] + p[j, i])
        for j in range(3):
            p[3 + j, i] = p[i, 3 + j]


@kernel
def correct_late(track: Track, covariance: Floats, place: Vector, error: Symmetric, time: float, noise: float) -> None:
    """Correct `track` [row] and its `covariance` [6 x 6, SI] by a `place` [m] with covariance `error` [m2] that was
    measured at `time` [s], before the time of the track; the noise of the motion meanwhile has the density `noise`
    [m2/s3].
    """
    p, dt = covariance, time - track.time
    weight, _ = inverse(plus(spread_at(p, dt, noise), error))
    at = position_at(track, time)
    step = times(weight, (place[0] - at[0], place[1] - at[1], place[2] - at[2]))
    # Covariance of each component with the position then; its three rows of the gain come from these.
    x, y, z = with_place(p, 0, dt), with_place(p, 1, dt), with_place(p, 2, dt)
    u, v, w = with_place(p, 3, dt), with_place(p, 4, dt), with_place(p, 5, dt)
    track.x += dot3(x, step)
    track.y += dot3(y, step)
    track.z += dot3(z, step)
    track.vx += dot3(u, step)
    track.vy += dot3(v, step)
    track.vz += dot3(w, step)
    all_of = (x, y, z, u, v, w)
    for i in range(6):
        gain = times(weight, all_of[i])
        for j in range(i + 1):
            p[i, j] -= dot3(gain, all_of[j])
            p[j, i] = p[i, j]


@kernel
def with_place(covariance: Floats, i: int, dt: float) -> Vector:
    """Covariance of component `i` [row] of the state with `covariance` [6 x 6, SI] and the position that `dt` [s] of
    constant velocity lead to.
    """
    p = covariance
    return p[i, 0] + dt * p[i, 3], p[i, 1] + dt * p[i, 4], p[i, 2] + dt * p[i, 5]


@kernel
def dot3(a: Vector, b: Vector) -> float:
    """Inner product of the vectors `a` and `b` [their units]."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
