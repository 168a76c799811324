"""The map of cells of a sweep over two factors: a number in each cell, the darker the more."""

from typing import Any

from vyuha.outputs.axes import word
from vyuha.outputs.pictures import BLUE, INK, MUTED, NARROW, PAPER, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.study.numbers import with_unit
from vyuha.outputs.study.swept import Factor, Picture
from vyuha.results.outcomes import along, kind

# How wide a cell must be, in CSS pixels, for an interval, for a number, and for a small number.
_INTERVAL, _NUMBER, _SMALL = 92, 46, 30
# From where to where a cell is shaded; letters stay legible on the darkest.
_LIGHT, _DARK = 0.04, 0.55


def cells(picture: Picture, bottom: Factor, side: Factor, narrow: bool) -> str:
    """A cell for each pair of values, its mean in it and, where there is room, its interval."""
    rows = picture.rows
    across, up = _order(rows, bottom), _order(rows, side)
    width = ((NARROW if narrow else WIDE) - (70 if narrow else 90)) / len(across)
    height = 54 if width >= _INTERVAL else 40 if width >= _NUMBER else 30
    with drawing():
        legend = width < _SMALL
        figure = new_figure(NARROW if narrow else WIDE, (120 if legend else 95) + height * len(up))
        axes = figure.subplots()
        for row in rows.iter_rows(named=True):
            _cell(axes, row, (across[row[bottom.id]], up[row[side.id]]), _shade(rows["mean"], row["mean"]), width)
        _labels(axes, across, up, 7 if narrow else 16, width)
        axes.set_xlabel(wrap(bottom.title, 40 if narrow else 90), color=MUTED)
        axes.set_ylabel(wrap(side.title, max(12, round(height * len(up) / 6.6))), color=MUTED)
        axes.set_title(wrap(along(rows["outcome"][0]), 44 if narrow else 100), fontsize=9.0, fontweight="normal")
        if legend:
            _scale(figure, rows)
        return to_svg(figure, f"{picture.name}-{'narrow' if narrow else 'wide'}", picture.alt)


def _order(rows: Any, factor: Factor) -> dict[Any, int]:
    """Numbers from the least to the greatest, others as they come."""
    known = list(factor.places(rows))
    lacking = [None] if rows[factor.id].null_count() and None not in known else []
    return {value: n for n, value in enumerate([*lacking, *known])}


def _shade(means: Any, mean: float) -> float:
    """How dark a cell is, from the least mean to the greatest."""
    known = means.drop_nans()
    least, most = float(known.min()), float(known.max())
    return _LIGHT + (_DARK - _LIGHT) * ((mean - least) / (most - least) if most > least else 0.5)


def _cell(axes: Any, row: dict[str, Any], at: tuple[int, int], shade: float, width: float) -> None:
    from matplotlib.patches import Rectangle

    corner, written = (at[0] - 0.5, at[1] - 0.5), kind(row["outcome"])
    failed = row["mean"] != row["mean"]
    fill = {"facecolor": PAPER, "hatch": "///"} if failed else {"facecolor": BLUE, "alpha": shade}
    axes.add_patch(Rectangle(corner, 1.0, 1.0, linewidth=0.0, **fill))
    axes.add_patch(Rectangle(corner, 1.0, 1.0, fill=False, edgecolor=PAPER, linewidth=1.5))
    if failed or width < _SMALL:
        return
    interval = width >= _INTERVAL and row["low"] is not None and row["high"] is not None
    size = 9.0 if width >= _NUMBER + 14 else 8.0 if width >= _NUMBER else 6.5
    _write(axes, (at[0], at[1] + (0.15 if interval else 0.0)), _short(row["mean"], written, width), size)
    if interval:
        ends = [word(row[end], written).removeprefix("USD ") for end in ("low", "high")]
        unit = ends[1][ends[1].rfind(" ") :] if " " in ends[1] else ""
        _write(axes, (at[0], at[1] - 0.22), f"{ends[0].removesuffix(unit)} to {ends[1]}", 7.5)


def _write(axes: Any, at: tuple[float, float], text: str, size: float) -> None:
    axes.text(*at, text, ha="center", va="center", fontsize=size, color=INK)


def _scale(figure: Any, rows: Any) -> None:
    """What the shades say, where there is no room for numbers."""
    from matplotlib.patches import Patch

    known = rows["mean"].drop_nans()
    ends = (float(known.min()), float(known.max()))
    levels = dict.fromkeys((ends[0], 0.5 * (ends[0] + ends[1]), ends[1]))
    handles = [
        Patch(
            facecolor=BLUE,
            alpha=_shade(rows["mean"], level),
            label=word(level, kind(rows["outcome"][0])),
            linewidth=0.0,
        )
        for level in levels
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))


def _short(mean: float, written: str, width: float) -> str:
    text = word(mean, written).removeprefix("USD ")
    return text if width >= _NUMBER else text.removesuffix(" %")


def _labels(axes: Any, across: dict[Any, int], up: dict[Any, int], room: int, width: float) -> None:
    """The values along both sides, with as many below as there is room for."""
    each = 1 if width >= 30 else 2 if width >= 15 else 4
    shown = {value: n for value, n in across.items() if n % each == 0}
    axes.set_xticks(list(shown.values()), [wrap(with_unit(value), room) for value in shown])
    axes.set_yticks(list(up.values()), [wrap(with_unit(value), room) for value in up])
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(-0.5, len(up) - 0.5)
    axes.tick_params(length=0, labelcolor=MUTED)
    for spine in axes.spines.values():
        spine.set_visible(False)
