"""ASTERIX recordings: CAT048 and CAT034 as plots of radars, CAT062 as tracks; raw streams and packet captures.

Source: EUROCONTROL specifications of CAT034 (1.29), CAT048 (1.32), CAT062 (1.21).
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from vyuha.reading.capture import PCAPNG, Payload, is_capture, read_capture
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem
from vyuha.recordings.asterix_items import plot_row, station_row, track_row
from vyuha.recordings.blocks import SPECIFICATIONS, Fault, MissingLibrary, Record, data_blocks, records
from vyuha.recordings.columns import DAY, PLOTS, TRACKS, Clock, Kind
from vyuha.recordings.files import contents, refuse
from vyuha.recordings.foreign import foreign
from vyuha.recordings.plots import Plots, Tracks, days_counted, schema, since_epoch, sound

# Radars send a sector late, each by its own time; more than this is no delay but another recording.
DISORDER = 10.0
_STATION = "--station {}=LATITUDE,LONGITUDE,HEIGHT (in Python: stations=)"


class Station(NamedTuple):
    """A radar: WGS-84 latitude and longitude (rad), height (m)."""

    latitude: float
    longitude: float
    height: float


@dataclass(frozen=True)
class Recording:
    """What a recording holds: plots, tracks, radars by SAC/SIC, periods of their antennas (s), records by category, and
    what was left out, by reason.
    """

    plots: Plots
    tracks: Tracks
    stations: dict[str, Station]
    periods: dict[str, float]
    records: dict[int, int]
    left_out: dict[str, int]


@dataclass
class _Gathered:
    """Rows of both tables so far, the byte each began at, and what was wrong."""

    file: str
    plots: list[dict[str, Any]] = field(default_factory=list)
    tracks: list[dict[str, Any]] = field(default_factory=list)
    # Table and row of each record with a time, in the order of the recording.
    order: list[dict[str, Any]] = field(default_factory=list)
    stations: dict[str, Station] = field(default_factory=dict)
    periods: dict[str, float] = field(default_factory=dict)
    records: Counter[int] = field(default_factory=Counter)
    others: Counter[int] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def report(self, offset: int, message: str, value: str = "", where: str = "") -> None:
        place = f"{where}byte {offset:,}"
        self.problems.append(Problem(self.file, 0, place, value, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputErrors(self.problems)


def read_asterix(
    path: Path | str,
    *,
    stations: Mapping[str, Station] | None = None,
    day: dt.date | None = None,
    ports: tuple[int, ...] = (),
    disorder: float = DISORDER,
    placed: bool = True,
) -> Recording:
    """The plots and tracks of a raw stream of data blocks, or of a packet capture (pcap).

    `stations` says where radars stand (SAC/SIC, such as "25/201"), and goes before what CAT034 says; `placed=False`
    reads plots of radars that neither knows. `day` is the UTC date of the first record: times then count from 1970.
    `ports` picks UDP ports of a capture. Records that occur twice, byte for byte, count once. A record may lie up to
    `disorder` seconds behind one before it. Raises `InputErrors` that name the byte.
    """
    path = Path(path)
    data = contents(path)
    gathered = _Gathered(str(path))
    try:
        for payload in _payloads(path, data, ports, gathered):
            _gather(gathered, payload)
    except MissingLibrary as error:
        refuse(path, str(error))
    if gathered.problems:
        raise InputErrors(gathered.problems)
    if not gathered.records:
        others = ", ".join(str(category) for category in sorted(gathered.others))
        holds = f"it holds category {others}" if others else "it holds no data block"
        refuse(path, f"no record of CAT034, CAT048 or CAT062; {holds}")
    return _recording(path, gathered, dict(stations or {}), day, disorder, placed)


def _payloads(path: Path, data: bytes, ports: tuple[int, ...], gathered: _Gathered) -> list[Payload]:
    if data[:4] == PCAPNG:
        refuse(path, "a capture in the newer format pcapng; convert it: editcap -F pcap IN OUT")
    what = foreign(data)
    if what:
        refuse(path, what, where="byte 0")
    if not is_capture(data):
        if ports:
            refuse(path, "no packet capture: there are no ports to pick from")
        return [Payload(0, data)]
    capture = read_capture(data, ports)
    for offset, message in capture.faults:
        gathered.report(offset, message)
    gathered.left_out.update(capture.passed_over)
    return capture.payloads


def _gather(gathered: _Gathered, payload: Payload) -> None:
    where = f"packet {payload.packet:,}, " if payload.packet else ""
    hint = f" (is port {payload.port} ASTERIX? pick with --port, in Python ports=)" if payload.packet else ""
    for block in data_blocks(payload.data, payload.offset):
        if isinstance(block, Fault):
            gathered.report(block.offset, block.message + hint, block.data.hex(" "), where)
            continue
        if block.category not in SPECIFICATIONS:
            gathered.others[block.category] += 1
            gathered.left_out[f"blocks of category {block.category}"] += 1
            continue
        for record in records(block):
            if isinstance(record, Fault):
                gathered.report(record.offset, record.message, record.data.hex(" "), where)
            else:
                _take(gathered, record, where)


def _take(gathered: _Gathered, record: Record, where: str) -> None:
    gathered.records[record.category] += 1
    key = bytes([record.category]) + record.data
    if key in gathered.seen:
        gathered.left_out["records that occur twice"] += 1
        return
    gathered.seen.add(key)
    name = f"CAT{record.category:03d}"
    if record.items.get_item("010") is None:
        gathered.report(record.offset, f"{name} without item 010: nobody knows whose it is", where=where)
        return
    if record.category == 34:
        found = station_row(record.items)
        if "latitude" in found:
            _stand(gathered, record, where, found["sensor"], Station(*(found[k] for k in Station._fields)))
        if "period" in found:
            gathered.periods[found["sensor"]] = found["period"]
        return
    row, why = (plot_row if record.category == 48 else track_row)(record.items)
    for reason in why:
        gathered.left_out[f"{name}: {reason}"] += 1
    if row is None:
        return
    if row["time"] is None:
        gathered.report(record.offset, f"{name} without its time of day", where=where)
        return
    if not 0.0 <= row["time"] < DAY:
        gathered.report(record.offset, f"{name}: not a time of day", f"{row['time']:.3f} s", where)
        return
    row["byte"] = record.offset
    (gathered.plots if record.category == 48 else gathered.tracks).append(row)
    gathered.order.append(row)


def _stand(gathered: _Gathered, record: Record, where: str, sensor: str, station: Station) -> None:
    before = gathered.stations.setdefault(sensor, station)
    if before != station:
        gathered.report(
            record.offset, f"sensor {sensor} stood elsewhere before; say where: {_STATION.format(sensor)}", where=where
        )


def _recording(
    path: Path,
    gathered: _Gathered,
    given: dict[str, Station],
    day: dt.date | None,
    disorder: float,
    placed: bool,
) -> Recording:
    # Plots and tracks share their midnights, so days are counted over both.
    times = days_counted(np.array([row["time"] for row in gathered.order], dtype=np.float64), disorder)
    for row, time in zip(gathered.order, times.tolist(), strict=True):
        row["time"] = time
    stations = gathered.stations | given
    unknown = {row["sensor"] for row in gathered.plots} - set(stations)
    if placed and unknown:
        hint = "nothing says where it stands: no CAT034 has item 120; give "
        raise InputErrors(
            Problem(str(path), 0, f"sensor {name}", "", hint + _STATION.format(name)) for name in sorted(unknown)
        )
    for row in gathered.plots:
        station = stations.get(row["sensor"])
        if station is not None:
            row |= {f"sensor_{key}": value for key, value in station._asdict().items()}
    clock: Clock = "epoch" if day else "midnight"
    made: dict[str, pl.DataFrame] = {}
    for kind, rows in ((PLOTS, gathered.plots), (TRACKS, gathered.tracks)):
        made[kind.name] = _frame(path, kind, rows, disorder, placed)
        if day:
            made[kind.name] = since_epoch(made[kind.name], day)
    return Recording(
        Plots(made["plots"], clock),
        Tracks(made["tracks"], clock),
        stations,
        dict(gathered.periods),
        dict(sorted(gathered.records.items())),
        dict(gathered.left_out),
    )


def _frame(path: Path, kind: Kind, rows: list[dict[str, Any]], disorder: float, placed: bool) -> pl.DataFrame:
    offsets = [row.pop("byte") for row in rows]
    columns = {name: pl.Series([row.get(name) for row in rows], dtype=of) for name, of in schema(kind).items()}
    return sound(
        kind,
        pl.DataFrame(columns),
        "midnight",
        str(path),
        place=lambda row: (0, f"byte {offsets[row]:,}"),
        disorder=disorder,
        placed=placed,
    )
