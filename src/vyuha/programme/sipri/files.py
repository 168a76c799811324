"""From files to deliveries: each is read by its shape; several are put together so that nothing counts twice."""

import os
from collections.abc import Iterable, Sequence

import polars as pl

from vyuha.programme.sipri.grid import Grid, find_table
from vyuha.programme.sipri.registers import READERS
from vyuha.programme.sipri.source import Source, read_source, refusal
from vyuha.programme.sipri.table import SHAPES, Deliveries, Delivery, FileFacts, Oddities, frame_of
from vyuha.programme.sipri.values import read_values

# Beyond this part of rows left out, the file is not what it seems.
_MOST_DROPPED = 0.5
# Rounding: 2 per cent, half of the last of two decimals in a unit's TIV, half of a whole number in what was delivered.
_ROUNDING_PART, _ROUNDING_OF_UNIT, _ROUNDING_OF_TIV = 0.02, 0.005, 0.5
# SIPRI's rule for what a used unit counts. In the long form the TIV per unit is that of the deal and holds it already.
_OF_NEW = {"second hand": 0.40, "modernized": 0.66}
_TIV_FIELDS = {"register": "SIPRI TIV of delivered weapons", "long": "TIV delivery values", "legacy": "tivdel"}
_CONTENT = ("deal", "recipient", "supplier", "designation", "order_year", "year", "delivered", "tiv")


def read_files(paths: Sequence[str | os.PathLike[str]]) -> Deliveries:
    """All deliveries in the files; raises `InputErrors` for what cannot be used.

    A row that stands in two files counts once. A register with one row per deal beside one with a row per delivery
    year only adds what was ordered. A TIV table holds the sums of a register, so the two are not read together.
    """
    each = {os.path.realpath(path): path for path in paths}
    return combine([read(read_source(path)) for path in each.values()])


def keep_inputs(outputs: Iterable[str | os.PathLike[str] | None], inputs: Iterable[str | os.PathLike[str]]) -> None:
    """Raise `InputErrors` where an output (None: not asked for) would overwrite one of the files that are read.

    A link to an input is that input.
    """
    read_ones = [path for path in inputs if os.path.exists(path)]
    for output in outputs:
        if output is not None and os.path.exists(output):
            for path in read_ones:
                if os.path.samefile(output, path):
                    message = "this file is read as input, so it is not overwritten; name another file for the output"
                    raise refusal(os.fspath(output), message)


def read(source: Source) -> Deliveries:
    """The deliveries in one file."""
    oddities = Oddities(source.file)
    grid = find_table(source, oddities)
    rows = list(read_values(grid, oddities) if grid.shape == "tiv" else READERS[grid.shape](grid, oddities))
    dropped = oddities.dropped
    lines = len({row.line for row in rows})
    if lines == 0 and dropped == 0:
        raise refusal(source.file, "the table has a header and no row", grid.line)
    if dropped > _MOST_DROPPED * (lines + dropped):
        raise refusal(source.file, f"{dropped} of {lines + dropped} rows do not fit the header", grid.line)
    rows = _without_repeats(rows, oddities)
    _remark_on_rows(rows, oddities)
    return Deliveries(frame_of(rows), (_facts(grid, lines, dropped),), oddities.remarks())


def _facts(grid: Grid, rows: int, dropped: int) -> FileFacts:
    first, last = grid.years_asked
    source = grid.source
    encoding = source.encoding + (" inside a saved reply" if source.wrapped else "")
    return FileFacts(source.file, grid.shape, encoding, grid.generated, first, last, grid.line, rows, dropped)


def _without_repeats(rows: list[Delivery], oddities: Oddities) -> list[Delivery]:
    """A row of the long form that stands twice, word for word, counts once: a delivery year of a deal has one row."""
    kept: dict[Delivery, Delivery] = {}
    for row in rows:
        content = row._replace(line=0)
        if row.shape == "long" and row.deal and content in kept:
            oddities.note("stands twice, word for word; counted once", row.line, "SIPRI AT Database ID", row.deal)
        else:
            kept[content if row.shape == "long" and row.deal else row] = row
    return list(kept.values())


