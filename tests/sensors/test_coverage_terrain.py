"""Coverage over terrain: what the mask of a radar says about single targets.

Expected values: direct lines of sight, walked cell by cell (`world.terrain_sight`, tested for itself); the smooth earth
over ground at height 0. Tolerance: the mask has places 250 m apart, and at the edge of a shadow it may be wrong;
`world.terrain_mask` agrees at 99 % of its places.
Control: the mask of a radar that stands 5 km aside agrees with the lines of sight far less often.
"""

import math
from functools import cache

import numpy as np
import pytest

from tests.engine.layouts import catalogue
from vyuha.engine.assemble import Assembled, assemble
from vyuha.scenario import parse
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE, floor_at, view
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local
from vyuha.world.terrain_grid import height_at
from vyuha.world.terrain_sight import CLEAR, line_of_sight

HOME = math.radians(31.0), math.radians(74.9)
TEXT = """
vyuha: 1
title: hills
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
%s
assets: [{id: base, east: 0 km, north: 0 km}]
defences: [{id: post, system: s-400/command-post, east: 0 km, north: 0 km}]
raids: [{id: low, type: babur, count: 1, target: base, from: {bearing: 270 deg, range: 45 km}}]
"""
HILLS = "terrain: {made_up: {seed: 3, base: 300 m, hills: 120 m, ridges: 200 m, size: 25 km, reach: 70 km}}"
FLAT = "terrain: {made_up: {base: 0 m, hills: 0 m, reach: 70 km}}"


@cache
def built(ground: str) -> Assembled:
    return assemble(parse(TEXT % ground, "hills.yaml"), catalogue())


def agreement(assembled: Assembled, aside: float = 0.0) -> tuple[float, float]:
    """Share of 3,000 places on which mask and line of sight agree, and the share in sight; `aside` (m) moves the
    antenna of the lines, not of the mask.
    """
    setup = assembled.setup
    terrain = Terrain(setup.grid, setup.height)
    home = geodesic_direct(*HOME, 1.0, aside)[:2]
    antenna = height_at(terrain, *home) + float(setup.antenna[0].height)
    random = np.random.default_rng(5)
    agree = sight = 0
    for _ in range(3000):
        azimuth, distance = random.uniform(0.0, math.tau), random.uniform(2e3, 50e3)
        latitude, longitude, _ = geodesic_direct(*HOME, azimuth, distance)
        height = height_at(terrain, latitude, longitude) + random.uniform(20.0, 500.0)
        code, _ = line_of_sight(terrain, *home, antenna, latitude, longitude, height, 4.0 / 3.0)
        seen, _ = view(setup, setup.antenna, 0, *geodetic_to_local(setup.frame[0], latitude, longitude, height))
        agree += (seen != BELOW_HORIZON) == (code == CLEAR)
        sight += code == CLEAR
    return agree / 3000, sight / 3000


def test_the_mask_agrees_with_lines_of_sight() -> None:
    agree, sight = agreement(built(HILLS))
    assert 0.2 < sight < 0.8, "the hills must hide some and show some"
    assert agree > 0.97


def test_control_from_elsewhere_the_lines_see_other_places() -> None:
    assert agreement(built(HILLS), aside=5e3)[0] < 0.9


@pytest.mark.parametrize("height", [30.0, 100.0])
@pytest.mark.parametrize("bearing", [0.0, 90.0, 275.0])
def test_over_ground_at_height_nothing_the_horizon_is_that_of_a_smooth_earth(height: float, bearing: float) -> None:
    flat, smooth = built(FLAT).setup, built("").setup
    codes = []
    for setup in (flat, smooth):
        line = []
        for distance in np.arange(2e3, 56e3, 1e3):
            latitude, longitude, _ = geodesic_direct(*HOME, math.radians(bearing), float(distance))
            line.append(
                view(setup, setup.antenna, 0, *geodetic_to_local(setup.frame[0], latitude, longitude, height))[0]
            )
        codes.append(line)
    different = sum(a != b for a, b in zip(*codes, strict=True))
    assert different <= 1 and VISIBLE in codes[0]


def test_beyond_the_mask_the_horizon_stands_in() -> None:
    setup = built(HILLS).setup
    assert math.isnan(floor_at(setup, 0, 500e3, 0.0))
    latitude, longitude, _ = geodesic_direct(*HOME, 0.0, 200e3)
    low, high = (
        view(setup, setup.antenna, 0, *geodetic_to_local(setup.frame[0], latitude, longitude, h))[0]
        for h in (100.0, 9e3)
    )
    assert (low, high) == (BELOW_HORIZON, VISIBLE)


def test_the_other_limits_still_hold() -> None:
    setup = built(HILLS).setup
    straight_up = geodetic_to_local(setup.frame[0], *HOME, 60e3)
    assert view(setup, setup.antenna, 0, *straight_up)[0] == OUTSIDE
