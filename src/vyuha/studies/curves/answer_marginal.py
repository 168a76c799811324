"""What the next fire unit is worth: each alternative against the one before it, fight for fight."""

import numpy as np
import polars as pl

from vyuha.results.sensitivity import is_told
from vyuha.results.statistics import Estimate
from vyuha.studies.curves.found import HOW, Found
from vyuha.studies.curves.measures import Asked, Rows, add_outcome, add_value_protected
from vyuha.studies.estimates import difference, is_chance, words
from vyuha.studies.outcomes import more_is_better
from vyuha.studies.phrases import capital, change, interval_of_change
from vyuha.studies.question import Floats, Fought

STEPS = {
    "measure": pl.String,
    "place": pl.String,
    "before": pl.String,
    "x": pl.Float64,
    "mean": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "fights": pl.Int64,
    "told": pl.Boolean,
}
_HOW_STEPS = (
    "What the next one is worth is the mean difference to the alternative before it over the same fights. It is told "
    "from none where its interval does not hold zero; of twenty that change nothing, one is told by chance alone. That "
    "a difference is not told from none does not say that there is none: more fights may tell it."
)


def marginal(asked: Asked, fought: Fought) -> Found:
    """Each outcome by alternative, and the difference that each makes to the one before."""
    found, rows = Found(notes=[HOW, _HOW_STEPS]), Rows(asked.axis)
    steps: list[dict[str, object]] = []
    for outcome in asked.outcomes:
        values, _ = add_outcome(rows, asked, fought, outcome)
        changes = [difference(values[:, k], values[:, k + 1], outcome) for k in range(values.shape[1] - 1)]
        _say_where_it_stops(found, asked, outcome, changes)
        for k, step in enumerate(changes):
            steps.append(_row(asked, outcome, k, step, values))
            found.say(_step_text(asked, outcome, k, step), 2 * asked.trials)
    add_value_protected(rows, asked, fought)
    return found.close({**rows.tables(), "steps": pl.DataFrame(steps, STEPS)})


def _row(asked: Asked, outcome: str, k: int, change: Estimate, values: Floats) -> dict[str, object]:
    places = asked.axis.places
    pairs = int((~np.isnan(values[:, k]) & ~np.isnan(values[:, k + 1])).sum())
    found = {"mean": change.mean, "low": change.low, "high": change.high, "fights": pairs, "told": is_told(change)}
    return {"measure": outcome, "place": places[k + 1], "before": places[k], "x": float(asked.axis.x[k + 1])} | found


def _step_text(asked: Asked, outcome: str, k: int, found: Estimate) -> str:
    """One step in words: "2 units instead of 1 unit: 0.42 fewer leakers (0.31 to 0.53) per fight"."""
    places = asked.axis.places
    start, unsure = f"{capital(places[k + 1])} instead of {places[k]}: ", ", which is not told from none"
    if found.mean == 0.0 and found.low == found.high:
        return f"{start}no difference in {words(outcome)} ({found.method})."
    if found.mean == 0.0:
        return f"{start}a mean difference of {interval_of_change(outcome, found)} in {words(outcome)}{unsure}."
    per_fight = "" if is_chance(outcome) else " per fight"
    return f"{start}{change(outcome, found)}{per_fight}{'' if is_told(found) else unsure}."


def _say_where_it_stops(found: Found, asked: Asked, outcome: str, changes: list[Estimate]) -> None:
    """Up to which alternative the next one is told to be of use."""
    places, sign = asked.axis.places, 1.0 if more_is_better(outcome) else -1.0
    useful = [is_told(step) and sign * step.mean > 0.0 for step in changes]
    fights = asked.trials * len(places)
    if not any(useful):
        found.say(f"No step is told to pay: none betters the {words(outcome)} beyond chance (95 %).", fights)
        return
    last = max(k for k, good in enumerate(useful) if good)
    end = ", the last that was fought" if last == len(changes) - 1 else ""
    per_fight = "" if is_chance(outcome) else " per fight"
    step = f"{change(outcome, changes[last])}{per_fight} than with {places[last]}"
    text = f"More pays up to {places[last + 1]}{end}: {step}."
    found.say(text if end else f"{text} No step after that one betters it beyond chance (95 %).", fights)
