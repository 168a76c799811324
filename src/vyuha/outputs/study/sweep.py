"""Pictures of a sweep: a curve over one factor, curves for each value of a second one, or every factor by itself."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from vyuha.outputs.axes import marker_of, number_axis, style_of, word
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import BLUE, MUTED, NARROW, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.results.answers import Answer
from vyuha.results.outcomes import COUNT, MONEY, kind, words

# Curves in one picture that are still told apart, panels that are still read, and points in one of them.
_MOST_CURVES, _MOST_PANELS, _MOST_POINTS = 7, 12, 500
_CURVE = "Mean at each point with its 95 % interval."
_CURVES = "Mean at each point with its 95 % interval, a curve for each value of {}."
_PANELS = "Every point against one factor after the other, with its 95 % interval; the other factors differ too."
_HAIR = {"elinewidth": 1.2, "capsize": 2.6, "capthick": 1.2}
# What follows the columns of the factors in the table of an answer.
_FOUND = ("point", "outcome", "mean", "low", "high", "method", "fights", "failed", "narrow")


class _Picture(NamedTuple):
    """What all pictures of an outcome share: rows, name, words, and the factors that vary."""

    rows: pl.DataFrame
    name: str
    alt: str
    factors: tuple[str, ...]


def charts(answer: Answer) -> list[Chart]:
    """A picture for each outcome; none where no factor varies."""
    return list(_charts(answer))


def _charts(answer: Answer) -> Iterator[Chart]:
    table = answer.tables["points"]
    factors = tuple(id for id in table.columns if id not in _FOUND and table[id].n_unique() > 1)
    for outcome in dict.fromkeys(table["outcome"]):
        rows = table.filter((pl.col("outcome") == outcome) & pl.col("mean").is_not_nan())
        if not factors or rows.height == 0:
            continue
        name, title = safe_name(answer.name, outcome.replace(">", "above").replace("<", "below")), words(outcome)
        title = f"{title[:1].upper()}{title[1:]} by {' and '.join(map(_label, factors[:2]))}"
        picture = _Picture(rows, name, f"{title}. {_said(rows, factors)}.", factors)
        draw, caption = _form(picture)
        yield Chart(name, "sweep", title, caption, rows, draw)


def _form(picture: _Picture) -> tuple[Any, str]:
    """How it is drawn, and what is said below."""
    rows, factors = picture.rows, picture.factors
    if len(factors) == 1:
        return partial(_curves, picture, factors[0], None), _CURVE
    if len(factors) == 2:
        # The factor with more values goes along the bottom.
        along, other = sorted(factors, key=lambda id: -rows[id].n_unique() - 100 * rows[id].dtype.is_numeric())
        full = rows.height == rows[along].n_unique() * rows[other].n_unique()
        if full and rows[other].n_unique() <= _MOST_CURVES:
            return partial(_curves, picture, along, other), _CURVES.format(_label(other))
    if rows.height <= _MOST_POINTS:
        return partial(_panels, picture), _PANELS
    each = -(-rows.height // _MOST_POINTS)
    few = picture._replace(rows=rows.gather_every(each))
    return partial(_panels, few), f"{_PANELS} Of {rows.height:,} points one in {each:,} is drawn."


def _curves(picture: _Picture, along: str, other: str | None, narrow: bool) -> str:
    """A curve with its band, or one for each value of another factor with its error bars."""
    rows = picture.rows
    levels = [None] if other is None else list(_places(rows, other))
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, (260 if narrow else 330) + (0 if other is None else 26))
        axes = figure.subplots()
        places = _places(rows, along)
        for n, level in enumerate(levels):
            part = rows if level is None else rows.filter(pl.col(str(other)) == level)
            part = part.with_columns(pl.col(along).replace_strict(places, return_dtype=pl.Float64).alias("at")).sort(
                "at"
            )
            label = "" if level is None else f"{_label(str(other))} {_value(level)}"
            _curve(axes, part, n, label, other is None and rows[along].dtype.is_numeric())
        _bottom(axes, rows, along, narrow)
        _side(axes, rows, narrow)
        if other is not None:
            figure.legend(loc="outside lower center", ncols=2 if narrow else 4)
        return to_svg(figure, f"{picture.name}-{'narrow' if narrow else 'wide'}", picture.alt)


def _curve(axes: Any, part: pl.DataFrame, n: int, label: str, band: bool) -> None:
    style = style_of(n) | {"marker": marker_of(n), "markersize": 5.0, "linewidth": 1.6}
    at, mean = part["at"].to_list(), part["mean"].to_list()
    low, high = (part[end].fill_null(part["mean"]).to_list() for end in ("low", "high"))
    style |= {"label": label} if label else {}
    if band:
        axes.fill_between(at, low, high, color=style["color"], alpha=0.18, linewidth=0.0)
        axes.plot(at, mean, **style)
        return
    axes.errorbar(at, mean, yerr=_error(part), **style, **_HAIR)


def _error(rows: pl.DataFrame) -> list[list[float]]:
    """How far each interval reaches down and up from its mean; nowhere where there is none."""
    mean = rows["mean"]
    low, high = (rows[end].fill_null(mean) for end in ("low", "high"))
    return [(mean - low).clip(0.0).to_list(), (high - mean).clip(0.0).to_list()]


def _panels(picture: _Picture, narrow: bool) -> str:
    """Every point against every factor."""
    rows, factors = picture.rows, picture.factors[:_MOST_PANELS]
    columns = 1 if narrow else min(3, len(factors))
    lines = -(-len(factors) // columns)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 20 + 215 * lines)
        grid = figure.subplots(lines, columns, sharey=True, squeeze=False)
        for n, axes in enumerate(grid.flat):
            if n >= len(factors):
                axes.set_visible(False)
                continue
            places = _places(rows, factors[n])
            at, mean = [places[value] for value in rows[factors[n]]], rows["mean"].to_list()
            axes.errorbar(at, mean, yerr=_error(rows), fmt="o", color=BLUE, markersize=4.0, alpha=0.7, **_HAIR)
            _bottom(axes, rows, factors[n], narrow)
            _side(axes, rows, narrow, n % columns == 0)
        return to_svg(figure, f"{picture.name}-{'narrow' if narrow else 'wide'}", picture.alt)


def _places(rows: pl.DataFrame, factor: str) -> dict[Any, float]:
    """Where the values of a factor lie along the bottom: numbers where they are, others side by side."""
    if rows[factor].dtype.is_numeric():
        return {value: float(value) for value in rows[factor].unique().sort()}
    return {value: float(n) for n, value in enumerate(dict.fromkeys(rows[factor]))}


def _bottom(axes: Any, rows: pl.DataFrame, factor: str, narrow: bool) -> None:
    axes.set_xlabel(_label(factor), color=MUTED)
    if rows[factor].dtype.is_numeric():
        number_axis(axes.xaxis, COUNT, 4 if narrow else 7)
        return
    places = _places(rows, factor)
    axes.set_xticks(list(places.values()), [wrap(str(value), 10 if narrow else 16) for value in places])
    axes.set_xlim(-0.5, len(places) - 0.5)


def _side(axes: Any, rows: pl.DataFrame, narrow: bool, named: bool = True) -> None:
    outcome = rows["outcome"][0]
    written = kind(outcome)
    unit = {MONEY: " per fight, USD", COUNT: " per fight"}.get(written, "")
    if named:
        axes.set_ylabel(wrap(words(outcome) + unit, 28 if narrow else 40), color=MUTED)
    number_axis(axes.yaxis, written)
    axes.set_ylim(bottom=0.0)
    axes.grid(axis="y")


def _said(rows: pl.DataFrame, factors: tuple[str, ...]) -> str:
    """The picture in words: its ends."""
    written = kind(rows["outcome"][0])
    ends = [rows.row(int(index or 0), named=True) for index in (rows["mean"].arg_min(), rows["mean"].arg_max())]
    said = [
        f"{word(row['mean'], written)} with {' and '.join(f'{_label(id)} {_value(row[id])}' for id in factors[:3])}"
        for row in ends
    ]
    return f"From {said[0]} to {said[1]}"


def _label(id: str) -> str:
    return id.replace("-", " ").replace("_", " ")


def _value(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
