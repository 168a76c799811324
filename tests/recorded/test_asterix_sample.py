"""The recorded ASTERIX sample, read by us and by a decoder of somebody else.

Data: a packet capture of 5 May 2016 with Mode S radars, from the source package asterix-decoder 0.7.11 (GPL; read at
test time, never part of this project). Expected: pyobelix 0.1.0 (MIT), fed with payloads that are cut out here by the
lengths that UDP states. It reads all of CAT048. Of CAT034 it loses the rest of one record (twice in the file), for it
forgets the spare bits of item 050; what that record says is taken apart by hand below.
"""

import math
import struct
from pathlib import Path
from typing import Any

import polars as pl
import pyobelix
import pytest

from tests.recorded.files import RADAR, recorded
from vyuha.reading.problems import InputErrors
from vyuha.recordings.asterix_read import Recording, read_asterix

RECORDS = {48: 128, 34: 34}
# Different records; one has no position, so it is no plot, and one no address.
DIFFERENT, PLOTS, AIRCRAFT = 64, 63, 62
NAMES = ("time", "sensor", "range", "azimuth", "height", "pressure_altitude", "mode_3a", "mode_s", "callsign")
NAUTICAL_MILE, FOOT = 1852.0, 0.3048
RADARS = {"25/11", "25/12", "25/13", "25/14", "25/201", "25/204", "25/205"}


def payloads(capture: bytes) -> list[tuple[int, bytes]]:
    """UDP payloads of a little-endian capture of Ethernet and IPv4, with the byte at which each begins."""
    found, at = [], 24
    while at < len(capture):
        (kept,) = struct.unpack_from("<I", capture, at + 8)
        udp = at + 16 + 14 + 4 * (capture[at + 30] & 0x0F)
        (length,) = struct.unpack_from(">H", capture, udp + 4)
        found.append((udp + 8, capture[udp + 8 : udp + length]))
        at += 16 + kept
    return found


def others(capture: bytes) -> list[dict[str, Any]]:
    """All records as the other decoder has them."""
    return [dict(record) for _, payload in payloads(capture) for record in pyobelix.iter_records(payload)]


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """The plot that a record of the other decoder describes, in our units; codes that it calls invalid are none."""
    level = record.get("flight_level")
    level = level if record.get("fl_valid") and not record.get("fl_garbled") else None
    squawk = record.get("squawk")
    callsign = (record.get("callsign") or "").strip() or None
    return {
        "time": record["time_of_day"],
        "sensor": f"{record['sac']}/{record['sic']}",
        "range": record["rho"] * NAUTICAL_MILE,
        "azimuth": math.radians(record["theta"]),
        "height": None if record.get("height") is None else record["height"] * FOOT,
        "pressure_altitude": None if level is None else level * 100.0 * FOOT,
        "mode_3a": squawk if record.get("squawk_valid") and not record.get("squawk_garbled") else None,
        "mode_s": record.get("icao"),
        "callsign": callsign,
    }


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: tuple(str(row[name]) for name in ("time", "sensor", "range", "azimuth")))


def ours(recording: Recording) -> list[dict[str, Any]]:
    frame = recording.plots.frame
    return ordered(frame.select(NAMES).to_dicts())


def theirs(capture: bytes) -> list[dict[str, Any]]:
    """Every plot once: the capture holds each record twice."""
    once: dict[tuple[Any, ...], dict[str, Any]] = {}
    for record in others(capture):
        if record["cat"] == 48 and "rho" in record:
            row = row_of(record)
            once[tuple(row.values())] = row
    return ordered(list(once.values()))


def differences(mine: list[dict[str, Any]], expected: list[dict[str, Any]]) -> int:
    """Fields that differ; numbers by more than rounding."""
    if len(mine) != len(expected):
        return abs(len(mine) - len(expected)) * len(NAMES)
    count = 0
    for row, other in zip(mine, expected, strict=True):
        for name in NAMES:
            a, b = row[name], other[name]
            same = math.isclose(a, b, rel_tol=1e-12) if isinstance(a, float) and isinstance(b, float) else a == b
            count += not same
    return count


