"""The coverage of whole scenarios.

Expected values: closed forms of horizon and free-space range, circle and sector; direct lines of sight, walked cell by
cell (`world.terrain_sight`, tested for itself), over made-up hills and one wall; the smooth earth over level ground.
The ground neither reflects nor echoes. Tolerances: 0.5 % for the earth's radius of curvature against its mean; masks
are right at 97 % of places, as in tests/sensors/test_coverage_terrain.py. Controls: no refraction, lines of sight from
5 km aside, another probability.
"""

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vyuha
from tests.engine.layouts import TEXT, built, catalogue
from tests.tables import empty_space
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.coverage import CoverageError, make_coverage
from vyuha.engine.ground import Ground, masks
from vyuha.results.coverage import ALL, ENGAGEMENT, NET, SEARCH, Area, ChanceMap, Coverage
from vyuha.scenario import parse
from vyuha.sensors.coverage import floor_at
from vyuha.sensors.coverage_map import ground_under
from vyuha.sensors.detection import reference_snr
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local
from vyuha.world.terrain_grid import height_at, make_terrain
from vyuha.world.terrain_sight import CLEAR, line_of_sight

HOME = math.radians(31.0), math.radians(74.9)
ONE = """
vyuha: 1
title: one
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
environment: {ground: none}
%s
assets: [{id: base, east: 0 km, north: 0 km}]
defences: [{id: post, system: %s, east: 0 km, north: 0 km%s}]
raids: [{id: low, type: babur, count: 1, target: base, from: {bearing: 270 deg, range: 45 km}}]
"""
HILLS = "terrain: {made_up: {seed: 3, base: 300 m, hills: 120 m, ridges: 200 m, size: 25 km, reach: 70 km}}"
FLAT = "terrain: {made_up: {base: 0 m, hills: 0 m, reach: 70 km}}"
POST, BATTALION = "s-400/command-post", "s-400/battalion"
ALARM = 1e-6


@cache
def one(ground: str = "", system: str = POST, more: str = "") -> Assembled:
    return assemble(parse(ONE % (ground, system, more), "one.yaml"), catalogue())


@cache
def bare(ground: str = "", system: str = POST, more: str = "") -> Assembled:
    """The same, its radars looking through empty space on one pulse."""
    made = assemble(parse(ONE % (ground, system, more), "one.yaml"), catalogue())
    setup = empty_space(made.setup, ALARM)
    setup.radar.reference_snr[:] = reference_snr(0.5, ALARM)
    return replace(made, setup=setup)


@cache
def cover(assembled_key: tuple[str, str, str], *heights: float, nodes: int = 200, **asked: Any) -> Coverage:
    return make_coverage(bare(*assembled_key), catalogue(), heights or None, nodes=nodes, **asked)


def of(made: Coverage, kind: str, height: float) -> Area:
    return next(area for area in made.at(height) if area.kind == kind)


def distances(area: Area, home: tuple[float, float] = HOME) -> np.ndarray:
    """From the radar to each corner of the outer edges [m]."""
    corners = np.concatenate([polygon[0][:-1] for polygon in area.polygons])
    return np.array([geodesic_inverse(*home, *np.radians(c[1::-1]))[0] for c in corners])


def value(chart: ChanceMap, latitude: float, longitude: float) -> float:
    """The chance at the node next to a place [rad]."""
    rows, columns = chart.chances.shape
    down = (chart.north - math.degrees(latitude)) / (chart.north - chart.south) * (rows - 1)
    right = (math.degrees(longitude) - chart.west) / (chart.east - chart.west) * (columns - 1)
    return float(chart.chances[round(down), round(right)])


PLAIN = ("", POST, "")


@pytest.mark.parametrize("height", [60.0, 100.0, 1000.0])
def test_a_low_ring_is_the_horizon_all_round(height: float) -> None:
    made = cover(PLAIN, height, rcs=100.0)
    area, antenna = of(made, SEARCH, height), float(bare().setup.antenna[0].height)
    expected = math.sqrt(2.0 * 8.495e6) * (math.sqrt(antenna) + math.sqrt(height))
    away = distances(area)
    assert len(away) > 300
    assert away == pytest.approx(np.full(len(away), expected), rel=5e-3)
    assert away != pytest.approx(np.full(len(away), expected * math.sqrt(0.75)), rel=5e-3)
    assert area.limit == "horizon"
    assert (area.farthest, area.middle) == (away.max(), np.median(away))


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_high_ring_is_the_free_space_range(share: float) -> None:
    made = cover(PLAIN, 10e3, rcs=0.1, probability=share)
    area, radar, frame = of(made, SEARCH, 10e3), bare().setup.radar[0], bare().setup.frame[0]
    strength = 0.1 / radar.reference_rcs * radar.reference_snr / reference_snr(share, ALARM)
    expected = float(radar.reference_range) * float(strength) ** 0.25
    at = bare().setup.antenna[0]
    antenna = float(at.x), float(at.y), float(at.z)
    slants = [
        math.dist(geodetic_to_local(frame, *np.radians(corner[1::-1]), 10e3), antenna) for corner in area.polygons[0][0]
    ]
    assert slants == pytest.approx(np.full(len(slants), expected), rel=3e-4)
    other = float(radar.reference_range) * (float(strength) * 0.97) ** 0.25
    assert slants != pytest.approx(np.full(len(slants), other), rel=3e-4)
    assert area.limit == "weak echo"


