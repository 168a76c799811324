"""Geodesy: the ellipsoid, the local frame and geodesic lines.

Expected values: C. Karney's GeodTest rows (tests/reference/geodesic_GeodTest-100.dat, exact to a nanometre); closed
forms at the equator and the poles; finite differences of the positions; properties (there and back again).
Controls: the same rows on a sphere, and a frame on a sphere's vertical, must fail the same tolerance by far.
"""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vyuha.world.frame import make_frame
from vyuha.world.geodesy import (
    ECCENTRICITY2,
    FLATTENING,
    SEMI_MAJOR,
    SEMI_MINOR,
    ecef_to_geodetic,
    ecef_to_local,
    geodesic_direct,
    geodesic_inverse,
    geodetic_to_ecef,
    geodetic_to_local,
    height_above_ellipsoid,
    local_to_ecef,
    local_to_geodetic,
    vertical,
)
from vyuha.world.propagation import MEAN_RADIUS

TABLE = np.loadtxt(Path(__file__).resolve().parents[1] / "reference" / "geodesic_GeodTest-100.dat")
ROWS = [tuple(float(v) for v in row[:7]) for row in TABLE]
# Tolerances on the ground.
MILLIMETRE = 1e-3
MICROMETRE = 1e-6
# Beyond this length the far end is nearly the antipode.
FOCUSED = 19.9e6
latitudes = st.floats(-math.pi / 2, math.pi / 2)
longitudes = st.floats(-math.pi, math.pi)


def off_ground(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Straight distance [m] between two points of the ellipsoid."""
    return math.dist(geodetic_to_ecef(latitude, longitude, 0.0), geodetic_to_ecef(other_latitude, other_longitude, 0.0))


def turn(a: float, b: float) -> float:
    """Difference of two directions [rad]."""
    return abs(math.remainder(a - b, 2.0 * math.pi))


def haversine(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Distance [m] on the sphere of mean radius."""
    a = math.sin(0.5 * (latitude_2 - latitude_1)) ** 2
    b = math.cos(latitude_1) * math.cos(latitude_2) * math.sin(0.5 * (longitude_2 - longitude_1)) ** 2
    return 2.0 * MEAN_RADIUS * math.asin(math.sqrt(a + b))


def test_the_reference_rows_cover_short_and_long_lines() -> None:
    assert len(ROWS) == 100
    assert min(row[6] for row in ROWS) < 1e6 < 19e6 < max(row[6] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[6] / 1e3:.0f}km")
def test_inverse_meets_the_reference(row: tuple[float, ...]) -> None:
    lat_1, lon_1, start, lat_2, lon_2, end = (math.radians(v) for v in row[:6])
    distance, azimuth_1, azimuth_2 = geodesic_inverse(lat_1, lon_1, lat_2, lon_2)
    assert distance == pytest.approx(row[6], abs=MICROMETRE)
    if row[6] > FOCUSED:
        # All lines lead to the antipode, whatever their direction: it is poorly determined, and matters as little.
        assert max(turn(azimuth_1, start), turn(azimuth_2, end)) < 1e-6
        return
    # An error of the azimuth moves the far end by at most the radius times it.
    assert turn(azimuth_1, start) * abs(math.sin(row[6] / MEAN_RADIUS)) * MEAN_RADIUS < MICROMETRE
    assert turn(azimuth_2, end) * abs(math.sin(row[6] / MEAN_RADIUS)) * MEAN_RADIUS < MICROMETRE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[6] / 1e3:.0f}km")
def test_direct_meets_the_reference(row: tuple[float, ...]) -> None:
    lat_1, lon_1, start, lat_2, lon_2, end = (math.radians(v) for v in row[:6])
    latitude, longitude, azimuth = geodesic_direct(lat_1, lon_1, start, row[6])
    assert off_ground(latitude, longitude, lat_2, lon_2) < MICROMETRE
    assert turn(azimuth, end) < 1e-9


