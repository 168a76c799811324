"""The ground under a place: nodes of the grid, outside, no terrain. Expected values: the heights put in."""

import math

import pytest

from tests.tables import blank_setup
from vyuha.state.tables import Setup
from vyuha.world.geodesy import geodetic_to_local
from vyuha.world.ground import ground_below
from vyuha.world.terrain_grid import make_terrain

LATITUDE, LONGITUDE = math.radians(31.0), math.radians(75.0)


def hilly() -> Setup:
    terrain = make_terrain([[100.0, 200.0], [300.0, 500.0]], (74.0, 30.0, 76.0, 32.0), "msl")
    return blank_setup(LATITUDE, LONGITUDE)._replace(grid=terrain.grid, height=terrain.height)


@pytest.mark.parametrize(
    "south_north, west_east, height", [(32.0, 74.0, 100.0), (30.0, 76.0, 500.0), (31.0, 75.0, 275.0), (29.9, 75.0, 0.0)]
)
@pytest.mark.parametrize("above", [0.0, 12e3])
def test_the_ground_is_that_of_the_grid_and_nothing_outside(
    south_north: float, west_east: float, height: float, above: float
) -> None:
    setup = hilly()
    at = geodetic_to_local(setup.frame[0], math.radians(south_north), math.radians(west_east), above)
    assert ground_below(setup, *at) == pytest.approx(height, abs=1e-3)


def test_without_terrain_the_ground_is_at_nothing() -> None:
    assert ground_below(blank_setup(LATITUDE, LONGITUDE), 5e3, 7e3, 800.0) == 0.0
