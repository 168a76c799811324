"""Height and slope between the nodes of a grid.

Expected values: the nodes; functions that a bilinear form reproduces; differences along geodesics; a shipped elevation
model (near Jacksboro, Tennessee; heights 236 to 1,076 m). Controls: the nearest node and a shifted grid must fail.
"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import cbook

from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct
from vyuha.world.terrain_grid import gradient_at, height_at, make_terrain, outside, slope_at, with_reference

EXTENT = (70.0, 30.0, 72.0, 31.0)
LATITUDES, LONGITUDES = np.linspace(31.0, 30.0, 51), np.linspace(70.0, 72.0, 81)


def ground(latitude: Any, longitude: Any) -> Any:
    """A plane and a saddle (m), which a bilinear form meets everywhere."""
    return 500.0 + 90.0 * (latitude - 30.0) - 40.0 * (longitude - 71.0) + 25.0 * (latitude - 30.5) * (longitude - 71.0)


def saddle() -> Terrain:
    return make_terrain(ground(LATITUDES[:, None], LONGITUDES[None, :]), EXTENT, "msl")


def rough() -> Terrain:
    return make_terrain(np.random.default_rng(5).uniform(0.0, 900.0, (51, 81)), EXTENT, "msl")


def at(terrain: Terrain, latitude: float, longitude: float) -> float:
    return height_at(terrain, math.radians(latitude), math.radians(longitude))


def test_nodes_are_met() -> None:
    terrain = rough()
    for i in (0, 1, 25, 49, 50):
        for j in (0, 1, 40, 79, 80):
            assert at(terrain, LATITUDES[i], LONGITUDES[j]) == pytest.approx(float(terrain.height[i, j]), abs=1e-6)


@given(st.floats(30.0, 31.0), st.floats(70.0, 72.0))
def test_bilinear_ground_is_reproduced(latitude: float, longitude: float) -> None:
    # Nodes are single floats: 3e-5 m at 500 m.
    assert at(saddle(), latitude, longitude) == pytest.approx(ground(latitude, longitude), abs=1e-4)


def test_control_the_nearest_node_is_not_good_enough() -> None:
    terrain, latitude, longitude = saddle(), 30.509, 70.512
    nearest = terrain.height[np.abs(LATITUDES - latitude).argmin(), np.abs(LONGITUDES - longitude).argmin()]
    assert abs(float(nearest) - ground(latitude, longitude)) > 0.1


def test_the_ground_is_continuous_across_lines_of_the_grid() -> None:
    terrain = rough()
    for latitude, longitude in [(30.5, 70.5111), (30.5137, 71.0), (30.5, 71.0)]:
        around = [at(terrain, latitude + a, longitude + b) for a in (-1e-9, 1e-9) for b in (-1e-9, 1e-9)]
        assert max(around) - min(around) < 1e-3


def test_the_slope_is_that_of_differences_along_geodesics() -> None:
    terrain, step = saddle(), 5.0
    for latitude, longitude in [(30.211, 70.333), (30.807, 71.913)]:
        place = math.radians(latitude), math.radians(longitude)

        def rise(azimuth: float, place: tuple[float, float] = place) -> float:
            ends = [geodesic_direct(*place, azimuth + turn, step)[:2] for turn in (0.0, math.pi)]
            return (height_at(terrain, *ends[0]) - height_at(terrain, *ends[1])) / (2.0 * step)

        east, north = gradient_at(terrain, *place)
        assert (east, north) == pytest.approx((rise(0.5 * math.pi), rise(0.0)), rel=1e-3)
        assert math.tan(slope_at(terrain, *place)) == pytest.approx(math.hypot(east, north))
        # Control: on a sphere of the same size, or with east and north exchanged, it is something else.
        assert (north, east) != pytest.approx((rise(0.5 * math.pi), rise(0.0)), rel=0.1)


def test_outside_there_is_no_height() -> None:
    terrain = saddle()
    for latitude, longitude in [(29.99, 71.0), (31.01, 71.0), (30.5, 69.99), (30.5, 72.01), (30.5, -109.0)]:
        assert math.isnan(at(terrain, latitude, longitude))
        assert math.isnan(slope_at(terrain, math.radians(latitude), math.radians(longitude)))
    assert math.isnan(outside(terrain, math.radians(30.5), math.radians(71.0), 50e3))
    assert outside(terrain, math.radians(30.5), math.radians(71.0), 60e3) == 0.0
    assert math.degrees(outside(terrain, math.radians(30.5), math.radians(71.6), 45e3)) == pytest.approx(60.0, abs=10.0)


def test_grids_over_the_date_line() -> None:
    heights = np.tile(np.arange(5.0), (3, 1))
    terrain = make_terrain(heights, (178.0, -1.0, -178.0, 1.0), "msl")
    for longitude, expected in [(178.0, 0.0), (180.0, 2.0), (-180.0, 2.0), (-178.5, 3.5), (181.5, 3.5)]:
        assert at(terrain, 0.3, longitude) == pytest.approx(expected)
    assert math.isnan(at(terrain, 0.3, 0.0))


def test_the_other_reference_is_a_step_away() -> None:
    terrain = saddle()
    other = with_reference(terrain, "ellipsoid", -38.0)
    assert at(other, 30.3, 71.2) == pytest.approx(at(terrain, 30.3, 71.2) - 38.0, abs=1e-4)
    assert other.grid[0].highest == pytest.approx(terrain.grid[0].highest - 38.0)
    assert at(with_reference(other, "msl", -38.0), 30.3, 71.2) == pytest.approx(at(terrain, 30.3, 71.2), abs=1e-3)
    assert with_reference(terrain, "msl", -38.0) is terrain
    with pytest.raises(ValueError, match='^reference: agl: heights are above "msl"'):
        with_reference(terrain, "agl", 0.0)


@pytest.mark.parametrize(
    "heights, extent, reference, message",
    [
        (np.zeros((1, 5)), EXTENT, "msl", r"heights: \(1, 5\): give rows and columns"),
        (np.zeros(5), EXTENT, "msl", "heights: .*at least 2 x 2"),
        (np.zeros((3, 3)), EXTENT, "agl", "reference: agl: "),
        (np.full((3, 3), np.nan), EXTENT, "msl", "heights: 9 of 9 nodes are holes"),
        (np.full((3, 3), -9999.0), EXTENT, "msl", "heights: 9 of 9 nodes are -9999 m, which marks holes"),
        (np.full((3, 3), -501.0), EXTENT, "msl", r"heights: -501 to -501 m: no such ground \(land lies between -500"),
        (np.full((3, 3), 32767.0), EXTENT, "msl", "heights: 32767 to 32767 m: no such ground"),
        (np.full((3, 3), np.inf), EXTENT, "msl", "heights: inf to inf m: no such ground"),
        (np.zeros((3, 3)), (70.0, 31.0, 72.0, 30.0), "msl", "extent: south 31, north 30"),
        (np.zeros((3, 3)), (70.0, 80.0, 72.0, 89.0), "msl", "extent: .*within 85 of the equator"),
        (np.zeros((3, 3)), (-200.0, 30.0, 72.0, 31.0), "msl", "extent: west -200"),
        (np.zeros((3, 3)), (-100.0, 30.0, 100.0, 31.0), "msl", "extent: .*at most 180 wide"),
    ],
)
def test_grids_that_cannot_be_are_refused(heights: Any, extent: Any, reference: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        make_terrain(heights, extent, reference)


def test_a_real_sample() -> None:
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as sample:
        heights = sample["elevation"]
        # The file gives the outer edges of its cells, from the north (which it calls ymin) to the south.
        half_x, half_y = 0.5 * float(sample["dx"]), 0.5 * float(sample["dy"])
        west, east = float(sample["xmin"]) + half_x, float(sample["xmax"]) - half_x
        north, south = float(sample["ymin"]) - half_y, float(sample["ymax"]) + half_y
    terrain = make_terrain(heights, (west, south, east, north), "msl")
    grid = terrain.grid[0]
    assert (grid.rows, grid.columns, grid.lowest, grid.highest) == (344, 403, 236.0, 1076.0)
    assert at(terrain, north, west) == pytest.approx(483.0, abs=1e-3)
    assert at(terrain, south, west) == pytest.approx(545.0, abs=1e-3)
    i, j = np.unravel_index(heights.argmax(), heights.shape)
    place = north - i * 2.0 * half_y, west + j * 2.0 * half_x
    assert at(terrain, *place) == pytest.approx(1076.0, abs=1e-3)
    # Control: with the edges taken for nodes the summit is missed.
    shifted = make_terrain(heights, (west - half_x, south - half_y, east + half_x, north + half_y), "msl")
    assert at(shifted, *place) < 1075.5
    # A quarter of a degree of Appalachian ridges: steep places, but no walls.
    random = np.random.default_rng(3)
    slopes = [
        math.degrees(slope_at(terrain, math.radians(random.uniform(south, north)), math.radians(x)))
        for x in random.uniform(west, east, 500)
    ]
    assert 5.0 < float(np.median(slopes)) < 25.0
    assert max(slopes) < 60.0
