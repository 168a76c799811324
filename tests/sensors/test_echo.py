"""What is left of an echo, one factor at a time.

Expected values: each factor against the module that it comes from, with everything else switched off (see conftest):
the radar equation, heights over a sphere by coordinates, gas and rain along the path, Gaussian beam and cosecant, two
rays, the clutter of one cell by hand in decibels, blind speeds in closed form.
Controls: one way in place of two, amplitude in place of power, a surface that scatters, a frequency that is not there.
"""

import math

import numpy as np
import pytest

from tests.sensors.conftest import (
    MAST,
    WAVELENGTH,
    Build,
    add_canceller,
    place,
    raise_antenna,
    set_ground,
    steer,
    through,
    with_air,
)
from vyuha.sensors.antenna import cosecant_squared_gain, main_lobe
from vyuha.sensors.coverage import Sight, sight
from vyuha.sensors.detection import STEADY, SWERLING_1, detection_probability, signal_to_noise
from vyuha.sensors.diffraction import CLEAR_FROM
from vyuha.sensors.echo import (
    FAINT,
    air_share,
    clutter_to_noise,
    free_space,
    height_over_surface,
    moving_response,
    signal_left,
)
from vyuha.sensors.multipath import HORIZONTAL, Surface, propagation_factor, two_rays
from vyuha.state.radar import FAN
from vyuha.state.tables import Setup, State
from vyuha.world.attenuation import CLEAR, gas_loss, gas_profile, rain_loss
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.rain import MILLIMETRE_PER_HOUR

STANDARD = 4.0 / 3.0
FREQUENCY = 299_792_458.0 / WAVELENGTH
SEA = {"permittivity": 69.0, "conductivity": 6.5, "roughness": 0.0, "water": True}


def echo(
    setup: Setup, state: State, at: tuple[float, float, float], speed: float = math.nan, size: float = 1.0
) -> tuple[float, float]:
    return signal_left(*through(setup, state), sight(state.antenna[0], setup.frame[0].refraction, *at), size, speed)


def share(setup: Setup, state: State, at: tuple[float, float, float], speed: float = math.nan) -> float:
    """Signal at a place over that in empty space."""
    seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
    # So large that nothing counts as faint.
    return echo(setup, state, at, speed, 1e6)[0] / free_space(setup.radar[0], seen.slant, 1e6)


def decibels(ratio: float) -> float:
    return 10.0 * math.log10(ratio)


def test_in_empty_space_it_is_the_radar_equation(build: Build) -> None:
    setup, state = build()
    for bearing, distance, height, size in (
        (0.0, 50e3, 100.0, 1.0),
        (100.0, 120e3, 9e3, 0.3),
        (275.0, 30e3, 15e3, 7.0),
    ):
        at = place(bearing, distance, height)
        slant = math.dist(at, (0.0, 0.0, MAST))
        expected = signal_to_noise(float(setup.radar[0].reference_snr), 100e3, 1.0, slant, size)
        assert echo(setup, state, at, size=size) == pytest.approx((expected, 0.0), rel=1e-12)
        # Control: the third power of the range.
        assert echo(setup, state, at, size=size)[0] != pytest.approx(expected * slant / 100e3, rel=0.1)


@pytest.mark.parametrize("antenna", [0.0, 24.0, 3.5e3])
@pytest.mark.parametrize("slant, elevation", [(5e3, 80.0), (60e3, 3.0), (60e3, -0.3), (300e3, 1.0)])
def test_heights_over_the_sphere(antenna: float, slant: float, elevation: float) -> None:
    """By coordinates from the earth's centre."""
    level, up = slant * math.cos(math.radians(elevation)), slant * math.sin(math.radians(elevation))
    expected = math.hypot(level, MEAN_RADIUS + antenna + up) - MEAN_RADIUS
    assert height_over_surface(antenna, slant, up) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("rate", [0.0, 25.0])
