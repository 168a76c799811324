"""Plots as CAT048 (with CAT034 for where radars stand) and tracks as CAT062, in a raw stream of data blocks.

The bytes are made here, not by the library that reads them, so that reading back is a check.

Source: EUROCONTROL specifications of CAT034 (1.29), CAT048 (1.32), CAT062 (1.21).
"""

import math
import re
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem
from vyuha.recordings.asterix_items import FLIGHT_LEVEL, FOOT, NAUTICAL_MILE
from vyuha.recordings.columns import DAY
from vyuha.recordings.plots import Plots, Tracks
from vyuha.results.files import write_whole

# A block fits into one datagram on Ethernet.
LONGEST_BLOCK = 1400
TIME_STEP = 1.0 / 128.0
RANGE_STEP = NAUTICAL_MILE / 256.0
AZIMUTH_STEP = 2.0 * math.pi / 2**16
STATION_STEP = math.pi / 2**23
TRACK_STEP = math.pi / 2**25
HEIGHT_STEP = 25.0 * FOOT
LEVEL_STEP = FLIGHT_LEVEL / 4.0
TRACK_HEIGHT_STEP = 6.25 * FOOT
VELOCITY_STEP = 0.25
CLIMB_STEP = 6.25 * FOOT / 60.0
_NORTH_MARKER = 1
_SOURCE = re.compile(r"(\d{1,3})/(\d{1,3})", re.ASCII)


class _Unfit(Exception):
    """A value that the format cannot hold: its column and why."""


def write_cat048(path: Path | str, plots: Plots, *, simulated: bool = False) -> None:
    """Write plots as a raw stream; each radar that stands somewhere is introduced by a CAT034 north marker.

    Written are time, range, azimuth, height, pressure altitude and identity, rounded to the steps of the format; not
    the accuracies. Refused, with row and column (`InputErrors`): plots in latitude and longitude, plots that have an
    elevation and no height, sensors that are not called SAC/SIC or that move, values beyond the format. `simulated`
    sets the bit that says so. The file is whole or it is not there (`RunFolderError`).
    """
    write_whole(Path(path), joined(blocks_of(plot_records(plots, str(path), simulated=simulated))))


def write_cat062(path: Path | str, tracks: Tracks, *, simulated: bool = False) -> None:
    """Write tracks as a raw stream, rounded to the steps of the format; otherwise as `write_cat048`."""
    write_whole(Path(path), joined(blocks_of(track_records(tracks, str(path), simulated=simulated))))


class Timed(NamedTuple):
    """A record, or a block of them, and the time of its first [s, as in the table]."""

    time: float
    category: int
    data: bytes


def plot_records(plots: Plots, name: str, *, simulated: bool = False) -> list[Timed]:
    """The records of `write_cat048`, in time order; messages call the table `name`."""
    stations: dict[str, tuple[Any, ...]] = {}
    introduced: set[str] = set()
    out: list[Timed] = []

    def encode(row: dict[str, Any]) -> None:
        stands = tuple(row[f"sensor_{name}"] for name in ("latitude", "longitude", "height"))
        if stations.setdefault(row["sensor"], stands) != stands:
            raise _Unfit("sensor", "it moves: CAT048 has no place for that")
        record = _plot(row, simulated)
        if stands[0] is not None and row["sensor"] not in introduced:
            out.append(Timed(row["time"], 34, _station(row["sensor"], row["time"], stands)))
            introduced.add(row["sensor"])
        out.append(Timed(row["time"], 48, record))

    _each(name, plots.frame.to_dicts(), encode)
    return out


def track_records(tracks: Tracks, name: str, *, simulated: bool = False) -> list[Timed]:
    """The records of `write_cat062`, in time order; messages call the table `name`."""
    out: list[Timed] = []
    _each(name, tracks.frame.to_dicts(), lambda row: out.append(Timed(row["time"], 62, _track(row, simulated))))
    return out


