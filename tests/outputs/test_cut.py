"""Cuts at the date line and the poles.

Expected values: whether a point lies in a disk, by its distance (a closed form), beside whether it lies in the
polygons, by matplotlib's rule; areas of rectangles in degrees. Control: an edge that is not cut holds other points.
"""

import itertools

import numpy as np
import pytest
from matplotlib.path import Path as Edge

from vyuha.outputs.cut import DRAWN, pieces, polygons, straight_in_degrees
from vyuha.outputs.earth import Floats, axes, ecef, geodetic
from vyuha.outputs.scene import Course

RADIUS, HOLE = 300e3, 90e3
CENTRES = [(31.0, 74.9), (10.0, 179.9), (-40.0, -179.5), (70.0, 180.0), (88.9, 179.0), (89.9, 0.0), (-89.5, 100.0)]


def disk(latitude: float, longitude: float, radius: float) -> Floats:
    """Longitudes and latitudes of a circle in the plane that touches the earth at a place."""
    angle = np.linspace(0.0, 2.0 * np.pi, 181)
    turn = axes(latitude, longitude)
    place = ecef(latitude, longitude, 0.0) + radius * (
        np.outer(np.sin(angle), turn[0]) + np.outer(np.cos(angle), turn[1])
    )
    b, a, _ = geodetic(place)
    return np.stack([a, b], axis=1)


def area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def held(made: list[list[Floats]], points: Floats) -> Floats:
    """Which points lie in one of the polygons."""
    inside = np.zeros(len(points), bool)
    for outer, *holes in made:
        within = Edge(outer).contains_points(points)
        for hole in holes:
            within &= ~Edge(hole).contains_points(points)
        inside |= within
    return inside


def scattered(latitude: float, longitude: float) -> tuple[Floats, Floats]:
    """Points around a place as longitude and latitude, and their distances from it in its plane."""
    random = np.random.default_rng(5)
    across = random.uniform(-1.3 * RADIUS, 1.3 * RADIUS, (3000, 2))
    place = ecef(latitude, longitude, 0.0) + across @ axes(latitude, longitude)[:2]
    b, a, _ = geodetic(place)
    return np.stack([a, b], axis=1), np.hypot(*across.T)


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("holed", [False, True])
def test_a_disk_holds_what_is_near(centre: tuple[float, float], holed: bool) -> None:
    if holed and abs(centre[0]) > 85.0:
        rings = [disk(*centre, RADIUS)]
    else:
        rings = [disk(*centre, RADIUS), disk(*centre, HOLE)] if holed else [disk(*centre, RADIUS)]
    made = polygons(rings)
    points, distance = scattered(*centre)
    expected = (distance < RADIUS) & ((distance > HOLE) | (len(rings) == 1))
    # Edges are drawn to within twenty metres, and a circle has 180 sides.
    sure = (np.abs(distance - RADIUS) > 200.0) & (np.abs(distance - HOLE) > 200.0)
    assert (held(made, points) == expected)[sure].all()
    assert sure.mean() > 0.99


@pytest.mark.parametrize("centre", CENTRES[1:])
def test_control_an_edge_that_is_not_cut_holds_other_points(centre: tuple[float, float]) -> None:
    points, distance = scattered(*centre)
    wrong = Edge(disk(*centre, RADIUS)).contains_points(points) != (distance < RADIUS)
    assert wrong.mean() > 0.05


@pytest.mark.parametrize("centre", CENTRES)
def test_rings_turn_as_the_rules_ask(centre: tuple[float, float]) -> None:
    """RFC 7946: outer edges counterclockwise, holes clockwise, closed; all on the map."""
    for turned in (1, -1):
        for outer, *holes in polygons([disk(*centre, RADIUS)[::turned]]):
            assert area(outer) > 0.0 and all(area(hole) < 0.0 for hole in holes)
            for ring in (outer, *holes):
                assert (ring[0] == ring[-1]).all()
                assert np.abs(ring[:, 0]).max() <= 180.0 and np.abs(ring[:, 1]).max() <= 90.0


