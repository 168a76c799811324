"""Who supplied how much of a recipient's imports in a window of years.

The measure is SIPRI's trend-indicator value (TIV) of what was delivered: units times TIV per unit, in millions. The
concentration is the Herfindahl-Hirschman index on the scale from 0 to 1: the sum of squared shares, 1 for a single
supplier, 1/n for n equal ones.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl

from vyuha.programme.sipri.cells import FIRST_YEAR, LAST_YEAR
from vyuha.programme.sipri.spread import Floats, Spread, drawn_totals, relevant
from vyuha.programme.sipri.table import Deliveries, Remark
from vyuha.programme.sipri.values import ANY_RECIPIENT
from vyuha.reading.problems import InputErrors, Problem, suggestion

# The same state under an earlier name; used only where the caller asks for it.
SUCCESSORS = {"Soviet Union": "Russia", "Turkey": "Turkiye", "Czech Republic": "Czechia"}
NO_FLAGS = "the TIV table marks nothing as uncertain"
NO_DRAW = "no draw left anything in the window"
_FLAGGED = pl.col("delivered_uncertain").fill_null(False) | pl.col("year_uncertain").fill_null(False)
_WINDOW = 5

Ends: TypeAlias = tuple[float | None, float | None]
_NONE: Ends = (None, None)


@dataclass(frozen=True)
class SupplierShare:
    """One supplier's part of the imports.

    `tiv` in millions; `low` and `high` under the assumed spread (None: no flags in the file); `flagged` is the part of
    its TIV that rests on flagged or split figures; `unflagged` its share if such rows are left out (None: nothing is
    left); `least` and `most` its share if its own flagged rows, or all others' flagged rows, are left out.
    """

    supplier: str
    tiv: float
    share: float
    low: float | None
    high: float | None
    flagged: float
    unflagged: float | None
    least: float
    most: float


@dataclass(frozen=True)
class Shares:
    """The shares of all suppliers in a window, largest first, with concentration (0 to 1) and what to know about them.

    `split` is the part of the total that rests on an even split of deals over years inside and outside the window.
    """

    recipient: str
    first_year: int
    last_year: int
    total: float
    suppliers: tuple[SupplierShare, ...]
    hhi: float
    hhi_low: float | None
    hhi_high: float | None
    flagged: float
    split: float
    spread: Spread | None
    why_no_range: str
    editions: tuple[str, ...]
    shapes: tuple[str, ...]
    remarks: tuple[Remark, ...]

    def of(self, supplier: str) -> SupplierShare | None:
        """One supplier's part; None if it delivered nothing in the window."""
        return next((part for part in self.suppliers if part.supplier == supplier), None)


def shares(
    deliveries: Deliveries,
    recipient: str,
    first_year: int,
    last_year: int,
    spread: Spread | None = None,
    successors: bool = False,
) -> Shares:
    """Shares by supplier of what `recipient` received from `first_year` to `last_year`, both included.

    `spread` None: the default one. `successors`: count states under their later names (the Soviet Union as Russia).
    Raises `InputErrors` for an unknown recipient, a window that is none, or one in which nothing was delivered.
    """
    spread = spread or Spread()
    rows = _rows_of(deliveries, recipient, first_year, last_year, successors)
    inside = _counted(rows).filter(pl.col("year").is_between(first_year, last_year))
    flagged = inside.select(flag=_FLAGGED | _straddles(rows, first_year, last_year))["flag"].to_list()
    names, tivs = inside["supplier"].to_list(), inside["tiv"].to_list()
    whole = _sums(zip(names, tivs, strict=True))
    sure = _sums((name, tiv) for name, tiv, flag in zip(names, tivs, flagged, strict=True) if not flag)
    total = math.fsum(tivs)
    if total <= 0.0:
        raise _nothing(deliveries, rows, recipient, first_year, last_year)
    ranges, hhi_range, why = _ranges(deliveries, rows, first_year, last_year, spread)
    known = sorted((name for name, tiv in whole.items() if tiv > 0.0), key=lambda name: (-whole[name], name))
    parts = tuple(_part(name, whole, sure, total, ranges.get(name, (None, None))) for name in known)
    straddling = inside.filter(_straddles(rows, first_year, last_year))["tiv"].to_list()
    return Shares(
        recipient=rows["recipient"][0] if rows["recipient"][0] != ANY_RECIPIENT else recipient,
        first_year=first_year,
        last_year=last_year,
        total=total,
        suppliers=parts,
        hhi=math.fsum(part.share**2 for part in parts),
        hhi_low=hhi_range[0],
        hhi_high=hhi_range[1],
        flagged=1.0 - math.fsum(sure.values()) / total,
        split=math.fsum(straddling) / total,
        spread=None if why else spread,
        why_no_range=why,
        editions=deliveries.editions,
        shapes=tuple(sorted({file.shape for file in deliveries.files})),
        remarks=tuple(_window_remarks(deliveries, rows, first_year, last_year)),
    )


