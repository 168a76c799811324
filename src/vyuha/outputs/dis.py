"""A replay as DIS: what another simulator would have received, PDU by PDU, in time order.

Everything that is there tells where it is: when it begins, when others would be off by more than a threshold, and at a
heartbeat. Rounds are fired and go off, threats come down, radars emit or fall silent. Times are seconds of the fight.
"""

import math
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from vyuha.catalogue import load
from vyuha.dis.codec import encode
from vyuha.dis.pdus import DETONATED, ENTITY_IMPACT, GROUND_IMPACT, PROXIMATE, Pdu, Vector
from vyuha.outputs.dis_cast import Cast, Fired, TooManyEntities, Wiring
from vyuha.outputs.dis_emission import Emitters
from vyuha.outputs.dis_motion import places_of, tellings, vector, velocities_of
from vyuha.outputs.earth import Floats, ecef
from vyuha.outputs.scene import EPOCH, Course, Mover, Scene, make_scene
from vyuha.reading.capture import Datagram, write_capture
from vyuha.results.history import History
from vyuha.results.laydown import Laydown
from vyuha.results.records import OUTCOMES, SHOT_RESULTS, Roster
from vyuha.state import mission, shot, threat

__all__ = ["PORT", "TooManyEntities", "dis_pcap", "dis_pdus"]

PORT = 3000
Timed = tuple[float, Pdu]
_STANDS: Vector = (0.0, 0.0, 0.0)
_FLYING, _IN_FLIGHT = SHOT_RESULTS[shot.FLYING], OUTCOMES[threat.IN_FLIGHT]
_ENDS = {OUTCOMES[threat.LEFT]: "gone"}
# What is told of rounds that met their target; all others end themselves.
RESULTS = {SHOT_RESULTS[shot.KILL]: PROXIMATE, SHOT_RESULTS[shot.NO_KILL]: PROXIMATE}
_IMPACTS = {OUTCOMES[threat.HIT]: ENTITY_IMPACT, OUTCOMES[threat.STRAY]: GROUND_IMPACT}
# Emissions are repeated this often (s), as the standard asks.
EMISSION_HEARTBEAT = 10.0


def dis_pcap(history: History, roster: Roster, laydown: Laydown, wiring: Wiring | None = None) -> bytes:
    """One replicate as a packet capture (pcap) of datagrams to port 3000, one PDU in each, from the notional date of
    all replays on.
    """
    start = datetime.fromisoformat(EPOCH).timestamp()
    timed = dis_pdus(history, roster, laydown, wiring)
    return write_capture(Datagram(start + time, encode(pdu), PORT) for time, pdu in timed)


def dis_pdus(history: History, roster: Roster, laydown: Laydown, wiring: Wiring | None = None) -> list[Timed]:
    """The PDUs of one replicate with their times (s), in order. Raises `TooManyEntities`."""
    scene = make_scene(history, roster, laydown)
    cast = Cast(roster, wiring or Wiring())
    found: list[Timed] = []
    found += _sites(scene, laydown, cast)
    for mover in scene.threats:
        found += _threat(mover, cast)
    for mover in scene.rounds:
        found += _round(mover, scene, history, cast)
    found += _emissions(history, scene, cast)
    return sorted(found, key=lambda timed: timed[0])


def _sites(scene: Scene, laydown: Laydown, cast: Cast) -> Iterator[Timed]:
    wiring, moves = cast.wiring, dict(scene.moves)
    lost = _losses(scene)
    places = {place.id: place for place in laydown.places}
    for row, named in enumerate(cast.roster.sites):
        place = places[named.id]
        still = Course(*(np.array([float(v)]) for v in (0.0, place.latitude, place.longitude, place.height)))
        time, where = _held(moves.get(row, still), scene.duration)
        for at, here, velocity in tellings(time, where, wiring.threshold, wiring.heartbeat):
            yield at, cast.site_state(row, at, here, velocity, at >= lost.get(row, math.inf))
        if row in lost:
            here = vector(np.array([np.interp(lost[row], time, column) for column in where.T]))
            yield lost[row], cast.site_state(row, lost[row], here, _STANDS, True)