def test_air_takes_its_loss_twice_beyond_what_the_reference_range_contains(build: Build, rate: float) -> None:
    setup, state = build()
    weather = CLEAR._replace(rain_rate=rate * MILLIMETRE_PER_HOUR, rain_top=4e3, rain_extent=20e3)
    setup = with_air(setup, weather)
    profile = gas_profile(FREQUENCY, CLEAR.vapour)
    contained = gas_loss(profile, MAST, 10e3, 100e3, STANDARD)
    setup.radar[0].reference_loss = contained
    for distance, height in ((40e3, 9e3), (60e3, 300.0), (250e3, 9e3)):
        at = place(275.0, distance, height)
        seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
        above = height_over_surface(MAST, seen.slant, seen.up)
        loss = gas_loss(profile, MAST, above, seen.slant, STANDARD)
        loss += rain_loss(weather, FREQUENCY, MAST, above, seen.slant, STANDARD)
        found = decibels(share(setup, state, at))
        # Within the 2 % that the table of losses is off.
        assert found == pytest.approx(-2.0 * (loss - contained), abs=0.02 * 2.0 * loss + 0.01)
        assert found == pytest.approx(decibels(air_share(*through(setup, state), seen.slant, above)), abs=1e-9)
        if abs(loss - contained) > 0.1:
            assert found != pytest.approx(-(loss - contained), abs=0.02 * 2.0 * loss + 0.01), "one way only"
    # In the reference conditions nothing is left to take off; rain comes on top.
    at = place(275.0, 99.5e3, 10e3)
    assert decibels(share(setup, state, at)) == pytest.approx(0.0 if rate == 0.0 else -2.0 * 0.147, abs=0.05)


def test_a_steered_beam_looks_no_lower_than_half_its_width(build: Build) -> None:
    setup, state = build()
    steer(setup, 2.0)
    for elevation in (30.0, 3.0, 1.0):
        at = (50e3, 0.0, MAST + 50e3 * math.tan(math.radians(elevation)))
        assert share(setup, state, at) == pytest.approx(1.0, rel=1e-3)
    for elevation in (0.7, 0.3, 0.0, -0.5):
        at = (50e3, 0.0, MAST + 50e3 * math.tan(math.radians(elevation)))
        below = sight(state.antenna[0], setup.frame[0].refraction, *at).elevation - math.radians(1.0)
        expected = main_lobe(below, math.radians(2.0)) ** 2
        assert share(setup, state, at) == pytest.approx(expected, rel=1e-9)
        # Control: out and back, not one way.
        assert share(setup, state, at) != pytest.approx(math.sqrt(expected), rel=1e-3)


def test_a_fan_falls_with_the_cosecant(build: Build) -> None:
    setup, state = build()
    radar = setup.radar[0]
    radar.elevation_shape, radar.elevation_width, radar.fan_axis = FAN, math.radians(5.0), math.radians(2.5)
    for elevation in (0.5, 2.5, 6.0, 15.0, 40.0):
        at = (30e3, 0.0, MAST + 30e3 * math.tan(math.radians(elevation)))
        seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
        gain = cosecant_squared_gain(seen.elevation, math.radians(2.5), math.radians(5.0), math.radians(60.0), 1e-4)
        assert share(setup, state, at) == pytest.approx(gain * gain, rel=1e-9)
    # Equal echo at equal height above the beam, but for the bending of rays, which is not in the closed form.
    signals = [echo(setup, state, (9e3 / math.tan(math.radians(e)), 0.0, MAST + 9e3), size=1e3)[0] for e in (8, 20, 45)]
    assert signals == pytest.approx([signals[0]] * 3, rel=0.05)
    flat = [free_space(radar, 9e3 / math.sin(math.radians(e)), 1e3) for e in (8, 45)]
    assert flat[1] > 100.0 * flat[0], "control: without the cosecant"


@pytest.mark.parametrize("degrees", [0.0, 30.0, -50.0])
def test_a_beam_off_the_middle_of_its_sector_is_weaker(build: Build, degrees: float) -> None:
    setup, state = build()
    radar = setup.radar[0]
    radar.sector_centre, radar.scan_exponent = math.radians(275.0), 1.5
    angle = math.radians(275.0 + degrees)
    at = (60e3 * math.sin(angle), 60e3 * math.cos(angle), 5e3)
    expected = math.cos(math.radians(degrees)) ** (2.0 * 1.5)
    assert share(setup, state, at) == pytest.approx(expected, rel=1e-9)


def test_over_the_sea_an_echo_has_lobes_with_the_fourth_power_of_the_field(build: Build) -> None:
    setup, state = build()
    set_ground(setup, **SEA)
    surface, found = Surface(69.0, 6.5, 0.0), []
    for height in np.linspace(30.0, 600.0, 200):
        at = place(275.0, 30e3, float(height))
        seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
        above = height_over_surface(MAST, seen.slant, seen.up)
        factor = propagation_factor(two_rays(MAST, above, seen.ground, STANDARD), WAVELENGTH, surface, HORIZONTAL, 1.0)
        if two_rays(MAST, above, seen.ground, STANDARD)[0] >= CLEAR_FROM * WAVELENGTH:
            found.append(share(setup, state, at))
            assert found[-1] == pytest.approx(factor**4, rel=1e-9)
    assert len(found) > 150
    # Nearly a mirror: lobes come near 12 dB, nulls are deep. Control: the square of the field has no such lobes.
    assert 10.0 < max(found) <= 16.0 and min(found) < 1e-2
    assert max(math.sqrt(f) for f in found) < 4.01


