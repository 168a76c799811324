"""Expected values: printed closed forms of linear proportional navigation, without and with a single lag
(P. Zarchan, "Tactical and Strategic Missile Guidance").
"""

import math

import pytest

from tests.weapons.cases import FRAME, catalogue_missile, point_mass
from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.flight import advance
from vyuha.weapons.guidance import apn_command, midcourse_command, pn_command

SPEED, LAG, DT = 3000.0, 0.5, 5e-4
HEADING_ERROR = math.radians(0.5)
TARGET_TURN = 20.0


def miss(gain: float, x: float, heading_error: float, turn: float, lag: float = LAG) -> float:
    """Signed miss (m) east of a standing target that the missile flies north to, x lags away, in the horizontal plane.

    Missile and target are flown by the same kernel, so that gravity acts on both and cancels; the target is slow enough
    to turn with `turn` (m/s2) eastwards at constant speed northwards.
    """
    time = x * lag if lag > 0.0 else x * LAG
    closing = SPEED * math.cos(heading_error)
    hunter, prey = point_mass(lag=lag), point_mass()
    a = (0.0, 0.0, 10e3, SPEED * math.sin(heading_error), closing, 0.0, 0.0, 0.0, 0.0)
    b = (0.0, (closing + SPEED) * time, 10e3, 0.0, -SPEED, 0.0, turn, 0.0, 0.0)
    r = [b[i] - a[i] for i in range(6)]
    after, _ = closest_approach(*r)
    while after > 1e-5:
        # The command grows without bound at the end: the step must shrink with the time to go.
        dt = min(DT, max(after / 100.0, 1e-5))
        a = advance(hunter, FRAME[0], 0.0, dt, a, pn_command(gain, *r))
        b = advance(prey, FRAME[0], 0.0, dt, b, (turn, 0.0, 0.0))
        r = [b[i] - a[i] for i in range(6)]
        after, _ = closest_approach(*r)
    return (a[0] + a[3] * after) - (b[0] + b[3] * after)


def closed_form(gain: int, x: float, heading_error: float, turn: float) -> float:
    """Miss (m, missile minus target) for a heading error (rad) or a steady target acceleration (m/s2)."""
    time = x * LAG
    from_heading = {3: 1 - x / 2, 4: 1 - x + x**2 / 6, 5: 1 - 1.5 * x + x**2 / 2 - x**3 / 24}[gain]
    from_turn = {3: 0.5, 4: 0.5 - x / 6, 5: 0.5 - x / 3 + x**2 / 24}[gain]
    return math.exp(-x) * (SPEED * heading_error * time * from_heading - turn * time**2 * from_turn)


@pytest.mark.parametrize("gain", [3, 4, 5])
@pytest.mark.parametrize("x", [0.5, 1.0, 2.0, 4.0, 6.0])
@pytest.mark.parametrize(("heading", "turn"), [(HEADING_ERROR, 0.0), (0.0, TARGET_TURN)])
def test_single_lag_miss_is_the_printed_one(gain: int, x: float, heading: float, turn: float) -> None:
    # 1 % of the miss without guidance's decay: held command (DT / LAG), finite angles.
    scale = math.exp(-x) * (SPEED * heading * x * LAG + turn * (x * LAG) ** 2)
    assert abs(miss(gain, x, heading, turn) - closed_form(gain, x, heading, turn)) < 0.02 * scale


def test_without_the_lag_the_formula_fails() -> None:
    """Negative control: a perfect airframe hits, where the formula says tens of centimetres to metres."""
    assert abs(closed_form(4, 2.0, HEADING_ERROR, 0.0)) > 1.0
    assert abs(miss(4, 2.0, HEADING_ERROR, 0.0, lag=0.0)) < 0.1


def test_with_the_wrong_gain_the_formula_fails() -> None:
    """Negative control: gain 3 does not fly the formula of gain 5."""
    x = 1.0
    scale = math.exp(-x) * SPEED * HEADING_ERROR * x * LAG
    assert abs(miss(3, x, HEADING_ERROR, 0.0) - closed_form(5, x, HEADING_ERROR, 0.0)) > 0.2 * scale