def test_control_a_sphere_misses_the_reference_by_kilometres() -> None:
    misses = []
    for row in ROWS:
        lat_1, lon_1, _, lat_2, lon_2, _ = (math.radians(v) for v in row[:6])
        misses.append(abs(haversine(lat_1, lon_1, lat_2, lon_2) - row[6]))
    assert min(misses) > 10 * MILLIMETRE
    assert float(np.median(misses)) > 5e3


def test_antipodes_on_the_equator_are_joined_over_the_pole() -> None:
    assert geodesic_inverse(0.0, 0.0, 0.0, math.pi)[0] == pytest.approx(2.0 * 10_001_965.7293, abs=MILLIMETRE)


@pytest.mark.parametrize("longitude", [179.5, 179.7, 179.9])
def test_beyond_the_lift_off_the_shortest_line_leaves_the_equator(longitude: float) -> None:
    assert longitude > 180.0 * (1.0 - FLATTENING)
    distance, azimuth, _ = geodesic_inverse(0.0, 0.0, 0.0, math.radians(longitude))
    assert distance < SEMI_MAJOR * math.radians(longitude)
    latitude, reached, _ = geodesic_direct(0.0, 0.0, azimuth, distance)
    assert SEMI_MAJOR * math.hypot(latitude, turn(reached, math.radians(longitude))) < 1e-6


def test_geodesics_along_the_equator_and_over_the_pole_have_closed_forms() -> None:
    distance, start, end = geodesic_inverse(0.0, 0.2, 0.0, 1.2)
    assert (distance, start, end) == pytest.approx((SEMI_MAJOR, math.pi / 2, math.pi / 2), abs=1e-6)
    # The quarter meridian of WGS-84, 10 001 965.7293 m (DMA TR 8350.2).
    assert geodesic_inverse(0.0, 0.7, math.pi / 2, 0.7)[0] == pytest.approx(10_001_965.7293, abs=MILLIMETRE)
    assert geodesic_inverse(-math.pi / 2, 0.0, math.pi / 2, 0.0)[0] == pytest.approx(20_003_931.4586, abs=MILLIMETRE)
    assert geodesic_inverse(0.3, 0.4, 0.3, 0.4) == (0.0, 0.0, 0.0)


def test_a_geodesic_over_the_date_line_is_the_short_one() -> None:
    over = geodesic_inverse(0.1, math.radians(179.9), 0.1, math.radians(-179.9))
    elsewhere = geodesic_inverse(0.1, math.radians(-0.1), 0.1, math.radians(0.1))
    assert over == pytest.approx(elsewhere, abs=1e-8)


@given(latitudes, longitudes, st.floats(-math.pi, math.pi), st.floats(1.0, FOCUSED))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_inverse_undoes_direct(latitude: float, longitude: float, azimuth: float, distance: float) -> None:
    end_latitude, end_longitude, _ = geodesic_direct(latitude, longitude, azimuth, distance)
    back, _, _ = geodesic_inverse(latitude, longitude, end_latitude, end_longitude)
    assert back == pytest.approx(distance, abs=MILLIMETRE)


def test_earth_fixed_positions_of_equator_and_pole() -> None:
    assert geodetic_to_ecef(0.0, 0.0, 0.0) == pytest.approx((SEMI_MAJOR, 0.0, 0.0), abs=1e-8)
    assert geodetic_to_ecef(0.0, math.pi / 2, 10.0) == pytest.approx((0.0, SEMI_MAJOR + 10.0, 0.0), abs=1e-8)
    assert geodetic_to_ecef(math.pi / 2, 0.3, -10.0) == pytest.approx((0.0, 0.0, SEMI_MINOR - 10.0), abs=1e-8)
    # The polar radius that the standard prints.
    assert pytest.approx(6356752.3142, abs=1e-4) == SEMI_MINOR


