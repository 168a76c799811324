"""Scenario texts for the assembler, with parts that a test may replace."""

from dataclasses import replace
from functools import cache

from tests.tables import LOSS_TABLE
from vyuha.catalogue import Catalogue, load
from vyuha.engine.assemble import Assembled, assemble
from vyuha.scenario import parse

TEXT = """\
vyuha: 1
title: A test
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, name: Air base, east: 1 km, north: 2 km, value: 70, hits_to_kill: 3, radius: 400 m}
  - {id: town, east: 0 km, north: -9 km}
defences:
  - {id: post, system: s-400/command-post, east: -9 km, north: 0 km}
  - id: alpha
    system: s-400/battalion
    command: post
    east: -5 km
    north: 3 km
    load: {48N6E3: 4, 9M96E2: 8, 40N6E: 0}
    doctrine: mine
    sector: {centre: 300 deg, width: 90 deg}
  - {id: bravo, system: s-400/battalion, east: 6 km, north: 3 km, value: 11, hits_to_kill: 4, radius: 150 m}
raids:
  - id: drones
    type: shahed-136
    count: 5
    target: [base, alpha]
    from: {bearing: 300 deg, range: 50 km}
    start: 90 s
    spacing: 20 s
    lateral: 200 m
    speed: 200 km/h
    height: 300 m
    dispersion: {time: 4 s, cross_track: 120 m, height: 15 m}
  - id: missiles
    type: fatah-2
    count: 2
    target: base
    from: {bearing: 60 deg, range: 250 km}
    spacing: {mean: 30 s}
    dispersion: {height: 15 m}
doctrines:
  - {id: mine, salvo: 2, most_rounds: 4, assessment_delay: 6 s, false_alive: 0.1, false_dead: 0.2, reopen_time: 30 s,
     zone: {from: 5 km, to: 60 km}}
run: {replicates: 4, seed: 7}
"""
REGIMENT = """\
vyuha: 1
title: A regiment
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
defences:
  - {id: reg, system: s-400/regiment, east: 3 km, north: 0 km, load: {48N6E3: 6}}
  - {id: charlie, system: s-400/battalion, command: reg, east: -20 km, north: 0 km}
raids:
  - {id: jets, type: su-30mki, count: 2, target: [reg, charlie], from: {bearing: 0 deg, range: 200 km}}
"""


@cache
def catalogue() -> Catalogue:
    return load()


@cache
def built(text: str = TEXT) -> Assembled:
    """The tables of a scenario; tests that change them copy first."""
    return assemble(parse(text, "x.yaml"), catalogue())


def changed(old: str, new: str) -> Assembled:
    """The tables of the first scenario with one piece of text replaced."""
    assert TEXT.count(old) == 1, "the test must change exactly one place"
    return built(TEXT.replace(old, new))


def airless(made: Assembled) -> Assembled:
    """The same, but nothing on the way takes anything from a signal."""
    radar, curve = made.setup.radar.copy(), made.setup.curve.copy()
    radar.reference_loss = 0.0
    for first in radar.losses:
        curve[first : first + LOSS_TABLE] = 0.0
    return replace(made, setup=made.setup._replace(radar=radar, curve=curve))
