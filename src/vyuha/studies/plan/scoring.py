"""How good a forecast of a date was, once the date is known.

Assumes   forecasts are samples or quantiles of one unknown number, all in one unit (days, months), larger being later.
Holds     for any distribution, also with atoms and with infinite values ("may never come"); a forecast that puts an
          infinite quantile where the truth is finite loses infinitely much at that level.
Source    R. Koenker and G. Bassett, Econometrica 46 (1978) 33, for the loss; T. Gneiting and A. E. Raftery, J. Amer.
          Statist. Assoc. 102 (2007) 359, for proper scores and the continuous ranked probability score; A. P. Dawid,
          J. Roy. Statist. Soc. A 147 (1984) 278, for the probability integral transform.
Checked   tests/studies/plan/test_scoring.py

The pinball loss of a quantile at level p is p times the distance if the truth lies above, 1 - p times if below. It is
smallest on average for the true quantile, so it pays to be honest. Its mean over all levels is half the continuous
ranked probability score; for a forecast that is one point, it is half the absolute error.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# 0.05, 0.10 ... 0.95: nineteen levels, symmetric, so that a point forecast scores half its absolute error.
LEVELS: Floats = np.arange(1, 20) / 20.0


def quantiles(sample: Floats, levels: Floats = LEVELS) -> Floats:
    """Quantiles of a sample at `levels` [1], in its unit: values of the sample itself, so they may be infinite.

    >>> quantiles(np.array([1.0, 2.0, 3.0, np.inf]), np.array([0.25, 0.5, 0.9]))
    array([ 1.,  2., inf])
    """
    return np.asarray(np.quantile(sample, levels, method="inverted_cdf"), dtype=np.float64)


def pinball(forecast: Floats, levels: Floats, actual: float) -> Floats:
    """Loss at each level: `forecast` are the quantiles at `levels` [1]; `actual` is finite and in the same unit.

    >>> pinball(np.array([10.0, 10.0]), np.array([0.1, 0.9]), 20.0)
    array([1., 9.])
    """
    above = actual - forecast
    return np.maximum(levels * above, (levels - 1.0) * above)


def mean_pinball(forecast: Floats, actual: float, levels: Floats = LEVELS) -> float:
    """Mean loss over the levels, in the unit of the forecast; twice this is close to the ranked probability score.

    >>> round(mean_pinball(np.full(19, 10.0), 4.0), 9)
    3.0
    """
    return float(np.mean(pinball(forecast, levels, actual)))


def central(sample: Floats, share: float) -> tuple[float, float]:
    """Ends of the interval that holds the middle `share` [1] of a sample."""
    low, high = quantiles(sample, np.array([0.5 * (1.0 - share), 0.5 * (1.0 + share)]))
    return float(low), float(high)


def pit(sample: Floats, actual: float) -> float:
    """Where the truth lies in the forecast: 0 earlier than all of the sample, 1 later; a tie counts half.

    Over many cases these are spread evenly between 0 and 1 if the forecasts mean what they say.
    """
    return float(np.mean(sample < actual) + 0.5 * np.mean(sample == actual))
