"""From programmes and one alternative to the rows of a schedule: what came, what is due, and on what it waits.

Only facts dated up to `as_of` are used; what a programme says without a date (training, composition) is taken as known.
Production lines are fitted, and the chances of options judged, with all that was known when the programme's file was
last brought up to date (its own `as_of`): on earlier days there are no lines, and options are refused.
Where a tranche has no promise, a "planned" or "reset" course treats it as expected, since nothing says when it should
have come; what is expected without promise and line never comes. A contract without tranches does not say whether the
rest is still to come: what its tallies count has come, and no more is expected unless it has a line.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vyuha.base.calendar import show_day
from vyuha.catalogue.figure import Figure
from vyuha.programme.dated import Dated
from vyuha.programme.model import Contract, Option, Programme, Stage, Tranche
from vyuha.programme.plan import Alternative, Late
from vyuha.schedule.tables import DRAWN, FIXED, NEVER, SIGNATURE
from vyuha.studies.plan.production import EVEN, LineTimes, Profile, Tallied, bounds, line_times, tallied

# Deliveries of an option that are drawn one by one; more than this come evenly in one.
MOST_DELIVERIES = 100


@dataclass(frozen=True)
class Delivery:
    """What a column of futures stands for: a tranche, a part of one, or a delivery of an option (days nan: none).

    `contract` is the id of the contract or option. `rounds` counts rounds that it adds to the stock. `profile` says
    which share of the units has come after which share of the time from first to last hand-over.
    """

    programme: str
    contract: str
    tranche: str
    units: float
    planned: float = math.nan
    reset: float = math.nan
    delivered: float = math.nan
    rounds: float = 0.0
    option: bool = False
    profile: Profile = EVEN


@dataclass(frozen=True)
class Promised:
    """A promised time [d]; where `low` is below `high`, all of one `figure` share a draw between them in a future."""

    value: float
    low: float = 0.0
    high: float = 0.0
    figure: str = ""


AT_ONCE = Promised(0.0)


@dataclass(frozen=True)
class Entry:
    """A row of the schedule to be, as in `schedule.tables.Delivery`; `after` counts in the list of all entries, `label`
    is None for a signature.
    """

    key: str
    supplier: str
    label: Delivery | None
    kind: int = NEVER
    training: Figure | None = None
    after: int = -1
    start: float = math.nan
    begun: float = math.nan
    done: float = math.nan
    lead: Promised = AT_ONCE
    spread: Promised = AT_ONCE
    late: float = 0.0
    # It has come: nothing moves it.
    fact: bool = False
    operational: float = math.nan
    stages: tuple[tuple[str, Stage], ...] = ()


def entries(programmes: Sequence[Programme], alternative: Alternative, as_of: float) -> list[Entry]:
    """All rows, each after those on which it waits.

    Raises `ValueError` for an option that is unknown, undated or of a later day, and for what is to be late but is
    unknown, ambiguous or has come.
    """
    found: list[Entry] = []
    for programme in programmes:
        for contract in programme.contracts:
            if contract.signed.day <= as_of and (contract.tranches or contract.tallies or contract.line):
                _Contract(programme, contract, alternative.deliveries, as_of).add_to(found)
    offered = {option.id for programme in programmes for option in programme.options}
    for name in alternative.options:
        if name not in offered:
            raise ValueError(f'alternative "{alternative.id}": no programme has an option "{name}"')
    for programme in programmes:
        for option in programme.options:
            if option.id in alternative.options:
                _add_option(found, programme, option, alternative.deliveries, as_of)
    for late in alternative.late:
        _delay(found, late, alternative.id)
    return found


def known(dated: Dated | None, as_of: float) -> Dated | None:
    """The fact if it happened up to day `as_of`, else None."""
    return dated if dated is not None and dated.day <= as_of else None


def planned_day(contract: Contract, tranche: Tranche) -> float:
    """Day of the original promise, nan if there was none."""
    return math.nan if tranche.planned is None else tranche.planned.day(contract.signed.day)


def reset_day(contract: Contract, tranche: Tranche, as_of: float) -> float:
    """Day of the last re-set promise announced up to day `as_of`, nan if there was none."""
    told = [reset for reset in tranche.reset if reset.announced.day <= as_of]
    if not told:
        return math.nan
    return max(told, key=lambda reset: reset.announced.day).due.day(contract.signed.day)


class _Contract:
    """One contract on its way into the list of entries."""

    def __init__(self, programme: Programme, contract: Contract, course: str, as_of: float) -> None:
        self.programme, self.contract, self.course, self.as_of = programme, contract, course, as_of
        quantity = int(contract.quantity.value)
        self.tranches = contract.tranches or (Tranche(id=contract.id, units=max(1, quantity), planned=contract.due),)
        self.bounds = bounds([tranche.units for tranche in self.tranches])
        self.signed = contract.signed.day
        self.promised = [planned_day(contract, tranche) for tranche in self.tranches]
        self.line: LineTimes | None = line_times(contract, as_of, programme.as_of.span.start)
        self.tallied: Tallied = tallied(contract, as_of, self.line.line if self.line is not None else None)
        # Row of the last part of each tranche, and the row up to which the line is planned.
        self.rows: dict[int, int] = {}
        self.line_row = -1

    def add_to(self, found: list[Entry]) -> None:
        """Append the rows of all tranches in the order of their promises (a line's in the order of the file)."""
        order = sorted(range(len(self.tranches)), key=lambda i: (_late_if_unknown(self.promised[i]), i))
        for i in range(len(order)) if self.line is not None else order:
            self._add_tranche(found, i)
            self.rows[i] = len(found) - 1

    def _add_tranche(self, found: list[Entry], i: int) -> None:
        tranche = self.tranches[i]
        base = self._base(i)
        reset = reset_day(self.contract, tranche, self.as_of)
        due = reset if self.course == "reset" and not math.isnan(reset) else self.promised[i]
        delivered = known(tranche.delivered, self.as_of)
        if self.course == "none":
            found.append(base)
        elif self.course in {"planned", "reset"} and not math.isnan(due):
            found.append(replace(base, kind=FIXED, start=self.signed, begun=due - self._spread(i), done=due))
        elif delivered is not None:
            begun = known(tranche.begun, self.as_of)
            operational = known(tranche.operational, self.as_of)
            start = begun.day if begun is not None else delivered.day
            found.append(_came(base, start, delivered.day, operational.day if operational else math.nan))
        else:
            self._add_open(found, i, base)

    def _base(self, i: int) -> Entry:
        tranche, programme = self.tranches[i], self.programme
        delivered = known(tranche.delivered, self.as_of)
        label = Delivery(
            programme.id,
            self.contract.id,
            tranche.id,
            float(tranche.units),
            self.promised[i],
            reset_day(self.contract, tranche, self.as_of),
            delivered.day if delivered is not None else math.nan,
        )
        key = f"{programme.id}/{self.contract.id}/{tranche.id}"
        return Entry(key, programme.supplier, label, training=programme.training)

    def _spread(self, i: int) -> float:
        """Days between the promised first and last unit of tranche i."""
        first = self.tranches[i].planned_first
        return 0.0 if first is None else max(0.0, self.promised[i] - first.day(self.signed))

    def _add_open(self, found: list[Entry], i: int, base: Entry) -> None:
        """What is known to have come of a tranche that is not complete, and then the rest."""
        first, last = self.bounds[i]
        made = min(last, max(first, self.tallied.total))
        if made > first:
            begun, done, profile = self.tallied.piece(first, made)
            part = _part(base, "come", made - first, profile)
            part = replace(part, label=replace(_label(part), delivered=done))
            found.append(_came(part, begun, done, math.nan))
        # Without tranches a contract does not say that the rest is still to come; a line does.
        if made == last or (not self.contract.tranches and self.line is None):
            return
        rest = _part(base, "rest", last - made, EVEN) if made > first else base
        if known(self.contract.ended, self.as_of) is not None:
            found.append(rest)
        elif self.line is not None:
            self._add_from_line(found, rest, made, last)
        elif math.isnan(self.promised[i]):
            found.append(rest)
        else:
            found.append(self._by_promise(i, rest, partly=made > first))

    def _by_promise(self, i: int, rest: Entry, partly: bool) -> Entry:
        """The promised time since the tranche before it; the rest of a tranche that came in part comes at its end."""
        before = [j for j in self.rows if self.promised[j] < self.promised[i]]
        at = max(before, key=lambda j: (self.promised[j], j), default=-1)
        step = self.promised[i] - (self.promised[at] if at >= 0 else self.signed)
        begun = None if partly else known(self.tranches[i].begun, self.as_of)
        spread = 0.0 if partly else min(self._spread(i), step)
        return replace(
            rest,
            kind=DRAWN,
            after=self.rows[at] if at >= 0 else -1,
            start=self.signed,
            begun=begun.day if begun is not None else math.nan,
            lead=Promised(step - spread),
            spread=Promised(spread),
        )

    def _add_from_line(self, found: list[Entry], rest: Entry, made: float, last: float) -> None:
        """What the line makes of the rest, up to its indent; nothing beyond that comes.

        An indent below what has been handed over since is out of date and caps nothing.
        """
        assert self.line is not None
        indent = self.line.line.indent
        capped = indent is not None and indent.value >= self.tallied.total
        until = min(last, max(made, indent.value)) if indent is not None and capped else last
        if until > made:
            taken, profile = self.line.piece(made, until)
            part = _part(rest, "line", until - made, profile)
            # The line has been at work since the last tally.
            start = self.tallied.day if self.line_row < 0 else math.nan
            part = replace(part, kind=DRAWN, after=self.line_row, start=start, begun=start, spread=Promised(taken))
            found.append(part)
            self.line_row = len(found) - 1
        if last > until:
            found.append(_part(rest, "beyond the indent", last - until, EVEN))


def _late_if_unknown(day: float) -> float:
    return math.inf if math.isnan(day) else day


def _label(entry: Entry) -> Delivery:
    assert entry.label is not None
    return entry.label


def _part(entry: Entry, name: str, units: float, profile: Profile) -> Entry:
    """A part of a tranche, with draws of its own."""
    label = replace(_label(entry), units=units, profile=profile)
    return replace(entry, key=f"{entry.key}/{name}", label=label)


def _came(entry: Entry, begun: float, done: float, operational: float) -> Entry:
    """A fact: no stop moves it, since no work is left from its last day on."""
    return replace(entry, kind=FIXED, start=done, begun=begun, done=done, operational=operational, fact=True)


def _delay(found: list[Entry], late: Late, alternative: str) -> None:
    """Let what is called `late.tranche` (a tranche, an option, or one of its deliveries) come later by `late.by`.

    Only the first of several that wait for each other is moved: it takes the others along.
    """
    named = [i for i, entry in enumerate(found) if entry.label is not None and _is_called(entry.label, late)]
    owners = sorted({(label.programme, label.contract) for label in (_label(found[i]) for i in named)})
    open_rows = [i for i in named if not found[i].fact]
    problem = f'alternative "{alternative}": late "{late.tranche}": '
    if not named:
        raise ValueError(problem + "nothing to come is called that")
    if len(owners) > 1:
        raise ValueError(problem + "several are called that, in " + ", ".join("/".join(owner) for owner in owners))
    if not open_rows:
        raise ValueError(problem + "has come, it cannot come later")
    for i in open_rows:
        if found[i].after not in open_rows:
            found[i] = replace(found[i], late=found[i].late + late.by)


def _is_called(label: Delivery, late: Late) -> bool:
    if late.programme is not None and label.programme != late.programme:
        return False
    return label.tranche == late.tranche or (label.option and label.contract == late.tranche)


def _add_option(found: list[Entry], programme: Programme, option: Option, course: str, as_of: float) -> None:
    """Append the signature of an option and the deliveries that wait for it.

    Signed at `as_of` plus the times of its open stages; in a "planned" or "reset" course all stages are passed, and all
    times kept, as stated. One that has been refused never comes.
    """
    if as_of < programme.as_of.span.start:
        raise ValueError(
            f'option "{option.id}" of {programme.id} stands as of {programme.as_of.text}: nothing is known of it as of '
            f"{show_day(as_of)}"
        )
    if option.first is None:
        raise ValueError(f'option "{option.id}" of {programme.id} has no "first": its deliveries cannot be dated')
    dead = any(stage.refused is not None for stage in option.stages)
    key = f"{programme.id}/{option.id}"
    stages = tuple((f"{key}/{stage.id}", stage) for stage in option.stages if stage.passed is None)
    signature = Entry(key, programme.supplier, None, kind=NEVER if dead else SIGNATURE, start=as_of, stages=stages)
    due = as_of + sum(stage.takes.value for _, stage in stages if stage.takes is not None)
    found.append(signature)
    row = len(found) - 1
    for n, (units, rounds, lead, spread) in enumerate(_deliveries(option, key)):
        due += lead.value + spread.value
        label = Delivery(
            programme.id, option.id, f"{option.id}-{n + 1}", units, planned=due, rounds=rounds, option=True
        )
        entry = Entry(f"{key}/{n + 1}", programme.supplier, label, training=programme.training if units else None)
        if course != "none" and not dead:
            fixed = course in {"planned", "reset"}
            begun = due - spread.value if fixed else math.nan
            entry = replace(entry, kind=FIXED if fixed else DRAWN, start=as_of, begun=begun)
            entry = replace(entry, done=due, lead=lead, spread=spread, after=-1 if fixed else row)
        found.append(entry)
        row = len(found) - 1


def _deliveries(option: Option, key: str) -> list[tuple[float, float, Promised, Promised]]:
    """Units, rounds, time after the one before and spread [d] of each delivery of an option.

    With an interval units come one by one (evenly if they are very many), without one all together; rounds alone come
    in one delivery.
    """
    assert option.first is not None
    units = option.units.value if option.units is not None else 0.0
    rounds = option.rounds.value if option.rounds is not None else 0.0
    first, count = _promised(option.first, f"{key}: first"), int(units)
    if count < 2 or option.interval is None:
        return [(units, rounds, first, AT_ONCE)]
    if count > MOST_DELIVERIES:
        return [(units, rounds, first, _promised(option.interval, f"{key}: interval", count - 1))]
    interval = _promised(option.interval, f"{key}: interval")
    return [(1.0, rounds / count, first if n == 0 else interval, AT_ONCE) for n in range(count)]


def _promised(figure: Figure, name: str, times: int = 1) -> Promised:
    """So many times a promised period; a range that people disagree on is drawn once in a future."""
    return Promised(times * figure.value, times * figure.low, times * figure.high, name)
