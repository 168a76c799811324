"""Radars made by hand: all round, on a mast of 24 m at the origin, with targets put where a test wants them."""

import math
from collections.abc import Callable

import pytest

from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.sensors.detection import reference_snr
from vyuha.state.tables import Setup, State
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local

LATITUDE, LONGITUDE = math.radians(31.0), math.radians(74.9)
MAST = 24.0
FALSE_ALARM = 1e-6
Build = Callable[..., tuple[Setup, State]]


def built(radars: int = 1, threats: int = 1) -> tuple[Setup, State]:
    """A setup with identical radars, and targets of 1 m2 that fluctuate from scan to scan and are in the air."""
    setup = blank_setup(LATITUDE, LONGITUDE, radar=radars, threat=threats)
    for r, row in enumerate(setup.radar):
        row.entity, row.x, row.y, row.z = 300 + r, 0.0, 0.0, MAST
        row.antenna_height = MAST
        row.east_x, row.north_y, row.up_z = 1.0, 1.0, 1.0
        row.reference_range, row.reference_rcs, row.false_alarm_probability = 100e3, 1.0, FALSE_ALARM
        row.reference_snr = reference_snr(0.8, FALSE_ALARM)
        row.minimum_range, row.instrumented_range, row.period, row.phase = 1e3, 400e3, 5.0, 1.7
        row.sector_half_width = math.pi
        row.minimum_elevation, row.maximum_elevation = math.radians(-2.0), math.radians(60.0)
        row.range_error, row.azimuth_error, row.elevation_error = 60.0, 3e-3, 5e-3
        row.range_error_floor, row.angle_error_floor = 10.0, 5e-4
    for i, row in enumerate(setup.threat):
        row.entity, row.rcs, row.swerling = 900 + i, 1.0, 1
    state = allocate(setup)
    for row in state.threat:
        row.airborne = True
        row.coverage_time = row.horizon_time = row.detection_time = math.nan
    return setup, state


def place(bearing: float, distance: float, height: float) -> tuple[float, float, float]:
    """Local point [m] at `bearing` [deg] and `distance` [m] along the ground from the radar, `height` [m] up."""
    latitude, longitude, _ = geodesic_direct(LATITUDE, LONGITUDE, math.radians(bearing), distance)
    return geodetic_to_local(setup_frame(), latitude, longitude, height)


def setup_frame() -> object:
    return blank_setup(LATITUDE, LONGITUDE).frame[0]


@pytest.fixture
def build() -> Build:
    return built
