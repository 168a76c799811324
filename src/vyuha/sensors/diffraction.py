"""Diffraction: what is left of a field close to the horizon, where rays no longer tell.

Assumes   a smooth sphere of `refraction` times the earth's radius that conducts well enough for horizontal polarisation
          at any frequency, and for vertical polarisation above 20 MHz over land and 300 MHz over the sea. In sight of
          each other, the loss is that at the horizon of a sphere which just touches the line of sight, less in
          proportion to the clearance.
Holds     from 10 MHz on, in the shadow and up to the clearance at which nothing is lost; rays govern beyond it.
Source    Recommendation ITU-R P.526-15, sections 3.1.1.2 and 3.2.
Checked   tests/sensors/test_diffraction.py: the residue series with SciPy's Airy functions; joins with both sides.
"""

import math

from vyuha.base.compile import kernel
from vyuha.world.propagation import MEAN_RADIUS

# Path difference of the reflected ray, in wavelengths, at which nothing is lost: there the clearance is 0.552 times
# sqrt(wavelength d1 d2 / d), and the difference half the square of that over d1 d2 / d.
CLEAR_FROM = 0.5 * 0.552 * 0.552


@kernel
def _distance_term(x: float) -> float:
    """Field over that in free space [dB] at the normalised distance `x` [1], both ends on the ground."""
    if x >= 1.6:
        return 11.0 + 10.0 * math.log10(x) - 17.6 * x
    return -20.0 * math.log10(x) - 5.6488 * math.pow(x, 1.425)


@kernel
def _height_gain(y: float) -> float:
    """Gain [dB] of an end at the normalised height `y` [1]."""
    if y > 2.0:
        return 17.6 * math.sqrt(y - 1.1) - 5.0 * math.log10(y - 1.1) - 8.0
    return 20.0 * math.log10(y + 0.1 * y * y * y)


@kernel
def spherical_loss(distance: float, lower: float, upper: float, wavelength: float, radius: float) -> float:
    """One-way loss [dB] over `distance` [m] between the heights `lower` and `upper` [m] at `wavelength` [m], by the
    curvature of a sphere of `radius` [m], in its shadow or at its edge; never less than 0.
    """
    x = distance * math.pow(math.pi / (wavelength * radius * radius), 1.0 / 3.0)
    y = 2.0 * math.pow(math.pi * math.pi / (wavelength * wavelength * radius), 1.0 / 3.0)
    field = _distance_term(x) + _height_gain(y * max(lower, 1e-3)) + _height_gain(y * max(upper, 1e-3))
    return max(-field, 0.0)


@kernel
def edge_loss(
    difference: float, ground_range: float, heights: tuple[float, float], wavelength: float, refraction: float
) -> float:
    """One-way loss [dB] near the horizon over `ground_range` [m] between two `heights` [m] at `wavelength` [m];
    `difference` [m] is how much longer the reflected path is (0: in the shadow), `refraction` [1]. 0 where rays govern.
    """
    clearance = math.sqrt(max(difference, 0.0) / (CLEAR_FROM * wavelength))
    if clearance >= 1.0:
        return 0.0
    radius = refraction * MEAN_RADIUS
    if difference > 0.0:
        tangent = ground_range / (math.sqrt(max(heights[0], 1e-3)) + math.sqrt(max(heights[1], 1e-3)))
        radius = 0.5 * tangent * tangent
    loss = spherical_loss(ground_range, heights[0], heights[1], wavelength, radius)
    return (1.0 - clearance) * loss