def _remark_on_rows(rows: Iterable[Delivery], oddities: Oddities) -> None:
    """What is odd about rows that are sound in themselves."""
    seen: set[tuple[str, int | None]] = set()
    lines: set[int] = set()
    for row in rows:
        if row.recipient_kind != "state" and row.line not in lines:
            message = f"the recipient is marked as {_PARTIES[row.recipient_kind]}; kept under its name without stars"
            oddities.note(message, row.line, "Recipient", row.recipient)
        if row.shape == "long" and row.deal:
            if (row.deal, row.year) in seen:
                oddities.note("this deal has two rows for one delivery year; both count", row.line, "", row.deal)
            seen.add((row.deal, row.year))
        if row.order_year and row.year and row.year < row.order_year and row.line not in lines:
            oddities.note("delivered before the year of the order; counted as written", row.line, "", row.year)
        if row.line not in lines:
            _check_product(row, oddities)
        lines.add(row.line)


def _check_product(row: Delivery, oddities: Oddities) -> None:
    """TIV of what was delivered is number times TIV per unit; a split row stands for `years_in_deal` equal parts."""
    if row.delivered is None or row.tiv_unit is None or row.tiv is None:
        return
    number, tiv = row.delivered * row.years_in_deal, row.tiv * row.years_in_deal
    factors = [1.0] if row.shape == "long" else [1.0, _OF_NEW.get(row.status or "", 1.0)]
    for factor in factors:
        product = factor * number * row.tiv_unit
        if abs(tiv - product) <= _ROUNDING_PART * product + _ROUNDING_OF_UNIT * number + _ROUNDING_OF_TIV:
            return
    value = f"{tiv:g} against {number:g} x {row.tiv_unit:g} = {number * row.tiv_unit:g}"
    message = "what was delivered does not fit number times TIV per unit; the former counts"
    oddities.note(message, row.line, _TIV_FIELDS[row.shape], value)


_PARTIES = {"non-state": "a group that is no state (*)", "international": "an organisation of states (**)"}


def combine(parts: Sequence[Deliveries]) -> Deliveries:
    """Several files as one; raises `InputErrors` where they would count the same things twice."""
    if len(parts) == 1:
        return parts[0]
    files = tuple(file for part in parts for file in part.files)
    shapes = {file.shape for file in files}
    if "tiv" in shapes and len(files) > 1:
        table = next(file for file in files if file.shape == "tiv")
        message = "a TIV table holds sums that a register, or another table, may hold too; name it alone"
        raise refusal(table.file, message, table.header_line)
    oddities = Oddities("the files together")
    frame = pl.concat([part.frame for part in parts])
    if "long" in shapes and shapes & {"register", "legacy"}:
        frame = _joined(frame, oddities)
    frame = _each_once(frame, oddities)
    joined = Deliveries(frame, files, ())
    if len(joined.editions) > 1:
        oddities.note(f"are of different editions ({', '.join(joined.editions)}); figures may not fit each other")
    remarks = tuple(remark for part in parts for remark in part.remarks)
    return Deliveries(frame, files, (*remarks, *oddities.remarks()))


def _joined(frame: pl.DataFrame, oddities: Oddities) -> pl.DataFrame:
    """The rows of the long form, with what was ordered from the form of one row per deal where it is clear which."""
    key = ["recipient", "supplier", "designation", "order_year"]
    added = ["ordered", "ordered_uncertain", "comment"]
    other = frame.filter(pl.col("shape") != "long").unique(["file", "line"])
    clear = other.filter(pl.struct(key).is_unique()).select(*key, *added)
    long = frame.filter(pl.col("shape") == "long")
    filled = long.drop(added).join(clear, on=key, how="left", nulls_equal=True)
    known = filled["ordered"].is_not_null().sum()
    what = f"{SHAPES['register']} and {SHAPES['long']}"
    oddities.note(f"are {what}: only the latter counts, {known} of its {long.height} rows take what was ordered")
    return filled.select(frame.columns)


def _each_once(frame: pl.DataFrame, oddities: Oddities) -> pl.DataFrame:
    """Rows that stand in two files count once."""
    first = pl.col("file").first().over(list(_CONTENT)) == pl.col("file")
    kept = frame.filter(first)
    if kept.height < frame.height:
        oddities.note(f"{frame.height - kept.height} rows stand in more than one file; each counts once")
    return kept
