"""Radars made by hand: all round, on a mast of 24 m at the origin, with targets put where a test wants them.

As they come they look through empty space over ground that is not there: a beam as wide as the sky, no losses, no
reflection, no clutter, one pulse, no canceller, no bias, plots without an age. So the closed forms of one look hold.
The helpers below switch on one piece of physics each.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.tables import blank_setup, empty_space, grow
from vyuha.engine.allocate import allocate
from vyuha.sensors.antenna import peak_gain
from vyuha.sensors.detection import reference_snr
from vyuha.sensors.echo import stand_of
from vyuha.sensors.jamming import noise_density
from vyuha.sensors.system import begin_look
from vyuha.sensors.system import scan as scan_now
from vyuha.state.radar import STEERED
from vyuha.state.tables import Setup, State
from vyuha.world.attenuation import Weather, attenuation_table
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local

LATITUDE, LONGITUDE = math.radians(31.0), math.radians(74.9)
MAST = 24.0
FALSE_ALARM = 1e-6
WAVELENGTH = 0.1
REACH = 400e3
Build = Callable[..., tuple[Setup, State]]


def built(radars: int = 1, threats: int = 1, jammers: int = 0) -> tuple[Setup, State]:
    """A setup with identical radars, and targets of 1 m2 that fluctuate from scan to scan and are in the air; the
    first `jammers` of them send 1 kW over 200 MHz towards everybody.
    """
    setup = blank_setup(LATITUDE, LONGITUDE, radar=radars, threat=threats, net=1)
    for r, row in enumerate(setup.radar):
        row.entity, row.wavelength = 300 + r, WAVELENGTH
        row.reference_range, row.reference_rcs, row.reference_snr = 100e3, 1.0, reference_snr(0.8, FALSE_ALARM)
        row.minimum_range, row.instrumented_range, row.period, row.phase = 1e3, REACH, 5.0, 1.7
        row.sector_half_width = math.pi
        row.minimum_elevation, row.maximum_elevation = math.radians(-2.0), math.radians(60.0)
        row.azimuth_width, row.gain = math.radians(1.5), peak_gain(math.radians(1.5), math.radians(2.0))
        row.first_sidelobe, row.average_sidelobe, row.back_lobe = 10**-2.5, 1e-4, 10**-4.5
        row.noise, row.bandwidth, row.range_resolution = noise_density(2.0), 2e6, 150.0
        row.repetition = 300.0
        row.range_error, row.azimuth_error, row.elevation_error = 60.0, 3e-3, 5e-3
        row.range_error_floor, row.angle_error_floor = 10.0, 5e-4
    for row in setup.antenna:
        row.z = row.height = MAST
        row.east_x, row.north_y, row.up_z = 1.0, 1.0, 1.0
    for i, row in enumerate(setup.threat):
        row.entity, row.swerling = 900 + i, 1
        if i < jammers:
            row.jam_power, row.jam_bandwidth, row.jam_shortest, row.jam_longest = 1e3, 200e6, 0.01, 1.0
    grow(setup, 1.0)
    setup = empty_space(setup, FALSE_ALARM)
    state = allocate(setup)
    for r in range(radars):
        state.antenna[r] = setup.antenna[r]
    for row in state.threat:
        row.airborne = True
        row.coverage_time = row.horizon_time = row.detection_time = math.nan
    return setup, state


def raise_antenna(setup: Setup, state: State, height: float) -> None:
    """All antennas stand at `height` [m]."""
    for antennas in (setup.antenna, state.antenna):
        antennas.z[:] = antennas.height[:] = height


def steer(setup: Setup, width: float = 2.0) -> None:
    """A beam of `width` [deg] in elevation that is steered to each target."""
    setup.radar.elevation_shape[:], setup.radar.elevation_width[:] = STEERED, math.radians(width)


def set_ground(
    setup: Setup, permittivity: float = 1.0, conductivity: float = 0.0, roughness: float = 0.0, water: bool = False
) -> None:
    """A surface that reflects."""
    ground = setup.background[0]
    ground.permittivity, ground.conductivity, ground.roughness, ground.water = (
        permittivity,
        conductivity,
        roughness,
        water,
    )


def with_air(setup: Setup, weather: Weather) -> Setup:
    """The losses of `weather` in place of none."""
    table = attenuation_table(299_792_458.0 / WAVELENGTH, MAST, REACH, weather, 4.0 / 3.0)
    air = setup.background[0]
    air.rain_top, air.rain_extent = weather.rain_top, weather.rain_extent
    return setup._replace(curve=np.concatenate([setup.curve[: setup.radar[0].losses], table.values]))


def add_canceller(setup: Setup, pulses: int = 3, stagger: float = 0.0, improvement: float = 1.0) -> None:
    """A canceller of `pulses` at 300 Hz, its frequencies `stagger` apart, that leaves 1 / `improvement` of clutter."""
    setup.radar.canceller[:], setup.radar.stagger[:], setup.radar.improvement[:] = pulses, stagger, improvement


def through(setup: Setup, state: State) -> tuple[Any, ...]:
    """What lies between the first radar and its targets, as `signal_left` takes it."""
    return setup.radar[0], setup.background[0], setup.curve, stand_of(setup, state.antenna[0])


def scan(setup: Setup, state: State, seed: int, replicate: int, r: int, time: float) -> int:
    """One whole look of radar `r` that ends at `time` [s]: the number of its plots."""
    begin_look(setup, state, r, time)
    return scan_now(setup, state, seed, replicate, r)


def place(bearing: float, distance: float, height: float) -> tuple[float, float, float]:
    """Local point [m] at `bearing` [deg] and `distance` [m] along the ground from the radar, `height` [m] up."""
    latitude, longitude, _ = geodesic_direct(LATITUDE, LONGITUDE, math.radians(bearing), distance)
    return geodetic_to_local(setup_frame(), latitude, longitude, height)


@cache
def setup_frame() -> object:
    return blank_setup(LATITUDE, LONGITUDE).frame[0]


@pytest.fixture
def build() -> Build:
    return built
