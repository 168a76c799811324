"""Interceptors in flight: guidance to the intercept, what the seeker takes, how flights end and what a round does.

Expected values: by construction of one round against one or two targets; a guidance period flown again here with the
aim that is due; the draw's rate against the binomial law.
Each refusal is lifted beside it.
"""

import math

import pytest

from tests.command.cases import battle, follow
from tests.weapons.cases import catalogue_missile
from vyuha.command.fire import launch, order
from vyuha.engine.flight import ENDS, FLIES_ON, MEETS, end_flight, guide, seek, strike_target
from vyuha.state.shot import KILL, MISS, NO_KILL, NOT_ACQUIRED, SELF_DESTRUCT, WASTED
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT, KILLED
from vyuha.state.weapon import ACTIVE, ASSESSING, FIRING, GUIDING, TRACK_VIA_MISSILE, UPLINKS
from vyuha.threats.motion import motion
from vyuha.weapons.body import body_of
from vyuha.weapons.flight import advance
from vyuha.weapons.guidance import midcourse_command


def launched(missile: str = "48N6E3", threats: int = 1, distance: float = 60e3) -> tuple[Setup, State]:
    """One round just launched at target 0, whose track is exact."""
    setup, state = battle(threats=threats, distance=distance)
    setup.missile[0] = catalogue_missile(missile)
    setup.missile[0].homing_noise = 0.0
    order(setup, state, 0, 0, 0, 0.0)
    engagement = state.engagement[0]
    engagement.phase, engagement.rounds_to_fire, engagement.last_hold = FIRING, 1, math.inf
    flight = distance / 1250.0
    launch(setup, state, 0, 0.0, (flight, 0.9), (distance - 250.0 * flight, 0.0, 5e3))
    engagement.phase = GUIDING
    return setup, state


def fly(setup: Setup, state: State) -> tuple[int, float, int]:
    for _ in range(500):
        code, time, result = guide(setup, state, 1, 0, 0)
        if code != FLIES_ON:
            return code, time, result
    raise AssertionError("never ended")


def near(setup: Setup, state: State, away: float = 8e3, time: float = 20.0) -> None:
    """Put the round `away` [m] west of target 0, flying at it."""
    flyer = state.interceptor[0]
    x, y, z, _, _, _ = motion(setup, state, 0, time)
    flyer.x, flyer.y, flyer.z = x - away, y, z
    flyer.vx, flyer.vy, flyer.vz, flyer.time = 1200.0, 0.0, 0.0, time


@pytest.mark.parametrize("missile", ["48N6E3", "9M96E2", "40N6E"])
def test_a_round_is_guided_from_the_launcher_to_its_target(missile: str) -> None:
    setup, state = launched(missile)
    code, time, _ = fly(setup, state)
    assert code == MEETS
    assert state.interceptor[0].target == 0
    assert state.interceptor[0].miss < 5.0
    assert 30.0 < time < 90.0


def test_control_a_round_whose_track_leads_astray_acquires_nothing() -> None:
    setup, state = launched("9M96E2")
    follow(state, 0, 0, (60e3, 20e3, 5e3), (-250.0, 0.0, 0.0)).engagement = 0
    code, _, result = fly(setup, state)
    assert (code, result) == (ENDS, NOT_ACQUIRED)


def test_a_turn_after_launch_reaches_the_round_by_uplink() -> None:
    """After 20 s the target turns north; the track says so, or it does not."""
    results = []
    for told in (True, False):
        setup, state = launched("9M96E2")
        while state.interceptor[0].time < 20.0:
            guide(setup, state, 1, 0, 0)
        turn = float(state.interceptor[0].time)
        first, last = setup.knot[0], setup.knot[1]
        x = 60e3 - 250.0 * turn
        first.x, first.y, first.vx, first.vy = x, -250.0 * turn, 0.0, 250.0
        last.x, last.y, last.vx, last.vy = x, 250.0 * (1200.0 - turn), 0.0, 250.0
        if told:
            follow(state, 0, 0, (x, 0.0, 5e3), (0.0, 250.0, 0.0), turn).engagement = 0
        results.append(fly(setup, state)[0])
    assert results == [MEETS, ENDS]


