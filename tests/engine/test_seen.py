"""What the report says of radars before a fight: heights of the raids, burn-through.

Expected values: the published range of the catalogue, which is that of an even chance against 1 m2; fourth roots of the
noise that jamming adds; the jamming equation written out. Control: a jammer of another power.
"""

import math
from functools import cache

import pytest

from tests.engine.layouts import built, catalogue
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.coverage_moment import busiest
from vyuha.engine.seen import burns_through, heights, make_seen
from vyuha.results.seen import BurnThrough
from vyuha.scenario import parse

TEXT = """
vyuha: 1
title: jammed
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets: [{id: base, east: 0 km, north: 0 km}]
defences: [{id: post, system: s-400/command-post, east: 0 km, north: 0 km}]
raids:
  - {id: noise, type: stand-off-jammer, count: 2, target: base, from: {bearing: 300 deg, range: 240 km},
     route: [{bearing: 300 deg, range: 220 km}], loiter: 15 min, lateral: 5 km}
  - {id: low, type: mig-29k, count: 1, target: base, from: {bearing: 270 deg, range: 100 km}, height: 90 m}
  - {id: jets, type: su-30mki, count: 1, target: base, from: {bearing: 270 deg, range: 150 km}, start: 2 min,
     jammer: {power: %s, bandwidth: 200 MHz}}
"""


@cache
def jammed(power: str = "20 W") -> Assembled:
    return assemble(parse(TEXT % power, "x.yaml"), catalogue())


def burn(raid: str, power: str = "20 W") -> BurnThrough:
    time = busiest(jammed(power).setup)
    assert time is not None
    return next(one for one in burns_through(jammed(power), time) if one.raid == raid)


def test_ranges_against_a_square_metre_are_fourth_roots() -> None:
    noise = burn("noise")
    assert (noise.radar, noise.jammers) == ("post/91N6E", 2)
    assert noise.clear == pytest.approx(280e3, rel=1e-6)
    assert noise.main == pytest.approx(280e3 / (1.0 + noise.jam) ** 0.25, rel=1e-6)
    assert noise.side == pytest.approx(280e3 / (1.0 + 1e-4 * noise.jam) ** 0.25, rel=1e-6)
    # 10 kW over 500 MHz each, received with 16 ln 2 / (1.5 deg x 2 deg) at 0.1 m beside a receiver of 3 dB.
    gain, noise_density = 16.0 * math.log(2.0) / (math.radians(1.5) * math.radians(2.0)), 1.380649e-23 * 290.0 * 10**0.3
    loud = 1e4 / 5e8 * gain * (0.299792458 / 3.0 / (4.0 * math.pi * noise.distance)) ** 2 / noise_density
    assert noise.jam == pytest.approx(2.0 * loud, rel=0.05)


def test_a_jammer_is_burnt_through_where_its_echo_outgrows_its_jamming() -> None:
    jets = burn("jets")
    # Its echo of 8 m2, over what an even chance takes, against 1 + its jamming, both at that range.
    echo = 8.0 * (280e3 / jets.own) ** 4
    assert echo == pytest.approx(1.0 + jets.jam * (jets.distance / jets.own) ** 2, rel=0.01)
    # Control: with four times the power it has to come twice as near.
    assert burn("jets", "80 W").own == pytest.approx(0.5 * jets.own, rel=0.05)


def test_heights_are_those_at_which_raids_fly() -> None:
    su30 = catalogue().threats["su-30mki"].height.value
    # The jammer stays away.
    assert heights(jammed(), catalogue()) == (90.0, su30)
    assert heights(built(), catalogue()) == (300.0,)


def test_what_is_seen_has_both_skies_only_if_somebody_jams() -> None:
    seen = make_seen(jammed(), catalogue())
    assert seen.coverage is not None and seen.coverage.looks == (False, True)
    assert {one.raid for one in seen.burns} == {"noise", "jets"}
    calm = make_seen(built(), catalogue())
    assert calm.burns == () and calm.coverage is not None and calm.coverage.looks == (False,)
