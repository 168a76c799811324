"""Courses over the ground: legs, turns between them, circles to wait in.

Expected values: plane geometry (a fly-by turn of angle d and radius R saves 2 R tan(d/2) - R d of the two legs) and the
coordinated turn, v^2 / (g sqrt(n^2 - 1)).
Controls: a course without turns is longer; turns that do not fit are refused; a wider radius is seen.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vyuha.threats.course import Leg, Piece, Place, Turn, plan_course, turn_radius, wrapped
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse

HOME = (math.radians(31.0), math.radians(74.9))
RADIUS = 5e3


def at(bearing: float, distance: float) -> Place:
    """A place at `bearing` [deg] and `distance` [m] from home."""
    return geodesic_direct(*HOME, math.radians(bearing), distance)[:2]


def length(pieces: list[Piece]) -> float:
    return sum(piece.length for piece in pieces)


def gaps(pieces: list[Piece]) -> tuple[float, float]:
    """Largest step [m] and largest change of heading [rad] from one piece to the next."""
    steps, kinks = [0.0], [0.0]
    for one, other in zip(pieces, pieces[1:], strict=False):
        end, begin = one.at(one.length), other.at(0.0)
        steps.append(geodesic_inverse(*end[:2], *begin[:2])[0])
        kinks.append(abs(wrapped(end[2] - begin[2])))
    return max(steps), max(kinks)


def test_a_coordinated_turn_has_the_radius_of_every_text() -> None:
    # 60 degrees of bank are a load of 2: at 200 m/s 2,355 m.
    assert turn_radius(200.0, 2.0) == pytest.approx(2355.0, abs=0.5)
    assert turn_radius(200.0, 1.0 / math.cos(math.radians(60.0))) == pytest.approx(
        200.0**2 / (9.80665 * math.tan(math.radians(60.0)))
    )


@pytest.mark.parametrize("bearing", [300.0, 250.0, 320.0])
def test_a_turn_saves_what_the_plane_says(bearing: float) -> None:
    start, via = at(275.0, 100e3), at(bearing, 50e3)
    legs = [geodesic_inverse(*start, *via), geodesic_inverse(*via, *HOME)]
    bend = abs(wrapped(legs[1][1] - legs[0][2]))
    saved = RADIUS * (2.0 * math.tan(0.5 * bend) - bend)
    pieces = plan_course([start, via, HOME], RADIUS)
    whole = legs[0][0] + legs[1][0]
    # A circle of 5 km on the earth is shorter than in the plane by 1e-7.
    assert whole - length(pieces) == pytest.approx(saved, abs=0.01)
    turn = pieces[1]
    assert isinstance(turn, Turn)
    assert abs(turn.sweep) == pytest.approx(bend, abs=1e-4)
    assert (turn.near, turn.far) == pytest.approx((RADIUS, RADIUS), abs=0.01)
    # Control: a radius that is a tenth larger would be seen.
    wider = plan_course([start, via, HOME], 1.1 * RADIUS)
    assert abs(whole - length(wider) - saved) > 0.01


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(150.0, 300.0), st.floats(-60.0, 60.0)), min_size=1, max_size=4), st.floats(1e2, 2e4)
)
def test_pieces_join_without_step_or_kink(legs: list[tuple[float, float]], radius: float) -> None:
    """Also far from home and for many turns, right and left."""
    places, heading = [HOME], 1.0
    for distance, bend in legs:
        heading += math.radians(bend)
        places.append(geodesic_direct(*places[-1], heading, distance * 1e3)[:2])
    step, kink = gaps(plan_course(places, radius))
    assert step < 1e-6
    # The end of a turn's radius is not quite square to the leg: (R / earth)^2.
    assert kink < 3.0 * (radius / 6.37e6) ** 2 + 1e-8


def test_control_a_course_of_bare_legs_has_kinks() -> None:
    bare = [Leg(at(275.0, 100e3), 1.5, 50e3), Leg(at(300.0, 50e3), 2.0, 50e3)]
    assert gaps(bare)[1] > 0.1


def test_a_straight_course_is_one_leg() -> None:
    (leg,) = plan_course([at(275.0, 100e3), HOME], RADIUS)
    assert isinstance(leg, Leg) and leg.length == pytest.approx(100e3)
    assert leg.at(leg.length)[:2] == pytest.approx(HOME, abs=1e-12)


@pytest.mark.parametrize("waiting", [40e3, 100e3])
def test_circles_take_the_time_to_wait_and_lead_back(waiting: float) -> None:
    places = [at(275.0, 100e3), at(300.0, 50e3), HOME]
    plain, circling = plan_course(places, RADIUS), plan_course(places, RADIUS, waiting)
    assert length(circling) - length(plain) == pytest.approx(waiting, rel=1e-12)
    circles = circling[1]
    assert isinstance(circles, Turn)
    assert circles.near >= RADIUS
    assert abs(circles.sweep) / (2.0 * math.pi) == pytest.approx(math.floor(waiting / (2.0 * math.pi * RADIUS)))
    assert gaps(circling)[0] < 1e-6 and gaps(circling)[1] < 1e-4


def test_what_does_not_fit_is_refused() -> None:
    far, near = at(275.0, 100e3), at(0.0, 3e3)
    with pytest.raises(ValueError, match="leg 2 is 3.0 km long; its turns of 5.0 km radius"):
        plan_course([far, near, HOME], RADIUS)
    with pytest.raises(ValueError, match="right back"):
        plan_course([far, HOME, far], RADIUS)
    with pytest.raises(ValueError, match="a circle of 5.0 km radius takes 31.4 km, more than the 20.0 km"):
        plan_course([far, at(300.0, 50e3), HOME], RADIUS, 20e3)
