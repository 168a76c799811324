"""The map: sites, coverage rings, the reach of the missiles and the routes of the raid, in the local frame."""

import math
from typing import Any

from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    PURPLE,
    SIDE_COLOURS,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
)
from vyuha.outputs.plots_relief import relief
from vyuha.outputs.plots_zones import zone_legend, zones
from vyuha.results.laydown import Laydown, Place, Ring, Route

_RING_STYLE: dict[str, tuple[str, Any, str]] = {
    "search radar": (SKY, "--", "seen by a search radar"),
    "engagement radar": (PURPLE, ":", "seen by an engagement radar"),
    "missile": (ORANGE, "-", "reach of a missile"),
}
_LABEL_ANGLES = (40.0, 65.0, 90.0, 115.0, 140.0, 20.0, 160.0, 52.0, 78.0, 102.0, 127.0)
_Box = tuple[float, float, float, float]


def map_svg(laydown: Laydown, narrow: bool, alt: str) -> str:
    """Two views: the whole raid, and the defended area at a larger scale."""
    width = NARROW if narrow else WIDE
    with drawing():
        figure = new_figure(width, 850 if narrow else 500)
        views = figure.subplots(2, 1) if narrow else figure.subplots(1, 2)
        boxes = (_whole(laydown), _close(laydown))
        for view, box, close in zip(views, boxes, (False, True), strict=True):
            _view(view, laydown, box, close, narrow)
            view.set_title("The defence" if close else "The raid")
        figure.legend(handles=_legend(laydown), loc="outside lower center", ncols=1 if narrow else 3, fontsize=8.5)
        return to_svg(figure, "map-narrow" if narrow else "map-wide", alt)


def _square(east: list[float], north: list[float], margin: float, least: float) -> _Box:
    middle_e, middle_n = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    half = max(max(east) - min(east), max(north) - min(north), least) / 2 * margin
    return middle_e - half, middle_e + half, middle_n - half, middle_n + half


def _whole(laydown: Laydown) -> _Box:
    east = [place.east / 1e3 for place in laydown.places] + [e / 1e3 for route in laydown.routes for e in route.east]
    north = [place.north / 1e3 for place in laydown.places] + [n / 1e3 for route in laydown.routes for n in route.north]
    return _square(east or [0.0], north or [0.0], 1.25, 20.0)


def _close(laydown: Laydown) -> _Box:
    east = [place.east / 1e3 for place in laydown.places] or [0.0]
    north = [place.north / 1e3 for place in laydown.places] or [0.0]
    spread = max(max(east) - min(east), max(north) - min(north), 16.0)
    # Wide enough for the rings that low targets come up against, as long as the sites stay apart.
    low = min((ring.target_height for ring in laydown.rings if ring.kind == "search radar"), default=0.0)
    rings = [ring for ring in laydown.rings if ring.kind == "search radar" and ring.target_height == low]
    across = max(((max(ring.east) - min(ring.east)) / 1e3 for ring in rings), default=0.0)
    return _square(east, north, max(2.4, min(3.2, 1.1 * across / spread)), 16.0)


def _view(view: Any, laydown: Laydown, box: _Box, close: bool, narrow: bool) -> None:
    map_frame(view, box)
    if laydown.ground is not None:
        relief(view, laydown.ground)
    zones(view, laydown, box)
    _rings(view, laydown, _shown_rings(laydown, close), box)
    for route in laydown.routes:
        _route(view, route, box)
    _route_labels(view, laydown.routes, box, narrow)
    _sites(view, laydown, box, narrow)
    scale_bar(view, box)
    north_arrow(view)


def _shown_rings(laydown: Laydown, close: bool) -> list[Ring]:
    """What a view can carry: near the defence the rings for low targets; over all also those for high ones."""
    heights = [ring.target_height for ring in laydown.rings if ring.kind != "missile"]
    low, high = min(heights, default=0.0), max(heights, default=0.0)
    wanted = {"search radar": {low} if close else {low, high}, "engagement radar": {low if close else high}}
    return [ring for ring in laydown.rings if ring.target_height in wanted.get(ring.kind, {ring.target_height})]


