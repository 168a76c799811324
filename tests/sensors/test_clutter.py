"""Surface clutter and moving target indication.

Expected values: figures printed in the documentation of MATLAB's grazingang (17.4544 degrees), surfclutterrcs (5.2627e3
m2) and mtifactor (55.3986 dB); quadrature of the clutter's spectrum behind the canceller; textbook limits 2 x^2, 2 x^4
and 4/3 x^6 with x = repetition over 2 pi times the spread; blind speeds by the least common multiple.
Controls: flat earth, another number of pulses, the blind speed of one repetition frequency alone.
"""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from vyuha.sensors.clutter import (
    blind_speed,
    cell_area,
    doppler_response,
    doppler_spread,
    grazing_sine,
    limited,
    mti_improvement,
    signal_over_clutter_and_noise,
    staggered_response,
    surface_cross_section,
)
from vyuha.world.propagation import horizon_range

STANDARD, FLAT = 4.0 / 3.0, 1e9
DEGREE = math.radians(1.0)
LIGHT = 299792458.0


def decibels(ratio: float) -> float:
    return 10.0 * math.log10(ratio)


def test_the_printed_grazing_angle() -> None:
    assert math.asin(grazing_sine(300.0, 1e3, STANDARD)) / DEGREE == pytest.approx(17.4544, abs=5e-5)
    assert abs(math.asin(grazing_sine(300.0, 1e3, FLAT)) / DEGREE - 17.4544) > 1e-3  # control


def test_the_surface_ends_at_the_horizon() -> None:
    edge = horizon_range(30.0, 0.0, STANDARD)
    assert grazing_sine(30.0, 0.999 * edge, STANDARD) > 0.0 > grazing_sine(30.0, 1.001 * edge, STANDARD)
    assert cell_area(edge, DEGREE, DEGREE, 100.0, -1e-6) == 0.0
    assert surface_cross_section(0.1, -1e-6, 1e5) == 0.0
    assert grazing_sine(300.0, 100.0, STANDARD) == grazing_sine(300.0, 0.0, STANDARD) == 1.0


def test_the_printed_cell_is_cut_off_by_the_beam() -> None:
    area = cell_area(1e3, DEGREE, 3.0 * DEGREE, 0.5 * LIGHT * 10e-6, math.sin(10.0 * DEGREE))
    assert area == pytest.approx(5262.7, abs=0.05)
    # Control: a short pulse cuts it off.
    short = cell_area(1e3, DEGREE, 3.0 * DEGREE, 15.0, math.sin(10.0 * DEGREE))
    assert short == pytest.approx(1e3 * DEGREE * 15.0 / math.cos(10.0 * DEGREE), rel=1e-12)
    assert short < 0.1 * area
    # Straight down the beam's own footprint is left.
    assert cell_area(1e3, DEGREE, 3.0 * DEGREE, 15.0, 1.0) == pytest.approx(1e6 * DEGREE * 3.0 * DEGREE, rel=1e-12)


def test_constant_gamma() -> None:
    """Over a plane the sine falls with range and the cell grows with it: the cross-section of the cell stays."""
    sizes = [
        surface_cross_section(0.1, sine, cell_area(slant, DEGREE, 20.0 * DEGREE, 100.0, sine))
        for slant in (5e3, 10e3, 20e3)
        for sine in [grazing_sine(30.0, slant, FLAT)]
    ]
    assert sizes == pytest.approx([0.1 * 30.0 * DEGREE * 100.0] * 3, rel=1e-4)


def test_the_printed_improvement() -> None:
    spread = doppler_spread(2.0, LIGHT / 300e6, math.inf)
    assert decibels(mti_improvement(4, spread, 200.0)) == pytest.approx(55.3986, abs=5e-5)
    assert abs(decibels(mti_improvement(3, spread, 200.0)) - 55.3986) > 10.0  # control


@pytest.mark.parametrize("pulses, factor", [(2, 2.0), (3, 2.0), (4, 4.0 / 3.0)])
def test_the_textbook_limits_of_narrow_clutter(pulses: int, factor: float) -> None:
    x = 1000.0 / (2.0 * math.pi * 2.0)
    expected = factor * x ** (2 * (pulses - 1))
    assert mti_improvement(pulses, 2.0, 1000.0) == pytest.approx(expected, rel=1e-3)
    assert mti_improvement(pulses, 300.0, 1000.0) != pytest.approx(
        factor * (1000.0 / (600.0 * math.pi)) ** (2 * (pulses - 1)), rel=0.1
    )


