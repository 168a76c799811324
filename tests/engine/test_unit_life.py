"""Reloads, supply and moves.

Expected values: closed forms of a unit that fires as fast as it can: N = L c rounds at once, then a launcher's c rounds
each T, so N (1 + floor(t / T)) by the time t and N / T in the long run; the time table of a move; a stretch of road at
a speed.
Controls: no reload, a time of reload that is not the one asked for, a place that was left.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.engine.builders import Case, catalogue, certain_sight, fight, raid
from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.queue import EVENTS, pop
from vyuha.engine.replay import replay
from vyuha.engine.unit_life import LOADED, MOVE, begin_life, load_launchers, loaded, move, supply, whereabouts
from vyuha.scenario import parse
from vyuha.state.mission import SAMPLE_SITE
from vyuha.state.tables import Setup, State

LAUNCHERS, BATCH, TIME = 4, 3, 600.0


def stocked(reserve: int = 1000, time: float = TIME) -> tuple[Setup, State]:
    setup = blank_setup(site=1, fire_unit=1, magazine=1, missile=1, supply=1)
    row = setup.magazine[0]
    row.rounds, row.reserve, row.batch, row.reload_time = LAUNCHERS * BATCH, reserve, BATCH, time
    setup.supply[0].time = 1e9
    state = allocate(setup)
    state.magazine[0].rounds = row.rounds
    begin_life(setup, state)
    return setup, state


def fire_all(setup: Setup, state: State, until: float) -> list[float]:
    """Times of the rounds of a unit that fires whatever it has, at once."""
    times: list[float] = []

    def fire(now: float) -> None:
        stock = state.magazine[0]
        while stock.rounds > 0:
            stock.rounds -= 1
            stock.spent += 1
            times.append(now)
            load_launchers(setup, state, 0, now)

    fire(0.0)
    while state.fill[EVENTS] > 0:
        now, kind, subject = pop(state)
        if now > until:
            break
        (loaded if kind == LOADED else supply)(setup, state, subject, now)
        fire(now)
    return times


def by(times: list[float], t: float) -> int:
    return sum(time <= t for time in times)


def test_reloading_limits_the_rounds_in_a_time() -> None:
    times = fire_all(*stocked(), until=20 * TIME)
    for n in range(20):
        assert by(times, (n + 0.5) * TIME) == LAUNCHERS * BATCH * (1 + n)
    per_hour = (len(times) - LAUNCHERS * BATCH) / (20 * TIME) * 3600.0
    assert per_hour == pytest.approx(LAUNCHERS * BATCH / TIME * 3600.0)
    slower = fire_all(*stocked(time=1.5 * TIME), until=20 * TIME)
    assert by(slower, 19.5 * TIME) == LAUNCHERS * BATCH * (1 + 13)


def test_what_is_beside_the_launchers_runs_out() -> None:
    """7 rounds beside them: two launchers full, a third with one; all come back together, and that is all."""
    times = fire_all(*stocked(reserve=7), until=20 * TIME)
    assert len(times) == LAUNCHERS * BATCH + 7
    assert times[-1] == TIME
    assert len(fire_all(*stocked(reserve=0), until=20 * TIME)) == LAUNCHERS * BATCH


def test_a_supply_is_loaded_when_it_has_come() -> None:
    setup, state = stocked(reserve=0)
    setup.supply[0].time, setup.supply[0].rounds = 1000.0, 5
    begin_life(setup, state)
    times = fire_all(setup, state, until=1e5)
    assert times[LAUNCHERS * BATCH :] == [1000.0 + TIME] * 5


def test_without_a_time_of_reload_nothing_is_reloaded() -> None:
    setup, state = stocked()
    setup.magazine[0].reload_time = 0.0
    assert len(fire_all(setup, state, until=1e6)) == LAUNCHERS * BATCH


BATTALION = (
    "  - {{id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: lab, mast: false, "
    "load: {{48N6E3: 16}}, sector: {{centre: 270 deg, width: 360 deg}}, radius: 100 m, hits_to_kill: 1000{more}}}\n"
)


@cache
def made(more: str = "", raids: str = "", kill: float = 0.0, doctrine: str = "salvo: 2, false_dead: 0") -> Assembled:
    text = Case(raids, BATTALION.format(more=more), doctrine, kill, duration=3600.0).text
    return assemble(parse(text, "lab.yaml"), catalogue())


def prepared(one: Assembled, change: Callable[[Setup], None] = lambda setup: None) -> Setup:
    certain_sight(one.setup)
    change(one.setup)
    return one.setup


# They wait within reach all the time.
WAITING = raid(
    count=12,
    distance=120.0,
    spacing="1 s",
    more="height: 9 km, lateral: 3 km, route: [{bearing: 270 deg, range: 70 km}], loiter: 55 min",
)


def test_a_long_fight_fires_what_its_launchers_can() -> None:
    """16 rounds on 8 launchers, two each, 5 min out: 16 / (5 min) in the long run, targets and channels allow it."""
    plenty = ", reload: {rounds: {48N6E3: 500}, time: 5 min}"
    shots = fight(prepared(made(plenty, WAITING)), 1).shots
    times = np.sort(shots["launch_time"])
    first = times[0]
    late = times[(times > first + 600.0) & (times <= first + 2400.0)]
    assert len(late) / 1800.0 == pytest.approx(16 / 300.0, rel=0.15)
    assert len(fight(prepared(made("", WAITING)), 1).shots) == 16


def first_empty(launches: list[float], rounds: int, batch: int, out: float, beside: int) -> float:
    """When a unit that reloads is first empty, counted by hand: its n-th launch leaves `rounds` - n and what came back.
    Each launcher, of so many rounds (`batch`), is back so long after its last one, while there are any `beside` it.
    """
    for n, time in enumerate(launches, start=1):
        back = sum(launches[k - 1] + out <= time for k in range(batch, n, batch))
        if rounds - n + min(batch * back, beside) == 0:
            return time
    return math.nan


def test_a_unit_is_empty_when_its_last_round_leaves() -> None:
    """16 rounds and none beside the launchers: empty as the sixteenth leaves. An asset never is."""
    block = fight(prepared(made("", WAITING)), 3)
    for n in range(3):
        launches = np.sort(block.shots["launch_time"][block.shot_replicate == n])
        assert len(launches) == 16
        assert block.sites["emptied"][n, -1] == launches[15]
    assert np.isnan(block.sites["emptied"][:, 0]).all()


def test_a_unit_that_reloads_is_empty_when_its_launchers_are_all_out() -> None:
    """Against a count by hand; what comes back within a second keeps it from being empty until nothing is left
    beside the launchers. Control: the sixteenth launch is another time where launchers came back before it.
    """
    later = 0
    for out in (300.0, 60.0, 1.0):
        reload = f", reload: {{rounds: {{48N6E3: 500}}, time: {out:g} s}}"
        block = fight(prepared(made(reload, WAITING)), 1)
        launches = np.sort(block.shots["launch_time"]).tolist()
        expected = first_empty(launches, 16, 2, out, 500)
        assert block.sites["emptied"][0, -1] == expected, out
        later += block.sites["emptied"][0, -1] != launches[15]
    assert later > 0


def test_a_unit_that_fires_little_is_never_empty_and_one_without_rounds_from_the_start() -> None:
    lone = raid(count=2, distance=120.0)
    assert np.isnan(fight(prepared(made("", lone, kill=1.0)), 2).sites["emptied"]).all()

    def unload(setup: Setup) -> None:
        setup.magazine.rounds[:] = 0

    assert (fight(prepared(made("", lone, kill=0.999), unload), 1).sites["emptied"][:, -1] == 0.0).all()


SCOOT = ", relocate: {after_rounds: 4, to: [{east: 6 km, north: 0 km}, {east: 6 km, north: 6 km}], march: 36 km/h}"


def test_the_unit_fires_moves_and_fires_again() -> None:
    """5 min to close, 600 s for 6 km at 10 m/s, 5 min to open: 1200 s between two places."""
    shots = fight(prepared(made(SCOOT, WAITING)), 1).shots
    times = np.sort(shots["launch_time"])
    gaps = np.diff(times)
    long = np.flatnonzero(gaps > 600.0)
    assert len(long) == 2
    # The salvo that makes it four is finished, and the last round comes down before it leaves.
    assert (gaps[long] > 1200.0).all() and (gaps[long] < 1200.0 + 240.0).all()
    assert 4 <= long[0] + 1 <= 8
    still = np.diff(np.sort(fight(prepared(made("", WAITING)), 1).shots["launch_time"]))
    assert (still < 600.0).all()


def test_whereabouts_follow_the_time_table() -> None:
    setup = blank_setup(site=1, conduct=1, place=2, radar=1)
    plan = setup.conduct[0]
    plan.places, plan.stow_time, plan.open_time, plan.speed, plan.last_radar = 2, 300.0, 200.0, 10.0, 0
    setup.place[1].x, setup.place[1].y, setup.place[1].departure = 3e3, 4e3, 50.0
    setup.place[0].departure = math.nan
    state = allocate(setup)
    begin_life(setup, state)
    state.antenna[0].height = 20.0
    setup.place[1].up_z = 1.0
    time, kind, subject = pop(state)
    assert (time, kind, subject) == (50.0, MOVE, 0)
    move(setup, state, 0, time)
    now = state.conduct[0]
    assert (now.left_time, now.back_time) == (50.0, 50.0 + 300.0 + 500.0 + 200.0)
    for t, share in ((60.0, 0.0), (350.0, 0.0), (600.0, 0.5), (850.0, 1.0), (1049.0, 1.0)):
        assert whereabouts(setup, state, 0, t)[:2] == pytest.approx((share * 3e3, share * 4e3)), t
    time, kind, subject = pop(state)
    assert (time, kind) == (1050.0, MOVE)
    move(setup, state, 0, time)
    assert (state.site[0].shift_x, state.site[0].shift_y) == (3e3, 4e3)
    assert (state.antenna[0].x, state.antenna[0].y, state.antenna[0].z) == (3e3, 4e3, 20.0)
    assert math.isnan(now.left_time) and whereabouts(setup, state, 0, 2e3)[:2] == (3e3, 4e3)


def test_a_lost_unit_goes_nowhere() -> None:
    setup = blank_setup(site=1, conduct=1, place=2)
    setup.conduct[0].places, setup.conduct[0].speed, setup.conduct[0].last_radar = 2, 10.0, -1
    state = allocate(setup)
    begin_life(setup, state)
    state.site[0].destroyed = True
    move(setup, state, 0, 10.0)
    assert math.isnan(state.conduct[0].left_time)


@cache
def moving_replay() -> Any:
    return replay(prepared(made(SCOOT, WAITING)), 1, 0)


def test_the_replay_shows_the_moves() -> None:
    history = moving_replay()
    seen = history.samples[history.samples["kind"] == SAMPLE_SITE]
    assert len(seen) >= 4
    assert np.hypot(seen["x"][0], seen["y"][0]) < 1.0
    assert np.hypot(seen["x"][3] - 6e3, seen["y"][3]) < 5.0
    assert seen["time"][3] - seen["time"][0] == pytest.approx(300.0 + 600.0 + 300.0, abs=2.0)


def test_all_of_it_is_the_same_for_any_number_of_workers() -> None:
    more = SCOOT + ", reload: {rounds: {48N6E3: 16}, time: 5 min}, emission: {blink: {on: 50 s, off: 5 s}}"
    setup = prepared(made(more, WAITING, kill=0.3))
    one, three = fight(setup, 6, workers=1), fight(setup, 6, workers=3)
    for name in ("threats", "sites", "shots", "events"):
        assert bits(getattr(one, name)) == bits(getattr(three, name))
    assert len(one.shots) > 16
