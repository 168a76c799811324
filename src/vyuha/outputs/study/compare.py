"""Pictures of a comparison: every alternative with its interval, and the differences fight for fight."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from vyuha.outputs.axes import categories, number_axis, signed, whisker, word
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import (
    BLUE,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.results.answers import Answer
from vyuha.results.outcomes import along, kind, words

_MEANS = (
    "Mean of each alternative with its 95 % interval; the best is filled. Intervals that overlap do not say that "
    "two alternatives are alike: what tells them apart is the difference, fight for fight, below."
)
_APART = 'Difference from "{}" fight for fight, with its 95 % interval. A hollow mark is not told from none.'
_HAIR = {"elinewidth": 1.6, "capsize": 3.0, "capthick": 1.6, "markersize": 7.0, "markeredgewidth": 1.6}


def charts(answer: Answer) -> list[Chart]:
    """Means, then differences from the best and from the base."""
    return [_means(answer), *_differences(answer)]


def _means(answer: Answer) -> Chart:
    rows = answer.tables["alternatives"]
    outcome = rows["outcome"][0]
    title = f"{_capital(words(outcome))}, by alternative"
    said = "; ".join(f"{row['name']}: {_ends(row, kind(outcome))}" for row in rows.iter_rows(named=True))
    filled = rows["best"].to_list()
    label = along(outcome)
    draw = partial(_intervals, rows, filled, (safe_name(answer.name, "means"), f"{title}. {said}.", label), False)
    return Chart(safe_name(answer.name, "means"), "compare", title, _MEANS, rows, draw)


def _differences(answer: Answer) -> Iterator[Chart]:
    table = answer.tables["differences"]
    for other in dict.fromkeys(table["against_name"]):
        rows = table.filter(pl.col("against_name") == other)
        outcome = rows["outcome"][0]
        title = f'{_capital(words(outcome))}: difference from "{other}"'
        said = "; ".join(f"{row['name']}: {_ends(row, kind(outcome), True)}" for row in rows.iter_rows(named=True))
        told = [_told(row) for row in rows.iter_rows(named=True)]
        name = safe_name(answer.name, "difference", rows["against"][0])
        label = f"difference in {along(outcome)}"
        draw = partial(_intervals, rows, told, (name, f"{title}. {said}.", label), True)
        yield Chart(name, "compare", title, _APART.format(other), rows, draw)


def _intervals(
    rows: pl.DataFrame, filled: list[bool], said: tuple[str, str, str], differences: bool, narrow: bool
) -> str:
    """One row for each alternative: a mark, its interval, and the numbers beside it."""
    name, alt, label = said
    written, colour = kind(rows["outcome"][0]), ORANGE if differences else BLUE
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 70 + (62 if narrow else 44) * rows.height)
        axes = figure.subplots()
        for place, row in enumerate(rows.iter_rows(named=True)):
            if row["mean"] != row["mean"]:
                continue
            error = whisker(row["mean"], row["low"], row["high"])
            face = colour if filled[place] else PAPER
            axes.errorbar(
                row["mean"], place, xerr=error, fmt="o", color=colour, markerfacecolor=face, ecolor=colour, **_HAIR
            )
            number = signed(row["mean"], written) if differences else word(row["mean"], written)
            axes.annotate(
                number, (row["mean"], place), (0, 9), textcoords="offset points", ha="center", fontsize=8.0, color=INK
            )
        if differences:
            axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
        _finish(axes, rows, label, written if not differences or written != "share" else "points", narrow)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _finish(axes: Any, rows: pl.DataFrame, label: str, written: str, narrow: bool) -> None:
    categories(axes, [wrap(name, 16 if narrow else 36) for name in rows["name"]], 8.5)
    number_axis(axes.xaxis, written, 4 if narrow else 7)
    axes.margins(x=0.12)
    axes.set_xlabel(wrap(label, 34 if narrow else 90), color=MUTED)
    axes.grid(axis="x")


def _told(row: dict[str, Any]) -> bool:
    return row["low"] is not None and row["high"] is not None and not row["low"] <= 0.0 <= row["high"]


def _ends(row: dict[str, Any], written: str, differences: bool = False) -> str:
    """A mean and its interval in words."""
    if row["mean"] != row["mean"]:
        return "no fight came to its end"
    say = signed if differences else word
    if row["low"] is None or row["high"] is None:
        return f"{say(row['mean'], written)}, no interval"
    return f"{say(row['mean'], written)} ({say(row['low'], written)} to {say(row['high'], written)})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
