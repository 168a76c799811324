"""What a unit and a stock of rounds would cost: from the programme's options, else from its contract."""

from dataclasses import dataclass

from vyuha.catalogue.figure import Figure
from vyuha.programme.model import Option, Price, Programme
from vyuha.programme.wording import for_people
from vyuha.studies.plan.answers_words import ranged

_CRORE = 1e7


@dataclass(frozen=True)
class Money:
    """An amount in a currency ("usd" or "inr"), its range, and where it comes from: `of` is what it was said of, `said`
    when ("" if that is not known).
    """

    amount: float
    low: float
    high: float
    currency: str
    source: str
    grade: str
    of: str = ""
    said: str = ""

    def times(self, count: float) -> str:
        """So many times the amount, for people, with its range.

        >>> Money(1.25e9, 1.08e9, 1.3e9, "usd", "", "derived").times(2.0)
        '2.5 (2.16 to 2.6) billion dollars'
        """
        if self.currency == "usd":
            size, unit = (1e9, "billion") if count * self.amount >= 1e9 else (1e6, "million")
            return f"{self._in(size / count)} {unit} dollars"
        return f"Rs {self._in(_CRORE / count)} crore"

    def _in(self, size: float) -> str:
        return ranged(self.amount / size, self.low / size, self.high / size)

    @property
    def text(self) -> str:
        """The amount for people."""
        return self.times(1.0)

    @property
    def origin(self) -> str:
        """The amount with what it was said of, when, and by whom."""
        when = f" of {self.said}" if self.said else ""
        return f"{self.of}, {self.text}{when} ({self.grade}{': ' + self.source if self.source else ''})"


def money(price: Price | None, currency: str, of: str, units: Figure | None = None, said: str = "") -> Money | None:
    """A price in a currency of what `of` names, divided by `units` (the wider by their range).

    None where it is not known in that currency; `said` is its date where the price states none.
    """
    figure = None if price is None else price.usd if currency == "usd" else price.inr
    if price is None or figure is None or (units is not None and units.low <= 0.0):
        return None
    most, count, least = (1.0, 1.0, 1.0) if units is None else (units.high, units.value, units.low)
    when = price.said.text if price.said is not None else said
    amounts = figure.value / count, figure.low / most, figure.high / least
    return Money(*amounts, currency, figure.source, figure.grade, of, for_people(when) if when else "")


def unit_price(programme: Programme, currency: str | None = None) -> Money | None:
    """The price of one unit: asked for in an option, else paid in a contract; in dollars unless said otherwise."""
    unit = programme.unit
    for one in (currency,) if currency else ("usd", "inr"):
        for option in programme.options:
            if option.units is not None:
                found = money(option.price, one, f'a {unit} of the option "{option.name}"', option.units)
                if found is not None:
                    return found
        for contract in programme.contracts:
            of, signed = f'a {unit} of the contract "{contract.name}"', contract.signed.text
            found = money(contract.price, one, of, contract.quantity, signed)
            if found is not None:
                return found
    return None


def replenishment(programme: Programme) -> Option | None:
    """The first option that brings rounds and no units, with a price."""
    for option in programme.options:
        if option.rounds is not None and option.units is None and option.price is not None:
            return option
    return None


@dataclass(frozen=True)
class Trade:
    """A replenishment, its price, the price of a unit, and how many units the same money buys, with the range."""

    option: Option
    price: Money
    unit: Money

    @property
    def units(self) -> float:
        """Units for the same money."""
        return self.price.amount / self.unit.amount

    @property
    def bounds(self) -> tuple[float, float]:
        """The fewest and the most units that the ranges of both prices allow."""
        return self.price.low / self.unit.high, self.price.high / self.unit.low


def same_money(programme: Programme) -> Trade | None:
    """What a replenishment costs against what a unit costs; None where prices do not meet in one currency."""
    option = replenishment(programme)
    if option is None:
        return None
    for currency in ("inr", "usd"):
        price, unit = money(option.price, currency, option.name), unit_price(programme, currency)
        if price is not None and unit is not None and unit.low > 0.0:
            return Trade(option, price, unit)
    return None
