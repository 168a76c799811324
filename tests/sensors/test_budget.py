"""The time of one beam.

Expected values: arithmetic of load and frame; counted turns. Controls: without the turn about, some targets are never
looked at; a look that takes no time.
"""

import math
from typing import Any

import pytest

from vyuha.base.table import rows
from vyuha.sensors.budget import has_turn, looks_that_fit, search_time
from vyuha.state.radar import Radar


def beam(dwell: float = 0.02, period: float = 2.0, frame: float = 12.0) -> Any:
    radar = rows(Radar, 1)[0]
    radar.dwell, radar.period, radar.search_frame = dwell, period, frame
    return radar


@pytest.mark.parametrize(
    "dwell, period, fit", [(0.02, 2.0, 100), (0.3, 2.0, 6), (0.5, 2.0, 4), (3.0, 2.0, 1), (0.0, 2.0, 1_000_000)]
)
def test_looks_fit_into_a_period(dwell: float, period: float, fit: int) -> None:
    assert looks_that_fit(beam(dwell, period)) == fit


@pytest.mark.parametrize("targets, share_left", [(0, 1.0), (10, 0.9), (50, 0.5), (85, 0.15), (95, 0.1), (500, 0.1)])
def test_search_has_what_targets_leave_and_never_less_than_a_tenth(targets: int, share_left: float) -> None:
    assert search_time(beam(), targets) == pytest.approx(12.0 / share_left)


@pytest.mark.parametrize("targets", [1, 3, 4, 5, 7, 10, 13])
def test_everybody_gets_his_turn(targets: int) -> None:
    radar, fit = beam(dwell=0.5), 4
    turns = [[has_turn(radar, place, targets, look) for place in range(targets)] for look in range(3, 3 + targets)]
    # No more looks in a period than fit; over as many periods as targets each has the same.
    assert {sum(row) for row in turns} == {min(fit, targets)}
    assert {sum(column) for column in zip(*turns, strict=True)} == {min(fit, targets)}
    # Nobody waits longer than it takes to look at all of them.
    longest = math.ceil(targets / fit)
    for column in zip(*turns, strict=True):
        assert all(any(column[k : k + longest]) for k in range(targets - longest + 1))


def test_control_without_turns_about_the_last_are_never_looked_at() -> None:
    radar = beam(dwell=0.5)
    still = [[has_turn(radar, place, 10, 0) for place in range(10)] for _ in range(10)]
    assert [sum(column) for column in zip(*still, strict=True)] == [10] * 4 + [0] * 6
