"""Every format where degrees go wrong: over a pole and across the date line.

Expected values: earth-fixed places by textbook formulas (`far.truth`), within 1 m, at the samples and, where a format
says how to draw between them, at samples that it was not given. Each reading below is by the rules of the format alone.
Controls: places a hundred metres aside are found out, and so is a course drawn straight in degrees.
"""

import contextlib
import io
import json
import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pyacmi
import pytest
from czml3.core import Document

from tests.outputs.far import FOUGHT, PLACES, Far, earth_fixed, fought, thinned, truth
from vyuha.outputs.acmi import acmi_bytes
from vyuha.outputs.czml import czml_bytes
from vyuha.outputs.geojson import geojson_bytes
from vyuha.outputs.kml import kml_bytes
from vyuha.outputs.movements import csv_bytes, parquet_bytes
from vyuha.outputs.scene import EPOCH
from vyuha.state import mission

METRE = 1.0
KML = {"kml": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}
# Pieces: times (n) and what a viewer interpolates between them (n, 3); and how to make earth-fixed places of that.
Course = tuple[list[tuple[Any, Any]], Callable[[Any], Any]]


def seconds(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime.fromisoformat(EPOCH)).total_seconds()


def degrees(row: Any) -> Any:
    """From longitude, latitude, height."""
    return np.array(earth_fixed(row[1], row[0], row[2]))


def by_czml(far: Far) -> list[Course]:
    """As Cesium: `cartesian` in earth-fixed metres; degrees are linear in degrees, by the worst of readers."""
    document = Document.model_validate(json.loads(czml_bytes(*far)))
    courses: list[Course] = []
    for packet in document.packets:
        if packet.id.startswith("threat/"):
            position = packet.position
            assert str(position.interpolationAlgorithm).endswith("LINEAR")
            fixed = position.cartesian is not None
            table = np.array((position.cartesian if fixed else position.cartographicDegrees).values).reshape(-1, 4)
            courses.append(([(table[:, 0], table[:, 1:])], np.asarray if fixed else degrees))
    return courses


def by_kml(far: Far) -> list[Course]:
    root = ElementTree.fromstring(kml_bytes("x.kml", *far))
    folder = next(f for f in root.iterfind(".//kml:Folder", KML) if f.findtext("kml:name", "", KML) == "Threats")
    courses: list[Course] = []
    for mark in folder.iterfind("kml:Placemark", KML):
        pieces = []
        for track in mark.iterfind(".//gx:Track", KML):
            times = [seconds(when.text or "") for when in track.iterfind("kml:when", KML)]
            places = [[float(v) for v in (coord.text or "").split()] for coord in track.iterfind("gx:coord", KML)]
            pieces.append((np.array(times), np.array(places)))
        courses.append((pieces, degrees))
    return courses


def by_geojson(far: Far) -> list[Course]:
    courses: list[Course] = []
    for one in json.loads(geojson_bytes(*far))["features"]:
        if one["properties"]["what"] == "threat":
            lines, times = one["geometry"]["coordinates"], one["properties"]["times"]
            if one["geometry"]["type"] == "LineString":
                lines, times = [lines], [times]
            courses.append(([(np.array(t), np.array(line)) for t, line in zip(times, lines, strict=True)], degrees))
    return courses


READERS = {"czml": by_czml, "kml": by_kml, "geojson": by_geojson}


def drawn(course: Course, time: float) -> Any:
    """Where a viewer puts it at a time."""
    pieces, place = course
    times, rows = next((t, r) for t, r in pieces if t[0] - 1e-6 <= time <= t[-1] + 1e-6)
    return place([float(np.interp(time, times, rows[:, k])) for k in range(3)])


def worst(course: Course, wanted: list[tuple[float, Any]]) -> float:
    return max(math.dist(drawn(course, time), there) for time, there in wanted)


def of_threat(far: Far, row: int) -> list[tuple[float, Any]]:
    """Times and true places; of several at one moment the last holds, which at the end is where it struck."""
    samples, there = far.history.samples, truth(far)
    kinds = (mission.SAMPLE_THREAT, mission.SAMPLE_IMPACT)
    rows = np.flatnonzero(np.isin(samples.kind, kinds) & (samples.subject == row))
    return list({float(samples.time[n]): there[n] for n in rows}.items())


