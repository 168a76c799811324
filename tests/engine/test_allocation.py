"""Rounds shared out in fights: less is lost than by urgency, on the same random numbers.

Expected values: the sign of paired differences at |z| > 4; where nothing is scarce there is nothing to gain.
"""

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.builders import catalogue, certain_sight, leaked, raid, z_score
from vyuha.engine.assemble import assemble
from vyuha.engine.replicates import Engine
from vyuha.scenario import parse

TEXT = """
vyuha: 1
title: few rounds
duration: 40 min
origin: {{lat: 31.0 deg, lon: 74.9 deg}}
assets:
  - {{id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 10000, radius: 5 km}}
  - {{id: shed, east: 0 km, north: 40 km, value: {shed}, hits_to_kill: 10000, radius: 5 km}}
defences:
  - {{id: post, system: s-400/command-post, east: 0 km, north: 15 km, doctrine: lab}}
  - id: a
    system: s-400/battalion
    command: post
    east: 0 km
    north: 10 km
    doctrine: lab
    load: {{48N6E3: {rounds}}}
  - id: b
    system: s-400/battalion
    command: post
    east: 0 km
    north: 20 km
    doctrine: lab
    load: {{48N6E3: {rounds}}}
raids:
{raids}doctrines:
  - {{id: lab, salvo: 1, reopen_time: 0 s, allocation: {way}{more}}}
run: {{fixed_kill_probability: 0.7}}
"""
# Six that matter much are tracked, but out of reach, when six that matter little come into it.
FIRST = raid("first", 6, distance=150.0, spacing="5 s", more="height: 9 km, lateral: 3 km, start: 80 s")
FIRST = FIRST.replace("target: base", "target: shed")
BEHIND = raid("behind", 6, distance=380.0, spacing="5 s")
REPLICATES = 60


def lost(way: str, rounds: int = 4, shed: float = 5.0, more: str = "", workers: int = 2) -> npt.NDArray[np.float64]:
    """Value that the leakers of each replicate were aimed at."""
    text = TEXT.format(way=way, rounds=rounds, shed=shed, more=more, raids=FIRST + BEHIND)
    setup = assemble(parse(text), catalogue()).setup
    certain_sight(setup)
    block = Engine(setup, 1, workers).fight_block(0, REPLICATES)
    assert not block.failures.any()
    worth = np.where(setup.threat.target == 0, 100.0, shed)
    return np.asarray((leaked(block) * worth).sum(axis=1))


@pytest.mark.parametrize("way", ["marginal-return", "assignment"])
def test_less_is_lost_where_rounds_are_scarce_and_values_differ(way: str) -> None:
    saved = lost("urgency") - lost(way)
    assert z_score(saved, 0.0) > 4.0
    assert saved.mean() > 50.0
    # Control: where all are worth the same and there are rounds for all, nothing is to be gained.
    same = lost("urgency", rounds=32, shed=100.0) - lost(way, rounds=32, shed=100.0)
    assert abs(same.mean()) < 20.0


def test_a_price_keeps_rounds_for_what_nobody_sees_yet() -> None:
    """The six that matter start 10 minutes later, when the others have been shot at or not."""
    later = BEHIND.replace("lateral: 3 km", "lateral: 3 km, start: 800 s")
    results = {}
    for price in (0, 20):
        text = TEXT.format(way="assignment", rounds=4, shed=5, more=f", round_price: {price}", raids=FIRST + later)
        setup = assemble(parse(text), catalogue()).setup
        certain_sight(setup)
        block = Engine(setup, 1, 2).fight_block(0, REPLICATES)
        results[price] = (leaked(block) * np.where(setup.threat.target == 0, 100.0, 5.0)).sum(axis=1)
    assert z_score(results[0] - results[20], 0.0) > 4.0


def test_the_result_does_not_depend_on_workers() -> None:
    assert np.array_equal(lost("assignment"), lost("assignment", workers=1))
