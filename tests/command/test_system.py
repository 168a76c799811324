"""The commander: who comes first, what is not engaged, and what is booked on the threat.

Expected values: properties of the order of service and counts by hand; each refusal is lifted beside it.
"""

import math

import pytest

from tests.command.cases import battle, follow
from vyuha.command.system import command_cycle, ready
from vyuha.state.weapon import ACQUIRING, IDLE

COUNTERS = (
    "cycles_no_command",
    "cycles_sector",
    "cycles_envelope",
    "cycles_too_late",
    "cycles_no_rounds",
    "cycles_no_channel",
)


def test_the_highest_priority_gets_the_only_channel() -> None:
    """Two alike, the second much closer: it is served first; the other one finds no channel."""
    setup, state = battle(threats=2)
    setup.fire_unit[0].target_channels, setup.fire_unit[0].last_engagement = 1, 0
    follow(state, 0, 0, (90e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    follow(state, 1, 1, (40e3, 0.0, 5e3), (-250.0, 0.0, 0.0))
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert state.track[1].engagement == 0
    assert state.track[0].engagement == -1
    assert state.engagement[0].track == 1
    assert state.threat[0].cycles_no_channel == 1
    assert state.threat[1].cycles_no_channel == 0
    assert state.threat[0].feasible_time == 0.0
    assert math.isnan(state.threat[0].order_time)
    assert state.threat[1].order_time == 0.0


def test_a_track_is_ordered_once_while_it_is_engaged() -> None:
    setup, state = battle()
    for time in (0.0, 2.0, 4.0):
        command_cycle(setup, state, 1, 0, 0, time)
    assert [row.phase for row in state.engagement] == [ACQUIRING, IDLE, IDLE, IDLE]


def test_the_unit_that_meets_it_soonest_is_chosen() -> None:
    setup, state = battle(units=2)
    setup.fire_unit[0].reaction_time, setup.fire_unit[1].reaction_time = 9.0, 3.0
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert state.engagement[state.track[0].engagement].fire_unit == 1
    setup.fire_unit[1].reaction_time = 20.0
    state.track[0].engagement = -1
    command_cycle(setup, state, 1, 0, 0, 2.0)
    assert state.engagement[state.track[0].engagement].fire_unit == 0


def test_a_lost_command_post_orders_nothing_and_counts_its_cycles() -> None:
    """The post stands beside its units here, on a site of its own."""
    setup, state = battle(units=2)
    setup.net[0].site = 2
    state.site[2].destroyed = True
    for time in (0.0, 2.0, 4.0):
        command_cycle(setup, state, 1, 0, 0, time)
    assert state.track[0].engagement == -1
    assert state.threat[0].cycles_no_command == 3
    assert math.isnan(state.threat[0].feasible_time)
    state.site[2].destroyed = False
    command_cycle(setup, state, 1, 0, 0, 6.0)
    assert state.track[0].engagement >= 0
    assert state.threat[0].cycles_no_command == 3


@pytest.mark.parametrize(("age", "engaged"), [(29.0, True), (31.0, False)])
def test_a_faded_track_is_not_engaged(age: float, engaged: bool) -> None:
    setup, state = battle()
    command_cycle(setup, state, 1, 0, 0, age)
    assert bool(state.track[0].engagement >= 0) is engaged


def test_another_nets_tracks_are_left_alone() -> None:
    setup, state = battle()
    state.track[0].net = 1
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert state.track[0].engagement == -1


@pytest.mark.parametrize(
    ("counter", "table", "column", "value", "of"),
    [
        ("cycles_sector", "radar", "instrumented_range", 10e3, "setup"),
        ("cycles_envelope", "missile", "maximum_target_speed", 100.0, "setup"),
        ("cycles_too_late", "fire_unit", "reaction_time", 235.5, "setup"),
        ("cycles_no_rounds", "magazine", "rounds", 0, "state"),
        ("cycles_no_channel", "fire_unit", "targets_engaged", 4, "state"),
    ],
)
def test_an_obstacle_is_booked_once_a_cycle(counter: str, table: str, column: str, value: float, of: str) -> None:
    """It passes overhead after 240 s, 5 km high: a round that leaves after 235.5 s meets it 5 s later, too late."""
    setup, state = battle()
    row = getattr(setup if of == "setup" else state, table)[0]
    setattr(row, column, value)
    for time in (0.0, 2.0):
        command_cycle(setup, state, 1, 0, 0, time)
    booked = {name: int(getattr(state.threat[0], name)) for name in COUNTERS}
    assert booked == {name: 2 if name == counter else 0 for name in COUNTERS}
    assert math.isnan(state.threat[0].feasible_time) is (counter not in ("cycles_no_rounds", "cycles_no_channel"))


def test_a_track_judged_dead_is_reopened_only_after_the_time_and_only_if_still_seen() -> None:
    setup, state = battle()
    setup.doctrine[0].reopen_time = 15.0
    track = state.track[0]
    track.judged_dead, track.verdict_time, track.judge = True, 100.0, 0
    track.last_update = 114.0
    assert not ready(setup, state, 0, 116.0)
    track.last_update = 116.0
    assert ready(setup, state, 0, 116.0)
    assert not track.judged_dead


def test_a_doctrine_that_never_reopens() -> None:
    setup, state = battle()
    track = state.track[0]
    track.judged_dead, track.verdict_time, track.judge, track.last_update = True, 100.0, 0, 500.0
    assert not ready(setup, state, 0, 500.0)
    setup.doctrine[0].reopen_time = 15.0
    assert ready(setup, state, 0, 500.0)


def test_no_more_than_the_doctrines_rounds() -> None:
    setup, state = battle()
    setup.doctrine[0].most_rounds = 2
    state.track[0].shots = 2
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert state.track[0].engagement == -1
    state.track[0].shots = 1
    command_cycle(setup, state, 1, 0, 0, 2.0)
    assert state.track[0].engagement >= 0
