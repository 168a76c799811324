"""Signature: how large a target's echo is from where the radar sees it, and how far the echo wanders over it.

Assumes   the cross-section goes smoothly from nose to side to tail, in decibels with the squared cosine of the angle
          between course and line of sight; one factor stands for bands below 2 GHz, where the size of the body is near
          the wavelength. Glint is Gaussian, a share of the size across the line of sight.
Holds     as a mean over some degrees: real patterns have peaks and nulls far sharper, which the fluctuation draws.
Source    M. I. Skolnik, "Introduction to Radar Systems", chapter on targets (aspect, resonance); D. K. Barton, "Radar
          System Analysis and Modeling" (glint of 0.15 to 0.25 of the span, one sigma).
Checked   tests/sensors/test_signature.py: the three aspects themselves, the median over all aspects in closed form.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.threat import Threat

# Wavelength of 2 GHz [m], between the bands D and E.
LOW_BAND_FROM = 0.15
# One sigma of the wander of the echo, as a share of the span; along the beam it is half as large.
_GLINT = 0.2


@kernel
def cross_section(nose: float, side: float, tail: float, cosine: float) -> float:
    """Cross-section [m2] of a target of `nose`, `side` and `tail` [m2] at the `cosine` [1] of the angle between its
    course and the direction to the radar (1: nose-on, -1: from behind).

    >>> cross_section(0.05, 0.8, 0.1, 1.0), cross_section(0.05, 0.8, 0.1, 0.0)
    (0.05, 0.8)
    """
    weight = cosine * cosine
    end = nose if cosine >= 0.0 else tail
    return side * math.pow(end / side, weight)


@kernel
def aspect(dx: float, dy: float, dz: float, vx: float, vy: float, vz: float) -> float:
    """Cosine [1] of the angle between the velocity `vx`, `vy`, `vz` [m/s] of a target and the direction to the radar,
    from which it lies `dx`, `dy`, `dz` [m] away; 1 for one that stands still.
    """
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if speed == 0.0:
        return 1.0
    return -(dx * vx + dy * vy + dz * vz) / (speed * math.sqrt(dx * dx + dy * dy + dz * dz))


@kernel
def echo_size(threat: Threat, cosine: float, wavelength: float) -> float:
    """Mean cross-section [m2] of `threat` [row] at the `cosine` [1] of its aspect and at `wavelength` [m]."""
    size = cross_section(threat.rcs, threat.side_rcs, threat.tail_rcs, cosine)
    return size * threat.low_band if wavelength > LOW_BAND_FROM else size


@kernel
def glint(span: float) -> tuple[float, float]:
    """One sigma [m] by which the echo of a target of `span` [m] wanders along and across the beam."""
    return 0.5 * _GLINT * span, _GLINT * span
