"""Lines of sight over terrain.

Expected values: `world.propagation` over level ground; a wall in closed form; straight lines through space (no
refraction) sampled densely with another interpolator. Controls: without refraction, with the wall removed or lower, or
with refraction where there is none, the same checks must fail.
"""

import math

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import ecef_to_geodetic, geodesic_direct, geodesic_inverse, geodetic_to_ecef
from vyuha.world.propagation import MEAN_RADIUS, horizon_range
from vyuha.world.relief import made_up_terrain
from vyuha.world.terrain_grid import height_at, make_terrain
from vyuha.world.terrain_sight import BLOCKED, CLEAR, UNKNOWN, line_of_sight, place_along, skyline

STANDARD, NONE = 4.0 / 3.0, 1.0
HOME = math.radians(31.5), math.radians(74.5)


def level(height: float = 0.0) -> Terrain:
    return make_terrain(np.full((61, 71), height), (71.0, 29.0, 78.0, 35.0), "ellipsoid")


def look(terrain: Terrain, low: float, azimuth: float, distance: float, high: float, k: float) -> tuple[int, float]:
    """From home, at heights (m) above the reference."""
    far = geodesic_direct(*HOME, azimuth, distance)[:2]
    return line_of_sight(terrain, *HOME, low, *far, high, k)


@pytest.mark.parametrize("ground", [0.0, 812.5])
@pytest.mark.parametrize("antenna, target", [(24.0, 25.0), (8.7, 100.0), (39.0, 1000.0), (10.0, 3000.0)])
def test_over_level_ground_the_horizon_is_that_of_propagation(antenna: float, target: float, ground: float) -> None:
    terrain, reach = level(ground), horizon_range(antenna, target, STANDARD)
    for azimuth in (0.0, 1.0, 2.0, 4.0):
        low, high = ground + antenna, ground + target
        assert look(terrain, low, azimuth, reach - 5.0, high, STANDARD)[0] == CLEAR
        code, met = look(terrain, low, azimuth, reach + 5.0, high, STANDARD)
        assert code == BLOCKED
        # The ray grazes at the antenna's own horizon; 5 m too far it cuts a chord of a few hundred metres there.
        assert met == pytest.approx(horizon_range(antenna, 0.0, STANDARD), abs=1500.0)
        # Control: with straight rays the horizon is nearer.
        assert look(terrain, low, azimuth, reach - 5.0, high, NONE)[0] == BLOCKED


@pytest.mark.parametrize("antenna", [8.7, 24.0, 1200.0])
def test_the_skyline_of_level_ground_is_the_dip_of_the_horizon(antenna: float) -> None:
    elevation, where = skyline(level(), *HOME, antenna, 0.7, 250e3, STANDARD)
    assert elevation == pytest.approx(-math.sqrt(2.0 * antenna / (STANDARD * MEAN_RADIUS)), rel=1e-3)
    assert where == pytest.approx(horizon_range(antenna, 0.0, STANDARD), rel=0.2)
    assert elevation != pytest.approx(-math.sqrt(2.0 * antenna / MEAN_RADIUS), rel=1e-2)


def walled(height: float) -> Terrain:
    """Level ground with a wall along the parallel of 32 degrees, one node wide."""
    heights = np.zeros((601, 71))
    heights[300] = height
    return make_terrain(heights, (71.0, 29.0, 78.0, 35.0), "ellipsoid")


def over_wall(antenna: float, wall: float, distance: float, to_wall: float) -> float:
    """Height at a distance that a ray from the antenna over the wall has."""
    bend = 0.5 / (STANDARD * MEAN_RADIUS)
    slope = (wall - antenna) / to_wall - bend * to_wall
    return antenna + distance * (slope + bend * distance)


@pytest.mark.parametrize("wall", [200.0, 900.0])
@pytest.mark.parametrize("azimuth", [0.0, 0.6, -0.7])
def test_a_wall_casts_the_shadow_of_trigonometry(wall: float, azimuth: float) -> None:
    terrain, antenna = walled(wall), 30.0
    low, high = 10e3, 150e3
    for _ in range(60):  # where the line crosses the parallel
        middle = 0.5 * (low + high)
        low, high = (middle, high) if geodesic_direct(*HOME, azimuth, middle)[0] < math.radians(32.0) else (low, middle)
    to_wall = low
    for distance in (1.2 * to_wall, 2.0 * to_wall):
        edge = over_wall(antenna, wall, distance, to_wall)
        assert look(terrain, antenna, azimuth, distance, edge + 2.0, STANDARD)[0] == CLEAR
        code, met = look(terrain, antenna, azimuth, distance, edge - 2.0, STANDARD)
        assert code == BLOCKED
        assert met == pytest.approx(to_wall, abs=60.0)
        # Controls: no wall, no shadow; the place before the wall is seen.
        assert look(level(), antenna, azimuth, distance, edge - 2.0, STANDARD)[0] == CLEAR
    assert look(terrain, antenna, azimuth, 0.9 * to_wall, 1000.0, STANDARD)[0] == CLEAR
    elevation, where = skyline(terrain, *HOME, antenna, azimuth, 150e3, STANDARD)
    rise = (wall - antenna) / to_wall - 0.5 * to_wall / (STANDARD * MEAN_RADIUS)
    # The skyline looks four times a cell and may pass a crest by an eighth of one.
    assert rise - 0.26 * wall / to_wall < math.tan(elevation) <= rise + 1e-6
    assert where == pytest.approx(to_wall, abs=300.0)


