"""Which figure makes how much of the ignorance: the share of its variance that would go if one figure were known.

The draws are sorted into bins by one figure after the other. How much the means of the bins differ, more than draws that
fall into bins by lot would, is the variance that this figure makes by its own; what is over one hundred percent in the
sum of all is sampling, what is missing is figures that act together.

Assumes   draws are independent of each other; within a bin the outcome hardly changes with the figure.
Holds     from about ten draws a bin on. A bin's own width hides about one part in the square of the number of bins.
Source    first-order indices from given data: E. Plischke, E. Borgonovo, C. L. Smith, European Journal of Operational
          Research 226 (2013) 536; bins without bias as in one-way analysis of variance (Searle, Casella, McCulloch,
          Variance Components, 1992, section 3.6). Luck of the fights is taken out as in `matters.split`: only products
          of different fights are added up. Intervals: the crossed jackknife.
Checked   tests/study/matters/test_shares.py: a linear case and Ishigami's function to their closed forms, with noise of
          fights that must not count.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vyuha.results.statistics import Estimate
from vyuha.study.matters.crossed import Places, crossed
from vyuha.study.question import Floats

Bins = npt.NDArray[np.intp]
MOST_BINS, DRAWS_A_BIN = 10, 10


def bins_of(shares: Floats, levels: Sequence[int]) -> Bins:
    """The bin of each draw (row) for each figure (column), from its place between 0 and 1 in its law.

    `levels` [count] are the values of a figure that is a list, each its own bin; 0 for one with a range.
    """
    draws = len(shares)
    wanted = max(2, min(MOST_BINS, draws // DRAWS_A_BIN))
    sizes = np.array([level if level else wanted for level in levels])
    return np.minimum((shares * sizes).astype(np.intp), sizes - 1)


def first_order(values: Floats, bins: Bins) -> list[Estimate]:
    """The share [1] of each figure in the variance of ignorance: `values` has a row per draw, a column per fight."""
    draws, fights = values.shape

    def shares(rows: Places, columns: Places) -> Floats:
        return _shares(values[np.ix_(rows, columns)], bins[rows])

    spread = crossed(shares, draws, fights)
    return [spread.interval(n, 0.0, 1.0) for n in range(bins.shape[1])]


def _shares(values: Floats, bins: Bins) -> Floats:
    draws = len(values)
    centred = values - values.mean(axis=0)
    total = apart(centred.mean(axis=1)[None, :], centred.T[:, None, :])[0]
    if total <= 0.0:
        return np.zeros(bins.shape[1])
    found = []
    for own in bins.T:
        counts = np.bincount(own)
        member = (own[:, None] == np.flatnonzero(counts)[None, :]).astype(np.float64)
        sizes = member.sum(axis=0)
        means = (member / np.sqrt(sizes)).T @ centred
        between = apart(means.mean(axis=1)[None, :], means.T[:, None, :])[0]
        used, even = len(sizes), draws - float((sizes**2).sum()) / draws
        within = (total - between) / max(draws - used, 1)
        found.append((between - (used - 1) * within) / even if even > 0.0 else 0.0)
    return np.array(found) / (total / (draws - 1))


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
