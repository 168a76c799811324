"""Replays as DIS: who tells what and when, of a made-up fight.

Expected values: the fight itself; what a receiver believes that extrapolates what it was told, as the standard says.
"""

import math
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from tests.outputs.conftest import Fight
from vyuha.base.table import rows
from vyuha.catalogue import load
from vyuha.dis.codec import decode, encode
from vyuha.dis.pdus import (
    CHANGED,
    DEACTIVATED,
    DESTROYED,
    ENTITY_IMPACT,
    FRIENDLY,
    HEARTBEAT,
    OPPOSING,
    PROXIMATE,
    Detonation,
    Emission,
    EntityId,
    EntityState,
    Fire,
)
from vyuha.dis.reckoning import body_axes, extrapolate
from vyuha.dis.timestamp import past_hour
from vyuha.outputs.dis import Timed, dis_pcap, dis_pdus
from vyuha.outputs.dis_cast import Cast, TooManyEntities, Wiring, marking
from vyuha.outputs.dis_emission import Emitters
from vyuha.outputs.dis_motion import Told, tellings
from vyuha.outputs.earth import ecef
from vyuha.outputs.scene import make_scene
from vyuha.reading.capture import read_capture
from vyuha.results.history import History
from vyuha.state import mission, threat
from vyuha.state.mission import Sample


@pytest.fixture(scope="module")
def told(fight: Fight) -> list[Timed]:
    return dis_pdus(fight.history(), fight.roster, fight.laydown)


def states(told: list[Timed]) -> dict[EntityId, list[tuple[float, EntityState]]]:
    found = defaultdict(list)
    for time, pdu in told:
        if isinstance(pdu, EntityState):
            found[pdu.entity].append((time, pdu))
    return found


def test_in_order_of_time_and_stamped_with_it(told: list[Timed]) -> None:
    times = [time for time, _ in told]
    assert times == sorted(times)
    for time, pdu in told:
        assert math.isclose(past_hour(pdu.header.timestamp), time % 3600.0, abs_tol=1e-5)


def test_nobody_is_silent_for_longer_than_the_heartbeat(told: list[Timed], fight: Fight) -> None:
    for entity, own in states(told).items():
        gaps = np.diff([time for time, _ in own])
        assert gaps.size == 0 or gaps.max() <= 5.0 + 1e-6, entity


@pytest.mark.parametrize("threshold", [1.0, 200.0])
def test_receivers_are_never_farther_off_than_the_threshold(fight: Fight, threshold: float) -> None:
    history = fight.history()
    wiring = Wiring(threshold=threshold, heartbeat=60.0)
    told = states(dis_pdus(history, fight.roster, fight.laydown, wiring))
    cast, worst = Cast(fight.roster, wiring), 0.0
    for mover in make_scene(history, fight.roster, fight.laydown).threats:
        course, own = mover.course, told[cast.threat(mover.row)]
        places = ecef(course.latitude, course.longitude, course.height)
        for time, place in zip(course.time, places, strict=True):
            heard = [state for at, state in own if at <= time]
            ahead = float(time) - [at for at, _ in own if at <= time][-1]
            worst = max(worst, math.dist(extrapolate(heard[-1], ahead)[0], place))
    assert worst <= threshold + 0.01
    # Control: with the looser threshold they are as far off as it lets them, so that the check can fail.
    assert worst > 0.2 * threshold


def test_forces_types_and_names(told: list[Timed], fight: Fight) -> None:
    found, cast = states(told), Cast(fight.roster, Wiring())
    drone = found[cast.threat(0)][0][1]
    assert (drone.force, drone.marking, drone.type[:4]) == (OPPOSING, "drones/1", (1, 2, 222, 50))
    site = found[cast.site(2)][0][1]
    assert (site.force, site.marking, site.type[:5], site.algorithm) == (FRIENDLY, "alpha", (1, 1, 222, 28, 24), 1)
    assert marking("a very long name of a raid/12") == "f a raid/12" and marking("Löwe") == "L?we"
    # It points where it flies.
    assert np.allclose(body_axes(drone.orientation)[0] * math.hypot(*drone.velocity), drone.velocity, atol=1e-3)


