"""Remote launch. Expected values: geometry by hand; each condition lifted alone is the control of the others."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.command.cases import battle
from vyuha.command.fire import order, work
from vyuha.command.handover import seeker_would_find
from vyuha.command.options import OPEN, SECTOR, best_missile
from vyuha.command.remote import as_told, carried_to, is_remote
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import TRACK_VIA_MISSILE
from vyuha.threats.system import locate_all


def looking_away(remote: bool = True) -> tuple[Setup, State]:
    """The battle, with the radar of unit 0 turned away from the target, and a second unit whose radar began the
    track.
    """
    setup, state = battle(units=2)
    radar = setup.radar[0]
    radar.sector_half_width, radar.sector_centre = 0.5, 4.7
    setup.doctrine[0].remote = remote
    state.track[0].radar = 1
    setup.radar[1].period, setup.radar[1].latency = 10.0, 2.0
    setup.net[0].process_noise = 0.0
    return setup, state


def blunt(setup: Setup, state: State) -> None:
    setup.missile[0].guidance = TRACK_VIA_MISSILE


def vague(setup: Setup, state: State) -> None:
    state.covariance[0] = np.diag([1e6, 1e6, 1e6, 1.0, 1.0, 1.0])


def test_a_round_with_an_active_seeker_may_fly_on_anothers_track() -> None:
    setup, state = looking_away()
    assert is_remote(setup, state, 0, 0, 0, 0.0)
    assert best_missile(setup, state, 0, 0, 0.0)[0] == OPEN


@pytest.mark.parametrize("change", [lambda setup, state: setattr(setup.doctrine[0], "remote", False), blunt, vague])
def test_not_if_not_allowed_nor_without_a_seeker_nor_on_a_vague_track(change: Callable[[Setup, State], None]) -> None:
    setup, state = looking_away()
    change(setup, state)
    assert best_missile(setup, state, 0, 0, 0.0)[:2] == (SECTOR, -1)


def test_what_the_own_radar_holds_it_guides_itself() -> None:
    setup, state = looking_away()
    order(setup, state, 0, 0, 0, 0.0)
    assert is_remote(setup, state, 0, 0, 0, 9.0)
    state.engagement[0].last_hold = 3.0
    # Three periods of 2 s may pass without a look that sees it.
    assert [is_remote(setup, state, 0, 0, 0, time) for time in (9.0, 9.1)] == [False, True]
    assert carried_to(setup, state, 0, 0, 0, 3.0) == 3.0 + 2.0
    # Another unit's hold helps nobody but that unit.
    assert is_remote(setup, state, 1, 0, 0, 3.0)


def test_a_low_target_is_told_level_and_above_the_ground() -> None:
    """The track says 40 m below the ground and climbing at 8 m/s, with errors of 50 m and 10 m/s; the missile reaches
    down to 10 m. One that is known to 5 m and 1 m/s is told as it is.
    """
    setup, state = looking_away()
    at = (0.0, 0.0, -40.0)
    state.track[0].vz = 8.0
    for errors, told, climb in (((50.0, 10.0), 10.0, 0.0), ((5.0, 1.0), -40.0, 8.0)):
        state.covariance[0] = np.diag([100.0, 100.0, errors[0] ** 2, 1.0, 1.0, errors[1] ** 2])
        place, velocity = as_told(setup, state, 0, 0, at, 0.0)
        assert (place[2], velocity[2]) == pytest.approx((told, climb), abs=1e-3)


@pytest.mark.parametrize(("share", "found"), [(0.99, True), (1.01, False)])
def test_what_a_round_was_told_is_as_old_as_scan_and_way_make_it(share: float, found: bool) -> None:
    """The seeker's beam leaves 300 m for one sigma (see test_handover). From the plot of time 0 until the next one is
    there go by a period of the other radar (10 s) and its latency (2 s), then the way from the post (4 s) and the data
    link (0.5 s).
    """
    setup, state = looking_away()
    setup.missile[0].uplink_delay, state.site[1].latency = 0.5, 4.0
    assert carried_to(setup, state, 0, 0, 0, 3.0) == 10.0 + 2.0 + 4.0 + 0.5
    # One that is overdue is carried on from now.
    assert carried_to(setup, state, 0, 0, 0, 20.0) == 20.0 + 4.0 + 0.5
    drift, ahead = 5.0, 16.5
    place = np.sqrt((share * 300.0) ** 2 - (drift * ahead) ** 2)
    state.covariance[0] = np.diag([100.0, place**2, 100.0, 1.0, drift**2, 1.0])
    assert seeker_would_find(setup, state, 0, 0, 0, 3.0) is found


@pytest.mark.parametrize("remote", [True, False])
def test_a_unit_fires_without_a_hold_of_its_own_radar(remote: bool) -> None:
    setup, state = looking_away(remote)
    order(setup, state, 0, 0, 0, 0.0)
    for k in range(1, 6):
        locate_all(setup, state, 2.0 * k)
        work(setup, state, 1, 0, 0, 2.0 * k)
    assert state.engagement[0].holds == 0
    assert state.progress[0].shots == int(remote)
