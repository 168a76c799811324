"""Launcher: where a unit is when it fires and how its rounds leave, against closed forms of the circle and the sea."""

import math

import numpy as np
import pytest

from vyuha.catalogue import load as load_catalogue
from vyuha.command.launcher import launcher_at, leaves, on_station
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, assemble
from vyuha.scenario.load import parse
from vyuha.weapons.flight import EJECTION_SPEED, thrown

TEXT = """
vyuha: 1
title: launchers
duration: 30 min
origin: {lat: 31 deg, lon: 74.9 deg}
assets: [{id: base, east: 0 km, north: 0 km}]
defences:
  - {id: patrol, system: su-30mki/patrol, east: 30 km, north: 0 km, station: {from: 5 min, for: 10 min}}
  - {id: guns, system: l-70/troop, east: 1 km, north: 0 km}
  - {id: alpha, system: s-400/battalion, east: 2 km, north: 0 km}
raids:
  - {id: r, type: su-30mki, count: 1, target: base, from: {bearing: 270 deg, range: 200 km}}
run: {replicates: 1, seed: 1}
"""
PATROL, GUNS, ALPHA = 0, 1, 2


@pytest.fixture(scope="module")
def made() -> Assembled:
    return assemble(parse(TEXT), load_catalogue())


def type_of(made: Assembled, u: int) -> int:
    return int(made.setup.magazine[made.setup.fire_unit[u].first_magazine].missile)


def test_a_patrol_is_on_its_circle_at_its_height(made: Assembled) -> None:
    """12 km round its place, 8 km up, 230 m/s: a quarter turn takes 82 s."""
    setup, unit = made.setup, made.setup.fire_unit[PATROL]
    site = setup.site[unit.site]
    quarter = 0.5 * math.pi * 12e3 / 230.0
    places = np.array([launcher_at(setup, allocate(setup), PATROL, time) for time in (0.0, quarter, 2.0 * quarter)])
    up = np.array([site.up_x, site.up_y, site.up_z])
    off = places - (site.x, site.y, site.z)
    assert off @ up == pytest.approx([8e3] * 3, rel=1e-3)
    flat = off - np.outer(off @ up, up)
    assert np.linalg.norm(flat, axis=1) == pytest.approx([12e3] * 3, rel=1e-3)
    assert flat[0] @ flat[1] == pytest.approx(0.0, abs=1e4) and flat[0] == pytest.approx(-flat[2], abs=1.0)


def test_what_stands_launches_straight_up_from_its_site(made: Assembled) -> None:
    setup = made.setup
    site = setup.site[setup.fire_unit[ALPHA].site]
    assert launcher_at(setup, allocate(setup), ALPHA, 700.0) == (site.x, site.y, site.z)
    body = leaves(setup, allocate(setup), ALPHA, type_of(made, ALPHA), 0.0, (50e3, 0.0, 5e3))
    assert np.array(body[3:6]) @ (site.up_x, site.up_y, site.up_z) == pytest.approx(EJECTION_SPEED)


@pytest.mark.parametrize(("u", "speed"), [(PATROL, 230.0), (GUNS, 1005.0)])
def test_aircraft_and_guns_send_their_rounds_towards_the_meeting_point(made: Assembled, u: int, speed: float) -> None:
    setup, aim = made.setup, (-10e3, 4e3, 2e3)
    at = np.array(launcher_at(setup, allocate(setup), u, 100.0))
    body = np.array(leaves(setup, allocate(setup), u, type_of(made, u), 100.0, aim))
    way = np.array(aim) - at
    assert np.linalg.norm(body[3:6]) == pytest.approx(speed)
    assert body[3:6] @ way == pytest.approx(speed * np.linalg.norm(way))
    # Control: not straight up, as from a cold launch.
    assert body[5] < 0.9 * speed
    assert body[:3] == pytest.approx(np.array(thrown(tuple(at), aim, speed))[:3])


def test_a_patrol_is_on_station_for_its_time(made: Assembled) -> None:
    radar = int(made.setup.fire_unit[PATROL].radar)
    assert [on_station(made.setup, radar, t) for t in (299.0, 301.0, 899.0, 901.0)] == [False, True, True, False]
    other = int(made.setup.fire_unit[ALPHA].radar)
    assert on_station(made.setup, other, 1e6)
