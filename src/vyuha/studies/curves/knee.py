"""Knee: where a curve bends, if it does: two straight lines that meet, against one that goes through.

Assumes   trials are independent; the points of one trial may share random numbers, and may vary by different amounts.
Holds     for five points or more. A curve that bends all along has no one knee: the lines then meet where they fit
          best, and `fits` is False where that can be told from noise.
Source    D. J. Hudson, J. Amer. Statist. Assoc. 61 (1966) 1097: least squares of two lines that meet, exactly; the test
          by a bootstrap of whole trials about the straight line, as in B. Efron, R. Tibshirani, An Introduction to the
          Bootstrap (1993), section 16.4.
Checked   tests/studies/curves/test_knee.py: knees known in closed form, a search by brute force, coverage of the
          interval and rate of false knees over some hundreds of made-up studies.

The two lines are found for the means. The interval comes from curves drawn again from the trials; so does the test:
about the straight line, how often does noise alone gain as much from a second line?
"""

from dataclasses import dataclass

import numpy as np

from vyuha.studies.curves.resample import DRAWS, LEAST_TRIALS, Floats, draw_means, interval, means

# One curve in twenty that is straight is said to have a knee.
LEVEL = 0.05
LEAST_POINTS = 5
# Sums of squares that are nothing beside the curve's own: rounding.
_NOTHING = 1e-18
# Slopes that move a curve by less than so much of its height are rounding too.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Knee:
    """Two lines that meet at `at`, with the ends of its 95 % interval, on the axis of the curve.

    `before` and `after` are the slopes, with the ends of their 95 % intervals, `level` the height of the knee. `chance`
    [1] is that of gaining as much from a second line where there is none. `fits` says that two lines explain the means
    within their noise.
    """

    at: float
    low: float
    high: float
    before: float
    after: float
    level: float
    chance: float
    fits: bool
    before_ends: tuple[float, float]
    after_ends: tuple[float, float]

    @property
    def told(self) -> bool:
        """Whether there is a knee at all: a straight line does not do as well."""
        return self.chance <= LEVEL


@dataclass(frozen=True)
class _Lines:
    """Two lines that meet, for many curves at once: knee, slopes, height there, and what is left of the squares."""

    at: Floats
    before: Floats
    after: Floats
    level: Floats
    left: Floats


def find_knee(x: Floats, values: Floats, seed: int, draws: int = DRAWS) -> Knee | None:
    """The knee of a curve over `x` (growing), of which `values` has a row for each trial and a column for each point.

    Whether it is told from none, see `Knee.told`. None with too few points or trials to say, or where nothing came to
    its end at a point.
    """
    curve = means(values)
    if len(x) < LEAST_POINTS or len(values) < LEAST_TRIALS or np.isnan(curve).any():
        return None
    drawn = draw_means(values, seed, draws)
    drawn = drawn[~np.isnan(drawn).any(axis=1)]
    best, others = two_lines(x, curve[None, :]), two_lines(x, drawn)
    noise, straight = drawn - curve, _straight(x, curve[None, :])
    gain = float(_squares(curve - straight)[0] - best.left[0])
    gains = _squares(noise - _straight(x, noise)) - two_lines(x, noise).left
    chance = _chance(gain, gains, curve)
    # Noise about the two lines leaves as much as the means do, if two lines are the law.
    bent = curve - _residual(x, curve, best) + noise
    fits = _chance(float(best.left[0]), two_lines(x, bent).left, curve) > LEVEL
    least = _ROUNDING * float(np.abs(curve).max()) / float(x[-1] - x[0])
    low, high = interval(others.at)
    ends = [interval(np.asarray([_slope(one, least) for one in own])) for own in (others.before, others.after)]
    return Knee(
        at=float(best.at[0]),
        low=low,
        high=high,
        before=_slope(float(best.before[0]), least),
        after=_slope(float(best.after[0]), least),
        level=float(best.level[0]),
        chance=chance,
        fits=fits,
        before_ends=ends[0],
        after_ends=ends[1],
    )


def two_lines(x: Floats, curves: Floats) -> _Lines:
    """The best two lines that meet, for each row of `curves`: by Hudson, they meet at a point, or are the best lines of
    the points on either side.
    """
    found = [_hinged(x, curves, k) for k in range(1, len(x) - 1)]
    found += [_apart(x, curves, k) for k in range(2, len(x) - 1)]
    left = np.stack([one.left for one in found])
    # Of fits that are alike but for rounding the first: one that meets at a point.
    scale = _squares(curves - curves.mean(axis=1, keepdims=True))
    pick = np.argmax(left <= left.min(axis=0) + _NOTHING * scale, axis=0)
    columns = np.arange(len(curves))

    def chosen(name: str) -> Floats:
        return np.asarray(np.stack([getattr(one, name) for one in found])[pick, columns])

    return _Lines(chosen("at"), chosen("before"), chosen("after"), chosen("level"), chosen("left"))


def _hinged(x: Floats, curves: Floats, k: int) -> _Lines:
    """Lines that meet at the point `k`."""
    design = np.stack([np.ones_like(x), np.minimum(x - x[k], 0.0), np.maximum(x - x[k], 0.0)], axis=1)
    level, before, after = np.linalg.pinv(design) @ curves.T
    left = _squares(curves - (design @ np.stack([level, before, after])).T)
    return _Lines(np.full(len(curves), x[k]), before, after, level, left)


def _apart(x: Floats, curves: Floats, k: int) -> _Lines:
    """The best lines of the first `k` points and of the others; nothing (infinite squares) unless they meet between."""
    sides = (x[:k], curves[:, :k]), (x[k:], curves[:, k:])
    (a, b, first), (c, d, second) = (_line(own, heights) for own, heights in sides)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = np.where(b == d, np.nan, (a - c) / (d - b))
    between = (at > x[k - 1]) & (at < x[k])
    return _Lines(at, b, d, a + b * at, np.where(between, first + second, np.inf))


def _line(x: Floats, curves: Floats) -> tuple[Floats, Floats, Floats]:
    """Height at zero, slope and squares left, of the best line through each row."""
    middle, mean = x.mean(), curves.mean(axis=1)
    slope = (curves @ (x - middle)) / ((x - middle) ** 2).sum()
    height = mean - slope * middle
    return height, slope, _squares(curves - height[:, None] - slope[:, None] * x)


def _straight(x: Floats, curves: Floats) -> Floats:
    height, slope, _ = _line(x, curves)
    return np.asarray(height[:, None] + slope[:, None] * x)


def _residual(x: Floats, curve: Floats, lines: _Lines) -> Floats:
    at = lines.at[0]
    law = lines.level[0] + lines.before[0] * np.minimum(x - at, 0.0) + lines.after[0] * np.maximum(x - at, 0.0)
    return np.asarray(curve - law)


def _squares(rows: Floats) -> Floats:
    return np.asarray((rows**2).sum(axis=1))


def _slope(value: float, least: float) -> float:
    return 0.0 if abs(value) < least else value


def _chance(value: float, others: Floats, curve: Floats) -> float:
    """How often noise alone comes to as much, the value itself counted; always where the value is nothing."""
    if value <= _NOTHING * float((curve**2).sum()):
        return 1.0
    return float((1 + np.count_nonzero(others >= value)) / (1 + len(others)))
