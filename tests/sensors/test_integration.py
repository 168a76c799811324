"""Detection over several pulses, Swerling 0 to 4.

Expected values: the mixture of gamma tails in sixty decimal digits, with Poisson weights for a steady echo and negative
binomial ones for a fading one, which is another form of the sum than the code has; SciPy's non-central chi-square;
closed forms for one pulse; counts of simulated pulses (fixed seeds; five bounds of five standard deviations: false
alarm below 1e-5); identities between the kinds. Controls: each kind fails where its neighbour belongs.
"""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from vyuha.sensors.detection import detection_probability
from vyuha.sensors.integration import detection_chance, detection_threshold, required_snr

KINDS = (0, 1, 2, 3, 4)
PULSES = (1, 2, 3, 10, 100, 1000)
ALARMS = (1e-2, 1e-6, 1e-10)
DECIBELS = (-20, -10, -5, 0, 5, 10, 20, 30)
ABSOLUTE, RELATIVE = 1e-12, 1e-12

FOUND = settings(max_examples=200, deadline=None, derandomize=True)
kinds = some.sampled_from(KINDS)
pulse_counts = some.integers(1, 1000)
alarms = some.floats(-10.0, -2.0).map(lambda power: float(10.0**power))
signals = some.floats(-20.0, 30.0).map(lambda decibel: float(10.0 ** (0.1 * decibel)))


def exact_chance(snr: float, threshold: float, pulses: int, kind: int) -> Decimal:
    """One minus the sum of the weights of j extra powers times the lower tail of order N + j."""
    with localcontext() as digits:
        digits.prec = 60
        s, t = Decimal(snr), Decimal(threshold)
        step, above = (-t).exp(), Decimal(0)
        for i in range(pulses):
            above += step
            step = step * t / (i + 1)
        shape = (0, 1, pulses, 2, 2 * pulses)[kind]
        scale = pulses * s / shape if kind else pulses * s
        weight = (1 + scale) ** -shape if kind else (-scale).exp()
        missed = Decimal(0)
        # Beyond this order a lower tail is nothing.
        for j in range(int(threshold + 60.0 * math.sqrt(threshold) + 200.0)):
            missed += weight * (1 - above)
            above += step
            step = step * t / (pulses + j + 1)
            weight *= scale / (1 + scale) * (shape + j) / (j + 1) if kind else scale / (j + 1)
        return 1 - missed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pulses", PULSES)
def test_the_chance_is_that_of_the_exact_sum(pulses: int, kind: int) -> None:
    for alarm in ALARMS:
        threshold = detection_threshold(alarm, pulses)
        for decibel in DECIBELS:
            snr = float(10.0 ** (0.1 * decibel))
            expected = float(exact_chance(snr, threshold, pulses, kind))
            found = detection_chance(snr, threshold, pulses, kind)
            assert found == pytest.approx(expected, rel=RELATIVE, abs=ABSOLUTE if expected > 0.5 else 0.0), (
                alarm,
                decibel,
            )


@pytest.mark.parametrize("kind, other", [(0, 2), (1, 2), (2, 1), (3, 4), (4, 3)])
def test_control_the_neighbour_fails_where_this_kind_belongs(kind: int, other: int) -> None:
    threshold = detection_threshold(1e-6, 20)
    expected = float(exact_chance(2.0, threshold, 20, kind))
    assert detection_chance(2.0, threshold, 20, kind) == pytest.approx(expected, abs=ABSOLUTE)
    assert abs(detection_chance(2.0, threshold, 20, other) - expected) > 0.01


def pulse_sums(kind: int, snr: float, pulses: int, count: int, seed: int) -> np.ndarray:
    """Sums of simulated square-law outputs: complex noise of unit power on an echo of random power and phase."""
    draw = np.random.default_rng(seed)
    noise = draw.normal(size=(2, count, pulses)) * math.sqrt(0.5)
    drawn = (count, 1) if kind in {1, 3} else (count, pulses)
    degrees = 1.0 if kind in {1, 2} else 2.0
    power = np.full(drawn, snr) if kind == 0 else draw.gamma(degrees, snr / degrees, size=drawn)
    phase = draw.uniform(0.0, 2.0 * math.pi, size=(count, pulses))
    echo = np.sqrt(power) * np.exp(1j * phase)
    return (np.abs(noise[0] + 1j * noise[1] + echo) ** 2).sum(axis=1)


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_pulses_pass_the_threshold_as_often(kind: int) -> None:
    pulses, count = 20, 50_000
    threshold, snr = detection_threshold(1e-3, pulses), 2.0
    hits = int((pulse_sums(kind, snr, pulses, count, seed=41 + kind) > threshold).sum())

    def off(other: int) -> float:
        chance = detection_chance(snr, threshold, pulses, other)
        return abs(hits - count * chance) / math.sqrt(count * chance * (1.0 - chance))

    assert off(kind) < 5.0
    assert all(off(other) > 5.0 for other in KINDS if other != kind)


@pytest.mark.parametrize("pulses", [1, 4, 30, 400])
def test_a_steady_echo_follows_scipy(pulses: int) -> None:
    for alarm in ALARMS:
        threshold = detection_threshold(alarm, pulses)
        for snr in (0.01, 0.3, 1.0, 5.0, 40.0):
            expected = float(stats.ncx2.sf(2.0 * threshold, 2 * pulses, 2.0 * pulses * snr))
            assert detection_chance(snr, threshold, pulses, 0) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("alarm", [1e-2, 1e-6, 1e-10])
