"""The scene of a stored run as JSON: positions beside the history, stories and broken links beside the tables."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vyuha import api
from vyuha.engine.wires import wires
from vyuha.outputs.earth import ecef
from vyuha.outputs.scene_json import laydown_content, scene_document
from vyuha.results.folder import RunFolder
from vyuha.results.history import History
from vyuha.results.store import StoredRun
from vyuha.state import mission

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    folder = tmp_path_factory.mktemp("runs") / "one"
    api.run(SCENARIOS / "one-on-one.yaml", replicates=4, out=folder, report=False)
    return RunFolder.open(folder)


@pytest.fixture(scope="module")
def history(stored: StoredRun) -> History:
    return api.replay(stored.path, 1)


@pytest.fixture(scope="module")
def scene(stored: StoredRun, history: History) -> dict[str, Any]:
    made = scene_document(stored, history, wires(api.assembled_again(stored)))
    return json.loads(json.dumps(made, allow_nan=False))


def _worst(scene: dict[str, Any], history: History) -> float:
    """How far [m] courses of threats are from the history at any of its samples."""
    worst = 0.0
    for threat in scene["threats"]:
        course = threat["course"]
        there = ecef(course["lat"], course["lon"], course["h"])
        own = (history.samples["kind"] == mission.SAMPLE_THREAT) & (history.samples["subject"] == threat["row"])
        truth = ecef(history.latitude[own], history.longitude[own], history.height[own])
        at = history.samples["time"][own]
        shown = np.stack([np.interp(at, course["t"], there[:, axis]) for axis in range(3)], axis=-1)
        worst = max(worst, float(np.linalg.norm(shown - truth, axis=1).max()))
    return worst


def test_courses_are_those_of_the_history(scene: dict[str, Any], history: History) -> None:
    # Two metres of thinning, and what rounding to 1 ms, 0.1 m and 1e-7 degrees adds at some 300 m/s.
    assert _worst(scene, history) < 2.0 + 0.5


def test_a_shift_would_be_found(scene: dict[str, Any], history: History) -> None:
    moved = json.loads(json.dumps(scene))
    for threat in moved["threats"]:
        threat["course"]["lat"] = [lat + 1e-4 for lat in threat["course"]["lat"]]
    assert _worst(moved, history) > 10.0


def test_each_threat_brings_its_story(scene: dict[str, Any], stored: StoredRun) -> None:
    table = stored.table("threats").collect().filter(replicate=1)
    assert [threat["id"] for threat in scene["threats"]] == table["threat"].to_list()
    for threat in scene["threats"]:
        assert threat["story"][0]["text"].startswith(threat["id"])
        times = [line["t"] for line in threat["story"] if line["text"] == "first detected"]
        assert times == pytest.approx(
            table.filter(threat=threat["id"])["detection_time"].drop_nulls().to_list(), abs=0.06
        )


def test_links_of_the_network(stored: StoredRun, scene: dict[str, Any], tmp_path: Path) -> None:
    assert scene["wires"] == []  # one battalion, nobody above it
    api.run(SCENARIOS / "command-loss.yaml", replicates=1, out=tmp_path / "loss", report=False)
    found = wires(api.assembled_again(RunFolder.open(tmp_path / "loss")))
    assert {frozenset((wire.one, wire.other)) for wire in found} == {
        frozenset(("alpha", "command")),
        frozenset(("bravo", "command")),
    }
    assert all(wire.cuts[0].start == 300.0 for wire in found)


def test_a_laydown_has_a_place_for_every_site(stored: StoredRun) -> None:
    content = laydown_content(stored.laydown)
    assert [place["id"] for place in content["places"]] == [site.id for site in stored.roster.sites]
    assert all(len(ring["lat"]) == len(ring["lon"]) for ring in content["rings"])
