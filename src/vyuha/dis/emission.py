"""The body of the Electromagnetic Emission PDU: emitter systems, their beams, and whom those follow.

Systems and beams say how long they are, in words of four bytes; zero where that is too much for a byte. Nothing is
taken on trust: all is read in order, and a length that disagrees with what was read is refused.
"""

import math
import struct
from typing import Any

from vyuha.dis.parts import finite
from vyuha.dis.pdus import Aimed, Beam, Emission, Emitter, EntityId, EventId, Header
from vyuha.dis.status import BAD_LENGTH, BAD_VALUE, PduError

_HEAD = struct.Struct(">3H3HBBxx")
# Length, number of beams; name, function, number; location on the entity.
_SYSTEM = struct.Struct(">BBxxHBB3f")
# Length, number, index; frequency to pulse width; azimuth to sweep; function, targets, density, status; jamming.
_BEAM = struct.Struct(">BBH5f5fBBBBI")
_TARGET = struct.Struct(">3HBB")
_WORD = 4


class _Reader:
    """Reads layouts one after another."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def take(self, layout: struct.Struct) -> tuple[Any, ...]:
        if self.at + layout.size > len(self.body):
            raise PduError(BAD_LENGTH, f"cut off in a body of {len(self.body)} bytes")
        values = layout.unpack_from(self.body, self.at)
        self.at += layout.size
        return values


def read_emission(header: Header, body: bytes) -> Emission:
    """An Electromagnetic Emission from what follows its header. Raises `PduError`."""
    reader = _Reader(body)
    *ids, update, systems = reader.take(_HEAD)
    emitters = tuple(_read_system(reader) for _ in range(systems))
    if reader.at != len(body):
        raise PduError(BAD_LENGTH, f"{len(body) - reader.at} bytes behind the last emitter")
    return Emission(header, EntityId(*ids[:3]), EventId(*ids[3:]), update, emitters)


def _read_system(reader: _Reader) -> Emitter:
    start = reader.at
    words, beams, name, function, number, x, y, z = reader.take(_SYSTEM)
    emitter = Emitter(name, function, number, finite((x, y, z)), tuple(_read_beam(reader) for _ in range(beams)))
    _agree(words, reader.at - start, "an emitter")
    return emitter


def _read_beam(reader: _Reader) -> Beam:
    start = reader.at
    words, number, index, *rest = reader.take(_BEAM)
    numbers, (function, targets, density, status, jamming) = rest[:10], rest[10:]
    if not all(map(math.isfinite, numbers)):
        raise PduError(BAD_VALUE, f"beam {number} has a number that is not finite")
    aimed = []
    for _ in range(targets):
        *entity, emitter, beam = reader.take(_TARGET)
        aimed.append(Aimed(EntityId(*entity), emitter, beam))
    _agree(words, reader.at - start, "a beam")
    values: Any = (number, *numbers, index, function, tuple(aimed), density, status, jamming)
    return Beam(*values)


def _agree(words: int, size: int, what: str) -> None:
    if words != _words(size):
        raise PduError(BAD_LENGTH, f"{what} of {size} bytes says {words * _WORD}")


def _words(size: int) -> int:
    """A length as the protocol tells it."""
    return size // _WORD if size // _WORD <= 255 else 0


def write_emission(pdu: Emission) -> bytes:
    """What follows the header of an Electromagnetic Emission."""
    head = _HEAD.pack(*pdu.entity, *pdu.event, pdu.update, len(pdu.emitters))
    return head + b"".join(_write_system(emitter) for emitter in pdu.emitters)


def _write_system(emitter: Emitter) -> bytes:
    beams = b"".join(_write_beam(beam) for beam in emitter.beams)
    words, e = _words(_SYSTEM.size + len(beams)), emitter
    return _SYSTEM.pack(words, len(e.beams), e.name, e.function, e.number, *e.location) + beams


def _write_beam(beam: Beam) -> bytes:
    targets = b"".join(_TARGET.pack(*aimed.entity, aimed.emitter, aimed.beam) for aimed in beam.targets)
    b = beam
    fixed = _BEAM.pack(
        _words(_BEAM.size + len(targets)),
        b.number,
        b.parameter_index,
        b.frequency,
        b.frequency_range,
        b.power,
        b.pulse_rate,
        b.pulse_width,
        b.azimuth_centre,
        b.azimuth_sweep,
        b.elevation_centre,
        b.elevation_sweep,
        b.sweep_sync,
        b.function,
        len(b.targets),
        b.high_density,
        b.status,
        b.jamming,
    )
    return fixed + targets
