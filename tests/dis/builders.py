"""PDUs of every kind, any that can be said (hypothesis), and one plain one of each."""

from hypothesis import strategies as st

from vyuha.dis.pdus import (
    Aimed,
    Beam,
    Detonation,
    Emission,
    Emitter,
    EntityId,
    EntityState,
    EntityType,
    EventId,
    Fire,
    Header,
    Munition,
)

U8, U16, U32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
SINGLE = st.floats(width=32, allow_nan=False, allow_infinity=False)
DOUBLE = st.floats(allow_nan=False, allow_infinity=False)
SINGLES, DOUBLES = st.tuples(SINGLE, SINGLE, SINGLE), st.tuples(DOUBLE, DOUBLE, DOUBLE)
ENTITIES, EVENTS = st.builds(EntityId, U16, U16, U16), st.builds(EventId, U16, U16, U16)
TYPES = st.builds(EntityType, U8, U8, U16, U8, U8, U8, U8)
HEADERS = st.builds(Header, U8, U32)
MARKINGS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=11)
PARAMETERS = st.integers(0, 3).flatmap(lambda n: st.binary(min_size=16 * n, max_size=16 * n))
MUNITIONS = st.builds(Munition, TYPES, U16, U16, U16, U16)

STATES = st.builds(
    EntityState, HEADERS, ENTITIES, U8, TYPES, SINGLES, DOUBLES, SINGLES, TYPES, U32, U8, SINGLES, SINGLES, MARKINGS,
    U32, PARAMETERS,
)  # fmt: skip
FIRES = st.builds(
    Fire, HEADERS, ENTITIES, ENTITIES, ENTITIES, EVENTS, DOUBLES, MUNITIONS, SINGLES, SINGLE, U32
)  # fmt: skip
DETONATIONS = st.builds(
    Detonation, HEADERS, ENTITIES, ENTITIES, ENTITIES, EVENTS, SINGLES, DOUBLES, MUNITIONS, SINGLES, U8, PARAMETERS
)  # fmt: skip
AIMED = st.lists(st.builds(Aimed, ENTITIES, U8, U8), max_size=3).map(tuple)
BEAMS = st.builds(Beam, U8, *[SINGLE] * 10, U16, U8, AIMED, U8, U8, U32)
EMITTERS = st.builds(Emitter, U16, U8, U8, SINGLES, st.lists(BEAMS, max_size=3).map(tuple))
EMISSIONS = st.builds(Emission, HEADERS, ENTITIES, EVENTS, U8, st.lists(EMITTERS, max_size=3).map(tuple))
PDUS = st.one_of(STATES, FIRES, DETONATIONS, EMISSIONS)

# Off the coast of Oman, 3 km up, 250 m/s to the north.
HERE, NORTHWARD = (3.0e6, 5.3e6, 2.1e6), (-40.0, -70.0, 235.0)


def state(**changes: object) -> EntityState:
    fields = {
        "header": Header(1, 0),
        "entity": EntityId(1, 2, 3),
        "force": 2,
        "type": EntityType(1, 2, 225, 1, 3, 3, 0),
        "velocity": NORTHWARD,
        "location": HERE,
        "marking": "RED01",
    }
    return EntityState(**(fields | changes))  # type: ignore[arg-type]


def fire() -> Fire:
    munition = Munition(EntityType(2, 1, 222, 1, 0, 0, 0), 1000, 1000, 1, 0)
    ids = EntityId(1, 2, 10), EntityId(1, 2, 3), EntityId(1, 2, 11)
    return Fire(Header(1, 0), *ids, EventId(1, 2, 1), HERE, munition, NORTHWARD, 20e3)


def detonation() -> Detonation:
    shot = fire()
    ids = shot.firing, shot.target, shot.munition_id
    return Detonation(Header(1, 0), *ids, shot.event, NORTHWARD, HERE, shot.munition, (0.5, 0.0, 0.0), 2)


def emission() -> Emission:
    beam = Beam(1, 3.3e9, 1e8, 85.0, 400.0, 30.0, function=1, targets=(Aimed(EntityId(1, 2, 3)),))
    emitter = Emitter(0, 2, 1, (0.0, 0.0, -10.0), (beam,))
    return Emission(Header(1, 0), EntityId(1, 2, 10), EventId(1, 2, 2), 1, (emitter,))