def moving_shares(
    deliveries: Deliveries,
    recipient: str,
    width: int = _WINDOW,
    spread: Spread | None = None,
    successors: bool = False,
) -> tuple[Shares, ...]:
    """Shares in each window of `width` years that the recipient's deliveries fill, oldest first.

    SIPRI looks at five years at a time because single years swing. A window in which nothing came is left out.
    """
    rows = _rows_of(deliveries, recipient, FIRST_YEAR, LAST_YEAR, successors)
    years = _counted(rows).filter(pl.col("tiv") > 0.0)["year"].to_list()
    found = []
    for last in range(min(years, default=0) + width - 1, max(years, default=-1) + 1):
        if any(last - width < year <= last for year in years):
            found.append(shares(deliveries, recipient, last - width + 1, last, spread, successors))
    return tuple(found)


def kinds(
    deliveries: Deliveries, recipient: str, first_year: int, last_year: int, successors: bool = False
) -> pl.DataFrame:
    """TIV in the window by supplier, status (new, second hand, modernized) and licensed production.

    Columns: supplier, status, licensed (null where the shape does not say), tiv, share of all imports.
    """
    rows = _counted(_rows_of(deliveries, recipient, first_year, last_year, successors))
    rows = rows.filter(pl.col("year").is_between(first_year, last_year))
    key = ["supplier", "status", "licensed"]
    tiv = pl.col("tiv").sort().sum()
    found = rows.group_by(key).agg(tiv).with_columns(share=pl.col("tiv") / pl.col("tiv").sum())
    return found.sort("tiv", *key, descending=[True, False, False, False])


def _rows_of(deliveries: Deliveries, recipient: str, first: int, last: int, successors: bool) -> pl.DataFrame:
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        message = f"the window must run from a first to a later or the same year, within {FIRST_YEAR} to {LAST_YEAR}"
        raise _refused(deliveries, "window", f"{first} to {last}", message)
    names = sorted(deliveries.frame["recipient"].unique().to_list())
    wanted = recipient.strip().rstrip("*").casefold()
    found = next((name for name in names if name.casefold() in (wanted, ANY_RECIPIENT)), None)
    if found is None:
        message = "no such recipient in the file" + ("s" if len(deliveries.files) > 1 else "")
        raise _refused(deliveries, "recipient", recipient, message + suggestion(recipient, names))
    rows = deliveries.frame.filter(pl.col("recipient") == found)
    return rows.with_columns(pl.col("supplier").replace(SUCCESSORS)) if successors else rows


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("year").is_not_null() & pl.col("tiv").is_not_null())


