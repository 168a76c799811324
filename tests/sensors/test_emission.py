"""When a radar is on the air.

Expected values: the plan itself, moment by moment; the share of a turn that blinking leaves, on / (on + off).
Control: each moment just before a reason holds, and a radar that the plan is not for.
"""

import math

import numpy as np
import pytest

from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.sensors.emission import off_since, on_the_march, silent, silent_since
from vyuha.state.tables import Setup, State


def unit(conduct: int = 1) -> tuple[Setup, State]:
    """Two radars of one unit, the plan being for the first."""
    setup = blank_setup(site=1, radar=2, conduct=conduct)
    state = allocate(setup)
    state.site.destroyed_time[:] = math.nan
    if conduct:
        setup.conduct[0].last_radar, setup.conduct[0].planned = 1, 1
        now = state.conduct[0]
        now.shut_from = now.shut_until = now.cued_time = now.left_time = now.back_time = math.nan
    return setup, state


def test_without_any_plan_only_destruction_silences() -> None:
    for rows in (0, 1):
        setup, state = unit(rows)
        assert not silent(setup, state, 0, 100.0)
        state.site[0].destroyed, state.site[0].destroyed_time = True, 60.0
        assert not silent(setup, state, 0, 59.9)
        assert off_since(setup, state, 0, 60.0) == 60.0


def test_silent_until_a_time() -> None:
    setup, state = unit()
    setup.conduct[0].silent_until = 300.0
    assert off_since(setup, state, 0, 299.9) == -math.inf
    assert not silent(setup, state, 0, 300.0)
    assert not silent(setup, state, 1, 0.0)


def test_silent_until_cued() -> None:
    setup, state = unit()
    setup.conduct[0].cued = True
    assert silent(setup, state, 0, 1e6)
    state.conduct[0].cued_time = 50.0
    assert silent(setup, state, 0, 49.9) and not silent(setup, state, 0, 50.0)


@pytest.mark.parametrize(("on", "off"), [(20.0, 20.0), (30.0, 10.0), (5.0, 45.0)])
def test_blinking_leaves_its_share(on: float, off: float) -> None:
    setup, state = unit()
    plan = setup.conduct[0]
    plan.blink_on, plan.blink_off, plan.blink_phase = on, off, 7.0
    times = 7.0 + np.arange(0.25, 40 * (on + off), 0.5)
    share = np.mean([not silent(setup, state, 0, t) for t in times])
    assert share == pytest.approx(on / (on + off), abs=1e-9)
    assert np.mean([not silent(setup, state, 1, t) for t in times]) == 1.0
    # Off since the time on was over, whichever turn it is.
    assert off_since(setup, state, 0, 7.0 + 3 * (on + off) + on + 1.0) == pytest.approx(7.0 + 3 * (on + off) + on)


def test_a_shutdown_and_a_move_silence_all_radars_of_the_unit() -> None:
    setup, state = unit()
    now = state.conduct[0]
    now.shut_from, now.shut_until, now.left_time, now.back_time = 100.0, 160.0, 400.0, 1000.0
    for r in (0, 1):
        found = [off_since(setup, state, r, t) for t in (99.9, 100.0, 159.9, 160.0, 399.9, 400.0, 999.9, 1000.0)]
        assert found == pytest.approx([math.nan, 100.0, 100.0, math.nan, math.nan, 400.0, 400.0, math.nan], nan_ok=True)
    assert [on_the_march(setup, state, 0, t) for t in (399.9, 400.0, 1000.0)] == [False, True, False]


def test_reasons_that_meet_are_one_silence() -> None:
    """Off by turn from 20 s, shut down at 25 s, on again at 60 s: off by turn since 100 s only; heard until 20 s."""
    setup, state = unit()
    plan, now = setup.conduct[0], state.conduct[0]
    plan.blink_on, plan.blink_off = 20.0, 20.0
    now.shut_from, now.shut_until = 25.0, 60.0
    assert silent_since(setup, state, 0, 45.0) == 20.0
    assert off_since(setup, state, 0, 45.0) == 25.0
    assert silent_since(setup, state, 0, 110.0) == 100.0
    assert math.isnan(silent_since(setup, state, 0, 85.0))
    plan.silent_until = 25.0
    assert silent_since(setup, state, 0, 45.0) == -math.inf
