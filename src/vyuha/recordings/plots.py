"""The tables of plots and tracks, and what makes a table sound: complete rows, sane values, times in order.

Each table is a Polars data frame with all columns of its kind (`columns.py`), in SI units and radians, null where a
value is not known, sorted by time. Times count from the midnight (UTC) before the first row, and go on past 86,400 s,
or from the start of 1970: `clock` says which.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.base.units import UNITS
from vyuha.reading.problems import InputErrors, Problem, shown
from vyuha.recordings.columns import CLOCKS, DAY, NUMBER, PLOTS, TEXT, TRACKS, Clock, Column, Kind

Times: TypeAlias = npt.NDArray[np.float64]
# Where a row stands: its line (0: none) and how a message names it (empty: the line says it all).
Place: TypeAlias = Callable[[int], tuple[int, str]]
# The unit that the file gives a column in, by name of the column.
Units: TypeAlias = Mapping[str, str]
# Rows may be late by less than this [s]: midnights have to be told from late rows.
MOST_DISORDER = DAY / 4
# Lines that name the same fault, before the rest are counted.
_SHOWN = 3
_LATE = "; sort the rows, or allow for it with --disorder (in Python: disorder=)"
_POLAR = ("range", "azimuth")
_GEOGRAPHIC = ("latitude", "longitude")
_STANDS = ("sensor_latitude", "sensor_longitude", "sensor_height")


@dataclass(frozen=True)
class _Origin:
    """What messages name: the table, the places of its rows, and its units."""

    name: str
    place: Place
    units: Units


@dataclass(frozen=True)
class Plots:
    """Plots of one or more sensors; `frame` has the columns of `columns.PLOTS` in SI units, sorted by time.

    A row has either range and azimuth (with elevation, height, both, or neither: a radar of two dimensions) and the
    place of its sensor, or latitude and longitude.
    """

    frame: pl.DataFrame
    clock: Clock


@dataclass(frozen=True)
class Tracks:
    """Tracks as a system reported them; `frame` has the columns of `columns.TRACKS` in SI units, sorted by time."""

    frame: pl.DataFrame
    clock: Clock


def plots_of(
    columns: Mapping[str, Any] | pl.DataFrame,
    clock: Clock,
    *,
    disorder: float = 0.0,
    placed: bool = True,
    name: str = "plots",
) -> Plots:
    """Plots from columns in SI units and radians; columns that are not given are not known.

    A row may lie up to `disorder` seconds behind one before it, rows are then sorted; `placed=False` allows plots whose
    sensor stands nobody knows where. Raises `InputErrors` that name `name`, row and column.
    """
    frame = _typed(PLOTS, pl.DataFrame(columns), name)
    return Plots(sound(PLOTS, frame, clock, name, disorder=disorder, placed=placed), clock)


def tracks_of(
    columns: Mapping[str, Any] | pl.DataFrame, clock: Clock, *, disorder: float = 0.0, name: str = "tracks"
) -> Tracks:
    """Tracks from columns in SI units and radians, as `plots_of`."""
    return Tracks(sound(TRACKS, _typed(TRACKS, pl.DataFrame(columns), name), clock, name, disorder=disorder), clock)


def plots_of_tracks(tracks: Tracks) -> Plots:
    """Each report of a track as a plot of the system that made it, but the last of an ended track: nothing was seen."""
    seen = tracks.frame.filter(pl.col("status") != "ended").rename({"source": "sensor"})
    shared = [column.name for column in PLOTS.columns if column.name in seen.columns]
    return plots_of(seen.select(shared), tracks.clock)


def schema(kind: Kind) -> dict[str, Any]:
    """Column name -> Polars type."""
    types = {TEXT: pl.String(), NUMBER: pl.Int64()}
    return {column.name: types.get(column.kind, pl.Float64()) for column in kind.columns}


def row_place(row: int) -> tuple[int, str]:
    """The place of a row that has no line: its number, from 1."""
    return 0, f"row {row + 1:,}"


def sound(
    kind: Kind,
    frame: pl.DataFrame,
    clock: Clock,
    name: str,
    *,
    place: Place = row_place,
    disorder: float = 0.0,
    placed: bool = True,
    units: Units | None = None,
) -> pl.DataFrame:
    """The frame (all columns of `kind`, of their types) with midnights counted and sorted by time.

    Raises `InputErrors` that name `name`, the place of the row and the column, with values in the `units` of the file.
    """
    if clock not in CLOCKS:
        raise ValueError(f"clock: {clock!r}: allowed: {', '.join(CLOCKS)}")
    if not (math.isfinite(disorder) and 0.0 <= disorder < MOST_DISORDER):
        raise ValueError(f"disorder: {disorder!r}: give seconds, 0 or more, less than six hours")
    texts = [pl.col(c.name).str.strip_chars() for c in kind.columns if c.kind == TEXT]
    frame = frame.with_columns(texts).with_columns(pl.col("mode_s", "callsign").str.to_uppercase())
    frame = frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
    frame = frame.with_columns(pl.col(pl.Float64).fill_nan(None))
    origin = _Origin(name, place, units or {})
    found = [problem for column in kind.columns for problem in _bad_values(column, frame, origin)]
    if kind is PLOTS:
        found += _bad_plots(frame, origin, placed)
    if found:
        raise InputErrors(found)
    times = frame["time"].to_numpy().astype(np.float64)
    if clock == "midnight":
        times = days_counted(times, disorder)
    late = _late(times, disorder)
    if late.any():
        first = int(np.argmax(late))
        behind = float(np.max(times[: first + 1]) - times[first])
        message = f"{behind:.3f} s earlier than a row before it{_LATE}"
        raise InputErrors(_problems(origin, pl.Series(late), kind.column("time"), pl.Series(times), message))
    frame = frame.with_columns(time=pl.Series(times, dtype=pl.Float64)).sort("time", maintain_order=True)
    return _turned(frame, "azimuth") if kind is PLOTS else frame


def days_counted(times: Times, disorder: float) -> Times:
    """Times of day [s] of rows that follow each other, as times since the midnight before the first of them.

    A step back by more than twelve hours is a midnight. A step forward by a day less at most `disorder` is a row from
    before a midnight that comes after it; if that happens before any midnight, the recording began on the day before.
    """
    counted, day = np.array(times, dtype=np.float64), 0.0
    latest = float(times[0]) if times.size else 0.0
    for row, time in enumerate(times.tolist()):
        now = time + day
        if now < latest - DAY / 2:
            day += DAY
            now += DAY
        elif latest - disorder <= now - DAY <= latest:
            now -= DAY
        counted[row] = now
        latest = max(latest, now)
    return counted + DAY if counted.size and counted.min() < 0.0 else counted


def since_epoch(frame: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """A frame with times since midnight as times since the start of 1970; `day` (UTC) is that of the midnight."""
    return frame.with_columns(pl.col("time") + (day - dt.date(1970, 1, 1)).days * DAY)


def _late(times: Times, disorder: float) -> npt.NDArray[np.bool_]:
    """Rows more than `disorder` behind one before them; a nanosecond is rounding."""
    return np.asarray(np.maximum.accumulate(times) - times > disorder + 1e-9) if times.size else np.zeros(0, np.bool_)


def _turned(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Angles brought to a full turn from zero."""
    turned = pl.col(name) % (2.0 * math.pi)
    return frame.with_columns(pl.when(turned < 2.0 * math.pi).then(turned).otherwise(0.0 * turned).alias(name))


