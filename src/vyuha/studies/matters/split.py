"""Chance and ignorance kept apart: how much of an outcome's variance is the luck of one fight, and how much comes from
figures that nobody knows.

Every draw of the figures (a row) is fought with the same random numbers (the columns). So there are three parts: what
the draw does on average over the fights (ignorance), what the fight does on average over the draws, and what the two do
together. The last two are chance: nobody can find them out before. The variance of one fight is the sum of all three.

Fights with common random numbers are no independent samples. The usual split, within rows and between them, would take
away from ignorance the luck that all rows share, divided by the number of fights; so rows and columns are both taken
out here.

Assumes   draws are independent of each other, and so are fights; every draw is fought with the same fights.
Holds     from about forty draws and ten fights on. Estimates of the three variances are unbiased for any law.
Source    S. R. Searle, G. Casella, C. E. McCulloch, Variance Components (1992), section 4.3: two-way crossed, random,
          one entry per cell. Intervals: of F. A. Graybill and C.-M. Wang, J. Amer. Statist. Assoc. 75 (1980) 869, for
          sums of mean squares, of F for ignorance, and of a chi-square with the variance of the crossed jackknife, the
          wider; G. Y. Zou and A. Donner, Statist. Med. 27 (2008) 1693, for the share.
Checked   tests/studies/matters/test_split.py: the three variances of a closed-form case, the coverage of the intervals
          over some hundred synthetic studies, and that the usual split misses.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.matters.crossed import Places, Spread, crossed
from vyuha.studies.question import Floats

SPLIT = "two-way components"
# Values that differ by less than this share of their size are alike.
_ROUNDING = 1e-12


class Split(NamedTuple):
    """Variances of one fight, in the square of the outcome's unit, and the share of ignorance in their sum [1]."""

    ignorance: Estimate
    chance: Estimate
    share: Estimate


class Squares(NamedTuple):
    """Mean squares of rows, of columns and of what is left."""

    rows: float
    columns: float
    left: float


def components(values: Floats) -> tuple[float, float, float]:
    """Variance of rows, of columns and of both together, in a table with one row per draw and one column per fight.

    Unbiased, so the first two may come out below zero.
    """
    draws, fights = values.shape
    squares = mean_squares(values)
    return (squares.rows - squares.left) / fights, (squares.columns - squares.left) / draws, squares.left


def mean_squares(values: Floats) -> Squares:
    """The mean squares of a table of at least two rows and two columns."""
    draws, fights = values.shape
    rows, columns, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    left = values - rows[:, None] - columns[None, :] + mean
    return Squares(
        float(fights * ((rows - mean) ** 2).sum() / (draws - 1)),
        float(draws * ((columns - mean) ** 2).sum() / (fights - 1)),
        float((left**2).sum() / ((draws - 1) * (fights - 1))),
    )


def split(values: Floats, confidence: float = CONFIDENCE) -> Split:
    """Ignorance, chance and the share of ignorance, each with its interval; none for what no draw changes."""
    if float(np.ptp(values)) == 0.0:
        nothing = Estimate(0.0, None, None, f"all {values.size:,} fights are alike")
        return Split(nothing, nothing, nothing)

    def both(rows: Places, columns: Places) -> Floats:
        own, shared, left = components(values[np.ix_(rows, columns)])
        return np.array([own, shared + left])

    spread = crossed(both, *values.shape)
    chance = _chance(values, spread, confidence)
    if float(np.ptp(values, axis=0).max()) <= _ROUNDING * float(np.abs(values).max()):
        # No fight differs between draws; what rarer draws would do, nobody has seen.
        nothing = Estimate(0.0, None, None, f"all {len(values):,} draws are alike in every fight")
        return Split(nothing, chance, nothing)
    ignorance = _ignorance(values, spread, confidence)
    return Split(ignorance, chance, _share(ignorance, chance))


def _ignorance(values: Floats, spread: Spread, confidence: float) -> Estimate:
    """Variance between rows: the wider of what F says of mean squares and what the jackknife does."""
    from scipy.special import fdtri

    draws, fights = values.shape
    squares, tail = mean_squares(values), 0.5 * (1.0 - confidence)
    freedom = draws - 1, (draws - 1) * (fights - 1)
    least, most = (
        (squares.rows / float(fdtri(*freedom, share)) - squares.left) / fights for share in (1.0 - tail, tail)
    )
    low, high = _by_chi_square(spread, 0, confidence)
    value = max(0.0, float(spread.values[0]))
    return Estimate(value, max(0.0, min(low, least, value)), max(high, most, value), SPLIT)


def _chance(values: Floats, spread: Spread, confidence: float) -> Estimate:
    """Variance of the fights of one draw: the wider of what the two mean squares say and what the jackknife does."""
    from scipy.special import chdtri

    draws, fights = values.shape
    squares, tail = mean_squares(values), 0.5 * (1.0 - confidence)
    parts = np.array([squares.columns / draws, squares.left * (1.0 - 1.0 / draws)])
    freedom = np.array([fights - 1.0, (draws - 1.0) * (fights - 1.0)])
    down = math.sqrt(float((((1.0 - freedom / chdtri(freedom, tail)) * parts) ** 2).sum()))
    up = math.sqrt(float((((freedom / chdtri(freedom, 1.0 - tail) - 1.0) * parts) ** 2).sum()))
    low, high = _by_chi_square(spread, 1, confidence)
    value = max(0.0, float(spread.values[1]))
    return Estimate(value, max(0.0, min(low, value - down)), max(high, value + up), SPLIT)


def _by_chi_square(spread: Spread, n: int, confidence: float) -> tuple[float, float]:
    """A variance whose estimate varies by as much as a chi-square of the same relative spread."""
    from scipy.special import chdtri, stdtrit

    value, variance = float(spread.values[n]), float(spread.variance[n])
    if variance <= 0.0:
        return value, value
    freedom, tail = 2.0 * max(value, 0.0) ** 2 / variance, 0.5 * (1.0 - confidence)
    if freedom < 1.0:
        # Too little is known for anything but an upper end.
        return 0.0, value + float(stdtrit(spread.freedom[n], 1.0 - tail)) * math.sqrt(variance)
    return freedom * value / float(chdtri(freedom, tail)), freedom * value / float(chdtri(freedom, 1.0 - tail))


def _share(ignorance: Estimate, chance: Estimate) -> Estimate:
    """Ignorance in the sum of both: their ratio, from the intervals of the two."""
    assert ignorance.low is not None
    assert ignorance.high is not None
    assert chance.low is not None
    assert chance.high is not None
    total = ignorance.mean + chance.mean
    mean = ignorance.mean / total if total > 0.0 else 0.0
    if min(ignorance.mean, chance.mean, chance.low) <= 0.0:
        low, high = _part_of(ignorance.low, chance.high), _part_of(ignorance.high, chance.low)
        return Estimate(mean, min(low, mean), max(high, mean), SPLIT)
    ratio = ignorance.mean / chance.mean
    up = math.hypot(math.log(ignorance.high / ignorance.mean), math.log(chance.mean / chance.low))
    high = _part(ratio * math.exp(min(up, 500.0)))
    if ignorance.low <= 0.0:
        return Estimate(mean, 0.0, high, SPLIT)
    down = math.hypot(math.log(ignorance.mean / ignorance.low), math.log(chance.high / chance.mean))
    return Estimate(mean, _part(ratio * math.exp(-min(down, 500.0))), high, SPLIT)


def _part(ratio: float) -> float:
    return ratio / (1.0 + ratio)


def _part_of(one: float, other: float) -> float:
    return one / (one + other) if one > 0.0 else 0.0
