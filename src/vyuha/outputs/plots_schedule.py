"""Pictures of schedules: what was promised, what came, what is forecast; and what was forecast when."""

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from vyuha.outputs.axes import categories, month, year_axis, year_of, years_of
from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GRID,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    PURPLE,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.wording import percent

_FAN = (("p05", "p95", 0.28, "nine in ten futures"), ("p25", "p75", 0.75, "half of the futures"))
# What fails in so many futures is as good as never.
_SURELY = 0.995
# A fan that reaches further than this beyond everything else is cut, with an arrow.
_BEYOND = 5.0


def delivery_svg(
    rows: pl.DataFrame,
    labels: Sequence[str],
    as_of: datetime.date,
    name: str,
    narrow: bool,
    alt: str,
    stroke: str = "median forecast",
    proposed: frozenset[int] = frozenset(),
) -> str:
    """Draw rows of the table `arrivals`, each with its label: promised, re-set and delivered, or the forecast fan.

    `stroke` says in the legend what the column `p50` holds; `proposed` are numbers of rows without a contract.
    """
    lines = list(rows.iter_rows(named=True))
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, (125 if narrow else 85) + (46 if narrow else 33) * len(lines))
        axes = figure.subplots()
        right = _right_end(lines, as_of)
        done: set[str] = set()
        for row, line in enumerate(lines):
            _fan(axes, row, line, (right, stroke), done)
            _points(axes, row, line, done, row in proposed)
            _say(axes, row, labels[row], line, narrow)
        axes.axvline(year_of(as_of), color=MUTED, linewidth=1.0, linestyle=":", zorder=1)
        top = -0.95 if narrow else -0.7
        note = {"fontsize": 8, "color": MUTED, "ha": "right", "va": "bottom"}
        axes.text(year_of(as_of), top, f"facts as of {month(as_of)}  ", **note)
        categories(axes, [""] * len(lines) if narrow else [wrap(label, 34) for label in labels], 8.5)
        axes.set_ylim(len(lines) - 0.4, -1.25 if narrow else -0.95)
        axes.set_xlim(_left_end(lines, as_of), right)
        axes.grid(axis="x")
        year_axis(axes.xaxis, 4 if narrow else 12)
        columns = 2 if narrow else 6
        figure.legend(loc="outside lower center", ncols=columns, fontsize=8, handlelength=1.2, columnspacing=1.3)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def arrival_words(line: dict[str, Any], short: bool = False) -> str:
    """When a tranche came, or when it may.

    >>> arrival_words({"delivered": datetime.date(2022, 7, 16)})
    'came Jul 2022'
    """
    if line["delivered"] is not None:
        return f"came {month(line['delivered'])}" if not short else month(line["delivered"])
    never = line["never"] or 0.0
    if line["p50"] is None:
        return "never" if never >= 1.0 else "practically never" if never >= _SURELY else f"never in {_rounded(never)}"
    if short:
        return f"~ {month(line['p50'])}"
    if line["p05"] is None:
        return f"expected {month(line['p50'])}"
    tail = f", never in {_rounded(never)}" if never > 0.0 else ""
    if line["p95"] is None:
        return f"{month(line['p50'])} (from {month(line['p05'], '?')} on{tail})"
    return f"{month(line['p50'])} ({month(line['p05'], '?')} to {month(line['p95'])}{tail})"


def _rounded(share: float) -> str:
    """A share of futures in whole per cent, which is all that futures can tell."""
    return percent(share) if share < 0.01 else f"{100.0 * share:.0f} %"


