"""Answers that the response surface gives: how much halves leakage, what limits the defence, cost and value."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vyuha.programme.outcome import Answer, Value
from vyuha.studies.plan.answers_courses import plain
from vyuha.studies.plan.answers_words import basis, day, number, plural, ranged, told
from vyuha.studies.plan.force import ROUNDS
from vyuha.studies.plan.join import Course, Joined
from vyuha.studies.plan.prices import unit_price
from vyuha.studies.plan.response import Z, change, respond

Floats = npt.NDArray[np.float64]

HALVE = "How many units, or rounds, halve leakage?"
# Fewer leakers than this in a raid are none.
_NOTHING = 0.05
EXCHANGE = "What does the defence cost, and what does it protect?"


def course_of(joined: Joined) -> Course:
    """The course that stands for what is there: the expected one, or the first."""
    return plain(joined) or joined.courses[0]


def point(joined: Joined, units: float, fill: float, measure: str) -> Value:
    """A measure at one point of the surface with its 95 % interval."""
    found = respond(joined.surface, np.array([units]), np.array([fill]), measure)
    mean, half = float(found.value[0]), Z * float(found.error[0])
    return Value(measure, mean, max(0.0, mean - half), mean + half, "1")


@dataclass(frozen=True)
class Stand:
    """What is ready on a day: whole `units`, `rounds` in stock, the `fill` of each unit, rounds `each` more brings."""

    units: int
    rounds: float
    fill: float
    each: float

    def joined_by(self, more: int, load: float) -> float:
        """The fill when `more` units have come with their rounds; `load` [count] is a full load."""
        return min(1.0, (self.rounds + more * self.each) / ((self.units + more) * load))


def stand(joined: Joined, course: Course) -> Stand:
    """The median of units on the plan's day, and the mean stock of the futures that have so many."""
    fighting, rounds = course.paths.fighting[joined.now], course.paths.rounds[joined.now]
    units = int(np.quantile(fighting, 0.5, method="lower"))
    alike = np.floor(fighting) == units
    stock = float(rounds[alike].mean())
    each = joined.brings[joined.programme.id].get(ROUNDS, np.full(len(fighting), joined.load))
    fill = min(1.0, stock / (units * joined.load)) if units else 1.0
    return Stand(units, stock, fill, float(each.mean()))


def halve(joined: Joined) -> Answer:
    """How many units, or rounds, halve leakage, or "none can", and which link is the limit."""
    here = stand(joined, course_of(joined))
    unit = joined.programme.unit
    base = point(joined, here.units, here.fill, "leakers")
    verdict = f"With {plural(here.units, unit)} and {number(here.rounds)} rounds on {day(joined, joined.now)}, "
    verdict += f"{told(base)} armed threats come through per raid; "
    values = [replace(base, label=f"armed leakers with {plural(here.units, unit)}")]
    reasons = [_limit(joined, here.units, here.fill)]
    if base.value < _NOTHING:
        verdict += "there is nothing to halve."
        return Answer("halve", HALVE, verdict, tuple(reasons), tuple(values), _surface_only(joined))
    fill = here.joined_by(joined.positions - here.units, joined.load)
    best = point(joined, joined.positions, fill, "leakers")
    verdict += f"{_units_halve(joined, here)} {_rounds_halve(joined, here)}"
    if here.units < joined.positions:
        values.append(replace(best, label=f"armed leakers with {plural(joined.positions, unit)}"))
        reasons.append(_limit(joined, joined.positions, fill))
    reasons.append(f"Each further {unit} is taken to bring {number(here.each)} rounds, spread over all of them.")
    return Answer("halve", HALVE, verdict, tuple(reasons), tuple(values), _surface_only(joined))


def _units_halve(joined: Joined, here: Stand) -> str:
    """How many units in all halve what comes through, each with the rounds that it brings."""
    unit, positions = joined.programme.unit, joined.positions
    if here.units == positions:
        return f"all {positions} positions are manned already."
    counts = np.arange(here.units + 1, positions + 1)
    fills = np.array([here.joined_by(int(k) - here.units, joined.load) for k in counts])
    sure, may = _first_halving(joined, counts.astype(np.float64), fills, here)
    words = [
        told(point(joined, float(k), fill, "leakers")) for k, fill in zip(counts.tolist(), fills.tolist(), strict=True)
    ]
    if sure is None and may is None:
        return f"none can halve that: with all {positions} positions manned {words[-1]} still come through."
    if sure is None:
        assert may is not None
        return f"{plural(counts[may], unit)} may halve that, to {words[may]}, but these fights do not prove it."
    text = f"{plural(counts[sure], unit)} in all halve that, to {words[sure]}"
    if may is not None and may < sure:
        text += f"; {plural(counts[may], unit)} may, with {words[may]}"
    return f"{text}.{_price_of(joined, float(counts[sure] - here.units))}"


