"""ASTERIX: bytes derived by hand, what is written is read back by another's decoder, whatever is wrong has its byte.

Expected values: records laid out by hand after the EUROCONTROL specifications of CAT034, CAT048 and CAT062 (in `PLOT`,
`NORTH` and `TRACK` below, with every step); what we write, read by libasterix, which shares no code with the writer.
The same three strings were shown once to tshark 4.0.17, which names the same values.
"""

import datetime as dt
import importlib
import math
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.recordings import builders
from tests.recordings.builders import FOOT, datagram, ethernet, pcap, plot, track
from vyuha.reading.problems import InputErrors
from vyuha.recordings import asterix_write as steps
from vyuha.recordings import blocks
from vyuha.recordings.asterix_read import Recording, Station, read_asterix
from vyuha.recordings.asterix_write import write_cat048, write_cat062
from vyuha.recordings.columns import DAY
from vyuha.results.files import RunFolderError

# A north marker of CAT034. Items by FRN: 1 (010), 2 (000), 3 (030) | 11 (120).
NORTH = bytes.fromhex(
    "22 0013"  # category 34; 3 + 16 bytes
    "E1 10"  # 1110000+FX, 0001000+no FX
    "19 C9"  # 010: SAC 25, SIC 201
    "01"  # 000: north marker
    "38 40 00"  # 030: 28,800 s x 128 = 3,686,400
    "03 0C"  # 120: height 780 m
    "20 00 00"  # latitude 45 deg = 2^23 / 4 steps of 180/2^23 deg
    "C0 00 00"  # longitude -90 deg = -2^23 / 2 steps
)
# A plot of CAT048. Items by FRN: 1 (010), 2 (140), 3 (020), 4 (040), 5 (070), 6 (090) | 8 (220), 9 (240) | 19 (110).
PLOT = bytes.fromhex(
    "30 001F"  # category 48; 3 + 28 bytes
    "FD C1 08"  # 1111110+FX, 1100000+FX, 0000100
    "19 C9"
    "38 40 00"
    "A0"  # 020: TYP 5 (Mode S roll-call) in three bits, no flag, no extension
    "64 00 40 00"  # 040: 100 NM x 256 = 25,600; 90 deg x 65536 / 360 = 16,384
    "0F 11"  # 070: V, G, L, spare 0; octal 7421
    "05 28"  # 090: V, G 0; flight level 330 x 4 = 1,320
    "4C A7 B1"  # 220
    # 240, six bits each: A 000001, I 001001, C 000011, 1 110001, 0 110000, 1 110001, blank 100000, blank 100000
    "04 90 F1 C3 18 20"
    "01 90"  # 110: 10,000 ft / 25 = 400
)
# A track of CAT062. Items by FRN: 1 (010), 4 (070), 5 (105), 7 (185) | 9 (060), 11 (380), 12 (040), 13 (080) |
# 17 (136), 18 (130), 20 (220).
TRACK = bytes.fromhex(
    "3E 002F"  # category 62; 3 + 44 bytes
    "9B 5D 34"  # 1001101+FX, 0101110+FX, 0011010
    "19 64"  # 010: SAC 25, SIC 100
    "38 40 00"
    "00 80 00 00"  # 105: latitude 45 deg = 2^25 / 4 steps of 180/2^25 deg
    "FF 00 00 00"  # longitude -90 deg = -2^25 / 2 steps
    "01 90 FF 38"  # 185: 100 m/s = 400 quarters, -50 m/s = -200
    "0F 11"
    "C0 4C A7 B1 04 90 F1 C3 18 20"  # 380: subfields 1 (ADR) and 2 (ID)
    "12 69"  # 040: 4,713
    "01 01 01 80"  # 080: confirmed; extensions up to the fourth octet, CST set
    "05 28"  # 136: flight level 330
    "13 88"  # 130: 31,250 ft / 6.25 = 5,000
    "FF 38"  # 220: -1,250 ft/min / 6.25 = -200
)
STATION = Station(math.radians(45.0), math.radians(-90.0), 780.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "day.ast"


def read(path: Path, data: bytes, **options: Any) -> Recording:
    path.write_bytes(data)
    return read_asterix(path, **options)


def refused(path: Path, data: bytes, **options: Any) -> str:
    with pytest.raises(InputErrors) as error:
        read(path, data, **options)
    return str(error.value).replace(str(path), path.name)


def test_a_plot_is_written_as_by_hand(path: Path) -> None:
    write_cat048(path, builders.plots(plot()))
    assert path.read_bytes() == NORTH + PLOT
    # Control: half a step more is another byte.
    write_cat048(path, builders.plots(plot(range=185_200.0 + 0.51 * steps.RANGE_STEP)))
    assert path.read_bytes() != NORTH + PLOT


def test_a_track_is_written_as_by_hand(path: Path) -> None:
    write_cat062(path, builders.tracks(track()))
    assert path.read_bytes() == TRACK


def test_the_bit_that_says_simulated(path: Path) -> None:
    write_cat048(path, builders.plots(plot()), simulated=True)
    assert path.read_bytes() == NORTH + PLOT.replace(b"\xa0", b"\xb0")
    write_cat062(path, builders.tracks(track(status="tentative")), simulated=True)
    assert b"\x12\x69\x03\x80\x05\x28" in path.read_bytes()


def test_records_by_hand_are_read(path: Path) -> None:
    made = read(path, NORTH + PLOT + TRACK)
    assert made.records == {34: 1, 48: 1, 62: 1}
    assert made.left_out == {}
    assert made.stations == {"25/201": STATION}
    assert_frame_equal(made.plots.frame, builders.plots(plot()).frame, rel_tol=1e-14, abs_tol=1e-9)
    assert_frame_equal(made.tracks.frame, builders.tracks(track()).frame, rel_tol=1e-14, abs_tol=1e-9)


DEGREES = {"sensor_latitude": (-89.0, 89.0), "sensor_longitude": (-180.0, 179.9), "azimuth": (0.0, 359.9)}
# Times nearly a day apart are read as those before and after a midnight.
PLOT_ROWS = st.fixed_dictionaries(
    {
        "time": st.floats(0.0, DAY - 12.0),
        "sensor": st.sampled_from(["1/2", "255/0"]),
        "range": st.floats(0.0, 474_000.0),
        "azimuth": st.floats(0.0, 6.28),
        "height": st.none() | st.floats(-500.0, 62_000.0),
        "pressure_altitude": st.none() | st.floats(-300.0, 30_000.0),
        "mode_3a": st.none() | st.from_regex("[0-7]{4}", fullmatch=True),
        "mode_s": st.none() | st.from_regex("[0-9A-F]{6}", fullmatch=True),
        "callsign": st.none() | st.from_regex("[A-Z][A-Z0-9 ]{0,6}[A-Z0-9]", fullmatch=True),
    }
)
PLOT_STEPS = {
    "time": steps.TIME_STEP,
    "range": steps.RANGE_STEP,
    "azimuth": steps.AZIMUTH_STEP,
    "height": steps.HEIGHT_STEP,
    "pressure_altitude": steps.LEVEL_STEP,
    "sensor_latitude": steps.STATION_STEP,
    "sensor_longitude": steps.STATION_STEP,
    "sensor_height": 1.0,
}


def assert_same_to_half_a_step(found: Any, expected: Any, sizes: dict[str, float]) -> None:
    for name in expected.columns:
        if name not in sizes:
            assert found[name].to_list() == expected[name].to_list(), name
            continue
        assert found[name].is_null().to_list() == expected[name].is_null().to_list(), name
        apart = (found[name] - expected[name]).abs().drop_nulls().to_numpy()
        if name == "azimuth":
            apart = np.minimum(apart, 2.0 * math.pi - apart)
        assert (apart <= 0.500001 * sizes[name]).all(), name


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(PLOT_ROWS, min_size=1, max_size=8, unique_by=lambda row: (round(row["time"] * 64), row["sensor"])),
    latitude=st.floats(-1.5, 1.5),
    longitude=st.floats(-3.14, 3.14),
)
def test_plots_come_back_to_half_a_step(
    path: Path, rows: list[dict[str, Any]], latitude: float, longitude: float
) -> None:
    stands = {"sensor_latitude": latitude, "sensor_longitude": longitude, "sensor_height": 100.25}
    made = builders.plots(*(row | stands for row in sorted(rows, key=lambda row: row["time"])))
    write_cat048(path, made)
    assert_same_to_half_a_step(read_asterix(path).plots.frame, made.frame, PLOT_STEPS)


