"""Noise jamming and burn-through.

Expected values: the closed forms of NAWCWD TP 8347 (chapter 4) written anew; limits without noise and without jammer;
k T in 1 Hz at 290 K, which textbooks print as -204 dBW. Controls: square root and fourth root each fail where the other
belongs.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vyuha.sensors.detection import signal_to_noise
from vyuha.sensors.jamming import (
    effective_snr,
    gain_towards,
    jam_density,
    jam_to_noise,
    noise_density,
    self_screening_range,
    stand_off_range,
)

positive = some.floats(1e-6, 1e6)


def test_thermal_noise_is_what_textbooks_print() -> None:
    assert 10.0 * math.log10(noise_density(1.0)) == pytest.approx(-204.0, abs=0.03)
    assert noise_density(4.0) == 4.0 * noise_density(1.0)


def test_the_beam_has_half_its_gain_at_half_its_width_and_a_floor() -> None:
    assert gain_towards(0.0, 0.02, 1e4, 10.0) == 1e4
    assert gain_towards(0.01, 0.02, 1e4, 10.0) == pytest.approx(5e3, rel=1e-14)
    assert gain_towards(-0.01, 0.02, 1e4, 10.0) == pytest.approx(5e3, rel=1e-14)
    assert gain_towards(0.5, 0.02, 1e4, 10.0) == 10.0


def test_a_jammer_pours_its_power_over_the_wider_band() -> None:
    assert jam_density(1e3, 200e6, 2e6) == 5e-6
    assert jam_density(1e3, 1e6, 2e6) == 5e-4
    assert jam_density(1e3, 2e6, 2e6) == 5e-4


def test_jamming_falls_with_the_square_of_range_and_rises_with_the_gain() -> None:
    near, far = (jam_to_noise(5e-6, 10.0, 0.03, distance, 8e-21) for distance in (40e3, 80e3))
    assert near == pytest.approx(4.0 * far, rel=1e-14)
    assert jam_to_noise(5e-6, 1e4, 0.03, 80e3, 8e-21) == pytest.approx(1e3 * far, rel=1e-14)
    # Friis: power density over the sphere, times the aperture of the antenna, over the noise.
    aperture = 10.0 * 0.03**2 / (4.0 * math.pi)
    assert far == pytest.approx(5e-6 / (4.0 * math.pi * 80e3**2) * aperture / 8e-21, rel=1e-14)


def test_the_handbook_s_self_screening_range() -> None:
    power, gain, rcs, jammer, share, wavelength, noise = 250e3, 1e4, 1.0, 1e3, 0.01, 0.03, 1e-20
    expected = math.sqrt(power * gain * rcs / (4.0 * math.pi * jammer * share))
    assert expected == pytest.approx(4460.31, abs=0.005)
    distance, receiver = 50e3, 2e6
    snr = power * gain**2 * wavelength**2 * rcs / ((4.0 * math.pi) ** 3 * distance**4 * noise * receiver)
    jam = jam_to_noise(jam_density(jammer, receiver / share, receiver), gain, wavelength, distance, noise)
    # What is left is the noise of the receiver.
    assert self_screening_range(snr, jam, 1.0, distance) == pytest.approx(expected, rel=1e-5)
    assert abs(stand_off_range(snr, jam, 1.0, distance) / expected - 1.0) > 0.5


@settings(max_examples=100, deadline=None, derandomize=True)
@given(snr=positive, jam=positive, required=positive)
def test_at_the_burn_through_range_the_demand_is_met(snr: float, jam: float, required: float) -> None:
    carried = self_screening_range(snr, jam, required, 20e3)
    echo = signal_to_noise(snr, 20e3, 1.0, carried, 1.0)
    assert effective_snr(echo, jam * (20e3 / carried) ** 2) == pytest.approx(required, rel=1e-9)
    away = stand_off_range(snr, jam, required, 20e3)
    assert effective_snr(signal_to_noise(snr, 20e3, 1.0, away, 1.0), jam) == pytest.approx(required, rel=1e-9)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(snr=positive, required=positive)
def test_without_a_jammer_only_the_fourth_root_is_left(snr: float, required: float) -> None:
    expected = 20e3 * (snr / required) ** 0.25
    assert self_screening_range(snr, 0.0, required, 20e3) == pytest.approx(expected, rel=1e-12)
    assert stand_off_range(snr, 0.0, required, 20e3) == pytest.approx(expected, rel=1e-12)
    assert effective_snr(snr, 0.0) == snr


def exponent(ranges: list[float]) -> float:
    """By which power of the cross-section the range grew when that was multiplied by sixteen."""
    return math.log(ranges[1] / ranges[0]) / math.log(16.0)


def test_a_bigger_target_burns_through_by_square_and_by_fourth_root() -> None:
    carried = [self_screening_range(rcs, 1e9, 1.0, 20e3) for rcs in (1.0, 16.0)]
    away = [stand_off_range(rcs, 1e9, 1.0, 20e3) for rcs in (1.0, 16.0)]
    assert exponent(carried) == pytest.approx(0.5, abs=1e-6)
    assert exponent(away) == pytest.approx(0.25, abs=1e-12)
