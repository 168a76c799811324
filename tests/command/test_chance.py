"""The last chance: each reason alone, and moments against timelines by hand.

Expected values: the root of (time of flight to where the target will be) - time in closed form of the made-up table
(straight flight at one speed), found here by bisection; reasons by hand. Controls: a slower reaction, no rounds left.
"""

import math
from pathlib import Path

import pytest

import vyuha
from tests.command.cases import MISSILE_SPEED, battle, follow
from vyuha.command.system import command_cycle
from vyuha.state.tables import Setup, State
from vyuha.state.threat import (
    CHANCE_ENGAGED,
    CHANCE_JUDGED_DEAD,
    CHANCE_MOST_ROUNDS,
    CHANCE_NO_CHANNEL,
    CHANCE_NO_COMMAND,
    CHANCE_NO_ROUNDS,
    CHANCE_ON_HOLD,
    CHANCE_ORDERED,
    KILLED,
)

DISTANCE, SPEED, HEIGHT, CYCLE = 60e3, 250.0, 5e3, 2.0


def chance(state: State, i: int = 0) -> tuple[float, int, int]:
    row = state.threat[i]
    return float(row.last_chance_time), int(row.last_chance_unit), int(row.last_chance_reason)


def meets_in_time(reaction: float, time: float) -> bool:
    """Whether a round ordered at `time` meets the target before it is overhead, by bisection on the time of flight."""
    to_go = (DISTANCE - SPEED * time) / SPEED
    low, high = 0.0, 200.0
    for _ in range(60):
        flight = 0.5 * (low + high)
        x = DISTANCE - SPEED * (time + reaction + flight)
        low, high = (flight, high) if math.hypot(x, HEIGHT) > MISSILE_SPEED * flight else (low, flight)
    return reaction + low <= to_go


def last_by_hand(reaction: float, until: float = 238.0) -> float:
    cycles = [CYCLE * k for k in range(int(until / CYCLE) + 1)]
    return max(time for time in cycles if meets_in_time(reaction, time))


def run(setup: Setup, state: State, until: float = 238.0) -> None:
    """Cycles of the commander while the target comes; its track is carried on, and never fades."""
    setup.net[0].coast_time = 1e6
    for k in range(int(until / CYCLE) + 1):
        command_cycle(setup, state, 1, 0, 0, CYCLE * k)


@pytest.mark.parametrize("reaction", [0.0, 20.0, 60.0])
def test_the_last_chance_is_the_last_cycle_from_which_a_round_would_arrive_in_time(reaction: float) -> None:
    setup, state = battle()
    setup.fire_unit[0].reaction_time = reaction
    state.fire_unit[0].targets_engaged = 4
    run(setup, state)
    assert chance(state) == (last_by_hand(reaction), 0, CHANCE_NO_CHANNEL)
    # Control: with ten seconds more to react the last chance comes earlier.
    assert last_by_hand(reaction + 10.0) < last_by_hand(reaction)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda setup, state: None, CHANCE_ORDERED),
        (lambda setup, state: setattr(state.fire_unit[0], "targets_engaged", 4), CHANCE_NO_CHANNEL),
        (lambda setup, state: setattr(state.magazine[0], "rounds", 0), CHANCE_NO_ROUNDS),
        (lambda setup, state: setattr(state.track[0], "engagement", 2), CHANCE_ENGAGED),
        (lambda setup, state: setattr(state.track[0], "hold_until", 99.0), CHANCE_ON_HOLD),
        (lambda setup, state: setattr(state.track[0], "judged_dead", True), CHANCE_JUDGED_DEAD),
        (lambda setup, state: setattr(state.site[1], "destroyed", True), None),
    ],
)
def test_what_stood_in_the_way(change: object, reason: int | None) -> None:
    """Each obstacle alone. A unit that is gone has no chance to give."""
    setup, state = battle()
    state.track[0].judge = 0
    change(setup, state)  # type: ignore[operator]
    command_cycle(setup, state, 1, 0, 0, 0.0)
    time, unit, found = chance(state)
    if reason is None:
        assert math.isnan(time) and (unit, found) == (-1, -1)
    else:
        assert (time, unit, found) == (0.0, 0, reason)


