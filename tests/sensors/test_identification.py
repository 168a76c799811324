"""Interrogation: rates of replies against the binomial, overlap in closed form, equipment that stays as it is.

Expected values: the probabilities of the rule itself, combined by hand; geometry.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.sensors.conftest import Build
from vyuha.base.table import rows
from vyuha.sensors.identification import answers_of, interrogate, overlaps, reply_chance, reply_to
from vyuha.state.identity import (
    CIVIL,
    CIVIL_REPLY,
    FRIEND,
    FRIEND_REPLY,
    GARBLED,
    NO_REPLY,
    NOT_ASKED,
    SILENT,
    Identification,
)
from vyuha.state.tables import Setup, State

REPLIES = (NO_REPLY, CIVIL_REPLY, FRIEND_REPLY)
DRAWS = 40_000


def rule(**changes: float) -> Any:
    table = rows(Identification, 1)
    given = {
        "civil_reply": 0.9,
        "friend_reply": 0.8,
        "false_civil": 0.05,
        "false_friend": 0.02,
        "garble_range": 3000.0,
        "garble_angle": 0.05,
        "garble_chance": 1.0,
    }
    for name, value in (given | changes).items():
        table[0][name] = value
    return table


# By hand: an own reply, else (with what is left) a false one.
EXPECTED = {
    SILENT: {NO_REPLY: 0.93, CIVIL_REPLY: 0.05, FRIEND_REPLY: 0.02},
    CIVIL: {NO_REPLY: 0.1 * 0.93, CIVIL_REPLY: 0.9 + 0.1 * 0.05, FRIEND_REPLY: 0.1 * 0.02},
    FRIEND: {NO_REPLY: 0.2 * 0.93, CIVIL_REPLY: 0.2 * 0.05, FRIEND_REPLY: 0.8 + 0.2 * 0.02},
}


@pytest.mark.parametrize("answers", [SILENT, CIVIL, FRIEND])
def test_chances_are_those_of_the_rule(answers: int) -> None:
    row = rule()[0]
    for reply in REPLIES:
        assert reply_chance(row, answers, reply) == pytest.approx(EXPECTED[answers][reply], abs=1e-12)
    assert sum(reply_chance(row, answers, reply) for reply in REPLIES) == pytest.approx(1.0, abs=1e-12)


def z_scores(answers: int, asked: Any, believed: Any) -> list[float]:
    """How far the counts of replies drawn by one rule are from the chances of another, in binomial deviations."""
    draws = np.random.default_rng(5).random((DRAWS, 2))
    found = np.array([reply_to(asked, answers, float(a), float(b)) for a, b in draws])
    chances = {reply: reply_chance(believed, answers, reply) for reply in REPLIES}
    return [
        (np.count_nonzero(found == reply) - DRAWS * p) / math.sqrt(DRAWS * p * (1.0 - p))
        for reply, p in chances.items()
    ]


@pytest.mark.parametrize("answers", [SILENT, CIVIL, FRIEND])
def test_replies_come_as_often_as_they_should(answers: int) -> None:
    """Nine counts within 4.5 deviations: a false alarm once in 16,000."""
    row = rule()[0]
    assert max(abs(z) for z in z_scores(answers, row, row)) < 4.5


@pytest.mark.parametrize("answers", [CIVIL, FRIEND])
def test_control_another_reply_rate_is_noticed(answers: int) -> None:
    other = rule(civil_reply=0.88, friend_reply=0.78)[0]
    assert max(abs(z) for z in z_scores(answers, rule()[0], other)) > 4.5


@pytest.mark.parametrize(
    ("ranges", "bearings", "expected"),
    [
        ((50e3, 52.9e3), (1.0, 1.04), True),
        ((50e3, 53.1e3), (1.0, 1.04), False),
        ((50e3, 51e3), (1.0, 1.06), False),
        # Across north, and across the cut of the arctangent.
        ((50e3, 51e3), (0.02, 2.0 * math.pi - 0.02), True),
        ((50e3, 51e3), (math.pi - 0.02, -math.pi + 0.02), True),
        ((50e3, 51e3), (math.pi - 0.03, -math.pi + 0.03), False),
    ],
)
def test_replies_overlap(ranges: tuple[float, float], bearings: tuple[float, float], expected: bool) -> None:
    assert overlaps(ranges, bearings, 3000.0, 0.05) is expected
    assert overlaps(ranges[::-1], bearings[::-1], 3000.0, 0.05) is expected


def ready(build: Build, carried: list[int], **changes: float) -> tuple[Setup, State]:
    """Threats that carry this, 60 km east, 2 km apart, each with a plot of its own; and one plot of nothing."""
    setup, state = build(threats=len(carried))
    setup = setup._replace(identification=rule(**changes))
    for i, transponder in enumerate(carried):
        setup.threat[i].transponder = transponder
        state.plot[i].slant, state.plot[i].azimuth, state.plot[i].threat = 60e3 + 2e3 * i, math.radians(90.0), i
    state.plot[len(carried)].threat = -1
    return setup, state


def replies(setup: Setup, state: State, count: int, replicate: int = 0, time: float = 6.7) -> list[int]:
    state.antenna[0].look = round((time - 1.7) / 5.0)
    state.progress[0].began_as = replicate
    interrogate(setup, state, 3, replicate, 0, count)
    return [int(state.plot[p].reply) for p in range(count)]


def test_certain_replies_and_a_plot_of_nothing(build: Build) -> None:
    sure = {"civil_reply": 1.0, "friend_reply": 1.0, "false_civil": 0.0, "false_friend": 0.0, "garble_chance": 0.0}
    setup, state = ready(build, [CIVIL, FRIEND, SILENT], **sure)
    assert replies(setup, state, 4) == [CIVIL_REPLY, FRIEND_REPLY, NO_REPLY, NO_REPLY]


def test_neighbours_garble_each_other_but_not_the_silent(build: Build) -> None:
    setup, state = ready(build, [CIVIL, FRIEND, SILENT])
    assert replies(setup, state, 4)[:2] == [GARBLED, GARBLED]
    assert replies(setup, state, 4)[2] != GARBLED
    state.plot[1].azimuth = math.radians(96.0)  # 0.1 rad beside
    assert GARBLED not in replies(setup, state, 4)
    # Control: what does not answer garbles nothing.
    setup, state = ready(build, [CIVIL, SILENT])
    assert GARBLED not in replies(setup, state, 3)


def test_nobody_asks_without_a_rule_and_strobes_are_not_asked_about(build: Build) -> None:
    setup, state = ready(build, [CIVIL])
    state.plot[0].strobe = True
    assert replies(setup, state, 1) == [NOT_ASKED]
    state.plot[0].reply = 77
    blank = setup._replace(identification=rows(Identification, 0))
    assert replies(blank, state, 1) == [77]


@pytest.mark.parametrize(("carried", "share"), [(CIVIL, 0.3), (FRIEND, 0.1)])
def test_equipment_fails_for_a_whole_replicate(build: Build, carried: int, share: float) -> None:
    """Failures over replicates within 4.5 binomial deviations of the share; within one replicate nothing changes."""
    setup, state = ready(
        build, [carried], civil_silent=0.3, friend_silent=0.1, civil_reply=1.0, friend_reply=1.0, false_civil=0.0
    )
    setup.identification[0].false_friend = 0.0
    works = np.array([answers_of(setup, 3, n, 0) != SILENT for n in range(DRAWS // 10)])
    assert abs((~works).mean() - share) < 4.5 * math.sqrt(share * (1.0 - share) / len(works))
    for n in range(40):
        seen = {replies(setup, state, 1, n, 1.7 + 5.0 * look)[0] != NO_REPLY for look in range(20)}
        assert seen == {bool(works[n])}