def blocks_of(records: Iterable[Timed], longest: float = math.inf) -> list[Timed]:
    """Records in data blocks, one block for neighbours of one category that lie no more than `longest` [s] apart."""
    blocks: list[tuple[float, int, bytearray]] = []
    for time, category, record in records:
        room = LONGEST_BLOCK - len(record)
        if not blocks or blocks[-1][1] != category or len(blocks[-1][2]) > room or time - blocks[-1][0] > longest:
            blocks.append((time, category, bytearray()))
        blocks[-1][2].extend(record)
    return [Timed(time, n, struct.pack(">BH", n, 3 + len(body)) + bytes(body)) for time, n, body in blocks]


def joined(blocks: Iterable[Timed]) -> bytes:
    """Blocks as a raw stream."""
    return b"".join(block.data for block in blocks)


def _each(name: str, rows: Iterable[dict[str, Any]], encode: Callable[[dict[str, Any]], None]) -> None:
    problems = []
    for number, row in enumerate(rows, 1):
        try:
            encode(row)
        except _Unfit as unfit:
            column, message = unfit.args
            value = row[column]
            text = f"{value:.10g}" if isinstance(value, float) else str(value or "")
            problems.append(Problem(name, 0, f"row {number:,}, {column}", text, message))
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise InputErrors(problems)


