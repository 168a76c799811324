"""Pictures of import shares by supplier: bars for one window, lines over moving windows, and the data behind both."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.wording import percent, percent_range
from vyuha.programme.sipri.shares import Shares, SupplierShare
from vyuha.programme.sipri.wording import CREDIT

MOST_BARS, MOST_LINES = 12, 6
COLUMNS = ("recipient", "first_year", "last_year", "edition", "supplier", "tiv", "share", "low", "high") + (
    "flagged",
    "without_flagged",
    "least",
    "most",
    "hhi",
    "hhi_low",
    "hhi_high",
    "source",
)
_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
_HAIR = {"ecolor": INK, "elinewidth": 1.3, "capsize": 3.0, "capthick": 1.3}
# A spreadsheet takes a cell that begins so for a formula, and names come from files of unknown origin.
_FORMULA = ("=", "+", "-", "@")
# What the page's style gives to pictures inside it; a picture in a file of its own has to bring it along.
_STYLE = (
    "<style>svg{--ink:#16191d;--muted:#5b626b;--grid:#d9dce0;--paper:#ffffff;--blue:#0072b2;background:#ffffff}"
    'text{font-family:"DejaVu Sans",Arial,sans-serif!important}</style>'
)


def shares_svg(result: Shares, narrow: bool, alt: str) -> str:
    """A bar for each supplier, largest first, with its range where there is one; small ones are put together."""
    shown = result.suppliers[:MOST_BARS]
    rest = result.suppliers[MOST_BARS:]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 80 + 30 * (len(shown) + bool(rest)))
        axes = figure.subplots()
        widest = max(part.share if part.high is None else max(part.high, part.share) for part in shown)
        for row, part in enumerate(shown):
            _bar(axes, row, part, widest, narrow)
        if rest:
            share = sum(part.share for part in rest)
            axes.barh(len(shown), share, 0.62, color=GREY)
            axes.text(share + 0.02 * widest, len(shown), percent(share), va="center", fontsize=9)
        labels = [wrap(part.supplier, 16 if narrow else 40) for part in shown]
        axes.set_yticks(range(len(shown) + bool(rest)), labels + ([f"{len(rest)} others"] if rest else []))
        axes.set_ylim(len(shown) + bool(rest) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlim(0.0, widest * (1.7 if narrow else 1.3))
        axes.xaxis.set_major_formatter(_percent_tick)
        axes.set_xlabel(f"share of TIV delivered, {result.first_year} to {result.last_year}")
        axes.grid(axis="x")
        return to_svg(figure, f"shares-{'narrow' if narrow else 'wide'}", alt)


def moving_svg(windows: Sequence[Shares], narrow: bool, alt: str) -> str:
    """Shares of the largest suppliers in each window, against its last year, with their ranges as bands."""
    width = windows[0].last_year - windows[0].first_year + 1
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 330)
        axes = figure.subplots()
        for colour, supplier in zip(_COLOURS, leading(windows), strict=False):
            parts = [(window.last_year, window.of(supplier)) for window in windows]
            years = [year for year, _ in parts]
            axes.plot(years, [part.share if part else 0.0 for _, part in parts], "o-", color=colour, markersize=3.5)
            axes.lines[-1].set_label(supplier)
            low = [part.low if part and part.low is not None else (part.share if part else 0.0) for _, part in parts]
            high = [part.high if part and part.high is not None else (part.share if part else 0.0) for _, part in parts]
            axes.fill_between(years, low, high, color=colour, alpha=0.16, linewidth=0.0)
        axes.set_ylim(bottom=0.0)
        axes.yaxis.set_major_formatter(_percent_tick)
        axes.set_ylabel("share of TIV delivered")
        axes.set_xlabel(f"last year of a window of {width} years")
        axes.tick_params(labelcolor=MUTED)
        axes.grid(axis="y")
        from matplotlib.ticker import MaxNLocator

        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5 if narrow else 12))
        figure.legend(loc="outside lower left", ncols=2 if narrow else MOST_LINES, handlelength=1.2)
        return to_svg(figure, f"moving-shares-{'narrow' if narrow else 'wide'}", alt)


def leading(windows: Sequence[Shares]) -> list[str]:
    """The suppliers with the largest sums of shares over the windows, largest first."""
    sums: dict[str, float] = {}
    for window in windows:
        for part in window.suppliers:
            sums[part.supplier] = sums.get(part.supplier, 0.0) + part.share
    return sorted(sums, key=lambda name: (-sums[name], name))[:MOST_LINES]


def shares_csv(results: Sequence[Shares]) -> str:
    """The data of the pictures: a row for each window and supplier, shares and concentration from 0 to 1."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in results:
        before = (result.recipient, result.first_year, result.last_year, " and ".join(result.editions))
        after = (result.hhi, result.hhi_low, result.hhi_high, CREDIT)
        for part in result.suppliers:
            ends = (part.low, part.high, part.flagged, part.unflagged, part.least, part.most)
            row = (*before, part.supplier, part.tiv, part.share, *ends, *after)
            writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def standalone(svg: str) -> str:
    """A picture of a page as a file of its own, with colours that do not depend on a page."""
    head, _, body = svg.partition(">")
    named = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{named}>{_STYLE}{body}\n"


def _bar(axes: Any, row: int, part: SupplierShare, widest: float, narrow: bool) -> None:
    axes.barh(row, part.share, 0.62, color=BLUE)
    text, end = percent(part.share), part.share
    if part.low is not None and part.high is not None:
        # The range need not hold the share as filed, for example where a large delivery may belong to another year.
        middle = 0.5 * (part.low + part.high)
        axes.errorbar(middle, row, xerr=0.5 * (part.high - part.low), fmt="none", **_HAIR)
        text += f" ({percent_range(part.low, part.high)})"
        end = max(end, part.high)
    axes.text(end + (0.05 if narrow else 0.02) * widest, row, text, va="center", fontsize=8 if narrow else 9)


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _percent_tick(share: float, _: int) -> str:
    return f"{100.0 * share:.4g} %"
