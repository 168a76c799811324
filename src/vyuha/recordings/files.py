"""Plots and tracks as CSV and Parquet.

A file has one header. Quantities carry their unit in it, `range [km]`, text does not, `sensor`. Time is called by its
clock: `time_midnight [s]` or `time_epoch [s]`. An empty cell, and NaN, is a value that is not known. Unknown columns,
wrong or missing units, infinite numbers, short and long rows, and times out of order are refused, all at once, with
line (CSV) or row (Parquet).
"""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from vyuha.base.units import UNITS
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem, printable, shown, suggestion
from vyuha.recordings.cells import PARQUET, check_separator, csv_rows
from vyuha.recordings.columns import CLOCKS, NUMBER, PLOTS, SI, TEXT, TIME, TRACKS, Clock, Column, Kind
from vyuha.recordings.plots import Place, Plots, Tracks, Units, row_place, schema, sound
from vyuha.results.files import reason, write_whole

_HEADER = re.compile(r"\s*(\w+)\s*(?:\[\s*([^\]]*?)\s*\])?\s*", re.ASCII)


def read_plots(path: Path | str, *, disorder: float = 0.0, placed: bool = True) -> Plots:
    """The plots of a `.csv` or `.parquet` file; `disorder` and `placed` as in `plots.plots_of`.

    Raises `InputErrors` that name file, line or row, column and value.
    """
    frame, clock = _read(PLOTS, Path(path), disorder, placed)
    return Plots(frame, clock)


def read_tracks(path: Path | str, *, disorder: float = 0.0) -> Tracks:
    """The tracks of a `.csv` or `.parquet` file, as `read_plots`."""
    frame, clock = _read(TRACKS, Path(path), disorder, True)
    return Tracks(frame, clock)


def write_plots(path: Path | str, plots: Plots) -> None:
    """Write plots as `.csv` (degrees) or `.parquet` (radians, bit for bit); the file is whole or it is not there."""
    _write(PLOTS, Path(path), plots.frame, plots.clock)


def write_tracks(path: Path | str, tracks: Tracks) -> None:
    """Write tracks, as `write_plots`."""
    _write(TRACKS, Path(path), tracks.frame, tracks.clock)


