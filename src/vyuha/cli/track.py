"""`vyuha track`: recorded plots in, tracks out."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from vyuha.cli.console import refuse, say, say_compiling, show
from vyuha.cli.folders import refuse_folder

if TYPE_CHECKING:
    from vyuha.recordings.asterix_read import Station
    from vyuha.tracks.measured import Watcher
    from vyuha.tracks.options import TrackOptions
    from vyuha.tracks.tracked import Tracked


class TrackFormat(StrEnum):
    """What can be written beside the table and the picture."""

    CSV = "csv"
    CZML = "czml"
    ACMI = "acmi"
    CAT062 = "cat062"
    PNG = "png"


class TrackMotion(StrEnum):
    """How aircraft are taken to fly."""

    CV = "cv"
    CV_TURN = "cv+turn"


class TrackAssociation(StrEnum):
    """How plots are given to tracks."""

    GNN = "gnn"
    JPDA = "jpda"


_ASSUMED = "for plots that bring none (assumed)"
_Out: TypeAlias = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="tracks/RECORDING unless given.")
]
_To: TypeAlias = Annotated[
    list[TrackFormat] | None,
    typer.Option("--to", help="Also write csv, czml (Cesium), acmi (Tacview), cat062 (ASTERIX), png; repeatable."),
]
_Station: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--station",
        metavar="SAC/SIC=LAT,LON,HEIGHT",
        help="ASTERIX: where a radar stands, degrees and metres, if no CAT034 says so; repeatable.",
    ),
]
_Day: TypeAlias = Annotated[
    str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="ASTERIX: UTC date of the first record.")
]
_Port: TypeAlias = Annotated[
    list[int] | None,
    typer.Option("--port", min=1, max=65535, help="Capture: take this UDP port only; repeatable."),
]
_Disorder: TypeAlias = Annotated[
    str | None, typer.Option("--disorder", help="Rows may be late by so much; 0 s for tables, 10 s for ASTERIX.")
]
_Period: TypeAlias = Annotated[
    str | None,
    typer.Option("--period", help='Of a turn of the antennas, such as "4 s"; from CAT034 or found unless given.'),
]
_PressureSd: TypeAlias = Annotated[
    str,
    typer.Option("--pressure-sd", help="Of pressure altitudes, taken for heights where there are none (assumed)."),
]
_PositionSd: TypeAlias = Annotated[str, typer.Option("--position-sd", help=f"Of latitudes and longitudes {_ASSUMED}.")]
_Height: TypeAlias = Annotated[
    str, typer.Option("--height", help="Taken for plots without any height, give or take 3 km (assumed).")
]


def track(
    recording: Annotated[Path, typer.Argument(help="CSV or Parquet with plots; anything else is read as ASTERIX.")],
    out: _Out = None,
    to: _To = None,
    station: _Station = None,
    day: _Day = None,
    port: _Port = None,
    disorder: _Disorder = None,
    period: _Period = None,
    range_sd: Annotated[str, typer.Option("--range-sd", help=f"Standard deviation of ranges {_ASSUMED}.")] = "50 m",
    azimuth_sd: Annotated[str, typer.Option("--azimuth-sd", help=f"Of azimuths {_ASSUMED}.")] = "0.08 deg",
    elevation_sd: Annotated[str, typer.Option("--elevation-sd", help=f"Of elevations {_ASSUMED}.")] = "0.17 deg",
    height_sd: Annotated[str, typer.Option("--height-sd", help=f"Of heights {_ASSUMED}.")] = "50 m",
    pressure_sd: _PressureSd = "150 m",
    position_sd: _PositionSd = "50 m",
    height: _Height = "5 km",
    detection: Annotated[float, typer.Option("--detection", help="Probability of detection (assumed).")] = 0.9,
    false_plots: Annotated[
        float, typer.Option("--false-plots", help="False plots in a scan of one sensor (assumed).")
    ] = 10.0,
    gate: Annotated[float, typer.Option("--gate", help="Probability that a track's own plot is in its gate.")] = 0.999,
    motion: Annotated[
        TrackMotion, typer.Option("--motion", help="cv: straight; cv+turn: straight or turning (IMM).")
    ] = TrackMotion.CV_TURN,
    association: Annotated[
        TrackAssociation, typer.Option("--association", help="gnn: the likeliest assignment; jpda: all, weighed.")
    ] = TrackAssociation.GNN,
    confirm: Annotated[
        str, typer.Option("--confirm", metavar="M/N", help="M plots in N looks confirm a track.")
    ] = "3/5",
    misses: Annotated[int, typer.Option("--misses", help="So many misses in a row end a confirmed track.")] = 5,
    force: Annotated[bool, typer.Option("--force", help="Overwrite tracks that the folder holds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Track the plots of a recording (CSV, Parquet, ASTERIX CAT048 and CAT034, or CAT062; raw or pcap).

    Writes a folder: tracks.parquet, a picture (tracks.svg), what --to asks for, and manifest.json, which says how they
    were made. Accuracies in the recording go before the assumed ones.

    A table has units in its header: time_midnight [s] or time_epoch [s], sensor, and either range [km], azimuth [deg],
    sensor_latitude [deg], sensor_longitude [deg], sensor_height [m], or latitude [deg], longitude [deg]; and what there
    is of height [m], elevation [deg], pressure_altitude [m], range_sd [m], azimuth_sd [deg], mode_s, callsign, by time.

    Where the plots have aircraft addresses, the summary says how right the tracks are. Tracks of false plots: confirm
    more slowly (--confirm 5/8). Aircraft with several tracks: let them miss more (--misses 7; among many false plots
    such tracks may live on those), or the errors are larger than assumed (--range-sd, --azimuth-sd).

    Example: vyuha track plots.csv --to czml
    and: vyuha track day.pcap --port 8600 --station 25/201=48.70,2.75,180
    """
    quantities = {
        "period": (period, "time", "4 s"),
        "range_sd": (range_sd, "length", "50 m"),
        "azimuth_sd": (azimuth_sd, "angle", "0.08 deg"),
        "elevation_sd": (elevation_sd, "angle", "0.17 deg"),
        "geometric_height_sd": (height_sd, "length", "50 m"),
        "pressure_sd": (pressure_sd, "length", "150 m"),
        "position_sd": (position_sd, "length", "50 m"),
        "height": (height, "length", "5 km"),
    }
    hits, window = _ratio(confirm)
    choices = {
        "detection": detection,
        "false_plots": false_plots,
        "gate": gate,
        "motion": motion.value,
        "association": association.value,
        "hits": hits,
        "window": window,
        "misses": misses,
    }
    options = _options(quantities, choices, confirm)
    reading = {
        "stations": dict(_station(text) for text in station or []),
        "day": _day(day),
        "ports": tuple(port or ()),
        "disorder": _late(disorder),
    }
    folder = out or Path("tracks") / (recording.stem or "recording")
    _follow(recording, folder, options, reading, [kind.value for kind in to or []], force, as_json)