def test_rough_land_reflects_nothing_that_counts(build: Build) -> None:
    """Tree tops of 15 m: from a tenth of a degree of elevation on, nothing is left of the ray, and it is left out.
    Where it is, the full formula would say less than 0.7 dB (amplitude 2 %, eightfold in the power of the echo).
    """
    setup, state = build()
    heights = [float(h) for h in np.linspace(10.0, 600.0, 120)]

    def swing(**surface: float | bool) -> list[float]:
        set_ground(setup, **surface)
        return [decibels(share(setup, state, place(275.0, 30e3, h))) for h in heights]

    land = {"permittivity": 8.0, "conductivity": 0.05, "water": False}
    assert max(map(abs, swing(roughness=0.0, **land))) > 5.0
    left_out = 0
    for height, found in zip(heights, swing(roughness=15.0, **land), strict=True):
        seen = sight(state.antenna[0], setup.frame[0].refraction, *place(275.0, 30e3, height))
        paths = two_rays(MAST, height_over_surface(MAST, seen.slant, seen.up), seen.ground, STANDARD)
        if paths[0] < CLEAR_FROM * WAVELENGTH:
            continue
        full = propagation_factor(paths, WAVELENGTH, Surface(8.0, 0.05, 15.0, False), HORIZONTAL, 1.0) ** 4
        assert found == pytest.approx(decibels(full), abs=0.7)
        left_out += found == 0.0
    assert left_out > 90
    assert swing(roughness=0.0, permittivity=1.0, conductivity=0.0, water=False) == [0.0] * len(heights)


def test_over_terrain_no_ray_is_reflected(build: Build) -> None:
    from vyuha.base.table import rows
    from vyuha.sensors.echo import reflection_share, stand_of
    from vyuha.state.terrain import Mask

    setup, state = build()
    set_ground(setup, **SEA)
    at = place(275.0, 30e3, 300.0)
    seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
    masked = setup._replace(mask=rows(Mask, 1))
    radar, sea = setup.radar[0], setup.background[0]
    assert reflection_share(radar, sea, stand_of(masked, state.antenna[0]), 300.0, seen, 0.0) == 1.0
    assert abs(decibels(reflection_share(radar, sea, stand_of(setup, state.antenna[0]), 300.0, seen, 0.0))) > 1.0


def test_a_beam_that_looks_up_sees_little_of_the_reflected_ray(build: Build) -> None:
    setup, state = build()
    set_ground(setup, **SEA)
    steer(setup, 2.0)
    high = [abs(decibels(share(setup, state, (40e3, 0.0, 40e3 * math.tan(e))))) for e in np.radians([4.0, 5.0, 8.0])]
    assert max(high) < 1.5
    low = [abs(decibels(share(setup, state, place(275.0, 30e3, float(h))))) for h in np.linspace(30.0, 250.0, 40)]
    assert max(low) > 6.0


def test_clutter_of_a_cell_by_hand(build: Build) -> None:
    """On a mast of 24 m, 5 km out: the ray comes down at a sine of 24 / 5,000 - 5,000 / (2 x 8,494,678) = 0.004506; the
    cell is 5,000 m x 1.5 degrees x 150 m = 19,635 m2, gamma -15 dB leaves 2.797 m2.
    """
    setup, _ = build()
    ground, radar = setup.background[0], setup.radar[0]
    ground.gamma = 10.0**-1.5
    found = clutter_to_noise(radar, ground, MAST, 5e3, 0.0, STANDARD)
    size = 10.0**-1.5 * 0.004506 * 19_635.0
    assert size == pytest.approx(2.797, rel=1e-3)
    assert found == pytest.approx(free_space(radar, 5e3, size), rel=1e-3)
    # Beyond the horizon of 20 km, and without an echo, there is none.
    assert clutter_to_noise(radar, ground, MAST, 21e3, 0.0, STANDARD) == 0.0
    assert clutter_to_noise(radar, ground, MAST, 19e3, 0.0, STANDARD) > 0.0
    ground.gamma = 0.0
    assert clutter_to_noise(radar, ground, MAST, 5e3, 0.0, STANDARD) == 0.0


