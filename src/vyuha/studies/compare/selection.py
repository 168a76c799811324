"""Ranking and selection: which of several alternatives is best, with no more trials than the doubt asks for.

Assumes   trial k of one alternative and trial k of another share their random numbers, or do not: both are allowed.
          Means of the trials between two looks are about normal.
Holds     the best is picked with at least the promised probability wherever it is better than every other by the
          indifference or more; nothing is promised between alternatives that are nearer to each other than that.
Source    S.-H. Kim and B. L. Nelson, ACM Trans. Model. Comput. Simul. 11 (2001) 251, with c = 1, for the boundary; the
          same, Oper. Res. 54 (2006) 475, for variances that are estimated anew at each look.
Checked   tests/studies/compare/test_selection.py: the rate of correct selection in least favourable configurations of
          normal, binomial and rare laws, against the promise.

All start with the same number of trials. At each look an alternative is dropped if it is behind another one that is
still in by more than the paired variance of the two leaves in doubt. The others get more trials. The doubt shrinks to
nothing as trials come, so that one is left in the end.

Variances enter one standard error larger than they look, and for outcomes that count things never smaller than if one
more trial had differed by one: what is rare may not have shown yet. At each look a failed trial counts as the worst
that any trial of any alternative has shown up to then, or, of a chance, as the worst there can be.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vyuha.studies.question import Floats


class Dropped(NamedTuple):
    """An alternative that is out: after so many `trials`, since it was behind alternative `by`."""

    alternative: int
    trials: int
    by: int


class Verdict(NamedTuple):
    """What is known so far: who is `left`, how many `trials` each of them should have before the next look (or had, at
    the last one), the `winner`, and who was dropped when. Not `sure` if trials ran out first.
    """

    left: tuple[int, ...]
    trials: int
    winner: int | None
    dropped: tuple[Dropped, ...]
    sure: bool


class Selection(NamedTuple):
    """How to select: the `indifference` in units of the outcome, the probability promised where the best is better by
    that much, how many trials come first and between looks, and the most that an alternative gets. `worst` is the
    worst value there can be (None: nobody knows).
    """

    indifference: float
    confidence: float = 0.95
    less: bool = True
    counts: bool = True
    first: int = 200
    block: int = 100
    most: int = 100_000
    worst: float | None = None

    def look(self, values: Sequence[Floats]) -> Verdict:
        """What the values of each alternative say, in the order of the trials, NaN where one failed.

        All looks are gone through again from the first one, so that nothing depends on the pieces in which trials came.
        """
        left, trials = tuple(range(len(values))), self.first
        dropped: tuple[Dropped, ...] = ()
        looked_at = [0] * len(values)
        while len(left) > 1 and all(len(values[one]) >= trials for one in left):
            for one in left:
                looked_at[one] = trials
            ahead = self._ahead([one[:count] for one, count in zip(values, looked_at, strict=True)])
            out = self._behind([ahead[one] for one in left], left, trials, len(values))
            dropped += out
            left = tuple(one for one in left if all(one != gone.alternative for gone in out))
            if len(left) > 1 and trials >= self.most:
                means = [float(ahead[one].mean()) for one in left]
                return Verdict(left, trials, left[int(np.argmax(means))], dropped, False)
            if len(left) > 1:
                trials = min(trials + max(self.block, trials // 10 // self.block * self.block), self.most)
        return Verdict(left, trials, left[0] if len(left) == 1 else None, dropped, len(left) == 1)

    def _ahead(self, values: Sequence[Floats]) -> list[Floats]:
        """Values of which more is better, with failed trials at the worst of them."""
        turned = [-one if self.less else one for one in values]
        seen = [float(np.nanmin(one)) for one in turned if not np.isnan(one).all()]
        worst = min(seen, default=0.0)
        if self.worst is not None:
            worst = -self.worst if self.less else self.worst
        return [np.where(np.isnan(one), worst, one) for one in turned]

    def _behind(
        self, values: list[Floats], left: tuple[int, ...], trials: int, alternatives: int
    ) -> tuple[Dropped, ...]:
        """Who is behind another by more than doubt allows: of each, behind whom most."""
        found = []
        means = [float(one.mean()) for one in values]
        for i, one in enumerate(values):
            # Of two that are alike to the last the first stays.
            gaps = [
                (means[j] - means[i] - self._doubt(values[j] - one, alternatives), j)
                for j in range(len(values))
                if j != i
            ]
            gap, by = max(gaps, key=lambda pair: pair[0])
            if gap > 0.0 or (gap == 0.0 and by < i and means[by] >= means[i]):
                found.append(Dropped(left[i], trials, left[by]))
        return tuple(found)

    def _doubt(self, apart: Floats, alternatives: int) -> float:
        """How far one may be behind another and stay: the boundary of Kim and Nelson at this many trials."""
        trials = len(apart)
        freedom = self.first - 1
        share = 2.0 * (1.0 - self.confidence) / (alternatives - 1)
        reach = freedom * (math.pow(share, -2.0 / freedom) - 1.0) * self._variance(apart)
        return max(0.0, reach / (2.0 * self.indifference * trials) - 0.5 * self.indifference)

    def _variance(self, apart: Floats) -> float:
        trials = len(apart)
        variance = float(apart.var(ddof=1))
        if variance > 0.0:
            peak = float(((apart - apart.mean()) ** 4).mean()) / variance**2
            variance *= 1.0 + math.sqrt(max(0.0, peak - 1.0) / trials)
        return variance + (1.0 / trials if self.counts else 0.0)