def _follow(
    recording: Path,
    folder: Path,
    options: "TrackOptions",
    reading: dict[str, Any],
    formats: list[str],
    force: bool,
    as_json: bool,
) -> None:
    from vyuha.reading.problems import InputErrors
    from vyuha.results.files import RunFolderError

    command = " ".join(["vyuha", *sys.argv[1:]])
    try:
        from vyuha import api
        from vyuha.tracker.system import process
        from vyuha.tracks.write import MANIFEST, check_tracks_folder, write_folder

        check_tracks_folder(folder, force)
        say_compiling(process, "the tracker", "a minute or two")
        with _progress() as progress:
            made = api.track(recording, options=options, command=command, progress=progress, **reading)
        write_folder(made, folder, formats)
    except InputErrors as errors:
        refuse(str(errors))
    except RunFolderError as error:
        refuse_folder("track", error)
    for reason, count in made.left_out.items():
        say(f"note: left out: {count:,} {reason}")
    if as_json:
        show(json.dumps(made.summary.as_dict(), indent=2))
    else:
        show("\n".join(_lines(made)))
    say(f"tracks: {folder} ({MANIFEST} says how they were made)")


# Options that are not called as in Python.
_CALLED = {"geometric_height_sd": "height-sd", "hits": "confirm"}


def _options(
    quantities: dict[str, tuple[str | None, str, str]], choices: dict[str, Any], confirm: str
) -> "TrackOptions":
    """The choices (quantities with dimension and example), or their refusal, which shows options as they are called and
    values as they were typed.
    """
    from vyuha.reading.problems import InputErrors
    from vyuha.tracks.options import TrackOptions

    said: dict[str, Any] = {name: _si(_called(name), *quantity) for name, quantity in quantities.items()}
    typed = {name: quantity[0] for name, quantity in quantities.items()} | {"hits": confirm}
    try:
        return TrackOptions(**said, **choices)
    except InputErrors as errors:
        lines = []
        for problem in errors.problems:
            value = typed.get(problem.path) or problem.value
            lines.append(f"vyuha track: {_called(problem.path)}: {value}: {problem.message}")
        refuse("\n".join(lines))


