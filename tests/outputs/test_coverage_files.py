"""Coverage as files of others: GeoJSON by the rules of RFC 7946, GeoTIFF read back by rasterio, pictures.

Expected values: the RFC (closed rings of four positions or more, longitude first, outer edges counterclockwise and
holes clockwise); chances asked at single places. Controls: half a pixel aside the chances are others; an outer ring
read backwards turns the other way.
"""

import io
import json
import math
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.path import Path as Edge

from tests.engine.layouts import catalogue
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.coverage import make_coverage
from vyuha.engine.coverage_asked import probes
from vyuha.engine.coverage_moment import quiet
from vyuha.outputs.coverage_files import geojson, geotiff, map_files, npz
from vyuha.outputs.coverage_page import coverage_page
from vyuha.outputs.plots_coverage import coverage_png, coverage_svg
from vyuha.results.coverage import Coverage
from vyuha.scenario import load, parse
from vyuha.sensors.coverage_map import chance_at

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hills() -> tuple[Assembled, Coverage]:
    assembled = assemble(load(ROOT / "scenarios" / "hills.yaml"), catalogue())
    return assembled, make_coverage(assembled, catalogue(), [100.0, 4000.0], nodes=150)


@pytest.fixture(scope="module")
def smooth() -> tuple[Assembled, Coverage]:
    assembled = assemble(load(ROOT / "scenarios" / "one-on-one.yaml"), catalogue())
    return assembled, make_coverage(assembled, catalogue(), [9000.0], nodes=120)


def shoelace(ring: list[list[float]]) -> float:
    return 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))


def test_geojson_keeps_the_rules(hills: tuple[Assembled, Coverage]) -> None:
    _, made = hills
    whole = json.loads(geojson(made))
    assert whole["type"] == "FeatureCollection"
    assert len(whole["features"]) == len(made.areas) == 2 * 3
    west, south, east, north = whole["bbox"]
    assert west < 74.9 < east and south < 31.0 < north
    holes = 0
    for feature in whole["features"]:
        assert feature["type"] == "Feature" and feature["geometry"]["type"] == "MultiPolygon"
        for outer, *inner in feature["geometry"]["coordinates"]:
            for ring in (outer, *inner):
                assert len(ring) >= 4 and ring[0] == ring[-1]
                assert all(a != b for a, b in zip(ring, ring[1:], strict=False))
                assert all(west <= x <= east and south <= y <= north for x, y in ring)
            assert shoelace(outer) > 0.0 > shoelace(outer[::-1])
            assert all(shoelace(ring) < 0.0 for ring in inner)
            holes += len(inner)
    assert holes > 3


def test_over_the_date_line_areas_are_the_same_and_cut() -> None:
    """The same fight 105 degrees farther east, where its radars reach over the date line: it holds the same points,
    moved by as much, and nothing leaves the map. Control: not moved, it holds others.
    """
    text = (ROOT / "scenarios" / "one-on-one.yaml").read_text()
    here, there = (
        json.loads(geojson(make_coverage(assemble(parse(one, "x.yaml"), catalogue()), catalogue(), [9e3], nodes=60)))
        for one in (text, text.replace("lon: 74.9", "lon: 179.9"))
    )
    west, _, east, _ = there["bbox"]
    assert 170.0 < west < 180.0 and -180.0 < east < -170.0
    # The engagement radar looks west.
    assert [len(feature["geometry"]["coordinates"]) for feature in there["features"]] == [1, 2, 2]
    random = np.random.default_rng(2)
    points = np.stack([random.uniform(70.0, 80.0, 2000), random.uniform(27.0, 35.0, 2000)], axis=1)
    for one, other in zip(here["features"], there["features"], strict=True):
        assert one["properties"]["area_km2"] == pytest.approx(other["properties"]["area_km2"], rel=1e-6)
        moved = np.stack([(points[:, 0] + 105.0 + 180.0) % 360.0 - 180.0, points[:, 1]], axis=1)
        assert (inside(other, moved) == inside(one, points)).mean() > 0.998
        assert (inside(other, points) == inside(one, points)).mean() < 0.98
        for ring in (ring for polygon in other["geometry"]["coordinates"] for ring in polygon):
            assert max(abs(x) for x, _ in ring) <= 180.0
            assert max(abs(a[0] - b[0]) for a, b in zip(ring, ring[1:], strict=False)) < 1.0


def inside(feature: dict[str, Any], points: Any) -> Any:
    """Which points lie in the outer edges and in none of the holes, by matplotlib's rule."""
    held = np.zeros(len(points), bool)
    for outer, *holes in feature["geometry"]["coordinates"]:
        within = Edge(outer).contains_points(points)
        for hole in holes:
            within &= ~Edge(hole).contains_points(points)
        held |= within
    return held


def test_geojson_says_whose_area_it_is(hills: tuple[Assembled, Coverage]) -> None:
    _, made = hills
    features = json.loads(geojson(made))["features"]
    said = [feature["properties"] for feature in features]
    assert [(p["radar"], p["kind"], p["cued"], p["target_height_m"]) for p in said[:3]] == [
        ("alpha/92N6E", "engagement radar", True, 100.0),
        ("alpha/96L6E", "search radar", False, 100.0),
        ("all search radars", "net", False, 100.0),
    ]
    assert said[1]["area_km2"] == pytest.approx(made.areas[1].size / 1e6, abs=1e-3)
    # A degree of latitude is 110.9 km there, one of longitude 95.5 km: rings and holes add up to the size.
    rings = [ring for polygon in features[1]["geometry"]["coordinates"] for ring in polygon]
    assert sum(map(shoelace, rings)) * 110.9 * 95.5 == pytest.approx(said[1]["area_km2"], rel=0.01)


