"""Antenna patterns.

Expected values: half power by definition; Fourier integrals of uniform, cosine and cosine-squared apertures (closed
forms); equal echo from constant height (property of the squared cosecant); solid angles by quadrature; the angle
between a normal and a ray as a product of vectors.
Controls: lobes at another angle, a pencil beam, a wider beam.
"""

import math

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.optimize import brentq

from vyuha.sensors.antenna import (
    Pattern,
    beam_gain,
    cosecant_squared_gain,
    cosine_off_broadside,
    main_lobe,
    peak_gain,
    scan_gain,
    scanned_width,
    silent_radius,
)

DEGREE = math.radians(1.0)
BEAM = Pattern(1.5 * DEGREE, 2.0 * DEGREE, 10.0**-2.5, 1e-4, 1e-5)


def decibels(ratio: float) -> float:
    return 10.0 * math.log10(ratio)


def test_half_power_at_half_the_width() -> None:
    assert main_lobe(0.0, DEGREE) == 1.0
    assert main_lobe(0.5 * DEGREE, DEGREE) == pytest.approx(0.5, rel=1e-14)
    assert beam_gain(BEAM, 0.75 * DEGREE, 0.0) == pytest.approx(0.5, rel=1e-14)
    assert beam_gain(BEAM, 0.0, -1.0 * DEGREE) == pytest.approx(0.5, rel=1e-14)
    # Control: a whole width off, 12 dB are lost, not 3.
    assert decibels(main_lobe(DEGREE, DEGREE)) == pytest.approx(-12.04, abs=0.01)


def test_levels_in_their_places() -> None:
    assert beam_gain(BEAM, 2.3 * DEGREE, 0.0) == BEAM.first_sidelobe
    assert beam_gain(BEAM, 0.0, 40.0 * DEGREE) == BEAM.average_sidelobe
    assert beam_gain(BEAM, 100.0 * DEGREE, 0.0) == BEAM.back_lobe
    assert beam_gain(BEAM, math.pi, 0.0) == beam_gain(BEAM, 0.0, 170.0 * DEGREE) == BEAM.back_lobe
    # Over the top and round again is in front.
    assert beam_gain(BEAM, 100.0 * DEGREE, 100.0 * DEGREE) == BEAM.average_sidelobe
    steps = [beam_gain(BEAM, 0.005 * DEGREE * n, 0.0) for n in range(20_000)]
    assert steps == sorted(steps, reverse=True)
    # The main lobe runs into the side lobes without a jump.
    assert max(a / b for a, b in zip(steps, steps[1:], strict=False) if b > BEAM.back_lobe) < 1.04


def aperture(order: int, x: float) -> float:
    """Power relative to the peak at x = pi L sin(angle) / wavelength of an aperture with a cosine taper of `order`."""
    y = x / math.pi
    if order == 0:
        return float(np.sinc(y)) ** 2
    if order == 1:
        return (math.cos(x) / (1.0 - 4.0 * y * y)) ** 2
    return (float(np.sinc(y)) / (1.0 - y * y)) ** 2


@pytest.mark.parametrize("order, level", [(0, -13.26), (1, -23.0), (2, -31.5)])
def test_the_envelope_covers_the_lobes_of_tapered_apertures(order: int, level: float) -> None:
    half = brentq(lambda x: aperture(order, x) - 0.5, 0.5, 2.5)
    marks = np.linspace(1e-3, 10.0 * math.pi, 40_000)
    powers = np.array([aperture(order, float(x)) for x in marks])
    peaks = np.flatnonzero((powers[1:-1] > powers[:-2]) & (powers[1:-1] > powers[2:])) + 1
    # The printed level of the first side lobe, and 1.6 half-power widths as its place.
    assert decibels(float(powers[peaks[0]])) == pytest.approx(level, abs=0.05)
    assert marks[peaks[0]] / (2.0 * half) == pytest.approx(1.6, abs=0.05)
    pattern = Pattern(DEGREE, DEGREE, float(powers[peaks[0]]), 0.0, 0.0)
    over = [decibels(beam_gain(pattern, float(marks[p]) / (2.0 * half) * DEGREE, 0.0) / powers[p]) for p in peaks]
    assert min(over) > -0.3
    assert max(over) < (0.3 if order == 0 else 60.0)
    # Control: with the lobes taken for three times as far out, the envelope cuts them off.
    wide = [decibels(beam_gain(pattern, 3.0 * float(marks[p]) / (2.0 * half) * DEGREE, 0.0) / powers[p]) for p in peaks]
    assert min(wide) < -1.0


