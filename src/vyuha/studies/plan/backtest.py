"""How good would the forecasts have been? Standing on past days, each forecaster says from what was known then when the
outstanding tranches will come; those that have come since are scored.

Assumes   a delivery known to its month came in the middle of it; what was announced as a month or year may mean any of
          its days; what was known on a day is what the programme file dates up to that day.
Holds     for few cases only: the same tranche is forecast again and again, and tranches of a programme share its fate.
          The interval of a coverage is the exact one for as many trials as there are tranches, however many cases, and
          still too narrow as far as tranches share a fate.
Source    scores: see `vyuha.studies.plan.scoring`; intervals: `vyuha.results.statistics`.
Checked   tests/studies/plan/test_backtest.py

Forecasters: the model under each of the given slips; "from signature", the model under the first of them but with each
tranche forecast alone, by its whole promised time since the contract rather than by its step from the one before;
"official", the last official forecast up to that day (where none stood, the last promise); "last promise", the last
baseline; "carry-forward", the plan plus the slip known so far. A forecast that
is a single day has no interval, hence no coverage; its loss is half its error.
"""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from vyuha.base.calendar import MONTH
from vyuha.programme.known import known_on
from vyuha.programme.model import Contract, Programme, Tranche
from vyuha.programme.plan import Slip
from vyuha.results.statistics import clopper_pearson
from vyuha.studies.plan.forecast import last_units
from vyuha.studies.plan.futures import Futures, draw
from vyuha.studies.plan.scoring import LEVELS, Floats, central, mean_pinball, pit, quantiles
from vyuha.studies.plan.standing import (
    carried_forward,
    last_promise,
    observed,
    official,
    one_by_one,
    outstanding,
    standings,
)

WHOLE, OFFICIAL, PROMISE, NAIVE = "from signature", "official", "last promise", "carry-forward"
ALL, DATED = "all", "with an official forecast"
# Full stops for the rows with stops: one in ten years. Assumed; the one seen among these programmes set the order.
STOPS_PER_YEAR = 0.1
_CLASSES = (Slip(), Slip(reference="lognormal"), Slip(reference="own-class"), Slip(reference="blend"))
_SHARES = {"50": 0.5, "80": 0.8}
_SHOWN = (0.1, 0.25, 0.5, 0.75, 0.9)

CASES: dict[str, pl.DataType | type[pl.DataType]] = {
    "programme": pl.String,
    "contract": pl.String,
    "tranche": pl.String,
    "as_of": pl.Date,
    # Whether an official forecast of the tranche stood on that day.
    "dated": pl.Boolean,
    "forecaster": pl.String,
    **{f"p{round(100 * level):02d}": pl.Date for level in _SHOWN},
    "delivered": pl.Date,
    # Middle of the forecast minus the fact: positive where it was forecast too late.
    "error_months": pl.Float64,
    "pinball_months": pl.Float64,
    "pit": pl.Float64,
    **{f"inside_{name}": pl.Boolean for name in _SHARES},
}

SCORES: dict[str, pl.DataType | type[pl.DataType]] = {
    # A programme, or "all".
    "programme": pl.String,
    # "all", or only those "with an official forecast".
    "cases": pl.String,
    "forecaster": pl.String,
    # Set with knowledge of these very programmes.
    "hindsight": pl.Boolean,
    "programmes": pl.Int64,
    "tranches": pl.Int64,
    "n": pl.Int64,
    "pinball_months": pl.Float64,
    # Share of the loss of "carry-forward" that is saved.
    "skill": pl.Float64,
    "bias_months": pl.Float64,
    **{f"coverage_{name}{end}": pl.Float64 for name in _SHARES for end in ("", "_low", "_high")},
}


@dataclass(frozen=True)
class BacktestResult:
    """Tables `CASES` (one row per case and forecaster) and `SCORES`, the slips by name, and how it was made."""

    cases: pl.DataFrame
    scores: pl.DataFrame
    slips: Mapping[str, Slip]
    seed: int
    count: int


@dataclass(frozen=True)
class _Case:
    programme: str
    contract: str
    tranche: str
    as_of: float
    actual: float
    # Sample of days by forecaster.
    forecasts: Mapping[str, Floats]
    dated: bool


def comparable_slips() -> dict[str, Slip]:
    """Each reference class without and with full stops of the supplier; the default comes first."""
    slips: dict[str, Slip] = {slip.reference: slip for slip in _CLASSES}
    stops = {
        f"{name}, stops": slip.model_copy(update={"stops_per_year": STOPS_PER_YEAR}) for name, slip in slips.items()
    }
    return {**slips, **stops}


