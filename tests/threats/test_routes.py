"""Routes: length, duration, heights and way points of planned courses.

Expected values: geodesic lengths (tested against Karney's rows), plane geometry of the profile, the stretch of a
course by its height over the earth.
Controls: a course without its way point is shorter; a wider turn is seen by the rate of turn.
"""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State
from vyuha.threats.course import turn_radius
from vyuha.threats.motion import motion
from vyuha.threats.profile import Limits, Profile
from vyuha.threats.routes import across_axis, cruise_knots, right_of, weave_leg
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local, local_to_geodetic, vertical
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
TARGET = (math.radians(31.0), math.radians(74.9))
FRAME = make_frame(*TARGET)[0]
SPEED = 200.0


LIMITS = Limits(3.0, math.radians(35.0), math.radians(20.0))


def shaped(height: float, low: float, low_range: float, dive: float, release: float) -> Profile:
    """A profile at one speed, with no pop-up."""
    return Profile(height, low, low_range, dive, release, 0.0, 0.0, SPEED, SPEED, height, LIMITS)


def level(height: float) -> Profile:
    return shaped(height, height, 0.0, 0.0, 0.0)


def on_course(knots: Floats) -> tuple[Setup, State]:
    """One threat that flies `knots` from time 0 on."""
    setup = blank_setup(*TARGET, threat=1, knot=len(knots), site=1)
    for row, knot in zip(setup.knot, knots, strict=True):
        row.time, row.x, row.y, row.z, row.vx, row.vy, row.vz = knot
    setup.threat[0].last_knot = len(knots) - 1
    state = allocate(setup)
    state.threat[0].end = knots[-1, 0]
    return setup, state


def flown(knots: Floats, step: float = 0.1) -> tuple[Floats, Floats]:
    """Places and velocities (n, 3) every `step` [s] of the flight."""
    setup, state = on_course(knots)
    rows = np.array([motion(setup, state, 0, float(t)) for t in np.arange(0.0, knots[-1, 0], step)])
    return rows[:, :3], rows[:, 3:]


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


def load_of(knots: Floats, step: float = 0.1) -> float:
    """Largest acceleration [g] across the path, without what holds it on the round earth."""
    _, velocity = flown(knots, step)
    return float(np.linalg.norm(np.diff(velocity, axis=0), axis=1).max()) / step / 9.80665


def test_a_low_level_course_takes_its_length_over_its_speed() -> None:
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(0.0))
    # Chords of 2 km are shorter than their arcs by 1 part in 2e8.
    assert knots[-1, 0] == pytest.approx(100e3 / SPEED, rel=1e-7)
    assert knots[0, 0] == 0.0
    assert np.all(np.diff(knots[:, 0]) > 0.0)
    assert knots[-1, 1:4] == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)
    assert np.abs(heights(knots)).max() < 1e-3


def test_a_high_course_is_longer_by_its_height_over_the_radius() -> None:
    low, high = (cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(h)) for h in (0.0, 12e3))
    # The radius of curvature differs from the mean one by less than 1 %.
    assert high[-1, 0] / low[-1, 0] - 1.0 == pytest.approx(12e3 / MEAN_RADIUS, rel=0.01)
    assert heights(high) == pytest.approx(12e3, abs=1e-3)


def test_the_speed_is_the_same_on_every_piece() -> None:
    profile = shaped(3000.0, 50.0, 30e3, 2e3, 0.0)
    knots = cruise_knots(FRAME, [at(275.0, 100e3), at(280.0, 40e3), TARGET], profile)
    assert np.linalg.norm(knots[:, 4:7], axis=1) == pytest.approx(SPEED, rel=1e-6)
    # Also between knots, where the cubic takes a bend not quite evenly.
    assert np.linalg.norm(flown(knots)[1], axis=1) == pytest.approx(SPEED, rel=2e-3)


