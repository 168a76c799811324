"""Hit chance: how likely a place that is known with a normal error lies within a circle, or a passage within a strip.

Assumes   a normal error with a known covariance, in the plane.
Holds     for any ratio of error and circle; the integral over the circle to better than 1e-4.
Source    the normal distribution over an offset circle: integral along the axis of the smaller error of the product of
          its density and the distribution along the other (R. DiDonato, M. Jarnagin, "Integration of the general
          bivariate Gaussian distribution over an offset circle", Mathematics of Computation 15 (1961)), here by the
          trapezoidal rule in the angle, which is as exact as the density is smooth.
Checked   tests/command/test_hit_chance.py: closed forms, SciPy's quadrature, Monte Carlo.
"""

import math

from vyuha.base.compile import kernel

# Sigmas beyond which nothing counts, and steps of the integral.
_FARTHEST = 6.0
_STEPS = 48
_LEAST = 1e-3


@kernel
def below(x: float) -> float:
    """Probability [1] that a standard normal draw lies below `x` [1]."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@kernel
def strip_chance(offset: float, sigma: float, radius: float) -> float:
    """Probability [1] that a passage expected at `offset` [m] with error `sigma` [m] is no farther than `radius` [m]
    off.

    >>> round(strip_chance(0.0, 100.0, 100.0), 4)
    0.6827
    """
    error = max(sigma, _LEAST)
    return below((radius - offset) / error) - below((-radius - offset) / error)


@kernel
def principal(xx: float, xy: float, yy: float) -> tuple[float, float, float]:
    """Larger and smaller sigma [m] of the covariance `xx`, `xy`, `yy` [m2], and the direction [rad] of the larger."""
    mean, half = 0.5 * (xx + yy), 0.5 * (xx - yy)
    off = math.sqrt(half * half + xy * xy)
    return math.sqrt(max(mean + off, 0.0)), math.sqrt(max(mean - off, 0.0)), 0.5 * math.atan2(xy, half)


@kernel
def circle_chance(dx: float, dy: float, xx: float, xy: float, yy: float, radius: float) -> float:
    """Probability [1] that a place expected at `dx`, `dy` [m] from the middle of a circle of `radius` [m], with the
    covariance `xx`, `xy`, `yy` [m2], lies in it.

    >>> round(circle_chance(0.0, 0.0, 1e4, 0.0, 1e4, 100.0), 4)
    0.3935
    """
    large, small, angle = principal(xx, xy, yy)
    large, small = max(large, _LEAST), max(small, _LEAST)
    if math.sqrt(dx * dx + dy * dy) > radius + _FARTHEST * large:
        return 0.0
    along = dx * math.cos(angle) + dy * math.sin(angle)
    across = dy * math.cos(angle) - dx * math.sin(angle)
    low, high = max(across - _FARTHEST * small, -radius), min(across + _FARTHEST * small, radius)
    if low >= high:
        return 0.0
    first, last = math.asin(low / radius), math.asin(high / radius)
    step, total = (last - first) / _STEPS, 0.0
    for n in range(_STEPS + 1):
        theta = first + n * step
        half = radius * math.cos(theta)
        away = (radius * math.sin(theta) - across) / small
        weight = 0.5 if n in (0, _STEPS) else 1.0
        total += weight * half * math.exp(-0.5 * away * away) * strip_chance(along, large, half)
    return min(total * step / (small * math.sqrt(2.0 * math.pi)), 1.0)