def backtest(programmes: Sequence[Programme], slips: Mapping[str, Slip], seed: int, count: int) -> BacktestResult:
    """Score the model under each of `slips` against the official line and the carry-forward, `count` futures a case."""
    cases = [case for programme in programmes for case in _cases(programme, slips, seed, count)]
    rows = [_scored(case, forecaster) for case in cases for forecaster in case.forecasts]
    table = pl.DataFrame(rows, schema=CASES, orient="row")
    return BacktestResult(table, _scores(table, slips), dict(slips), seed, count)


def verdict(result: BacktestResult, programme: str = ALL) -> tuple[str, ...]:
    """What the scores say in words: who was best, and whether the model's intervals held what they promised."""
    scores = result.scores.filter((pl.col("programme") == programme) & (pl.col("cases") == ALL))
    if scores.is_empty():
        return ("No tranche was outstanding on a past day and has come since: there is nothing to score.",)
    dated = result.scores.filter((pl.col("programme") == programme) & (pl.col("cases") == DATED))
    default = next(iter(result.slips))
    said = [_best(scores), *_officials(dated, default)]
    said += [
        _kept(scores, forecaster, name, share) for forecaster in (default, WHOLE) for name, share in _SHARES.items()
    ]
    return (*said, _caution(scores))


def _officials(dated: pl.DataFrame, default: str) -> Iterator[str]:
    """Where an official forecast stood: did officials know better than the model?"""
    if dated.is_empty():
        return
    by_name = {row["forecaster"]: row for row in dated.iter_rows(named=True)}
    losses = [f"{name} {by_name[name]['pinball_months']:.1f}" for name in (OFFICIAL, default, WHOLE, NAIVE)]
    n = by_name[OFFICIAL]["n"]
    yield f"Loss in months where an official forecast of the tranche stood ({n} cases): {', '.join(losses)}."


def _best(scores: pl.DataFrame) -> str:
    ranked = scores.sort("pinball_months")
    best = ranked.row(0, named=True)
    fair = ranked.filter(~pl.col("hindsight")).row(0, named=True)
    said = f"Smallest loss: {best['forecaster']}, {best['pinball_months']:.1f} months"
    if best["hindsight"]:
        said += f" (set with hindsight); without hindsight: {fair['forecaster']}, {fair['pinball_months']:.1f} months"
    naive = scores.filter(pl.col("forecaster") == NAIVE)["pinball_months"]
    return said + (f"; carry-forward {naive[0]:.1f}." if len(naive) else ".")


def _kept(scores: pl.DataFrame, forecaster: str, name: str, share: float) -> str:
    row = scores.filter(pl.col("forecaster") == forecaster).row(0, named=True)
    found, low, high = (row[f"coverage_{name}{end}"] for end in ("", "_low", "_high"))
    if found is None:
        return f"{forecaster} gives no interval."
    word = "as many as promised" if low <= share <= high else ("too few" if found < share else "too many")
    if word == "as many as promised" and abs(found - share) > 0.1:
        word = f"{'fewer' if found < share else 'more'} than promised, which so few cases may do by chance"
    return (
        f"The {share:.0%} intervals of {forecaster} held {found:.0%} of the arrivals"
        f" (95 % interval {low:.0%} to {high:.0%}): {word}."
    )


def _caution(scores: pl.DataFrame) -> str:
    row = scores.row(0, named=True)
    return (
        f"There are {row['n']} cases, but only {row['tranches']} tranches, and {row['programmes']} programmes;"
        " tranches of a programme share its fate: this is evidence, not proof."
    )


def _cases(programme: Programme, slips: Mapping[str, Slip], seed: int, count: int) -> Iterator[_Case]:
    for contract in programme.contracts:
        came = observed(contract)
        for day in standings(programme, contract):
            later = {id: actual for id, actual in came.items() if actual > day}
            if later:
                known = known_on(programme, day)
                drawn = _drawn(known, contract.id, slips, day, seed, count)
                yield from _standing(known, contract.id, day, later, drawn)


def _drawn(
    known: Programme, contract_id: str, slips: Mapping[str, Slip], day: float, seed: int, count: int
) -> dict[str, dict[str, Floats]]:
    """Arrivals that the model draws: name of forecaster -> tranche -> days."""
    found = {name: _arrivals(draw([known], slip, day, seed, count), contract_id) for name, slip in slips.items()}
    first = next(iter(slips.values()))
    contract = next(contract for contract in known.contracts if contract.id == contract_id)
    alone = [draw([one], first, day, seed, count) for one in one_by_one(known, contract)]
    found[WHOLE] = {tranche: days for futures in alone for tranche, days in _arrivals(futures, contract_id).items()}
    return found


