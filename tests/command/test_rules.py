"""Rules of engagement: each rule with its control, orders by time, zones, and airliners shot in closed form.

Expected values: the rules as they are written; the binomial distribution of answers with Bayes' rule by hand.
Controls stand beside each case: the same track one step on the other side of the rule.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.command.cases import battle
from tests.tracking.test_identity import RULE, made, plot_of
from vyuha.base.table import rows
from vyuha.command.options import ENVELOPE, HELD, NO_FIRE, NOT_IDENTIFIED, OPEN, best_missile, meet
from vyuha.command.rules import NO_RULE, any_permission, attacks, control_of, must_cease, note_belief, permission
from vyuha.command.system import command_cycle
from vyuha.engine.allocate import allocate
from vyuha.sensors.identification import reply_to
from vyuha.state.engagement import (
    LEG,
    ZONE_CORRIDOR,
    ZONE_FREE,
    ZONE_HOLD,
    ZONE_NO_FIRE,
    ZONE_TIGHT,
    Order,
    ZonePart,
)
from vyuha.state.identity import (
    CIVIL,
    HOSTILE,
    NEUTRAL,
    OWN,
    SILENT,
    UNKNOWN,
    WEAPONS_FREE,
    WEAPONS_HOLD,
    WEAPONS_TIGHT,
    Identification,
)
from vyuha.state.shot import Shot
from vyuha.state.tables import Setup, State
from vyuha.tracking.identity import forget_identity, identify, note_evidence


def ordered(*given: tuple[float, int, float], units: int = 1, asks: bool = True) -> tuple[Setup, State]:
    """A battle in which every unit has these orders: start [s], control, certainty."""
    setup, state = battle(units=units)
    table = rows(Order, units * len(given))
    for u in range(units):
        for row, (start, control, certainty) in zip(table[u * len(given) :], given, strict=False):
            row.start, row.control, row.certainty = start, control, certainty
            row.reach, row.within = 5e3, 90.0
    setup = setup._replace(order=table, identification=rows(Identification, int(asks)))
    state.track[0].identity, state.track[0].hostile = UNKNOWN, 0.6
    return setup, state


def seen_as(state: State, identity: int, hostile: float = 0.6) -> None:
    state.track[0].identity, state.track[0].hostile = identity, hostile


@pytest.mark.parametrize(
    "control, certainty, identity, hostile, expected",
    [
        (WEAPONS_TIGHT, -1.0, HOSTILE, 0.95, OPEN),
        (WEAPONS_TIGHT, -1.0, UNKNOWN, 0.85, NOT_IDENTIFIED),
        (WEAPONS_TIGHT, -1.0, NEUTRAL, 0.02, NOT_IDENTIFIED),
        (WEAPONS_TIGHT, 0.7, UNKNOWN, 0.85, OPEN),
        (WEAPONS_TIGHT, 0.9, UNKNOWN, 0.85, NOT_IDENTIFIED),
        (WEAPONS_TIGHT, 0.99, HOSTILE, 0.95, NOT_IDENTIFIED),
        (WEAPONS_FREE, -1.0, UNKNOWN, 0.3, OPEN),
        (WEAPONS_FREE, -1.0, NEUTRAL, 0.3, NOT_IDENTIFIED),
        (WEAPONS_FREE, -1.0, OWN, 0.3, NOT_IDENTIFIED),
        (WEAPONS_FREE, 0.5, UNKNOWN, 0.6, OPEN),
        (WEAPONS_FREE, 0.5, UNKNOWN, 0.4, NOT_IDENTIFIED),
        (WEAPONS_FREE, 0.5, UNKNOWN, math.nan, NOT_IDENTIFIED),
        (WEAPONS_HOLD, -1.0, HOSTILE, 1.0, HELD),
    ],
)
def test_each_rule(control: int, certainty: float, identity: int, hostile: float, expected: int) -> None:
    setup, state = ordered((0.0, control, certainty))
    seen_as(state, identity, hostile)
    assert permission(setup, state, 0, 0, 0.0) == expected
    assert any_permission(setup, state, 0, 0.0) == expected


def test_hold_allows_self_defence_and_nothing_else() -> None:
    """The track comes straight over the unit at 250 m/s: what is 20 km away passes in 80 s."""
    setup, state = ordered((0.0, WEAPONS_HOLD, -1.0))
    track = state.track[0]
    for east, north, inside in ((20e3, 0.0, True), (24e3, 0.0, False), (20e3, 4.9e3, True), (20e3, 5.1e3, False)):
        track.x, track.y = east, north
        assert attacks(setup, state, 0, 0, 0.0) is inside
        assert permission(setup, state, 0, 0, 0.0) == (OPEN if inside else HELD), (east, north)
    track.x, track.y = 20e3, 0.0
    # Not from what is known to be neutral, and not from what was not sure enough where the order says how sure.
    seen_as(state, NEUTRAL, 0.01)
    assert permission(setup, state, 0, 0, 0.0) == NOT_IDENTIFIED
    seen_as(state, UNKNOWN, 0.6)
    setup.order[0].certainty = 0.8
    assert permission(setup, state, 0, 0, 0.0) == NOT_IDENTIFIED
    # What flies away attacks nobody.
    track.vx = 250.0
    assert not attacks(setup, state, 0, 0, 0.0)


def test_a_dive_attacks_what_it_comes_down_on() -> None:
    setup, state = ordered((0.0, WEAPONS_HOLD, -1.0))
    track = state.track[0]
    track.x, track.y, track.z, track.vx, track.vz = 14e3, 0.0, 5e3, -250.0, -100.0
    # Comes down 50 s on, 1.5 km beyond the unit's middle; from farther off it falls short.
    assert attacks(setup, state, 0, 0, 0.0)
    track.x = 22e3
    assert not attacks(setup, state, 0, 0, 0.0)
    # Control: level, it would pass overhead.
    track.vz = 0.0
    assert attacks(setup, state, 0, 0, 0.0)


def test_orders_change_in_time() -> None:
    setup, state = ordered((0.0, WEAPONS_HOLD, -1.0), (60.0, WEAPONS_TIGHT, -1.0), (math.inf, 0, 0.0))
    seen_as(state, HOSTILE, 0.95)
    track = state.track[0]
    assert control_of(setup, 0, track, 59.9) == (WEAPONS_HOLD, -1.0)
    assert control_of(setup, 0, track, 60.0) == (WEAPONS_TIGHT, -1.0)
    assert [permission(setup, state, 0, 0, time) for time in (0.0, 59.9, 60.0)] == [HELD, HELD, OPEN]


def test_units_have_orders_of_their_own() -> None:
    setup, state = ordered((0.0, WEAPONS_HOLD, -1.0), units=2)
    seen_as(state, HOSTILE, 0.95)
    assert any_permission(setup, state, 0, 0.0) == HELD
    command_cycle(setup, state, 1, 0, 0, 0.0)
    assert state.track[0].engagement == -1
    assert state.recognition[0].cycles_rule == 1
    setup.order[1].control = WEAPONS_FREE
    command_cycle(setup, state, 1, 0, 0, 2.0)
    # Only the second one may, and it does although the first would be as quick.
    assert setup.fire_unit[state.engagement[state.track[0].engagement].fire_unit].site == 2


def test_without_orders_the_control_of_the_scenario_holds() -> None:
    setup, state = ordered((0.0, WEAPONS_HOLD, -1.0))
    setup = setup._replace(order=rows(Order, 0))
    setup.identification[0].control = WEAPONS_TIGHT
    assert control_of(setup, 0, state.track[0], 0.0) == (WEAPONS_TIGHT, -1.0)
    assert permission(setup, state, 0, 0, 0.0) == any_permission(setup, state, 0, 0.0) == NOT_IDENTIFIED
    nobody = setup._replace(identification=rows(Identification, 0))
    assert control_of(nobody, 0, state.track[0], 0.0)[0] == NO_RULE
    assert permission(nobody, state, 0, 0, 0.0) == OPEN


@pytest.mark.parametrize("control", [WEAPONS_FREE, WEAPONS_TIGHT, WEAPONS_HOLD])
def test_a_zone_stands_in_place_of_the_order(control: int) -> None:
    setup, state = ordered((0.0, control, -1.0))
    seen_as(state, UNKNOWN, 0.6)
    expected = {ZONE_FREE: OPEN, ZONE_TIGHT: NOT_IDENTIFIED, ZONE_CORRIDOR: NOT_IDENTIFIED, ZONE_HOLD: HELD}
    for zone, answer in expected.items():
        state.track[0].zone_rule = zone
        assert permission(setup, state, 0, 0, 0.0) == answer
    # What was declared hostile is engaged in a corridor too, and in a hold zone all the same not.
    seen_as(state, HOSTILE, 0.95)
    for zone, answer in ((ZONE_CORRIDOR, OPEN), (ZONE_HOLD, HELD)):
        state.track[0].zone_rule = zone
        assert permission(setup, state, 0, 0, 0.0) == answer


def test_in_a_corridor_nothing_is_engaged_where_nobody_asks() -> None:
    setup, state = ordered((0.0, WEAPONS_FREE, -1.0), asks=False)
    assert permission(setup, state, 0, 0, 0.0) == OPEN
    state.track[0].zone_rule = ZONE_CORRIDOR
    assert permission(setup, state, 0, 0, 0.0) == HELD


def test_fire_ceases_on_hold_and_on_what_is_known_but_not_on_doubt() -> None:
    setup, state = ordered((0.0, WEAPONS_FREE, -1.0), (60.0, WEAPONS_TIGHT, -1.0), (120.0, WEAPONS_HOLD, -1.0))
    seen_as(state, UNKNOWN, 0.6)
    assert [must_cease(setup, state, 0, 0, time) for time in (0.0, 60.0, 120.0)] == [False, False, True]
    seen_as(state, NEUTRAL, 0.01)
    assert must_cease(setup, state, 0, 0, 0.0)


def no_fire(setup: Setup, east: float, radius: float) -> Setup:
    zone = rows(ZonePart, 1)
    zone[0].rule, zone[0].form, zone[0].half_width = ZONE_NO_FIRE, LEG, radius
    zone[0].x_1 = zone[0].x_2 = east
    zone[0].highest, zone[0].end = 1e5, math.inf
    return setup._replace(zone=zone)


def test_no_intercept_is_predicted_in_a_no_fire_zone() -> None:
    """At 1000 m/s against 250 m/s from 60 km the two meet some 48 km out."""
    setup, state = battle()
    code, flight, _, at = meet(setup, state, 0, 0, 0, 0.0)
    assert code == OPEN
    assert at[0] == pytest.approx(60e3 - 250.0 * flight)
    assert meet(no_fire(setup, at[0], 2e3), state, 0, 0, 0, 0.0)[0] == NO_FIRE
    assert best_missile(no_fire(setup, at[0], 2e3), state, 0, 0, 0.0)[0] == NO_FIRE > ENVELOPE
    # Control: a little way beside it nothing forbids it, nor where the target is now.
    assert meet(no_fire(setup, at[0] + 4e3, 2e3), state, 0, 0, 0, 0.0)[0] == OPEN
    assert meet(no_fire(setup, 60e3, 2e3), state, 0, 0, 0, 0.0)[0] == OPEN


def test_the_belief_at_launch_is_kept() -> None:
    setup, state = ordered((0.0, WEAPONS_TIGHT, 0.5))
    shot: Any = rows(Shot, 1)[0]
    note_belief(setup, shot, 0, state.track[0], 0.0)
    assert (shot.believed, shot.certainty, shot.rule) == (UNKNOWN, 0.6, WEAPONS_TIGHT)
    setup, state = battle()
    note_belief(setup, shot, 0, state.track[0], 0.0)
    assert (shot.believed, shot.rule) == (-1, NO_RULE) and math.isnan(shot.certainty)


ASKED, SHARE_SILENT = 3, 0.25
LOOKS_ALIKE = RULE | {"civil_reply": 0.6, "false_civil": 0.0, "false_friend": 0.0, "civil_silent": SHARE_SILENT}


def expected_shot(certainty: float) -> float:
    """Probability that an airliner is shot at under `certainty` after `ASKED` questions: equipment that is silent gives
    no answer; else the number of answers is binomial. With any answer it is certainly neutral here but for hostile ones
    that answer as civil ones.
    """
    reply, total = LOOKS_ALIKE["civil_reply"], 0.0
    for answers in range(ASKED + 1):
        working = math.comb(ASKED, answers) * reply**answers * (1.0 - reply) ** (ASKED - answers)
        silent = 1.0 if answers == 0 else 0.0
        chance = SHARE_SILENT * silent + (1.0 - SHARE_SILENT) * working
        civil = LOOKS_ALIKE["hostile_civil"]
        # A friend's equipment never gives the civil answer here, and its silence is that of its own reply.
        friend = LOOKS_ALIKE["friend_silent"] * silent + (1.0 - LOOKS_ALIKE["friend_silent"]) * (
            (1.0 - LOOKS_ALIKE["friend_reply"]) ** ASKED if answers == 0 else 0.0
        )
        one = working / math.comb(ASKED, answers)
        hostile = LOOKS_ALIKE["prior_hostile"] * ((1.0 - civil) * silent + civil * one)
        neutral = LOOKS_ALIKE["prior_neutral"] * (SHARE_SILENT * silent + (1.0 - SHARE_SILENT) * one)
        posterior = hostile / (hostile + neutral + LOOKS_ALIKE["prior_own"] * friend)
        declared = neutral / (hostile + neutral + LOOKS_ALIKE["prior_own"] * friend) >= LOOKS_ALIKE["declare_at"]
        total += chance * (posterior >= certainty and not declared)
    return total


@pytest.mark.parametrize("certainty", [0.0, 0.03, 0.5, 0.8, 0.9])
def test_airliners_shot_at_by_certainty_are_the_closed_form(certainty: float) -> None:
    """3,000 airliners that look like raiders, each asked three times: shares within 4.5 binomial deviations."""
    setup, state = made(**LOOKS_ALIKE)
    order = rows(Order, 1)
    order[0].control, order[0].certainty = WEAPONS_TIGHT, certainty
    unit = battle()[0].fire_unit
    setup = setup._replace(order=order, fire_unit=unit, site=battle()[0].site)
    state = allocate(setup)
    track, draw, shot = state.track[0], np.random.default_rng(4), 0
    track.x, track.y, track.z, track.vx = 0.0, 0.0, 9000.0, 230.0
    for _ in range(3000):
        forget_identity(track)
        answers = SILENT if draw.random() < SHARE_SILENT else CIVIL
        for u in draw.random((ASKED, 2)):
            note_evidence(track, plot_of(reply_to(setup.identification[0], answers, float(u[0]), float(u[1]))))
        identify(setup, state, 0)
        shot += permission(setup, state, 0, 0, 0.0) == OPEN
    expected = expected_shot(certainty)
    assert abs(shot / 3000 - expected) <= 4.5 * math.sqrt(expected * (1.0 - expected) / 3000)


def test_control_certainty_matters() -> None:
    shares = [expected_shot(certainty) for certainty in (0.0, 0.5, 0.9)]
    assert shares[0] >= shares[1] > 10.0 * shares[2] == 0.0
