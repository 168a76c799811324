"""When will the next one come? A programme's outstanding tranches, forecast from what is known on a day.

Assumes   what `vyuha.studies.plan.futures` assumes: growth of schedule like that of a class of past programmes, given
          that the tranche has not come yet.
Holds     for contracts that run; whether a supplier has stopped for good is not something that slips can tell.
Source    conditional forecasts by reference class: see `vyuha.schedule.growth`; quantiles and chances are those of the
          futures, with the exact interval of a share (`vyuha.results.statistics`).
Checked   tests/studies/plan/test_forecast.py
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from vyuha.base.calendar import MONTH, YEAR, parse_date, show_day, show_month
from vyuha.programme.known import known_on
from vyuha.programme.model import Programme
from vyuha.programme.outcome import Answer, Value
from vyuha.programme.plan import Slip
from vyuha.results.statistics import probability
from vyuha.studies.plan.deliveries import Delivery
from vyuha.studies.plan.futures import Futures, draw
from vyuha.studies.plan.scoring import Floats, quantiles
from vyuha.studies.plan.standing import one_by_one
from vyuha.studies.plan.tables import dates, frame

EXPECTED = "expected"
# Further waiting for which the remaining time is told [months].
WAITS = (0.0, 6.0, 12.0, 24.0, 48.0)
# Fewer futures than this say nothing of what is left after so long a wait.
FEWEST = 100
# Change of the median wait per month waited: up to this it is called none, below the other time simply passes.
_SLOPE, _ON_TIME = 0.06, -0.8
_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
_YEARS_AHEAD = 5

CHANCES: dict[str, pl.DataType | type[pl.DataType]] = {
    # Chance that a tranche has come by the end of a day; `low` to `high`: 95 %, from the number of futures alone.
    "tranche": pl.String,
    "date": pl.Date,
    "chance": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}

WAITING: dict[str, pl.DataType | type[pl.DataType]] = {
    # If a tranche has not come `waited` months after the date of the forecast: how much longer, in half, 10 and 90 of
    # 100 such futures; `left` is the share of futures in which it is still out.
    "tranche": pl.String,
    "waited_months": pl.Float64,
    "left": pl.Float64,
    "p10_months": pl.Float64,
    "p50_months": pl.Float64,
    "p90_months": pl.Float64,
}


@dataclass(frozen=True)
class ProgrammeForecast:
    """Tables `arrivals` (as in `vyuha.programme.outcome`), `CHANCES`, `WAITING`, and an answer for each tranche."""

    programme: Programme
    as_of: float
    arrivals: pl.DataFrame
    chances: pl.DataFrame
    waiting: pl.DataFrame
    answers: tuple[Answer, ...]
    # How it was made.
    made: dict[str, str] = field(default_factory=dict)


def forecast(
    programme: Programme, slip: Slip, as_of: float, seed: int, count: int, days: Sequence[float] = ()
) -> ProgrammeForecast:
    """What is to be expected of a programme from what was known on day `as_of`, from `count` futures.

    `days` are those by which the chance of having come is told; without any, the ends of the next years.
    """
    futures = draw([programme], slip, as_of, seed, count)
    asked = list(days) or year_ends(as_of)
    out = [(label, arrival) for label, arrival in last_units(futures) if arrival.max() > as_of]
    told = [(label, arrival) for label, arrival in out if np.isfinite(arrival).any()]
    whole = _from_signature(programme, slip, as_of, seed, count)
    answers = [_answer(programme, *one, as_of, asked, whole.get((one[0].contract, one[0].tranche))) for one in out]
    return ProgrammeForecast(
        programme,
        as_of,
        _arrivals(futures, as_of),
        _chances(told, asked),
        _waiting(told, as_of),
        (*answers, *_unknown(programme, futures, as_of)),
        _made(slip, as_of, seed, count) | _beyond(programme, as_of),
    )


def last_units(futures: Futures) -> list[tuple[Delivery, Floats]]:
    """When the last unit of each tranche comes; one that comes in pieces stands in several columns of the futures."""
    found: dict[tuple[str, str, str], tuple[Delivery, Floats]] = {}
    for i, label in enumerate(futures.labels):
        key, arrival = (label.programme, label.contract, label.tranche), futures.arrival[:, i]
        found[key] = (label, np.maximum(found[key][1], arrival) if key in found else arrival)
    return list(found.values())


def _from_signature(
    programme: Programme, slip: Slip, as_of: float, seed: int, count: int
) -> dict[tuple[str, str], Floats]:
    """Arrivals by contract and tranche if each is forecast alone, by the whole time promised since signature."""
    known = known_on(programme, as_of)
    found = {}
    for contract in known.contracts:
        for one in one_by_one(known, contract):
            for label, arrival in last_units(draw([one], slip, as_of, seed, count)):
                found[label.contract, label.tranche] = arrival
    return found


def year_ends(as_of: float) -> list[float]:
    """The ends of the year of day `as_of` and of the years after it.

    >>> [show_day(day - 1.0) for day in year_ends(parse_date("2026-11-22").start)[:2]]
    ['2026-12-31', '2027-12-31']
    """
    year = int(show_day(as_of)[:4])
    return [parse_date(str(year + ahead)).end for ahead in range(_YEARS_AHEAD)]


def remaining(sample: Floats, as_of: float, waited: float) -> Floats:
    """Time [d] still to wait in those futures in which nothing has come `waited` [d] after day `as_of`.

    >>> remaining(np.array([10.0, 30.0, 50.0]), 5.0, 20.0)
    array([ 5., 25.])
    """
    left = sample[sample > as_of + waited]
    return left - (as_of + waited)


def _arrivals(futures: Futures, as_of: float) -> pl.DataFrame:
    """One row per column of futures: units that have come by `as_of` show when, the others when they may come."""
    columns = [futures.arrival[:, i] for i in range(len(futures.labels))]
    come = [float(column[0]) if column.max() <= as_of else math.nan for column in columns]
    levels = np.array(list(_QUANTILES.values()))
    spreads = [
        np.full(len(levels), math.nan) if at <= as_of else quantiles(column, levels)
        for at, column in zip(come, columns, strict=True)
    ]
    part = {
        "alternative": [EXPECTED] * len(columns),
        "programme": [label.programme for label in futures.labels],
        "tranche": [label.tranche for label in futures.labels],
        "units": [float(label.units) for label in futures.labels],
        "planned": _promised([label.planned for label in futures.labels]),
        "reset": _promised([label.reset for label in futures.labels]),
        "delivered": dates(come),
        "never": [float(np.mean(np.isinf(column))) for column in columns],
        **{name: dates([float(spread[k]) for spread in spreads]) for k, name in enumerate(_QUANTILES)},
    }
    return frame("arrivals", [part] if columns else [])


def _promised(days: Sequence[float]) -> pl.Series:
    """Promises as dates: one for December holds until the midnight after its last day, and is shown as that day."""
    return dates([math.nextafter(day, -math.inf) for day in days])


def _chances(out: Sequence[tuple[Delivery, Floats]], days: Sequence[float]) -> pl.DataFrame:
    rows = []
    for label, arrival in out:
        for day in days:
            # The last day is meant, not the first moment of the day after it.
            shown = dates([day - 1.0])[0]
            found = probability(int(np.sum(arrival <= day)), len(arrival))
            rows.append([label.tranche, shown, found.mean, found.low, found.high])
    return pl.DataFrame(rows, schema=CHANCES, orient="row")


def _waiting(out: Sequence[tuple[Delivery, Floats]], as_of: float) -> pl.DataFrame:
    rows = []
    for label, arrival in out:
        for waited in WAITS:
            rest = remaining(arrival, as_of, waited * MONTH)
            if len(rest) < FEWEST:
                break
            spread = quantiles(rest, np.array([0.1, 0.5, 0.9])) / MONTH
            months = [float(value) if math.isfinite(value) else None for value in spread]
            rows.append([label.tranche, waited, len(rest) / len(arrival), *months])
    return pl.DataFrame(rows, schema=WAITING, orient="row")


def _answer(
    programme: Programme,
    label: Delivery,
    arrival: Floats,
    as_of: float,
    days: Sequence[float],
    whole: Floats | None,
) -> Answer:
    question = f'When will "{_name(programme, label.tranche)}" come?'
    basis = f"{len(arrival):,} futures from what was known on {show_day(as_of)}"
    if not np.isfinite(arrival).any():
        verdict = "No forecast: nothing says when it should have come, so there is nothing to stretch."
        return Answer(f"when-{label.tranche}", question, verdict, basis=basis)
    reasons = [_memory(arrival, as_of)]
    if whole is not None and not np.array_equal(whole, arrival):
        reasons.append(f"If the whole promised time since signature is stretched instead: {_span(whole)}.")
    values = []
    for day in days:
        found = probability(int(np.sum(arrival <= day)), len(arrival))
        values.append(Value(f"come by {show_day(day - 1.0)}", found.mean, found.low, found.high))
    verdict = _span(arrival)
    return Answer(
        f"when-{label.tranche}", question, verdict[0].upper() + verdict[1:] + ".", tuple(reasons), tuple(values), basis
    )


def _unknown(programme: Programme, futures: Futures, as_of: float) -> list[Answer]:
    """Contracts of which units are neither known to have come nor promised for a day, so that there is no forecast."""
    found = []
    for contract in programme.contracts:
        if contract.signed.day > as_of or contract.ended is not None:
            continue
        told = sum(label.units for label in futures.labels if label.contract == contract.id)
        missing = contract.quantity.value - told
        if missing > 0.0:
            ordered = contract.quantity.value
            which = f"{missing:,.0f} of the {ordered:,.0f}" if missing < ordered else f"all {ordered:,.0f}"
            verdict = (
                f"No forecast: of {which} ordered it is neither known that they came nor when each was due, so that "
                "there is nothing to stretch."
            )
            question = f'When will the rest of "{contract.name}" come?'
            found.append(Answer(f"when-{contract.id}", question, verdict))
    return found


def _beyond(programme: Programme, as_of: float) -> dict[str, str]:
    """A warning for a day that the programme's file does not reach."""
    last = programme.as_of.span.last_noon
    if as_of <= last:
        return {}
    return {"warning": f"the file follows events only up to {show_day(last)}; what has come since is not known here"}


