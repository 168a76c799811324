"""The local frame: axes that are orthonormal and point east, north and up.

Expected values: finite differences of earth-fixed positions along meridian and parallel, and the definition of a
rotation.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from vyuha.base.table import dtype_of
from vyuha.state.frame import Frame
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodetic_to_ecef, geodetic_to_local

PLACES = [(0.0, 0.0), (31.0, 74.9), (-45.0, -179.99), (89.9, 10.0), (-90.0, 0.0), (90.0, 123.0)]


def axes(latitude: float, longitude: float) -> npt.NDArray[np.float64]:
    """Rotation from local to earth-fixed axes at a place in degrees."""
    frame = make_frame(math.radians(latitude), math.radians(longitude))[0]
    return np.array([[frame[f"r{i}{j}"] for j in (1, 2, 3)] for i in (1, 2, 3)])


@pytest.mark.parametrize("place", PLACES)
def test_the_axes_are_a_rotation(place: tuple[float, float]) -> None:
    rotation = axes(*place)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-15)
    assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize("place", PLACES[:4])
def test_the_axes_point_east_north_and_up(place: tuple[float, float]) -> None:
    latitude, longitude = (math.radians(v) for v in place)
    rotation, step = axes(*place), 1e-6
    for axis, (north, east, up) in enumerate([(0.0, step, 0.0), (step, 0.0, 0.0), (0.0, 0.0, 1.0)]):
        ahead = np.array(geodetic_to_ecef(latitude + north, longitude + east, up))
        behind = np.array(geodetic_to_ecef(latitude - north, longitude - east, -up))
        along = (ahead - behind) / np.linalg.norm(ahead - behind)
        assert rotation[:, axis] == pytest.approx(along, abs=1e-7)


def test_the_origin_is_the_place_given() -> None:
    frame = make_frame(0.54, 1.3, 250.0, 1.2)
    assert frame.dtype == dtype_of(Frame) and len(frame) == 1
    assert (frame[0].latitude, frame[0].longitude, frame[0].height, frame[0].refraction) == (0.54, 1.3, 250.0, 1.2)
    assert geodetic_to_local(frame[0], 0.54, 1.3, 250.0) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert geodetic_to_local(frame[0], 0.54, 1.3, 260.0) == pytest.approx((0.0, 0.0, 10.0), abs=1e-8)


def test_refraction_is_four_thirds_unless_given() -> None:
    assert make_frame(0.0, 0.0)[0].refraction == pytest.approx(4.0 / 3.0)


def test_control_another_place_has_other_axes() -> None:
    assert np.abs(axes(31.0, 74.9) - axes(31.5, 74.9)).max() > 5e-3
