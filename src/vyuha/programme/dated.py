"""Dates and dues: when something happened or was promised, who says so, and how far that can be trusted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from vyuha.base.calendar import DateError, Span, parse_date
from vyuha.catalogue.figure import GRADES, Figure, read_figure, read_source

_KEYS = ("date", "low", "high", "source", "grade", "note")
_EXAMPLE = "{date: 2021-12, source: KEY, grade: published}"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as it was written, with the days that it may mean; `low` and `high` widen it where sources differ."""

    text: str
    span: Span
    source: str
    grade: str
    note: str = ""
    # From the start of `low` to the end of `high`, where they are given.
    bounds: Span | None = None

    @property
    def range(self) -> Span:
        """The days between which it lies when every source is heard."""
        return self.bounds or self.span

    @property
    def day(self) -> float:
        """When it happened: the middle of the days that the date may mean."""
        return self.span.middle

    @property
    def deadline(self) -> float:
        """When a promise of this date is broken: the end of the days that it may mean."""
        return self.span.end


@dataclass(frozen=True, slots=True)
class Due:
    """A promise: by a date, or a period [days] after the contract was signed. One of the two is None."""

    date: Dated | None
    after: Figure | None

    def day(self, signed: float) -> float:
        """The last day that keeps the promise, for a contract signed on day `signed`."""
        if self.date is not None:
            return self.date.deadline
        assert self.after is not None
        return signed + self.after.value

    @property
    def source(self) -> str:
        """Who says so."""
        return self._said.source

    @property
    def grade(self) -> str:
        """How far it can be trusted."""
        return self._said.grade

    @property
    def note(self) -> str:
        """What else is to be said of it."""
        return self._said.note

    @property
    def text(self) -> str:
        """The promise for people: "2023-04" or "54 months after signature"."""
        if self.date is not None:
            return self.date.text
        assert self.after is not None
        return f"{self.after.text} after signature"

    @property
    def _said(self) -> Dated | Figure:
        said = self.date if self.date is not None else self.after
        assert said is not None
        return said


def read_dated(raw: object, sources: Mapping[str, str]) -> Dated:
    """The dated fact that a file describes; raises `ValueError` saying what is allowed."""
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError(f"give a dated fact, for example {_EXAMPLE}")
    unknown = [key for key in raw if key not in _KEYS]
    if unknown:
        raise ValueError(f'unknown key "{unknown[0]}" in a dated fact; allowed: {", ".join(_KEYS)}')
    if any(not isinstance(part, str) for part in raw.values()):
        raise ValueError("every part of a dated fact is plain text")
    if "date" not in raw:
        raise ValueError(f"a dated fact needs a date, for example {_EXAMPLE}")
    if ("low" in raw) != ("high" in raw):
        raise ValueError('give both "low" and "high", or neither')
    span, bounds = parse_date(raw["date"]), None
    if "low" in raw:
        low, high = parse_date(raw["low"]), parse_date(raw["high"])
        if not low.start <= span.start or not span.end <= high.end:
            raise DateError("the date must lie between low and high")
        bounds = Span(low.start, high.end)
    grade, note = raw.get("grade", ""), raw.get("note", "")
    if grade not in GRADES:
        raise ValueError(f'grade "{grade}": allowed: {", ".join(GRADES)}')
    source = read_source(raw.get("source", ""), grade, note, sources)
    return Dated(raw["date"].strip(), span, source, grade, note, bounds)


def read_due(raw: object, sources: Mapping[str, str]) -> Due:
    """A promise: a dated fact, or `{after: 24 months, source: KEY, grade: published}`."""
    if isinstance(raw, Mapping) and "after" in raw:
        if "date" in raw:
            raise ValueError('give "date" or "after", one of the two')
        figure = {("value" if key == "after" else key): part for key, part in raw.items()}
        return Due(None, read_figure(figure, "period", sources))
    return Due(read_dated(raw, sources), None)


def _validator(read: Callable[[object, Mapping[str, str]], Any]) -> BeforeValidator:
    def validate(raw: Any, info: ValidationInfo) -> Any:
        if isinstance(raw, (Dated, Due)):
            return raw
        return read(raw, (info.context or {}).get("sources", {}))

    return BeforeValidator(validate)


DatedField = Annotated[Dated, _validator(read_dated)]
DueField = Annotated[Due, _validator(read_due)]
