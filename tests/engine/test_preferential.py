"""Preferential defence: few rounds spread over all assets save none; all rounds at the attackers of half of them save
these.

Expected values: 10 assets with 2 attackers each, 10 rounds at .8: n assets defended with a round at each attacker are
saved with .8^2 each, 5 of them 3.20 in all; a round at one attacker of each asset saves nothing (facts of the
literature on preferential defence; the sum is by hand). |z| < 4 at a fixed seed.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.engine.builders import certain_sight, leaked, raid, z_score
from vyuha.engine.replicates import Engine
from vyuha.engine.run import prepare

ASSETS, ROUNDS = 10, 10
HEAD = """
vyuha: 1
title: preferential
duration: 40 min
origin: {{lat: 31.0 deg, lon: 74.9 deg}}
assets:
{assets}defences:
  - {{id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, load: {{48N6E3: {rounds}}}, doctrine: lab}}
raids:
{raids}doctrines:
  - {{id: lab, function: mine.py:choose, most_rounds: 1, false_alive: 0, false_dead: 0, reopen_time: 0 s}}
run: {{fixed_kill_probability: 0.8}}
"""
# Assets stand far apart, so that a course tells which is meant; the first five are worth a little more.
FAR_APART = 40.0
CODE = """
import math


def choose(track, option):
    return {rule}
"""
ONLY_THE_FIRST = "track.value if track.value > 100.5 else -math.inf"
FIRST_COME = "-option.due"


def saved(folder: Path, rule: str) -> npt.NDArray[np.float64]:
    """Assets that none of their attackers reached, replicate by replicate."""
    norths = [FAR_APART * (i - 0.5 * (ASSETS - 1)) for i in range(ASSETS)]
    assets = "".join(
        f"  - {{id: a{i}, east: 0 km, north: {north:g} km, value: {102 if i < 5 else 99}, hits_to_kill: 100}}\n"
        for i, north in enumerate(norths)
    )
    raids = "".join(
        raid(f"r{i}", 2, distance=200.0, spacing="60 s", more=f"height: 9 km, lateral: 3 km, start: {5 * i} s").replace(
            "target: base", f"target: a{i}"
        )
        for i in range(ASSETS)
    )
    raids += raid("late", 1, spacing="0 s", more="height: 9 km, start: 1100 s").replace("target: base", "target: a9")
    (folder / "mine.py").write_text(CODE.format(rule=rule))
    setup = prepare(HEAD.format(assets=assets, raids=raids, rounds=ROUNDS), "lab.yaml", folder).setup
    certain_sight(setup)
    # One unit sees and reaches all of them.
    setup.radar.sector_half_width[:] = 3.2
    block = Engine(setup, 1, 2).fight_block(0, 100)
    assert not block.failures.any()
    through = leaked(block)[:, : 2 * ASSETS].reshape(-1, ASSETS, 2)
    return np.asarray((~through.any(axis=2)).sum(axis=1), dtype=np.float64)


def test_half_of_the_assets_in_full(tmp_path: Path) -> None:
    found = saved(tmp_path, ONLY_THE_FIRST)
    assert abs(z_score(found, 3.20)) < 4.0
    # Control: one defended asset less is told apart.
    assert abs(z_score(found, 2.56)) > 4.0


def test_a_round_for_each_asset_saves_nothing(tmp_path: Path) -> None:
    """First come, first served: the first attackers of all ten, which come a minute before the second ones."""
    assert saved(tmp_path, FIRST_COME).max() == 0.0
