"""Strobes: the direction of a jammer, and what it says about a track.

Assumes   the errors of the direction are small angles, so that across the beam they grow with the distance; along the
          beam a strobe says nothing.
Holds     for tracks that are farther from the antenna than their own error.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999: angle-only
          measurements. As a place: the point of the beam nearest to the track, its error along the beam a hundred times
          that of the track, so that a strobe takes a ten-thousandth of the variance there.
Checked   tests/tracking/test_strobe.py: what is left along and across the beam in closed form, two beams that cross.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.matrix import Symmetric, times
from vyuha.base.vector import Vector, unit
from vyuha.state.radar import Plot
from vyuha.tracking.correction import error_of, place_of

# Variance along the beam beside the whole of the track's.
_VAGUE = 1e4


@kernel
def reading(plot: Plot, at: Vector, spread: Symmetric) -> tuple[Vector, Symmetric]:
    """Place [m] and covariance [m2] that `plot` [row] measures of a track expected `at` [m] with `spread` [m2]."""
    if not plot.strobe:
        return place_of(plot), error_of(plot)
    x, y, z = plot.x - plot.origin_x, plot.y - plot.origin_y, plot.z - plot.origin_z
    u = unit(x, y, z)
    along = (at[0] - plot.origin_x) * u[0] + (at[1] - plot.origin_y) * u[1] + (at[2] - plot.origin_z) * u[2]
    # A track behind the antenna is nowhere near the beam.
    along = max(along, 0.0)
    scale = along * along / max(x * x + y * y + z * z, 1.0)
    e = error_of(plot)
    w = times(e, u)
    s = u[0] * w[0] + u[1] * w[1] + u[2] * w[2]
    long = length(spread)
    place = (plot.origin_x + along * u[0], plot.origin_y + along * u[1], plot.origin_z + along * u[2])
    return place, (
        scale * (e[0] - 2.0 * u[0] * w[0] + s * u[0] * u[0]) + long * u[0] * u[0],
        scale * (e[1] - u[0] * w[1] - u[1] * w[0] + s * u[0] * u[1]) + long * u[0] * u[1],
        scale * (e[2] - u[0] * w[2] - u[2] * w[0] + s * u[0] * u[2]) + long * u[0] * u[2],
        scale * (e[3] - 2.0 * u[1] * w[1] + s * u[1] * u[1]) + long * u[1] * u[1],
        scale * (e[4] - u[1] * w[2] - u[2] * w[1] + s * u[1] * u[2]) + long * u[1] * u[2],
        scale * (e[5] - 2.0 * u[2] * w[2] + s * u[2] * u[2]) + long * u[2] * u[2],
    )


@kernel
def length(spread: Symmetric) -> float:
    """Variance [m2] along the beam that stands for none known of a track with `spread` [m2]."""
    return _VAGUE * (spread[0] + spread[3] + spread[5])


@kernel
def across(volume: float, spread: Symmetric) -> float:
    """Of `volume` [ln m6], the ln det S of a strobe and a track with `spread` [m2], the part across the beam [ln m4]:
    that of tracks at different distances can be compared.
    """
    return volume - math.log(length(spread))
