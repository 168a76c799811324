"""Bytes of PDUs, both ways. Strict: what does not hold together to the last byte is refused, with a status.

Layouts   IEEE 1278.1-2012, 7.2 (Entity State), 7.3 (Fire, Detonation), 7.6 (Electromagnetic Emission); big-endian.
Checked   tests/dis: round trips of all that can be said, random bytes, and another's decoder beside this one.
"""

import struct
from collections.abc import Iterator
from typing import Any

from vyuha.dis.emission import read_emission, write_emission
from vyuha.dis.parts import (
    MUNITION_BYTES,
    count_of,
    finite,
    read_munition,
    read_type,
    with_parameters,
    write_munition,
    write_type,
)
from vyuha.dis.pdus import (
    DETONATION,
    ELECTROMAGNETIC_EMISSION,
    ENTITY_STATE,
    FAMILIES,
    FIRE,
    Detonation,
    EntityId,
    EntityState,
    EventId,
    Fire,
    Header,
    Pdu,
)
from vyuha.dis.status import BAD_FAMILY, BAD_LENGTH, BAD_VALUE, OTHER_TYPE, OTHER_VERSION, TOO_SHORT, PduError

VERSION = 7
_HEADER = struct.Struct(">BBBBIHBB")
# Entity; force, number of parameters; types; velocity, location, orientation; appearance; dead reckoning: algorithm,
# acceleration, angular velocity; marking: character set, characters; capabilities.
_STATE = struct.Struct(">3HBB8s8s3f3d3fIB15x6fB11sI")
# Firing entity, target, munition, event.
_WHO = struct.Struct(">3H3H3H3H")
_FIRE = struct.Struct(f">24sI3d{MUNITION_BYTES}s3ff")
_DETONATION = struct.Struct(f">24s3f3d{MUNITION_BYTES}s3fBBxx")
# At which byte the numbers of parameters stand.
_STATE_COUNT, _DETONATION_COUNT = 7, _DETONATION.size - 3
_ASCII = 1
_MARKING = 11


def decode(data: bytes) -> Pdu:
    """The PDU that `data` is, from its first byte to its last. Raises `PduError`, and nothing else, for all other
    bytes.
    """
    header, kind = _read_header(data)
    body = data[_HEADER.size :]
    if kind == ENTITY_STATE:
        return _read_state(header, body)
    if kind == FIRE:
        return _read_fire(header, body)
    if kind == DETONATION:
        return _read_detonation(header, body)
    return read_emission(header, body)


def encode(pdu: Pdu) -> bytes:
    """The bytes of a PDU. Raises `PduError` for a value that has no place in them."""
    try:
        if isinstance(pdu, EntityState):
            kind, body = ENTITY_STATE, _write_state(pdu)
        elif isinstance(pdu, Fire):
            kind, body = FIRE, _write_fire(pdu)
        elif isinstance(pdu, Detonation):
            kind, body = DETONATION, _write_detonation(pdu)
        else:
            kind, body = ELECTROMAGNETIC_EMISSION, write_emission(pdu)
        length = _HEADER.size + len(body)
        head = _HEADER.pack(VERSION, pdu.header.exercise, kind, FAMILIES[kind], pdu.header.timestamp, length, 0, 0)
    except (struct.error, OverflowError) as error:
        raise PduError(BAD_VALUE, str(error)) from error
    data = head + body
    # What nobody may read is not written either: numbers that are not finite.
    decode(data)
    return data


def unbundle(payload: bytes) -> Iterator[bytes]:
    """The PDUs of a datagram, by the lengths that their headers tell; from where these lead nowhere, all the rest."""
    at = 0
    while at < len(payload):
        length = int.from_bytes(payload[at + 8 : at + 10], "big")
        if length < _HEADER.size or at + length > len(payload):
            length = len(payload) - at
        yield payload[at : at + length]
        at += length


def _read_header(data: bytes) -> tuple[Header, int]:
    if len(data) < _HEADER.size:
        raise PduError(TOO_SHORT, f"{len(data)} bytes")
    version, exercise, kind, family, timestamp, length, _, _ = _HEADER.unpack_from(data)
    if version != VERSION:
        raise PduError(OTHER_VERSION, f"version {version}")
    if length != len(data):
        raise PduError(BAD_LENGTH, f"{len(data)} bytes, its header says {length}")
    if kind not in FAMILIES:
        raise PduError(OTHER_TYPE, f"type {kind}")
    if family != FAMILIES[kind]:
        raise PduError(BAD_FAMILY, f"type {kind} in family {family}")
    return Header(exercise, timestamp), kind