@pytest.mark.parametrize("distance", [50e3, 100e3, 110e3, 120e3, 250e3, 490e3])
@pytest.mark.parametrize("bearing", [0.0, 123.0, 275.0])
def test_round_distances_leave_no_crowded_knots(distance: float, bearing: float) -> None:
    """A geodesic of 100 km comes out a nanometre longer or shorter, so marks that should coincide nearly do."""
    knots = cruise_knots(FRAME, [at(bearing, distance), TARGET], shaped(100.0, 30.0, 20e3, 2e3, 0.0))
    assert np.isfinite(knots).all()
    assert np.linalg.norm(np.diff(knots[:, 1:4], axis=0), axis=1).min() > 0.9
    assert np.linalg.norm(knots[:, 4:7], axis=1) == pytest.approx(SPEED, rel=1e-6)
    assert knots[-1, 1:4] == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)


def test_the_terminal_phase_and_the_dive_have_their_heights() -> None:
    profile = shaped(3000.0, 50.0, 30e3, 2e3, 0.0)
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], profile)
    middle = 0.5 * sum(profile.descent)
    expected = {90e3: 3000.0, 42e3: 3000.0, middle: 1525.0, 30e3: 50.0, 10e3: 50.0, 2e3: 50.0}
    found, _ = flown(knots)
    rows = np.column_stack([np.zeros(len(found)), found])
    for distance, height in expected.items():
        assert height_at(rows, distance) == pytest.approx(height, abs=0.5)
    assert heights(knots)[-1] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("bearing", [300.0, 250.0])
@pytest.mark.parametrize("load", [1.5, 4.0])
def test_turns_are_flown_at_the_load_of_the_type(bearing: float, load: float) -> None:
    places = [at(275.0, 100e3), at(bearing, 50e3), TARGET]
    profile = replace(level(100.0), limits=Limits(load, 0.5, 0.5))
    knots = cruise_knots(FRAME, places, profile)
    # Level turn: the load sideways is sqrt(n^2 - 1); holding to the round earth adds 0.0006 g.
    assert load_of(knots) == pytest.approx(math.sqrt(load**2 - 1.0), rel=0.01)
    # Control: another load is seen.
    other = cruise_knots(FRAME, places, replace(profile, limits=Limits(load + 0.1, 0.5, 0.5)))
    assert load_of(other) != pytest.approx(math.sqrt(load**2 - 1.0), rel=0.01)


def test_a_skimmer_goes_down_within_its_limits_and_slows_down() -> None:
    """14 km down to 12 m at Mach 2.8 and 2.2, with 4 g, then a weaveless run in."""
    limits = Limits(5.0, math.radians(35.0), math.radians(20.0))
    profile = Profile(14e3, 12.0, 40e3, 500.0, 0.0, 0.0, 0.0, 960.0, 750.0, 14e3, limits)
    knots = cruise_knots(FRAME, [at(275.0, 260e3), TARGET], profile)
    places, velocity = flown(knots, 0.05)
    speed = np.linalg.norm(velocity, axis=1)
    assert speed[0] == pytest.approx(960.0) and speed[-1] == pytest.approx(750.0)
    assert speed.max() < 961.0 and speed.min() > 749.0
    assert load_of(knots, 0.05) < 4.0 * 1.05
    up = np.array([vertical(FRAME, *(float(v) for v in place))[:3] for place in places[::20]])
    slope = np.sum(up * velocity[::20], axis=1) / speed[::20]
    assert np.degrees(np.arcsin(np.abs(slope).max())) < 35.0
    # Control: with half the load allowed it begins earlier; with this course it would break that.
    assert load_of(knots, 0.05) > 0.5 * 4.0


def test_circles_take_the_time_to_wait() -> None:
    places = [at(275.0, 100e3), at(300.0, 50e3), TARGET]
    plain, waiting = cruise_knots(FRAME, places, level(100.0)), cruise_knots(FRAME, places, level(100.0), 300.0)
    # At 100 m the way is longer than over the ground by 1.6e-5.
    assert waiting[-1, 0] - plain[-1, 0] == pytest.approx(300.0, rel=1e-4)
    assert load_of(waiting) == pytest.approx(math.sqrt(8.0), rel=0.01)
    assert heights(waiting) == pytest.approx(100.0, abs=1e-3)


