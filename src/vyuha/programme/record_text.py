"""The record card in words: headline, sections of plain text cells, and numbered notes on the sources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vyuha.base.calendar import show_month
from vyuha.programme.card import (
    ContractCard,
    Delay,
    Delivery,
    Fact,
    Record,
    Stated,
    worst_grade,
)
from vyuha.programme.model import KINDS, Measure, Programme
from vyuha.programme.wording import counted, for_day, for_people, money, plural


@dataclass(frozen=True, slots=True)
class CardSection:
    """A titled table of text; every row has as many cells as the header (an empty header is not shown)."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass
class Notes:
    """Sources in the order in which they are first cited; a note is one source, cited by its number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, facts: Iterable[Fact]) -> str:
        """The numbers of the sources of some facts, with the weakest grade unless all are published.

        >>> notes = Notes()
        >>> notes.cite([Fact("price", "1 USD", "a newspaper", "recalled")])
        '[1] recalled'
        """
        kept = list(facts)
        sources = dict.fromkeys(one.source for one in kept if one.source)
        numbers = sorted(self.numbers.setdefault(source, len(self.numbers) + 1) for source in sources)
        grade = worst_grade(kept)
        marks = "".join(f"[{number}]" for number in numbers)
        return " ".join(part for part in (marks, "" if grade == "published" else grade) if part)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Number and text of each note."""
        return tuple((f"[{number}]", source) for source, number in self.numbers.items())


def figure_text(figure: Stated) -> str:
    """A figure with its unit, and its range where that differs in the digits shown.

    >>> figure_text(Stated("a", "A", 1.604, "1", "", (), 1.6, 1.61))
    '1.60 times (1.60 to 1.61)'
    """
    if figure.unit in ("USD", "INR"):
        asked, cheapest, dearest = (money(part, figure.unit) for part in _bounds(figure))
        return asked if cheapest == dearest else f"{asked} ({cheapest} to {dearest})"
    if figure.unit == "months" and figure.value < 0.0:
        _, low, high = _bounds(figure)
        ends = "" if f"{low:.1f}" == f"{high:.1f}" else f" ({-high:.1f} to {-low:.1f})"
        return f"{-figure.value:.1f} months early{ends}" if high < 0.0 else "in time, as far as the dates tell"
    digits = 2 if figure.unit == "1" else 0 if _whole(figure) else 1
    shown, least, most = (f"{part:,.{digits}f}" for part in _bounds(figure))
    unit = "times" if figure.unit == "1" else figure.unit
    return f"{shown} {unit}" + ("" if least == most else f" ({least} to {most})")


def _bounds(figure: Stated) -> tuple[float, float, float]:
    low = figure.value if figure.low is None else figure.low
    return figure.value, low, figure.value if figure.high is None else figure.high


def _whole(figure: Stated) -> bool:
    return (
        figure.unit != "months"
        and not figure.unit.endswith("-years")
        and all(part.is_integer() or part >= 1000.0 for part in _bounds(figure))
    )


def headline(
    programme: Programme,
    contracts: Sequence[ContractCard],
    totals: Sequence[Stated],
    moved: Sequence[Delay],
    day: float,
) -> tuple[str, ...]:
    """Two to five sentences that say it all."""
    if not contracts:
        asked = f": {counted(len(programme.options), 'proposal')} on record" if programme.options else ""
        return (f"No contract has been signed{asked}.",)
    known = {figure.id: figure for figure in totals}
    lines = [_delivered(programme, contracts, known, day)] if "delivered" in known else []
    grown = [text for contract in contracts if (text := _grown(contract, len(contracts) > 1))]
    lines += grown[:2]
    if "lost" in known:
        years = known["lost"]
        verb = "lost" if years.value >= 0.0 else "gained"
        lines.append(
            f"Against the original contract {abs(years.value):.1f} {years.unit} were {verb} up to {for_day(day)}"
            f"{_as_assumed(years)}."
        )
    if moved:
        lines.append(f"A later date was given on {counted(len(moved), 'occasion')} after signature.")
    costs = [figure for contract in contracts for figure in contract.cost if ".cost_growth" in figure.id]
    if costs:
        cost = max(costs, key=lambda figure: figure.value)
        lines.append(f"Cost grew {cost.value:.2f} times: {cost.formula}.")
    return tuple(lines)


