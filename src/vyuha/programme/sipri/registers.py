"""The three shapes of the trade register, read into rows of one form."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vyuha.programme.sipri import cells
from vyuha.programme.sipri.cells import Cell
from vyuha.programme.sipri.grid import Grid, folded
from vyuha.programme.sipri.table import Delivery, Oddities

# The header cell over a column of marks: blank, or what data frames make of a blank.
_BLANK = re.compile(r"|unnamed: \d+|\.\d+")
_NO_YEAR = "no delivery year is known; the row counts in no window"
_NO_FLAGS = 'no column of "?" follows this one; its figures are read as certain'


@dataclass
class _Row:
    """A row that is being read: `read("name")` is the cell of that column."""

    grid: Grid
    columns: dict[str, int]
    line: int
    row: list[str]
    oddities: Oddities

    def cell(self, name: str) -> Cell:
        return self.grid.cell(self.row, self.columns[name], self.line, self.oddities)

    def text(self, name: str) -> str | None:
        return cells.plain(self.cell(name).text)

    def number(self, name: str) -> tuple[float | None, bool]:
        return cells.number(self.cell(name))

    def year(self, name: str) -> tuple[int | None, bool]:
        return cells.year(self.cell(name))

    def start(self, deal: str, recipient: str = "recipient", supplier: str = "supplier") -> Delivery | None:
        """The row with its parties; None (and a note) where nobody is named as recipient."""
        name, kind = cells.party(self.cell(recipient))
        if not name:
            self.oddities.drop("no recipient is named", self.line, self.cell(recipient).field)
            return None
        giver, known = cells.supplier(self.cell(supplier))
        return Delivery(self.grid.source.file, self.line, self.grid.shape, deal, name, kind, giver, known)


def _rows(grid: Grid, columns: dict[str, int], oddities: Oddities) -> Iterator[_Row]:
    for line, row in grid.cells(oddities):
        yield _Row(grid, columns, line, row, oddities)


def read_register(grid: Grid, oddities: Oddities) -> Iterator[Delivery]:
    """Shape A: one row per deal. What came in which year is not said; an even split over the years is a guess."""
    columns = _register_columns(grid, oddities)
    seen: dict[str, int] = {}
    for row in _rows(grid, columns, oddities):
        base = row.start(_content_id(row.row, seen))
        if base is None:
            continue
        order_year, order_bracket = row.year("order year")
        ordered, ordered_bracket = row.number("ordered")
        delivered, delivered_bracket = row.number("delivered")
        years, years_bracket = cells.years(row.cell("years"))
        base = base._replace(
            designation=row.text("designation"),
            description=row.text("description"),
            order_year=order_year,
            order_year_uncertain=order_bracket or _mark(row, "order year mark"),
            ordered=ordered,
            ordered_uncertain=ordered_bracket or _mark(row, "ordered mark"),
            delivered=delivered,
            delivered_uncertain=delivered_bracket or _mark(row, "delivered mark"),
            year_uncertain=True if years_bracket else None,
            status=cells.status(row.cell("status")),
            tiv_unit=row.number("tiv unit")[0],
            tiv_order=row.number("tiv order")[0],
            tiv=row.number("tiv")[0],
            comment=row.text("comment"),
        )
        yield from _split(base, years, oddities)


def _register_columns(grid: Grid, oddities: Oddities) -> dict[str, int]:
    names = {
        "recipient": ("Recipient",),
        "supplier": ("Supplier",),
        "order year": ("Year of order",),
        "ordered": ("Number ordered",),
        "designation": ("Weapon designation",),
        "description": ("Weapon description",),
        "delivered": ("Deliveries in the Year Range", "Number delivered"),
        "years": ("Year(s) of delivery", "Year(s) of deliveries"),
        "status": ("status",),
        "comment": ("Comments",),
        "tiv unit": ("SIPRI TIV per unit",),
        "tiv order": ("SIPRI TIV for total order",),
        "tiv": ("SIPRI TIV of delivered weapons",),
    }
    optional = ("designation", "description", "comment", "tiv unit", "tiv order")
    columns = {key: grid.index(called[0], called, key not in optional) for key, called in names.items()}
    for name in ("order year", "ordered", "delivered"):
        after = columns[name] + 1
        blank = after < len(grid.header) and _BLANK.fullmatch(folded(grid.header[after])) is not None
        if not blank:
            oddities.note(_NO_FLAGS, grid.line, names[name][0])
        columns[f"{name} mark"] = after if blank else -1
    return columns


def _mark(row: _Row, name: str) -> bool:
    return cells.mark(row.cell(name), "?")


def _content_id(row: list[str], seen: dict[str, int]) -> str:
    """A name for a deal that has none: the same row has the same name wherever it stands, a repeated one a number."""
    digest = hashlib.blake2b("\x1f".join(cell.strip() for cell in row).encode(), digest_size=8).hexdigest()
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def read_long(grid: Grid, oddities: Oddities) -> Iterator[Delivery]:
    """Shape B: one row per deal and delivery year, with flags for numbers, years and licensed production."""
    columns = _long_columns(grid)
    seen: dict[str, int] = {}
    for row in _rows(grid, columns, oddities):
        base = row.start(row.text("deal") or _content_id(row.row, seen))
        if base is None:
            continue
        order_year, order_bracket = row.year("order year")
        delivered, delivered_bracket = row.number("delivered")
        year, year_bracket = row.year("year")
        unit, tiv = row.number("tiv unit")[0], row.number("tiv")[0]
        if tiv is None and unit is not None and delivered is not None and year is not None:
            tiv = unit * delivered
            oddities.note("no TIV is given; number times TIV per unit was taken", row.line, "TIV delivery values")
        if year is None and tiv:
            oddities.note(_NO_YEAR, row.line, row.cell("year").field, row.cell("year").text)
        yield base._replace(
            designation=row.text("designation"),
            description=row.text("description"),
            category=row.text("category"),
            order_year=order_year,
            order_year_uncertain=order_bracket or cells.yes_no(row.cell("order year flag"), unclear=True),
            delivered=delivered,
            delivered_uncertain=delivered_bracket or cells.yes_no(row.cell("delivered flag"), unclear=True),
            year=year,
            year_uncertain=year_bracket or cells.yes_no(row.cell("year flag"), unclear=True),
            status=cells.status(row.cell("status")),
            licensed=cells.yes_no(row.cell("licensed"), unclear=False),
            tiv_new=row.number("tiv new")[0],
            tiv_unit=unit,
            tiv=tiv,
        )


def _long_columns(grid: Grid) -> dict[str, int]:
    names = {
        "deal": "SIPRI AT Database ID",
        "supplier": "Supplier",
        "recipient": "Recipient",
        "designation": "Designation",
        "description": "Description",
        "category": "Armament category",
        "order year": "Order date",
        "order year flag": "Order date is estimate",
        "delivered": "Numbers delivered",
        "delivered flag": "Numbers delivered is estimate",
        "year": "Delivery year",
        "year flag": "Delivery year is estimate",
        "status": "Status",
        "tiv new": "SIPRI estimate",
        "tiv unit": "TIV deal unit",
        "tiv": "TIV delivery values",
        "licensed": "Local production",
    }
    return {key: grid.index(name, (name,)) for key, name in names.items()}


def read_legacy(grid: Grid, oddities: Oddities) -> Iterator[Delivery]:
    """Shape C: one row per deal, as in shape A, with X for uncertain figures and L for licensed production."""
    columns = {name: grid.index(name, (name,)) for name in _LEGACY}
    seen: dict[str, int] = {}
    for row in _rows(grid, columns, oddities):
        base = row.start(row.text("tidn") or _content_id(row.row, seen), "buyer", "seller")
        if base is None:
            continue
        order_year, order_bracket = row.year("odat")
        ordered, ordered_bracket = row.number("onum")
        delivered, delivered_bracket = row.number("nrdel")
        years, years_bracket = cells.years(row.cell("delyears"))
        base = base._replace(
            designation=row.text("desig2"),
            description=row.text("desc"),
            category=row.text("wcat"),
            order_year=order_year,
            order_year_uncertain=order_bracket or cells.mark(row.cell("odai"), "X"),
            ordered=ordered,
            ordered_uncertain=ordered_bracket or cells.mark(row.cell("onai"), "X"),
            delivered=delivered,
            delivered_uncertain=delivered_bracket or cells.mark(row.cell("nrdelai"), "X"),
            year_uncertain=True if years_bracket else None,
            status=cells.status(row.cell("status")),
            licensed=(row.text("coprod") or "").upper() == "L",
            tiv_unit=row.number("tivunit")[0],
            tiv_order=row.number("tivorder")[0],
            tiv=row.number("tivdel")[0],
        )
        yield from _split(base, years, oddities)


_LEGACY = (
    "tidn",
    "odat",
    "odai",
    "onum",
    "onai",
    "desig2",
    "wcat",
    "desc",
    "coprod",
    "nrdel",
    "nrdelai",
    "delyears",
) + (
    "buyer",
    "seller",
    "status",
    "tivunit",
    "tivorder",
    "tivdel",
)


def _split(deal: Delivery, years: list[int], oddities: Oddities) -> Iterator[Delivery]:
    """A deal over its delivery years. More than one year: equal parts, which is a guess and is marked as one."""
    if not years:
        if deal.tiv:
            oddities.note(_NO_YEAR, deal.line, "years of delivery")
        yield deal
        return
    if len(years) > 1:
        oddities.note("what came in which year is not said; it was split evenly, which is a guess", deal.line)
    count = len(years)
    for year in years:
        yield deal._replace(
            year=year,
            delivered=None if deal.delivered is None else deal.delivered / count,
            tiv=None if deal.tiv is None else deal.tiv / count,
            split=count > 1,
            years_in_deal=count,
        )


READERS: dict[str, Callable[[Grid, Oddities], Iterator[Delivery]]] = {
    "register": read_register,
    "long": read_long,
    "legacy": read_legacy,
}
