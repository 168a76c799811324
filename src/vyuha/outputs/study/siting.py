"""Where units stand: a map of each laydown, what each axis costs it, and what the model had said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.pictures import BLUE, GREEN, INK, MUTED, NARROW, PAPER, VERMILLION, WIDE, drawing, new_figure, to_svg
from vyuha.outputs.plots_map import map_frame, north_arrow, scale_bar
from vyuha.outputs.plots_relief import relief
from vyuha.outputs.study.siting_bars import agreement_svg, bars_svg
from vyuha.outputs.wording import amount
from vyuha.results.answers import Answer
from vyuha.results.laydown import Relief

# Maps in one picture.
MOST_MAPS = 6
_Box = tuple[float, float, float, float]


def charts(answer: Answer) -> list[Chart]:
    """Maps, bars by axis, and model against fights."""
    tables, section = answer.tables, safe_name("site", answer.name)
    ranked = tables["ranking"]["laydown"].to_list()
    shown = ranked[:MOST_MAPS]
    fought = tables["fought"].filter(pl.col("laydown").is_in(shown))
    return [
        Chart(
            f"{section}-maps",
            section,
            "Where they stand",
            "The laydowns, best first. A way is drawn where something of the laydown sees what flies there, and dotted "
            "where nothing does; the red one is the attacker's best reply. Wedges are the sectors of engagement "
            "radars, not their reach; small rings are candidate sites.",
            tables["laydowns"],
            lambda narrow: _maps_svg(answer, shown, narrow),
            tall=True,
        ),
        Chart(
            f"{section}-axes",
            section,
            "What each axis costs",
            "Mean per fight of each laydown on each axis, best laydown first, with 95 % intervals. The attacker takes "
            "the longest bar.",
            fought,
            lambda narrow: bars_svg(fought, shown, narrow, _bars_alt(tables["ranking"])),
        ),
        Chart(
            f"{section}-agreement",
            section,
            "The model and the fights",
            "Each point is a laydown on an axis: what the model said of it, and what fights made of it, with 95 % "
            "intervals. What counts is whether points rise together; the model leaves much out.",
            tables["fought"],
            lambda narrow: agreement_svg(tables["fought"], narrow),
        ),
    ]


def _bars_alt(ranking: pl.DataFrame) -> str:
    """What the bars say, in words."""
    parts = [
        f"{row['laydown']}: {amount(row['worst'])} on its worst axis, {row['axis']}"
        for row in ranking.iter_rows(named=True)
    ]
    return "Bars of each laydown by axis. " + "; ".join(parts) + "."


@dataclass(frozen=True)
class _Map:
    """One laydown on the ground: its units, ways and the worst axis."""

    laydown: str
    axis: str
    worst: float
    tables: Any
    ground: Relief | None
    box: _Box


def _maps_svg(answer: Answer, shown: Sequence[str], narrow: bool) -> str:
    """A map of each laydown, all at the same scale."""
    across = 1 if narrow else min(len(shown), 3)
    down = -(-len(shown) // across)
    ground = _relief(answer.tables.get("ground"))
    box = _box(answer.tables)
    ranking = answer.tables["ranking"]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 40 + down * (360 if narrow else 330))
        views = figure.subplots(down, across, squeeze=False).ravel()
        for view, laydown in zip(views, shown, strict=False):
            row = ranking.row(by_predicate=pl.col("laydown") == laydown, named=True)
            _draw(view, _Map(laydown, row["axis"], row["worst"], answer.tables, ground, box))
        for view in views[len(shown) :]:
            view.set_axis_off()
        figure.legend(handles=_legend(), loc="outside lower center", ncols=2 if narrow else 6, fontsize=8)
        return to_svg(
            figure, f"{safe_name(answer.name)}-maps-{'narrow' if narrow else 'wide'}", _maps_alt(answer, shown)
        )


def _maps_alt(answer: Answer, shown: Sequence[str]) -> str:
    units = answer.tables["laydowns"]
    parts = []
    for laydown in shown:
        own = units.filter(pl.col("laydown") == laydown).iter_rows(named=True)
        parts.append(f"{laydown}: " + ", ".join(f"{unit['unit']} at {unit['site'] or 'its place'}" for unit in own))
    return "Maps of laydowns, best first. " + "; ".join(parts) + "."


def _draw(view: Any, shown: _Map) -> None:
    """One map."""
    box = shown.box
    map_frame(view, box)
    view.set_title(f"{shown.laydown}: {amount(shown.worst)} from {shown.axis}")
    if shown.ground is not None:
        relief(view, shown.ground)
    _sectors(view, shown)
    _ways(view, shown)
    _places(view, shown)
    scale_bar(view, box)
    north_arrow(view)


def _sectors(view: Any, shown: _Map) -> None:
    from matplotlib.patches import Wedge

    radius = 0.45 * (shown.box[1] - shown.box[0])
    for unit in _units(shown):
        if unit["sector_deg"] is None or unit["width_deg"] >= 360.0:
            continue
        # Wedges count from the east, anticlockwise.
        middle, half = 90.0 - unit["sector_deg"], 0.5 * unit["width_deg"]
        at = (unit["east_km"], unit["north_km"])
        view.add_patch(Wedge(at, radius, middle - half, middle + half, facecolor=BLUE, alpha=0.10, linewidth=0))
        view.add_patch(Wedge(at, radius, middle - half, middle + half, fill=False, edgecolor=BLUE, linewidth=0.5))


def _ways(view: Any, shown: _Map) -> None:
    """Each way, dotted where nothing sees it; the name of its axis where it comes into the map."""
    own = shown.tables["ways"].filter(pl.col("laydown") == shown.laydown)
    named: set[str] = set()
    for (axis, _, _), way in own.group_by(["axis", "raid", "target"], maintain_order=True):
        worst = axis == shown.axis
        colour, width = (VERMILLION, 1.8) if worst else (INK, 1.0)
        east, north, seen = (way[name].to_list() for name in ("east_km", "north_km", "seen"))
        view.plot(east, north, linestyle=(0, (1, 2)), color=colour, linewidth=width, zorder=4)
        for first, last in _runs(seen):
            view.plot(east[first : last + 1], north[first : last + 1], color=colour, linewidth=width, zorder=4.5)
        if axis not in named:
            named.add(axis)
            _name(view, axis, (east, north), shown.box, colour)


def _runs(seen: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last of each run of what is true.

    >>> _runs([False, True, True, False, True])
    [(1, 2), (4, 4)]
    """
    runs: list[tuple[int, int]] = []
    for k, told in enumerate(seen):
        if told and runs and runs[-1][1] == k - 1:
            runs[-1] = (runs[-1][0], k)
        elif told:
            runs.append((k, k))
    return runs


