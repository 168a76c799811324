"""The record card of a programme: what was promised and what came of it, every figure with its formula and sources.

It answers, in this order, what a parliament asks of a late programme: how late, how many times delayed, original
against revised cost and date, what was missing meanwhile and what was done about it, and on what terms. Claims of
interested parties are kept apart; no figure rests on them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from vyuha.base.calendar import MONTH, show_day, show_month
from vyuha.programme.balance import (
    all_reset,
    delivered_on,
    due_of,
    is_told,
    is_uncounted,
    last_count,
    lost,
    only_ends_promised,
    planned_on,
)
from vyuha.programme.card import (
    ContractCard,
    Delay,
    Delivery,
    Fact,
    OptionCard,
    Record,
    Stated,
    fact,
)
from vyuha.programme.dated import Dated
from vyuha.programme.known import card_on, checked, refuse_future
from vyuha.programme.model import Approval, Contract, Option, Programme, Tranche
from vyuha.programme.prices import asked, cost, price_growth
from vyuha.programme.record_text import headline
from vyuha.programme.slippage import HOW_DELAYS_COUNT, arrival, called, delays, schedule, shown_date
from vyuha.programme.wording import for_day, for_people, plural

__all__ = ["ContractCard", "Delay", "Delivery", "Fact", "OptionCard", "Record", "Stated", "record"]


def record(programme: Programme, assume: Mapping[str, float] | None = None, on: float | None = None) -> Record:
    """The record card of a programme.

    `on` [day] is the day of the card (the date of the file unless given): on an earlier day than that of the file it
    shows what was known then (see `vyuha.programme.known.card_on`). `assume` says on which day a tranche that has not
    come is taken to come; a day of the file's last month counts as the file's day at the earliest, since months are
    given by their middle. Raises `ValueError` for a tranche in `assume` that no contract has or that has come, for an
    assumed day before the date of the file, and for a day after it unless all that has not come is assumed.
    """
    given = checked(programme, assume or {})
    file, day = programme.as_of, programme.as_of.day if on is None else on
    if day >= file.range.end:
        refuse_future(programme, given, day)
    elif day < file.range.start:
        programme = card_on(programme, day)
    contracts = tuple(_contract(programme, contract, given, day) for contract in programme.contracts)
    totals = tuple(_balance(programme, programme.contracts, "", given, day))
    moved = delays(programme)
    return Record(
        id=programme.id,
        title=programme.title,
        buyer=programme.buyer,
        supplier=programme.supplier,
        kind=programme.kind,
        unit=programme.unit,
        summary=programme.summary,
        as_of=file.day,
        on=day,
        headline=headline(programme, contracts, totals, moved, day),
        totals=totals,
        contracts=contracts,
        delays=moved,
        how_delays_count=HOW_DELAYS_COUNT,
        waits=tuple(_waits(programme)),
        options=tuple(_option(programme, option) for option in programme.options),
        meanwhile=programme.meanwhile,
        penalty=programme.penalty,
        trials=programme.trials,
        claims=programme.claims,
        remarks=tuple(_assumed(programme, given, day, file)),
        cut=programme.as_of is not file,
    )


def _contract(programme: Programme, contract: Contract, assume: Mapping[str, float], day: float) -> ContractCard:
    return ContractCard(
        id=contract.id,
        name=contract.name,
        signed=contract.signed.day,
        quantity=contract.quantity.value,
        facts=(fact("contract signed", contract.signed), fact("number ordered", contract.quantity)),
        cost=tuple(cost(programme, contract)),
        schedule=tuple(schedule(programme, contract, assume)),
        balance=tuple(_balance(programme, [contract], f"{contract.id}.", assume, day)),
        deliveries=tuple(_delivery(programme, contract, tranche, assume) for tranche in contract.tranches),
        due=None if contract.due is None else contract.due.day(contract.signed.day),
        note=contract.note or "",
    )


def _delivery(programme: Programme, contract: Contract, tranche: Tranche, assume: Mapping[str, float]) -> Delivery:
    """One row of the table of deliveries."""
    signed = contract.signed.day
    original, latest = due_of(tranche, reset=False), due_of(tranche, reset=True)
    planned = None if original is None else original.day(signed)
    reset = latest.day(signed) if tranche.reset and latest is not None else None
    come = arrival(programme, tranche, assume)
    facts = [*come.facts]
    if original is not None:
        facts.append(fact(f"promise for {called(tranche)}", original))
    if reset is not None and latest is not None:
        facts.append(fact(f"re-set promise for {called(tranche)}", latest))
    return Delivery(
        id=tranche.id,
        name=called(tranche),
        units=tranche.units,
        planned=planned,
        reset=reset,
        delivered=None if tranche.delivered is None else tranche.delivered.day,
        operational=None if tranche.operational is None else tranche.operational.day,
        expected=None if tranche.delivered is not None or come.at_least else come.day,
        when="" if come.at_least else for_people(come.text) + (", as assumed" if tranche.id in assume else ""),
        late=None if planned is None else (come.day - planned) / MONTH,
        late_reset=None if reset is None else (come.day - reset) / MONTH,
        facts=tuple(facts),
    )


def _balance(
    programme: Programme, contracts: Sequence[Contract], prefix: str, assume: Mapping[str, float], day: float
) -> Iterator[Stated]:
    """Units promised and delivered on a day and unit-years lost up to it, over some contracts."""
    on = for_day(day)
    signed = [contract for contract in contracts if contract.signed.day <= day]

    def units(id: str, label: str, number: float, formula: str, facts: tuple[Fact, ...]) -> Stated:
        unit = programme.unit if number == 1.0 else plural(programme.unit)
        return Stated(prefix + id, label, number, unit, formula, facts)

    if not contracts:
        return
    ordered = math.fsum(contract.quantity.value for contract in signed)
    orders = tuple(fact(f"number ordered ({contract.name})", contract.quantity) for contract in signed)
    yield units("ordered", f"Ordered by {on}", ordered, "sum over contracts signed by then", orders)
    for reset in (False, True):
        planned = [planned_on(contract, day, reset) for contract in signed]
        if signed and (all_reset(signed) or not reset) and all(part is not None for part in planned):
            total = math.fsum(part for part in planned if part is not None)
            promise, which, id = ("re-set promise", "re-set baselines", "planned_reset") if reset else _ORIGINAL
            formula = f"units whose {promise} had run out by {on}"
            yield units(id, f"Due by {on} by the {which}", total, formula, _promises(signed, reset))
    told = [contract for contract in signed if is_told(contract)]
    if told or not signed:
        had = math.fsum(delivered_on(contract, day, assume) for contract in told)
        counts = [shown_date(count) for contract in told if (count := last_count(contract, day)) is not None]
        least = len(told) < len(signed) or counts or any(is_uncounted(contract, assume) for contract in told)
        label = f"Delivered by {on}" + (", at least" if least else "")
        formula = f"units handed over by {on}" + (f"; last counted in {', '.join(counts)}" if counts else "")
        had_of = units("delivered", label, had, formula, _arrivals(told, assume, day))
        yield replace(had_of, note=_condition(programme, told, assume, day))
    for reset in (False, True):
        if all_reset(signed) or not reset:
            yield from _lost(programme, signed, prefix, assume, day, reset)


_ORIGINAL = ("original promise", "contract", "planned")


def _lost(
    programme: Programme,
    contracts: Sequence[Contract],
    prefix: str,
    assume: Mapping[str, float],
    day: float,
    reset: bool,
) -> Iterator[Stated]:
    parts = [lost(contract, day, assume, reset) for contract in contracts]
    total = math.fsum(part for part in parts if part is not None)
    if not parts or any(part is None for part in parts):
        return
    which = "the last re-set baselines" if reset else "the original contract"
    formula = f"sum over {plural(programme.unit)} of the time from the promised to the actual day, up to {for_day(day)}"
    facts = (*_promises(contracts, reset), *_arrivals(contracts, assume, day))
    label = f"{programme.unit.capitalize()}-years lost against {which}"
    missing = math.fsum(delivered_on(one, day, assume) - one.quantity.value for one in contracts) < 0.0
    so_far = "what has not come counts as missing up to that day" if missing else ""
    note = "; ".join(part for part in (so_far, _condition(programme, contracts, assume, day)) if part)
    id = f"{prefix}lost{'_reset' if reset else ''}"
    yield Stated(id, label, total, f"{programme.unit}-years", formula, facts, note=note)


def _condition(programme: Programme, contracts: Sequence[Contract], assume: Mapping[str, float], day: float) -> str:
    """What is assumed behind a number of units delivered by a day: "if ... as assumed"; empty for nothing."""
    # After the date of the file, that something has not come by the day is assumed too.
    later = day >= programme.as_of.range.end
    parts = [
        f"{called(tranche)} comes on {for_day(assume[tranche.id])}"
        for contract in contracts
        for tranche in contract.tranches
        if tranche.id in assume and (assume[tranche.id] <= day or contract.tallies or later)
    ]
    return f"if {' and '.join(parts)}, as assumed" if parts else ""


def _promises(contracts: Sequence[Contract], reset: bool) -> tuple[Fact, ...]:
    found = [fact(f"contract signed ({contract.name})", contract.signed) for contract in contracts]
    for contract in contracts:
        dues = [(called(tranche), due_of(tranche, reset)) for tranche in contract.tranches]
        dues += [] if contract.tranches else [(contract.name, contract.due)]
        found += [fact(f"promise for {name}", due) for name, due in dues if due is not None]
    return tuple(found)


def _arrivals(contracts: Sequence[Contract], assume: Mapping[str, float], day: float) -> tuple[Fact, ...]:
    """What came up to a day."""
    found = []
    for contract in contracts:
        for tally in contract.tallies:
            found.append(Fact(f"{tally.total.text} delivered by", tally.by.text, tally.by.source, tally.by.grade))
        for tranche in contract.tranches:
            name = f"delivery of {called(tranche)}"
            if tranche.id in assume:
                found.append(
                    Fact(
                        f"{name}, assumed", show_day(assume[tranche.id]), "", "assumed", "given when the card was made"
                    )
                )
            elif tranche.delivered is not None and (tranche.begun or tranche.delivered).range.start <= day:
                found.append(fact(name, tranche.delivered))
    return tuple(found)


def _waits(programme: Programme) -> Iterator[Stated]:
    """Months from each approval to the contract that it led to (the first after it unless it names one)."""
    for approval in programme.approvals:
        contract = _led_to(programme, approval)
        if contract is None:
            continue
        since, until = approval.on.range, contract.signed.range
        months = (contract.signed.day - approval.on.day) / MONTH
        bounds = max((until.start - since.end) / MONTH, 0.0), (until.end - since.start) / MONTH
        formula = f"from {for_people(approval.on.text)} to {for_people(contract.signed.text)}"
        facts = (fact(approval.name, approval.on), fact(f"contract signed ({contract.name})", contract.signed))
        label = f"{approval.name} to contract ({contract.name})"
        yield Stated(f"wait.{approval.id}", label, max(months, 0.0), "months", formula, facts, *bounds)
        label = f"Price at contract over price at {approval.name} ({contract.name})"
        yield from price_growth(f"wait.{approval.id}.price", label, approval.price, contract.price)


def _led_to(programme: Programme, approval: Approval) -> Contract | None:
    if approval.contract is not None:
        found = [contract for contract in programme.contracts if contract.id == approval.contract]
    else:
        found = list(programme.contracts)
    later = [contract for contract in found if contract.signed.range.end > approval.on.range.start]
    return min(later, key=lambda contract: contract.signed.day, default=None)


def _option(programme: Programme, option: Option) -> OptionCard:
    """How far something that has been asked for has come."""
    passed = [stage for stage in option.stages if stage.passed is not None]
    refused = [stage for stage in option.stages if stage.refused is not None]
    waiting = [stage for stage in option.stages if stage.passed is None and stage.refused is None]
    facts = [fact(stage.name, stage.passed) for stage in passed if stage.passed is not None]
    facts += [fact(f"{stage.name}: refused", stage.refused) for stage in refused if stage.refused is not None]
    if refused and refused[-1].refused is not None:
        status = f"ended: {refused[-1].name} refused or given up, {for_people(refused[-1].refused.text)}"
    elif waiting:
        status = f"not contracted: {len(passed)} of {len(option.stages)} stages passed; next: {waiting[0].name}"
    else:
        status = "not contracted" if not passed else "all stages passed"
    figures = [*asked(programme, option)]
    if waiting and passed and passed[0].passed is not None:
        first = passed[0].passed
        formula = f"from {shown_date(first)} to {shown_date(programme.as_of)}"
        months = max(programme.as_of.day - first.day, 0.0) / MONTH
        since = (fact(passed[0].name, first),)
        figures.append(Stated(f"{option.id}.waiting", "Since the first step", months, "months", formula, since))
    return OptionCard(option.id, option.name, status, tuple(figures), tuple(facts), option.note or "")


def _assumed(programme: Programme, assume: Mapping[str, float], day: float, file: Dated) -> Iterator[str]:
    """What the card takes for granted; `file` is the date of the file, before anything was cut."""
    if programme.as_of is not file:
        yield (
            f"the card shows what was known on {for_day(day)}: facts of the file ({for_people(file.text)}) that are "
            "dated later are cut, and so is what has no date (notes on contracts and options, penalty, trials, claims)"
            "; notes on single facts are as they were written later"
        )
    yield (
        "a date known to its month counts as the middle of the month; a promise is kept until the last day of its "
        "period; a month is a twelfth of 365.25 days"
    )
    for name, when in assume.items():
        yield f"{name} is taken to come on {show_day(when)}, as assumed"
    if day >= file.range.end:
        yield f"nothing is known after {for_people(file.text)}: what comes after it is as assumed"
    for contract in programme.contracts:
        yield from _two_ends(contract)
        undated = [called(tranche) for tranche in contract.tranches if tranche.planned is None]
        if undated:
            yield f"{contract.name}: no promise is known for {', '.join(undated)}; unit-years lost are not given"
        elif is_told(contract) and (only_ends_promised(contract) or is_uncounted(contract, assume)):
            yield (
                f"{contract.name}: units come over a while without a promised date or a count for each; "
                "unit-years lost are not given"
            )
        if not is_told(contract):
            yield f"{contract.name}: what came of it is not known; it is left out where units delivered are counted"
        if contract.tallies:
            yield f"{contract.name}: between the dates of known totals, units are taken to have come evenly"


def _two_ends(contract: Contract) -> Iterator[str]:
    """Where the promise for the whole lies in another month than the last of the promises for its parts."""
    dues = [tranche.planned.day(contract.signed.day) for tranche in contract.tranches if tranche.planned is not None]
    if contract.due is None or not dues or len(dues) < len(contract.tranches):
        return
    # The last day that keeps the promise, not the first that breaks it.
    whole, parts = (show_month(day - 0.5) for day in (contract.due.day(contract.signed.day), max(dues)))
    if whole != parts:
        yield f"{contract.name}: {whole} is given for the whole too; counted is {parts}, as promised for its deliveries"
