"""Sharing out rounds: who gets them, what they are kept for, what stands in the way.

Expected values: shares by hand; each refusal is lifted beside it.
"""

import math
from typing import Any

import pytest

from tests.command.cases import battle, follow
from vyuha.catalogue import load
from vyuha.command.allocation import survives
from vyuha.command.desk import desk_for
from vyuha.command.system import command_cycle
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACQUIRING, BY_ASSIGNMENT, BY_RETURN, BY_URGENCY, GUIDING

WAYS = (BY_RETURN, BY_ASSIGNMENT)


def shared(way: int, threats: int = 2, units: int = 1, rounds: int = 10) -> tuple[Setup, State]:
    """A battle whose commander shares out rounds; its missiles kill as one of the catalogue."""
    setup, state = battle(threats=threats, units=units)
    item = load().missiles["9M96E2"]
    for name in ("lethal_radius", "fuze_radius", "reliability", "expected_kill", "load_limit", "lift_limit"):
        setup.missile[0][name] = getattr(item, name).value
    setup.missile[0].reference_area, setup.missile[0].launch_mass = 0.0452, 300.0
    setup.doctrine[0].allocation = way
    for g in range(units):
        state.magazine[g].rounds = setup.magazine[g].rounds = rounds
    # Of no value beside the asset.
    for s in range(1, 1 + units):
        setup.site[s].value = 1e-6
    return setup, state._replace(desk=desk_for(setup))


def ordered(state: State) -> list[tuple[int, int, int]]:
    """Track, unit and rounds granted of every order."""
    rows: Any = state.engagement
    return sorted((int(e.track), int(e.fire_unit), int(e.granted)) for e in rows if e.phase == ACQUIRING)


@pytest.mark.parametrize("way", WAYS)
def test_even_shares_of_equal_targets(way: int) -> None:
    """Two alike and eight rounds: four each; six rounds: three each."""
    for rounds in (8, 6):
        setup, state = shared(way, rounds=rounds)
        for j in range(2):
            follow(state, j, j, (60e3, (2 * j - 1) * 100.0, 5e3), (-250.0, 0.0, 0.0))
        command_cycle(setup, state, 1, 0, 0, 0.0)
        assert ordered(state) == [(0, 0, rounds // 2), (1, 0, rounds // 2)]


@pytest.mark.parametrize("way", WAYS)
def test_the_last_round_goes_where_it_saves_most(way: int) -> None:
    """The nearer and more urgent one passes 25 km beside: urgency takes it first or not, value does not."""
    setup, state = shared(way, rounds=1)
    follow(state, 0, 0, (40e3, 25e3, 5e3), (-250.0, 0.0, 0.0))
    follow(state, 1, 1, (80e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert ordered(state) == [(1, 0, 1)]
    assert state.threat[0].cycles_no_rounds == 1
    # With a round for each, both are shot at.
    setup, state = shared(way, rounds=2)
    follow(state, 0, 0, (40e3, 25e3, 5e3), (-250.0, 0.0, 0.0))
    follow(state, 1, 1, (80e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    setup.missile[0].expected_kill = 0.92
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert {track for track, _, _ in ordered(state)} == {0, 1}


@pytest.mark.parametrize("way", WAYS)
def test_rounds_are_kept_for_what_is_seen_to_come(way: int) -> None:
    """The one that matters is still out of reach, but comes straight: the only round waits for it."""
    setup, state = shared(way, rounds=1)
    follow(state, 0, 0, (60e3, 15e3, 5e3), (-250.0, 0.0, 0.0))
    follow(state, 1, 1, (300e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert ordered(state) == []
    assert state.threat[0].cycles_no_rounds == 1
    assert state.threat[1].cycles_envelope == 1
    # Control: it turns away, and the round is for the one at hand; urgency never waits.
    state.track[1].vx = 250.0
    command_cycle(setup, state, 1, 0, 0, 2.0)
    assert ordered(state) == [(0, 0, 1)]
    setup, state = shared(BY_URGENCY, rounds=1)
    follow(state, 0, 0, (60e3, 15e3, 5e3), (-250.0, 0.0, 0.0))
    follow(state, 1, 1, (300e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert [track for track, _, _ in ordered(state)] == [0]


@pytest.mark.parametrize("way", WAYS)
def test_a_round_has_to_save_more_than_its_price(way: int) -> None:
    setup, state = shared(way, threats=1)
    setup.doctrine[0].round_price = 90.0
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert ordered(state) == []
    assert state.threat[0].cycles_no_rounds == 1
    # At 10 two rounds are worth it: they leave 4 of 100, and a third would save less than that.
    setup.doctrine[0].round_price = 10.0
    command_cycle(setup, state, 1, 0, 0, 2.0)
    assert ordered(state) == [(0, 0, 2)]


@pytest.mark.parametrize("way", WAYS)
def test_rounds_in_flight_are_counted(way: int) -> None:
    """Two rounds fly at the first of two: it has little left to lose, and the last round is for the second."""
    setup, state = shared(way, rounds=1)
    for j in range(2):
        follow(state, j, j, (60e3, 100.0 * j, 5e3), (-250.0, 0.0, 0.0))
    e: Any = state.engagement[0]
    e.phase, e.track, e.track_number, e.fire_unit, e.magazine, e.rounds_in_flight = GUIDING, 0, 1, 0, 0, 2
    state.track[0].engagement, state.fire_unit[0].targets_engaged = 0, 1
    assert survives(setup, state, 0) == pytest.approx(0.2**2)
    assert survives(setup, state, 1) == 1.0
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert ordered(state) == [(1, 0, 1)]
    assert e.phase == GUIDING


@pytest.mark.parametrize("way", WAYS)
def test_a_unit_without_a_channel_is_helped_by_one_with_rounds_to_spare(way: int) -> None:
    """Four alike, two units of two channels each: all four are ordered, whoever the rounds were planned for."""
    setup, state = shared(way, threats=4, units=2, rounds=8)
    for u in range(2):
        setup.fire_unit[u].target_channels = 2
        setup.fire_unit[u].last_engagement = setup.fire_unit[u].first_engagement + 1
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert sorted(track for track, _, _ in ordered(state)) == [0, 1, 2, 3]
    assert sorted(u for _, u, _ in ordered(state)) == [0, 0, 1, 1]
    # A fifth would wait for a channel.
    setup, state = shared(way, threats=5, units=2, rounds=8)
    for u in range(2):
        setup.fire_unit[u].target_channels = 2
        setup.fire_unit[u].last_engagement = setup.fire_unit[u].first_engagement + 1
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert sum(int(row.cycles_no_channel) for row in state.threat) == 1


def test_all_priorities_are_cleared_and_codes_are_booked_once() -> None:
    setup, state = shared(BY_ASSIGNMENT)
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert all(row.priority < 0.0 for row in state.track)
    assert all(math.isfinite(row.feasible_time) for row in state.threat)


def test_nothing_is_set_aside_where_urgency_decides() -> None:
    setup, _ = battle()
    assert len(desk_for(setup)) == 0
    setup.doctrine[0].allocation = BY_RETURN
    assert len(desk_for(setup)) > 0
