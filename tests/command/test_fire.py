"""Fire: the life of an engagement from the order to the verdict.

Expected values: the rules of the module's opening, by hand; error rates against the binomial law at fixed seeds (four
standard errors). Controls: the same case with the condition lifted.
"""

import math

import pytest

from tests.command.cases import battle
from vyuha.command.fire import order, release, verdict, work
from vyuha.command.system import command_cycle, ready
from vyuha.state.mission import FAILURE_INTERCEPTORS, FAILURE_NONE, FAILURE_SHOTS
from vyuha.state.shot import FLYING
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACQUIRING, ASSESSING, FIRING, GUIDING, IDLE
from vyuha.threats.system import locate_all

PERIOD = 2.0


def period(setup: Setup, state: State, time: float) -> None:
    """One period of unit 0."""
    locate_all(setup, state, time)
    work(setup, state, 1, 0, 0, time)


def ordered(time: float = 0.0, **doctrine: float) -> tuple[Setup, State]:
    """A battle in which unit 0 has just been ordered to engage track 0."""
    setup, state = battle()
    for name, value in doctrine.items():
        setattr(setup.doctrine[0], name, value)
    order(setup, state, 0, 0, 0, time)
    return setup, state


def fired(**doctrine: float) -> tuple[Setup, State]:
    """The same, two looks later, with the salvo on its way."""
    setup, state = ordered(**doctrine)
    setup.fire_unit[0].launch_interval = 0.5
    period(setup, state, 0.0)
    period(setup, state, PERIOD)
    return setup, state


def launches(state: State) -> list[float]:
    return [float(state.shot[k].launch_time) for k in range(state.progress[0].shots)]


def test_an_order_takes_a_channel_and_a_release_frees_it() -> None:
    setup, state = ordered(3.0)
    engagement = state.engagement[0]
    assert (engagement.phase, engagement.track, engagement.number) == (ACQUIRING, 0, 1)
    assert state.fire_unit[0].targets_engaged == 1
    assert state.track[0].engagement == 0
    assert state.threat[0].order_time == 3.0
    release(setup, state, 0, 9.0)
    assert engagement.phase == IDLE
    assert state.fire_unit[0].targets_engaged == 0
    assert state.track[0].engagement == -1
    order(setup, state, 0, 0, 0, 12.0)
    assert engagement.number == 2
    assert state.threat[0].order_time == 3.0


def test_a_release_books_the_channels_time_on_its_own_shots_and_spares_another_track() -> None:
    setup, state = fired()
    assert math.isnan(state.shot[0].release_time)
    # The row of the track serves a new target by now, which another engagement works on.
    state.track[0].number, state.track[0].engagement = 77, 3
    release(setup, state, 0, 50.0)
    assert state.shot[0].release_time == 50.0
    assert state.track[0].engagement == 3


def test_it_takes_two_looks_in_a_row_and_the_reaction_time() -> None:
    setup, state = ordered()
    period(setup, state, 0.0)
    assert state.engagement[0].holds == 1
    assert state.engagement[0].phase == ACQUIRING
    period(setup, state, PERIOD)
    assert launches(state) == [PERIOD]
    setup, state = ordered()
    setup.fire_unit[0].reaction_time = 5.0
    for k in range(4):
        period(setup, state, k * PERIOD)
    assert launches(state) == [6.0]


def test_a_missed_look_starts_the_count_again() -> None:
    setup, state = ordered()
    period(setup, state, 0.0)
    rcs, setup.threat[0].rcs = setup.threat[0].rcs, 1e-12
    period(setup, state, PERIOD)
    assert state.engagement[0].holds == 0
    setup.threat[0].rcs = rcs
    period(setup, state, 2 * PERIOD)
    assert launches(state) == []
    period(setup, state, 3 * PERIOD)
    assert launches(state) == [6.0]


def test_patience_with_a_target_that_is_not_seen() -> None:
    """15 s after the reaction time the engagement is given up, and nobody tries again for as long."""
    setup, state = ordered()
    setup.threat[0].rcs, setup.fire_unit[0].reaction_time = 1e-12, 4.0
    gone = None
    for k in range(20):
        period(setup, state, k * PERIOD)
        if state.engagement[0].phase == IDLE and gone is None:
            gone = k * PERIOD
    assert gone == 20.0
    assert state.fire_unit[0].targets_engaged == 0
    state.track[0].last_update = 34.0
    assert not ready(setup, state, 0, 34.0)
    assert ready(setup, state, 0, 35.0)


