"""NASA's check cases, and that their set-up takes any other case that a point mass can fly.

Expected values: the files in tests/reference/nesc; last rows of cases 5, 7, 8 and 10 by SIM 04, of the same data set
(NASA/TM-2015-218675); and a flight with wind at another latitude by SciPy's integrator in inertial axes, written here
without any of our kernels but the density of the air.
"""

import csv
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from vyuha.verification import nesc
from vyuha.verification.case import Case
from vyuha.verification.check_cases import CASES, EARTH, FOOT, SPHERE, CheckCase
from vyuha.world.atmosphere import air

FOLDER = Path(__file__).parents[1] / "reference"
STEADY = CheckCase(title="steady wind", height=30_000 * FOOT, wind=((0.0, 20 * FOOT, 0.0),), controls=("wind", "j2"))
SHEARED = replace(
    STEADY, title="sheared wind", wind=((0.0, -20 * FOOT, 0.0), (30_000 * FOOT, 70 * FOOT, 0.0)), controls=("wind",)
)
NORTHWARD = CheckCase(title="cannonball northward", height=0.0, velocity=(1000 * FOOT, 0.0, -1000 * FOOT))
# A round earth that turns, of NASA's mean radius.
ROUND = CheckCase(
    title="round earth",
    height=30_000 * FOOT,
    earth=EARTH | {"semi_major": 20_902_255.199 * FOOT, "flattening": 0.0, "j2": 0.0},
    controls=("rate", "density"),
)
# Time (s), latitude, longitude (deg), height (ft), velocity towards north, east and down (ft/s).
ROWS = {
    "05": (ROUND, (25.0, 0.0, 3.17102843106e-5, 20313.5335116, 0.0, 1.34000211763, 747.345993273)),
    "07": (STEADY, (30.0, 0.0, 1.28541735128e-4, 16285.1612472, 0.0, 4.70837587978, 863.966976848)),
    "08": (SHEARED, (30.0, 0.0, 2.73579667279e-4, 16290.9978743, 0.0, 8.73099985197, 863.694253332)),
    "10": (
        NORTHWARD,
        (28.5, 0.0595875029619, -7.3996298795e-5, 10357.514449, 621.614530698, -1.1171505252, 139.037333551),
    ),
}


def write(file: Path, rows: Any) -> Path:
    names = ("time", "latitude_deg", "longitude_deg", "altitudeMsl_ft", *(f"feVelocity_ft_s_{axis}" for axis in "XYZ"))
    file.parent.mkdir(exist_ok=True)
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        # Some files repeat a column, and every file has more of them than are read.
        writer.writerow([*names, "mach", "feVelocity_ft_s_Z"])
        writer.writerows([*row, 0.0, row[-1]] for row in rows)
    return file


@pytest.fixture(scope="module")
def shipped() -> list[Case]:
    return nesc.chapter(FOLDER)


def test_the_shipped_cases_are_met_and_can_fail(shipped: list[Case]) -> None:
    assert [row.id for row in shipped if not row.fine] == []
    assert len(shipped) == 12
    assert all("301 marks" in row.what for row in shipped)


@pytest.mark.parametrize(("number", "control"), [(n, c) for n, case in CASES.items() for c in case.controls])
def test_each_control_alone_fails_both_tolerances(number: str, control: str) -> None:
    for sim in ("04", "05"):
        reference = nesc.marks(CASES[number], FOLDER / "nesc" / f"Atmos_{number}_sim_{sim}.csv")
        place, velocity = nesc.misses(nesc.changed(CASES[number], control), reference)
        assert place > nesc.POSITION
        assert velocity > nesc.VELOCITY


@pytest.mark.parametrize("number", ROWS)
def test_other_cases_of_the_set_fly_when_they_are_entered(number: str, tmp_path: Path) -> None:
    case, row = ROWS[number]
    found = nesc.check(number, case, "04", write(tmp_path / "rows.csv", [row]), whole=False)
    assert [line.id for line in found if not line.fine] == []
    assert found[0].error < 0.0015


def test_the_wrong_wind_is_seen(tmp_path: Path) -> None:
    _, row = ROWS["08"]
    file = write(tmp_path / "rows.csv", [row])
    for wind in (STEADY.wind, ((0.0, 0.0, 20 * FOOT),), tuple((h, -e, n) for h, e, n in SHEARED.wind)):
        assert not nesc.check("08", replace(SHEARED, wind=wind), "04", file, whole=False)[0].met


def somewhere() -> CheckCase:
    """Mid latitude, a throw up and sideways through a wind that turns with height."""
    return CheckCase(
        title="somewhere",
        height=2000.0,
        velocity=(200.0, -150.0, -100.0),
        latitude=math.radians(41.0),
        longitude=math.radians(-73.0),
        wind=((0.0, 5.0, -3.0), (2500.0, 15.0, 10.0), (9000.0, 40.0, 2.0)),
        duration=20.0,
        sims=("77",),
        controls=("j2", "rate", "wind", "density"),
    )


def ellipsoid(point: Any) -> tuple[float, float]:
    """Geodetic latitude (rad) and height (m) by fixed-point iteration."""
    a, f = 6378137.0, 1.0 / 298.257223563
    e2, p, z = f * (2.0 - f), math.hypot(point[0], point[1]), point[2]
    latitude, normal = math.atan2(z, p * (1.0 - e2)), a
    for _ in range(20):
        normal = a / math.sqrt(1.0 - e2 * math.sin(latitude) ** 2)
        latitude = math.atan2(z + e2 * normal * math.sin(latitude), p)
    return latitude, p / math.cos(latitude) - normal


