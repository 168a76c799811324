"""Pictures of an envelope: range by height, and the zone from above with where the target is at launch."""

import math
from typing import Any

import polars as pl

from vyuha.outputs.pictures import (
    BLUE,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PAPER,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
)
from vyuha.results.envelope import Envelope

# Aspect (deg) -> name, colour and dash.
COURSES: dict[float, tuple[str, str, str]] = {
    0.0: ("comes straight in", BLUE, "-"),
    90.0: ("crosses", ORANGE, "--"),
    180.0: ("leaves", VERMILLION, ":"),
}


def side_svg(envelope: Envelope, narrow: bool, alt: str) -> str:
    """Where each kind of course is met, range by height, with the horizon of the antenna."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 300 if narrow else 380)
        axes = figure.subplots()
        for aspect, (name, colour, dash) in COURSES.items():
            rows = _course(envelope, aspect)
            heights, near, far = (rows[column].to_list() for column in ("height_km", "nearest_km", "farthest_km"))
            if not heights:
                continue
            if aspect == 0.0:
                axes.fill_betweenx(heights, near, far, color=colour, alpha=0.15, linewidth=0)
            axes.plot(
                near + far[::-1], heights + heights[::-1], color=colour, linestyle=dash, linewidth=1.8, label=name
            )
        seen = envelope.horizon
        axes.plot(
            seen["horizon_km"].to_list(),
            seen["height_km"].to_list(),
            color=GREY,
            linewidth=1.2,
            label=f"horizon of an antenna at {envelope.antenna:g} m",
        )
        axes.axhline(envelope.height / 1e3, color=MUTED, linewidth=0.8, linestyle=":")
        reach = _reach(envelope)
        axes.set_xlim(0.0, 1.06 * reach)
        axes.set_ylim(0.0, 1.12 * max(envelope.edges["height_km"].to_list()))
        axes.set_xlabel("ground range of the interception, km")
        axes.set_ylabel("height, km")
        axes.grid(axis="both")
        figure.legend(loc="outside lower center", ncols=1 if narrow else 4)
        return to_svg(figure, f"side-{'narrow' if narrow else 'wide'}", alt)


def plan_svg(envelope: Envelope, narrow: bool, alt: str) -> str:
    """From above at the target's height: where it is met, and where it is when the missile leaves."""
    rows = envelope.at(envelope.height).drop_nulls("farthest_km")
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 400 if narrow else 560)
        axes = figure.subplots()
        if rows.height:
            far, near = outline(rows, "farthest_km", 0.0), outline(rows, "nearest_km", 0.0)
            axes.fill(*_both(far), color=BLUE, alpha=0.15, linewidth=0)
            axes.plot(*_both(far), color=BLUE, linewidth=1.8, label="met here")
            axes.fill(*_both(near), color=PAPER, linewidth=0)
            axes.plot(*_both(near), color=BLUE, linewidth=1.0)
            early = outline(rows, "farthest_km", envelope.speed / 1e3)
            axes.plot(
                *_both(early), color=VERMILLION, linestyle="--", linewidth=1.6, label="here when the missile leaves"
            )
        axes.plot([0.0], [0.0], marker="^", color=INK, markersize=7, linestyle="none", label="launcher")
        top = max(1.0, 1.35 * _reach(envelope))
        axes.annotate("", (0.0, 0.84 * top), (0.0, 0.97 * top), arrowprops={"arrowstyle": "->", "color": MUTED})
        axes.set_aspect("equal")
        axes.set_xlabel("offset of the course, km")
        axes.set_ylabel("towards where the target comes from, km")
        axes.grid(axis="both")
        figure.legend(loc="outside lower center", ncols=1 if narrow else 3)
        return to_svg(figure, f"plan-{'narrow' if narrow else 'wide'}", alt)


def outline(rows: pl.DataFrame, column: str, speed: float) -> tuple[list[float], list[float]]:
    """Offset and distance along the course (km) of an edge, moved back along the course by what the target flies at
    `speed` (km/s) in the missile's time.
    """
    across, along = [], []
    for aspect, ground, time in zip(rows["aspect_deg"], rows[column], rows["time_s"], strict=True):
        angle = math.radians(aspect)
        across.append(ground * math.sin(angle))
        along.append(ground * math.cos(angle) + speed * time)
    return across, along


def _both(half: tuple[list[float], list[float]]) -> tuple[list[float], list[float]]:
    """An outline on one side of the course, and its mirror image."""
    across, along = half
    return across + [-x for x in across[::-1]], along + along[::-1]


def _course(envelope: Envelope, aspect: float) -> pl.DataFrame:
    near = (pl.col("aspect_deg") - aspect).abs() < 1e-6
    return envelope.edges.filter(near).drop_nulls("farthest_km").sort("height_km")


def _reach(envelope: Envelope) -> float:
    """The largest range of the grid (km)."""
    return float(max(envelope.points["range_km"].to_list()))


def courses(envelope: Envelope) -> list[tuple[str, dict[str, Any]]]:
    """Each course by name with its edges at the target's height; none where it is never met."""
    rows = envelope.at(envelope.height)
    found: list[tuple[str, dict[str, Any]]] = []
    for aspect, (name, _, _) in COURSES.items():
        for row in rows.iter_rows(named=True):
            if abs(row["aspect_deg"] - aspect) < 1e-6:
                found.append((name, row))
    return found
