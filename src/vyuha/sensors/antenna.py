"""Antenna: how much of its peak gain a radar has in a direction, and what steering a beam off costs.

Assumes   a main lobe of Gaussian shape, as a tapered aperture has down to its side lobes. Beyond, an envelope stands
          for the lobes and the nulls between them: the level of the first side lobe up to where that lobe peaks, then
          falling with the square of the angle to the average level, and one level behind the antenna. All gains are
          power relative to the peak.
Holds     for beams of a few degrees, 20 degrees at most. The envelope follows the lobes of a uniform aperture within
          0.3 dB and is no more than that below those of tapered ones; the nulls of a real antenna are not in it.
Source    M. I. Skolnik (ed.), "Radar Handbook", chapters on reflector and phased array antennas: Gaussian
          approximation, cosecant-squared coverage, cosine loss and broadening of a scanned beam; closed forms of
          aperture theory.
Checked   tests/sensors/test_antenna.py: Fourier integrals of uniform and cosine apertures, equal echo at equal height,
          solid angle by quadrature.
"""

import math
from typing import NamedTuple

from vyuha.base.compile import kernel

# First side lobe off axis, in half-power widths: 1.61 for a uniform aperture, 1.59 for cosine, 1.64 for cosine squared.
_FIRST_LOBE = 1.6
# Half power at half a width off the axis.
_HALVING = -4.0 * math.log(2.0)


class Pattern(NamedTuple):
    """A pencil beam: half-power widths `azimuth_width` and `elevation_width` [rad], and the power relative to the peak
    [1] of its `first_sidelobe`, of the `average_sidelobe` and of the `back_lobe`.
    """

    azimuth_width: float
    elevation_width: float
    first_sidelobe: float
    average_sidelobe: float
    back_lobe: float


@kernel
def main_lobe(offset: float, width: float) -> float:
    """Gaussian main lobe [1] at `offset` [rad] from the axis: one half at half the half-power `width` [rad]."""
    return math.exp(_HALVING * (offset / width) * (offset / width))


@kernel
def beam_gain(pattern: Pattern, azimuth: float, elevation: float) -> float:
    """Gain relative to the peak [1] of the beam `pattern` at `azimuth` [rad] and `elevation` [rad] from its axis."""
    if math.cos(azimuth) * math.cos(elevation) < 0.0:
        return pattern.back_lobe
    u, v = azimuth / pattern.azimuth_width, elevation / pattern.elevation_width
    offset = math.sqrt(u * u + v * v)
    lobe = main_lobe(offset, 1.0)
    if lobe > pattern.first_sidelobe:
        return lobe
    fall = min(_FIRST_LOBE / offset, 1.0)
    return max(pattern.first_sidelobe * fall * fall, pattern.average_sidelobe)


@kernel
def peak_gain(azimuth_width: float, elevation_width: float) -> float:
    """Peak gain [1] over an isotropic antenna of a lossless Gaussian beam of half-power `azimuth_width` [rad] and
    `elevation_width` [rad] without side lobes: the whole sphere over the beam's solid angle.

    >>> round(peak_gain(math.radians(1.0), math.radians(1.0)))
    36407
    """
    return 16.0 * math.log(2.0) / (azimuth_width * elevation_width)


@kernel
def cosecant_squared_gain(elevation: float, axis: float, width: float, upper: float, sidelobe: float) -> float:
    """Gain relative to the peak [1] at `elevation` [rad] of a fan beam: Gaussian of half-power `width` [rad] round its
    `axis` [rad]; above the upper half-power point it falls with the squared cosecant up to the elevation `upper` [rad],
    so that a target at constant height gives the same echo at all ranges; `sidelobe` [1] elsewhere.
    """
    start = axis + 0.5 * width
    if elevation > upper:
        return sidelobe
    if elevation <= start:
        return max(main_lobe(elevation - axis, width), sidelobe)
    ratio = math.sin(start) / math.sin(elevation)
    return max(0.5 * ratio * ratio, sidelobe)


@kernel
def silent_radius(rise: float, maximum_elevation: float) -> float:
    """Ground range [m] within which a target `rise` [m] above the antenna is over the beam's `maximum_elevation` [rad]:
    the cone of silence at that height.
    """
    return max(rise, 0.0) / math.tan(maximum_elevation)


@kernel
def cosine_off_broadside(azimuth: float, elevation: float, tilt: float) -> float:
    """Cosine [1] of the angle between the normal of an array and the direction at `azimuth` [rad] from it and
    `elevation` [rad] above the horizon; the array leans back by `tilt` [rad].
    """
    level = math.cos(elevation) * math.cos(azimuth) * math.cos(tilt)
    return level + math.sin(elevation) * math.sin(tilt)


@kernel
def scan_gain(cosine: float, exponent: float) -> float:
    """One-way gain [1] left when a beam is steered off broadside by the angle of `cosine` [1]: its power `exponent`
    [1]. The projected aperture alone gives 1; matching of the elements makes it 1 to 1.5. Nothing behind the array.
    """
    return math.pow(cosine, exponent) if cosine > 0.0 else 0.0


@kernel
def scanned_width(width: float, cosine: float) -> float:
    """Half-power width [rad] in the plane of scan of a beam that has `width` [rad] at broadside, steered off by the
    angle of `cosine` [1]: the aperture it shows is shorter.
    """
    return width / max(cosine, 1e-3)
