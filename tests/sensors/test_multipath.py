"""Reflection and lobing.

Expected values: the flat earth's closed form 2 |sin(2 pi h1 h2 / (wavelength d))|; equal angles by root finding and ray
tubes (vyuha.verification.surface); Fresnel's limits, Brewster's angle, the skin of a metal, both rays with the other
sign of time; SciPy's Bessel function; energy (properties).
Controls: the other polarisation, the round earth for the flat one, Ament's law for Miller's.
"""

import cmath
import math

import pytest
from scipy.special import ive

from vyuha.sensors.multipath import (
    HORIZONTAL,
    VERTICAL,
    Surface,
    ament_reduction,
    miller_brown_reduction,
    propagation_factor,
    reflection_coefficient,
    reflection_point,
    two_rays,
)
from vyuha.verification.surface import mirrored
from vyuha.world.propagation import horizon_range

STANDARD, FLAT = 4.0 / 3.0, 1e9
MIRROR = Surface(1.0, 1e12, 0.0)
SEA = Surface(70.0, 5.0, 0.3)
GLASS = Surface(4.0, 0.0, 0.0)


def factor(antenna: float, target: float, ground_range: float, wavelength: float, refraction: float) -> float:
    return propagation_factor(two_rays(antenna, target, ground_range, refraction), wavelength, MIRROR, HORIZONTAL, 1.0)


@pytest.mark.parametrize("antenna, wavelength, distance", [(50.0, 0.1, 10e3), (20.0, 0.03, 8e3), (10.0, 2.0, 20e3)])
def test_lobes_over_a_flat_mirror(antenna: float, wavelength: float, distance: float) -> None:
    for n in range(1, 25):
        target = 0.125 * n * wavelength * distance / antenna
        expected = 2.0 * abs(math.sin(2.0 * math.pi * antenna * target / (wavelength * distance)))
        # Neglected by the closed form: the square of both heights over the distance.
        near = 8.0 * math.pi * (target / distance) ** 2 * antenna * target / (wavelength * distance) + 1e-3
        assert factor(antenna, target, distance, wavelength, FLAT) == pytest.approx(expected, abs=near)


def test_the_echo_gains_twelve_decibels_in_a_lobe_and_nothing_is_left_in_a_null() -> None:
    peak, null = (factor(50.0, h, 10e3, 0.1, FLAT) for h in (5.0, 10.0))
    assert 40.0 * math.log10(peak) == pytest.approx(12.0412, abs=1e-3)
    assert null**4 < 1e-8
    # Control: over the round earth these heights are no longer peak and null.
    assert factor(50.0, 10.0, 10e3, 0.1, STANDARD) > 0.1


def test_a_low_target_echo_goes_with_the_fourth_power_of_its_height_and_the_eighth_of_range() -> None:
    low, double, far = (factor(10.0, h, d, 0.3, FLAT) ** 4 / d**4 for h, d in ((5.0, 20e3), (10.0, 20e3), (5.0, 40e3)))
    assert double / low == pytest.approx(16.0, rel=0.01)
    assert low / far == pytest.approx(256.0, rel=0.01)
    # Control: without the surface it is the fourth power of range.
    assert abs(low / far - 16.0) > 200.0


@pytest.mark.parametrize(
    "antenna, target, ground_range",
    [
        (10.0, 100.0, 15e3),
        (100.0, 10.0, 15e3),
        (30.0, 30.0, 20e3),
        (30.0, 1e3, 60e3),
        (25.0, 10e3, 250e3),
        (24.0, 25.0, 30e3),
    ],
)
def test_reflection_over_the_sphere(antenna: float, target: float, ground_range: float) -> None:
    ours = two_rays(antenna, target, ground_range, STANDARD)
    exact = mirrored(antenna, target, ground_range)
    assert ours[0] == pytest.approx(exact[0], rel=1e-5)
    assert ours[1] == pytest.approx(exact[1], rel=5e-3)
    assert ours[2] == pytest.approx(exact[2], rel=1e-3)
    # Control: the true radius.
    assert two_rays(antenna, target, ground_range, 1.0)[0] != pytest.approx(exact[0], rel=1e-2)
    back = reflection_point(target, antenna, ground_range, STANDARD)
    assert reflection_point(antenna, target, ground_range, STANDARD) == pytest.approx(ground_range - back, rel=1e-9)


