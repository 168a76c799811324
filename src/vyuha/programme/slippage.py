"""Growth of schedule, months late, and the occasions on which a later date was given.

Growth is the time that a delivery took divided by the time that was promised, both from signature (or, against a re-set
baseline, from its announcement). An event known to its month is taken at the middle of the month; a promise is kept
until the last day of its period.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from vyuha.base.calendar import MONTH, YEAR, Span, show_day, show_month
from vyuha.programme.balance import due_of
from vyuha.programme.card import Delay, Fact, Stated, fact
from vyuha.programme.dated import Dated, Due
from vyuha.programme.model import Contract, Forecast, Programme, Reset, Tranche
from vyuha.programme.wording import for_people

# A re-set promise of less than this [days] is too short for a ratio to mean anything; months late are still given.
SHORTEST_PROMISE = 90.0
# Forecasts older than this [days] do not bound what is expected now.
FRESH = YEAR

HOW_DELAYS_COUNT = (
    "counted are re-set baselines with a later date and official forecasts, made after signature, of a date wholly "
    "after the one that stood before (contract, baseline or last official forecast); one announcement counts once, "
    "however many deliveries it moves; forecasts by the press are not counted"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When something came, or is taken to come: `condition` is empty for what has come, else says what is assumed."""

    day: float
    range: Span
    text: str
    facts: tuple[Fact, ...]
    condition: str = ""
    at_least: bool = False


def called(tranche: Tranche) -> str:
    """What people call a tranche."""
    return tranche.name or tranche.id


def arrival(programme: Programme, tranche: Tranche, assume: Mapping[str, float]) -> Arrival:
    """When the last unit of a tranche came, or the best that is known of it.

    For what has not come: the day in `assume`, else the latest official forecast, else (as a least)
    the date of the file.
    """
    name = called(tranche)
    if tranche.id in assume:
        day = assume[tranche.id]
        given = Fact(f"delivery of {name}, assumed", show_day(day), "", "assumed", "given when the card was made")
        return Arrival(day, Span(day, day), show_day(day), (given,), f"if it came on {show_day(day)}, as assumed")
    if tranche.delivered is not None:
        came = tranche.delivered
        return Arrival(came.day, came.range, came.text, (fact(f"delivery of {name}", came),))
    now = programme.as_of.day
    said = [one for one in forecasts_of(programme, tranche) if one.official == "official"]
    if said and said[-1].when.deadline >= now:
        return expected(name, said[-1], "the latest official forecast")
    waited = fact(f"{name} had not come by", programme.as_of)
    text = programme.as_of.text
    return Arrival(now, Span(now, now), text, (waited,), f"at least: it had not come by {text}", at_least=True)


def expected(name: str, forecast: Forecast, which: str) -> Arrival:
    """The arrival that a forecast promises; `which` says which forecast it is."""
    when = forecast.when
    words = f"if it comes in {shown_date(when)}, {which} ({forecast.by}, {shown_date(forecast.said)})"
    return Arrival(when.day, when.range, when.text, (fact(f"forecast of {name}", when),), words)


def forecasts_of(programme: Programme, tranche: Tranche) -> list[Forecast]:
    """The forecasts of a tranche in the order in which they were made."""
    return sorted((one for one in programme.forecasts if one.tranche == tranche.id), key=lambda one: one.said.day)


def shown_date(dated: Dated) -> str:
    """A date for people: the month by name where it is known to the month.

    >>> from vyuha.base.calendar import parse_date
    >>> shown_date(Dated("2026-11", parse_date("2026-11"), "", "published"))
    'Nov 2026'
    """
    return for_people(dated.text)


def first_arrival(programme: Programme, tranche: Tranche, assume: Mapping[str, float]) -> Arrival:
    """When the first unit of a tranche came: `begun` where it was handed over over a while."""
    if tranche.begun is not None and tranche.id not in assume:
        came = tranche.begun
        return Arrival(came.day, came.range, came.text, (fact(f"first delivery of {called(tranche)}", came),))
    return arrival(programme, tranche, assume)


