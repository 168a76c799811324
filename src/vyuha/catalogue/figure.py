"""Figures: a number with its unit, its range, where it comes from and how far it can be trusted."""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from vyuha.base.units import DIMENSION_OF, NUMBER, UNITS, UnitError, parse_number, parse_quantity, to_unit

# How a figure is known, from best to worst.
GRADES = ("published", "recalled", "community", "derived", "assumed")
_KEYS = ("value", "low", "likely", "high", "source", "grade", "date", "note")
# Dimensions whose figures may stand without a unit.
_PLAIN = ("count", "ratio")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; `value`, `low` and `high` are SI, `unit` is the one in which people read it ("" for plain numbers)."""

    value: float
    low: float
    high: float
    unit: str
    source: str
    grade: str
    date: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The figure for people.

        >>> Figure(280e3, 224e3, 336e3, "km", "two claims", "derived").text
        '280 km (224 to 336)'
        """
        if not self.has_range:
            return self.worded(self.value)
        return f"{self.worded(self.value)} ({self._shown(self.low)} to {self._shown(self.high)})"

    @property
    def has_range(self) -> bool:
        """Whether it has a low and a high end."""
        return self.low < self.high

    def worded(self, value: float) -> str:
        """A `value` (SI) of this figure for people, with its unit.

        >>> Figure(280e3, 224e3, 336e3, "km", "two claims", "derived").worded(224e3)
        '224 km'
        """
        return self._shown(value) + (f" {self.unit}" if self.unit else "")

    @property
    def si_unit(self) -> str:
        """The unit of `value`, `low` and `high` ("1" for counts and ratios)."""
        if not self.unit:
            return "1"
        return next(unit for unit, factor in UNITS[DIMENSION_OF[self.unit]].items() if factor == 1.0)

    def _shown(self, value: float) -> str:
        return f"{to_unit(value, self.unit) if self.unit else value:,.6g}"


def read_figure(raw: object, dimension: str, sources: Mapping[str, str]) -> Figure:
    """The figure that a data file describes; raises `ValueError` saying what is allowed.

    `raw` holds text: `value` (or `likely`), perhaps `low` and `high`, `grade`, `source`, perhaps `date` and `note`.
    """
    parts = raw if isinstance(raw, Mapping) else {}
    if not parts:
        raise ValueError("give a figure, for example {value: 40 km, source: KEY, grade: published}")
    unknown = [key for key in parts if key not in _KEYS]
    if unknown:
        raise ValueError(f'unknown key "{unknown[0]}" in a figure; allowed: {", ".join(_KEYS)}')
    if any(not isinstance(part, str) for part in parts.values()):
        raise ValueError("every part of a figure is plain text")
    if ("value" in parts) == ("likely" in parts):
        raise ValueError('give "value" or "likely", one of the two')
    if ("low" in parts) != ("high" in parts):
        raise ValueError('give both "low" and "high", or neither')
    text = parts.get("value", parts.get("likely", ""))
    value, unit = _number(text, dimension)
    low = _number(parts.get("low", text), dimension)[0]
    high = _number(parts.get("high", text), dimension)[0]
    if not low <= value <= high:
        raise ValueError("the value must lie between low and high")
    grade, note = parts.get("grade", ""), parts.get("note", "")
    if grade not in GRADES:
        raise ValueError(f'grade "{grade}": allowed: {", ".join(GRADES)}')
    source = read_source(parts.get("source", ""), grade, note, sources)
    return Figure(value, low, high, unit, source, grade, parts.get("date", ""), note)


