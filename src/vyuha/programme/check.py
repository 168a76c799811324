"""What is wrong between the parts of a programme although each is sound in itself.

A date known to a month or a year may mean any of its days: two dates are out of order only if no day of the one can
stand before (or after) a day of the other.
"""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from vyuha.base.calendar import LAST_YEAR, YEAR, parse_date
from vyuha.base.units import UNITS
from vyuha.catalogue.figure import Figure
from vyuha.programme.dated import Dated, Due
from vyuha.programme.model import Contract, Option, Programme, Tranche
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location

Finding = tuple[Location, str]

# Longer periods [days] are a slip of the pen, and no date lies after the last that can be written.
LONGEST_PERIOD = 100.0 * YEAR
LAST_DAY = parse_date(str(LAST_YEAR)).end
# Nobody needs more of anything in one unit; more is a slip of the pen.
MOST_IN_ONE_UNIT = 100_000


def check(programme: Programme) -> Iterator[Finding]:
    """Everything that does not fit together, each with its place in the file."""
    yield from _doubled(programme)
    yield from _names(programme)
    yield from _future(programme)
    yield from _too_long(programme)
    for i, contract in enumerate(programme.contracts):
        yield from _contract(("contracts", i), contract)
    for i, option in enumerate(programme.options):
        yield from _option(("options", i), option)
    for key, figure in programme.brings.items():
        yield from _brings(("brings", key), figure)
    shots = programme.trials
    if shots is not None and shots.failed > shots.fired:
        yield ("trials", "failed"), f"more failed than were fired ({shots.fired})"


def before(one: Dated, other: Dated) -> bool:
    """Whether a date lies before another whatever days the two mean."""
    return one.range.end <= other.range.start


def walk(part: object, at: Location = ()) -> Iterator[tuple[Location, object]]:
    """Every value in a programme, with its place: dates, promises, figures, texts."""
    if isinstance(part, BaseModel):
        for field in type(part).model_fields:
            yield from walk(getattr(part, field), (*at, field))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from walk(value, (*at, key))
    elif isinstance(part, tuple):
        for i, value in enumerate(part):
            yield from walk(value, (*at, i))
    elif part is not None:
        yield at, part


def _doubled(programme: Programme) -> Iterator[Finding]:
    """Ids that stand twice. Tranches and options are named from outside, so they share one set over all contracts."""
    ids: list[tuple[str, str, Location]] = []
    for i, contract in enumerate(programme.contracts):
        ids.append(("contract", contract.id, ("contracts", i)))
        ids += [
            ("tranche or option", tranche.id, ("contracts", i, "tranches", j))
            for j, tranche in enumerate(contract.tranches)
        ]
    for i, option in enumerate(programme.options):
        ids.append(("tranche or option", option.id, ("options", i)))
        ids += [
            (f"stage of {option.id}", stage.id, ("options", i, "stages", j)) for j, stage in enumerate(option.stages)
        ]
    ids += [("approval", approval.id, ("approvals", i)) for i, approval in enumerate(programme.approvals)]
    seen = set()
    for kind, id, at in ids:
        if (kind, id) in seen:
            yield (*at, "id"), f"another {kind} has this id; give each its own"
        seen.add((kind, id))


def _names(programme: Programme) -> Iterator[Finding]:
    tranches = [tranche.id for contract in programme.contracts for tranche in contract.tranches]
    for i, forecast in enumerate(programme.forecasts):
        if forecast.tranche not in tranches:
            hint = suggestion(forecast.tranche, tranches)
            yield ("forecasts", i, "tranche"), f"no contract has such a tranche{hint}"
    contracts = [contract.id for contract in programme.contracts]
    for i, approval in enumerate(programme.approvals):
        if approval.contract is not None and approval.contract not in contracts:
            yield ("approvals", i, "contract"), f"there is no such contract{suggestion(approval.contract, contracts)}"


def _future(programme: Programme) -> Iterator[Finding]:
    """Events that lie after the day up to which the file is known to be right; forecasts and promises may."""
    for at, value in walk(programme):
        if isinstance(value, Dated) and at[-1] not in ("as_of", "when") and before(programme.as_of, value):
            yield at, f"lies after as_of ({programme.as_of.text}); what is still to come is a promise or a forecast"


def _too_long(programme: Programme) -> Iterator[Finding]:
    """Periods longer than anybody plans for; promises may be periods too."""
    for at, value in walk(programme):
        period, here = (value.after, (*at, "after")) if isinstance(value, Due) else (value, at)
        if isinstance(period, Figure) and period.unit in UNITS["period"] and period.high > LONGEST_PERIOD:
            yield here, f"is longer than {LONGEST_PERIOD / YEAR:g} years ({period.text})"


def _too_late(at: Location, due: Due | None, signed: Dated) -> Iterator[Finding]:
    """A promise that runs out after the last date that can be written."""
    if due is None or due.after is None or due.after.high > LONGEST_PERIOD:
        return
    if signed.range.end + due.after.high > LAST_DAY:
        yield (*at, "after"), f"counted from {signed.text} it ends after {LAST_YEAR}, the last year that dates may have"