def _rounds_halve(joined: Joined, here: Stand) -> str:
    """How many more rounds on the same units halve what comes through."""
    if here.units == 0:
        return "Rounds without a unit change nothing."
    room = here.units * joined.load
    missing = int(np.ceil(room - here.rounds))
    if here.fill > 0.999 or missing < 1:
        return "More rounds change nothing in a single raid: every unit has a full load already."
    rounds = np.arange(1, missing + 1)
    fills = np.minimum(1.0, (here.rounds + rounds) / room)
    sure, may = _first_halving(joined, np.full(missing, float(here.units)), fills, here)
    full = told(point(joined, here.units, 1.0, "leakers"))
    if may is None:
        return f"Rounds alone cannot: with full loads on the same units {full} come through."
    if sure is None:
        least = number(float(rounds[may]))
        return f"Rounds alone may, from {least} more on ({full} with full loads), but these fights do not prove it."
    text = f"Rounds alone can: {number(float(rounds[sure]))} more on the same units"
    return text + (f"; {number(float(rounds[may]))} may." if may < sure else ".")


def _first_halving(joined: Joined, units: Floats, fills: Floats, here: Stand) -> tuple[int | None, int | None]:
    """The first of the points that surely halves what comes through now, and the first that may (95 %)."""
    after = respond(joined.surface, units, fills, "leakers")
    now = respond(joined.surface, np.full_like(units, here.units), np.full_like(units, here.fill), "leakers")
    over, error = change(joined.surface, after, now, "leakers", 0.5)
    return _first(over + Z * error <= 0.0), _first(over - Z * error <= 0.0)


def _first(which: npt.NDArray[np.bool_]) -> int | None:
    return int(np.argmax(which)) if which.any() else None


def _surface_only(joined: Joined) -> str:
    return f"{joined.surface.fights:,} fights of the surface; intervals are 95 %"


def exchange(joined: Joined) -> Answer:
    """Cost exchange and value protected side by side, at the units and rounds of each date."""
    course = course_of(joined)
    bare = point(joined, 0.0, 1.0, "value_protected")
    values: list[Value] = []
    reasons: list[str] = []
    verdict = ""
    for row in sorted({*joined.marks, joined.now}):
        on = day(joined, row)
        units, fill = float(course.paths.fighting[row].mean()), float(course.paths.fill[row].mean())
        spent, lost = point(joined, units, fill, "rounds_cost"), point(joined, units, fill, "raid_cost_lost")
        kept = replace(point(joined, units, fill, "value_protected"), label=f"share of value protected on {on}")
        kept = replace(kept, high=min(1.0, kept.high or 1.0))
        ratio = _ratio(spent, lost, on)
        values += [kept] if ratio is None else [ratio, kept]
        costs = (
            "nothing is shot down" if ratio is None else f"{told(ratio)} dollars of rounds for each dollar shot down"
        )
        said = (
            f"On {on}, with {plural(units, joined.programme.unit)}: {costs}; {_percent(kept)} of the value of all "
            f"assets survives a raid, against {_percent(bare)} with no unit."
        )
        reasons.append(said)
        verdict = said if row == joined.now else verdict
    reasons.append(
        "The cost exchange alone misleads: it counts neither what the threats would have destroyed nor who can better "
        "afford his losses. Prices of rounds and threats are those of the catalogue, with its grades."
    )
    rests = basis(joined, f'deliveries as in "{course.alternative.name}", at the mean state of each day')
    return Answer("exchange", EXCHANGE, verdict, tuple(reasons), tuple(values), rests)


def _limit(joined: Joined, units: float, fill: float) -> str:
    """Which link breaks first there, in words."""
    broken = joined.surface.links(int(units), fill)
    total = sum(broken.values())
    who = plural(float(units), joined.programme.unit)
    if total <= 0.0:
        return f"With {who} nothing comes through."
    first = max(broken, key=lambda name: broken[name])
    return (
        f'With {who} the link that breaks most often is "{first}": {number(broken[first])} of {number(total)} armed '
        f"leakers per raid ({100.0 * broken[first] / total:.0f} %)."
    )


def _price_of(joined: Joined, units: float) -> str:
    price = unit_price(joined.programme)
    if price is None or units <= 0.0:
        return ""
    noun = "more " + joined.programme.unit
    said = f"{price.grade}, {price.said}" if price.said else price.grade
    return f" At {price.text} each ({said}), {plural(units, noun)} would cost {price.times(units)}."


def _ratio(spent: Value, lost: Value, when: str) -> Value | None:
    if lost.value <= 0.0:
        return None
    ratio = spent.value / lost.value
    relative = float(np.hypot(_relative(spent), _relative(lost)))
    low, high = max(0.0, ratio * (1.0 - relative)), ratio * (1.0 + relative)
    return Value(f"dollars of rounds for each dollar shot down on {when}", ratio, low, high, "1")


def _relative(value: Value) -> float:
    """Half width of an interval as a share of the value."""
    return ((value.high or value.value) - value.value) / value.value if value.value > 0.0 else 0.0


def _percent(value: Value) -> str:
    low, high = (value.value if end is None else end for end in (value.low, value.high))
    return f"{ranged(100.0 * value.value, 100.0 * low, 100.0 * min(high, 1.0))} %"