@pytest.fixture(scope="module")
def capture() -> bytes:
    return recorded(RADAR).read_bytes()


@pytest.fixture(scope="module")
def recording() -> Recording:
    return read_asterix(recorded(RADAR), placed=False)


def test_both_count_the_same_records(capture: bytes, recording: Recording) -> None:
    read = others(capture)
    assert {category: sum(record["cat"] == category for record in read) for category in RECORDS} == RECORDS
    assert len({str(record) for record in read if record["cat"] == 48}) == DIFFERENT
    assert recording.records == RECORDS
    # Each of the 162 records is there twice, 81 of them for the second time.
    assert recording.left_out["records that occur twice"] == sum(RECORDS.values()) // 2
    assert recording.left_out["CAT048: records without range and azimuth"] == DIFFERENT - PLOTS


def test_every_field_of_every_plot_is_the_same(capture: bytes, recording: Recording) -> None:
    mine, expected = ours(recording), theirs(capture)
    assert len(mine) == len(expected) == PLOTS
    assert differences(mine, expected) == 0
    assert len({row["mode_s"] for row in mine} - {None}) == AIRCRAFT
    assert {row["sensor"] for row in mine} <= RADARS
    assert max(row["time"] for row in mine) - min(row["time"] for row in mine) < 2.0


def test_the_sample_has_something_to_compare(recording: Recording) -> None:
    """Control: every field but the height of three-dimensional radars is known often, so equality says something."""
    known = recording.plots.frame.select(pl.col(*NAMES).is_not_null().sum()).row(0, named=True)
    assert min(known[name] for name in NAMES if name != "height") >= 40
    assert known["height"] >= 20


def test_control_a_changed_byte_makes_a_difference(capture: bytes, tmp_path: Path) -> None:
    """One bit of the last item 040, its finest azimuth: one field differs from what the other decoder has."""
    at, payload = next((at, p) for at, p in reversed(payloads(capture)) if p[0] == 48)
    (record, *_) = [r for r in pyobelix.iter_records(payload) if r["cat"] == 48]
    place = struct.pack(">HH", round(record["rho"] * 256), round(record["theta"] * 65536 / 360))
    spoiled = bytearray(capture)
    for start in (start for start, p in payloads(capture) if p == payload):
        spoiled[start + payload.index(place) + 3] ^= 1
    path = tmp_path / "spoiled.pcap"
    path.write_bytes(spoiled)
    changed = read_asterix(path, placed=False)
    assert differences(ours(changed), theirs(capture)) >= 1
    assert differences(ours(changed), theirs(bytes(spoiled))) == 0
    assert at > 0


def test_where_a_radar_stands(recording: Recording) -> None:
    """Of seven radars one says where it stands (item 120: metres, and two angles in steps of 180/2^23 degrees) and how
    long it turns (item 041: steps of 1/128 s). The others want `--station`.
    """
    assert set(recording.stations) == {"25/12"}
    found = recording.stations["25/12"]
    assert found.height == 0x030C
    assert math.degrees(found.latitude) == pytest.approx(0x1EFBDD * 180 / 2**23, rel=1e-12)
    assert math.degrees(found.longitude) == pytest.approx(0x0BAAA2 * 180 / 2**23, rel=1e-12)
    assert recording.periods["25/12"] == 0x0279 / 128
    assert bytes.fromhex("190c01356e49027984444e00840000030c1efbdd0baaa2") in recorded(RADAR).read_bytes()
    with pytest.raises(InputErrors, match="sensor 25/201: nothing says where it stands") as refused:
        read_asterix(recorded(RADAR))
    assert len(refused.value.problems) == len(RADARS) - 1
