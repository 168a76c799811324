"""Coverage: range, sector, elevation and horizon.

Expected values: the closed form of the horizon (tested in tests/world/test_propagation.py) within 1 %, plane angles
of sector and elevation.
Control: without refraction the same target at the same place is hidden.
"""

import math

import pytest

from tests.sensors.conftest import MAST, Build, place
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE, covers, in_sector, view
from vyuha.world.propagation import horizon_range

STANDARD = 4.0 / 3.0


def direction(azimuth: float) -> tuple[float, float]:
    return math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))


@pytest.mark.parametrize(
    "azimuth, centre, width, inside",
    [
        (10.0, 0.0, 30.0, True),
        (16.0, 0.0, 30.0, False),
        (-14.9, 0.0, 30.0, True),
        (355.0, 10.0, 40.0, True),
        (349.0, 10.0, 40.0, False),
        (180.0, 0.0, 359.0, False),
        (179.0, 0.0, 359.0, True),
        (100.0, 0.0, 240.0, True),
        (125.0, 0.0, 240.0, False),
        (180.0, 0.0, 360.0, True),
    ],
)
def test_the_sector_is_a_plane_angle(azimuth: float, centre: float, width: float, inside: bool) -> None:
    east, north = direction(azimuth)
    assert in_sector(70e3 * east, 70e3 * north, math.radians(centre), math.radians(0.5 * width)) == inside


def test_overhead_is_in_every_sector() -> None:
    assert in_sector(0.0, 0.0, 1.0, 0.1)


@pytest.mark.parametrize("height", [30.0, 100.0, 1000.0, 5000.0])
@pytest.mark.parametrize("bearing", [0.0, 90.0, 275.0])
def test_a_target_drops_below_the_horizon_where_the_closed_form_says(
    build: Build, height: float, bearing: float
) -> None:
    setup, _ = build()
    reach = horizon_range(MAST, height, STANDARD)
    assert view(setup, setup.antenna, 0, *place(bearing, 0.99 * reach, height))[0] == VISIBLE
    assert view(setup, setup.antenna, 0, *place(bearing, 1.01 * reach, height))[0] == BELOW_HORIZON


@pytest.mark.parametrize("height", [30.0, 1000.0])
def test_control_without_refraction_the_horizon_is_nearer(build: Build, height: float) -> None:
    setup, _ = build()
    setup.frame[0].refraction = 1.0
    at = place(275.0, 0.99 * horizon_range(MAST, height, STANDARD), height)
    assert view(setup, setup.antenna, 0, *at)[0] == BELOW_HORIZON


def test_a_higher_mast_sees_farther(build: Build) -> None:
    setup, _ = build()
    at = place(275.0, 45e3, 25.0)
    assert view(setup, setup.antenna, 0, *at)[0] == BELOW_HORIZON
    setup.antenna[0].height = setup.antenna[0].z = 39.0
    assert view(setup, setup.antenna, 0, *at)[0] == VISIBLE


@pytest.mark.parametrize("distance, code", [(0.9e3, OUTSIDE), (1.1e3, VISIBLE), (399e3, VISIBLE), (401e3, OUTSIDE)])
def test_range_has_two_ends(build: Build, distance: float, code: int) -> None:
    setup, _ = build()
    elevation = math.radians(10.0)
    at = (0.0, distance * math.cos(elevation), MAST + distance * math.sin(elevation))
    found, slant = view(setup, setup.antenna, 0, *at)
    assert found == code and slant == pytest.approx(distance)


@pytest.mark.parametrize("degrees, code", [(59.5, VISIBLE), (60.5, OUTSIDE), (89.0, OUTSIDE)])
def test_the_cone_of_silence(build: Build, degrees: float, code: int) -> None:
    setup, _ = build()
    elevation = math.radians(degrees)
    at = (20e3 * math.cos(elevation), 0.0, MAST + 20e3 * math.sin(elevation))
    assert view(setup, setup.antenna, 0, *at)[0] == code


def test_the_lower_limit_counts_the_apparent_elevation(build: Build) -> None:
    """At 200 km a ray that leaves level is 200 km / (8 R) = 0.225 degrees higher than the straight line."""
    setup, _ = build()
    setup.radar[0].minimum_elevation = 0.0
    bending = 200e3 * 0.125 / 6371008.8
    for factor, code in ((0.95, VISIBLE), (1.05, OUTSIDE)):
        at = (200e3, 0.0, MAST - 200e3 * math.tan(factor * bending))
        assert view(setup, setup.antenna, 0, *at)[0] == code


def test_the_sector_of_the_radar_counts(build: Build) -> None:
    setup, _ = build()
    setup.radar[0].sector_centre, setup.radar[0].sector_half_width = math.radians(275.0), math.radians(60.0)
    codes = [
        view(setup, setup.antenna, 0, *place(bearing, 50e3, 5e3))[0]
        for bearing in (275.0, 216.0, 214.0, 334.0, 336.0, 95.0)
    ]
    assert codes == [VISIBLE, VISIBLE, OUTSIDE, VISIBLE, OUTSIDE, OUTSIDE]


def test_covers_means_visible(build: Build) -> None:
    setup, _ = build()
    assert covers(setup, setup.antenna, 0, *place(275.0, 50e3, 5e3))
    assert not covers(setup, setup.antenna, 0, *place(275.0, 90e3, 50.0))
    assert not covers(setup, setup.antenna, 0, *place(275.0, 450e3, 12e3))
