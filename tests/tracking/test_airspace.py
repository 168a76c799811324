"""Airspace: who is inside what, and who flies along a corridor.

Expected values: plane geometry by hand; the polygons of matplotlib against random points; Bayes' rule in odds.
Controls: each point or flight has a twin just outside.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.tables import blank_setup
from tests.tracking.test_identity import RULE
from tests.tracking.test_identity import made as asked
from vyuha.engine.allocate import allocate
from vyuha.state.engagement import (
    EDGE,
    LEG,
    ZONE_CORRIDOR,
    ZONE_FREE,
    ZONE_HOLD,
    ZONE_NO_FIRE,
    ZONE_TIGHT,
)
from vyuha.state.tables import Setup
from vyuha.tracking.airspace import enter_zones, ground_point, in_no_fire_zone, over_zone
from vyuha.tracking.identity import identify
from vyuha.world.geodesy import geodetic_to_local
from vyuha.world.propagation import MEAN_RADIUS


def zones(*given: tuple[int, int, list[tuple[float, float]], float]) -> Setup:
    """Zones given as rule, shape, points [m] and half-width [m]; all heights and times."""
    parts = []
    for number, (rule, shape, points, width) in enumerate(given):
        following = [*points[1:], points[0]] if shape == EDGE else (points[1:] or points)
        parts += [(number, rule, shape, a, b, width) for a, b in zip(points, following, strict=False)]
    setup = blank_setup(zone=len(parts), net=1, threat=1, site=1)
    for row, (number, rule, shape, a, b, width) in zip(setup.zone, parts, strict=True):
        row.zone, row.rule, row.form, row.half_width = number, rule, shape, width
        (row.x_1, row.y_1), (row.x_2, row.y_2) = a, b
        row.highest, row.end = 1e5, math.inf
        row.slowest, row.fastest, row.heading, row.log_odds = 150.0, 300.0, math.radians(20.0), math.log(10.0)
    return setup


CIRCLE = (ZONE_HOLD, LEG, [(3e3, 4e3)], 5e3)
STRIP = (ZONE_TIGHT, LEG, [(0.0, 0.0), (0.0, 60e3), (30e3, 90e3)], 9e3)
LAKE = [(0.0, 0.0), (40e3, 5e3), (35e3, 40e3), (20e3, 15e3), (5e3, 35e3)]


def test_a_circle_holds_what_is_near_its_middle() -> None:
    setup = zones(CIRCLE)
    assert over_zone(setup, 0, 0.0, 0.1)
    assert over_zone(setup, 0, 7.9e3, 4e3)
    assert not over_zone(setup, 0, 8.1e3, 4e3)


def test_a_strip_is_round_at_its_ends_and_bends() -> None:
    setup = zones(STRIP)
    for x, y in ((8.9e3, 30e3), (-8.9e3, 0.0), (0.0, -8.9e3), (20e3, 80e3), (-6e3, 66e3)):
        assert over_zone(setup, 0, x, y), (x, y)
    for x, y in ((9.1e3, 30e3), (-6.5e3, -6.5e3), (0.0, -9.1e3), (-6.5e3, 66.5e3), (38e3, 95e3)):
        assert not over_zone(setup, 0, x, y), (x, y)


def test_a_polygon_is_that_of_another_library() -> None:
    from matplotlib.path import Path

    setup, path = zones((ZONE_FREE, EDGE, LAKE, 0.0)), Path(LAKE)
    points = np.random.default_rng(1).uniform(-5e3, 45e3, (2000, 2))
    inside = np.array([over_zone(setup, 0, float(x), float(y)) for x, y in points])
    assert 200 < inside.sum() < 1800
    assert (inside == path.contains_points(points)).all()


def test_a_place_counts_by_what_lies_under_it() -> None:
    """300 km off and 11 km up, the vertical leans: the point on the ground is that of the same latitude, longitude."""
    frame = blank_setup().frame
    latitude, longitude = 0.5 + 0.03, 1.0 - 0.04
    high = geodetic_to_local(frame[0], latitude, longitude, 11e3)
    low = geodetic_to_local(frame[0], latitude, longitude, 0.0)
    assert ground_point(*high) == pytest.approx(ground_point(*low), abs=60.0)
    assert math.hypot(high[0] - low[0], high[1] - low[1]) > 400.0
    assert ground_point(0.0, 0.0, 5e3) == (0.0, 0.0)
    assert ground_point(1e3, 0.0, 0.0)[0] == pytest.approx(1e3 * MEAN_RADIUS / (MEAN_RADIUS + 0.08), rel=1e-7)


def track_in(setup: Setup, at: tuple[float, float, float], v: tuple[float, float], time: float = 0.0) -> Any:
    state = allocate(setup)
    track = state.track[0]
    track.x, track.y, track.z = at
    track.vx, track.vy, track.time = v[0], v[1], time
    enter_zones(setup, state, 0, time)
    return track


def test_the_strictest_zone_counts() -> None:
    setup = zones((ZONE_FREE, LEG, [(0.0, 0.0)], 50e3), STRIP, CIRCLE)
    assert track_in(setup, (0.0, 2e3, 5e3), (200.0, 0.0)).zone_rule == ZONE_HOLD
    assert track_in(setup, (0.0, 40e3, 5e3), (200.0, 0.0)).zone_rule == ZONE_TIGHT
    assert track_in(setup, (40e3, 0.0, 5e3), (200.0, 0.0)).zone_rule == ZONE_FREE
    assert track_in(setup, (80e3, 0.0, 5e3), (200.0, 0.0)).zone_rule == 0


def test_heights_and_times_bound_a_zone() -> None:
    setup = zones(CIRCLE)
    setup.zone.lowest[:], setup.zone.highest[:] = 3e3, 6e3
    setup.zone.start[:], setup.zone.end[:] = 100.0, 200.0
    assert track_in(setup, (0.0, 0.0, 5e3), (0.0, 0.0), 150.0).zone_rule == ZONE_HOLD
    for height, time in ((2.9e3, 150.0), (6.1e3, 150.0), (5e3, 99.0), (5e3, 200.0)):
        assert track_in(setup, (0.0, 0.0, height), (0.0, 0.0), time).zone_rule == 0, (height, time)


@pytest.mark.parametrize(
    "at, v, one_way, along",
    [
        ((2e3, 30e3), (0.0, 230.0), False, True),
        ((2e3, 30e3), (0.0, -230.0), False, True),
        ((2e3, 30e3), (0.0, -230.0), True, False),
        ((2e3, 30e3), (70.0, 220.0), False, True),
        ((2e3, 30e3), (90.0, 220.0), False, False),
        ((2e3, 30e3), (0.0, 140.0), False, False),
        ((2e3, 30e3), (0.0, 310.0), False, False),
        ((9.5e3, 30e3), (0.0, 230.0), False, False),
        ((15e3, 75e3), (160.0, 160.0), False, True),
        ((15e3, 75e3), (160.0, -160.0), False, False),
    ],
)
def test_along_a_corridor(at: tuple[float, float], v: tuple[float, float], one_way: bool, along: bool) -> None:
    setup = zones((ZONE_CORRIDOR, *STRIP[1:]))
    setup.zone.one_way[:] = one_way
    track = track_in(setup, (*at, 10e3), v)
    assert track.zone_rule == (ZONE_CORRIDOR if along else 0)
    assert track.corridor == (pytest.approx(math.log(10.0)) if along else 0.0)


def test_no_fire_zones_are_for_intercepts_alone() -> None:
    setup = zones((ZONE_NO_FIRE, EDGE, LAKE, 0.0))
    assert in_no_fire_zone(setup, 20e3, 10e3, 5e3, 0.0)
    assert not in_no_fire_zone(setup, 20e3, 30e3, 5e3, 0.0)
    assert track_in(setup, (20e3, 10e3, 5e3), (200.0, 0.0)).zone_rule == 0
    # Control: no other zone forbids them.
    assert not in_no_fire_zone(zones((ZONE_HOLD, EDGE, LAKE, 0.0)), 20e3, 10e3, 5e3, 0.0)


def test_a_corridor_multiplies_the_odds_of_neutral() -> None:
    """Bayes' rule in odds: neutral to hostile, and neutral to own, grow by ten; hostile to own stay."""
    setup, state = asked()
    identify(setup, state, 0)
    before = state.track[0].hostile
    assert before == pytest.approx(RULE["prior_hostile"])
    state.track[0].corridor = math.log(10.0)
    identify(setup, state, 0)
    weights = (RULE["prior_hostile"], 10.0 * RULE["prior_neutral"], RULE["prior_own"])
    assert state.track[0].hostile == pytest.approx(weights[0] / sum(weights))
