"""Answers about stock: how long it lasts, and whether missiles or units are the better buy for the same money."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR
from vyuha.programme.outcome import Answer, Value
from vyuha.studies.plan.answers_surface import course_of
from vyuha.studies.plan.answers_words import (
    basis,
    change,
    day,
    futures_value,
    mean_value,
    missing,
    number,
    plural,
    told,
)
from vyuha.studies.plan.force import ROUNDS
from vyuha.studies.plan.join import Course, Joined, spread
from vyuha.studies.plan.prices import same_money
from vyuha.studies.plan.response import change as difference
from vyuha.studies.plan.response import respond
from vyuha.studies.plan.stock import WORSE, besiege, withstood

Floats = npt.NDArray[np.float64]

STOCK = "For how many days does the stock last?"
MONEY = "Missiles or units for the same money?"
# Raids that are followed.
MOST_RAIDS = 104


@dataclass(frozen=True)
class Buy:
    """A force: units in their positions and rounds in stock, float64[futures] each."""

    name: str
    units: Floats
    rounds: Floats


def half_year(joined: Joined) -> int:
    """Raids in half a year, at least one, at most those that are followed."""
    return int(min(MOST_RAIDS, max(1.0, np.floor(0.5 * YEAR / joined.plan.raids.every))))


def stock(joined: Joined) -> Answer:
    """Days of stock at the plan's rate of raids, on each of its dates."""
    course, every = course_of(joined), joined.plan.raids.every
    values: list[Value] = []
    reasons: list[str] = []
    verdict = ""
    for row in sorted({*joined.marks, joined.now}):
        siege = besiege(joined.surface, course.paths.fighting[row], course.paths.rounds[row], joined.load, MOST_RAIDS)
        raids = withstood(siege, siege.leakers[0])
        lasting = futures_value(f"days of stock on {day(joined, row)}", raids * every, "days")
        values.append(lasting)
        units = plural(float(course.paths.fighting[row].mean()), joined.programme.unit)
        rounds = number(float(course.paths.rounds[row].mean()))
        beyond = "at least " if (raids >= MOST_RAIDS).any() else ""
        said = (
            f"On {day(joined, row)}, with {units} and {rounds} rounds, the stock lasts {beyond}{told(lasting)} days "
            f"(in brackets: nine futures in ten), or {number(float(raids.mean()))} raids; "
            f"{number(float(siege.leakers[0].mean()))} armed threats come through in the first."
        )
        reasons.append(said)
        verdict = said if row == joined.now else verdict
    reasons.append(
        f"The stock has lasted until a raid lets {WORSE:g} times as many armed threats through as the first did (and "
        f"at least one more), or no round is left. A raid comes every {number(every)} days; nothing is resupplied, and "
        "no unit is lost."
    )
    return Answer("stock", STOCK, verdict, tuple(reasons), tuple(values), basis(joined, _rests(course)))


_IGNORANCE = (
    "the range over futures is mostly what sources disagree on, how many rounds a unit brings; it does not hold the "
    "error of the surface"
)


def _rests(course: Course) -> str:
    return f'deliveries as in "{course.alternative.name}"; {_IGNORANCE}'


def missiles_or_units(joined: Joined) -> Answer:
    """What a replenishment buys against the units that the same money buys, in one raid and in a row of raids."""
    trade = same_money(joined.programme)
    if trade is None:
        lack = "The programme needs an option with rounds and a price, and a price of a unit in the same currency."
        return missing("money", MONEY, [lack])
    option, price, units = trade.option, trade.price, trade.units
    assert option.rounds is not None
    course = course_of(joined)
    here = Buy("neither", course.paths.fighting[joined.now], course.paths.rounds[joined.now])
    each = joined.brings[joined.programme.id].get(ROUNDS, np.full(len(here.units), joined.load))
    more_units = np.minimum(here.units + units, float(joined.positions))
    missiles = Buy(f"{number(option.rounds.value)} missiles", here.units, here.rounds + option.rounds.value)
    bought = Buy(plural(units, joined.programme.unit), more_units, here.rounds + units * each)
    once = [_one_raid(joined, buy, here) for buy in (missiles, bought)]
    first = respond(joined.surface, here.units, _fill(joined, here), "leakers").value
    rows = [_row(joined, buy, first) for buy in (here, missiles, bought)]
    single = [
        f"With {buy.name} a single raid ends with {change(found)}."
        for buy, found in zip((missiles, bought), once, strict=True)
    ]
    least, most = trade.bounds
    wide = f" ({number(least)} to {number(most)}, as prices are told)" if least < most else ""
    verdict = (
        f"{price.text} buys {missiles.name} or {bought.name}{wide}. {' '.join(single)} {_longer(rows[1], rows[2])}"
    )
    told_rows = [_row_words(joined, row) for row in rows]
    values = (*once, *(value for row in rows for value in row.values))
    reasons = (*single, *told_rows, f"Prices: {price.origin}; {trade.unit.origin}.", _BOTH_TODAY)
    return Answer("money", MONEY, verdict, reasons, values, basis(joined, _rests(course)))


@dataclass(frozen=True)
class Row:
    """A force in a row of raids: days until it is spent and leakers in half a year, float64[futures]."""

    name: str
    days: Floats
    leakers: Floats
    values: tuple[Value, Value]


def _row(joined: Joined, buy: Buy, first: Floats) -> Row:
    siege = besiege(joined.surface, buy.units, buy.rounds, joined.load, MOST_RAIDS)
    raids = half_year(joined)
    days, leakers = withstood(siege, first) * joined.plan.raids.every, siege.leakers[:raids].sum(axis=0)
    values = (
        futures_value(f"days held, {buy.name}", days, "days"),
        futures_value(f"armed leakers in {raids} raids, {buy.name}", leakers, "1"),
    )
    return Row(buy.name, days, leakers, values)


def _row_words(joined: Joined, row: Row) -> str:
    every, raids = number(joined.plan.raids.every), half_year(joined)
    return (
        f"With a raid every {every} days, {row.name}: {told(row.values[0])} days until leakage is {WORSE:g} times that "
        f"of today's first raid; {told(row.values[1])} armed threats come through in {raids} raids."
    )


def _longer(missiles: Row, units: Row) -> str:
    """Which holds longer raid after raid, and in how many futures."""
    ahead, behind = (missiles, units) if missiles.days.mean() >= units.days.mean() else (units, missiles)
    share, fewer = float((ahead.days > behind.days).mean()), float((ahead.leakers < behind.leakers).mean())
    return (
        f"Raid after raid, {ahead.name} hold longer than {behind.name} in {100.0 * share:.0f} % of the futures "
        f"({number(float(ahead.days.mean()))} against {number(float(behind.days.mean()))} days on average), and let "
        f"fewer armed threats through over half a year in {100.0 * fewer:.0f} %."
    )


_BOTH_TODAY = (
    "Both are imagined as there on that day; missiles come sooner than units, which this comparison leaves out."
)


def _one_raid(joined: Joined, buy: Buy, here: Buy) -> Value:
    after = respond(joined.surface, buy.units, _fill(joined, buy), "leakers")
    before = respond(joined.surface, here.units, _fill(joined, here), "leakers")
    found = spread(*difference(joined.surface, after, before, "leakers"))
    return mean_value(f"armed leakers in one raid, {buy.name}", found, "1")


def _fill(joined: Joined, buy: Buy) -> Floats:
    room = buy.units * joined.load
    fill = np.ones_like(room)
    np.divide(buy.rounds, room, out=fill, where=room > 0.0)
    return np.minimum(fill, 1.0)
