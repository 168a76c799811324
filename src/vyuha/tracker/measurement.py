"""Measurement models: what a sensor says of a position and a velocity, the slope of that, and the way back.

Assumes   straight rays; sensors that stand still; normal errors. POSITION: x, y, z [m]. RADAR: range [m], azimuth
          clockwise from the y axis (north) [rad], elevation above the horizontal plane [rad]. DOPPLER: the same and the
          range rate [m/s]. The way back takes range and angles to be independent.
Holds     away from the sensor's own place and its zenith, where the azimuth means nothing.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001:
          section 10.4 (extended filter for radar, converted measurements). The converted plot has the exact mean and
          covariance of the place given the measurement when nothing else is known of it: moments of sine and cosine of
          a normal angle, as in Z. Duan, C. Han, X. Li, comments on "Unbiased converted measurements for tracking", IEEE
          Trans. Aerospace and Electronic Systems 40 (2004).
Checked   tests/tracker/test_measurement.py: finite differences, sums over many draws, the linearised form as control.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import wrap
from vyuha.tracker.rows import Floats, Sensor

POSITION = 0
RADAR = 1
DOPPLER = 2

_NEAR = 1e-6


@kernel
def width_of(kind: int) -> int:
    """Number of components of a measurement of `kind` [code]."""
    return 4 if kind == DOPPLER else 3


@kernel
def is_angle(kind: int, component: int) -> bool:
    """Whether a `component` [row] of a measurement of `kind` [code] is an azimuth, which goes round."""
    return kind != POSITION and component == 1


@kernel
def difference(kind: int, z: Floats, expected: Floats, residual: Floats) -> None:
    """The measurement `z` [SI] of `kind` [code] less the `expected` [SI] into `residual` [SI]; azimuths go round."""
    for k in range(width_of(kind)):
        residual[k] = z[k] - expected[k]
        if is_angle(kind, k):
            residual[k] = wrap(residual[k])


@kernel
def measure(sensor: Sensor, x: Floats, z: Floats) -> None:
    """What `sensor` [row] measures, without error, of a target in state `x` [SI], into `z` [SI]."""
    dx, dy, dz = x[0] - sensor.x, x[1] - sensor.y, x[2] - sensor.z
    if sensor.kind == POSITION:
        z[0], z[1], z[2] = dx, dy, dz
        return
    ground = math.sqrt(dx * dx + dy * dy)
    slant = max(math.sqrt(ground * ground + dz * dz), _NEAR)
    z[0], z[1], z[2] = slant, math.atan2(dx, dy), math.atan2(dz, ground)
    if sensor.kind == DOPPLER:
        z[3] = (dx * x[3] + dy * x[4] + dz * x[5]) / slant


@kernel
def slope_of(sensor: Sensor, x: Floats, h: Floats) -> None:
    """Slope of the measurement of `sensor` [row] by position and velocity at `x` [SI], into the first six columns of
    `h` [SI].
    """
    for k in range(width_of(sensor.kind)):
        for i in range(6):
            h[k, i] = 0.0
    if sensor.kind == POSITION:
        h[0, 0] = h[1, 1] = h[2, 2] = 1.0
        return
    dx, dy, dz = x[0] - sensor.x, x[1] - sensor.y, x[2] - sensor.z
    ground = max(math.sqrt(dx * dx + dy * dy), _NEAR)
    slant = max(math.sqrt(ground * ground + dz * dz), _NEAR)
    # Two divisions are quicker than nine.
    by_ground, by_slant = 1.0 / ground, 1.0 / slant
    ux, uy, uz = dx * by_slant, dy * by_slant, dz * by_slant
    across, down = by_ground * by_ground, uz * by_ground
    h[0, 0], h[0, 1], h[0, 2] = ux, uy, uz
    h[1, 0], h[1, 1] = dy * across, -dx * across
    h[2, 0], h[2, 1], h[2, 2] = -ux * down, -uy * down, ground * by_slant * by_slant
    if sensor.kind == DOPPLER:
        rate = ux * x[3] + uy * x[4] + uz * x[5]
        h[3, 0], h[3, 1], h[3, 2] = (x[3] - rate * ux) / slant, (x[4] - rate * uy) / slant, (x[5] - rate * uz) / slant
        h[3, 3], h[3, 4], h[3, 5] = ux, uy, uz


@kernel
def place_of(sensor: Sensor, z: Floats, r: Floats, place: Floats, spread: Floats) -> None:
    """Mean `place` [m] and covariance `spread` [m2] of a target in the scenario's axes, given the measurement `z` [SI]
    of `sensor` [row] with covariance `r` [SI].
    """
    if sensor.kind == POSITION:
        for i in range(3):
            place[i] = z[i]
            for j in range(3):
                spread[i, j] = r[i, j]
    else:
        # e: mean of the cosine of a normal angle error, e4: of twice that angle.
        ea, ee = math.exp(-0.5 * r[1, 1]), math.exp(-0.5 * r[2, 2])
        ea4, ee4 = ea * ea * ea * ea, ee * ee * ee * ee
        sin_a, cos_a, sin_e, cos_e = math.sin(z[1]), math.cos(z[1]), math.sin(z[2]), math.cos(z[2])
        place[0], place[1], place[2] = z[0] * ea * ee * cos_e * sin_a, z[0] * ea * ee * cos_e * cos_a, z[0] * ee * sin_e
        square = z[0] * z[0] + r[0, 0]
        cos2_e = 0.5 * (1.0 + ee4 * (cos_e * cos_e - sin_e * sin_e))
        sin_cos_e = ee4 * sin_e * cos_e
        twice = ea4 * (cos_a * cos_a - sin_a * sin_a)
        spread[0, 0] = square * cos2_e * 0.5 * (1.0 - twice)
        spread[1, 1] = square * cos2_e * 0.5 * (1.0 + twice)
        spread[0, 1] = square * cos2_e * ea4 * sin_a * cos_a
        spread[2, 2] = square * (1.0 - cos2_e)
        spread[0, 2] = square * sin_cos_e * ea * sin_a
        spread[1, 2] = square * sin_cos_e * ea * cos_a
        for i in range(3):
            for j in range(i, 3):
                spread[i, j] -= place[i] * place[j]
                spread[j, i] = spread[i, j]
    place[0], place[1], place[2] = place[0] + sensor.x, place[1] + sensor.y, place[2] + sensor.z