def test_a_round_is_booked_everywhere() -> None:
    setup, state = fired()
    shot, flyer, unit = state.shot[0], state.interceptor[0], state.fire_unit[0]
    assert (shot.threat, shot.fire_unit, shot.missile, shot.ordinal, shot.result) == (0, 0, 0, 0, FLYING)
    assert (shot.order_time, shot.launch_time, shot.expected_kill) == (0.0, PERIOD, 0.8)
    assert (flyer.active, flyer.shot, flyer.engagement, flyer.target) == (True, 0, 0, -1)
    assert (unit.missiles_in_flight, unit.next_launch) == (1, PERIOD + 0.5)
    assert state.magazine[0].rounds == 9
    assert (state.engagement[0].phase, state.engagement[0].rounds_in_flight) == (GUIDING, 1)
    assert (state.threat[0].shots, state.threat[0].launch_time, state.track[0].shots) == (1, PERIOD, 1)
    assert state.progress[0].failure == FAILURE_NONE


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(0.5, [2.0, 2.5, 3.0]), (3.0, [2.0, 5.0, 8.0])],
)
def test_rounds_of_a_salvo_leave_one_after_the_other(interval: float, expected: list[float]) -> None:
    setup, state = ordered(salvo=3)
    setup.fire_unit[0].launch_interval = interval
    for k in range(6):
        period(setup, state, k * PERIOD)
    assert launches(state) == pytest.approx(expected)
    # Numbered only once a seeker holds a threat.
    assert [int(state.shot[k].ordinal) for k in range(3)] == [0, 0, 0]


def test_the_interval_holds_between_two_engagements_of_a_unit() -> None:
    setup, state = battle(threats=2)
    order(setup, state, 0, 0, 0, 0.0)
    order(setup, state, 0, 1, 0, 0.0)
    for k in range(4):
        period(setup, state, k * PERIOD)
    assert launches(state) == pytest.approx([2.0, 5.0])


def test_a_unit_guides_no_more_than_its_missile_channels() -> None:
    setup, state = ordered(salvo=2)
    setup.fire_unit[0].missile_channels = 1
    setup.fire_unit[0].launch_interval = 0.5
    period(setup, state, 0.0)
    period(setup, state, PERIOD)
    assert launches(state) == [PERIOD]
    assert (state.engagement[0].phase, state.engagement[0].rounds_to_fire) == (FIRING, 1)
    state.fire_unit[0].missiles_in_flight, state.interceptor[0].active = 0, False
    period(setup, state, 2 * PERIOD)
    assert launches(state) == [PERIOD, 2 * PERIOD]


def test_an_empty_magazine_ends_the_salvo() -> None:
    setup, state = ordered(salvo=3)
    state.magazine[0].rounds = 1
    period(setup, state, 0.0)
    period(setup, state, PERIOD)
    assert launches(state) == [PERIOD]
    assert (state.engagement[0].phase, state.engagement[0].rounds_to_fire) == (GUIDING, 0)


def test_a_shot_that_stays_out_of_reach_is_given_up() -> None:
    setup, state = ordered()
    setup.missile[0].maximum_range = 10e3
    phases = []
    for k in range(12):
        period(setup, state, k * PERIOD)
        phases.append(int(state.engagement[0].phase))
    # Held at 2 s, it waits until 17 s.
    assert phases == [ACQUIRING] + [FIRING] * 8 + [IDLE] * 3
    assert launches(state) == []


def test_most_rounds_cut_a_salvo_and_end_the_engagement() -> None:
    setup, state = fired(salvo=2, most_rounds=3, false_dead=0.0)
    assert len(launches(state)) == 2
    state.engagement[0].phase, state.engagement[0].rounds_in_flight = ASSESSING, 0
    verdict(setup, state, 1, 0, 0, 40.0)
    assert (state.engagement[0].phase, state.engagement[0].rounds_to_fire) == (FIRING, 1)
    period(setup, state, 42.0)
    assert len(launches(state)) == 3
    state.engagement[0].phase, state.engagement[0].rounds_in_flight = ASSESSING, 0
    verdict(setup, state, 1, 0, 0, 60.0)
    assert state.engagement[0].phase == IDLE
    assert not state.track[0].judged_dead


def test_a_full_table_marks_the_replicate() -> None:
    setup, state = ordered()
    for flyer in state.interceptor:
        flyer.active = True
    period(setup, state, 0.0)
    period(setup, state, PERIOD)
    assert state.progress[0].failure == FAILURE_INTERCEPTORS
    setup, state = ordered()
    state.progress[0].shots = len(state.shot)
    period(setup, state, 0.0)
    period(setup, state, PERIOD)
    assert state.progress[0].failure == FAILURE_SHOTS