def test_the_first_of_several_obstacles_is_named() -> None:
    heights = np.zeros((601, 71))
    heights[300], heights[320], heights[280] = 500.0, 400.0, 2000.0
    terrain = make_terrain(heights, (71.0, 29.0, 78.0, 35.0), "ellipsoid")
    to_third = geodesic_inverse(*HOME, math.radians(31.8), HOME[1])[0]
    code, met = look(terrain, 300.0, 0.0, 120e3, 300.0, STANDARD)
    assert code == BLOCKED and met == pytest.approx(to_third, abs=1200.0)


def clearance(terrain: Terrain, a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Least height (m) of the straight line between two places (latitude, longitude, height) above the ground."""
    grid = terrain.grid[0]
    latitudes = grid.north - grid.step_latitude * np.arange(grid.rows)
    longitudes = grid.west + grid.step_longitude * np.arange(grid.columns)
    between = RegularGridInterpolator((latitudes[::-1], longitudes), terrain.height[::-1].astype(float))
    start, end = np.array(geodetic_to_ecef(*a)), np.array(geodetic_to_ecef(*b))
    points = [ecef_to_geodetic(*map(float, start + u * (end - start))) for u in np.linspace(0.0, 1.0, 1500)]
    places = np.array(points)
    return float((places[:, 2] - between(places[:, :2])).min())


def pairs(terrain: Terrain, count: int, lift: float = 1.0) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    random = np.random.default_rng(11)
    found = []
    for _ in range(count):
        a = geodesic_direct(*HOME, random.uniform(0.0, math.tau), random.uniform(0.0, 60e3))[:2]
        b = geodesic_direct(*a, random.uniform(0.0, math.tau), random.uniform(5e3, 120e3))[:2]
        low, high = random.uniform(20.0, 900.0), random.uniform(100.0, 2500.0)
        found.append(((*a, height_at(terrain, *a) + lift * low), (*b, height_at(terrain, *b) + lift * high)))
    return found


def test_without_refraction_rays_are_straight_lines_in_space() -> None:
    terrain = made_up_terrain((72.0, 29.0, 77.0, 34.0), step=0.01, seed=4, base=600.0, hills=250.0)
    right, bent, told = 0, 0, 0
    for a, b in pairs(terrain, 150):
        free = clearance(terrain, a, b)
        # Mean radius for the ellipsoid's, and a parabola for an arc: 1 % of the bulge of the earth.
        bulge = geodesic_inverse(*a[:2], *b[:2])[0] ** 2 / (8.0 * MEAN_RADIUS)
        if abs(free) < 1.0 + 0.01 * bulge:
            continue
        told += 1
        expected = CLEAR if free > 0.0 else BLOCKED
        right += line_of_sight(terrain, *a, *b, NONE)[0] == expected
        bent += line_of_sight(terrain, *a, *b, STANDARD)[0] == expected
    assert told > 120
    assert right == told
    # Control: rays that bend see more.
    assert bent < told


def test_both_directions_agree() -> None:
    terrain = made_up_terrain((72.0, 29.0, 77.0, 34.0), step=0.01, seed=6, base=600.0, hills=250.0)
    codes = []
    for a, b in pairs(terrain, 300, lift=0.25):
        code = line_of_sight(terrain, *a, *b, STANDARD)[0]
        codes.append(code)
        if line_of_sight(terrain, *b, *a, STANDARD)[0] != code:
            # Only where 2 m of height decide.
            raised = [(*place[:2], place[2] + up) for place, up in ((a, 2.0), (b, 2.0))]
            lowered = [(*place[:2], place[2] - up) for place, up in ((a, 2.0), (b, 2.0))]
            assert line_of_sight(terrain, *raised[0], *raised[1], STANDARD)[0] == CLEAR
            assert line_of_sight(terrain, *lowered[0], *lowered[1], STANDARD)[0] == BLOCKED
    assert 0.2 < np.mean(np.array(codes) == CLEAR) < 0.8


def test_below_the_ground_on_it_and_outside() -> None:
    terrain, azimuth = level(100.0), 1.0
    assert look(terrain, 99.0, azimuth, 1e3, 500.0, STANDARD) == (BLOCKED, 0.0)
    assert look(terrain, 200.0, azimuth, 1e3, 99.0, STANDARD)[0] == BLOCKED
    assert look(terrain, 200.0, azimuth, 1e3, 100.0, STANDARD)[0] == CLEAR
    assert look(terrain, 100.0, azimuth, 1e3, 500.0, STANDARD)[0] == CLEAR
    assert line_of_sight(terrain, *HOME, 120.0, *HOME, 300.0, STANDARD)[0] == CLEAR
    assert line_of_sight(terrain, *HOME, 120.0, *HOME, 20.0, STANDARD)[0] == BLOCKED
    assert look(terrain, 200.0, azimuth, 900e3, 9e3, STANDARD)[0] == UNKNOWN
    assert line_of_sight(terrain, 0.0, 0.0, 9e3, *HOME, 9e3, STANDARD)[0] == UNKNOWN
    assert math.isnan(skyline(terrain, *HOME, 120.0, azimuth, 900e3, STANDARD)[0])


@pytest.mark.parametrize("degrees", [-80.0, 0.0, 45.0, 60.0])
def test_places_along_a_line_are_those_of_the_geodesic(degrees: float) -> None:
    for azimuth in np.linspace(0.0, math.tau, 9):
        for distance, error in ((0.0, 1e-6), (100e3, 0.02), (300e3, 0.5)):
            start = math.radians(degrees), 1.0
            place = place_along(*start, float(azimuth), distance)
            exact = geodesic_direct(*start, float(azimuth), distance)
            assert geodesic_inverse(*place, *exact[:2])[0] < error
