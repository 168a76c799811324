"""Pictures over time: what is ready, and what a raid would do, for every alternative, with bands."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vyuha.outputs.axes import number_axis, style_of, year_axis, year_of, years_of
from vyuha.outputs.pictures import GREY, MUTED, NARROW, WIDE, drawing, new_figure, to_svg, wrap

# Width of the uppermost of lines that may coincide, and how much wider each one below it is.
_NARROWEST, _STEP = 1.1, 0.8


@dataclass(frozen=True)
class Course:
    """What all lines of a picture share: names by id of alternative, the height's name and kind, and days marked."""

    names: dict[str, str]
    label: str
    kind: str
    as_of: datetime.date
    dates: tuple[datetime.date, ...] = ()


def bands_svg(rows: pl.DataFrame, course: Course, name: str, narrow: bool, alt: str) -> str:
    """One panel per alternative: mean, its 95 % interval, and the band of nine in ten futures; others in grey.

    `rows` has the columns alternative, date, mean, low, high, p05 and p95.
    """
    ids = [alternative for alternative in course.names if alternative in set(rows["alternative"])]
    columns = 1 if narrow or len(ids) == 1 else 2 if len(ids) in (2, 4) else 3
    down = -(-len(ids) // columns)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 70 + (165 if narrow else 205) * down)
        grid = figure.subplots(down, columns, sharex=True, sharey=True, squeeze=False)
        lines = {alternative: rows.filter(pl.col("alternative") == alternative).sort("date") for alternative in ids}
        order = list(course.names)
        for spot, axes in enumerate(grid.flat):
            if spot >= len(ids):
                axes.set_visible(False)
                continue
            for other in ids:
                if other != ids[spot]:
                    _plain(axes, lines[other], GREY)
            style = style_of(order.index(ids[spot]))
            _bands(axes, lines[ids[spot]], style["color"], spot == 0)
            _marks(axes, course, spot == 0)
            axes.set_title(wrap(course.names[ids[spot]], 40 if narrow else 112 // columns))
            axes.grid(axis="y")
            axes.margins(x=0.01)
            number_axis(axes.yaxis, course.kind)
            year_axis(axes.xaxis, 5 if narrow or columns == 3 else 9)
            axes.tick_params(labelbottom=True)
        _floor(grid[0][0], rows, course.kind)
        figure.supylabel(course.label, fontsize=9, color=MUTED)
        figure.legend(loc="outside lower center", ncols=1 if narrow else 4, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def overlay_svg(
    rows: pl.DataFrame, course: Course, panels: Sequence[tuple[str, str]], name: str, narrow: bool, alt: str
) -> str:
    """One panel per quantity (id in the column `quantity`, and title), a line of the mean for every alternative.

    Later lines are narrower and lie above, so that none hides another where they coincide.
    """
    columns = 1 if narrow else min(3, len(panels))
    down = -(-len(panels) // columns)
    with drawing():
        legend = 20 * (len(course.names) if narrow else -(-len(course.names) // 4))
        figure = new_figure(NARROW if narrow else WIDE, 35 + legend + 190 * down)
        grid = figure.subplots(down, columns, sharex=True, squeeze=False)
        for spot, axes in enumerate(grid.flat):
            if spot >= len(panels):
                axes.set_visible(False)
                continue
            quantity, title = panels[spot]
            for index, (alternative, text) in enumerate(course.names.items()):
                line = rows.filter((pl.col("quantity") == quantity) & (pl.col("alternative") == alternative))
                line = line.sort("date")
                style: dict[str, Any] = style_of(index) | ({"label": wrap(text, 44)} if spot == 0 else {})
                style["linewidth"] = _NARROWEST + _STEP * (len(course.names) - 1 - index)
                axes.plot(years_of(line["date"].to_list()), line["mean"].to_list(), **style)
            axes.axvline(year_of(course.as_of), color=MUTED, linewidth=1.0, linestyle=":", zorder=1)
            axes.set_title(title)
            axes.set_ylim(bottom=0.0)
            axes.grid(axis="y")
            axes.margins(x=0.01)
            number_axis(axes.yaxis, course.kind)
            year_axis(axes.xaxis, 5)
            axes.tick_params(labelbottom=True)
        figure.legend(loc="outside lower center", ncols=1 if narrow else 4, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _plain(axes: Any, rows: pl.DataFrame, colour: str) -> None:
    axes.plot(
        years_of(rows["date"].to_list()), rows["mean"].to_list(), color=colour, linewidth=0.8, alpha=0.55, zorder=1
    )


def _bands(axes: Any, rows: pl.DataFrame, colour: str, first: bool) -> None:
    """The band of futures below the interval of the mean, below the mean itself."""
    years = years_of(rows["date"].to_list())
    for low, high, alpha, text in (
        ("p05", "p95", 0.18, "nine in ten futures"),
        ("low", "high", 0.4, "95 % interval of the mean"),
    ):
        bounds = rows.select(low, high).cast(pl.Float64).fill_null(float("nan"))
        lower, upper = bounds[low].to_list(), bounds[high].to_list()
        axes.fill_between(years, lower, upper, color=colour, alpha=alpha, linewidth=0, zorder=2, **_label(text, first))
    axes.plot(years, rows["mean"].to_list(), color=colour, linewidth=1.9, zorder=3, **_label("mean", first))


def _marks(axes: Any, course: Course, first: bool) -> None:
    label = _label("facts end, futures begin", first)
    axes.axvline(year_of(course.as_of), color=MUTED, linewidth=1.0, linestyle=":", zorder=1, **label)
    for date in course.dates:
        axes.plot(
            year_of(date), 0.0, "^", color=MUTED, markersize=5, transform=axes.get_xaxis_transform(), clip_on=False
        )


def _floor(axes: Any, rows: pl.DataFrame, kind: str) -> None:
    """Counts and money start at nothing; shares do unless all of them lie high; a flat line gets some air."""
    lowest = min(v for v in (rows["mean"].min(), rows["p05"].min(), rows["low"].min(), 1e300) if isinstance(v, float))
    if kind != "share" or lowest < 0.5:
        axes.set_ylim(bottom=0.0)
    bottom, top = axes.get_ylim()
    if kind == "share":
        axes.set_ylim(bottom, min(1.0, top) if bottom < 0.9 else 1.0 + 0.05 * (1.0 - bottom))
    elif top <= 0.06:
        axes.set_ylim(bottom, 1.0)


def _label(text: str, first: bool) -> dict[str, str]:
    """The label for the legend, in the first panel only."""
    return {"label": text} if first else {}
