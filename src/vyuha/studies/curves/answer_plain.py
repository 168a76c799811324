"""Outcomes along an axis, as they are: means with their intervals, and knees."""

from vyuha.outputs.wording import money_span, percent_span, span
from vyuha.results.statistics import Estimate
from vyuha.studies.curves.found import HOW, HOW_KNEE, Found, mark_knee
from vyuha.studies.curves.measures import Asked, Rows, add_outcome
from vyuha.studies.estimates import is_chance, words
from vyuha.studies.outcomes import COUNT, MONEY, SHARE, kind
from vyuha.studies.phrases import capital
from vyuha.studies.question import Fought

_SPANS = {SHARE: percent_span, MONEY: money_span, COUNT: span}


def plain(asked: Asked, fought: Fought) -> Found:
    """Each outcome from the first to the last point."""
    found, rows = Found(notes=[HOW, HOW_KNEE]), Rows(asked.axis)
    for outcome in asked.outcomes:
        values, estimates = add_outcome(rows, asked, fought, outcome)
        found.say(ends_text(asked, outcome, estimates), 2 * asked.trials)
        if not asked.axis.stepped:
            mark_knee(found, asked, outcome, values)
    return found.close(rows.tables())


def ends_text(asked: Asked, outcome: str, estimates: list[Estimate]) -> str:
    """The first and the last point in words."""
    axis, said, name = asked.axis, _SPANS[kind(outcome)], words(outcome)
    text = (
        capital(name) + ("" if is_chance(outcome) else " per fight") + ("" if axis.stepped else f" along {axis.name}")
    )
    at = "with" if axis.stepped else "at"
    return f"{text}: {said(estimates[0])} {at} {axis.places[0]}, {said(estimates[-1])} {at} {axis.places[-1]}."
