"""Strobes. Expected values: the Kalman update of a direction in closed form, the crossing of two lines.

Control: the same mark read as a plot.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.tracking.builders import live, make_setup, make_state, put_plot, set_vector, vector_of
from vyuha.state.tables import State
from vyuha.state.track import CONFIRMED
from vyuha.tracking.system import process_scan

ANGLE = 2e-3
FAR = 100e3


def put_strobe(state: State, j: int, origin: Any, towards: Any, nominal: float = 200e3) -> None:
    """A strobe from `origin` whose beam passes through `towards`; its mark lies `nominal` metres out."""
    origin, towards = np.array(origin, float), np.array(towards, float)
    u = (towards - origin) / np.linalg.norm(towards - origin)
    across = np.eye(3) - np.outer(u, u)
    # Along the beam it may say anything: a metre, here.
    put_plot(state.plot[j], origin + nominal * u, (ANGLE * nominal) ** 2 * across + np.outer(u, u))
    plot: Any = state.plot[j]
    plot.strobe = True
    plot.origin_x, plot.origin_y, plot.origin_z = origin


def one_track(at: Any) -> tuple[Any, State]:
    state = make_state(make_setup())
    return add_track(state, at), state


def add_track(state: State, at: Any, sigma: float = 2000.0, number: int = 1, row: int = 0) -> Any:
    track: Any = state.track[row]
    track.status, track.number, track.engagement, track.truth, track.updates = CONFIRMED, number, -1, -1, 3
    set_vector(track, [*at, 0.0, 0.0, 0.0])
    state.covariance[row] = np.diag([sigma**2] * 3 + [1.0] * 3)
    return track


def test_a_strobe_takes_the_error_across_its_beam_and_leaves_that_along_it() -> None:
    track, state = one_track([FAR, 0.0, 0.0])
    put_strobe(state, 0, [0.0, 0.0, 0.0], [FAR, 300.0, 0.0])
    process_scan(make_setup(), state, 0, 0, 0.0, 1)
    prior, noise = 2000.0**2, (ANGLE * FAR) ** 2
    left = prior * noise / (prior + noise)
    p = state.covariance[0]
    assert (p[0, 0], p[1, 1], p[2, 2]) == pytest.approx((prior, left, left), rel=1e-3)
    assert vector_of(track)[:3] == pytest.approx([FAR, 300.0 * prior / (prior + noise), 0.0], abs=2.0)
    assert track.updates == 4 and len(live(state)) == 1


def test_control_a_mark_read_as_a_plot_is_far_away() -> None:
    _, state = one_track([FAR, 0.0, 0.0])
    put_strobe(state, 0, [0.0, 0.0, 0.0], [FAR, 300.0, 0.0])
    plot: Any = state.plot[0]
    plot.strobe = False
    process_scan(make_setup(), state, 0, 0, 0.0, 1)
    assert len(live(state)) == 2 and state.covariance[0, 1, 1] == 2000.0**2


def test_strobes_of_two_radars_cross_where_the_target_is() -> None:
    """Two beams at a right angle: what is left is the error of each beam across it, in the plane of both."""
    setup = make_setup()
    target = np.array([FAR, 100.0, 0.0])
    track, state = one_track([FAR - 1500.0, -1200.0, 0.0])
    for origin in ([0.0, 0.0, 0.0], [FAR, -80e3, 0.0]):
        put_strobe(state, 0, origin, target)
        process_scan(setup, state, 0, 0, 0.0, 1)
    p = state.covariance[0]
    assert math.sqrt(p[0, 0]) == pytest.approx(ANGLE * 80.1e3, rel=0.02)
    assert math.sqrt(p[1, 1]) == pytest.approx(ANGLE * FAR, rel=0.02)
    assert vector_of(track)[:2] == pytest.approx(target[:2], abs=40.0)


def test_a_strobe_begins_no_track_and_confirms_none() -> None:
    setup = make_setup()
    state = make_state(setup)
    put_strobe(state, 0, [0.0, 0.0, 0.0], [FAR, 0.0, 0.0])
    process_scan(setup, state, 0, 0, 0.0, 1)
    assert live(state) == []
    # A tentative track near the beam is not made surer by it.
    put_plot(state.plot[0], [FAR, 0.0, 0.0])
    plot: Any = state.plot[0]
    plot.strobe = False
    process_scan(setup, state, 0, 0, 4.0, 1)
    put_strobe(state, 0, [0.0, 0.0, 0.0], [FAR, 0.0, 0.0])
    process_scan(setup, state, 0, 0, 8.0, 1)
    assert [int(track.updates) for track in live(state)] == [1]


def test_of_two_tracks_the_one_in_the_beam_gets_the_strobe_and_one_behind_the_antenna_none() -> None:
    state = make_state(make_setup())
    add_track(state, [FAR, 0.0, 0.0], 500.0)
    add_track(state, [60e3, 1500.0, 0.0], 500.0, 2, 1)
    add_track(state, [-FAR, 0.0, 0.0], 500.0, 3, 2)
    put_strobe(state, 0, [0.0, 0.0, 0.0], [60e3, 1400.0, 0.0])
    process_scan(make_setup(), state, 0, 0, 0.0, 1)
    assert [int(state.track[i].updates) for i in range(3)] == [3, 4, 3]


def test_a_plot_of_the_same_scan_goes_before_a_strobe() -> None:
    _, state = one_track([FAR, 0.0, 0.0])
    put_strobe(state, 0, [0.0, 0.0, 0.0], [FAR, 0.0, 0.0])
    put_plot(state.plot[1], [FAR + 100.0, 0.0, 0.0])
    plot: Any = state.plot[1]
    plot.strobe = False
    process_scan(make_setup(), state, 0, 0, 0.0, 2)
    assert state.covariance[0, 0, 0] < 101.0**2 and not state.plot[0].used
