"""How the answers of this room say a figure with its interval."""

from vyuha.outputs.wording import amount, amount_range, percent, percent_range
from vyuha.results.statistics import Estimate

# A number below this is nought for a reader.
_TINY = 1e-12


def interval(estimate: Estimate) -> str:
    """The interval of an amount in brackets.

    >>> interval(Estimate(1.0, 0.5, 1.5, "")), interval(Estimate(1.0, None, None, "one replicate"))
    ('(0.50 to 1.50)', '(no interval: one replicate)')
    """
    if estimate.low is None or estimate.high is None:
        return f"(no interval: {estimate.method})"
    if estimate.low == estimate.high:
        return f"({estimate.method})"
    return f"({amount_range(estimate.low, estimate.high)})".replace("-", "−")


def signed(change: Estimate) -> str:
    """A change with its sign and interval.

    >>> signed(Estimate(-0.4, -0.5, -0.3, ""))
    '−0.40 (−0.50 to −0.30)'
    """
    sign = "+" if change.mean > _TINY else ""
    return f"{sign}{amount(change.mean)}".replace("-", "−") + f" {interval(change)}"


def share(part: Estimate) -> str:
    """A share in percent with its interval.

    >>> share(Estimate(0.25, 0.2, 0.3, ""))
    '25.0 % (20.0 to 30.0 %)'
    """
    if part.low is None or part.high is None:
        return f"{percent(part.mean)} (no interval: {part.method})"
    if part.low == part.high:
        return f"{percent(part.mean)} ({part.method})"
    return f"{percent(part.mean)} ({percent_range(part.low, part.high)})"


def told(change: Estimate) -> bool:
    """Whether a change is told from none: its interval does not hold zero."""
    return (
        change.low is not None
        and change.high is not None
        and not change.low <= 0.0 <= change.high
        and max(abs(change.low), abs(change.high)) > _TINY
    )
