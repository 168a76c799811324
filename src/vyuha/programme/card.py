"""The parts of a record card: facts as they were found, figures derived from them, and the rows of its tables.

Days are ordinals (see `vyuha.base.calendar`), money is in dollars or rupees of its day, growth is a plain ratio. Every
derived figure says in words how it was made, from which facts, and how far the weakest of them can be trusted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vyuha.catalogue.figure import GRADES, Figure
from vyuha.programme.dated import Dated, Due
from vyuha.programme.model import Claim, Measure, Trials


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact on which figures rest: what it is, as it was written, who says so."""

    what: str
    text: str
    source: str
    grade: str
    note: str = ""


def fact(what: str, said: Dated | Due | Figure) -> Fact:
    """The fact behind a date, a promise or a number; `what` names it."""
    return Fact(what, said.text, said.source, said.grade, said.note)


def worst_grade(facts: Iterable[Fact]) -> str:
    """The weakest grade among facts ("" for none).

    >>> worst_grade([Fact("a", "1", "x", "published"), Fact("b", "2", "y", "recalled")])
    'recalled'
    """
    return max((one.grade for one in facts), key=GRADES.index, default="")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of the card; `low` and `high` bound it where its facts are known to a span only (None: a point).

    `unit` is "1" for ratios, "months", "USD", "INR", or what is counted ("squadrons", "squadron-years").
    """

    id: str
    label: str
    value: float
    unit: str
    formula: str
    facts: tuple[Fact, ...]
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def grade(self) -> str:
        """The weakest grade among the facts that it was made from."""
        return worst_grade(self.facts)

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so, each once, in the order of the facts."""
        return tuple(dict.fromkeys(one.source for one in self.facts if one.source))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A tranche: promised, promised again, forecast, delivered [days, None where there is no such date].

    `expected` is the day used for what has not come; `late` and `late_reset` [months] are counted against the original
    and the last re-set promise, for what has not come up to the date of the card.
    """

    id: str
    name: str
    units: int
    planned: float | None
    reset: float | None
    delivered: float | None
    operational: float | None
    expected: float | None
    # When it came or is expected, as well as that is known: "Dec 2021", "2030"; empty where nothing is known.
    when: str
    late: float | None
    late_reset: float | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """An occasion on which a later date was given: a baseline was re-set, or an official forecast moved later."""

    said: float
    said_text: str
    kind: str
    by: str
    # (name of the tranche, date that stood before, date that was given).
    moved: tuple[tuple[str, str, str], ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ContractCard:
    """What a contract promised and what came of it; figures of money, time and units, and its deliveries."""

    id: str
    name: str
    signed: float
    quantity: float
    facts: tuple[Fact, ...]
    cost: tuple[Stated, ...]
    schedule: tuple[Stated, ...]
    balance: tuple[Stated, ...]
    deliveries: tuple[Delivery, ...]
    # The last day of the promise for the whole, where the contract has one of its own.
    due: float | None = None
    note: str = ""

    @property
    def figures(self) -> tuple[Stated, ...]:
        """All figures of the contract."""
        return (*self.cost, *self.schedule, *self.balance)


@dataclass(frozen=True, slots=True)
class OptionCard:
    """What has been asked for and not been ordered, and how far that has come."""

    id: str
    name: str
    status: str
    figures: tuple[Stated, ...]
    facts: tuple[Fact, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The record card of a programme on day `on`.

    `headline` holds two to five plain sentences; `remarks` says what was assumed. `claims` are statements of interested
    parties: no figure of the card rests on them.
    """

    id: str
    title: str
    buyer: str
    supplier: str
    kind: str
    unit: str
    summary: str
    as_of: float
    on: float
    headline: tuple[str, ...]
    totals: tuple[Stated, ...]
    contracts: tuple[ContractCard, ...]
    delays: tuple[Delay, ...]
    how_delays_count: str
    waits: tuple[Stated, ...]
    options: tuple[OptionCard, ...]
    meanwhile: tuple[Measure, ...]
    penalty: Measure | None
    trials: Trials | None
    claims: tuple[Claim, ...]
    remarks: tuple[str, ...]
    # Whether what came after `on` was cut, as it lies before the date of the file.
    cut: bool = False

    @property
    def figures(self) -> tuple[Stated, ...]:
        """Every derived figure of the card."""
        inside = [figure for contract in self.contracts for figure in contract.figures]
        asked = [figure for option in self.options for figure in option.figures]
        return (*self.totals, *inside, *self.waits, *asked)

    def figure(self, id: str) -> Stated:
        """The figure called `id`, for example "main.growth_last"; raises `KeyError`."""
        for figure in self.figures:
            if figure.id == id:
                return figure
        raise KeyError(id)
