"""Between the points of a response surface that were fought: a straight line along the fill, and how wrong it may be.

Assumes   a monotone measure lies between the values at the ends of a piece and is nowhere steeper than it is told;
          another one strays from the line by a kink of the slopes around it; chance in the fights at both ends, what
          happens between them and the rounding of rounds are independent of each other.
Holds     for one number of units and any fill within the pieces; there is nothing between numbers of units.
Source    geometry: a monotone function between two known values is at most max(t, 1 - t) of their difference from the
          line through them; one with a kink is at most t (1 - t) h times its change of slope from it. A bound b counts
          as a uniform error, of deviation b / sqrt(3).
Checked   tests/studies/plan/test_interpolation.py against numpy.interp, sample variances and functions of known shape.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import Rows, Scalar

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_UNIFORM = 1.0 / math.sqrt(3.0)


class Piece:
    """A measure between two neighbouring fills that were fought, in the measure's own unit."""

    start: Scalar
    width: Scalar
    left: Scalar
    right: Scalar
    # Variances of the two means and their covariance: both were fought against the same raids.
    left_variance: Scalar
    right_variance: Scalar
    covariance: Scalar
    # The steepest that the measure may be in the piece, per unit of fill.
    steep: Scalar
    # Change of slope from the piece before to the piece behind; 0 for a monotone measure.
    bend: Scalar
    # By how much the rounding of rounds may shift the fill between the ends.
    grain: Scalar


@kernel
def interpolate(piece: Piece, fill: float) -> tuple[float, float]:
    """Mean [of the measure] on `piece` [row] at `fill` [1], and its standard error [of the measure]."""
    t = min(max((fill - piece.start) / piece.width, 0.0), 1.0)
    mean = piece.left + t * (piece.right - piece.left) if t < 1.0 else piece.right
    chance = (
        (1.0 - t) * (1.0 - t) * piece.left_variance
        + t * t * piece.right_variance
        + 2.0 * t * (1.0 - t) * piece.covariance
    )
    distance = piece.width * min(t, 1.0 - t)
    within = min(max(t, 1.0 - t) * abs(piece.right - piece.left), piece.steep * distance)
    shape = _UNIFORM * max(within, t * (1.0 - t) * piece.width * piece.bend)
    shift = min(piece.grain, distance)
    rounding = _UNIFORM * shift * (piece.right - piece.left) / piece.width
    return mean, math.sqrt(max(chance, 0.0) + shape * shape + rounding * rounding)


@kernel
def evaluate_points(piece: Rows[Piece], first: Whole, units: Whole, fill: Floats, mean: Floats, error: Floats) -> None:
    """Write `mean` and `error` [of the measure] at each point (`units` [count], `fill` [1]). The pieces of k units
    are the rows `first[k]` to `first[k + 1] - 1` of `piece` [table], in the order of their fills.
    """
    for i in range(len(units)):
        row, last = first[units[i]], first[units[i] + 1] - 1
        while row < last and fill[i] > piece[row].start + piece[row].width:
            row += 1
        mean[i], error[i] = interpolate(piece[row], fill[i])
