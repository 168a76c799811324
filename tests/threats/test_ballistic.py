"""Ballistic flights: the arc after burn-out, its side, its end, and the pull-up.

Expected values: Kepler's ellipse from burn-out on, over a round earth at rest; the side to which the turning earth
moves an impact; the load of the pull-up by differences of the velocity.
Controls: J2 and drag move the impact off the ellipse; without the earth's spin the other side is hit; without a
pull-up the fall is steeper.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vyuha.state.frame import Frame
from vyuha.threats.ballistic import PULLUP_BOTTOM, Missile, ballistic_knots, ecef_direction, fly_missile
from vyuha.world.earth import make_earth, make_wind
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, height_above_ellipsoid, local_to_ecef, vertical

Floats = npt.NDArray[np.float64]
PLACE = (math.radians(31.0), math.radians(74.9))
FRAME: Frame = make_frame(*PLACE)[0]
MISSILE = Missile(math.radians(38.0), 40.0, 0.0)
HEAVY = replace(MISSILE, coefficient=12_000.0)
ROUND = {"flattening": 0.0, "j2": 0.0, "rate": 0.0}
RADIUS, MU = 6378137.0, 3.986004418e14


def path_of(boost: float, coefficient: float = 0.0, **changes: float) -> tuple[Floats, Any]:
    """Rows of time and earth-fixed motion of a flight along the equator, eastward, and the earth."""
    earth = make_earth(**(ROUND | changes))
    path = np.zeros((6000, 7))
    push = (40.0 * math.sin(MISSILE.launch_angle), 40.0 * math.cos(MISSILE.launch_angle), 0.0)
    area = 1.0 / coefficient if coefficient else 0.0
    count = fly_missile(
        earth[0], make_wind(), area, (RADIUS, 0.0, 0.0, 0.0, 0.0, 0.0), (push, boost), (0.0, 0.0), 0.0, path
    )
    return path[:count], earth


def kepler(row: Floats) -> tuple[float, float]:
    """Angle [rad] from the place of `row` over the apex to the ground, and the apex above the ground [m]."""
    x, v = row[1:4], row[4:7]
    r, speed2 = float(np.linalg.norm(x)), float(v @ v)
    momentum = float(np.linalg.norm(np.cross(x, v)))
    axis = 1.0 / (2.0 / r - speed2 / MU)
    parameter = momentum**2 / MU
    eccentricity = math.sqrt(1.0 - parameter / axis)
    at, ground = (math.acos((parameter / d - 1.0) / eccentricity) for d in (r, RADIUS))
    # Rising, it is on its way to the apex, half a turn from the perigee; it comes down as far behind that.
    return (math.pi - at) + (math.pi - ground), axis * (1.0 + eccentricity) - RADIUS


def reached(path: Floats) -> float:
    """Angle [rad] from burn-out to the impact."""
    burnt, end = path[80, 1:4], path[-1, 1:4]
    cosine = float(burnt @ end) / float(np.linalg.norm(burnt) * np.linalg.norm(end))
    return math.acos(cosine)


@pytest.mark.parametrize("boost", [20.0, 40.0, 60.0])
def test_without_air_the_flight_after_burn_out_is_an_ellipse(boost: float) -> None:
    path, _ = path_of(boost)
    angle, apex = kepler(path[80])
    assert path[80, 0] == pytest.approx(boost)
    # The last row is brought down to the ground within a millimetre or so.
    assert reached(path) == pytest.approx(angle, rel=1e-6)
    # Rows are a quarter of a second apart: the highest may miss the apex by 10 cm.
    assert np.linalg.norm(path[:, 1:4], axis=1).max() - RADIUS == pytest.approx(apex, abs=0.2)
    # Controls: the oblate field and the air are seen.
    assert reached(path_of(boost, j2=1.08262982e-3)[0]) != pytest.approx(angle, rel=1e-5)
    assert reached(path_of(boost, 12_000.0)[0]) < 0.99 * angle


def fall(knots: Floats) -> tuple[float, float]:
    """Speed [m/s] and angle below the horizontal [deg] at the end."""
    v = knots[-1, 4:7]
    up = np.array(vertical(FRAME, *(float(c) for c in knots[-1, 1:4]))[:3])
    speed = float(np.linalg.norm(v))
    return speed, -math.degrees(math.asin(float(v @ up) / speed))


def course(bearing: float, distance: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Launch point at `bearing` [deg] and `distance` [m] from the target, and the target."""
    latitude, longitude, _ = geodesic_direct(*PLACE, math.radians(bearing), distance)
    return geodetic_to_local(FRAME, latitude, longitude, 0.0), geodetic_to_local(FRAME, *PLACE, 0.0)