def _span(arrival: Floats) -> str:
    low, middle, high = (float(day) for day in quantiles(arrival, np.array([0.1, 0.5, 0.9])))
    if math.isinf(middle):
        return f"more likely than not never; it comes in {np.mean(np.isfinite(arrival)):.0%} of the futures"
    return f"as likely as not by {_month(middle)}, with 80 % between {_month(low)} and {_month(high)}"


def _memory(arrival: Floats, as_of: float) -> str:
    """How the remaining time behaves as waiting goes on, in words."""
    rests = [(waited, remaining(arrival, as_of, waited * MONTH)) for waited in WAITS[:3]]
    medians = [
        (waited, float(quantiles(rest, np.array([0.5]))[0]) / MONTH) for waited, rest in rests if len(rest) >= FEWEST
    ]
    if len(medians) < 2:
        return "In hardly any future is it still out in half a year: how the wait would go on then cannot be said."
    if math.isinf(medians[-1][1]):
        return "The longer it stays out, the more likely it is that it never comes."
    later = ", ".join(f"{months:.1f} more if it has not come in {waited:.0f} months" for waited, months in medians[1:])
    (since, before), (until, after) = medians[-2:]
    return f"The median wait is {medians[0][1]:.1f} months; {later}: {_trend((after - before) / (until - since))}."


