"""Numbers as a report says them: rounded to what the interval supports, never without it where there is one."""

from collections.abc import Callable

from vyuha.results.statistics import Estimate


def percent(share: float) -> str:
    """A share in per cent; a tiny one is not rounded to nothing, nor a near-certain one to certainty.

    >>> percent(0.123), percent(0.0004), percent(0.9999), percent(0.0)
    ('12 %', '0.04 %', '99.99 %', '0 %')
    """
    value = 100.0 * share
    if value in (0.0, 100.0):
        return f"{value:.0f} %"
    edge = min(value, 100.0 - value)
    digits = 0 if edge >= 9.95 else 1 if edge >= 0.1 else 2
    text = f"{value:.{digits}f}"
    if float(text) in (0.0, 100.0):
        text = "< 0.01" if value < 50.0 else "> 99.99"
    return f"{text} %"


def amount(value: float) -> str:
    """A mean count.

    >>> amount(31.26), amount(3.14159), amount(0.004), amount(1234.0)
    ('31.3', '3.14', '0.004', '1,234')
    """
    size = abs(value)
    if size == 0.0:
        return "0"
    if size >= 1000.0:
        return f"{value:,.0f}"
    if size >= 10.0:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 else f"{value:.1g}"


def money(dollars: float) -> str:
    """An amount in US dollars.

    >>> money(0.0), money(35e3), money(1.26e7), money(2.5e9)
    ('USD 0', 'USD 35 k', 'USD 12.6 m', 'USD 2.5 bn')
    """
    for size, unit in ((1e9, " bn"), (1e6, " m"), (1e3, " k")):
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
    return _with_interval(estimate, amount, lambda low, high: f"{amount(low)} to {amount(high)}")


def percent_span(estimate: Estimate) -> str:
    """A probability with its interval."""
    return _with_interval(estimate, percent, percent_range)


def money_span(estimate: Estimate) -> str:
    """A cost with its interval."""
    return _with_interval(estimate, money, money_range)


def percent_range(low: float, high: float) -> str:
    """Two shares, the unit said once.

    >>> percent_range(0.118, 0.162)
    '12 to 16 %'
    """
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def money_range(low: float, high: float) -> str:
    """Two amounts of money, the currency said once, and the unit too where it is the same.

    >>> money_range(1.7e8, 1.75e8), money_range(9e5, 1.2e6)
    ('USD 170 to 175 m', 'USD 900 k to 1.2 m')
    """
    first, last = money(low).split(), money(high).split()
    if len(first) == len(last) == 3 and first[2] == last[2]:
        first = first[:2]
    return f"{' '.join(first)} to {' '.join(last[1:])}"


def _with_interval(estimate: Estimate, word: Callable[[float], str], ends: Callable[[float, float], str]) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{word(estimate.mean)} (no interval: {estimate.method})"
    return f"{word(estimate.mean)} ({ends(estimate.low, estimate.high).removeprefix('USD ')})"