@pytest.mark.parametrize("height", [-10e3, -100.0, 0.0, 30.0, 100e3, 1000e3])
@pytest.mark.parametrize("latitude", [-90.0, -89.9999, -45.0, 0.0, 1e-9, 31.0, 60.0, 89.9999, 90.0])
@pytest.mark.parametrize("longitude", [-180.0, -179.9999, 0.0, 74.9, 180.0])
def test_earth_fixed_and_back(latitude: float, longitude: float, height: float) -> None:
    point = geodetic_to_ecef(math.radians(latitude), math.radians(longitude), height)
    found = ecef_to_geodetic(*point)
    assert found[2] == pytest.approx(height, abs=1e-6)
    # One step of Bowring's iteration: a tenth of a millimetre up to 100 km, below a centimetre up to 1 000 km.
    assert math.dist(geodetic_to_ecef(*found), point) < (1e-4 if height <= 100e3 else 1e-2)
    if abs(latitude) < 90.0:
        assert turn(found[1], math.radians(longitude)) < 1e-12


@given(latitudes, longitudes, st.floats(-10e3, 200e3))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_local_and_back(latitude: float, longitude: float, height: float) -> None:
    frame = make_frame(0.54, 1.3, 250.0)[0]
    point = geodetic_to_local(frame, latitude, longitude, height)
    again = geodetic_to_local(frame, *local_to_geodetic(frame, *point))
    assert math.dist(point, again) < MILLIMETRE
    assert math.dist(ecef_to_local(frame, *local_to_ecef(frame, *point)), point) < 1e-6
    assert height_above_ellipsoid(frame, *point) == pytest.approx(height, abs=1e-5)


@pytest.mark.parametrize("east, north", [(0.0, 0.0), (40e3, -90e3), (-400e3, 250e3)])
@pytest.mark.parametrize("height", [0.0, 12e3, 80e3])
def test_the_vertical_is_the_gradient_of_the_height(east: float, north: float, height: float) -> None:
    frame = make_frame(math.radians(31.0), math.radians(74.9))[0]
    at = (east, north, height)
    ux, uy, uz, above = vertical(frame, *at)
    assert above == height_above_ellipsoid(frame, *at)
    step = 10.0
    for axis, component in enumerate((ux, uy, uz)):
        ahead, behind = list(at), list(at)
        ahead[axis] += step
        behind[axis] -= step
        slope = (height_above_ellipsoid(frame, *ahead) - height_above_ellipsoid(frame, *behind)) / (2.0 * step)
        assert component == pytest.approx(slope, abs=1e-8)


def test_the_vertical_points_to_the_geodetic_latitude() -> None:
    frame = make_frame(0.54, 1.3)[0]
    assert vertical(frame, 0.0, 0.0, 0.0) == pytest.approx((0.0, 0.0, 1.0, 0.0), abs=1e-8)
    # Due north the vertical leans back by the difference of the latitudes.
    point = geodetic_to_local(frame, 0.56, 1.3, 5e3)
    ux, uy, uz, _ = vertical(frame, *point)
    assert (ux, uy, uz) == pytest.approx((0.0, math.sin(0.02), math.cos(0.02)), abs=1e-10)


def test_control_the_vertical_of_a_sphere_is_far_off() -> None:
    # Geodetic and geocentric vertical part by up to 0.19 degrees.
    x, y, z = geodetic_to_ecef(0.54, 1.3, 0.0)
    geocentric = math.atan2(z, math.hypot(x, y))
    assert abs(geocentric - 0.54) > 2e-3
    assert math.tan(geocentric) == pytest.approx((1.0 - ECCENTRICITY2) * math.tan(0.54), rel=1e-12)


def test_the_vertical_at_the_pole_is_the_axis() -> None:
    frame = make_frame(math.pi / 2, 0.0)[0]
    ux, uy, uz, height = vertical(frame, 0.0, 0.0, 20.0)
    assert (ux, uy, uz, height) == pytest.approx((0.0, 0.0, 1.0, 20.0), abs=1e-8)
