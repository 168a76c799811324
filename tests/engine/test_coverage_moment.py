"""Coverage at a moment of a fight: jammers and antennas in the air.

Expected values: the radar equation and the jamming equation written out here (one way, so with the square of the
distance), which at the edge of an area leave just the signal that an even chance takes; scans of a fight, within five
standard deviations of a binomial; the circle of a carried antenna. Air, ground and canceller are taken away: their own
tests hold them. Controls: jammers off, a jammer of a quarter of the power, antennas at another time.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.engine.layouts import airless, catalogue
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.coverage import CoverageError, make_coverage
from vyuha.engine.coverage_asked import probes
from vyuha.engine.coverage_moment import busiest, jammers_at, quiet, watch_at
from vyuha.results.coverage import ALL, Area
from vyuha.scenario import parse
from vyuha.sensors.coverage_map import chance_at_point
from vyuha.sensors.integration import required_snr
from vyuha.sensors.system import begin_look, scan
from vyuha.threats.system import locate_all
from vyuha.world.geodesy import geodesic_inverse, geodetic_to_local

HOME = math.radians(31.0), math.radians(74.9)
TEXT = """
vyuha: 1
title: jammed
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
environment: {ground: none}
assets: [{id: base, east: 0 km, north: 0 km}]
defences:
  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}
  - {id: eye, system: ka-31/picket, command: post, east: -20 km, north: 0 km}
raids:
  - {id: noise, type: stand-off-jammer, count: 1, target: base, from: {bearing: 300 deg, range: 240 km},
     route: [{bearing: 300 deg, range: 220 km}], loiter: 15 min, start: 60 s, lateral: 5 km}
  - {id: low, type: mig-29k, count: 1, target: base, from: {bearing: 270 deg, range: 100 km}, start: 10 min}
"""
NOON = 600.0
BOLTZMANN = 1.380649e-23
FIVE_SIGMA = 4.892


@cache
def bare() -> Assembled:
    """The scenario without air, canceller and parts of a turn."""
    made = airless(assemble(parse(TEXT, "jammed.yaml"), catalogue()))
    made.setup.radar.canceller, made.setup.radar.parts = 0, 1
    return made


@cache
def cover(jamming: bool = True, time: float | None = NOON, height: float = 9e3, nodes: int = 160) -> Any:
    return make_coverage(bare(), catalogue(), [height], nodes=nodes, time=time, jamming=jamming)


def of(made: Any, radar: str, jammed: bool) -> Area:
    return next(area for area in made.at(made.heights[0], jammed) if area.radar == radar)


def elevation(frame_up: float, ground: float) -> float:
    """Apparent elevation [rad] over an earth of 4/3 radius: a ray climbs by half of ground / (4/3 R) less than a
    straight line to the same place."""
    return math.atan2(frame_up, ground) + 0.5 * ground / 6_371e3 * 0.25


def left_over(power: float) -> np.ndarray:
    """At each corner of the post's jammed area: bearing off the jammer [deg], and signal over noise and jamming in
    units of what an even chance takes. `power` is a factor on the jammer's."""
    setup, radar = bare().setup, bare().setup.radar[0]
    (jammer,) = jammers_at(setup, bare().roster.threats, NOON)
    antenna = np.array([0.0, 0.0, float(setup.antenna[0].height)])
    away = np.array([jammer.east, jammer.north, 0.0])
    up = jammer.height - (away @ away) / (2.0 * 6_371e3) - antenna[2]
    distance = math.sqrt(away @ away + up * up)
    gain = 16.0 * math.log(2.0) / (float(radar.azimuth_width) * float(radar.elevation_width))
    spread = float(radar.wavelength) / (4.0 * math.pi * distance)
    # 10 kW over 500 MHz, against a receiver of 3 dB.
    loud = power * 1e4 / 5e8 * gain * spread * spread / (BOLTZMANN * 290.0 * 10.0**0.3)
    bearing, rise = math.atan2(jammer.east, jammer.north), elevation(up, math.hypot(away[0], away[1]))
    needed = required_snr(0.5, float(radar.false_alarm_probability), int(radar.pulses), 1)
    found = []
    for polygon in of(cover(nodes=700), "post/91N6E", True).polygons:
        for corner in polygon[0][:-1]:
            ground, azimuth, _ = geodesic_inverse(*HOME, *np.radians(corner[1::-1]))
            place = np.array(geodetic_to_local(setup.frame[0], *np.radians(corner[1::-1]), 9e3)) - antenna
            slant, aside = float(np.linalg.norm(place)), math.remainder(azimuth - bearing, math.tau)
            off = math.hypot(
                aside / float(radar.azimuth_width),
                (rise - elevation(float(place[2]), ground)) / float(radar.elevation_width),
            )
            lobe = 0.5 ** (4.0 * off * off)
            if lobe < 10.0**-2.5:
                lobe = max(10.0**-2.5 * min(1.6 / off, 1.0) ** 2, 1e-4)
            if math.cos(aside) < 0.0:
                lobe = 10.0**-4.5
            signal = float(radar.reference_snr) * (280e3 / slant) ** 4
            found.append((math.degrees(aside), signal / (1.0 + loud * lobe) / needed))
    return np.array(found)


