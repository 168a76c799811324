"""Who is who in DIS: number and type of every site, threat and round of a fight, and the PDUs that are told of them.

Sites come first, then threats, then rounds as they are fired, numbered from 1. Velocities are in world axes; what moves
is to be extrapolated straight ahead, what stands not at all.
"""

from dataclasses import dataclass

from vyuha.dis.entity_types import entity_type
from vyuha.dis.pdus import (
    DEACTIVATED,
    DESTROYED,
    FRIENDLY,
    NEUTRAL,
    OPPOSING,
    Detonation,
    EntityId,
    EntityState,
    EntityType,
    EventId,
    Fire,
    Header,
    Munition,
    Vector,
)
from vyuha.dis.reckoning import FPW, STATIC, flying
from vyuha.dis.timestamp import timestamp
from vyuha.results.records import Roster

_STANDS: Vector = (0.0, 0.0, 0.0)
_FORCES = {"": OPPOSING, "hostile": OPPOSING, "neutral": NEUTRAL, "own": FRIENDLY}
# Higher numbers have meanings of their own ("all", "unknown").
_MOST_ENTITIES = 65_000
_MOST_EVENTS = 65_535
_MARKING = 11


@dataclass(frozen=True)
class Wiring:
    """How a fight is told: the exercise, who tells it, how often (s) at least what has not changed, and how far off (m)
    others may be.
    """

    exercise: int = 1
    site: int = 1
    application: int = 1
    heartbeat: float = 5.0
    threshold: float = 1.0


class TooManyEntities(ValueError):
    """More sites, threats and rounds than there are numbers in DIS."""


class Cast:
    """Makes the PDUs about the rows of a fight's tables."""

    def __init__(self, roster: Roster, wiring: Wiring) -> None:
        self.roster, self.wiring = roster, wiring
        self._events = 0
        # The event of each round that was fired, which its detonation has as well.
        self._fired: dict[int, EventId] = {}

    def site(self, row: int) -> EntityId:
        """The id of a site; nobody's where there is none."""
        return self._id(row + 1) if 0 <= row < len(self.roster.sites) else EntityId()

    def threat(self, row: int) -> EntityId:
        """The id of a threat; nobody's where there is none."""
        return self._id(len(self.roster.sites) + row + 1) if 0 <= row < len(self.roster.threats) else EntityId()

    def round(self, row: int) -> EntityId:
        """The id of a round, by its number among those fired."""
        return self._id(len(self.roster.sites) + len(self.roster.threats) + row + 1)

    def event(self) -> EventId:
        """The id of the next event. After the last number the first comes again: 0 is that of no event."""
        self._events = self._events % _MOST_EVENTS + 1
        return EventId(self.wiring.site, self.wiring.application, self._events)

    def _id(self, number: int) -> EntityId:
        if number > _MOST_ENTITIES:
            raise TooManyEntities(f"more than {_MOST_ENTITIES:,} sites, threats and rounds: too many for DIS")
        return EntityId(self.wiring.site, self.wiring.application, number)

    def header(self, time: float) -> Header:
        """Times are relative: seconds of the fight, whose date is notional."""
        return Header(self.wiring.exercise, timestamp(time, absolute=False))

    def munition(self, missile: int) -> Munition:
        """The descriptor of a round of this type; its warhead and fuse are not told."""
        return Munition(entity_type(self.missile_kind(missile)))

    def missile_kind(self, missile: int) -> str:
        """The catalogue's id of a type of round, whose label may say more."""
        label = self.roster.missiles[missile].id if 0 <= missile < len(self.roster.missiles) else ""
        return label.split(" from ")[0]

    def site_state(self, row: int, time: float, place: Vector, velocity: Vector, lost: bool) -> EntityState:
        """A site at `time` (s), `place` (m), with `velocity` (m/s)."""
        named, appearance = self.roster.sites[row], DESTROYED if lost else 0
        kind, motion = entity_type(named.kind), (place, velocity)
        return self._state(time, self.site(row), FRIENDLY, kind, named.id, motion, appearance)

    def threat_state(self, row: int, time: float, place: Vector, velocity: Vector, end: str = "") -> EntityState:
        """A threat; `end` is "" while it flies, else "destroyed" or "gone"."""
        named = self.roster.threats[row]
        force, kind = _FORCES[named.side], entity_type(named.kind)
        return self._state(time, self.threat(row), force, kind, named.id, (place, velocity), _appearance(end))

    def round_state(
        self, row: int, missile: int, time: float, place: Vector, velocity: Vector, end: str = ""
    ) -> EntityState:
        """A round, as `threat_state`."""
        kind = self.missile_kind(missile)
        name, appearance = f"{kind[:6]}/{row + 1}", _appearance(end)
        return self._state(time, self.round(row), FRIENDLY, entity_type(kind), name, (place, velocity), appearance)

    def _state(
        self,
        time: float,
        who: EntityId,
        force: int,
        kind: EntityType,
        name: str,
        motion: tuple[Vector, Vector],
        appearance: int,
    ) -> EntityState:
        place, velocity = motion
        return EntityState(
            self.header(time),
            who,
            force,
            kind,
            velocity,
            place,
            flying(place, velocity),
            appearance=appearance,
            algorithm=STATIC if velocity == _STANDS else FPW,
            marking=marking(name),
        )

    def fire(self, row: int, one: "Fired", time: float, place: Vector, velocity: Vector, reach: float) -> Fire:
        """Round `row` leaves its launcher; `reach` is how far (m) its target is (0: not known)."""
        self._fired[row] = self.event()
        return Fire(
            self.header(time),
            self.site(one.site),
            self.threat(one.threat),
            self.round(row),
            self._fired[row],
            place,
            self.munition(one.missile),
            velocity,
            reach,
        )

    def detonation(self, row: int, one: "Fired", time: float, motion: tuple[Vector, Vector], result: int) -> Detonation:
        """Round `row` goes off at a place (m) with a velocity (m/s)."""
        place, velocity = motion
        return Detonation(
            self.header(time),
            self.site(one.site),
            self.threat(one.threat),
            self.round(row),
            self._fired.get(row) or self.event(),
            velocity,
            place,
            self.munition(one.missile),
            result=result,
        )

    def impact(self, row: int, site: int, time: float, motion: tuple[Vector, Vector], result: int) -> Detonation:
        """Threat `row` comes down at or beside a site."""
        place, velocity = motion
        return Detonation(
            self.header(time),
            EntityId(),
            self.site(site),
            self.threat(row),
            EventId(),
            velocity,
            place,
            Munition(entity_type(self.roster.threats[row].kind)),
            result=result,
        )


@dataclass(frozen=True)
class Fired:
    """A round as its launch tells it: rows of the site that fired it, of its target, and of its type."""

    site: int
    threat: int
    missile: int


def marking(name: str) -> str:
    """What fits of a name: its last 11 printable ASCII characters, since names differ at their ends."""
    return "".join(c if 32 <= ord(c) < 127 else "?" for c in name)[-_MARKING:]


def _appearance(end: str) -> int:
    return {"": 0, "destroyed": DESTROYED | DEACTIVATED, "gone": DEACTIVATED}[end]
