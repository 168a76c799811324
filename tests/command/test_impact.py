"""Impact: where and when a track comes down, and with what error.

Expected values: closed forms of a straight dive and of a parabola over level ground (close to the origin, where the
earth is flat to a metre), the same bodies integrated over the round earth, Monte Carlo of the error on the ground.
Controls: a body without gravity, and errors without the part of the height, are noticed.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.command.test_evaluation import case, fly
from vyuha.command.impact import ground_spread, profile_of, side_error, time_down, velocity_at
from vyuha.state.track import DIVING, FALLING, LEVEL
from vyuha.tracking.filter import position_at
from vyuha.world.geodesy import height_above_ellipsoid

GRAVITY = 9.80665


def down(at: tuple[float, float, float], v: tuple[float, float, float], ballistic: bool = False) -> tuple[Any, float]:
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, at, v, ballistic=ballistic)
    due = time_down(setup, state.track[0], 0.0)
    return position_at(state.track[0], due), due


@pytest.mark.parametrize(
    "at, v",
    [
        ((-3e3, 0.0, 2e3), (300.0, 0.0, -200.0)),
        ((1e3, 4e3, 500.0), (0.0, -200.0, -20.0)),
        ((0.0, 0.0, 900.0), (1.0, 0.0, -90.0)),
    ],
)
def test_a_dive_goes_straight_to_the_ground(at: tuple[float, float, float], v: tuple[float, float, float]) -> None:
    place, due = down(at, v)
    expected = at[2] / -v[2]
    assert due == pytest.approx(expected, rel=2e-3)
    assert place[0] == pytest.approx(at[0] + expected * v[0], abs=8.0)
    assert place[1] == pytest.approx(at[1] + expected * v[1], abs=8.0)


@pytest.mark.parametrize("height, vx, vz", [(8e3, 150.0, 0.0), (8e3, 200.0, -300.0), (3e3, 50.0, 100.0)])
def test_a_parabola_meets_level_ground_in_closed_form(height: float, vx: float, vz: float) -> None:
    expected = (vz + math.sqrt(vz * vz + 2.0 * GRAVITY * height)) / GRAVITY
    place, due = down((0.0, 0.0, height), (vx, 0.0, vz), ballistic=True)
    # Gravity is weaker by some parts in a thousand up there.
    assert due == pytest.approx(expected, rel=2e-3)
    assert place[0] == pytest.approx(vx * expected, rel=4e-3)
    # Control: without gravity it would not be down by then, or later.
    straight = height / -vz if vz < 0.0 else math.inf
    assert abs(straight - due) > 0.1 * due


@pytest.mark.parametrize("ballistic", [False, True])
def test_far_away_the_ground_is_round(ballistic: bool) -> None:
    """120 km from the origin the surface lies 1.1 km below the plane: the place found is on it within a metre."""
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (120e3, 0.0, 14e3), (-600.0, 100.0, -150.0), ballistic=ballistic)
    due = time_down(setup, state.track[0], 0.0)
    x, y, z = position_at(state.track[0], due)
    assert abs(height_above_ellipsoid(setup.frame[0], x, y, z)) < 1.0
    assert due > 10.0
    # Control: by the height over the plane it would still be more than 100 m up, or below.
    plane = position_at(state.track[0], 14e3 / 150.0)
    assert ballistic or abs(height_above_ellipsoid(setup.frame[0], *plane)) > 100.0


def test_profiles() -> None:
    _, state = case([(0.0, 0.0, 100.0)])
    track = state.track[0]
    fly(state, (0.0, 0.0, 5e3), (200.0, 0.0, 0.0))
    assert profile_of(track, 0.0, 1.0) == profile_of(track, 30.0, 1.0) == LEVEL
    assert profile_of(track, -30.0, 1.0) == DIVING
    # A twentieth of 200 m/s is what counts; and two sigmas of the climb.
    assert profile_of(track, -9.0, 1.0) == LEVEL
    assert profile_of(track, -30.0, 20.0) == LEVEL
    track.ballistic = True
    assert profile_of(track, 300.0, 1.0) == FALLING


def scattered(v: tuple[float, float, float], ballistic: bool) -> tuple[np.ndarray, np.ndarray]:
    """Covariance on the ground: ours, and that of 4,000 tracks drawn about the estimate and carried to the ground."""
    setup, state = case([(0.0, 0.0, 100.0)])
    at = (-4e3, 1e3, 3e3)
    fly(state, at, v, ballistic=ballistic)
    root = np.diag([60.0, 40.0, 50.0, 4.0, 3.0, 2.0])
    root[0, 2], root[3, 0] = 20.0, 1.5
    p = root @ root.T
    state.covariance[0] = p
    if ballistic:
        # Steady drag noise would add to ours alone; the draws below know none.
        setup.net.process_noise[:] = 0.0
    xx, xy, yy = ground_spread(setup, state, 0, time_down(setup, state.track[0], 0.0))
    places = []
    for draw in np.random.default_rng(7).multivariate_normal([*at, *v], p, 4000):
        fly(state, tuple(draw[:3]), tuple(draw[3:]), ballistic=ballistic)
        places.append(position_at(state.track[0], time_down(setup, state.track[0], 0.0))[:2])
    return np.array([[xx, xy], [xy, yy]]), np.cov(np.array(places).T)


def test_the_error_of_a_dive_on_the_ground_is_that_of_monte_carlo() -> None:
    """Each variance within 10 %: 4.5 deviations of a sample of 4,000, whose own is sqrt(2 / 4000) = 2.2 %."""
    found, drawn = scattered((250.0, -60.0, -150.0), False)
    assert found[0, 0] == pytest.approx(drawn[0, 0], rel=0.1)
    assert found[1, 1] == pytest.approx(drawn[1, 1], rel=0.1)
    assert found[0, 1] == pytest.approx(drawn[0, 1], abs=0.1 * math.sqrt(drawn[0, 0] * drawn[1, 1]))
    # Control: without what an error in height does along the course, a variance far too small.
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (-4e3, 1e3, 3e3), (0.0, 0.0, -150.0))
    assert drawn[0, 0] > 1.3 * (60.0**2 + 20.0**2 + (20.0 * 4.0) ** 2)


def test_the_error_sideways_is_across_the_course() -> None:
    setup, state = case([(0.0, 0.0, 100.0)])
    fly(state, (0.0, 0.0, 1e3), (0.0, 250.0, 0.0))
    state.covariance[0] = np.diag([30.0**2, 900.0**2, 1.0, 2.0**2, 9.0**2, 1.0])
    # Ten seconds on, without noise: 30 m and 10 x 2 m, whatever the error along the course.
    assert side_error(setup, state, 0, 10.0) == pytest.approx(math.hypot(30.0, 20.0))
    setup.net.process_noise[:] = 12.0
    assert side_error(setup, state, 0, 10.0) == pytest.approx(math.sqrt(30.0**2 + 20.0**2 + 12.0 * 1000.0 / 3.0))


def test_what_is_ballistic_gains_speed() -> None:
    _, state = case([(0.0, 0.0, 100.0)])
    fly(state, (0.0, 0.0, 9e3), (100.0, 0.0, 50.0), ballistic=True)
    assert velocity_at(state.track[0], 10.0) == pytest.approx((100.0, 0.0, 50.0 - 10.0 * GRAVITY))
