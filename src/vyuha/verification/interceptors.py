"""The missiles of the catalogue flown, against what is published (or recalled, or assumed) about them.

An error is how far the flown figure is from the likely value; the tolerance is the range that the catalogue gives on
that side. Range, height and nearest point are one-sided: the flight has to allow what is published, and may allow more
(which is free: no error, and no praise either), since seekers, radars, batteries and fuzes set limits that are not
flown here. In fights the published limit cuts off what the flight allows beyond. Agreement is by calibration
(tools/calibrate_missiles.py), so a green line says that the flight model has been fitted, not that it is right.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vyuha.catalogue import load
from vyuha.verification.case import Case
from vyuha.weapons.performance import highest, missile_row, nearest, performance, top_speed
from vyuha.world.frame import make_frame

CHAPTER = "interceptors"
# A neutral mid-latitude site: rad, rad.
_SITE = (0.55, 1.3)
_DRAG = ("drag_subsonic", "drag_transonic", "drag_supersonic")
_THRUST = ("boost_thrust", "sustain_thrust")
BELOW, ABOVE, BOTH = "at least", "at most", "about"
# Said of one-sided figures.
_FREE = {BELOW: " (more is free; fights cut at it)", ABOVE: " (less is free; fights cut at it)", BOTH: ""}


@dataclass(frozen=True)
class Measure:
    """A published figure and how it is flown; `control` scales columns of the missile."""

    figure: str
    what: str
    side: str
    unit: str
    scale: float
    fly: Callable[[Any, Any], float]
    control: str
    columns: tuple[str, ...]
    factor: float


MEASURES = (
    Measure(
        "maximum_range",
        "farthest range at 10 km height, or half of its own",
        BELOW,
        "km",
        1e3,
        lambda missile, frame: performance(missile, frame).farthest,
        "drag x 3",
        _DRAG,
        3.0,
    ),
    Measure(
        "minimum_range",
        "nearest meeting, slant",
        ABOVE,
        "km",
        1e3,
        nearest,
        "lift x 0.1",
        ("lift_limit", "load_limit"),
        0.1,
    ),
    Measure(
        "maximum_height", "highest meeting over 40 % of the range", BELOW, "km", 1e3, highest, "drag x 3", _DRAG, 3.0
    ),
    Measure(
        "maximum_speed",
        "highest speed on the way to full range",
        BOTH,
        "m/s",
        1.0,
        top_speed,
        "thrust x 0.7",
        _THRUST,
        0.7,
    ),
    Measure(
        "mean_speed",
        "mean speed to full range",
        BOTH,
        "m/s",
        1.0,
        lambda missile, frame: performance(missile, frame).mean_speed,
        "drag x 3",
        _DRAG,
        3.0,
    ),
)


def off(side: str, published: float, flown: float) -> float:
    """How far a flown figure is on the wrong side of the published one.

    What is never reached counts as nothing flown; a nearest point that is not found lies beyond four times the
    published one, as far as it is searched.

    >>> off("at least", 250e3, 290e3), off("at least", 250e3, 240e3), off("about", 1000.0, 1100.0)
    (0.0, 10000.0, 100.0)
    """
    if math.isnan(flown):
        return 3.0 * published if side == ABOVE else published
    if side == BELOW:
        return max(published - flown, 0.0)
    return max(flown - published, 0.0) if side == ABOVE else abs(flown - published)


def allowed(side: str, figure: Any, flown: float) -> float:
    """The catalogue's range on the side where the flown figure lies."""
    upwards = side == ABOVE or (side == BOTH and flown > figure.value)
    return float(figure.high - figure.value if upwards else figure.value - figure.low)


def compare(name: str, item: Any, frame: Any, measure: Measure) -> Case:
    """One figure of one missile."""
    figure = getattr(item, measure.figure)
    flown = measure.fly(missile_row(item)[0], frame)
    wrong = missile_row(item)[0]
    for column in measure.columns:
        wrong[column] *= measure.factor
    spoilt = measure.fly(wrong, frame)
    shown = "never" if math.isnan(flown) else f"{flown / measure.scale:,.4g} {measure.unit}"
    return Case(
        chapter=CHAPTER,
        id=f"{name}-{measure.figure}",
        what=f"{name}, {measure.what}: {shown}, {figure.grade} {measure.side} {figure.text}{_FREE[measure.side]}",
        source=figure.source or "assumed",
        error=off(measure.side, figure.value, flown) / measure.scale,
        tolerance=allowed(measure.side, figure, flown) / measure.scale,
        unit=measure.unit,
        control=measure.control,
        control_error=off(measure.side, figure.value, spoilt) / measure.scale,
    )


def chapter() -> list[Case]:
    """Every missile of the catalogue, every measure that says something of it."""
    frame = make_frame(*_SITE)[0]
    pairs = [(item, measure) for item in load().missiles.values() for measure in MEASURES]
    return [compare(item.id, item, frame, measure) for item, measure in pairs if applies(item, measure)]


def applies(item: Any, measure: Measure) -> bool:
    """Whether a measure says something of a missile: the nearest meeting is one of what starts from the ground."""
    return measure.figure != "minimum_range" or item.launch_height is None
