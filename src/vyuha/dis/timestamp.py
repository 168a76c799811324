"""Times in DIS: the part of the hour in 31 bits, and a last bit that says whose hour.

Absolute: the hour of a clock that all share (UTC). Relative: the hour of the sender's own clock, which began whenever
it liked; only differences mean anything. A field says nothing about which hour it is, so a time is found as the one
nearest to a time that is known.
"""

import math

HOUR = 3600.0
_UNITS = 1 << 31


def timestamp(time: float, absolute: bool) -> int:
    """The field for a `time` (s, of any hour)."""
    return (int(time % HOUR / HOUR * _UNITS + 0.5) % _UNITS) << 1 | int(absolute)


def is_absolute(field: int) -> bool:
    """Whether the sender's clock is the one that all share."""
    return bool(field & 1)


def past_hour(field: int) -> float:
    """Seconds past the hour that a field says; its steps are 1.7 microseconds."""
    return (field >> 1) * HOUR / _UNITS


def nearest(field: int, time: float) -> float:
    """The moment (s) with this field that is nearest to `time` (s), on the clock of that; to the last bit the same for
    all times of which it is the nearest.
    """
    past = past_hour(field)
    return math.floor((time - past) / HOUR + 0.5) * HOUR + past