def test_a_lost_command_post_and_a_doctrine_that_is_done() -> None:
    setup, state = battle(units=2)
    setup.net[0].site = 2
    state.site[2].destroyed = True
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert chance(state) == (0.0, 0, CHANCE_NO_COMMAND)
    setup, state = battle()
    setup.doctrine[0].most_rounds, state.track[0].shots = 2, 2
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert chance(state) == (0.0, 0, CHANCE_MOST_ROUNDS)


def test_where_nobody_asks_the_record_asks_every_six_seconds(reaction: float = 20.0) -> None:
    """The same timeline for a track that is engaged: the last multiple of six seconds from which a round would arrive
    in time.
    """
    setup, state = battle()
    setup.fire_unit[0].reaction_time = reaction
    state.track[0].engagement = 2
    run(setup, state)
    expected = max(6.0 * k for k in range(40) if meets_in_time(reaction, 6.0 * k))
    assert chance(state) == (expected, 0, CHANCE_ENGAGED)
    assert expected <= last_by_hand(reaction) < expected + 6.0


def test_the_unit_that_had_it_keeps_it_while_it_can() -> None:
    """The first that could, then the same one; when that is lost, the next. A commander who asks names the soonest."""
    setup, state = battle(units=2)
    state.track[0].engagement = 7
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert chance(state) == (0.0, 0, CHANCE_ENGAGED)
    state.site[1].destroyed = True
    setup.net[0].site = 2
    command_cycle(setup, state, 1, 0, 0, 6.0)
    assert chance(state) == (6.0, 1, CHANCE_ENGAGED)
    state.site[1].destroyed = False
    command_cycle(setup, state, 1, 0, 0, 12.0)
    assert chance(state) == (12.0, 1, CHANCE_ENGAGED)
    setup.fire_unit[1].reaction_time, state.track[0].engagement = 9.0, -1
    command_cycle(setup, state, 1, 0, 0, 14.0)
    assert chance(state) == (14.0, 0, CHANCE_ORDERED)


def test_out_of_reach_there_is_no_chance_and_the_dead_have_none() -> None:
    setup, state = battle()
    setup.missile[0].maximum_target_speed = 100.0
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert math.isnan(chance(state)[0])
    setup.missile[0].maximum_target_speed = 2000.0
    state.threat[0].outcome = KILLED
    command_cycle(setup, state, 1, 0, 0, 6.0)
    assert math.isnan(chance(state)[0])


def test_of_two_tracks_of_one_threat_the_order_counts() -> None:
    """Two tracks of it at once: one is on hold, for the other a round is ordered. The order is what is booked, in
    whatever row it stands.
    """
    for held in (0, 1):
        setup, state = battle(threats=2)
        follow(state, 1, 0, (DISTANCE, 100.0, HEIGHT), (-SPEED, 0.0, 0.0))
        state.track[held].hold_until = 99.0
        command_cycle(setup, state, 1, 0, 0, 0.0)
        assert chance(state) == (0.0, 0, CHANCE_ORDERED)
        assert math.isnan(chance(state, 1)[0])


def test_asking_on_behalf_of_the_record_orders_nothing() -> None:
    setup, state = battle()
    state.track[0].engagement = 2

    def decided() -> list[bytes]:
        return [table.tobytes() for table in (state.engagement, state.magazine, state.fire_unit, state.site)]

    before = decided()
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert decided() == before
    # Control: an order does change them.
    state.track[0].engagement = -1
    command_cycle(setup, state, 1, 0, 0, 2.0)
    assert decided() != before


def test_no_decision_reads_it() -> None:
    """Only these modules name it: those that declare, clear and book it, and those that read results."""
    package = Path(vyuha.__file__).parent
    named = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "last_chance" in path.read_text(encoding="utf-8")
    }
    inside = {name for name in named if not name.startswith(("results/", "outputs/"))}
    assert inside == {"state/threat.py", "threats/system.py", "command/chance.py"}
