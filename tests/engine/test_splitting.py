"""Splitting against what is known: a closed form, plain fights, and the property that it is unbiased.

Expected values: shoot-look-shoot in closed form (a threat that n rounds of kill probability p are fired at, one after
the other, comes through with (1 - p)^n); plain fights of other numbers. |z| < 4 at fixed seeds, one false alarm in
sixteen thousand.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.bits import bits
from tests.engine.builders import Case, build, certain_sight, fight, raid, z_score
from vyuha.base.random import SPLITTING, seed_of
from vyuha.engine.assemble import Assembled
from vyuha.engine.run import prepare
from vyuha.engine.splitting import SHARE, Goal, Split, Splitter
from vyuha.results.tables import armed
from vyuha.state.mission import FAILURE_NONE, FAILURE_QUEUE
from vyuha.state.threat import HIT, STRAY

ROUNDS = 6
# Behind the six meetings, at .297, .492, .646, .772, .878 and .967 of the way.
LEVELS = (0.3, 0.5, 0.65, 0.775, 0.88, 0.97)


def duel(kill: float, rounds: int = ROUNDS, count: int = 1) -> Assembled:
    """Threats far apart that are always seen, at each of which so many rounds are fired one by one."""
    doctrine = f"salvo: 1, most_rounds: {rounds}, false_alive: 0, false_dead: 0, reopen_time: 0 s"
    built = build(Case(raid(count=count, spacing="700 s"), doctrine=doctrine, kill=kill, duration=7200.0))
    certain_sight(built.setup)
    return built


def goal_of(built: Assembled, need: int = 1) -> Goal:
    return Goal(armed(built.roster), need)


def chance_of(split: Split, need: int = 1) -> float:
    """The estimate of one run that at least `need` threats come through."""
    through = np.isin(split.ends.threats["outcome"], (HIT, STRAY)).sum(axis=1)
    return math.prod(split.shares) * float((through >= need).mean()) if len(through) else 0.0


def estimates(built: Assembled, runs: int, size: int, levels: tuple[float, ...]) -> npt.NDArray[np.float64]:
    splitter = Splitter(built.setup, goal_of(built), size)
    found = [splitter.run(seed_of(7, SPLITTING, n, 0), levels) for n in range(runs)]
    assert not any(split.failure for split in found)
    return np.array([chance_of(split) for split in found])


def test_six_rounds_that_all_miss() -> None:
    """(1 - .9)^6 = 1e-6, from 20 runs of 100 fights."""
    values = estimates(duel(0.9), runs=20, size=100, levels=LEVELS)
    assert abs(z_score(values, 1e-6)) < 4.0
    # Controls: five rounds or seven are another law, and so is a round that kills with .85.
    for wrong in (1e-5, 1e-7, 0.15**6):
        assert abs(z_score(values, wrong)) > 4.0


def test_levels_change_nothing_but_the_scatter() -> None:
    """Unbiased for any levels: none at all, few, and ones where nothing happens, on (1 - .5)^4 = .0625."""
    built = duel(0.5, rounds=4)
    for levels in ((), (0.5,), (0.1, 0.101, 0.6, 0.9, 0.999)):
        values = estimates(built, 30, 50, levels)
        assert abs(z_score(values, 0.0625)) < 4.0
        assert abs(z_score(values, 0.125)) > 4.0


def test_several_threats_one_after_the_other() -> None:
    """Of three threats one at least comes through with 1 - (1 - q)^3, two at least with 3 q^2 - 2 q^3, q = .4^2; they
    come minutes apart, so that the first has come down when the last begins.
    """
    built, q = duel(0.6, rounds=2, count=3), 0.4**2
    laws = {1: 1.0 - (1.0 - q) ** 3, 2: 3.0 * q**2 - 2.0 * q**3, 3: q**3}
    for need in (1, 2):
        splitter = Splitter(built.setup, goal_of(built, need), 50)
        values = np.array([chance_of(splitter.run(n, (0.35, 0.6, 0.9)), need) for n in range(16)])
        assert abs(z_score(values, laws[need])) < 4.0
        assert abs(z_score(values, laws[need + 1])) > 4.0


def test_a_run_is_a_function_of_its_seed() -> None:
    """The same whatever was fought before in the same tables, and another with another seed."""
    built = duel(0.5)
    one, other = (Splitter(built.setup, goal_of(built), 40) for _ in range(2))
    one.run(3, LEVELS)
    again, fresh = one.run(4, LEVELS), other.run(4, LEVELS)
    assert again.shares == fresh.shares and again.events == fresh.events
    assert bits(again.ends.threats) == bits(fresh.ends.threats)
    assert other.run(5, LEVELS).events != fresh.events


def test_without_levels_it_is_plain_fights() -> None:
    """The same outcomes and events, bit for bit, as the replicates of the same seed."""
    built = duel(0.5)
    split, plain = Splitter(built.setup, goal_of(built), 30).run(11, ()), fight(built.setup, 30, seed=11)
    assert bits(split.ends.threats) == bits(plain.threats)
    assert split.events == plain.events.sum()


def test_a_pilot_finds_a_level_after_each_round() -> None:
    """At .9 each round leaves a tenth: one level for each, in order."""
    built = duel(0.9)
    pilot = Splitter(built.setup, goal_of(built), 150).pilot(3, 40)
    meetings = (0.297, 0.492, 0.646, 0.772, 0.878, 0.967)
    assert pilot.levels == pytest.approx(meetings, abs=0.006)
    assert max(pilot.shares) <= SHARE
    # No more than are wanted.
    assert len(Splitter(built.setup, goal_of(built), 60).pilot(3, 2).levels) == 2


def test_what_cannot_come_about_is_given_up_at_once() -> None:
    """Two of one threat never come through: nothing is fought."""
    built = duel(0.5)
    split = Splitter(built.setup, goal_of(built, 2), 20).run(1, (0.5,))
    assert split.shares == (0.0,) and split.events == 0 and len(split.ends.threats) == 0


def test_seeds_of_runs_differ() -> None:
    seeds = [seed_of(1, SPLITTING, n, which) for n in range(500) for which in (0, 1)]
    assert len(set(seeds)) == len(seeds) and min(seeds) >= 0 and max(seeds) < 2**63
    assert seed_of(1, SPLITTING, 0, 0) != seed_of(2, SPLITTING, 0, 0)
    assert seed_of(1 << 33, SPLITTING, 0, 0) != seed_of(1 << 34, SPLITTING, 0, 0)


def test_a_failure_is_told_though_its_fight_was_given_up() -> None:
    built = duel(0.9)
    splitter = Splitter(built.setup, goal_of(built), 10)
    assert splitter.run(1, (0.5,)).failure == FAILURE_NONE
    # Room for hardly an event.
    splitter._states[0] = splitter._states[0]._replace(queue=splitter._states[0].queue[:2])
    assert splitter.run(1, (0.5,)).failure == FAILURE_QUEUE


HUNT = """
vyuha: 1
title: one hunter
duration: 10 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 4, radius: 600 m}
defences:
  - {id: alpha, system: s-400/battalion, east: -4 km, north: 6 km, mast: false, load: {48N6E3: 2}, doctrine: careful,
     radius: 40 m, hits_to_kill: 1}