TRACK_ROWS = st.fixed_dictionaries(
    {
        "time": st.floats(0.0, DAY - 12.0),
        "source": st.sampled_from(["1/2", "255/0"]),
        "track": st.integers(0, 65_535),
        "status": st.sampled_from(["tentative", "confirmed", "coasting", "ended"]),
        "latitude": st.floats(-1.57, 1.57),
        "longitude": st.floats(-3.14159, 3.14159),
        "height": st.none() | st.floats(-500.0, 62_000.0),
        "pressure_altitude": st.none() | st.floats(-300.0, 90_000.0),
        "velocity_east": st.floats(-8000.0, 8000.0),
        "velocity_north": st.floats(-8000.0, 8000.0),
        "climb_rate": st.none() | st.floats(-1000.0, 1000.0),
        "mode_3a": st.none() | st.from_regex("[0-7]{4}", fullmatch=True),
        "mode_s": st.none() | st.from_regex("[0-9A-F]{6}", fullmatch=True),
        "callsign": st.none() | st.from_regex("[A-Z0-9]{1,8}", fullmatch=True),
    }
)
TRACK_STEPS = {
    "time": steps.TIME_STEP,
    "latitude": steps.TRACK_STEP,
    "longitude": steps.TRACK_STEP,
    "height": steps.TRACK_HEIGHT_STEP,
    "pressure_altitude": steps.LEVEL_STEP,
    "velocity_east": steps.VELOCITY_STEP,
    "velocity_north": steps.VELOCITY_STEP,
    "climb_rate": steps.CLIMB_STEP,
}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(TRACK_ROWS, min_size=1, max_size=8, unique_by=lambda row: round(row["time"] * 64)))
def test_tracks_come_back_to_half_a_step(path: Path, rows: list[dict[str, Any]]) -> None:
    made = builders.tracks(*sorted(rows, key=lambda row: row["time"]))
    write_cat062(path, made)
    assert_same_to_half_a_step(read_asterix(path).tracks.frame, made.frame, TRACK_STEPS)


