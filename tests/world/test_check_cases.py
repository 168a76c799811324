"""The point mass against NASA's atmospheric check cases and closed forms.

Expected values: two simulations (SIM 04, SIM 05) of NASA/TM-2015-218675, whose columns lie in tests/reference/nesc, and
mechanics that can be written down. The tolerance for NASA's cases (0.02 m an axis, 0.002 m/s) is four times what
separates the two simulations. The set-up of the cases is that of `vyuha verify`.
"""

import csv
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.state.earth import Earth
from vyuha.state.frame import Frame
from vyuha.verification.check_cases import CASES, FOOT, SLUG
from vyuha.verification.nesc import POSITION, VELOCITY, changed, flown, marks, misses
from vyuha.world.atmosphere import air
from vyuha.world.earth import WGS84, gravitation, make_earth, make_wind, on_ellipsoid
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodetic_to_ecef
from vyuha.world.point_mass import acceleration, fly

FOLDER = Path(__file__).parents[1] / "reference" / "nesc"
SIMS = ("04", "05")


def reference(case: str, sim: str) -> tuple[Any, Any]:
    """Marks and motion in earth-fixed axes (m, m/s) at every tenth of a second, from geodetic columns."""
    at, motions = marks(CASES[case], FOLDER / f"Atmos_{case}_sim_{sim}.csv")
    assert list(at) == list(range(301))
    return at, motions


@pytest.mark.parametrize("sim", SIMS)
@pytest.mark.parametrize("case", CASES)
def test_nasa_check_case(case: str, sim: str) -> None:
    place, velocity = misses(CASES[case], reference(case, sim))
    print(f"case {case}, SIM {sim}: {place:.2e} m, {velocity:.2e} m/s")
    assert place <= POSITION
    assert velocity <= VELOCITY


@pytest.mark.parametrize(("case", "wrong"), [(number, wrong) for number in CASES for wrong in CASES[number].controls])
def test_control_wrong_physics_misses_the_case(case: str, wrong: str) -> None:
    for sim in SIMS:
        place, velocity = misses(changed(CASES[case], wrong), reference(case, sim))
        assert place > POSITION
        assert velocity > VELOCITY


@pytest.mark.parametrize("sim", SIMS)
def test_density_and_sound_of_the_case(sim: str) -> None:
    with (FOLDER / f"Atmos_06_sim_{sim}.csv").open() as file:
        for row in csv.DictReader(file):
            density, sound = air(FOOT * float(row["altitudeMsl_ft"]))
            assert density == pytest.approx(float(row["airDensity_slug_ft3"]) * SLUG / FOOT**3, rel=1e-5)
            assert sound == pytest.approx(float(row["speedOfSound_ft_s"]) * FOOT, rel=1e-5)


def test_the_step_is_of_fourth_order() -> None:
    exact = flown(CASES["09"], 0.005)[-1]
    errors = [np.abs(flown(CASES["09"], dt)[-1] - exact)[:3].max() for dt in (2.0, 1.0)]
    assert 10.0 < errors[0] / errors[1] < 25.0


def test_a_vacuum_arc_is_a_kepler_ellipse() -> None:
    # Earth at rest, no J2: after a time the anomalies obey Kepler's equation.
    mu, r0, v0 = WGS84["mu"], 6.6e6, 7.0e3
    axis = 1.0 / (2.0 / r0 - v0 * v0 / mu)
    eccentricity = 1.0 - r0 / axis if r0 < axis else r0 / axis - 1.0
    motion, t = math.sqrt(mu / axis**3), 600.0
    # Slower than the circle: the start is the apogee.
    assert r0 > axis
    anomaly = math.pi + motion * t
    e = anomaly
    for _ in range(50):
        e -= (e - eccentricity * math.sin(e) - anomaly) / (1.0 - eccentricity * math.cos(e))
    x = axis * (math.cos(e) - eccentricity)
    y = axis * math.sqrt(1.0 - eccentricity**2) * math.sin(e)
    path = np.zeros((601, 6))
    round_earth = make_earth(flattening=0.0, j2=0.0, rate=0.0)
    fly(round_earth[0], make_wind(), 0.0, 1.0, (r0, 0.0, 0.0, 0.0, v0, 0.0), path)
    # The perigee of the closed form lies on the other side of the start.
    assert (-x, -y) == pytest.approx((path[-1, 0], path[-1, 1]), abs=1e-5)
    control = np.zeros((601, 6))
    fly(make_earth(flattening=0.0, rate=0.0)[0], make_wind(), 0.0, 1.0, (r0, 0.0, 0.0, 0.0, v0, 0.0), control)
    assert np.abs(control[-1, :2] - (-x, -y)).max() > 100.0


