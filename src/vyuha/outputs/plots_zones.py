"""Control zones on the map: what is inside which line, by rule."""

from typing import Any

from vyuha.outputs.pictures import GREEN, GREY, INK, MUTED, PAPER, VERMILLION, YELLOW
from vyuha.results.laydown import Area, Laydown

# Colour and words of each rule, in the order of the legend.
RULES = {
    "free": (VERMILLION, "weapons free zone"),
    "tight": (YELLOW, "weapons tight zone"),
    "corridor": (GREEN, "civil corridor"),
    "hold": (GREY, "hold zone"),
    "no-fire": (INK, "no-fire zone"),
}
_Box = tuple[float, float, float, float]


def zones(view: Any, laydown: Laydown, box: _Box) -> None:
    """Draw the zones of `laydown` on a view over `box` (west, east, south, north in km)."""
    for area in laydown.zones:
        colour, _ = RULES[area.rule]
        east, north = [e / 1e3 for e in area.east], [n / 1e3 for n in area.north]
        view.fill(east, north, facecolor=colour, alpha=0.10, linewidth=0, zorder=1)
        view.plot(east, north, color=colour, linewidth=1.0, linestyle="-.", zorder=3)
        spot = _label_spot(east, north, box)
        if spot is not None:
            halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.75}
            view.text(*spot, area.id, fontsize=7, color=MUTED, ha="center", va="center", zorder=4, bbox=halo)


def _label_spot(east: list[float], north: list[float], box: _Box) -> tuple[float, float] | None:
    """The northernmost point of an outline that is well inside the view."""
    room_e, room_n = 0.08 * (box[1] - box[0]), 0.04 * (box[3] - box[2])
    inside = [
        (n, e)
        for e, n in zip(east, north, strict=True)
        if box[0] + room_e < e < box[1] - room_e and box[2] + room_n < n < box[3] - room_n
    ]
    north_of, east_of = max(inside, default=(0.0, 0.0))
    return (east_of, north_of) if inside else None


def zone_legend(laydown: Laydown) -> list[Any]:
    """A patch of the legend for each rule that some zone has."""
    from matplotlib.patches import Patch

    shown = {area.rule for area in laydown.zones}
    return [
        Patch(facecolor=colour, edgecolor=colour, alpha=0.35, label=words)
        for rule, (colour, words) in RULES.items()
        if rule in shown
    ]


def zone_words(area: Area) -> str:
    """What a zone is and when and where it holds, in words."""
    heights = f"{area.lowest / 1e3:g} to {area.highest / 1e3:g} km"
    times = f"{area.start:g} s to {'the end' if area.end is None else f'{area.end:g} s'}"
    return f"{area.id} ({RULES[area.rule][1]}, {heights}, {times})"
