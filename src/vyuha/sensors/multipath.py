"""Multipath: how the ray that the surface reflects adds to the direct one, and splits the coverage into lobes.

Assumes   one direct and one specular ray over a sphere of `refraction` times the earth's radius, of one smooth or
          evenly rough surface; what the roughness takes from the specular ray is lost, not scattered to the target.
Holds     inside the region of interference: path difference above a sixth of a wavelength or so. Below, down to the
          horizon, diffraction governs (`sensors.diffraction`): there the divergence takes the reflected ray away, and
          the factor here, which goes to 1, is far too large; beyond the horizon it is 0. Not over hills.
Source    D. E. Kerr, "Propagation of Short Radio Waves", chapters 2 and 5 (two rays over a sphere, divergence,
          Fresnel); W. S. Ament, Proc. IRE 41 (1953), 142-146; A. R. Miller, R. M. Brown and E. Vegh, IEE
          Proc. H 131 (1984), 114-116 (roughness).
Checked   tests/sensors/test_multipath.py: lobes of the flat earth, mirror law and ray tube over the sphere by other
          means, Brewster's angle, SciPy's Bessel function.
"""

import cmath
import math
from typing import NamedTuple

from vyuha.base.compile import kernel
from vyuha.world.propagation import MEAN_RADIUS

HORIZONTAL = 0
VERTICAL = 1
# Impedance of free space over a whole turn [ohm]: conductivity times wavelength times this is the imaginary part of the
# relative permittivity.
_LOSS = 376.730313668 / (2.0 * math.pi)


class Surface(NamedTuple):
    """What reflects: relative `permittivity` [1], `conductivity` [S/m], `roughness`, the standard deviation of its
    height [m], and whether it is `water`, whose waves leave more than Gaussian heights.
    """

    permittivity: float
    conductivity: float
    roughness: float
    water: bool = True


@kernel
def reflection_point(antenna_height: float, target_height: float, ground_range: float, refraction: float) -> float:
    """Ground range [m] from the antenna at `antenna_height` [m] to where the ray to a target at `target_height` [m] and
    `ground_range` [m] is reflected; `refraction` [1]. The root of the cubic of equal angles.
    """
    radius = refraction * MEAN_RADIUS
    p = 2.0 / math.sqrt(3.0) * math.sqrt(radius * (antenna_height + target_height) + 0.25 * ground_range**2)
    q = 2.0 * radius * ground_range * (antenna_height - target_height) / (p * p * p)
    return 0.5 * ground_range + p * math.sin(math.asin(min(max(q, -1.0), 1.0)) / 3.0)


@kernel
def _chord(lower: float, upper: float, arc: float, radius: float) -> float:
    """Straight distance [m] between heights `lower` and `upper` [m] an angle `arc` [rad] apart over a sphere of
    `radius` [m]; the form keeps its digits.
    """
    rise, half = upper - lower, math.sin(0.5 * arc)
    return math.sqrt(rise * rise + 4.0 * (radius + lower) * (radius + upper) * half * half)


@kernel
def two_rays(
    antenna_height: float, target_height: float, ground_range: float, refraction: float
) -> tuple[float, float, float]:
    """How much longer the reflected path is than the direct one [m], the sine of its grazing angle [1] and its
    divergence [1], from an antenna at `antenna_height` [m] to a target at `target_height` [m] and `ground_range` [m];
    `refraction` [1]. Beyond the horizon the sine is negative and the divergence 0.
    """
    radius = refraction * MEAN_RADIUS
    near = reflection_point(antenna_height, target_height, ground_range, refraction)
    far = ground_range - near
    # An antenna on the ground has no reflected ray: the sine below then comes out negative, not undefined.
    first = max(_chord(0.0, antenna_height, near / radius, radius), 1e-6)
    second = _chord(0.0, target_height, far / radius, radius)
    direct = _chord(antenna_height, target_height, ground_range / radius, radius)
    rise = antenna_height * (2.0 * radius + antenna_height)
    sine = (rise - first * first) / (2.0 * radius * first)
    divergence = 0.0
    if sine > 0.0:
        divergence = 1.0 / math.sqrt(1.0 + 2.0 * near * far / (radius * max(ground_range, 1e-6) * sine))
    return first + second - direct, sine, divergence


