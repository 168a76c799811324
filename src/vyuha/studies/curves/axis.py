"""Along what a curve runs: the values of a factor, or the alternatives of a study one after the other."""

import math
import re
from dataclasses import dataclass

import numpy as np

from vyuha.results.summary_text import number, number_range
from vyuha.studies.factors import Factor, number_and_unit
from vyuha.studies.point import Point
from vyuha.studies.question import Floats
from vyuha.studies.study import Study

# What `along` says for the alternatives of the study, in the order of the file.
ALTERNATIVES = "alternatives"


@dataclass(frozen=True)
class Axis:
    """Points in order, where each stands on the axis, and what people call it. `stepped`: the points are alternatives,
    and stand at 1, 2, 3 and so on.
    """

    name: str
    unit: str
    x: Floats
    places: tuple[str, ...]
    points: tuple[Point, ...]
    stepped: bool = False

    def at(self, value: float) -> str:
        """A place on the axis in words; beyond its ends: less or more than these."""
        if value == -np.inf:
            return f"less than {self._text(float(self.x[0]))}"
        if value == np.inf:
            return f"more than {self._text(float(self.x[-1]))}"
        return self._text(value)

    def between(self, low: float, high: float) -> str:
        """An interval on the axis in words."""
        if low == high:
            return "no spread: all fights agree"
        if np.isinf(low) or np.isinf(high):
            return f"{self.at(low)} to {self.at(high)}"
        ends = f"{_plain(low)} to {_plain(high)}"
        return self._with_unit(ends if _plain(low) != _plain(high) else number_range(low, high))

    @property
    def range(self) -> str:
        """From the first to the last point in words."""
        return self._with_unit(f"{_plain(float(self.x[0]))} to {_plain(float(self.x[-1]))}")

    def _text(self, value: float) -> str:
        return self._with_unit(_plain(value))

    def _with_unit(self, text: str) -> str:
        return f"{text} {self.unit}".strip()


def axis_of(study: Study, along: str) -> Axis:
    """The axis of the alternatives or of a factor, whose values have to be numbers (`why_not`)."""
    if along == ALTERNATIVES:
        points = tuple(one.point() for one in study.alternatives)
        names = tuple(one.name for one in study.alternatives)
        return Axis(ALTERNATIVES, "", np.arange(1.0, len(points) + 1.0), names, points, stepped=True)
    factor = study.factor(along)
    levels = sorted(factor.levels, key=lambda value: factor.number(value) or 0.0)
    return Axis(
        name=factor.name,
        unit=factor.unit,
        x=np.array([factor.number(value) for value in levels], dtype=np.float64),
        places=tuple(str(value) for value in levels),
        points=tuple(study.point(_named(factor.id, str(value)), **{factor.id: value}) for value in levels),
    )


def why_not(factor: Factor) -> str:
    """Why no curve runs along a factor, whose values have to be different numbers in one unit; nothing if one does."""
    numbers = [factor.number(value) for value in factor.levels]
    if None in numbers:
        return f"the values of {factor.id} are not all numbers"
    units = list(dict.fromkeys(number_and_unit(value)[1] or "none" for value in factor.levels))
    if len(units) > 1:
        return f"the values of {factor.id} have different units ({', '.join(units)}); write all in one"
    twice = [value for n, value in enumerate(factor.levels) if numbers[n] in numbers[:n]]
    if twice:
        return f"{factor.id} has the value {twice[0]} twice"
    return "" if len(numbers) > 1 else f"{factor.id} has one value only; a curve takes two at least"


def _plain(value: float) -> str:
    """A place on an axis: whole numbers as they are.

    >>> _plain(8.0), _plain(16.23)
    ('8', '16.2')
    """
    return f"{value:,.0f}" if math.isclose(value, round(value), abs_tol=1e-9) else number(value)


def _named(id: str, value: str) -> str:
    """A name of plain letters, another one for a value below nought.

    >>> _named("spacing", "2.5 s"), _named("bearing", "-5 deg")
    ('spacing-2.5-s', 'bearing-minus-5-deg')
    """
    value = value.strip().replace("-", "minus-", 1) if value.strip().startswith("-") else value
    return f"{id}-{re.sub(r'[^A-Za-z0-9.]+', '-', value).strip('-')}"
