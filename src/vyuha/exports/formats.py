"""The formats of a replay: the one list from which the command line, Python and whoever serves downloads offer them.

The writers are loaded when a replay is written, so that the list costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vyuha.reading.problems import InputErrors, Problem

# Whoever lists formats, as the command line does at its start, loads no tables for it.
if TYPE_CHECKING:
    from vyuha.results.history import History
    from vyuha.results.laydown import Laydown
    from vyuha.results.records import Roster


class FormatError(ValueError):
    """There is no such format; the message says which there are."""


@dataclass(frozen=True)
class Replicate:
    """One replicate with the names and the map that belong to it."""

    history: "History"
    roster: "Roster"
    laydown: "Laydown"


@dataclass(frozen=True)
class Rendered:
    """The bytes of a file, and what of the replicate the format cannot hold, a line each."""

    data: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """A format of a replay. The first ending is that of a file that nobody named."""

    name: str
    endings: tuple[str, ...]
    purpose: str
    # The file's name chooses among the forms of one format, plain or zipped.
    write: Callable[[Replicate, str], Rendered]


def _acmi(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.acmi import acmi_bytes

    return Rendered(acmi_bytes(file, one.history, one.roster, one.laydown))


def _czml(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.czml import czml_bytes

    return Rendered(czml_bytes(one.history, one.roster, one.laydown))


def _kml(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.kml import kml_bytes

    return Rendered(kml_bytes(file, one.history, one.roster, one.laydown))


def _geojson(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.geojson import geojson_bytes

    return Rendered(geojson_bytes(one.history, one.roster, one.laydown))


def _asterix(one: Replicate, file: str) -> Rendered:
    from vyuha.exports.asterix import asterix_bytes

    return Rendered(*asterix_bytes(file, one.history, one.roster, one.laydown))


def _dis(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.dis import TooManyEntities, dis_pcap

    try:
        return Rendered(dis_pcap(one.history, one.roster, one.laydown))
    except TooManyEntities as error:
        raise InputErrors([Problem(file, 0, "", "", str(error))]) from error


def _csv(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.movements import csv_bytes

    return Rendered(csv_bytes(one.history, one.roster, one.laydown))


def _parquet(one: Replicate, file: str) -> Rendered:
    from vyuha.outputs.movements import parquet_bytes

    return Rendered(parquet_bytes(one.history, one.roster, one.laydown))


FORMATS = (
    Format("acmi", (".acmi", ".zip.acmi"), "Tacview: flight recording with rings and events", _acmi),
    Format("czml", (".czml",), "Cesium: the globe in a browser, with clock and trails", _czml),
    Format(
        "kml",
        (".kml", ".kmz"),
        "Google Earth: tracks under its time slider",
        _kml,
    ),
    Format("geojson", (".geojson",), "QGIS and web maps: laydown and courses", _geojson),
    Format(
        "asterix",
        (".ast", ".pcap"),
        "radar displays and Wireshark: plots (CAT048) and tracks (CAT062)",
        _asterix,
    ),
    Format(
        "dis",
        (".dis.pcap",),
        "other simulators and Wireshark: what DIS would have told them",
        _dis,
    ),
    Format("csv", (".csv",), "spreadsheets: every position and event as a table", _csv),
    Format("parquet", (".parquet",), "Polars, pandas, DuckDB: the same table", _parquet),
)
DEFAULT = "acmi"


def named(name: str) -> Format:
    """The format of this name. Raises `FormatError`."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise FormatError(f"{name!r}: no such format; there are " + "; ".join(f"{f.name} ({f.purpose})" for f in FORMATS))


def by_ending(file: str) -> Format:
    """The format of a file's name. Raises `FormatError` where no format has its ending, or several have."""
    ends = [(len(ending), one) for one in FORMATS for ending in one.endings if file.lower().endswith(ending)]
    longest = max((length for length, _ in ends), default=0)
    found = [one for length, one in ends if length == longest]
    if len(found) == 1:
        return found[0]
    if found:
        raise FormatError(f"{file}: {' and '.join(one.name for one in found)} have this ending; say which")
    endings = ", ".join(ending for one in FORMATS for ending in one.endings)
    raise FormatError(f"{file}: its ending says no format; there are {endings}")


def render(name: str, one: Replicate, file: str = "") -> Rendered:
    """A replicate in a format. `file` is what the file will be called; its ending chooses among the forms of a format
    (`.kmz` is zipped). Raises `FormatError` for a format that there is not, `InputErrors` for a replicate that a format
    cannot hold.
    """
    chosen = named(name)
    return chosen.write(one, file.lower() or chosen.endings[0])