def test_the_size_is_that_of_the_disc_without_its_holes() -> None:
    made = cover(PLAIN, 100.0)
    area, radar = of(made, SEARCH, 100.0), bare().setup.radar[0]
    away = distances(area)
    # Nearer than its least range a radar sees nothing.
    disc = math.pi * (float(np.mean(away)) ** 2 - float(radar.minimum_range) ** 2)
    assert area.size == pytest.approx(disc, rel=1e-3)
    assert [len(polygon) for polygon in area.polygons] == [2]


def test_a_search_radar_without_others_is_the_net() -> None:
    # However coarse the grid: where nothing but one searches, the sum is its only part, corner by corner.
    made = make_coverage(bare(), catalogue(), [200.0], nodes=30)
    alone, net = of(made, SEARCH, 200.0), of(made, ALL, 200.0)
    assert alone.size == net.size > 0.0
    for own, shared in zip(alone.polygons, net.polygons, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(own, shared, strict=True))
    # Control: a finer grid cuts off less, so that two grids would not agree.
    assert of(make_coverage(bare(), catalogue(), [200.0], nodes=60), ALL, 200.0).size != net.size


def test_the_net_is_what_its_search_radars_see_together() -> None:
    made = make_coverage(built(), catalogue(), [100.0], nodes=200)
    search = [area for area in made.areas if area.kind == SEARCH]
    net = of(made, ALL, 100.0)
    assert (net.radar, net.farthest) == (NET, None)
    assert len(search) == 3 and max(a.size for a in search) < net.size < sum(a.size for a in search)
    chart, frame = made.maps[0], built().setup.frame[0]
    for area in search:
        for corner in area.polygons[0][0][::20]:
            # A hundredth nearer to the radar than its edge the net has it for sure.
            radar = next(p for p in made.places if p.id == area.site)
            latitude = math.radians(corner[1] + 0.03 * (radar.latitude - corner[1]))
            longitude = math.radians(corner[0] + 0.03 * (radar.longitude - corner[0]))
            assert value(chart, latitude, longitude) >= 0.5
    assert frame.latitude == pytest.approx(HOME[0])


def test_an_engagement_radar_keeps_its_sector_and_adds_nothing_to_the_net() -> None:
    sector = ", sector: {centre: 300 deg, width: 90 deg}"
    made = cover(("", BATTALION, sector), 10e3, rcs=1000.0)
    area, search, net = (of(made, kind, 10e3) for kind in (ENGAGEMENT, SEARCH, ALL))
    corners = [corner for corner in area.polygons[0][0] if geodesic_inverse(*HOME, *np.radians(corner[1::-1]))[0] > 2e4]
    bearings = [math.degrees(geodesic_inverse(*HOME, *np.radians(c[1::-1]))[1]) % 360.0 for c in corners]
    assert min(bearings) == pytest.approx(255.0, abs=0.1) and max(bearings) == pytest.approx(345.0, abs=0.1)
    assert area.farthest is not None and search.farthest is not None and area.farthest > search.farthest
    # The two grids differ, the edges hardly.
    assert net.size == pytest.approx(search.size, rel=1e-3)


def test_a_mast_raises_the_cover() -> None:
    with_mast, without = (of(cover(("", BATTALION, more), 100.0), SEARCH, 100.0) for more in ("", ", mast: false"))
    heights = [float(one("", BATTALION, more).setup.antenna[1].height) for more in ("", ", mast: false")]
    assert heights[0] > heights[1]
    ratio = (math.sqrt(heights[0]) + 10.0) / (math.sqrt(heights[1]) + 10.0)
    assert with_mast.farthest is not None and without.farthest is not None
    assert with_mast.farthest / without.farthest == pytest.approx(ratio, rel=1e-3)


