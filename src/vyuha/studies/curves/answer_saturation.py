"""Saturation: leakers against the size of a raid, and from which size on the defence is full."""

import numpy as np

from vyuha.results.summary_text import number, percent
from vyuha.studies.curves.found import FULL, HOW, HOW_KNEE, LIMIT, Found, mark_full, mark_knee
from vyuha.studies.curves.measures import Asked, Rows, add_outcome, add_value_protected
from vyuha.studies.curves.saturation import HALF, Saturation, by_chance, by_slope
from vyuha.studies.outcomes import THREATS, columns_of, is_chance, words
from vyuha.studies.question import Floats, Fought

_HOW_FULL = (
    "A defence is called full from the size on at which more than half of each further threat comes through; that it "
    "does not become less full again is taken for granted."
)


def saturation(asked: Asked, fought: Fought) -> Found:
    """Each outcome with its knee, the size that saturates if it counts threats that come through, and the size that
    passes a limit if one was given.
    """
    found, rows = Found(notes=[HOW, HOW_KNEE]), Rows(asked.axis)
    for outcome in asked.outcomes:
        values, _ = add_outcome(rows, asked, fought, outcome)
        if not is_chance(outcome) and columns_of(outcome)[0] in THREATS:
            _full(found, asked, outcome, values)
        if asked.limit is not None:
            _limit(found, asked, outcome, values)
        mark_knee(found, asked, outcome, values)
    add_value_protected(rows, asked, fought)
    return found.close(rows.tables())


def _full(found: Found, asked: Asked, outcome: str, values: Floats) -> None:
    axis, full, name = asked.axis, by_slope(asked.axis.x, values, asked.seed), words(outcome)
    mark_full(found, outcome, full, FULL)
    if _HOW_FULL not in found.notes:
        found.notes.append(_HOW_FULL)
    fights = values.size
    if np.isnan(full.at):
        found.say(f"Too few fights came to their end to say where the defence is full by the {name}.", fights)
    elif full.at == np.inf:
        found.say(
            f"The defence is not full anywhere from {axis.range} ({axis.name}): no further threat adds half of one to "
            f"the {name}{_unless(asked, full, full.low)}.",
            fights,
        )
    elif full.at == -np.inf:
        found.say(
            f"The defence is full before {axis.at(float(axis.x[0]))} ({axis.name}): each further threat adds more than "
            f"half of one to the {name} from there on{_unless(asked, full, full.high)}.",
            fights,
        )
    else:
        found.say(
            f"Along {axis.name}, the defence is full from {axis.at(full.at)} ({axis.between(full.low, full.high)}) on: "
            f"there each further threat adds more than {number(HALF)} to the {name}.",
            fights,
        )


def _limit(found: Found, asked: Asked, outcome: str, values: Floats) -> None:
    assert asked.limit is not None
    axis, passed = asked.axis, by_chance(asked.axis.x, values, asked.seed, asked.limit)
    mark_full(found, outcome, passed, LIMIT)
    what = words(outcome) if is_chance(outcome) else f"chance of any {words(outcome)}"
    share = percent(asked.limit)
    if np.isnan(passed.at):
        found.say(f"No fight came to its end, so nothing is known of the {what}.", values.size)
    elif np.isinf(passed.at):
        side, end = ("below", passed.low) if passed.at > 0.0 else ("above", passed.high)
        text = f"The {what} is {side} {share} at each point from {axis.range} ({axis.name})"
        found.say(f"{text}{_unless(asked, passed, end)}.", values.size)
    else:
        found.say(
            f"Along {axis.name}, the {what} passes {share} at {axis.at(passed.at)} "
            f"({axis.between(passed.low, passed.high)}).",
            values.size,
        )


def _unless(asked: Asked, full: Saturation, end: float) -> str:
    """How sure it is that the size itself lies beyond what was fought."""
    if np.isinf(end):
        return " (95 % sure)"
    return f" (95 % sure up to {asked.axis.at(end)})" if full.at > 0.0 else f" (95 % sure from {asked.axis.at(end)} on)"
