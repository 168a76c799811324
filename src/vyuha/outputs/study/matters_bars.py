"""Bars with intervals: two for each factor, one for each figure, and one that is split in two."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from vyuha.outputs.pictures import BLUE, INK, MUTED, NARROW, ORANGE, PAPER, SKY, WIDE, drawing, new_figure, to_svg, wrap

_HAIR = {"ecolor": INK, "elinewidth": 1.1, "capsize": 2.5, "capthick": 1.1}
# A value with both ends of its interval (None where there is none).
Ends = tuple[float, float | None, float | None]


class Row(NamedTuple):
    """A factor with its range, one or two values, and whether they are told from none."""

    name: str
    range: str
    first: Ends
    second: Ends | None
    told: bool


def pairs_svg(
    rows: Sequence[Row],
    id: str,
    narrow: bool,
    axis: str,
    alt: str,
    names: tuple[str, str] = ("low end", "high end"),
    shares: bool = False,
) -> str:
    """Two bars for each row, the first above."""
    with drawing():
        figure, axes = _axes(rows, narrow, 62 if narrow else 40)
        for place, row in enumerate(rows):
            _bar(axes, place - 0.18, 0.36, row.first, ORANGE, row.told)
            if row.second is not None:
                _bar(axes, place + 0.18, 0.36, row.second, BLUE, row.told)
        _finish(axes, rows, narrow, axis, shares)
        _legend(figure, [(ORANGE, names[0]), (BLUE, names[1])], any(not row.told for row in rows), narrow)
        return to_svg(figure, id, alt)


def bars_svg(rows: Sequence[Row], id: str, narrow: bool, axis: str, alt: str, shares: bool = False) -> str:
    """One bar for each row."""
    with drawing():
        figure, axes = _axes(rows, narrow, 46 if narrow else 30)
        for place, row in enumerate(rows):
            _bar(axes, place, 0.56, row.first, BLUE, row.told)
        _finish(axes, rows, narrow, axis, shares)
        return to_svg(figure, id, alt)


def split_svg(ends: Ends, id: str, narrow: bool, alt: str) -> str:
    """One bar of the whole variance: ignorance from the left, chance for the rest."""
    share = ends[0]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 112)
        axes = figure.subplots()
        axes.barh(0, share, 0.8, color=ORANGE)
        axes.barh(0, 1.0 - share, 0.8, left=share, color=SKY)
        low, high = (share if end is None else end for end in ends[1:])
        axes.errorbar(share, 0, xerr=[[max(share - low, 0.0)], [max(high - share, 0.0)]], fmt="none", **_error())
        axes.set_xlim(0.0, 1.0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("share of the variance of one fight")
        axes.xaxis.set_major_formatter(_percent())
        _legend(figure, [(ORANGE, "ignorance of the figures"), (SKY, "chance")], False, narrow)
        return to_svg(figure, id, alt)


def _axes(rows: Sequence[Row], narrow: bool, height: int) -> tuple[Any, Any]:
    figure = new_figure(NARROW if narrow else WIDE, 96 + height * max(len(rows), 1))
    return figure, figure.subplots()


def _bar(axes: Any, place: float, thick: float, ends: Ends, colour: str, told: bool) -> None:
    value = ends[0]
    low, high = (value if end is None else end for end in ends[1:])
    error = [[max(0.0, value - low)], [max(0.0, high - value)]]
    face = colour if told else PAPER
    axes.barh(place, value, thick, xerr=error, color=face, edgecolor=colour, linewidth=1.3, error_kw=_HAIR)


def _finish(axes: Any, rows: Sequence[Row], narrow: bool, axis: str, shares: bool) -> None:
    axes.axvline(0.0, color=MUTED, linewidth=0.8)
    axes.set_xlabel(wrap(axis, 34 if narrow else 80))
    labels = [f"{wrap(row.name, 18 if narrow else 40)}\n{wrap(row.range, 20 if narrow else 44)}" for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=7.5 if narrow else 8.5)
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    if shares:
        axes.set_xlim(0.0, 1.0)
        axes.xaxis.set_major_formatter(_percent())


def _percent() -> Any:
    from matplotlib.ticker import PercentFormatter

    return PercentFormatter(1.0, decimals=0, symbol=" %")


def _error() -> dict[str, Any]:
    return {"ecolor": INK, "elinewidth": 1.4, "capsize": 5, "capthick": 1.4}


def _legend(figure: Any, marks: Sequence[tuple[str, str]], hollow: bool, narrow: bool) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(color=colour, label=label) for colour, label in marks]
    if hollow:
        patches.append(Patch(facecolor=PAPER, edgecolor=MUTED, label="not told from none"))
    columns = 2 if narrow else len(patches)
    figure.legend(handles=patches, loc="outside upper left", ncols=columns, handlelength=1.2, columnspacing=1.2)
