"""How sure a finite number of replicates lets one be.

Assumes   replicates are independent and alike; threats of one replicate are not (one busy channel lets many through).
Holds     for any number of replicates; with a single one, means have no interval and shares the widest.
Source    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404; E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927)
          209; E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998) 193, for shares in clusters; W. G. Cochran,
          Sampling Techniques, 3rd ed. (1977), section 2.11, for ratios; B. L. Welch, Biometrika 34 (1947) 28, for the
          difference of two means.
Checked   tests/results/test_statistics.py against scipy.stats and by the coverage of repeated synthetic studies.

Three situations, three intervals:

- Something happens or not in a replicate ("the base survived"): exact, by Clopper and Pearson. Never seen in n
  replicates still leaves about 3.7 / n (two-sided 95 %).
- A share of many things per replicate ("threats that leaked"): the replicate is the unit. The variance between
  replicates gives the number of independent trials that would vary as much, and Clopper and Pearson are asked about
  that many. Where the share is 0 or 1 nothing varies, and every replicate counts as one trial: cautious, since the
  things of one replicate may all share a fate. A mean count of things (`count_of`) is held to be rare there instead:
  what was never seen, or never failed to come, comes or fails about one at a time, so that the chance of any bounds
  the mean. That goes on smoothly from what is seen once.
- An unbounded amount per replicate ("rounds fired", "cost"): Student's t. Where all replicates agree it has no width;
  the method then says in how many they did, and that is no proof of certainty.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CONFIDENCE = 0.95

EXACT = "exact"
CLUSTERED = "clustered exact"
STUDENT = "Student t"
SINGLE = "one replicate"
NOTHING = "nothing to count"
# Student's t wants more than a handful of replicates that differ from nought.
FEW = 10


@dataclass(frozen=True)
class Estimate:
    """A mean or probability with its interval; None where no interval can be given (`method` says why)."""

    mean: float
    low: float | None
    high: float | None
    method: str


def from_json(value: Any) -> Any:
    """A value that JSON gave back: a mapping is an estimate, anything else itself."""
    return Estimate(**value) if isinstance(value, Mapping) else value


def from_row(row: Mapping[str, Any]) -> Estimate:
    """The estimate in a row of a table with the columns mean, low, high and method."""
    return Estimate(row["mean"], row["low"], row["high"], row["method"])


def alike(replicates: int) -> str:
    """The method of an amount that was the same in so many `replicates` [count]: no interval, and no certainty either.

    >>> alike(20)
    'in all 20 fights'
    """
    return f"in all {replicates:,} fights"


def clopper_pearson(successes: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact interval of a probability [1] from `successes` [count] in `trials` [count].

    Covers with at least the stated confidence. Counts may be fractional (effective numbers of trials).
    """
    _check(successes, trials, confidence)
    from scipy.special import betaincinv

    tail = 0.5 * (1.0 - confidence)
    failures = trials - successes
    low = 0.0 if successes <= 0.0 else float(betaincinv(successes, failures + 1.0, tail))
    high = 1.0 if failures <= 0.0 else float(betaincinv(successes + 1.0, failures, 1.0 - tail))
    return low, high


