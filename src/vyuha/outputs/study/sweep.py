"""Pictures of a sweep: a curve over one factor, a map of cells or curves over two, or every factor by itself."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from vyuha.outputs.axes import marker_of, number_axis, style_of, word
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import BLUE, MUTED, NARROW, PAPER, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.study.numbers import with_unit
from vyuha.outputs.study.sweep_cells import cells
from vyuha.outputs.study.swept import FOUND, Factor, Picture, as_it_is
from vyuha.results.answers import Answer
from vyuha.results.outcomes import COUNT, along, kind, words

# Curves in one picture that are still told apart, cells along a side and panels that are still read, and points in a
# panel.
_MOST_CURVES, _MOST_CELLS, _MOST_PANELS, _MOST_POINTS = 7, 30, 12, 500
# Factors that a title names all.
_MOST_NAMES = 4
_CURVE = "Mean at each point with its 95 % interval."
_CURVES = "Mean at each point with its 95 % interval, a curve for each value of {}."
_CELLS = "Mean in each cell, the darker the more; where there is room, its 95 % interval below."
_ALONE = (
    "Each factor alone, with its 95 % interval, all others as they are. The dashed line is the scenario as it is; a "
    "hollow mark is its place."
)
_PANELS = "Every point against one factor after the other, with its 95 % interval; the other factors differ too."
_HAIR = {"elinewidth": 1.2, "capsize": 2.6, "capthick": 1.2}


def charts(answer: Answer) -> list[Chart]:
    """A picture for each outcome; none where no factor varies."""
    return list(_charts(answer))


def _charts(answer: Answer) -> Iterator[Chart]:
    table = answer.tables["points"]
    varied = tuple(id for id in table.columns if id not in FOUND and table[id].n_unique() > 1)
    factors = tuple(Factor(id, *_named(answer, id)) for id in varied)
    for outcome in dict.fromkeys(table["outcome"]):
        rows = table.filter(pl.col("outcome") == outcome)
        if not factors or rows["mean"].is_nan().all():
            continue
        name, title = safe_name(answer.name, outcome.replace(">", "above").replace("<", "below")), words(outcome)
        title = f"{title[:1].upper()}{title[1:]} by {_listed([factor.name for factor in factors])}"
        picture = Picture(rows, name, f"{title}. {_said(rows, factors)}.", factors)
        draw, caption = _form(picture)
        yield Chart(name, "sweep", title, caption, rows, draw)


def _named(answer: Answer, id: str) -> tuple[str, str]:
    """Name and unit of a factor as the sentences say them."""
    if "factors" in answer.tables:
        for column, name, unit in answer.tables["factors"].select("column", "name", "unit").iter_rows():
            if column == id:
                return name, unit
    return id.replace("-", " ").replace("_", " "), ""


def _listed(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[:3])} and {len(names) - 3} more factors"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _form(picture: Picture) -> tuple[Any, str]:
    """How it is drawn, and what is said below."""
    rows, factors = picture.rows, picture.factors
    if len(factors) == 1:
        return partial(_curves, _ended(picture), factors[0], None), _CURVE
    if as_it_is(picture) is not None:
        return partial(_alone, picture), _ALONE
    if len(factors) == 2:
        # The factor with more values goes along the bottom.
        bottom, other = sorted(factors, key=lambda one: -rows[one.id].n_unique() - 100 * one.numeric(rows))
        counts = [rows[one.id].n_unique() for one in (bottom, other)]
        full = rows.height == counts[0] * counts[1] == rows.n_unique([bottom.id, other.id])
        if full and bottom.numeric(rows) and not other.numeric(rows) and counts[1] <= _MOST_CURVES:
            return partial(_curves, _ended(picture), bottom, other), _CURVES.format(other.name)
        if full and max(counts) <= _MOST_CELLS:
            return partial(cells, picture, bottom, other), _CELLS
    ended = _ended(picture)
    if ended.rows.height <= _MOST_POINTS:
        return partial(_panels, ended), _PANELS
    each = -(-ended.rows.height // _MOST_POINTS)
    few = ended._replace(rows=ended.rows.gather_every(each))
    return partial(_panels, few), f"{_PANELS} Of {ended.rows.height:,} points one in {each:,} is drawn."


def _ended(picture: Picture) -> Picture:
    """Without the points at which no fight came to its end."""
    return picture._replace(rows=picture.rows.filter(pl.col("mean").is_not_nan()))


def _curves(picture: Picture, bottom: Factor, other: Factor | None, narrow: bool) -> str:
    """A curve with its band, or one for each value of another factor with its error bars."""
    rows = picture.rows
    levels = [None] if other is None else list(other.places(rows))
    height = (260 if narrow else 330) + (0 if other is None else 26)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, height)
        axes = figure.subplots()
        for n, level in enumerate(levels):
            part = rows if other is None else rows.filter(pl.col(other.id) == level)
            label = "" if other is None else f"{other.name} {with_unit(level, other.unit)}"
            _curve(axes, bottom.placed(part, rows), n, label, other is None and bottom.numeric(rows))
        _bottom(axes, rows, bottom, narrow)
        _side(axes, rows, height)
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


def _panels(picture: Picture, narrow: bool) -> str:
    """Every point against every factor."""

    def draw(axes: Any, factor: Factor) -> None:
        part = factor.placed(picture.rows, picture.rows)
        mean = part["mean"].to_list()
        axes.errorbar(
            part["at"].to_list(), mean, yerr=_error(part), fmt="o", color=BLUE, markersize=4.0, alpha=0.7, **_HAIR
        )

    return _each(picture, draw, narrow)


def _alone(picture: Picture, narrow: bool) -> str:
    """Each factor with the points that differ in it alone, beside the scenario as it is."""
    usual = as_it_is(picture) or {}

    def draw(axes: Any, factor: Factor) -> None:
        axes.axhline(usual["mean"], color=MUTED, linewidth=1.0, linestyle="--", zorder=1)
        others = [one.id for one in picture.factors if one != factor]
        same = [pl.col(id).eq_missing(pl.lit(usual[id])) for id in others]
        own = factor.placed(picture.rows.filter(pl.col("mean").is_not_nan(), *same), picture.rows).sort("at")
        style = "o-" if factor.numeric(picture.rows) else "o"
        at, mean = own["at"].to_list(), own["mean"].to_list()
        axes.errorbar(at, mean, yerr=_error(own), fmt=style, color=BLUE, markersize=4.5, linewidth=1.4, **_HAIR)
        base = own.filter(pl.col("point") == usual["point"])
        axes.plot(base["at"], base["mean"], "o", color=BLUE, markerfacecolor=PAPER, markersize=6.0, zorder=4)

    return _each(picture, draw, narrow)


def _each(picture: Picture, draw: Any, narrow: bool) -> str:
    """A panel for each factor."""
    rows, factors = picture.rows, picture.factors[:_MOST_PANELS]
    columns = 1 if narrow else min(3, len(factors))
    lines = -(-len(factors) // columns)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 20 + 225 * lines)
        grid = figure.subplots(lines, columns, sharey=True, squeeze=False)
        for n, axes in enumerate(grid.flat):
            if n >= len(factors):
                axes.set_visible(False)
                continue
            draw(axes, factors[n])
            _bottom(axes, rows, factors[n], narrow or columns > 2)
            _side(axes, rows, 225, n % columns == 0)
        return to_svg(figure, f"{picture.name}-{'narrow' if narrow else 'wide'}", picture.alt)


def _bottom(axes: Any, rows: pl.DataFrame, factor: Factor, narrow: bool) -> None:
    axes.set_xlabel(wrap(factor.title, 36 if narrow else 90), color=MUTED)
    places = factor.places(rows)
    if factor.numeric(rows):
        if len(places) <= (5 if narrow else 7) and _apart(list(places.values())):
            axes.set_xticks(list(places.values()), [with_unit(value) for value in places])
            axes.tick_params(axis="x", labelcolor=MUTED)
        else:
            number_axis(axes.xaxis, COUNT, 4 if narrow else 7)
        return
    axes.set_xticks(list(places.values()), [wrap(with_unit(value), 10 if narrow else 16) for value in places])
    axes.set_xlim(-0.5, len(places) - 0.5)


def _apart(places: list[float]) -> bool:
    """Whether all lie far enough from each other for a label each."""
    gaps = [right - left for left, right in zip(places, places[1:], strict=False)]
    return bool(gaps) and min(gaps) >= 0.12 * (places[-1] - places[0])


def _side(axes: Any, rows: pl.DataFrame, height: float, named: bool = True) -> None:
    outcome = rows["outcome"][0]
    if named:
        # About so many letters stand beside an axis of this height.
        axes.set_ylabel(wrap(along(outcome), round((height - 105) / 6.6)), color=MUTED)
    number_axis(axes.yaxis, kind(outcome))
    axes.set_ylim(bottom=0.0)
    axes.grid(axis="y")


def _said(rows: pl.DataFrame, factors: tuple[Factor, ...]) -> str:
    """The picture in words: its ends."""
    written = kind(rows["outcome"][0])
    ended = rows.filter(pl.col("mean").is_not_nan())
    ends = [ended.row(int(index or 0), named=True) for index in (ended["mean"].arg_min(), ended["mean"].arg_max())]
    if ends[0]["mean"] == ends[1]["mean"]:
        return f"{word(ends[0]['mean'], written)} at every point"
    said = [
        f"{word(row['mean'], written)} with "
        + " and ".join(f"{one.name} {with_unit(row[one.id], one.unit)}" for one in factors[:3])
        for row in ends
    ]
    return f"From {said[0]} to {said[1]}"
