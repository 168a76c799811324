"""Calendar time: dates as people know them (to the day, month, quarter, half or year), as days and spans of days.

Inside, a date is a float: days since 0001-01-01 of the proleptic Gregorian calendar (Python's ordinal; noon is .5). A
month of a span is a twelfth of 365.25 days.
"""

import calendar
import datetime
import re
from typing import NamedTuple

YEAR = 365.25
MONTH = YEAR / 12.0
FIRST_YEAR, LAST_YEAR = 1900, 2199

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q([1-4])|-H([12]))?", re.ASCII)
_ALLOWED = "give a date: 2018-10-05, 2018-10, 2018-Q4, 2018-H2 or 2018"


class DateError(ValueError):
    """Text that is no date; the message says what is allowed."""


class Span(NamedTuple):
    """The days that a date known to some precision may mean: from the start of the first to the end of the last."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """The best single day for something that happened within it."""
        return 0.5 * (self.start + self.end)

    @property
    def last_noon(self) -> float:
        """Noon of its last day: what is known as of a month is known at its end."""
        return self.end - 0.5


def parse_date(text: str) -> Span:
    """The days that a date means; raises `DateError` for anything else.

    >>> span = parse_date("2018-10")
    >>> show_day(span.start), span.end - span.start
    ('2018-10-01', 31.0)
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise DateError(_ALLOWED)
    year, month, day, quarter, half = (int(part) if part else 0 for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    if day:
        return _span(year, month, month, day)
    if month or (match.group(2) is not None):
        return _span(year, month, month)
    if quarter:
        return _span(year, 3 * quarter - 2, 3 * quarter)
    if half:
        return _span(year, 6 * half - 5, 6 * half)
    return _span(year, 1, 12)


def _span(year: int, first: int, last: int, day: int = 0) -> Span:
    try:
        start = datetime.date(year, first, day or 1)
    except ValueError:
        raise DateError("there is no such day") from None
    end = start if day else datetime.date(year, last, calendar.monthrange(year, last)[1])
    return Span(float(start.toordinal()), float(end.toordinal() + 1))


def show_day(day: float) -> str:
    """The day as text.

    >>> show_day(parse_date("2021-12").middle)
    '2021-12-16'
    """
    return datetime.date.fromordinal(int(day)).isoformat()


def show_month(day: float) -> str:
    """The month of a day as text, for example "Dec 2021"."""
    date = datetime.date.fromordinal(int(day))
    return f"{calendar.month_abbr[date.month]} {date.year}"


def decimal_year(day: float) -> float:
    """The day as a year with fractions, for axes of pictures.

    >>> round(decimal_year(parse_date("2018-07-02").start), 3)
    2018.499
    """
    year = datetime.date.fromordinal(int(day)).year
    start = datetime.date(year, 1, 1).toordinal()
    length = 366 if calendar.isleap(year) else 365
    return year + (day - start) / length


def month_starts(first: float, last: float) -> list[float]:
    """The first day of every month from that of day `first` up to day `last`, both included."""
    date = datetime.date.fromordinal(int(first)).replace(day=1)
    found = []
    while date.toordinal() <= last:
        found.append(float(date.toordinal()))
        date = date.replace(year=date.year + date.month // 12, month=date.month % 12 + 1)
    return found
