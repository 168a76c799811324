"""Attenuation along a path, and the table of it.

Expected values: adaptive quadrature along a straight line that is placed by another formula
(vyuha.verification.attenuation); slant paths through the whole air that the library `itur` 0.4.0 sums line by line over
922 layers, with refraction of its own; heights and lengths by plane trigonometry.
Controls: the true earth's radius, air without vapour, a slant range for the path in rain.
"""

import math

import numpy as np
import pytest

from vyuha.verification.attenuation import by_quadrature
from vyuha.world.attenuation import (
    CLEAR,
    Weather,
    attenuation_table,
    gas_loss,
    gas_profile,
    height_along,
    loss_to,
    path_below,
    rain_loss,
    sine_of_path,
    two_way_share,
)
from vyuha.world.gas import STANDARD_VAPOUR
from vyuha.world.propagation import MEAN_RADIUS, horizon_range
from vyuha.world.rain import MILLIMETRE_PER_HOUR, rain_attenuation

STANDARD = 4.0 / 3.0
RADIUS = STANDARD * MEAN_RADIUS
# GHz: dB from the ground through all air at 90, 30, 10 and 5 degrees; itur 0.4.0, P.676-12, mode "exact", 7.5 g/m3.
SLANTS = {
    1.3: (0.0333500, 0.0665810, 0.188547, 0.357737),
    10.0: (0.0514977, 0.102841, 0.292000, 0.558190),
    35.0: (0.279580, 0.558456, 1.589171, 3.057040),
    94.0: (0.827352, 1.653216, 4.720059, 9.164327),
}


def through_the_air(frequency: float, elevation: float, vapour: float) -> float:
    sine = math.sin(elevation)
    top = 60e3
    slant = math.sqrt((RADIUS * sine) ** 2 + top * (2.0 * RADIUS + top)) - RADIUS * sine
    return gas_loss(gas_profile(frequency, vapour), 0.0, top, slant, STANDARD)


@pytest.mark.parametrize("frequency", SLANTS)
def test_slant_paths_of_another_library(frequency: float) -> None:
    # itur takes each layer, one hundredth thicker than the last, at its lower edge: half a hundredth too much.
    for elevation, expected in zip((90.0, 30.0, 10.0, 5.0), SLANTS[frequency], strict=True):
        ours = through_the_air(1e9 * frequency, math.radians(elevation), STANDARD_VAPOUR)
        assert ours == pytest.approx(expected, rel=6e-3)
    assert (
        abs(through_the_air(1e9 * frequency, 0.5 * math.pi, 0.0) / SLANTS[frequency][0] - 1.0) > 0.01
    )  # control: no vapour


