"""Calendar time against Python's own calendar, and the conventions for dates known only roughly."""

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vyuha.base.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTH,
    DateError,
    decimal_year,
    month_starts,
    parse_date,
    show_day,
    show_month,
)

DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))


@given(DAYS)
def test_a_day_is_pythons_ordinal_and_comes_back(date: datetime.date) -> None:
    span = parse_date(date.isoformat())
    assert (span.start, span.end, span.middle) == (date.toordinal(), date.toordinal() + 1, date.toordinal() + 0.5)
    assert show_day(span.middle) == date.isoformat()
    assert show_month(span.middle) == date.strftime("%b %Y")


@given(DAYS)
def test_rougher_dates_hold_the_day_and_tile_the_year(date: datetime.date) -> None:
    day = float(date.toordinal())
    quarter, half = (date.month - 1) // 3 + 1, (date.month - 1) // 6 + 1
    for text in (f"{date:%Y-%m}", f"{date:%Y}-Q{quarter}", f"{date:%Y}-H{half}", f"{date:%Y}"):
        span = parse_date(text)
        assert span.start <= day < span.end
    year = parse_date(f"{date:%Y}")
    quarters = [parse_date(f"{date:%Y}-Q{n}") for n in range(1, 5)]
    assert (quarters[0].start, quarters[-1].end) == year
    assert all(before.end == after.start for before, after in zip(quarters, quarters[1:], strict=False))
    assert sum(parse_date(f"{date:%Y}-{m:02}").end - parse_date(f"{date:%Y}-{m:02}").start for m in range(1, 13)) == (
        365 + calendar.isleap(date.year)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2021-13", "no such day"),
        ("2021-02-29", "no such day"),
        ("2021-00", "no such day"),
        ("2021-Q5", "give a date"),
        ("21-01", "give a date"),
        ("2021/01", "give a date"),
        ("", "give a date"),
        ("٢٠٢١", "give a date"),
        ("1066", "year must be"),
        ("2024-02-29x", "give a date"),
    ],
)
def test_what_is_no_date_is_refused(text: str, said: str) -> None:
    with pytest.raises(DateError, match=said):
        parse_date(text)


def test_leap_days_exist() -> None:
    assert parse_date("2024-02").end - parse_date("2024-02").start == 29
    assert show_day(parse_date("2024-02-29").start) == "2024-02-29"


@given(DAYS)
def test_decimal_years_rise_and_agree_at_new_year(date: datetime.date) -> None:
    day = float(date.toordinal())
    assert date.year <= decimal_year(day) < date.year + 1
    assert decimal_year(day) < decimal_year(day + 1)
    assert decimal_year(float(datetime.date(date.year, 1, 1).toordinal())) == date.year


def test_month_starts_are_the_first_days() -> None:
    first, last = parse_date("2018-10-05").start, parse_date("2035-12-31").start
    found = month_starts(first, last)
    assert show_day(found[0]) == "2018-10-01"
    assert show_day(found[-1]) == "2035-12-01"
    assert len(found) == 3 + 17 * 12
    assert all(show_day(day).endswith("-01") for day in found)


def test_a_month_of_a_span_is_a_twelfth_of_a_year() -> None:
    # The published schedule of INS Vikramaditya: contract 20 January 2004, due August 2008, 55.4 months.
    months = (parse_date("2008-08").end - parse_date("2004-01-20").middle) / MONTH
    assert round(months, 1) == 55.4
    # Control: taken at the middle of August the published figure is missed.
    assert round((parse_date("2008-08").middle - parse_date("2004-01-20").middle) / MONTH, 1) != 55.4
