"""What frightens a unit, what cues it, and when it may fire.

Expected values: time to the closest approach in closed form; the chances of the doctrine (z < 4 at a fixed seed).
Controls: a moment earlier, another direction, another kind of threat.
"""

import math

import numpy as np

from tests.command.cases import battle
from vyuha.base.table import rows
from vyuha.command.conduct import cue, may_fire, take_cover
from vyuha.command.fire import order, work
from vyuha.command.options import OPEN, RADAR_SILENT, best_missile
from vyuha.state.life import Conduct, ConductState
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import IDLE


def living(threats: int = 1, distance: float = 60e3) -> tuple[Setup, State]:
    """The battle by hand, its unit careful: the missile comes at it with 250 m/s."""
    setup, state = battle(threats=threats, distance=distance)
    setup = setup._replace(conduct=rows(Conduct, len(setup.site)))
    state = state._replace(conduct=rows(ConductState, len(setup.site)))
    setup.conduct.last_radar[:] = -1
    for now in state.conduct:
        now.shut_from = now.shut_until = now.cued_time = now.left_time = now.back_time = math.nan
    plan = setup.conduct[1]
    plan.first_radar, plan.last_radar, plan.planned = 0, 0, 1
    plan.shut_within, plan.shut_stay, plan.recognised, plan.mistaken = 30.0, 60.0, 1.0, 0.0
    setup.threat.divert[:] = 2e3
    state.progress[0].track_rows = len(state.track)
    return setup, state


def shut(setup: Setup, state: State, time: float = 0.0, replicate: int = 0) -> bool:
    now = state.conduct[1]
    now.shut_from = now.shut_until = math.nan
    take_cover(setup, state, 5, replicate, 0, time)
    return bool(now.shut_from == time and now.shut_until == time + 60.0)


def test_a_missile_that_is_near_shuts_the_radar() -> None:
    for distance, expected in ((7.4e3, True), (7.6e3, False)):
        assert shut(*living(distance=distance)) == expected


def test_a_missile_that_goes_elsewhere_does_not() -> None:
    setup, state = living(distance=5e3)
    assert shut(setup, state)
    state.track[0].vx, state.track[0].vy = 0.0, 250.0
    assert not shut(setup, state)
    state.track[0].vx, state.track[0].vy = 250.0, 0.0
    assert not shut(setup, state)


def test_only_what_is_taken_for_such_a_missile_does() -> None:
    setup, state = living(distance=5e3)
    setup.threat.divert[:] = 0.0
    assert not shut(setup, state)
    setup.conduct[1].mistaken = 1.0
    assert shut(setup, state)


def test_recognition_is_drawn_with_its_chance_and_once() -> None:
    setup, state = living(distance=5e3)
    setup.conduct[1].recognised = 0.7
    seen = np.array([shut(setup, state, replicate=k) for k in range(1000)])
    assert abs(seen.mean() - 0.7) < 4.0 * math.sqrt(0.7 * 0.3 / 1000)
    assert not abs(seen.mean() - 0.8) < 4.0 * math.sqrt(0.8 * 0.2 / 1000)
    assert [shut(setup, state, 1.0, replicate=k) for k in range(50)] == seen[:50].tolist()


def test_a_silent_or_leaving_unit_may_not_fire_and_its_engagements_end() -> None:
    for silence in (True, False):
        setup, state = living()
        assert best_missile(setup, state, 0, 0, 0.0)[0] == OPEN
        order(setup, state, 0, 0, 0, 0.0)
        if silence:
            state.conduct[1].shut_from, state.conduct[1].shut_until = 0.0, 60.0
        else:
            state.conduct[1].leaves = True
        assert not may_fire(setup, state, 0, 1.0)
        assert best_missile(setup, state, 0, 0, 1.0)[0] == RADAR_SILENT
        work(setup, state, 1, 0, 0, 2.0)
        assert state.engagement[0].phase == IDLE
        assert state.fire_unit[0].targets_engaged == 0
    setup, state = living()
    order(setup, state, 0, 0, 0, 0.0)
    work(setup, state, 1, 0, 0, 2.0)
    assert state.engagement[0].phase != IDLE


def test_a_track_in_range_cues_and_one_beyond_does_not() -> None:
    setup, state = living()
    setup.conduct[1].cued = True
    setup.radar[0].instrumented_range = 59e3
    cue(setup, state, 0, 2.0)
    assert not may_fire(setup, state, 0, 2.0)
    # Six seconds later it has come 1.5 km nearer.
    cue(setup, state, 0, 8.0)
    assert state.conduct[1].cued_time == 8.0 and may_fire(setup, state, 0, 8.0)