def _rings(view: Any, laydown: Laydown, rings: list[Ring], box: _Box) -> None:
    named: set[tuple[str, str, float]] = set()
    taken = [(place.east / 1e3, place.north / 1e3) for place in laydown.places]
    # The scale bar.
    taken.append((box[0] + 0.18 * (box[1] - box[0]), box[2] + 0.06 * (box[3] - box[2])))
    taken += [(route.east[0] / 1e3, route.north[0] / 1e3) for route in laydown.routes]
    for ring in rings:
        colour, style, _ = _RING_STYLE.get(ring.kind, (MUTED, "-", ""))
        east, north = [e / 1e3 for e in ring.east], [n / 1e3 for n in ring.north]
        view.plot(east, north, style, color=colour, linewidth=1.1, zorder=2)
        if ring.kind == "missile":
            view.fill(east, north, color=colour, alpha=0.035, linewidth=0, zorder=1)
        key = (ring.label, ring.kind, ring.target_height)
        if key in named:
            continue
        spot = _label_spot(ring, box, _LABEL_ANGLES[len(named) % len(_LABEL_ANGLES)], taken)
        if spot is not None:
            named.add(key)
            taken.append(spot)
            halo = {"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.9}
            view.text(*spot, ring_label(ring), fontsize=7, color=MUTED, ha="center", va="center", zorder=6.5, bbox=halo)


def ring_label(ring: Ring) -> str:
    """What a ring shows, with the height of the target for which it holds."""
    if ring.kind == "missile":
        return ring.label
    height = f"{ring.target_height / 1e3:g} km" if ring.target_height >= 1e3 else f"{ring.target_height:g} m"
    return f"{ring.label}, target at {height}"


def _label_spot(ring: Ring, box: _Box, bearing: float, taken: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The point of the ring nearest to a bearing (from its middle), well inside the view and clear of what is taken."""
    room_e, room_n = 0.2 * (box[1] - box[0]), 0.06 * (box[3] - box[2])
    margin_e, margin_n = 0.13 * (box[1] - box[0]), 0.05 * (box[3] - box[2])
    middle_e, middle_n = sum(ring.east) / len(ring.east), sum(ring.north) / len(ring.north)
    best, spot = 400.0, None
    for e, n in zip(ring.east, ring.north, strict=True):
        east, north = e / 1e3, n / 1e3
        if not (box[0] + margin_e < east < box[1] - margin_e and box[2] + margin_n < north < box[3] - margin_n):
            continue
        if any(abs(east - other[0]) < room_e and abs(north - other[1]) < room_n for other in taken):
            continue
        away = abs((math.degrees(math.atan2(e - middle_e, n - middle_n)) - bearing + 180.0) % 360.0 - 180.0)
        if away < best:
            best, spot = away, (east, north)
    return spot


def _route(view: Any, route: Route, box: _Box) -> None:
    east, north = [e / 1e3 for e in route.east], [n / 1e3 for n in route.north]
    colour = SIDE_COLOURS[route.side]
    view.plot(east, north, color=colour, linewidth=1.2, zorder=4)
    diamond = {"markersize": 6, "color": PAPER, "markeredgecolor": colour, "markeredgewidth": 1.6}
    view.plot(east[0], north[0], "D", zorder=6, **diamond)
    span = box[1] - box[0]
    if len(east) > 1:
        _arrow_head(view, (east[-2:], north[-2:]), span, colour)
    middle = len(east) // 2
    if len(east) > 2:
        _arrow_head(view, (east[middle - 1 : middle + 1], north[middle - 1 : middle + 1]), span, colour)


def _arrow_head(view: Any, leg: tuple[list[float], list[float]], span: float, colour: str) -> None:
    """An arrow on a leg, half way along it or, where the leg is long, a fifth of the view before its end."""
    (east_a, east_b), (north_a, north_b) = leg
    length = math.hypot(east_b - east_a, north_b - north_a)
    if length == 0.0:
        return
    back, step = min(0.5, 0.2 * span / length), 0.01 * span / length
    tip = east_b + back * (east_a - east_b), north_b + back * (north_a - north_b)
    tail = tip[0] + step * (east_a - east_b), tip[1] + step * (north_a - north_b)
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    drawn = view.annotate("", tip, tail, arrowprops=arrow, zorder=5)
    drawn.arrow_patch.set_clip_path(view.patch)


def _route_labels(view: Any, routes: tuple[Route, ...], box: _Box, narrow: bool) -> None:
    """One label per raid where it starts; labels too near to each other are pushed apart."""
    height, taken = (box[3] - box[2]) * (0.05 if narrow else 0.04), list[float]()
    inside = [r for r in routes if box[0] < r.east[0] / 1e3 < box[1] and box[2] < r.north[0] / 1e3 < box[3]]
    total = {raid: sum(route.count for route in routes if route.raid == raid) for raid in {r.raid for r in routes}}
    once = {route.raid: route for route in reversed(inside)}
    for route in sorted(once.values(), key=lambda r: r.north[0]):
        east, north = route.east[0] / 1e3, route.north[0] / 1e3
        spot = max([north, *(t + height for t in taken if abs(t - north) < 12 * height)])
        taken.append(spot)
        left = east < (box[0] + box[1]) / 2
        reach = 0.025 * (box[1] - box[0]) * (1 if left else -1)
        if abs(spot - north) > 0.3 * height:
            view.plot([east, east + reach], [north, spot], color=SIDE_COLOURS[route.side], linewidth=0.6, zorder=5)
        halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.8}
        view.text(
            east + reach,
            spot,
            f"{total[route.raid]} × {route.kind}",
            fontsize=8,
            ha="left" if left else "right",
            va="center",
            zorder=7,
            bbox=halo,
        )


def _sites(view: Any, laydown: Laydown, box: _Box, narrow: bool) -> None:
    """Friendly units in rectangles, as map symbols have it; assets as squares of another colour."""
    from matplotlib.offsetbox import AnnotationBbox, DrawingArea
    from matplotlib.patches import Rectangle

    near = _close(laydown)
    crowded = box[1] - box[0] > 1.6 * (near[1] - near[0])
    for place in laydown.places:
        asset = place.kind == "asset"
        # Where the other view shows them apart, small ones: else they lie in a heap.
        size = (8, 8) if asset else (13, 8)
        size = (4, 4) if crowded else size
        area = DrawingArea(*size)
        colour = GREEN if asset else BLUE
        face = colour if asset else PAPER
        area.add_artist(Rectangle((0, 0), *size, facecolor=face, edgecolor=colour, linewidth=1.0 if crowded else 1.6))
        spot = (place.east / 1e3, place.north / 1e3)
        view.add_artist(AnnotationBbox(area, spot, frameon=False, pad=0.0, zorder=8))
        if not crowded:
            label = place.id if len(place.id) <= 22 else place.id[:21] + "…"
            halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.75}
            left = _neighbour_east(place, laydown, box)
            offset: dict[str, Any] = {"textcoords": "offset points", "xytext": (-9 if left else 9, 0)}
            offset |= {"ha": "right" if left else "left", "va": "center", "fontsize": 8.5, "fontweight": "bold"}
            view.annotate(label, spot, zorder=9, bbox=halo, **offset)


def _neighbour_east(place: Place, laydown: Laydown, box: _Box) -> bool:
    """Whether a label to the right of this place would run into the next one."""
    reach, pitch = 220.0 * (box[1] - box[0]), 40.0 * (box[3] - box[2])
    return any(
        0.0 < other.east - place.east < reach and abs(other.north - place.north) < pitch for other in laydown.places
    )


def scale_bar(view: Any, box: _Box) -> None:
    """A bar of a round length, at the lower left of a view over `box` (west, east, south, north in km)."""
    span = box[1] - box[0]
    length = max(v for k in range(-2, 5) for v in (10.0**k, 2.0 * 10.0**k, 5.0 * 10.0**k) if v <= 0.3 * span)
    east, north = box[0] + 0.04 * span, box[2] + 0.04 * span
    view.plot([east, east + length], [north, north], color=INK, linewidth=2.5, solid_capstyle="butt", zorder=9)
    halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.9}
    text: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": 8, "zorder": 9, "bbox": halo}
    view.text(east + length / 2, north + 0.015 * span, f"{length:g} km", **text)


def map_frame(view: Any, box: tuple[float, float, float, float]) -> None:
    """A view as a map of a box (west, east, south, north): one scale both ways, no ticks, a frame around."""
    view.set_aspect("equal")
    view.set_xlim(box[0], box[1])
    view.set_ylim(box[2], box[3])
    view.set_xticks([])
    view.set_yticks([])
    for spine in view.spines.values():
        spine.set_visible(True)


def north_arrow(view: Any) -> None:
    """Where north is, at the upper right."""
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}
    at = {"xycoords": "axes fraction", "textcoords": "axes fraction", "ha": "center", "va": "center"}
    view.annotate("N", (0.955, 0.97), (0.955, 0.87), arrowprops=arrow, fontsize=9, fontweight="bold", zorder=9, **at)


def _legend(laydown: Laydown) -> list[Any]:
    from matplotlib.lines import Line2D

    kinds = [kind for kind in _RING_STYLE if any(ring.kind == kind for ring in laydown.rings)]
    handles = [
        Line2D([], [], color=_RING_STYLE[kind][0], linestyle=_RING_STYLE[kind][1], label=_RING_STYLE[kind][2])
        for kind in kinds
    ]
    blank: dict[str, Any] = {"linestyle": "none", "markersize": 7, "markeredgewidth": 1.6}
    route: dict[str, Any] = {"color": VERMILLION, "marker": "D", "markerfacecolor": PAPER, "markersize": 6}
    diamonds = [Line2D([], [], label="raid and its route", **route)]
    for side, label in (("neutral", "neutral flight"), ("own", "own flight")):
        if any(flown.side == side for flown in laydown.routes):
            diamonds.append(Line2D([], [], label=label, **(route | {"color": SIDE_COLOURS[side]})))
    unit = Line2D([], [], marker="s", markerfacecolor=PAPER, markeredgecolor=BLUE, label="unit of the defence", **blank)
    asset = Line2D([], [], marker="s", markerfacecolor=GREEN, markeredgecolor=GREEN, label="defended asset", **blank)
    return [*handles, *diamonds, unit, asset, *zone_legend(laydown)]