def wilson(successes: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Score interval of a probability [1]: shorter than the exact one, right on average rather than always."""
    _check(successes, trials, confidence)
    from scipy.special import ndtri

    z = float(ndtri(0.5 * (1.0 + confidence)))
    share, scale = successes / trials, 1.0 + z * z / trials
    centre = (share + 0.5 * z * z / trials) / scale
    half = z / scale * math.sqrt(share * (1.0 - share) / trials + 0.25 * z * z / trials**2)
    low = 0.0 if successes <= 0.0 else centre - half
    high = 1.0 if successes >= trials else centre + half
    return low, high


def probability(events: int, replicates: int, confidence: float = CONFIDENCE) -> Estimate:
    """Probability [1] of what happened in `events` [count] of `replicates` [count]: exact interval."""
    low, high = clopper_pearson(events, replicates, confidence)
    return Estimate(events / replicates, low, high, EXACT)


def mean_of(values: Sequence[float], confidence: float = CONFIDENCE, signed: bool = False) -> Estimate:
    """Mean per replicate of an amount that cannot be negative, one value per replicate; or, if `signed`, of paired
    differences of either sign.
    """
    count = len(values)
    mean = math.fsum(values) / count
    if count == 1:
        return Estimate(mean, None, None, SINGLE)
    if min(values) == max(values):
        return Estimate(mean, mean, mean, alike(count))
    half = _student(count - 1, confidence) * math.sqrt(_variance(values) / count)
    return Estimate(mean, mean - half if signed else max(0.0, mean - half), mean + half, STUDENT)


def difference_of(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Mean of `second` minus mean of `first`, amounts of replicates that have nothing to do with each other: Student's
    t with the degrees of freedom of Welch, since the two may vary by different amounts.
    """
    mean = math.fsum(second) / len(second) - math.fsum(first) / len(first)
    if min(len(first), len(second)) < 2:
        return Estimate(mean, None, None, SINGLE)
    parts = [(_variance(values) / len(values), len(values) - 1) for values in (first, second)]
    total = parts[0][0] + parts[1][0]
    if total == 0.0:
        return Estimate(mean, mean, mean, alike(len(first) + len(second)))
    freedom = total**2 / math.fsum(part**2 / count for part, count in parts)
    half = _student(freedom, confidence) * math.sqrt(total)
    return Estimate(mean, mean - half, mean + half, STUDENT)


def _variance(values: Sequence[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def share_of(counts: Sequence[int], sizes: Sequence[int], confidence: float = CONFIDENCE) -> Estimate | None:
    """Share [1] of things that something happened to: `counts` of `sizes` per replicate. None if there were none."""
    total = sum(sizes)
    if total == 0:
        return None
    share = sum(counts) / total
    trials = _effective_trials(counts, sizes, share, confidence)
    low, high = clopper_pearson(share * trials, trials, confidence)
    return Estimate(share, min(low, share), max(high, share), CLUSTERED)


def count_of(counts: Sequence[int], size: int, confidence: float = CONFIDENCE) -> Estimate:
    """Mean per replicate of a count that is at most `size` in each: the share's interval times the size. Where none was
    ever seen, or all of them always, the exact bound on the probability that a replicate has any, or lacks any.
    """
    if size == 0 or not counts:
        return Estimate(0.0, 0.0, 0.0, NOTHING)
    if min(counts) == max(counts) and counts[0] in (0, size):
        # What was never seen comes, when it comes, about one at a time: the chance of any bounds the mean.
        rare = clopper_pearson(0, len(counts), confidence)[1]
        low, high = (0.0, rare) if counts[0] == 0 else (size - rare, float(size))
        return Estimate(float(counts[0]), low, high, EXACT)
    share = share_of(counts, [size] * len(counts), confidence)
    assert share is not None  # there is something to count
    assert share.low is not None
    assert share.high is not None
    return Estimate(share.mean * size, share.low * size, share.high * size, share.method)


def rare_or_mean(values: Sequence[int], size: int, confidence: float = CONFIDENCE) -> Estimate:
    """Mean per replicate of a count that is at most `size` in each: as `count_of` where few replicates have any, else
    as `mean_of`, which is narrower.
    """
    few = sum(value > 0 for value in values) < FEW
    return count_of(values, size, confidence) if few and len(values) > 1 else mean_of(values, confidence)


def ratio_of(
    above: Sequence[float], below: Sequence[float], confidence: float = CONFIDENCE, signed: bool = False
) -> Estimate | None:
    """Ratio of two totals of amounts per replicate, with the linearised interval; if `signed`, `above` holds
    differences of either sign. None if `below` adds up to zero.
    """
    count, total = len(below), math.fsum(below)
    if total <= 0.0:
        return None
    ratio = math.fsum(above) / total
    if count == 1:
        return Estimate(ratio, None, None, SINGLE)
    if min(above) == max(above) and min(below) == max(below):
        return Estimate(ratio, ratio, ratio, alike(count))
    residual = math.fsum((a - ratio * b) ** 2 for a, b in zip(above, below, strict=True))
    half = _student(count - 1, confidence) * math.sqrt(residual * count / (count - 1)) / total
    return Estimate(ratio, ratio - half if signed else max(0.0, ratio - half), ratio + half, STUDENT)


def _effective_trials(counts: Sequence[int], sizes: Sequence[int], share: float, confidence: float) -> float:
    """Independent trials that would vary as much as the replicates do, never more than there were things."""
    total, replicates = sum(sizes), sum(size > 0 for size in sizes)
    if replicates == 1 or share in (0.0, 1.0):
        return float(replicates)
    residual = math.fsum((x - share * n) ** 2 for x, n in zip(counts, sizes, strict=True))
    variance = residual * replicates / (replicates - 1) / float(total**2)
    # The variance is itself an estimate, from `replicates` values only.
    few = float((_student(total - 1, confidence) / _student(replicates - 1, confidence)) ** 2)
    trials = math.inf if variance == 0.0 else share * (1.0 - share) / variance
    return min(trials * few, float(total))


def _student(freedom: float, confidence: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 * (1.0 + confidence)))


def _check(successes: float, trials: float, confidence: float) -> None:
    if not (trials > 0.0 and 0.0 <= successes <= trials and 0.0 < confidence < 1.0):
        raise ValueError(f"no interval for {successes} of {trials} at confidence {confidence}")
