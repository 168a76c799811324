"""Expected values: the binomial chance of M - 1 more hits in the N - 1 looks after the first, by counting all
courses.
"""

import itertools
from typing import Any

import pytest
from scipy.stats import binom

from vyuha.base.table import rows
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE, Track
from vyuha.tracking.life import has_faded, is_ballistic, is_too_fast, is_underground, record_look, start, verdict


def new_track() -> Any:
    track = rows(Track, 1)[0]
    start(track, 7, 0, 100.0)
    return track


def fate(course: tuple[bool, ...], needed: int, window: int) -> tuple[int, int]:
    """How M-of-N logic ends a track with these looks after the first, and after how many looks."""
    track = new_track()
    outcome = verdict(track.history, track.looks, needed, window)
    for hit in course:
        if outcome != TENTATIVE:
            break
        record_look(track, hit)
        outcome = verdict(track.history, track.looks, needed, window)
    return outcome, track.looks


def chance_of_confirmation(needed: int, window: int, pd: float) -> float:
    total = 0.0
    for course in itertools.product((False, True), repeat=window - 1):
        if fate(course, needed, window)[0] == CONFIRMED:
            total += pd ** sum(course) * (1.0 - pd) ** (window - 1 - sum(course))
    return total


@pytest.mark.parametrize(("needed", "window"), [(1, 1), (2, 2), (2, 3), (3, 4), (3, 5), (5, 8)])
@pytest.mark.parametrize("pd", [0.3, 0.9])
def test_confirmation_is_binomial(needed: int, window: int, pd: float) -> None:
    found = chance_of_confirmation(needed, window, pd)
    assert found == pytest.approx(binom.sf(needed - 2, window - 1, pd), rel=1e-12)
    # Control: one hit more or less is another chance.
    if window > 1:
        assert found != pytest.approx(binom.sf(needed - 1, window - 1, pd), rel=1e-3)


def test_every_course_ends_within_the_window_and_as_soon_as_it_is_clear() -> None:
    for course in itertools.product((False, True), repeat=4):
        outcome, looks = fate(course, 3, 5)
        assert outcome in (FREE, CONFIRMED) and looks <= 5
    assert fate((True, True, False, False), 3, 5) == (CONFIRMED, 3)
    assert fate((False, False, False, True), 3, 5) == (FREE, 4)


def test_a_track_fades_when_nobody_updates_it() -> None:
    track = new_track()
    assert not has_faded(track, 130.0, 30.0)
    assert has_faded(track, 130.1, 30.0)


def test_a_ballistic_body_stays_one_while_it_falls_and_an_aircraft_is_none() -> None:
    track = new_track()
    track.z = 19000.0
    assert not is_ballistic(track)
    track.z = 21000.0
    track.ballistic = is_ballistic(track)
    assert track.ballistic
    track.z, track.vz = 3000.0, -600.0
    assert is_ballistic(track)
    # Begun by a false plot high up, it follows an aircraft by now.
    track.vz = -20.0
    assert not is_ballistic(track)


def test_nothing_flies_three_kilometres_a_second() -> None:
    track = new_track()
    track.vx, track.vz = 2000.0, -2200.0
    assert not is_too_fast(track)
    track.vz = -2300.0
    assert is_too_fast(track)


def test_a_track_below_the_ground_is_given_up_beyond_its_error() -> None:
    track = new_track()
    for height, sigma, gone in (
        (-900.0, 0.0, False),
        (-1100.0, 0.0, True),
        (-1100.0, 50.0, False),
        (-1400.0, 50.0, True),
    ):
        track.z = height
        assert is_underground(track.x, track.y, track.z, sigma**2) is gone
