"""CZML: czml3 (an independent library) validates the packets; positions are compared with the history."""

import json
import math
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from czml3.core import Document
from pydantic import ValidationError

from vyuha.outputs.czml import czml_bytes, czml_packets
from vyuha.state import mission, threat

Packets = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def packets(fight: Any) -> Packets:
    made = czml_packets(fight.history(), fight.roster, fight.laydown)
    assert len({packet["id"] for packet in made}) == len(made)
    return {packet["id"]: packet for packet in made}


def test_czml3_reads_it(fight: Any, packets: Packets, tmp_path: Path) -> None:
    path = tmp_path / "replay.czml"
    path.write_bytes(czml_bytes(fight.history(), fight.roster, fight.laydown))
    assert [packet.id for packet in Document.load(path).packets] == list(packets)
    json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constants)


def _no_constants(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


@pytest.mark.parametrize(
    "damage",
    [
        {"availability": "yesterday"},
        {"position": {"cartographicDegrees": [1.0, 2.0]}},
        {"path": {"material": {"solidColour": {}}}},
    ],
)
def test_czml3_notices_damage(packets: Packets, damage: dict[str, Any]) -> None:
    """Negative control: the oracle refuses a document with one fault."""
    broken = [packets["document"], packets["threat/0"] | damage]
    with pytest.raises((ValidationError, ValueError, TypeError)):
        Document.model_validate(broken)


def test_positions_are_those_of_the_history(fight: Any, packets: Packets) -> None:
    history = fight.history()
    rows = [i for i in range(len(history.samples)) if history.samples[i].kind == 1 and history.samples[i].subject == 0]
    position = packets["threat/0"]["position"]
    flat = position["cartographicDegrees"]
    assert len(flat) == 4 * len(rows)
    for n, row in enumerate(rows):
        expected = [history.samples[row].time, history.longitude[row], history.latitude[row], history.height[row]]
        assert flat[4 * n : 4 * n + 4] == pytest.approx(expected, abs=0.0051)


def test_times_grow_and_stay_inside_availability(packets: Packets) -> None:
    for packet in packets.values():
        flat = packet.get("position", {}).get("cartographicDegrees", [])
        if "epoch" not in packet.get("position", {}):
            continue
        times = flat[::4]
        assert all(a < b for a, b in pairwise(times)), packet["id"]
        spans = packet["availability"] if isinstance(packet["availability"], list) else [packet["availability"]]
        start = datetime.fromisoformat(packet["position"]["epoch"])
        first, last = spans[0].split("/")[0], spans[-1].split("/")[1]
        assert (datetime.fromisoformat(first) - start).total_seconds() == pytest.approx(times[0], abs=0.002)
        assert (datetime.fromisoformat(last) - start).total_seconds() >= times[-1] - 0.002


def test_everything_of_the_replicate_is_there(fight: Any, packets: Packets) -> None:
    """Expected counts come from the made-up tables."""
    history = fight.history()
    assert sum(name.startswith("threat/") for name in packets) == len(fight.roster.threats)
    assert sum(name.startswith("round/") for name in packets) == len(history.block.shots)
    assert sum(name.startswith("site/") for name in packets) == len(fight.roster.sites)
    killed = sum(1 for outcome in history.block.threats[0].outcome if outcome == threat.KILLED)
    outcomes = [packets[f"threat/{i}"]["properties"]["outcome"]["string"] for i in range(len(fight.roster.threats))]
    assert outcomes.count("killed") == killed
    plots = int((history.samples.kind == mission.SAMPLE_DETECTION).sum())
    shown = [packet for name, packet in packets.items() if name.startswith("detections/")]
    assert sum(len(packet["availability"]) for packet in shown) == plots


def test_names_are_text_in_descriptions(packets: Packets) -> None:
    """The globe renders descriptions as HTML, so that markup in a name must arrive escaped."""
    descriptions = [packet.get("description", "") for packet in packets.values()]
    assert not any("<img" in text for text in descriptions)


def test_rings_have_the_drawn_radius(fight: Any, packets: Packets) -> None:
    """Great-circle distance by the haversine formula on the mean radius; half a percent, as the writer promises."""

    ring = next(n for n, ring in enumerate(fight.laydown.rings) if ring.label == "48N6E3")
    place = next(place for place in fight.laydown.places if place.id == "alpha")
    flat = packets[f"ring/{ring}"]["polyline"]["positions"]["cartographicDegrees"]
    for longitude, latitude in zip(flat[::3], flat[1::3], strict=True):
        a, b = math.radians(place.latitude), math.radians(latitude)
        d = math.radians(longitude - place.longitude)
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(d / 2) ** 2
        assert 2 * 6_371_000.0 * math.asin(math.sqrt(h)) == pytest.approx(250e3, rel=0.005)
