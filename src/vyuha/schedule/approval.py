"""The way to a contract: stages that are passed with some probability and take some time.

Assumes   stages follow each other, are independent, and one that fails ends the matter for good. Where a chance is only
          known as a range, each future draws its own: that is ignorance, not chance.
Holds     for probabilities that somebody can defend; the result is no better than they are. Triangular times say no
          more than a range with a best guess.
Source    the triangular distribution by inversion: N. Johnson, S. Kotz, N. Balakrishnan, "Continuous Univariate
          Distributions", vol. 2, 2nd ed., 1995, section 26.9.
Checked   tests/schedule/test_approval.py
"""

import math

from vyuha.base.compile import kernel


@kernel
def triangular(low: float, value: float, high: float, p: float) -> float:
    """Quantile at `p` [1] of the triangular distribution from `low` over `value` to `high` [d]; `value` if they agree.

    >>> triangular(0.0, 1.0, 2.0, 0.5)
    1.0
    """
    width = high - low
    if width <= 0.0:
        return value
    if p * width <= value - low:
        return low + math.sqrt(p * width * (value - low))
    return high - math.sqrt((1.0 - p) * width * (high - value))


@kernel
def stage_time(probability: float, takes: float, draw: float) -> float:
    """Days until a stage is passed: `takes` [d] if the `draw` [1] falls below its `probability` [1], never otherwise.

    >>> stage_time(0.6, 90.0, 0.5), stage_time(0.6, 90.0, 0.7)
    (90.0, inf)
    """
    return takes if draw < probability else math.inf
