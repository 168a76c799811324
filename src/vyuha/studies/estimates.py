"""How sure the trials of a study let one be of an outcome, and of how much it differs between two points.

Assumes   trials are independent and alike. What was never seen in trials that count things comes, when it comes, about
          one at a time.
Holds     for two trials and more. Intervals are right on average rather than always: 95 % ones cover 93 to 97 % from
          about five trials that differ from the usual value on, fewer where these are of very different size. They
          cover too little where things come rarely and many at a time, so that most studies see none of it.
Source    mid-P: H. O. Lancaster, J. Amer. Statist. Assoc. 56 (1961) 223; G. Berry and P. Armitage, The Statistician 44
          (1995) 417. Skewness: P. Hall, J. Roy. Statist. Soc. B 54 (1992) 221. Sums of few and unequal parts: M. P. Fay
          and E. J. Feuer, Statist. Med. 16 (1997) 791. Two parts joined: G. Y. Zou and A. Donner, Statist. Med. 27
          (2008) 1693.
Checked   tests/studies/test_estimates.py: scipy.stats, published values and the coverage of 1,000 synthetic studies
          each.

Three situations, as in `results.statistics`, where intervals are meant never to cover too little; here they are meant
to be neither too wide nor too narrow:

- A chance: mid-P, which leaves 3 / n where nothing was seen in n trials.
- An amount that is usually the same (no leaker at all, no difference between two points): how often and by how much it
  is more than usual, and how often and by how much it is less, each as a sum of rare parts.
- Any other amount: Student's t corrected for skewness.

Failed trials stay in the denominator. The mean is of those that ended. The interval reaches from where it would end if
every failed trial had come out at the least that was seen to where it would if at the most (0 and 1 for a chance).
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.results.statistics import CONFIDENCE, NOTHING, SINGLE, Estimate, alike
from vyuha.studies.outcomes import check_outcome, columns_of, evaluate, is_chance, is_count, parsed, words
from vyuha.studies.question import Floats

__all__ = [
    "MID_P",
    "RARE",
    "SKEWED",
    "check_outcome",
    "columns_of",
    "difference",
    "estimate",
    "evaluate",
    "is_chance",
    "is_count",
    "mid_p",
    "parsed",
    "words",
]

MID_P = "mid-P"
RARE = "sum of rare parts"
SKEWED = "Student t, skewness"


class _Law(NamedTuple):
    """What is known of values before any is seen: the least and the most there can be, whether they count things."""

    least: float
    most: float
    counts: bool


def estimate(values: Floats, outcome: str, confidence: float = CONFIDENCE) -> Estimate:
    """Mean of an outcome, or chance of it, with its interval; one value for each trial, NaN where it failed."""
    ended = values[~np.isnan(values)]
    if is_chance(outcome):
        return _chance(int(ended.sum()), len(ended), len(values) - len(ended), confidence)
    least = 0.0 if not len(ended) or ended.min() >= 0.0 else -math.inf
    law = _Law(least, math.inf, _whole(ended) and is_count(outcome))
    return _between(_filled(values, False), _filled(values, True), ended, law, confidence)


def difference(first: Floats, second: Floats, outcome: str = "", confidence: float = CONFIDENCE) -> Estimate:
    """Mean of `second` minus `first`, paired trial by trial, with its interval. A pair fails with either trial.

    Without the `outcome` nothing is known of what was never seen: trials that all agree then give no width.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} trials make no pairs")
    change = second - first
    ended = change[~np.isnan(change)]
    chance = bool(outcome) and is_chance(outcome)
    limit = 1.0 if chance else math.inf
    law = _Law(-limit, limit, chance or (bool(outcome) and _whole(ended) and is_count(outcome)))
    low = _filled(second, False, chance) - _filled(first, True, chance)
    high = _filled(second, True, chance) - _filled(first, False, chance)
    return _between(low, high, ended, law, confidence)


