"""What a curve shows of each point: outcomes as the fights have them, the share of the value that is protected, costs
for costs, and when units run empty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.curves.axis import Axis
from vyuha.studies.estimates import estimate, words
from vyuha.studies.outcomes import MONEY, kind
from vyuha.studies.phrases import capital
from vyuha.studies.question import Floats, Fought, Work

VALUE_PROTECTED = "value_protected"
EXCHANGE = "exchange"
FIRST_EMPTY, ALL_EMPTY = "first_empty", "all_empty"
# Name in the tables, title of its picture, and how its numbers are written.
RAN_EMPTY, TIME_TO_EMPTY = "ran_empty", "time_to_empty"

CURVE = {
    "measure": pl.String,
    "place": pl.String,
    "x": pl.Float64,
    "mean": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "fights": pl.Int64,
    "failed": pl.Int64,
}
PANELS = {
    "measure": pl.String,
    "title": pl.String,
    "kind": pl.String,
    "along": pl.String,
    "unit": pl.String,
    "stepped": pl.Boolean,
}


@dataclass(frozen=True)
class Asked:
    """What is asked: along which axis, of what, with so many `trials` [count] at each point. `worth` is the value of
    all assets together (0: none has any). `limit` [1] is that of a chance, None: none was given.
    """

    axis: Axis
    outcomes: tuple[str, ...]
    trials: int
    seed: int
    work: Work
    worth: float = 0.0
    limit: float | None = None


@dataclass
class Rows:
    """The rows of the tables of an answer, as they are found."""

    axis: Axis
    curve: list[dict[str, object]] = field(default_factory=list)
    panels: list[dict[str, object]] = field(default_factory=list)

    def panel(self, measure: str, title: str, written: str) -> None:
        """A measure that is to be drawn, and how its numbers are `written`: count, share, money, time, ratio."""
        row = {"measure": measure, "title": title, "kind": written}
        where = {"along": self.axis.name, "unit": self.axis.unit, "stepped": self.axis.stepped}
        self.panels.append(row | where)

    def add(self, measure: str, k: int, found: Estimate, values: Floats) -> None:
        """What was found at the point `k` [count], from these values (NaN: failed)."""
        failed = int(np.isnan(values).sum())
        self.curve.append(
            {
                "measure": measure,
                "place": self.axis.places[k],
                "x": float(self.axis.x[k]),
                "mean": _finite(found.mean),
                "low": _finite(found.low),
                "high": _finite(found.high),
                "fights": len(values) - failed,
                "failed": failed,
            }
        )

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables "curve" and "panels"."""
        return {"curve": pl.DataFrame(self.curve, CURVE), "panels": pl.DataFrame(self.panels, PANELS)}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def matrix(asked: Asked, fought: Fought, outcome: str) -> Floats:
    """An outcome with a row for each trial and a column for each point."""
    columns = [fought.values(point, outcome, asked.work)[: asked.trials] for point in asked.axis.points]
    return np.stack(columns, axis=1)


def add_outcome(rows: Rows, asked: Asked, fought: Fought, outcome: str) -> tuple[Floats, list[Estimate]]:
    """A panel of an outcome; its values, and the estimate at each point."""
    values = matrix(asked, fought, outcome)
    found = [estimate(column, outcome) for column in values.T]
    for k, one in enumerate(found):
        rows.add(outcome, k, one, values[:, k])
    title = words(outcome) + (" (USD)" if kind(outcome) == MONEY else "")
    rows.panel(outcome, capital(title), kind(outcome))
    return values, found


def add_value_protected(rows: Rows, asked: Asked, fought: Fought) -> list[Estimate]:
    """A panel of the share of the value that is still there after the fight; nothing where no asset has a value."""
    if asked.worth <= 0.0:
        return []
    lost = matrix(asked, fought, "value_lost")
    found = [_kept(estimate(column, "value_lost"), asked.worth) for column in lost.T]
    for k, one in enumerate(found):
        rows.add(VALUE_PROTECTED, k, one, lost[:, k])
    rows.panel(VALUE_PROTECTED, "Share of the value protected", "share")
    return found


def empty_times(asked: Asked, fought: Fought, column: str) -> Floats:
    """When [s] units ran empty, trial by point: inf where they never did, NaN where the fight failed."""
    times, fired = matrix(asked, fought, column), matrix(asked, fought, "shots")
    return np.where(np.isnan(fired), np.nan, np.where(np.isnan(times), np.inf, times))


def median_time(times: Floats) -> Estimate:
    """The time [s] by which half of the fights have it, with the exact interval from the order of the times; infinite
    where so many never have it.

    The chance that so many of n times lie below the median is that of a fair coin (H. David, H. Nagaraja, Order
    Statistics, 3rd ed. (2003), section 7.1).

    >>> median_time(np.arange(1.0, 10.0)).low
    2.0
    """
    from scipy.special import bdtr

    ordered = np.sort(times[~np.isnan(times)])
    number = len(ordered)
    if number == 0:
        return Estimate(math.nan, None, None, "no fight")
    middle = float(0.5 * (ordered[(number - 1) // 2] + ordered[number // 2]))
    tail, out = 0.5 * (1.0 - CONFIDENCE), -1
    while out + 1 < number / 2 and bdtr(out + 1, number, 0.5) <= tail:
        out += 1
    if out < 0:
        return Estimate(middle, None, None, "too few fights")
    return Estimate(middle, float(ordered[out]), float(ordered[number - 1 - out]), "order of the times")


def _kept(lost: Estimate, worth: float) -> Estimate:
    """Value lost as the share that is kept."""

    def share(value: float | None) -> float | None:
        return None if value is None else min(1.0, max(0.0, 1.0 - value / worth))

    return Estimate(1.0 - lost.mean / worth, share(lost.high), share(lost.low), lost.method)


def ended(values: Sequence[Floats]) -> npt.NDArray[np.bool_]:
    """Which trials came to their end in all of these."""
    return np.asarray(~np.isnan(np.stack(values)).any(axis=0))
