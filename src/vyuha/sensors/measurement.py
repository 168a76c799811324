"""Measurement: the error of a plot and its place in Cartesian axes.

Assumes   independent normal errors in range, azimuth and elevation that shrink with the square root of the signal,
          down to a floor; no bias.
Holds     while the angular error is small (the covariance is that of the linearised conversion).
Source    D. K. Barton, "Radar System Analysis and Modeling": accuracy goes with 1 / sqrt(SNR).
Checked   tests/sensors/test_measurement.py: sample covariance against the declared one.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import dot
from vyuha.state.radar import Plot, Radar


@kernel
def error_at(reference_error: float, floor: float, reference_snr: float, snr: float) -> float:
    """One-sigma error at `snr` [1], when it is `reference_error` [m or rad] at `reference_snr` [1] and never below
    `floor` [m or rad].
    """
    return max(floor, reference_error * math.sqrt(reference_snr / snr))


@kernel
def write_plot(
    plot: Plot, radar: Radar, at: tuple[float, float, float], snr: float, n: tuple[float, float, float]
) -> None:
    """Fill `plot` [row] with the measurement that `radar` [row] makes of a target `at` [m] with `snr` [1] and normal
    draws `n` [1].
    """
    dx, dy, dz = at[0] - radar.x, at[1] - radar.y, at[2] - radar.z
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    east = dot(dx, dy, dz, radar.east_x, radar.east_y, radar.east_z)
    north = dot(dx, dy, dz, radar.north_x, radar.north_y, radar.north_z)
    up = dot(dx, dy, dz, radar.up_x, radar.up_y, radar.up_z)
    ground = max(math.sqrt(east * east + north * north), 1e-6)
    # Unit vectors along the beam, towards growing azimuth, and towards growing elevation.
    bx, by, bz = dx / slant, dy / slant, dz / slant
    ae, an = north / ground, -east / ground
    ax = ae * radar.east_x + an * radar.north_x
    ay = ae * radar.east_y + an * radar.north_y
    az = ae * radar.east_z + an * radar.north_z
    he, hn, hu = -up * east / ground / slant, -up * north / ground / slant, ground / slant
    ex = he * radar.east_x + hn * radar.north_x + hu * radar.up_x
    ey = he * radar.east_y + hn * radar.north_y + hu * radar.up_y
    ez = he * radar.east_z + hn * radar.north_z + hu * radar.up_z
    along = error_at(radar.range_error, radar.range_error_floor, radar.reference_snr, snr)
    across = ground * error_at(radar.azimuth_error, radar.angle_error_floor, radar.reference_snr, snr)
    upward = slant * error_at(radar.elevation_error, radar.angle_error_floor, radar.reference_snr, snr)
    plot.x = at[0] + along * n[0] * bx + across * n[1] * ax + upward * n[2] * ex
    plot.y = at[1] + along * n[0] * by + across * n[1] * ay + upward * n[2] * ey
    plot.z = at[2] + along * n[0] * bz + across * n[1] * az + upward * n[2] * ez
    r2, a2, e2 = along * along, across * across, upward * upward
    plot.xx = r2 * bx * bx + a2 * ax * ax + e2 * ex * ex
    plot.xy = r2 * bx * by + a2 * ax * ay + e2 * ex * ey
    plot.xz = r2 * bx * bz + a2 * ax * az + e2 * ex * ez
    plot.yy = r2 * by * by + a2 * ay * ay + e2 * ey * ey
    plot.yz = r2 * by * bz + a2 * ay * az + e2 * ey * ez
    plot.zz = r2 * bz * bz + a2 * az * az + e2 * ez * ez
    plot.snr = snr
    plot.age, plot.apparent_rcs, plot.strobe = 0.0, radar.reference_rcs, False
    plot.origin_x, plot.origin_y, plot.origin_z = radar.x, radar.y, radar.z
    plot.used = False
