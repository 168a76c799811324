"""Our bytes before another's eyes: tshark decodes every kind of PDU, field by field, and finds what is wrong.

Expected values: what was put in; the decoder is Wireshark's own.
"""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dis.builders import HERE, NORTHWARD, detonation, emission, fire, state
from tests.dis.tshark import PORT, complaints, decoded
from vyuha.dis.codec import encode
from vyuha.dis.pdus import Header
from vyuha.dis.timestamp import timestamp
from vyuha.reading.capture import Datagram, write_capture


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    told = [replace(state(orientation=(0.5, -0.25, 1.0)), header=Header(9, timestamp(754.5, True)))]
    data = [encode(pdu) for pdu in (*told, fire(), detonation(), emission())]
    path = tmp_path / "all.pcap"
    path.write_bytes(write_capture(Datagram(1.7e9 + n, one, PORT) for n, one in enumerate(data)))
    return path


def test_every_kind_is_understood(capture: Path) -> None:
    assert complaints(capture) == []
    kinds = decoded(capture, "dis.proto_ver", "dis.pdu_type", "dis.proto_fam", "dis.pdu_length")
    assert kinds == [["7", "1", "1", "144"], ["7", "2", "2", "96"], ["7", "3", "2", "104"], ["7", "23", "6", "108"]]


def test_fields_of_an_entity_state(capture: Path) -> None:
    axes = ("x", "y", "z")
    names = [f"dis.entity_location.{a}" for a in axes] + [f"dis.entity_linear_velocity.{a}" for a in axes]
    names += [f"dis.entity_orientation.{a}" for a in ("psi", "theta", "phi")]
    row = decoded(capture, *names, where="dis.pdu_type == 1")[0]
    assert [float(v) for v in row] == pytest.approx([*HERE, *NORTHWARD, 0.5, -0.25, 1.0], rel=1e-6)
    fields = ("dis.exer_id", "dis.timestamp", "dis.force_id", "dis.entity_id_entity", "dis.country", "dis.category.air")
    exercise, time, force, entity, country, category = decoded(capture, *fields, where="dis.pdu_type == 1")[0]
    assert (exercise, force, entity, country.split()[0], category) == ("9", "2", "3", "225", "1")
    assert float(time) == pytest.approx(754.5, abs=1e-5)


def test_fields_of_an_emission(capture: Path) -> None:
    prefix = "dis.electromagnetic.emission"
    fields = (f"{prefix}.num_beams", f"{prefix}.data_length", f"{prefix}.beam.function", f"{prefix}.location.z")
    row = decoded(capture, *fields, where="dis.pdu_type == 23")[0]
    assert (row[0], row[1], row[2], float(row[3])) == ("1", "20", "1", -10.0)


@pytest.mark.parametrize("cut", [100, 143])
def test_a_corrupted_packet_is_found(capture: Path, cut: int) -> None:
    """Negative control: a PDU cut short, whose header tells the truth about it, is flagged, and nothing else."""
    whole = encode(state())
    short = whole[:8] + cut.to_bytes(2, "big") + whole[10:cut]
    capture.write_bytes(write_capture(Datagram(1.7e9, one, PORT) for one in (whole, short, whole)))
    assert complaints(capture) == ["2"]


def test_a_flipped_bit_is_found(capture: Path) -> None:
    """Negative control: one bit of a location on the wire, and the checksum no longer holds."""
    data = bytearray(capture.read_bytes())
    data[24 + 16 + 28 + 50] ^= 1
    capture.write_bytes(bytes(data))
    assert complaints(capture) == ["1"]
    x = float(decoded(capture, "dis.entity_location.x", where="dis.pdu_type == 1")[0][0])
    assert not math.isclose(x, HERE[0], abs_tol=1.0)
