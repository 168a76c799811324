"""Paths of what another simulator flew: the Entity States (IEEE 1278.1) in a packet capture.

Taken are platforms in the air, and guided munitions against the ground, ships and radars; of the force that goes with
the side: opposing for a raid, neutral or friendly for traffic. A path ends where its entity is destroyed or
deactivated. Times are those of the stamps: on a shared clock as they are, on a sender's own counted from when its first
was captured.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vyuha.dis.codec import decode, unbundle
from vyuha.dis.entity_types import AIR, GUIDED, MUNITION, PLATFORM, STRIKING
from vyuha.dis.pdus import DEACTIVATED, DESTROYED, FRIENDLY, NEUTRAL, OPPOSING, EntityState, EntityType
from vyuha.dis.status import PduError
from vyuha.dis.timestamp import is_absolute, nearest, past_hour
from vyuha.reading.capture import Payload, is_capture, read_capture
from vyuha.reading.problems import InputErrors, Problem
from vyuha.recordings.cells import MOST_ROWS
from vyuha.recordings.flown import Flown, Recording

FORCES: Final = {"hostile": (OPPOSING, "opposing"), "neutral": (NEUTRAL, "neutral"), "own": (FRIENDLY, "friendly")}
# What is nearer than this to where it was [m] all the time stands still.
_MOVES = 100.0


@dataclass
class _Entity:
    """What was heard of one."""

    type: EntityType
    time: list[float] = field(default_factory=list)
    place: list[tuple[float, float, float]] = field(default_factory=list)
    packet: list[int] = field(default_factory=list)
    over: bool = False


def paths_of_capture(data: bytes, name: str, side: str) -> Recording:
    """The paths of the entities of a `side` (hostile, neutral or own) in a capture. Raises `InputErrors` for what is no
    capture, is damaged, or has no such entity.
    """
    if not is_capture(data):
        raise InputErrors([Problem(name, 0, "", "", "not a packet capture (pcap); pcapng is not read")])
    capture = read_capture(data)
    if capture.faults:
        raise InputErrors(Problem(name, 0, f"byte {at:,}", "", message) for at, message in capture.faults)
    passed_over: Counter[str] = Counter()
    entities = _heard(capture.payloads, name, FORCES[side][0], passed_over)
    paths = tuple(path for id, entity in entities.items() if (path := _path(id, entity, passed_over)) is not None)
    said = ", ".join(f"{count:,} {what}" for what, count in passed_over.items() if count)
    notes = (f"passed over: {said}",) if said else ()
    if not paths:
        what = f"no aircraft or missile of the {FORCES[side][1]} force moves in this capture"
        raise InputErrors([Problem(name, 0, "", "", "; ".join((what, *notes)))])
    return Recording(paths, "DIS", clock=True, earth_fixed=True, unit="packet", notes=notes)


def _heard(payloads: list[Payload], name: str, force: int, passed_over: Counter[str]) -> dict[str, _Entity]:
    """The entities of a force by site:application:entity, with all their states."""
    entities: dict[str, _Entity] = {}
    clocks: dict[tuple[int, int, int], float] = {}
    exercises: set[int] = set()
    states = 0
    for payload in payloads:
        for unit in unbundle(payload.data):
            try:
                pdu = decode(unit)
            except PduError as error:
                passed_over[f"PDUs {error.status}"] += 1
                continue
            if not isinstance(pdu, EntityState):
                passed_over["PDUs that are no Entity State"] += 1
                continue
            if pdu.force != force or not _flies(pdu.type):
                passed_over["states of other forces, or of what does not fly or strike"] += 1
                continue
            states += 1
            exercises.add(pdu.header.exercise)
            if states > MOST_ROWS:
                raise InputErrors([Problem(name, 0, "", "", f"more than {MOST_ROWS:,} Entity States; take a part")])
            entity = entities.setdefault(":".join(map(str, pdu.entity)), _Entity(pdu.type))
            entity.over = entity.over or pdu.appearance & DESTROYED == DESTROYED or bool(pdu.appearance & DEACTIVATED)
            if not entity.over:
                entity.time.append(_moment(pdu, payload.time, clocks))
                entity.place.append(pdu.location)
                entity.packet.append(payload.packet)
    if len(exercises) > 1:
        listed = ", ".join(map(str, sorted(exercises)))
        raise InputErrors([Problem(name, 0, "", "", f"several exercises ({listed}) in one capture; keep one of them")])
    return entities


def _flies(type: EntityType) -> bool:
    if type.kind == MUNITION:
        return type.domain in STRIKING and type.category == GUIDED
    return (type.kind, type.domain) == (PLATFORM, AIR)


def _moment(pdu: EntityState, captured: float, clocks: dict[tuple[int, int, int], float]) -> float:
    """When (s since 1970) a state was true."""
    stamp = pdu.header.timestamp
    if is_absolute(stamp):
        return nearest(stamp, captured)
    sender = (pdu.header.exercise, pdu.entity.site, pdu.entity.application)
    began = clocks.setdefault(sender, captured - past_hour(stamp))
    return began + nearest(stamp, captured - began)


def _path(id: str, entity: _Entity, passed_over: Counter[str]) -> Flown | None:
    """The path of an entity; None of one that stands still or was heard only once."""
    # Datagrams may come twice, or overtake each other.
    time, first = np.unique(np.array(entity.time), return_index=True)
    place = np.array(entity.place).reshape(-1, 3)[first]
    passed_over["states that came twice"] += len(entity.time) - len(time)
    if len(time) < 2 or np.abs(place - place[0]).max() < _MOVES:
        passed_over["entities that stand still"] += 1
        return None
    kind = ".".join(map(str, entity.type))
    return Flown(id, kind, time, place, np.array(entity.packet, np.int64)[first])
