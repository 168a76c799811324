"""What a question varies: factors of the study, or figures of the catalogue that the fight reads, each with its law.

A figure of the catalogue is as its source says: least, likely and most. Its law is triangular, with its peak at the
value in use. A range of which nothing says what is likelier is even, and so is a list.

Source    triangular laws from three points: S. Kotz and J. R. van Dorp, Beyond Beta (2004), chapter 1.
Checked   tests/studies/matters/test_varied.py: mean and variance of the closed form.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vyuha.catalogue import load
from vyuha.studies.factors import STEPS, Factor, number_and_unit, ranged
from vyuha.studies.point import Setting
from vyuha.studies.settings import SettingError, figure_at, si_value
from vyuha.studies.study import Study

ASSUMED = "assumed"
TRIANGULAR, EVEN, LISTED = "triangular", "even", "list"


@dataclass(frozen=True)
class Varied:
    """A factor with its law; `peak` [1] is where in its range the likeliest value lies (None: none is likelier)."""

    factor: Factor
    peak: float | None = None

    @property
    def law(self) -> str:
        """The name of its law."""
        if self.factor.values:
            return LISTED
        return EVEN if self.peak is None else TRIANGULAR

    @property
    def levels(self) -> int:
        """Number of values [count] of a list; 0 for a range."""
        return len(self.factor.values)

    @property
    def grade(self) -> str:
        """How a figure of the catalogue is known; empty for a field of the scenario."""
        return self.factor.figure.grade if self.factor.figure else ""

    @property
    def label(self) -> str:
        """How people name it."""
        factor = self.factor
        if factor.figure is None or factor.name != factor.path:
            return factor.name
        item, _, field = factor.path.partition(".")[2].rpartition(".")
        return f"{item} {field.replace('_', ' ')}"

    @property
    def range(self) -> str:
        """Its ends for people."""
        return f"{worded(self.factor.low)} to {worded(self.factor.high)}"

    def setting(self, share: float) -> Setting:
        """What is set at a share [1] of its range, or of its list."""
        return self.factor.setting(self.factor.at(min(max(share, 0.0), 1.0)))

    def drawn(self, part: float) -> float:
        """The share [1] of its range that is exceeded with the probability 1 - `part` [1]."""
        if self.peak is None or self.factor.values:
            return part
        return triangular(part, self.peak)


def triangular(part: float, peak: float) -> float:
    """The inverse of the triangular law between 0 and 1.

    >>> triangular(0.5, 0.5), triangular(0.25, 1.0), triangular(1.0, 0.2)
    (0.5, 0.5, 1.0)
    """
    if part < peak:
        return math.sqrt(part * peak)
    return 1.0 - math.sqrt((1.0 - part) * (1.0 - peak))


class Chosen(NamedTuple):
    """What is varied, and those assumed figures that are not: the scenario cannot stand at an end of their range."""

    factors: tuple[Varied, ...]
    refused: tuple[str, ...]


def varied(study: Study, ids: Sequence[str], figures: Sequence[str]) -> Chosen:
    """The study's factors of these ids (all unless there are ids or figures), then figures of the catalogue by name
    ("item.figure"), or all that are assumed, have a range and enter the fight (`ASSUMED`). Raises `SettingError` for a
    figure that was named and cannot be varied.
    """
    own = [study.factor(id) for id in ids] if ids or figures else list(study.factors)
    known = {factor.path for factor in own}
    paths = dict.fromkeys(path for path in _paths(study, figures) if path not in known)
    refused = []
    for path in paths:
        try:
            own.append(figure_factor(study, path))
        except SettingError:
            if path.partition(".")[2] in figures:
                raise
            refused.append(path.partition(".")[2])
    return Chosen(tuple(Varied(factor, peak_of(factor)) for factor in own), tuple(refused))


def figure_factor(study: Study, path: str) -> Factor:
    """A figure of the catalogue over its own range. Raises `SettingError`."""
    return ranged(path.partition(".")[2], path, path, (None, None), STEPS, study.scenario_text, load())


def problem_of(name: str) -> str:
    """What is wrong with the name of a figure; empty if nothing is."""
    try:
        figure = figure_at(load(), f"catalogue.{name}")[2]
    except SettingError as error:
        return str(error)
    return "" if figure.has_range else f"{name} has no range in the catalogue; make it a factor with low and high"


def peak_of(factor: Factor) -> float | None:
    """Where between its ends the value in use of a figure lies; None outside of them, and for other factors."""
    figure = factor.figure
    if figure is None or factor.values:
        return None
    low, high = (si_value(figure, end) for end in (factor.low, factor.high))
    return (figure.value - low) / (high - low) if low <= figure.value <= high else None


def worded(value: object) -> str:
    """A value for people: a number with at most four digits that say something.

    >>> worded("0.30000000000000004 m"), worded("patient"), worded("12")
    ('0.3 m', 'patient', '12')
    """
    if not isinstance(value, str):
        return str(value)
    try:
        number, unit = number_and_unit(value)
    except SettingError:
        return value
    return f"{number:.4g} {unit}".strip() if abs(number) < 1e4 else f"{number:,.0f} {unit}".strip()


def _paths(study: Study, figures: Sequence[str]) -> Iterable[str]:
    for name in figures:
        if name != ASSUMED:
            yield f"catalogue.{name}"
            continue
        from vyuha.engine.assumed import assumed_figures
        from vyuha.engine.run import prepare

        assembled = prepare(study.scenario_text, study.scenario_name, study.home)
        for row in assumed_figures(assembled, load()):
            item = load().find(row.item)
            if item is not None and figure_at(load(), f"catalogue.{row.item}.{row.figure}")[2].has_range:
                yield f"catalogue.{row.item}.{row.figure}"
