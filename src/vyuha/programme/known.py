"""What is known of a programme: cut down to a past day, and what may be assumed of the days to come.

Dates decide: an event or a statement dated after the day goes, and so does what the file tells without a date where it
may have become known later. Notes on single facts stay as they were written.
"""

import math
from collections.abc import Mapping

from vyuha.base.calendar import Span, show_day, show_month
from vyuha.programme.dated import Dated
from vyuha.programme.model import Approval, Contract, Option, Price, Programme, Stage, Tranche
from vyuha.programme.wording import for_day


def card_on(programme: Programme, day: float) -> Programme:
    """The programme as its record card shows it on a past day: what came later is cut, and the day is its `as_of`.

    An option stays if a stage of it had been passed by then. The summary, notes on contracts and options, trials,
    claims and the penalty clause carry no date: they go.
    """
    start = float(math.floor(day))
    note = "the day of the card; the file itself is younger"
    as_of = Dated(show_day(day), Span(start, start + 1.0), programme.as_of.source, "derived", note)
    changed = {
        "as_of": as_of,
        "summary": f"As known on {for_day(day)}.",
        "contracts": _contracts(programme, day),
        "options": tuple(cut for one in programme.options if (cut := _option(one, day)) is not None),
        **_said(programme, day),
        "penalty": None,
        "trials": None,
        "claims": (),
    }
    return programme.model_copy(update=changed)


def known_on(programme: Programme, day: float) -> Programme:
    """The programme with all that bears on time and is dated after `day` taken out.

    Options go, since their open stages were judged later; so do production lines, whose capacity and ramp were
    calibrated on the whole record.
    """
    contracts = tuple(one.model_copy(update={"line": None}) for one in _contracts(programme, day))
    return programme.model_copy(update={"contracts": contracts, "options": (), **_said(programme, day)})


def checked(programme: Programme, assume: Mapping[str, float]) -> dict[str, float]:
    """The assumed days, none of which says otherwise than the file; raises `ValueError`."""
    tranches = {tranche.id: tranche for contract in programme.contracts for tranche in contract.tranches}
    if unknown := sorted(set(assume) - set(tranches)):
        raise ValueError(f'no contract has a tranche "{unknown[0]}"; there are: {", ".join(sorted(tranches))}')
    last = programme.as_of
    for id, day in assume.items():
        come = tranches[id].delivered
        if come is not None:
            raise ValueError(f"{id} came in {come.text}; only what has not come can be assumed")
        if day < last.range.start and show_month(day) != show_month(last.day):
            raise ValueError(
                f"{id} is assumed to come on {show_day(day)}; by the date of the file ({last.text}) it had not come: "
                "give a later day"
            )
    return {id: max(day, last.day) for id, day in assume.items()}


def refuse_future(programme: Programme, assume: Mapping[str, float], day: float) -> None:
    """Raises `ValueError` unless all that has not come by the date of the file is assumed to come on some day."""
    tranches = [tranche for contract in programme.contracts for tranche in contract.tranches]
    missing = [tranche.id for tranche in tranches if tranche.delivered is None and tranche.id not in assume]
    if not assume or missing:
        hint = f"; or assume when these come: {', '.join(missing)}" if missing else ""
        raise ValueError(
            f"{show_day(day)} lies after the date of the file ({programme.as_of.text}), and nothing is known after it; "
            f"give an earlier day{hint}"
        )


def _said(programme: Programme, day: float) -> dict[str, object]:
    """Approvals, forecasts and steps taken meanwhile that are dated up to a day."""
    return {
        "approvals": tuple(_approval(one, day) for one in programme.approvals if one.on.day <= day),
        "forecasts": tuple(one for one in programme.forecasts if one.said.day <= day),
        "meanwhile": tuple(one for one in programme.meanwhile if one.on is not None and one.on.day <= day),
    }


def _approval(approval: Approval, day: float) -> Approval:
    return approval.model_copy(update={"price": _price(approval.price, day)})


def _contracts(programme: Programme, day: float) -> tuple[Contract, ...]:
    return tuple(_contract(contract, day) for contract in programme.contracts if contract.signed.day <= day)


def _contract(contract: Contract, day: float) -> Contract:
    line = contract.line
    changed = {
        "price": _price(contract.price, day),
        # A later price of no date may have been said at any time.
        "repriced": tuple(one for one in contract.repriced if one.said is not None and one.said.day <= day),
        "tranches": tuple(_tranche(tranche, day) for tranche in contract.tranches),
        "tallies": tuple(tally for tally in contract.tallies if tally.by.day <= day),
        "line": line if line is not None and line.started.day <= day else None,
        "ended": _if_known(contract.ended, day),
        "note": None,
    }
    return contract.model_copy(update=changed)


def _tranche(tranche: Tranche, day: float) -> Tranche:
    changed = {
        "reset": tuple(reset for reset in tranche.reset if reset.announced.day <= day),
        **{field: _if_known(getattr(tranche, field), day) for field in ("begun", "delivered", "operational")},
    }
    return tranche.model_copy(update=changed)


def _option(option: Option, day: float) -> Option | None:
    """An option with the stages of later days still open; None where it had not got anywhere yet."""
    stages = tuple(_stage(stage, day) for stage in option.stages)
    if not any(stage.passed is not None for stage in stages):
        return None
    asked = option.price if option.price is not None and option.price.said is not None else None
    return option.model_copy(update={"stages": stages, "price": _price(asked, day), "note": None})


def _stage(stage: Stage, day: float) -> Stage:
    changed = {field: _if_known(getattr(stage, field), day) for field in ("passed", "refused")}
    return stage.model_copy(update=changed)


def _price(price: Price | None, day: float) -> Price | None:
    return price if price is not None and (price.said is None or price.said.day <= day) else None


def _if_known(fact: Dated | None, day: float) -> Dated | None:
    return fact if fact is not None and fact.day <= day else None