def test_nothing_beyond_the_horizon_and_no_divergence_over_a_plane() -> None:
    reach = horizon_range(20.0, 50.0, STANDARD)
    assert factor(20.0, 50.0, 1.01 * reach, 0.1, STANDARD) == 0.0
    assert factor(20.0, 50.0, 0.95 * reach, 0.1, STANDARD) > 0.0
    assert two_rays(20.0, 50.0, 0.99 * reach, STANDARD)[2] < 0.3
    assert two_rays(20.0, 50.0, 10e3, FLAT)[2] == pytest.approx(1.0, abs=1e-6)


def test_straight_above_and_on_the_ground() -> None:
    """Overhead the reflected path is longer by twice the lower height; at the ground both rays cancel (properties)."""
    difference, sine, divergence = two_rays(20.0, 5e3, 0.0, STANDARD)
    assert (difference, sine, divergence) == pytest.approx((40.0, 1.0, 1.0), rel=1e-9)
    assert factor(20.0, 0.0, 10e3, 0.1, STANDARD) < 0.02
    assert factor(0.0, 100.0, 10e3, 0.1, STANDARD) == 0.0
    # Control: a metre up, the field is there.
    assert factor(20.0, 1.0, 10e3, 0.1, STANDARD) > 0.1


def test_fresnel_at_grazing_and_at_normal_incidence() -> None:
    """At grazing incidence all is reflected upside down; from above, (1 - n) / (1 + n) with an index n of 2."""
    for polarisation in (HORIZONTAL, VERTICAL):
        amplitude, phase = reflection_coefficient(1e-7, 0.1, GLASS, polarisation)
        assert amplitude == pytest.approx(1.0, abs=1e-6) and abs(phase) == pytest.approx(math.pi, abs=1e-9)
        assert reflection_coefficient(1.0, 0.1, GLASS, polarisation)[0] == pytest.approx(1.0 / 3.0, rel=1e-12)
    assert abs(reflection_coefficient(1.0, 0.1, GLASS, HORIZONTAL)[1]) == pytest.approx(math.pi)
    assert reflection_coefficient(1.0, 0.1, GLASS, VERTICAL)[1] == pytest.approx(0.0)


def test_brewsters_angle() -> None:
    """No vertical wave is reflected where the grazing angle's tangent is one over the index; a horizontal one is."""
    sine = math.sin(math.atan(0.5))
    assert reflection_coefficient(sine, 0.1, GLASS, VERTICAL)[0] < 1e-12
    assert reflection_coefficient(sine, 0.1, GLASS, HORIZONTAL)[0] == pytest.approx(0.6, rel=1e-12)


def test_a_metal_reflects_late_by_its_skin_depth() -> None:
    """From above, its surface impedance makes the wave weaker and later by the wave number times the skin depth."""
    wavelength, conductivity = 0.1, 1e4
    skin = math.sqrt(wavelength / (math.pi * 376.730313668 * conductivity))
    lag = 2.0 * math.pi * skin / wavelength
    for polarisation, upright in ((HORIZONTAL, math.pi), (VERTICAL, 0.0)):
        amplitude, phase = reflection_coefficient(1.0, wavelength, Surface(1.0, conductivity, 0.0), polarisation)
        assert amplitude == pytest.approx(1.0 - lag, abs=lag * lag)
        assert phase == pytest.approx(upright - lag, abs=lag * lag)
        # Control: early by as much.
        assert phase != pytest.approx(upright + lag, abs=lag * lag)


