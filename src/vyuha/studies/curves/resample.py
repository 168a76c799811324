"""Curves as they might have come out with other random numbers: means of trials that are drawn again.

Assumes   trials are independent of each other; trial k has the same random numbers at every point, so the points of one
          trial are not.
Holds     for some tens of trials and more; with few the spread comes out too small.
Source    B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 6 and 13: whole rows are drawn, so
          that what the points share stays shared.
Checked   tests/studies/curves/test_resample.py against the closed form of the variance, and by controls.
"""

import numpy as np
import numpy.typing as npt

from vyuha.results.statistics import CONFIDENCE

Floats = npt.NDArray[np.float64]

# Curves that are drawn again: enough for a 95 % interval whose ends are steady to a few hundredths of its width.
DRAWS = 2000
# With fewer trials than this no interval is drawn.
LEAST_TRIALS = 10
# Trial numbers that are drawn at a time, so that memory does not grow with the trials.
_AT_A_TIME = 4_000_000


def means(values: Floats) -> Floats:
    """Mean of each column of `values`, one row per trial; NaN (failed trials) is left out where it stands."""
    there = np.isfinite(values)
    counts = there.sum(axis=0)
    total = np.where(there, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, counts, out=np.full(len(total), np.nan), where=counts > 0))


def draw_means(values: Floats, seed: int, draws: int = DRAWS) -> Floats:
    """Means of the columns over trials drawn again with replacement, one row per draw.

    The same trials are drawn for all columns. A trial that failed at a point is left out there. The deviations are
    widened by n / (n - 1), so that their variance is that of a mean.
    """
    there = np.isfinite(values)
    known, number = np.where(there, values, 0.0), len(values)
    random, parts, left = np.random.default_rng((seed, 5)), [], draws
    while left > 0:
        now = min(left, max(1, _AT_A_TIME // max(number, 1)))
        counts = random.multinomial(number, np.full(number, 1.0 / number), now).astype(np.float64)
        base, weight = counts @ known, counts @ there.astype(np.float64)
        parts.append(np.divide(base, weight, out=np.full_like(base, np.nan), where=weight > 0.0))
        left -= now
    found, centre = np.concatenate(parts), means(values)
    return np.asarray(centre + (found - centre) * np.sqrt(number / max(number - 1, 1)))


def interval(found: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The ends between which so many of the found values lie (percentiles). Ends may be infinite: values that were not
    met within the range.
    """
    ordered = np.sort(found[~np.isnan(found)])
    if len(ordered) == 0:
        return float("nan"), float("nan")
    tail = 0.5 * (1.0 - confidence)
    first = int(np.floor(tail * (len(ordered) - 1)))
    return float(ordered[first]), float(ordered[len(ordered) - 1 - first])
