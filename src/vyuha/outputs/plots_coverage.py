"""Pictures of a coverage: one map for each height, with the edges of each radar and of all that search."""

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from vyuha.outputs.labels import Box, Spot, beside
from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.plots_relief import relief, shades
from vyuha.results.coverage import ALL, ENGAGEMENT, SEARCH, Area, Coverage, show_height

_STYLES: dict[str, tuple[str, Any, float, str]] = {
    SEARCH: (VERMILLION, (0, (5, 2)), 1.0, "one search radar"),
    ENGAGEMENT: (PURPLE, ":", 1.2, "one engagement radar, told where to look"),
    ALL: (BLUE, "-", 1.6, "all search radars"),
}
# One radar each, with a name in the legend; beyond so many of a kind all are drawn alike.
_COLOURS = {SEARCH: (VERMILLION, ORANGE, SKY, GREEN, GREY), ENGAGEMENT: (PURPLE, GREY, ORANGE, SKY, GREEN)}
_DASHES: tuple[Any, ...] = ((0, (5, 2)), (0, (8, 2, 2, 2)), (0, (3, 1.5)), (0, (10, 3)), (0, (5, 1, 1, 1, 1, 1)))
_INNER = 0.6
# Of nodes to the longer side: below, a picture says how coarse its grid is.
_FINE = 200
_KM_PER_DEGREE = 111.2
_ACROSS = 3
_DOTS_PER_INCH = 192.0
# Of type to a CSS pixel.
_POINTS = 0.75


def coverage_svg(coverage: Coverage, narrow: bool, alt: str) -> str:
    """The maps as a piece of a page."""
    with drawing():
        figure = _figure(coverage, narrow)
        return to_svg(figure, f"coverage-{'narrow' if narrow else 'wide'}", alt)


