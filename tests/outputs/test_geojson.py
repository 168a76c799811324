"""GeoJSON of a replicate: by the rules of RFC 7946, with the times of every position.

Expected values: the made-up fight; sizes of disks, by closed form. Control: the check of windings refuses a ring that
is turned round. (What crosses the date line or a pole stands in test_far.py and test_cut.py.)
"""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.outputs.test_moves import moved
from vyuha.outputs.geojson import geojson_bytes
from vyuha.results.laydown import Area
from vyuha.state import mission

ZONE = Area("lane", "hold", 0.0, 10e3, 10.0, None, (0.0, 0.0, 9e3, 9e3, 0.0), (0.0, 9e3, 9e3, 0.0, 0.0))


@pytest.fixture(scope="module")
def features(fight: Any) -> list[dict[str, Any]]:
    whole = json.loads(geojson_bytes(moved(fight.history()), fight.roster, replace(fight.laydown, zones=(ZONE,))))
    assert whole["type"] == "FeatureCollection"
    assert all(feature["type"] == "Feature" for feature in whole["features"])
    return list(whole["features"])


def of(features: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [feature for feature in features if feature["properties"]["what"] == what]


def shoelace(ring: list[list[float]]) -> float:
    x, y = np.array(ring).T[:2]
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_everything_is_there(fight: Any, features: list[dict[str, Any]]) -> None:
    samples = fight.history().samples
    counts = {what: len(of(features, what)) for what in ("site", "ring", "zone", "route", "threat", "round", "track")}
    assert counts == {
        "site": len(fight.laydown.places),
        "ring": len(fight.laydown.rings),
        "zone": 1,
        "route": len(fight.laydown.routes),
        "threat": len(fight.roster.threats),
        "round": len(fight.history().block.shots),
        "track": len(set(samples.subject[samples.kind == mission.SAMPLE_TRACK])),
    }
    assert len(of(features, "way of a site")) == 1
    assert len(of(features, "intercept")) == int((samples.kind == mission.SAMPLE_INTERCEPT).sum())


def test_a_line_has_a_time_for_each_position(fight: Any, features: list[dict[str, Any]]) -> None:
    history = fight.history()
    one = of(features, "threat")[0]
    rows = [n for n, s in enumerate(history.samples) if s.kind == 1 and s.subject == 0]
    assert one["properties"]["times"] == pytest.approx([history.samples[n].time for n in rows], abs=1e-6)
    expected = [[history.longitude[n], history.latitude[n], history.height[n]] for n in rows]
    assert np.array(one["geometry"]["coordinates"]) == pytest.approx(np.array(expected), abs=1e-3)
    for feature in features:
        if "LineString" in feature["geometry"]["type"]:
            assert len(feature["properties"]["times"]) == len(feature["geometry"]["coordinates"])


def test_areas_turn_left_and_are_closed(features: list[dict[str, Any]]) -> None:
    for feature in of(features, "ring") + of(features, "zone"):
        assert feature["geometry"]["type"] == "Polygon"
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1] and len(ring) >= 4
        assert shoelace(ring) > 0.0 > shoelace(ring[::-1])


def test_areas_have_their_size(fight: Any, features: list[dict[str, Any]]) -> None:
    """A disk of 250 km, and a square of 9 km, on a sphere: half a percent."""
    sizes = {}
    for feature in of(features, "ring") + of(features, "zone"):
        (ring,) = feature["geometry"]["coordinates"]
        degree = math.radians(1.0) * 6_371_000.0
        middle = np.mean([latitude for _, latitude in ring])
        name = feature["properties"].get("label", feature["properties"].get("id"))
        sizes[name] = shoelace(ring) * degree**2 * math.cos(math.radians(middle))
    assert sizes["lane"] == pytest.approx(81e6, rel=0.005)
    assert sizes["48N6E3"] == pytest.approx(math.pi * 250e3**2, rel=0.01)


def test_times_and_names_survive(features: list[dict[str, Any]]) -> None:
    assert of(features, "zone")[0]["properties"]["end_s"] is None
    assert {one["properties"]["id"] for one in of(features, "site")} == {"airbase", "city", "alpha", "bravo", "post"}
