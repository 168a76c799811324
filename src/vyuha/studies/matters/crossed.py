"""How sure a table of fights lets one be, where every row (a point) is fought with the same columns (random numbers).

Assumes   rows are drawn independently of each other, and so are columns; a statistic changes smoothly with both.
Holds     from about ten rows and ten columns on. What a row and a column do together is counted in both directions, so
          that intervals are rather too wide than too narrow.
Source    B. Efron and C. Stein, Annals of Statistics 9 (1981) 586, for the jackknife; A. B. Owen, Annals of Applied
          Statistics 1 (2007) 386, for rows and columns that vary both; F. E. Satterthwaite, Biometrics Bulletin 2
          (1946) 110, for the degrees of freedom.
Checked   tests/studies/matters/test_crossed.py against the closed form for a mean; by coverage in the tests of those
          that use it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.question import Floats

JACKKNIFE = "crossed jackknife"
ALIKE = "nothing differs between fights"
# Spread that is less than this share of a value is rounding.
_ROUNDING = 1e-12
# Which rows and which columns a statistic is taken of.
Places = npt.NDArray[np.intp]
Statistic = Callable[[Places, Places], Floats]


@dataclass(frozen=True)
class Spread:
    """Statistics with the variance and degrees of freedom that the jackknife gives them."""

    values: Floats
    variance: Floats
    freedom: Floats

    def interval(self, n: int, least: float, most: float, confidence: float = CONFIDENCE) -> Estimate:
        """The n-th statistic with Student's interval, cut to what is possible; an estimate beyond that counts as on the
        edge, so that the interval never shrinks to it. A nought that never differs has none: a
        few fights that agree do not say how seldom others would.
        """
        from scipy.special import stdtrit

        value = float(np.clip(self.values[n], least, most))
        half = float(stdtrit(self.freedom[n], 0.5 * (1.0 + confidence)) * np.sqrt(self.variance[n]))
        if half <= _ROUNDING * abs(value):
            return Estimate(value, value, value, ALIKE) if value else Estimate(value, None, None, ALIKE)
        return Estimate(value, max(least, value - half), min(most, value + half), JACKKNIFE)


def crossed(statistic: Statistic, rows: int, columns: int) -> Spread:
    """The statistics of a table of so many rows and columns, and how they vary when one row or one column is left out.

    A direction with a single entry adds nothing: it is taken as fixed.
    """
    every = np.arange(rows), np.arange(columns)
    values = np.asarray(statistic(*every), np.float64)
    without_row = [statistic(np.delete(every[0], n), every[1]) for n in range(rows)] if rows > 2 else [values]
    without_column = [statistic(every[0], np.delete(every[1], n)) for n in range(columns)] if columns > 2 else [values]
    return joined(values, (_variance(without_row), rows - 1), (_variance(without_column), columns - 1))


def joined(values: Floats, *parts: tuple[Floats, int]) -> Spread:
    """Statistics whose variance is a sum of parts, each known with its own degrees of freedom."""
    variance = sum((part for part, _ in parts), np.zeros_like(values))
    doubt = sum((part**2 / max(freedom, 1) for part, freedom in parts), np.zeros_like(values))
    certain = doubt <= 0.0
    freedom = np.where(certain, 1.0, variance**2 / np.where(certain, 1.0, doubt))
    return Spread(values, variance, np.maximum(freedom, 1.0))


def left_out_columns(statistic: Callable[[Places], Floats], columns: int) -> Floats:
    """The variance that the columns alone give to statistics; none with fewer than three."""
    every = np.arange(columns)
    if columns < 3:
        return np.zeros_like(np.asarray(statistic(every), np.float64))
    return _variance([statistic(np.delete(every, n)) for n in range(columns)])


def _variance(left_out: list[Floats]) -> Floats:
    values = np.asarray(left_out, np.float64)
    count = len(values)
    spread: Floats = (count - 1) / count * ((values - values.mean(axis=0)) ** 2).sum(axis=0)
    return spread
