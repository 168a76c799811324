"""Fought replicates as DIS, read by another's decoder: no packet is malformed, and everything is where it was.

Expected values: the samples of the fight; the decoder is Wireshark's.
"""

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.dis.tshark import complaints, decoded
from vyuha.catalogue import load
from vyuha.dis.codec import decode
from vyuha.dis.pdus import Detonation, Emission, EntityState, Fire
from vyuha.engine.picture import picture
from vyuha.engine.replay import replay
from vyuha.engine.run import prepare
from vyuha.outputs.dis import dis_pcap
from vyuha.outputs.dis_cast import Cast, Wiring
from vyuha.outputs.earth import Floats, ecef
from vyuha.outputs.scene import make_scene
from vyuha.reading.capture import read_capture
from vyuha.results.history import History
from vyuha.results.laydown import Laydown
from vyuha.results.records import Roster

SCENARIOS = Path(__file__).parents[2] / "scenarios"
# Where one-on-one takes place in place of where it does: over a pole, across the date line.
_OVER = {"duration: 20 min": "duration: 60 min", "range: 250 km": "range: 590 km"}
ELSEWHERE = {
    "the north pole": _OVER | {"lat: 31.0 deg, lon: 74.9": "lat: 84.9 deg, lon: 10", "275 deg": "0 deg"},
    "the south pole": _OVER | {"lat: 31.0 deg, lon: 74.9": "lat: -84.9 deg, lon: -170", "275 deg": "180 deg"},
    "the date line": {"lat: 31.0 deg, lon: 74.9": "lat: 52 deg, lon: -179.0"},
}
FIELDS = ("dis.entity_id_entity", "dis.timestamp", *(f"dis.entity_location.{a}" for a in "xyz"))
Fought = tuple[History, Roster, Laydown]


@cache
def fought(where: str) -> Fought:
    file = "one-on-one" if where in ELSEWHERE else where
    text = (SCENARIOS / f"{file}.yaml").read_text()
    for old, new in ELSEWHERE.get(where, {}).items():
        assert old in text
        text = text.replace(old, new)
    ready = prepare(text, file, SCENARIOS)
    return replay(ready.setup, 1, 0), ready.roster, picture(ready, load(), rings=False)


def worst_error(capture: Path, truth: Fought, shift: float = 0.0) -> tuple[float, int]:
    """How far off (m) the locations are that tshark reads at the moments of the truth's samples, and how many they are;
    `shift` (m) moves the truth.
    """
    history, roster, laydown = truth
    scene, cast = make_scene(history, roster, laydown), Cast(roster, Wiring())
    known: dict[int, tuple[Floats, Floats]] = {}
    for movers, number in ((scene.threats, cast.threat), (scene.rounds, cast.round)):
        for mover in movers:
            course = mover.course
            places = ecef(course.latitude, course.longitude, course.height + shift)
            known[number(mover.row).entity] = course.time, places
    worst, count = 0.0, 0
    for entity, time, *place in decoded(capture, *FIELDS, where="dis.pdu_type == 1"):
        if int(entity) not in known:
            continue
        times, places = known[int(entity)]
        k = int(np.argmin(np.abs(times - float(time))))
        if abs(times[k] - float(time)) < 1e-4:
            worst = max(worst, math.dist([float(v) for v in place], places[k]))
            count += 1
    return worst, count


@pytest.mark.parametrize("where", ["one-on-one", "first-raid", *ELSEWHERE])
def test_every_packet_is_sound_and_everything_in_its_place(where: str, tmp_path: Path) -> None:
    truth, capture = fought(where), tmp_path / "fight.pcap"
    capture.write_bytes(dis_pcap(*truth))
    assert complaints(capture) == []
    worst, count = worst_error(capture, truth)
    assert worst < 1.0 and count > 40
    # Negative control: a truth that lies 2 m higher is found to be another.
    assert worst_error(capture, truth, shift=2.0)[0] == pytest.approx(2.0, abs=0.1)


def test_places_beyond_the_date_line_and_beside_the_pole() -> None:
    """The fights do cross what they are to cross."""
    longitude = fought("the date line")[0].longitude
    assert longitude.min() < -179.5 and longitude.max() > 179.5
    assert fought("the north pole")[0].latitude.max() > 89.9
    assert fought("the south pole")[0].latitude.min() < -89.9


def test_a_whole_raid_tells_of_everything() -> None:
    history, roster, laydown = fought("first-raid")
    pdus = [decode(one.data) for one in read_capture(dis_pcap(history, roster, laydown)).payloads]
    kinds = {type(pdu) for pdu in pdus}
    assert kinds == {EntityState, Fire, Detonation, Emission}
    shots = len(history.block.shots)
    assert sum(isinstance(pdu, Fire) for pdu in pdus) == shots > 20
    told = {pdu.entity.entity for pdu in pdus if isinstance(pdu, EntityState)}
    assert len(told) == len(roster.sites) + len(roster.threats) + shots
    emitting = {pdu.entity.entity for pdu in pdus if isinstance(pdu, Emission)}
    assert emitting == {
        Cast(roster, Wiring()).site(row).entity
        for row, site in enumerate(roster.sites)
        if any(radar.id.rsplit("/", 1)[0] == site.id for radar in roster.radars)
    }