def test_clutter_comes_in_below_the_axis_of_the_beam(build: Build) -> None:
    setup, _ = build()
    steer(setup, 2.0)
    ground, radar = setup.background[0], setup.radar[0]
    ground.gamma = 0.03
    level = clutter_to_noise(radar, ground, MAST, 5e3, 0.0, STANDARD)
    up = clutter_to_noise(radar, ground, MAST, 5e3, math.radians(1.0), STANDARD)
    down = MAST / 5e3 + 0.5 * 5e3 / (STANDARD * MEAN_RADIUS)
    ratio = main_lobe(down + math.radians(1.0), math.radians(2.0)) / main_lobe(down, math.radians(2.0))
    assert up / level == pytest.approx(ratio**2, rel=1e-9)


def test_the_canceller_leaves_its_share_of_the_clutter(build: Build) -> None:
    setup, state = build()
    setup.background[0].gamma = 0.03
    at = place(275.0, 8e3, 100.0)
    before = echo(setup, state, at)[1]
    add_canceller(setup, 3, 0.15, 10.0**4)
    assert before > 1e3
    assert echo(setup, state, at)[1] == pytest.approx(before * 1e-4)


def test_blind_speeds(build: Build) -> None:
    """Wavelength 0.1 m and 300 Hz: every 15 m/s a target stands still for the canceller."""
    setup, _ = build()
    radar = setup.radar[0]
    assert moving_response(radar, 15.0) == 1.0, "without a canceller"
    add_canceller(setup, 3)
    for order in range(1, 5):
        assert moving_response(radar, 15.0 * order) == pytest.approx(0.0, abs=1e-12)
        assert moving_response(radar, -15.0 * order) == pytest.approx(0.0, abs=1e-12)
    assert moving_response(radar, 0.0) == 0.0
    # Between them 16 / 6 of the noise's gain, and on average 1.
    assert moving_response(radar, 7.5) == pytest.approx(16.0 / 6.0)
    speeds = np.arange(15_000) * 1e-3
    assert np.mean([moving_response(radar, v) for v in speeds]) == pytest.approx(1.0, abs=1e-6)
    assert moving_response(radar, math.nan) == 1.0


def test_staggered_frequencies_see_where_one_is_blind(build: Build) -> None:
    setup, _ = build()
    radar = setup.radar[0]
    add_canceller(setup, 3, 0.15)
    for order in (1, 2, 3):
        expected = np.mean([(2.0 * math.sin(math.pi * order / s)) ** 4 for s in (0.85, 1.0, 1.15)]) / 6.0
        assert moving_response(radar, 15.0 * order) == pytest.approx(expected)
        assert expected > 0.02
    # At no speed at all nothing helps; far out the mean is still 1.
    assert moving_response(radar, 0.0) == 0.0 and moving_response(radar, 0.5) < 0.01
    speeds = np.random.default_rng(4).uniform(0.0, 15_000.0, 20_000)
    assert np.mean([moving_response(radar, v) for v in speeds]) == pytest.approx(1.0, abs=0.02)


def test_a_target_across_the_beam_fades_into_the_notch(build: Build) -> None:
    setup, state = build()
    add_canceller(setup, 3, 0.15)
    at = place(275.0, 60e3, 3e3)
    assert share(setup, state, at, 250.0) > 0.2
    assert share(setup, state, at, 0.3) < 1e-3


def test_what_is_faint_is_not_worked_out_and_never_seen(build: Build) -> None:
    setup, state = build()
    set_ground(setup, **SEA)
    setup.background[0].gamma = 0.03
    at = place(275.0, 30e3, 200.0)
    slant = sight(state.antenna[0], setup.frame[0].refraction, *at).slant
    size = 0.99 * FAINT / free_space(setup.radar[0], slant, 1.0)
    faint = echo(setup, state, at, size=size)
    assert faint == pytest.approx((0.99 * FAINT, 0.0))
    # Control: a little larger and reflection and clutter count.
    more = echo(setup, state, at, size=1.03 * size)
    assert more[0] != pytest.approx(1.02 * FAINT, rel=0.01)
    for swerling in (STEADY, SWERLING_1):
        assert detection_probability(FAINT, 1e-6, swerling) < 3e-6


def test_nothing_blows_up_near_and_overhead(build: Build) -> None:
    setup, state = build()
    set_ground(setup, permittivity=12.0, conductivity=0.1, roughness=2.0)
    setup.background[0].gamma = 0.03
    steer(setup, 2.0)
    setup.radar[0].scan_exponent = 1.5
    raise_antenna(setup, state, 0.0)
    for up, ground in ((1e3, 0.0), (0.0, 1e3), (-1.0, 5e4), (2e4, 1.0)):
        slant = math.hypot(up, ground)
        seen = Sight(slant, ground, ground, 0.0, up, math.atan2(up, ground))
        found = signal_left(*through(setup, state), seen, 1.0, 100.0)
        assert all(math.isfinite(value) and value >= 0.0 for value in found)
