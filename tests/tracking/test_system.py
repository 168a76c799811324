"""Expected values: properties of the air picture on seeded truth; interpreted runs against compiled ones."""

import json
import math
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tests.tracking.builders import live, make_setup, make_state, put_plot, vector_of
from vyuha.state.mission import FAILURE_TRACKS
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracking.filter import position_at
from vyuha.tracking.system import process_look, process_scan

_R = 100.0**2 * np.eye(3)


def scan_of(setup: Setup, state: State, time: float, places: Any, labels: Any, net: int = 0) -> None:
    for j, place in enumerate(places):
        put_plot(state.plot[j], place, _R, int(labels[j]))
    process_scan(setup, state, net, 0, time, len(places))


def crossing(scans: int, swap: bool = False) -> tuple[set[int], list[set[int]]]:
    """Two targets whose paths cross at a right angle, 400 m apart at the time, plots in random order. The labels that
    each confirmed track had, by track number; `swap` exchanges the targets half-way (the control).
    """
    g = np.random.default_rng(8)
    setup = make_setup(noise=1.0)
    state = make_state(setup)
    seen: dict[int, set[int]] = {}
    for k in range(scans):
        t = 4.0 * k - 2.0 * scans
        places = np.array([[40e3 + 200.0 * t, 400.0, 8e3], [40e3, 200.0 * t, 8e3]]) + 100.0 * g.normal(size=(2, 3))
        order = g.permutation(2)
        names = order if not (swap and t > 0.0) else 1 - order
        scan_of(setup, state, 4.0 * k, places[order], names)
        for track in live(state):
            if track.status == CONFIRMED:
                seen.setdefault(int(track.number), set()).add(int(track.truth))
    return {int(track.number) for track in live(state)}, list(seen.values())


def test_crossing_targets_keep_their_tracks() -> None:
    numbers, labels = crossing(40)
    assert numbers == {1, 2}
    assert labels in ([{0}, {1}], [{1}, {0}])
    # Control: targets that do swap are seen to.
    assert crossing(40, swap=True)[1] == [{0, 1}, {0, 1}]


def test_sixty_targets_give_sixty_tracks_near_the_truth() -> None:
    g = np.random.default_rng(2)
    setup = make_setup(noise=1.0)
    state = make_state(setup)
    start = np.column_stack([g.uniform(-9e4, 9e4, (60, 2)), g.uniform(2e3, 11e3, 60)])
    velocity = np.column_stack([g.uniform(-250.0, 250.0, (60, 2)), np.zeros(60)])
    for k in range(30):
        truth = start + 4.0 * k * velocity
        found = np.flatnonzero(g.random(60) < 0.9)
        scan_of(setup, state, 4.0 * k, truth[found] + 100.0 * g.normal(size=(len(found), 3)), found)
    confirmed = [track for track in live(state) if track.status == CONFIRMED]
    assert len(confirmed) == 60 and {int(track.truth) for track in confirmed} == set(range(60))
    errors = np.array([np.array(position_at(track, 116.0)) - truth[int(track.truth)] for track in confirmed])
    rms = math.sqrt(float(np.mean(errors**2)))
    # Better than the plots themselves, and not too good to be true.
    assert 30.0 < rms < 100.0


def test_a_track_is_born_confirmed_and_dropped_in_its_time() -> None:
    setup = make_setup()
    state = make_state(setup)
    threats: Any = state.threat
    threats[5].track_time = math.nan
    states = []
    for k in range(3):
        scan_of(setup, state, 4.0 * k, [[5e4 + 800.0 * k, 0.0, 5e3]], [5])
        states.append(int(state.track[0].status))
    assert states == [TENTATIVE, TENTATIVE, CONFIRMED]
    assert threats[5].track_time == 8.0 and math.isnan(threats[4].track_time)
    assert state.track[0].number == 1 and state.track[0].engagement == -1
    for time in (12.0, 20.0, 38.0):
        process_scan(setup, state, 0, 0, time, 0)
        assert state.track[0].status == CONFIRMED
    process_scan(setup, state, 0, 0, 38.5, 0)
    assert state.track[0].status == FREE
    scan_of(setup, state, 42.0, [[5e4, 0.0, 5e3]], [5])
    assert state.track[0].number == 2 and state.track[0].status == TENTATIVE and not state.track[0].ballistic


def lonely_track(range_limit: float) -> tuple[int, int]:
    """Status and looks of a one-plot track after three empty scans of a radar with this range."""
    setup = make_setup()
    radar: Any = setup.radar
    radar.instrumented_range = range_limit
    state = make_state(setup)
    scan_of(setup, state, 0.0, [[5e4, 0.0, 5e3]], [-1])
    for k in range(3):
        process_scan(setup, state, 0, 0, 4.0 * (k + 1), 0)
    return int(state.track[0].status), int(state.track[0].looks)


