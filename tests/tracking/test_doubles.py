"""Doubles: a double goes, real neighbours stay, and a plot that fits a neighbour better is not taken.

Expected values: by construction of two tracks, one feature changed at a time; the unchanged case is the control.
"""

from typing import Any

import numpy as np
import pytest

from tests.tracking.builders import make_setup, make_state, put_plot, set_vector
from vyuha.state.tables import State
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracking.doubles import _WINDOW, belongs_to_another, drop_doubles, exclude_each_other, separation
from vyuha.tracking.life import hits_among

SETUP = make_setup(noise=10.0)


def put_track(state: State, j: int, at: tuple[float, float, float], scans: int, sigma: float = 100.0) -> Any:
    track = state.track[j]
    track.status, track.number, track.net, track.updates, track.scans = CONFIRMED, j + 1, 0, 10, scans
    set_vector(track, (*at, 200.0, 0.0, 0.0))
    track.engagement = track.truth = -1
    state.covariance[j] = np.diag([sigma**2] * 3 + [100.0] * 3)
    return track


def pair(apart: float = 150.0, first: int = 0b1011011011, second: int = 0b0100100100) -> State:
    """Two tracks some metres apart; the first is seen more often, the second only when the first is not."""
    state = make_state(SETUP)
    put_track(state, 0, (50e3, 0.0, 5e3), first)
    put_track(state, 1, (50e3, apart, 5e3), second)
    return state


def distance_of(state: State) -> float:
    a, b = state.track[0], state.track[1]
    return float(separation(SETUP.net[0], a, state.covariance[0], b, state.covariance[1], 0.0))


def alive(state: State) -> list[int]:
    drop_doubles(SETUP, state, 0, 0.0)
    return [j for j in range(len(state.track)) if state.track[j].status != FREE]


def test_hits_count_the_window_of_twelve() -> None:
    assert hits_among(0b1011, _WINDOW) == 3
    assert hits_among(0xFFFF, _WINDOW) == 12


def test_separation_is_the_mahalanobis_distance() -> None:
    """NumPy's solution of the quadratic form, with correlated errors."""
    state = pair()
    a = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, -0.3], [0.1, -0.3, 3.0]]) * 1e4
    state.covariance[0, :3, :3] = a
    d = np.array([0.0, 150.0, 0.0])
    expected = d @ np.linalg.solve(a + 1e4 * np.eye(3), d)
    assert distance_of(state) == pytest.approx(expected, rel=1e-12)
    state.track[1].x += 6000.0
    assert distance_of(state) == np.inf


def test_the_less_seen_of_a_double_goes() -> None:
    assert alive(pair()) == [0]
    assert alive(pair(first=0b0100100100, second=0b1011011011)) == [1]


def test_of_equals_one_stays() -> None:
    assert len(alive(pair(first=0b101010, second=0b010101))) == 1


def test_neighbours_that_were_hit_in_one_scan_stay() -> None:
    assert alive(pair(second=0b0100100101)) == [0, 1]
    # Control: a common hit before the window has no say.
    assert alive(pair(first=0b1011011011 | 1 << 12, second=0b0100100100 | 1 << 12)) == [0]


@pytest.mark.parametrize(("apart", "left"), [(500.0, [0]), (600.0, [0, 1])])
def test_tracks_outside_each_others_errors_stay(apart: float, left: list[int]) -> None:
    """Four standard deviations of the difference are 4 x 141 = 566 m."""
    assert alive(pair(apart)) == left


def test_a_young_track_is_not_compared() -> None:
    state = pair()
    state.track[1].updates = 3
    assert not exclude_each_other(state.track[0], state.track[1])
    state.track[1].updates = 4
    assert exclude_each_other(state.track[0], state.track[1])


@pytest.mark.parametrize("column, value", [("net", 1), ("status", TENTATIVE)])
def test_only_confirmed_tracks_of_the_net_are_compared(column: str, value: int) -> None:
    for j in (0, 1):
        state = pair()
        setattr(state.track[j], column, value)
        assert alive(state) == [0, 1]


@pytest.mark.parametrize("seen_less", [0, 1])
def test_a_track_that_was_shot_at_stays(seen_less: int) -> None:
    """Whatever its row and however little it is seen, the one that rounds were sent at is kept."""
    state = pair() if seen_less == 1 else pair(first=0b0100100100, second=0b1011011011)
    state.track[seen_less].shots = 1
    assert alive(state) == [seen_less]


def test_two_tracks_that_were_both_shot_at_stay() -> None:
    state = pair()
    state.track[0].shots = state.track[1].shots = 1
    assert alive(state) == [0, 1]


def test_of_three_on_one_target_one_stays() -> None:
    state = pair(first=0b100100100100, second=0b010010010010)
    put_track(state, 2, (50e3, 80.0, 5e3), 0b001001001001)
    assert len(alive(state)) == 1


def belongs(plot_north: float, **other: Any) -> bool:
    """Whether a plot, taken for the track at 0 m north, belongs to the one at 400 m."""
    state = pair(apart=400.0)
    for name, value in other.items():
        setattr(state.track[1], name, value)
    put_plot(state.plot[0], (50e3, plot_north, 5e3))
    return bool(belongs_to_another(SETUP, state, 0, 0.0, 0))


def test_a_plot_belongs_to_the_nearer_track() -> None:
    assert belongs(300.0)
    assert not belongs(100.0)
    assert not belongs(0.0)


@pytest.mark.parametrize("column, value", [("net", 1), ("status", TENTATIVE), ("judged_dead", True)])
def test_a_plot_belongs_to_no_track_that_does_not_count(column: str, value: int) -> None:
    assert not belongs(300.0, **{column: value})


def test_the_other_track_is_judged_at_the_time_of_the_plot() -> None:
    """The other track, 10 s old, was 2 km behind and flies east at 200 m/s: by now it is beside the plot. It stays
    where it is, so that the order in which tracks are asked decides nothing.
    """
    state = pair(apart=400.0)
    state.track[0].time = 10.0
    state.track[1].x -= 2000.0
    put_plot(state.plot[0], (50e3, 400.0, 5e3))
    assert belongs_to_another(SETUP, state, 0, 10.0, 0)
    assert state.track[1].x == pytest.approx(48e3)
    state = pair(apart=400.0)
    state.track[0].time = state.track[1].time = 10.0
    state.track[1].x -= 2000.0
    put_plot(state.plot[0], (50e3, 400.0, 5e3))
    assert not belongs_to_another(SETUP, state, 0, 10.0, 0)
