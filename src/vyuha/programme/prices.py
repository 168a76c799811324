"""Figures of money on a record card: what was asked or agreed, what one unit comes to, and how prices grew."""

from collections.abc import Iterator, Sequence

from vyuha.catalogue.figure import Figure
from vyuha.programme.card import Fact, Stated, fact
from vyuha.programme.model import Contract, Option, Price, Programme
from vyuha.programme.wording import counted, for_people, money, plural

_CURRENCIES = ("USD", "INR")


def amount(price: Price | None, currency: str) -> Figure | None:
    """The amount of a price in one of its currencies ("USD" or "INR"), None where it is not given."""
    if price is None:
        return None
    return price.usd if currency == "USD" else price.inr


def cost(programme: Programme, contract: Contract) -> Iterator[Stated]:
    """The price at signature and of one unit, each later price, and the growth from first to last in the same money."""
    for currency in _CURRENCIES:
        key = currency.lower()
        first = amount(contract.price, currency)
        if contract.price is not None and first is not None:
            yield _quoted(f"{contract.id}.price_{key}", "Price at signature", contract.price, first, currency)
            yield from _each(contract.id, contract.price, currency, contract.quantity, programme.unit)
        later = [(price, said) for price in contract.repriced if (said := amount(price, currency)) is not None]
        for number, (price, said) in enumerate(later, 1):
            yield _quoted(f"{contract.id}.price_{key}_{number}", "Later price", price, said, currency)
        if later:
            id = f"{contract.id}.cost_growth" + ("" if currency == "USD" else f"_{key}")
            yield from price_growth(id, "Growth of cost", contract.price, later[-1][0], (currency,))


def price_growth(
    id: str, label: str, before: Price | None, after: Price | None, currencies: Sequence[str] = _CURRENCIES
) -> Iterator[Stated]:
    """One price over an earlier one, for the first currency in which both are given."""
    for currency in currencies:
        old, new = amount(before, currency), amount(after, currency)
        if before is None or after is None or old is None or new is None or old.low <= 0.0:
            continue
        facts = (*_facts(before, old), *_facts(after, new))
        formula = f"{money(new.value, currency)} divided by {money(old.value, currency)}, in money of their days"
        yield Stated(id, label, new.value / old.value, "1", formula, facts, new.low / old.high, new.high / old.low)
        return


def asked(programme: Programme, option: Option) -> Iterator[Stated]:
    """The number that was asked for, the price asked, and what one unit or round comes to."""
    number, what = (option.units, programme.unit) if option.units is not None else (option.rounds, "round")
    if number is not None:
        unit = what if number.value == 1.0 else plural(what)
        yield Stated(f"{option.id}.number", "Asked for", number.value, unit, "as stated", (fact("asked for", number),))
    for currency in _CURRENCIES:
        said = amount(option.price, currency)
        if option.price is not None and said is not None:
            yield _quoted(f"{option.id}.price_{currency.lower()}", "Price asked", option.price, said, currency)
            if number is not None:
                yield from _each(option.id, option.price, currency, number, what)


def _quoted(id: str, label: str, price: Price, said: Figure, currency: str) -> Stated:
    """A price as somebody stated it."""
    when = f", {for_people(price.said.text)}" if price.said is not None else ""
    facts = _facts(price, said)
    return Stated(id, label + when, said.value, currency, "as stated", facts, said.low, said.high, said.note)


def _each(id: str, price: Price, currency: str, number: Figure, what: str) -> Iterator[Stated]:
    """What one of several comes to."""
    said = amount(price, currency)
    if said is None or number.low <= 1.0:
        return
    formula = f"{money(said.value, currency)} divided by {counted(number.value, what)}"
    facts = (*_facts(price, said), fact("number", number))
    bounds = said.low / number.high, said.high / number.low
    label = f"Price of one {what}"
    yield Stated(f"{id}.unit_{currency.lower()}", label, said.value / number.value, currency, formula, facts, *bounds)


def _facts(price: Price, said: Figure) -> tuple[Fact, ...]:
    dated = () if price.said is None else (fact("price said", price.said),)
    return (fact("price", said), *dated)