Aim = tuple[float, float, float]


def aim_of(state: State) -> Aim:
    flyer = state.interceptor[0]
    return float(flyer.aim_x), float(flyer.aim_y), float(flyer.aim_z)


def last_sent(state: State) -> Aim:
    update = state.uplink[(int(state.interceptor[0].uplinks_sent) - 1) % UPLINKS]
    return float(update.x), float(update.y), float(update.z)


def flown(setup: Setup, state: State, legs: list[tuple[float, Aim]]) -> list[float]:
    """Where the round's body gets when it flies the `legs` (step [s], aim) one after the other."""
    flyer, missile, frame = state.interceptor[0], setup.missile[0], setup.frame[0]
    body, begin, at = body_of(flyer), flyer.time - flyer.launch_time, 0.0
    for step, aim in legs:
        body = advance(missile, frame, begin + at, step, body, midcourse_command(missile, frame, begin + at, body, aim))
        at += step
    return [float(value) for value in body]


def turned(delay: float) -> tuple[Setup, State]:
    """A round 20 s on its way whose track has just turned north; what was sent before has arrived."""
    setup, state = launched("9M96E2")
    setup.missile[0].uplink_delay = 0.0
    while state.interceptor[0].time < 20.0:
        guide(setup, state, 1, 0, 0)
    setup.missile[0].uplink_delay = delay
    time = float(state.interceptor[0].time)
    follow(state, 0, 0, (60e3 - 250.0 * time, 0.0, 5e3), (0.0, 250.0, 0.0), time).engagement = 0
    return setup, state


def test_an_update_reaches_the_round_after_the_delay_and_splits_the_step_in_which_it_does() -> None:
    """Steps of 0.2 s: the round flies to its old aim for 0.3 s, and from there to the new one, 5 km beside it."""
    setup, state = turned(0.3)
    old, _ = aim_of(state), guide(*turned(0.3), 1, 0, 0)
    told = turned(0.0)
    guide(*told, 1, 0, 0)
    new = aim_of(told[1])
    assert math.dist(old, new) > 2e3
    late = [(0.2, old), (0.1, old), (0.1, new), (0.2, new), (0.2, new), (0.2, new)]
    expected = flown(setup, state, late)
    at_once, never = flown(setup, state, [(0.2, new)] * 5), flown(setup, state, [(0.2, old)] * 5)
    next_step = flown(setup, state, [(0.2, old)] * 2 + [(0.2, new)] * 3)
    assert guide(setup, state, 1, 0, 0)[0] == FLIES_ON
    assert aim_of(state) == new
    body = list(body_of(state.interceptor[0]))
    assert body == pytest.approx(expected, abs=1e-6)
    # Controls: told at once, never, or at the next full step, it would be elsewhere.
    for other in (at_once, never, next_step):
        assert math.dist(body[:3], other[:3]) > 0.1


def test_without_delay_a_period_is_flown_as_if_there_were_no_link() -> None:
    """Bit for bit, all the way to the seeker: with the aim of the present track in every step."""
    setup, state = launched("9M96E2")
    setup.missile[0].uplink_delay = 0.0
    periods = 0
    while True:
        before = [value.copy() for value in (state.interceptor, state.shot)]
        time = float(state.interceptor[0].time)
        if guide(setup, state, 1, 0, 0)[0] != FLIES_ON:
            break
        after, aim = list(body_of(state.interceptor[0])), last_sent(state)
        assert aim_of(state) == aim
        period = float(state.interceptor[0].time) - time
        if period == 1.0:
            body = body_of(before[0][0])
            age = time - float(before[0][0].launch_time)
            for n in range(5):
                command = midcourse_command(setup.missile[0], setup.frame[0], age + n * 0.2, body, aim)
                body = advance(setup.missile[0], setup.frame[0], age + n * 0.2, 0.2, body, command)
            assert list(body) == after
            periods += 1
    assert periods > 20


