"""Rounds fired against the size of a raid, and when fire units run empty."""

import numpy as np

from vyuha.outputs.wording import percent_span
from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import number, number_range
from vyuha.studies.curves.answer_plain import ends_text
from vyuha.studies.curves.found import HOW, HOW_KNEE, LIMIT, Found, mark_full, mark_knee
from vyuha.studies.curves.measures import (
    ALL_EMPTY,
    FIRST_EMPTY,
    RAN_EMPTY,
    TIME_TO_EMPTY,
    Asked,
    Rows,
    add_outcome,
    empty_times,
    median_time,
)
from vyuha.studies.curves.saturation import by_chance
from vyuha.studies.estimates import estimate
from vyuha.studies.question import Floats, Fought

_EVEN = 0.5
_HOW_EMPTY = (
    "A unit is empty when it has for the first time nothing left that it could fire; one that is reloaded may fire "
    "again. The time to empty is that by which half of the fights have it, where fights in which it never comes count "
    "as later than any; where half of them never have it, there is no such time. A unit that is destroyed with rounds "
    "left never runs empty."
)
_WHO = {FIRST_EMPTY: "the first fire unit", ALL_EMPTY: "the last of the fire units"}


def rounds(asked: Asked, fought: Fought) -> Found:
    """Rounds with their knee; how often, and by when, the first and the last fire unit have run empty."""
    found, rows = Found(notes=[HOW, HOW_KNEE, _HOW_EMPTY]), Rows(asked.axis)
    for outcome in asked.outcomes:
        values, estimates = add_outcome(rows, asked, fought, outcome)
        found.say(ends_text(asked, outcome, estimates), 2 * asked.trials)
        mark_knee(found, asked, outcome, values)
    times = {column: empty_times(asked, fought, column) for column in _WHO}
    # Of one fire unit the first and the last are the same.
    alone = np.array_equal(times[FIRST_EMPTY], times[ALL_EMPTY], equal_nan=True)
    for column in (FIRST_EMPTY,) if alone else _WHO:
        _add_empty(found, rows, asked, column, times[column])
    return found.close(rows.tables())


def _add_empty(found: Found, rows: Rows, asked: Asked, column: str, times: Floats) -> None:
    """Chance and time that a unit has run empty, at every point."""
    axis, who = asked.axis, _WHO[column]
    share, when = f"{RAN_EMPTY}_{column}", f"{TIME_TO_EMPTY}_{column}"
    empty = np.where(np.isnan(times), np.nan, np.isfinite(times).astype(np.float64))
    chances = [estimate(one, f"{RAN_EMPTY} > 0") for one in empty.T]
    medians = [median_time(one) for one in times.T]
    for k, (chance, median) in enumerate(zip(chances, medians, strict=True)):
        rows.add(share, k, chance, empty[:, k])
        rows.add(when, k, median, times[:, k])
    full = by_chance(axis.x, empty, asked.seed, _EVEN)
    mark_full(found, share, full, LIMIT)
    known = [k for k, chance in enumerate(chances) if not np.isnan(chance.mean)]
    if not known:
        found.say(f"No fight came to its end, so nothing is known of when {who} is empty.", times.size)
        return
    if max(chances[k].mean for k in known) == 0.0:
        last = f"at {axis.places[known[-1]]} ({axis.name}) the chance is {percent_span(chances[known[-1]])}"
        found.say(f"In none of the fights does {who} run empty; {last}.", times.size)
        return
    rows.panel(share, f"Chance that {who} runs empty", "share")
    if any(np.isfinite(one.mean) for one in medians):
        rows.panel(when, f"Time by which {who} is empty in half of the fights (s)", "time")
    if np.isfinite(full.at):
        place = f"from {axis.at(full.at)} ({axis.between(full.low, full.high)}) on"
        found.say(f"Along {axis.name}, {who} runs empty in more than half of the fights {place}.", times.size)
    else:
        way = "more" if full.at < 0.0 else "less"
        text = f"At each point from {axis.range} ({axis.name}), {who} runs empty in {way} than half of the fights."
        found.say(text, times.size)
    # Where it comes soonest.
    k = min(known, key=lambda n: (medians[n].mean, -chances[n].mean))
    text = f"At {axis.places[k]} ({axis.name}), {who} runs empty in {percent_span(chances[k])} of the fights"
    found.say(f"{text}{_by(medians[k])}.", asked.trials)


def _by(median: Estimate) -> str:
    """By when half of the fights have it, in words."""
    if not np.isfinite(median.mean):
        return ""
    if median.low is None or median.high is None:
        return f", in half of them by {number(median.mean)} s (no interval: {median.method})"
    if np.isinf(median.high):
        return f", in half of all by {number(median.mean)} s ({number(median.low)} s to never)"
    return f", in half of all by {number(median.mean)} s ({number_range(median.low, median.high)} s)"