@kernel
def reflection_coefficient(sine: float, wavelength: float, surface: Surface, polarisation: int) -> tuple[float, float]:
    """Amplitude [1] and phase [rad] of the reflection at a smooth plane `surface`, for the `sine` [1] of the grazing
    angle at `wavelength` [m]; `polarisation` HORIZONTAL or VERTICAL [code]. Fresnel's formulas, delays as negative
    phases.
    """
    permittivity = complex(surface.permittivity, -_LOSS * wavelength * surface.conductivity)
    refracted = cmath.sqrt(permittivity - (1.0 - sine * sine))
    incident = permittivity * sine if polarisation == VERTICAL else complex(sine, 0.0)
    ratio = (incident - refracted) / (incident + refracted)
    return abs(ratio), math.atan2(ratio.imag, ratio.real)


@kernel
def _phase_variance(roughness: float, sine: float, wavelength: float) -> float:
    """Half the variance of the phase [1] that heights of standard deviation `roughness` [m] give a ray whose grazing
    angle has the `sine` [1] at `wavelength` [m].
    """
    phase = 2.0 * math.pi * roughness * sine / wavelength
    return 2.0 * phase * phase


@kernel
def ament_reduction(roughness: float, sine: float, wavelength: float) -> float:
    """Share [1] of the specular amplitude that heights of Gaussian law and standard deviation `roughness` [m] leave,
    for the `sine` [1] of the grazing angle at `wavelength` [m].
    """
    return math.exp(-_phase_variance(roughness, sine, wavelength))


@kernel
def miller_brown_reduction(roughness: float, sine: float, wavelength: float) -> float:
    """The same for the heights of sine waves of Gaussian amplitude, as the sea has, of standard deviation `roughness`
    [m], for the `sine` [1] of the grazing angle at `wavelength` [m]: more is left on a rough sea than Ament's law says.
    """
    return _scaled_bessel(_phase_variance(roughness, sine, wavelength))


@kernel
def _scaled_bessel(z: float) -> float:
    """Exp(-z) I0(z) [1] for `z` [1] of 0 or more: the power series, or the asymptotic one for large arguments."""
    total, term, k = 1.0, 1.0, 1
    if z < 25.0:
        while term > 1e-16 * total:
            term *= 0.25 * z * z / (k * k)
            total += term
            k += 1
        return math.exp(-z) * total
    for k in range(1, 12):
        term *= (2.0 * k - 1.0) ** 2 / (8.0 * k * z)
        total += term
    return total / math.sqrt(2.0 * math.pi * z)


@kernel
def propagation_factor(
    paths: tuple[float, float, float], wavelength: float, surface: Surface, polarisation: int, reflected_gain: float
) -> float:
    """Field at the target over that in free space [1], one way, for the `paths` [m, 1, 1] of `two_rays` at `wavelength`
    [m] over `surface`, at `polarisation` [code]; `reflected_gain` [1] is the antenna's power gain towards the reflected
    ray over that towards the direct one. The power of the echo goes with its fourth power.
    """
    difference, sine, divergence = paths
    if sine <= 0.0:
        return 0.0
    amplitude, phase = reflection_coefficient(sine, wavelength, surface, polarisation)
    rough = ament_reduction(surface.roughness, sine, wavelength)
    if surface.water:
        rough = miller_brown_reduction(surface.roughness, sine, wavelength)
    amplitude *= divergence * rough * math.sqrt(reflected_gain)
    phase -= 2.0 * math.pi * difference / wavelength
    return math.sqrt(max(1.0 + amplitude * (amplitude + 2.0 * math.cos(phase)), 0.0))
