"""What is wrong between the parts of a programme although each is sound in itself."""

from collections.abc import Iterator

from vyuha.programme.model import Contract, Programme
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location


def check(programme: Programme) -> Iterator[tuple[Location, str]]:
    """Everything that does not fit together, each with its place in the file."""
    tranches = [tranche.id for contract in programme.contracts for tranche in contract.tranches]
    for i, forecast in enumerate(programme.forecasts):
        if forecast.tranche not in tranches:
            hint = suggestion(forecast.tranche, tranches)
            yield ("forecasts", i, "tranche"), f"no contract has such a tranche{hint}"
    for i, contract in enumerate(programme.contracts):
        yield from _contract(("contracts", i), contract)


def _contract(at: Location, contract: Contract) -> Iterator[tuple[Location, str]]:
    total = sum(tranche.units for tranche in contract.tranches)
    if contract.tranches and total != contract.quantity.value:
        ordered = f"{contract.quantity.value:g} were ordered"
        yield (*at, "quantity"), f"the tranches add up to {total}, {ordered}"
