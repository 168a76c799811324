"""Expected values: closed forms (parabola, rocket equation, first-order lag, energy) and the order of the midpoint
rule.
"""

import math
from typing import Any

import pytest

from tests.weapons.cases import FRAME, catalogue_missile, point_mass
from vyuha.weapons.flight import GRAVITY, Body, advance, drag_coefficient, launch_state, mean_thrust, thrust_and_mass

NO_COMMAND = (0.0, 0.0, 0.0)


def fly(missile: Any, body: Body, start: float, seconds: float, dt: float, command: Any = NO_COMMAND) -> Body:
    for n in range(round(seconds / dt)):
        body = advance(missile, FRAME[0], start + n * dt, dt, body, command)
    return body


def parabola_error(missile: Any) -> float:
    """Distance from the flat-earth parabola after 10 s, less the curvature of the earth (bounded by g x / R t^2 / 2,
    0.3 m here).
    """
    body = fly(missile, (0.0, 0.0, 2000.0, 0.0, 300.0, 200.0, 0.0, 0.0, 0.0), 0.0, 10.0, 0.1)
    g = GRAVITY * (6371000.0 / 6374000.0) ** 2
    return math.hypot(body[1] - 3000.0, body[2] - (2000.0 + 2000.0 - 50.0 * g))


def test_without_air_it_flies_a_parabola() -> None:
    assert parabola_error(point_mass()) < 0.5


def test_with_drag_it_does_not() -> None:
    """Negative control of the parabola."""
    assert parabola_error(point_mass(drag_subsonic=0.2, drag_transonic=0.2, drag_supersonic=0.2)) > 50.0


def boosted(**columns: float) -> float:
    """Speed after a horizontal burn of 10 s of 50 kg/s at 2,500 m/s, without air; gravity acts across it."""
    missile = point_mass(
        boost_thrust=125e3, boost_time=7.0, boost_flow=50.0, sustain_thrust=125e3, sustain_time=3.0, sustain_flow=50.0
    )
    for name, value in columns.items():
        missile[name] = value
    # Lateral command balances gravity so that all thrust is along the path.
    body = (0.0, 0.0, 20e3, 0.0, 1000.0, 0.0, 0.0, 0.0, 9.745)
    return fly(missile, body, 0.0, 12.0, 0.05, (0.0, 0.0, 9.745))[4]


def test_burn_obeys_the_rocket_equation() -> None:
    # 9.745 m/s2 across a thrust of 125 kN costs 0.3 % of it at most (the side share of the thrust).
    assert boosted() - 1000.0 == pytest.approx(2500.0 * math.log(1000.0 / 500.0), rel=4e-3)


def test_burn_without_mass_loss_does_not() -> None:
    """Negative control of the rocket equation: constant mass gives 1,250 m/s instead of 1,733."""
    assert abs(boosted(boost_flow=0.0, sustain_flow=0.0) - 1000.0 - 1732.9) > 300.0


def test_mean_thrust_sees_the_burn_out_inside_a_step() -> None:
    missile = catalogue_missile("9M96E2")
    spent = missile.boost_time + missile.sustain_time
    total = sum(mean_thrust(missile, 0.7 * n, 0.7) * 0.7 for n in range(60))
    assert total == pytest.approx(
        missile.boost_thrust * missile.boost_time + missile.sustain_thrust * missile.sustain_time
    )
    assert thrust_and_mass(missile, spent + 1.0)[0] == 0.0
    burnt = missile.boost_flow * missile.boost_time + missile.sustain_flow * missile.sustain_time
    assert thrust_and_mass(missile, 1e3)[1] == pytest.approx(missile.launch_mass - burnt)


def energy(body: Body) -> float:
    x, y, z, vx, vy, vz, _, _, _ = body
    r = math.sqrt(x * x + y * y + (z + 6371000.0) ** 2)
    return 0.5 * (vx * vx + vy * vy + vz * vz) - GRAVITY * 6371000.0**2 / r


def test_energy_only_falls_without_thrust() -> None:
    """Property, for every command; with thrust (the control) it rises."""
    missile, body = catalogue_missile("48N6E3"), (0.0, 0.0, 15e3, 0.0, 1500.0, 300.0, 0.0, 0.0, 0.0)
    for n in range(200):
        command = (50.0 * math.sin(n / 7.0), 30.0, 60.0 * math.cos(n / 11.0))
        after = advance(missile, FRAME[0], 20.0 + 0.1 * n, 0.1, body, command)
        assert energy(after) < energy(body)
        body = after
    assert energy(fly(missile, body, 0.0, 1.0, 0.1)) > energy(body)


def test_airframe_answers_with_its_lag() -> None:
    missile = point_mass(lag=0.4)
    body = fly(missile, (0.0, 0.0, 10e3, 0.0, 3000.0, 0.0, 0.0, 0.0, 0.0), 0.0, 0.4, 0.02, (10.0, 0.0, 0.0))
    assert body[6] == pytest.approx(10.0 * (1.0 - math.exp(-1.0)), rel=1e-3)
    instant = fly(point_mass(), (0.0, 0.0, 10e3, 0.0, 3000.0, 0.0, 0.0, 0.0, 0.0), 0.0, 0.4, 0.02, (10.0, 0.0, 0.0))
    assert instant[6] == pytest.approx(10.0, rel=1e-3)


def test_load_is_limited_by_structure_low_and_by_air_high() -> None:
    missile = catalogue_missile("48N6E3")
    low = fly(missile, (0.0, 0.0, 2e3, 0.0, 1000.0, 0.0, 0.0, 0.0, 0.0), 20.0, 2.0, 0.05, (0.0, 0.0, 1e4))
    assert math.hypot(*low[6:9]) == pytest.approx(missile.load_limit, rel=0.02)
    high = fly(missile, (0.0, 0.0, 40e3, 0.0, 1000.0, 0.0, 0.0, 0.0, 0.0), 20.0, 2.0, 0.05, (0.0, 0.0, 1e4))
    assert math.hypot(*high[6:9]) < 5.0


def test_drag_coefficient_meets_its_three_corners() -> None:
    missile = catalogue_missile("9M96E")
    for mach, name in (
        (0.5, "drag_subsonic"),
        (1.2, "drag_transonic"),
        (4.0, "drag_supersonic"),
        (9.0, "drag_supersonic"),
    ):
        assert drag_coefficient(missile, mach) == pytest.approx(missile[name])


def test_halving_the_step_quarters_the_error() -> None:
    """Order two: a coasting turn in dense air, no limit reached, against a step of 1/640 s."""
    missile = catalogue_missile("48N6E3")
    body = (0.0, 0.0, 12e3, 0.0, 1400.0, 200.0, 0.0, 0.0, 0.0)

    def end(dt: float) -> Body:
        return fly(missile, body, 20.0, 4.0, dt, (60.0, 0.0, 20.0))

    best = end(1.0 / 640.0)
    errors = [math.dist(end(dt)[:3], best[:3]) for dt in (0.2, 0.1, 0.05)]
    assert errors[0] / errors[1] > 3.3
    assert errors[1] / errors[2] > 3.3
    assert errors[0] < 1.0


def test_launch_is_vertical() -> None:
    body = launch_state(FRAME[0], 0.0, 0.0, 0.0)
    assert body[5] == pytest.approx(math.hypot(*body[3:6]))
    missile = catalogue_missile("40N6E")
    later = fly(missile, body, 0.0, 0.5, 0.1)
    assert math.hypot(later[0], later[1]) < 1e-3
    assert later[2] > 20.0
