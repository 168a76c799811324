"""Answers from comparing alternatives on the same futures: what a delay cost, another year, more units, a stop."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR, show_month
from vyuha.programme.outcome import Answer, Value
from vyuha.programme.plan import Alternative
from vyuha.study.answers_words import (
    basis,
    change,
    day,
    futures_value,
    mean_value,
    missing,
    number,
    plural,
    plural_told,
    shows_nothing,
)
from vyuha.study.join import Course, Joined, spread
from vyuha.study.response import change as difference

Floats = npt.NDArray[np.float64]

DELAY = "What did the delay cost?"
LATER = "What does it cost if deliveries come later still?"
MORE = "What would more units change, given the chance of a contract?"
STOP = "What if the supplier stops delivering?"
_NO_PLAIN = 'Add an alternative with "deliveries: expected" and nothing else.'


def plain(joined: Joined) -> Course | None:
    """The course of events as it is expected: deliveries as they come, nothing added or taken away."""
    return _first(joined, lambda one: one.deliveries == "expected" and not (one.late or one.options or one.stops))


def delay(joined: Joined) -> Answer:
    """What the delay cost, in unit-years and in leakers at each of the plan's dates."""
    contract = _first(joined, lambda one: one.deliveries == "planned")
    actual = plain(joined)
    lacks = []
    if contract is None:
        lacks.append('Add an alternative with "deliveries: planned".')
    if actual is None:
        lacks.append(_NO_PLAIN)
    if contract is None or actual is None:
        return missing("delay", DELAY, lacks)
    unit = joined.programme.unit
    values: list[Value] = []
    reasons: list[str] = []
    verdicts: dict[float, str] = {}
    for row in sorted({*joined.marks, joined.now}):
        on = day(joined, row)
        lost = futures_value(f"{unit}-years lost by {on}", lost_years(joined, actual, contract, row), "years")
        extra = leakers(joined, actual, contract, row)
        values += [lost, extra]
        ready = f"{_ready(joined, actual, row)} ready instead of {_count(joined, contract, row)}"
        gone = plural_told(lost, unit + "-year")
        reasons.append(f"On {on} {ready}; {gone} lost by then. A raid on that day ends with {change(extra)}.")
        verdicts[-abs(extra.value)] = (
            f"Of the dates asked for {on} is the worst: {ready}, {gone} lost by then. A raid on that day ends with "
            f"{change(extra)}."
        )
    reasons.append(
        f"A {unit}-year is lost when a {unit} that the original contract promised has not arrived for a year. A raid "
        "meets units that are ready: arrived and trained."
    )
    return Answer("delay", DELAY, verdicts[min(verdicts)], tuple(reasons), tuple(values), basis(joined))


def later(joined: Joined) -> Answer:
    """What a further delay costs."""
    lack = 'Add an alternative with "late: [{tranche: ..., by: 1 years}]".'
    return _against_plain(joined, "later", LATER, lambda one: bool(one.late), lack)


def stop(joined: Joined) -> Answer:
    """What a stop of the supplier costs."""
    lack = 'Add an alternative with "stops: [{supplier: ..., from: ...}]".'
    return _against_plain(joined, "stop", STOP, lambda one: bool(one.stops), lack)


def more(joined: Joined) -> Answer:
    """What further units change, over all futures and over those in which a contract comes."""
    base, course = plain(joined), _first(joined, lambda one: _adds_units(joined, one))
    if base is None or course is None:
        lack = 'Add an alternative with "options: [...]" that names an option of the programme with units.'
        return missing("more", MORE, [lack] if base else [lack, _NO_PLAIN])
    comes = _signed(joined, course)
    row = _worst(joined, course, base)
    values = [Value("share of futures with a contract", float(comes.mean()), None, None, "1")]
    reasons = [f"In {_percent(comes)} of the futures every open stage is passed and the units are ordered."]
    if comes.any():
        first = np.median(_option_arrivals(joined, course).min(axis=1)[comes])
        reasons.append(f"If so, the first of them comes about {show_month(float(first))} (median).")
    for at in _ahead(joined, row):
        overall = leakers(joined, course, base, at)
        values.append(overall)
        reasons.append(_compared(joined, course, base, at, overall))
        if comes.any() and not comes.all():
            given = leakers(joined, course, base, at, comes)
            values.append(given)
            reasons.append(f"On that day, if the contract has come, a raid ends with {change(given)}.")
    most = change(leakers(joined, course, base, row))
    verdict = (
        f'"{course.alternative.name}" changes most on {day(joined, row)}, when a raid ends with {most}; a contract '
        f"comes in {_percent(comes)} of the futures."
    )
    return Answer("more", MORE, verdict, tuple(reasons + _limits(joined, course)), tuple(values), basis(joined))


def lost_years(joined: Joined, course: Course, contract: Course, row: int) -> Floats:
    """Unit-years of the fighting programme by which `course` arrives behind `contract` up to a day, by future."""
    until = float(joined.days[row])
    return (_waited(joined, course, until) - _waited(joined, contract, until)) / YEAR


