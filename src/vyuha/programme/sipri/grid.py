"""Where the table begins in a file: the header is found by its first columns, wherever it stands.

What stands above it (the preamble, of varying length) says when the file was made and for which years.
"""

import csv
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vyuha.programme.sipri.cells import Cell
from vyuha.programme.sipri.source import WHERE, Source, refusal
from vyuha.programme.sipri.table import Oddities
from vyuha.reading.problems import InputErrors, shown

# A table has at most some hundred columns; a quoted comment may run over a few lines, not over the rest of the file.
MOST_COLUMNS = 200
_MOST_LINES_OF_A_ROW = 20
_LONGEST_PREAMBLE = 100
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_STARTS = {
    "register": ("recipient", "supplier", "year of order"),
    "long": ("sipri at database id", "supplier", "recipient"),
    "legacy": ("tidn", "buyercod", "sellercod"),
}
TIV_STARTS = ("supplier", "recipient", "exports by", "imports by", "exports from", "imports to", "exporter", "importer")
# Words by which a header that was rearranged is recognised.
_TELLING = {"recipient", "supplier", "year of order", "order date", "delivery year", "buyer", "seller", "tivdel"} | {
    "weapon designation",
    "designation",
    "year(s) of delivery",
    "tiv delivery values",
    "sipri tiv of delivered weapons",
}
_ENOUGH_TELLING = 3
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GENERATED = re.compile(r"data generated:\s*(\d{1,2})[ \-]([a-z]{3})[a-z]*\.?[ \-](\d{4})", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(r"year range\s+'?(\d{4})'?\s+to\s+'?(\d{4})'?", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_PANDAS_INDEX = re.compile(r"(?:unnamed: 0|index)?")


@dataclass(frozen=True)
class Grid:
    """A table found in a file: its shape, its header as written, what stands above it, and how to go on reading."""

    source: Source
    shape: str
    header: tuple[str, ...]
    line: int
    preamble: tuple[str, ...]
    delimiter: str
    leading: int
    trailing: bool

    def cells(self, oddities: Oddities) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header with the line it starts in; rows of another width are left out and noted."""
        for line, row in self._rows():
            row = row[self.leading :]
            if not any(cell.strip() for cell in row):
                continue
            if tuple(row) == self.header:
                oddities.note("the header stands here once more; left out", line)
            elif len(row) != len(self.header):
                oddities.drop(f"the header has {len(self.header)} columns", line, "", f"{len(row)} cells")
            else:
                yield line, row

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line it starts in; raises `InputErrors` for a quote that is not closed.

        An empty line is added at the end: only a quote that never closes runs on into it.
        """
        lines = [self._trimmed(line) for number, line in enumerate(self.source.lines(), 1) if number > self.line]
        reader = csv.reader([*lines, "\n"], delimiter=self.delimiter)
        start = 0
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                # No line is as long as the longest cell that the reader takes, so this one is of many lines.
                raise self._open_quote(start, reader.line_num) from None
            if row is None:
                return
            end = reader.line_num
            fits = len(row) == len(self.header) + self.leading
            odd = sum(line.count('"') for line in lines[start:end]) % 2 == 1
            # A quote that a later row closes may swallow rows and still leave the right number of cells.
            torn = odd and (end > start + 1 or not fits)
            if torn or end > start + _MOST_LINES_OF_A_ROW or row and end > len(lines):
                raise self._open_quote(start, min(end, len(lines)))
            yield self.line + 1 + start, row
            start = end

    def _open_quote(self, start: int, end: int) -> InputErrors:
        """The refusal of a row from line `start` to before `end`, counted from 0 below the header."""
        where = f"runs over {end - start} lines" if end > start + 1 else "is not closed in this line"
        message = f"a quote that opens here {where}; close it"
        return refusal(self.source.file, message, self.line + 1 + start)

    def _trimmed(self, line: str) -> str:
        return line.rstrip("\n").rstrip("; ") + "\n" if self.trailing else line

    @property
    def generated(self) -> datetime.date | None:
        """The day on which the site made the file: the edition of the data."""
        for text in self.preamble:
            match = _GENERATED.search(text)
            if match and match.group(2).lower() in _MONTHS:
                month = _MONTHS.index(match.group(2).lower()) + 1
                try:
                    return datetime.date(int(match.group(3)), month, int(match.group(1)))
                except ValueError:
                    return None
        return None

    @property
    def years_asked(self) -> tuple[int | None, int | None]:
        """The range of delivery years that the file was asked for; None where it does not say."""
        for text in self.preamble:
            match = _RANGE.search(text)
            if match:
                return int(match.group(1)), int(match.group(2))
        return None, None

    def index(self, field: str, names: tuple[str, ...], required: bool = True) -> int:
        """The column of one of these names; -1 if there is none, `InputErrors` if it is required."""
        known = [folded(name) for name in self.header]
        for name in names:
            if folded(name) in known:
                return known.index(folded(name))
        if required:
            raise refusal(self.source.file, f"this column is missing (it is called {_either(names)})", self.line, field)
        return -1

    def cell(self, row: list[str], column: int, line: int, oddities: Oddities) -> Cell:
        """The cell with its place; empty where the file has no such column."""
        if column < 0:
            return Cell("", line, "", oddities)
        return Cell(row[column], line, " ".join(self.header[column].split()), oddities)


def folded(name: str) -> str:
    """The name of a column as it is compared."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def find_table(source: Source, oddities: Oddities) -> Grid:
    """The table in a file; raises `InputErrors` if there is none of a known shape."""
    preamble: list[str] = []
    likely: tuple[int, str] | None = None
    for number, line in enumerate(source.lines(), 1):
        grid = _grid(source, line, number, tuple(preamble))
        if grid is not None:
            _describe(grid, oddities)
            return grid
        if likely is None and _telling(line):
            likely = (number, line)
        if len(preamble) < _LONGEST_PREAMBLE:
            preamble.append(line)
    if likely is not None:
        number, line = likely
        message = "looks like a header of SIPRI, but its first columns are none that are known (they begin with "
        message += (
            '"Recipient,Supplier,Year of order", "SIPRI AT Database ID,Supplier,Recipient", "tidn,buyercod,sellercod" '
        )
        message += 'or, in a TIV table, "Supplier" and years); was a column moved or taken out?'
        raise refusal(source.file, message, number, "header", shown(line.strip()))
    raise refusal(source.file, f"this is no file of SIPRI's that is known: no header was found. {WHERE}", 0, "header")


def _grid(source: Source, line: str, number: int, preamble: tuple[str, ...]) -> Grid | None:
    for delimiter in _DELIMITERS:
        if delimiter not in line:
            continue
        trailing = delimiter == "," and line.rstrip().endswith(";")
        text = line.rstrip().rstrip("; ") if trailing else line
        try:
            header = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error:
            continue
        for leading in (0, 1):
            shape = _shape(header[leading:])
            if shape and not any(_PANDAS_INDEX.fullmatch(folded(name)) is None for name in header[:leading]):
                names = tuple(name.replace("\ufeff", "") for name in header[leading:])
                return Grid(source, shape, names, number, preamble, delimiter, leading, trailing)
    return None


def _shape(header: list[str]) -> str:
    names = tuple(folded(name) for name in header[:3])
    if len(header) > MOST_COLUMNS:
        return ""
    for shape, start in _STARTS.items():
        if names == start:
            return shape
    return "tiv" if len(names) > 1 and names[0] in TIV_STARTS and _YEAR.fullmatch(names[1]) else ""


def _telling(line: str) -> bool:
    cells = {folded(cell.strip('"')) for cell in re.split(r"[,;\t]", line)}
    return len(cells & _TELLING) >= _ENOUGH_TELLING


def _describe(grid: Grid, oddities: Oddities) -> None:
    """What is odd about the file as a whole."""
    if grid.source.encoding == "latin-1":
        oddities.note("is not UTF-8 text; read as Latin-1, as older exports are")
    if grid.delimiter != ",":
        oddities.note(f"its columns are separated by {_DELIMITERS[grid.delimiter]}; read so", grid.line)
    if grid.trailing:
        oddities.note("its lines end in semicolons, which were left out", grid.line)
    if grid.leading:
        oddities.note("has one more column in front (an index?), which was left out", grid.line)
    if grid.generated is None:
        oddities.note('does not say when it was made ("Data generated:"); its edition is not known')
    repeated = {name for name in map(folded, grid.header) if name and list(map(folded, grid.header)).count(name) > 1}
    for name in sorted(repeated):
        oddities.note("this column stands twice; the first is read", grid.line, name)


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f'"{name}"' for name in names)
