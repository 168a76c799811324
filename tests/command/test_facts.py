"""Facts for functions: each of a battle by hand.

Expected values: where threat, unit and site of the battle stand (see tests/command/cases.py).
"""

import math

import pytest

from tests.command.cases import MISSILE_SPEED, REACH, battle, follow
from vyuha.command.facts import FACTS, OptionFacts, TrackFacts, facts_of, stake
from vyuha.command.options import OPEN, meet


def test_each_fact() -> None:
    """60 km east, 5 km high, 250 m/s straight at the asset at the origin, beside which the unit stands: it is met where
    its way at 250 m/s and the missile's at 1000 m/s come together, 48 km out or so.
    """
    setup, state = battle()
    track = follow(state, 0, 0, (60e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    track.time_to_go, track.shots = 240.0, 3
    setup.fire_unit[0].reaction_time, state.fire_unit[0].targets_engaged = 4.0, 1
    code, flight, lead, at = meet(setup, state, 0, 0, 0, 0.0)
    assert code == OPEN
    given = facts_of(setup, state, 0, 0, 0.0, 2, (flight, lead, at), 7)
    assert len(given) == FACTS
    about, option = TrackFacts(*given[:8]), OptionFacts(*given[8:])
    assert about.value == pytest.approx(100.0)
    assert (about.time_to_go, about.shots, about.group, about.climb) == (240.0, 3.0, 2.0, 0.0)
    assert about.speed == pytest.approx(250.0)
    assert about.height == pytest.approx(5e3 + 60e3**2 / (2 * 6.37e6), rel=0.02)
    assert about.error == pytest.approx(20.0, rel=0.05)
    met = 60e3 - 250.0 * flight
    assert option.due == pytest.approx(4.0 + flight)
    assert math.hypot(met, 5e3) / MISSILE_SPEED == pytest.approx(flight, rel=0.01)
    assert option.ground_range == pytest.approx(met, rel=0.01)
    assert (option.reach, option.rounds, option.loaded) == (REACH, 7.0, 10.0)
    assert option.channels == 3.0
    assert option.lead == pytest.approx(1200.0 - 250.0)


def test_what_is_at_stake() -> None:
    """All of what it comes straight at, 0.6 of it at 10 km beside, nothing of what it leaves behind."""
    setup, state = battle()
    setup.site[1].value = 1.0
    assert stake(setup, state, 0, 0.0) == pytest.approx(100.0)
    follow(state, 0, 0, (60e3, 10e3, 5e3), (-250.0, 0.0, 0.0))
    assert stake(setup, state, 0, 0.0) == pytest.approx(100.0 * math.exp(-0.5))
    follow(state, 0, 0, (60e3, 0.0, 5e3), (250.0, 0.0, 0.0))
    assert stake(setup, state, 0, 0.0) == 0.0
    follow(state, 0, 0, (60e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    state.site[0].destroyed = True
    assert stake(setup, state, 0, 0.0) == pytest.approx(1.0)
