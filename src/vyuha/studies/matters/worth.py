"""What it is worth to know a figure before deciding between alternatives: how much better the outcome gets on average
because one then sometimes chooses otherwise.

Without further knowledge one takes the alternative that is best on average over all that is not known. Who knows a
figure takes, for each of its values, the one that is best there. The gain is nought where the same one is best
everywhere, however much the outcome swings: knowledge that changes no decision is worth nothing.

Assumes   all alternatives are fought at the same draws with the same random numbers; the outcome is what counts, and
          more of it is worth as much as it says. The mean over the other figures bends no more along a figure than a
          polynomial of the third degree in its place in its law.
Holds     from about fifty draws on. The best of uncertain means looks better than it is: the bootstrap estimates by how
          much, and a gain that shuffled draws would show too is given an interval from nought.
Source    expected value of partial perfect information from one set of draws: M. Strong and J. E. Oakley, Medical
          Decision Making 33 (2013) 755; by regression: M. Strong, J. E. Oakley, A. Brennan, Medical Decision Making 34
          (2014) 311. Rows and columns resampled together: A. B. Owen, Annals of Applied Statistics 1 (2007) 386.
Checked   tests/studies/matters/test_worth.py: two decisions with normal outcomes that are linear in the figures, of
          which the worth has a closed form; coverage of the interval; a figure that changes nothing.
"""

from collections.abc import Sequence

import numpy as np

from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.question import Floats

RESAMPLED = "crossed bootstrap"
SAME = "the same alternative is best at all draws, however they are drawn again"
RESAMPLES = 400
_DEGREE = 3
# A gain that is less than this share of the outcome is rounding.
_ROUNDING = 1e-12


def worth(values: Floats, shares: Floats, levels: Sequence[int], seed: int) -> list[Estimate]:
    """What knowing each figure gains per fight, in the unit of the outcome, where more is better.

    `values`: alternatives x draws x fights. `shares`: each draw's place between 0 and 1 in the law of each figure;
    `levels` [count] as in `matters.shares`.
    """
    means = values.mean(axis=2)
    bases = [_basis(shares[:, n], level) for n, level in enumerate(levels)]
    rng = np.random.default_rng(seed)
    again = np.array([_again(values, bases, rng) for _ in range(RESAMPLES)])
    shuffled = np.array([_shuffled(means, bases, rng) for _ in range(RESAMPLES)])
    # The greatest of all, so that many figures do not make one look worth something by lot.
    by_lot = float(np.quantile(shuffled.max(axis=1), CONFIDENCE))
    least = _ROUNDING * float(np.abs(means).max())
    return [_estimate(_gain(means, basis), again[:, n], by_lot, least) for n, basis in enumerate(bases)]


def best(values: Floats) -> int:
    """The alternative that is best as far as is known: the greatest mean over all draws and fights."""
    return int(values.mean(axis=(1, 2)).argmax())


def _basis(shares: Floats, levels: int) -> Floats:
    """What the mean is a sum of: one part for each value of a list, or polynomials."""
    if levels:
        place = np.minimum((shares * levels).astype(np.intp), levels - 1)
        member: Floats = (place[:, None] == np.unique(place)[None, :]).astype(np.float64)
        return member
    curves: Floats = np.polynomial.legendre.legvander(2.0 * shares - 1.0, _DEGREE).astype(np.float64)
    return curves


def _gain(means: Floats, basis: Floats) -> float:
    """Mean of the best along the figure less the best of the means; `means`: alternatives x draws."""
    fitted = basis @ np.linalg.lstsq(basis, means.T, rcond=None)[0]
    return float(fitted.max(axis=1).mean() - means.mean(axis=1).max())


def _again(values: Floats, bases: Sequence[Floats], rng: np.random.Generator) -> list[float]:
    """The gains from draws and fights that are drawn again from those there are."""
    _, draws, fights = values.shape
    rows, columns = rng.integers(0, draws, draws), rng.integers(0, fights, fights)
    means = values[:, rows][:, :, columns].mean(axis=2)
    return [_gain(means, basis[rows]) for basis in bases]


def _shuffled(means: Floats, bases: Sequence[Floats], rng: np.random.Generator) -> list[float]:
    """The gains if the draws had nothing to do with their outcomes."""
    order = rng.permutation(means.shape[1])
    return [_gain(means, basis[order]) for basis in bases]


def _estimate(found: float, again: Floats, by_lot: float, least: float) -> Estimate:
    tail = 0.5 * (1.0 - CONFIDENCE)
    low, high = (max(0.0, float(np.quantile(again, share))) for share in (tail, 1.0 - tail))
    mean = max(0.0, 2.0 * found - float(again.mean()))
    low = 0.0 if found <= by_lot else min(low, mean)
    # Where the alternatives are about as good, resampling leans to the low side: its mirror image holds the upper end.
    high = max(high, mean, 2.0 * found - float(np.quantile(again, tail)))
    if high <= least:
        return Estimate(0.0, None, None, SAME)
    return Estimate(mean, low, high, RESAMPLED)