def _fielded(items: dict[int, bytes]) -> bytes:
    """A record: bits that say which items follow, seven to a byte, then the items. Keys are the field reference numbers
    (FRN, from 1) of the category.
    """
    octets = (max(items) + 6) // 7
    bits = bytearray(octets)
    for frn in items:
        bits[(frn - 1) // 7] |= 0x80 >> (frn - 1) % 7
    for octet in range(octets - 1):
        bits[octet] |= 0x01
    return bytes(bits) + b"".join(items[frn] for frn in sorted(items))


def _plot(row: dict[str, Any], simulated: bool) -> bytes:
    if row["range"] is None:
        raise _Unfit("latitude", "CAT048 holds range and azimuth, not latitude and longitude")
    if row["elevation"] is not None and row["height"] is None:
        raise _Unfit("elevation", "CAT048 holds heights, not elevations: give the height")
    kind = 5 if row["mode_s"] else 2 if row["mode_3a"] or row["pressure_altitude"] is not None else 1
    distance = _steps(row, "range", RANGE_STEP, 0, 0xFFFF)
    azimuth = round(row["azimuth"] / AZIMUTH_STEP) % 2**16
    items = {
        1: _source(row, "sensor"),
        2: _ticks(row["time"]).to_bytes(3, "big"),
        3: bytes([kind << 5 | (0x10 if simulated else 0)]),
        4: struct.pack(">HH", distance, azimuth),
    }
    if row["mode_3a"] is not None:
        items[5] = int(row["mode_3a"], 8).to_bytes(2, "big")
    if row["pressure_altitude"] is not None:
        items[6] = (_steps(row, "pressure_altitude", LEVEL_STEP, -(2**13), 2**13 - 1) & 0x3FFF).to_bytes(2, "big")
    if row["mode_s"] is not None:
        items[8] = bytes.fromhex(row["mode_s"])
    if row["callsign"] is not None:
        items[9] = six_bit(row["callsign"])
    if row["height"] is not None:
        items[19] = (_steps(row, "height", HEIGHT_STEP, -(2**13), 2**13 - 1) & 0x3FFF).to_bytes(2, "big")
    return _fielded(items)


def _station(sensor: str, time: float, stands: tuple[Any, ...]) -> bytes:
    row = dict(zip(("sensor_latitude", "sensor_longitude", "sensor_height"), stands, strict=True)) | {"sensor": sensor}
    latitude = _steps(row, "sensor_latitude", STATION_STEP, -(2**23), 2**23 - 1)
    longitude = _wrapped(row["sensor_longitude"], STATION_STEP, 23)
    height = _steps(row, "sensor_height", 1.0, -(2**15), 2**15 - 1)
    place = (
        struct.pack(">h", height) + latitude.to_bytes(3, "big", signed=True) + longitude.to_bytes(3, "big", signed=True)
    )
    return _fielded(
        {1: _source(row, "sensor"), 2: bytes([_NORTH_MARKER]), 3: _ticks(time).to_bytes(3, "big"), 11: place}
    )


def _track(row: dict[str, Any], simulated: bool) -> bytes:
    latitude = _steps(row, "latitude", TRACK_STEP, -(2**31), 2**31 - 1)
    items = {
        1: _source(row, "source"),
        4: _ticks(row["time"]).to_bytes(3, "big"),
        5: struct.pack(">ii", latitude, _wrapped(row["longitude"], TRACK_STEP, 25)),
        12: row["track"].to_bytes(2, "big"),
        13: _status(row["status"], simulated),
    }
    if (row["velocity_east"] is None) != (row["velocity_north"] is None):
        raise _Unfit("velocity_east", "CAT062 holds both components of the velocity, or none")
    if row["velocity_east"] is not None:
        speeds = [_steps(row, name, VELOCITY_STEP, -(2**15), 2**15 - 1) for name in ("velocity_east", "velocity_north")]
        items[7] = struct.pack(">hh", *speeds)
    if row["mode_3a"] is not None:
        items[9] = int(row["mode_3a"], 8).to_bytes(2, "big")
    address, callsign = row["mode_s"], row["callsign"]
    if address is not None or callsign is not None:
        present = (0x80 if address is not None else 0) | (0x40 if callsign is not None else 0)
        items[11] = bytes([present]) + bytes.fromhex(address or "") + (six_bit(callsign) if callsign else b"")
    for frn, name, step in ((17, "pressure_altitude", LEVEL_STEP), (18, "height", TRACK_HEIGHT_STEP)):
        if row[name] is not None:
            items[frn] = struct.pack(">h", _steps(row, name, step, -(2**15), 2**15 - 1))
    if row["climb_rate"] is not None:
        items[20] = struct.pack(">h", _steps(row, "climb_rate", CLIMB_STEP, -(2**15), 2**15 - 1))
    return _fielded(items)


def _status(status: str, simulated: bool) -> bytes:
    """Item 062/080: up to four octets of seven bits, the last bit says that another follows."""
    octets = [0x02 if status == "tentative" else 0, 0x80 if simulated else 0, 0, 0]
    octets[1] |= 0x40 if status == "ended" else 0
    octets[3] |= 0x80 if status == "coasting" else 0
    last = max(i for i in range(4) if octets[i] or i == 0)
    return bytes(octets[i] | (0x01 if i < last else 0) for i in range(last + 1))


def six_bit(callsign: str) -> bytes:
    """Eight characters of six bits (the alphabet of ICAO annex 10: A is 1, a blank 32, 0 is 48) in six bytes."""
    codes = [ord(c) - 64 if c.isalpha() else ord(c) for c in callsign.ljust(8)]
    return sum(code << 6 * (7 - i) for i, code in enumerate(codes)).to_bytes(6, "big")


def _ticks(time: float) -> int:
    return round(time % DAY / TIME_STEP) % round(DAY / TIME_STEP)


def _wrapped(angle: float, step: float, bits: int) -> int:
    """An angle in steps, where half a turn east is half a turn west."""
    half = 1 << bits
    return (round(angle / step) + half) % (2 * half) - half


def _steps(row: dict[str, Any], column: str, step: float, low: int, high: int) -> int:
    value: int = round(row[column] / step)
    if not low <= value <= high:
        raise _Unfit(column, f"beyond what the format holds: {low * step:.7g} to {high * step:.7g}")
    return value


def _source(row: dict[str, Any], column: str) -> bytes:
    match = _SOURCE.fullmatch(row[column])
    numbers = [int(text) for text in match.groups()] if match else [256]
    if max(numbers) > 255:
        raise _Unfit(column, "ASTERIX calls a source SAC/SIC, two numbers up to 255, for example 25/201")
    return bytes(numbers)
