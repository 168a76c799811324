"""Expected values: geometry on the sphere, the flight itself at finer steps, and the fly-out to a standing point."""

import math

import numpy as np
import pytest

from tests.weapons.cases import FRAME, MISSILES, catalogue_missile
from vyuha.weapons.chase import FALLS_SHORT, HIT, MISSES, UNSEEN, chase, course_to, on_course, range_on_course
from vyuha.weapons.flight import EARTH_RADIUS
from vyuha.weapons.zone import time_there

IN, ACROSS, AWAY = 0.0, 0.5 * math.pi, math.pi


@pytest.mark.parametrize("aspect", [IN, 0.7, ACROSS, AWAY])
def test_a_course_keeps_height_and_speed_and_leads_through_its_point(aspect: float) -> None:
    course = course_to(120e3, 9e3, aspect, 300.0)
    for t in (-200.0, -30.0, 0.0, 50.0):
        x, y, z, vx, vy, vz = on_course(course, t)
        assert math.hypot(x, y, z + EARTH_RADIUS) == pytest.approx(EARTH_RADIUS + 9e3, abs=1e-6)
        assert math.hypot(vx, vy, vz) == pytest.approx(300.0)
        later = on_course(course, t + 1e-3)
        assert [(later[i] - (x, y, z)[i]) / 1e-3 for i in range(3)] == pytest.approx([vx, vy, vz], abs=1e-2)
    assert range_on_course(course, 0.0) == pytest.approx(120e3, abs=1e-6)


def test_aspect_is_the_angle_to_the_line_to_the_launcher() -> None:
    """Negative control inside: a course that comes in does not leave."""
    flown = 300.0 * 100.0 * EARTH_RADIUS / (EARTH_RADIUS + 9e3)
    assert range_on_course(course_to(120e3, 9e3, IN, 300.0), -100.0) == pytest.approx(120e3 + flown, abs=1e-5)
    assert range_on_course(course_to(120e3, 9e3, AWAY, 300.0), -100.0) == pytest.approx(120e3 - flown, abs=1e-5)
    # The right-angled triangle on the sphere.
    across = EARTH_RADIUS * math.acos(math.cos(120e3 / EARTH_RADIUS) * math.cos(flown / EARTH_RADIUS))
    assert range_on_course(course_to(120e3, 9e3, ACROSS, 300.0), -100.0) == pytest.approx(across, abs=1e-5)


@pytest.mark.parametrize("name", MISSILES)
@pytest.mark.parametrize("aspect", [IN, ACROSS, AWAY])
def test_miss_is_converged_to_a_tenth_of_a_metre(name: str, aspect: float) -> None:
    """The bar for counting flights: four times finer steps change the miss by less than 0.1 m."""
    missile = catalogue_missile(name)
    ground = 0.6 * missile.maximum_range
    time = time_there(missile, FRAME[0], ground, 8e3)
    course = course_to(ground, 8e3, aspect, 260.0)
    coarse, fine = (chase(missile, FRAME[0], course, time, share) for share in (1.0, 4.0))
    assert coarse[4] == fine[4] == HIT
    assert abs(coarse[3] - fine[3]) < 0.1
    assert coarse[0] == pytest.approx(time, rel=0.01)


def test_closing_speed_is_that_of_both() -> None:
    missile = catalogue_missile("48N6E3")
    time = time_there(missile, FRAME[0], 150e3, 8e3)
    closing = {a: chase(missile, FRAME[0], course_to(150e3, 8e3, a, 260.0), time, 1.0) for a in (IN, ACROSS, AWAY)}
    # Two vectors: their difference lies between the difference and the sum of the speeds.
    for _, speed, rate, _, _ in closing.values():
        assert speed - 260.0 <= rate <= speed + 260.0
    assert closing[IN][2] > closing[ACROSS][2] > closing[AWAY][2]


def test_what_cannot_be_met_says_why() -> None:
    missile = catalogue_missile("48N6E3")
    time = time_there(missile, FRAME[0], 100e3, 8e3)
    # A target faster than the missile at its arrival gets away, and its launch has it come from behind the seeker.
    assert chase(missile, FRAME[0], course_to(100e3, 8e3, AWAY, 1600.0), time, 1.0)[4] in (UNSEEN, MISSES)
    # A seeker that looks nowhere.
    blind = catalogue_missile("48N6E3")
    blind.seeker_half_angle = 1e-3
    assert chase(blind, FRAME[0], course_to(100e3, 8e3, ACROSS, 260.0), time, 1.0)[4] == UNSEEN
    dead = catalogue_missile("48N6E3")
    dead.boost_thrust = 0.0
    assert chase(dead, FRAME[0], course_to(100e3, 8e3, IN, 260.0), time, 1.0)[4] == FALLS_SHORT
    # Negative control: the same meeting, nothing taken away.
    assert chase(missile, FRAME[0], course_to(100e3, 8e3, ACROSS, 260.0), time, 1.0)[4] == HIT


def test_homing_while_too_slow_to_steer_loses_near_targets() -> None:
    """Why hand-over waits for speed: a target that leaves at 20 km is met, and not when the missile homes at once."""
    missile = catalogue_missile("48N6E3")
    eager = catalogue_missile("48N6E3")
    eager.minimum_speed = 1.0
    got = []
    for ground in np.linspace(15e3, 22e3, 8):
        time = time_there(missile, FRAME[0], float(ground), 8e3)
        course = course_to(float(ground), 8e3, AWAY, 260.0)
        got.append([chase(row, FRAME[0], course, time, 1.0)[4] for row in (missile, eager)])
    assert all(ended == HIT for ended, _ in got)
    assert any(ended != HIT for _, ended in got)
