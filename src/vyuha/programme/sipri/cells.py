"""Single cells: numbers, years, flags and names as SIPRI writes them.

A reader returns what the cell says and notes in `Oddities` what it had to assume. Brackets and question marks mean
that a figure is uncertain, two dots that it is not known.
"""

import re
from dataclasses import dataclass

from vyuha.programme.sipri.table import Oddities
from vyuha.reading.problems import printable

FIRST_YEAR, LAST_YEAR = 1940, 2100
LONGEST_TEXT = 400
UNKNOWN_SUPPLIER = "unknown supplier(s)"

_NUMBER = re.compile(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,12})?", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}(?:\.0)?", re.ASCII)
_UNKNOWN = ("", "..", "...", "?", "n/a", "nan", "null")
_NO_MARKS = str.maketrans("", "", "()[]?")
_MOST_YEARS = 200
_STATUS = {
    "new": "new",
    "n": "new",
    "second hand": "second hand",
    "second-hand": "second hand",
    "s": "second hand",
    "second hand but modernized": "modernized",
    "second-hand but modernized": "modernized",
    "second hand but modernised": "modernized",
    "m": "modernized",
}
_YES = {"yes": True, "no": False}


@dataclass(frozen=True)
class Cell:
    """A cell with the place it stands in."""

    text: str
    line: int
    field: str
    oddities: Oddities

    def odd(self, message: str) -> None:
        """Note that something was assumed about this cell."""
        self.oddities.note(message, self.line, self.field, self.text)


def bare(text: str) -> tuple[str, bool]:
    """The cell without marks of doubt, and whether it had any.

    >>> bare("(2005)"), bare("12?"), bare("7")
    (('2005', True), ('12', True), ('7', False))
    """
    inner = text.strip()
    marked = inner.rstrip("?").strip()
    enclosed = marked.startswith("(") and marked.endswith(")") or marked.startswith("[") and marked.endswith("]")
    return (marked[1:-1].strip() if enclosed else marked), enclosed or marked != inner


def number(cell: Cell) -> tuple[float | None, bool]:
    """A number that is not negative, and whether it is marked as uncertain; None where it is not known."""
    text, doubtful = bare(cell.text)
    if text.lower() in _UNKNOWN:
        return None, doubtful
    if not _NUMBER.fullmatch(text):
        cell.odd("is no number that can be used; read as not known")
        return None, doubtful
    return float(text.replace(",", "")), doubtful


def year(cell: Cell) -> tuple[int | None, bool]:
    """A year, and whether it is marked as uncertain; None where it is not known (0 in old files)."""
    text, doubtful = bare(cell.text)
    if text.lower() in _UNKNOWN or text == "0":
        return None, doubtful
    if not _YEAR.fullmatch(text) or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        cell.odd(f"is no year between {FIRST_YEAR} and {LAST_YEAR}; read as not known")
        return None, doubtful
    return int(text[:4]), doubtful


def years(cell: Cell) -> tuple[list[int], bool]:
    """The years in a list such as "2004; 2005", in order and each once, and whether any is marked as uncertain."""
    plain_text = cell.text.translate(_NO_MARKS)
    found: set[int] = set()
    for part in re.split(r"[;,\s]+", plain_text)[:_MOST_YEARS]:
        first, dash, last = part.partition("-")
        ends = [year(Cell(end, cell.line, cell.field, cell.oddities))[0] for end in (first, last)]
        if dash and ends[0] is not None and ends[1] is not None:
            cell.odd("is a range; read as every year in it")
            found.update(range(ends[0], ends[1] + 1))
        else:
            found.update(end for end in ends if end is not None)
    return sorted(found), plain_text != cell.text


def mark(cell: Cell, sign: str) -> bool:
    """A column that holds `sign` ("?" or "X") where a figure is uncertain and is empty otherwise."""
    text = cell.text.strip()
    if text and text.upper() != sign:
        cell.odd(f'is neither empty nor "{sign}"; read as uncertain')
    return bool(text)


def yes_no(cell: Cell, unclear: bool) -> bool:
    """A column of Yes and No; anything else is read as `unclear`."""
    text = cell.text.strip().lower()
    if text not in _YES:
        cell.odd(f"is neither Yes nor No; read as {'Yes' if unclear else 'No'}")
    return _YES.get(text, unclear)


def status(cell: Cell) -> str:
    """New, second hand or modernized; an unknown one is kept as "unknown" and its TIV counts as it stands."""
    known = _STATUS.get(" ".join(cell.text.lower().split()))
    if known is None:
        cell.odd('is no status that is known; kept as "unknown", its TIV counts as written')
    return known or "unknown"


def plain(text: str) -> str | None:
    """Text without what could steer a terminal, None if there is none."""
    return printable(text.strip()[:LONGEST_TEXT]) or None


def party(cell: Cell) -> tuple[str, str]:
    """Name and kind of a recipient or supplier: one star marks armed groups, two stars organisations of states.

    >>> party(Cell("African Union**", 1, "Recipient", Oddities("x")))
    ('African Union', 'international')
    """
    text = plain(cell.text) or ""
    kind = "international" if text.endswith("**") else "non-state" if text.endswith("*") else "state"
    return text.rstrip("*").rstrip(), kind


def supplier(cell: Cell) -> tuple[str, bool]:
    """Name of a supplier, and whether it is known who it is."""
    name, _ = party(cell)
    if not name:
        cell.odd(f'no supplier is named; counted as "{UNKNOWN_SUPPLIER}"')
        return UNKNOWN_SUPPLIER, False
    if name.lower().startswith("unknown"):
        cell.odd("the supplier is not known; it is kept as a supplier of that name and is part of the total")
        return UNKNOWN_SUPPLIER, False
    return name, True
