"""What hits all programmes of a supplier together: a common factor in their slips, and full stops.

The common factor is a Gaussian copula: the uniforms behind the growths of a supplier's tranches come from correlated
normals. Adding a common term to the logarithm of each growth instead would widen every single tranche beyond its
reference class; with the copula each keeps the published quantiles, and only how they fall together changes.

Assumes   one supplier-wide factor on what is still to come: it couples the delays from the date of the forecast on, and
          is learnt neither from time already lost nor from tranches that have come (a shock of the past may be over).
          Stops start at random with a steady rate from the date of the forecast on and have exponential lengths;
          nothing is made while at least one stop lasts, and work goes on afterwards as before.
Holds     for correlation in [0, 1). A stop that lasts on the date of the forecast must be given as an explicit one.
Source    R. Nelsen, "An Introduction to Copulas", 2nd ed., 2006, section 2.3 (Sklar's theorem, marginals unchanged);
          the stops are an M/G/infinity process of which the busy time counts.
Checked   tests/schedule/test_shock.py
"""

import math

from vyuha.base.compile import kernel


@kernel
def shared_normal(correlation: float, common: float, own: float) -> float:
    """A standard normal made of the supplier's factor `common` [1] and one's `own` [1]: any two of a supplier's have
    `correlation` [1].

    >>> shared_normal(0.0, 3.0, 0.5)
    0.5
    """
    return math.sqrt(correlation) * common + math.sqrt(1.0 - correlation) * own


@kernel
def waiting_time(mean: float, tail: float) -> float:
    """An exponential time of `mean` [d] that is exceeded with chance `tail` [1] in (0, 1).

    >>> waiting_time(365.25, 1.0)
    0.0
    """
    return mean * abs(math.log(tail))


@kernel
def time_lost(start: float, end: float, counted_to: float, finish: float) -> float:
    """Days of work lost to a stop from `start` to `end` [d] when all before `counted_to` [d] is accounted for and the
    work would be done at `finish` [d].

    >>> time_lost(10.0, 30.0, 20.0, 100.0), time_lost(100.0, 130.0, 20.0, 100.0)
    (10.0, 0.0)
    """
    if start >= finish:
        return 0.0
    return max(0.0, end - max(start, counted_to))
