"""Bytes of PDUs: whatever can be said comes back, and whatever else comes is refused in words.

Expected values: sizes of IEEE 1278.1-2012; fields where the standard puts them, written by hand; the properties of a
codec. That another's decoder reads the same is in `test_tshark.py`.
"""

import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dis.builders import HERE, PDUS, detonation, emission, fire, state
from vyuha.dis.codec import decode, encode, unbundle
from vyuha.dis.pdus import Emission, EntityState, Pdu
from vyuha.dis.status import (
    BAD_FAMILY,
    BAD_LENGTH,
    BAD_VALUE,
    OTHER_TYPE,
    OTHER_VERSION,
    STATUSES,
    TOO_SHORT,
    PduError,
)

ONE_OF_EACH = (state(), fire(), detonation(), emission())


@given(PDUS)
@settings(max_examples=300)
def test_what_is_written_is_read(pdu: Pdu) -> None:
    data = encode(pdu)
    assert decode(data) == pdu
    assert int.from_bytes(data[8:10], "big") == len(data)


@given(st.binary(max_size=400))
@example(b"")
@example(bytes(12))
def test_random_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(PduError) as refused:
        decode(data)
    assert refused.value.status in STATUSES


@given(st.sampled_from(ONE_OF_EACH), st.data())
@settings(max_examples=300)
def test_garbled_bytes_are_read_or_refused(pdu: Pdu, data: st.DataObject) -> None:
    garbled = bytearray(encode(pdu))
    for _ in range(data.draw(st.integers(1, 8))):
        garbled[data.draw(st.integers(0, len(garbled) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = decode(bytes(garbled))
    except PduError:
        return
    # What was read says the same when it is written: nothing of it was invented.
    assert decode(encode(found)) == found


@pytest.mark.parametrize("pdu", ONE_OF_EACH)
def test_cut_off_anywhere(pdu: Pdu) -> None:
    data = encode(pdu)
    for length in range(len(data)):
        cut = data[:length]
        if length >= 10:
            # Even when the header tells the truth about what is left.
            cut = cut[:8] + struct.pack(">H", length) + cut[10:]
        with pytest.raises(PduError):
            decode(cut)


def test_sizes_and_places_of_the_standard() -> None:
    assert [len(encode(pdu)) for pdu in ONE_OF_EACH] == [144, 96, 104, 12 + 16 + 20 + 52 + 8]
    data = encode(state())
    assert data[:4] == bytes([7, 1, 1, 1]) and data[12:18] == bytes([0, 1, 0, 2, 0, 3])
    assert struct.unpack_from(">3d", data, 48) == HERE
    assert data[128] == 1 and data[129:140] == b"RED01".ljust(11, b"\x00")


@pytest.mark.parametrize(
    ("at", "value", "status"),
    [
        (0, b"\x06", OTHER_VERSION),
        (2, b"\x14", OTHER_TYPE),
        (3, b"\x05", BAD_FAMILY),
        (8, b"\x00\x91", BAD_LENGTH),
        (19, b"\x01", BAD_LENGTH),  # a parameter that is not there
        (48, struct.pack(">d", float("nan")), BAD_VALUE),
        (36, struct.pack(">f", float("inf")), BAD_VALUE),
    ],
)
def test_why_it_is_refused(at: int, value: bytes, status: str) -> None:
    data = encode(state())
    with pytest.raises(PduError) as refused:
        decode(data[:at] + value + data[at + len(value) :])
    assert refused.value.status == status
    with pytest.raises(PduError) as refused:
        decode(data[:11])
    assert refused.value.status == TOO_SHORT


@pytest.mark.parametrize(
    "changes",
    [
        {"marking": "twelve chars"},
        {"marking": "bell\a"},
        {"marking": "né"},
        {"force": 256},
        {"location": (float("inf"), 0.0, 0.0)},
        {"velocity": (1e39, 0.0, 0.0)},
        {"parameters": bytes(15)},
    ],
)
def test_what_has_no_bytes(changes: dict[str, object]) -> None:
    with pytest.raises(PduError) as refused:
        encode(state(**changes))
    assert refused.value.status == BAD_VALUE


def test_a_marking_that_nobody_should_print_is_none() -> None:
    data = encode(state())
    found = decode(data[:129] + b"\x1b[31mRED\x00\x00\x00" + data[140:])
    assert isinstance(found, EntityState) and found.marking == "" and found.location == HERE


def test_a_count_of_systems_that_are_not_there() -> None:
    data = bytearray(encode(emission()))
    data[25] = 255
    with pytest.raises(PduError) as refused:
        decode(bytes(data))
    assert refused.value.status == BAD_LENGTH


def test_beams_too_long_for_their_byte() -> None:
    one = emission()
    emitter = one.emitters[0]
    beam = emitter.beams[0]
    many = type(beam)(1, targets=beam.targets * 200)
    wide = Emission(one.header, one.entity, one.event, 1, (type(emitter)(0, 2, 1, beams=(many,)),))
    data = encode(wide)
    # Lengths in words of four bytes do not fit one byte: the standard writes nought.
    assert data[28] == 0 and data[48] == 0 and decode(data) == wide


def test_several_pdus_in_one_datagram() -> None:
    parts = [encode(pdu) for pdu in ONE_OF_EACH]
    assert list(unbundle(b"".join(parts))) == parts
    assert list(unbundle(parts[0] + b"rubbish")) == [parts[0], b"rubbish"]
    # A length of nought leads nowhere, and must not go round for ever.
    assert list(unbundle(bytes(40))) == [bytes(40)]
    assert list(unbundle(b"")) == []
