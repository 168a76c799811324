"""Files in the shapes that SIPRI's site gives, filled with deals, numbers and TIV that are all made up."""

import base64
import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LONG_HEADER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,"
    "Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production"
)
REGISTER_HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Deliveries in the Year Range, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
LEGACY_HEADER = (
    "tidn,buyercod,sellercod,odat,odai,onum,onai,ldat,term,desig2,wcat,desc,coprod,nrdel,nrdelai,delyears,buyer,"
    "seller,status,tivunit,tivorder,tivdel"
)
TITLE = "Made-up transfers in the shape of an export"
SOURCE = "Source: SIPRI Arms Transfers Database (c) SIPRI."
MADE = "Data generated: 28 Sep 2026 9:10:31 AM"


class Deal(NamedTuple):
    """A made-up deal with what came in one year."""

    supplier: str
    year: int
    number: int
    unit: float
    deal: str = "1"
    recipient: str = "India"
    number_flag: bool = False
    year_flag: bool = False
    status: str = "New"
    licensed: bool = False
    order: int = 2015

    @property
    def tiv(self) -> float:
        return self.number * self.unit


# What India receives from 2020 to 2024, in millions of made-up TIV:
#   Russia  10 x 20 + 8 x 20 = 360     France 11 x 30 = 330     Israel 26 x 5 = 130     United States 9 x 20 = 180
#   total 360 + 330 + 130 + 180 = 1000, so Russia's share is 360 / 1000 = 36 per cent.
# Outside the window Russia adds 15 x 20 = 300 in 2018 and 5 x 20 = 100 in 2025, Israel 20 x 5 = 100 in 2017.
INDIA = (
    Deal("Russia", 2018, 15, 20.0, "101", status="New"),
    Deal("Russia", 2020, 10, 20.0, "101", number_flag=True),
    Deal("Russia", 2022, 8, 20.0, "102", licensed=True),
    Deal("Russia", 2025, 5, 20.0, "102", year_flag=True),
    Deal("France", 2021, 6, 30.0, "201"),
    Deal("France", 2022, 5, 30.0, "201", year_flag=True),
    Deal("Israel", 2017, 20, 5.0, "301"),
    Deal("Israel", 2023, 26, 5.0, "301", number_flag=True),
    Deal("United States", 2024, 9, 20.0, "401", status="Second hand", year_flag=True),
)
OTHERS = (
    Deal("China", 2021, 40, 10.0, "501", recipient="Pakistan"),
    Deal("Russia", 2022, 3, 4.0, "502", recipient="African Union**"),
)


def table(header: str, rows: Iterable[Sequence[object]], preamble: Sequence[str] = (TITLE, "", SOURCE, MADE)) -> str:
    """A file: what stands above, the header, the rows."""
    out = io.StringIO()
    for line in preamble:
        out.write(line + "\n")
    out.write(header + "\n")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def long_row(deal: Deal) -> list[object]:
    yes = {True: "Yes", False: "No"}
    return [
        deal.deal,
        deal.supplier,
        deal.recipient,
        f"Made-up {deal.deal}",
        "notional system",
        "Aircraft",
        deal.order,
        "No",
        deal.number,
        yes[deal.number_flag],
        deal.year,
        yes[deal.year_flag],
        deal.status,
        deal.unit,
        f"{deal.unit:.3f}",
        f"{deal.tiv:.3f}".rstrip("0").rstrip("."),
        yes[deal.licensed],
    ]


def long_file(deals: Iterable[Deal] = INDIA + OTHERS, preamble: Sequence[str] | None = None) -> str:
    """Shape B, with eleven lines above the header."""
    above = [TITLE, *[f"Note {n}" for n in range(6)], "", SOURCE, MADE, ""] if preamble is None else preamble
    return table(LONG_HEADER, [long_row(deal) for deal in deals], above)


def register_row(
    supplier: str, years: str, number: object, tiv: object, recipient: str = "India", flags: str = "   "
) -> list[object]:
    order, ordered, delivered = (flag.strip() for flag in flags)
    return [
        recipient,
        supplier,
        2015,
        order,
        40,
        ordered,
        f"Made-up {supplier}",
        "notional system",
        number,
        delivered,
        years,
        "New",
        "made up; with a comma, quoted",
        tiv / number if isinstance(number, int) and isinstance(tiv, int) else 10,
        400,
        tiv,
    ]


def register_file(
    rows: Sequence[Sequence[object]] | None = None,
    header: str = REGISTER_HEADER,
    preamble: Sequence[str] = (TITLE, "'?' marks uncertain data", "", SOURCE, MADE),
) -> str:
    """Shape A. The same 36 per cent as above; no deal crosses the edge of the window 2020 to 2024."""
    standard = [
        register_row("Russia", "2020; 2022", 18, 360, flags="  ?"),
        register_row("Russia", "2018", 15, 300),
        register_row("France", "2021; 2022", 11, 330, flags="?  "),
        register_row("Israel", "2023", 26, 130),
        register_row("United States", "2024", 9, 180, flags=" ? "),
        register_row("Germany", "", "", ""),
    ]
    return table(header, standard if rows is None else rows, preamble)


def legacy_file() -> str:
    """Shape C. The same 36 per cent."""

    def row(
        deal: int, seller: str, years: str, number: int, tiv: float, flag: str = "", licence: str = ""
    ) -> list[object]:
        start = [deal, "IND", seller[:3].upper(), 2015, "X", 40, "", 0, "N/A", f"Made-up {deal}", "AC", "notional"]
        return [*start, licence, number, flag, years, "India", seller, "N", tiv / number, 400, tiv]

    rows = [
        row(1, "Russia", "2020;2022", 18, 360.0, "X", "L"),
        row(2, "France", "2021", 11, 330.0),
        row(3, "Israel", "2023", 26, 130.0, "X"),
        row(4, "United States", "2024", 9, 180.0),
    ]
    return table(LEGACY_HEADER, rows, ())


def values_file(recipient: str = "India") -> str:
    """The TIV table. The same 36 per cent: sums over 2020 to 2024 are 360, 330, 130, 180."""
    rows = [
        "Supplier,2019,2020,2021,2022,2023,2024,2019-2024,Percentage,Sum total years,Percentage of total",
        "Russia,50,200,,160,,,410,35%,410,35%",
        "France,,,180,150,,,330,28%,330,28%",
        "Israel,,,,,130,,130,11%,130,11%",
        "United States,,,,,,180,180,16%,180,16%",
        "Italy,,0 ,,,,,0,0.0%,0,0.0%",
        f"Total exports to {recipient},50,200,180,310,130,180,1050,100%,1050,",
    ]
    above = ["Volume of transfers (made up)", "", SOURCE, "Data generated: 28 Sep 2026 9:10:08 AM", ""]
    return "\n".join([*above, *rows]) + "\n"


def reply(text: str) -> str:
    """The table as the site's reply wraps it."""
    return json.dumps({"bytes": base64.b64encode(text.encode()).decode()})


def plain_shares(text: str, recipient: str, first: int, last: int) -> dict[str, float]:
    """Shares from a file of shape B by the plainest way there is: the check of the library by other means."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("SIPRI AT Database ID"))
    sums: dict[str, float] = {}
    for row in csv.DictReader(lines[start:]):
        if row["Recipient"].rstrip("*") == recipient and first <= int(row["Delivery year"]) <= last:
            sums[row["Supplier"]] = sums.get(row["Supplier"], 0.0) + float(row["TIV delivery values"])
    total = sum(sums.values())
    return {supplier: tiv / total for supplier, tiv in sums.items()}