def test_with_a_delay_the_whole_flight_is_another() -> None:
    """Control of the test before: the link's delay is felt when the track turns, not when it is exact and straight."""
    ends = []
    for delay in (0.0, 0.3):
        setup, state = turned(delay)
        guide(setup, state, 1, 0, 0)
        ends.append([float(value) for value in body_of(state.interceptor[0])])
    assert ends[0] != ends[1]


def test_updates_follow_each_other_when_the_delay_is_longer_than_a_period() -> None:
    """Sent every second and 2.5 s on their way: the first arrives in the third period, then one in each."""
    setup, state = turned(2.5)
    aims, sent = [aim_of(state)], []
    for _ in range(6):
        # Each time the track has drifted on, so that all updates differ.
        state.track[0].y += 500.0
        assert guide(setup, state, 1, 0, 0)[0] == FLIES_ON
        sent.append(last_sent(state))
        aims.append(aim_of(state))
    assert len(set(sent)) == len(sent)
    assert aims == [aims[0], aims[0], aims[0], *sent[:4]]
    # Control: without delay each is there in its own period.
    setup, state = turned(0.0)
    guide(setup, state, 1, 0, 0)
    assert aim_of(state) == last_sent(state)


def test_what_was_sent_before_the_track_was_lost_still_arrives() -> None:
    setup, state = turned(1.5)
    old = aim_of(state)
    guide(setup, state, 1, 0, 0)
    sent = last_sent(state)
    state.track[0].number = 99
    assert aim_of(state) == old
    guide(setup, state, 1, 0, 0)
    assert aim_of(state) == sent
    assert state.interceptor[0].uplinks_sent == state.interceptor[0].uplinks_received


def test_a_new_round_in_the_same_row_gets_nothing_that_was_meant_for_the_last() -> None:
    setup, state = turned(3.0)
    guide(setup, state, 1, 0, 0)
    flyer = state.interceptor[0]
    assert flyer.uplinks_sent > flyer.uplinks_received
    end_flight(setup, state, 0, SELF_DESTRUCT)
    state.engagement[0].phase, state.engagement[0].rounds_to_fire = FIRING, 1
    time, aim = float(flyer.time), (30e3, 0.0, 5e3)
    launch(setup, state, 0, time, (40.0, 0.9), aim)
    assert flyer.active
    assert flyer.uplinks_sent == flyer.uplinks_received == 0
    # The old one would have arrived by the end of the third period, before the first of its own.
    setup.missile[0].uplink_delay = 10.0
    for _ in range(4):
        assert guide(setup, state, 1, 0, 0)[0] == FLIES_ON
    assert aim_of(state) == aim


def test_the_seeker_takes_the_one_that_the_track_means() -> None:
    """Two targets 300 m apart at 8 km, both in the beam: the nearer to the track is taken, not the nearer to the
    round; outside the beam (400 m at that distance) neither.
    """
    setup, state = launched(threats=2)
    near(setup, state)
    for k in (2, 3):
        setup.knot[k].y = 300.0
        setup.knot[k].x -= 500.0
    x, y, z, _, _, _ = motion(setup, state, 0, 20.0)
    for north, taken in ((0.0, 0), (300.0, 1), (-350.0, 0), (-450.0, -1)):
        east = x - 500.0 if taken == 1 else x
        follow(state, 0, 0, (east, north, z), (-250.0, 0.0, 0.0), 20.0).engagement = 0
        assert seek(setup, state, 0) == taken


def test_the_seeker_sees_neither_the_dead_nor_those_not_yet_or_no_longer_there() -> None:
    setup, state = launched()
    near(setup, state)
    assert seek(setup, state, 0) == 0
    threat = state.threat[0]
    for column, value in (("outcome", KILLED), ("begin", 30.0), ("end", 19.0)):
        kept = getattr(threat, column)
        setattr(threat, column, value)
        assert seek(setup, state, 0) == -1
        setattr(threat, column, kept)
    assert seek(setup, state, 0) == 0


