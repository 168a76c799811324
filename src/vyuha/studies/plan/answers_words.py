"""Words for answers: numbers with their intervals, and what may be said of a difference."""

import calendar
import datetime
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vyuha.programme.outcome import Answer, Value
from vyuha.programme.wording import plural as of_many
from vyuha.studies.plan.join import Joined, Mean

Floats = npt.NDArray[np.float64]

NO_DIFFERENCE = "no difference that these fights can show"


def number(value: float) -> str:
    """A number with three significant digits.

    >>> number(10.93), number(-0.0004), number(12345.0), number(0.0)
    ('10.9', '-0.0004', '12,300', '0')
    """
    if value == 0.0 or not math.isfinite(value):
        return "0" if value == 0.0 else str(value)
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    if digits <= 0:
        return f"{rounded:,.0f}"
    return f"{rounded:.{digits}f}".rstrip("0").rstrip(".")


def ranged(value: float, low: float, high: float) -> str:
    """A number with its interval; the interval is left out where it has no width.

    >>> ranged(2.0, 1.5, 2.5)
    '2 (1.5 to 2.5)'
    """
    if low == high:
        return number(value)
    return f"{number(value)} ({number(low)} to {number(high)})"


def mean_value(label: str, found: Mean, unit: str = "1") -> Value:
    """A mean over futures at one day as a value."""
    return Value(label, float(found.mean), float(found.low), float(found.high), unit)


def futures_value(label: str, values: Floats, unit: str) -> Value:
    """The mean of something over futures, with the range that holds nine futures in ten."""
    low, high = np.quantile(values, [0.05, 0.95])
    return Value(f"{label} (nine futures in ten)", float(values.mean()), float(low), float(high), unit)


def told(value: Value) -> str:
    """A value in a sentence."""
    if value.low is None or value.high is None:
        return number(value.value)
    return ranged(value.value, value.low, value.high)


def shows_nothing(found: Value) -> bool:
    """Whether the interval of a difference includes zero."""
    return found.low is None or found.high is None or found.low <= 0.0 <= found.high


def change(found: Value, what: str = "armed threats through") -> str:
    """A difference in leakers in words that its interval allows: what a raid ends with."""
    if found.value == 0.0 and found.low == found.high == 0.0:
        return "exactly no difference: units and their loads are the same"
    if shows_nothing(found):
        return f"{NO_DIFFERENCE} ({told(found)} {what})"
    low, high = sorted((abs(found.low or 0.0), abs(found.high or 0.0)))
    word = "more" if found.value > 0.0 else "fewer"
    return f"{ranged(abs(found.value), low, high)} {word} {what}"


def day(joined: Joined, row: int) -> str:
    """A day of the grid as text."""
    date = datetime.date.fromordinal(int(joined.days[row]))
    return f"{date.day} {calendar.month_abbr[date.month]} {date.year}"


def plural(count: float, unit: str) -> str:
    """A count with its noun.

    >>> plural(1.0, "squadron"), plural(2.5, "battery")
    ('1 squadron', '2.5 batteries')
    """
    text = number(count)
    return f"{text} {_noun(unit, text)}"


def plural_told(value: Value, unit: str) -> str:
    """A value with its interval and noun."""
    return f"{told(value)} {_noun(unit, told(value))}"


def _noun(unit: str, count: str) -> str:
    return unit if count == "1" else of_many(unit)


def basis(joined: Joined, more: str = "") -> str:
    """What an answer rests on."""
    text = (
        f"{joined.plan.futures:,} futures, the same for every alternative, on a surface made from "
        f"{joined.surface.fights:,} fights; intervals of means are 95 %"
    )
    return f"{text}; {more}" if more else text


def missing(id: str, question: str, lacks: Sequence[str]) -> Answer:
    """An answer that says what the plan needs before the question can be answered."""
    return Answer(id, question, "The plan does not have what this question needs.", tuple(lacks))
