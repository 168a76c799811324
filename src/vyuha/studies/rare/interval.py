"""How sure runs of splitting make one of a chance.

Assumes   runs are independent and alike; each gives an unbiased estimate of the chance, never negative.
Holds     for two runs and more of which one at least is not nought. The mean of few skewed estimates is low more often
          than high, and looks surer when it is low. Two intervals allow for that, and the wider end of both is taken:
          Student's t on a scale of logarithms, and Hall's cubic. Together they cover 93 to 96 % where a run scatters by
          up to about its own mean, less where a few runs carry all (`effective` says how many do).
Source    P. Hall, J. Roy. Statist. Soc. B 54 (1992) 221; the logarithm by the delta method.
Checked   tests/studies/rare/test_interval.py: coverage over products of binomial shares, whose mean is known; the plain
          interval of Student is the control, which covers too little.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.results.statistics import CONFIDENCE, SINGLE, Estimate, alike

Floats = npt.NDArray[np.float64]

METHOD = "Student t, log and skewness"
NEVER = "never reached"


def chance_of(runs: Floats, confidence: float = CONFIDENCE) -> Estimate:
    """Mean of the estimates of runs (NaN: failed), with its interval, from where it would end if all that failed had
    come out at the least that was seen to where it would if at the most.

    >>> found = chance_of(np.array([1e-6, 2e-6, 1.5e-6, 1.5e-6]))
    >>> round(1e6 * found.mean, 6), found.low < 1.1e-6 < 2.0e-6 < found.high
    (1.5, True)
    """
    ended = runs[~np.isnan(runs)]
    if len(ended) == 0 or not ended.any():
        return Estimate(0.0 if len(ended) else math.nan, None, None, NEVER)
    mean = float(ended.mean())
    if len(ended) == 1:
        return Estimate(mean, None, None, SINGLE)
    if float(ended.std(ddof=1)) == 0.0:
        return Estimate(mean, mean, mean, alike(len(ended)))
    least, most = (np.where(np.isnan(runs), end, runs) for end in (ended.min(), ended.max()))
    return Estimate(mean, max(_ends(least, confidence)[0], 0.0), min(_ends(most, confidence)[1], 1.0), METHOD)


def _ends(runs: Floats, confidence: float) -> tuple[float, float]:
    """Both ends of the interval of runs that differ, none of which failed."""
    from scipy.special import stdtrit

    mean, spread = float(runs.mean()), float(runs.std(ddof=1))
    error, student = spread / math.sqrt(len(runs)), float(stdtrit(len(runs) - 1, 0.5 * (1.0 + confidence)))
    lean = float(((runs - mean) ** 3).mean() / runs.std() ** 3) / math.sqrt(len(runs))
    ratio = math.exp(min(student * error / mean, 700.0))
    low = min(mean / ratio, mean - _straight(student, lean) * error)
    return low, max(mean * ratio, mean - _straight(-student, lean) * error)


def _straight(normal: float, lean: float) -> float:
    """What becomes of a deviation without skewness where the mean has some of it, by Hall's cubic turned round."""
    if abs(lean) < 1e-6:
        return normal
    return 3.0 / lean * (math.cbrt(1.0 + lean * (normal - lean / 6.0)) - 1.0)


def effective(runs: Floats) -> float:
    """How many equal runs would carry the mean as these do [count].

    >>> effective(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    ended = runs[~np.isnan(runs)]
    total = float(np.square(ended).sum())
    return float(ended.sum()) ** 2 / total if total > 0.0 else 0.0


def half_width(found: Estimate) -> float:
    """How far the farther end of an interval is from its mean, as a share of that [1]."""
    if found.low is None or found.high is None or found.mean == 0.0:
        return math.inf
    return max(found.mean - found.low, found.high - found.mean) / found.mean
