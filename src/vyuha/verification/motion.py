"""Closed forms of motion without air: Kepler's ellipse, the Jacobi integral; and the order of the step."""

import math
from typing import Any

import numpy as np

from vyuha.state.earth import Earth
from vyuha.verification import nesc
from vyuha.verification.case import Case
from vyuha.verification.check_cases import CASES
from vyuha.world.earth import WGS84, make_earth, make_wind
from vyuha.world.geodesy import geodetic_to_ecef
from vyuha.world.point_mass import Motion, acceleration, fly

CHAPTER = "motion"


def kepler() -> Case:
    """600 s of an ellipse from its apogee, 6,600 km from the centre, at 7 km/s: the place by Kepler's equation."""
    mu, radius, speed, time = WGS84["mu"], 6.6e6, 7.0e3, 600.0
    axis = 1.0 / (2.0 / radius - speed * speed / mu)
    eccentricity = radius / axis - 1.0
    mean = math.pi + math.sqrt(mu / axis**3) * time
    e = mean
    for _ in range(50):
        e -= (e - eccentricity * math.sin(e) - mean) / (1.0 - eccentricity * math.cos(e))
    # The closed form counts from the perigee, the flight starts opposite to it.
    x = -axis * (math.cos(e) - eccentricity)
    y = -axis * math.sqrt(1.0 - eccentricity**2) * math.sin(e)

    def miss(j2: float) -> float:
        path = np.zeros((601, 6))
        earth = make_earth(flattening=0.0, j2=j2, rate=0.0)
        fly(earth[0], make_wind(), 0.0, 1.0, (radius, 0.0, 0.0, 0.0, speed, 0.0), path)
        return float(np.hypot(path[-1, 0] - x, path[-1, 1] - y))

    return Case(
        chapter=CHAPTER,
        id="motion-kepler",
        what="place after a vacuum arc of 600 s, step 1 s",
        source="Kepler's equation",
        error=miss(0.0),
        tolerance=1e-6,
        unit="m",
        control="J2 on",
        control_error=miss(WGS84["j2"]),
    )


def _potential(earth: Earth, x: float, y: float, z: float) -> float:
    """Gravitational potential (J/kg) with the J2 term."""
    r = math.sqrt(x * x + y * y + z * z)
    legendre = 0.5 * (3.0 * (z / r) ** 2 - 1.0)
    return -earth.mu / r * (1.0 - earth.j2 * (earth.semi_major / r) ** 2 * legendre)


def jacobi() -> Case:
    """The sum of kinetic, gravitational and centrifugal energy along 300 s over the turning, oblate earth."""
    earth = make_earth()
    x, y, z = geodetic_to_ecef(0.8, 1.1, 120e3)
    path = np.zeros((3001, 6))
    fly(earth[0], make_wind(), 0.0, 0.1, (x, y, z, 900.0, 2500.0, -700.0), path)

    def energy(row: Any, rate: float) -> float:
        spin = 0.5 * rate**2 * (row[0] ** 2 + row[1] ** 2)
        return 0.5 * float(row[3:] @ row[3:]) + _potential(earth[0], *row[:3]) - float(spin)

    def drift(rate: float) -> float:
        return max(abs(energy(row, rate) / energy(path[0], rate) - 1.0) for row in path[::100])

    return Case(
        chapter=CHAPTER,
        id="motion-jacobi",
        what="drift of the Jacobi integral in 300 s, step 0.1 s",
        source="integral of motion in rotating axes",
        error=drift(float(earth[0].rate)),
        tolerance=1e-13,
        unit="1",
        control="centrifugal part left out",
        control_error=drift(0.0),
    )


def _midpoint(dt: float, duration: float) -> Any:
    """Place (m) at the end of check case 9 by the midpoint rule, which is of second order."""
    case = CASES["09"]
    earth, wind = make_earth(**case.earth), make_wind()
    now: Motion = nesc.earth_fixed(case.earth, 0.0, 0.0, case.height, case.velocity)
    for _ in range(round(duration / dt)):
        middle = _pushed(now, now, acceleration(earth[0], wind, case.drag_area, now), 0.5 * dt)
        now = _pushed(now, middle, acceleration(earth[0], wind, case.drag_area, middle), dt)
    return np.array(now[:3])


def _pushed(now: Motion, at: Motion, rate: tuple[float, float, float], dt: float) -> Motion:
    """`now` (m, m/s) after `dt` (s) at the velocity that `at` has (m/s) and at `rate` (m/s2)."""
    x, y, z, vx, vy, vz = now
    return (
        x + dt * at[3],
        y + dt * at[4],
        z + dt * at[5],
        vx + dt * rate[0],
        vy + dt * rate[1],
        vz + dt * rate[2],
    )


def order() -> Case:
    """Order of convergence of the step in check case 9: four, by the ratio of the errors of two steps."""
    case = CASES["09"]
    exact = nesc.flown(case, 0.005)[-1, :3]

    def observed(coarse: Any, fine: Any) -> float:
        errors = [float(np.abs(end - exact).max()) for end in (coarse, fine)]
        return math.log2(errors[0] / errors[1])

    ours = observed(nesc.flown(case, 2.0)[-1, :3], nesc.flown(case, 1.0)[-1, :3])
    theirs = observed(_midpoint(2.0, case.duration), _midpoint(1.0, case.duration))
    return Case(
        chapter=CHAPTER,
        id="motion-order",
        what="order of convergence in check case 9, steps 2 and 1 s: distance from 4",
        source="Runge and Kutta's classical rule",
        error=abs(ours - 4.0),
        tolerance=0.5,
        unit="1",
        control="the midpoint rule instead",
        control_error=abs(theirs - 4.0),
    )


def chapter() -> list[Case]:
    """The closed forms of motion without air, and the order of the step."""
    return [kepler(), jacobi(), order()]
