"""Pictures of a study of something rare: how far raids come, and with what chance."""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from vyuha.outputs.axes import whisker
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import BLUE, NARROW, VERMILLION, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.results.answers import Answer

SECTION = "Rare"
# Where both ways stand, beyond the end of the way.
_SPLIT, _PLAIN = 100.0, 104.0


def charts(answer: Answer) -> list[Chart]:
    """The chance to come to each level, down to what is rare; none where splitting found nothing."""
    levels = answer.tables.get("levels")
    if levels is None or levels.height < 2:
        return []
    ways = answer.tables["ways"]
    alt = _alt(answer, levels, ways)

    def draw(narrow: bool) -> str:
        return levels_svg(levels, ways, narrow, alt)

    caption = (
        "The chance that the raid comes so far, with 95 % intervals. At the end of the way stands what was asked for, "
        "and beside it what plain fights say; where they never saw it, a dotted line shows what they leave open."
    )
    return [Chart(safe_name(answer.ask, answer.name, "levels"), SECTION, answer.title, caption, levels, draw)]


def levels_svg(levels: pl.DataFrame, ways: pl.DataFrame, narrow: bool, alt: str) -> str:
    """Chance against the share of the way, on a scale of tenths."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 300 if narrow else 360)
        axes = figure.subplots()
        way = [0.0, *(100.0 * levels["share_of_way"])]
        chance, low, high = ([1.0, *levels[name]] for name in ("chance", "low", "high"))
        floor = _floor(levels)
        held = [max(floor, value if value is not None else mean) for value, mean in zip(low, chance, strict=True)]
        over = [value if value is not None else mean for value, mean in zip(high, chance, strict=True)]
        axes.fill_between(way, held, over, color=BLUE, alpha=0.18, linewidth=0)
        axes.plot(way, chance, color=BLUE, linewidth=1.4, marker="o", markersize=3.5)
        _end(axes, _SPLIT, levels.row(-1, named=True), BLUE, "o", floor)
        _end(axes, _PLAIN, ways.row(0, named=True), VERMILLION, "s", floor)
        axes.set_yscale("log")
        axes.set_ylim(floor, 2.0)
        _tenths(axes, narrow)
        axes.set_xlim(-2.0, 108.0)
        axes.set_xticks(range(0, 101, 25 if narrow else 10))
        axes.grid(axis="y")
        axes.set_xlabel(wrap("share of the way that the threats have come (%)", 26 if narrow else 80))
        _legend(figure, ways["chance"][0] > 0.0)
        return to_svg(figure, "rare-narrow" if narrow else "rare-wide", alt)


def _tenths(axes: Any, narrow: bool) -> None:
    """Ticks as "1 in 1,000", on the phone at most six."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axes.yaxis.set_major_locator(LogLocator(10.0, numticks=6 if narrow else 12))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda chance, _: once_in(chance)))


def once_in(chance: float) -> str:
    """A power of ten in words.

    >>> once_in(1.0), once_in(1e-3), once_in(1e-7)
    ('always', '1 in 1,000', '1 in 10 million')
    """
    number = round(1.0 / chance)
    if number == 1:
        return "always"
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if number >= size:
            return f"1 in {number // size:,} {word}"
    return f"1 in {number:,}"


def _floor(levels: pl.DataFrame) -> float:
    """The bottom of the picture: a tenth below all that is known."""
    known = [value for name in ("chance", "low") for value in levels[name] if value is not None and value > 0.0]
    return float(10.0 ** (math.floor(math.log10(min(known))) - (0 if math.log10(min(known)) % 1.0 > 0.3 else 1)))


def _end(axes: Any, at: float, row: dict[str, Any], colour: str, marker: str, floor: float) -> None:
    """One way's answer with its interval; what was never seen has an interval alone."""
    low, high = (row["chance"] if row[end] is None else row[end] for end in ("low", "high"))
    hair = {"ecolor": colour, "elinewidth": 1.3, "capsize": 3.0, "capthick": 1.3}
    if row["chance"] > 0.0:
        error = whisker(row["chance"], max(low, floor), high)
        axes.errorbar(at, row["chance"], yerr=error, color=colour, marker=marker, markersize=5, **hair)
    else:
        axes.plot([at, at], [floor, high], color=colour, linewidth=1.3, linestyle=":")
        axes.plot([at], [high], color=colour, marker="_", markersize=8)


def _legend(figure: Any, seen: bool) -> None:
    """Both ways; what a dotted line means, where plain fights never saw it."""
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, label="splitting"),
        Line2D([], [], color=VERMILLION, marker="s", markersize=4, linestyle="", label="plain fights"),
    ]
    if not seen:
        marks[1] = Line2D([], [], color=VERMILLION, linestyle=":", label="plain fights: never seen, up to")
    figure.legend(handles=marks, loc="outside upper left", ncols=3, handlelength=1.4, columnspacing=1.2)


def _alt(answer: Answer, levels: pl.DataFrame, ways: pl.DataFrame) -> str:
    """What the picture says."""
    end, plain = levels.row(-1, named=True), ways.row(0, named=True)
    steps: Sequence[str] = [
        f"{row['chance']:.1e} to come {100.0 * row['share_of_way']:.0f} % of the way"
        for row in levels.head(levels.height - 1).iter_rows(named=True)
    ]
    seen = f"{plain['chance']:.1e}" if plain["chance"] > 0.0 else f"never, so at most {plain['high']:.1e}"
    return f"{answer.title}: {'; '.join(steps)}; {end['chance']:.1e} in the end. Plain fights: {seen}."
