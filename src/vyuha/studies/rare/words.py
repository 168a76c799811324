"""Small chances, and how many fights they cost, in words."""

import math

from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import percent, percent_range

# From here on a chance is said as once in so many.
_SMALL = 0.01


def chance_words(found: Estimate) -> str:
    """A chance with its interval: in per cent, or, where it is small, as once in so many fights.

    >>> chance_words(Estimate(1.02e-6, 7.6e-7, 1.3e-6, ""))
    '1.0e-06 (7.6e-07 to 1.3e-06), once in 980,000 fights (770,000 to 1.3 million)'
    >>> chance_words(Estimate(1e-4, 0.0, 5e-4, ""))
    '1.0e-04 (up to 5.0e-04), once in 10,000 fights (2,000 or more)'
    """
    if found.mean >= _SMALL:
        if found.low is None or found.high is None:
            return f"{percent(found.mean)} (no interval: {found.method})"
        return f"{percent(found.mean)} ({percent_range(found.low, found.high)})"
    said, once = f"{found.mean:.1e}", f"once in {rounded(1.0 / found.mean)} fights"
    if found.low is None or found.high is None:
        return f"{said}, {once} (no interval: {found.method})"
    if found.low <= 0.0:
        return f"{said} (up to {found.high:.1e}), {once} ({rounded(1.0 / found.high)} or more)"
    ends = f"{found.low:.1e} to {found.high:.1e}"
    return f"{said} ({ends}), {once} ({rounded(1.0 / found.high)} to {rounded(1.0 / found.low)})"


def rounded(number: float) -> str:
    """A number to two digits.

    >>> rounded(1_234_567.0), rounded(98_765.0), rounded(86.4), rounded(3.2), rounded(0.00123)
    ('1.2 million', '99,000', '86', '3.2', '0.0012')
    """
    if not math.isfinite(number):
        return "no end"
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if number >= 0.995 * size:
            return f"{rounded(number / size)} {word}"
    if number < 9.95:
        return f"{number:.2g}"
    return f"{round(number, 1 - math.floor(math.log10(number))):,.0f}"