def _waited(joined: Joined, course: Course, until: float) -> Floats:
    """Unit-days up to day `until` on which units under contract had not arrived, counted from day 0."""
    total = np.zeros(joined.plan.futures)
    for i, label in enumerate(course.futures.labels):
        if label.programme == joined.programme.id and not label.option:
            total += label.units * np.minimum(course.futures.arrival[:, i], until)
    return total


def leakers(joined: Joined, course: Course, base: Course, row: int, only: npt.NDArray[np.bool_] | None = None) -> Value:
    """Armed leakers per raid on a day, `course` minus `base` on the same futures (those of `only`)."""
    one, other = joined.raided(course, "leakers", [row]), joined.raided(base, "leakers", [row])
    found, error = difference(joined.surface, one, other, "leakers")
    kept = slice(None) if only is None else only
    given = "" if only is None else ", given a contract"
    mean = spread(found[0][kept], error[0][kept])
    return mean_value(f'armed leakers on {day(joined, row)}, "{course.alternative.name}"{given}', mean, "1")


def _against_plain(joined: Joined, id: str, question: str, wanted: Callable[[Alternative], bool], lack: str) -> Answer:
    base, course = plain(joined), _first(joined, wanted)
    if base is None or course is None:
        return missing(id, question, ([] if course else [lack]) + ([] if base else [_NO_PLAIN]))
    unit = joined.programme.unit
    worst = _worst(joined, course, base)
    last = len(joined.days) - 1
    lost = futures_value(f"{unit}-years lost to the end", lost_years(joined, course, base, last), "years")
    values, reasons = [lost], [f"{plural_told(lost, unit + '-year')} lost against it over the years of the plan."]
    for at in _ahead(joined, worst):
        found = leakers(joined, course, base, at)
        values.append(found)
        reasons.append(_compared(joined, course, base, at, found))
    found = leakers(joined, course, base, worst)
    if shows_nothing(found):
        verdict = f'"{course.alternative.name}" makes {change(found)}, also on the day where they differ most.'
    else:
        verdict = (
            f'"{course.alternative.name}" costs {plural_told(lost, unit + "-year")}; it matters most on '
            f"{day(joined, worst)}, when a raid ends with {change(found)}."
        )
        reasons.append("That day was chosen as the worst of all months; the interval is for the day alone.")
    return Answer(id, question, verdict, tuple(reasons), tuple(values), basis(joined))


def _compared(joined: Joined, course: Course, base: Course, row: int, found: Value) -> str:
    """The force of two courses on a day, and what the difference does."""
    ready = f"{_ready(joined, course, row)} ready against {_count(joined, base, row)}"
    return f"On {day(joined, row)} {ready}: a raid ends with {change(found)}."


def _first(joined: Joined, wanted: Callable[[Alternative], bool]) -> Course | None:
    return next((course for course in joined.courses if wanted(course.alternative)), None)


def _adds_units(joined: Joined, alternative: Alternative) -> bool:
    options = {option.id: option for option in joined.programme.options}
    return any(name in options and options[name].units is not None for name in alternative.options)


def _option_arrivals(joined: Joined, course: Course) -> Floats:
    """Arrivals of the units that options of the alternative add, float64[futures, units]."""
    chosen = {option.id for option in joined.programme.options if option.units is not None} & {
        *course.alternative.options
    }
    columns = [
        i
        for i, label in enumerate(course.futures.labels)
        if label.programme == joined.programme.id and label.contract in chosen
    ]
    return course.futures.arrival[:, columns]


def _signed(joined: Joined, course: Course) -> npt.NDArray[np.bool_]:
    return np.asarray(np.isfinite(_option_arrivals(joined, course)).any(axis=1), np.bool_)


def _percent(which: npt.NDArray[np.bool_]) -> str:
    return f"{100.0 * float(which.mean()):.0f} %"


def _worst(joined: Joined, course: Course, base: Course) -> int:
    """The row of the grid on which the mean of leakers differs most."""
    found = joined.raided(course, "leakers").value - joined.raided(base, "leakers").value
    return int(np.argmax(np.abs(found.mean(axis=1))))


def _ahead(joined: Joined, extra: int) -> Sequence[int]:
    """The plan's dates that lie ahead of its `as_of`, and one more row."""
    return sorted({*(row for row in joined.marks if row > joined.now), extra})


def _ready(joined: Joined, course: Course, row: int) -> str:
    return plural(float(course.paths.units[row].mean()), joined.programme.unit)


def _count(joined: Joined, course: Course, row: int) -> str:
    return number(float(course.paths.units[row].mean()))


def _limits(joined: Joined, course: Course) -> list[str]:
    """What to say where more units are ready than the scenario has places for."""
    beyond = float((course.paths.units[-1] > joined.positions).mean())
    if beyond == 0.0:
        return []
    return [
        f"In {100.0 * beyond:.0f} % of the futures more units are ready in the end than the scenario has positions; "
        "those beyond the last position do not fight."
    ]
