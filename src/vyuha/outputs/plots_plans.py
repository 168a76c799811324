"""Pictures that compare: alternatives on dates, differences on the same futures, one unit more, loads, raids."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from vyuha.outputs.axes import marker_of, month, number_axis, signed, style_of, whisker, word
from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    WIDE,
    YELLOW,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.programme.wording import plural

_HAIR = {"elinewidth": 1.4, "capsize": 2.6, "capthick": 1.4, "linestyle": "none"}
_ABOVE = {"elinewidth": 1.0, "capsize": 2.8, "capthick": 1.0, "linestyle": "none"}
# Links from the last to the first of the chain; the hatch tells apart those that share a colour.
_LINK_COLOURS = (VERMILLION, ORANGE, BLUE, GREEN, YELLOW, PURPLE, SKY, GREY, INK)
_HATCHES = ("", "////", "....")
_FILL_COLOURS = (VERMILLION, ORANGE, PURPLE, SKY, GREEN, BLUE)


class Panel(NamedTuple):
    """A measure to draw: its name in the tables, its title, and how its numbers are written."""

    measure: str
    title: str
    kind: str


def compared_svg(
    rows: pl.DataFrame, names: dict[str, str], panels: Sequence[Panel], name: str, narrow: bool, alt: str
) -> str:
    """Points with 95 % intervals: one block of rows per date, one row per alternative, one panel per measure.

    `rows` has the columns alternative, date, measure, mean, low and high; where it has `against` too, it holds
    differences, and nought is drawn as a line.
    """
    differences = "against" in rows.columns
    order = list(names)
    shown = [alternative for alternative in order if alternative in set(rows["alternative"])]
    dates = sorted(set(rows["date"]))
    lines = _lines(rows, dates, shown)
    height = 15 * lines.edges[-1]
    with drawing():
        legend = (17 if narrow else 8) * len(shown)
        figure = new_figure(NARROW if narrow else WIDE, 45 + legend + (height + 46) * (len(panels) if narrow else 1))
        shape = (len(panels), 1) if narrow else (1, len(panels))
        grid = figure.subplots(*shape, sharey=True, squeeze=False)
        for spot, (axes, panel) in enumerate(zip(grid.flat, panels, strict=True)):
            part = rows.filter(pl.col("measure") == panel.measure)
            for alternative in shown:
                place = order.index(alternative)
                style = {"color": style_of(place)["color"], "marker": marker_of(place), "markersize": 4.5}
                style |= {"label": wrap(names[alternative], 46)} if spot == 0 else {}
                _points(axes, part.filter(pl.col("alternative") == alternative), lines.rows, style)
            _numbers(axes, part, lines.rows, panel.kind, differences)
            axes.set_title(_title(panel, differences))
            _date_rows(axes, [month(date) for date in dates], lines)
            if differences:
                axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
            number_axis(axes.xaxis, _kind(panel, differences), 4)
            axes.grid(axis="x")
        columns = 1 if narrow else 2
        figure.legend(loc="outside lower center", ncols=columns, fontsize=8.5, handletextpad=0.4)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def marginal_svg(rows: pl.DataFrame, panels: Sequence[Panel], unit: str, name: str, narrow: bool, alt: str) -> str:
    """What the n-th unit changes at full load, with 95 % intervals; `rows` has units, measure, mean, low, high."""
    with drawing():
        figure, grid = _row_of_panels(len(panels), narrow, 205)
        for axes, panel in zip(grid.flat, panels, strict=True):
            part = rows.filter(pl.col("measure") == panel.measure).sort("units")
            for line in part.iter_rows(named=True):
                error = whisker(line["mean"], line["low"], line["high"])
                clear = line["low"] is not None and line["high"] is not None and line["low"] * line["high"] > 0.0
                colour = BLUE if clear else MUTED
                fill = {"markerfacecolor": colour if clear else PAPER}
                axes.errorbar(
                    line["units"], line["mean"], yerr=error, fmt="o", color=colour, ecolor=colour, **fill, **_HAIR
                )
            axes.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
            axes.set_title(_title(panel, True))
            axes.set_xlabel(f"the n-th {unit}")
            _whole(axes)
            number_axis(axes.yaxis, _kind(panel, True))
            axes.grid(axis="y")
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def surface_svg(rows: pl.DataFrame, panels: Sequence[Panel], unit: str, name: str, narrow: bool, alt: str) -> str:
    """What was fought: a curve over the number of units for every load, with 95 % intervals."""
    # Without units there is no load: that point begins all curves.
    fills = sorted(set(rows.filter(pl.col("units") > 0)["fill"]), reverse=True)
    with drawing():
        figure, grid = _row_of_panels(len(panels), narrow, 240, 22 * (-(-len(fills) // 2) if narrow else 1))
        for spot, (axes, panel) in enumerate(zip(grid.flat, panels, strict=True)):
            for index, fill in enumerate(fills):
                chosen = (pl.col("fill") == fill) | (pl.col("units") == 0)
                part = (
                    rows.filter((pl.col("measure") == panel.measure) & chosen)
                    .unique("units", keep="first", maintain_order=True)
                    .sort("units")
                )
                colour = _FILL_COLOURS[-1 - index % len(_FILL_COLOURS)]
                label = {"label": f"{100.0 * fill:.0f} % of a full load"} if spot == 0 else {}
                units, means = part["units"].to_list(), part["mean"].to_list()
                axes.plot(units, means, color=colour, linewidth=1.4, marker=marker_of(index), markersize=4.5, **label)
                for line in part.iter_rows(named=True):
                    error = whisker(line["mean"], line["low"], line["high"])
                    axes.errorbar(line["units"], line["mean"], yerr=error, fmt="none", ecolor=colour, **_HAIR)
            axes.set_title(panel.title)
            axes.set_xlabel(f"ready {plural(unit)}")
            axes.set_ylim(bottom=0.0)
            _whole(axes)
            number_axis(axes.yaxis, panel.kind)
            axes.grid(axis="y")
        figure.legend(loc="outside lower center", ncols=2 if narrow else 4, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def links_svg(rows: pl.DataFrame, unit: str, name: str, narrow: bool, alt: str) -> str:
    """Leakers per raid by first broken link, stacked, over the number of units; links come in the table's order."""
    links = [link for link in dict.fromkeys(rows["link"]) if (rows.filter(pl.col("link") == link)["mean"] > 0.0).any()]
    units = sorted(set(rows["units"]))
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 270 + (19 * len(links) if narrow else 0))
        axes = figure.subplots()
        below = dict.fromkeys(units, 0.0)
        for index, link in zip(range(len(links) - 1, -1, -1), links, strict=True):
            part = rows.filter(pl.col("link") == link)
            means = dict(zip(part["units"], part["mean"], strict=True))
            heights = [means.get(count, 0.0) for count in units]
            axes.bar(
                units,
                heights,
                0.72,
                bottom=[below[count] for count in units],
                color=_LINK_COLOURS[index % len(_LINK_COLOURS)],
                hatch=_HATCHES[index // len(_LINK_COLOURS) % len(_HATCHES)],
                edgecolor=PAPER,
                linewidth=0.6,
                label=link,
            )
            below = {count: below[count] + height for count, height in zip(units, heights, strict=True)}
        axes.set_xlabel(f"ready {unit}s, full load")
        axes.set_ylabel("leakers per raid")
        _whole(axes)
        number_axis(axes.yaxis, "count")
        axes.grid(axis="y")
        handles, labels = axes.get_legend_handles_labels()
        place = "outside lower center" if narrow else "outside right center"
        figure.legend(handles[::-1], labels[::-1], loc=place, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def campaign_svg(rows: pl.DataFrame, panels: Sequence[Panel], unit: str, name: str, narrow: bool, alt: str) -> str:
    """Raid after raid without resupply: one panel per measure and one for the rounds that are left."""
    cases = list(dict.fromkeys(zip(rows["units"], rows["stock"], strict=True)))
    with drawing():
        legend = 20 * (len(cases) if narrow else -(-len(cases) // 3))
        figure, grid = _row_of_panels(len(panels) + 1, narrow, 215, legend)
        for index, (units, stock) in enumerate(cases):
            part = rows.filter((pl.col("units") == units) & (pl.col("stock") == stock)).sort("raid")
            style = style_of(index) | {"marker": marker_of(index), "markersize": 3.5, "linewidth": 1.5}
            label = f"{units} {unit}{'' if units == 1 else 's'}, {stock:,.0f} rounds"
            for axes, panel in zip(grid.flat, panels, strict=False):
                chosen = part.filter(pl.col("measure") == panel.measure)
                axes.plot(chosen["raid"].to_list(), chosen["mean"].to_list(), label=label, **style)
            left = part.unique("raid", keep="first").sort("raid")
            grid.flat[len(panels)].plot(left["raid"].to_list(), left["stock_left"].to_list(), **style)
        titles = [(panel.title, panel.kind) for panel in panels] + [("Rounds left after the raid", "count")]
        for axes, (title, kind) in zip(grid.flat, titles, strict=True):
            axes.set_title(title)
            axes.set_xlabel("raid")
            axes.set_ylim(bottom=0.0)
            _whole(axes)
            number_axis(axes.yaxis, kind)
            axes.grid(axis="y")
        handles, labels = grid.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=1 if narrow else 3, fontsize=8.5)
        return to_svg(figure, f"{name}-{'narrow' if narrow else 'wide'}", alt)


def _title(panel: Panel, difference: bool) -> str:
    """The title of a panel; differences of shares are in percentage points."""
    if not difference:
        return panel.title
    unit = ", points" if panel.kind == "share" else ""
    return f"Change in {panel.title[:1].lower()}{panel.title[1:]}{unit}"


def _kind(panel: Panel, difference: bool) -> str:
    return "points" if difference and panel.kind == "share" else panel.kind


def _row_of_panels(count: int, narrow: bool, height: float, legend: float = 0.0) -> tuple[Any, Any]:
    """Panels side by side, or one below the other on a phone."""
    figure = new_figure(NARROW if narrow else WIDE, 30 + legend + height * (count if narrow else 1))
    return figure, figure.subplots(*((count, 1) if narrow else (1, count)), squeeze=False)


class _Lines(NamedTuple):
    """Where things lie, in lines from above: rows of dates and alternatives, middles of dates, edges between."""

    rows: dict[tuple[Any, str], float]
    middles: list[float]
    edges: list[float]


def _lines(rows: pl.DataFrame, dates: Sequence[Any], shown: Sequence[str]) -> _Lines:
    """One line for each alternative that a date has, and one line between dates."""
    lines = _Lines({}, [], [0.0])
    for date in dates:
        there, top = set(rows.filter(pl.col("date") == date)["alternative"]), lines.edges[-1]
        own = [alternative for alternative in shown if alternative in there]
        lines.rows.update({(date, alternative): top + n for n, alternative in enumerate(own, start=1)})
        lines.middles.append(top + 0.5 * (len(own) + 1))
        lines.edges.append(top + len(own) + 1.0)
    return lines


def _points(axes: Any, rows: pl.DataFrame, heights: dict[tuple[Any, str], float], style: dict[str, Any]) -> None:
    """Markers with dark whiskers above them, so that short ones can be seen."""
    label = {"label": style["label"]} if "label" in style else {}
    plain = {key: part for key, part in style.items() if key != "label"}
    axes.plot([], [], linestyle="none", **plain, **label)
    for line in rows.iter_rows(named=True):
        error = whisker(line["mean"], line["low"], line["high"])
        row = heights[line["date"], line["alternative"]]
        dark = MUTED if plain["color"] == INK else INK
        axes.errorbar(line["mean"], row, xerr=error, ecolor=dark, barsabove=True, **plain, **_ABOVE)


def _numbers(
    axes: Any, rows: pl.DataFrame, heights: dict[tuple[Any, str], float], kind: str, differences: bool
) -> None:
    """Each mean in figures at the right edge of the panel."""
    for line in rows.iter_rows(named=True):
        row = heights[line["date"], line["alternative"]]
        text = signed(line["mean"], kind) if differences else word(line["mean"], kind)
        axes.annotate(
            text.removeprefix("USD "),
            (1.02, row),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7.5,
            color=INK,
            annotation_clip=False,
        )


def _date_rows(axes: Any, labels: Sequence[str], lines: _Lines) -> None:
    axes.set_yticks(lines.middles, labels)
    axes.set_ylim(lines.edges[-1], 0.0)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for edge in lines.edges[1:-1]:
        axes.axhline(edge, color=MUTED, linewidth=0.4, alpha=0.5, zorder=1)


def _whole(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=11))
    axes.tick_params(axis="x", labelcolor=MUTED)