def test_control_a_whole_step_is_seen() -> None:
    made = builders.plots(plot()).frame
    with pytest.raises(AssertionError, match="range"):
        assert_same_to_half_a_step(builders.plots(plot(range=185_208.0)).frame, made, PLOT_STEPS)


def test_a_long_recording_is_cut_into_blocks_that_fit_a_datagram(path: Path) -> None:
    made = builders.plots(*(plot(time=28_800.0 + k / 16) for k in range(500)))
    write_cat048(path, made)
    found = list(blocks.data_blocks(path.read_bytes()))
    sizes = [len(block.body) for block in found if isinstance(block, blocks.Block)]
    assert len(sizes) == len(found) == 11  # one of CAT034, and 500 records of 28 bytes by 50
    assert max(sizes) <= steps.LONGEST_BLOCK
    assert read_asterix(path).plots.frame.height == 500


def test_a_night_goes_on_past_midnight(path: Path) -> None:
    made = builders.plots(plot(time=DAY - 1.0), plot(time=DAY + 1.0))
    write_cat048(path, made)
    assert read_asterix(path).plots.frame["time"].to_list() == [DAY - 1.0, DAY + 1.0]
    since_1970 = read_asterix(path, day=dt.date(2016, 5, 5)).plots
    assert since_1970.clock == "epoch"
    start = dt.datetime(2016, 5, 5, 23, 59, 59, tzinfo=dt.UTC).timestamp()
    assert since_1970.frame["time"].to_list() == [start, start + 2.0]
    write_cat048(path, since_1970)
    assert read_asterix(path).plots.frame["time"].to_list() == [DAY - 1.0, DAY + 1.0]


def test_captures_are_read_like_raw_streams(path: Path) -> None:
    raw = read(path, NORTH + PLOT + TRACK)
    data = pcap(*(ethernet(datagram(block)) for block in (NORTH, PLOT, TRACK)), ethernet(datagram(b"dns", 53)))
    made = read(path, data, ports=(8600,))
    assert_frame_equal(made.plots.frame, raw.plots.frame)
    assert_frame_equal(made.tracks.frame, raw.tracks.frame)
    assert made.left_out == {"packets to other ports": 1}
    # Without ports, what is no ASTERIX is named with packet, byte and port.
    text = refused(path, data)
    assert "day.ast: packet 4, byte " in text
    assert "(is port 53 ASTERIX? pick with --port, in Python ports=)" in text


