"""Features that meet in one fight. Each case is one that broke when its two halves were built apart; beside it stands
the same fight without one of them. Expected values: that something happens at all, or counts that must add up.
"""

import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.engine.builders import Case, build, catalogue, certain_sight, fight, raid
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.replay import replay
from vyuha.engine.run import prepare
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.mission import SAMPLE_SITE_LOST
from vyuha.state.shot import KILL, LOST_LIGHT
from vyuha.state.threat import CHANCE_NO_COMMAND, HIT

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DRONES = raid("slow", 6, type="shahed-136", distance=15.0, spacing="4 s", more="height: 300 m")
TROOP = "  - {id: guns, system: l-70/troop, east: 1 km, north: 0 km, doctrine: lab%s}\n"


def gunned(doctrine: str, more: str = "", raids: str = DRONES) -> Block:
    return fight(build(Case(raids, TROOP % more, doctrine, kill=None)).setup, 4)


@pytest.mark.parametrize(
    "doctrine",
    [
        "salvo: 4",
        "salvo: 4, least_kill: 0.01",
        "salvo: 4, prefer: {drone: [bofors-40]}",
        "salvo: 4, allocation: marginal-return",
        "salvo: 4, allocation: assignment",
    ],
)
def test_guns_fire_by_any_doctrine(doctrine: str) -> None:
    gun = next(iter(catalogue().systems["l-70/troop"].default_load))
    block = gunned(doctrine.replace("bofors-40", gun))
    assert len(block.shots) > 4
    assert np.isfinite(block.shots["expected_kill"]).all() and (block.shots["expected_kill"] > 0.0).all()


def test_guns_fire_at_nothing_that_they_do_not_see() -> None:
    """With leave to launch on the picture of others a gun still has only its own sight."""
    far = raid("far", 6, type="shahed-136", distance=60.0, spacing="4 s", more="height: 300 m")
    eyes = "  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"
    case = Case(far, eyes + TROOP % ", command: post", "salvo: 4, remote: true", kill=0.0)
    with_leave = fight(build(case).setup, 2)
    without = fight(build(Case(far, case.defences, "salvo: 4", kill=0.0)).setup, 2)
    assert len(without.shots) > 0
    assert bits(with_leave.shots) == bits(without.shots)


def test_a_burst_out_of_reach_has_lost_no_light() -> None:
    block = gunned("salvo: 4, remote: true")
    assert not (block.shots["guidance_lost"] == LOST_LIGHT).any()


@cache
def written(name: str, old: str = "", new: str = "") -> Assembled:
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return assemble(parse(text.replace(old, new), f"{name}.yaml"), catalogue())


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
def test_every_scenario_can_be_replayed(name: str) -> None:
    """A history is as long as what it has to hold, with guns, moves, ships, posts that are lost and all the rest."""
    path = SCENARIOS / f"{name}.yaml"
    setup = prepare(path.read_text(encoding="utf-8"), path.name, SCENARIOS).setup
    history = replay(setup, 1, 0)
    assert len(history.samples) > 0
    assert not history.block.failures.any()


SHIP = """\
vyuha: 1
title: A ship and what hunts her radars
duration: 20 min
origin: {lat: 15.0 deg, lon: 72.0 deg}
environment: {ground: sea}
assets: [{id: harbour, east: 60 km, north: 0 km}]
defences:
  - {id: ship, system: ins-vikramaditya/ship, east: 0 km, north: 0 km, route: [{east: 0 km, north: 40 km}]}
raids:
  - {id: arm, type: mar-1, count: 4, target: ship, from: {bearing: 270 deg, range: 60 km}, start: 60 s, spacing: 120 s}
"""


def test_what_hunts_a_ship_under_way_finds_her() -> None:
    """She steams at some 8 m/s, three kilometres until the last missile comes; her radars are on, so all come down on
    her, who is 280 m long.
    """
    block = fight(assemble(parse(SHIP, "x.yaml"), catalogue()).setup, 20)
    assert (block.threats["outcome"] == HIT).mean() > 0.9