def mid_p(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of a chance [1] from `successes` [count] in `trials` [count]: half of what was seen counts as beyond.

    >>> [round(end, 4) for end in mid_p(0, 1000)]
    [0.0, 0.003]
    """
    tail = 0.5 * (1.0 - confidence)
    low = 1.0 - _upper(trials - successes, trials, tail)
    return low, _upper(successes, trials, tail)


def _upper(successes: int, trials: int, tail: float) -> float:
    """The chance at which so few successes, counted half, have the probability `tail`."""
    if successes == trials:
        return 1.0
    if successes == 0:
        return 1.0 - float((2.0 * tail) ** (1.0 / trials))
    from scipy.optimize import brentq
    from scipy.special import bdtr

    def beyond(chance: float) -> float:
        return float(0.5 * (bdtr(successes, trials, chance) + bdtr(successes - 1, trials, chance))) - tail

    return float(brentq(beyond, successes / trials, 1.0, xtol=1e-12))


def _whole(values: Floats) -> bool:
    return bool((values == np.rint(values)).all())


def _chance(successes: int, ended: int, failed: int, confidence: float) -> Estimate:
    if ended == 0:
        return Estimate(math.nan, 0.0, 1.0, NOTHING) if failed else Estimate(math.nan, None, None, NOTHING)
    low = mid_p(successes, ended + failed, confidence)[0]
    high = mid_p(successes + failed, ended + failed, confidence)[1]
    return Estimate(successes / ended, low, high, MID_P)


def _filled(values: Floats, most: bool, chance: bool = False) -> Floats:
    """Values with the failed ones at the least or the most that was seen."""
    failed = np.isnan(values)
    if not failed.any() or failed.all():
        return values
    ends = (0.0, 1.0) if chance else (float(np.nanmin(values)), float(np.nanmax(values)))
    return np.where(failed, ends[most], values)


def _between(low: Floats, high: Floats, ended: Floats, law: _Law, confidence: float) -> Estimate:
    """The mean of the trials that ended, from the low end of one set of values to the high end of another."""
    if len(ended) == 0:
        return Estimate(math.nan, None, None, NOTHING)
    mean = math.fsum(ended) / len(ended)
    if len(low) == 1:
        return Estimate(mean, None, None, SINGLE)
    bottom, _, method = _interval(low, law, confidence)
    _, top, other = _interval(high, law, confidence)
    bottom, top = max(law.least, min(bottom, mean)), min(law.most, max(top, mean))
    if bottom == top:
        return Estimate(mean, mean, mean, alike(len(low)))
    return Estimate(mean, bottom, top, method if method == other else f"{method}; {other}")


def _interval(values: Floats, law: _Law, confidence: float) -> tuple[float, float, str]:
    usual = float(np.median(values))
    if 2 * np.count_nonzero(values == usual) > len(values):
        return _around(usual, values, law, confidence)
    return _skewed(values, confidence)


def _skewed(values: Floats, confidence: float) -> tuple[float, float, str]:
    """Student's t after Hall's cubic, which takes most of the skewness out of the mean of so many values."""
    from scipy.special import stdtrit

    count, mean = len(values), float(values.mean())
    error = float(values.std(ddof=1)) / math.sqrt(count)
    student = float(stdtrit(count - 1, 0.5 * (1.0 + confidence)))
    lean = float(((values - mean) ** 3).mean() / values.std() ** 3) / math.sqrt(count)

    def back(normal: float) -> float:
        # Too little skewness to divide by.
        if abs(lean) < 1e-6:
            return normal
        return 3.0 / lean * (math.cbrt(1.0 + lean * (normal - lean / 6.0)) - 1.0)

    return mean - back(student) * error, mean - back(-student) * error, SKEWED


def _around(usual: float, values: Floats, law: _Law, confidence: float) -> tuple[float, float, str]:
    """The usual value, and what comes above and below it, each a sum of rare parts."""
    over = _parts(np.maximum(values - usual, 0.0), law.counts and usual < law.most, confidence)
    under = _parts(np.maximum(usual - values, 0.0), law.counts and usual > law.least, confidence)
    # What is above in one trial is not below in it: the two means pull apart a little.
    share = [float(np.count_nonzero(part) / len(values)) for part in (values > usual, values < usual)]
    pull = math.sqrt(share[0] * share[1] / ((1.0 - share[0]) * (1.0 - share[1])))
    mean = usual + over[0] - under[0]
    low = _joined(over[0] - over[1], under[2] - under[0], pull)
    high = _joined(over[2] - over[0], under[0] - under[1], pull)
    return mean - low, mean + high, RARE


def _joined(one: float, other: float, pull: float) -> float:
    return math.sqrt(one * one + other * other + 2.0 * pull * one * other)


def _parts(parts: Floats, counts: bool, confidence: float) -> tuple[float, float, float]:
    """Mean per trial of what is mostly nought and never less, and its interval: a gamma law with the mean and variance
    of the sum, half with and half without one more part as large as the largest.
    """
    from scipy.special import gammaincinv, ndtri, stdtrit

    trials, total, most = len(parts), float(parts.sum()), float(parts.max())
    tail = 0.5 * (1.0 - confidence)
    if most == 0.0:
        return 0.0, 0.0, 1.0 - float((2.0 * tail) ** (1.0 / trials)) if counts else 0.0
    seen = parts[parts > 0.0]
    spread = float(seen.var(ddof=1)) if len(seen) > 1 else 0.0
    variance = float(parts.var(ddof=1)) * trials
    if spread > 0.0:
        # How much the parts differ is known from few of them only.
        few = float(stdtrit(len(seen) - 1, tail) / ndtri(tail)) ** 2
        variance += len(seen) * spread * (few - 1.0)
    sums = ((total, variance), (total + most, variance + most * most))

    def end(share: float) -> float:
        return sum(float(gammaincinv(mean * mean / var, share)) * var / mean for mean, var in sums) / (2.0 * trials)

    return total / trials, end(tail), end(1.0 - tail)