def test_an_area_that_the_line_cuts_into_five() -> None:
    """A comb of three teeth over the line, drawn in degrees, with a hole on each side: areas add up."""
    teeth = [
        (178.0, 0.0),
        (181.0, 0.0),
        (181.0, 1.0),
        (179.0, 1.0),
        (179.0, 2.0),
        (181.0, 2.0),
        (181.0, 3.0),
        (179.0, 3.0),
    ]
    comb = np.array([*teeth, (179.0, 4.0), (181.0, 4.0), (181.0, 5.0), (178.0, 5.0)])
    holes = [np.array([(178.2, y), (178.8, y), (178.8, y + 0.5), (178.2, y + 0.5)]) for y in (1.0, 3.0)]
    small = np.array([(180.2, 0.2), (180.8, 0.2), (180.8, 0.8), (180.2, 0.8)])
    made = polygons([comb, *holes, small], close=1e9)
    outers = sorted(round(area(one[0]), 9) for one in made)
    assert outers == [1.0, 1.0, 1.0, 8.0]
    assert sorted(len(one) - 1 for one in made) == [0, 0, 1, 2]
    assert sum(area(ring) for one in made for ring in one) == pytest.approx(11.0 - 2 * 0.3 - 0.36)


def course(*rows: tuple[float, float, float]) -> Course:
    """From time, latitude, longitude."""
    time, latitude, longitude = (np.array(column) for column in zip(*rows, strict=True))
    return Course(time, latitude, longitude, np.full(len(time), 1e3))


def test_a_course_is_cut_where_it_crosses() -> None:
    """On the equator by symmetry half-way, at half the time."""
    west, east = pieces(course((0.0, 0.0, 179.99), (10.0, 0.0, -179.99)))
    assert (west.longitude.tolist(), west.time.tolist()) == ([179.99, 180.0], [0.0, 5.0])
    assert (east.longitude.tolist(), east.time.tolist()) == ([-180.0, -179.99], [5.0, 10.0])


@pytest.mark.parametrize("start", [180.0, -180.0])
def test_a_course_from_the_line_itself(start: float) -> None:
    for end in (179.9, -179.9):
        made = pieces(course((0.0, 0.0, start), (10.0, 0.0, end)))
        assert len(made) == 1
        assert abs(made[0].longitude[0] - made[0].longitude[-1]) < 0.2


def test_a_course_through_a_pole_itself() -> None:
    """Nowhere in degrees does it leave the meridian by more than what was asked."""
    made = pieces(course((0.0, 89.9, 30.0), (100.0, 89.9, -150.0)))
    whole = np.concatenate([ecef(p.latitude, p.longitude, p.height) for p in made])
    normal = np.cross(ecef(0.0, 30.0, 0.0), [0.0, 0.0, 1.0])
    assert np.abs(whole @ normal / np.linalg.norm(normal)).max() < 0.2
    times = np.concatenate([piece.time for piece in made])
    assert (np.diff(times) >= 0.0).all() and (times[0], times[-1]) == (0.0, 100.0)


def test_a_course_elsewhere_stays_as_it_is() -> None:
    one = course((0.0, 31.0, 74.9), (10.0, 31.001, 74.9), (20.0, 31.001, 74.901))
    (made,) = pieces(one)
    assert all((a == b).all() for a, b in itertools.pairwise([made.longitude, one.longitude]))
    assert len(pieces(one, DRAWN)[0]) == 3


def test_one_point_is_a_piece() -> None:
    assert [len(piece) for piece in pieces(course((0.0, 90.0, 0.0)))] == [1]


def test_where_degrees_may_be_used() -> None:
    assert straight_in_degrees(course((0.0, 31.0, 74.9), (1.0, 31.0, 75.0)))
    assert not straight_in_degrees(course((0.0, 31.0, 179.9), (1.0, 31.0, -179.9)))
    assert not straight_in_degrees(course((0.0, 85.0, 10.0), (1.0, 85.0, 10.0)))
