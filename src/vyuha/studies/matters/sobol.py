"""Sobol's indices: which share of the variance over all factors at once a factor makes alone (first order), and which
with all that it does together with others (total).

Every point of the design is fought with the same random numbers. So the mean of n fights is one surface, not scattered
points, and it differs from the mean of infinitely many fights by a fixed amount at each point. That difference would
count as an effect of the factors. It is taken out: sums of squares are built from products of different fights, whose
luck has nothing to do with each other.

Assumes   factors are independent of each other, each with its law.
Holds     for a number of points that is a power of two. First-order indices are less sure than total ones. With a
          single fight a point nothing can be taken out. Intervals are rather too wide, since the bootstrap does
          not know how evenly the points lie.
Source    I. M. Sobol, Mathematics and Computers in Simulation 55 (2001) 271; estimators of A. Saltelli et al., Computer
          Physics Communications 181 (2010) 259, through scipy.stats.sobol_indices. Intervals: points by the bootstrap,
          fights by the jackknife.
Checked   tests/studies/matters/test_sobol.py: Ishigami's function and Sobol's g-function to their closed forms, with
          and without luck; the estimator of scipy itself where there is none.
"""

from typing import NamedTuple

import numpy as np

from vyuha.results.statistics import Estimate
from vyuha.studies.matters.crossed import Places, Spread, joined, left_out_columns
from vyuha.studies.matters.shares import apart, products_apart
from vyuha.studies.question import Floats

RESAMPLES = 200
ALIKE = "all points are alike in every fight"
NOT_TOLD = "the points differ by no more than luck"
# Values that differ by less than this share of their size are alike.
_ROUNDING = 1e-12


class Indices(NamedTuple):
    """First-order and total index [1] of each factor. `lacking` says why nothing is known of them; empty if it is."""

    first: list[Estimate]
    total: list[Estimate]
    lacking: str = ""


def design(points: int, factors: int, seed: int) -> Floats:
    """Shares between 0 and 1: points x (2 + factors) x factors.

    Of each point its place in sample A, that in sample B, then A with one factor after the other as in B.
    """
    from scipy.stats import qmc

    both = qmc.Sobol(2 * factors, rng=seed).random(points)
    first, second = both[:, :factors], both[:, factors:]
    rows = [first, second]
    for n in range(factors):
        mixed = first.copy()
        mixed[:, n] = second[:, n]
        rows.append(mixed)
    return np.stack(rows, axis=1)


def indices(values: Floats, seed: int) -> Indices:
    """The indices from outcomes of the design: points x (2 + factors) x fights; points must be a power of two."""
    points, rows, fights = values.shape
    if float(np.ptp(values, axis=(0, 1)).max()) <= _ROUNDING * float(np.abs(values).max()):
        nothing = [Estimate(0.0, None, None, ALIKE)] * (rows - 2)
        return Indices(nothing, nothing, ALIKE)
    found = _indices(values)
    rng = np.random.default_rng(seed)
    again = np.array([_indices(values[rng.integers(0, points, points)]) for _ in range(RESAMPLES)])

    def without(columns: Places) -> Floats:
        return _indices(values[:, :, columns])

    parts = (again.var(axis=0, ddof=1), points - 1), (left_out_columns(without, fights), max(fights - 1, 1))
    spread: Spread = joined(found, *parts)
    variance = spread.interval(2 * (rows - 2), -np.inf, np.inf)
    if variance.low is not None and variance.low <= 0.0:
        # A share of what may be nothing may be anything.
        ends = [Estimate(float(np.clip(found[n], 0.0, 1.0)), 0.0, 1.0, NOT_TOLD) for n in range(2 * (rows - 2))]
        return Indices(ends[: rows - 2], ends[rows - 2 :], NOT_TOLD)
    ends = [spread.interval(n, 0.0, 1.0) for n in range(2 * (rows - 2))]
    return Indices(ends[: rows - 2], ends[rows - 2 :])


def noise_share(values: Floats) -> float:
    """Which share [1] of the variance between points is no effect of the factors but luck of so few fights."""
    both = values[:, :2].reshape(-1, values.shape[2])
    centred = both - both.mean(axis=0)
    mean = centred.mean(axis=1)
    whole = float((mean**2).sum())
    return 1.0 - float(apart(mean, centred.T)) / whole if whole > 0.0 else 0.0


def _indices(values: Floats) -> Floats:
    """All first-order indices, all total ones, and the variance that they share."""
    from scipy.stats import sobol_indices

    # scipy wants outputs x points; each fight is an output.
    first, second = values[:, 0].T, values[:, 1].T
    mixed = values[:, 2:].transpose(1, 2, 0)
    found = sobol_indices(func={"f_A": first, "f_B": second, "f_AB": mixed}, n=len(values), method=_without_luck)
    middle = values[:, :2].mean(axis=(0, 1))
    variance = _variance(first - middle[:, None], second - middle[:, None])
    return np.concatenate([found.first_order, found.total_order, [variance]])


def _variance(first: Floats, second: Floats) -> float:
    """Variance of the mean over both samples (fights x points), without luck."""
    sums = apart(first.mean(axis=0), first) + apart(second.mean(axis=0), second)
    return float(sums / (2.0 * first.shape[1]))


# The names of the arguments are those that scipy asks for.
def _without_luck(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:
    """Saltelli's estimators of both kinds of index, from products of different fights only."""
    points = f_A.shape[1]
    a, b, ab = f_A.mean(axis=0), f_B.mean(axis=0), f_AB.mean(axis=1)
    singles = f_AB.transpose(1, 0, 2)
    variance = _variance(f_A, f_B)
    alone = products_apart((b, ab - a), (f_B[:, None, :], singles - f_A[:, None, :])) / points
    total = apart(ab - a, singles - f_A[:, None, :]) / (2.0 * points)
    if variance <= 0.0:
        return np.zeros_like(alone), np.zeros_like(total)
    return alone / variance, total / variance
