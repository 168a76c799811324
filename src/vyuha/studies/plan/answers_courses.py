"""Answers from comparing alternatives on the same futures: what a delay cost, another year, more units, a stop."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR, show_month
from vyuha.programme.outcome import Answer, Value
from vyuha.programme.plan import Alternative
from vyuha.studies.plan.answers_words import (
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
from vyuha.studies.plan.join import Course, Joined, spread
from vyuha.studies.plan.response import change as difference

Floats = npt.NDArray[np.float64]

DELAY = "What did the delay cost?"
LATER = "What does it cost if deliveries come later still?"
MORE = "What would more units change, given the chance of a contract?"
STOP = "What if the supplier stops delivering?"
# What an alternative that answers a question has, and nothing else: two changes at once cannot be told apart.
_EXAMPLES = {
    "deliveries": '"deliveries: planned"',
    "late": '"late: [{tranche: ..., by: 1 years}]"',
    "options": '"options: [...]", naming options of the fighting programme with units,',
    "stops": '"stops: [{supplier: ..., from: ...}]"',
}
_NO_PLAIN = 'Add an alternative with "deliveries: expected" and nothing else.'
_CHOSEN = (
    "Of all days that were looked at it is the one with the largest difference; the interval is for the day alone."
)


def plain(joined: Joined) -> Course | None:
    """The course of events as it is expected: deliveries as they come, nothing added or taken away."""
    return _first(joined, lambda one: not one.changes)


def delay(joined: Joined) -> Answer:
    """What the delay cost, in unit-years and in leakers at each of the plan's dates."""
    contract = _first(joined, _as_contracted)
    actual = plain(joined)
    if contract is None or actual is None:
        return missing("delay", DELAY, _lacks(joined, contract, "deliveries") + ([] if actual else [_NO_PLAIN]))
    unit = joined.programme.unit
    values: list[Value] = []
    reasons: list[str] = []
    verdicts: dict[float, str] = {}
    rows = sorted({*joined.marks, joined.now})
    for row in rows:
        on = day(joined, row)
        lost = futures_value(f"{unit}-years lost by {on}", lost_years(joined, actual, contract, row), "years")
        extra = leakers(joined, actual, contract, row)
        values += [lost, extra]
        units = _ready(joined, actual, row)
        verb = "was" if units.startswith("1 ") else "were"
        ready = f"{units} {verb} ready instead of {_count(joined, contract, row)}"
        gone = f"{plural_told(lost, unit + '-year')} lost by then"
        reasons.append(f"On {on} {ready}; {gone}. A raid on that day ends with {change(extra)}.")
        worst = f", the worst of the {len(rows)} dates asked for," if len(rows) > 1 else ""
        verdicts[-abs(extra.value)] = f"On {on}{worst} {ready}; {gone}, and a raid ends with {change(extra)}."
    if len(rows) > 1:
        reasons.append(_CHOSEN)
    reasons.append(
        f"A {unit}-year is lost when a {unit} that the original contract promised has not arrived for a year. A raid "
        "meets units that are ready: arrived and trained."
    )
    return Answer("delay", DELAY, verdicts[min(verdicts)], tuple(reasons), tuple(values), basis(joined))


def later(joined: Joined) -> Answer:
    """What a further delay costs."""
    return _against_plain(joined, "later", LATER, "late")


def stop(joined: Joined) -> Answer:
    """What a stop of the supplier costs."""
    return _against_plain(joined, "stop", STOP, "stops")


