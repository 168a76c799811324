"""The ellipsoid for arrays: beside the engine's own, whose reference is GeodTest and pyproj, and closed forms."""

import numpy as np
import pytest

from vyuha.outputs.earth import ecef, geodetic, on_the_ground
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import ecef_to_geodetic, geodetic_to_ecef, geodetic_to_local

PLACES = [
    (lat, lon, h)
    for lat in (-90.0, -89.9, -31.0, 0.0, 45.0, 89.9999, 90.0)
    for lon in (-180.0, 0.0, 74.9, 179.999)
    for h in (-100.0, 0.0, 12e3, 400e3)
]


def test_earth_centred_places_are_those_of_the_engine() -> None:
    lat, lon, h = np.array(PLACES).T
    for got, (phi, lam, up) in zip(ecef(lat, lon, h), PLACES, strict=True):
        assert got == pytest.approx(geodetic_to_ecef(np.radians(phi), np.radians(lam), up), abs=1e-6)


def test_poles_and_equator_by_the_axes_of_the_ellipsoid() -> None:
    # The semi-axes of WGS-84.
    assert ecef(0.0, 0.0, 0.0) == pytest.approx([6378137.0, 0.0, 0.0])
    assert ecef(90.0, 0.0, 0.0) == pytest.approx([0.0, 0.0, 6356752.314245], abs=1e-6)


def test_there_and_back() -> None:
    lat, lon, h = np.array(PLACES).T
    place = ecef(lat, lon, h)
    assert ecef(*geodetic(place)) == pytest.approx(place, abs=2e-3)
    assert geodetic(place)[2] == pytest.approx(h, abs=1e-3)
    one = place[PLACES.index((45.0, 74.9, 12e3))]
    assert geodetic(one)[:2] == pytest.approx(np.degrees(ecef_to_geodetic(*one)[:2]), abs=1e-9)


@pytest.mark.parametrize("origin", [(31.0, 74.9), (89.9, 10.0), (0.0, 179.99)])
def test_points_of_the_plane_lie_above_where_it_says(origin: tuple[float, float]) -> None:
    east, north = np.array([0.0, 120e3, -300e3]), np.array([0.0, 50e3, 200e3])
    frame = make_frame(np.radians(origin[0]), np.radians(origin[1]))[0]
    lat, lon = on_the_ground(*origin, east, north, 1000.0)
    for i in range(3):
        x, y, _ = geodetic_to_local(frame, np.radians(lat[i]), np.radians(lon[i]), 1000.0)
        assert (x, y) == pytest.approx((east[i], north[i]), abs=0.1)
    # Control: at another height the same point of the plane lies above another place.
    x, y, _ = geodetic_to_local(frame, np.radians(lat[2]), np.radians(lon[2]), 50e3)
    assert abs(x - east[2]) > 100.0