def _read_state(header: Header, body: bytes) -> EntityState:
    v, parameters = with_parameters(_STATE, body, _STATE_COUNT)
    return EntityState(
        header=header,
        entity=EntityId(*v[0:3]),
        force=v[3],
        type=read_type(v[5]),
        alternative=read_type(v[6]),
        velocity=finite(v[7:10]),
        location=finite(v[10:13]),
        orientation=finite(v[13:16]),
        appearance=v[16],
        algorithm=v[17],
        acceleration=finite(v[18:21]),
        angular_velocity=finite(v[21:24]),
        marking=_read_marking(v[24], v[25]),
        capabilities=v[26],
        parameters=parameters,
    )


def _write_state(pdu: EntityState) -> bytes:
    return (
        _STATE.pack(
            *pdu.entity,
            pdu.force,
            count_of(pdu.parameters),
            write_type(pdu.type),
            write_type(pdu.alternative),
            *pdu.velocity,
            *pdu.location,
            *pdu.orientation,
            pdu.appearance,
            pdu.algorithm,
            *pdu.acceleration,
            *pdu.angular_velocity,
            _ASCII,
            _write_marking(pdu.marking),
            pdu.capabilities,
        )
        + pdu.parameters
    )


def _read_marking(character_set: int, characters: bytes) -> str:
    """A marking up to its first null. One that nobody should print, or in other characters, is none: everything else
    in its PDU holds without it.
    """
    name = characters.split(b"\x00")[0]
    return name.decode("ascii") if character_set == _ASCII and _printable(name) else ""


def _write_marking(marking: str) -> bytes:
    name = marking.encode("ascii", "replace")
    if len(name) > _MARKING or name.decode("ascii") != marking or not _printable(name):
        raise PduError(BAD_VALUE, f"marking {marking!r}: at most {_MARKING} printable ASCII characters")
    return name


def _printable(name: bytes) -> bool:
    return all(32 <= c < 127 for c in name)


def _read_fire(header: Header, body: bytes) -> Fire:
    _exactly(_FIRE, body)
    ids, mission, *v = _FIRE.unpack(body)
    location, munition, velocity, reach = finite(v[:3]), read_munition(v[3]), finite(v[4:7]), v[7]
    finite((reach, 0.0, 0.0))
    return Fire(header, *_read_who(ids), location, munition, velocity, reach, mission)


def _write_fire(pdu: Fire) -> bytes:
    munition = write_munition(pdu.munition)
    return _FIRE.pack(_write_who(pdu), pdu.mission, *pdu.location, munition, *pdu.velocity, pdu.range)


def _read_detonation(header: Header, body: bytes) -> Detonation:
    (ids, *v), parameters = with_parameters(_DETONATION, body, _DETONATION_COUNT)
    velocity, location, munition, within = finite(v[:3]), finite(v[3:6]), read_munition(v[6]), finite(v[7:10])
    return Detonation(header, *_read_who(ids), velocity, location, munition, within, v[10], parameters)


def _write_detonation(pdu: Detonation) -> bytes:
    count = count_of(pdu.parameters)
    return (
        _DETONATION.pack(
            _write_who(pdu),
            *pdu.velocity,
            *pdu.location,
            write_munition(pdu.munition),
            *pdu.location_in_entity,
            pdu.result,
            count,
        )
        + pdu.parameters
    )


def _exactly(layout: struct.Struct, body: bytes) -> None:
    if len(body) != layout.size:
        raise PduError(BAD_LENGTH, f"a body of {len(body)} bytes in place of {layout.size}")


def _read_who(ids: bytes) -> tuple[EntityId, EntityId, EntityId, EventId]:
    v: Any = _WHO.unpack(ids)
    return EntityId(*v[0:3]), EntityId(*v[3:6]), EntityId(*v[6:9]), EventId(*v[9:12])


def _write_who(pdu: Fire | Detonation) -> bytes:
    return _WHO.pack(*pdu.firing, *pdu.target, *pdu.munition_id, *pdu.event)
