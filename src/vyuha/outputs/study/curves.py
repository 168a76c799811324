"""Pictures of curves: means with the band of their 95 % interval, knees and sizes that saturate with theirs."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from vyuha.outputs.axes import number_axis, signed, tick, whisker, word
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import (
    BLUE,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.wording import amount
from vyuha.results.answers import Answer

# How the axes of `outputs.axes` write what a panel holds.
_KINDS = {"time": "count", "ratio": "count"}
_UNITS = {"time": " s"}
# Marks by their kind: line style, colour, and words in the legend.
_MARKS = {
    "knee": (":", VERMILLION, "knee"),
    "full": ("--", ORANGE, "size from which on the defence is full"),
    "limit": ("-.", PURPLE, "where the chance passes its limit"),
}
_HAIR = {"elinewidth": 1.4, "capsize": 2.6, "capthick": 1.4, "linestyle": "none"}
_HEIGHT = 215
# Panels side by side on the desk, and letters that have room below one of them.
_COLUMNS, _ROOM = 2, 44


class _Panel(NamedTuple):
    """What one panel draws."""

    measure: str
    title: str
    kind: str
    stepped: bool
    rows: pl.DataFrame
    marks: pl.DataFrame
    knees: pl.DataFrame

    @property
    def unit(self) -> str:
        """What stands behind its numbers."""
        return _UNITS.get(self.kind, "")


def charts(answer: Answer) -> list[Chart]:
    """The pictures of an answer: its curves, and the steps from one alternative to the next."""
    return [*_curves(answer), *_steps(answer)]


def _curves(answer: Answer) -> Iterator[Chart]:
    panels = _panels(answer)
    if not panels:
        return
    label, stepped = _axis_label(answer), panels[0].stepped
    name = safe_name("curve", answer.name)
    alt = f"{answer.title}. " + " ".join(_said(panel, label) for panel in panels)

    def draw(narrow: bool) -> str:
        return curves_svg(panels, label, name, narrow, alt)

    how = (
        "Points are what was fought; bars are 95 % intervals."
        if stepped
        else ("Points are what was fought, the band their 95 % interval. Between the points lines guide the eye.")
    )
    marked = (
        " Upright lines mark knees and the sizes named in the sentences, shaded over their 95 % intervals; a knee is "
        "where the two straight lines meet."
    )
    caption = how + (marked if any(panel.marks.height for panel in panels) else "")
    yield Chart(name, answer.name, answer.title, caption, answer.tables["curve"], draw, tall=len(panels) > _COLUMNS)


def _panels(answer: Answer) -> list[_Panel]:
    curve, told = answer.tables["curve"], answer.tables["knees"].filter(pl.col("told"))
    marks = told.unique(["measure", "at"], keep="first", maintain_order=True)

    def of(table: pl.DataFrame, measure: str) -> pl.DataFrame:
        return table.filter(pl.col("measure") == measure)

    knees = told.filter(pl.col("kind") == "knee")
    found = answer.tables["panels"].select("measure", "title", "kind", "stepped")
    return [
        _Panel(measure, title, kind, stepped, of(curve, measure), of(marks, measure), of(knees, measure))
        for measure, title, kind, stepped in found.iter_rows()
    ]


def curves_svg(panels: Sequence[_Panel], label: str, name: str, narrow: bool, alt: str) -> str:
    """One panel for each measure, over the same axis: alternatives as points with bars, numbers as a line in a band."""
    columns = 1 if narrow or len(panels) == 1 else _COLUMNS
    down = -(-len(panels) // columns)
    kinds = list(dict.fromkeys(kind for panel in panels for kind in panel.marks["kind"].to_list()))
    with drawing():
        figure = new_figure(
            NARROW if narrow else WIDE, 20 + (20 if kinds else 0) * (len(kinds) if narrow else 1) + _HEIGHT * down
        )
        grid = figure.subplots(down, columns, sharex=True, squeeze=False)
        for axes, panel in zip(grid.flat, panels, strict=False):
            (_bars if panel.stepped else _band)(axes, panel.rows, panel.kind == "time")
            _two_lines(axes, panel)
            for n, mark in enumerate(panel.marks.iter_rows(named=True)):
                _mark(axes, mark, panel.rows, n)
            axes.set_title(wrap(panel.title, 40 if narrow else 60))
            axes.set_ylim(bottom=0.0 if _floor(panel) else None)
            if panel.kind == "share":
                axes.set_ylim(top=1.04)
            number_axis(axes.yaxis, _KINDS.get(panel.kind, panel.kind))
            axes.grid(axis="y")
            _places(axes, panel.rows, "" if panel.stepped else label, narrow or columns > 1)
        for axes in list(grid.flat)[len(panels) :]:
            axes.set_visible(False)
        _legend(figure, kinds, narrow)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _band(axes: Any, rows: pl.DataFrame, endless: bool) -> None:
    """Means in the band of their intervals. One that is `endless` where it has no upper end reaches to the top."""
    top = 1.1 * float(rows.select(pl.max_horizontal("mean", "high").max()).item() or 0.0)
    known = rows.with_columns(pl.col("high").fill_null(pl.when(endless & pl.col("low").is_not_null()).then(top)))
    known = known.with_columns(pl.col("mean", "low", "high").fill_null(math.nan))
    x, mean, low, high = (known[column].to_list() for column in ("x", "mean", "low", "high"))
    axes.fill_between(x, low, high, color=BLUE, alpha=0.25, linewidth=0, zorder=2)
    axes.plot(x, mean, color=BLUE, linewidth=1.6, marker="o", markersize=4.0, zorder=3, clip_on=False)


def _bars(axes: Any, rows: pl.DataFrame, endless: bool) -> None:
    """Means with bars; `endless` is for bands."""
    for line in rows.iter_rows(named=True):
        if line["mean"] is not None:
            error = whisker(line["mean"], line["low"], line["high"])
            axes.errorbar(line["x"], line["mean"], yerr=error, fmt="o", color=BLUE, ecolor=BLUE, clip_on=False, **_HAIR)
    axes.margins(x=0.15)


def _two_lines(axes: Any, panel: _Panel) -> None:
    """The two straight lines that meet at a knee."""
    least, most = _ends(panel.rows)
    for knee in panel.knees.iter_rows(named=True):
        at, level = knee["at"], knee["level"]
        x = [least, at, most]
        heights = [level + knee["before"] * (least - at), level, level + knee["after"] * (most - at)]
        axes.plot(x, heights, color=VERMILLION, linewidth=1.0, alpha=0.8, zorder=2)


def _mark(axes: Any, mark: dict[str, Any], rows: pl.DataFrame, number: int) -> None:
    """A line at a knee or another size, over the band of its interval as far as it was fought; `number` says how many
    are there already, so that no words cover others.
    """
    style, colour, _ = _MARKS[mark["kind"]]
    least, most = _ends(rows)
    low, high = (min(max(end, least), most) for end in (mark["low"], mark["high"]))
    axes.axvspan(low, high, color=colour, alpha=0.16, linewidth=0, zorder=1)
    axes.axvline(mark["at"], color=colour, linewidth=1.5, linestyle=style, zorder=2)
    # Beside the line, on the side where there is room.
    right = mark["at"] < 0.5 * (least + most)
    spot = ((4 if right else -4), -3 - 13 * number)
    axes.annotate(
        tick(float(f"{mark['at']:.3g}"), "count"),
        (mark["at"], 1.0),
        spot,
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        fontsize=8.5,
        color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 1.0},
        zorder=4,
    )


def _places(axes: Any, rows: pl.DataFrame, label: str, tight: bool) -> None:
    """What stands along the bottom: numbers, or without a `label` the names of alternatives."""
    axes.tick_params(labelbottom=True)
    if label:
        axes.set_xlabel(wrap(label, 44 if tight else 90))
        number_axis(axes.xaxis, "count", 5 if tight else 9)
        return
    names = rows["place"].to_list()
    room = (_ROOM if tight else 2 * _ROOM) // max(len(names), 1)
    upright = max(len(part) for name in names for part in name.split()) > room
    shown = [wrap(name, 24 if upright else room) for name in names]
    axes.set_xticks(rows["x"].to_list(), shown, fontsize=8.0, rotation=60 if upright else 0)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)


def _legend(figure: Any, kinds: Sequence[str], narrow: bool) -> None:
    from matplotlib.lines import Line2D

    styles: list[dict[str, Any]] = [
        dict(zip(("linestyle", "color", "label"), _MARKS[kind], strict=True)) for kind in kinds
    ]
    lines = [Line2D([], [], **style) for style in styles]
    if lines:
        figure.legend(handles=lines, loc="outside lower center", ncols=1 if narrow else len(lines))


def _steps(answer: Answer) -> Iterator[Chart]:
    """What each alternative changes against the one before it."""
    if "steps" not in answer.tables or not answer.tables["steps"].height:
        return
    steps, name = answer.tables["steps"], safe_name("steps", answer.name)
    panels = _panels(answer)
    kinds = {panel.measure: panel.kind for panel in panels}
    titles = {panel.measure: panel.title for panel in panels}
    words = " ".join(
        f"{titles[line['measure']]}, {line['place']} against {line['before']}: "
        f"{signed(line['mean'], kinds[line['measure']])}."
        for line in steps.iter_rows(named=True)
    )
    title = "What the next one changes"

    def draw(narrow: bool) -> str:
        return steps_svg(steps, titles, kinds, (name, f"{title}. {words}"), narrow)

    caption = (
        "The mean difference to the alternative before it over the same fights, with its 95 % interval. Hollow: not "
        "told from none."
    )
    yield Chart(name, answer.name, title, caption, steps, draw)


def steps_svg(
    steps: pl.DataFrame, titles: dict[str, str], kinds: dict[str, str], named: tuple[str, str], narrow: bool
) -> str:
    """One panel for each measure: differences with their intervals; `named` holds the name and the words of it."""
    measures = list(dict.fromkeys(steps["measure"].to_list()))
    columns = 1 if narrow or len(measures) == 1 else _COLUMNS
    down = -(-len(measures) // columns)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 15 + _HEIGHT * down)
        grid = figure.subplots(down, columns, squeeze=False)
        for axes, measure in zip(grid.flat, measures, strict=False):
            rows = steps.filter(pl.col("measure") == measure)
            for line in rows.iter_rows(named=True):
                colour = BLUE if line["told"] else MUTED
                fill = colour if line["told"] else PAPER
                error = whisker(line["mean"], line["low"], line["high"])
                style = {"color": colour, "ecolor": colour, "markerfacecolor": fill}
                axes.errorbar(line["x"], line["mean"], yerr=error, fmt="o", **style, **_HAIR)
            axes.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
            axes.set_title(wrap(f"{titles[measure]}: change by the next one", 46 if narrow else 60))
            number_axis(axes.yaxis, "points" if kinds[measure] == "share" else kinds[measure])
            axes.grid(axis="y")
            axes.margins(x=0.2)
            _places(axes, rows, "", narrow or columns > 1)
        for axes in list(grid.flat)[len(measures) :]:
            axes.set_visible(False)
        name, alt = named
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _axis_label(answer: Answer) -> str:
    name, unit = answer.tables["panels"].select("along", "unit").row(0)
    return f"{name} ({unit})" if unit else str(name)


def _ends(rows: pl.DataFrame) -> tuple[float, float]:
    x: list[float] = rows["x"].to_list()
    return min(x), max(x)


def _floor(panel: _Panel) -> bool:
    return bool((panel.rows["mean"].fill_null(0.0) >= 0.0).all())


def _said(panel: _Panel, label: str) -> str:
    """A panel in words, for those who do not see it."""
    kind = _KINDS.get(panel.kind, panel.kind)
    points = ", ".join(
        f"{line['place']}: {word(line['mean'], kind)}{panel.unit}"
        for line in panel.rows.iter_rows(named=True)
        if line["mean"] is not None
    )
    marks = "".join(
        f" {_MARKS[mark['kind']][2].capitalize()} at {amount(mark['at'])}."
        for mark in panel.marks.iter_rows(named=True)
    )
    return f"{panel.title}, by {label}: {points}.{marks}"
