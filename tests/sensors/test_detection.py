"""Detection: signal-to-noise ratio and probability of detection.

Expected values: P. Swerling's closed form Pd = Pfa^(1/(1+S)) and the 21.144 dB it needs for Pd 0.9 at Pfa 1e-6; SciPy's
non-central chi-square for the steady target and the 13.183490 dB printed in the documentation of the library `sdr`
(min_snr); two values of Pd printed in the tests of the library `radarsimpy`; the fourth power of range.
Swerling 3: the mean of the steady chances over a chi-square law of four degrees, by SciPy's quadrature.
Controls: each formula fails where the other one belongs, and so does the square of range.
"""

import math

import pytest
from scipy import integrate, stats

from vyuha.sensors.detection import (
    STEADY,
    SWERLING_1,
    SWERLING_2,
    SWERLING_3,
    SWERLING_4,
    detection_probability,
    marcum_q,
    reference_snr,
    signal_to_noise,
)

PFA = 1e-6


def from_decibels(value: float) -> float:
    return float(10.0 ** (0.1 * value))


@pytest.mark.parametrize("false_alarm", [1e-3, 1e-4, 1e-6, 1e-8, 1e-10])
@pytest.mark.parametrize("snr", [0.0, 0.1, 1.0, 10.0, 100.0, 1e4])
def test_swerling_1_is_the_closed_form(snr: float, false_alarm: float) -> None:
    expected = float(false_alarm ** (1.0 / (1.0 + snr)))
    assert detection_probability(snr, false_alarm, SWERLING_1) == pytest.approx(expected, rel=1e-12)


def test_swerling_1_needs_the_printed_signal() -> None:
    assert 10.0 * math.log10(reference_snr(0.9, PFA)) == pytest.approx(21.144, abs=5e-4)
    # The print is rounded to 0.001 dB, which is 3e-5 of the probability.
    assert detection_probability(from_decibels(21.144), PFA, SWERLING_1) == pytest.approx(0.9, abs=3e-5)


@pytest.mark.parametrize("false_alarm", [1e-3, 1e-6, 1e-8, 1e-10])
@pytest.mark.parametrize("snr", [0.0, 0.05, 0.5, 1.0, 3.0, 10.0, 20.0, 50.0, 200.0, 699.0])
def test_a_steady_target_follows_the_non_central_chi_square(snr: float, false_alarm: float) -> None:
    threshold = -math.log(false_alarm)
    expected = false_alarm if snr == 0.0 else float(stats.ncx2.sf(2.0 * threshold, 2, 2.0 * snr))
    assert detection_probability(snr, false_alarm, STEADY) == pytest.approx(expected, abs=1e-9)


def test_a_steady_target_needs_the_printed_signal() -> None:
    assert detection_probability(from_decibels(13.183490), PFA, STEADY) == pytest.approx(0.9, abs=1e-6)


def test_control_the_fluctuating_formula_fails_for_the_steady_target_and_the_other_way_round() -> None:
    assert abs(detection_probability(from_decibels(13.183490), PFA, SWERLING_1) - 0.9) > 0.3
    assert abs(detection_probability(from_decibels(21.144), PFA, STEADY) - 0.9) > 0.09


@pytest.mark.parametrize("false_alarm", [1e-3, 1e-6])
@pytest.mark.parametrize("snr", [0.5, 3.0, 20.0])
def test_one_dominant_scatterer_is_the_mean_over_its_law(snr: float, false_alarm: float) -> None:
    def weighted(power: float) -> float:
        steady = stats.ncx2.sf(-2.0 * math.log(false_alarm), 2, 2.0 * power)
        return float(steady * stats.gamma.pdf(power, 2.0, scale=0.5 * snr))

    expected = sum(integrate.quad(weighted, a * snr, (a + 2.0) * snr, epsabs=1e-13)[0] for a in range(0, 24, 2))
    assert detection_probability(snr, false_alarm, SWERLING_3) == pytest.approx(expected, abs=1e-10)
    assert abs(detection_probability(snr, false_alarm, SWERLING_1) - expected) > 1e-5


def test_within_one_look_a_draw_for_each_pulse_is_one_for_each_scan() -> None:
    for snr in (0.0, 0.3, 5.0, 100.0):
        assert detection_probability(snr, PFA, SWERLING_2) == detection_probability(snr, PFA, SWERLING_1)
        assert detection_probability(snr, PFA, SWERLING_4) == detection_probability(snr, PFA, SWERLING_3)


@pytest.mark.parametrize("decibels, expected", [(13.0, 0.6287), (11.0, 0.1683)])
def test_printed_probabilities_of_a_steady_target(decibels: float, expected: float) -> None:
    assert detection_probability(from_decibels(decibels), 1e-8, STEADY) == pytest.approx(expected, abs=1e-4)


def test_a_printed_probability_of_a_fluctuating_target() -> None:
    assert detection_probability(from_decibels(16.0), 1e-4, SWERLING_1) == pytest.approx(0.7980, abs=1e-4)


@pytest.mark.parametrize("swerling", [STEADY, SWERLING_1, SWERLING_2, SWERLING_3, SWERLING_4])
def test_more_signal_or_more_false_alarms_detect_more(swerling: int) -> None:
    by_signal = [detection_probability(s, PFA, swerling) for s in (0.1, 1.0, 3.0, 10.0, 20.0)]
    by_alarm = [detection_probability(5.0, p, swerling) for p in (1e-10, 1e-8, 1e-6, 1e-3)]
    assert by_signal == sorted(by_signal) and by_alarm == sorted(by_alarm)
    assert all(0.0 < value < 1.0 for value in by_signal + by_alarm)


def test_a_very_strong_steady_signal_is_always_seen() -> None:
    assert marcum_q(701.0, -math.log(PFA)) == 1.0
    assert marcum_q(1e6, -math.log(PFA)) == 1.0
    assert marcum_q(699.0, -math.log(PFA)) == pytest.approx(1.0, abs=1e-9)


def snr_at(distance: float, rcs: float) -> float:
    return signal_to_noise(20.0, 100e3, 1.0, distance, rcs)


def test_the_signal_falls_with_the_fourth_power_of_range() -> None:
    assert snr_at(100e3, 1.0) == 20.0
    assert snr_at(50e3, 1.0) == pytest.approx(16.0 * 20.0, rel=1e-14)
    assert snr_at(200e3, 1.0) == pytest.approx(20.0 / 16.0, rel=1e-14)
    assert snr_at(100e3, 0.01) == pytest.approx(0.2, rel=1e-14)


@pytest.mark.parametrize("rcs", [1e-3, 0.05, 1.0, 10.0])
def test_equal_signal_at_the_fourth_root_of_the_cross_section(rcs: float) -> None:
    assert snr_at(100e3 * float(rcs**0.25), rcs) == pytest.approx(20.0, rel=1e-13)


def test_control_the_square_of_range_is_told_apart() -> None:
    assert abs(snr_at(50e3, 1.0) / 20.0 - 4.0) > 10.0
    assert abs(snr_at(100e3 * math.sqrt(0.05), 0.05) / 20.0 - 1.0) > 0.9


@pytest.mark.parametrize("detection", [0.1, 0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("false_alarm", [1e-4, 1e-6, 1e-8])
def test_the_reference_signal_gives_back_its_probability(detection: float, false_alarm: float) -> None:
    snr = reference_snr(detection, false_alarm)
    assert detection_probability(snr, false_alarm, SWERLING_1) == pytest.approx(detection, rel=1e-12)