@pytest.mark.parametrize("height", [60.0, 300.0])
def test_over_level_ground_at_height_nothing_it_is_the_smooth_earth(height: float) -> None:
    flat, smooth = (of(cover((ground, POST, ""), height), SEARCH, height) for ground in (FLAT, ""))
    if height == 60.0:
        assert flat.size == pytest.approx(smooth.size, rel=0.01)
        assert distances(flat) == pytest.approx(np.full(len(distances(flat)), smooth.farthest), rel=0.01)
    else:
        # The horizon lies beyond the terrain.
        assert flat.limit == "end of the terrain"
        assert flat.size < 0.99 * smooth.size


def agreement(made: Coverage, aside: float = 0.0) -> tuple[float, float]:
    """Share of 3,000 places on which the map and lines of sight agree, and the share in sight."""
    setup = one(HILLS).setup
    terrain, antenna = Terrain(setup.grid, setup.height), float(setup.antenna[0].height)
    home = geodesic_direct(*HOME, 1.0, aside)[:2]
    random, agree, sight = np.random.default_rng(5), 0, 0
    for _ in range(3000):
        latitude, longitude, _ = geodesic_direct(*HOME, random.uniform(0.0, math.tau), random.uniform(6e3, 50e3))
        ground = height_at(terrain, latitude, longitude)
        eye = height_at(terrain, *home) + antenna
        code, _ = line_of_sight(terrain, *home, eye, latitude, longitude, ground + 150.0, 4.0 / 3.0)
        agree += (value(made.maps[0], latitude, longitude) > 0.5) == (code == CLEAR)
        sight += code == CLEAR
    return agree / 3000, sight / 3000


def test_hills_hide_what_lines_of_sight_say() -> None:
    made = cover((HILLS, POST, ""), 150.0, nodes=600)
    agree, sight = agreement(made)
    assert 0.1 < sight < 0.8, "the hills must hide some and show some"
    assert agree > 0.96
    assert agreement(made, aside=5e3)[0] < 0.9
    assert of(made, ALL, 150.0).limit == "ground and horizon"


def wall() -> Ground:
    """Level ground with a wall of 500 m, a kilometre thick, 20 km to the east."""
    heights = np.zeros((301, 301), np.float32)
    step = 1.6 / 300.0
    east = 111.32e3 * math.cos(HOME[0]) * step * (np.arange(301) - 150)
    heights[:, (east > 20e3) & (east < 21e3)] = 500.0
    return Ground(make_terrain(heights, (74.1, 30.2, 75.7, 31.8), "msl"), "a wall", "0")


def test_a_wall_throws_a_shadow_to_the_east_that_a_high_target_rises_above() -> None:
    assembled = assemble(parse(ONE % ("", POST, ""), "one.yaml"), catalogue(), wall())
    made = make_coverage(assembled, catalogue(), [100.0, 3000.0], nodes=200)
    low, high = made.maps
    for distance in (24e3, 30e3, 45e3):
        east, west = (geodesic_direct(*HOME, math.radians(bearing), distance)[:2] for bearing in (90.0, 270.0))
        assert value(low, *east) == 0.0 and value(low, *west) > 0.5
        # The line over the wall's edge is at 2.5 % of the distance.
        assert value(high, *east) > 0.5 and value(high, *west) > 0.5
    before = geodesic_direct(*HOME, math.radians(90.0), 15e3)[:2]
    assert value(low, *before) > 0.5
    assert of(made, ALL, 100.0).size < 0.9 * of(cover(PLAIN, 100.0), ALL, 100.0).size


def test_beyond_the_terrain_nothing_is_known() -> None:
    made = cover((HILLS, POST, ""), 10e3)
    assert of(made, ALL, 10e3).limit == "end of the terrain"
    chart = made.maps[0]
    assert math.isnan(value(chart, math.radians(chart.north), math.radians(chart.west)))
    assert value(chart, *geodesic_direct(*HOME, 1.0, 50e3)[:2]) > 0.5


def test_where_there_is_ground_the_mask_can_be_read() -> None:
    """Property, over the whole terrain and beyond its corners; with half the margin some places fail (control)."""
    setup, ground = one(HILLS).setup, one(HILLS).ground
    mask, floor = masks(ground, setup.radar, setup.antenna, [HOME], [110e3], 4.0 / 3.0)
    setup = setup._replace(mask=mask, floor=floor)
    # A finer mask only in the eyes of the margin.
    half = setup._replace(mask=mask.copy())
    half.mask[0].spacing *= 0.5
    random, known, unread, control = np.random.default_rng(8), 0, 0, 0
    for _ in range(20_000):
        azimuth, distance = random.uniform(0.0, math.tau), random.uniform(60e3, 105e3)
        place = geodesic_direct(*HOME, azimuth, distance)[:2]
        blind = math.isnan(floor_at(setup, 0, distance * math.sin(azimuth), distance * math.cos(azimuth)))
        found = not math.isnan(ground_under(setup, 0, *place))
        known, unread = known + found, unread + (found and blind)
        control += blind and not math.isnan(ground_under(half, 0, *place))
    assert known > 3000 and unread == 0
    assert control > 0