def test_the_place_between_knots_is_on_the_course() -> None:
    """A leg of 10 km without a knot bends with the earth, where a chord would lie 2 m too low."""
    places, _ = flown(cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(100.0)), 1.0)
    rows = np.column_stack([np.zeros(len(places)), places])
    assert np.abs(heights(rows) - 100.0).max() < 1e-3
    assert 10e3**2 / (8.0 * MEAN_RADIUS) > 1.0


def test_a_weave_begins_on_the_last_leg() -> None:
    straight = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], level(100.0))
    begin, side = weave_leg(FRAME, straight, 15e3)
    assert begin == pytest.approx(85e3 / SPEED, rel=1e-4)
    up = vertical(FRAME, 0.0, 0.0, 0.0)[:3]
    assert side == pytest.approx(right_of(straight[-1, 4:7], up), abs=1e-12)
    bent = cruise_knots(FRAME, [at(275.0, 100e3), at(330.0, 12e3), TARGET], level(100.0))
    late, _ = weave_leg(FRAME, bent, 50e3)
    # The turn is over half a radius and more behind the way point, 12 km before the end.
    assert bent[-1, 0] - 12e3 / SPEED < late < bent[-1, 0] - 8e3 / SPEED


def test_without_terminal_phase_or_dive_it_stays_at_its_height() -> None:
    profile = shaped(3000.0, 50.0, 0.0, 0.0, 0.0)
    assert [profile.height_at(d) for d in (100e3, 10.0, 0.0)] == [3000.0] * 3


def test_the_course_ends_at_the_release_range() -> None:
    knots = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], shaped(9e3, 9e3, 0.0, 0.0, 25e3))
    assert to_go(knots)[-1] == pytest.approx(25e3, abs=0.01)
    assert heights(knots)[-1] == pytest.approx(9e3, abs=1e-3)
    # Released beyond the start: what remains is a metre.
    stub = cruise_knots(FRAME, [at(275.0, 100e3), TARGET], shaped(9e3, 9e3, 0.0, 0.0, 120e3))
    assert stub.shape == (2, 7) and to_go(stub)[-1] == pytest.approx(100e3 - 1.0, abs=0.01)


def test_a_turn_passes_inside_its_way_point() -> None:
    start, via = at(275.0, 100e3), at(300.0, 50e3)
    knots = cruise_knots(FRAME, [start, via, TARGET], level(100.0))
    corner = np.array(geodetic_to_local(FRAME, *via, 100.0))
    legs = [geodesic_inverse(*start, *via), geodesic_inverse(*via, *TARGET)]
    bend, radius = abs(legs[1][1] - legs[0][2]), turn_radius(SPEED, LIMITS.load_factor)
    missed = radius * (1.0 / math.cos(0.5 * bend) - 1.0)
    assert np.linalg.norm(flown(knots)[0] - corner, axis=1).min() == pytest.approx(missed, abs=0.5)
    length = legs[0][0] + legs[1][0] - radius * (2.0 * math.tan(0.5 * bend) - bend)
    assert knots[-1, 0] == pytest.approx(length * (1.0 + 100.0 / MEAN_RADIUS) / SPEED, rel=1e-6)
    # Control: the direct course is shorter and passes far from the way point.
    direct = cruise_knots(FRAME, [start, TARGET], level(100.0))
    assert direct[-1, 0] < 0.99 * knots[-1, 0]
    assert np.linalg.norm(direct[:, 1:4] - corner, axis=1).min() > 10e3


def test_the_axis_across_is_level_and_to_the_right() -> None:
    knots = cruise_knots(FRAME, [at(270.0, 100e3), TARGET], level(100.0))
    up = vertical(FRAME, *(float(v) for v in knots[0, 1:4]))[:3]
    right = np.array(across_axis(knots, up))
    assert np.linalg.norm(right) == pytest.approx(1.0)
    assert right @ np.array(up) == pytest.approx(0.0, abs=1e-12)
    # Eastward: south is to the right.
    assert right[1] < -0.99


def test_a_path_straight_up_has_a_level_axis_all_the_same() -> None:
    knots = np.array([(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0), (1.0, 0.0, 0.0, 100.0, 0.0, 0.0, 100.0)])
    assert across_axis(knots, (0.0, 0.0, 1.0)) == (1.0, 0.0, 0.0)
    assert knots[:, 6] == pytest.approx(100.0)
