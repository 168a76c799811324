"""What is wrong between the parts of a plan, its programmes and its scenario, although each is sound in itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from vyuha.base.calendar import Span, show_day
from vyuha.programme.model import Programme
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario import Scenario

if TYPE_CHECKING:
    from vyuha.programme.plan import Alternative, Plan


def check_plan(
    plan: "Plan", programmes: Sequence[Programme], scenario: Scenario | None
) -> Iterator[tuple[Location, str]]:
    """Everything that does not fit together, each with its place in the plan file; `scenario` is that of the force."""
    yield from _dates(plan, programmes)
    yield from _doubled(("programmes",), (programme.id for programme in programmes), "")
    yield from _force(plan, programmes, scenario)
    yield from _doubled(("alternatives",), (one.id for one in plan.alternatives), "id")
    for i, alternative in enumerate(plan.alternatives):
        yield from _alternative(("alternatives", i), alternative, programmes)


def _dates(plan: "Plan", programmes: Sequence[Programme]) -> Iterator[tuple[Location, str]]:
    first, last = plan.start.start, plan.end.end
    if plan.end.start <= first:
        yield ("to",), f'must be later than "from" ({show_day(first)})'
        return
    signed = [contract.signed.span.start for programme in programmes for contract in programme.contracts]
    earliest = min([first, *signed])
    if not earliest <= plan.as_of.start < last:
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


def _alternative(
    at: Location, alternative: "Alternative", programmes: Sequence[Programme]
) -> Iterator[tuple[Location, str]]:
    tranches = [tranche.id for one in programmes for contract in one.contracts for tranche in contract.tranches]
    options = [option.id for one in programmes for option in one.options]
    suppliers = list(dict.fromkeys(one.supplier for one in programmes))
    for i, late in enumerate(alternative.late):
        yield from _known((*at, "late", i, "tranche"), late.tranche, tranches, "no programme has such a tranche")
    for i, option in enumerate(alternative.options):
        yield from _known((*at, "options", i), option, options, "no programme has such an option")
    for i, stop in enumerate(alternative.stops):
        yield from _known((*at, "stops", i, "supplier"), stop.supplier, suppliers, "no programme has such a supplier")
    yield from _doubled((*at, "late"), (late.tranche for late in alternative.late), "tranche")
    yield from _doubled((*at, "options"), alternative.options, "")


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
