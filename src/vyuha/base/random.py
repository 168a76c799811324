"""Random numbers that depend on what they are for, not on when they are drawn.

Philox4x32-10 turns a counter and a key into four random words. The key is the seed; the counter says replicate, two
entities, purpose and index. So adding a battery or another worker leaves every other draw as it was.

Assumes   fewer than 2^32 replicates and 2^24 draws per stream; entities are 32-bit hashes of their names.
Holds     everywhere; entities whose names collide in 32 bits would share draws (the assembler refuses that).
Source    J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011, section 3.3 and table 2.
Checked   tests/base/test_random.py against the known-answer vectors of the Random123 library.
"""

import math
import zlib

import numpy as np

from vyuha.base.compile import kernel

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_TO_UNIT = 1.0 / 4294967296.0

# Purposes: one number for each kind of draw, never reused for another.
DETECTION = 1
MEASUREMENT = 2
FALSE_PLOTS = 3
THREAT_TIMING = 4
THREAT_PATH = 5
THREAT_AIM = 6
LETHALITY = 7
SEEKER = 8
ASSESSMENT = 9
ARRIVAL = 10
SUPPLIER_FACTOR = 11
SUPPLIER_STOP = 12
SCHEDULE_GROWTH = 13
TRAINING_LAG = 14
APPROVAL = 15
UPKEEP = 16
THREAT_WANDER = 17
THREAT_WEAVE = 18
RADAR_BIAS = 19
STROBE = 20
BURST_AIM = 47
SPLITTING = 48
INTERROGATION = 30
EQUIPMENT = 31
WEAPON_TARGET = 40
ARM_RECOGNITION = 41
ARM_MEMORY = 42
ARM_CHOICE = 43
LOST_SCAN = 44
LOST_ORDER = 45
LOST_GUIDANCE = 46


def entity_id(name: str) -> int:
    """The 32-bit stream id of an entity's full name, the same in every scenario that has it."""
    return zlib.crc32(name.encode("utf-8"))


@kernel
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox on a 4 x 32-bit counter `c0..c3` [word] and a 2 x 32-bit key `k0, k1` [word]."""
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _SHIFT) ^ c1 ^ k0,
            product_1 & _MASK,
            (product_0 >> _SHIFT) ^ c3 ^ k1,
            product_0 & _MASK,
        )
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@kernel
def uniforms(
    seed: int, replicate: int, entity: int, other: int, purpose: int, index: int
) -> tuple[float, float, float, float]:
    """Four independent uniforms in (0, 1) [1] of the stream (seed, replicate, entity, other entity, purpose), draw
    `index` [count].
    """
    a, b, c, d = philox4x32(
        np.uint64(replicate) & _MASK,
        np.uint64(entity) & _MASK,
        np.uint64(other) & _MASK,
        np.uint64((purpose << 24) + (index & 0xFFFFFF)),
        np.uint64(seed) & _MASK,
        np.uint64(seed) >> _SHIFT,
    )
    return (
        (float(a) + 0.5) * _TO_UNIT,
        (float(b) + 0.5) * _TO_UNIT,
        (float(c) + 0.5) * _TO_UNIT,
        (float(d) + 0.5) * _TO_UNIT,
    )


@kernel
def normals(
    seed: int, replicate: int, entity: int, other: int, purpose: int, index: int
) -> tuple[float, float, float, float]:
    """Four independent standard normals [1] of the same stream, by the Box-Muller transform (1958)."""
    a, b, c, d = uniforms(seed, replicate, entity, other, purpose, index)
    r, q = math.sqrt(-2.0 * math.log(a)), math.sqrt(-2.0 * math.log(c))
    return (
        r * math.cos(2.0 * math.pi * b),
        r * math.sin(2.0 * math.pi * b),
        q * math.cos(2.0 * math.pi * d),
        q * math.sin(2.0 * math.pi * d),
    )


@kernel
def seed_of(seed: int, purpose: int, number: int, index: int) -> int:
    """A seed of its own [1] for run `number` [count] of something that is made of whole replicates, by its `purpose`
    [code] and an `index` [count].
    """
    a, b, _, _ = philox4x32(
        np.uint64(number) & _MASK,
        np.uint64(0),
        np.uint64(0),
        np.uint64((purpose << 24) + (index & 0xFFFFFF)),
        np.uint64(seed) & _MASK,
        np.uint64(seed) >> _SHIFT,
    )
    return int(((a << _SHIFT) | b) >> np.uint64(1))