def potential(earth: Earth, x: float, y: float, z: float) -> float:
    """Gravitational potential with J2 (J/kg)."""
    r = math.sqrt(x * x + y * y + z * z)
    legendre = 0.5 * (3.0 * (z / r) ** 2 - 1.0)
    return -earth.mu / r * (1.0 - earth.j2 * (earth.semi_major / r) ** 2 * legendre)


def test_the_jacobi_integral_stays() -> None:
    earth = make_earth()
    x, y, z = geodetic_to_ecef(0.8, 1.1, 120e3)
    path = np.zeros((3001, 6))
    fly(earth[0], make_wind(), 0.0, 0.1, (x, y, z, 900.0, 2500.0, -700.0), path)

    def jacobi(row: Any, rate: float) -> float:
        spin = 0.5 * rate**2 * (row[0] ** 2 + row[1] ** 2)
        return 0.5 * float(row[3:] @ row[3:]) + potential(earth[0], *row[:3]) - spin

    start, end = jacobi(path[0], earth[0].rate), jacobi(path[-1], earth[0].rate)
    assert abs(end / start - 1.0) < 1e-13
    # Control: without the centrifugal part the sum drifts.
    assert abs(jacobi(path[-1], 0.0) / jacobi(path[0], 0.0) - 1.0) > 1e-8


def test_gravitation_is_the_slope_of_the_potential() -> None:
    earth: Earth = make_earth()[0]
    point = geodetic_to_ecef(0.7, -0.4, 30e3)
    h = 10.0
    for k in range(3):
        ahead, behind = list(point), list(point)
        ahead[k] += h
        behind[k] -= h
        slope = -(potential(earth, *ahead) - potential(earth, *behind)) / (2.0 * h)
        assert gravitation(earth, *point)[k] == pytest.approx(slope, rel=1e-7)


def test_wind_carries_a_light_body() -> None:
    # In still air at rest a body feels no drag; in wind it is pushed the way the wind blows, and the check case fails.
    earth = make_earth()
    x, y, z = geodetic_to_ecef(0.5, 0.9, 5e3)
    still = acceleration(earth[0], make_wind(), 1.0, (x, y, z, 0.0, 0.0, 0.0))
    blown = acceleration(earth[0], make_wind([(0.0, 20.0, 0.0)]), 1.0, (x, y, z, 0.0, 0.0, 0.0))
    push = np.array(blown) - np.array(still)
    frame: Frame = make_frame(0.5, 0.9)[0]
    density, _ = air(5e3)
    assert push @ np.array([frame.r11, frame.r21, frame.r31]) == pytest.approx(0.5 * density * 400.0)
    assert push @ np.array([frame.r12, frame.r22, frame.r32]) == pytest.approx(0.0, abs=1e-9)
    windy = replace(CASES["06"], wind=((0.0, 6.0, 0.0),))
    assert misses(windy, reference("06", "04"))[0] > POSITION


def test_a_round_earth_has_radial_heights() -> None:
    earth: Earth = make_earth(flattening=0.0)[0]
    sine, _, height = on_ellipsoid(earth, 3e6, 4e6, 5e6)
    radius = math.sqrt(50e12)
    assert height == pytest.approx(radius - WGS84["semi_major"], abs=1e-6)
    assert sine == pytest.approx(5e6 / radius)
    assert len(rows(Earth, 1)) == 1
