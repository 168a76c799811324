"""ACMI: an own reader checks the vendor's grammar (version 2.2), pyacmi is the second opinion."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyacmi
import pytest

from vyuha.outputs.acmi import acmi_bytes, acmi_text
from vyuha.state import mission, threat


class BrokenError(Exception):
    """The recording breaks the grammar."""


def read(
    text: str,
) -> tuple[dict[str, list[tuple[float, dict[str, str]]]], list[tuple[float, list[str]]], dict[str, float]]:
    """Objects with their states over time, events, and removals of an ACMI text."""
    lines = text.split("\n")
    if lines[:2] != ["FileType=text/acmi/tacview", "FileVersion=2.2"]:
        raise BrokenError("header")
    objects: dict[str, list[tuple[float, dict[str, str]]]] = {}
    events: list[tuple[float, list[str]]] = []
    gone: dict[str, float] = {}
    now = 0.0
    for line in lines[2:-1]:
        if line.startswith("#"):
            if float(line[1:]) <= now and now > 0.0:
                raise BrokenError("time runs backwards")
            now = float(line[1:])
        elif line.startswith("-"):
            if line[1:] not in objects or line[1:] in gone:
                raise BrokenError(f"removal of {line[1:]}")
            gone[line[1:]] = now
        else:
            number, *parts = re.split(r"(?<!\\),", line)
            pairs = dict(part.split("=", 1) for part in parts)
            if not re.fullmatch("[0-9a-f]+", number) or number in gone:
                raise BrokenError(f"object {number}")
            if number == "0":
                events += [(now, pairs["Event"].split("|"))] if "Event" in pairs else []
                continue
            if number not in objects and not {"T", "Type", "Color", "Name"} <= set(pairs):
                raise BrokenError(f"birth of {number}")
            objects.setdefault(number, []).append((now, pairs))
    return objects, events, gone


@pytest.fixture(scope="module")
def text(fight: Any) -> str:
    return acmi_text(fight.history(), fight.roster, fight.laydown)


def by_call_sign(objects: dict[str, list[tuple[float, dict[str, str]]]]) -> dict[str, str]:
    return {states[0][1]["CallSign"]: number for number, states in objects.items()}


def test_every_object_is_there_once(fight: Any, text: str) -> None:
    """Expected counts come from the made-up tables."""
    objects, _, _ = read(text)
    history = fight.history()
    tracks = len(set(history.samples.subject[history.samples.kind == mission.SAMPLE_TRACK]))
    assert len(objects) == len(fight.roster.sites) + len(fight.roster.threats) + len(history.block.shots) + tracks
    colours = {states[0][1]["Color"] for states in objects.values()}
    assert colours == {"Blue", "Red", "Violet"}


def test_positions_and_times_are_those_of_the_history(fight: Any, text: str) -> None:
    """Longitude stands first; 1e-6 deg and 1 cm are finer than any map."""
    history, (objects, _, _) = fight.history(), read(text)
    states = objects[by_call_sign(objects)["drones/1"]]
    rows = [i for i in range(len(history.samples)) if history.samples[i].kind == 1 and history.samples[i].subject == 0]
    assert len(states) == len(rows)
    for (time, pairs), row in zip(states, rows, strict=True):
        longitude, latitude, height = map(float, pairs["T"].removeprefix("T=").split("|"))
        assert abs(time - history.samples[row].time) <= 0.000051
        assert abs(longitude - history.longitude[row]) < 1e-6
        assert abs(latitude - history.latitude[row]) < 1e-6
        assert abs(height - history.height[row]) < 0.0051


def test_the_killed_are_destroyed_and_removed(fight: Any, text: str) -> None:
    objects, events, gone = read(text)
    outcomes = fight.history().block.threats[0].outcome
    numbers = by_call_sign(objects)
    killed = {numbers[fight.roster.threats[i].id] for i in range(len(outcomes)) if outcomes[i] == threat.KILLED}
    sites = {numbers[site.id] for site in fight.roster.sites}
    destroyed = {event[1] for _, event in events if event[0] == "Destroyed"}
    assert destroyed - sites == killed
    assert killed <= set(gone)
    # Nothing but what stands on the ground outlives the recording.
    assert set(objects) - set(gone) == sites


def test_rings_are_the_reach_of_missiles_and_radars(fight: Any, text: str) -> None:
    """The made-up laydown: alpha has missiles of 250 km and 120 km and a radar of 55 km over 120 degrees to the west;
    the post sees 280 km all round.
    """
    objects, _, _ = read(text)
    born = {states[0][1]["CallSign"]: states[0][1] for states in objects.values()}
    alpha, post = born["alpha"], born["post"]
    assert (alpha["EngagementRange"], alpha["EngagementRange2"]) == ("250000", "120000")
    assert alpha["VerticalEngagementRange"] == "10000"
    assert (alpha["RadarRange"], alpha["RadarAzimuth"], alpha["RadarHorizontalBeamwidth"]) == (
        "55000",
        "270.0",
        "120.0",
    )
    assert (post["RadarRange"], post["RadarAzimuth"], post["RadarHorizontalBeamwidth"]) == ("280000", "0.0", "360.0")
    assert "EngagementRange" not in post and "RadarRange" not in born["airbase"]


def test_what_is_lost_reaches_nobody(fight: Any) -> None:
    """A site that was lost: destroyed, disabled and without rings from then on. Control: the others keep theirs."""
    history = replace(fight.history(), block=fight.history().block)
    lost = np.zeros(1, history.samples.dtype)
    lost["time"], lost["kind"], lost["subject"] = 500.0, mission.SAMPLE_SITE_LOST, 2
    samples = np.concatenate([np.asarray(history.samples), lost])
    order = np.argsort(samples["time"], kind="stable")
    places = [
        np.append(old, last)[order]
        for old, last in ((history.latitude, 31.0), (history.longitude, 74.9), (history.height, 230.0))
    ]
    history = replace(
        history, samples=samples[order].view(np.recarray), latitude=places[0], longitude=places[1], height=places[2]
    )
    objects, events, _ = read(acmi_text(history, fight.roster, fight.laydown))
    assert (500.0, "Destroyed") in [(time, event[0]) for time, event in events if event[1] == "3"]
    time, traits = objects["3"][-1]
    assert (time, traits["Health"], traits["EngagementMode"], traits["RadarMode"]) == (500.0, "0", "0", "0")
    assert objects["4"][-1][1]["EngagementMode"] == "1"


def test_names_cannot_break_the_grammar(text: str) -> None:
    assert 'Title=Two-axis raid on an air base <img src=x onerror="alert(1)">\\, replicate 3' in text
    assert "\r" not in text


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("FileVersion=2.2", "FileVersion=2"),
        lambda text: text.replace("#100.0000", "#3.0000"),
        lambda text: text.replace("\n-6\n", "\n-6\n-6\n"),
        lambda text: re.sub(r",Type=Light[^\n]*", "", text, count=1),
    ],
)
def test_the_reader_notices_damage(text: str, damage: Any) -> None:
    """Negative control: the same reader must refuse a recording with one fault."""
    assert damage(text) != text
    with pytest.raises(BrokenError):
        read(damage(text))


def test_second_opinion(fight: Any, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pyacmi, an independent reader, finds the same objects and colours."""
    path = tmp_path / "replay.acmi"
    path.write_bytes(acmi_bytes(path.name, fight.history(), fight.roster, fight.laydown))
    recording = pyacmi.Acmi()
    recording.load_acmi(str(path))
    capsys.readouterr()  # it does not know events, and says so line by line
    objects, _, _ = read(text)
    assert {number for number in recording.objects if number != "0"} == set(objects)


def test_zip_holds_the_same_text(fight: Any, text: str, tmp_path: Path) -> None:
    paths = [tmp_path / "a.zip.acmi", tmp_path / "b.zip.acmi"]
    for path in paths:
        path.write_bytes(acmi_bytes(path.name, fight.history(), fight.roster, fight.laydown))
    with zipfile.ZipFile(paths[0]) as archive:
        assert archive.namelist() == ["a.txt.acmi"]
        raw = archive.read("a.txt.acmi")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == text


def test_an_empty_history_is_still_a_recording(fight: Any) -> None:
    history = fight.history()
    empty = type(history)(
        0, history.samples[:0], *(values[:0] for values in (history.latitude,) * 3), _block_zero(history)
    )
    objects, events, _ = read(acmi_text(empty, fight.roster, fight.laydown))
    assert len(objects) == len(fight.roster.sites)
    assert events == []


def _block_zero(history: Any) -> Any:
    block = history.block
    return type(block)(0, block.threats, block.sites, block.shots, block.shot_replicate, block.failures, block.events)