@pytest.mark.parametrize("bearing", [0.0, 120.0, 290.0])
@pytest.mark.parametrize("distance", [60e3, 280e3, 400e3, 900e3])
def test_the_flight_ends_on_the_target(bearing: float, distance: float) -> None:
    start, target = course(bearing, distance)
    knots = ballistic_knots(FRAME, start, target, HEAVY)
    assert knots[0, 1:4] == pytest.approx(start, abs=1e-6)
    assert knots[-1, 1:4] == pytest.approx(target, abs=1e-6)
    assert np.all(np.diff(knots[:, 0]) > 0.0)
    assert np.linalg.norm(knots[0, 4:7]) < 0.01
    heights = [height_above_ellipsoid(FRAME, *(float(v) for v in row)) for row in knots[:, 1:4]]
    assert min(heights) > -0.02
    # It leaves along its thrust, less what gravity takes.
    burning = knots[1, 4:7] / np.linalg.norm(knots[1, 4:7])
    up = np.array(vertical(FRAME, *start)[:3])
    fallen = math.atan2(40.0 * math.sin(MISSILE.launch_angle) - 9.8, 40.0 * math.cos(MISSILE.launch_angle))
    assert math.asin(float(burning @ up)) == pytest.approx(fallen, abs=math.radians(0.5))


def test_the_turning_earth_is_aimed_off() -> None:
    """Northward from 31 degrees the turning earth pulls to the right, so the launch is aimed to the left."""
    start, target = course(180.0, 400e3)
    turning, still = (
        ballistic_knots(FRAME, start, target, MISSILE, make_earth(**changes)) for changes in ({}, {"rate": 0.0})
    )
    assert turning[20, 4] < still[20, 4] - 5.0
    # Control: at rest it flies straight north but for what the oblate earth does.
    assert abs(still[20, 4]) < 5.0


def test_a_pull_up_flattens_the_fall_and_keeps_its_load() -> None:
    start, target = course(290.0, 400e3)
    plain = ballistic_knots(FRAME, start, target, HEAVY)
    lifted = ballistic_knots(FRAME, start, target, replace(HEAVY, pullup_load=4.0, pullup_height=12e3))
    assert fall(lifted)[1] < fall(plain)[1] - 3.0
    assert lifted[-1, 1:4] == pytest.approx(target, abs=1e-6)
    across = []
    for one, other in zip(lifted, lifted[1:], strict=False):
        height = height_above_ellipsoid(FRAME, *(float(v) for v in other[1:4]))
        if other[0] > 100.0 and height < 12e3:
            middle = 0.5 * (one[4:7] + other[4:7])
            pull = (other[4:7] - one[4:7]) / (other[0] - one[0])
            ahead = middle / np.linalg.norm(middle)
            across.append(float(np.linalg.norm(pull - ahead * float(pull @ ahead))) / 9.80665)
    # The peak of four is reached where it falls steeply enough, less the gravity that it holds against.
    assert 2.0 < max(across) < 4.0
    assert PULLUP_BOTTOM == 0.3


def test_what_cannot_be_flown_is_refused() -> None:
    start, target = course(290.0, 400e3)
    with pytest.raises(ValueError, match="no boost"):
        ballistic_knots(FRAME, start, target, replace(HEAVY, thrust=16.5, coefficient=100.0))
    with pytest.raises(ValueError, match="does not lift"):
        ballistic_knots(FRAME, start, target, replace(HEAVY, thrust=10.0))


def test_directions_turn_with_the_frame() -> None:
    x, y, z = ecef_direction(FRAME, np.array([3.0, 4.0, 12.0]))
    assert math.sqrt(x * x + y * y + z * z) == pytest.approx(13.0)
    ahead, here = local_to_ecef(FRAME, 3.0, 4.0, 12.0), local_to_ecef(FRAME, 0.0, 0.0, 0.0)
    assert (x, y, z) == pytest.approx([a - b for a, b in zip(ahead, here, strict=True)])