def more(joined: Joined) -> Answer:
    """What further units change, over all futures and over those in which a contract comes."""
    base, course = plain(joined), _first(joined, lambda one: _adds_units(joined, one))
    if base is None or course is None:
        return missing("more", MORE, _lacks(joined, course, "options") + ([] if base else [_NO_PLAIN]))
    comes = _signed(joined, course)
    row = _worst(joined, course, base)
    values = [Value("share of futures with a contract (by assumed chances)", float(comes.mean()), None, None, "1")]
    reasons = [f"In {_percent(comes)} of the futures every open stage is passed and the units are ordered."]
    reasons += [assumed for _, assumed in _chances(joined, course)]
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
    told_chances = "; ".join(said for said, _ in _chances(joined, course))
    verdict = (
        f'"{course.alternative.name}" changes most on {day(joined, row)}, when a raid ends with {most}; a contract '
        f"comes in {_percent(comes)} of the futures{f' ({told_chances})' if told_chances else ''}."
    )
    reasons += [_CHOSEN, *_limits(joined, course)]
    return Answer("more", MORE, verdict, tuple(reasons), tuple(values), basis(joined))


def _chances(joined: Joined, course: Course) -> list[tuple[str, str]]:
    """For each option with open stages: what the chance of its contract rests on, in brief and in a sentence."""
    found = []
    for option in joined.programme.options:
        steps = [stage.probability for stage in option.stages if stage.probability is not None]
        if option.id not in course.alternative.options or not steps:
            continue
        low, value, high = (
            100.0 * float(np.prod(ends))
            for ends in zip(*((one.low, one.value, one.high) for one in steps), strict=True)
        )
        grades = " and ".join(sorted({one.grade for one in steps}))
        span = f"{low:.0f} to {high:.0f} %" if low < high else f"{value:.0f} %"
        stages = "stage" if len(steps) == 1 else f"{len(steps)} stages"
        found.append(
            (
                f"{grades}: {span}",
                f'That "{option.name}" becomes a contract is {grades}, not observed: the chances of its open {stages} '
                f"come to {value:.0f} %" + (f", with their ranges {span}." if low < high else "."),
            )
        )
    return found


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
    between = f'"{course.alternative.name}" minus "{base.alternative.name}"'
    return mean_value(f"armed leakers on {day(joined, row)}, {between}{given}", mean, "1")


def _against_plain(joined: Joined, id: str, question: str, field: str) -> Answer:
    """What the first alternative costs that changes `field` and nothing else."""
    base, course = plain(joined), _first(joined, lambda one: one.changes == (field,))
    if base is None or course is None:
        return missing(id, question, _lacks(joined, course, field) + ([] if base else [_NO_PLAIN]))
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
        reasons.append(_CHOSEN)
    return Answer(id, question, verdict, tuple(reasons), tuple(values), basis(joined))


def _lacks(joined: Joined, course: Course | None, field: str) -> list[str]:
    """What a plan without such a `course` lacks: an alternative that changes `field` alone."""
    if course is not None:
        return []
    mixed = [one for one in (other.alternative for other in joined.courses) if field in one.changes]
    mixed = [one for one in mixed if len(one.changes) > 1]
    lack = f"Add an alternative with {_EXAMPLES[field]} and nothing else."
    if not mixed:
        return [lack]
    others = " and ".join(f'"{name}"' for name in mixed[0].changes if name != field)
    return [f'{lack} "{mixed[0].name}" also has {others}, so that the two cannot be told apart.']


def _as_contracted(alternative: Alternative) -> bool:
    return alternative.changes == ("deliveries",) and alternative.deliveries == "planned"


def _compared(joined: Joined, course: Course, base: Course, row: int, found: Value) -> str:
    """The force of two courses on a day, and what the difference does."""
    ready = f"{_ready(joined, course, row)} ready against {_count(joined, base, row)}"
    return f"On {day(joined, row)} {ready}: a raid ends with {change(found)}."


def _first(joined: Joined, wanted: Callable[[Alternative], bool]) -> Course | None:
    return next((course for course in joined.courses if wanted(course.alternative)), None)


def _adds_units(joined: Joined, alternative: Alternative) -> bool:
    """Whether it adds units to the fighting programme and nothing else."""
    with_units = {option.id for option in joined.programme.options if option.units is not None}
    return alternative.changes == ("options",) and {*alternative.options} <= with_units


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