PATHS = [
    (10.0, 100.0, 30e3),
    (30.0, 10e3, 400e3),
    (10.0, 1e3, 20e3),
    (3e3, 50.0, 100e3),
    (10.0, 30e3, 30.1e3),
    (20.0, 60e3, 250e3),
    (8e3, 300.0, 150e3),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("frequency", [1.3e9, 10e9, 35e9])
def test_gases_along_a_path_are_the_integral(path: tuple[float, float, float], frequency: float) -> None:
    exact = by_quadrature(frequency, path)
    assert gas_loss(gas_profile(frequency, STANDARD_VAPOUR), *path, STANDARD) == pytest.approx(exact, rel=1e-3)


def test_control_without_refraction_a_long_path_is_missed() -> None:
    ours = gas_loss(gas_profile(10e9, STANDARD_VAPOUR), *PATHS[1], 1.0)
    assert abs(ours / by_quadrature(10e9, PATHS[1]) - 1.0) > 0.05


def test_the_ray_meets_the_target() -> None:
    for antenna, target, slant in PATHS:
        sine = sine_of_path(antenna, target, slant, STANDARD)
        assert height_along(antenna, sine, slant, STANDARD) == pytest.approx(target, abs=1e-4)
        assert height_along(antenna, sine, 0.0, STANDARD) == antenna
        # By the sides of the triangle: antenna and target seen from the earth's centre.
        arc = math.acos(
            ((RADIUS + antenna) ** 2 + (RADIUS + target) ** 2 - slant**2)
            / (2.0 * (RADIUS + antenna) * (RADIUS + target))
        )
        up = (RADIUS + target) * math.cos(arc) - (RADIUS + antenna)
        assert sine == pytest.approx(up / slant, abs=1e-6)
    assert sine_of_path(10.0, 5e3, 1e3, STANDARD) == 1.0
    assert sine_of_path(5e3, 10.0, 1e3, STANDARD) == -1.0


@pytest.mark.parametrize("antenna, target, slant", [*PATHS, (6e3, 6e3, 500e3), (100.0, 50.0, 20e3)])
def test_the_length_below_a_height_is_that_of_the_steps_below_it(antenna: float, target: float, slant: float) -> None:
    """In 200,000 steps along the ray, for a top below, between and above its ends (plain counting)."""
    sine = sine_of_path(antenna, target, slant, STANDARD)
    marks = (np.arange(200_000) + 0.5) * slant / 200_000
    heights = np.sqrt((RADIUS + antenna) ** 2 + marks * (marks + 2.0 * (RADIUS + antenna) * sine)) - RADIUS
    for top in (0.0, 1e3, 4e3, 70e3):
        counted = float(np.mean(heights < top)) * slant
        assert path_below(antenna, sine, slant, top, STANDARD) == pytest.approx(counted, abs=2e-5 * slant + 0.1)


WET = Weather(STANDARD_VAPOUR, 10.0 * MILLIMETRE_PER_HOUR, 4000.0, math.inf, 0.0)
SHOWER = WET._replace(rain_extent=5e3)


def test_rain_counts_where_it_falls() -> None:
    level = rain_loss(WET, 10e9, 20.0, 20.0, 30e3, STANDARD)
    # The ray leaves at 2 mrad below the horizontal, which changes the coefficients by a few millionths.
    assert level == pytest.approx(30e3 * rain_attenuation(WET.rain_rate, 10e9, 0.0, 0.0), rel=1e-5)
    # A target twice as far above the rain costs no more.
    low, high = (rain_loss(WET, 10e9, 0.0, h, h, STANDARD) for h in (8e3, 16e3))
    assert high == low == pytest.approx(4e3 * rain_attenuation(WET.rain_rate, 10e9, 0.5 * math.pi, 0.0), rel=1e-9)
    assert rain_loss(SHOWER, 10e9, 20.0, 20.0, 30e3, STANDARD) == pytest.approx(level / 6.0, rel=1e-12)
    assert rain_loss(CLEAR, 10e9, 20.0, 20.0, 30e3, STANDARD) == 0.0


def sights(antenna: float, count: int) -> list[tuple[float, float]]:
    """Slant ranges [m] and heights [m] of targets above the horizon, seeded."""
    draw = np.random.default_rng(7)
    found: list[tuple[float, float]] = []
    while len(found) < count:
        slant, height = float(draw.uniform(2e3, 400e3)), float(10.0 ** draw.uniform(1.3, 4.6))
        if abs(height - antenna) < 0.98 * slant < 0.98 * horizon_range(antenna, height, STANDARD):
            found.append((slant, height))
    return found


@pytest.mark.parametrize("frequency, antenna", [(1.3e9, 20.0), (3e9, 20.0), (10e9, 20.0), (10e9, 3e3)])
@pytest.mark.parametrize("weather", [CLEAR, WET, SHOWER], ids=["clear", "rain", "shower"])
def test_the_table_gives_the_path(frequency: float, antenna: float, weather: Weather) -> None:
    table = attenuation_table(frequency, antenna, 400e3, weather, STANDARD)
    profile = gas_profile(frequency, weather.vapour)
    misses, naive = [], []
    for slant, height in sights(antenna, 500):
        gas = gas_loss(profile, antenna, height, slant, STANDARD)
        rain = rain_loss(weather, frequency, antenna, height, slant, STANDARD)
        misses.append(abs(loss_to(table, slant, height) - gas - rain))
        naive.append(abs(profile[0] * slant - gas))
    # From a mountain down the rays are steeper than the table's lowest, close in.
    assert max(misses) < (0.005 if antenna < 100.0 else 0.05)
    # Control: the air at the ground along the whole path is wrong by decibels.
    assert max(naive) > 1.0


def test_the_table_ends_gently() -> None:
    table = attenuation_table(10e9, 20.0, 100e3, CLEAR, STANDARD)
    assert loss_to(table, 0.0, 20.0) == 0.0
    sine = sine_of_path(20.0, 3e3, 100e3, STANDARD)
    beyond = height_along(20.0, sine, 130e3, STANDARD)
    # The same ray farther out costs what it cost at the edge: less than the path does.
    assert loss_to(table, 130e3, beyond) == pytest.approx(loss_to(table, 100e3, 3e3), rel=1e-9)
    assert loss_to(table, 130e3, beyond) < gas_loss(gas_profile(10e9, STANDARD_VAPOUR), 20.0, beyond, 130e3, STANDARD)
    assert table.values.min() >= 0.0


def test_two_ways() -> None:
    assert two_way_share(0.0) == 1.0
    # 5 dB out and 5 dB back are a tenth.
    assert two_way_share(5.0) == pytest.approx(0.1, rel=1e-14)