def _straddles(rows: pl.DataFrame, first: int, last: int) -> pl.Expr:
    """Split rows of deals that delivered both inside and outside the window: where the even split matters."""
    split = rows.filter(pl.col("split"))
    outside = split.filter(~pl.col("year").is_between(first, last))["deal"].unique()
    return pl.col("split") & pl.col("deal").is_in(outside.implode())


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Sums by name, correctly rounded, so that the order of rows does not show."""
    values: dict[str, list[float]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: math.fsum(found) for name, found in values.items()}


def _part(
    name: str,
    whole: dict[str, float],
    sure: dict[str, float],
    total: float,
    interval: Ends,
) -> SupplierShare:
    tiv, own = whole[name], sure.get(name, 0.0)
    all_sure = math.fsum(sure.values())
    others_sure = max(0.0, all_sure - own)
    return SupplierShare(
        supplier=name,
        tiv=tiv,
        share=tiv / total,
        low=interval[0],
        high=interval[1],
        flagged=1.0 - own / tiv,
        unflagged=own / all_sure if all_sure > 0.0 else None,
        least=own / (own + total - tiv) if own + total - tiv > 0.0 else 1.0,
        most=tiv / (tiv + others_sure),
    )


def _ranges(
    deliveries: Deliveries, rows: pl.DataFrame, first: int, last: int, spread: Spread
) -> tuple[dict[str, Ends], Ends, str]:
    """Ranges of all shares and of the concentration; empty, with the reason, where there is nothing to draw."""
    if not deliveries.has_flags:
        return {}, _NONE, NO_FLAGS
    names, totals = drawn_totals(relevant(_counted(rows), first, last), first, last, spread)
    sums = totals.sum(axis=1)
    if not np.any(sums > 0.0):
        return {}, _NONE, NO_DRAW
    drawn = totals[sums > 0.0] / sums[sums > 0.0][:, np.newaxis]
    each = {name: _quantiles(drawn[:, column], spread.level) for column, name in enumerate(names)}
    return each, _quantiles((drawn**2).sum(axis=1), spread.level), ""


def _quantiles(values: Floats, level: float) -> Ends:
    low, high = np.quantile(values, [0.5 - 0.5 * level, 0.5 + 0.5 * level])
    return float(low), float(high)


def _window_remarks(deliveries: Deliveries, rows: pl.DataFrame, first: int, last: int) -> Iterable[Remark]:
    """What the window asks for and the files do not hold."""
    file = ", ".join(facts.file for facts in deliveries.files)
    held = _years_held(deliveries)
    if held is not None and (first < held[0] or last > held[1]):
        text = (
            f"the window is {first} to {last}, deliveries in the file are of {held[0]} to {held[1]}; only those count"
        )
        yield Remark(file, 0, "window", "", text)
    elif held is not None and rows["year_uncertain"].any() and (first == held[0] or last == held[1]):
        text = "the file ends with the window, so uncertain years move out of it in the draws and none move in"
        yield Remark(file, 0, "window", "", text)
    counted = _counted(rows)
    years = set(counted["year"].to_list())
    missing = [year for year in range(first, last + 1) if year not in years]
    if missing:
        text = (
            f"no delivery in {', '.join(map(str, missing[:12]))}{' ...' if len(missing) > 12 else ''}; counted as none"
        )
        yield Remark(file, 0, "delivery year", "", text)
    undated = math.fsum(rows.filter(pl.col("year").is_null() & pl.col("tiv").is_not_null())["tiv"].to_list())
    if undated > 0.0:
        yield Remark(
            file, 0, "delivery year", "", f"{undated:g} million TIV without a delivery year count in no window"
        )
    priceless = rows.filter(pl.col("year").is_between(first, last) & pl.col("tiv").is_null()).height
    if priceless:
        yield Remark(file, 0, "TIV", "", f"{priceless} deliveries in the window have no TIV and count as nothing")


def _years_held(deliveries: Deliveries) -> tuple[int, int] | None:
    """The delivery years that the files were asked for, or else those that they hold."""
    asked = [(file.first_year, file.last_year) for file in deliveries.files]
    known = [(first, last) for first, last in asked if first is not None and last is not None]
    if len(known) == len(asked):
        return min(first for first, _ in known), max(last for _, last in known)
    years = deliveries.frame["year"].drop_nulls().to_list()
    return (min(years), max(years)) if years else None


def _nothing(deliveries: Deliveries, rows: pl.DataFrame, recipient: str, first: int, last: int) -> InputErrors:
    years = _counted(rows)["year"].to_list()
    held = f"its deliveries here are of {min(years)} to {max(years)}" if years else "it has no dated delivery here"
    return _refused(
        deliveries, "window", f"{first} to {last}", f"nothing with a TIV was delivered to {recipient}; {held}"
    )


def _refused(deliveries: Deliveries, field: str, value: str, message: str) -> InputErrors:
    """A question that the files cannot answer; the line is that of the first file's header."""
    first = deliveries.files[0]
    return InputErrors([Problem(first.file, first.header_line, field, value, message)])