def test_what_is_struck_is_on_record_and_not_only_what_was_meant() -> None:
    """Missiles that hunt the battalion's radar strike the decoys beside it."""
    found = written("radar-hunt")
    block = fight(found.setup, 30)
    names = [site.id for site in found.roster.sites]
    lures = [names.index(id) for id in names if id.startswith("lure")]
    struck = block.threats["struck"]
    assert np.isin(struck, lures).sum() > 20
    assert ((struck >= 0) == (block.threats["outcome"] == HIT)).all()
    for s in range(len(names)):
        assert (block.sites["hits"][:, s] > 0).sum() <= (struck == s).any(axis=1).sum()


def test_what_goes_down_with_its_ship_has_the_same_killer() -> None:
    text = SHIP.replace("ins-vikramaditya/ship, ", "ins-vikramaditya/group, ").replace("mar-1", "brahmos")
    text = text.replace(", start: 60 s", "").replace("count: 4", "count: 30").replace("spacing: 120 s", "spacing: 0 s")
    found = assemble(parse(text, "x.yaml"), catalogue())
    setup = found.setup
    host = int(setup.site.host[setup.site.aboard][0])
    block = fight(setup, 6)
    lost = block.sites["destroyed"][:, host]
    assert lost.any()
    for s in np.flatnonzero(setup.site.aboard):
        gone = block.sites["destroyed"][:, s]
        assert gone[lost].all()
        assert (block.sites["destroyed_by"][gone, s] >= 0).all()
    history = replay(setup, 1, int(np.flatnonzero(lost)[0]))
    seen: Any = history.samples[history.samples["kind"] == SAMPLE_SITE_LOST]["subject"]
    assert {host, *np.flatnonzero(setup.site.aboard).tolist()} <= set(seen.tolist())


def test_a_lost_order_is_no_command_and_not_an_order() -> None:
    post = "  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"
    unit = "  - {id: alpha, system: s-400/battalion, command: post, east: 0 km, north: 1 km, load: {48N6E3: 8}}\n"
    link = "network:\n  links:\n    - {between: [alpha, post], loss: 0.999999}\n"
    setup = build(Case(raid(count=2) + link, post + unit, kill=1.0)).setup
    certain_sight(setup)
    # The post sees for itself, so that only orders are lost.
    threats = fight(setup, 2).threats
    assert (threats["shots"] == 0).all()
    assert (threats["cycles_no_command"] > 0).all()
    assert (threats["last_chance_reason"] == CHANCE_NO_COMMAND).all()


FEW_TARGETS = """\
  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km, doctrine: shared}
  - {id: a, system: s-400/battalion, command: post, east: 0 km, north: 1 km, load: {48N6E3: 16}}
  - {id: b, system: s-400/battalion, command: post, east: 0 km, north: -1 km, load: {48N6E3: 16}}
"""


def test_more_rounds_than_room_for_tracks() -> None:
    """Six threats have room for 28 tracks; 32 rounds are shared out among them. All are killed, and every round flies
    at one that its unit reaches.
    """
    case = Case(raid(count=6, spacing="1 s"), FEW_TARGETS, "salvo: 1", kill=1.0)
    text = case.text.replace("doctrines:\n", "doctrines:\n  - {id: shared, allocation: assignment}\n")
    setup = assemble(parse(text, "lab.yaml"), catalogue()).setup
    certain_sight(setup)
    block = fight(setup, 4)
    assert (block.shots["result"] == KILL).sum() == 24
    assert len(block.shots) < 40


def test_a_patrol_that_has_gone_home_fires_no_more() -> None:
    patrol = (
        "  - {id: cap, system: su-30mki/patrol, east: -20 km, north: 0 km, station: {from: 0 s, for: 4 min}, "
        "doctrine: lab}\n"
    )
    jets = raid(count=6, distance=110.0, spacing="60 s")
    block = fight(build(Case(jets, patrol, "salvo: 1", kill=0.0)).setup, 6)
    assert len(block.shots) > 0
    assert block.shots["launch_time"].max() <= 240.0
    assert np.nanmax(block.threats["last_chance_time"]) <= 240.0
    assert math.isfinite(float(block.threats["resolved_time"].max()))
