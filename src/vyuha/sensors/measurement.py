"""Measurement: the error of a plot and its place in Cartesian axes.

Assumes   independent normal errors in range, azimuth and elevation that shrink with the square root of the signal,
          down to a floor; glint across the target; and a bias of the radar that is the same in all its plots, of
          which the plot's covariance knows nothing.
Holds     while the angular error is small (the covariance is that of the linearised conversion).
Source    D. K. Barton, "Radar System Analysis and Modeling": accuracy goes with 1 / sqrt(SNR).
Checked   tests/sensors/test_measurement.py: sample covariance against the declared one, bias, merged plots.
"""

import math
from typing import NamedTuple

from vyuha.base.compile import kernel
from vyuha.base.random import RADAR_BIAS, normals
from vyuha.sensors.coverage import Sight
from vyuha.state.identity import NOT_ASKED
from vyuha.state.radar import Antenna, Plot, Radar
from vyuha.state.tables import Setup, State


class Spread(NamedTuple):
    """One sigma [m] of a plot along the beam, across it in azimuth, and across it in elevation."""

    along: float
    across: float
    upward: float


@kernel
def error_at(reference_error: float, floor: float, reference_snr: float, snr: float) -> float:
    """One-sigma error at `snr` [1], when it is `reference_error` [m or rad] at `reference_snr` [1] and never below
    `floor` [m or rad].
    """
    return max(floor, reference_error * math.sqrt(reference_snr / snr))


@kernel
def spread_of(radar: Radar, seen: Sight, snr: float, along: float, across: float) -> Spread:
    """Errors that `radar` [row] makes of a target with `snr` [1] that it has as `seen`, whose echo wanders by `along`
    [m] and `across` [m].
    """
    down = error_at(radar.range_error, radar.range_error_floor, radar.reference_snr, snr)
    side = seen.ground * error_at(radar.azimuth_error, radar.angle_error_floor, radar.reference_snr, snr)
    rise = seen.slant * error_at(radar.elevation_error, radar.angle_error_floor, radar.reference_snr, snr)
    return Spread(
        math.sqrt(down * down + along * along),
        math.sqrt(side * side + across * across),
        math.sqrt(rise * rise + across * across),
    )


@kernel
def draw_biases(setup: Setup, state: State, seed: int, replicate: int) -> None:
    """Put every antenna of `state` [tables] back to where `setup` [tables] has it, with the biases of (`seed`,
    `replicate`).
    """
    for r in range(len(setup.radar)):
        state.antenna[r] = setup.antenna[r]
        radar, now = setup.radar[r], state.antenna[r]
        n = normals(seed, replicate, radar.entity, 0, RADAR_BIAS, 0)
        now.range_bias = radar.range_bias * n[0]
        now.azimuth_bias = radar.azimuth_bias * n[1]
        now.elevation_bias = radar.elevation_bias * n[2]
        now.time, now.look, now.part, now.jammers, now.searches = 0.0, 0, 0, 0, 0


@kernel
def write_plot(
    plot: Plot, antenna: Antenna, seen: Sight, spread: Spread, snr: float, n: tuple[float, float, float]
) -> None:
    """Fill `plot` [row] with what a radar measures from its `antenna` [row] of a target that it has as `seen`, with
    errors of `spread`, `snr` [1] and normal draws `n` [1].
    """
    slant, ground = seen.slant, max(seen.ground, 1e-6)
    east, north, up = seen.east / slant, seen.north / slant, seen.up / slant
    # Along the beam, towards growing azimuth, and towards growing elevation.
    bx, by, bz = _turn(antenna, east, north, up)
    ax, ay, az = _turn(antenna, seen.north / ground, -seen.east / ground, 0.0)
    ex, ey, ez = _turn(antenna, -up * seen.east / ground, -up * seen.north / ground, ground / slant)
    along = slant + spread.along * n[0] + antenna.range_bias
    across = spread.across * n[1] + ground * antenna.azimuth_bias
    upward = spread.upward * n[2] + slant * antenna.elevation_bias
    plot.x = antenna.x + along * bx + across * ax + upward * ex
    plot.y = antenna.y + along * by + across * ay + upward * ey
    plot.z = antenna.z + along * bz + across * az + upward * ez
    r2, a2, e2 = spread.along * spread.along, spread.across * spread.across, spread.upward * spread.upward
    plot.xx = r2 * bx * bx + a2 * ax * ax + e2 * ex * ex
    plot.xy = r2 * bx * by + a2 * ax * ay + e2 * ex * ey
    plot.xz = r2 * bx * bz + a2 * ax * az + e2 * ex * ez
    plot.yy = r2 * by * by + a2 * ay * ay + e2 * ey * ey
    plot.yz = r2 * by * bz + a2 * ay * az + e2 * ey * ez
    plot.zz = r2 * bz * bz + a2 * az * az + e2 * ez * ez
    plot.snr, plot.slant = snr, along
    plot.azimuth = math.atan2(seen.east, seen.north) + across / ground
    plot.elevation = math.atan2(seen.up, seen.ground) + upward / slant
    plot.age, plot.apparent_rcs, plot.reply, plot.strobe = 0.0, 0.0, NOT_ASKED, False
    plot.origin_x, plot.origin_y, plot.origin_z = antenna.x, antenna.y, antenna.z
    plot.used = False


@kernel
def _turn(antenna: Antenna, east: float, north: float, up: float) -> tuple[float, float, float]:
    """Local axes of a vector that has `east`, `north` and `up` [1] in the axes of `antenna` [row]."""
    return (
        east * antenna.east_x + north * antenna.north_x + up * antenna.up_x,
        east * antenna.east_y + north * antenna.north_y + up * antenna.up_y,
        east * antenna.east_z + north * antenna.north_z + up * antenna.up_z,
    )