def _delivered(programme: Programme, contracts: Sequence[ContractCard], known: dict[str, Stated], day: float) -> str:
    ordered = known["ordered"].value
    had, at_least = known["delivered"].value, _least(known["delivered"])
    rows = [row for contract in contracts for row in contract.deliveries]
    dues = [row.planned for row in rows if row.planned is not None]
    came = [row.delivered for row in rows if row.delivered is not None and row.delivered <= day]
    all_due = "planned" in known and known["planned"].value == ordered and bool(dues) and max(dues) <= day
    if had == ordered and rows and len(came) == len(rows) and not at_least:
        one = (
            f"The {programme.unit} came in" if ordered == 1.0 else f"All {counted(ordered, programme.unit)} had come by"
        )
        they = "it was" if ordered == 1.0 else "they were"
        due = f"; by the original contract {they} due by {_month(max(dues))}" if all_due else ""
        return f"{one} {show_month(max(came))}{due}."
    total = programme.unit if ordered == 1.0 else plural(programme.unit)
    text = f"{at_least.capitalize()}{had:,.0f} of {ordered:,.0f} {total} delivered by {for_day(day)}"
    text += _as_assumed(known["delivered"])
    if all_due:
        return f"{text}; by the original contract all were due by {_month(max(dues))}."
    if "planned" in known:
        return f"{text}; by the original contract {known['planned'].value:,.0f} were due by then."
    return text + "."


def _as_assumed(figure: Stated) -> str:
    """The assumption on which a number of units rests, to follow it in a sentence; empty for none."""
    return f", {figure.note[figure.note.index('if ') :]}" if figure.note.endswith("as assumed") else ""


def _grown(contract: ContractCard, several: bool) -> str:
    """The growth of a contract's schedule in one sentence; empty where it is not known or rests on guesses."""
    found = {figure.id.removeprefix(f"{contract.id}."): figure for figure in contract.schedule}
    parts = []
    for key, word in (("growth_first", "first delivery"), ("growth_last", "last delivery"), ("growth", "delivery")):
        figure = found.get(key)
        if figure is not None and (figure.grade != "assumed" or figure.note):
            verb = "took" if not figure.note else "takes"
            condition = f" {figure.note}" if figure.note else ""
            parts.append(f"the {word} {verb} {figure.value:.2f} times as long as promised{condition}")
    text = "; ".join(parts)
    if not text:
        return ""
    return f"{contract.name}: {text}." if several else f"{text[0].upper()}{text[1:]}."


def sections(record: Record) -> tuple[list[CardSection], Notes]:
    """The card as tables of text in reading order, empty ones left out, and the notes that they cite."""
    notes = Notes()
    found = [CardSection("In short", (), tuple((line,) for line in record.headline))]
    several = len(record.contracts) > 1
    if several:
        found.append(_contracts(record, notes))
        found.append(_figures("All contracts together", record.totals, notes))
    for contract in record.contracts:
        found += _contract_sections(record, contract, notes, several)
    found.append(_delays(record, notes))
    found.append(_figures("From approval to contract", record.waits, notes))
    found.append(CardSection("Asked for, not ordered", ("what", "how far", "sources"), tuple(_options(record, notes))))
    steps = tuple((*_measure(step), notes.cite([_said(step)])) for step in record.meanwhile)
    found.append(CardSection("What was done meanwhile", ("when", "what", "sources"), steps))
    if record.penalty is not None:
        row = (record.penalty.text, notes.cite([_said(record.penalty)]))
        found.append(CardSection("Penalty clause", ("what is known", "sources"), (row,)))
    if record.trials is not None:
        shots = record.trials
        words = f"{shots.failed} of {shots.fired} rounds failed in tests"
        fact = Fact("trials", words, shots.source, shots.grade, shots.note)
        found.append(CardSection("Trials", ("result", "sources"), ((words, notes.cite([fact])),)))
    found.append(_claims(record, notes))
    found.append(_remarks(record))
    found.append(_fact_notes(record, notes))
    return [section for section in found if section.rows], notes


def _remarks(record: Record) -> CardSection:
    lines = [*record.remarks, *([f"delays: {record.how_delays_count}"] if record.delays else [])]
    lines += [f"{contract.name}: {contract.note}" for contract in record.contracts if contract.note]
    lines += [f"{option.name}: {option.note}" for option in record.options if option.note]
    return CardSection("How it was counted, and notes", (), tuple((line,) for line in lines))


def _fact_notes(record: Record, notes: Notes) -> CardSection:
    """What is to be said of single facts: how a derived one was made, why an assumed one was chosen."""
    facts = [one for figure in record.figures for one in figure.facts]
    facts += [one for contract in record.contracts for row in contract.deliveries for one in row.facts]
    noted = {(one.text, one.note): one for one in reversed(facts) if one.note}
    rows = tuple((one.what, one.text, one.note, notes.cite([one])) for one in reversed(noted.values()))
    return CardSection("Notes on single facts", ("fact", "as written", "note", "sources"), rows)


_COUNTED = ("ordered", "delivered", "lost")


def _least(figure: Stated) -> str:
    return "at least " if figure.label.endswith("at least") else ""