def contents(path: Path) -> bytes:
    """The bytes of a file; `InputErrors` when there is none, or it is empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        refuse(path, f"cannot read: {reason(error)}")
    if not data:
        refuse(path, "the file is empty")
    return data


def refuse(path: Path, message: str, line: int = 0, where: str = "", value: str = "") -> NoReturn:
    """Raise `InputErrors` with one problem."""
    raise InputErrors([Problem(str(path), line, where, value, message)])


def _read(kind: Kind, path: Path, disorder: float, placed: bool) -> tuple[pl.DataFrame, Clock]:
    readers = {".csv": _read_csv, ".parquet": _read_parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        refuse(path, f"{kind.name} are read from .csv and .parquet; for ASTERIX see read_asterix")
    frame, clock, place, units = reader(kind, path, contents(path))
    table = sound(kind, frame, clock, str(path), place=place, disorder=disorder, placed=placed, units=units)
    return table, clock


def _read_csv(kind: Kind, path: Path, data: bytes) -> tuple[pl.DataFrame, Clock, Place, Units]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(path, "not text in UTF-8: no CSV file", where=f"byte {error.start:,}")
    header, rows, lines, problems = csv_rows(text, str(path))
    check_separator(str(path), header)
    columns, clock = _header(kind, path, header, 1)
    if problems:
        raise InputErrors(problems)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    made: dict[str, pl.Series] = {}
    for (column, factor), title, values in zip(columns, header, cells, strict=True):
        made[column.name], bad = _parsed(column, factor, values)
        for row_number in bad:
            hint = "not a whole number" if column.kind == NUMBER else "not a number"
            place = shown(values[row_number])
            problems.append(Problem(str(path), lines[row_number], printable(title.strip()), place, hint))
    if problems:
        raise InputErrors(problems)
    return _complete(kind, made), clock, lambda row: (lines[row], ""), _units(columns, header)


def _parsed(column: Column, factor: float, values: Sequence[str]) -> tuple[pl.Series, list[int]]:
    """A column of text in its type and in SI, and the first rows that are no numbers."""
    text = pl.Series(column.name, values, dtype=pl.String).str.strip_chars()
    if column.kind == TEXT:
        return text, []
    known = text.set((text == "") | text.str.to_lowercase().is_in(["nan"]), None)
    numbers = known.cast(pl.Int64 if column.kind == NUMBER else pl.Float64, strict=False)
    bad = (known.is_not_null() & numbers.is_null()).arg_true().head(MOST_PROBLEMS).to_list()
    return (numbers if column.kind == NUMBER else numbers * factor), bad


def _read_parquet(kind: Kind, path: Path, data: bytes) -> tuple[pl.DataFrame, Clock, Place, Units]:
    if data[:4] != PARQUET:
        refuse(path, "not a Parquet file")
    if len(data) < 12 or data[-4:] != PARQUET:
        refuse(path, "the file is cut off: the end of a Parquet file is missing")
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    # The reader of Parquet may also panic on damaged bytes, which is no ordinary exception.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        refuse(path, f"a damaged Parquet file: {printable(str(error))[:200]}")
    columns, clock = _header(kind, path, frame.columns, 0)
    made: dict[str, pl.Series] = {}
    problems = []
    for (column, factor), title in zip(columns, frame.columns, strict=True):
        values = frame[title]
        if column.kind == TEXT and values.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
            made[column.name] = values.cast(pl.String)
        elif column.kind == NUMBER and (values.dtype.is_integer() or values.dtype == pl.Null):
            made[column.name] = values.cast(pl.Int64, strict=False)
        elif column.kind not in (TEXT, NUMBER) and (values.dtype.is_numeric() or values.dtype == pl.Null):
            made[column.name] = values.cast(pl.Float64) * factor
        else:
            wanted = {TEXT: "text", NUMBER: "whole numbers"}.get(column.kind, "numbers")
            problems.append(Problem(str(path), 0, printable(title), "", f"holds {values.dtype}, not {wanted}"))
    if problems:
        raise InputErrors(problems)
    return _complete(kind, made), clock, row_place, _units(columns, frame.columns)


def _header(kind: Kind, path: Path, titles: Sequence[str], line: int) -> tuple[list[tuple[Column, float]], Clock]:
    """The column and the SI factor of each title, and the clock; refuses unknown, repeated and missing ones at once."""
    _check_kind(kind, path, titles, line)
    found: list[tuple[Column, float]] = []
    clocks: list[Clock] = []
    problems: list[Problem] = []
    for title in titles:
        column, clock, factor, message = _titled(kind, title)
        if column is None or message or column in [other for other, _ in found]:
            problems.append(Problem(str(path), line, shown(title), "", message or "a second such column"))
        if column is not None:
            found.append((column, factor))
            clocks += [clock] if clock else []
    named = {column.name for column, _ in found}
    for column in kind.columns:
        if column.required and column.name not in named and column is not TIME:
            problems.append(Problem(str(path), line, column.name, "", f"column missing: {column.meaning}"))
    if kind is PLOTS and not problems:
        problems += [Problem(str(path), line, name, "", message) for name, message in _unplaced(named)]
    if not clocks:
        problems.append(Problem(str(path), line, "", "", 'no time: give "time_midnight [s]" or "time_epoch [s]"'))
    if problems:
        raise InputErrors(problems)
    return found, clocks[0]


def _check_kind(kind: Kind, path: Path, titles: Sequence[str], line: int) -> None:
    """Refuse a table of the other kind for what it is."""
    other = TRACKS if kind is PLOTS else PLOTS
    named = {match.group(1) for match in map(_HEADER.fullmatch, titles) if match}
    needed = {column.name for column in other.columns if column.required and column is not TIME}
    if named >= needed and not named >= {column.name for column in kind.columns if column.required} - {TIME.name}:
        hint = "; plots_of_tracks makes plots of it, in Python" if kind is PLOTS else ""
        refuse(path, f"a table of {other.name}, not of {kind.name}{hint}", line)


def _units(columns: Sequence[tuple[Column, float]], titles: Sequence[str]) -> dict[str, str]:
    """The unit of each column that has one."""
    matches = zip(columns, map(_HEADER.fullmatch, titles), strict=True)
    return {column.name: match.group(2) for (column, _), match in matches if match and match.group(2)}


def _unplaced(named: set[str]) -> list[tuple[str, str]]:
    """Columns without which no plot of the table has a position, and why."""
    pairs = (("range", "azimuth"), ("latitude", "longitude"))
    if not any(name in named for pair in pairs for name in pair):
        return [("", "no position: give range and azimuth, or latitude and longitude")]
    lone = [(a, b) for pair in pairs for a, b in (pair, pair[::-1]) if b in named and a not in named]
    return [(a, f"column missing: there is {b} without it") for a, b in lone]


def _titled(kind: Kind, title: str) -> tuple[Column | None, Clock | None, float, str]:
    """Column, clock and SI factor that a title stands for, and what is wrong with it."""
    match = _HEADER.fullmatch(title)
    names = {column.name: column for column in kind.columns if column is not TIME}
    times: dict[str, Clock] = {f"time_{clock}": clock for clock in CLOCKS}
    name, unit = match.groups() if match else (title, None)
    clock = times.get(name)
    column = TIME if clock else names.get(name)
    if column is None:
        known = [*times, *names]
        hint = suggestion(name, known) or f"; known: {', '.join(known)}"
        return None, None, 1.0, f"unknown column of {kind.name}{hint}"
    if column.kind in (TEXT, NUMBER):
        return column, None, 1.0, "" if unit is None else "has no unit: leave the brackets out"
    units = UNITS[column.kind]
    if unit in units:
        return column, clock, units[unit], ""
    said = "give a unit" if not unit else f"unknown unit of {column.kind}; allowed: {', '.join(units)}"
    example = f', for example "{name} [{column.csv_unit}]"'
    return column, clock, 1.0, said + example


def _complete(kind: Kind, made: dict[str, pl.Series]) -> pl.DataFrame:
    """A frame with all columns of the kind, in order; what is not there is null."""
    height = len(made["time"])
    return pl.DataFrame(
        {
            name: made[name] if name in made else pl.Series([None] * height, dtype=of)
            for name, of in schema(kind).items()
        }
    )


def _write(kind: Kind, path: Path, frame: pl.DataFrame, clock: Clock) -> None:
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        refuse(path, f"{kind.name} are written as .csv and .parquet; for ASTERIX see write_cat048 and write_cat062")
    made: dict[str, Any] = {}
    for column in kind.columns:
        values = frame[column.name]
        if not column.required and values.null_count() == values.len():
            continue
        name = f"time_{clock}" if column is TIME else column.name
        if column.kind in (TEXT, NUMBER):
            made[name] = values
            continue
        unit = column.csv_unit if suffix == ".csv" else SI[column.kind]
        factor = UNITS[column.kind][unit]
        made[f"{name} [{unit}]"] = values if factor == 1.0 else values / factor
    table, out = pl.DataFrame(made), io.BytesIO()
    if suffix == ".csv":
        table.write_csv(out)
    else:
        table.write_parquet(out)
    write_whole(path, out.getvalue())
