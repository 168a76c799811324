"""Numbers as a report says them: rounded as on the command line, never without an interval where there is one."""

from collections.abc import Callable

from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import number as amount
from vyuha.results.summary_text import number_range as amount_range
from vyuha.results.summary_text import percent, percent_range

__all__ = [
    "amount",
    "amount_range",
    "bounds",
    "money",
    "money_range",
    "money_span",
    "percent",
    "percent_range",
    "percent_span",
    "span",
]


def money(dollars: float) -> str:
    """An amount in US dollars.

    >>> money(0.0), money(35e3), money(1.26e7), money(2.5e9)
    ('USD 0', 'USD 35 k', 'USD 12.6 M', 'USD 2.5 bn')
    """
    for size, unit in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(dollars) >= 0.9995 * size:
            return f"USD {dollars / size:.3g}{unit}"
    return f"USD {dollars:.0f}"


def bounds(estimate: Estimate) -> tuple[float, float]:
    """Ends of the interval; the mean itself where no interval can be given."""
    low = estimate.mean if estimate.low is None else estimate.low
    high = estimate.mean if estimate.high is None else estimate.high
    return low, high


def span(estimate: Estimate) -> str:
    """A mean count with its interval."""
    return _with_interval(estimate, amount, amount_range)


def percent_span(estimate: Estimate) -> str:
    """A probability with its interval."""
    return _with_interval(estimate, percent, percent_range)


def money_span(estimate: Estimate) -> str:
    """A cost with its interval."""
    return _with_interval(estimate, money, money_range)


def money_range(low: float, high: float) -> str:
    """Two amounts of money, the currency said once, and the unit too where it is the same.

    >>> money_range(1.7e8, 1.75e8), money_range(9e5, 1.2e6)
    ('USD 170 to 175 M', 'USD 900 k to 1.2 M')
    """
    first, last = money(low).split(), money(high).split()
    if len(first) == len(last) == 3 and first[2] == last[2]:
        first = first[:2]
    return f"{' '.join(first)} to {' '.join(last[1:])}"


def _with_interval(estimate: Estimate, word: Callable[[float], str], ends: Callable[[float, float], str]) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{word(estimate.mean)} (no interval: {estimate.method})"
    if estimate.low == estimate.high:
        return f"{word(estimate.mean)} ({estimate.method})"
    return f"{word(estimate.mean)} ({ends(estimate.low, estimate.high).removeprefix('USD ')})"