def _held(course: Course, duration: float) -> tuple[Floats, Floats]:
    """Times and places of a course that is held before its first sample and after its last."""
    time, place = course.time, places_of(course)
    if time[0] > 0.0:
        time, place = np.insert(time, 0, 0.0), np.insert(place, 0, place[0], axis=0)
    if time[-1] < duration:
        time, place = np.append(time, duration), np.append(place, place[-1:], axis=0)
    return time, place


def _losses(scene: Scene) -> dict[int, float]:
    """When (s) each site that was lost was lost, by its row."""
    return {event.site: event.time for event in reversed(scene.happenings) if event.what == "site lost"}


def _threat(mover: Mover, cast: Cast) -> Iterator[Timed]:
    time, place = mover.course.time, places_of(mover.course)
    for at, here, velocity in tellings(time, place, cast.wiring.threshold, cast.wiring.heartbeat):
        yield at, cast.threat_state(mover.row, at, here, velocity)
    if mover.fate == _IN_FLIGHT:
        return
    end, last = float(time[-1]), vector(place[-1])
    if mover.fate in _IMPACTS:
        motion = last, vector(velocities_of(time, place)[-1])
        yield end, cast.impact(mover.row, mover.site, end, motion, _IMPACTS[mover.fate])
    yield end, cast.threat_state(mover.row, end, last, _STANDS, _ENDS.get(mover.fate, "destroyed"))


def _round(mover: Mover, scene: Scene, history: History, cast: Cast) -> Iterator[Timed]:
    time, place = mover.course.time, places_of(mover.course)
    velocity = velocities_of(time, place)
    missile = int(history.block.shots[mover.row]["missile"])
    fired = Fired(mover.site, mover.threat, missile)
    start, first = float(time[0]), vector(place[0])
    target = next((other for other in scene.threats if other.row == mover.threat), None)
    reach = math.dist(first, _at(target.course, start)) if target is not None else 0.0
    yield start, cast.fire(mover.row, fired, start, first, vector(velocity[0]), reach)
    for at, here, speed in tellings(time, place, cast.wiring.threshold, cast.wiring.heartbeat):
        yield at, cast.round_state(mover.row, missile, at, here, speed)
    if mover.fate == _FLYING:
        return
    end, last = float(time[-1]), vector(place[-1])
    result = RESULTS.get(mover.fate, DETONATED)
    yield end, cast.detonation(mover.row, fired, end, (last, vector(velocity[-1])), result)
    yield end, cast.round_state(mover.row, missile, end, last, _STANDS, "destroyed")


def _at(course: Course, time: float) -> Vector:
    """Where something on a course is at a time (s), near enough for a range."""
    k = min(int(np.searchsorted(course.time, time)), len(course) - 1)
    return vector(ecef(course.latitude[k : k + 1], course.longitude[k : k + 1], course.height[k : k + 1])[0])


def _emissions(history: History, scene: Scene, cast: Cast) -> Iterator[Timed]:
    """What each site's radars emit, looked at whenever a radar goes on or off and at the heartbeat."""
    emitters, lost = Emitters(cast, load()), _losses(scene)
    changes = _changes(history)
    for site, radars in emitters.radars.items():
        gone = lost.get(site, math.inf)
        beats = np.arange(0.0, scene.duration, EMISSION_HEARTBEAT).tolist()
        moments = sorted({*beats, *(time for r in radars for time, _ in changes.get(r, [])), gone} - {math.inf})
        for time in moments:
            on = tuple(r for r in radars if time < gone and _emits(changes.get(r, []), time))
            for pdu in emitters.tell(time, site, on, EMISSION_HEARTBEAT):
                yield time, pdu


def _changes(history: History) -> dict[int, list[tuple[float, bool]]]:
    """When (s) each radar was found to have gone on or off the air."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for line in history.samples[history.samples["kind"] == mission.SAMPLE_EMISSION]:
        known = found.setdefault(int(line["subject"]), [])
        if not known or known[-1][1] != bool(line["other"]):
            known.append((float(line["time"]), bool(line["other"])))
    return found


def _emits(changes: list[tuple[float, bool]], time: float) -> bool:
    """Whether a radar is on the air at a time (s): before its first look as at it, and if it never looked, not at
    all.
    """
    if not changes:
        return False
    return next((on for at, on in reversed(changes) if at <= time), changes[0][1])