def _name(view: Any, axis: str, way: tuple[list[float], list[float]], box: _Box, colour: str) -> None:
    margin_e, margin_n = 0.1 * (box[1] - box[0]), 0.05 * (box[3] - box[2])
    for east, north in zip(*way, strict=True):
        if box[0] + margin_e < east < box[1] - margin_e and box[2] + margin_n < north < box[3] - margin_n:
            halo = {"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85}
            style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8, "color": colour, "bbox": halo}
            view.text(east, north, axis, zorder=7, **style)
            return


def _places(view: Any, shown: _Map) -> None:
    """Candidate sites, assets, and units with their names."""
    sites, assets = shown.tables["sites"], shown.tables["assets"]
    ring: dict[str, Any] = {"markerfacecolor": PAPER, "markeredgecolor": MUTED, "markersize": 4}
    view.plot(sites["east_km"], sites["north_km"], "o", linestyle="none", zorder=5, **ring)
    view.plot(assets["east_km"], assets["north_km"], "s", linestyle="none", color=GREEN, markersize=7, zorder=6)
    for unit in _units(shown):
        at = (unit["east_km"], unit["north_km"])
        box: dict[str, Any] = {"markerfacecolor": PAPER, "markeredgecolor": BLUE, "markeredgewidth": 1.8}
        view.plot(*at, "s", markersize=8, zorder=8, **box)
        halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.75}
        # Names that would leave the map stand to the left.
        left = at[0] > shown.box[0] + 0.72 * (shown.box[1] - shown.box[0])
        where: dict[str, Any] = {"textcoords": "offset points", "va": "center", "bbox": halo}
        where |= {"xytext": (-8 if left else 8, 0), "ha": "right" if left else "left"}
        view.annotate(unit["unit"], at, fontsize=8.5, fontweight="bold", zorder=9, **where)


def _units(shown: _Map) -> list[dict[str, Any]]:
    return list(shown.tables["laydowns"].filter(pl.col("laydown") == shown.laydown).iter_rows(named=True))


def _box(tables: Any) -> _Box:
    """West, east, south and north [km] of a square around all that stands anywhere."""
    frames = [tables[name].select("east_km", "north_km") for name in ("laydowns", "sites", "assets")]
    east, north = (pl.concat(frames)[name] for name in ("east_km", "north_km"))
    low_e, high_e, low_n, high_n = (float(v) for v in (east.min(), east.max(), north.min(), north.max()))
    half = max(0.65 * max(high_e - low_e, high_n - low_n), 8.0)
    middle_e, middle_n = 0.5 * (low_e + high_e), 0.5 * (low_n + high_n)
    return middle_e - half, middle_e + half, middle_n - half, middle_n + half


def _relief(ground: pl.DataFrame | None) -> Relief | None:
    """The ground of a table of heights."""
    if ground is None:
        return None
    east, north = ground["east_km"].to_numpy() * 1e3, ground["north_km"].to_numpy() * 1e3
    heights = tuple(None if height is None else round(height) for height in ground["height_m"])
    edges = float(east.min()), float(east.max()), float(north.min()), float(north.max())
    return Relief("", *edges, round(len(heights) ** 0.5), heights)


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D

    blank: dict[str, Any] = {"linestyle": "none", "marker": "s", "markersize": 7, "markeredgewidth": 1.6}
    return [
        Line2D([], [], markerfacecolor=PAPER, markeredgecolor=BLUE, label="unit", **blank),
        Line2D([], [], markerfacecolor=GREEN, markeredgecolor=GREEN, label="asset", **blank),
        Line2D([], [], linestyle="none", marker="o", color=MUTED, markerfacecolor=PAPER, label="candidate site"),
        Line2D([], [], color=VERMILLION, linewidth=1.8, label="attacker's best reply"),
        Line2D([], [], color=INK, linewidth=1.0, label="another axis"),
        Line2D([], [], color=INK, linewidth=1.0, linestyle=(0, (1, 2)), label="unseen"),
    ]
