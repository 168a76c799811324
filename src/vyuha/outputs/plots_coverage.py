"""Pictures of a coverage: one map for each height, with the edges of each radar and of all that search."""

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    NARROW,
    PAPER,
    PURPLE,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
)
from vyuha.outputs.plots_relief import relief
from vyuha.results.coverage import ALL, ENGAGEMENT, SEARCH, Area, Coverage, show_height

_STYLES: dict[str, tuple[str, Any, float, str]] = {
    SEARCH: (VERMILLION, (0, (5, 2)), 0.9, "one search radar"),
    ENGAGEMENT: (PURPLE, ":", 1.1, "one engagement radar, told where to look"),
    ALL: (BLUE, "-", 1.6, "all search radars"),
}
_ACROSS = 3
_DOTS_PER_INCH = 192.0


def coverage_svg(coverage: Coverage, narrow: bool, alt: str) -> str:
    """The maps as a piece of a page."""
    with drawing():
        figure = _figure(coverage, narrow)
        return to_svg(figure, f"coverage-{'narrow' if narrow else 'wide'}", alt)


def coverage_png(coverage: Coverage) -> bytes:
    """The maps as a picture on white."""
    buffer = io.BytesIO()
    with drawing():
        figure = _figure(coverage, False)
        figure.savefig(buffer, format="png", dpi=_DOTS_PER_INCH, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def _figure(coverage: Coverage, narrow: bool) -> Any:
    maps = [(height, jammed) for height in coverage.heights for jammed in coverage.looks]
    count = len(maps)
    # Without and with jamming side by side.
    across = 1 if narrow else 2 if coverage.jammers else min(count, _ACROSS)
    down = -(-count // across)
    width = NARROW if narrow else WIDE
    each = width if narrow else (1.0 if across > 1 else 0.66) * width / across
    figure = new_figure(width, down * (each - (6 if narrow or across == 1 else 22)) + (120 if narrow else 50))
    views = np.ravel(figure.subplots(down, across, squeeze=False))
    for view, (height, jammed) in zip(views, maps, strict=False):
        _map(view, coverage, height, jammed, label=across < _ACROSS)
    for view in views[count:]:
        view.set_visible(False)
    figure.legend(handles=_legend(coverage), loc="outside lower center", ncols=1 if narrow else 5)
    return figure


def _map(view: Any, coverage: Coverage, height: float, jammed: bool, label: bool) -> None:
    areas = coverage.at(height, jammed)
    view.set_aspect("equal")
    west, east, south, north = _box(coverage, coverage.at(height))
    view.set_xlim(west, east)
    view.set_ylim(south, north)
    if coverage.ground is not None:
        relief(view, coverage.ground)
    for area in _drawn(areas):
        _edges(view, area)
    for place in coverage.places:
        asset = place.kind == "asset"
        colour = GREEN if asset else BLUE
        spot = place.east / 1e3, place.north / 1e3
        face = colour if asset else PAPER
        view.plot(*spot, marker="s", markersize=4.5, color=face, markeredgecolor=colour, markeredgewidth=1.2, zorder=8)
    if label:
        _names(view, coverage, north - south)
    if jammed:
        _jammers(view, coverage, (west, east, south, north))
    jamming = ("", ", jammed" if jammed else ", jammers off")[bool(coverage.jammers)]
    view.set_title(f"target at {show_height(height)}{jamming}")
    view.set_xlabel("east, km")
    view.set_ylabel("north, km")
    view.tick_params(labelcolor=MUTED)
    for spine in view.spines.values():
        spine.set_visible(True)


def _jammers(view: Any, coverage: Coverage, box: tuple[float, float, float, float]) -> None:
    """A triangle for each; one beyond the map stands at its edge, with its distance from the middle."""
    west, east, south, north = box
    middle_e, middle_n, room = 0.5 * (west + east), 0.5 * (south + north), 0.46 * (east - west)
    said: set[tuple[str, int, int]] = set()
    for jammer in coverage.jammers:
        x, y = jammer.east / 1e3 - middle_e, jammer.north / 1e3 - middle_n
        beyond = max(abs(x), abs(y)) / room
        x, y = (x, y) if beyond <= 1.0 else (x / beyond, y / beyond)
        view.plot(middle_e + x, middle_n + y, marker="^", markersize=6.5, color=VERMILLION, zorder=8)
        name = jammer.raid if beyond <= 1.0 else f"{jammer.raid}, {math.hypot(x, y) * beyond:.0f} km"
        # Those that fly together share a name.
        key = (jammer.raid, round(6.0 * x / room), round(6.0 * y / room))
        if key in said:
            continue
        said.add(key)
        _label(view, name, (middle_e + x, middle_n + y), -1 if x > 0.0 else 1)


def _drawn(areas: Sequence[Area]) -> list[Area]:
    """All areas, but for that of a search radar which is the only one: it is that of the net."""
    alone = sum(area.kind == SEARCH for area in areas) == 1
    return [area for area in areas if not (alone and area.kind == SEARCH)]


def _box(coverage: Coverage, areas: list[Area]) -> tuple[float, float, float, float]:
    """A square [km] around the areas of a height and the sites: west, east, south, north."""
    outer = [polygon[0][:, 2:] for area in areas for polygon in area.polygons]
    places = np.array([(place.east, place.north) for place in coverage.places]).reshape(-1, 2)
    points = np.concatenate([*outer, places]) / 1e3
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.54 * max(float((high - low).max()), 4.0)
    middle = 0.5 * (low + high)
    return float(middle[0] - half), float(middle[0] + half), float(middle[1] - half), float(middle[1] + half)


def _edges(view: Any, area: Area) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    colour, dash, width, _ = _STYLES[area.kind]
    rings = [ring[:, 2:] / 1e3 for polygon in area.polygons for ring in polygon]
    if not rings:
        return
    if area.kind == ALL:
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # As a picture in the picture: over hills an outline has tens of thousands of corners.
        view.add_patch(PathPatch(path, facecolor=colour, alpha=0.16, linewidth=0, zorder=1, rasterized=True))
    east = np.concatenate([np.append(ring[:, 0], np.nan) for ring in rings])
    north = np.concatenate([np.append(ring[:, 1], np.nan) for ring in rings])
    view.plot(east, north, color=colour, linestyle=dash, linewidth=width, zorder=3 if area.kind == ALL else 4)


def _names(view: Any, coverage: Coverage, span: float) -> None:
    """Names of the sites, to the right or else to the left; one that would cover another on both sides is left out."""
    taken: list[tuple[float, float]] = []
    for place in sorted(coverage.places, key=lambda one: -one.north):
        east, north = place.east / 1e3, place.north / 1e3
        for side in (1, -1):
            middle = east + side * 0.09 * span
            if any(abs(middle - x) < 0.15 * span and abs(north - y) < 0.035 * span for x, y in taken):
                continue
            taken.append((middle, north))
            _label(view, place.id, (east, north), side)
            break


def _label(view: Any, name: str, spot: tuple[float, float], side: int) -> None:
    """A name to the right (1) or left (-1) of a spot [km]."""
    halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.7}
    offset: dict[str, Any] = {"textcoords": "offset points", "xytext": (6 * side, 0), "va": "center"}
    offset["ha"] = "left" if side > 0 else "right"
    view.annotate(name, spot, fontsize=7.5, color=INK, zorder=9, bbox=halo, **offset)


def _legend(coverage: Coverage) -> list[Any]:
    from matplotlib.lines import Line2D

    drawn = {area.kind for area in _drawn(coverage.at(coverage.heights[0]))}
    shown = [kind for kind in _STYLES if kind in drawn]
    styles = [_STYLES[kind] for kind in shown]
    handles = [Line2D([], [], color=c, linestyle=dash, linewidth=w, label=name) for c, dash, w, name in styles]
    blank: dict[str, Any] = {"linestyle": "none", "marker": "s", "markersize": 6}
    kinds = {place.kind == "asset" for place in coverage.places}
    if False in kinds:
        handles.append(
            Line2D([], [], markerfacecolor=PAPER, markeredgecolor=BLUE, label="unit of the defence", **blank)
        )
    if True in kinds:
        handles.append(Line2D([], [], markerfacecolor=GREEN, markeredgecolor=GREEN, label="defended asset", **blank))
    if coverage.jammers:
        handles.append(Line2D([], [], color=VERMILLION, label="jammer", **(blank | {"marker": "^"})))
    return handles