def test_the_main_lobe_holds_the_power_that_its_gain_says() -> None:
    """Gain times solid angle is the whole sphere (quadrature)."""
    gain = peak_gain(BEAM.azimuth_width, BEAM.elevation_width)

    def held(width: float) -> float:
        return float(
            dblquad(lambda v, u: main_lobe(math.hypot(u / width, v / BEAM.elevation_width), 1.0), -0.2, 0.2, -0.2, 0.2)[
                0
            ]
        )

    assert gain * held(BEAM.azimuth_width) == pytest.approx(4.0 * math.pi, rel=1e-6)
    # Control: a beam a tenth wider.
    assert gain * held(1.1 * BEAM.azimuth_width) > 1.09 * 4.0 * math.pi


def test_the_cosecant_squared_beam_gives_equal_echoes_from_equal_heights() -> None:
    beam = 3.0 * DEGREE
    height = 10e3

    def echo(elevation: float) -> float:
        gain = cosecant_squared_gain(elevation, 0.5 * beam, beam, 40.0 * DEGREE, 1e-4)
        return gain * gain / (height / math.sin(elevation)) ** 4

    echoes = [echo(e * DEGREE) for e in (3.0, 5.0, 10.0, 20.0, 39.9)]
    assert max(echoes) == pytest.approx(min(echoes), rel=1e-12)
    # Control: above the shaped part, and in a pencil beam, they are not.
    assert echo(41.0 * DEGREE) < 0.01 * echoes[0]
    assert main_lobe(8.5 * DEGREE, beam) ** 2 * math.sin(10.0 * DEGREE) ** 4 < 1e-6 * echoes[0] * height**4


def test_the_fan_beam_is_whole() -> None:
    beam = 3.0 * DEGREE
    at = [cosecant_squared_gain(e * DEGREE, 1.5 * DEGREE, beam, 40.0 * DEGREE, 1e-4) for e in (0.0, 1.5, 3.0, 3.0001)]
    assert at[:3] == pytest.approx([0.5, 1.0, 0.5], rel=1e-12)
    assert at[3] == pytest.approx(0.5, rel=1e-4)
    assert cosecant_squared_gain(-20.0 * DEGREE, 1.5 * DEGREE, beam, 40.0 * DEGREE, 1e-4) == 1e-4


def test_the_cone_of_silence() -> None:
    assert silent_radius(10e3, 45.0 * DEGREE) == pytest.approx(10e3, rel=1e-12)
    assert silent_radius(10e3, 64.0 * DEGREE) == pytest.approx(
        4877.0, abs=1.0
    )  # a plotted triangle: 10 / tan 64 degrees
    assert silent_radius(-5.0, 45.0 * DEGREE) == 0.0


@pytest.mark.parametrize(
    "azimuth, elevation, tilt", [(0.0, 0.3, 0.3), (0.7, 0.2, 0.5), (-1.0, 1.2, 0.0), (2.5, 0.1, 0.2)]
)
def test_the_angle_off_broadside(azimuth: float, elevation: float, tilt: float) -> None:
    normal = np.array([math.cos(tilt), 0.0, math.sin(tilt)])
    ray = np.array(
        [math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation)]
    )
    assert cosine_off_broadside(azimuth, elevation, tilt) == pytest.approx(float(normal @ ray), abs=1e-14)


def test_steering_costs_gain_and_width() -> None:
    # At 60 degrees half the aperture is seen: 3 dB one way, twice the width.
    assert decibels(scan_gain(0.5, 1.0)) == pytest.approx(-3.0103, abs=1e-4)
    assert decibels(scan_gain(0.5, 1.5)) == pytest.approx(-4.5154, abs=1e-4)
    assert scan_gain(1.0, 1.3) == 1.0
    assert scan_gain(-0.2, 1.3) == 0.0
    assert scanned_width(DEGREE, 0.5) == pytest.approx(2.0 * DEGREE, rel=1e-14)
    # Gain times width is kept for the plain projection, and is not for the other law.
    assert scan_gain(0.5, 1.0) * scanned_width(DEGREE, 0.5) == pytest.approx(DEGREE, rel=1e-14)
    assert scan_gain(0.5, 1.5) * scanned_width(DEGREE, 0.5) < 0.8 * DEGREE
