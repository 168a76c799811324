"""Options: each obstacle alone stands in the way, and lifting it gives the option.

Expected values: the base case is open; one change makes the named obstacle. The undoing of that change is the control
beside each. Times come from the fly-out table, which is a closed form here (straight flight at 1 km/s).
"""

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.command.cases import ARRIVAL, MISSILE_SPEED, battle, follow
from vyuha.command.options import (
    ENVELOPE,
    NO_CHANNEL,
    NO_COMMAND,
    NO_ROUNDS,
    NO_UNIT,
    NOT_ITS_TASK,
    OPEN,
    SECTOR,
    TOO_LATE,
    best_missile,
    meet,
    preferred,
)
from vyuha.state.tables import Setup, State

Change = Callable[[Setup, State], None]


def code(setup: Setup, state: State) -> int:
    return best_missile(setup, state, 0, 0, 0.0)[0]


def put(table: str, column: str, value: Any, of: str = "setup") -> Change:
    """A change of one column of the first row of a table."""

    def change(setup: Setup, state: State) -> None:
        setattr(getattr(setup if of == "setup" else state, table)[0], column, value)

    return change


def in_another_net(setup: Setup, state: State) -> None:
    """Unit 0 has never been of the track's net."""
    setup.fire_unit[0].net = state.site[1].net = 1


def test_the_base_case_is_open_and_timed_by_the_table() -> None:
    """Head-on: the missile at 1 km/s and the target at 250 m/s close 60 km, 5 km high; the curve of the earth under the
    target (0.2 km) changes the time by less than 0.1 s.
    """
    setup, state = battle()
    setup.fire_unit[0].reaction_time = 8.0
    furthest, magazine, due = best_missile(setup, state, 0, 0, 0.0)
    # (60e3 - 250 (8 + t))^2 + 5e3^2 = (1e3 t)^2
    a, b, c = MISSILE_SPEED**2 - 250.0**2, 2 * 250.0 * 58e3, -(58e3**2 + 5e3**2)
    flight = (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a)
    assert (furthest, magazine) == (OPEN, 0)
    assert due == pytest.approx(8.0 + flight, abs=0.2)
    opened, time, lead, at = meet(setup, state, 0, 0, 0, 8.0)
    assert opened == OPEN
    assert time == pytest.approx(flight, abs=0.2)
    assert lead == pytest.approx(ARRIVAL - 250.0)
    assert at == pytest.approx((58e3 - 250.0 * time, 0.0, 5e3), abs=1.0)


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (put("site", "destroyed", True, "state"), OPEN),  # the asset's loss is no obstacle
        (lambda setup, state: setattr(state.site[1], "destroyed", True), NO_UNIT),
        (in_another_net, NOT_ITS_TASK),
        # Its net at the start is that of the track: it has come away from it, or its post is out of reach.
        (lambda setup, state: setattr(state.site[1], "net", 1), NO_COMMAND),
        (lambda setup, state: setattr(state.site[1], "latency", math.inf), NO_COMMAND),
        (put("radar", "instrumented_range", 50e3), SECTOR),
        (put("radar", "maximum_elevation", 0.01), SECTOR),
        (put("missile", "maximum_target_speed", 200.0), ENVELOPE),
        (put("missile", "minimum_height", 9e3), ENVELOPE),
        (put("missile", "maximum_height", 1e3), ENVELOPE),
        (put("missile", "maximum_range", 20e3), ENVELOPE),
        (put("missile", "minimum_range", 100e3), ENVELOPE),
        (put("missile", "maximum_ballistic_range", 10e3), OPEN),  # binds ballistic tracks only
        (put("doctrine", "zone_to", 20e3), ENVELOPE),
        (put("doctrine", "zone_from", 100e3), ENVELOPE),
        (lambda setup, state: setup.flyout_time.fill(math.nan), ENVELOPE),
        (put("track", "time_to_go", 10.0, "state"), TOO_LATE),
        (put("magazine", "rounds", 0, "state"), NO_ROUNDS),
        (put("fire_unit", "targets_engaged", 4, "state"), NO_CHANNEL),
    ],
)
def test_one_obstacle_alone(change: Change, obstacle: int) -> None:
    setup, state = battle()
    assert code(setup, state) == OPEN
    change(setup, state)
    assert code(setup, state) == obstacle