def test_heights_are_independent_and_calls_repeatable() -> None:
    both, alone = cover((HILLS, POST, ""), 150.0, 1000.0), cover((HILLS, POST, ""), 1000.0)
    again = make_coverage(bare(HILLS), catalogue(), [1000.0], nodes=200)
    for made in (both, again):
        assert made.at(1000.0)[0].size == alone.at(1000.0)[0].size
        assert np.array_equal(made.maps[-1].chances, alone.maps[0].chances, equal_nan=True)


def test_targets_give_cross_section_and_height() -> None:
    babur = catalogue().threats["babur"]
    made = make_coverage(one(), catalogue(), target="babur", nodes=40)
    assert (made.rcs, made.swerling, made.heights) == (babur.rcs.value, babur.swerling, (babur.height.value,))
    assert make_coverage(one(), catalogue(), target="babur", rcs=2.0, nodes=40).rcs == 2.0
    assert make_coverage(one(), catalogue(), target="fatah-2", nodes=40).heights == (100.0, 1e3, 1e4)
    assert make_coverage(one(), catalogue(), [300.0, 20.0, 300.0], nodes=40).heights == (20.0, 300.0)


def test_what_no_radar_sees_is_an_empty_area() -> None:
    made = make_coverage(one(), catalogue(), [50e3], rcs=1e-6, nodes=40)
    assert [area.polygons for area in made.areas] == [(), ()]
    assert {area.limit for area in made.areas} == {"seen nowhere"}
    assert made.table["area_km2"].to_list() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"heights": [0.0]}, "height: 0 m: give more than 0 and at most 100 km above ground"),
        ({"heights": [-5.0]}, "height: -5 m: give more than 0"),
        ({"heights": [math.nan]}, "height: nan m"),
        ({"heights": []}, "height: 0 heights: give 1 to 20"),
        ({"rcs": -1.0}, "rcs: -1 m2: give at least 1e-6 and at most 1e6 m2"),
        ({"rcs": math.nan}, "rcs: nan m2"),
        ({"probability": 1.0}, "probability: 1: give at least 1 % and at most 99 %"),
        ({"nodes": 5}, "nodes: 5: give at least 20 and at most 4,000"),
        ({"target": "babr"}, "nothing is called 'babr'; did you mean babur"),
        ({"target": "96L6E"}, "96L6E is a radar; a target is a threat: su-30mki"),
    ],
)
def test_values_that_make_no_sense_are_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(CoverageError) as refusal:
        make_coverage(one(), catalogue(), **asked)
    assert words in str(refusal.value)


def test_a_scenario_without_radars_is_refused() -> None:
    text = TEXT[: TEXT.index("defences:")] + TEXT[TEXT.index("raids:") :].replace("[base, alpha]", "base")
    with pytest.raises(CoverageError, match="the scenario has no radar; give it a defence"):
        make_coverage(assemble(parse(text, "x.yaml"), catalogue()), catalogue())


def test_where_the_grid_would_end_is_refused() -> None:
    text = (ONE % ("", POST, "")).replace("lat: 31.0 deg, lon: 74.9 deg", "lat: 85.0 deg, lon: 0.0 deg")
    with pytest.raises(CoverageError, match="pole"):
        make_coverage(assemble(parse(text, "x.yaml"), catalogue()), catalogue(), [20e3], rcs=100.0, nodes=40)


def test_the_call_from_python_is_the_same_and_finds_terrain_beside_the_scenario(tmp_path: Path) -> None:
    ground = wall().terrain
    sides = {"west": 74.1, "south": 30.2, "east": 75.7, "north": 31.8}
    np.savez(tmp_path / "wall.npz", heights=ground.height, reference="msl", **sides)
    text = ONE % ("terrain: {file: wall.npz}", POST, "")
    (tmp_path / "one.yaml").write_text(text)
    made = vyuha.coverage(tmp_path / "one.yaml", heights=[100.0], nodes=100)
    direct = make_coverage(assemble(parse(text, "one.yaml"), catalogue(), wall()), catalogue(), [100.0], nodes=100)
    assert made.table.equals(direct.table)
    assert {path.name for path in tmp_path.iterdir()} == {"wall.npz", "one.yaml"}