@pytest.mark.parametrize("target", [20.0, 60.0, 150.0, 400.0])
@pytest.mark.parametrize("polarisation", [HORIZONTAL, VERTICAL])
def test_the_sum_of_both_rays_over_the_sea_by_the_other_sign_of_time(target: float, polarisation: int) -> None:
    """With exp(-i w t) in place of exp(+i w t), refraction by Snell's law and complex angles (textbook forms)."""
    wavelength = 0.1
    index = cmath.sqrt(complex(SEA.permittivity, SEA.conductivity * wavelength * 59.95849))
    paths = two_rays(30.0, target, 12e3, STANDARD)
    incidence = 0.5 * math.pi - math.asin(paths[1])
    refracted = cmath.asin(math.sin(incidence) / index)
    if polarisation == HORIZONTAL:
        ratio = -cmath.sin(incidence - refracted) / cmath.sin(incidence + refracted)
    else:
        ratio = cmath.tan(incidence - refracted) / cmath.tan(incidence + refracted)
    left = paths[2] * miller_brown_reduction(SEA.roughness, paths[1], wavelength)
    for sign, same in ((1.0, True), (-1.0, False)):
        expected = abs(1.0 + left * ratio * cmath.exp(sign * 2j * math.pi * paths[0] / wavelength))
        ours = propagation_factor(paths, wavelength, SEA, polarisation, 1.0)
        # Horizontal waves come back nearly upside down, and then the sign hardly shows.
        if same or polarisation == VERTICAL:
            assert (ours == pytest.approx(expected, abs=1e-6)) is same


@pytest.mark.parametrize("sine", [0.01, 0.05, 0.2, 0.7, 1.0])
@pytest.mark.parametrize("wavelength", [0.03, 0.1, 2.0])
def test_a_surface_reflects_no_more_than_it_gets_and_sea_less_of_vertical_waves(sine: float, wavelength: float) -> None:
    level, upright = (reflection_coefficient(sine, wavelength, SEA, p)[0] for p in (HORIZONTAL, VERTICAL))
    assert 0.0 < upright <= level <= 1.0
    assert sine == 1.0 or upright < level


def test_rough_surfaces() -> None:
    for n in range(1, 300):
        x = 0.01 * n
        z = 2.0 * (2.0 * math.pi * x) ** 2
        assert ament_reduction(x, 1.0, 1.0) == pytest.approx(math.exp(-z), rel=1e-12)
        assert miller_brown_reduction(x, 1.0, 1.0) == pytest.approx(float(ive(0, z)), rel=1e-12)
    assert miller_brown_reduction(0.0, 0.5, 0.1) == ament_reduction(0.0, 0.5, 0.1) == 1.0
    # Only the product of height and sine over wavelength counts; on a rough sea more is left than by Ament's law.
    assert miller_brown_reduction(1.0, 0.1, 0.5) == pytest.approx(miller_brown_reduction(0.4, 0.5, 1.0), rel=1e-12)
    assert miller_brown_reduction(0.3, 1.0, 1.0) > 100.0 * ament_reduction(0.3, 1.0, 1.0)


def test_roughness_and_a_narrow_beam_take_the_lobes_away() -> None:
    paths = two_rays(50.0, 5.0, 10e3, FLAT)
    smooth, rough, aimed = (
        propagation_factor(paths, 0.1, surface, HORIZONTAL, gain)
        for surface, gain in ((MIRROR, 1.0), (MIRROR._replace(roughness=50.0), 1.0), (MIRROR, 0.0))
    )
    assert smooth == pytest.approx(2.0, abs=1e-3)
    assert rough == pytest.approx(1.0, abs=0.05)
    assert aimed == 1.0
    # A quarter of the power is half of the field.
    assert propagation_factor(paths, 0.1, MIRROR, HORIZONTAL, 0.25) == pytest.approx(1.5, abs=1e-3)