def schedule(programme: Programme, contract: Contract, assume: Mapping[str, float]) -> Iterator[Stated]:
    """Growth and months late of the first and the last delivery, against the original and the last re-set promise."""
    dated = [tranche for tranche in contract.tranches if tranche.planned is not None]
    if not dated:
        return
    ends = sorted(dated, key=lambda tranche: _due_day(contract, tranche.planned))
    first, last = ends[0], ends[-1]
    opening = first.planned_first or (first.planned if first is not last else None)
    if opening is not None:
        came = first_arrival if first.planned_first is not None else arrival
        yield from _against(contract, "first", opening, came(programme, first, assume))
    assert last.planned is not None
    which = "last" if opening is not None else "delivery"
    come = arrival(programme, last, assume)
    *grown, months = _against(contract, which, last.planned, come)
    yield from (*grown, *_other_ends(programme, contract, which, last, come), months)
    for name, tranche in (("first", first), (which, last)):
        if tranche.reset and (name != "first" or first is not last):
            yield from _against_reset(contract, name, tranche, arrival(programme, tranche, assume))


_WORDS = {"first": "first delivery", "last": "last delivery", "delivery": "delivery"}


def _key(contract: Contract, figure: str, which: str) -> str:
    return f"{contract.id}.{figure}" if which == "delivery" else f"{contract.id}.{figure}_{which}"


def _due_day(contract: Contract, due: Due | None) -> float:
    return 0.0 if due is None else due.day(contract.signed.day)


def _against(contract: Contract, which: str, due: Due, come: Arrival) -> Iterator[Stated]:
    """Growth and months late against an original promise."""
    facts = (fact("contract signed", contract.signed), fact(f"promise for the {_WORDS[which]}", due), *come.facts)
    ratio = growth(contract.signed, due.day(contract.signed.day), come, "signature")
    if ratio is not None:
        label = f"{_WORDS[which].capitalize()}: time taken over time promised"
        yield replace(ratio, id=_key(contract, "growth", which), label=label, facts=facts)
    yield late(_key(contract, "late", which), f"{_WORDS[which].capitalize()}: delay", due, contract, come, facts)


def _other_ends(programme: Programme, contract: Contract, which: str, last: Tranche, come: Arrival) -> Iterator[Stated]:
    """The same growth against the far end of a promise with a range, and by the latest of the fresh forecasts."""
    assert last.planned is not None
    signed, due = contract.signed, last.planned
    head = (fact("contract signed", signed), fact(f"promise for the {_WORDS[which]}", due))
    if due.after is not None and due.after.high > due.after.value:
        ratio = growth(signed, signed.day + due.after.high, come, "signature")
        if ratio is not None:
            label = f"The same, against the far end of the promise ({due.after.high / MONTH:.3g} months)"
            yield replace(ratio, id=_key(contract, "growth_far", which), label=label, facts=(*head, *come.facts))
    if last.delivered is not None or not come.condition:
        return
    fresh = [one for one in forecasts_of(programme, last) if one.said.day > programme.as_of.day - FRESH]
    latest = max(fresh, key=lambda one: one.when.day, default=None)
    if latest is None or latest.when.day <= come.day + MONTH:
        return
    later = expected(called(last), latest, "the latest date forecast in the last twelve months")
    ratio = growth(signed, due.day(signed.day), later, "signature")
    if ratio is not None:
        label = "The same, by the latest date that anybody forecasts"
        yield replace(ratio, id=_key(contract, "growth_latest", which), label=label, facts=(*head, *later.facts))


def _against_reset(contract: Contract, which: str, tranche: Tranche, come: Arrival) -> Iterator[Stated]:
    """Growth, counted from the announcement, and months late against the last re-set promise."""
    reset = tranche.reset[-1]
    due = due_of(tranche, reset=True)
    assert due is not None
    words = _WORDS[which]
    facts = (fact("baseline re-set", reset.announced), fact(f"re-set promise for the {words}", due), *come.facts)
    if due.day(contract.signed.day) - reset.announced.day >= SHORTEST_PROMISE:
        ratio = growth(reset.announced, due.day(contract.signed.day), come, "the re-set of the baseline")
        if ratio is not None:
            label = f"{words.capitalize()}: time taken over time promised when the baseline was re-set"
            yield replace(ratio, id=_key(contract, "growth_reset", which), label=label, facts=facts)
    label = f"{words.capitalize()}: delay against the re-set baseline"
    months = late(_key(contract, "late_reset", which), label, due, contract, come, facts)
    yield replace(months, note="; ".join(part for part in (_notice(contract, reset), months.note) if part))