def test_what_is_recorded_twice_counts_once(path: Path) -> None:
    made = read(path, 2 * (NORTH + PLOT))
    assert made.records == {34: 2, 48: 2}
    assert made.left_out == {"records that occur twice": 2}
    assert made.plots.frame.height == 1


def test_where_a_radar_stands_comes_from_the_recording_or_is_given(path: Path) -> None:
    assert "day.ast: sensor 25/201: nothing says where it stands" in refused(path, PLOT)
    given = read(path, PLOT, stations={"25/201": STATION}).plots.frame
    assert given.equals(read(path, NORTH + PLOT).plots.frame)
    assert read(path, PLOT, placed=False).plots.frame["sensor_latitude"].to_list() == [None]
    moved = NORTH[:-6] + b"\x21" + NORTH[-5:]
    assert "day.ast: byte 22: sensor 25/201 stood elsewhere before" in refused(path, NORTH + moved)


def changed(at: int, value: bytes) -> bytes:
    return PLOT[:at] + value + PLOT[at + len(value) :]


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "day.ast: the file is empty"),
        (
            PLOT[:-1],
            "day.ast: byte 0: 30 00 1f fd c1 08 19 c9 38 40 00 a0 64 00 40 00: cut off, or no ASTERIX: a block",
        ),
        (NORTH + PLOT[:2], "day.ast: byte 19: 30 00: cut off: 2 bytes are left, a data block has at least 3"),
        (b"\x89PNG\r\n\x1a\n" + bytes(16), "day.ast: byte 0: a PNG picture, not ASTERIX"),
        (b"PK\x03\x04" + bytes(1000), "day.ast: byte 0: a zip file"),
        (bytes(100), "no data block: category 0, length 0"),
        (b"\x15\x00\x05\x80\x00", "day.ast: no record of CAT034, CAT048 or CAT062; it holds category 21"),
        (b"\x0a\x0d\x0d\x0a" + bytes(20), "day.ast: a capture in the newer format pcapng; convert it: editcap -F pcap"),
        (NORTH + changed(5, b"\x09"), "day.ast: byte 22:"),
        # A presence bit beyond the last item of the category.
        (
            b"\x30\x00\x08\x01\x01\x01\x01\x80",
            "day.ast: byte 3: 01 01 01 01 80: a record that CAT048 1.32 does not know",
        ),
        (b"\x30\x00\x05\x10\x00", "a record that CAT048 1.32 does not know, or that is cut off: insufficient data"),
        (b"\x30\x00\x08\x10\x01\x00\x01\x00", "day.ast: byte 3: CAT048 without item 010"),
        (b"\x30\x00\x0a\x90\x19\xc9\x01\x00\x01\x00", "day.ast: byte 3: CAT048 without its time of day"),
        (NORTH + changed(8, b"\xff\xff\xff"), "day.ast: byte 22: 131071.992 s: CAT048: not a time of day"),
        (
            NORTH + changed(8, b"\x38\x4a\x00") + PLOT,
            "day.ast: byte 53, time: 28800 s: 20.000 s earlier than a row before it",
        ),
    ],
)
def test_a_faulty_recording_is_refused_with_its_byte(path: Path, data: bytes, message: str) -> None:
    assert message in refused(path, data)


def test_a_fault_in_one_block_does_not_hide_those_in_others(path: Path) -> None:
    bad = b"\x30\x00\x05\x10\x00"
    lines = refused(path, bad + NORTH + bad).splitlines()
    assert [line.split(":")[1] for line in lines] == [" byte 3", " byte 27"]


