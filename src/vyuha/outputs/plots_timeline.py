"""The timeline of one replicate: a line per threat from its start to its end, with the links of the chain as marks."""

from typing import Any

import polars as pl

from vyuha.outputs.pictures import (
    GREEN,
    GRID,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    OUTCOME_COLOURS,
    PAPER,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
)
from vyuha.results.records import LEAKS

# Column, what it is called, marker and colour.
MARKS = (
    ("coverage_time", "in coverage", "|", MUTED),
    ("horizon_time", "above the horizon", "^", SKY),
    ("detection_time", "detected", "o", SKY),
    ("track_time", "tracked", "o", GREEN),
    ("order_time", "ordered", "s", ORANGE),
    ("launch_time", "launched", ">", ORANGE),
)
# Longest list that is still read; a longer one is cut, and the caption says so.
MOST_LINES = 110


def choose_lines(threats: pl.DataFrame, most: int = MOST_LINES) -> pl.DataFrame:
    """The threats to draw, in their own order: all of them, or leakers before others up to `most`."""
    leaked = pl.col("outcome").cast(pl.String).is_in(LEAKS)
    numbered = threats.with_row_index("line")
    kept = numbered.sort([~leaked, pl.col("line")]).head(most)
    return kept.sort("line").drop("line")


def timeline_svg(threats: pl.DataFrame, shots: pl.DataFrame, name: str, duration: float, narrow: bool, alt: str) -> str:
    """Draw the rows of `threats` (one replicate of `duration` seconds) with the ends of the rounds of `shots`."""
    lines = [_with_ends(line, duration) for line in choose_lines(threats).iter_rows(named=True)]
    row_of = {str(line["threat"]): row for row, line in enumerate(lines)}
    with drawing():
        pitch = 12.5 if len(lines) > 30 else 16.0
        figure = new_figure(NARROW if narrow else WIDE, 95 + (60 if narrow else 0) + pitch * len(lines))
        axes = figure.subplots()
        _spans(axes, lines)
        _marks(axes, lines, narrow)
        _intercepts(axes, shots, row_of)
        _frame(axes, lines, narrow)
        columns = 2 if narrow else 6
        figure.legend(loc="outside lower left", ncols=columns, fontsize=8, handletextpad=0.4, columnspacing=1.2)
        return to_svg(figure, f"timeline-{name}-{'narrow' if narrow else 'wide'}", alt)


def _with_ends(line: dict[str, Any], duration: float) -> dict[str, Any]:
    """The line with the times between which it is drawn; a threat still in flight ends with the fight."""
    first = line["begin"] if line["begin"] is not None else 0.0
    last = line["resolved_time"]
    if last is None:
        last = duration if line["end"] is None else min(line["end"], duration)
    return line | {"first": first, "last": max(first, last)}


def _spans(axes: Any, lines: list[dict[str, Any]]) -> None:
    """From the start to the end of each threat, in the colour of its outcome."""
    for outcome, colour in OUTCOME_COLOURS.items():
        rows = [(row, line) for row, line in enumerate(lines) if line["outcome"] == outcome]
        if not rows:
            continue
        starts, ends = [line["first"] for _, line in rows], [line["last"] for _, line in rows]
        levels = [row for row, _ in rows]
        axes.hlines(levels, starts, ends, color=colour, linewidth=2.6, alpha=0.55, zorder=2, label=outcome)
        marker = "X" if outcome in LEAKS else "."
        axes.plot(ends, levels, marker, color=colour, markersize=7, zorder=5, markeredgecolor=PAPER)


def _marks(axes: Any, lines: list[dict[str, Any]], narrow: bool) -> None:
    for column, label, marker, colour in MARKS:
        points = [(line[column], row) for row, line in enumerate(lines) if line[column] is not None]
        if points:
            times, rows = zip(*points, strict=True)
            style = {"color": colour, "markersize": 3.6 if narrow else 4.6, "markeredgewidth": 0.5}
            style |= {"markeredgewidth": 1.2} if marker == "|" else {"markeredgecolor": PAPER}
            axes.plot(times, rows, marker, zorder=4, label=label, **style)


def _intercepts(axes: Any, shots: pl.DataFrame, row_of: dict[str, int]) -> None:
    """Ends of rounds: a filled star that killed, a small cross that did not."""
    done: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
    for shot in shots.iter_rows(named=True):
        row = row_of.get(str(shot["threat"]))
        if row is not None and shot["end_time"] is not None and shot["result"] not in ("flying", "wasted"):
            done[shot["result"] == "kill"].append((shot["end_time"], row))
    for killed, label in ((True, "round: kill"), (False, "round: no kill")):
        if done[killed]:
            times, rows = zip(*done[killed], strict=True)
            style = {"color": INK if killed else VERMILLION, "markersize": 6.5 if killed else 4.2}
            axes.plot(times, rows, "*" if killed else "x", zorder=6, label=label, **style)


def _frame(axes: Any, lines: list[dict[str, Any]], narrow: bool) -> None:
    axes.set_ylim(len(lines) - 0.3, -0.7)
    size = 6.8 if len(lines) > 30 else 8.5
    names = [_short(str(line["threat"]), 14 if narrow else 26) for line in lines]
    axes.set_yticks(range(len(lines)), names, fontsize=size)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelcolor=MUTED, top=len(lines) > 30, labeltop=len(lines) > 30)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    raids = [line["raid"] for line in lines]
    for row in range(1, len(lines)):
        if raids[row] != raids[row - 1]:
            axes.axhline(row - 0.5, color=GRID, linewidth=0.8, zorder=1)
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    reach = max((line["last"] for line in lines), default=60.0) - min((line["first"] for line in lines), default=0.0)
    steps = (30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)
    most = 6 if narrow else 14
    axes.xaxis.set_major_locator(MultipleLocator(next((step for step in steps if reach / step <= most), steps[-1])))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda time, _: f"{time / 60.0:g}"))
    axes.set_xlabel("minutes after the start")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
