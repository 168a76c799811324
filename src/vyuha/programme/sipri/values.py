"""The TIV table ("import / export values"): one row per supplier, one column per year, no flags."""

import re
from collections.abc import Iterator

from vyuha.programme.sipri import cells
from vyuha.programme.sipri.grid import Grid, folded
from vyuha.programme.sipri.source import refusal
from vyuha.programme.sipri.table import Delivery, Oddities

# The recipient's name where the table does not say whose imports it holds.
ANY_RECIPIENT = "(not named in the table)"
WORLD = "World"
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
# How SIPRI calls the last row, and how others call one that holds sums; no supplier has such a name.
_TOTAL = re.compile(r"total (?:exports|world exports?|export)(?: to (.+))?", re.IGNORECASE)
_SUMS = re.compile(
    r".*\b(?:sub-?)?totals?\b.*|(?:all )?suppliers|all(?: (?:states|countries))?|world|sum", re.IGNORECASE
)
_OF_SUPPLIERS = ("supplier", "exports by", "exports from", "exporter")
# Every printed value is rounded to a whole number.
_ROUNDING = 0.5


def read_values(grid: Grid, oddities: Oddities) -> Iterator[Delivery]:
    """A row per supplier and year; an empty cell means that no delivery was identified and gives no row."""
    if folded(grid.header[0]) not in _OF_SUPPLIERS:
        message = "this table lists recipients; shares of a recipient's imports need the table of its suppliers"
        raise refusal(grid.source.file, message, grid.line, grid.header[0].strip())
    columns = {int(name): n for n, name in enumerate(grid.header) if _YEAR.fullmatch(name.strip())}
    found: list[Delivery] = []
    recipient = ""
    totals: dict[int, dict[int, float | None]] = {}
    for line, row in grid.cells(oddities):
        name = row[0].strip().rstrip(":*. ")
        total = _TOTAL.fullmatch(name)
        if total or _SUMS.fullmatch(name):
            totals[line] = {year: _value(grid, row, column, line, oddities) for year, column in columns.items()}
            if total:
                recipient = cells.party(grid.cell([total.group(1) or WORLD], 0, line, oddities))[0]
            else:
                oddities.note("is read as a total of the table, not as a supplier", line, grid.header[0].strip(), name)
            continue
        supplier, known = cells.supplier(grid.cell(row, 0, line, oddities))
        for year, column in columns.items():
            tiv = _value(grid, row, column, line, oddities)
            if tiv is not None:
                found.append(
                    Delivery(grid.source.file, line, "tiv", supplier, "", "state", supplier, known, year=year, tiv=tiv)
                )
    if totals and not found:
        message = "the table has a total and no value of a supplier"
        raise refusal(grid.source.file, message, min(totals), grid.header[0].strip())
    if not recipient:
        oddities.note('no row "Total exports to ..." names the recipient; taken to be the one that is asked for')
    for line, values in totals.items():
        _check_total(found, line, values, oddities)
    yield from (row._replace(recipient=recipient or ANY_RECIPIENT) for row in found)


def _value(grid: Grid, row: list[str], column: int, line: int, oddities: Oddities) -> float | None:
    return cells.number(grid.cell(row, column, line, oddities))[0]


def _check_total(found: list[Delivery], line: int, totals: dict[int, float | None], oddities: Oddities) -> None:
    """The parts should add up to the table's own total, which stands in `line`, but for rounding."""
    for year, total in totals.items():
        parts = [row.tiv for row in found if row.year == year and row.tiv is not None]
        if total is not None and abs(sum(parts) - total) > _ROUNDING * (len(parts) + 1):
            message = f"the suppliers add up to {sum(parts):g}, the table's total is {total:g}; the suppliers are used"
            oddities.note(message, line, str(year))