@pytest.mark.parametrize("pulses", [2, 3, 4])
@pytest.mark.parametrize("spread", [3.0, 30.0, 300.0, 3000.0])
def test_the_improvement_is_what_the_response_leaves(pulses: int, spread: float) -> None:
    def density(f: float) -> float:
        law = math.exp(-0.5 * (f / spread) ** 2) / (spread * math.sqrt(2.0 * math.pi))
        return law * doppler_response(pulses, f, 1000.0)

    left = quad(density, -9.0 * spread, 9.0 * spread, epsrel=1e-9, limit=2000)[0]
    assert mti_improvement(pulses, spread, 1000.0) == pytest.approx(1.0 / left, rel=1e-6)


def test_no_spread_no_clutter_and_wide_clutter_no_help() -> None:
    assert mti_improvement(3, 0.0, 1000.0) == math.inf
    assert mti_improvement(3, 1e5, 1000.0) == pytest.approx(1.0, rel=1e-12)
    assert limited(mti_improvement(3, 0.0, 1000.0), 1e5) == pytest.approx(1e5)
    assert limited(100.0, 100.0) == 50.0


def test_the_spread_of_a_scanning_beam() -> None:
    """0.265 over the time on target, the textbook's figure for a Gaussian beam; squares add."""
    assert doppler_spread(0.0, 0.1, 0.02) == pytest.approx(0.265 / 0.02, rel=1e-3)
    assert doppler_spread(2.0, 0.1, math.inf) == pytest.approx(40.0, rel=1e-14)
    assert doppler_spread(2.0, 0.1, 0.02) == pytest.approx(math.hypot(40.0, 13.25), rel=1e-3)


@pytest.mark.parametrize("pulses", [2, 3, 4])
def test_the_response_is_one_on_average_and_nothing_at_blind_speeds(pulses: int) -> None:
    marks = (np.arange(1000) + 0.5) * 5.0
    assert np.mean([doppler_response(pulses, float(f), 1000.0) for f in marks]) == pytest.approx(1.0, rel=1e-12)
    for order in (1, 2, 5):
        speed = blind_speed(order, 0.1, 1000.0)
        assert speed == pytest.approx(50.0 * order)
        assert doppler_response(pulses, 2.0 * speed / 0.1, 1000.0) < 1e-20
    # Best between: 2, 8/3 and 3.2 times the mean.
    assert doppler_response(pulses, 500.0, 1000.0) == pytest.approx({2: 2.0, 3: 8.0 / 3.0, 4: 3.2}[pulses], rel=1e-12)


def test_staggering_moves_the_blind_speed_out() -> None:
    rates = np.array([700.0, 800.0, 900.0])
    assert staggered_response(3, 50_400.0, rates) < 1e-12
    # Over the whole span the mean is 1, as for one frequency.
    whole = [staggered_response(3, 50.0 * n + 25.0, rates) for n in range(1008)]
    assert np.mean(whole) == pytest.approx(1.0, rel=1e-9)
    marks = np.arange(50.0, 50_350.0, 10.0)
    seen = [staggered_response(3, float(f), rates) for f in marks]
    assert min(seen) > 1e-3
    # Control: one frequency alone is blind 71 times on the way.
    alone = [staggered_response(3, float(f), rates[:1]) for f in marks]
    assert sum(value < 1e-12 for value in alone) == 71


def test_signal_over_clutter_and_noise() -> None:
    assert signal_over_clutter_and_noise(20.0, 0.0, 100.0, 1.0) == 20.0
    assert signal_over_clutter_and_noise(20.0, 1e9, 1e6, 1.0) == pytest.approx(20.0 * 1e-3, rel=2e-3)
    assert signal_over_clutter_and_noise(20.0, 100.0, 100.0, 1.0) == 10.0
    assert signal_over_clutter_and_noise(20.0, 100.0, math.inf, 0.5) == 10.0
    assert signal_over_clutter_and_noise(20.0, 0.0, 100.0, 0.0) == 0.0
