"""Tables of CSV and Parquet as they stand in a file: titles, and a column of cells below each."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem, printable

PARQUET = b"PAR1"
MOST_ROWS = 500_000
_PLAIN = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null)


@dataclass(frozen=True)
class Cells:
    """The titles of a table of the file `name`, its columns (text of CSV, of Parquet their own types), and in which
    line or row of the file each row stands, as `unit` says.
    """

    name: str
    titles: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    line: npt.NDArray[np.int64]
    unit: str

    def problem(self, row: int, column: str, value: str, message: str) -> Problem:
        """A problem with a cell."""
        at = int(self.line[row])
        if self.unit == "line":
            return Problem(self.name, at, column, value, message)
        return Problem(self.name, 0, f"row {at:,}" + (f", {column}" if column else ""), value, message)


def read_cells(data: bytes, name: str) -> Cells:
    """The table in the bytes of a `.csv` or `.parquet` file; `name` is the file in messages. Raises `InputErrors` for
    what is no table, has more than `MOST_ROWS` rows, or none.
    """
    if not data:
        _refuse(name, "the file is empty")
    cells = _parquet(data, name) if name.lower().endswith(".parquet") else _csv(data, name)
    if len(cells.line) == 0:
        _refuse(name, "the table has no rows")
    return cells


def _refuse(name: str, message: str, line: int = 0, where: str = "") -> NoReturn:
    raise InputErrors([Problem(name, line, where, "", message)])


def _too_long(name: str) -> NoReturn:
    _refuse(name, f"more than {MOST_ROWS:,} rows; take fewer aircraft, a shorter time or wider steps")


def _csv(data: bytes, name: str) -> Cells:
    # Either ends a row.
    if max(data.count(b"\n"), data.count(b"\r")) > MOST_ROWS + 1:
        _too_long(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(name, "not text in UTF-8: no CSV file", where=f"byte {error.start:,}")
    if "\0" in text:
        _refuse(name, "not text: no CSV file", where=f"byte {data.index(0):,}")
    titles, rows, lines, problems = csv_rows(text, name)
    check_separator(name, titles)
    if problems:
        raise InputErrors(problems)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(titles)
    made = tuple(pl.Series(values=list(cells), dtype=pl.String).str.strip_chars() for cells in columns)
    return Cells(name, tuple(title.strip() for title in titles), made, np.array(lines, np.int64), "line")


def csv_rows(text: str, name: str) -> tuple[list[str], list[list[str]], list[int], list[Problem]]:
    """Titles, rows of cells and the line of each, and problems with rows that are too short or too long; `name` is the
    file in messages. Empty lines are passed over.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    titles: list[str] = []
    try:
        for row in reader:
            if not titles:
                titles = row
            elif row and len(row) != len(titles):
                message = f"{len(row)} cells; the header has {len(titles)} columns"
                problems.append(Problem(name, reader.line_num, "", "", message))
            elif row:
                rows.append(row)
                lines.append(reader.line_num)
            if len(problems) >= MOST_PROBLEMS:
                break
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, "", "", f"no CSV: {error}"))
    return titles, rows, lines, problems


def check_separator(name: str, titles: Sequence[str]) -> None:
    """Refuse a table whose cells other marks than commas part: it would seem to have one column."""
    for mark, marks in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(titles) == 1 and titles[0].count(mark) > 1:
            _refuse(name, f"cells are separated by {marks}; separate them by commas", line=1)


def _parquet(data: bytes, name: str) -> Cells:
    if data[:4] != PARQUET or len(data) < 12 or data[-4:] != PARQUET:
        _refuse(name, "not a Parquet file, or one that is cut off")
    try:
        if pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item() > MOST_ROWS:
            _too_long(name)
        frame = pl.read_parquet(io.BytesIO(data))
    except InputErrors:
        raise
    # The reader of Parquet may also panic on damaged bytes, which is no ordinary exception.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        _refuse(name, f"a damaged Parquet file: {printable(str(error))[:200]}")
    lines = np.arange(1, frame.height + 1)
    return Cells(name, tuple(frame.columns), tuple(map(_plain, frame.get_columns())), lines, "row")


def _plain(column: pl.Series) -> pl.Series:
    """A column of Parquet whose cells are numbers, texts or moments; others, such as lists, as text that shows them."""
    if column.dtype.is_numeric() or column.dtype.is_temporal() or column.dtype in _PLAIN:
        return column
    return pl.Series(column.name, [None if cell is None else str(cell) for cell in column], dtype=pl.String)
