"""What fights say of laydowns: what each axis costs each of them, the attacker's best reply, and who is the least bad.

Assumes   all laydowns and axes were fought with the same random numbers, so that differences are paired. The attacker's
          best reply to a laydown is the axis with the highest mean.
Holds     for any number of fights. The highest of several means is a little too high by chance, the more so the nearer
          they are to each other; the intervals of differences are those of the axes chosen.
Source    Kendall's tau for agreement in rank; intervals from `studies.estimates`, those of several comparisons at
          once narrowed in confidence by their number (Bonferroni).
Checked   tests/studies/siting/test_question.py: a made-up law of known order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vyuha.results.sensitivity import is_told
from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.estimates import difference, estimate
from vyuha.studies.siting.problem import Floats


@dataclass(frozen=True)
class Found:
    """The `values` of every trial by laydown and axis, and what the `model` says of each (laydown, axis); it settles
    equal worst axes by the mean of all with `mean_weight` [1].
    """

    values: tuple[tuple[Floats, ...], ...]
    model: Floats
    outcome: str
    mean_weight: float = 0.0

    @cached_property
    def cells(self) -> tuple[tuple[Estimate, ...], ...]:
        """Mean of each laydown (rows) on each axis."""
        return tuple(tuple(estimate(values, self.outcome) for values in row) for row in self.values)

    @cached_property
    def means(self) -> Floats:
        """The means alone."""
        return np.array([[cell.mean for cell in row] for row in self.cells])

    @cached_property
    def replies(self) -> tuple[int, ...]:
        """The attacker's best reply to each laydown, among axes on which any fight came to its end."""
        return tuple(int(np.argmax(np.where(np.isnan(row), -np.inf, row))) for row in self.means)

    def worst(self, choice: int) -> Estimate:
        """What the attacker's best reply to a laydown costs."""
        return self.cells[choice][self.replies[choice]]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The laydowns, the one with the least worst axis first; equals by all axes together. Those of which an axis is
        not known, since every fight failed, come last.
        """
        unknown = np.isnan(self.means)

        def rank(k: int) -> tuple[int, float, float, int]:
            mean = self.worst(k).mean
            worst = np.inf if np.isnan(mean) else mean
            return int(unknown[k].sum()), worst, float(np.nansum(self.means[k])), k

        return tuple(sorted(range(len(self.means)), key=rank))

    def more(self, better: int, other: int, comparisons: int = 1) -> Estimate:
        """How much more `other` loses to the attacker's best reply to it than `better` does, paired fight by fight."""
        first = self.values[better][self.replies[better]]
        second = self.values[other][self.replies[other]]
        return difference(first, second, self.outcome, 1.0 - (1.0 - CONFIDENCE) / comparisons)

    @property
    def fights(self) -> int:
        """All fights."""
        return sum(len(values) for row in self.values for values in row)

    def fights_of(self, choice: int) -> int:
        """Fights of one laydown."""
        return sum(len(values) for values in self.values[choice])

    @property
    def failed(self) -> int:
        """Fights without an end."""
        return sum(int(np.isnan(values).sum()) for row in self.values for values in row)

    @cached_property
    def agreement(self) -> "Agreement":
        """Whether the model puts the laydowns in the order of the fights."""
        from scipy.stats import kendalltau

        worst = np.array([self.worst(k).mean for k in range(len(self.means))])
        model = self.model.max(axis=1) + self.mean_weight * self.model.mean(axis=1)
        pairs = [(a, b) for a in range(len(worst)) for b in range(a) if is_told(self.more(a, b))]
        same = sum(bool((model[b] - model[a]) * (worst[b] - worst[a]) > 0.0) for a, b in pairs)
        tau = [_tau(kendalltau, model, worst), _tau(kendalltau, self.model.ravel(), self.means.ravel())]
        return Agreement(len(pairs), same, tau[0], tau[1])


@dataclass(frozen=True)
class Agreement:
    """Of so many pairs of laydowns that fights tell apart, in how many the model has the `same` order; Kendall's tau
    over the laydowns, and over all laydowns and axes (None: all are alike).
    """

    pairs: int
    same: int
    laydowns: float | None
    cells: float | None


def _tau(kendalltau: Callable[..., tuple[float, float]], one: Floats, other: Floats) -> float | None:
    known = ~np.isnan(other)
    one, other = one[known], other[known]
    if not len(one) or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(kendalltau(np.round(one, 9), other)[0])
