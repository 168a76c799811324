"""Which of several alternatives is better: their outcomes, and the differences fight by fight on the same raids.

Assumes   trial k of every alternative has the same random numbers, unless the study says otherwise.
Holds     for each interval by itself: of twenty differences one misses the truth by chance alone. The best of many by
          the mean is flattered by chance; a selection (`vyuha.studies.compare.selection`) is not.
Source    common random numbers: A. M. Law, Simulation Modeling and Analysis, 5th ed. (2015), section 11.2.
Checked   tests/studies/compare/test_question.py: laws whose differences are known; tests/studies/compare/test_demo.py:
          how much smaller the variance of a difference is on the demonstration.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vyuha.results.answers import Answer
from vyuha.studies.compare import words
from vyuha.studies.compare.selection import Selection, Verdict
from vyuha.studies.estimates import difference, estimate
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Fought, Want, Work
from vyuha.studies.stopping import Stop

ALTERNATIVES, DIFFERENCES = "alternatives", "differences"
_ALTERNATIVES = pl.Schema(
    {
        "alternative": pl.String,
        "name": pl.String,
        "outcome": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "method": pl.String,
        "fights": pl.Int64,
        "failed": pl.Int64,
        "best": pl.Boolean,
        # After so many fights it was left behind, and by whom; empty where it was not.
        "dropped_after": pl.Int64,
        "dropped_for": pl.String,
    }
)
_DIFFERENCES = pl.Schema(
    {
        "alternative": pl.String,
        "name": pl.String,
        # "best", "base" or both: whom it is compared with, and why.
        "against": pl.String,
        "against_name": pl.String,
        "role": pl.String,
        "outcome": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "method": pl.String,
        "pairs": pl.Int64,
        "failed": pl.Int64,
        # Variance with independent numbers over that of the pairs; empty where all pairs agree.
        "variance_ratio": pl.Float64,
    }
)


@dataclass(frozen=True)
class Comparison:
    """Alternatives side by side. With a `selection` it decides how much is fought; else the study's `stop` rule, if it
    has one, or its number of `replicates` [count].
    """

    name: str
    outcome: str
    points: tuple[Point, ...]
    names: tuple[str, ...]
    work: Work
    less: bool = True
    replicates: int = 200
    stop: Stop | None = None
    selection: Selection | None = None
    common: bool = True

    def at_most(self) -> Sequence[Want]:
        """All that it may ever want."""
        return [Want(point, self._most, self.work) for point in self.points]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What the next look needs."""
        counts = [fought.count(point, self.work) for point in self.points]
        return [
            Want(point, wanted, self.work)
            for point, count, wanted in zip(self.points, counts, self._counts(fought), strict=True)
            if count < wanted
        ]

    def answer(self, fought: Fought) -> Answer:
        """Means with their intervals, paired differences, and who is best."""
        counts = self._counts(fought)
        values = [one[:count] for one, count in zip(self._values(fought), counts, strict=True)]
        verdict = self.selection.look(values) if self.selection else None
        best = self._best(values) if verdict is None or verdict.winner is None else verdict.winner
        tables = {
            ALTERNATIVES: self._alternatives(values, verdict, best),
            DIFFERENCES: self._differences(values, best),
        }
        found = words.Found(self.outcome, self.less, tables[ALTERNATIVES], tables[DIFFERENCES], self.common)
        said = [*self._how_sure(verdict, best, counts), *words.sentences(found)]
        if all(np.isnan(one).all() for one in values):
            said = [words.nothing(sum(counts))]
        return Answer(
            "compare",
            self.name,
            words.title(self.outcome, len(self.points), self.selection is not None),
            tuple(said),
            tables,
            self._notes(fought, values),
        )

    @property
    def _most(self) -> int:
        if self.selection:
            return self.selection.most
        return self.stop.most if self.stop else self.replicates

    def _values(self, fought: Fought) -> list[Floats]:
        return [fought.values(point, self.outcome, self.work) for point in self.points]

    def _counts(self, fought: Fought) -> list[int]:
        """How many trials of each alternative the answer rests on, or is waiting for."""
        if self.selection:
            verdict = self.selection.look(self._values(fought))
            gone = {one.alternative: one.trials for one in verdict.dropped}
            return [gone.get(n, verdict.trials) for n in range(len(self.points))]
        if self.stop is None:
            return [self.replicates] * len(self.points)
        looks = [self.stop.look(fought.values(point, self.stop.of, self.work)) for point in self.points]
        # Pairs need as many of each.
        together = max(look.trials for look in looks)
        return [together if all(look.enough for look in looks) else look.trials for look in looks]

    def _best(self, values: list[Floats]) -> int:
        means = [estimate(one, self.outcome).mean for one in values]
        known = [np.inf if np.isnan(mean) else mean if self.less else -mean for mean in means]
        return int(np.argmin(known))

    def _alternatives(self, values: list[Floats], verdict: Verdict | None, best: int) -> pl.DataFrame:
        gone = {one.alternative: one for one in verdict.dropped} if verdict else {}
        selected = verdict is not None and verdict.winner is not None
        estimates = [estimate(one, self.outcome) for one in values]
        means = [one.mean for one in estimates]
        rows = []
        for n, (point, name, one) in enumerate(zip(self.points, self.names, values, strict=True)):
            found, out = estimates[n], gone.get(n)
            rows.append(
                {
                    "alternative": point.name,
                    "name": name,
                    "outcome": self.outcome,
                    "mean": found.mean,
                    "low": found.low,
                    "high": found.high,
                    "method": found.method,
                    "fights": len(one),
                    "failed": int(np.isnan(one).sum()),
                    # All that share the best mean, unless one was selected.
                    "best": n == best or (not selected and means[n] == means[best]),
                    "dropped_after": out.trials if out else None,
                    "dropped_for": self.points[out.by].name if out else None,
                }
            )
        return pl.DataFrame(rows, schema=_ALTERNATIVES)

    def _differences(self, values: list[Floats], best: int) -> pl.DataFrame:
        """Every alternative against the best, and against the first, which is the base."""
        rows = []
        for other in dict.fromkeys((best, 0)):
            role = "best and base" if best == 0 else "best" if other == best else "base"
            for n in range(len(values)):
                if n == other or (role == "base" and n == best):
                    continue
                rows.append(self._pair(n, other, values) | {"role": role})
        return pl.DataFrame(rows, schema=_DIFFERENCES)

    def _pair(self, one: int, other: int, values: list[Floats]) -> dict[str, object]:
        pairs = min(len(values[one]), len(values[other]))
        first, second = values[other][:pairs], values[one][:pairs]
        found = difference(first, second, self.outcome)
        return {
            "alternative": self.points[one].name,
            "name": self.names[one],
            "against": self.points[other].name,
            "against_name": self.names[other],
            "outcome": self.outcome,
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
            "method": found.method,
            "pairs": pairs,
            "failed": int(np.isnan(second - first).sum()),
            "variance_ratio": variance_ratio(first, second),
        }

    def _how_sure(self, verdict: Verdict | None, best: int, counts: list[int]) -> list[words.Sentence]:
        if self.selection is None or verdict is None:
            return []
        total = sum(counts)
        name, gap = self.names[best], self.selection.indifference
        return [words.selected(name, self.outcome, gap, self.selection.confidence, verdict.sure, total)]

    def _notes(self, fought: Fought, values: list[Floats]) -> tuple[str, ...]:
        reached = None
        if self.stop and not self.selection:
            reached = all(self.stop.look(fought.values(point, self.stop.of, self.work)).narrow for point in self.points)
        failed = sum(int(np.isnan(one).sum()) for one in values)
        return words.notes(self.common, failed, self.stop if reached is False else None, self.selection is not None)


def variance_ratio(first: Floats, second: Floats) -> float | None:
    """By what factor the variance of the difference of two means is smaller for the pairs than for trials that have
    nothing to do with each other; None where all pairs agree, or there are too few.
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    if both.sum() < 2:
        return None
    a, b = first[both], second[both]
    paired = float((b - a).var(ddof=1))
    return (float(a.var(ddof=1)) + float(b.var(ddof=1))) / paired if paired > 0.0 else None
