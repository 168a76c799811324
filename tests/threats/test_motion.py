"""Motion: closed forms on a straight path, with and without displacement.

Expected values: uniform motion, and a displacement that changes linearly from its draw to the aiming error.
Control: with the aiming error left out the end is missed by just that error.
"""

import math

import pytest

from tests.threats.conftest import LENGTH, SPEED
from vyuha.state.tables import Setup, State
from vyuha.threats.motion import knot_before, motion

DURATION = LENGTH / SPEED
BEGIN = 40.0


def start(state: State, offset: tuple[float, float, float], aim: tuple[float, float, float]) -> None:
    now = state.threat[0]
    now.begin, now.end = BEGIN, BEGIN + DURATION
    now.offset_x, now.offset_y, now.offset_z = offset
    now.aim_x, now.aim_y, now.aim_z = aim


@pytest.mark.parametrize("flown", [0.0, 0.1, 24.9, 25.0, 25.1, 50.0, 99.9, 100.0])
def test_a_threat_without_displacement_flies_its_path(setup: Setup, state: State, flown: float) -> None:
    start(state, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    assert motion(setup, state, 0, BEGIN + flown) == pytest.approx((SPEED * flown, 300.0, 1000.0, SPEED, 0.0, 0.0))


@pytest.mark.parametrize("share", [0.0, 0.25, 0.37, 1.0])
def test_the_displacement_fades_linearly_into_the_aim(setup: Setup, state: State, share: float) -> None:
    offset, aim = (10.0, -400.0, 50.0), (30.0, -20.0, 0.0)
    start(state, offset, aim)
    x, y, z, vx, vy, vz = motion(setup, state, 0, BEGIN + share * DURATION)
    path = (LENGTH * share, 300.0, 1000.0)
    expected = [p + o * (1.0 - share) + a * share for p, o, a in zip(path, offset, aim, strict=True)]
    assert (x, y, z) == pytest.approx(expected)
    rate = [(a - o) / DURATION for o, a in zip(offset, aim, strict=True)]
    assert (vx, vy, vz) == pytest.approx((SPEED + rate[0], rate[1], rate[2]))


@pytest.mark.parametrize("flown", [3.0, 30.0, 80.0])
def test_velocity_is_the_rate_of_position(setup: Setup, state: State, flown: float) -> None:
    start(state, (10.0, -400.0, 50.0), (30.0, -20.0, 0.0))
    step = 0.01
    ahead, behind = (motion(setup, state, 0, BEGIN + flown + s)[:3] for s in (step, -step))
    rate = [(a - b) / (2.0 * step) for a, b in zip(ahead, behind, strict=True)]
    assert motion(setup, state, 0, BEGIN + flown)[3:] == pytest.approx(rate, rel=1e-8)


def test_it_ends_on_the_target_plus_the_aim_and_stays_there(setup: Setup, state: State) -> None:
    start(state, (10.0, -400.0, 50.0), (30.0, -20.0, 0.0))
    end = motion(setup, state, 0, BEGIN + DURATION)[:3]
    assert end == pytest.approx((LENGTH + 30.0, 280.0, 1000.0), abs=1e-9)
    assert motion(setup, state, 0, BEGIN + DURATION + 50.0)[:3] == end
    assert motion(setup, state, 0, BEGIN - 5.0)[:3] == motion(setup, state, 0, BEGIN)[:3]


def test_control_without_the_aim_the_end_is_missed(setup: Setup, state: State) -> None:
    start(state, (10.0, -400.0, 50.0), (0.0, 0.0, 0.0))
    miss = math.dist(motion(setup, state, 0, BEGIN + DURATION)[:3], (LENGTH + 30.0, 280.0, 1000.0))
    assert miss == pytest.approx(math.hypot(30.0, 20.0))


def test_the_knot_before_agrees_with_a_search_row_by_row(setup: Setup) -> None:
    for flown in (0.0, 24.999, 25.0, 60.0, 75.0, 99.0, 100.0):
        naive = max(k for k in range(4) if setup.knot[k].time <= flown)
        assert knot_before(setup, 0, 4, flown) == naive
    assert knot_before(setup, 2, 4, 60.0) == 2
