"""Paths as a table: one row for each time at which an id was somewhere.

| column | unit | |
|---|---|---|
| `time` | `time [s]`, `time_epoch [s]` or `time_midnight [s]`; `time` alone: ISO 8601 | of the fight, or of a clock |
| `id` | - | one path each |
| `latitude`, `longitude` | such as `[deg]` | WGS-84 |
| `height` | such as `[m]` | above the ellipsoid |
| `type` | - | may be left out |

All is refused that could be a mistake: a missing cell, a number that is none or infinite or beyond its limits, a column
that nobody knows, times that do not grow, a path of one row.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.base.units import UNITS
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem, shown, suggestion
from vyuha.recordings.cells import Cells
from vyuha.recordings.flown import Floats, Flown, Recording

_HEADER = re.compile(r"\s*(\w+)\s*(?:\[\s*([^\]]*?)\s*\])?\s*", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}", re.ASCII)
_NAMES = "a letter or digit, then letters, digits, _ . : or -, at most 40 in all"
_TYPE = re.compile(r"[\x20-\x7e]{1,80}")
_CLOCKS = ("time", "time_epoch", "time_midnight")
_LONGEST = 366 * 86400.0


@dataclass(frozen=True)
class _Numbers:
    """A column of numbers: its dimension and its limits in SI units, in the words of people."""

    dimension: str
    low: float
    high: float
    allowed: str


_COLUMNS = {
    "latitude": _Numbers("angle", -0.5 * math.pi, 0.5 * math.pi, "-90 deg to 90 deg"),
    "longitude": _Numbers("angle", -math.pi, math.pi, "-180 deg to 180 deg"),
    "height": _Numbers("length", -500.0, 1e6, "-500 m to 1,000 km"),
}
_TIME = _Numbers("time", 0.0, 6 * 3600.0, "0 s to 6 h")
_CLOCK_TIME = _Numbers("time", -_LONGEST, 1e11, "seconds")


def paths_of_table(cells: Cells) -> Recording:
    """The paths of a table. Raises `InputErrors`."""
    place, clock, problems = _titles(cells)
    if problems:
        raise InputErrors(problems)
    texts = {name: cells.columns[place[name]].cast(pl.String) for name in ("id", "type") if name in place}
    numbers: dict[str, Floats] = {}
    for name, of in _COLUMNS.items():
        numbers[name], found = _column(cells, place[name], of)
        problems += found
    title = next(title for title in _CLOCKS if title in place)
    if title == "time" and clock:
        time, found = moments(cells, place[title])
    else:
        time, found = _column(cells, place[title], _CLOCK_TIME if clock else _TIME)
    problems += found
    problems += _texts(cells, "id", texts["id"], _NAME.fullmatch, _NAMES)
    if "type" in texts:
        problems += _texts(cells, "type", texts["type"], _TYPE.fullmatch, "at most 80 printable characters", blank=True)
    if problems:
        raise InputErrors(problems)
    rows = np.column_stack([time, numbers["latitude"], numbers["longitude"], numbers["height"]])
    types = texts["type"].fill_null("") if "type" in texts else pl.Series([""] * len(rows))
    paths, problems = _by_id(cells, texts["id"], types, rows)
    if problems:
        raise InputErrors(problems)
    return Recording(tuple(paths), "paths", clock, unit=cells.unit)


def _titles(cells: Cells) -> tuple[dict[str, int], bool, list[Problem]]:
    """Where each column stands, whether times are those of a clock, and what is wrong with the titles."""
    place: dict[str, int] = {}
    problems: list[Problem] = []
    known = ("id", "type", *_COLUMNS, *_CLOCKS)
    line = 1 if cells.unit == "line" else 0
    clock = False
    for number, title in enumerate(cells.titles):
        match = _HEADER.fullmatch(title)
        name, unit = match.groups() if match else (title, None)
        if name in place:
            problems.append(Problem(cells.name, line, shown(title), "", "stands here twice"))
        elif name not in known:
            hint = suggestion(name, known) or f"; known: {', '.join(known)}"
            problems.append(Problem(cells.name, line, shown(title), "", f"unknown column of paths{hint}"))
        else:
            place[name] = number
            clock = clock or (name in _CLOCKS and (name != "time" or unit is None))
            problems += _unit(cells, line, title, name, unit)
    for name in ("id", *_COLUMNS):
        if name not in place:
            problems.append(Problem(cells.name, line, name, "", "column missing"))
    if sum(name in place for name in _CLOCKS) != 1:
        message = 'give one time: "time [s]" of the fight, "time_epoch [s]", "time_midnight [s]", or "time" in ISO 8601'
        problems.append(Problem(cells.name, line, "", "", message))
    return place, clock, problems


def _unit(cells: Cells, line: int, title: str, name: str, unit: str | None) -> Iterator[Problem]:
    """What is wrong with the unit of a title."""
    if name in ("id", "type"):
        if unit is not None:
            yield Problem(cells.name, line, shown(title), "", "has no unit: leave the brackets out")
        return
    dimension = _COLUMNS[name].dimension if name in _COLUMNS else "time"
    if unit not in UNITS[dimension] and (name, unit) != ("time", None):
        said = f"unknown unit of {dimension}; allowed: {', '.join(UNITS[dimension])}" if unit else "give a unit"
        example = {"angle": "deg", "length": "m", "time": "s"}[dimension]
        yield Problem(cells.name, line, shown(title), "", f'{said}, for example "{name} [{example}]"')


def _column(cells: Cells, number: int, of: _Numbers) -> tuple[Floats, list[Problem]]:
    """A column of numbers in SI units, and what is wrong in it."""
    values, problems = numbers_in(cells, number)
    match = _HEADER.fullmatch(cells.titles[number])
    values = values * UNITS[of.dimension][match.group(2) if match and match.group(2) else "s"]
    wrong = ~((values >= of.low) & (values <= of.high))
    problems += _each(cells, number, wrong & np.isfinite(values), f"not between {of.allowed}")
    problems += _each(cells, number, np.isinf(values), "not a finite number")
    if not problems:
        problems += _each(cells, number, np.isnan(values), "missing")
    return values, problems


def numbers_in(cells: Cells, number: int) -> tuple[Floats, list[Problem]]:
    """A column as numbers, not a number where nothing stands, and problems with cells that are none."""
    given = cells.columns[number]
    if given.dtype == pl.String:
        known = given.set((given == "") | (given.str.to_lowercase() == "nan"), None)
        found = known.cast(pl.Float64, strict=False)
        wrong = (known.is_not_null() & found.is_null()).to_numpy()
    elif given.dtype.is_numeric() or given.dtype == pl.Null:
        found, wrong = given.cast(pl.Float64), np.zeros(given.len(), np.bool_)
    else:
        found, wrong = pl.Series([math.nan] * given.len()), np.zeros(given.len(), np.bool_)
        wrong[:1] = True
    values = found.fill_null(math.nan).to_numpy().astype(np.float64)
    return values, _each(cells, number, wrong, "not a number")


def moments(cells: Cells, number: int) -> tuple[Floats, list[Problem]]:
    """A column of moments, in ISO 8601 (UTC unless it says otherwise) or as a type of Parquet, in seconds since the
    start of 1970.
    """
    given = cells.columns[number]
    if isinstance(given.dtype, pl.Datetime):
        found = given.dt.epoch("us").cast(pl.Float64) / 1e6
        values = found.fill_null(math.nan).to_numpy().astype(np.float64)
        return values, _each(cells, number, np.isnan(values), "missing")
    values = np.full(given.len(), math.nan)
    for row, text in enumerate(given.cast(pl.String).to_list()):
        try:
            moment = dt.datetime.fromisoformat(text or "")
        except ValueError:
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        values[row] = aware.timestamp()
    hint = "no moment in ISO 8601, such as 2026-11-22T10:00:00Z; of seconds the title says so: time [s]"
    return values, _each(cells, number, np.isnan(values), hint)


def _texts(
    cells: Cells, name: str, given: pl.Series, fits: Callable[[str], object], allowed: str, *, blank: bool = False
) -> list[Problem]:
    """Problems with texts that do not fit; `blank`: where nothing stands is fine."""
    known = given.fill_null("").unique().to_list()
    bad = [text for text in known if not fits(text) and not (blank and text == "")]
    wrong = given.fill_null("").is_in(bad).to_numpy() if bad else np.zeros(given.len(), np.bool_)
    number = next(k for k, title in enumerate(cells.titles) if (m := _HEADER.fullmatch(title)) and m.group(1) == name)
    return _each(cells, number, wrong, f"must be {allowed}")


def _each(cells: Cells, number: int, wrong: npt.NDArray[np.bool_], message: str) -> list[Problem]:
    """A problem for each row that is wrong, up to as many as anybody reads."""
    rows = np.flatnonzero(wrong)[:MOST_PROBLEMS]
    given, title = cells.columns[number], cells.titles[number]
    return [cells.problem(int(row), shown(title), shown(given[int(row)]), message) for row in rows]


def _by_id(cells: Cells, ids: pl.Series, types: pl.Series, rows: Floats) -> tuple[list[Flown], list[Problem]]:
    """The rows (time, place) of each id as a path, and what is wrong with their order."""
    paths: list[Flown] = []
    problems: list[Problem] = []
    frame = pl.DataFrame({"id": ids, "type": types, "row": np.arange(len(rows))})
    for (name,), own in frame.group_by("id", maintain_order=True):
        index = own["row"].to_numpy()
        time, line = rows[index, 0], cells.line[index]
        step = np.diff(time)
        if len(index) < 2:
            problems.append(cells.problem(int(index[0]), "id", shown(name), "a path needs two rows"))
        for k in np.flatnonzero(step <= 0.0)[:MOST_PROBLEMS].tolist():
            said = "the same time as in" if step[k] == 0.0 else "earlier than in"
            message = f"{said} {cells.unit} {line[k]:,}: the times of an id must grow"
            problems.append(cells.problem(int(index[k + 1]), "time", shown(name), message))
        named = own["type"].unique(maintain_order=True).to_list()
        if len(named) > 1:
            message = f"is of several types: {', '.join(shown(one) or 'none' for one in named[:4])}"
            problems.append(cells.problem(int(index[0]), "type", shown(name), message))
        paths.append(Flown(str(name), str(named[0]), time, rows[index, 1:], line))
    return paths, problems[:MOST_PROBLEMS]
