"""What is wrong between the parts of a plan, its programmes and its scenario, although each is sound in itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from vyuha.base.calendar import Span, month_starts, show_day
from vyuha.programme.model import Contract, Programme
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario import Scenario

if TYPE_CHECKING:
    from vyuha.programme.plan import Alternative, Late, Plan

# Futures times days times alternatives. Each is kept in several tables of floats, some 180 bytes at the peak.
MOST_FIGURES = 30_000_000


def check_plan(
    plan: "Plan", programmes: Sequence[Programme], scenario: Scenario | None
) -> Iterator[tuple[Location, str]]:
    """Everything that does not fit together, each with its place in the plan file; `scenario` is that of the force."""
    yield from _dates(plan, programmes)
    yield from _doubled(("programmes",), (programme.id for programme in programmes), "")
    yield from _force(plan, programmes, scenario)
    yield from _doubled(("alternatives",), (one.id for one in plan.alternatives), "id")
    for i, alternative in enumerate(plan.alternatives):
        yield from _alternative(("alternatives", i), alternative, plan, programmes)
    too_many = size_problem(plan)
    if too_many:
        yield ("futures",), too_many


def size_problem(plan: "Plan") -> str:
    """Why a plan would not fit into memory; empty where it does."""
    days = len(month_starts(plan.start.start, plan.end.end - 1.0)) + len(plan.dates) + 1
    size = plan.futures * days * len(plan.alternatives)
    if size <= MOST_FIGURES:
        return ""
    fits = MOST_FIGURES // (days * len(plan.alternatives))
    return (
        f"{plan.futures:,} futures of {len(plan.alternatives)} alternatives on {days:,} days (months and dates)"
        f" need too much memory; at most {fits:,} futures fit, or take fewer alternatives or years"
    )


def obstacles(scenario: Scenario, positions: Iterable[str]) -> Iterator[tuple[Location, str, str]]:
    """What in a scenario needs a position that may be empty: its place in the scenario, the position, and why."""
    wanted = set(positions)
    for i, raid in enumerate(scenario.raids):
        for position in dict.fromkeys(target for target in raid.target if target in wanted):
            yield ("raids", i, "target"), position, "is a position that may be empty; a raid must not be aimed at it"
    for i, defence in enumerate(scenario.defences):
        if defence.command in wanted:
            reason = "is a position that may be empty; nothing can be commanded from there"
            yield ("defences", i, "command"), defence.command, reason


def _dates(plan: "Plan", programmes: Sequence[Programme]) -> Iterator[tuple[Location, str]]:
    first, last = plan.start.start, plan.end.end
    if plan.end.start <= first:
        yield ("to",), f'must be later than "from" ({show_day(first)})'
        return
    signed = [contract.signed.span.start for programme in programmes for contract in programme.contracts]
    earliest = min([first, *signed])
    if not earliest <= plan.as_of.start or plan.as_of.end > last:
        reach = f"{show_day(earliest)} and {show_day(last - 1.0)}"
        yield ("as_of",), f"must be between {reach}: from the first contract or the plan's start, to its end"
    for i, date in enumerate(plan.dates):
        if not _within(date, first, last):
            yield ("dates", i), f"must be between {show_day(first)} and {show_day(last - 1.0)}, as the plan is"


def _within(date: Span, first: float, last: float) -> bool:
    return first <= date.start and date.end <= last


def _force(plan: "Plan", programmes: Sequence[Programme], scenario: Scenario | None) -> Iterator[tuple[Location, str]]:
    ids = [programme.id for programme in programmes]
    if plan.force.programme not in ids:
        yield (
            ("force", "programme"),
            f"the plan lists no programme with this id{suggestion(plan.force.programme, ids)}",
        )
    yield from _doubled(("force", "positions"), plan.force.positions, "")
    if scenario is None:
        return
    sites = {defence.id for defence in scenario.defences}
    for i, position in enumerate(plan.force.positions):
        if position not in sites:
            hint = suggestion(position, sorted(sites))
            yield ("force", "positions", i), f"the scenario has no defence with this id{hint}"
    for place, position, reason in obstacles(scenario, plan.force.positions):
        where = f"{place[0]}[{place[1]}].{place[2]} of {plan.force.scenario}"
        yield ("force", "positions", plan.force.positions.index(position)), f"{reason} ({where})"


def _alternative(
    at: Location, alternative: "Alternative", plan: "Plan", programmes: Sequence[Programme]
) -> Iterator[tuple[Location, str]]:
    options = [option.id for one in programmes for option in one.options]
    suppliers = list(dict.fromkeys(one.supplier for one in programmes))
    for i, late in enumerate(alternative.late):
        for key, message in _late(late, alternative, plan, programmes):
            yield (*at, "late", i, key), message
    for i, option in enumerate(alternative.options):
        yield from _known((*at, "options", i), option, options, "no programme has such an option")
        yield from (((*at, "options", i), message) for message in _option(option, plan, programmes))
    for i, stop in enumerate(alternative.stops):
        yield from _known((*at, "stops", i, "supplier"), stop.supplier, suppliers, "no programme has such a supplier")
    named = (f"{late.programme or _owner(late.tranche, programmes)}/{late.tranche}" for late in alternative.late)
    yield from _doubled((*at, "late"), named, "tranche")
    yield from _doubled((*at, "options"), alternative.options, "")


def _option(name: str, plan: "Plan", programmes: Sequence[Programme]) -> Iterator[str]:
    """Why an option cannot be ordered in a plan."""
    owners = [one for one in programmes for option in one.options if option.id == name]
    if len(owners) > 1:
        yield "several programmes of the plan have an option with this id"
    for owner in owners:
        if plan.as_of.last_noon < owner.as_of.span.start:
            yield f"this option stands as of {owner.as_of.text} in {owner.id}: the plan's as_of must not be earlier"
        if any(option.id == name and option.first is None for option in owner.options):
            yield f'has no "first" in {owner.id}: its deliveries cannot be dated'


def _late(
    late: "Late", alternative: "Alternative", plan: "Plan", programmes: Sequence[Programme]
) -> Iterator[tuple[str, str]]:
    """What is wrong with one thing that is to come later: the key at fault, and why."""
    asked = [one for one in programmes if late.programme in (None, one.id)]
    if not asked:
        ids = [one.id for one in programmes]
        yield "programme", f"the plan lists no programme with this id{suggestion(late.programme or '', ids)}"
        return
    names = [name for one in asked for name in _names(one)]
    owners = [one.id for one in asked for name in _names(one) if name == late.tranche]
    if not owners:
        message = "no programme has such a tranche or option" + suggestion(late.tranche, dict.fromkeys(names))
        yield "tranche", message
        return
    if len(owners) > 1:
        both = ", ".join(dict.fromkeys(owners))
        yield "tranche", f'several have this id, in {both}: say which with "programme"'
        return
    own = next(one for one in asked if one.id == owners[0])
    if any(option.id == late.tranche for option in own.options):
        if late.tranche not in alternative.options:
            yield "tranche", 'this option is not among the "options" of the alternative'
        return
    yield from _not_open(late.tranche, own, alternative, plan)


def _names(programme: Programme) -> Iterator[str]:
    """What may come late: tranches (or what the line of a contract without any makes), and options."""
    for contract in programme.contracts:
        yield from _tranche_ids(contract)
    yield from (option.id for option in programme.options)


def _owner(name: str, programmes: Sequence[Programme]) -> str:
    """The first programme that has a name, to tell doubles from names that two programmes share."""
    return next((one.id for one in programmes if name in _names(one)), "")


def _not_open(name: str, programme: Programme, alternative: "Alternative", plan: "Plan") -> Iterator[tuple[str, str]]:
    """A tranche that has come cannot come later, and one that nobody has ordered yet is not waited for."""
    contract = next(one for one in programme.contracts if name in _tranche_ids(one))
    if contract.signed.day > plan.as_of.last_noon:
        yield "tranche", f"its contract was signed only after the plan's as_of: {contract.signed.text}"
        return
    for tranche in contract.tranches:
        fact = tranche.delivered
        promised = alternative.deliveries != "expected" and (tranche.planned is not None or bool(tranche.reset))
        if tranche.id == name and fact is not None and fact.day <= plan.as_of.last_noon and not promised:
            yield "tranche", f"has been delivered ({fact.text}); only what is still to come can come later"


def _tranche_ids(contract: Contract) -> tuple[str, ...]:
    whole = () if contract.line is None else (contract.id,)
    return tuple(tranche.id for tranche in contract.tranches) or whole


def _known(at: Location, name: str, allowed: Sequence[str], message: str) -> Iterator[tuple[Location, str]]:
    if name not in allowed:
        yield at, message + suggestion(name, dict.fromkeys(allowed))


def _doubled(at: Location, names: Iterable[str], key: str) -> Iterator[tuple[Location, str]]:
    """Names that stand twice in the list at `at`; `key` is where the name stands in an item ("": it is the item)."""
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            yield ((*at, i, key) if key else (*at, i)), "stands in this list already"
        seen.add(name)
