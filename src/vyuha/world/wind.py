"""Wind by height from a file, as sounding balloons and weather models give it.

Assumes   wind that depends on height alone; heights above the mean sea level are taken for those above the ellipsoid.
Holds     for what a point mass flies through (`vyuha.world.point_mass`); fights have no wind.
Source    none: a table is read. Linear between levels and constant outside, as `vyuha.world.earth.wind_at` has it.
Checked   tests/world/test_wind.py: a file against the table made by hand; what is wrong with one, by row and column.
"""

import csv
import math
from pathlib import Path
from typing import Any

from vyuha.reading.problems import InputErrors, Problem
from vyuha.world.earth import make_wind

COLUMNS = ("height_m", "east_m_per_s", "north_m_per_s")
# Faster wind (m/s) than any that was measured in the air is a mistake of the unit; so is a level (m) above the air.
FASTEST, HIGHEST = 200.0, 120e3
_MOST_LEVELS = 10_000


def read_wind(path: str | Path) -> Any:
    """The wind table of a CSV file with the columns `height_m`, `east_m_per_s` and `north_m_per_s` (towards where it
    blows), lowest level first; other columns are passed over.

    Raises `vyuha.reading.problems.InputErrors`, which names file, line and column of everything that is wrong.
    """
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            header = [name.strip() for name in next(reader, [])]
            body = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except OSError as error:
        raise _refusal(file, 0, "", f"cannot be read: {error.strerror or error}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refusal(file, 0, "", f"is no CSV text: {error}") from None
    for name in COLUMNS:
        if header.count(name) != 1:
            what = "there is no such column" if name not in header else "stands there twice"
            raise _refusal(file, 1, name, f"{what}; the file needs {', '.join(COLUMNS)}")
    if not 0 < len(body) <= _MOST_LEVELS:
        raise _refusal(file, 0, "", f"has {len(body)} levels; give 1 to {_MOST_LEVELS:,}")
    return make_wind(_levels(file, [header.index(name) for name in COLUMNS], body))


def _levels(file: Path, places: list[int], body: list[tuple[int, list[str]]]) -> list[tuple[float, float, float]]:
    """Height, east and north (m, m/s) of each row of the `body`, whose columns stand at `places`."""
    problems: list[Problem] = []
    levels: list[tuple[float, float, float]] = []
    below = -math.inf
    for line, row in body:
        cells = [row[place].strip() if place < len(row) else "" for place in places]
        values = [_number(cell) for cell in cells]
        for name, cell, value, most in zip(COLUMNS, cells, values, (HIGHEST, FASTEST, FASTEST), strict=True):
            if not math.isfinite(value):
                problems.append(Problem(str(file), line, name, cell, "give a number" if cell else "is empty"))
            elif abs(value) > most:
                problems.append(Problem(str(file), line, name, cell, f"more than {most:g}; is this the unit?"))
        if values[0] <= below:
            problems.append(Problem(str(file), line, COLUMNS[0], cells[0], f"does not lie above {below:g} m"))
        below = values[0] if math.isfinite(values[0]) else below
        levels.append((values[0], values[1], values[2]))
    if problems:
        raise InputErrors(problems)
    return levels


def _number(cell: str) -> float:
    """The number in a cell; not a number where there is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _refusal(file: Path, line: int, column: str, message: str) -> InputErrors:
    return InputErrors([Problem(str(file), line, column, "", message)])