def test_records_that_are_no_plots_are_left_out_and_counted(path: Path) -> None:
    nowhere = b"\x30\x00\x09\xc0\x19\xc9\x38\x40\x00"
    monitor = changed(11, b"\xa2")
    # Item 020 with an extension, whose first bits are TST and ERR.
    test = b"\x30\x00\x0f\xf0\x19\xc9\x38\x40\x00\xa1\x80\x64\x00\x40\x00"
    far = b"\x30\x00\x0f\xf0\x19\xc9\x38\x40\x00\xa1\x40\xff\xff\x40\x00"
    garbled = changed(16, b"\x4f")
    made = read(path, NORTH + nowhere + monitor + test + far + garbled + b"\x41\x00\x05\x80\x00")
    assert made.left_out == {
        "CAT048: records without range and azimuth": 1,
        "CAT048: field monitors": 1,
        "CAT048: test targets": 1,
        "CAT048: ranges beyond item 040": 1,
        "CAT048: mode 3/A codes garbled or not validated": 1,
        "blocks of category 65": 1,
    }
    assert made.plots.frame["mode_3a"].to_list() == [None]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"range": 500e3}, "row 2, range: 500000: beyond what the format holds: 0 to 474104.8"),
        ({"height": 70e3}, "row 2, height: 70000: beyond what the format holds: -62423.04 to 62415.42"),
        ({"sensor": "north"}, "row 2, sensor: north: ASTERIX calls a source SAC/SIC"),
        ({"sensor": "1/256"}, "row 2, sensor: 1/256: ASTERIX calls a source SAC/SIC"),
        ({"sensor_height": 781.0}, "row 2, sensor: 25/201: it moves: CAT048 has no place for that"),
        ({"elevation": 0.1, "height": None}, "row 2, elevation: 0.1: CAT048 holds heights, not elevations"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_and_nothing_is_written(
    path: Path, changes: dict[str, Any], message: str
) -> None:
    rows = [plot(elevation=None), plot(elevation=None) | changes]
    with pytest.raises(InputErrors) as error:
        write_cat048(path, builders.plots(*rows))
    assert str(error.value).startswith(f"{path}: {message}")
    assert not path.exists()


def test_plots_on_the_map_are_no_cat048(path: Path) -> None:
    made = builders.plots({"time": 1.0, "sensor": "1/2", "latitude": 0.5, "longitude": 1.0})
    with pytest.raises(InputErrors, match="row 1, latitude: 0.5: CAT048 holds range and azimuth"):
        write_cat048(path, made)
    with pytest.raises(RunFolderError, match="cannot write"):
        write_cat062(path / "no-folder", builders.tracks(track()))


WHOLE = NORTH + PLOT + TRACK


@pytest.mark.parametrize("captured", [False, True])
def test_a_recording_cut_anywhere_is_refused_or_ends_at_a_block(path: Path, captured: bool) -> None:
    """Every length of the file: cut between blocks (packets) it is shorter, cut elsewhere it is refused."""
    parts = [ethernet(datagram(block), tags=b"") for block in (NORTH, PLOT, TRACK)]
    whole = pcap(*parts) if captured else WHOLE
    ends = {len(pcap(*parts[:n])) for n in (1, 2, 3)} if captured else {19, 50, 97}
    for length in range(1, len(whole) + 1):
        if length in ends:
            assert sum(read(path, whole[:length]).records.values()) == 1 + sorted(ends).index(length)
        else:
            assert refused(path, whole[:length]).startswith("day.ast: ")


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_recording_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE)))
    damaged = WHOLE[:at] + data.draw(st.binary(max_size=4)) + WHOLE[at + data.draw(st.integers(0, 4)) :]
    try:
        read(path, damaged, placed=False)
    except InputErrors as error:
        assert str(error).startswith(str(path))


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(category=st.sampled_from([34, 48, 62]), body=st.binary(min_size=1, max_size=60))
def test_any_bytes_in_a_block_are_read_or_refused(path: Path, category: int, body: bytes) -> None:
    try:
        read(path, bytes([category]) + (3 + len(body)).to_bytes(2, "big") + body, placed=False)
    except InputErrors as error:
        assert str(error).startswith(str(path))


@pytest.mark.parametrize("there, message", [("", blocks.INSTALL), ("asterix", blocks.CLASH)])
def test_without_the_library_the_message_says_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch, there: str, message: str
) -> None:
    def missing(name: str) -> ModuleType:
        raise ModuleNotFoundError(name=name if there else "asterix")

    monkeypatch.setattr(importlib, "import_module", missing)
    blocks._library.cache_clear()
    assert refused(path, PLOT) == f"day.ast: {message}"
    monkeypatch.undo()
    blocks._library.cache_clear()


def test_feet_are_feet() -> None:
    assert pytest.approx(0.3048) == FOOT
    assert pytest.approx(7.234375) == steps.RANGE_STEP
