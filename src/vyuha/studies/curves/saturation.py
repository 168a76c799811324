"""Saturation: the size of a raid from which on a defence is full.

Assumes   the outcome grows with the size of the raid, and does not grow more slowly again: a defence that is full does
          not become less so. Trials are independent; the points of one trial may share random numbers.
Holds     between the smallest and the largest size that was fought. Beyond, it is only said to be smaller or larger.
          A bend that is rounded over less than a step passes for a knee, a few hundredths of a step beside it.
Source    isotonic regression by pooling adjacent violators: R. Barlow, D. Bartholomew, J. Bremner, H. Brunk,
          Statistical Inference under Order Restrictions (1972); percentiles of curves drawn again as in `resample`.
Checked   tests/studies/curves/test_saturation.py: a magazine of M rounds, where leakers = max(0, n - M), in closed
          form; coverage over some hundreds of made-up studies; controls.

Two sizes can be asked for:

- the size from which on more than half of each further threat comes through. Where two straight lines explain the
  curve, and the one is flatter than that and the other steeper, this is the knee where they meet. Else slopes from
  point to point, made to grow, stand half way between the points and are joined by lines: right for a curve that bends
  slowly, and within a tenth of a step for one that bends at once;
- the size from which on the chance that any comes through is above a limit. Chances, made to grow, are joined by
  lines. The interval takes nothing for granted between the points: it reaches from one point to another.
"""

from dataclasses import dataclass

import numpy as np

from vyuha.studies.curves.knee import find_knee
from vyuha.studies.curves.resample import DRAWS, Floats, draw_means, interval, means

# Of each further threat so much comes through where a defence is full, unless something else is asked for.
HALF = 0.5


@dataclass(frozen=True)
class Saturation:
    """The size that saturates and the ends of its 95 % interval; -inf: less than the smallest, inf: more than the
    largest size fought; NaN: nothing came to its end, so that nothing is known. `of_knee` says that it is where two
    lines meet. Points at which every fight failed are passed over.
    """

    at: float
    low: float
    high: float
    of_knee: bool = False


_NOTHING = Saturation(float("nan"), float("nan"), float("nan"))
# A slope takes two points.
_TWO = 2


def by_slope(x: Floats, values: Floats, seed: int, share: float = HALF, draws: int = DRAWS) -> Saturation:
    """Where the outcome grows by more than `share` [1] for each step of one along `x` (growing); `values` has a row for
    each trial and a column for each point.
    """
    x, values = _known(x, values)
    if len(x) < _TWO:
        return _NOTHING
    knee = find_knee(x, values, seed, draws)
    if knee is not None and knee.told and knee.fits and knee.before < share < knee.after:
        return Saturation(knee.at, knee.low, knee.high, of_knee=True)
    drawn = np.array([slope_crossing(x, curve, share) for curve in draw_means(values, seed, draws)])
    low, high = interval(drawn)
    return Saturation(slope_crossing(x, means(values), share), low, high)


def by_chance(x: Floats, values: Floats, seed: int, limit: float, draws: int = DRAWS) -> Saturation:
    """Where the chance that the outcome is above zero passes a `limit` [1]."""
    x, values = _known(x, values)
    if not len(x):
        return _NOTHING
    any_at_all = np.where(np.isnan(values), np.nan, (values > 0.0).astype(np.float64))
    weights = np.ones_like(x)
    ends = np.array([between(x, growing(curve, weights), limit) for curve in draw_means(any_at_all, seed, draws)])
    at = crossing(x, growing(means(any_at_all), weights), limit)
    return Saturation(at, interval(ends[:, 0])[0], interval(ends[:, 1])[1])


def _known(x: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The points at which something came to its end."""
    there = np.isfinite(means(values))
    return x[there], values[:, there]


def slope_crossing(x: Floats, curve: Floats, share: float) -> float:
    """Where the slope of one curve, made to grow, passes a `share`."""
    steps = np.diff(x)
    slopes = growing(np.diff(curve) / steps, steps)
    return crossing(0.5 * (x[1:] + x[:-1]), slopes, share)


def crossing(x: Floats, heights: Floats, level: float) -> float:
    """Where `heights`, which never fall, pass a `level`, between the points by a line; -inf or inf: before or after.

    >>> crossing(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]), 0.5)
    2.5
    """
    above = heights > level
    if not above.any():
        return float("inf")
    k = int(np.argmax(above))
    if k == 0:
        return float("-inf")
    share = (level - heights[k - 1]) / (heights[k] - heights[k - 1])
    return float(x[k - 1] + share * (x[k] - x[k - 1]))


def between(x: Floats, heights: Floats, level: float) -> tuple[float, float]:
    """The last point at which `heights`, which never fall, are not above a level, and the first at which they are.

    >>> between(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]), 0.5)
    (2.0, 3.0)
    """
    k = int(np.count_nonzero(heights <= level))
    return float(x[k - 1]) if k > 0 else float("-inf"), float(x[k]) if k < len(x) else float("inf")


def growing(heights: Floats, weights: Floats) -> Floats:
    """The nearest heights, by weighted squares, that never fall: neighbours that do are replaced by their mean.

    >>> growing(np.array([1.0, 3.0, 2.0]), np.ones(3)).tolist()
    [1.0, 2.5, 2.5]
    """
    pools: list[tuple[float, float, int]] = []
    for height, weight in zip(heights.tolist(), weights.tolist(), strict=True):
        mean, total, count = height, weight, 1
        while pools and pools[-1][0] > mean:
            other, more, places = pools.pop()
            mean, total, count = (mean * total + other * more) / (total + more), total + more, count + places
        pools.append((mean, total, count))
    return np.repeat([mean for mean, _, _ in pools], [count for _, _, count in pools])