def test_every_end_is_told(told: list[Timed], fight: Fight) -> None:
    found, cast, history = states(told), Cast(fight.roster, Wiring()), fight.history()
    for row, state in enumerate(history.block.threats[0]):
        time, last = found[cast.threat(row)][-1]
        assert last.appearance == DESTROYED | DEACTIVATED and last.velocity == (0.0, 0.0, 0.0)
        assert time == pytest.approx(float(state.resolved_time))
        assert all(not earlier.appearance for _, earlier in found[cast.threat(row)][:-1])


def test_rounds_are_fired_and_go_off(told: list[Timed], fight: Fight) -> None:
    shots, cast = fight.history().block.shots, Cast(fight.roster, Wiring())
    fired = [(time, pdu) for time, pdu in told if isinstance(pdu, Fire)]
    gone = {pdu.munition_id: (time, pdu) for time, pdu in told if isinstance(pdu, Detonation)}
    assert len(fired) == len(shots) > 50
    for time, pdu in fired:
        one = shots[pdu.event.number - 1]
        assert time == pytest.approx(float(one.launch_time)) and pdu.target == cast.threat(int(one.threat))
        end, detonation = gone[pdu.munition_id]
        assert end == pytest.approx(float(one.end_time)) and detonation.event == pdu.event
        assert detonation.firing == pdu.firing == cast.site(2 + int(one.fire_unit))
        assert (detonation.result == PROXIMATE) == (int(one.result) in (1, 2))
        assert pdu.munition == detonation.munition and 0.0 < pdu.range < 400e3


def test_no_two_things_that_happen_share_a_number(fight: Fight) -> None:
    """Beside a round's launch and end, which are one event; and 0 is the number of none."""
    looks = [(50.0, 0, 1), (100.0, 0, 1), (103.0, 0, 0)]
    told = [pdu for _, pdu in dis_pdus(with_looks(fight.history(), looks), fight.roster, fight.laydown)]
    fired = [pdu.event for pdu in told if isinstance(pdu, Fire)]
    emitted = [pdu.event for pdu in told if isinstance(pdu, Emission)]
    assert fired and emitted and len({*fired, *emitted}) == len(fired) + len(emitted)
    cast = Cast(fight.roster, Wiring())
    numbers = [cast.event().number for _ in range(65_537)]
    assert numbers[:2] == numbers[-2:] == [1, 2] and min(numbers) == 1 and max(numbers) == 65_535


def test_a_radar_stands_at_its_own_site_and_not_at_that_above(fight: Fight) -> None:
    named = [type(fight.roster.sites[0])(id, "x") for id in ("a", "a/b", "a/b/c")]
    radars = tuple(type(named[0])(id, "x") for id in ("a/one", "a/b/c/one", "a/b/one/two", "other/one", "ab/one"))
    roster = replace(fight.roster, sites=tuple(named), radars=radars)
    assert [roster.site_of_radar(row) for row in range(5)] == [0, 2, 1, -1, -1]


def test_impacts(told: list[Timed], fight: Fight) -> None:
    cast, states_of = Cast(fight.roster, Wiring()), fight.history().block.threats[0]
    struck = [pdu for _, pdu in told if isinstance(pdu, Detonation) and pdu.result == ENTITY_IMPACT]
    assert len(struck) == sum(int(state.outcome) == threat.HIT for state in states_of) > 0
    assert {pdu.target for pdu in struck} <= {cast.site(0), cast.site(1)}