raids:
  - {id: hunter, type: mar-1, count: 1, target: alpha, from: {bearing: 290 deg, range: 50 km}}
doctrines:
  - {id: careful, salvo: 1, shutdown: {within: 30 s, stay: 90 s, recognised: 0.5, mistaken: 0.05}}
run: {fixed_kill_probability: 0}
"""


class Forgetful(Splitter):
    """A splitting that draws anew, at each level, what holds for a whole fight."""

    def _refill(self, seed: int, left: npt.NDArray[np.int64]) -> None:
        super()._refill(seed, left)
        for n, state in enumerate(self._states):
            progress: Any = state.progress[0]
            progress.began_as = self._number(n)


def test_what_holds_for_a_whole_fight_is_drawn_once() -> None:
    """Whether a unit knows an anti-radiation missile when it sees one: as often through ten levels as in plain fights.
    Control: asked anew at each level it would know it sooner or later, and save its radar.
    """
    built, size, levels = prepare(HUNT, "hunt.yaml"), 300, tuple(np.linspace(0.6, 0.97, 10))
    plain = fight(built.setup, 3 * size, seed=5).threats["outcome"][:, 0] == HIT
    hits = []
    for kind in (Splitter, Forgetful):
        ends = kind(built.setup, goal_of(built), size).run(2, levels).ends
        hits.append(ends.threats["outcome"][:, 0] == HIT)
    spread = math.sqrt(float(plain.mean() * (1.0 - plain.mean())) * (1.0 / size + 1.0 / len(plain)))
    assert 0.1 < plain.mean() < 0.9
    assert abs(hits[0].mean() - plain.mean()) < 4.0 * spread
    assert abs(hits[1].mean() - plain.mean()) > 4.0 * spread