def test_an_edge_is_where_the_jammer_leaves_an_even_chance() -> None:
    found = left_over(1.0)
    near, beside = np.abs(found[:, 0]) < 3.0, (np.abs(found[:, 0]) > 20.0) & (np.abs(found[:, 0]) < 85.0)
    behind = np.abs(found[:, 0]) > 95.0
    assert min(near.sum(), beside.sum(), behind.sum()) > 3
    # In the main lobe a tenth of a degree of elevation, which differs here by the earth's shape, is some per cent.
    assert found[near, 1] == pytest.approx(np.ones(near.sum()), rel=0.06)
    assert found[beside | behind, 1] == pytest.approx(np.ones((beside | behind).sum()), rel=0.01)
    # Control: with a quarter of the power the same edges would be anything but even.
    weak = left_over(0.25)
    assert weak[near, 1].min() > 3.0 and weak[beside, 1].min() > 1.3


def test_jamming_takes_area_and_switching_it_off_gives_it_back() -> None:
    jammed, clear = of(cover(), "post/91N6E", True), of(cover(), "post/91N6E", False)
    assert jammed.size < 0.8 * clear.size
    off = cover(jamming=False)
    assert (off.jammers, off.looks) == ((), (False,))
    assert of(off, "post/91N6E", False).size == clear.size
    assert off.at(9e3, True) == []
    net = [area for area in cover().areas if area.kind == ALL]
    assert [area.jammed for area in net] == [False, True] and net[1].size < net[0].size
    assert [chart.jammed for chart in cover().maps] == [False, True]
    assert (cover().maps[1].chances <= cover().maps[0].chances + 1e-6).all()


def test_a_jammer_that_no_radar_hears_is_shown_and_takes_nothing() -> None:
    """Jammers on and off are told apart by who flies, not by who is heard: else every area would stand there twice."""
    setup = bare().setup._replace(threat=bare().setup.threat.copy())
    # A band in which nobody works.
    setup.threat.jam_shortest, setup.threat.jam_longest = 1e-3, 2e-3
    made = make_coverage(replace(bare(), setup=setup), catalogue(), [9e3], nodes=160, time=NOON)
    assert [jammer.raid for jammer in made.jammers] == ["noise"] and made.looks == (False, True)
    off, on = made.at(9e3), made.at(9e3, True)
    assert [(area.radar, area.size) for area in on] == [(area.radar, area.size) for area in off]
    assert len(off) == len(cover().at(9e3)) and [chart.jammed for chart in made.maps] == [False, True]
    # Control: one that is heard takes some.
    assert of(cover(), "post/91N6E", True).size < of(made, "post/91N6E", True).size


def test_before_the_jammer_sets_out_nothing_is_jammed() -> None:
    made = cover(time=30.0)
    assert made.jammers == () and {area.jammed for area in made.areas} == {False}


