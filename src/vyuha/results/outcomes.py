"""What a study asks of a fight: a column of its table, or whether that column passes a number.

An amount is named as the column ("armed_leakers"). A chance compares the column with one number ("armed_leakers > 0")
and is 1 where that holds, 0 where it does not. Nothing else is understood.

>>> is_chance("armed_leakers > 0"), columns_of("armed_leakers > 0"), words("armed_leakers > 0")
(True, ('armed_leakers',), 'chance of any armed leakers')
"""

import operator
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.reading.problems import suggestion
from vyuha.results.sensitivity_text import MEASURE_WORDS

Floats = npt.NDArray[np.float64]

COMPARISONS: dict[str, Callable[[Floats, float], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_OUTCOME = re.compile(
    r"\s*(?P<column>[A-Za-z_][A-Za-z0-9_]*)"
    r"(?:\s*(?P<sign>>=|<=|==|>|<)\s*(?P<bound>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?))?\s*",
    re.ASCII,
)
# Columns of the table of fights that are not whole numbers of things.
COSTS = ("rounds_cost", "raid_cost_lost", "value_lost")
# Columns that count threats of a raid that come through.
THREATS = ("armed_leakers", "leakers", "hit", "stray")
SHARE, COUNT, MONEY = "share", "count", "money"
_WORDS = MEASURE_WORDS | {
    "killed": "threats killed",
    "shots": "rounds fired",
    "hit": "threats that hit",
    "rounds_cost": "cost of the rounds fired",
    "raid_cost_lost": "cost of the threats killed",
    "neutral_lost": "neutral aircraft shot down",
    "own_lost": "own aircraft shot down",
    "assets_lost": "assets lost",
    "units_lost": "fire units lost",
    "first_empty": "time until the first fire unit is empty in s",
    "all_empty": "time until all fire units are empty in s",
}
# Columns of times that may never come: null in a fight that came to its end without.
TIMES = ("first_empty", "all_empty")
# Columns of which more, or later, is better for the defence.
_WANTED = ("killed", "raid_cost_lost", *TIMES)
# What happens to the fire units in time, or does not.
_EMPTY = {
    ("first_empty", False): "the first fire unit is empty",
    ("first_empty", True): "no fire unit is empty",
    ("all_empty", False): "all fire units are empty",
    ("all_empty", True): "not all fire units are empty",
}
_BY = {"<": "within", "<=": "within", ">": "within", ">=": "before", "==": "after exactly"}
_SIGN_WORDS = {">": "more than", ">=": "at least", "<": "fewer than", "<=": "at most", "==": "exactly"}


class Outcome(NamedTuple):
    """An outcome in parts: a column, and for a chance the comparison and its number."""

    column: str
    sign: str = ""
    bound: float = 0.0


def parsed(outcome: str) -> Outcome:
    """An outcome in parts. Raises `ValueError` with what is allowed.

    >>> parsed("shots >= 1e2")
    Outcome(column='shots', sign='>=', bound=100.0)
    """
    match = _OUTCOME.fullmatch(outcome)
    if match is None:
        raise ValueError('give a column of the table of fights, or compare one with a number: "armed_leakers > 0"')
    sign = match["sign"] or ""
    bound = float(match["bound"]) if sign else 0.0
    if not np.isfinite(bound):
        raise ValueError("compare with a finite number")
    return Outcome(match["column"], sign, bound)


def is_chance(outcome: str) -> bool:
    """Whether an outcome happens or not, rather than being an amount."""
    return parsed(outcome).sign != ""


def is_count(outcome: str) -> bool:
    """Whether an outcome is a whole number of things, of which a rare one comes about one at a time."""
    part = parsed(outcome)
    return part.sign == "" and part.column not in COSTS


def kind(outcome: str) -> str:
    """How the numbers of an outcome are written: a share, a count or money.

    >>> kind("shots > 3"), kind("shots"), kind("rounds_cost")
    ('share', 'count', 'money')
    """
    part = parsed(outcome)
    if part.sign:
        return SHARE
    return MONEY if part.column in COSTS[:2] else COUNT


def more_is_better(outcome: str) -> bool:
    """Whether the defence wants more of an outcome, as far as its column says; `==` counts as keeping it so low.

    >>> more_is_better("killed"), more_is_better("armed_leakers"), more_is_better("armed_leakers == 0")
    (True, False, True)
    """
    part = parsed(outcome)
    return (part.column in _WANTED) != (part.sign in ("<", "<=", "=="))


def columns_of(outcome: str) -> tuple[str, ...]:
    """The columns that an outcome is read from."""
    return (parsed(outcome).column,)


def check_outcome(outcome: str, columns: Iterable[str]) -> str:
    """What is wrong with an outcome, given the columns there are; nothing if it can be read.

    >>> check_outcome("armed_leaker > 0", ["armed_leakers", "shots"])
    'no column "armed_leaker"; did you mean "armed_leakers"?'
    """
    try:
        column, sign, _ = parsed(outcome)
    except ValueError as error:
        return str(error)
    if column in TIMES and not sign:
        return f'a time that may never come has no mean; compare it, for example "{column} < 600"'
    names = list(columns)
    return "" if column in names else f'no column "{column}"{suggestion(column, names)}'


def words(outcome: str) -> str:
    """An outcome as a sentence names it.

    >>> words("killed"), words("killed == 0"), words("shots >= 20")
    ('threats killed', 'chance of no threats killed', 'chance of at least 20 rounds fired')
    >>> words("rounds_cost > 2e6")
    'chance that the cost of the rounds fired is more than USD 2,000,000'
    >>> words("first_empty < 600"), words("all_empty > 600")
    ('chance that the first fire unit is empty within 600 s', 'chance that not all fire units are empty within 600 s')
    """
    part = parsed(outcome)
    name = _WORDS.get(part.column, part.column.replace("_", " "))
    if not part.sign:
        return name
    if part.column in TIMES:
        return f"chance that {_EMPTY[part.column, part.sign in ('>', '>=')]} {_BY[part.sign]} {_plain(part.bound)} s"
    if part.column in COSTS:
        sign = "less than" if part.sign == "<" else _SIGN_WORDS[part.sign]
        bound = ("USD " if kind(part.column) == MONEY else "") + _plain(part.bound)
        return f"chance that the {name} is {sign} {bound}"
    if part.bound == 0.0 and part.sign in (">", "=="):
        return f"chance of {'any' if part.sign == '>' else 'no'} {name}"
    return f"chance of {_SIGN_WORDS[part.sign]} {_plain(part.bound)} {name}"


def along(outcome: str) -> str:
    """What stands along an axis of an outcome, with its unit.

    >>> along("rounds_cost"), along("shots"), along("shots > 3")
    ('cost of the rounds fired per fight, USD', 'rounds fired per fight', 'chance of more than 3 rounds fired')
    """
    return words(outcome) + {MONEY: " per fight, USD", COUNT: " per fight", SHARE: ""}[kind(outcome)]


def _plain(bound: float) -> str:
    return f"{bound:,.0f}" if bound == round(bound) and abs(bound) < 1e15 else f"{bound:g}"
