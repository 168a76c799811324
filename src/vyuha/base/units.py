"""Units at the border: text with a unit becomes an SI float, and an SI float becomes text for people.

Inside the project every float is SI (metres, seconds, kilograms, radians); only files and screens have other units.
"""

import math
import re

_FOOT = 0.3048
_NAUTICAL_MILE = 1852.0
_G = 9.80665

# dimension -> unit -> SI factor. The first unit of each is the one that examples and printing use.
UNITS: dict[str, dict[str, float]] = {
    "length": {"km": 1e3, "m": 1.0, "cm": 1e-2, "mm": 1e-3, "nmi": _NAUTICAL_MILE, "ft": _FOOT, "mi": 1609.344},
    "time": {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 1e-3},
    "speed": {"m/s": 1.0, "km/h": 1.0 / 3.6, "km/s": 1e3, "kt": _NAUTICAL_MILE / 3600.0, "ft/s": _FOOT},
    "angle": {"deg": math.pi / 180.0, "rad": 1.0, "mrad": 1e-3},
    "area": {"m2": 1.0, "cm2": 1e-4},
    "mass": {"kg": 1.0, "t": 1e3, "lb": 0.45359237},
    "acceleration": {"m/s2": 1.0, "g": _G},
    "force": {"kN": 1e3, "N": 1.0},
    "frequency": {"GHz": 1e9, "MHz": 1e6, "kHz": 1e3, "Hz": 1.0, "rpm": 1.0 / 60.0},
    "power": {"kW": 1e3, "W": 1.0, "MW": 1e6},
    # Levels are ratios of power; they stay in decibels until tables are made of them.
    "level": {"dB": 1.0},
    "conductivity": {"S/m": 1.0},
    "rain": {"mm/h": 1e-3 / 3600.0},
    "money": {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6, "BUSD": 1e9},
    # Ten million rupees make a crore, in which Indian prices are quoted.
    "rupees": {"crore-INR": 1e7, "INR": 1.0},
    # Calendar time is counted in days; a month is a twelfth of a year of 365.25 days (see base.calendar).
    "period": {"months": 30.4375, "years": 365.25, "weeks": 7.0, "days": 1.0},
    "ratio": {"1": 1.0, "%": 0.01},
    "rate": {"1/s": 1.0, "1/min": 1.0 / 60.0},
    "mass flow": {"kg/s": 1.0},
    "ballistic coefficient": {"kg/m2": 1.0},
    "acceleration spectrum": {"m2/s3": 1.0},
}
DIMENSION_OF = {unit: dimension for dimension, units in UNITS.items() for unit in units}

# One ASCII pattern for every number that a user writes; float() alone would take "1_000", "nan" or other digits.
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_QUANTITY = re.compile(rf"\s*({NUMBER.pattern})\s*([A-Za-z%/0-9-]*)\s*", re.ASCII)
_LONGEST = 64


class UnitError(ValueError):
    """Text that is not a number with a unit of the wanted dimension; the message says what is allowed."""


def parse_quantity(text: str, dimension: str, example: str = "") -> float:
    """The SI value of text like "40 km" in the given dimension.

    Raises `UnitError` when the number, the unit or its dimension is wrong, or the value is not finite.

    >>> parse_quantity("900 km/h", "speed")
    250.0
    """
    units = UNITS[dimension]
    hint = example or f"1 {next(iter(units))}"
    match = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise UnitError(f'give a number and a unit of {dimension}, for example "{hint}"')
    number, unit = match.groups()
    if unit == "":
        raise UnitError(f'give a unit, for example "{hint}"')
    if unit not in units:
        raise UnitError(f"unknown unit of {dimension}; allowed: {', '.join(units)}")
    value = float(number) * units[unit]
    if not math.isfinite(value):
        raise UnitError("the number is too large")
    return value


def parse_number(text: str) -> float:
    """A plain finite decimal number; raises `UnitError` for anything else.

    >>> parse_number("1e3")
    1000.0
    """
    match = NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise UnitError("give a plain number")
    value = float(match.group())
    if not math.isfinite(value):
        raise UnitError("the number is too large")
    return value


def to_unit(value: float, unit: str) -> float:
    """An SI value expressed in `unit`.

    >>> to_unit(40000.0, "km")
    40.0
    """
    return value / UNITS[DIMENSION_OF[unit]][unit]


def rough_time(seconds: float) -> str:
    """A time [s] as people say how long something takes.

    >>> rough_time(170.0)
    '3 min'
    """
    for limit, unit, size in ((100.0, "s", 1.0), (6000.0, "min", 60.0), (360_000.0, "h", 3600.0)):
        if seconds < limit:
            return f"{max(seconds / size, 1.0):.0f} {unit}"
    return f"{seconds / 86400.0:.0f} days"
