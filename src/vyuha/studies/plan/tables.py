"""The tables of a plan's outcome that come from the futures; their columns stand in `vyuha.programme.outcome`."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.programme.model import Programme
from vyuha.programme.outcome import MEASURES, TABLES
from vyuha.studies.plan.force import ROUNDS, stock
from vyuha.studies.plan.futures import units_ready
from vyuha.studies.plan.join import MORE_IS_BETTER, Course, Joined, Mean, mean_of, spread
from vyuha.studies.plan.response import change

Floats = npt.NDArray[np.float64]

_SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
# 1970-01-01 in days since 0001-01-01, and the first day that no calendar holds.
_EPOCH, _BEYOND = 719163, 3652060


def dates(days: Sequence[float] | Floats) -> pl.Series:
    """Days as Polars dates; what never comes, or is unknown (nan), is null."""
    whole = [int(day) - _EPOCH if 1.0 <= day < _BEYOND else None for day in days]
    return pl.Series(whole, dtype=pl.Int32).cast(pl.Date)


def frame(name: str, parts: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """A table of the outcome from parts of it, each a mapping from column to values."""
    schema = TABLES[name]
    if not parts:
        return pl.DataFrame(schema=schema)
    return pl.concat(
        [pl.DataFrame(part).select(pl.col(key).cast(kind) for key, kind in schema.items()) for part in parts]
    )


def quantiles(values: Floats) -> dict[str, Floats]:
    """Quantiles over futures (last axis): the smallest value that at least such a share of futures does not exceed."""
    ordered = np.sort(values, axis=-1)
    count = values.shape[-1]
    return {key: ordered[..., math.ceil(share * count) - 1] for key, share in _SHARES.items()}


def _interval(found: Mean) -> dict[str, Floats]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def arrivals(joined: Joined) -> pl.DataFrame:
    """When each tranche comes, by alternative."""
    return frame("arrivals", [_arrivals(course) for course in joined.courses if course.futures.labels])


def _arrivals(course: Course) -> dict[str, Any]:
    labels, arrival = course.futures.labels, course.futures.arrival
    # A promise for December holds until the midnight after its last day; what comes then is shown on that day.
    spreads = quantiles(np.nextafter(np.ascontiguousarray(arrival.T), -math.inf))
    # What has come has no forecast; in a course that never was, all is shown as it would be.
    come = [
        label.delivered if course.alternative.deliveries == "expected" and math.isfinite(label.delivered) else math.nan
        for label in labels
    ]
    return {
        "alternative": [course.alternative.id] * len(labels),
        "programme": [label.programme for label in labels],
        "tranche": [label.tranche for label in labels],
        "units": [float(label.units) for label in labels],
        "planned": dates([math.nextafter(label.planned, -math.inf) for label in labels]),
        "reset": dates([math.nextafter(label.reset, -math.inf) for label in labels]),
        "delivered": dates(come),
        "never": np.isinf(arrival).mean(axis=0),
    } | {
        key: dates([math.nan if math.isfinite(day) else at for day, at in zip(come, found, strict=True)])
        for key, found in spreads.items()
    }


def capability(joined: Joined) -> pl.DataFrame:
    """What is ready on each day, by alternative and programme."""
    return frame(
        "capability",
        [
            {
                "alternative": [course.alternative.id] * len(joined.days),
                "programme": [programme.id] * len(joined.days),
                "date": dates(joined.days),
                "quantity": [quantity] * len(joined.days),
                **_interval(_positive(spread(ready))),
                **quantiles(ready),
            }
            for course in joined.courses
            for programme in joined.programmes
            for quantity, ready in _quantities(joined, course, programme)
        ],
    )


def _positive(found: Mean) -> Mean:
    return Mean(found.mean, np.maximum(found.low, 0.0), found.high)


def _quantities(joined: Joined, course: Course, programme: Programme) -> Iterator[tuple[str, Floats]]:
    fights = programme.id == joined.programme.id
    if fights:
        units = course.paths.units
    else:
        units = np.ascontiguousarray(units_ready(course.futures, programme.id, joined.days).T)
    yield "units", units
    for key, each in joined.brings[programme.id].items():
        if key != ROUNDS:
            yield key, units * each
        elif fights:
            yield key, course.paths.rounds
        else:
            yield key, stock(course.futures, programme, joined.days, each)


def outcomes(joined: Joined) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What a raid would do on each day, by alternative; and the differences against the first alternative."""
    rows: list[dict[str, Any]] = []
    against: list[dict[str, Any]] = []
    first = joined.courses[0]
    for measure in MEASURES:
        base = joined.raided(first, measure)
        for course in joined.courses:
            raided = base if course is first else joined.raided(course, measure)
            common = {
                "alternative": [course.alternative.id] * len(joined.days),
                "date": dates(joined.days),
                "measure": [measure] * len(joined.days),
            }
            rows.append(common | _interval(mean_of(raided, measure)) | quantiles(raided.value))
            found, error = change(joined.surface, raided, base, measure)
            better = found > 0.0 if measure in MORE_IS_BETTER else found < 0.0
            against.append(
                common
                | {"against": [first.alternative.id] * len(joined.days)}
                | _interval(spread(found, error))
                | {"better": better.mean(axis=1), "same": (found == 0.0).mean(axis=1)}
            )
    return frame("outcomes", rows), frame("differences", against)


def vintages(programmes: Sequence[Programme]) -> pl.DataFrame:
    """Dated forecasts, and what came of them."""
    parts = []
    for programme in programmes:
        delivered = {
            tranche.id: tranche.delivered.day
            for contract in programme.contracts
            for tranche in contract.tranches
            if tranche.delivered is not None
        }
        said = programme.forecasts
        if said:
            parts.append(
                {
                    "programme": [programme.id] * len(said),
                    "tranche": [one.tranche for one in said],
                    "said": dates([one.said.day for one in said]),
                    "by": [one.by for one in said],
                    "first": dates([one.when.span.start for one in said]),
                    "last": dates([one.when.span.end - 1.0 for one in said]),
                    "delivered": dates([delivered.get(one.tranche, math.nan) for one in said]),
                    "source": [one.when.source for one in said],
                    "grade": [one.when.grade for one in said],
                }
            )
    return frame("vintages", parts)
