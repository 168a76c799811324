"""The recorder: what a history holds, that it changes nothing, and what happens when it is full.

Expected values: the positions of the tables at the time of the note; a state without a history as control.
"""

import math

import pytest

from tests.command.cases import battle
from vyuha.engine.allocate import allocate
from vyuha.engine.recorder import SAMPLES, note, note_flyer, note_plots, note_threats, note_tracks
from vyuha.state.mission import (
    FAILURE_HISTORY,
    FAILURE_NONE,
    SAMPLE_DETECTION,
    SAMPLE_INTERCEPTOR,
    SAMPLE_THREAT,
    SAMPLE_TRACK,
)
from vyuha.state.tables import Setup, State
from vyuha.state.threat import KILLED
from vyuha.state.track import FREE


def recorded(room: int = 10) -> tuple[Setup, State]:
    """A battle of two threats whose state keeps a history."""
    setup, state = battle(threats=2)
    return setup, state._replace(history=allocate(setup, room).history)


def samples(state: State) -> list[tuple[float, int, int, int, float, float, float]]:
    return [tuple(row) for row in state.history[: state.fill[SAMPLES]]]  # type: ignore[index, misc]


def test_airborne_threats() -> None:
    setup, state = recorded()
    state.threat[1].outcome = KILLED
    note_threats(setup, state, 8.0)
    # The cubic between knots leaves a rounding.
    assert samples(state) == [pytest.approx((8.0, SAMPLE_THREAT, 0, 0, 58e3, 0.0, 5e3))]


def test_confirmed_tracks_of_the_net_where_they_are_by_now() -> None:
    setup, state = recorded()
    state.track[1].status = FREE
    for track in state.track:
        track.hostile = math.nan
    note_tracks(state, 1, 4.0)
    assert samples(state) == []
    note_tracks(state, 0, 4.0)
    assert samples(state) == [(4.0, SAMPLE_TRACK, 1, 0, 59e3, 0.0, 5e3)]


def test_plots_and_interceptors() -> None:
    _, state = recorded()
    state.plot[0].x, state.plot[0].threat = 7.0, -1
    note_plots(state, 3, 5.0, 1)
    flyer = state.interceptor[0]
    flyer.time, flyer.shot, flyer.target, flyer.z = 6.0, 4, -1, 9.0
    note_flyer(state, 0)
    assert samples(state) == [
        (5.0, SAMPLE_DETECTION, 3, -1, 7.0, 0.0, 0.0),
        (6.0, SAMPLE_INTERCEPTOR, 4, -1, 0.0, 0.0, 9.0),
    ]


def test_without_a_history_nothing_happens() -> None:
    setup, state = battle()
    note_threats(setup, state, 1.0)
    note_tracks(state, 0, 1.0)
    note(state, 1.0, 1, 0, 0, (0.0, 0.0, 0.0))
    assert state.fill[SAMPLES] == 0
    assert state.progress[0].failure == FAILURE_NONE


@pytest.mark.parametrize(("room", "failure"), [(2, FAILURE_NONE), (1, FAILURE_HISTORY)])
def test_a_full_history_marks_the_replicate(room: int, failure: int) -> None:
    setup, state = recorded(room)
    note_threats(setup, state, 1.0)
    assert state.progress[0].failure == failure
    assert len(samples(state)) == room
