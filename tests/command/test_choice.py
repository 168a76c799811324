"""What doctrine says of a shot: each rule alone, beside the shot that it lets through.

Expected values: the rules as written; missiles and flights by hand.
"""

from typing import Any

import numpy as np

from tests.command.cases import battle
from vyuha.catalogue import load
from vyuha.command.choice import ALLOWED, KEPT, UNLIKELY, judge, salvo_of, worth_firing
from vyuha.command.groups import group_of
from vyuha.command.options import ENVELOPE, NO_ROUNDS, OPEN, best_missile, meet
from vyuha.state.group import AIRCRAFT, BITS, DRONE
from vyuha.state.tables import Setup, State


def armed(missiles: int = 2) -> tuple[Setup, State]:
    """A battle whose missiles kill as one of the catalogue."""
    setup, state = battle(missiles=missiles)
    item = load().missiles["9M96E2"]
    for m in range(missiles):
        for name in ("lethal_radius", "fuze_radius", "reliability", "expected_kill", "load_limit", "lift_limit"):
            setup.missile[m][name] = getattr(item, name).value
        setup.missile[m].reference_area, setup.missile[m].launch_mass = 0.0452, 300.0
    # A doctrine that has anything to say beyond reach and rounds.
    setup.doctrine[0].particular = True
    return setup, state


def said(setup: Setup, state: State, g: int = 0, left: int = 10) -> int:
    code, flight, lead, at = meet(setup, state, 0, 0, setup.magazine[g].missile, 0.0)
    assert code == OPEN
    return int(judge(setup, state, 0, g, 0, 0.0, (flight, lead, at), left)[0])


def test_of_two_types_the_preferred_one_is_taken() -> None:
    """Without preference the first of two that are alike; against another group the order is another."""
    setup, state = armed()
    assert group_of(setup, state, 0, 0.0) == AIRCRAFT
    assert best_missile(setup, state, 0, 0, 0.0)[1] == 0
    setup.magazine[0].places = 1 << (BITS * AIRCRAFT)
    assert best_missile(setup, state, 0, 0, 0.0)[1] == 1
    setup.magazine[0].places = 1 << (BITS * DRONE)
    assert best_missile(setup, state, 0, 0, 0.0)[1] == 0


def test_the_second_choice_is_taken_when_the_first_is_gone() -> None:
    setup, state = armed()
    setup.magazine[0].places = 1 << (BITS * AIRCRAFT)
    state.magazine[1].rounds = 0
    assert best_missile(setup, state, 0, 0, 0.0)[:2] == (OPEN, 0)


def test_a_type_that_is_kept_for_others_is_not_fired() -> None:
    setup, state = armed(1)
    setup.magazine[0].barred = 1 << AIRCRAFT
    assert said(setup, state) == KEPT
    assert best_missile(setup, state, 0, 0, 0.0)[0] == NO_ROUNDS
    assert np.isnan(worth_firing(setup, state, 0, 0, 0.0, (40.0, 500.0, (4e4, 0.0, 5e3))))
    setup.magazine[0].barred = 1 << DRONE
    assert said(setup, state) == ALLOWED
    assert best_missile(setup, state, 0, 0, 0.0)[0] == OPEN


def test_the_last_rounds_are_kept_for_some() -> None:
    setup, state = armed(1)
    setup.magazine[0].last_rounds, setup.magazine[0].last_barred = 4, 1 << AIRCRAFT
    assert said(setup, state, left=5) == ALLOWED
    assert said(setup, state, left=4) == KEPT
    setup.magazine[0].last_barred = 1 << DRONE
    assert said(setup, state, left=4) == ALLOWED


def test_a_floor_on_the_expected_kill_probability() -> None:
    setup, state = armed(1)
    setup.doctrine[0].least_kill = 0.5
    assert said(setup, state) == ALLOWED
    setup.doctrine[0].least_kill = 0.95
    assert said(setup, state) == UNLIKELY
    assert best_missile(setup, state, 0, 0, 0.0)[0] == ENVELOPE
    # A track of which little is known lowers what is expected.
    setup.doctrine[0].least_kill = 0.5
    state.covariance[0] = np.diag([1e6, 1e6, 1e6, 25.0, 25.0, 25.0])
    assert said(setup, state) == UNLIKELY


def test_salvos_in_turn() -> None:
    setup, _ = battle()
    doctrine: Any = setup.doctrine[0]
    doctrine.salvo, doctrine.second, doctrine.third, doctrine.later = 1, 2, 3, 4
    assert [salvo_of(doctrine, begun) for begun in range(5)] == [1, 2, 3, 4, 4]
    doctrine.second = doctrine.third = doctrine.later = 0
    assert [salvo_of(doctrine, begun) for begun in range(5)] == [1] * 5