def _called(name: str) -> str:
    """The option of a choice."""
    return f"--{_CALLED.get(name, name.replace('_', '-'))}"


def _progress() -> Any:
    """A context with a callback for a bar on standard error, for people only."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    @contextmanager
    def bar() -> Any:
        console = Console(file=sys.stderr)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
            task = shown.add_task("reading", total=None)
            yield lambda done, total: shown.update(task, description="tracking", completed=done, total=total)

    return bar()


def _si(option: str, text: str | None, dimension: str, example: str) -> float | None:
    from vyuha.base.units import UnitError, parse_quantity

    try:
        return None if text is None else parse_quantity(text, dimension, example)
    except UnitError as error:
        refuse(f"vyuha track: {option}: {text}: {error}")


def _late(text: str | None) -> float | None:
    """By how much rows may be late [s]."""
    from vyuha.recordings.plots import MOST_DISORDER

    late = _si("--disorder", text, "time", "10 s")
    if late is not None and not 0.0 <= late < MOST_DISORDER:
        refuse(f"vyuha track: --disorder: {text}: give 0 s or more, less than {MOST_DISORDER / 3600.0:g} h")
    return late


def _ratio(text: str) -> tuple[int, int]:
    first, slash, second = text.partition("/")
    if not (slash and first.isdecimal() and second.isdecimal() and len(text) <= 8):
        refuse(f"vyuha track: --confirm: {text}: give hits and looks, for example 3/5")
    return int(first), int(second)


def _day(text: str | None) -> Any:
    import datetime as dt

    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        refuse(f"vyuha track: --day: {text}: give a date, for example 2026-11-23")


def _station(text: str) -> tuple[str, "Station"]:
    """A radar and its place, from `25/201=31.6,74.9,230`: degrees, and metres."""
    import math
    import re

    from vyuha.base.units import UnitError, parse_number
    from vyuha.recordings.asterix_read import Station

    name, _, place = text.partition("=")
    try:
        numbers = [parse_number(part) for part in place.split(",")]
    except UnitError:
        numbers = []
    if not re.fullmatch(r"\d{1,3}/\d{1,3}", name) or len(numbers) != 3:
        refuse(f"vyuha track: --station: {text}: give SAC/SIC=LAT,LON,HEIGHT, for example 25/201=31.6,74.9,230")
    latitude, longitude, height = numbers
    if not (abs(latitude) <= 90.0 and abs(longitude) <= 180.0 and -2e3 <= height <= 1e4):
        refuse(f"vyuha track: --station: {text}: degrees up to 90 and 180, metres from -2000 to 10000")
    return name, Station(math.radians(latitude), math.radians(longitude), height)


def _lines(made: "Tracked") -> list[str]:
    """The summary for people."""
    s = made.summary
    plots, sensors, scans = _counted(s.plots, "plot"), _counted(s.sensors, "sensor"), _counted(round(s.scans), "scan")
    lines = [f"{plots} of {sensors}, {scans} in {s.duration:,.0f} s"]
    lines += [f"  {watcher.name}: {_turning(watcher)}" for watcher in made.measured.watchers]
    lines.append(f"{_counted(s.tracks, 'confirmed track')}, {100.0 * s.taken:.0f} % of the plots are theirs")
    if s.mean_length is not None and s.time_to_confirm is not None and s.coasted is not None:
        lines.append(f"  mean length {s.mean_length:,.1f} s, confirmed {s.time_to_confirm:.1f} s after the first plot")
        lines.append(f"  {100.0 * s.coasted:.1f} % of the looks at them found no plot")
    a = s.by_address
    if a is not None:
        purity = "" if a.purity is None else f" purity {100.0 * a.purity:.1f} %,"
        lines.append(
            f"by aircraft address: {a.tracked} of {a.addresses} tracked,{purity}"
            f" {_counted(a.breaks, 'break')}, {_counted(a.ghosts, 'track')} without an address"
        )
    return lines


def _turning(watcher: "Watcher") -> str:
    if watcher.turns is None:
        return "too few plots to tell whether it turns"
    every = "" if watcher.period is None else f" in {watcher.period:.2f} s"
    if watcher.turns:
        return f"turns{every}"
    return f"scans{every}" if every else "does not turn"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
