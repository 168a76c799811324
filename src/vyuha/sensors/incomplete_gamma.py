"""The tails of sums of exponential powers: Poisson weights and the incomplete gamma function of whole order.

Assumes   nothing beyond double precision.
Holds     for orders up to some 1e5; the smaller of the two tails keeps its relative accuracy, 2e-13 up to order 1000.
Source    M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 6.5.13 (finite sum), 6.5.29 (series),
          6.1.40 (Stirling's series); C. Loader's split of a Poisson weight into a deviance and that series (2000).
Checked   tests/sensors/test_incomplete_gamma.py against sums of sixty decimal digits and SciPy.
"""

import math

from vyuha.base.compile import kernel

# Below this order the logarithm of the gamma function itself is accurate enough.
_STIRLING_FROM = 16.0
# Terms smaller than this share of the sum no longer change it.
_SHARE = 1e-17


@kernel
def log_poisson(count: float, mean: float) -> float:
    """Logarithm [1] of the Poisson weight of `count` [1] at `mean` [1]: of mean^count e^-mean / count!."""
    if count == 0.0:
        return -mean
    if mean == 0.0:
        return -math.inf
    if count < _STIRLING_FROM:
        return count * math.log(mean) - mean - math.lgamma(count + 1.0)
    # The large parts of logarithm and factorial cancel here on paper, and not in the last digits.
    away = (mean - count) / count
    square = count * count
    series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / count
    log_ratio = math.log1p(away) if away > -0.5 else math.log(mean / count)
    return count * (log_ratio - away) - 0.5 * math.log(2.0 * math.pi * count) - series


@kernel
def rising_sum(order: int, x: float) -> float:
    """The lower tail at `x` [1] over the Poisson weight of `order` [1]: 1 + x/(order+1) + x^2/((order+1)(order+2)) +
    ...; for `x` up to about `order`, beyond which it may grow without bound.
    """
    term, total, n = 1.0, 1.0, float(order)
    while term > _SHARE * total:
        n += 1.0
        term *= x / n
        total += term
    return total


@kernel
def falling_sum(order: int, x: float) -> float:
    """The upper tail at `x` [1] over the Poisson weight of `order` - 1 [1]: 1 + (order-1)/x + (order-1)(order-2)/x^2 +
    ...; it ends by itself, and soon for `x` above `order`.
    """
    term, total, n = 1.0, 1.0, float(order - 1)
    while n > 0.0 and term > _SHARE * total:
        term *= n / x
        total += term
        n -= 1.0
    return total


@kernel
def lower_tail(order: int, x: float) -> float:
    """Chance [1] that the sum of `order` [1] exponential powers of mean one stays below `x` [1]; one for no power."""
    if order <= 0:
        return 1.0
    if x <= order:
        return math.exp(log_poisson(float(order), x)) * rising_sum(order, x)
    return 1.0 - math.exp(log_poisson(float(order - 1), x)) * falling_sum(order, x)


@kernel
def upper_tail(order: int, x: float) -> float:
    """Chance [1] that the sum of `order` [1] exponential powers of mean one exceeds `x` [1]; none for no power.

    >>> round(upper_tail(10, 26.193), 7)
    0.0001
    """
    if order <= 0:
        return 0.0
    if x <= order:
        return 1.0 - math.exp(log_poisson(float(order), x)) * rising_sum(order, x)
    return math.exp(log_poisson(float(order - 1), x)) * falling_sum(order, x)


@kernel
def upper_point(tail: float, order: int) -> float:
    """What the sum of `order` [1] exponential powers of mean one exceeds with chance `tail` [1].

    Newton's rule on the logarithm of the tail, which is concave: from any start the second guess lies above the root,
    and all further ones fall towards it.
    """
    if tail >= 1.0:
        return 0.0
    if tail <= 0.0:
        return math.inf
    aim = math.log(tail)
    if order == 1:
        return -aim
    x = float(order)
    for _ in range(100):
        log_density = log_poisson(float(order - 1), x)
        if x <= order:
            share = 1.0 - math.exp(log_poisson(float(order), x)) * rising_sum(order, x)
            log_tail, hazard = math.log(share), math.exp(log_density) / share
        else:
            ratio = falling_sum(order, x)
            log_tail, hazard = log_density + math.log(ratio), 1.0 / ratio
        step = (log_tail - aim) / hazard
        x += step
        if abs(step) <= 1e-9 * x:
            break
    return x