def vintages_svg(rows: pl.DataFrame, titles: Sequence[tuple[str, str]], name: str, narrow: bool, alt: str) -> str:
    """Draw rows of the table `vintages`: one panel per tranche (id and title), said along, expected up."""
    columns = 1 if narrow else min(3, len(titles))
    down = -(-len(titles) // columns)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 65 + (215 if narrow else 270) * down)
        grid = figure.subplots(down, columns, sharex=True, sharey=True, squeeze=False)
        left, right, low, high = _window(rows)
        for spot, axes in enumerate(grid.flat):
            if spot >= len(titles):
                axes.set_visible(False)
                continue
            tranche, title = titles[spot]
            axes.fill_between([left, right], [left, right], low, color=GRID, alpha=0.45, linewidth=0)
            axes.plot([left, right], [left, right], color=MUTED, linewidth=0.8, zorder=1)
            _said(axes, rows.filter(pl.col("tranche") == tranche).sort("said"), (left, right), spot == 0)
            axes.set_title(title)
            axes.set_xlim(left, right)
            axes.set_ylim(low, high)
            axes.grid(True)
            year_axis(axes.xaxis, 5)
            year_axis(axes.yaxis, 7)
            axes.tick_params(labelbottom=True)
        for row in grid:
            row[0].set_ylabel("delivery expected")
        for axes in grid[-1] if down == 1 else grid.flat:
            axes.set_xlabel("when it was said")
        figure.legend(loc="outside lower center", ncols=2, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _say(axes: Any, row: int, label: str, line: dict[str, Any], narrow: bool) -> None:
    """When the tranche came or may come: at the right; on a phone above the row, with the label."""
    if narrow:
        head = axes.get_yaxis_transform()
        axes.text(0.0, row - 0.36, shorten(label, 40), transform=head, fontsize=8.5, va="bottom")
        words = arrival_words(line, True)
        axes.text(1.0, row - 0.36, words, transform=head, fontsize=8.5, va="bottom", ha="right", color=MUTED)
        return
    place = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 8.5, "annotation_clip": False}
    axes.annotate(arrival_words(line), (1.02, row), **place)


def shorten(text: str, most: int) -> str:
    """Text of at most so many characters.

    >>> shorten("Squadron 5", 6)
    'Squad…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _fan(axes: Any, row: int, line: dict[str, Any], end: tuple[float, str], done: set[str]) -> None:
    """Nested bars of quantiles; one that has no upper end in the futures runs to the edge, with an arrow."""
    right, stroke = end
    if line["delivered"] is not None:
        return
    for low, high, alpha, label in _FAN:
        if line[low] is None:
            continue
        start = year_of(line[low])
        last = right if line[high] is None else min(right, year_of(line[high]))
        axes.barh(row, last - start, 0.5, left=start, color=ORANGE, alpha=alpha, linewidth=0, **_once(label, done))
        if low == "p05" and (line[high] is None or year_of(line[high]) > right):
            axes.plot([right], [row], ">", color=ORANGE, markersize=7, clip_on=False, zorder=4)
    if line["p50"] is not None:
        middle = min(right, year_of(line["p50"]))
        axes.vlines(middle, row - 0.29, row + 0.29, color=INK, linewidth=2.0, zorder=5, **_once(stroke, done))


def _points(axes: Any, row: int, line: dict[str, Any], done: set[str], proposed: bool) -> None:
    planned, reset, delivered = line["planned"], line["reset"], line["delivered"]
    if planned is not None and delivered is not None:
        axes.hlines(row, year_of(planned), year_of(delivered), color=MUTED, linewidth=1.4, zorder=2)
    elif planned is not None and (start := line["p05"] or line["p50"]) is not None:
        axes.hlines(row, year_of(planned), year_of(start), color=MUTED, linewidth=1.4, linestyle=":", zorder=2)
    hollow = {"markerfacecolor": PAPER, "markeredgewidth": 1.6, "linestyle": "none", "zorder": 6}
    if planned is not None:
        colour, marker, text = (MUTED, "o", "as a contract would promise") if proposed else (GREEN, "D", "planned")
        style = hollow | {"markeredgecolor": colour, "markersize": 7.5}
        axes.plot(year_of(planned), row, marker, **style, **_once(text, done))
    if reset is not None:
        style = hollow | {"markeredgecolor": PURPLE, "markersize": 11.0}
        axes.plot(year_of(reset), row, "s", **style, **_once("re-set baseline", done))
    if delivered is not None:
        style = {"color": BLUE, "markersize": 7.5, "linestyle": "none", "zorder": 7}
        axes.plot(year_of(delivered), row, "o", **style, **_once("delivered", done))


def _said(axes: Any, rows: pl.DataFrame, window: tuple[float, float], first: bool) -> None:
    """The forecasts of one tranche in the order in which they were made, and the fact as a line."""
    (left, right), said, middles = window, [], []
    for line in rows.iter_rows(named=True):
        start = line["first"] if line["first"] is not None else line["last"]
        end = line["last"] if line["last"] is not None else line["first"]
        if start is None:
            continue
        at, low, high = year_of(line["said"]), *years_of((start, end))
        axes.vlines(at, low, high, color=ORANGE, linewidth=5, alpha=0.5, zorder=3)
        said.append(at)
        middles.append(0.5 * (low + high))
    label = {"label": "forecast, with the span that was meant"} if first else {}
    axes.plot(
        said, middles, "o-", color=ORANGE, linewidth=1.3, markersize=5.5, markeredgecolor=PAPER, zorder=4, **label
    )
    fact = rows["delivered"].drop_nulls()
    if len(fact):
        axes.axhline(year_of(fact[0]), color=BLUE, linewidth=1.8, zorder=2)
        # The note stands on the side where fewer forecasts were made.
        aside = sum(at > 0.5 * (left + right) for at in said) > 0.5 * len(said)
        place, side = (left, "left") if aside else (right, "right")
        axes.text(place, year_of(fact[0]), f" came {month(fact[0])} ", ha=side, va="bottom", fontsize=8.5, color=BLUE)


def _window(rows: pl.DataFrame) -> tuple[float, float, float, float]:
    """First and last year said, first and last year expected, with a margin."""
    said = years_of(rows["said"].to_list())
    expected = years_of([date for key in ("first", "last", "delivered") for date in rows[key].drop_nulls()])
    left, right = min(said) - 0.4, max(said) + 0.6
    return left, right, min([*expected, left]) - 0.3, max([*expected, right]) + 0.5


def _left_end(lines: Sequence[dict[str, Any]], as_of: datetime.date) -> float:
    keys = ("planned", "reset", "delivered", "p05")
    return min([year_of(line[key]) for line in lines for key in keys if line[key] is not None] + [year_of(as_of)]) - 0.4


def _right_end(lines: Sequence[dict[str, Any]], as_of: datetime.date) -> float:
    keys = ("planned", "reset", "delivered", "p75", "p50")
    most = max([year_of(line[key]) for line in lines for key in keys if line[key] is not None] + [year_of(as_of)])
    tails = [year_of(line["p95"]) for line in lines if line["p95"] is not None]
    return max(most + 0.4, min(max(tails, default=most), most + _BEYOND) + 0.2)


def _once(label: str, done: set[str]) -> dict[str, str]:
    """The label for the legend, the first time only."""
    if label in done:
        return {}
    done.add(label)
    return {"label": label}
