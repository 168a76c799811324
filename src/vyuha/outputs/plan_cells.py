"""Cells of a plan's tables: numbers without false precision, rows that say the same told once."""

import datetime
from collections.abc import Mapping
from typing import Any

import polars as pl

from vyuha.outputs.axes import word
from vyuha.outputs.plan_text import alternative_names, as_of, measured, value_words
from vyuha.programme.outcome import PlanOutcome, Value

# Stand in the column `alternative` for those that a date cannot tell apart; no id can be written so.
OTHERS, ALL = "(others)", "(all)"
_MERGED = {OTHERS: "All others, still the same", ALL: "All alternatives alike"}
_FUTURES = " (nine futures in ten)"


def cell(line: Mapping[str, Any], kind: str, difference: bool = False) -> str:
    """A mean with its interval; without it where the interval has no width that can be shown.

    >>> cell({"mean": 4.0, "low": 4.0, "high": 4.0}, "count")
    '4'
    >>> cell({"mean": 0.0, "low": 0.0, "high": 0.0}, "count", True)
    'no difference'
    """
    low, high, mean = line["low"], line["high"], line["mean"]
    if difference and mean == low == high == 0.0:
        return "no difference"
    if low is None or high is None or not word(low, kind) == word(high, kind) == word(mean, kind):
        return measured(line, kind, difference)
    alone = measured({**line, "low": None, "high": None}, kind, difference).removesuffix(" (no interval)")
    return alone.removesuffix(".00")


def interval_words(value: Value) -> tuple[str, str, str]:
    """What a number of an answer is, the number, and its interval with what the interval holds.

    >>> interval_words(Value("days of stock (nine futures in ten)", 64.7, 49.0, 84.0, "days"))
    ('days of stock', '64.7 days', 'nine futures in ten: 49.0 to 84.0')
    """
    number, interval = value_words(value)
    label = value.label.replace(_FUTURES, "")
    if value.low is None or value.high is None:
        return label, number, "no interval"
    if value.low == value.high == value.value == 0.0:
        return label, number, "no difference"
    if abs(value.high - value.low) <= 1e-9 * abs(value.value):
        return label, number, "the same in all futures"
    what = "nine futures in ten" if label != value.label else "95 % interval of the mean"
    return label, number, f"{what}: {interval}"


def tile(outcome: PlanOutcome, value: Value, verdict: str) -> tuple[str, str, str]:
    """A headline number: short, with what it is, and the alternative that the verdict is about."""
    what, number, interval = interval_words(value)
    named = [name for name in alternative_names(outcome).values() if f'"{name}"' in verdict]
    whose = f", “{named[0]}”" if len(named) == 1 and named[0] not in what else ""
    if value.unit in ("", "1", "years", "days", "months") and not what.startswith("share") and abs(value.value) >= 1.0:
        number = f"{value.value:,.1f}".removesuffix(".0").replace("-", "−")
        number += "" if value.unit in ("", "1") or value.unit in what else f" {value.unit}"
    return number, what + whose, interval if value.low != value.high else ""


def merged(outcome: PlanOutcome, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Rows with those told once that no fact can tell apart, up to the day on which facts end; and names by id.

    On such a day all alternatives but one (or all) with the same means and intervals become one row.
    """
    names, parts = alternative_names(outcome), []
    dates: list[datetime.date] = sorted(set(rows["date"]))
    used = set()
    for date in dates:
        part = rows.filter(pl.col("date") == date)
        same = _alike(part) if date <= as_of(outcome) else []
        if len(same) > 1:
            whole = len(same) == len(names)
            id = ALL if whole else OTHERS
            used.add(id)
            kept = pl.when(pl.col("alternative") == same[0]).then(pl.lit(id)).otherwise("alternative")
            part = part.filter(~pl.col("alternative").is_in(same[1:])).with_columns(kept.alias("alternative"))
        parts.append(part)
    found = pl.concat(parts) if parts else rows
    return found, names | {id: name for id, name in _MERGED.items() if id in used}


def _alike(rows: pl.DataFrame) -> list[str]:
    """Alternatives of one date that have the same numbers, if they are all, or all but one."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for alternative in dict.fromkeys(rows["alternative"]):
        own = rows.filter(pl.col("alternative") == alternative).sort("measure")
        # Sums over futures may differ in their last digits.
        held = own.select("mean", "low", "high").rows()
        numbers = ["" if number is None else f"{number:.9g}" for row in held for number in row]
        groups.setdefault((*own["measure"], *numbers), []).append(alternative)
    largest = max(groups.values(), key=len, default=[])
    return largest if len(largest) >= sum(map(len, groups.values())) - 1 else []