def compass(latitude: float, longitude: float) -> Any:
    """North, east and down as rows."""
    s, c, sl, cl = math.sin(latitude), math.cos(latitude), math.sin(longitude), math.cos(longitude)
    return np.array([[-s * cl, -s * sl, c], [-sl, cl, 0.0], [-c * cl, -c * sl, -s]])


def inertial_flight(case: CheckCase) -> list[list[float]]:
    """The rows that another simulation would write: integrated in axes that do not turn."""
    mu, j2, a, spin = 3.986004418e14, 1.08262982e-3, 6378137.0, np.array([0.0, 0.0, case.earth["rate"]])
    levels = np.array(case.wind)

    def pull(t: float, state: Any) -> Any:
        r, v = state[:3], state[3:]
        d = float(np.linalg.norm(r))
        k, s2 = 1.5 * j2 * (a / d) ** 2, 5.0 * (r[2] / d) ** 2
        gravity = -mu / d**3 * r * np.array([1 + k * (1 - s2), 1 + k * (1 - s2), 1 + k * (3 - s2)])
        latitude, height = ellipsoid(r)
        axes = compass(latitude, math.atan2(r[1], r[0]))
        east, north = np.interp(height, levels[:, 0], levels[:, 1]), np.interp(height, levels[:, 0], levels[:, 2])
        through = v - np.cross(spin, r) - north * axes[0] - east * axes[1]
        drag = 0.5 * air(height)[0] * case.drag_area * float(np.linalg.norm(through)) * through
        return np.concatenate([v, gravity - drag])

    f = 1.0 / 298.257223563
    normal = a / math.sqrt(1.0 - f * (2.0 - f) * math.sin(case.latitude) ** 2)
    out = (normal + case.height) * math.cos(case.latitude)
    up = (normal * (1.0 - f) ** 2 + case.height) * math.sin(case.latitude)
    r = np.array([out * math.cos(case.longitude), out * math.sin(case.longitude), up])
    v = np.array(case.velocity) @ compass(case.latitude, case.longitude) + np.cross(spin, r)
    times = 0.1 * np.arange(round(10 * case.duration) + 1)
    flight = solve_ivp(
        pull, (0.0, case.duration), np.concatenate([r, v]), "DOP853", t_eval=times, rtol=1e-11, atol=1e-6, max_step=0.5
    )
    rows = []
    for t, state in zip(times, flight.y.T, strict=True):
        latitude, height = ellipsoid(state)
        turned = math.atan2(state[1], state[0])
        velocity = compass(latitude, turned) @ (state[3:] - np.cross(spin, state[:3])) / FOOT
        longitude = math.degrees(turned - spin[2] * t)
        rows.append([t, math.degrees(latitude), longitude, height / FOOT, *velocity])
    return rows


def test_a_windy_flight_elsewhere_meets_an_integration_in_inertial_axes(tmp_path: Path) -> None:
    case = somewhere()
    rows = inertial_flight(case)
    # Times off by a rounding of single precision.
    rows = [[float(np.float32(row[0])), *row[1:]] for row in rows]
    write(tmp_path / "nesc" / "Atmos_99_sim_77.csv", rows)
    found = nesc.chapter(tmp_path, {"99": case})
    assert [line.id for line in found] == ["nesc-99-sim77-position", "nesc-99-sim77-velocity"]
    assert all(line.fine for line in found)
    assert found[0].error < 1e-4
    # Each piece alone matters here, so the least of the controls is above the tolerance by itself.
    assert "wind off" in found[0].control


def test_a_file_with_more_rows_than_marks_gives_the_marks(tmp_path: Path) -> None:
    rows = [(0.01 * i + 1e-9, 0.0, 0.0, 30_000.0, 0.0, 0.0, 0.0) for i in range(26)]
    at, motions = nesc.marks(STEADY, write(tmp_path / "fine.csv", rows), whole=False)
    assert list(at) == [0, 1, 2]
    assert motions.shape == (3, 6)


def test_what_a_file_lacks_is_named(tmp_path: Path) -> None:
    late = write(tmp_path / "late.csv", [(40.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)])
    with pytest.raises(ValueError, match=r"late\.csv: has no row at a tenth of a second up to 30 s"):
        nesc.marks(STEADY, late)
    rows = [(0.1 * i, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0) for i in range(301)]
    assert len(nesc.marks(STEADY, write(tmp_path / "whole.csv", rows))[0]) == 301
    for gone, first in ((300, "30"), (17, "1.7")):
        holed = write(tmp_path / "holed.csv", rows[:gone] + rows[gone + 1 :])
        with pytest.raises(ValueError, match=rf"holed\.csv: has 300 of the 301 rows .* missing is at {first} s"):
            nesc.marks(STEADY, holed)
    with pytest.raises(ValueError, match=r"empty\.csv: has no row"):
        nesc.marks(STEADY, write(tmp_path / "empty.csv", []))
    with pytest.raises(ValueError, match="no control is called 'moon'; allowed: j2, rate, density, wind"):
        nesc.changed(STEADY, "moon")
    assert pytest.approx(0.1 * 0.1963495 * 0.3048**2 / 14.593902937206364) == SPHERE
