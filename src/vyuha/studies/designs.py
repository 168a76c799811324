"""Designs: at which points of the factors' ranges a study fights.

    grid             every value of each factor with every value of the others
    one-at-a-time    the scenario as it is, then each value of each factor alone
    latin-hypercube  as many points as are asked for; every factor is cut into as many strips, each met once
    sobol            the first points of a scrambled Sobol sequence, which fills the space most evenly

Source    M. McKay, R. Beckman, W. Conover, Technometrics 21 (1979) 239; I. Sobol, USSR Comput. Math. 7 (1967) 86; drawn
          by scipy.stats.qmc, with the seed of the study.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Annotated, Literal

import polars as pl

from vyuha.programme.model import Part
from vyuha.reading.fields import Whole
from vyuha.studies.factors import Factor
from vyuha.studies.point import Point, Value

# Points of a design; more say no more, and nobody waits for them.
MOST_POINTS = 100_000
# The scenario as it is, in a design.
AS_IT_IS = "as-it-is"
# The column of a design's table that names its points.
POINT = "point"

Kind = Literal["grid", "one-at-a-time", "latin-hypercube", "sobol"]


class Design(Part):
    """How the points are chosen; `points` [count] is for those designs that take any number."""

    kind: Kind = "grid"
    points: Annotated[int, Whole(1, 10**18)] | None = None

    def size(self, factors: Sequence[Factor]) -> int:
        """Number of points [count], known before there are any."""
        if self.kind == "grid":
            return math.prod(len(factor.levels) for factor in factors)
        if self.kind == "one-at-a-time":
            return 1 + sum(len(factor.levels) for factor in factors)
        return self.points or 0

    def problem(self, factors: Sequence[Factor]) -> str:
        """Why it cannot be made; empty if it can."""
        if not factors:
            return "a design needs factors"
        sampled = self.kind in ("latin-hypercube", "sobol")
        if sampled and self.points is None:
            return "give the number of points"
        if not sampled and self.points is not None:
            return f"a design of kind {self.kind} has as many points as its factors make; leave points out"
        size = self.size(factors)
        if size > MOST_POINTS:
            return f"{size:,} points; at most {MOST_POINTS:,} are allowed (fewer values, or a latin-hypercube)"
        if self.kind == "sobol" and size & (size - 1):
            return f"a Sobol sequence is even over powers of two only; give {1 << (size.bit_length() - 1)} points"
        return ""

    def levels(self, factors: Sequence[Factor], seed: int) -> list[tuple[Value | None, ...]]:
        """A value for each factor at each point (None: as it is)."""
        if self.kind == "grid":
            return list(itertools.product(*(factor.levels for factor in factors)))
        if self.kind == "one-at-a-time":
            nothing: tuple[Value | None, ...] = (None,) * len(factors)
            alone = [
                (*nothing[:n], level, *nothing[n + 1 :]) for n, factor in enumerate(factors) for level in factor.levels
            ]
            return [nothing, *alone]
        return [
            tuple(factor.at(float(share)) for factor, share in zip(factors, row, strict=True))
            for row in self._shares(len(factors), seed)
        ]

    def _shares(self, dimensions: int, seed: int) -> list[list[float]]:
        from scipy.stats import qmc

        sampler = (qmc.Sobol if self.kind == "sobol" else qmc.LatinHypercube)(dimensions, rng=seed)
        shares: list[list[float]] = sampler.random(self.points).tolist()
        return shares


def points_of(factors: Sequence[Factor], levels: Sequence[tuple[Value | None, ...]]) -> tuple[Point, ...]:
    """The points of a design, named in its order."""
    width = len(str(max(len(levels) - 1, 0)))
    found = []
    for n, row in enumerate(levels):
        settings = tuple(f.setting(value) for f, value in zip(factors, row, strict=True) if value is not None)
        found.append(Point(f"p{n:0{width}d}" if settings else AS_IT_IS, settings))
    return tuple(found)


def table_of(
    factors: Sequence[Factor], points: Sequence[Point], levels: Sequence[tuple[Value | None, ...]]
) -> pl.DataFrame:
    """One row per point: its name and a column per factor, numbers where all its values are numbers."""
    columns: dict[str, list[object]] = {POINT: [point.name for point in points]}
    for n, factor in enumerate(factors):
        values = [factor.base if row[n] is None else row[n] for row in levels]
        numbers = [None if value is None else factor.number(value) for value in values]
        known = all(number is not None or value is None for number, value in zip(numbers, values, strict=True))
        columns[factor.id] = list(numbers) if known else [None if value is None else str(value) for value in values]
    return pl.DataFrame(columns)
