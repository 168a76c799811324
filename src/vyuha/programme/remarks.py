"""Remarks: what is allowed in a programme and yet odd, each with what is assumed about it."""

from collections.abc import Iterator

from vyuha.base.calendar import YEAR
from vyuha.programme.check import Finding, before, walk
from vyuha.programme.model import Contract, Forecast, Option, Programme, Tranche
from vyuha.reading.tree import Location

# Training of more years than this is more likely a slip of the pen.
LONGEST_TRAINING = 5.0


def remarks(programme: Programme) -> Iterator[Finding]:
    """Everything that is odd, each with its place in the file."""
    yield from _approvals(programme)
    for i, contract in enumerate(programme.contracts):
        yield from _contract(("contracts", i), contract)
    for i, forecast in enumerate(programme.forecasts):
        yield from _forecast(("forecasts", i), programme, forecast)
    for i, option in enumerate(programme.options):
        yield from _option(("options", i), option)
    if programme.training is not None and programme.training.value > LONGEST_TRAINING * YEAR:
        yield ("training",), f"is more than {LONGEST_TRAINING:g} years; it is used as it stands"
    if not programme.contracts and not programme.options:
        yield ("contracts",), "there is neither a contract nor an option; the record card will be empty"
    yield from _unused(programme)


def _approvals(programme: Programme) -> Iterator[Finding]:
    contracts = {contract.id: contract for contract in programme.contracts}
    last = max(programme.contracts, key=lambda contract: contract.signed.day, default=None)
    for i, approval in enumerate(programme.approvals):
        contract = last if approval.contract is None else contracts.get(approval.contract)
        if contract is not None and before(contract.signed, approval.on):
            signed = f"{contract.name} was signed ({contract.signed.text})"
            yield ("approvals", i, "on"), f"lies after {signed}; it is kept, and not counted as a step to the contract"


def _contract(at: Location, contract: Contract) -> Iterator[Finding]:
    for i, tranche in enumerate(contract.tranches):
        here = (*at, "tranches", i)
        yield from _tranche(here, contract, tranche)
    if contract.tallies and contract.tranches and all(one.delivered is not None for one in contract.tranches):
        most = contract.tallies[-1].total
        if most.value != contract.quantity.value:
            yield (
                (*at, "tallies"),
                "the last tally is less than was ordered although all has come; the rest is taken to have come evenly "
                "until the last delivery",
            )


def _tranche(at: Location, contract: Contract, tranche: Tranche) -> Iterator[Finding]:
    come, ended = tranche.delivered, contract.ended
    if come is not None and ended is not None and before(ended, come):
        yield (*at, "delivered"), f"lies after the contract had ended ({ended.text}); it is counted all the same"
    if tranche.planned_first is not None and tranche.planned is None:
        yield (*at, "planned_first"), 'there is no "planned" for the last unit; the promise is not used'
    dues = [tranche.planned, *(reset.due for reset in tranche.reset)]
    for i, reset in enumerate(tranche.reset):
        here = (*at, "reset", i)
        due = reset.due.day(contract.signed.day)
        if due <= reset.announced.range.start:
            said = reset.announced.text
            yield (
                (*here, "due"),
                f"lies before the re-set was announced ({said}); months late are counted from this date",
            )
        old = dues[i]
        if old is not None and due <= old.day(contract.signed.day):
            yield (*here, "due"), f"is no later than the promise before it ({old.text}); it is not counted as a delay"
        if come is not None and before(come, reset.announced):
            yield (
                (*here, "announced"),
                f"lies after the delivery ({come.text}); it takes the place of the promise all the same",
            )


def _forecast(at: Location, programme: Programme, forecast: Forecast) -> Iterator[Finding]:
    if before(forecast.when, forecast.said):
        yield (*at, "when"), f"lies before it was said ({forecast.said.text}); it is kept as it stands"
    for contract in programme.contracts:
        for tranche in contract.tranches:
            come = tranche.delivered
            if tranche.id == forecast.tranche and come is not None and before(come, forecast.said):
                yield (*at, "said"), f"lies after the delivery ({come.text}); the forecast is not used"


def _option(at: Location, option: Option) -> Iterator[Finding]:
    if not option.stages:
        yield at, "has no stages; a contract is taken to be certain and immediate where the option is chosen"
    if option.units is not None and option.units.value == 0.0:
        yield (*at, "units"), "adds no unit; it is kept on the record card and changes nothing in a plan"


def _unused(programme: Programme) -> Iterator[Finding]:
    """Sources that nothing cites."""
    cited = set()
    for at, value in walk(programme):
        if isinstance(value, str) and at[-1] == "source":
            cited.add(value)
        elif not isinstance(value, (str, int, float)):
            cited.add(str(getattr(value, "source", "")))
    for key, text in programme.sources.items():
        if not any(text in source for source in cited):
            yield ("sources", key), "is cited by nothing in the file"
