"""The plane of elementary effects: how much a factor matters, and how much its effect differs from place to place."""

from typing import Any

import polars as pl

from vyuha.outputs.pictures import BLUE, GREY, MUTED, NARROW, WIDE, drawing, new_figure, to_svg, wrap

# Factors that are named in the picture; the table has all.
_MOST_NAMED = 8
_ENDS = ("mu_star_least", "mu_star_most", "sigma_least", "sigma_most")


def plane_svg(table: pl.DataFrame, id: str, narrow: bool, word: str, alt: str) -> str:
    """A point for each factor, with both its intervals; the largest are named."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 360 if narrow else 430)
        axes = figure.subplots()
        for told, colour in ((False, GREY), (True, BLUE)):
            _points(axes, table.filter(pl.col("told") == told), colour)
        right = float(table["mu_star_most"].max() or 1.0)  # type: ignore[arg-type]
        top = float(table["sigma_most"].max() or 1.0)  # type: ignore[arg-type]
        end = min(right, top)
        axes.plot([0.0, end], [0.0, end], color=MUTED, linewidth=0.9, linestyle="--")
        _names(axes, table, narrow, right)
        axes.set_xlim(0.0, right * (1.55 if narrow else 1.2))
        axes.set_ylim(0.0, max(top, 0.2 * right) * 1.08)
        axes.grid()
        axes.set_xlabel(wrap(f"mu*: mean size of the effect ({word} per fight)", 40 if narrow else 90))
        axes.set_ylabel("sigma: how much it differs")
        return to_svg(figure, id, alt)


def _points(axes: Any, table: pl.DataFrame, colour: str) -> None:
    if not table.height:
        return
    x, y = table["mu_star"].to_numpy(), table["sigma"].to_numpy()
    ends = {name: table[name].fill_null(table[name.rpartition("_")[0]]).to_numpy() for name in _ENDS}
    across = [(x - ends["mu_star_least"]).clip(0.0), (ends["mu_star_most"] - x).clip(0.0)]
    upwards = [(y - ends["sigma_least"]).clip(0.0), (ends["sigma_most"] - y).clip(0.0)]
    axes.errorbar(
        x, y, xerr=across, yerr=upwards, fmt="o", color=colour, markersize=5, elinewidth=0.9, capsize=2, alpha=0.9
    )


def _names(axes: Any, table: pl.DataFrame, narrow: bool, right: float) -> None:
    """Names beside the points that matter most, none where too many would lie on each other."""
    named = table.filter("told").head(4 if narrow else _MOST_NAMED)
    for n, row in enumerate(named.iter_rows(named=True)):
        label = wrap(str(row["factor"]), 16 if narrow else 30)
        # Neighbours are named above and below in turn, so that their names do not lie on each other.
        below = n % 2 == 1
        axes.annotate(
            label,
            (row["mu_star"], row["sigma"]),
            (6, -5 if below else 5),
            textcoords="offset points",
            va="top" if below else "bottom",
            fontsize=7.5 if narrow else 8.5,
        )
