"""What carries an antenna round its circle.

Expected values: closed forms of a circle (radius, speed, period), the velocity by differences of the place, east before
south for a clock's direction. Controls: half a period, the other direction.
"""

import math

import numpy as np
import pytest

from tests.sensors.conftest import built
from vyuha.sensors.carrier import carry
from vyuha.state.tables import Setup, State

RADIUS, SPEED, HEIGHT = 5e3, 28.0, 3.5e3
PERIOD = 2.0 * math.pi * RADIUS / SPEED


def orbiting() -> tuple[Setup, State]:
    setup, state = built(radars=2)
    radar, home = setup.radar[0], setup.antenna[0]
    radar.orbit_radius, radar.orbit_rate, radar.orbit_phase = RADIUS, SPEED / RADIUS, 0.7
    home.x, home.y, home.z, home.height = -3e3, 8e3, HEIGHT, HEIGHT
    # Its own axes are turned against the frame's.
    a = math.radians(20.0)
    home.east_x, home.east_y, home.north_x, home.north_y = math.cos(a), math.sin(a), -math.sin(a), math.cos(a)
    return setup, state


def at(setup: Setup, state: State, time: float) -> tuple[np.ndarray, np.ndarray]:
    carry(setup, state, 0, time)
    now = state.antenna[0]
    return np.array([now.x, now.y, now.z]), np.array([now.vx, now.vy, now.vz])


@pytest.mark.parametrize("time", [0.0, 100.0, 777.7, 5000.0])
def test_it_flies_a_level_circle_at_its_speed(time: float) -> None:
    setup, state = orbiting()
    home = np.array([-3e3, 8e3, HEIGHT])
    place, velocity = at(setup, state, time)
    assert np.linalg.norm(place - home) == pytest.approx(RADIUS)
    assert place[2] == HEIGHT and velocity[2] == 0.0
    assert np.linalg.norm(velocity) == pytest.approx(SPEED)
    step = 1e-3
    before, after = at(setup, state, time - step)[0], at(setup, state, time + step)[0]
    assert velocity == pytest.approx((after - before) / (2.0 * step), abs=1e-5)
    # Clockwise, seen from above: place and velocity turn to the right. Control: the other way round they do not.
    turn = (place - home)[0] * velocity[1] - (place - home)[1] * velocity[0]
    assert turn == pytest.approx(-RADIUS * SPEED)
    setup.radar[0].orbit_rate *= -1.0
    place, velocity = at(setup, state, time)
    assert (place - home)[0] * velocity[1] - (place - home)[1] * velocity[0] == pytest.approx(RADIUS * SPEED)


def test_it_comes_round_in_a_period() -> None:
    setup, state = orbiting()
    start, half, whole = (at(setup, state, 40.0 + share * PERIOD)[0] for share in (0.0, 0.5, 1.0))
    assert whole == pytest.approx(start, abs=1e-6)
    assert np.linalg.norm(half - start) == pytest.approx(2.0 * RADIUS)


def test_its_phase_counts_from_north() -> None:
    setup, state = orbiting()
    setup.radar[0].orbit_phase = 0.0
    home = setup.antenna[0]
    place, velocity = at(setup, state, 0.0)
    assert (place - np.array([-3e3, 8e3, HEIGHT]))[:2] == pytest.approx([RADIUS * home.north_x, RADIUS * home.north_y])
    assert velocity[:2] == pytest.approx([SPEED * home.east_x, SPEED * home.east_y])


def test_what_stands_on_the_ground_stays() -> None:
    setup, state = orbiting()
    before = state.antenna[1].copy()
    carry(setup, state, 1, 500.0)
    assert state.antenna[1] == before
    carry(setup, state, 0, 500.0)
    assert state.antenna[0] != setup.antenna[0]
