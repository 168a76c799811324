"""Sites that move: positions over a course of legs against geodesics; the antenna that rides with them."""

import math

import numpy as np
import pytest

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.assemble import assemble
from vyuha.scenario.load import parse
from vyuha.sensors.carrier import antenna_at
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, local_to_geodetic
from vyuha.world.mover import moves, site_at

SPEED = 8.0
TEXT = """
vyuha: 1
title: a ship and a column
duration: 60 min
origin: {lat: 15 deg, lon: 72 deg}
environment: {ground: sea}
assets:
  - {id: pier, east: 1 km, north: 1 km}
  - {id: column, vehicle: t-90, count: 12, east: 3 km, north: 0 km, route: [{east: 9 km, north: 0 km}]}
defences:
  - {id: ship, system: ins-vikramaditya/group, east: 0 km, north: 0 km, speed: 8 m/s,
     route: [{east: 5 km, north: 8 km}, {east: 5 km, north: 20 km}]}
raids:
  - {id: r, type: babur, count: 2, target: [ship, column], from: {bearing: 280 deg, range: 100 km}}
run: {replicates: 1, seed: 1}
"""


@pytest.fixture(scope="module")
def made() -> object:
    return assemble(parse(TEXT), load_catalogue())


def row_of(made: object, id: str) -> int:
    return [site.id for site in made.roster.sites].index(id)


def along(places: list[tuple[float, float]], distance: float) -> tuple[float, float]:
    """Where one is after a distance along geodesics between the places."""
    for a, b in zip(places, places[1:], strict=False):
        length, azimuth, _ = geodesic_inverse(*a, *b)
        if distance < length:
            return geodesic_direct(*a, azimuth, distance)[:2]
        distance -= length
    return places[-1]


def waypoints() -> list[tuple[float, float]]:
    origin = (math.radians(15.0), math.radians(72.0))
    offsets = [(0.0, 0.0), (5e3, 8e3), (5e3, 20e3)]
    return [geodesic_direct(*origin, math.atan2(e, n), math.hypot(e, n))[:2] if e or n else origin for e, n in offsets]


@pytest.mark.parametrize("time", [0.0, 100.0, 1179.0, 1500.0, 2500.0, 3600.0])
def test_a_ship_is_where_the_geodesics_of_her_course_have_her(made: object, time: float) -> None:
    frame = made.setup.frame[0]
    x, y, z, vx, vy, vz = site_at(made.setup, row_of(made, "ship/ship"), time)
    latitude, longitude, height = local_to_geodetic(frame, x, y, z)
    expected = along(waypoints(), SPEED * time)
    assert geodesic_inverse(latitude, longitude, *expected)[0] < 1.0
    # The chord between two knots lies under the sea by no more than their distance squared over 8 R.
    assert -0.1 < height < 0.1
    if 0.0 < time < 2600.0 and time < 2679.0:
        assert math.hypot(vx, vy, vz) == pytest.approx(SPEED, rel=1e-4)


def test_control_a_great_circle_to_the_last_way_point_is_elsewhere(made: object) -> None:
    x, y, z, *_ = site_at(made.setup, row_of(made, "ship/ship"), 900.0)
    latitude, longitude, _ = local_to_geodetic(made.setup.frame[0], x, y, z)
    first, _, last = waypoints()
    assert geodesic_inverse(latitude, longitude, *along([first, last], 900.0 * SPEED))[0] > 500.0


def test_what_has_no_route_stands_and_a_column_keeps_the_pace_of_its_vehicles(made: object) -> None:
    pier, column = row_of(made, "pier"), row_of(made, "column")
    assert not moves(made.setup.site[pier]) and moves(made.setup.site[column])
    assert site_at(made.setup, pier, 0.0) == site_at(made.setup, pier, 3000.0)
    start, later = site_at(made.setup, column, 0.0), site_at(made.setup, column, 600.0)
    # 25 km/h to the east: 4.17 km in ten minutes; then it stands at its last place.
    assert later[0] - start[0] == pytest.approx(25e3 / 6.0, rel=1e-3)
    assert site_at(made.setup, column, 3600.0)[3:] == (0.0, 0.0, 0.0)
    assert site_at(made.setup, column, 3600.0)[0] - start[0] == pytest.approx(6e3, rel=1e-3)


def test_what_is_aboard_goes_with_the_ship_and_her_antenna_stands_upright(made: object) -> None:
    setup = made.setup
    ship, barak = row_of(made, "ship/ship"), row_of(made, "ship/barak")
    assert setup.site[barak].aboard and setup.site[barak].host == ship and not setup.site[ship].aboard
    for time in (0.0, 1000.0):
        assert site_at(setup, barak, time)[:3] == pytest.approx(site_at(setup, ship, time)[:3])
    radar = next(r for r in range(len(setup.radar)) if setup.radar[r].site == ship)
    x, y, z, vx, *_ = antenna_at(setup, radar, 1000.0)
    sx, sy, sz, sv, *_ = site_at(setup, ship, 1000.0)
    assert np.linalg.norm([x - sx, y - sy, z - sz]) == pytest.approx(setup.antenna[radar].height, rel=1e-3)
    assert vx == pytest.approx(sv)


def test_a_raid_is_planned_to_where_its_target_will_be(made: object) -> None:
    """The last knot of the course lies over the ship's place at the end of the flight; controls: not over the start."""
    course = made.courses["r", "ship"]
    end = course.knots[-1]
    at_end, at_start = (site_at(made.setup, row_of(made, "ship/ship"), t) for t in (float(end[0]), 0.0))
    assert math.dist(end[1:3], at_end[:2]) < 5.0
    assert math.dist(end[1:3], at_start[:2]) > 2e3