def judged_dead(killed: bool, replicates: int, **doctrine: float) -> float:
    """Share of verdicts that call the target dead."""
    setup, state = ordered(**doctrine)
    engagement, track, count = state.engagement[0], state.track[0], 0
    release(setup, state, 0, 0.0)
    for replicate in range(replicates):
        order(setup, state, 0, 0, 0, 0.0)
        engagement.phase, engagement.killed, track.judged_dead, track.shots = ASSESSING, killed, False, 1
        verdict(setup, state, 7, replicate, 0, 50.0)
        count += bool(track.judged_dead)
        assert engagement.phase == (IDLE if track.judged_dead else FIRING)
        if engagement.phase == FIRING:
            release(setup, state, 0, 50.0)
    return count / replicates


@pytest.mark.parametrize(
    ("killed", "probability"),
    [(True, 0.9), (False, 0.3)],
)
def test_verdicts_err_as_often_as_the_doctrine_says(killed: bool, probability: float) -> None:
    count = 2000
    error = math.sqrt(probability * (1.0 - probability) / count)
    share = judged_dead(killed, count, false_alive=0.1, false_dead=0.3)
    assert abs(share - probability) < 4.0 * error
    # Control: exchanged rates are told apart.
    assert abs(judged_dead(killed, count, false_alive=0.3, false_dead=0.1) - probability) > 4.0 * error


@pytest.mark.parametrize("killed", [True, False])
def test_an_assessor_without_errors_is_right(killed: bool) -> None:
    assert judged_dead(killed, 100) == float(killed)


def test_a_wrong_verdict_is_reopened_while_the_target_is_still_tracked() -> None:
    setup, state = fired(false_dead=1.0, reopen_time=15.0)
    state.engagement[0].phase, state.engagement[0].rounds_in_flight = ASSESSING, 0
    verdict(setup, state, 1, 0, 0, 40.0)
    assert state.track[0].judged_dead
    assert state.engagement[0].phase == IDLE
    for time, engaged in ((54.0, False), (56.0, True)):
        state.track[0].last_update = time
        command_cycle(setup, state, 1, 0, 0, time)
        assert bool(state.track[0].engagement >= 0) is engaged


def test_no_rounds_left_ends_the_engagement_at_the_verdict() -> None:
    setup, state = fired()
    state.engagement[0].phase, state.engagement[0].rounds_in_flight = ASSESSING, 0
    state.magazine[0].rounds = 0
    verdict(setup, state, 1, 0, 0, 40.0)
    assert state.engagement[0].phase == IDLE


def test_a_destroyed_unit_lets_go_at_once_or_when_its_round_is_down() -> None:
    setup, state = ordered()
    state.site[1].destroyed = True
    period(setup, state, 0.0)
    assert state.engagement[0].phase == IDLE
    assert state.track[0].engagement == -1
    setup, state = fired()
    state.site[1].destroyed = True
    period(setup, state, 2 * PERIOD)
    assert state.engagement[0].phase == GUIDING
    state.engagement[0].phase, state.engagement[0].rounds_in_flight = ASSESSING, 0
    verdict(setup, state, 1, 0, 0, 40.0)
    assert state.engagement[0].phase == IDLE
    assert not state.track[0].judged_dead


def test_a_track_that_is_gone_ends_the_engagement() -> None:
    setup, state = ordered()
    state.track[0].number = 99
    period(setup, state, 0.0)
    assert state.engagement[0].phase == IDLE


def looked_at(dwell: float, periods: int = 8) -> list[int]:
    """How often the radar saw each of four targets that its unit is after; it sees all that it looks at."""
    setup, state = battle(threats=4)
    setup.radar[0].dwell = dwell
    # Nobody is launched at, so that all stay where they are.
    setup.fire_unit[0].reaction_time = 1e6
    state.threat.detections[:] = 0
    for j in range(4):
        order(setup, state, 0, j, 0, 0.0)
    for k in range(periods):
        period(setup, state, k * PERIOD)
    return [int(row.detections) for row in state.threat]


def test_looks_are_shared_when_they_do_not_fit_into_a_period() -> None:
    """Looks of a second in periods of two: two of four targets at a time, in turn."""
    assert looked_at(0.0) == looked_at(0.5) == [8, 8, 8, 8]
    assert looked_at(1.0) == [4, 4, 4, 4]
    assert looked_at(2.0) == [2, 2, 2, 2]
    # Control: three at a time, three quarters of the looks.
    assert looked_at(0.66) == [6, 6, 6, 6]
