"""Answers that the response surface gives: how much halves leakage, what limits the defence, cost and value."""

from dataclasses import replace

import numpy as np

from vyuha.programme.outcome import Answer, Value
from vyuha.study.answers_courses import plain
from vyuha.study.answers_words import basis, day, number, plural, ranged, told
from vyuha.study.join import Course, Joined
from vyuha.study.prices import unit_price
from vyuha.study.response import Z, respond

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


def halve(joined: Joined) -> Answer:
    """How many units halve leakage, or "none can", and which link is the limit."""
    course = course_of(joined)
    fighting, fill = course.paths.fighting[joined.now], course.paths.fill[joined.now]
    here, filled = float(np.floor(np.median(fighting))), float(fill.mean())
    unit = joined.programme.unit
    base = point(joined, here, filled, "leakers")
    at = {k: point(joined, float(k), 1.0, "leakers") for k in range(int(here), joined.positions + 1)}
    margins = {k: _margin(joined, (float(k), 1.0), (here, filled)) for k in at}
    sure = next((k for k, (over, half) in margins.items() if over + half <= 0.0), None)
    may = next((k for k, (over, half) in margins.items() if over - half <= 0.0), None)
    best = at[joined.positions]
    verdict = (
        f"With {plural(here, unit)} on {day(joined, joined.now)} {told(base)} armed threats come through per raid; "
    )
    if base.value < _NOTHING:
        verdict += "there is nothing to halve."
    elif sure is not None:
        verdict += f"{plural(sure, unit)} in all halve that ({told(at[sure])})"
        verdict += f", {plural(may, unit)} may ({told(at[may])})." if may is not None and may < sure else "."
        verdict += _price_of(joined, sure - here)
    elif may is not None:
        verdict += f"{plural(may, unit)} may halve that ({told(at[may])}), but these fights do not prove it."
    else:
        verdict += f"none can halve that: with all {joined.positions} positions manned {told(best)} still come through."
    verdict += " " + _rounds_halve(joined, here, filled)
    reasons = [_limit(joined, here, filled), _limit(joined, joined.positions, 1.0)]
    values = [
        replace(base, label=f"armed leakers with {plural(here, unit)}"),
        replace(best, label=f"armed leakers with {plural(joined.positions, unit)}"),
    ]
    return Answer("halve", HALVE, verdict, tuple(reasons), tuple(values), _surface_only(joined))


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


def _margin(joined: Joined, more: tuple[float, float], here: tuple[float, float]) -> tuple[float, float]:
    """Leakers at one point less half of those at another, and the half width of its 95 % interval."""
    both = respond(joined.surface, np.array([more[0], here[0]]), np.array([more[1], here[1]]), "leakers")
    over = both.value[0] - 0.5 * both.value[1]
    return float(over), Z * float(np.hypot(both.error[0], 0.5 * both.error[1]))


def _rounds_halve(joined: Joined, here: float, filled: float) -> str:
    if filled > 0.999:
        return "More rounds change nothing in a single raid: every unit has a full load already."
    over, half = _margin(joined, (here, 1.0), (here, filled))
    full = told(point(joined, here, 1.0, "leakers"))
    if over + half <= 0.0:
        return f"Rounds alone can: with full loads on the same units {full} come through."
    return f"Rounds alone cannot: with full loads on the same units {full} come through."


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
    return f" At {price.text} each, {plural(units, noun)} would cost {price.times(units)}."


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
