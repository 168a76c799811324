"""Which figure makes how much of the ignorance: the share of its variance that would go if one figure were known.

The draws are sorted into bins by one figure after the other. How much the means of the bins differ, more than draws
that fall into bins by lot would, is the variance that this figure makes by its own. What the shares of all figures lack
to one hundred percent comes from figures that act together; what is over it is sampling.

Assumes   draws are independent of each other; within a bin the outcome hardly changes with the figure.
Holds     from about ten draws a bin on. A bin's own width hides about one part in the square of the number of bins.
Source    first-order indices from given data: E. Plischke, E. Borgonovo, C. L. Smith, European Journal of Operational
          Research 226 (2013) 536; what bins differ by lot is taken out as in the omega squared of
          W. L. Hays, Statistics (1963). Luck of the fights is taken out as in `matters.split`: only products
          of different fights are added up. Intervals: the crossed jackknife.
Checked   tests/studies/matters/test_shares.py: a linear case and Ishigami's function to their closed forms, with noise
          of fights that must not count.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.matters.crossed import Places, crossed
from vyuha.studies.question import Floats

Bins = npt.NDArray[np.intp]
MOST_BINS, DRAWS_A_BIN = 20, 10
SHUFFLES = 200
# Squares that are less than this share of those of the values are rounding.
_ROUNDING = 1e-20


def bins_of(shares: Floats, levels: Sequence[int]) -> Bins:
    """The bin of each draw (row) for each figure (column), from its place between 0 and 1 in its law.

    `levels` [count] are the values of a figure that is a list, each its own bin; 0 for one with a range.
    """
    draws = len(shares)
    wanted = max(2, min(MOST_BINS, draws // DRAWS_A_BIN))
    sizes = np.array([level if level else wanted for level in levels])
    found: Bins = np.minimum((shares * sizes).astype(np.intp), sizes - 1)
    return found


def first_order(values: Floats, bins: Bins) -> list[Estimate]:
    """The share [1] of each figure in the variance of ignorance: `values` has a row per draw, a column per fight."""
    draws, fights = values.shape

    def shares(rows: Places, columns: Places) -> Floats:
        return shares_of(values[np.ix_(rows, columns)], bins[rows])

    spread = crossed(shares, draws, fights)
    return [spread.interval(n, 0.0, 1.0) for n in range(bins.shape[1])]


def by_lot(values: Floats, bins: Bins, seed: int) -> float:
    """The share [1] that the greatest of the figures has by lot alone in all but one of twenty studies: the draws are
    shuffled, so that they have nothing to do with their outcomes.
    """
    rng, every = np.random.default_rng(seed), np.arange(len(bins))
    greatest = [float(shares_of(values, bins[rng.permutation(every)]).max()) for _ in range(SHUFFLES)]
    return float(np.quantile(greatest, CONFIDENCE))


def shares_of(values: Floats, bins: Bins) -> Floats:
    """The estimates alone; they may come out below nought."""
    draws = len(values)
    centred = values - values.mean(axis=0)
    total = apart(centred.mean(axis=1)[None, :], centred.T[:, None, :])[0]
    if total <= _ROUNDING * float((values**2).sum()):
        return np.zeros(bins.shape[1])
    found = []
    for own in bins.T:
        counts = np.bincount(own)
        member = (own[:, None] == np.flatnonzero(counts)[None, :]).astype(np.float64)
        sizes = member.sum(axis=0)
        means = (member / np.sqrt(sizes)).T @ centred
        between = apart(means.mean(axis=1)[None, :], means.T[:, None, :])[0]
        used = len(sizes)
        within = (total - between) / max(draws - used, 1)
        found.append(between - (used - 1) * within)
    parts: Floats = np.array(found) / total
    return parts


def apart(mean: Floats, single: Floats) -> Floats:
    """Sums of squares, taken over the last axis, without what each fight adds with itself.

    `mean` is over the fights, `single` has the fights first. The mean over pairs of different fights has the
    expectation of the squares without luck. With a single fight there are no pairs, and luck stays in.
    """
    return products_apart((mean, mean), (single, single))


def products_apart(mean: tuple[Floats, Floats], single: tuple[Floats, Floats]) -> Floats:
    """Sums of products as in `apart`."""
    fights = len(single[0])
    whole: Floats = (mean[0] * mean[1]).sum(axis=-1)
    if fights < 2:
        return whole
    own = (single[0] * single[1]).sum(axis=-1).sum(axis=0)
    pairs: Floats = (fights * fights * whole - own) / (fights * (fights - 1))
    return pairs
