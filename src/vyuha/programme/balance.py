"""Units promised and units handed over on any day, and the difference summed over time.

The sum is a count of units times the time for which each was missing: `unit-years`. A tranche that is handed over over
a while counts evenly between its first and its last unit, in the promise as in the fact.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from vyuha.base.calendar import YEAR
from vyuha.programme.dated import Dated, Due
from vyuha.programme.model import Contract, Tranche

# First and last day of a handing over; equal where all units come together, infinite where they never do.
Window = tuple[float, float]


def due_of(tranche: Tranche, reset: bool) -> Due | None:
    """The promise that counts: the original one, or with `reset` the last that took its place."""
    return tranche.reset[-1].due if reset and tranche.reset else tranche.planned


def promised(tranche: Tranche, signed: float, reset: bool = False) -> Window | None:
    """When the units of a tranche were to come, for a contract signed on day `signed`; None where nobody said."""
    due = due_of(tranche, reset)
    if due is None:
        return None
    last = due.day(signed)
    first = last
    if tranche.planned_first is not None and due is tranche.planned:
        first = min(tranche.planned_first.day(signed), last)
    return first, last


def came(tranche: Tranche, assume: Mapping[str, float]) -> Window:
    """When the units of a tranche came; a tranche that has not come counts as coming on the day in `assume`, or never.

    A day that is assumed goes before a day that is known.
    """
    if tranche.id in assume:
        return assume[tranche.id], assume[tranche.id]
    if tranche.delivered is None:
        return math.inf, math.inf
    last = tranche.delivered.day
    return (last if tranche.begun is None else min(tranche.begun.day, last)), last


def units_on(units: float, window: Window, day: float) -> float:
    """Units of a window that are there on a day.

    >>> units_on(10.0, (100.0, 200.0), 150.0)
    5.0
    """
    first, last = window
    if day >= last:
        return units
    return 0.0 if day <= first else units * (day - first) / (last - first)


def unit_days(units: float, window: Window, day: float) -> float:
    """Units times the days for which they have been there up to a day: the integral of `units_on`.

    >>> unit_days(10.0, (100.0, 200.0), 300.0)
    1500.0
    """
    first, last = window
    if day >= last:
        return units * (day - 0.5 * (first + last))
    return 0.0 if day <= first else 0.5 * units * (day - first) ** 2 / (last - first)


def planned_on(contract: Contract, day: float, reset: bool = False) -> float | None:
    """Units that the contract promised by a day; None where there is no promise for all of them."""
    owed = _owed(contract, reset)
    return None if owed is None else math.fsum(units_on(units, window, day) for units, window in owed)


def all_reset(contracts: Sequence[Contract]) -> bool:
    """Whether every tranche of some contracts has been given a new promise."""
    tranches = [tranche for contract in contracts for tranche in contract.tranches]
    return bool(tranches) and all(tranche.reset for tranche in tranches)


def is_told(contract: Contract) -> bool:
    """Whether the file says what came of a contract: it has tranches or tallies."""
    return bool(contract.tranches or contract.tallies)


def last_count(contract: Contract, day: float) -> Dated | None:
    """The date of the last tally before a day, where more may have come since; None where nothing is left open."""
    if not contract.tallies or all(one.delivered is not None for one in contract.tranches) and contract.tranches:
        return None
    last = contract.tallies[-1]
    return last.by if last.total.value < contract.quantity.value and last.by.deadline < day else None


def only_ends_promised(contract: Contract, reset: bool = False) -> bool:
    """Whether units come over a while and only the day of the last was promised: most then seem to come early."""
    if contract.tallies and not contract.tranches:
        return True
    for tranche in contract.tranches:
        spread = tranche.begun is not None or (tranche.delivered is None and bool(contract.tallies))
        if spread and tranche.units > 1 and (tranche.planned_first is None or (reset and bool(tranche.reset))):
            return True
    return False


def is_uncounted(contract: Contract, assume: Mapping[str, float] | None = None) -> bool:
    """Whether units of a tranche have begun to come, and neither its end nor any count says how many have."""
    return not contract.tallies and any(
        tranche.begun is not None and tranche.delivered is None and tranche.id not in (assume or {})
        for tranche in contract.tranches
    )


def delivered_on(contract: Contract, day: float, assume: Mapping[str, float] | None = None) -> float:
    """Units handed over by a day: by tallies where the contract has them, else by its tranches."""
    return math.fsum(units_on(units, window, day) for units, window in _pieces(contract, assume or {}))


def lost(
    contract: Contract, day: float, assume: Mapping[str, float] | None = None, reset: bool = False
) -> float | None:
    """Unit-years lost up to a day: the integral of units promised minus units handed over (negative: gained).

    None where there is no promise for all units, where units came over a while and only the last was promised or none
    of them is counted yet, or where nobody says what came.
    """
    owed = _owed(contract, reset)
    if owed is None or not is_told(contract) or only_ends_promised(contract, reset) or is_uncounted(contract, assume):
        return None
    due = math.fsum(unit_days(units, window, day) for units, window in owed)
    had = math.fsum(unit_days(units, window, day) for units, window in _pieces(contract, assume or {}))
    return (due - had) / YEAR


def _owed(contract: Contract, reset: bool) -> list[tuple[float, Window]] | None:
    """What was promised, as numbers of units and when they were to come."""
    signed = contract.signed.day
    if not contract.tranches and contract.due is not None:
        day = contract.due.day(signed)
        return [(contract.quantity.value, (day, day))]
    windows = [(float(tranche.units), promised(tranche, signed, reset)) for tranche in contract.tranches]
    known = [(units, window) for units, window in windows if window is not None]
    return known if known and len(known) == len(windows) else None


def _pieces(contract: Contract, assume: Mapping[str, float]) -> Iterator[tuple[float, Window]]:
    """What was handed over, as numbers of units that came evenly between two days."""
    if not contract.tallies:
        for tranche in contract.tranches:
            yield float(tranche.units), came(tranche, assume)
        return
    before, number = _start(contract), 0.0
    for tally in contract.tallies:
        if tally.total.value > number:
            yield tally.total.value - number, (min(before, tally.by.day), tally.by.day)
        before, number = tally.by.day, max(number, tally.total.value)
    windows = [came(tranche, assume) for tranche in contract.tranches]
    if windows and contract.quantity.value > number and all(math.isfinite(last) for _, last in windows):
        last = max(last for _, last in windows)
        yield contract.quantity.value - number, (min(before, last), last)


def _start(contract: Contract) -> float:
    """The day on which the first unit of a contract with tallies may have come."""
    begun = [tranche.begun.day for tranche in contract.tranches if tranche.begun is not None]
    if begun:
        return min(begun)
    return contract.line.started.day if contract.line is not None else contract.signed.day
