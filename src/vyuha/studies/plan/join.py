"""Delivery futures joined with the response surface: what each alternative has ready, and what a raid would then do.

Every alternative is pushed through the same futures and the same surface. The interval of a mean has two parts: chance
in the futures, which more futures make smaller, and the error of the surface, which all futures share: it does not
average out and is added in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import month_starts
from vyuha.programme.model import Programme
from vyuha.programme.plan import Alternative, Plan
from vyuha.studies.plan.force import Paths, brought, paths
from vyuha.studies.plan.futures import Futures, draw
from vyuha.studies.plan.response import Raided, Response, Z, respond

Floats = npt.NDArray[np.float64]

# Bounds that a mean cannot leave, by measure; measures not named here cannot be negative.
_BOUNDS = {"leak_share": (0.0, 1.0), "value_protected": (0.0, 1.0)}
# Measures of which more is better for the defence.
MORE_IS_BETTER = ("value_protected", "raid_cost_lost")


@dataclass(frozen=True)
class Course:
    """An alternative: its futures, and what the fighting programme has ready in them on the days of the grid."""

    alternative: Alternative
    futures: Futures
    paths: Paths


@dataclass(frozen=True)
class Joined:
    """All that tables and answers are made from.

    `marks` are the rows of `days` that are dates of the plan, `now` is the row of its `as_of` (or of its first day, if
    that is later); `load` is the full load [count] of a unit in its position.
    """

    plan: Plan
    programmes: tuple[Programme, ...]
    surface: Response
    days: Floats
    marks: tuple[int, ...]
    now: int
    load: float
    brings: dict[str, dict[str, Floats]]
    courses: tuple[Course, ...]

    @property
    def programme(self) -> Programme:
        """The programme whose units fight."""
        return next(one for one in self.programmes if one.id == self.plan.force.programme)

    @property
    def positions(self) -> int:
        """Places in the scenario where a unit can stand."""
        return len(self.plan.force.positions)

    def raided(self, course: Course, measure: str, rows: Sequence[int] | slice = slice(None)) -> Raided:
        """A measure in a course on days of the grid, float64[days, futures] each."""
        return respond(self.surface, course.paths.fighting[rows], course.paths.fill[rows], measure)


@dataclass(frozen=True)
class Mean:
    """Means over futures with 95 % intervals, float64[days] each."""

    mean: Floats
    low: Floats
    high: Floats


class Grid(NamedTuple):
    """The days on which a plan is looked at: the start of each month, the plan's dates, and the day it is made."""

    days: Floats
    marks: tuple[int, ...]
    now: int


def grid(plan: Plan) -> Grid:
    """The days of a plan, the rows of its dates, and the row of its `as_of`."""
    dates = [float(int(date.middle)) for date in plan.dates]
    today = max(float(int(plan.as_of.last_noon)), plan.start.start)
    days = sorted({*month_starts(plan.start.start, plan.end.end - 1.0), *dates, today})
    return Grid(np.array(days), tuple(days.index(date) for date in dates), days.index(today))


def courses(plan: Plan, programmes: Sequence[Programme], load: float) -> tuple[Course, ...]:
    """Each alternative of a plan over its futures; `load` [count] is the full load of a unit in its position."""
    days = grid(plan).days
    own = next(one for one in programmes if one.id == plan.force.programme)
    brings = brought(own, plan.seed, plan.futures)
    found = []
    for alternative in plan.alternatives:
        futures = draw(programmes, plan.slip, plan.as_of.last_noon, plan.seed, plan.futures, alternative)
        ready = paths(futures, own, days, len(plan.force.positions), load, brings)
        found.append(Course(alternative, futures, ready))
    return tuple(found)


def join(
    plan: Plan, programmes: Sequence[Programme], surface: Response, load: float, made: tuple[Course, ...]
) -> Joined:
    """The courses of a plan on a surface; `load` [count] is the full load of a unit in its position."""
    days, marks, now = grid(plan)
    brings = composition(plan, programmes)
    return Joined(plan, tuple(programmes), surface, days, marks, now, load, brings, made)


def composition(plan: Plan, programmes: Sequence[Programme]) -> dict[str, dict[str, Floats]]:
    """What a unit of each programme brings, by programme, key and future."""
    return {one.id: brought(one, plan.seed, plan.futures) for one in programmes}


def mean_of(raided: Raided, measure: str) -> Mean:
    """Mean over futures (last axis) with its interval, within what the measure can be."""
    low, high = _BOUNDS.get(measure, (0.0, np.inf))
    found = spread(raided.value, raided.error)
    return Mean(found.mean, np.maximum(found.low, low), np.minimum(found.high, high))


def spread(values: Floats, errors: Floats | float = 0.0) -> Mean:
    """Mean over futures (last axis) with its interval: sampling of futures, and the errors that all futures share."""
    mean = values.mean(axis=-1)
    sampling = values.std(axis=-1, ddof=1) / np.sqrt(values.shape[-1]) if values.shape[-1] > 1 else np.zeros_like(mean)
    shared = np.mean(errors, axis=-1) if isinstance(errors, np.ndarray) else errors
    half = Z * np.sqrt(sampling**2 + shared**2)
    # Where all futures agree the mean may be off in its last digit, and so may the spread.
    alike = values.min(axis=-1) == values.max(axis=-1)
    mean = np.where(alike, values[..., 0], mean)
    half = np.where(alike, Z * shared, half)
    return Mean(mean, mean - half, mean + half)
