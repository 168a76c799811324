"""Names and sentences of a report on a plan: alternatives in words, numbers with their intervals, dates as months."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from vyuha.base.calendar import MONTH, YEAR
from vyuha.outputs.axes import signed, span_words, word
from vyuha.outputs.plots_plans import Panel
from vyuha.outputs.wording import amount, money, percent
from vyuha.programme.model import Programme
from vyuha.programme.outcome import PlanOutcome, Value
from vyuha.programme.plan import Alternative, Late, Stop

# Measure of the tables: its title, and how its numbers are written.
PANELS = {
    "leakers": Panel("leakers", "Armed threats through", "count"),
    "leak_share": Panel("leak_share", "Share of armed threats through", "share"),
    "value_protected": Panel("value_protected", "Value protected", "share"),
    "rounds": Panel("rounds", "Rounds fired", "count"),
    "rounds_cost": Panel("rounds_cost", "Cost of rounds fired (USD)", "money"),
    "raid_cost_lost": Panel("raid_cost_lost", "Cost of threats shot down (USD)", "money"),
}
_DELIVERIES = {
    "planned": "every delivery as the original contract promised",
    "reset": "every delivery as the last re-set baseline promised",
    "expected": "what has come, then forecast futures",
    "none": "nothing is ever delivered",
}
# Days between a date of the plan and the nearest of the tables that still stands for it.
_NEAR = 16


def alternative_names(outcome: PlanOutcome) -> dict[str, str]:
    """Names by id, in the order of the plan."""
    return {alternative.id: alternative.name for alternative in outcome.plan.alternatives}


def base_alternative(outcome: PlanOutcome) -> str:
    """The id of the course of events without any change to it; the first one where a plan has none such."""
    alternatives = outcome.plan.alternatives
    return next((one for one in alternatives if not one.changes), alternatives[0]).id


def programme_of(outcome: PlanOutcome, id: str) -> Programme | None:
    """The programme of this id, if the outcome has it."""
    return next((one for one in outcome.programmes if one.id == id), None)


def unit_of(outcome: PlanOutcome, id: str | None = None) -> str:
    """What is counted in a programme (default: the one that fights), in the singular."""
    found = programme_of(outcome, outcome.plan.force.programme if id is None else id)
    return found.unit if found else "unit"


def as_of(outcome: PlanOutcome) -> datetime.date:
    """The day on which the facts of the plan end."""
    return datetime.date.fromordinal(int(outcome.plan.as_of.last_noon))


def pretty(id: str) -> str:
    """An id as a name.

    >>> pretty("squadron-4")
    'Squadron 4'
    """
    plain = " ".join(id.replace("-", " ").replace("_", " ").replace("/", " ").split())
    return plain[:1].upper() + plain[1:]


def tranche_name(programme: Programme | None, id: str) -> str:
    """The name of a tranche of a contract, or of a delivery of an option ("five-more/2")."""
    if programme is None:
        return pretty(id)
    for part in (id, id.rsplit("/", 1)[-1]):
        for contract in programme.contracts:
            for tranche in contract.tranches:
                if tranche.id == part:
                    return tranche.name or pretty(part)
    for option in programme.options:
        for start in (f"{option.id}/", f"{option.id}-"):
            if id.startswith(start):
                return f"{option.name}: {pretty(id.removeprefix(start)).lower()}"
        if option.id == id:
            return option.name
    return pretty(id)


def compared_dates(outcome: PlanOutcome) -> list[datetime.date]:
    """The dates of the tables that lie nearest to those on which the plan compares alternatives."""
    known = outcome.tables["outcomes"]["date"].drop_nulls().unique().sort().to_list()
    if not known:
        return []
    wanted = [int(span.middle) for span in outcome.plan.dates]
    nearest = {min(known, key=lambda date: abs(date.toordinal() - day)): day for day in wanted}
    return sorted(date for date, day in nearest.items() if abs(date.toordinal() - day) <= _NEAR)


def measured(line: Mapping[str, Any], kind: str, difference: bool = False) -> str:
    """A mean with its interval, as a table cell.

    >>> measured({"mean": 0.123, "low": 0.1, "high": 0.15}, "share")
    '12.3 % (10.0 to 15.0 %)'
    """
    say = signed if difference else word
    mean = say(line["mean"], kind)
    if line["low"] is None or line["high"] is None:
        return f"{mean} (no interval)"
    low, high = say(line["low"], kind), say(line["high"], kind)
    if difference:
        low, high = (end.removesuffix(" points").removeprefix("+") for end in (low, high))
    elif low.endswith(" %") and high.endswith(" %"):
        low = low.removesuffix(" %")
    return f"{mean} ({low.replace('USD ', '')} to {high.replace('USD ', '')})"


def value_words(value: Value) -> tuple[str, str]:
    """A number of an answer, and its interval ("" where there is none, "no spread" where it has no width)."""
    unit = "share" if value.unit in ("", "1") and value.label.lower().startswith("share") else value.unit
    if value.low is None or value.high is None:
        return _number(value.value, unit), ""
    if value.low == value.high:
        return _number(value.value, unit), "no spread"
    low, high = _bare(value.low, unit), _bare(value.high, unit)
    if low.endswith(" %") and high.endswith(" %"):
        low = low.removesuffix(" %")
    return _number(value.value, unit), f"{low} to {high}"


def _number(number: float, unit: str) -> str:
    body = _bare(number, unit)
    if unit == "USD":
        return f"−USD {body[1:]}" if body.startswith("−") else f"USD {body}"
    return body if unit in ("", "1", "share", "probability", "%") else f"{body} {unit}"


def _bare(number: float, unit: str) -> str:
    """The number without its unit; shares keep theirs."""
    size = abs(number)
    if unit == "USD":
        body = money(size).removeprefix("USD ")
    elif unit in ("share", "probability"):
        body = percent(size)
    elif unit == "%":
        body = f"{amount(size)} %"
    else:
        body = amount(size)
    return f"−{body}" if number < 0.0 else body


def alternative_rows(outcome: PlanOutcome) -> list[tuple[str, str, str]]:
    """Each alternative with its deliveries and what sets it apart, in words."""
    rows = []
    for alternative in outcome.plan.alternatives:
        rows.append((alternative.name, _DELIVERIES[alternative.deliveries], "; ".join(_changes(outcome, alternative))))
    return [(name, deliveries, changes or "nothing else") for name, deliveries, changes in rows]


def _changes(outcome: PlanOutcome, alternative: Alternative) -> Iterator[str]:
    for late in alternative.late:
        yield _late(outcome, late)
    for option in alternative.options:
        found = (one for programme in outcome.programmes for one in programme.options if one.id == option)
        name = next((one.name for one in found), pretty(option))
        yield f"with the option “{name}”, if it becomes a contract"
    for stop in alternative.stops:
        yield _stop(stop)


def _late(outcome: PlanOutcome, late: Late) -> str:
    holders = [one for one in outcome.programmes for c in one.contracts for t in c.tranches if t.id == late.tranche]
    name = tranche_name(holders[0] if holders else None, late.tranche)
    return f"{name} comes {spell(late.by)} later than it otherwise would"


def _stop(stop: Stop) -> str:
    first, last = (datetime.date.fromordinal(int(day)) for day in (stop.start.start, stop.start.end - 1.0))
    start = span_words(first, last)
    lasts = "for good" if stop.lasts is None else f"for {spell(stop.lasts)}"
    return f"{stop.supplier} delivers nothing from {start} on, {lasts}"


def spell(days: float) -> str:
    """A span of time in the unit that people would use.

    >>> spell(365.25), spell(7.0), spell(76.1), spell(1461.0)
    ('12 months', '7 days', '2.5 months', '4 years')
    """
    if days < 60.0:
        return f"{days:.3g} day" + ("" if days == 1.0 else "s")
    return f"{days / MONTH:.2g} months" if days < 2.0 * YEAR else f"{days / YEAR:.3g} years"