def _trend(slope: float) -> str:
    """What becomes of the median wait while one waits; `slope` is its change per month waited."""
    if slope > _SLOPE:
        return "the longer it stays out, the longer one should expect to wait"
    if slope >= -_SLOPE:
        return "waiting brings it no nearer, the rest stays as long as it was"
    if slope > _ON_TIME:
        return "it comes nearer, but more slowly than time passes"
    return "it is not overdue yet, and comes nearer as time passes"


def _name(programme: Programme, tranche: str) -> str:
    named = (one.name for contract in programme.contracts for one in contract.tranches if one.id == tranche)
    return next(named, None) or tranche


def _month(day: float) -> str:
    return show_month(day) if math.isfinite(day) else "never"


def _made(slip: Slip, as_of: float, seed: int, count: int) -> dict[str, str]:
    stops = f"{slip.stops_per_year:g} a year of {slip.stop_length / YEAR:g} years on average"
    reference: str = slip.reference
    if reference == "blend":
        reference += f", own class weighs {slip.own_weight:g}"
    return {
        "reference class": reference,
        "shared by the supplier": f"correlation {slip.supplier_correlation:g}",
        "full stops": stops if slip.stops_per_year else "none",
        "as of": show_day(as_of),
        "futures": f"{count:,}",
        "seed": str(seed),
    }