def _arrivals(futures: Futures, contract_id: str) -> dict[str, Floats]:
    return {label.tranche: days for label, days in last_units(futures) if label.contract == contract_id}


def _standing(
    known: Programme,
    contract_id: str,
    day: float,
    later: Mapping[str, float],
    drawn: Mapping[str, Mapping[str, Floats]],
) -> Iterator[_Case]:
    """The cases of one contract on one day; `known` holds nothing of the future, `later` only the facts to score by."""
    contract = next(contract for contract in known.contracts if contract.id == contract_id)
    for tranche in outstanding(contract):
        said = official(known, contract, tranche, day)
        others = _without_model(contract, tranche, day, said)
        if tranche.id in later and others:
            forecasts = {name: sample[tranche.id] for name, sample in drawn.items()} | others
            yield _Case(known.id, contract_id, tranche.id, day, later[tranche.id], forecasts, said is not None)


def _without_model(contract: Contract, tranche: Tranche, day: float, said: Floats | None) -> dict[str, Floats]:
    """What the three other forecasters say; empty where the tranche was never promised for a date."""
    promise, naive = last_promise(contract, tranche, day), carried_forward(contract, tranche, day)
    if promise is None or naive is None:
        return {}
    point = np.array([promise])
    return {OFFICIAL: point if said is None else said, PROMISE: point, NAIVE: np.array([naive])}


def _scored(case: _Case, forecaster: str) -> list[Any]:
    sample, actual = case.forecasts[forecaster], case.actual
    levels = quantiles(sample)
    is_point = bool(np.min(sample) == np.max(sample))
    middle = quantiles(sample, np.array([0.5]))[0]
    inside = [low <= actual <= high for low, high in (central(sample, share) for share in _SHARES.values())]
    return [
        case.programme,
        case.contract,
        case.tranche,
        _date(case.as_of),
        case.dated,
        forecaster,
        *(_date(day) for day in quantiles(sample, np.array(_SHOWN))),
        _date(actual),
        float(middle - actual) / MONTH,
        mean_pinball(levels, actual, LEVELS) / MONTH,
        None if is_point else pit(sample, actual),
        *(None if is_point else hit for hit in inside),
    ]


def _scores(cases: pl.DataFrame, slips: Mapping[str, Slip]) -> pl.DataFrame:
    names = cases["programme"].unique(maintain_order=True).to_list()
    rows = []
    for programme in [*names, ALL]:
        of_it = cases if programme == ALL else cases.filter(pl.col("programme") == programme)
        for which, chosen in ((ALL, of_it), (DATED, of_it.filter("dated"))):
            forecasters = chosen["forecaster"].unique(maintain_order=True).to_list()
            naive = _mean(chosen.filter(pl.col("forecaster") == NAIVE), "pinball_months") if forecasters else 0.0
            for forecaster in forecasters:
                own = chosen.filter(pl.col("forecaster") == forecaster)
                hindsight = forecaster in slips and _in_hindsight(slips[forecaster])
                rows.append([programme, which, forecaster, hindsight, *_score(own, naive)])
    return pl.DataFrame(rows, schema=SCORES, orient="row")


def _score(own: pl.DataFrame, naive: float) -> list[Any]:
    """Columns of `SCORES` from "programmes" on, for the cases of one forecaster."""
    loss = _mean(own, "pinball_months")
    coverage = [part for name in _SHARES for part in _coverage(own, f"inside_{name}")]
    return [
        own["programme"].n_unique(),
        _tranches(own),
        own.height,
        loss,
        1.0 - loss / naive if naive > 0.0 else None,
        _mean(own, "error_months"),
        *coverage,
    ]


def _mean(own: pl.DataFrame, column: str) -> float:
    return float(np.mean(own[column].to_numpy()))


def _tranches(own: pl.DataFrame) -> int:
    return own.select("programme", "contract", "tranche").n_unique()


def _coverage(own: pl.DataFrame, column: str) -> list[float | None]:
    """Share of the facts inside the interval, with the exact bounds for one trial per tranche; nothing for points."""
    given = own.drop_nulls(column)
    if given.is_empty():
        return [None, None, None]
    share = float(np.mean(given[column].to_numpy()))
    trials = _tranches(given)
    return [share, *clopper_pearson(share * trials, trials)]


def _in_hindsight(slip: Slip) -> bool:
    """Classes and rates that were chosen after seeing programmes that are scored here."""
    return slip.reference in ("own-class", "blend") or slip.stops_per_year > 0.0


def _date(day: float) -> datetime.date | None:
    return datetime.date.fromordinal(int(day)) if math.isfinite(day) else None
