"""The commonest filter written out: one target that flies straight, seen by plots that tell its place and no speed.

Assumes   motion model CV, method EXTENDED, a sensor that measures POSITION or RADAR.
Holds     wherever the general filter of `vyuha.tracker.kalman` does, of which it is the same mathematics with the zeros
          left out: the transition moves places by velocities only, the slope of a plot has three columns.
Source    as in `vyuha.tracker.kalman`; the update is Joseph's form, (I - K H) P (I - K H)' + K R K', block by block.
Checked   tests/tracker/test_straight.py: the general filter, step by step.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.tracker.measurement import DOPPLER, difference, measure, slope_of
from vyuha.tracker.motion import CV
from vyuha.tracker.rows import EXTENDED, WIDEST, Floats, Models, Sensor


class Slate(NamedTuple):
    """Space for one step: what is expected and the residual (4), the slope (4, 6), and 6 x 3 or 6 x 6 matrices."""

    expected: Floats
    residual: Floats
    slope: Floats
    cross: Floats
    gain: Floats
    keep: Floats
    half: Floats


@allocating_kernel
def make_slate() -> Slate:
    """An empty slate."""
    return Slate(
        np.zeros(WIDEST),
        np.zeros(WIDEST),
        np.zeros((WIDEST, 6)),
        np.zeros((6, 3)),
        np.zeros((6, 3)),
        np.zeros((6, 3)),
        np.zeros((6, 6)),
    )


@kernel
def is_straight(models: Models, method: int, kind: int) -> bool:
    """Whether a filter with these `models` [tables] and `method` [code] is the one written out here, for plots of
    `kind` [code].
    """
    return len(models.kind) == 1 and models.kind[0] == CV and method == EXTENDED and kind != DOPPLER


@kernel
def glide(x: Floats, p: Floats, dt: float, density: float) -> None:
    """Carry `x` [SI] and its covariance `p` [SI] on by `dt` [s]; noise of acceleration with `density` [m2/s3]."""
    square = dt * dt
    for i in range(3):
        x[i] += dt * x[3 + i]
        for j in range(3):
            speeds = p[3 + i, 3 + j]
            p[i, j] += dt * (p[i, 3 + j] + p[3 + i, j]) + square * speeds
            p[i, 3 + j] += dt * speeds
            p[3 + i, j] += dt * speeds
    t = abs(dt)
    for i in range(3):
        p[i, i] += density * t * t * t / 3.0
        p[i, 3 + i] += density * t * t / 2.0
        p[3 + i, i] += density * t * t / 2.0
        p[3 + i, 3 + i] += density * t


@kernel
def glance(sensor: Sensor, x: Floats, p: Floats, slate: Slate, expected: Floats, spread: Floats) -> None:
    """What `sensor` [row] should measure of a target at `x` [SI] with covariance `p` [SI], into `expected` [SI] and
    `spread` [SI]; its covariance with the state and the slope stay in `slate` [arrays].
    """
    h, cross = slate.slope, slate.cross
    measure(sensor, x, expected)
    slope_of(sensor, x, h)
    for i in range(6):
        px, py, pz = p[i, 0], p[i, 1], p[i, 2]
        for a in range(3):
            cross[i, a] = px * h[a, 0] + py * h[a, 1] + pz * h[a, 2]
    for a in range(3):
        hx, hy, hz = h[a, 0], h[a, 1], h[a, 2]
        for b in range(3):
            spread[a, b] = hx * cross[0, b] + hy * cross[1, b] + hz * cross[2, b]


@kernel
def pull(sensor: Sensor, x: Floats, p: Floats, z: Floats, r: Floats, slate: Slate) -> bool:
    """Correct `x` [SI] and its covariance `p` [SI] by the plot `z` [SI] of `sensor` [row] with covariance `r` [SI];
    `slate` [arrays]. False when a matrix is not positive definite, and then nothing has changed.
    """
    s = slate.half
    glance(sensor, x, p, slate, slate.expected, s)
    # Cholesky's factor of the innovation's covariance; `ra`, `rc`, `rf` are the reciprocals of its diagonal.
    a2 = s[0, 0] + r[0, 0]
    ra = 1.0 / math.sqrt(a2)
    b, d = (s[1, 0] + r[1, 0]) * ra, (s[2, 0] + r[2, 0]) * ra
    c2 = s[1, 1] + r[1, 1] - b * b
    rc = 1.0 / math.sqrt(c2)
    e = (s[2, 1] + r[2, 1] - d * b) * rc
    f2 = s[2, 2] + r[2, 2] - d * d - e * e
    rf = 1.0 / math.sqrt(f2)
    if not (a2 > 0.0 and c2 > 0.0 and f2 > 0.0):
        return False
    difference(sensor.kind, z, slate.expected, slate.residual)
    v0, v1, v2 = slate.residual[0], slate.residual[1], slate.residual[2]
    for i in range(6):
        y0 = slate.cross[i, 0] * ra
        y1 = (slate.cross[i, 1] - b * y0) * rc
        k2 = (slate.cross[i, 2] - d * y0 - e * y1) * rf * rf
        k1 = (y1 - e * k2) * rc
        k0 = (y0 - b * k1 - d * k2) * ra
        slate.gain[i, 0], slate.gain[i, 1], slate.gain[i, 2] = k0, k1, k2
        x[i] += k0 * v0 + k1 * v1 + k2 * v2
    _shrink(p, r, slate)
    return True


@kernel
def _shrink(p: Floats, r: Floats, slate: Slate) -> None:
    """Joseph's form for `p` [SI] with `r` [SI] and the gain and slope in `slate` [arrays]."""
    h, gain, keep, half = slate.slope, slate.gain, slate.keep, slate.half
    # First three columns of I - K H; the others are those of I.
    for i in range(6):
        k0, k1, k2 = gain[i, 0], gain[i, 1], gain[i, 2]
        for j in range(3):
            keep[i, j] = -(k0 * h[0, j] + k1 * h[1, j] + k2 * h[2, j])
    for i in range(3):
        keep[i, i] += 1.0
    for i in range(6):
        f0, f1, f2 = keep[i, 0], keep[i, 1], keep[i, 2]
        own = 1.0 if i >= 3 else 0.0
        for j in range(6):
            half[i, j] = f0 * p[0, j] + f1 * p[1, j] + f2 * p[2, j] + own * p[i, j]
    for i in range(6):
        h0, h1, h2 = half[i, 0], half[i, 1], half[i, 2]
        k0, k1, k2 = gain[i, 0], gain[i, 1], gain[i, 2]
        n0 = k0 * r[0, 0] + k1 * r[1, 0] + k2 * r[2, 0]
        n1 = k0 * r[0, 1] + k1 * r[1, 1] + k2 * r[2, 1]
        n2 = k0 * r[0, 2] + k1 * r[1, 2] + k2 * r[2, 2]
        for j in range(i + 1):
            total = h0 * keep[j, 0] + h1 * keep[j, 1] + h2 * keep[j, 2]
            total += n0 * gain[j, 0] + n1 * gain[j, 1] + n2 * gain[j, 2]
            if j >= 3:
                total += half[i, j]
            p[i, j] = p[j, i] = total
