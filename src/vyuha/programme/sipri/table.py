"""The form into which every shape of file is brought: one row per deal and delivery year, all flags kept.

Shape A (`register`) does not say how many came in which year: its rows are split evenly over the years and `split` is
true there, because that is a guess. The TIV table (`tiv`) has sums only: what it does not know is null.
"""

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from vyuha.reading.problems import printable, shown

SHAPES = {
    "register": "trade register, one row per deal (16 columns)",
    "long": "trade register, one row per deal and delivery year (17 columns)",
    "legacy": "trade register of the old service (before 2024)",
    "tiv": "TIV table of import or export values",
}
STATUSES = ("new", "second hand", "modernized", "unknown")
PARTY_KINDS = ("state", "non-state", "international")


class Delivery(NamedTuple):
    """A row; the fields are the columns of `SCHEMA`."""

    file: str
    line: int
    shape: str
    deal: str
    recipient: str
    recipient_kind: str
    supplier: str
    supplier_known: bool = True
    designation: str | None = None
    description: str | None = None
    category: str | None = None
    order_year: int | None = None
    order_year_uncertain: bool | None = None
    ordered: float | None = None
    ordered_uncertain: bool | None = None
    delivered: float | None = None
    delivered_uncertain: bool | None = None
    year: int | None = None
    year_uncertain: bool | None = None
    status: str | None = None
    licensed: bool | None = None
    tiv_new: float | None = None
    tiv_unit: float | None = None
    tiv_order: float | None = None
    tiv: float | None = None
    split: bool = False
    years_in_deal: int = 1
    comment: str | None = None


# TIV in millions; `tiv_new` is what one unit would count if it were new, `tiv_unit` what it counts in this deal,
# `tiv_order` the whole order, `tiv` what came in `year` (null: not delivered, or the year is not known). A flag that
# the shape does not have is null.
SCHEMA: dict[str, Any] = {
    "file": pl.String,
    "line": pl.Int32,
    "shape": pl.Enum(list(SHAPES)),
    "deal": pl.String,
    "recipient": pl.String,
    "recipient_kind": pl.Enum(list(PARTY_KINDS)),
    "supplier": pl.String,
    "supplier_known": pl.Boolean,
    "designation": pl.String,
    "description": pl.String,
    "category": pl.String,
    "order_year": pl.Int32,
    "order_year_uncertain": pl.Boolean,
    "ordered": pl.Float64,
    "ordered_uncertain": pl.Boolean,
    "delivered": pl.Float64,
    "delivered_uncertain": pl.Boolean,
    "year": pl.Int32,
    "year_uncertain": pl.Boolean,
    "status": pl.Enum(list(STATUSES)),
    "licensed": pl.Boolean,
    "tiv_new": pl.Float64,
    "tiv_unit": pl.Float64,
    "tiv_order": pl.Float64,
    "tiv": pl.Float64,
    "split": pl.Boolean,
    "years_in_deal": pl.Int32,
    "comment": pl.String,
}


@dataclass(frozen=True)
class FileFacts:
    """What a file says of itself; `first_year` and `last_year` are the range it was asked for, where it says so."""

    file: str
    shape: str
    encoding: str
    generated: datetime.date | None
    first_year: int | None
    last_year: int | None
    header_line: int
    rows: int
    dropped: int


@dataclass(frozen=True)
class Remark:
    """Something odd, and what was assumed; `line` and `value` are those of the first of `rows` rows (0: no row)."""

    file: str
    line: int
    field: str
    value: str
    message: str
    rows: int = 0

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        counted = f"{self.message} ({self.rows} rows, this is the first)" if self.rows > 1 else self.message
        return printable(": ".join(part for part in (place, self.field, self.value, counted) if part))


class Oddities:
    """Collects what is odd in a file; the same oddity in many rows becomes one remark with a count."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._first: dict[tuple[str, str], tuple[int, str]] = {}
        self._count: dict[tuple[str, str], int] = {}
        self.dropped = 0

    def note(self, message: str, line: int = 0, field: str = "", value: object = "") -> None:
        """One more case of `message`."""
        key = (field, message)
        self._first.setdefault(key, (line, shown(value)))
        self._count[key] = self._count.get(key, 0) + (line > 0)

    def drop(self, message: str, line: int, field: str = "", value: object = "") -> None:
        """A row that cannot be used."""
        self.dropped += 1
        self.note(f"{message}; the row was left out", line, field, value)

    def remarks(self) -> tuple[Remark, ...]:
        """All of it, in the order of first lines."""
        found = [
            Remark(self.file, line, field, value, message, self._count[field, message])
            for (field, message), (line, value) in self._first.items()
        ]
        return tuple(sorted(found, key=lambda remark: remark.line))


@dataclass(frozen=True)
class Deliveries:
    """What one or more files hold: rows in the form of `SCHEMA`, facts of the files, and what is odd in them."""

    frame: pl.DataFrame
    files: tuple[FileFacts, ...]
    remarks: tuple[Remark, ...]

    @property
    def editions(self) -> tuple[str, ...]:
        """The day on which each file was made, as text; a file that does not say so counts as "not stated"."""
        return tuple(sorted({file.generated.isoformat() if file.generated else "not stated" for file in self.files}))

    @property
    def has_flags(self) -> bool:
        """Whether the files mark what is uncertain (the TIV table does not)."""
        return any(file.shape != "tiv" for file in self.files)


def frame_of(rows: list[Delivery]) -> pl.DataFrame:
    """Rows as a data frame of the declared schema."""
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
