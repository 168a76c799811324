"""Motion: closed forms on a straight path, with and without displacement.

Expected values: uniform motion, and a displacement that changes linearly from its draw to the aiming error; a circle
flown between knots; the standard deviation of a Brownian bridge cut after four terms; the load of a weave by
differences.
Controls: with the aiming error left out the end is missed by just that error; chords miss the circle; another phase,
another spread and another load are told apart.
"""

import math

import numpy as np
import pytest
from scipy import stats

from tests.tables import blank_setup
from tests.threats.conftest import LENGTH, SPEED
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State
from vyuha.threats.motion import motion
from vyuha.threats.system import draw_raid
from vyuha.world.mover import knot_before

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


@pytest.mark.parametrize("stretch", [0.0, 40.0, 1e6])
@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.7, 0.9, 1.0])
def test_the_displacement_holds_and_then_turns_into_the_aim(
    setup: Setup, state: State, share: float, stretch: float
) -> None:
    """Over the last `stretch` [s] by u^2 (3 - 2u); over the whole flight without one, or with one that is longer."""
    offset, aim = (10.0, -400.0, 50.0), (30.0, -20.0, 0.0)
    setup.threat[0].converge = stretch
    start(state, offset, aim)
    x, y, z, vx, vy, vz = motion(setup, state, 0, BEGIN + share * DURATION)
    last = stretch if stretch == 40.0 else DURATION
    u = max(1.0 - (1.0 - share) * DURATION / last, 0.0)
    turned, rate = u * u * (3.0 - 2.0 * u), 6.0 * u * (1.0 - u) / last
    path = (LENGTH * share, 300.0, 1000.0)
    expected = [p + o + (a - o) * turned for p, o, a in zip(path, offset, aim, strict=True)]
    assert (x, y, z) == pytest.approx(expected)
    drift = [(a - o) * rate for o, a in zip(offset, aim, strict=True)]
    assert (vx, vy, vz) == pytest.approx((SPEED + drift[0], drift[1], drift[2]))


@pytest.mark.parametrize("flown", [3.0, 30.0, 80.0])
def test_velocity_is_the_rate_of_position(setup: Setup, state: State, flown: float) -> None:
    start(state, (10.0, -400.0, 50.0), (30.0, -20.0, 0.0))
    step = 0.01
    ahead, behind = (motion(setup, state, 0, BEGIN + flown + s)[:3] for s in (step, -step))
    rate = [(a - b) / (2.0 * step) for a, b in zip(ahead, behind, strict=True)]
    assert motion(setup, state, 0, BEGIN + flown)[3:] == pytest.approx(rate, abs=1e-6)


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


def circling(piece: float) -> tuple[Setup, State, float]:
    """A quarter of a circle of 5 km radius to the left at 200 m/s, a knot every `piece` [rad]; and its time [s]."""
    angles = np.arange(0.0, math.pi / 2.0 + 1e-9, piece)
    setup = blank_setup(threat=1, knot=len(angles), site=1)
    for row, angle in zip(setup.knot, angles, strict=True):
        row.time, row.x, row.y = 5e3 * angle / SPEED, 5e3 * math.sin(angle), 5e3 * (1.0 - math.cos(angle))
        row.vx, row.vy = SPEED * math.cos(angle), SPEED * math.sin(angle)
    setup.threat[0].last_knot = len(angles) - 1
    state = allocate(setup)
    duration = float(setup.knot[-1].time)
    state.threat[0].end = duration
    return setup, state, duration


def off_circle(setup: Setup, state: State, duration: float) -> tuple[float, float]:
    """Largest departure from the radius [m] and from the speed [m/s]."""
    rows = [motion(setup, state, 0, float(t)) for t in np.linspace(0.0, duration, 400)]
    radius = max(abs(math.hypot(x, y - 5e3) - 5e3) for x, y, *_ in rows)
    return radius, max(abs(math.hypot(vx, vy) - SPEED) for *_, vx, vy, _ in rows)


