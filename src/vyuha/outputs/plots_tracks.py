"""Tracks on a map: every plot grey, each track in a colour, and the sensors, in kilometres of the local frame."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.outputs.labels import beside
from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
)
from vyuha.outputs.plots_map import map_frame, north_arrow, scale_bar
from vyuha.outputs.plots_shares import standalone

Floats = npt.NDArray[np.float64]
COLOURS = (VERMILLION, BLUE, GREEN, ORANGE, PURPLE, SKY)
# A picture of more plots says no more, and its file would be large: every so many are left out, evenly.
_MOST_PLOTS = 20_000
# Beyond so many, numbers beside tracks hide them.
_MOST_NAMES = 120
# Width of the map in the picture, CSS pixels.
_SHOWN = 0.88 * WIDE


@dataclass(frozen=True)
class TrackPicture:
    """What is drawn: places (n, 2) of plots, of each track by number, and of sensors by name, east and north [m]."""

    title: str
    plots: Floats
    tracks: dict[int, Floats]
    sensors: dict[str, tuple[float, float]]


def tracks_svg(drawn: TrackPicture, alt: str) -> str:
    """The picture as an SVG file of its own."""
    with drawing():
        return standalone(to_svg(_figure(drawn), "tracks", alt))


def tracks_png(drawn: TrackPicture) -> bytes:
    """The picture as PNG, on white."""
    out = io.BytesIO()
    with drawing():
        _figure(drawn).savefig(out, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def _figure(drawn: TrackPicture) -> Any:
    figure = new_figure(WIDE, WIDE * 0.8)
    view = figure.subplots()
    box = _box([drawn.plots / 1e3, np.array(list(drawn.sensors.values())).reshape(-1, 2) / 1e3])
    map_frame(view, box)
    step = max(1, -(-len(drawn.plots) // _MOST_PLOTS))
    shown = drawn.plots[::step] / 1e3
    view.plot(shown[:, 0], shown[:, 1], ".", color=GREY, markersize=2.2, markeredgewidth=0, zorder=2, label=_said(step))
    for number, course in drawn.tracks.items():
        colour = COLOURS[(number - 1) % len(COLOURS)]
        view.plot(course[:, 0] / 1e3, course[:, 1] / 1e3, color=colour, linewidth=1.4, zorder=4)
        view.plot(course[-1, 0] / 1e3, course[-1, 1] / 1e3, "o", color=colour, markersize=3.5, zorder=5)
    _numbers(view, drawn, box)
    for name, (east, north) in drawn.sensors.items():
        view.plot(
            east / 1e3, north / 1e3, "^", color=PAPER, markeredgecolor=INK, markersize=8, markeredgewidth=1.5, zorder=7
        )
        halo = {"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.9}
        spot = east / 1e3, north / 1e3
        view.annotate(name, spot, (9, -4), textcoords="offset points", fontsize=8, zorder=8, bbox=halo)
    scale_bar(view, box)
    north_arrow(view)
    view.set_title(drawn.title)
    figure.legend(handles=_legend(step), loc="outside lower center", ncols=3)
    return figure


def _numbers(view: Any, drawn: TrackPicture, box: tuple[float, float, float, float]) -> None:
    """The number of each track beside its end, or led to by a line where there is no room."""
    if len(drawn.tracks) > _MOST_NAMES or not drawn.tracks:
        return
    west, east, south, north = box
    scale = _SHOWN / (east - west)
    ends = [(float(course[-1, 0]) / 1e3, float(course[-1, 1]) / 1e3) for course in drawn.tracks.values()]
    spots = [((x - west) * scale, (y - south) * scale) for x, y in ends]
    places = beside([str(number) for number in drawn.tracks], spots, (0.0, 0.0, _SHOWN, (north - south) * scale))
    for number, end, place in zip(drawn.tracks, ends, places, strict=True):
        spot = west + place.left / scale, south + place.middle / scale
        colour = COLOURS[(number - 1) % len(COLOURS)]
        if place.led:
            view.plot([end[0], spot[0]], [end[1], spot[1]], color=colour, linewidth=0.5, zorder=5)
        halo = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.75}
        view.text(*spot, str(number), fontsize=7.5, color=MUTED, va="center", zorder=6, bbox=halo, clip_on=True)


def _said(step: int) -> str:
    return "plot" if step == 1 else f"plot (one in {step})"


def _box(places: Sequence[Floats]) -> tuple[float, float, float, float]:
    """A view with room around all places, wider than high."""
    all_of = np.vstack(places)
    (west, south), (east, north) = all_of.min(axis=0), all_of.max(axis=0)
    half = 0.54 * max((east - west) / 1.2, north - south, 2.0)
    middle_e, middle_n = 0.5 * (west + east), 0.5 * (south + north)
    return middle_e - 1.2 * half, middle_e + 1.2 * half, middle_n - half, middle_n + half


def _legend(step: int) -> list[Any]:
    from matplotlib.lines import Line2D

    plot = Line2D([], [], color=GREY, marker=".", linestyle="none", label=_said(step))
    line = Line2D([], [], color=VERMILLION, marker="o", markersize=3.5, label="track, from its confirmation to its end")
    sensor = Line2D(
        [], [], color=PAPER, marker="^", markeredgecolor=INK, markersize=8, linestyle="none", label="sensor"
    )
    return [plot, line, sensor]
