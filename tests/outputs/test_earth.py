"""The earth in NumPy: the same figures as `world.geodesy`, which stands on published cases, and closed forms.

Control: on a sphere the same points lie kilometres elsewhere.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.results import synthetic
from vyuha.outputs.earth import SEMI_MAJOR, axes, ecef, geodetic, on_map
from vyuha.world import geodesy
from vyuha.world.frame import make_frame

random = np.random.default_rng(11)
LATITUDE = np.concatenate([random.uniform(-90.0, 90.0, 200), [90.0, -90.0, 0.0, 89.9999]])
LONGITUDE = np.concatenate([random.uniform(-180.0, 180.0, 200), [0.0, 0.0, 180.0, -180.0]])
HEIGHT = np.concatenate([random.uniform(-1e3, 4e5, 200), [0.0, 100.0, 0.0, 10.0]])


def test_earth_fixed_places_are_those_of_the_physics() -> None:
    expected = [
        geodesy.geodetic_to_ecef(*row) for row in zip(np.radians(LATITUDE), np.radians(LONGITUDE), HEIGHT, strict=True)
    ]
    assert np.abs(ecef(LATITUDE, LONGITUDE, HEIGHT) - expected).max() < 1e-8
    sphere = (SEMI_MAJOR + HEIGHT)[:, None] * ecef(LATITUDE, LONGITUDE, 0.0 * HEIGHT)
    assert np.abs(sphere / np.linalg.norm(sphere, axis=1, keepdims=True) * SEMI_MAJOR - expected).max() > 1e4


@pytest.mark.parametrize("latitude", [-90.0, -89.999, -31.0, 0.0, 45.0, 89.999, 90.0])
def test_places_along_a_parallel_are_those_of_the_physics(latitude: float) -> None:
    longitude = np.array([-180.0, -179.9, -74.0, 0.0, 74.9, 179.999, 180.0])
    height = np.linspace(-100.0, 30e3, len(longitude))
    found = ecef(np.full(len(longitude), latitude), longitude, height)
    expected = [
        geodesy.geodetic_to_ecef(math.radians(latitude), math.radians(a), float(h))
        for a, h in zip(longitude, height, strict=True)
    ]
    assert np.allclose(found, expected, atol=1e-6)


def test_there_and_back() -> None:
    latitude, longitude, height = geodetic(ecef(LATITUDE, LONGITUDE, HEIGHT))
    # Bowring's formula without a second step: a millimetre at 400 km.
    assert np.abs(latitude - LATITUDE).max() < 2e-8
    assert np.abs(height - HEIGHT).max() < 1e-5
    off = (longitude - LONGITUDE + 180.0) % 360.0 - 180.0
    assert np.abs(off * np.cos(np.radians(LATITUDE))).max() < 1e-9


def test_axes_at_a_pole_and_on_the_equator() -> None:
    """Closed forms."""
    assert axes(0.0, 0.0) == pytest.approx(np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]), abs=1e-15)
    assert axes(90.0, 0.0) == pytest.approx(np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]]), abs=1e-15)


@pytest.mark.parametrize("origin", [(31.0, 74.9), (-84.0, 179.95), (89.9, 12.0)])
@pytest.mark.parametrize("height", [0.0, 10e3])
def test_points_of_a_map_come_back(origin: tuple[float, float], height: float) -> None:
    """`geodetic_to_local` of the physics puts what `on_map` finds at the same east and north, up to 300 km away."""
    laydown = replace(synthetic.laydown(), latitude=origin[0], longitude=origin[1])
    angle = np.linspace(0.0, 2.0 * math.pi, 13)
    east, north = 300e3 * np.sin(angle), 300e3 * np.cos(angle)
    frame = make_frame(math.radians(origin[0]), math.radians(origin[1]))[0]
    latitude, longitude = on_map(laydown, tuple(east), tuple(north), height)
    for n in range(len(angle)):
        x, y, _ = geodesy.geodetic_to_local(frame, math.radians(latitude[n]), math.radians(longitude[n]), height)
        assert (x, y) == pytest.approx((east[n], north[n]), abs=1e-3)
