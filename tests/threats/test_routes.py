"""Routes: length, duration, heights and way points of planned courses.

Expected values: geodesic lengths (tested against Karney's rows), plane geometry of the profile, the stretch of a
course by its height over the earth.
Controls: a course without its way point is shorter; crowded marks would divide by nearly nothing.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from vyuha.threats.routes import Profile, across_axis, cruise_knots, knots_through, timed_knots
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local, local_to_geodetic, vertical
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
TARGET = (math.radians(31.0), math.radians(74.9))
FRAME = make_frame(*TARGET)[0]
SPEED = 200.0


def level(height: float) -> Profile:
    return Profile(height, height, 0.0, 0.0, 0.0)


def at(bearing: float, distance: float) -> tuple[float, float]:
    """A place at `bearing` [deg] and `distance` [m] from the target."""
    return geodesic_direct(*TARGET, math.radians(bearing), distance)[:2]


def heights(knots: Floats) -> Floats:
    return np.array([local_to_geodetic(FRAME, *(float(v) for v in row))[2] for row in knots[:, 1:4]])


def to_go(knots: Floats) -> Floats:
    """Distance on the ground [m] from every knot to the target."""
    places = [local_to_geodetic(FRAME, *(float(v) for v in row)) for row in knots[:, 1:4]]
    return np.array([geodesic_inverse(lat, lon, *TARGET)[0] for lat, lon, _ in places])


def height_at(knots: Floats, distance: float) -> float:
    """Height [m] at `distance` [m] from the target, between knots."""
    away = to_go(knots)
    return float(np.interp(distance, away[::-1], heights(knots)[::-1]))


def test_a_low_level_course_takes_its_length_over_its_speed() -> None:
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(0.0), SPEED)
    # Chords of 2 km are shorter than their arcs by 1 part in 2e8.
    assert knots[-1, 0] == pytest.approx(100e3 / SPEED, rel=1e-7)
    assert knots[0, 0] == 0.0
    assert np.all(np.diff(knots[:, 0]) > 0.0)
    assert knots[-1, 1:4] == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)
    assert np.abs(heights(knots)).max() < 1e-3


def test_a_high_course_is_longer_by_its_height_over_the_radius() -> None:
    low, high = (cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(h), SPEED) for h in (0.0, 12e3))
    # The radius of curvature differs from the mean one by less than 1 %.
    assert high[-1, 0] / low[-1, 0] - 1.0 == pytest.approx(12e3 / MEAN_RADIUS, rel=0.01)
    assert heights(high) == pytest.approx(12e3, abs=1e-3)


def test_the_speed_is_the_same_on_every_piece() -> None:
    profile = Profile(3000.0, 50.0, 30e3, 2e3, 0.0)
    knots = cruise_knots(FRAME, [at(275.0, 100e3), at(280.0, 40e3), TARGET], profile, SPEED)
    assert np.linalg.norm(knots[:, 4:7], axis=1) == pytest.approx(SPEED, rel=1e-6)
    flown = knots[:-1, 1:4] + knots[:-1, 4:7] * np.diff(knots[:, 0])[:, None]
    assert flown == pytest.approx(knots[1:, 1:4], abs=1e-6)


@pytest.mark.parametrize("distance", [50e3, 100e3, 110e3, 120e3, 250e3, 490e3])
@pytest.mark.parametrize("bearing", [0.0, 123.0, 275.0])
def test_round_distances_leave_no_crowded_knots(distance: float, bearing: float) -> None:
    """A geodesic of 100 km comes out a nanometre longer or shorter, so marks that should coincide nearly do."""
    knots = cruise_knots(FRAME, [at(bearing, distance), TARGET], Profile(100.0, 30.0, 20e3, 2e3, 0.0), SPEED)
    assert np.isfinite(knots).all()
    assert np.linalg.norm(np.diff(knots[:, 1:4], axis=0), axis=1).min() > 0.9
    assert np.linalg.norm(knots[:, 4:7], axis=1) == pytest.approx(SPEED, rel=1e-6)
    assert knots[-1, 1:4] == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)


def test_control_crowded_knots_spoil_the_velocity() -> None:
    points = np.array([(0.0, 0.0, 0.0), (100e3, 70.0, 30.0), (100e3 + 1e-9, 70.0, 30.0), (102e3, 70.0, 30.0)])
    with np.errstate(all="ignore"):
        velocity = knots_through(points, SPEED)[:, 4:7]
    assert not np.allclose(np.linalg.norm(velocity, axis=1), SPEED, rtol=1e-6)


def test_the_terminal_phase_and_the_dive_have_their_heights() -> None:
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], Profile(3000.0, 50.0, 30e3, 2e3, 0.0), SPEED)
    # The descent needs four metres of ground for each of the 2950 m of height: it begins 41.8 km out, and half a cosine
    # is halfway down after half of the way.
    expected = {
        90e3: 3000.0,
        42e3: 3000.0,
        41.8e3: 3000.0,
        35.9e3: 1525.0,
        30e3: 50.0,
        10e3: 50.0,
        2e3: 50.0,
        1e3: 25.0,
    }
    for distance, height in expected.items():
        # Between knots the path is straight, which cuts a bend by some metres.
        assert height_at(knots, distance) == pytest.approx(height, abs=15.0 if distance == 35.9e3 else 0.1)
    assert heights(knots)[-1] == pytest.approx(0.0, abs=1e-3)


def test_without_terminal_phase_or_dive_it_stays_at_its_height() -> None:
    profile = Profile(3000.0, 50.0, 0.0, 0.0, 0.0)
    assert [profile.height_at(d) for d in (100e3, 10.0, 0.0)] == [3000.0] * 3


def test_the_course_ends_at_the_release_range() -> None:
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], Profile(9e3, 9e3, 0.0, 0.0, 25e3), SPEED)
    assert to_go(knots)[-1] == pytest.approx(25e3, abs=0.01)
    assert heights(knots)[-1] == pytest.approx(9e3, abs=1e-3)
    # Released beyond the start: what remains is a metre.
    stub = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], Profile(9e3, 9e3, 0.0, 0.0, 120e3), SPEED)
    assert stub.shape == (2, 7) and to_go(stub)[-1] == pytest.approx(100e3 - 1.0, abs=0.01)


def test_way_points_are_flown_over() -> None:
    start, via = at(275.0, 100e3), at(300.0, 50e3)
    knots = cruise_knots(FRAME, [start, via, TARGET], level(100.0), SPEED)
    corner = np.array(geodetic_to_local(FRAME, *via, 100.0))
    assert np.linalg.norm(knots[:, 1:4] - corner, axis=1).min() < 1e-3
    length = geodesic_inverse(*start, *via)[0] + geodesic_inverse(*via, *TARGET)[0]
    assert knots[-1, 0] == pytest.approx(length / SPEED, rel=1e-4)
    # Control: the direct course is shorter and passes far from the way point.
    direct = cruise_knots(FRAME, [start, TARGET], level(100.0), SPEED)
    assert direct[-1, 0] < 0.99 * knots[-1, 0]
    assert np.linalg.norm(direct[:, 1:4] - corner, axis=1).min() > 10e3


def test_the_axis_across_is_level_and_to_the_right() -> None:
    knots = cruise_knots(FRAME, [at(270.0, 100e3), TARGET], level(100.0), SPEED)
    up = vertical(FRAME, *(float(v) for v in knots[0, 1:4]))[:3]
    right = np.array(across_axis(knots, up))
    assert np.linalg.norm(right) == pytest.approx(1.0)
    assert right @ np.array(up) == pytest.approx(0.0, abs=1e-12)
    # Eastward: south is to the right.
    assert right[1] < -0.99


def test_a_path_straight_up_has_a_level_axis_all_the_same() -> None:
    knots = timed_knots(np.array([0.0, 1.0]), np.array([(0.0, 0.0, 0.0), (0.0, 0.0, 100.0)]))
    assert across_axis(knots, (0.0, 0.0, 1.0)) == (1.0, 0.0, 0.0)
    assert knots[:, 6] == pytest.approx(100.0)
