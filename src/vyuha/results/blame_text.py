"""The blame as rows of text, for the terminal and the report alike."""

from collections.abc import Callable

from vyuha.results.blame import Blame, by_share
from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import mean_cell, number

HEADER = ("Link made perfect", "Leakers left", "Fewer leakers", "Share of leakage", "Share of armed")
NOTE = (
    "Shares do not add up to 100 %: a leaker that two broken links let through is saved by neither alone, one that "
    "either would have stopped is saved by both, and what a mended link saves is spent elsewhere. A link that is not "
    "told from zero may still be broken; a negative one lets more through when it is made perfect."
)


def blame_title(blame: Blame) -> str:
    """What was fought."""
    return f"Blame: the first {blame.replicates:,} fights, {mean_cell(blame.leakers)} leakers as they are"


def blame_rows(blame: Blame) -> list[tuple[str, ...]]:
    """One row for each link, the most to blame first."""
    return [
        (
            link.link,
            mean_cell(link.leakers),
            signed_cell(link.saved),
            share_cell(link.share),
            share_cell(link.share_armed),
        )
        for link in by_share(blame)
    ]


def signed_cell(estimate: Estimate) -> str:
    """A difference with its interval in brackets."""
    return _cell(estimate, number)


def share_cell(estimate: Estimate | None) -> str:
    """A share of either sign with its interval in brackets; a dash where there is none."""
    return "-" if estimate is None else _cell(estimate, signed_percent)


def signed_percent(share: float) -> str:
    """A share of either sign in percent.

    >>> signed_percent(0.4321), signed_percent(-0.0123), signed_percent(0.0)
    ('43 %', '-1.2 %', '0 %')
    """
    value = 100.0 * share
    return f"{value:.0f} %" if value == 0.0 or abs(value) >= 9.95 else f"{value:.1f} %"


def _cell(estimate: Estimate, word: Callable[[float], str]) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{word(estimate.mean)} ({estimate.method})"
    if estimate.low == estimate.high:
        return f"{word(estimate.mean)} (always)"
    return f"{word(estimate.mean)} ({word(estimate.low)} to {word(estimate.high)})"
