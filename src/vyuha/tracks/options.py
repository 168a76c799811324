"""How a recording is tracked: every choice with its default. Figures that no recording gives are assumed here."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from vyuha.base.units import UNITS
from vyuha.reading.problems import InputErrors, Problem
from vyuha.tracker.options import Motion

Motions = Literal["cv", "cv+turn"]
# The rate of turn wanders by 0.06 rad/s in a turn of 4 s: light aircraft begin turns of 10 degrees/s within one.
MOTIONS: Final[dict[str, tuple[Motion, ...]]] = {
    "cv": (Motion("cv", noise=2.0),),
    "cv+turn": (Motion("cv", noise=0.5), Motion("turn", noise=1.0, extra_noise=1e-3)),
}
ASSOCIATIONS: Final = ("gnn", "jpda")
# Assumed: false plots are spread over a cylinder as far as the farthest plot and so high [m].
CEILING: Final = 20e3
# Choices that have to be above 0, and below this: in SI, and as people read it.
_FAR, _HALF_TURN, _MANY = (1e7, "10,000 km"), (math.pi, "180 deg"), (1e7, "10,000,000")
_BELOW: Final = {
    **dict.fromkeys(("range_sd", "geometric_height_sd", "pressure_sd", "position_sd", "height_sd"), _FAR),
    **dict.fromkeys(("azimuth_sd", "elevation_sd"), _HALF_TURN),
    **dict.fromkeys(("false_plots", "noise_factor"), _MANY),
    "speed_sd": (1e7, "10,000 km/s"),
}
_DEGREE: Final = UNITS["angle"]["deg"]


@dataclass(frozen=True)
class TrackOptions:
    """Choices, in SI units and radians.

    `period` [s] is that of every sensor's scan (None: from CAT034, or estimated). Standard deviations are for plots
    that bring none; `height` is that of plots without any, and `height_sd` how little it says (all graded assumed).
    `false_plots` counts those of one scan of one sensor. `sectors` divide a turn of an antenna: plots of one sector
    count as of one moment. A track is confirmed by `hits` of `window` looks and ends after `misses` looks in a row.
    Raises `InputErrors`.
    """

    period: float | None = None
    range_sd: float = 50.0
    azimuth_sd: float = 0.08 * _DEGREE
    elevation_sd: float = 0.17 * _DEGREE
    geometric_height_sd: float = 50.0
    pressure_sd: float = 150.0
    position_sd: float = 50.0
    height: float = 5000.0
    height_sd: float = 3000.0
    detection: float = 0.9
    false_plots: float = 10.0
    gate: float = 0.999
    speed_sd: float = 300.0
    noise_factor: float = 1.0
    motion: Motions = "cv+turn"
    association: Literal["gnn", "jpda"] = "gnn"
    hits: int = 3
    window: int = 5
    misses: int = 5
    sectors: int = 64

    def __post_init__(self) -> None:
        wrong = [
            (name, f"must be above 0 and below {shown}")
            for name, (most, shown) in _BELOW.items()
            if not 0.0 < getattr(self, name) < most
        ]
        if self.period is not None and not 0.0 < self.period <= 3600.0:
            wrong.append(("period", "must be above 0 and at most an hour"))
        if not 0.0 < self.detection < 1.0:
            wrong.append(("detection", "must lie between 0 and 1"))
        if not 0.5 < self.gate < 1.0:
            wrong.append(("gate", "must lie between 0.5 and 1"))
        if not -1e3 <= self.height <= 1e6:
            wrong.append(("height", "must lie between -1 and 1000 km"))
        if not 8 <= self.sectors <= 1024:
            wrong.append(("sectors", "must lie between 8 and 1024"))
        wrong += [
            (name, f"allowed: {', '.join(known)}")
            for name, known in (("motion", tuple(MOTIONS)), ("association", ASSOCIATIONS))
            if getattr(self, name) not in known
        ]
        if not 1 <= self.hits <= self.window <= 32:
            wrong.append(("hits", f"1 <= hits <= looks <= 32 must hold; looks: {self.window}"))
        if not 1 <= self.misses <= 32:
            wrong.append(("misses", "must lie between 1 and 32"))
        if wrong:
            raise InputErrors(Problem("options", 0, name, str(getattr(self, name)), said) for name, said in wrong)