def with_looks(history: History, looks: list[tuple[float, int, int]]) -> History:
    """The history with looks of radars in it: (time, radar, emits)."""
    added = rows(Sample, len(looks))
    for line, (time, radar, emits) in zip(added, looks, strict=True):
        line.time, line.kind, line.subject, line.other = time, mission.SAMPLE_EMISSION, radar, emits
    samples = np.concatenate([history.samples, added]).view(np.recarray)
    order = np.argsort(samples["time"], kind="stable")
    wider = [np.append(values, np.zeros(len(looks)))[order] for values in (history.latitude, history.longitude)]
    height = np.append(history.height, np.zeros(len(looks)))[order]
    return History(history.replicate, samples[order], wider[0], wider[1], height, history.block)


def test_emissions_begin_change_and_stop(fight: Fight) -> None:
    # Rows 0 and 1 are alpha's radars: one is on from 50 s to 103 s and again from 300 s, the other never looks.
    looks = [(50.0, 0, 1), (100.0, 0, 1), (103.0, 0, 0), (200.0, 0, 0), (300.0, 0, 1)]
    told = dis_pdus(with_looks(fight.history(), looks), fight.roster, fight.laydown)
    own = [(time, pdu) for time, pdu in told if isinstance(pdu, Emission)]
    cast = Cast(fight.roster, Wiring())
    assert own and {pdu.entity for _, pdu in own} == {cast.site(2)}
    changes = [(time, len(pdu.emitters[0].beams)) for time, pdu in own if pdu.update == CHANGED]
    assert changes[:3] == [(0.0, 1), (103.0, 0), (300.0, 1)]
    assert not any(103.0 < time < 300.0 for time, _ in own)
    beats = [time for time, pdu in own if pdu.update == HEARTBEAT and time < 103.0]
    assert beats == [10.0 * n for n in range(1, 11)]
    beam, item = own[0][1].emitters[0].beams[0], load().radars["92N6E"]
    assert beam.frequency == item.frequency.value and not own[0][1].emitters[1].beams
    assert decode(encode(own[0][1])).emitters[0].beams[0].frequency == pytest.approx(beam.frequency)  # type: ignore[union-attr]


def test_eyes_emit_nothing(fight: Fight) -> None:
    roster = fight.roster
    eyes = tuple(type(radar)("alpha/look-outs", "look-outs") for radar in roster.radars)
    looking = type(roster)(roster.threats, roster.sites, roster.missiles, roster.fire_units, eyes, roster.targets)
    assert not Emitters(Cast(looking, Wiring()), load()).radars


def test_between_samples_the_earth_bulges() -> None:
    """A level flight of 30 km with samples at its ends only: in the middle the chord is 17.6 m too low."""
    longitude = np.array([0.0, math.degrees(30e3 / 6378137.0)])
    place = ecef(np.zeros(2), longitude, np.full(2, 5000.0))
    found = list(tellings(np.array([0.0, 100.0]), place, 1.0, 50.0))
    assert [time for time, _, _ in found][:2] == [0.0, 50.0]
    assert math.hypot(*found[1][1]) - 6378137.0 == pytest.approx(5000.0, abs=0.05)
    assert 5000.0 - (math.hypot(*(0.5 * (place[0] + place[1]))) - 6378137.0) == pytest.approx(17.6, abs=0.1)


def test_when_to_tell() -> None:
    told = Told(threshold=1.0, heartbeat=5.0)
    assert told.due(0.0, (0.0, 0.0, 0.0))
    told.tell(0.0, (0.0, 0.0, 0.0), (10.0, 0.0, 0.0))
    assert not told.due(2.0, (20.9, 0.0, 0.0)) and told.due(2.0, (21.1, 0.0, 0.0))
    assert told.due(5.0, (50.0, 0.0, 0.0))


def test_too_many_for_dis(fight: Fight) -> None:
    with pytest.raises(TooManyEntities, match="65,000"):
        Cast(fight.roster, Wiring()).round(65_000)


def test_a_capture_holds_the_same(told: list[Timed], fight: Fight) -> None:
    found = read_capture(dis_pcap(fight.history(), fight.roster, fight.laydown))
    assert not found.faults and [one.data for one in found.payloads] == [encode(pdu) for _, pdu in told]
    assert {one.port for one in found.payloads} == {3000}
