"""Ballistic arcs: range, apex and end.

Expected values: Kepler's ellipse over a sphere. With Q = v^2 / (g R), the half angle phi of the range obeys tan(phi)
= Q sin(a) cos(a) / (1 - Q cos^2(a)) (R. Bate, D. Mueller and J. White, "Fundamentals of Astrodynamics", chapter 6).
Along the equator the vertical points to the earth's centre, so that case is a sphere of the equatorial radius.
Controls: the flat-earth range v^2 sin(2a) / g, and the range with drag, must both miss it.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from vyuha.threats.ballistic import ballistic_knots, fly_arc
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import SEMI_MAJOR, height_above_ellipsoid, vertical
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
EQUATOR = make_frame(0.0, 0.3)[0]
GRAVITY = 9.80665
ANGLE = math.radians(45.0)
CASES = [(900.0, 45.0), (1500.0, 45.0), (1500.0, 30.0), (2500.0, 50.0)]
# The arc gains height with the mean radius, not the equatorial one: 2 h / R times 0.1 %; and steps of 0.25 s.
TOLERANCE = 5e-4


def arc(speed: float, angle: float, coefficient: float) -> Floats:
    """Rows x, y, z, height [m] of a flight to the east."""
    path = np.zeros((4000, 3))
    v = (speed * math.cos(angle), 0.0, speed * math.sin(angle))
    count = fly_arc(EQUATOR, (0.0, 0.0, 0.0), v, coefficient, path)
    up = [height_above_ellipsoid(EQUATOR, *(float(v) for v in row)) for row in path[:count]]
    return np.column_stack([path[:count], up])


def ground_range(path: Floats) -> float:
    """Length [m] on the ground to where the height passes zero."""
    share = path[-2, 3] / (path[-2, 3] - path[-1, 3])
    x, _, z, _ = path[-2] + share * (path[-1] - path[-2])
    return SEMI_MAJOR * math.atan2(x, SEMI_MAJOR + z)


def flight_time(path: Floats) -> float:
    """Time [s] until the height passes zero; rows are a quarter of a second apart."""
    return 0.25 * (len(path) - 2 + float(path[-2, 3] / (path[-2, 3] - path[-1, 3])))


def kepler(speed: float, angle: float) -> tuple[float, float, float]:
    """Range and height of the apex [m] and time of flight [s] of the drag-free arc over a sphere."""
    q = speed * speed / (GRAVITY * SEMI_MAJOR)
    half = math.atan2(q * math.sin(angle) * math.cos(angle), 1.0 - q * math.cos(angle) ** 2)
    eccentricity = math.sqrt(1.0 - q * (2.0 - q) * math.cos(angle) ** 2)
    axis = SEMI_MAJOR / (2.0 - q)
    # Kepler's equation from the eccentric anomaly of the launch, over the apex, to the same on the other side.
    anomaly = math.acos((q - 1.0) / eccentricity)
    time = 2.0 * math.sqrt(axis**3 / (GRAVITY * SEMI_MAJOR**2)) * (math.pi - anomaly + eccentricity * math.sin(anomaly))
    return 2.0 * SEMI_MAJOR * half, axis * (1.0 + eccentricity) - SEMI_MAJOR, time


@pytest.mark.parametrize("speed, degrees", CASES)
def test_a_drag_free_arc_is_an_ellipse(speed: float, degrees: float) -> None:
    path = arc(speed, math.radians(degrees), 0.0)
    far, high, time = kepler(speed, math.radians(degrees))
    assert ground_range(path) == pytest.approx(far, rel=TOLERANCE)
    assert flight_time(path) == pytest.approx(time, rel=TOLERANCE)
    assert path[:, 3].max() == pytest.approx(high, rel=TOLERANCE)


@pytest.mark.parametrize("speed, degrees", CASES)
def test_control_a_flat_earth_misses_the_ellipse(speed: float, degrees: float) -> None:
    flat = speed * speed * math.sin(2.0 * math.radians(degrees)) / GRAVITY
    assert abs(ground_range(arc(speed, math.radians(degrees), 0.0)) / flat - 1.0) > 10 * TOLERANCE


def test_control_drag_shortens_the_arc_and_a_light_body_more() -> None:
    free, heavy, light = (ground_range(arc(1500.0, ANGLE, beta)) for beta in (0.0, 4_000.0, 1_500.0))
    assert light < heavy < free * (1.0 - 10 * TOLERANCE)
    # A body too heavy for the air to hold comes close to the drag-free arc.
    assert ground_range(arc(1500.0, ANGLE, 1e9)) == pytest.approx(free, rel=1e-6)


def test_drag_acts_only_on_the_way_down() -> None:
    free, slowed = arc(1500.0, ANGLE, 0.0), arc(1500.0, ANGLE, 2_000.0)
    top = int(np.argmax(free[:, 3]))
    assert np.array_equal(free[: top - 1], slowed[: top - 1])
    assert len(slowed) > len(free)


@pytest.mark.parametrize("distance, coefficient", [(60e3, 5_000.0), (300e3, 5_000.0), (300e3, 0.0), (900e3, 8_000.0)])
def test_the_arc_ends_on_the_target(distance: float, coefficient: float) -> None:
    frame = make_frame(math.radians(31.0), math.radians(74.9))[0]
    down = -distance * distance / (2.0 * MEAN_RADIUS)
    start, target = (-distance, 1000.0, down), (200.0, -300.0, 0.0)
    knots = ballistic_knots(frame, start, target, ANGLE, coefficient)
    assert knots[0, 1:4] == pytest.approx(start, abs=1e-6)
    assert knots[-1, 1:4] == pytest.approx(target, abs=1e-6)
    assert np.all(np.diff(knots[:, 0]) > 0.0)
    # What had to be spread to meet the target is small: the first velocity still points up at the launch angle.
    up = np.array(vertical(frame, *start)[:3])
    v = knots[0, 4:7]
    assert math.asin(float(v @ up) / float(np.linalg.norm(v))) == pytest.approx(ANGLE, abs=math.radians(0.5))


def test_a_target_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="no launch speed"):
        ballistic_knots(EQUATOR, (0.0, 0.0, 0.0), (6.0e6, 0.0, -6.0e6), math.radians(80.0), 1_000.0)
