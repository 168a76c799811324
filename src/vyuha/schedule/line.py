"""Production lines: a rate that ramps up to capacity, and work per unit that falls as the line learns.

Time on the line is counted in days since it started, rates in units a year. Schedules need the inverse: how long the
line takes for its first n units.

Assumes   the rate has one of two shapes, the exponential r = capacity (1 - exp(-t / ramp)) or the logistic
          r = capacity / (1 + exp(-4 (t / ramp - 1))), half way up at `ramp`. With learning, capacity is the rate at the
          unit for which it was stated, and earlier units take more of it.
Holds     for a line that is fed: an indent caps what is made, and nothing beyond it comes. Lost technology transfers,
          strikes and redesigns are slips, not ramps.
Source    unit learning: J. Crawford, 1944, as in J. Boone's review. Ramps are first-order lags.
Checked   tests/schedule/test_line.py against the T-90S and AK-203 figures
"""

import math

from vyuha.base.calendar import YEAR
from vyuha.base.compile import kernel

EXPONENTIAL, LOGISTIC = 0, 1
_NEWTON_STEPS = 60


@kernel
def line_rate(shape: int, capacity: float, ramp: float, time: float) -> float:
    """Units a year that a line of `shape`, `capacity` [1/year] and `ramp` [d] makes `time` [d] after its start."""
    if time <= 0.0:
        return 0.0
    if ramp <= 0.0:
        return capacity
    if shape == LOGISTIC:
        return capacity / (1.0 + math.exp(-4.0 * (time / ramp - 1.0)))
    return -capacity * math.expm1(-time / ramp)


@kernel
def _soft(x: float) -> float:
    """log(1 + exp(x)) of `x` [1] without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@kernel
def line_total(shape: int, capacity: float, ramp: float, time: float) -> float:
    """Units that a line of `shape`, `capacity` [1/year] and `ramp` [d] has made `time` [d] after its start.

    >>> round(line_total(EXPONENTIAL, 100.0, 0.0, 365.25), 6)
    100.0
    """
    if time <= 0.0:
        return 0.0
    if ramp <= 0.0:
        return capacity * time / YEAR
    if shape == LOGISTIC:
        return capacity * 0.25 * ramp * (_soft(4.0 * (time / ramp - 1.0)) - _soft(-4.0)) / YEAR
    return capacity * (time + ramp * math.expm1(-time / ramp)) / YEAR


@kernel
def line_time(shape: int, capacity: float, ramp: float, total: float) -> float:
    """Days after its start in which a line of `shape`, `capacity` [1/year] and `ramp` [d] makes `total` [1] units.

    The inverse of `line_total`, by Newton's method kept inside a bracket; never if the line has no capacity.

    >>> round(line_time(EXPONENTIAL, 100.0, 365.25, line_total(EXPONENTIAL, 100.0, 365.25, 500.0)), 9)
    500.0
    """
    if total <= 0.0:
        return 0.0
    if capacity <= 0.0:
        return math.inf
    # Making them at full rate is the soonest; the ramp costs less than this on top of it.
    low = total * YEAR / capacity
    high = low + 2.0 * ramp
    time = 0.5 * (low + high)
    for _ in range(_NEWTON_STEPS):
        over = line_total(shape, capacity, ramp, time) - total
        if over > 0.0:
            high = time
        else:
            low = time
        step = time - over * YEAR / line_rate(shape, capacity, ramp, time)
        after = step if low < step < high else 0.5 * (low + high)
        if after == time:
            break
        time = after
    return time


@kernel
def learning_exponent(share: float) -> float:
    """The exponent b by which each doubling brings the work down to `share` [1].

    >>> round(learning_exponent(0.85), 4)
    -0.2345
    """
    return math.log(share) / math.log(2.0)


@kernel
def effort(share: float, stated_at: float, total: float) -> float:
    """Work on the first `total` [1] units, in units of that on unit number `stated_at` [1], if doubling leaves `share`
    [1] of the work on one: Crawford's law summed as an integral.

    >>> effort(1.0, 1000.0, 50.0)
    50.0
    """
    b = learning_exponent(share)
    return float(stated_at * (total / stated_at) ** (1.0 + b) / (1.0 + b))
