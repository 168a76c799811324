"""Places of plots in the common frame.

Expected values: the axes of `world.geodesy`, measured by hand in the sensor's own axes; covariances of many draws that
go through the same measurement with its errors drawn, 1 % at ten thousand draws (the bound is five times that).
"""

import math
from typing import Any

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.state.frame import Frame
from vyuha.tracks.places import GEOGRAPHIC, WITH_ELEVATION, WITH_HEIGHT, geodetic_all, place_all, velocity_all
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodetic_to_local

SENSOR = (math.radians(31.6), math.radians(74.9), 230.0)
COMMON = make_frame(math.radians(30.5), math.radians(77.0))


def sensors() -> Any:
    table = rows(Frame, 1)
    np.asarray(table)[0] = np.asarray(make_frame(*SENSOR))[0]
    return table


def placed(kind: int, z: Any, sd: Any = (50.0, 1.4e-3, 3e-3)) -> tuple[Any, Any]:
    z = np.atleast_2d(np.asarray(z, np.float64))
    count = len(z)
    spread = np.broadcast_to(np.asarray(sd, np.float64), z.shape).copy()
    return place_all(COMMON, sensors(), np.zeros(count, np.int64), np.full(count, kind), z, spread)


def measured(point: tuple[float, float, float]) -> tuple[float, float, float]:
    """Range, azimuth and elevation of a point at the sensor."""
    x, y, z = geodetic_to_local(make_frame(*SENSOR)[0], *point)
    return math.sqrt(x * x + y * y + z * z), math.atan2(x, y), math.atan2(z, math.hypot(x, y))


POINTS = [
    (math.radians(lat), math.radians(lon), height)
    for lat, lon in ((31.7, 75.0), (33.9, 74.1), (29.0, 77.9), (31.6, 74.2))
    for height in (300.0, 4000.0, 12e3)
]


@pytest.mark.parametrize("point", POINTS)
def test_all_three_kinds_of_plots_give_the_same_place(point: tuple[float, float, float]) -> None:
    expected = geodetic_to_local(COMMON[0], *point)
    slant, azimuth, elevation = measured(point)
    for kind, z in (
        (WITH_ELEVATION, (slant, azimuth, elevation)),
        (WITH_HEIGHT, (slant, azimuth, point[2])),
        (GEOGRAPHIC, point),
    ):
        place, _ = placed(kind, z)
        assert place[0] == pytest.approx(expected, abs=1e-3)
    assert geodetic_all(COMMON, np.array([expected]))[0] == pytest.approx(point, abs=1e-3)


def test_a_flat_earth_would_be_noticed() -> None:
    """Control of the test above: the height taken as that above the sensor's own plane."""
    point = POINTS[5]
    slant, azimuth, _ = measured(point)
    wrong, _ = placed(WITH_ELEVATION, (slant, azimuth, math.asin((point[2] - SENSOR[2]) / slant)))
    assert np.linalg.norm(wrong[0] - geodetic_to_local(COMMON[0], *point)) > 1000.0


@pytest.mark.parametrize("kind", [WITH_ELEVATION, WITH_HEIGHT])
@pytest.mark.parametrize("point", [POINTS[2], POINTS[4], POINTS[8]])
def test_covariances_are_those_of_many_draws(kind: int, point: tuple[float, float, float]) -> None:
    slant, azimuth, elevation = measured(point)
    z = np.array([slant, azimuth, elevation if kind == WITH_ELEVATION else point[2]])
    sd = np.array([50.0, 1.4e-3, 3e-3 if kind == WITH_ELEVATION else 120.0])
    drawn, _ = placed(kind, z + np.random.default_rng(7).normal(size=(10_000, 3)) * sd)
    _, spread = placed(kind, z, sd)
    # Whitened by what is claimed, the draws have the unit matrix.
    root = np.linalg.cholesky(spread[0])
    white = np.linalg.solve(root, (drawn - drawn.mean(axis=0)).T)
    assert np.cov(white) == pytest.approx(np.eye(3), abs=0.05)


def test_a_height_beyond_the_range_has_no_place() -> None:
    place, _ = placed(WITH_HEIGHT, [(5000.0, 0.3, 9000.0), (15_000.0, 0.3, 9000.0)])
    assert np.isnan(place[0]).all() and np.isfinite(place[1]).all()


def test_velocities_are_differences_of_places() -> None:
    first, second = POINTS[4], (POINTS[4][0] + 1e-7, POINTS[4][1] + 2e-7, POINTS[4][2] + 0.5)
    here, there = (np.array(geodetic_to_local(COMMON[0], *point)) for point in (first, second))
    found = velocity_all(COMMON, np.array([first]), np.array([there - here]))[0]
    expected = geodetic_to_local(make_frame(*first)[0], *second)
    assert found == pytest.approx(expected, abs=1e-6)