def test_an_empty_area_has_no_geometry() -> None:
    assembled = assemble(load(ROOT / "scenarios" / "one-on-one.yaml"), catalogue())
    made = make_coverage(assembled, catalogue(), [50e3], rcs=1e-6, nodes=40)
    whole = json.loads(geojson(made))
    assert [feature["geometry"] for feature in whole["features"]] == [None] * 3
    assert "bbox" not in whole
    assert coverage_png(made)[:4] == b"\x89PNG"
    assert "seen nowhere" in coverage_page(made)


def best(assembled: Assembled, made: Coverage, latitude: float, longitude: float) -> float:
    """The best chance of the search radars over a place [degrees]."""
    probe = probes(made.heights[0], made.rcs, made.swerling, None)
    searching = [r for r, radar in enumerate(assembled.setup.radar) if radar.kind == 0]
    place = math.radians(latitude), math.radians(longitude)
    return max(chance_at(assembled.setup, quiet(assembled.setup), r, probe[0], *place)[1] for r in searching)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_geotiff_has_the_chances_in_their_places(smooth: tuple[Assembled, Coverage], tmp_path: Path) -> None:
    import rasterio

    assembled, made = smooth
    path = tmp_path / "map.tif"
    path.write_bytes(geotiff(made.maps[0]))
    random, differences, aside = np.random.default_rng(2), [], []
    with rasterio.open(path) as file:
        assert (file.crs.to_epsg(), file.count, file.dtypes[0]) == (4326, 1, "float32")
        assert math.isnan(file.nodata)
        assert "target at 9000 m" in file.descriptions[0]
        read = file.read(1)
        for _ in range(200):
            row, column = int(random.integers(file.height)), int(random.integers(file.width))
            longitude, latitude = file.xy(row, column)
            differences.append(abs(read[row, column] - best(assembled, made, latitude, longitude)))
            half_x, half_y = 0.5 * file.transform.a, 0.5 * file.transform.e
            aside.append(abs(read[row, column] - best(assembled, made, latitude - half_y, longitude - half_x)))
    assert np.array_equal(read, made.maps[0].chances)
    assert max(differences) < 1e-6
    assert np.median(aside) > 1e-4
    assert 0.1 < float((read >= 0.5).mean()) < 0.9


def test_beyond_the_terrain_a_geotiff_has_no_data(hills: tuple[Assembled, Coverage], tmp_path: Path) -> None:
    import rasterio

    path = tmp_path / "map.tif"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        path.write_bytes(geotiff(hills[1].maps[1]))
        with rasterio.open(path) as file:
            read = file.read(1, masked=True)
            assert read.mask[0, 0] and not read.mask[read.shape[0] // 2, read.shape[1] // 2]


def test_arrays_stand_in_for_a_geotiff(smooth: tuple[Assembled, Coverage], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.outputs.coverage_files.has_rasterio", lambda: False)
    files = map_files(smooth[1])
    assert list(files) == ["coverage.geojson", "coverage-9000m.npz"]
    chart = smooth[1].maps[0]
    with np.load(io.BytesIO(files["coverage-9000m.npz"]), allow_pickle=False) as stored:
        assert np.array_equal(stored["probability"], chart.chances)
        assert [float(stored[n]) for n in ("west", "south", "east", "north")] == [
            chart.west,
            chart.south,
            chart.east,
            chart.north,
        ]
    assert npz(chart) == files["coverage-9000m.npz"]


def test_the_page_has_both_pictures_and_the_table(hills: tuple[Assembled, Coverage]) -> None:
    made = hills[1]
    page = coverage_page(made)
    assert page.count("<svg") == 2
    assert "target at 100 m" in page and "target at 4 km" in page and "alpha/96L6E" in page
    assert page == coverage_page(made)
    for narrow in (False, True):
        drawn = coverage_svg(made, narrow, "who sees < what")
        assert ElementTree.fromstring(drawn.replace("xlink:", "")).get("aria-label") == "who sees < what"
        assert "var(--ink)" in drawn
    # One search radar is the net: its own line is not drawn.
    assert ">one search radar<" not in page and ">all search radars<" in page


def test_pictures_name_their_radars_and_say_when_their_grid_is_coarse(
    hills: tuple[Assembled, Coverage], smooth: tuple[Assembled, Coverage]
) -> None:
    # 150 and 120 nodes are below the 200 from which a grid passes for fine; the step is that of the map itself.
    for _, made in (hills, smooth):
        drawn = coverage_svg(made, False, "")
        coarsest = max((one.north - one.south) / (one.chances.shape[0] - 1) for one in made.maps)
        assert f"coarse grid, nodes up to {coarsest * 111.2:.2g} km apart" in drawn
        assert all(place.id in drawn for place in made.places)
        assert "92N6E, told where to look" in drawn
    # Heights of the ground stand in the legend where there is ground, and nowhere else.
    assert "ground at" in coverage_svg(hills[1], False, "") and "ground at" not in coverage_svg(smooth[1], False, "")
    # Control: over as many nodes as a fine grid has, nothing is said.
    fine = replace(
        smooth[1], maps=tuple(replace(one, chances=np.zeros((400, 400), np.float32)) for one in smooth[1].maps)
    )
    assert "coarse grid" not in coverage_svg(fine, False, "")
