"""Phrases for what a study found: an outcome with its interval, how far two outcomes are apart, numbers of fights."""

from collections.abc import Sequence

from vyuha.outputs.wording import amount, bounds, money, money_span, percent_span, span
from vyuha.results.statistics import Estimate
from vyuha.studies.outcomes import COSTS, COUNT, MONEY, SHARE, kind, words
from vyuha.studies.outcomes import parsed as parts_of


def level(outcome: str, found: Estimate) -> str:
    """An outcome with its interval.

    >>> level("leakers", Estimate(2.0, 1.5, 2.5, "")), level("leakers > 0", Estimate(0.5, 0.4, 0.6, ""))
    ('2.00 leakers (1.50 to 2.50)', 'a 50.0 % (40.0 to 60.0 %) chance of any leakers')
    """
    if kind(outcome) == SHARE:
        return f"a {percent_span(found)} {words(outcome)}"
    if kind(outcome) == MONEY:
        return f"a {words(outcome)} of {money_span(found)}"
    if _is_sum(outcome):
        return f"a {words(outcome)} of {span(found)}"
    number, _, interval = span(found).partition(" ")
    return f"{number} {words(outcome)} {interval}"


def change(outcome: str, found: Estimate) -> str:
    """How much more or less there is, with the interval; written for what is more where both ends are.

    >>> change("leakers", Estimate(-0.42, -0.53, -0.31, ""))
    '0.42 fewer leakers (0.31 to 0.53)'
    >>> change("leakers > 0", Estimate(0.02, -0.01, 0.05, ""))
    'a chance of any leakers that is 2.00 points higher (−1.00 to 5.00)'
    """
    up = found.mean >= 0.0
    low, high = bounds(found)
    ends = (low, high) if up else (-high, -low)
    scale = 100.0 if kind(outcome) == SHARE else 1.0
    number = money if kind(outcome) == MONEY else amount
    mean = number(scale * abs(found.mean))
    interval = f"({_ends(scale * ends[0], scale * ends[1], kind(outcome))})" if low < high else f"({found.method})"
    if kind(outcome) == COUNT and not _is_sum(outcome):
        return f"{mean} {'more' if up else 'fewer'} {words(outcome)} {interval}"
    points = " points" if kind(outcome) == SHARE else ""
    return f"a {words(outcome)} that is {mean}{points} {'higher' if up else 'lower'} {interval}"


def interval_of_change(outcome: str, found: Estimate) -> str:
    """The ends of a difference as they are, for one that may go either way.

    >>> interval_of_change("leakers", Estimate(0.1, -0.2, 0.4, ""))
    '0.10 (−0.20 to 0.40)'
    """
    low, high = bounds(found)
    scale, number = (100.0, amount) if kind(outcome) == SHARE else (1.0, money if kind(outcome) == MONEY else amount)
    points = " points" if kind(outcome) == SHARE else ""
    mean = scale * found.mean
    said = f"−{number(-mean)}" if mean < 0.0 else number(mean)
    return f"{said}{points} ({_ends(scale * low, scale * high, kind(outcome))})" if low < high else said + points


def fights(count: int) -> str:
    """A number of fights.

    >>> fights(1), fights(1200)
    ('1 fight', '1,200 fights')
    """
    return f"{count:,} {'fight' if count == 1 else 'fights'}"


def failures(count: int) -> str:
    """What became of so many fights that failed."""
    return (
        f"{fights(count)} did not come to an end. They are counted: means are of those that ended, and intervals reach "
        "as far as if each had come out at the least or the most that was seen."
    )


def listed(names: Sequence[str]) -> str:
    """Names one after the other.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def apart(outcome: str) -> str:
    """An outcome as two are said to differ in it.

    >>> apart("leakers"), apart("leakers > 0")
    ('leakers', 'the chance of any leakers')
    """
    return words(outcome) if kind(outcome) == COUNT and not _is_sum(outcome) else f"the {words(outcome)}"


def capital(text: str) -> str:
    """A text as it begins a sentence.

    >>> capital("value lost")
    'Value lost'
    """
    return text[:1].upper() + text[1:]


def _is_sum(outcome: str) -> bool:
    return parts_of(outcome).column in COSTS


def _ends(low: float, high: float, written: str) -> str:
    number = money if written == MONEY else amount
    return " to ".join(f"−{number(-end)}" if end < 0.0 else number(end) for end in (low, high)).replace("USD ", "")
