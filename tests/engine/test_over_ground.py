"""Raids over hills as they fly: every threat of them, with all that displaces it, stays above the ground.

Expected values: the ground itself, looked up under each threat every half second of its flight, over replicates.
Control: the same raid on courses that clear the ground under their own line only is underground now and then.
"""

from dataclasses import replace

import numpy as np
import pytest

import vyuha.engine.assemble_courses as courses_module
from tests.engine.layouts import catalogue
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, assemble
from vyuha.scenario import parse
from vyuha.threats.motion import motion
from vyuha.threats.over_ground import Strip
from vyuha.threats.system import draw_raid
from vyuha.world.geodesy import local_to_geodetic
from vyuha.world.terrain_grid import height_at

TEXT = """\
vyuha: 1
title: Over hills
duration: 60 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
terrain: {made_up: {seed: 5, base: 400 m, hills: 200 m, ridges: 200 m, size: 20 km, grid: 300 m, reach: 140 km}}
assets:
  - {id: base, east: 1 km, north: 2 km}
raids:
  - {id: raid, target: base, from: {bearing: 280 deg, range: 110 km}, %s}
"""
BENT = "route: [{bearing: 310 deg, range: 60 km}]"
RAIDS = {
    "abreast on a bent route": f"type: babur, count: 9, lateral: 2 km, {BENT}",
    "very wide": "type: babur, count: 41, lateral: 1 km",
    "high and low, drawn heights": "type: brahmos, count: 2, dispersion: {height: 200 m, cross_track: 1 km}",
    "low jets, drawn heights": "type: su-30mki, count: 2, height: 1200 m, dispersion: {height: 200 m}",
    "wandering drones": "type: gerbera, count: 3, height: 120 m",
    "decoys that spread": "type: babur, count: 2, decoys: {type: air-decoy, each: 5, at: 40 km, spread: 8 km}",
    "a pop-up": "type: babur, count: 2, pop_up: {height: 800 m, range: 15 km}",
}


def built(more: str) -> Assembled:
    return assemble(parse(TEXT % more), catalogue())


def least(found: Assembled, replicates: int) -> float:
    """Lowest height [m] of any threat above the ground; the last four seconds are left out, it dives there."""
    assert found.ground is not None
    state, lowest = allocate(found.setup), np.inf
    for replicate in range(replicates):
        draw_raid(found.setup, state, 1, replicate)
        for i, now in enumerate(state.threat):
            for time in np.arange(now.begin, now.end - 4.0, 1.0):
                place = motion(found.setup, state, i, float(time))[:3]
                latitude, longitude, height = local_to_geodetic(found.setup.frame[0], *place)
                lowest = min(lowest, height - height_at(found.ground.terrain, latitude, longitude))
    return float(lowest)


@pytest.mark.parametrize("raid", RAIDS)
def test_every_threat_stays_above_the_ground(raid: str) -> None:
    assert least(built(RAIDS[raid]), 3) > 0.0


def test_control_a_course_that_clears_its_own_line_only_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses_module, "Strip", lambda **_: replace(Strip()))
    assert least(built(RAIDS["abreast on a bent route"]), 1) < 0.0
    assert least(built(RAIDS["decoys that spread"]), 1) < 0.0


def test_level_flight_over_the_sea_stays_out_of_it() -> None:
    """Drawn heights move a skimmer by no more than nine tenths of its lowest flight."""
    text = TEXT.replace(next(line for line in TEXT.splitlines() if line.startswith("terrain")), "")
    more = "type: brahmos, count: 3, dispersion: {height: 200 m}"
    found = assemble(parse(text % more), catalogue())
    state = allocate(found.setup)
    lowest = []
    for replicate in range(20):
        draw_raid(found.setup, state, 1, replicate)
        for i, now in enumerate(state.threat):
            for time in np.arange(now.begin, now.end - 2.0, 1.0):
                place = motion(found.setup, state, i, float(time))[:3]
                lowest.append(local_to_geodetic(found.setup.frame[0], *place)[2])
    assert 0.0 < min(lowest) < 12.0