def _contract(at: Location, contract: Contract) -> Iterator[Finding]:
    total = sum(tranche.units for tranche in contract.tranches)
    if contract.tranches and total != contract.quantity.value:
        ordered = f"{contract.quantity.value:g} were ordered"
        yield (*at, "quantity"), f"the tranches add up to {total}, {ordered}"
    if contract.ended is not None and before(contract.ended, contract.signed):
        yield (*at, "ended"), f"lies before the contract was signed ({contract.signed.text})"
    for i, tranche in enumerate(contract.tranches):
        here = (*at, "tranches", i)
        yield from _order(here, contract, tranche)
        yield from _promises(here, contract, tranche)
        for field, due in (("planned", tranche.planned), ("planned_first", tranche.planned_first)):
            yield from _too_late((*here, field), due, contract.signed)
        for j, reset in enumerate(tranche.reset):
            yield from _too_late((*here, "reset", j, "due"), reset.due, contract.signed)
        yield from _resets(here, contract, tranche)
    yield from _tallies(at, contract)
    if contract.due is not None and contract.due.day(contract.signed.day) < contract.signed.range.start:
        yield (*at, "due"), f"lies before the contract was signed ({contract.signed.text})"
    yield from _too_late((*at, "due"), contract.due, contract.signed)
    line = contract.line
    if line is not None and line.capacity.low <= 0.0:
        yield (*at, "line", "capacity"), "a line that makes nothing delivers nothing; give more than 0 units a year"


def _order(at: Location, contract: Contract, tranche: Tranche) -> Iterator[Finding]:
    """Signed, begun, delivered, operational, in this order."""
    signed, come = contract.signed, tranche.delivered
    for field, date in (("begun", tranche.begun), ("delivered", come)):
        if date is not None and before(date, signed):
            yield (*at, field), f"lies before the contract was signed ({signed.text})"
    if tranche.begun is not None and come is not None and before(come, tranche.begun):
        yield (*at, "begun"), f"lies after the last unit was delivered ({come.text})"
    if tranche.operational is not None and come is None:
        yield (*at, "operational"), 'units that have not been delivered cannot be operational; give "delivered"'
    elif tranche.operational is not None and come is not None and before(tranche.operational, come):
        yield (*at, "operational"), f"lies before the delivery ({come.text})"


def _promises(at: Location, contract: Contract, tranche: Tranche) -> Iterator[Finding]:
    signed = contract.signed
    for field, due in (("planned_first", tranche.planned_first), ("planned", tranche.planned)):
        if due is not None and due.day(signed.day) < signed.range.start:
            yield (*at, field), f"lies before the contract was signed ({signed.text})"
    first, last = tranche.planned_first, tranche.planned
    if first is not None and last is not None and first.day(signed.day) > last.day(signed.day):
        yield (*at, "planned_first"), f"lies after the last unit was promised ({last.text})"


def _resets(at: Location, contract: Contract, tranche: Tranche) -> Iterator[Finding]:
    """Baselines hold one after the other: each from its announcement until the next is announced."""
    for i, reset in enumerate(tranche.reset):
        here = (*at, "reset", i, "announced")
        if before(reset.announced, contract.signed):
            yield here, f"lies before the contract was signed ({contract.signed.text})"
        if i == 0:
            continue
        last = tranche.reset[i - 1].announced
        if before(reset.announced, last):
            yield here, f"lies before the baseline above it was announced ({last.text}); give them in order of time"
        elif reset.announced.range.start < last.range.end:
            yield here, f"overlaps the baseline above it ({last.text}); give dates that tell which one came later"


def _tallies(at: Location, contract: Contract) -> Iterator[Finding]:
    highest: float = 0.0
    when: Dated | None = None
    for i, tally in enumerate(contract.tallies):
        here, total = (*at, "tallies", i), tally.total
        fewest, most = _handed_over(contract.tranches, tally.by)
        if when is not None and before(tally.by, when):
            yield (*here, "by"), f"lies before the tally above it ({when.text}); give them in order of time"
        elif total.low > contract.quantity.high:
            yield (*here, "total"), f"is more than was ordered ({contract.quantity.text})"
        elif total.high < highest:
            yield (*here, "total"), f"is less than the tally above it ({highest:g}); give numbers handed over in all"
        elif contract.tranches and not (total.high >= fewest and total.low <= most):
            told = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
            yield (*here, "total"), f"disagrees with the tranches, which give {told} by then"
        when, highest = tally.by, max(highest, total.low)


def _handed_over(tranches: Sequence[Tranche], by: Dated) -> tuple[int, int]:
    """The fewest and the most units that can have been handed over by a date, as the tranches tell."""
    fewest = most = 0
    for tranche in tranches:
        started = tranche.begun if tranche.begun is not None else tranche.delivered
        if tranche.delivered is not None and before(tranche.delivered, by):
            fewest += tranche.units
        if started is not None and not before(by, started):
            most += tranche.units
    return fewest, most


def _option(at: Location, option: Option) -> Iterator[Finding]:
    if option.units is None and option.rounds is None:
        yield at, 'an option adds something: give "units" or "rounds"'
    still_open = ended = ""
    last: Dated | None = None
    for i, stage in enumerate(option.stages):
        here = (*at, "stages", i)
        date = stage.passed if stage.passed is not None else stage.refused
        field = "passed" if stage.passed is not None else "refused"
        if ended:
            yield here, f'stands after "{ended}", which was refused; nothing comes after that'
        elif date is not None and still_open:
            yield (*here, field), f'stands after "{still_open}", which is still open; give stages in order'
        elif date is not None and last is not None and before(date, last):
            yield (*here, field), f"lies before the stage above it ({last.text}); give stages in order"
        last = date if date is not None else last
        still_open = stage.id if date is None and not still_open else still_open
        ended = stage.id if stage.refused is not None else ended


def _brings(at: Location, figure: Figure) -> Iterator[Finding]:
    if figure.low < 1.0:
        yield at, "a unit brings at least 1 of what is named; leave out what it does not bring"
    elif figure.high > MOST_IN_ONE_UNIT:
        yield at, f"one unit brings at most {MOST_IN_ONE_UNIT:,}; is this the number of all units together?"
