"""Axes that the pictures of plans share: years along the bottom, shares, counts and money up the side."""

import datetime
from collections.abc import Sequence
from typing import Any

from vyuha.base.calendar import decimal_year, show_month
from vyuha.outputs.pictures import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, SKY, VERMILLION
from vyuha.outputs.wording import amount, money, percent

# One colour and dash for each alternative, in the order of the plan.
_COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, INK)
_DASHES = ("-", "--", ":")
_MARKERS = ("o", "s", "D", "^", "v", "<", ">")

# Differences smaller than this are not worth a digit.
_LEAST = {"count": 0.005, "share": 0.0005, "money": 500.0}
# How numbers are written: "count", "share" or "money".
_WORDS = {"count": amount, "share": percent, "money": money}


def style_of(index: int) -> dict[str, Any]:
    """Colour and dash of the line of the n-th alternative; twenty-one differ.

    >>> style_of(0) == style_of(7)
    False
    """
    return {"color": _COLOURS[index % len(_COLOURS)], "linestyle": _DASHES[index // len(_COLOURS) % len(_DASHES)]}


def marker_of(index: int) -> str:
    """Marker of the n-th alternative, so that colour is not all that tells them apart."""
    return _MARKERS[index % len(_MARKERS)]


def year_of(date: datetime.date) -> float:
    """Where a date lies on an axis of years.

    >>> round(year_of(datetime.date(2026, 7, 2)), 2)
    2026.5
    """
    return decimal_year(float(date.toordinal()))


def years_of(dates: Sequence[datetime.date]) -> list[float]:
    """Where dates lie on an axis of years."""
    return [year_of(date) for date in dates]


def month(date: datetime.date | None, otherwise: str = "") -> str:
    """The date as "Nov 2026"; `otherwise` where there is none.

    >>> month(datetime.date(2026, 11, 1))
    'Nov 2026'
    """
    return otherwise if date is None else show_month(float(date.toordinal()))


def year_axis(axis: Any, most: int = 10) -> None:
    """Whole years as ticks, at most so many."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, nbins=most, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    axis.set_tick_params(labelcolor=MUTED)


def number_axis(axis: Any, kind: str, most: int = 5) -> None:
    """Ticks in words: counts, per cent or dollars."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    steps = [1, 2, 5, 10] if kind == "count" else [1, 2, 2.5, 5, 10]
    axis.set_major_locator(MaxNLocator(nbins=most, steps=steps))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, kind)))
    axis.set_tick_params(labelcolor=MUTED)


def tick(value: float, kind: str) -> str:
    """A round number beside a tick.

    >>> tick(0.25, "share"), tick(2e6, "money"), tick(-1500.0, "count")
    ('25 %', '2 M', '−1,500')
    """
    size = abs(value)
    if kind in ("share", "points"):
        body = f"{100.0 * size:.4g}" + (" %" if kind == "share" else "")
    elif kind == "money":
        body = money(size).removeprefix("USD ")
    else:
        body = f"{size:,.6g}"
    return f"−{body}" if value < 0.0 else body


def word(value: float, kind: str) -> str:
    """A number as the report says it, with a true minus sign.

    >>> word(0.123, "share"), word(-3.2, "count")
    ('12.3 %', '−3.20')
    """
    body = _WORDS[kind](abs(value))
    return f"−{body}" if value < 0.0 else body


def signed(value: float, kind: str) -> str:
    """A difference, its sign always said; shares differ by percentage points. What is next to nothing is "0.0".

    >>> signed(0.123, "share"), signed(-3.2, "count"), signed(0.0, "money"), signed(-2e-7, "count")
    ('+12.3 points', '−3.20', 'USD 0', '0.00')
    """
    if value != 0.0 and abs(value) < _LEAST[kind]:
        return {"count": "0.00", "share": "0.0 points", "money": "USD 0"}[kind]
    body = word(abs(value), kind)
    if kind == "share":
        body = body.removesuffix(" %") + " points"
    return body if value == 0.0 else f"+{body}" if value > 0.0 else f"−{body}"


def span_words(first: datetime.date | None, last: datetime.date | None) -> str:
    """The span of days that a forecast meant, as short as it can be said.

    >>> span_words(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    '2026'
    >>> span_words(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
    'Nov 2026'
    """
    if first is None or last is None:
        return month(last if first is None else first, "?")
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return month(first) if month(first) == month(last) else f"{month(first)} to {month(last)}"


def categories(axes: Any, labels: Sequence[str], size: float = 9.0) -> None:
    """Rows from above with a name each, without an axis line."""
    axes.set_yticks(range(len(labels)), labels, fontsize=size)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def whisker(mean: float, low: float | None, high: float | None) -> list[list[float]]:
    """Lengths of an error bar below and above; none where no interval is known."""
    below = 0.0 if low is None else max(0.0, mean - low)
    above = 0.0 if high is None else max(0.0, high - mean)
    return [[below], [above]]
