"""Tornado: how far an outcome moves with one figure after the other at the ends of its range."""

from typing import Any

from vyuha.outputs.pictures import BLUE, INK, MUTED, NARROW, ORANGE, PAPER, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.wording import bounds
from vyuha.results.sensitivity import FigureSensitivity, Sensitivity, by_swing, is_told
from vyuha.results.sensitivity_text import MEASURE_WORDS, figure_words
from vyuha.results.statistics import Estimate

# Rows of the picture; the table below it has all.
MOST_ROWS = 20
_BAR = 0.36


def sensitivity_svg(made: Sensitivity, narrow: bool, alt: str) -> str:
    """Two bars per figure, the widest swing first, with their 95 % intervals: above for the low end of its range, below
    for the high one. A bar whose interval holds zero is hollow.
    """
    rows = by_swing(made)[:MOST_ROWS]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 90 + (62 if narrow else 40) * max(len(rows), 1))
        axes = figure.subplots()
        for place, row in enumerate(rows):
            _bar(axes, place - 0.5 * _BAR, row.change_low, ORANGE, row.low)
            _bar(axes, place + 0.5 * _BAR, row.change_high, BLUE, row.high)
        axes.axvline(0.0, color=MUTED, linewidth=0.8)
        # Room for the words at the ends of the bars.
        axes.margins(x=0.42 if narrow else 0.14)
        axes.set_xlabel(wrap(f"change of {MEASURE_WORDS[made.measure]} per fight", 34 if narrow else 80))
        axes.set_yticks(range(len(rows)), [_label(row, narrow) for row in rows])
        axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        _legend(figure)
        return to_svg(figure, "sensitivity-narrow" if narrow else "sensitivity-wide", alt)


def _bar(axes: Any, place: float, change: Estimate | None, colour: str, words: str) -> None:
    """One end of a figure's range; nothing where it was not fought."""
    if change is None:
        return
    low, high = bounds(change)
    error = [[max(0.0, change.mean - low)], [max(0.0, high - change.mean)]]
    hair = {"ecolor": INK, "elinewidth": 1.1, "capsize": 2.5, "capthick": 1.1}
    face = colour if is_told(change) else PAPER
    axes.barh(place, change.mean, _BAR, xerr=error, color=face, edgecolor=colour, linewidth=1.4, error_kw=hair)
    right = change.mean >= 0.0
    at, side = (max(high, 0.0), "left") if right else (min(low, 0.0), "right")
    axes.annotate(
        words, (at, place), ((5 if right else -5), 0), textcoords="offset points", ha=side, va="center", fontsize=7.5
    )


def _label(row: FigureSensitivity, narrow: bool) -> str:
    """Name of the figure and the value in use."""
    return wrap(f"{figure_words(row)} ({row.value})", 16 if narrow else 44)


def _legend(figure: Any) -> None:
    from matplotlib.patches import Patch

    marks = [Patch(color=ORANGE, label="low end"), Patch(color=BLUE, label="high end")]
    marks.append(Patch(facecolor=PAPER, edgecolor=MUTED, label="not told from none"))
    figure.legend(handles=marks, loc="outside upper left", ncols=3, handlelength=1.2, columnspacing=1.2)