def test_a_turn_between_knots_is_round() -> None:
    """The cubic misses an arc of angle d by d^4 / 384 of its radius: 10 degrees of 5 km by 12 mm."""
    radius, speed = off_circle(*circling(math.radians(10.0)))
    assert radius < 5e3 * math.radians(10.0) ** 4 / 300.0 and speed < 0.01
    # Control: straight pieces would cut the arc by d^2 / 8, as one sees with knots that are three times farther apart.
    assert off_circle(*circling(math.radians(30.0)))[0] > 50.0 * radius


WEAVE = 2.0 * math.pi / 8.0


def weaving(setup: Setup, load: float) -> None:
    row = setup.threat[0]
    row.weave_begin, row.weave_rate, row.weave_amplitude, row.side_y = 40.0, WEAVE, load * 9.80665 / WEAVE**2, -1.0


def loads(setup: Setup, state: State, replicate: int) -> float:
    """Largest sideways acceleration [g] of a flight."""
    draw_raid(setup, state, 3, replicate)
    begin = state.threat[0].begin
    times = np.linspace(0.0, DURATION - 1e-6, 20_001)
    speed = np.array([motion(setup, state, 0, begin + float(t))[4] for t in times])
    return float(np.abs(np.diff(speed) / np.diff(times)).max()) / 9.80665


def test_a_weave_keeps_its_load_and_leaves_the_ends_alone(setup: Setup, state: State) -> None:
    weaving(setup, 3.0)
    found = [loads(setup, state, replicate) for replicate in range(4)]
    assert min(found) > 1.8 and max(found) < 3.0 * 1.08
    draw_raid(setup, state, 3, 0)
    straight = [motion(setup, state, 0, t)[1] for t in (0.0, 20.0, 40.0, DURATION)]
    assert straight == pytest.approx([300.0] * 4, abs=1e-9)
    assert max(abs(motion(setup, state, 0, t)[1] - 300.0) for t in np.linspace(50.0, 90.0, 41)) > 5.0
    # Control: twice the load is seen.
    weaving(setup, 6.0)
    assert loads(setup, state, 0) == pytest.approx(2.0 * found[0], rel=1e-3)


def test_no_two_threats_weave_alike(setup: Setup, state: State) -> None:
    weaving(setup, 3.0)
    tracks = []
    for replicate in (0, 1, 0):
        draw_raid(setup, state, 3, replicate)
        tracks.append([motion(setup, state, 0, float(t))[1] for t in np.linspace(60.0, 80.0, 9)])
    assert tracks[0] == tracks[2] and tracks[0] != tracks[1]


@pytest.mark.parametrize("flown", [50.0, 63.7, 71.0, 99.0])
def test_velocity_is_the_rate_of_position_while_it_weaves_and_wanders(setup: Setup, state: State, flown: float) -> None:
    weaving(setup, 3.0)
    setup.threat[0].wander = 400.0
    draw_raid(setup, state, 3, 5)
    step = 1e-3
    ahead, behind = (motion(setup, state, 0, flown + s)[:3] for s in (step, -step))
    rate = [(a - b) / (2.0 * step) for a, b in zip(ahead, behind, strict=True)]
    assert motion(setup, state, 0, flown)[3:] == pytest.approx(rate, abs=1e-5)


def test_navigation_wanders_by_as_much_as_declared_and_comes_home(setup: Setup, state: State) -> None:
    setup.threat[0].wander = 400.0
    middle, quarter = [], []
    for replicate in range(2_000):
        draw_raid(setup, state, 3, replicate)
        middle.append(motion(setup, state, 0, 0.5 * DURATION)[1] - 300.0)
        quarter.append(motion(setup, state, 0, 0.25 * DURATION)[1] - 300.0)
        assert motion(setup, state, 0, DURATION)[1] == pytest.approx(300.0, abs=1e-9)
    low, high = stats.chi2.ppf([5e-7, 1.0 - 5e-7], len(middle)) / len(middle)
    # Sum of sin^2(k pi / 4) / k^2 over the four terms, against 1 + 1/9 in the middle.
    early = 0.9 * (0.5 + 0.25 + 0.5 / 9.0)
    assert low < np.mean(np.square(middle)) / 400.0**2 < high
    assert low < np.mean(np.square(quarter)) / (early * 400.0**2) < high
    # Control: a bridge that wandered as far after a quarter as in the middle would be seen.
    assert not low < np.mean(np.square(quarter)) / 400.0**2 < high