def test_one_pulse_is_the_single_look(alarm: float, kind: int) -> None:
    threshold = detection_threshold(alarm, 1)
    for snr in (0.0, 0.05, 1.0, 13.0, 200.0, 699.0):
        # The sum of the single look ends at 1e-12.
        expected = pytest.approx(detection_probability(snr, alarm, kind), rel=1e-13, abs=3e-12 if kind == 0 else 0.0)
        assert detection_chance(snr, threshold, 1, kind) == expected


@FOUND
@given(snr=signals, alarm=alarms)
def test_within_one_pulse_scan_and_pulse_are_the_same(snr: float, alarm: float) -> None:
    threshold = detection_threshold(alarm, 1)
    one, two, three, four = (detection_chance(snr, threshold, 1, kind) for kind in (1, 2, 3, 4))
    assert two == pytest.approx(one, rel=1e-13)
    assert four == pytest.approx(three, rel=1e-13)


@FOUND
@given(snr=signals, alarm=alarms)
def test_two_fast_draws_are_one_slow_draw_of_four_degrees(snr: float, alarm: float) -> None:
    threshold = detection_threshold(alarm, 2)
    assert detection_chance(snr, threshold, 2, 2) == pytest.approx(detection_chance(snr, threshold, 2, 3), rel=1e-12)


@FOUND
@given(kind=kinds, pulses=pulse_counts, alarm=alarms, snr=signals, more=some.floats(1.0, 3.0))
def test_more_signal_detects_more_and_a_higher_threshold_less(
    kind: int, pulses: int, alarm: float, snr: float, more: float
) -> None:
    threshold = detection_threshold(alarm, pulses)
    chance = detection_chance(snr, threshold, pulses, kind)
    assert alarm * (1.0 - 1e-12) <= chance <= 1.0
    assert detection_chance(snr * more, threshold, pulses, kind) >= chance - ABSOLUTE
    assert detection_chance(snr, threshold * more, pulses, kind) <= chance + ABSOLUTE


@FOUND
@given(kind=some.sampled_from((0, 2, 4)), pulses=some.integers(1, 999), alarm=alarms, snr=signals)
def test_one_more_pulse_of_the_same_signal_detects_more(kind: int, pulses: int, alarm: float, snr: float) -> None:
    fewer = detection_chance(snr, detection_threshold(alarm, pulses), pulses, kind)
    assert detection_chance(snr, detection_threshold(alarm, pulses + 1), pulses + 1, kind) >= fewer - ABSOLUTE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pulses", [1, 2, 3, 50, 1000, 20_000])
def test_extremes_stay_chances(pulses: int, kind: int) -> None:
    threshold = detection_threshold(1e-6, pulses)
    assert detection_chance(0.0, threshold, pulses, kind) == pytest.approx(1e-6, rel=1e-10)
    assert detection_chance(5e-324, threshold, pulses, kind) == pytest.approx(1e-6, rel=1e-10)
    for strong in (1e12, 1e300, math.inf):
        assert detection_chance(strong, threshold, pulses, kind) == pytest.approx(1.0, abs=1e-10)
    for snr in (1e-30, 1e-6, 1.0, 1e6):
        for level in (1e-300, 1e-9, 0.5 * pulses, 1e4, 1e8):
            assert 0.0 <= detection_chance(snr, level, pulses, kind) <= 1.0
    assert detection_chance(1.0, 0.0, pulses, kind) == 1.0
    assert detection_chance(1.0, math.inf, pulses, kind) == 0.0


@pytest.mark.parametrize(
    "arguments",
    [
        (-1.0, 9.0, 3, 0),
        (math.nan, 9.0, 3, 1),
        (1.0, -1.0, 3, 2),
        (1.0, 9.0, 0, 3),
        (1.0, 9.0, 3, 5),
        (1.0, 1e9, 3, 0),
        (1.0, 0.0, 3, -1),
    ],
)
def test_arguments_without_a_meaning_give_no_number(arguments: tuple[float, float, int, int]) -> None:
    assert math.isnan(detection_chance(*arguments))


@FOUND
@given(kind=kinds, pulses=pulse_counts, alarm=alarms, chance=some.floats(0.02, 0.999))
def test_the_required_signal_gives_back_its_chance(kind: int, pulses: int, alarm: float, chance: float) -> None:
    snr = required_snr(chance, alarm, pulses, kind)
    assert detection_chance(snr, detection_threshold(alarm, pulses), pulses, kind) == pytest.approx(chance, abs=1e-10)


def test_the_required_signal_at_the_ends() -> None:
    assert required_snr(1e-6, 1e-6, 4, 1) == 0.0
    assert math.isnan(required_snr(1.0, 1e-6, 4, 1))
    assert math.isnan(required_snr(0.9, 0.0, 4, 1))
    assert math.isnan(required_snr(0.9, 1e-6, 4, 7))
    # Swerling 1 has a long tail of faint draws: 90 dB for all but one look in a hundred million.
    assert 10.0 * math.log10(required_snr(1.0 - 1e-8, 1e-6, 1, 1)) == pytest.approx(91.404, abs=0.001)