def test_a_sector_that_turns_away_and_back() -> None:
    setup, state = battle()
    radar = setup.radar[0]
    radar.sector_half_width, radar.sector_centre = 0.5, 1.5 * math.pi
    assert code(setup, state) == SECTOR
    radar.sector_centre = 0.5 * math.pi
    assert code(setup, state) == OPEN


def test_a_target_that_leaves_the_sector_before_the_intercept() -> None:
    setup, state = battle()
    follow(state, 0, 0, (60e3, 10e3, 5e3), (0.0, 400.0, 0.0))
    setup.radar[0].sector_half_width, setup.radar[0].sector_centre = math.radians(15.0), 0.5 * math.pi
    assert code(setup, state) == SECTOR
    setup.radar[0].sector_half_width = math.radians(45.0)
    assert code(setup, state) == OPEN


def test_the_horizon_counts_as_envelope_and_a_mast_lifts_it() -> None:
    """At 60 km the ground is 283 m below the tangent plane, so this track is 53 m high: seen beyond 60 km from 200 m,
    not from 5 m (horizon sums of 4.12 km times the root of the height in metres: 39 and 88 km).
    """
    setup, state = battle()
    follow(state, 0, 0, (60e3, 0.0, -230.0), (0.0, 100.0, 0.0))
    antenna = state.antenna[0]
    antenna.height = antenna.z = 5.0
    assert code(setup, state) == ENVELOPE
    antenna.height = antenna.z = 200.0
    assert code(setup, state) == OPEN


def test_a_ballistic_track_has_a_reach_of_its_own() -> None:
    setup, state = battle()
    follow(state, 0, 0, (60e3, 0.0, 20e3), (-250.0, 0.0, 0.0)).ballistic = True
    assert code(setup, state) == OPEN
    setup.missile[0].maximum_ballistic_range = 10e3
    assert code(setup, state) == ENVELOPE


def test_the_furthest_of_several_magazines_is_what_is_said() -> None:
    setup, state = battle(missiles=2)
    setup.missile[0].maximum_target_speed = 10.0
    state.magazine[1].rounds = 0
    assert code(setup, state) == NO_ROUNDS
    state.magazine[1].rounds = 1
    assert best_missile(setup, state, 0, 0, 0.0)[:2] == (OPEN, 1)


@pytest.mark.parametrize(
    ("reach", "lead", "best_reach", "best_lead", "taken"),
    [
        (40e3, 100.0, 150e3, 900.0, True),  # both outrun it: the shorter-legged
        (150e3, 900.0, 40e3, 100.0, False),
        (40e3, -50.0, 150e3, 100.0, False),  # only the other outruns it
        (150e3, 100.0, 40e3, -50.0, True),
        (40e3, -50.0, 150e3, -20.0, False),  # neither does: the faster
        (150e3, -20.0, 40e3, -50.0, True),
        (40e3, -900.0, math.inf, -math.inf, True),  # anything before nothing
    ],
)
def test_preference(reach: float, lead: float, best_reach: float, best_lead: float, taken: bool) -> None:
    assert preferred(reach, lead, best_reach, best_lead) is taken


def test_long_legs_are_saved_unless_only_they_outrun_the_target() -> None:
    setup, state = battle(missiles=2)
    setup.missile[1].maximum_range = 80e3
    assert best_missile(setup, state, 0, 0, 0.0)[1] == 1
    setup.flyout_speed[1] = 200.0
    assert best_missile(setup, state, 0, 0, 0.0)[1] == 0
