"""What a unit and a stock of rounds would cost: from the programme's options, else from its contract."""

from dataclasses import dataclass

from vyuha.programme.model import Option, Price, Programme
from vyuha.study.answers_words import number

_CRORE = 1e7


@dataclass(frozen=True)
class Money:
    """An amount in a currency ("usd" or "inr"), its range, and where it comes from."""

    amount: float
    low: float
    high: float
    currency: str
    source: str
    grade: str

    def times(self, count: float) -> str:
        """So many times the amount, for people."""
        if self.currency == "usd":
            dollars = count * self.amount
            return (
                f"{number(dollars / 1e9)} billion dollars"
                if dollars >= 1e9
                else f"{number(dollars / 1e6)} million dollars"
            )
        return f"Rs {number(count * self.amount / _CRORE)} crore"

    @property
    def text(self) -> str:
        """The amount for people."""
        return self.times(1.0)


def money(price: Price | None, currency: str, units: float = 1.0) -> Money | None:
    """A price in a currency, divided by `units`; None where it is not known in that currency."""
    figure = None if price is None else price.usd if currency == "usd" else price.inr
    if figure is None or units <= 0.0:
        return None
    per = 1.0 / units
    return Money(figure.value * per, figure.low * per, figure.high * per, currency, figure.source, figure.grade)


def unit_price(programme: Programme, currency: str | None = None) -> Money | None:
    """The price of one unit: asked for in an option, else paid in a contract; in dollars unless said otherwise."""
    for one in (currency,) if currency else ("usd", "inr"):
        for option in programme.options:
            if option.units is not None:
                found = money(option.price, one, option.units.value)
                if found is not None:
                    return found
        for contract in programme.contracts:
            found = money(contract.price, one, contract.quantity.value)
            if found is not None:
                return found
    return None


def replenishment(programme: Programme) -> Option | None:
    """The first option that brings rounds and no units, with a price."""
    for option in programme.options:
        if option.rounds is not None and option.units is None and option.price is not None:
            return option
    return None


def same_money(programme: Programme) -> tuple[Option, Money, float] | None:
    """A replenishment, its price, and how many units the same money buys; None where prices do not meet."""
    option = replenishment(programme)
    if option is None:
        return None
    for currency in ("inr", "usd"):
        price, unit = money(option.price, currency), unit_price(programme, currency)
        if price is not None and unit is not None and unit.amount > 0.0:
            return option, price, price.amount / unit.amount
    return None
