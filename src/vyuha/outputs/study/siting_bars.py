"""Laydowns by axis as bars, and what a model said of them against what fights made of it."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from vyuha.outputs.axes import categories, marker_of, style_of, whisker
from vyuha.outputs.pictures import INK, MUTED, NARROW, PAPER, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.results.outcomes import THREATS, is_chance, parsed, words

_UNITS = {
    "value_lost": ", in the unit of the assets' values",
    "rounds_cost": " (USD)",
    "raid_cost_lost": " (USD)",
    "assets_lost": " (number)",
    "units_lost": " (number)",
} | dict.fromkeys(THREATS, " (number)")
_HAIR = {"ecolor": INK, "elinewidth": 1.0, "capsize": 2.5, "capthick": 1.0}


def bars_svg(fought: pl.DataFrame, shown: Sequence[str], narrow: bool, alt: str) -> str:
    """A group of bars for each laydown, one bar for each axis."""
    axes_of = list(dict.fromkeys(fought["axis"]))
    thick = 0.8 / len(axes_of)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 90 + len(shown) * (18 + 17 * len(axes_of)))
        axes = figure.subplots()
        for a, axis in enumerate(axes_of):
            for place, laydown in enumerate(shown):
                row = _row(fought, laydown, axis)
                at = place - 0.4 + (a + 0.5) * thick
                error = whisker(row["mean"], row["low"], row["high"])
                label = axis if place == 0 else None
                colour = style_of(a)["color"]
                axes.barh(at, row["mean"], 0.9 * thick, xerr=error, color=colour, label=label, error_kw=_HAIR)
        categories(axes, [wrap(name, 14 if narrow else 30) for name in shown])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(left=0.0)
        axes.xaxis.grid(visible=True)
        axes.set_xlabel(wrap(_outcome(fought), 40 if narrow else 80))
        figure.legend(loc="outside upper left", ncols=2 if narrow else 6, title="from", title_fontsize=8.5)
        return to_svg(figure, f"siting-axes-{'narrow' if narrow else 'wide'}", alt)


def agreement_svg(fought: pl.DataFrame, narrow: bool) -> str:
    """Model across, fights up; a colour and a marker for each laydown."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 380 if narrow else 360)
        axes = figure.subplots()
        for k, ((laydown,), own) in enumerate(fought.group_by(["laydown"], maintain_order=True)):
            rows = list(own.iter_rows(named=True))
            errors = [whisker(row["mean"], row["low"], row["high"]) for row in rows]
            ends = [[error[side][0] for error in errors] for side in (0, 1)]
            mark: dict[str, Any] = {"fmt": marker_of(k), "color": style_of(k)["color"], "markeredgecolor": PAPER}
            bars: dict[str, Any] = {"elinewidth": 1.0, "capsize": 2.5, "markersize": 7, "label": str(laydown)}
            axes.errorbar([row["model"] for row in rows], [row["mean"] for row in rows], yerr=ends, **mark, **bars)
        axes.set_xlim(left=0.0)
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel(wrap(f"by the model: {_modelled(fought)}", 40 if narrow else 80))
        axes.set_ylabel(wrap(f"in fights: {_outcome(fought).partition(',')[0]}", 38))
        axes.tick_params(labelcolor=MUTED)
        axes.grid(visible=True)
        figure.legend(loc="outside upper left", ncols=2 if narrow else 6)
        alt = "Points of laydowns on axes: what the model said across, what fights made of it upward."
        return to_svg(figure, f"siting-agreement-{'narrow' if narrow else 'wide'}", alt)


def _outcome(fought: pl.DataFrame) -> str:
    """What a fight costs, with its unit; answers from before outcomes were kept do not say."""
    if "outcome" not in fought.columns:
        return "mean per fight"
    outcome = str(fought["outcome"][0])
    if is_chance(outcome):
        return words(outcome)
    return f"{words(outcome)} per fight{_UNITS.get(parsed(outcome).column, '')}"


def _modelled(fought: pl.DataFrame) -> str:
    """What the model counts."""
    counted = "outcome" in fought.columns and parsed(str(fought["outcome"][0])).column in THREATS
    return "threats that come through" if counted else "value lost, in the unit of the assets' values"


def _row(fought: pl.DataFrame, laydown: str, axis: str) -> dict[str, Any]:
    return fought.row(by_predicate=(pl.col("laydown") == laydown) & (pl.col("axis") == axis), named=True)