@pytest.mark.parametrize("gain", [3.0, 4.0, 5.0])
def test_acceleration_against_a_turning_target_grows_as_printed(gain: float) -> None:
    """n_c / n_T = N / (N - 2) [1 - (1 - t / t_F)^(N - 2)] without lag."""
    time, turn = 4.0, 10.0
    hunter, prey = point_mass(), point_mass()
    a = (0.0, 0.0, 10e3, 0.0, SPEED, 0.0, 0.0, 0.0, 0.0)
    b = (0.0, 2.0 * SPEED * time, 10e3, 0.0, -SPEED, 0.0, turn, 0.0, 0.0)
    for n in range(6001):
        command = pn_command(gain, *(b[i] - a[i] for i in range(6)))
        if n in (2000, 4000, 6000):
            share = (1.0 - n * DT / time) ** (gain - 2.0)
            assert command[0] == pytest.approx(turn * gain / (gain - 2.0) * (1.0 - share), rel=0.01)
            assert command[0] != pytest.approx(turn * (gain + 1.0) / (gain - 1.0) * (1.0 - share), rel=0.01)
        a = advance(hunter, FRAME[0], n * DT, DT, a, command)
        b = advance(prey, FRAME[0], n * DT, DT, b, (turn, 0.0, 0.0))


@pytest.mark.parametrize("gain", [3.0, 4.0, 5.0])
def test_augmented_navigation_starts_hard_and_eases(gain: float) -> None:
    """n_c / n_T = N / 2 (1 - t / t_F)^(N - 2) without lag: half of what plain navigation of gain 3 needs at the end."""
    time, turn = 4.0, 10.0
    hunter, prey = point_mass(), point_mass()
    a = (0.0, 0.0, 10e3, 0.0, SPEED, 0.0, 0.0, 0.0, 0.0)
    b = (0.0, 2.0 * SPEED * time, 10e3, 0.0, -SPEED, 0.0, turn, 0.0, 0.0)
    for n in range(6001):
        r = tuple(b[i] - a[i] for i in range(6))
        command = apn_command(gain, r[:3], r[3:], (turn, 0.0, 0.0))
        share = 1.0 - n * DT / time
        if n in (0, 2000, 4000, 6000):
            assert command[0] == pytest.approx(turn * 0.5 * gain * share ** (gain - 2.0), rel=0.01)
            # Negative control: on the same path plain navigation commands something else.
            assert pn_command(gain, *r)[0] != pytest.approx(command[0], rel=0.05)
        a = advance(hunter, FRAME[0], n * DT, DT, a, command)
        b = advance(prey, FRAME[0], n * DT, DT, b, (turn, 0.0, 0.0))


def test_augmentation_lies_across_the_line_of_sight_and_needs_closing() -> None:
    r, v = (900.0, 200.0, -300.0), (-700.0, 90.0, 40.0)
    c = apn_command(4.0, r, v, (30.0, -20.0, 5.0))
    assert sum(x * y for x, y in zip(c, r, strict=True)) == pytest.approx(0.0, abs=1e-9)
    assert apn_command(4.0, r, v, (0.0, 0.0, 0.0)) == pytest.approx(pn_command(4.0, *r, *v))
    assert apn_command(4.0, r, (700.0, 0.0, 0.0), (30.0, 0.0, 0.0)) == (0.0, 0.0, 0.0)


def test_no_command_when_opening_or_on_a_collision_course() -> None:
    assert pn_command(4.0, 1000.0, 0.0, 0.0, 100.0, 50.0, 0.0) == (0.0, 0.0, 0.0)
    assert pn_command(4.0, 1000.0, 500.0, 0.0, -100.0, -50.0, 0.0) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)


def test_command_lies_across_the_line_of_sight() -> None:
    c = pn_command(4.0, 900.0, 200.0, -300.0, -700.0, 90.0, 40.0)
    assert c[0] * 900.0 + c[1] * 200.0 - c[2] * 300.0 == pytest.approx(0.0, abs=1e-9)


def test_vertical_until_turn_over_then_towards_the_raised_aim() -> None:
    missile, aim = catalogue_missile("48N6E3"), (0.0, 200e3, 10e3)
    up = (0.0, 0.0, 300.0, 0.0, 0.0, 200.0, 0.0, 0.0, 0.0)
    assert midcourse_command(missile, FRAME[0], 0.1, up, aim) == (0.0, 0.0, 0.0)
    assert midcourse_command(missile, FRAME[0], 1.5, up, aim)[1] > 20.0
    # On a course straight at the aim point it is told to climb.
    level = (0.0, 0.0, 3000.0, 0.0, 800.0, 30.0, 0.0, 0.0, 0.0)
    assert midcourse_command(missile, FRAME[0], 6.0, level, aim)[2] > 50.0