@pytest.mark.parametrize("bearing, distance", [(300.0, 60e3), (300.4, 90e3), (302.0, 130e3), (40.0, 190e3)])
def test_scans_of_a_fight_detect_as_often(bearing: float, distance: float) -> None:
    setup, state = bare().setup, allocate(bare().setup)
    threat = setup.threat.copy()
    threat.rcs, threat.side_rcs, threat.tail_rcs, threat.low_band, threat.swerling = 1.0, 1.0, 1.0, 1.0, 1
    setup = setup._replace(threat=threat)
    watch = watch_at(setup, NOON)
    angle = math.radians(bearing)
    place = (distance * math.sin(angle), distance * math.cos(angle), 9e3 - distance**2 / (2.0 * 6_371e3))
    probe = probes(9e3, 1.0, 1, None)
    jammed, clear = (chance_at_point(setup, one, 0, probe[0], *place)[1] for one in (watch, quiet(setup)))
    np.asarray(state.antenna)[:] = np.asarray(setup.antenna)
    state.threat[0].begin, state.threat[0].end = 60.0, 60.0 + float(setup.knot[threat[0].last_knot].time)
    locate_all(setup, state, NOON)
    assert state.threat[0].airborne
    state.threat[1].airborne = True
    state.fix[1, :6] = (*place, 0.0, 0.0, 0.0)
    looks, hits = 3000, 0
    for k in range(looks):
        begin_look(setup, state, 0, NOON + 10.0 * k)
        count = scan(setup, state, 5, 0, 0)
        hits += any(state.plot[p].threat == 1 and not state.plot[p].strobe for p in range(count))
    spread = FIVE_SIGMA * math.sqrt(max(jammed * (1.0 - jammed), 1e-3) / looks)
    assert hits / looks == pytest.approx(jammed, abs=spread)
    assert abs(jammed - clear) > 2.0 * spread, "the jammer must matter here"


def test_a_carried_antenna_is_on_its_circle() -> None:
    setup = bare().setup
    places = [np.array([watch_at(setup, t).antennas[1][axis] for axis in "xyz"]) for t in (NOON, NOON + 100.0)]
    home = np.array([setup.antenna[1][axis] for axis in "xyz"])
    radius, speed = 5e3, 28.0
    assert [np.linalg.norm(p - home) for p in places] == pytest.approx([radius, radius], rel=1e-3)
    chord = 2.0 * radius * math.sin(0.5 * speed * 100.0 / radius)
    assert np.linalg.norm(places[1] - places[0]) == pytest.approx(chord, rel=1e-3)
    middles = []
    for time in (None, NOON):
        made = cover(jamming=False, time=time, height=2e3)
        ring = np.concatenate([polygon[0] for polygon in of(made, "eye/E-801M", False).polygons])
        middles.append(0.5 * (ring[:, 2:].max(axis=0) + ring[:, 2:].min(axis=0)))
    assert middles[0] == pytest.approx((-20e3, 0.0), abs=300.0)
    assert middles[1] == pytest.approx(places[0][:2], abs=300.0)
    assert middles[1] != pytest.approx(middles[0], abs=2e3)


def test_the_busiest_moment_is_when_the_jammer_flies() -> None:
    setup = bare().setup
    time = busiest(setup)
    assert time is not None and 60.0 < time < 1200.0
    assert [jammer.raid for jammer in jammers_at(setup, bare().roster.threats, time)] == ["noise"]
    silent = setup.threat.copy()
    silent.jam_power = 0.0
    assert busiest(setup._replace(threat=silent)) is None


def test_a_canceller_is_blind_to_what_crosses() -> None:
    """Closed form: a canceller of three pulses passes (2 sin x)^4 / 6, mean over the frequencies that take turns."""
    setup = bare().setup
    radar = setup.radar.copy()
    radar.canceller = 3
    with_mti = replace(bare(), setup=setup._replace(radar=radar))
    ranges = {}
    for speed in (None, 3.0, 7.5):
        made = make_coverage(with_mti, catalogue(), [9e3], nodes=60, rcs=0.1, speed=speed)
        area = next(one for one in made.areas if one.radar == "post/91N6E")
        assert area.middle is not None
        ranges[speed] = area.middle
    for speed in (3.0, 7.5):
        turns = [2.0 * speed / float(radar[0].wavelength) / (300.0 * share) for share in (0.85, 1.0, 1.15)]
        passed = sum((2.0 * math.sin(math.pi * turn)) ** 4 / 6.0 for turn in turns) / 3.0
        assert ranges[speed] / ranges[None] == pytest.approx(passed**0.25, rel=0.01)
    assert ranges[3.0] < ranges[None] < ranges[7.5]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"time": -1.0}, "at: -1 s: give a time of the scenario"),
        ({"time": math.nan}, "at: nan s"),
        ({"time": 1201.0}, "at: 1201 s: give a time of the scenario, 0 to 1200 s"),
        ({"speed": -1.0}, "radial speed: -1 m/s: give at least 0 and at most 5,000 m/s"),
        ({"speed": math.nan}, "radial speed: nan m/s"),
    ],
)
def test_values_that_make_no_sense_are_refused(asked: dict[str, float], words: str) -> None:
    with pytest.raises(CoverageError, match=words):
        make_coverage(bare(), catalogue(), **asked)
