"""Visitors: what others fly, from their datagrams to threats of our fight.

A visitor goes where its latest Entity State has it, by the dead reckoning that this names, until the next one, its end,
or a time-out. Everything else is counted and has no other effect: nothing that a datagram says is believed beyond what
an aircraft can do, no table grows with what comes.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vyuha.catalogue import Catalogue
from vyuha.dis.codec import decode, unbundle
from vyuha.dis.entity_types import threat_like
from vyuha.dis.pdus import DEACTIVATED, DESTROYED, OPPOSING, Detonation, EntityId, EntityState, Vector
from vyuha.dis.reckoning import extrapolate
from vyuha.dis.status import PduError
from vyuha.dis.timestamp import nearest, past_hour
from vyuha.engine.external import JOINING, External, Going
from vyuha.live.sender_clock import SenderClock
from vyuha.outputs.dis_cast import Cast
from vyuha.world.geodesy import ecef_to_geodetic, ecef_to_local, local_to_geodetic
from vyuha.world.mover import stands

# What nothing that flies exceeds: distance from the origin (m), height (m, both ways), speed (m/s).
_FARTHEST, _LOWEST, _HIGHEST, _FASTEST = 2e6, -1e3, 2e6, 10e3
# A course leads on for so long (s) beyond the time-out.
_BEYOND = 10.0

USED = "Entity States used"
OPENED, ENDED, LOST, STRUCK = "visitors that came", "that left", "that were heard no more", "that came down"
OTHER_EXERCISE = "PDUs of another exercise"
OWN = "PDUs of our own"
OTHER_KIND = "PDUs of other kinds"
OTHER_FORCE = "Entity States of other forces"
NO_FLYER = "Entity States of what does not fly at anybody"
IMPLAUSIBLE = "Entity States that nothing can fly"
LATE = "Entity States that came after later ones"
DOWN = "Entity States of visitors that are down here"
NO_ROOM = "Entity States for which there was no room"
ELSEWHERE = "Detonations that are no visitor's"


@dataclass
class Visitor:
    """One whom others fly: row of the threats, name in the record, what it is taken for, the clock of who sends it,
    what was heard of it last and when (s), and how old (s) that was by then.
    """

    row: int
    name: str
    kind: str
    clock: SenderClock
    state: EntityState
    heard: float
    age: float = 0.0

    def hear(self, state: EntityState, time: float) -> None:
        """Take in a state that came at `time` (s)."""
        field, before = state.header.timestamp, self.state.header.timestamp
        # A clock that stands says nothing.
        self.age = self.clock.age(field, time) if field != before else 0.0
        self.state, self.heard = state, time

    def at(self, time: float) -> tuple[Vector, Vector]:
        """Where (m) and how fast (m/s) it is at `time` (s), by dead reckoning."""
        return extrapolate(self.state, time - self.heard + self.age)


@dataclass(frozen=True)
class Heard:
    """A line of the record of what came: when (s), who, taken for what, and where (deg, deg, m)."""

    time: float
    id: str
    kind: str
    latitude: float
    longitude: float
    height: float


class Visitors:
    """All visitors of a fight."""

    def __init__(self, external: External, catalogue: Catalogue, cast: Cast, timeout: float) -> None:
        self._external, self._catalogue, self._cast, self._timeout = external, catalogue, cast, timeout
        self._frame, self._far = external.setup.frame[0], timeout + _BEYOND
        # Every one that came in has a row, so that there are no more of them than rows.
        self._known: dict[EntityId, Visitor] = {}
        self._comings: Counter[EntityId] = Counter()
        self.counts: Counter[str] = Counter()
        # Of the present look: who goes otherwise, and where those were of whom something was heard.
        self._turned: dict[EntityId, Visitor] = {}
        self._heard: dict[EntityId, Heard] = {}

    def hear(self, payloads: Iterable[bytes], time: float) -> tuple[list[bytes], list[Heard]]:
        """Take in what came until `time` (s), and see who has not been heard for too long. Gives the datagrams that
        tell of visitors, and the record of them.
        """
        used, self._turned, self._heard = [], {}, {}
        for payload in payloads:
            # Every unit has to be taken in before it is asked whether any had an effect.
            told = [self._unit(unit, time) for unit in unbundle(payload)]
            if any(told):
                used.append(payload)
        for visitor in self._turned.values():
            if self._external.flies(visitor.row):
                self._external.turn(visitor.row, time, self._going(visitor, time))
        for id, visitor in list(self._known.items()):
            if self._external.flies(visitor.row) and time - visitor.heard > self._timeout:
                self._note(id, visitor, time)
                self._close(id, visitor, time)
                self.counts[LOST] += 1
        return used, list(self._heard.values())

    def last(self, time: float) -> list[Heard]:
        """Where those are believed to be at `time` (s), the end, of whom something was heard shortly before."""
        self._heard = {}
        for id, visitor in self._known.items():
            if 0.0 < time - visitor.heard <= self._timeout:
                self._note(id, visitor, time)
        return list(self._heard.values())

    def _unit(self, data: bytes, time: float) -> bool:
        """Take in one PDU; whether it told of a visitor."""
        try:
            pdu = decode(data)
        except PduError as error:
            self.counts[f"PDUs {error.status}"] += 1
            return False
        wiring, used = self._cast.wiring, False
        if pdu.header.exercise != wiring.exercise:
            self.counts[OTHER_EXERCISE] += 1
        elif isinstance(pdu, Detonation):
            used = self._detonation(pdu, time)
        elif not isinstance(pdu, EntityState):
            self.counts[OTHER_KIND] += 1
        elif pdu.entity[:2] == (wiring.site, wiring.application):
            self.counts[OWN] += 1
        elif not all(self._plausible(*extrapolate(pdu, ahead)) for ahead in (0.0, self._far)):
            self.counts[IMPLAUSIBLE] += 1
        elif pdu.entity in self._known:
            used = self._again(self._known[pdu.entity], pdu, time)
        else:
            used = self._new(pdu, time)
        return used

    def _new(self, state: EntityState, time: float) -> bool:
        kind = threat_like(state.type)
        if state.force != OPPOSING:
            self.counts[OTHER_FORCE] += 1
        elif kind is None or _over(state):
            self.counts[NO_FLYER] += 1
        elif not self._external.free:
            self.counts[NO_ROOM] += 1
        else:
            clock = SenderClock.heard(state.header.timestamp, time)
            visitor = Visitor(-1, self._name(state.entity), kind, clock, state, time)
            visitor.row = self._external.open(time, self._catalogue.threats[kind], self._going(visitor, time))
            self._known[state.entity] = visitor
            self.counts[OPENED] += 1
            self.counts[USED] += 1
            self._note(state.entity, visitor, time)
            return True
        return False

    def _again(self, visitor: Visitor, state: EntityState, time: float) -> bool:
        earlier, field = past_hour(visitor.state.header.timestamp), state.header.timestamp
        if nearest(field, earlier) < earlier:
            self.counts[LATE] += 1
            return False
        visitor.hear(state, time)
        self._note(state.entity, visitor, time)
        if not self._external.flies(visitor.row):
            # Its own simulator has not taken it for hit: here it is, and what it goes on doing is for the record.
            self.counts[DOWN] += 1
        elif _over(state):
            self.counts[ENDED] += 1
            self._close(state.entity, visitor, time)
        else:
            self.counts[USED] += 1
            self._turned[state.entity] = visitor
        return True

    def _name(self, id: EntityId) -> str:
        """A name of its own for everyone who comes, and so for one who comes again."""
        self._comings[id] += 1
        again = f"-{self._comings[id]}" if self._comings[id] > 1 else ""
        return ":".join(map(str, id)) + again

    def _close(self, id: EntityId, visitor: Visitor, time: float) -> None:
        """It is gone; should it come back, it comes as another."""
        self._external.leave(visitor.row, time)
        self._turned.pop(id, None)
        del self._known[id]

    def _detonation(self, pdu: Detonation, time: float) -> bool:
        visitor = self._known.get(pdu.munition_id)
        if visitor is None or not self._external.flies(visitor.row) or not self._plausible(pdu.location, pdu.velocity):
            self.counts[ELSEWHERE] += 1
            return False
        at = ecef_to_local(self._frame, *pdu.location)
        self._turned.pop(pdu.munition_id, None)
        self._external.strike(visitor.row, time, self._site_at(at, time), at)
        self.counts[STRUCK] += 1
        return True

    def _site_at(self, at: Vector, time: float) -> int:
        """The site that is nearest to a local place (m)."""
        setup, state = self._external.setup, self._external.state
        ways = [math.dist(at, stands(setup, state, s, time)) for s in range(len(setup.site))]
        return int(np.argmin(ways))

    def _plausible(self, location: Vector, velocity: Vector) -> bool:
        x, y, z = ecef_to_local(self._frame, *location)
        if not (math.hypot(x, y, z) < _FARTHEST and math.hypot(*velocity) < _FASTEST):
            return False
        return bool(_LOWEST < local_to_geodetic(self._frame, x, y, z)[2] < _HIGHEST)

    def _going(self, visitor: Visitor, time: float) -> Going:
        now, joined, later = (self._local(*visitor.at(time + ahead)) for ahead in (0.0, JOINING, self._far))
        return Going(now, joined, later, self._far)

    def _local(self, location: Vector, velocity: Vector) -> tuple[float, ...]:
        frame = self._frame
        turned = ecef_to_local(
            frame, frame.ecef_x + velocity[0], frame.ecef_y + velocity[1], frame.ecef_z + velocity[2]
        )
        return (*ecef_to_local(frame, *location), *turned)

    def _note(self, id: EntityId, visitor: Visitor, time: float) -> None:
        """Note for the record where a visitor is; of several in one look the latest counts."""
        latitude, longitude, height = ecef_to_geodetic(*visitor.at(time)[0])
        self._heard[id] = Heard(
            time, visitor.name, visitor.kind, math.degrees(latitude), math.degrees(longitude), height
        )


def _over(state: EntityState) -> bool:
    """Whether an Entity State is the last of its entity."""
    return bool(state.appearance & DEACTIVATED) or state.appearance & DESTROYED == DESTROYED