def _notice(contract: Contract, reset: Reset) -> str:
    """What is to be said of a baseline that was announced shortly before it ran out; empty for others."""
    notice = reset.due.day(contract.signed.day) - reset.announced.day
    if notice >= SHORTEST_PROMISE:
        return ""
    days = f"only {int(notice)} days before it ran out" if notice >= 1.0 else "when it ran out, or later"
    return f"this baseline was announced {days}"


def growth(since: Dated, due: float, come: Arrival, start: str) -> Stated | None:
    """Time taken over time promised, from `since` (`start` names it); None where nothing was promised or nothing taken.

    The range covers the days that the dates may mean. `id`, `label` and `facts` are left empty.
    """
    promised, taken = due - since.day, come.day - since.day
    if promised <= 0.0 or taken <= 0.0:
        return None
    corners = [(day - begin) / (due - begin) for begin, day in product(since.range, come.range) if due > begin]
    low, high = min(corners), max(corners)
    formula = (
        f"{taken / MONTH:.1f} months from {start} ({shown_date(since)}) to {for_people(come.text)}, "
        f"divided by {promised / MONTH:.1f} months promised"
    )
    return Stated("", "", taken / promised, "1", formula, (), low, high, come.condition)


def late(id: str, label: str, due: Due, contract: Contract, come: Arrival, facts: tuple[Fact, ...]) -> Stated:
    """Months from the last day that kept the promise to the delivery; negative where it came early."""
    day = due.day(contract.signed.day)
    low, high = ((edge - day) / MONTH for edge in come.range)
    last = for_people(show_day(day - 1.0 if due.date is not None else day))
    formula = f"from {last} ({for_people(due.text) if due.date is not None else due.text}) to {for_people(come.text)}"
    return Stated(id, label, (come.day - day) / MONTH, "months", formula, facts, low, high, come.condition)


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement about one tranche: the days that it may mean, and how it reads."""

    at: Dated
    kind: str
    by: str
    window: Span
    text: str
    facts: tuple[Fact, ...]


def delays(programme: Programme) -> tuple[Delay, ...]:
    """The occasions on which a later date was given, in order; see `HOW_DELAYS_COUNT`."""
    found: dict[tuple[str, str, str], Delay] = {}
    for contract in programme.contracts:
        for tranche in contract.tranches:
            stood, text = _standing(contract, tranche)
            for said in _statements(programme, contract, tranche):
                if stood is not None and _moved(said, stood):
                    key = (said.at.text, said.kind, said.by)
                    before = found.get(key, Delay(said.at.day, said.at.text, said.kind, said.by, (), ()))
                    moved = (*before.moved, (called(tranche), _read(text), _read(said.text)))
                    found[key] = replace(before, moved=moved, facts=(*before.facts, *said.facts))
                stood, text = said.window.end, said.text
    return tuple(sorted(found.values(), key=lambda delay: delay.said))


def _read(text: str) -> str:
    """A date as one reads it; what is no date is kept."""
    return for_people(text) if text[:4].isdigit() else text


def _moved(said: _Said, stood: float) -> bool:
    """A baseline is later if its last day is; a forecast only if all of its days are."""
    return (said.window.end if said.kind == "re-set baseline" else said.window.start + 0.5) > stood


def _standing(contract: Contract, tranche: Tranche) -> tuple[float | None, str]:
    """The last day that keeps the original promise, at the far end of its range, and how it reads."""
    due = tranche.planned
    if due is None:
        return None, ""
    if due.after is not None:
        day = contract.signed.day + due.after.high
        return day, f"{due.text} ({show_month(contract.signed.day + due.after.value)})"
    return due.day(contract.signed.day), due.text


def _statements(programme: Programme, contract: Contract, tranche: Tranche) -> list[_Said]:
    said = []
    for reset in tranche.reset:
        end = reset.due.day(contract.signed.day)
        facts = (fact("baseline re-set", reset.announced), fact(f"re-set promise for {called(tranche)}", reset.due))
        said.append(_Said(reset.announced, "re-set baseline", "", Span(end, end), reset.due.text, facts))
    end = tranche.delivered.day if tranche.delivered is not None else programme.as_of.deadline
    for one in forecasts_of(programme, tranche):
        if one.official == "official" and contract.signed.day < one.said.day < end:
            facts = (fact(f"forecast of {called(tranche)}", one.when), fact("forecast made", one.said))
            said.append(_Said(one.said, "official forecast", one.by, one.when.range, one.when.text, facts))
    return sorted(said, key=lambda one: one.at.day)
