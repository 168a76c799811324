"""Factors: what a study varies, over a list of values or from a low end to a high one.

A range is walked in the unit in which it is written: `low: 20 km, high: 80 km` gives "50 km" half way. Where only whole
numbers may stand, halves are rounded to the even one. A figure of the catalogue brings its own range.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vyuha.base.units import NUMBER, to_unit
from vyuha.catalogue import Catalogue, Figure
from vyuha.catalogue.items import is_whole
from vyuha.studies.point import Setting, Value
from vyuha.studies.settings import SettingError, figure_at, is_figure, parsed, value_at

_WRITTEN = re.compile(rf"\s*({NUMBER.pattern})\s*([^\s]*)\s*", re.ASCII)
# Levels of a range where a list of values is needed, unless the factor says how many.
STEPS = 5


@dataclass(frozen=True)
class Factor:
    """Something that is varied: `values` if it was given as a list, else the range from `low` to `high`.

    `base` is what stands there as it is (None: nothing stands there, a default holds). `figure` is set for figures of
    the catalogue.
    """

    id: str
    name: str
    path: str
    values: tuple[Value, ...]
    low: Value
    high: Value
    base: Value | None
    whole: bool = False
    steps: int = STEPS
    figure: Figure | None = None

    @property
    def has_range(self) -> bool:
        """Whether it goes from one number to another."""
        return not self.values

    @property
    def levels(self) -> tuple[Value, ...]:
        """Its values, or evenly spaced ones over its range without repeats."""
        if self.values:
            return self.values
        spread = (self.at(n / (self.steps - 1)) for n in range(self.steps))
        return tuple({str(value): value for value in spread}.values())

    def at(self, share: float) -> Value:
        """The value at a share [1] of its range, or of its list: 0 is the low end or the first, 1 the high or the last.

        >>> Factor("d", "", "raids.d.speed", (), "150 km/h", "250 km/h", None).at(0.25)
        '175.0 km/h'
        """
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        (low, unit), (high, _) = number_and_unit(self.low), number_and_unit(self.high)
        # Rounding leads to no value beyond the ends, and to these themselves.
        value = high if share == 1.0 else min(low + share * (high - low), high)
        text = str(round(value)) if self.whole else repr(value)
        return f"{text} {unit}".strip()

    def setting(self, value: Value) -> Setting:
        """What is to be set for it to have a value."""
        return Setting(self.path, value)

    def number(self, value: Value) -> float | None:
        """A value as a plain number in the unit in which it is written; None for what is no number."""
        if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
            return None
        return number_and_unit(value)[0]

    @property
    def unit(self) -> str:
        """The unit in which its values are written ("": none, or they are no numbers)."""
        return number_and_unit(self.low)[1] if self.number(self.low) is not None else ""


def number_and_unit(text: Value) -> tuple[float, str]:
    """Number and unit of a text as written. Raises `SettingError` for anything else.

    >>> number_and_unit("40 km")
    (40.0, 'km')
    """
    match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise SettingError("give a number, with its unit where it has one")
    return float(match.group(1)), match.group(2)


def listed(id: str, name: str, path: str, values: Sequence[Value], text: str, catalogue: Catalogue) -> Factor:
    """A factor with a list of values. SettingError for a value that cannot stand at the path of the scenario `text`."""
    for n, value in enumerate(values):
        if value in values[:n]:
            raise SettingError(f'"{value}" is there twice')
        parsed(text, [Setting(path, value)], catalogue)
    figure = figure_at(catalogue, path)[2] if is_figure(path) else None
    return Factor(id, name, path, tuple(values), values[0], values[-1], _base(text, path, figure), figure=figure)


def ranged(
    id: str, name: str, path: str, ends: tuple[str | None, str | None], steps: int, text: str, catalogue: Catalogue
) -> Factor:
    """A factor that goes from a low to a high end; those of a figure of the catalogue may be left to it (None)."""
    if is_figure(path):
        item, field, figure = figure_at(catalogue, path)
        if None in ends and not figure.has_range:
            raise SettingError(f"{item}.{field} has no range in the catalogue; give low and high")
        own = (_written(figure, figure.low), _written(figure, figure.high))
        low, high = (given if given is not None else known for given, known in zip(ends, own, strict=True))
        whole = is_whole(catalogue.find(item), field)
    else:
        figure = None
        if ends[0] is None or ends[1] is None:
            raise SettingError("give values, or low and high")
        low, high = ends[0], ends[1]
        whole = _only_whole(text, path, low, catalogue)
    (least, unit), (most, other) = number_and_unit(low), number_and_unit(high)
    if unit != other:
        raise SettingError(f'low and high are written in different units ("{unit}" and "{other}")')
    if not least < most:
        raise SettingError("low must be less than high")
    for end in (low, high):
        parsed(text, [Setting(path, end)], catalogue)
    return Factor(id, name, path, (), low, high, _base(text, path, figure), whole, steps, figure)


def _written(figure: Figure, value: float) -> str:
    """A value (SI) of a figure in its own unit, with all its digits."""
    return f"{to_unit(value, figure.unit)!r} {figure.unit}" if figure.unit else repr(value)


def _base(text: str, path: str, figure: Figure | None) -> Value | None:
    return value_at(text, path) if figure is None else _written(figure, figure.value)


def _only_whole(text: str, path: str, low: str, catalogue: Catalogue) -> bool:
    """Whether nothing but whole numbers may stand at a path: one and a half is refused, and the refusal says so."""
    number, unit = number_and_unit(low)
    if unit or not number.is_integer():
        return False
    try:
        parsed(text, [Setting(path, repr(number + 0.5))], catalogue)
    except SettingError as error:
        return "whole number" in str(error)
    return False