def test_track_via_missile_needs_a_hold_of_late_and_an_active_seeker_does_not() -> None:
    """Three looks of 2 s may fail."""
    setup, state = launched()
    near(setup, state)
    for kind, hold, found in (
        (TRACK_VIA_MISSILE, 14.1, 0),
        (TRACK_VIA_MISSILE, 13.9, -1),
        (ACTIVE, 13.9, 0),
    ):
        setup.missile[0].guidance, state.engagement[0].last_hold = kind, hold
        assert seek(setup, state, 0) == found


@pytest.mark.parametrize("lost", ["unit", "track", "engagement"])
def test_only_an_active_seeker_goes_on_alone(lost: str) -> None:
    """When unit, track or engagement are gone, the round flies to its last aim point."""
    setup, state = launched()
    near(setup, state)
    flyer = state.interceptor[0]
    flyer.aim_x, flyer.aim_y, flyer.aim_z = motion(setup, state, 0, 20.0)[:3]
    if lost == "unit":
        state.site[1].destroyed = True
    elif lost == "track":
        state.track[0].number = 99
    else:
        state.engagement[0].number = 99
    setup.missile[0].guidance = TRACK_VIA_MISSILE
    assert seek(setup, state, 0) == -1
    setup.missile[0].guidance = ACTIVE
    assert seek(setup, state, 0) == 0


def test_it_destroys_itself_when_its_time_is_over_or_it_is_too_slow_to_steer() -> None:
    setup, state = launched()
    near(setup, state, away=60e3)
    missile, flyer = setup.missile[0], state.interceptor[0]
    missile.boost_time = missile.sustain_time = 0.0
    missile.flight_time = 20.1
    assert guide(setup, state, 1, 0, 0)[0] == FLIES_ON
    flyer.time, missile.flight_time = 20.0, 19.9
    assert guide(setup, state, 1, 0, 0)[::2] == (ENDS, SELF_DESTRUCT)
    missile.flight_time, missile.minimum_speed = 100.0, 5000.0
    assert guide(setup, state, 1, 0, 0)[::2] == (ENDS, SELF_DESTRUCT)
    missile.boost_time = 30.0  # under power it may be slow
    assert guide(setup, state, 1, 0, 0)[0] == FLIES_ON


def test_a_target_that_comes_down_under_the_seekers_eyes_wastes_the_round() -> None:
    setup, state = launched()
    near(setup, state)
    state.threat[0].end = 22.0
    assert guide(setup, state, 1, 0, 0)[::2] == (ENDS, WASTED)


def at_the_target(miss: float = 5.0, ordinal: int = 1) -> tuple[Setup, State]:
    setup, state = launched()
    flyer = state.interceptor[0]
    flyer.target, flyer.miss, flyer.time = 0, miss, 30.0
    state.shot[0].ordinal = ordinal
    return setup, state


def kills(count: int, lethal_radius: float, name: str = "48N6E3", miss: float = 5.0) -> list[bool]:
    """Which of `count` replicates kill."""
    setup, state = at_the_target(miss)
    setup.missile[0] = catalogue_missile(name)
    missile = setup.missile[0]
    missile.lethal_radius, missile.reliability, missile.fuze_radius = lethal_radius, 1.0, 30.0
    found = []
    for replicate in range(count):
        state.threat[0].outcome = IN_FLIGHT
        found.append(strike_target(setup, state, 5, replicate, 0) == KILL)
    return found


def test_half_are_killed_at_the_lethal_radius() -> None:
    """2000 draws, four standard errors (0.045); the control at twice the radius (0.84) fails the same test."""
    assert abs(sum(kills(2000, 5.0)) / 2000 - 0.5) < 0.045
    assert abs(sum(kills(2000, 10.0)) / 2000 - 0.5) > 0.045
    assert abs(sum(kills(2000, 10.0)) / 2000 - 0.5**0.25) < 0.045


