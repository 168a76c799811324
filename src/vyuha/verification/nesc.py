"""NASA's check cases flown by the point mass, against the trajectories of other simulations.

Both are compared in earth-fixed axes at every tenth of a second that the file holds: the larger of the three
differences of position, and of velocity.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vyuha.state.frame import Frame
from vyuha.verification.case import Case
from vyuha.verification.check_cases import CASES, FOOT, CheckCase
from vyuha.verification.reference import read_columns
from vyuha.world.earth import WGS84, make_earth, make_wind
from vyuha.world.frame import make_frame
from vyuha.world.point_mass import fly

# Four times what separates SIM 04 from SIM 05.
POSITION, VELOCITY = 0.02, 0.002
STEP = 0.01
MARK = 0.1
CONTROLS = {"j2": "J2 off", "rate": "rotation off", "density": "density x 1.001", "wind": "wind off"}
SOURCE = "NASA/TM-2015-218675"
_COLUMNS = (
    "time",
    "latitude_deg",
    "longitude_deg",
    "altitudeMsl_ft",
    "feVelocity_ft_s_X",
    "feVelocity_ft_s_Y",
    "feVelocity_ft_s_Z",
)


def earth_fixed(
    earth: Mapping[str, float], latitude: float, longitude: float, height: float, velocity: tuple[float, float, float]
) -> tuple[float, float, float, float, float, float]:
    """Position (m) and velocity (m/s) in earth-fixed axes from geodetic `latitude`, `longitude` (rad) and `height` (m)
    over the ellipsoid of `earth`, and the velocity towards north, east and down (m/s).
    """
    shape = WGS84 | dict(earth)
    squared = shape["flattening"] * (2.0 - shape["flattening"])
    sine, cosine = math.sin(latitude), math.cos(latitude)
    normal = shape["semi_major"] / math.sqrt(1.0 - squared * sine * sine)
    out, up = (normal + height) * cosine, (normal * (1.0 - squared) + height) * sine
    f: Frame = make_frame(latitude, longitude)[0]
    north, east, down = velocity
    return (
        out * math.cos(longitude),
        out * math.sin(longitude),
        up,
        f.r11 * east + f.r12 * north - f.r13 * down,
        f.r21 * east + f.r22 * north - f.r23 * down,
        f.r31 * east + f.r32 * north - f.r33 * down,
    )


def flown(case: CheckCase, step: float = STEP) -> Any:
    """Our motion in earth-fixed axes (m, m/s) before every `step` (s), shape (steps + 1, 6)."""
    start = earth_fixed(case.earth, case.latitude, case.longitude, case.height, case.velocity)
    path = np.zeros((round(case.duration / step) + 1, 6))
    fly(make_earth(**case.earth)[0], make_wind(case.wind), case.drag_area, step, start, path)
    return path


def changed(case: CheckCase, control: str) -> CheckCase:
    """The case with one piece of physics switched off or perturbed: a key of `CONTROLS`; `ValueError` for others."""
    if control in ("j2", "rate"):
        return replace(case, earth={**case.earth, control: 0.0})
    if control == "density":
        # Drag knows only the product of density and drag area.
        return replace(case, drag_area=1.001 * case.drag_area)
    if control == "wind":
        return replace(case, wind=())
    raise ValueError(f"no control is called {control!r}; allowed: {', '.join(CONTROLS)}")


def marks(case: CheckCase, file: Path, whole: bool = True) -> tuple[Any, Any]:
    """Numbers of the tenths of a second that `file` holds, and the motion there in earth-fixed axes: (n,) and (n, 6).

    Time stamps are not exact (some files hold rounded single-precision values) and some files have more rows than
    marks, so each mark takes its nearest row. Raises `ValueError` for a file that lacks a mark of the case's duration;
    unless it needs not be `whole`, then for one that has none.
    """
    table = read_columns(file, _COLUMNS)
    found, motions = [], []
    for mark in range(round(case.duration / MARK) + 1):
        nearest = int(np.abs(table[:, 0] - MARK * mark).argmin()) if len(table) else 0
        if not len(table) or abs(table[nearest, 0] - MARK * mark) > 1e-5:
            continue
        _, latitude, longitude, height, north, east, down = table[nearest]
        there = math.radians(latitude), math.radians(longitude), FOOT * height
        motions.append(earth_fixed(case.earth, *there, (FOOT * north, FOOT * east, FOOT * down)))
        found.append(mark)
    if not found:
        raise ValueError(f"{file}: has no row at a tenth of a second up to {case.duration:g} s")
    wanted = round(case.duration / MARK) + 1
    if whole and len(found) < wanted:
        lacking = next(mark for mark in range(wanted) if mark not in found)
        raise ValueError(
            f"{file}: has {len(found)} of the {wanted} rows at a tenth of a second up to {case.duration:g} s; the "
            f"first that is missing is at {lacking * MARK:g} s"
        )
    return np.array(found), np.array(motions)


def misses(case: CheckCase, reference: tuple[Any, Any]) -> tuple[float, float]:
    """Largest difference on any axis at any mark: of position (m) and of velocity (m/s)."""
    at, motions = reference
    gap = np.abs(flown(case)[at * round(MARK / STEP)] - motions)
    return float(gap[:, :3].max()), float(gap[:, 3:].max())


def check(number: str, case: CheckCase, sim: str, file: Path, whole: bool = True) -> list[Case]:
    """Position and velocity of one case against one simulation; the control error is the least of its controls. Raises
    what `marks` raises.
    """
    reference = marks(case, file, whole)
    ours = misses(case, reference)
    wrong = [misses(changed(case, control), reference) for control in case.controls]
    which = ", ".join(CONTROLS[control] for control in case.controls)
    said = f"case {int(number)}, {case.title}, SIM {sim}: {{}} at {len(reference[0])} marks"
    return [
        Case(
            chapter="nesc",
            id=f"nesc-{number}-sim{sim}-{name}",
            what=said.format(name),
            source=f"{SOURCE}, SIM {sim}",
            error=ours[part],
            tolerance=tolerance,
            unit=unit,
            control=which + (": the least error" if len(wrong) > 1 else ""),
            control_error=min(row[part] for row in wrong),
        )
        for part, (name, tolerance, unit) in enumerate((("position", POSITION, "m"), ("velocity", VELOCITY, "m/s")))
    ]


def chapter(folder: Path, cases: Mapping[str, CheckCase] = CASES) -> list[Case]:
    """All cases of the table against their files in `folder`/nesc, named Atmos_NN_sim_MM.csv."""
    return [
        row
        for number, case in cases.items()
        for sim in case.sims
        for row in check(number, case, sim, folder / "nesc" / f"Atmos_{number}_sim_{sim}.csv")
    ]