def _contracts(record: Record, notes: Notes) -> CardSection:
    """One row for each contract."""
    rows = []
    for contract in record.contracts:
        known = {figure.id.removeprefix(f"{contract.id}."): figure for figure in contract.figures}
        cells = [
            _least(known[key]) + figure_text(known[key]) + _as_assumed(known[key]) if key in known else ""
            for key in _COUNTED
        ]
        # The whole is promised when its last part is; a promise for the whole counts where the parts have none.
        dues = [row.planned for row in contract.deliveries if row.planned is not None]
        due = max(dues) if dues and len(dues) == len(contract.deliveries) else contract.due or max(dues, default=None)
        price = next((figure_text(figure) for key, figure in known.items() if key in ("price_usd", "price_inr")), "")
        facts = [*contract.facts, *(one for key in _COUNTED if key in known for one in known[key].facts)]
        rows.append(
            (
                contract.name,
                show_month(contract.signed),
                "" if due is None else _month(due),
                *cells,
                price,
                notes.cite(facts),
            )
        )
    header = (
        "contract",
        "signed",
        "all promised by",
        "ordered",
        f"delivered by {for_day(record.on)}",
        "lost",
        "price",
        "sources",
    )
    return CardSection("Contracts", header, tuple(rows))


def title_lines(record: Record) -> tuple[str, str]:
    """Title and subtitle of the card."""
    kind = f"{record.kind.replace('-', ' ')} ({KINDS[record.kind]})"
    known = f"known up to {for_day(record.as_of)}"
    if record.cut:
        known = f"as known on {for_day(record.on)} (file of {for_day(record.as_of)})"
    under = f"{record.buyer} from {record.supplier}; {kind}; {known}"
    return f"Record card: {record.title}", under


def _contract_sections(record: Record, contract: ContractCard, notes: Notes, several: bool) -> Iterator[CardSection]:
    name = f" ({contract.name})" if several else ""
    yield _figures(f"How late{name}", contract.schedule, notes)
    header = ("delivery", "number", "promised", "re-set", "came", "ready", "months late", "sources")
    rows = tuple(_delivery(row, notes) for row in contract.deliveries)
    yield CardSection(f"Deliveries{name}", header, rows)
    if not several or len(contract.cost) > 2:
        yield _figures(f"Cost{name}", contract.cost, notes)
    if not several:
        yield _figures("Units due, delivered, missing", contract.balance, notes)


def _figures(title: str, figures: Iterable[Stated], notes: Notes) -> CardSection:
    rows, last = [], ""
    for figure in figures:
        note = "on the same condition" if figure.note and figure.note == last else figure.note
        last = figure.note or last
        how = "; ".join(part for part in (figure.formula, note) if part and part != "as stated")
        rows.append((figure.label, figure_text(figure), how, notes.cite(figure.facts)))
    return CardSection(title, ("figure", "value", "how it was made", "sources"), tuple(rows))


def _delivery(row: Delivery, notes: Notes) -> tuple[str, ...]:
    if row.delivered is not None:
        came = row.when
    else:
        came = f"expected {row.when}" if row.expected is not None else "has not come"
    late = "" if row.late is None else f"{row.late:.1f}"
    if late and row.delivered is None and row.expected is None and row.late is not None and row.late > 0.0:
        late = f"{late} so far"
    ready = "" if row.operational is None else show_month(row.operational)
    promised, again = (_month(day) if day is not None else "" for day in (row.planned, row.reset))
    return row.name, f"{row.units:,}", promised, again, came, ready, late, notes.cite(row.facts)


def _month(deadline: float) -> str:
    """The month of the last day that keeps a promise."""
    return show_month(deadline - 0.5)


def _delays(record: Record, notes: Notes) -> CardSection:
    rows = []
    for number, delay in enumerate(record.delays, 1):
        who = f"{delay.kind}, {delay.by}" if delay.by else delay.kind
        moved = "; ".join(f"{name} from {before} to {after}" for name, before, after in delay.moved)
        rows.append((str(number), for_people(delay.said_text), who, moved, notes.cite(delay.facts)))
    title = f"How many times delayed: {len(record.delays)}"
    return CardSection(title, ("", "said", "what", "moved", "sources"), tuple(rows))


def _options(record: Record, notes: Notes) -> Iterator[tuple[str, str, str]]:
    for option in record.options:
        prices = [f"{figure.label[0].lower()}{figure.label[1:]} {figure_text(figure)}" for figure in option.figures]
        facts = [*option.facts, *(fact for figure in option.figures for fact in figure.facts)]
        yield option.name, "; ".join((option.status, *prices)), notes.cite(facts)


def _measure(step: Measure) -> tuple[str, str]:
    return for_people(step.on.text) if step.on is not None else "", step.text


def _said(step: Measure) -> Fact:
    return Fact("measure", step.text, step.source, step.grade, step.note)


def _claims(record: Record, notes: Notes) -> CardSection:
    rows = []
    for claim in record.claims:
        against = ": ".join(part for part in (claim.denied_by, claim.counter) if part)
        source = Fact("claim", claim.text, claim.source, "published")
        rows.append((claim.by, claim.text, against or "no answer found", notes.cite([source])))
    title = "Claims of one side (no figure above rests on them)"
    return CardSection(title, ("who says", "claim", "what is said against it", "sources"), tuple(rows))
