"""Protocol data units (PDUs) as plain records. Everything is SI, in earth-centred, earth-fixed axes on WGS-84, unless
its comment says otherwise; names are those of IEEE 1278.1-2012.
"""

from dataclasses import dataclass
from typing import NamedTuple

Vector = tuple[float, float, float]

# Types of PDUs, and the families that they belong to.
ENTITY_STATE, FIRE, DETONATION, ELECTROMAGNETIC_EMISSION = 1, 2, 3, 23
FAMILIES = {ENTITY_STATE: 1, FIRE: 2, DETONATION: 2, ELECTROMAGNETIC_EMISSION: 6}
# Forces.
OTHER_FORCE, FRIENDLY, OPPOSING, NEUTRAL = 0, 1, 2, 3
# Bits of the appearance of platforms (damage in two of them; what is deactivated leaves the exercise).
DESTROYED, DEACTIVATED = 3 << 3, 1 << 23
# Results of a detonation.
RESULT_OTHER, ENTITY_IMPACT, PROXIMATE, GROUND_IMPACT, DETONATED = 0, 1, 2, 3, 5
# Why an emission is told.
HEARTBEAT, CHANGED = 0, 1
_NOWHERE: Vector = (0.0, 0.0, 0.0)


class EntityId(NamedTuple):
    """Who: a site, an application at it, and an entity of that. All zero: nobody."""

    site: int = 0
    application: int = 0
    entity: int = 0


class EventId(NamedTuple):
    """What happened: numbered by each application."""

    site: int = 0
    application: int = 0
    number: int = 0


class EntityType(NamedTuple):
    """What: codes of SISO-REF-010; zero is "other"."""

    kind: int = 0
    domain: int = 0
    country: int = 0
    category: int = 0
    subcategory: int = 0
    specific: int = 0
    extra: int = 0


@dataclass(frozen=True)
class Header:
    """What every PDU begins with. The time is the raw field (`timestamp`)."""

    exercise: int = 1
    timestamp: int = 0


@dataclass(frozen=True)
class EntityState:
    """Where an entity is, how it moves, and how to go on until the next of these (`algorithm`)."""

    header: Header
    entity: EntityId
    force: int
    type: EntityType
    velocity: Vector
    location: Vector
    # Psi, theta, phi (rad): from world axes to those of the body.
    orientation: Vector = _NOWHERE
    alternative: EntityType = EntityType()
    appearance: int = 0
    algorithm: int = 2
    acceleration: Vector = _NOWHERE
    # Of the body, about its own axes (rad/s).
    angular_velocity: Vector = _NOWHERE
    # At most 11 printable ASCII characters.
    marking: str = ""
    capabilities: int = 0
    # Articulated and attached parts as they came, 16 bytes each.
    parameters: bytes = b""


@dataclass(frozen=True)
class Munition:
    """What is fired: its type, warhead, fuse, how many, and how many a minute."""

    type: EntityType = EntityType()
    warhead: int = 0
    fuse: int = 0
    quantity: int = 1
    rate: int = 0


@dataclass(frozen=True)
class Fire:
    """A weapon is fired."""

    header: Header
    firing: EntityId
    target: EntityId
    munition_id: EntityId
    event: EventId
    location: Vector
    munition: Munition
    velocity: Vector
    # To the target; 0: not known.
    range: float = 0.0
    mission: int = 0


@dataclass(frozen=True)
class Detonation:
    """A munition goes off, strikes, or comes down."""

    header: Header
    firing: EntityId
    target: EntityId
    munition_id: EntityId
    event: EventId
    velocity: Vector
    location: Vector
    munition: Munition
    # Where on its target, in the axes of that one.
    location_in_entity: Vector = _NOWHERE
    result: int = RESULT_OTHER
    parameters: bytes = b""


class Aimed(NamedTuple):
    """One whom a beam tracks or jams: the entity, and the emitter and beam that are jammed."""

    entity: EntityId
    emitter: int = 0
    beam: int = 0


@dataclass(frozen=True)
class Beam:
    """A beam: centre frequency and range (Hz), effective radiated power (dBm), pulses a second, their width
    (microseconds); where it sweeps, about the axes of its entity (rad); what it is for; whom it follows.
    """

    number: int
    frequency: float = 0.0
    frequency_range: float = 0.0
    power: float = 0.0
    pulse_rate: float = 0.0
    pulse_width: float = 0.0
    azimuth_centre: float = 0.0
    azimuth_sweep: float = 0.0
    elevation_centre: float = 0.0
    elevation_sweep: float = 0.0
    sweep_sync: float = 0.0
    parameter_index: int = 0
    function: int = 0
    targets: tuple[Aimed, ...] = ()
    high_density: int = 0
    # 0: on, 1: off.
    status: int = 0
    jamming: int = 0


@dataclass(frozen=True)
class Emitter:
    """An emitter system of an entity, and where on it, with its beams (none: it is silent)."""

    name: int
    function: int
    number: int
    location: Vector = _NOWHERE
    beams: tuple[Beam, ...] = ()


@dataclass(frozen=True)
class Emission:
    """What an entity emits (Electromagnetic Emission)."""

    header: Header
    entity: EntityId
    event: EventId
    update: int
    emitters: tuple[Emitter, ...] = ()


Pdu = EntityState | Fire | Detonation | Emission
