"""ASTERIX: data blocks out of bytes, and records out of blocks, each with the byte at which it begins.

The records are taken apart by libasterix (the optional extra `asterix`), after the editions named here. It is loaded
when the first record is read: it holds all categories, and loading takes about a second once its bytecode is cached.
"""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

# Category -> the class of libasterix and the edition that it stands for. A recording of an old edition that has other
# items is refused, for its records end in the wrong place.
SPECIFICATIONS = {34: ("Cat_034_1_29", "1.29"), 48: ("Cat_048_1_32", "1.32"), 62: ("Cat_062_1_21", "1.21")}
INSTALL = 'reading ASTERIX needs libasterix: pip install "vyuha[asterix]"'
CLASH = (
    "the module asterix is not that of libasterix (asterix-decoder has one of the same name): install one of them only"
)


class MissingLibrary(Exception):
    """libasterix is not there; the message says what to do."""


class Block(NamedTuple):
    """One data block; `offset` is where it begins, `body` are its records."""

    offset: int
    category: int
    body: bytes


class Record(NamedTuple):
    """One record, as libasterix has it, and its bytes."""

    offset: int
    category: int
    items: Any
    data: bytes


class Fault(NamedTuple):
    """What is wrong, at which byte, and the bytes there."""

    offset: int
    message: str
    data: bytes = b""


@cache
def _library() -> tuple[Any, dict[int, Any]]:
    """The base module of libasterix and its class for each category that is read."""
    try:
        base: Any = importlib.import_module("asterix.base")
        generated: Any = importlib.import_module("asterix.generated")
    except ImportError as error:
        raise MissingLibrary(INSTALL if error.name == "asterix" else CLASH) from None
    absent = [name for name, _ in SPECIFICATIONS.values() if not hasattr(generated, name)]
    if absent:
        raise MissingLibrary(
            f"this version of libasterix has no {', '.join(absent)}; install the one that vyuha[asterix] asks for"
        )
    return base, {category: getattr(generated, name) for category, (name, _) in SPECIFICATIONS.items()}


def data_blocks(data: bytes, offset: int = 0) -> Iterator[Block | Fault]:
    """The blocks of a payload that begins at `offset` of its file; a fault ends it, for nothing says where to go on."""
    at = 0
    while at < len(data):
        left = len(data) - at
        if left < 3:
            yield Fault(offset + at, f"cut off: {left} bytes are left, a data block has at least 3", data[at:])
            return
        category, length = data[at], int.from_bytes(data[at + 1 : at + 3], "big")
        if length < 4 or category == 0:
            yield Fault(offset + at, f"no data block: category {category}, length {length}", data[at : at + 16])
            return
        if length > left:
            message = f"cut off, or no ASTERIX: a block of category {category} and {length:,} bytes, {left:,} are left"
            yield Fault(offset + at, message, data[at : at + 16])
            return
        yield Block(offset + at, category, data[at + 3 : at + length])
        at += length


def records(block: Block) -> Iterator[Record | Fault]:
    """The records of a block of a category in `SPECIFICATIONS`; after a fault the rest of the block is lost."""
    base, classes = _library()
    record, edition = classes[block.category].cv_record, SPECIFICATIONS[block.category][1]
    bits, at = base.Bits.from_bytes(block.body), 0
    while at < len(block.body):
        parsed = record.parse(base.ParsingMode.StrictParsing, bits)
        start = block.offset + 3 + at
        if isinstance(parsed, ValueError):
            said = f"a record that CAT{block.category:03d} {edition} does not know, or that is cut off: {parsed}"
            yield Fault(start, said, block.body[at : at + 16])
            return
        items, bits = parsed
        end = len(block.body) - len(bits) // 8
        yield Record(start, block.category, items, block.body[at:end])
        at = end
