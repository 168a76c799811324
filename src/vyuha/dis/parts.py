"""Parts that several PDUs are made of, as bytes and back."""

import math
import struct
from typing import Any

from vyuha.dis.pdus import EntityType, Munition, Vector
from vyuha.dis.status import BAD_LENGTH, BAD_VALUE, PduError

_TYPE = struct.Struct(">BBHBBBB")
_MUNITION = struct.Struct(">8s4H")
MUNITION_BYTES = _MUNITION.size
PARAMETER_BYTES = 16


def read_type(data: bytes) -> EntityType:
    """An entity type from its 8 bytes."""
    return EntityType(*_TYPE.unpack(data))


def write_type(type: EntityType) -> bytes:
    """The 8 bytes of an entity type."""
    return _TYPE.pack(*type)


def read_munition(data: bytes) -> Munition:
    """A munition descriptor from its 16 bytes."""
    type, warhead, fuse, quantity, rate = _MUNITION.unpack(data)
    return Munition(read_type(type), warhead, fuse, quantity, rate)


def write_munition(munition: Munition) -> bytes:
    """The 16 bytes of a munition descriptor."""
    m = munition
    return _MUNITION.pack(write_type(m.type), m.warhead, m.fuse, m.quantity, m.rate)


def finite(values: Any) -> Vector:
    """Three numbers, none of them infinite or not a number."""
    x, y, z = values
    if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(z)):
        raise PduError(BAD_VALUE, f"({x}, {y}, {z}) is not finite")
    return x, y, z


def with_parameters(layout: struct.Struct, body: bytes, count_at: int) -> tuple[tuple[Any, ...], bytes]:
    """The fixed part of a body, and the 16-byte parameters behind it, whose number stands at the byte `count_at`."""
    expected = layout.size + (body[count_at] * PARAMETER_BYTES if len(body) > count_at else 0)
    if len(body) != expected:
        raise PduError(BAD_LENGTH, f"a body of {len(body)} bytes in place of {expected}")
    return layout.unpack_from(body), body[layout.size :]


def count_of(parameters: bytes) -> int:
    """How many 16-byte parameters these are."""
    count, rest = divmod(len(parameters), PARAMETER_BYTES)
    if rest:
        raise PduError(BAD_VALUE, f"parameters of {len(parameters)} bytes, not a multiple of {PARAMETER_BYTES}")
    return count