def coverage_png(coverage: Coverage) -> bytes:
    """The maps as a picture on white."""
    buffer = io.BytesIO()
    with drawing():
        figure = _figure(coverage, False, smooth=True)
        figure.savefig(buffer, format="png", dpi=_DOTS_PER_INCH, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def grid_step(coverage: Coverage) -> tuple[float, int]:
    """How far apart (km) the nodes of the coarsest map lie, and how many it has to its longer side."""
    steps = [(one.north - one.south) * _KM_PER_DEGREE / (one.chances.shape[0] - 1) for one in coverage.maps]
    return max(steps), min(max(one.chances.shape) for one in coverage.maps)


def _coarse(coverage: Coverage) -> str | None:
    step, count = grid_step(coverage)
    if count >= _FINE:
        return None
    return f"coarse grid, nodes up to {step:.2g} km apart: narrower shapes are missed or false"


def _figure(coverage: Coverage, narrow: bool, smooth: bool = False) -> Any:
    maps = [(height, jammed) for height in coverage.heights for jammed in coverage.looks]
    count = len(maps)
    # Without and with jamming side by side.
    across = 1 if narrow else 2 if coverage.jammers else min(count, _ACROSS)
    down = -(-count // across)
    width = NARROW if narrow else WIDE
    each = width if narrow else (1.0 if across > 1 else 0.66) * width / across
    handles, note = _legend(coverage), _coarse(coverage)
    columns = 1 if narrow else 3
    below = 21 * -(-len(handles) // columns) + (20 if note else 0) + 12
    figure = new_figure(width, down * (each - 6) + below)
    views = np.ravel(figure.subplots(down, across, squeeze=False))
    for view, (height, jammed) in zip(views, maps, strict=False):
        _map(view, coverage, height, jammed, smooth)
        if across < _ACROSS:
            _names(view, coverage, 0.8 * each)
    for view in views[count:]:
        view.set_visible(False)
    title = note if note is None or not narrow else wrap(note, 52)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, title=title, title_fontsize=8.5)
    return figure


def _map(view: Any, coverage: Coverage, height: float, jammed: bool, smooth: bool) -> None:
    areas = coverage.at(height, jammed)
    view.set_aspect("equal")
    west, east, south, north = _box(coverage, coverage.at(height))
    view.set_xlim(west, east)
    view.set_ylim(south, north)
    if coverage.ground is not None:
        relief(view, coverage.ground, smooth)
    looks = _looks(coverage)
    for area in _drawn(areas):
        _edges(view, area, looks[area.radar])
    for place in coverage.places:
        asset = place.kind == "asset"
        colour = GREEN if asset else BLUE
        spot = place.east / 1e3, place.north / 1e3
        face = colour if asset else PAPER
        view.plot(*spot, marker="s", markersize=4.5, color=face, markeredgecolor=colour, markeredgewidth=1.2, zorder=8)
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
    """A triangle for each; one beyond the map stands at its edge, with its distance from the first site."""
    west, east, south, north = box
    middle_e, middle_n, room = 0.5 * (west + east), 0.5 * (south + north), 0.46 * (east - west)
    home = coverage.places[0]
    said: set[tuple[str, int, int]] = set()
    for jammer in coverage.jammers:
        x, y = jammer.east / 1e3 - middle_e, jammer.north / 1e3 - middle_n
        beyond = max(abs(x), abs(y)) / room
        x, y = (x, y) if beyond <= 1.0 else (x / beyond, y / beyond)
        view.plot(middle_e + x, middle_n + y, marker="^", markersize=6.5, color=INK, zorder=8)
        away = math.hypot(jammer.east - home.east, jammer.north - home.north) / 1e3
        name = jammer.raid if beyond <= 1.0 else f"{jammer.raid}, {away:.0f} km from {home.id}"
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


def _looks(coverage: Coverage) -> dict[str, tuple[str, Any, float, str]]:
    """Colour, dash, width and name in the legend of the edge of each radar that is drawn, and of the net."""
    drawn = _drawn(coverage.at(coverage.heights[0]))
    found = {}
    for kind, style in _STYLES.items():
        radars = [area.radar for area in drawn if area.kind == kind]
        for n, radar in enumerate(radars):
            colours = _COLOURS.get(kind, ())
            if len(radars) > len(colours):
                found[radar] = style
                continue
            dash = style[1] if kind == ENGAGEMENT else _DASHES[n]
            told = ", told where to look" if kind == ENGAGEMENT else ""
            found[radar] = (colours[n], dash, style[2], f"{radar}{told}")
    return found


def _edges(view: Any, area: Area, look: tuple[str, Any, float, str]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    colour, dash, width, _ = look
    rings = [ring[:, 2:] / 1e3 for polygon in area.polygons for ring in polygon]
    if not rings:
        return
    if area.kind == ALL:
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # As a picture in the picture: over hills an outline has tens of thousands of corners.
        view.add_patch(PathPatch(path, facecolor=colour, alpha=0.16, linewidth=0, zorder=1, rasterized=True))
    order = 3 if area.kind == ALL else 4
    # Holes, such as the disc of the least range, are drawn thinner.
    for inner in (False, True):
        edges = [ring[:, 2:] / 1e3 for polygon in area.polygons for ring in (polygon[1:] if inner else polygon[:1])]
        if edges:
            course = np.concatenate([np.append(edge, [[np.nan, np.nan]], axis=0) for edge in edges])
            thin = width * (_INNER if inner else 1.0)
            view.plot(course[:, 0], course[:, 1], color=colour, linestyle=dash, linewidth=thin, zorder=order)


def _names(view: Any, coverage: Coverage, width: float) -> None:
    """Names of the sites on a map of so many CSS pixels, beside their markers or led to by a line where there is no
    room; none covers another or a marker.
    """
    (west, east), (south, north) = view.get_xlim(), view.get_ylim()
    scale = width / (east - west)
    places = sorted(coverage.places, key=lambda one: -one.north)
    spots: list[Spot] = [((one.east / 1e3 - west) * scale, (one.north / 1e3 - south) * scale) for one in places]
    frame: Box = (0.0, 0.0, width, (north - south) * scale)
    for place, spot, at in zip(places, spots, beside([one.id for one in places], spots, frame), strict=True):
        halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.7}
        text: dict[str, Any] = {"textcoords": "offset points", "va": "center", "bbox": halo, "zorder": 9}
        leftward = at.right < spot[0]
        offset = (((at.right if leftward else at.left) - spot[0]) * _POINTS, (at.middle - spot[1]) * _POINTS)
        text["ha"], side = ("right", 1.0) if leftward else ("left", 0.0)
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3, "relpos": (side, 0.5)}
        view.annotate(
            place.id,
            (place.east / 1e3, place.north / 1e3),
            offset,
            fontsize=7.5,
            color=INK,
            arrowprops=line if at.led else None,
            **text,
        )


def _label(view: Any, name: str, spot: tuple[float, float], side: int) -> None:
    """A name to the right (1) or left (-1) of a spot [km]."""
    halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.7}
    offset: dict[str, Any] = {"textcoords": "offset points", "xytext": (6 * side, 0), "va": "center"}
    offset["ha"] = "left" if side > 0 else "right"
    view.annotate(name, spot, fontsize=7.5, color=INK, zorder=9, bbox=halo, **offset)


def _legend(coverage: Coverage) -> list[Any]:
    from matplotlib.lines import Line2D

    # Each name once, also where many radars share one.
    looks = {look[-1]: look for look in _looks(coverage).values()}
    handles = [Line2D([], [], color=c, linestyle=d, linewidth=w, label=name) for name, (c, d, w, _) in looks.items()]
    blank: dict[str, Any] = {"linestyle": "none", "marker": "s", "markersize": 6}
    kinds = {place.kind == "asset" for place in coverage.places}
    if False in kinds:
        handles.append(
            Line2D([], [], markerfacecolor=PAPER, markeredgecolor=BLUE, label="unit of the defence", **blank)
        )
    if True in kinds:
        handles.append(Line2D([], [], markerfacecolor=GREEN, markeredgecolor=GREEN, label="defended asset", **blank))
    if coverage.jammers:
        handles.append(Line2D([], [], color=INK, label="jammer", **(blank | {"marker": "^"})))
    if coverage.ground is not None:
        for height, tint in shades(coverage.ground):
            dark = {"markerfacecolor": tint, "markeredgecolor": MUTED, "markeredgewidth": 0.5}
            handles.append(Line2D([], [], label=f"ground at {height:,.0f} m", **(blank | dark)))
    return handles