def test_only_a_radar_that_could_have_seen_it_counts_a_miss() -> None:
    assert lonely_track(5e5) == (FREE, 4)
    assert lonely_track(4e4) == (TENTATIVE, 1)


def test_nets_do_not_share_tracks() -> None:
    setup = make_setup(nets=2)
    state = make_state(setup)
    for k in range(4):
        scan_of(setup, state, 4.0 * k, [[5e4, 0.0, 5e3]], [0])
        scan_of(setup, state, 4.0 * k, [[5e4, 0.0, 5e3]], [0], net=1)
    assert sorted((int(track.net), int(track.number)) for track in live(state)) == [(0, 1), (1, 2)]


def test_a_full_table_is_reported_and_ends_births_only() -> None:
    setup = make_setup(threats=1)
    state = make_state(setup)
    short = state._replace(track=state.track[:2])  # type: ignore[arg-type, index]
    places = [[5e4, 1e4 * j, 5e3] for j in range(3)]
    scan_of(setup, short, 0.0, places, [-1] * 3)
    assert len(live(short)) == 2 and short.progress[0].failure == FAILURE_TRACKS
    scan_of(setup, short, 4.0, places, [-1] * 3)
    assert [int(track.updates) for track in live(short)] == [2, 2]


def test_a_new_track_that_is_faster_than_anything_is_dropped() -> None:
    setup = make_setup()
    state = make_state(setup)
    scan_of(setup, state, 0.0, [[5e4, 0.0, 5e3]], [-1])
    state.track[0].vx = 5500.0
    state.covariance[0][3:, 3:] = 100.0 * np.eye(3)
    scan_of(setup, state, 1.0, [[5.55e4, 0.0, 5e3]], [-1])
    assert live(state) == []


def test_an_engagement_radar_sharpens_a_track_but_takes_no_plot_far_away() -> None:
    setup = make_setup()
    state = make_state(setup)
    for k in range(4):
        scan_of(setup, state, 4.0 * k, [[5e4 - 1000.0 * k, 0.0, 5e3]], [0])
    before = state.covariance[0].copy()
    put_plot(state.plot[0], [46800.0, 50.0, 5e3], 10.0**2 * np.eye(3), 0)
    assert process_look(setup, state, 0, 13.0, 1)
    assert state.track[0].last_update == 13.0 and state.track[0].looks == 4 and state.plot[0].used
    assert np.all(np.diag(state.covariance[0])[:3] < 0.02 * np.diag(before)[:3])
    put_plot(state.plot[0], [60e3, 0.0, 5e3], 10.0**2 * np.eye(3), 0)
    assert not process_look(setup, state, 0, 14.0, 1)
    assert state.track[0].time == 13.0 and state.track[0].last_update == 13.0


def test_each_net_allows_its_own_noise() -> None:
    """A plot 10 s after a track at rest, known exactly, lies 200 m off: q T^3 / 3 = 333 m2 or 3333 m2 beside the plot's
    own 100 m2 make that ten sigmas, or 3.4.
    """
    taken = []
    for noise in (1.0, 10.0):
        setup = make_setup(noise=noise)
        state = make_state(setup)
        track: Any = state.track[0]
        track.status, track.number, track.radar = CONFIRMED, 1, 0
        put_plot(state.plot[0], [200.0, 0.0, 0.0], 10.0**2 * np.eye(3))
        process_scan(setup, state, 0, 0, 10.0, 1)
        taken.append(int(state.track[0].updates))
    assert taken == [0, 1]


def small_story() -> list[list[float]]:
    """Three targets, one of them ballistic, six scans with a miss, one look: every track as numbers."""
    g = np.random.default_rng(4)
    setup = make_setup(threats=3)
    state = make_state(setup)
    start = np.array([[5e4, 0.0, 6e3], [5e4, 900.0, 6e3], [9e4, 4e4, 6e4]])
    velocity = np.array([[-220.0, 30.0, 0.0], [-220.0, -30.0, 0.0], [-900.0, 0.0, -700.0]])
    for k in range(6):
        keep = [0, 1, 2] if k != 3 else [0, 2]
        places = start + 5.0 * k * velocity + 80.0 * g.normal(size=(3, 3))
        places[2, 2] -= 0.5 * 9.7 * (5.0 * k) ** 2
        scan_of(setup, state, 5.0 * k, places[keep], keep)
    put_plot(state.plot[0], start[0] + 26.0 * velocity[0], 20.0**2 * np.eye(3), 0)
    process_look(setup, state, 0, 26.0, 1)
    return [
        [float(track.status), float(track.number), float(track.history), *vector_of(track).tolist()]
        for track in live(state)
    ]


def test_interpreted_and_compiled_runs_agree() -> None:
    program = "import json; from tests.tracking.test_system import small_story; print(json.dumps(small_story()))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    plain, compiled = json.loads(done.stdout), small_story()
    assert len(compiled) == 3
    for one, other in zip(plain, compiled, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-6)