def test_the_draw_knows_the_target_and_the_round_but_not_the_type_of_missile() -> None:
    """Common random numbers: another missile of the same effect kills in the same replicates, a better one in all of
    those and more.
    """
    one, other, better = kills(300, 5.0), kills(300, 5.0, "9M96E2"), kills(300, 8.0, "40N6E")
    assert one == other
    assert all(b for a, b in zip(one, better, strict=True) if a)
    assert sum(better) > sum(one)


def test_each_round_draws_anew() -> None:
    setup, state = at_the_target()
    setup.mission[0].fixed_kill = 0.5
    results = []
    for ordinal in range(1, 41):
        state.threat[0].outcome, state.shot[0].ordinal = IN_FLIGHT, ordinal
        results.append(strike_target(setup, state, 5, 0, 0))
    assert {KILL, NO_KILL} == set(results)


def test_what_a_strike_leaves_behind() -> None:
    setup, state = at_the_target()
    setup.mission[0].fixed_kill = 1.0
    assert strike_target(setup, state, 1, 0, 0) == KILL
    threat, shot = state.threat[0], state.shot[0]
    assert (threat.outcome, threat.resolved_time, threat.airborne, threat.best_miss) == (KILLED, 30.0, False, 5.0)
    assert (shot.miss_distance, shot.kill_probability) == (5.0, 1.0)
    # The next one finds it dead.
    assert strike_target(setup, state, 1, 0, 0) == WASTED


def test_a_round_that_passes_outside_the_fuze_misses() -> None:
    setup, state = at_the_target(miss=1000.0)
    assert strike_target(setup, state, 1, 0, 0) == MISS
    assert state.shot[0].kill_probability == 0.0
    assert state.threat[0].outcome == IN_FLIGHT
    assert state.threat[0].best_miss == 1000.0


def test_the_end_of_a_flight_is_booked_and_calls_the_assessor() -> None:
    setup, state = at_the_target()
    flyer = state.interceptor[0]
    flyer.x, flyer.y, flyer.z, flyer.vx, flyer.vy, flyer.vz = 30e3, 40e3, 5e3, 300.0, 400.0, 0.0
    assert end_flight(setup, state, 0, KILL)
    shot, engagement = state.shot[0], state.engagement[0]
    assert (shot.result, shot.end_time, shot.end_range, shot.end_speed) == (KILL, 30.0, 50e3, 500.0)
    # 50 km out the ground has sunk by 196 m.
    assert shot.end_height == pytest.approx(5196.0, abs=2.0)
    assert not flyer.active
    assert state.fire_unit[0].missiles_in_flight == 0
    assert (engagement.phase, engagement.rounds_in_flight) == (ASSESSING, 0)
    assert engagement.killed


@pytest.mark.parametrize(
    ("phase", "in_flight", "number", "calls"),
    [(GUIDING, 1, 1, True), (GUIDING, 2, 1, False), (FIRING, 1, 1, False), (GUIDING, 1, 2, False)],
)
def test_only_the_last_round_of_a_salvo_calls_the_assessor(
    phase: int, in_flight: int, number: int, calls: bool
) -> None:
    """Not while others fly or are still to leave, and not when the row serves another engagement by now."""
    setup, state = at_the_target()
    engagement = state.engagement[0]
    engagement.phase, engagement.rounds_in_flight, engagement.number = phase, in_flight, number
    assert end_flight(setup, state, 0, NO_KILL) is calls
    assert not engagement.killed
    assert engagement.rounds_in_flight == (in_flight - 1 if number == 1 else in_flight)


def test_a_round_wasted_on_a_killed_target_tells_the_assessor_that_it_is_dead() -> None:
    for outcome, killed in ((KILLED, True), (IN_FLIGHT, False)):
        setup, state = at_the_target()
        state.threat[0].outcome = outcome
        end_flight(setup, state, 0, WASTED)
        assert bool(state.engagement[0].killed) is killed