def test_the_fights_are_where_it_is_hard() -> None:
    """Courses cross the date line, and one comes within 200 m of a pole."""
    crossing = [np.abs(np.diff(fought(name).history.longitude)).max() > 300.0 for name in FOUGHT]
    assert all(crossing)
    assert max(np.abs(fought("north pole").history.latitude)) > 89.998
    assert min(fought("south pole").history.latitude) < -89.8


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("reader", READERS)
def test_places_are_true_at_the_samples(name: str, reader: str) -> None:
    far = fought(name)
    for row, course in enumerate(READERS[reader](far)):
        assert worst(course, of_threat(far, row)) < METRE


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("reader", READERS)
def test_places_are_true_between_the_samples(name: str, reader: str) -> None:
    far, gone = thinned(fought(name))
    courses = READERS[reader](far)
    assert sum(map(len, gone.values())) > 60
    for row in gone:
        assert worst(courses[row], gone[row]) < METRE


@pytest.mark.parametrize("reader", READERS)
def test_control_a_hundred_metres_aside_is_found(reader: str) -> None:
    far = fought("north pole")
    aside = [(time, there + [0.0, 0.0, 100.0]) for time, there in of_threat(far, 0)]
    assert worst(READERS[reader](far)[0], aside) > 90.0


@pytest.mark.parametrize("name", ["north pole", "date line"])
def test_control_a_course_straight_in_degrees_goes_astray(name: str) -> None:
    """The samples themselves, drawn straight in degrees: kilometres off where it matters."""
    far, gone = thinned(fought(name))
    history = far.history
    rows = np.flatnonzero((history.samples.kind == mission.SAMPLE_THREAT) & (history.samples.subject == 0))
    table = np.stack([history.longitude[rows], history.latitude[rows], history.height[rows]], axis=1)
    assert worst(([(history.samples.time[rows], table)], degrees), gone[0]) > 50.0


@pytest.mark.parametrize("name", PLACES)
def test_tacview_has_true_places(name: str, tmp_path: Path) -> None:
    """pyacmi reads the recording. The format says nothing about what lies between its frames."""
    far, path = fought(name), tmp_path / "far.acmi"
    path.write_bytes(acmi_bytes(path.name, *far))
    recording = pyacmi.Acmi()
    with contextlib.redirect_stdout(io.StringIO()):
        recording.load_acmi(str(path))
    objects = {one.call_sign(): one for number, one in recording.objects.items() if number != "0"}
    for row, threat in enumerate(far.roster.threats):
        found, wanted = objects[threat.id], of_threat(far, row)
        frames = list(found.data["Longitude"])
        assert len(frames) == len(wanted)
        for time in frames:
            place = [float(found.get_value(name, time)) for name in ("Latitude", "Longitude", "Altitude")]
            true = min(wanted, key=lambda one: abs(one[0] - time))[1]
            assert math.dist(earth_fixed(*place), true) < METRE


@pytest.mark.parametrize("name", PLACES)
def test_the_tables_have_true_places(name: str) -> None:
    """In both columns, degrees and earth-fixed."""
    far = fought(name)
    for table in (pl.read_parquet(io.BytesIO(parquet_bytes(*far))), pl.read_csv(csv_bytes(*far))):
        for row, threat in enumerate(far.roster.threats):
            mine = table.filter((pl.col("what") == "threat") & (pl.col("id") == threat.id))
            there = dict(of_threat(far, row))
            for time, b, a, h, *xyz in mine.select(
                "time_s", "latitude_deg", "longitude_deg", "height_m", "x_m", "y_m", "z_m"
            ).iter_rows():
                true = min(there.items(), key=lambda item: abs(item[0] - time))[1]
                assert math.dist(earth_fixed(b, a, h), xyz) < 0.01
                assert math.dist(true, xyz) < METRE


@pytest.mark.parametrize("name", PLACES)
def test_nothing_crosses_the_date_line_in_geojson(name: str) -> None:
    """RFC 7946, 3.1.9; and all positions are on the map."""

    def lines(values: Any) -> list[Any]:
        return [values] if isinstance(values[0][0], float) else [line for part in values for line in lines(part)]

    for feature in json.loads(geojson_bytes(*fought(name)))["features"]:
        if feature["geometry"]["type"] == "Point":
            continue
        for line in lines(feature["geometry"]["coordinates"]):
            points = np.array(line)
            assert np.abs(points[:, 0]).max() <= 180.0 and np.abs(points[:, 1]).max() <= 90.0
            along = np.abs(np.diff(points[:, 0]))
            # An edge along the pole itself has no length.
            at_pole = (np.abs(points[1:, 1]) == 90.0) & (np.abs(points[:-1, 1]) == 90.0)
            assert along[~at_pole].max(initial=0.0) < 180.0