def read_source(text: str, grade: str, note: str, sources: Mapping[str, str]) -> str:
    """The source in full: keys of `sources`, separated by "; ", are replaced by their text; the rest is free text."""
    if grade == "assumed" and not note:
        raise ValueError("an assumed figure needs a note that says why this value")
    if grade != "assumed" and not text:
        raise ValueError(f"a {grade} figure needs a source")
    parts = [part.strip() for part in text.split("; ") if part.strip()]
    for part in parts:
        # One word without a dot is a key: a mistyped key must not pass as free text.
        if part not in sources and " " not in part and "." not in part:
            near = difflib.get_close_matches(part, sources, 1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise ValueError(f'unknown source key "{part}"{hint}')
    return "; ".join(sources.get(part, part) for part in parts)


def _number(text: str, dimension: str) -> tuple[float, str]:
    """SI value and display unit of a text."""
    text = text.strip()
    if dimension in _PLAIN and NUMBER.fullmatch(text):
        return parse_number(text), ""
    if dimension == "count":
        raise UnitError("give a plain number without a unit")
    value = parse_quantity(text, dimension)
    unit = NUMBER.sub("", text, count=1).strip()
    return value, "" if unit == "1" else unit


def _validator(dimension: str, least: float, most: float, whole: bool) -> Callable[[Any, ValidationInfo], Figure]:
    def validate(raw: Any, info: ValidationInfo) -> Figure:
        if isinstance(raw, Figure):
            return raw
        figure = read_figure(raw, dimension, (info.context or {}).get("sources", {}))
        if figure.low < least:
            raise ValueError(f"must be {'positive' if 0.0 < least < 1e-200 else f'at least {least:g}'}")
        if figure.high > most:
            raise ValueError(f"must be at most {most:g}")
        if whole and not all(part.is_integer() for part in (figure.value, figure.low, figure.high)):
            raise ValueError("give whole numbers")
        return figure

    return validate


def figure(dimension: str, least: float = 0.0, most: float = math.inf, whole: bool = False) -> BeforeValidator:
    """The validator of a field: a figure of `dimension` whose range lies within [`least`, `most`] (SI)."""
    return BeforeValidator(_validator(dimension, least, most, whole))


# The smallest positive float stands for "more than nothing".
_POSITIVE = 5e-324
_RIGHT_ANGLE = UNITS["angle"]["deg"] * 90.0

Length = Annotated[Figure, figure("length")]
PositiveLength = Annotated[Figure, figure("length", _POSITIVE)]
Time = Annotated[Figure, figure("time")]
PositiveTime = Annotated[Figure, figure("time", _POSITIVE)]
Speed = Annotated[Figure, figure("speed")]
PositiveSpeed = Annotated[Figure, figure("speed", _POSITIVE)]
Angle = Annotated[Figure, figure("angle", 0.0, 4.0 * _RIGHT_ANGLE + 1e-9)]
Elevation = Annotated[Figure, figure("angle", -_RIGHT_ANGLE, _RIGHT_ANGLE)]
# Steepness of a path, up or down: not nothing, and not straight up.
Slope = Annotated[Figure, figure("angle", 1e-3, 75.0 / 90.0 * _RIGHT_ANGLE + 1e-9)]
Area = Annotated[Figure, figure("area", _POSITIVE)]
Mass = Annotated[Figure, figure("mass")]
PositiveMass = Annotated[Figure, figure("mass", _POSITIVE)]
Force = Annotated[Figure, figure("force")]
Flow = Annotated[Figure, figure("mass flow")]
Acceleration = Annotated[Figure, figure("acceleration", _POSITIVE)]
Money = Annotated[Figure, figure("money")]
Ratio = Annotated[Figure, figure("ratio")]
# A load factor of one is level flight, which neither turns nor climbs.
LoadFactor = Annotated[Figure, figure("ratio", 1.01, 30.0)]
Probability = Annotated[Figure, figure("ratio", 0.0, 1.0)]
Mean = Annotated[Figure, figure("count")]
Count = Annotated[Figure, figure("count", 0.0, math.inf, True)]
Frequency = Annotated[Figure, figure("frequency", _POSITIVE)]
Power = Annotated[Figure, figure("power", _POSITIVE)]
Level = Annotated[Figure, figure("level", -200.0, 200.0)]
Conductivity = Annotated[Figure, figure("conductivity")]
# A beam is narrower than a quarter of a turn, and not infinitely so.
BeamWidth = Annotated[Figure, figure("angle", 1e-4, _RIGHT_ANGLE)]
Pulses = Annotated[Figure, figure("count", 1.0, 1000.0, True)]
Share = Annotated[Figure, figure("ratio", 0.0, 0.9)]
Spectrum = Annotated[Figure, figure("acceleration spectrum", _POSITIVE)]
BallisticCoefficient = Annotated[Figure, figure("ballistic coefficient", _POSITIVE)]
