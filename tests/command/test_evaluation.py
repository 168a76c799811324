"""Threat evaluation: closest approach, time to the ground, and how tracks rank.

Expected values: plane geometry of uniform motion, the closed form of free fall, and properties that any ranking must
have (more value, straighter, sooner: never lower).
Controls: the same track flown the other way, and a fall without gravity's half, give other answers.
"""

import math

import numpy as np
import pytest

from tests.tables import blank_setup
from vyuha.command.evaluation import approach, evaluate, time_to_fall
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State

GRAVITY = 9.80665
# Priority of a track that threatens nothing.
NOTHING = 1e-6


def case(sites: list[tuple[float, float, float]], tracks: int = 1) -> tuple[Setup, State]:
    """Sites given as east, north [m] and value, and room for tracks."""
    setup = blank_setup(site=len(sites), net=1, threat=tracks)
    for row, (east, north, value) in zip(setup.site, sites, strict=True):
        row.x, row.y, row.value = east, north, value
    return setup, allocate(setup)


def fly(
    state: State,
    at: tuple[float, float, float],
    v: tuple[float, float, float],
    time: float = 0.0,
    ballistic: bool = False,
) -> None:
    track = state.track[0]
    track.x, track.y, track.z = at
    track.vx, track.vy, track.vz = v
    track.time, track.ballistic = time, ballistic


@pytest.mark.parametrize(
    "d, v, time, distance",
    [
        ((10e3, 0.0), (200.0, 0.0), 50.0, 0.0),
        ((10e3, 3e3), (200.0, 0.0), 50.0, 3e3),
        ((0.0, -6e3), (0.0, -300.0), 20.0, 0.0),
        ((4e3, 3e3), (100.0, 0.0), 40.0, 3e3),
        ((5e3, 5e3), (100.0, 0.0), 50.0, 5e3),
    ],
)
def test_the_closest_approach_of_uniform_motion(
    d: tuple[float, float], v: tuple[float, float], time: float, distance: float
) -> None:
    assert approach(*d, *v) == pytest.approx((time, distance), abs=1e-9)


def test_the_closest_approach_is_a_minimum() -> None:
    d, v = np.array([31e3, -12e3]), np.array([210.0, 35.0])
    time, distance = approach(float(d[0]), float(d[1]), float(v[0]), float(v[1]))
    assert float(np.linalg.norm(d - v * time)) == pytest.approx(distance)
    for other in (time - 1.0, time + 1.0):
        assert float(np.linalg.norm(d - v * other)) > distance


@pytest.mark.parametrize("v", [(-200.0, 0.0), (0.0, 200.0), (0.5, 0.5), (0.0, 0.0)])
def test_what_moves_away_or_hovers_does_not_approach(v: tuple[float, float]) -> None:
    assert approach(10e3, 0.0, *v) == (math.inf, 10e3)


@pytest.mark.parametrize("height, climb", [(20e3, 0.0), (20e3, -900.0), (20e3, 500.0), (100.0, 1000.0)])
def test_a_ballistic_track_falls(height: float, climb: float) -> None:
    time = time_to_fall(height, climb)
    assert height + climb * time - 0.5 * GRAVITY * time * time == pytest.approx(0.0, abs=1e-6 * height)
    assert time > 0.0
    # Control: without the half of the closed form the body would not be on the ground.
    assert abs(height + climb * time - GRAVITY * time * time) > 0.05 * height


def test_a_body_under_the_ground_has_fallen() -> None:
    assert time_to_fall(-5.0, -100.0) == 0.0


def test_the_time_to_go_is_that_of_the_closest_approach() -> None:
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    assert evaluate(setup, state, 0, 0.0)[1] == pytest.approx(100.0)
    # Forty seconds on, without a new plot, sixty are left.
    assert evaluate(setup, state, 0, 40.0)[1] == pytest.approx(60.0)


def test_a_ballistic_track_endangers_where_it_falls() -> None:
    height, speed = 20e3, 1000.0
    fall = math.sqrt(2.0 * height / GRAVITY)
    setup, state = case([(0.0, 0.0, 100.0), (speed * fall, 0.0, 100.0)])
    fly(state, (0.0, 0.0, height), (speed, 0.0, 0.0), ballistic=True)
    priority, due = evaluate(setup, state, 0, 0.0)
    assert due == pytest.approx(fall, rel=1e-6)
    state.site[1].destroyed = True
    # It will pass far over the site below it.
    assert evaluate(setup, state, 0, 0.0)[0] < 0.01 * priority


def test_sooner_straighter_and_more_valuable_rank_higher() -> None:
    def priority(east: float, north: float, value: float) -> float:
        setup, state = case([(0.0, 0.0, value)])
        fly(state, (-east, north, 1000.0), (200.0, 0.0, 0.0))
        return evaluate(setup, state, 0, 0.0)[0]

    assert priority(20e3, 0.0, 100.0) > priority(40e3, 0.0, 100.0) > NOTHING
    assert priority(20e3, 0.0, 100.0) > priority(20e3, 5e3, 100.0) > priority(20e3, 10e3, 100.0)
    assert priority(20e3, 0.0, 100.0) > priority(20e3, 0.0, 60.0)
    # A pass at ten kilometres counts exp(-1/2); the value counts in proportion.
    assert priority(20e3, 10e3, 100.0) == pytest.approx(math.exp(-0.5) * priority(20e3, 0.0, 100.0))
    assert priority(20e3, 0.0, 50.0) == pytest.approx(0.5 * priority(20e3, 0.0, 100.0))
    assert priority(20e3, -5e3, 100.0) == pytest.approx(priority(20e3, 5e3, 100.0))


def test_the_most_endangered_site_counts() -> None:
    sites = [(0.0, 0.0, 10.0), (0.0, 1e3, 100.0), (60e3, 0.0, 40.0)]
    setup, state = case(sites)
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    together = evaluate(setup, state, 0, 0.0)
    alone = []
    for site in sites:
        setup, state = case([site])
        fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
        alone.append(evaluate(setup, state, 0, 0.0))
    assert together == max(alone) == alone[1]


def test_a_lost_site_is_no_longer_endangered() -> None:
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    state.site[0].destroyed = True
    assert evaluate(setup, state, 0, 0.0) == (NOTHING, math.inf)


def test_control_a_track_that_leaves_threatens_nothing_but_is_not_forgotten() -> None:
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (-20e3, 0.0, 1000.0), (-200.0, 0.0, 0.0))
    assert evaluate(setup, state, 0, 0.0) == (NOTHING, math.inf)
