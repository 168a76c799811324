"""Where plots lie: places and covariances in the east, north and up axes of one local frame, and the way back.

Assumes   straight rays; independent normal errors of range, azimuth and elevation, or height; heights above the
          ellipsoid, whatever the recording means by them (mean sea level and pressure altitudes are off by up to some
          100 m, the same for neighbours). Covariances are linear in the errors.
Holds     where the errors are small beside the range: the bias of linearisation, range x azimuth variance / 2, is 0.3 m
          at 300 km and 0.08 degrees. Not near the zenith of a sensor that measures no elevation.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001,
          section 10.4.3; the elevation of a height is found by Newton's steps on the ellipsoid (`world.geodesy`).
Checked   tests/tracks/test_places.py: round trips over the ellipsoid, covariances against many draws.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.base.table import Rows
from vyuha.state.frame import Frame
from vyuha.world.geodesy import (
    ecef_to_local,
    geodetic_to_local,
    height_above_ellipsoid,
    local_to_ecef,
    local_to_geodetic,
    vertical,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# What a plot gives: range, azimuth and elevation; range, azimuth and height; latitude, longitude and height.
WITH_ELEVATION = 0
WITH_HEIGHT = 1
GEOGRAPHIC = 2
# Newton's steps: each squares the error, and the first guess is off by metres.
_STEPS = 6
_STEEPEST = 0.1


@kernel
def _elevation(sensor: Frame, slant: float, azimuth: float, height: float) -> float:
    """Elevation [rad] at `sensor` [row] of a point at `slant` range [m] and `azimuth` [rad] with `height` [m] above the
    ellipsoid; NaN where there is none.
    """
    rise = (height - sensor.height) / slant if slant > 0.0 else 2.0
    if abs(rise) > 1.0:
        return math.nan
    elevation = math.asin(rise)
    for _ in range(_STEPS):
        ground, up = slant * math.cos(elevation), slant * math.sin(elevation)
        x, y = ground * math.sin(azimuth), ground * math.cos(azimuth)
        reached = height_above_ellipsoid(sensor, x, y, up)
        elevation += (height - reached) / max(ground, _STEEPEST * slant)
        if not abs(elevation) <= 0.5 * math.pi:
            return math.nan
    return elevation


@kernel
def _spread(covariance: Floats, dx: float, dy: float, dz: float) -> None:
    """Add to `covariance` [m2] that of an error along `dx`, `dy`, `dz` [m]."""
    d = (dx, dy, dz)
    for i in range(3):
        for j in range(3):
            covariance[i, j] += d[i] * d[j]


@kernel
def _spread_seen(frame: Frame, sensor: Frame, covariance: Floats, dx: float, dy: float, dz: float) -> None:
    """As `_spread`, for an error `dx`, `dy`, `dz` [m] in the axes of `sensor` [row] and `covariance` [m2] in those of
    `frame` [row].
    """
    ex = sensor.r11 * dx + sensor.r12 * dy + sensor.r13 * dz
    ey = sensor.r21 * dx + sensor.r22 * dy + sensor.r23 * dz
    ez = sensor.r31 * dx + sensor.r32 * dy + sensor.r33 * dz
    _spread(
        covariance,
        frame.r11 * ex + frame.r21 * ey + frame.r31 * ez,
        frame.r12 * ex + frame.r22 * ey + frame.r32 * ez,
        frame.r13 * ex + frame.r23 * ey + frame.r33 * ez,
    )


@kernel
def _place_seen(frame: Frame, sensor: Frame, kind: int, z: Floats, sd: Floats, place: Floats, spread: Floats) -> None:
    """Into `place` [m] and `spread` [m2], in `frame` [row], what `sensor` [row] measured: `z` [m and rad] with standard
    deviations `sd` [m and rad], a measurement of `kind` [code].
    """
    slant, azimuth = z[0], z[1]
    elevation = z[2] if kind == WITH_ELEVATION else _elevation(sensor, slant, azimuth, z[2])
    sin_a, cos_a, sin_e, cos_e = math.sin(azimuth), math.cos(azimuth), math.sin(elevation), math.cos(elevation)
    ux, uy, uz = cos_e * sin_a, cos_e * cos_a, sin_e
    # Upwards along the arc of constant range and azimuth.
    vx, vy, vz = -sin_e * sin_a, -sin_e * cos_a, cos_e
    ex, ey, ez = local_to_ecef(sensor, slant * ux, slant * uy, slant * uz)
    place[0], place[1], place[2] = ecef_to_local(frame, ex, ey, ez)
    across = slant * cos_e * sd[1]
    _spread_seen(frame, sensor, spread, across * cos_a, -across * sin_a, 0.0)
    if kind == WITH_ELEVATION:
        _spread_seen(frame, sensor, spread, sd[0] * ux, sd[0] * uy, sd[0] * uz)
        _spread_seen(frame, sensor, spread, slant * sd[2] * vx, slant * sd[2] * vy, slant * sd[2] * vz)
        return
    # With the height held, an error in range moves the point along the arc as well.
    wx, wy, wz, _ = vertical(sensor, slant * ux, slant * uy, slant * uz)
    climb = max(vx * wx + vy * wy + vz * wz, _STEEPEST)
    slip = (ux * wx + uy * wy + uz * wz) / climb
    _spread_seen(frame, sensor, spread, sd[0] * (ux - slip * vx), sd[0] * (uy - slip * vy), sd[0] * (uz - slip * vz))
    _spread_seen(frame, sensor, spread, sd[2] * vx / climb, sd[2] * vy / climb, sd[2] * vz / climb)


@kernel
def _place_given(frame: Frame, z: Floats, sd: Floats, place: Floats, spread: Floats) -> None:
    """Into `place` [m] and `spread` [m2], in `frame` [row], a latitude, longitude and height `z` [rad and m] with
    standard deviations `sd` [m].
    """
    place[0], place[1], place[2] = geodetic_to_local(frame, z[0], z[1], z[2])
    wx, wy, wz, _ = vertical(frame, place[0], place[1], place[2])
    for i in range(3):
        spread[i, i] = sd[0] * sd[0]
    up = (wx, wy, wz)
    for i in range(3):
        for j in range(3):
            spread[i, j] += (sd[2] * sd[2] - sd[0] * sd[0]) * up[i] * up[j]


@allocating_kernel
def place_all(
    frame: Rows[Frame], sensors: Rows[Frame], sensor: Integers, kind: Integers, z: Floats, sd: Floats
) -> tuple[Floats, Floats]:
    """Places (n, 3) [m] and covariances (n, 3, 3) [m2] in `frame` (one row) of measurements `z` (n, 3) with standard
    deviations `sd` (n, 3) of each `kind` (n), made by row `sensor` (n) of `sensors`. NaN where none is so high.
    """
    place, spread = np.zeros((len(z), 3)), np.zeros((len(z), 3, 3))
    for n in range(len(z)):
        if kind[n] == GEOGRAPHIC:
            _place_given(frame[0], z[n], sd[n], place[n], spread[n])
        else:
            _place_seen(frame[0], sensors[sensor[n]], kind[n], z[n], sd[n], place[n], spread[n])
    return place, spread


@allocating_kernel
def geodetic_all(frame: Rows[Frame], place: Floats) -> Floats:
    """Latitude [rad], longitude [rad] and height [m] (n, 3) of places (n, 3) [m] in `frame` (one row)."""
    found = np.zeros((len(place), 3))
    for n in range(len(place)):
        found[n, 0], found[n, 1], found[n, 2] = local_to_geodetic(frame[0], place[n, 0], place[n, 1], place[n, 2])
    return found


@allocating_kernel
def velocity_all(frame: Rows[Frame], geodetic: Floats, velocity: Floats) -> Floats:
    """Velocities (n, 3) to the local east, north and up at `geodetic` places (n, 3), from `velocity` (n, 3) [m/s] along
    the axes of `frame` (one row).
    """
    found = np.zeros((len(velocity), 3))
    for n in range(len(velocity)):
        f, (x, y, z) = frame[0], (velocity[n, 0], velocity[n, 1], velocity[n, 2])
        ex = f.r11 * x + f.r12 * y + f.r13 * z
        ey = f.r21 * x + f.r22 * y + f.r23 * z
        ez = f.r31 * x + f.r32 * y + f.r33 * z
        sin_b, cos_b = math.sin(geodetic[n, 0]), math.cos(geodetic[n, 0])
        sin_l, cos_l = math.sin(geodetic[n, 1]), math.cos(geodetic[n, 1])
        out = cos_l * ex + sin_l * ey
        found[n, 0], found[n, 1], found[n, 2] = (
            cos_l * ey - sin_l * ex,
            cos_b * ez - sin_b * out,
            sin_b * ez + cos_b * out,
        )
    return found