def _typed(kind: Kind, frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """All columns of the kind in order; what is not given is null, what is not known is refused."""
    types = schema(kind)
    unknown = [column for column in frame.columns if column not in types]
    if unknown:
        allowed = f"unknown column; allowed: {', '.join(types)}"
        raise InputErrors(Problem(name, 0, column, "", allowed) for column in unknown)
    try:
        return frame.select(
            frame[column].cast(of).alias(column) if column in frame.columns else pl.lit(None, of).alias(column)
            for column, of in types.items()
        )
    except pl.exceptions.PolarsError as error:
        raise InputErrors([Problem(name, 0, "", "", f"a column is of another type: {error}")]) from error


def _bad_values(column: Column, frame: pl.DataFrame, origin: _Origin) -> list[Problem]:
    """Values missing where there must be one, out of their limits, or not of the pattern."""
    values = frame[column.name]
    found = []
    if column.required:
        found += _problems(origin, values.is_null(), column, None, "missing")
    if column.kind == TEXT:
        wrong = ~values.str.contains(f"^(?:{column.pattern})$")
        hint = f"not {column.meaning}"
    else:
        inside = values.is_between(column.low, column.high, closed="right" if column.above else "both")
        wrong = ~(inside & (values.is_finite() | (column.kind == NUMBER)))
        unit, factor = _people_unit(column, origin)
        low, high = f"{column.low / factor:,.10g}", f"{column.high / factor:,.10g}{unit}"
        hint = f"must be above {low} and at most {high}" if column.above else f"not between {low} and {high}"
    return found + _problems(origin, wrong.fill_null(False), column, values, hint)


def _bad_plots(frame: pl.DataFrame, origin: _Origin, placed: bool) -> list[Problem]:
    """Rows that are neither one kind of plot nor the other."""
    has = {column: frame[column].is_not_null() for column in (*_POLAR, *_GEOGRAPHIC, *_STANDS, "elevation")}
    polar, geographic = has["range"] | has["azimuth"], has["latitude"] | has["longitude"]
    stands = has[_STANDS[0]] & has[_STANDS[1]] & has[_STANDS[2]]
    some = has[_STANDS[0]] | has[_STANDS[1]] | has[_STANDS[2]]
    rules: list[tuple[pl.Series, str, str]] = [
        (~polar & ~geographic, "", "no position: give range and azimuth, or latitude and longitude"),
        (polar & geographic, "", "two positions: give range and azimuth, or latitude and longitude"),
        (polar & ~has["range"], "range", "missing beside azimuth"),
        (polar & ~has["azimuth"], "azimuth", "missing beside range"),
        (geographic & ~has["latitude"], "latitude", "missing beside longitude"),
        (geographic & ~has["longitude"], "longitude", "missing beside latitude"),
        (geographic & ~polar & has["elevation"], "elevation", "belongs to range and azimuth"),
        (some & ~stands, "sensor_latitude", "give latitude, longitude and height of the sensor, or none of them"),
    ]
    if placed:
        rules.append((polar & ~some, "sensor_latitude", "missing: range and azimuth need the place of the sensor"))
    found = []
    for bad, column, text in rules:
        found += _problems(origin, bad, PLOTS.column(column) if column else None, None, text)
    return found


def _problems(
    origin: _Origin, bad: pl.Series, column: Column | None, values: pl.Series | None, message: str
) -> list[Problem]:
    """A problem for each row that is `bad`; beyond a few, one for the first of them, which counts the others."""
    rows = bad.arg_true().to_list()
    shown_rows = rows if len(rows) <= _SHOWN else rows[:1]
    others = f" (and so in {len(rows) - 1:,} rows more)" if len(rows) > _SHOWN else ""
    found = []
    for row in shown_rows:
        line, where = origin.place(row)
        value = None if values is None else values[row]
        text = shown(value)
        if isinstance(value, float) and column is not None:
            unit, factor = _people_unit(column, origin)
            text = f"{value / factor:.10g}{unit}"
        path = ", ".join(part for part in (where, column.name if column else "") if part)
        found.append(Problem(origin.name, line, path, text, message + others))
    return found


def _people_unit(column: Column, origin: _Origin) -> tuple[str, float]:
    """The unit that messages show, after a blank, and its SI factor; nothing and 1 for what has no unit."""
    if column.kind not in UNITS:
        return "", 1.0
    unit = origin.units.get(column.name, column.csv_unit)
    return f" {unit}", UNITS[column.kind][unit]
