"""Schedule growth G: the time that something took over the time that was promised, as in a class of past programmes.

The classes, by `reference`: `MAJOR` fits 59 development programmes (published mean 1.29, quartiles 1.00, 1.11, 1.46);
`LOGNORMAL` has the same mean and misses the body; `OWN` fits the five programmes of this kind below; `BLEND` is a
mixture of `OWN` (with `own_weight`) and `MAJOR`.

`OWN` is lognormal: the growths to the last delivery are 2.13 (Vikramaditya), 1.80 (S-400, were the last to come in
November 2026), 1.18 (the 140 Su-30MKI), 1.10 (Akash) and 0.83 (AK-203, 106 months forecast of 128); their logarithms
have mean 0.284 and deviation 0.383, widened by sqrt(1 + 1/5) since five programmes do not fix the mean. Two of the five
are forecasts, and S-400 is one of them: as a class for S-400 itself it is partly circular.

Assumes   a programme is like those of its class, and the time already spent tells of it only that it has not come yet.
Holds     for development and first deliveries of large systems; the excess of `MAJOR` beyond 1 is exponential, so its
          expected remaining time stays the same however long one has waited; that of the others grows.
Source    `MAJOR`: quantiles of R. Coleman, J. Summerville, M. Dameron, SCEA 2002 (RAND data, n = 59), fitted here;
          `OWN`: the dated records of the programmes that come with the package.
Checked   tests/schedule/test_growth.py
"""

import math

from vyuha.base.compile import kernel
from vyuha.schedule.normal import point_above, upper_tail

MAJOR, LOGNORMAL, OWN, BLEND = 0, 1, 2, 3

# Shares of programmes that came early, on time and late; earliest growth; mean excess of the late.
_EARLY, _LATE = 0.153, 0.644
_EARLIEST = 0.7
_EXCESS = 0.486
_LOGNORMAL_MU, _LOGNORMAL_SIGMA = 0.173, 0.403
_OWN_MU, _OWN_SIGMA = 0.284, 0.420
_BISECTIONS = 60
# Below this a chance is no number to divide by.
_LEAST = 1e-300


@kernel
def _major_survival(growth: float) -> float:
    """Chance that growth in class `MAJOR` exceeds `growth` [1]."""
    if growth < _EARLIEST:
        return 1.0
    if growth < 1.0:
        return 1.0 - _EARLY * (growth - _EARLIEST) / (1.0 - _EARLIEST)
    return _LATE * math.exp(-(growth - 1.0) / _EXCESS)


@kernel
def _major_at(survival: float) -> float:
    """The growth that class `MAJOR` exceeds with chance `survival` [1]; 1 for the share that was on time."""
    if survival < _LATE:
        return 1.0 - _EXCESS * math.log(survival / _LATE)
    if survival <= 1.0 - _EARLY:
        return 1.0
    return _EARLIEST + (1.0 - _EARLIEST) * (1.0 - survival) / _EARLY


@kernel
def _lognormal_survival(mu: float, sigma: float, growth: float) -> float:
    """Chance that a lognormal of `mu, sigma` [1] exceeds `growth` [1]."""
    if growth <= 0.0:
        return 1.0
    return upper_tail((math.log(growth) - mu) / sigma)


@kernel
def growth_survival(reference: int, own_weight: float, growth: float) -> float:
    """Chance [1] that schedule growth in class `reference` exceeds `growth` [1]; `own_weight` [1] is used by `BLEND`.

    >>> growth_survival(MAJOR, 0.0, 1.0)
    0.644
    """
    if reference == MAJOR:
        return _major_survival(growth)
    if reference == LOGNORMAL:
        return _lognormal_survival(_LOGNORMAL_MU, _LOGNORMAL_SIGMA, growth)
    own = _lognormal_survival(_OWN_MU, _OWN_SIGMA, growth)
    if reference == OWN:
        return own
    return own_weight * own + (1.0 - own_weight) * _major_survival(growth)


@kernel
def _blend_at(own_weight: float, survival: float) -> float:
    """The growth that `BLEND` with `own_weight` [1] exceeds with chance `survival` [1], by bisection."""
    beyond = growth_survival(BLEND, own_weight, 1.0)
    if beyond <= survival <= beyond + (1.0 - own_weight) * (1.0 - _EARLY - _LATE):
        return 1.0
    own, major = math.exp(_OWN_MU + _OWN_SIGMA * point_above(survival)), _major_at(survival)
    low, high = min(own, major), max(own, major)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if growth_survival(BLEND, own_weight, middle) > survival:
            low = middle
        else:
            high = middle
    return high


@kernel
def growth_at(reference: int, own_weight: float, survival: float) -> float:
    """The least growth [1] that class `reference` exceeds with no more than chance `survival` [1] in (0, 1).

    It is the quantile at 1 - `survival`, but exact in the tail. Only `BLEND` uses `own_weight` [1].

    >>> [round(growth_at(MAJOR, 0.0, 1.0 - p), 2) for p in (0.25, 0.50, 0.75)]
    [1.0, 1.12, 1.46]
    """
    if reference == MAJOR:
        return _major_at(survival)
    if reference == LOGNORMAL:
        return math.exp(_LOGNORMAL_MU + _LOGNORMAL_SIGMA * point_above(survival))
    if reference == OWN:
        return math.exp(_OWN_MU + _OWN_SIGMA * point_above(survival))
    return _blend_at(own_weight, survival)


@kernel
def growth_beyond(reference: int, own_weight: float, past: float, tail: float) -> float:
    """Growth [1] given that it exceeds `past` [1]: with `tail` [1] uniform in (0, 1) a draw, small `tail` meaning late.

    `reference` and `own_weight` [1] as in `growth_at`; `past` 0 gives the class itself.

    >>> round(growth_beyond(MAJOR, 0.0, 2.0, 0.5) - 2.0, 3) == round(growth_beyond(MAJOR, 0.0, 3.0, 0.5) - 3.0, 3)
    True
    """
    if reference == MAJOR and past >= 1.0:
        return past - _EXCESS * math.log(tail)
    left = max(_LEAST, growth_survival(reference, own_weight, past) * tail)
    return max(past, growth_at(reference, own_weight, left))
