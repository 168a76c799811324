"""Diffraction close to the horizon.

Expected values: the residue series of a conducting sphere (van der Pol and Bremmer, in the form of Fock), summed here
with SciPy's Airy functions; two rays where they take over.
Controls: the sphere without refraction, the height gain left out, two rays beyond where they hold.
"""

import cmath
import math

import numpy as np
import pytest
from scipy import special

from tests.sensors.conftest import built, raise_antenna, set_ground
from vyuha.sensors.coverage import sight
from vyuha.sensors.diffraction import CLEAR_FROM, edge_loss, spherical_loss
from vyuha.sensors.echo import reflection_share, stand_of
from vyuha.sensors.multipath import HORIZONTAL, Surface, propagation_factor, two_rays
from vyuha.state.tables import Setup, State
from vyuha.world.propagation import MEAN_RADIUS, horizon_range

STANDARD = 4.0 / 3.0
RADIUS = STANDARD * MEAN_RADIUS
MODES = 60


def outgoing(t: complex) -> tuple[complex, complex]:
    """Fock's Airy function w1 and its derivative."""
    ai, aip, bi, bip = special.airy(t)
    return math.sqrt(math.pi) * (bi + 1j * ai), math.sqrt(math.pi) * (bip + 1j * aip)


def residue_loss(distance: float, lower: float, upper: float, wavelength: float, radius: float = RADIUS) -> float:
    """One-way loss (dB) of a sphere on which the field vanishes."""
    size = (math.pi * radius / wavelength) ** (1.0 / 3.0)
    x, per_metre = size * distance / radius, 2.0 * math.pi / (wavelength * size)
    zeros, total = -special.ai_zeros(MODES)[0], 0j
    for zero in zeros:
        t = zero * cmath.exp(1j * math.pi / 3.0)
        gains = [outgoing(t - per_metre * h)[0] / outgoing(t)[1] for h in (lower, upper)]
        total += cmath.exp(1j * x * t) * gains[0] * gains[1]
    return -20.0 * math.log10(2.0 * math.sqrt(math.pi * x) * abs(total))


@pytest.mark.parametrize("wavelength", [1.9, 0.3, 0.1, 0.03])
@pytest.mark.parametrize("lower, upper", [(8.0, 100.0), (24.0, 30.0), (24.0, 1000.0), (300.0, 50.0)])
@pytest.mark.parametrize("share", [1.02, 1.1, 1.3])
def test_in_the_shadow_it_is_the_residue_series(wavelength: float, lower: float, upper: float, share: float) -> None:
    distance = share * horizon_range(lower, upper, STANDARD)
    expected = residue_loss(distance, lower, upper, wavelength)
    found = spherical_loss(distance, lower, upper, wavelength, RADIUS)
    assert expected > 10.0
    # The first mode and its fits; near the horizon others count too.
    assert found == pytest.approx(expected, abs=1.7)
    # Controls: the true earth, and ends on the ground.
    assert spherical_loss(distance, lower, upper, wavelength, MEAN_RADIUS) > expected + 2.5
    assert spherical_loss(distance, 0.1, upper, wavelength, RADIUS) > expected + 2.5


def over_sea(antenna: float, wavelength: float) -> tuple[Setup, State]:
    setup, state = built()
    set_ground(setup, 69.0, 6.5, 0.0, True)
    setup.radar[0].wavelength = wavelength
    raise_antenna(setup, state, antenna)
    return setup, state


def echo_loss(setup: Setup, state: State, distance: float, height: float) -> float:
    """Two-way loss (dB) of a target `height` (m) above the sphere, `distance` (m) along it."""
    angle = distance / MEAN_RADIUS
    at = (
        (MEAN_RADIUS + height) * math.sin(angle),
        0.0,
        (MEAN_RADIUS + height) * math.cos(angle) - MEAN_RADIUS,
    )
    seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
    stand = stand_of(setup, state.antenna[0])
    left = reflection_share(setup.radar[0], setup.background[0], stand, height, seen, 0.0)
    return -10.0 * math.log10(max(left, 1e-30))


@pytest.mark.parametrize("antenna, height, wavelength", [(8.0, 100.0, 1.9), (24.0, 100.0, 0.1), (9.0, 1000.0, 0.1)])
def test_towards_the_horizon_an_echo_only_fades(antenna: float, height: float, wavelength: float) -> None:
    """From where rays end to the horizon the loss grows without a step, to that of the residue series."""
    setup, state = over_sea(antenna, wavelength)
    edge = horizon_range(antenna, height, STANDARD)
    distances = np.linspace(0.02 * edge, 0.999 * edge, 1500)
    differences = [two_rays(antenna, height, float(d), STANDARD)[0] for d in distances]
    near = [d for d, longer in zip(distances, differences, strict=True) if longer < CLEAR_FROM * wavelength]
    losses = [echo_loss(setup, state, float(d), height) for d in near]
    assert len(losses) > 20
    # The two fits of the Recommendation join within a hundredth of a decibel.
    assert np.diff(losses).min() > -0.01
    assert abs(losses[0]) < 3.0, "where rays end nothing is lost, within what they say there"
    expected = 2.0 * residue_loss(edge, antenna, height, wavelength)
    assert losses[-1] == pytest.approx(expected, abs=6.0)
    # Control: two rays come back to nothing lost at the horizon.
    paths = two_rays(antenna, height, 0.999 * edge, STANDARD)
    rays = propagation_factor(paths, wavelength, Surface(69.0, 6.5, 0.0), HORIZONTAL, 1.0)
    assert -40.0 * math.log10(rays) < losses[-1] - 15.0


@pytest.mark.parametrize("antenna, height, wavelength", [(8.0, 100.0, 1.9), (24.0, 100.0, 0.1), (9.0, 1000.0, 0.1)])
def test_between_rays_and_shadow_it_is_near_the_residue_series(
    antenna: float, height: float, wavelength: float
) -> None:
    """Half way between, where neither limit holds, the interpolation of the Recommendation: within 4 dB, one way."""
    setup, state = over_sea(antenna, wavelength)
    edge = horizon_range(antenna, height, STANDARD)
    for share in (0.9, 0.95, 0.98):
        if two_rays(antenna, height, share * edge, STANDARD)[0] < CLEAR_FROM * wavelength:
            expected = residue_loss(share * edge, antenna, height, wavelength)
            assert 0.5 * echo_loss(setup, state, share * edge, height) == pytest.approx(expected, abs=4.0)


def test_rays_govern_inside() -> None:
    assert edge_loss(CLEAR_FROM * 0.1, 30e3, (24.0, 300.0), 0.1, STANDARD) == 0.0
    assert edge_loss(0.9 * CLEAR_FROM * 0.1, 30e3, (24.0, 300.0), 0.1, STANDARD) > 0.0


def test_what_is_in_view_but_for_the_sphere_in_the_shadow_is_weak() -> None:
    """The ellipsoid shows a little more than the sphere: no gap there."""
    setup, state = over_sea(8.0, 1.9)
    edge = horizon_range(8.0, 100.0, STANDARD)
    losses = [echo_loss(setup, state, share * edge, 100.0) for share in (0.998, 1.0, 1.002)]
    assert losses == sorted(losses) and losses[0] > 40.0
