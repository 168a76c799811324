"""Replays say whose everything is: colours and coalitions by side, and what a track was taken for when.

Expected values: the made-up history itself.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.results import synthetic
from vyuha.base.table import dtype_of
from vyuha.outputs.acmi import acmi_text
from vyuha.outputs.czml import BLUE, GREEN, VERMILLION, czml_packets
from vyuha.outputs.scene import make_scene
from vyuha.results.history import History
from vyuha.results.records import Named, Roster
from vyuha.state import identity, mission
from vyuha.state.mission import Sample

SIDES = ("hostile", "neutral", "own")
CLASSES = ("fighter", "airliner", "fighter")


@pytest.fixture(scope="module")
def roster() -> Roster:
    threats = tuple(Named(f"{side}/1", kind, kind, side, 1.0, side) for side, kind in zip(SIDES, CLASSES, strict=True))
    return replace(synthetic.roster(), threats=threats, targets=("airbase", "", ""))


@pytest.fixture(scope="module")
def history(roster: Roster) -> History:
    """Three aircraft, and one track that is unknown at 0 s and 1 s, hostile at 2 s, and hostile still at 3 s."""
    lines = [(float(t), mission.SAMPLE_THREAT, i, 0) for t in range(4) for i in range(3)]
    lines += [(float(t), mission.SAMPLE_TRACK, 7, 0) for t in range(4)]
    taken = (identity.UNKNOWN, identity.UNKNOWN, identity.HOSTILE, identity.HOSTILE)
    lines += [(float(t), mission.SAMPLE_IDENTITY, 7, code) for t, code in enumerate(taken)]
    samples: Any = np.zeros(len(lines), dtype_of(Sample)).view(np.recarray)
    for row, (time, kind, subject, other) in zip(samples, sorted(lines), strict=True):
        row.time, row.kind, row.subject, row.other = time, kind, subject, other
    along = 31.0 + 0.01 * samples["time"]
    block = synthetic.block(0, 1, names=roster)
    return History(0, samples, along, np.full(len(along), 74.9), np.full(len(along), 9e3), block)


def test_tacview_has_a_coalition_for_each_side(history: History, roster: Roster) -> None:
    lines = acmi_text(history, roster, synthetic.laydown()).splitlines()
    for side, wanted in zip(SIDES, ("Raid,Color=Red", "Neutral,Color=Green", "Defence,Color=Blue"), strict=True):
        born = [line for line in lines if f"CallSign={side}/1" in line]
        assert len(born) == 1
        assert f"Coalition={wanted}" in born[0]
    assert sum("Type=Heavy+Air+FixedWing" in line for line in lines) == 1


def test_a_track_carries_what_it_is_taken_for(history: History, roster: Roster) -> None:
    (track,) = make_scene(history, roster, synthetic.laydown()).tracks
    assert track.identities == ((0.0, "unknown"), (2.0, "hostile"))
    text = acmi_text(history, roster, synthetic.laydown())
    assert [line.partition("Label=")[2] for line in text.splitlines() if "Label=" in line] == ["unknown", "hostile"]


def test_the_globe_has_a_colour_for_each_side(history: History, roster: Roster) -> None:
    packets = {packet["id"]: packet for packet in czml_packets(history, roster, synthetic.laydown())}
    for row, colour in enumerate((VERMILLION, GREEN, BLUE)):
        assert packets[f"threat/{row}"]["point"]["color"]["rgba"][:3] == colour
        assert packets[f"threat/{row}"]["properties"]["side"]["string"] == SIDES[row]
    assert "2 s: hostile" in packets["track/7"]["description"]
