"""What was known of a programme on a past day, and what could have been forecast from it without any model.

Nothing of the future may leak into a forecast that is to be scored. So a programme is first cut down to what was known
on the day (`vyuha.programme.known`), and every forecaster sees the cut copy only.
"""

from collections.abc import Iterator

import numpy as np

from vyuha.base.calendar import Span
from vyuha.programme.model import Contract, Programme, Tranche
from vyuha.studies.plan.scoring import Floats

# Points that stand for the days of an announced month, half or year: all as likely.
_POINTS = 200
# Grades of dates that somebody reported.
_REPORTED = ("published", "recalled", "community")


def standings(programme: Programme, contract: Contract) -> list[float]:
    """Days on which to stand, in order: signature, each re-set, each observed delivery, each dated forecast since."""
    signed = contract.signed.day
    ids = {tranche.id for tranche in contract.tranches}
    said = [one.said.day for one in programme.forecasts if one.tranche in ids]
    reset = [reset.announced.day for tranche in contract.tranches for reset in tranche.reset]
    return sorted(day for day in {signed, *said, *reset, *observed(contract).values()} if day >= signed)


def observed(contract: Contract) -> dict[str, float]:
    """Days on which tranches came, by id, where somebody reported it: a date derived from others is no evidence."""
    came = ((tranche.id, tranche.delivered) for tranche in contract.tranches)
    return {id: dated.day for id, dated in came if dated is not None and dated.grade in _REPORTED}


def official(known: Programme, contract: Contract, tranche: Tranche, day: float) -> Floats | None:
    """The official forecast of a tranche that stood on `day`, as days that count alike; None if none stood.

    It stands until another takes its place, or the baseline is re-set; what was said before signature gave way to the
    contract, and what the press said is not official. An announced month or year may mean any of its days from `day`
    on; several forecasts made on one day are pooled.
    """
    since = max([contract.signed.day, *(reset.announced.day for reset in tranche.reset)])
    said = [
        one
        for one in known.forecasts
        if one.tranche == tranche.id and one.official == "official" and since < one.said.day <= day
    ]
    if not said:
        return None
    last = max(one.said.day for one in said)
    return np.concatenate([_spread(one.when.range, day) for one in said if one.said.day == last])


def last_promise(contract: Contract, tranche: Tranche, day: float) -> float | None:
    """The last baseline of a tranche, or `day` itself where that has passed; None if nothing was ever promised."""
    by_time = sorted(tranche.reset, key=lambda reset: reset.announced.day)
    last = by_time[-1].due if by_time else tranche.planned
    return None if last is None else max(last.day(contract.signed.day), day)


def carried_forward(contract: Contract, tranche: Tranche, day: float) -> float | None:
    """Original plan plus the slip known so far, never before `day`; None without a plan.

    The slip is that of the last tranche that came; before any has, the time by which the first is already overdue.
    """
    if tranche.planned is None:
        return None
    signed = contract.signed.day
    return max(tranche.planned.day(signed) + _slip_so_far(contract, day), day)


def outstanding(contract: Contract) -> Iterator[Tranche]:
    """Tranches that have not been delivered in full."""
    return (tranche for tranche in contract.tranches if tranche.delivered is None)


def one_by_one(known: Programme, contract: Contract) -> Iterator[Programme]:
    """The programme as if each outstanding tranche that has a promise were all of the contract."""
    for tranche in outstanding(contract):
        if tranche.planned is not None:
            alone = contract.model_copy(update={"tranches": (tranche,), "tallies": ()})
            yield known.model_copy(update={"contracts": (alone,)})


def _slip_so_far(contract: Contract, day: float) -> float:
    planned = [
        (tranche.planned.day(contract.signed.day), tranche.delivered)
        for tranche in contract.tranches
        if tranche.planned is not None
    ]
    came = [(delivered.day, delivered.day - due) for due, delivered in planned if delivered is not None]
    if came:
        return max(came)[1]
    return max(0.0, day - min(due for due, _ in planned))


def _spread(span: Span, day: float) -> Floats:
    start, end = max(span.start, day), max(span.end, day)
    return start + (end - start) * (np.arange(_POINTS) + 0.5) / _POINTS
