"""Detection with N pulses added after a square-law detector: threshold, chance for Swerling 0 to 4, required signal.

The sum of N pulses is that of N + J exponential powers, and J follows the echo: Poisson for a steady one (0), binomial
for Swerling 4. Both give sums of positive terms, cut where a Chernoff bound leaves less than e^-40, and of detection
and miss the smaller one is summed. Swerling 1, 2 and 3 have closed forms.

Assumes   equal noise of unit power in each pulse; `snr` is the mean for one pulse. The echo is steady (0), or its power
          keeps one draw for all N pulses (1: exponential; 3: chi-square of four degrees) or takes a new one for each
          (2, 4). No correlation in between.
Holds     for N to 1000, Pfa from 1e-2 to 1e-10 and -20 to 30 dB: off by less than 1e-12 (1.2e-14 on a grid), and by a
          share of 1e-12 where detections are rare; beyond that without overflow, for thresholds to 1e8. Not a number
          above, and for a code, a count or a signal that does not exist.
Source    J. I. Marcum, RAND RM-754 (1947); P. Swerling, RAND RM-1217 (1954); D. P. Meyer and H. A. Mayer, "Radar Target
          Detection" (1973); J. V. DiFranco and W. L. Rubin, "Radar Detection" (1968).
Checked   tests/sensors/test_integration.py: sums of sixty decimal digits, SciPy, printed values.
"""

import math

from vyuha.base.compile import kernel
from vyuha.sensors.detection import STEADY, SWERLING_1, SWERLING_2, SWERLING_3, SWERLING_4
from vyuha.sensors.incomplete_gamma import log_poisson, lower_tail, rising_sum, upper_point, upper_tail

# Logarithm of what a sum may leave out, as a share of the whole.
_LEFT_OUT = 40.0
# A stronger signal changes nothing and would overflow somewhere.
_STRONGEST = 1e30
# So little signal in all pulses together that the kind of echo makes no difference.
_FAINTEST = 1e-18
# A threshold that even one pulse of noise misses with a chance too small to be told from none.
_LOWEST = 1e-18
# No sum of fewer than some 1e8 pulses has its threshold above this one; a sum has some 18 sqrt(threshold) terms.
_HIGHEST = 1e8


@kernel
def detection_threshold(false_alarm: float, pulses: int) -> float:
    """Power [1], in units of the noise of one pulse, that the sum of `pulses` [1] exceeds by noise alone with chance
    `false_alarm` [1].

    >>> round(detection_threshold(1e-4, 10), 2)
    26.19
    """
    return upper_point(false_alarm, pulses)


@kernel
def _most(mean: float) -> int:
    """A count that a Poisson or binomial number of `mean` [1] exceeds with less than about e^-40 (Bernstein)."""
    most = mean + math.sqrt(2.0 * _LEFT_OUT * mean) + 27.0
    if 0.0 < mean < 0.5:
        most = min(most, 2.0 - _LEFT_OUT / math.log(mean))
    return int(most)


@kernel
def _least(mean: float) -> int:
    """A count that a Poisson or binomial number of `mean` [1] stays below with less than e^-40 (Chernoff)."""
    return int(max(mean - math.sqrt(2.0 * _LEFT_OUT * mean), 0.0))


@kernel
def _sum_up(
    pulses: int, threshold: float, first: int, last: int, log_weight: float, slope: float, start: float
) -> float:
    """Chance [1] that the sum of `pulses` + J [1] powers exceeds `threshold` [1], over J from `first` to `last` [1].

    `log_weight` [1] is that of `first`; the next weight is this one times (`slope` [1] J + `start` [1]) / (J + 1).
    """
    order = pulses + first
    tail, step = upper_tail(order, threshold), math.exp(log_poisson(float(order), threshold))
    weight, total = math.exp(log_weight), 0.0
    for j in range(first, last + 1):
        total += weight * tail
        tail += step
        order += 1
        step *= threshold / order
        weight *= (slope * j + start) / (j + 1.0)
    return total


@kernel
def _sum_down(
    pulses: int, threshold: float, first: int, last: int, log_weight: float, slope: float, start: float
) -> float:
    """Chance [1] that the sum of `pulses` + J [1] powers stays below `threshold` [1]; as `_sum_up`, but from `last` [1]
    down to `first` [1], with the `log_weight` [1] of `last`, and `slope` [1] and `start` [1] read backwards.
    """
    order = pulses + last
    tail, step = lower_tail(order, threshold), math.exp(log_poisson(order - 1.0, threshold))
    weight, total = math.exp(log_weight), 0.0
    for j in range(last, first - 1, -1):
        total += weight * tail
        tail += step
        order -= 1
        step *= order / threshold
        weight *= j / (slope * (j - 1.0) + start)
    return total


@kernel
def _steady(snr: float, threshold: float, pulses: int) -> float:
    """Chance [1] for a steady echo of `snr` [1] in each of `pulses` [1] at `threshold` [1]: Marcum's Q of order N."""
    mean = pulses * snr
    # Exponential tilt by u that puts the mean of the sum on the threshold; above one when the mean lies above it.
    u = 0.5 * (pulses + math.sqrt(pulses * pulses + 4.0 * threshold * mean)) / threshold
    if u > 1.0 and (u - 1.0) * threshold - pulses * math.log(u) - mean * (1.0 - 1.0 / u) < -_LEFT_OUT:
        return 1.0
    first, last = _least(mean / u), _most(mean / u)
    if u <= 1.0:
        return _sum_up(pulses, threshold, first, last, log_poisson(float(first), mean), 0.0, mean)
    return 1.0 - _sum_down(pulses, threshold, first, last, log_poisson(float(last), mean), 0.0, mean)


@kernel
def _log_binomial(count: int, trials: int, chance: float, other: float) -> float:
    """Logarithm [1] of the binomial weight of `count` [1] in `trials` [1] at `chance` [1] = 1 - `other` [1], from three
    Poisson weights, so that the factorials cancel.
    """
    rest = float(trials - count)
    hit, miss = log_poisson(float(count), trials * chance), log_poisson(rest, trials * other)
    return hit + miss - log_poisson(float(trials), float(trials))


@kernel
def _swerling_4(snr: float, threshold: float, pulses: int) -> float:
    """Chance [1] when each of `pulses` [1] has its own draw of four degrees, mean `snr` [1], at `threshold` [1].

    Of the N powers, now of mean 1 + S/2, a binomial number counts double.
    """
    scale = 1.0 + 0.5 * snr
    level, single, double = threshold / scale, 1.0 / scale, 0.5 * snr / scale
    # The tilt as in `_steady`; of the two forms of a root the one without cancellation.
    square, half, rest = level * single, 0.5 * (level * double - pulses * single), 2.0 * pulses * double
    root = math.sqrt(half * half + square * rest)
    u = rest / (half + root) if half > 0.0 else (root - half) / square
    tilted = double / (double + single * u)
    bound = (u - 1.0) * level + pulses * math.log((single + double / u) / u)
    if u > 1.0 and bound < -_LEFT_OUT:
        return 1.0
    hits, misses = pulses * tilted, pulses * (1.0 - tilted)
    first = max(_least(hits), pulses - _most(misses))
    last = min(_most(hits), pulses - _least(misses))
    odds = 0.5 * snr
    if u <= 1.0:
        weight = _log_binomial(first, pulses, double, single)
        return _sum_up(pulses, level, first, last, weight, -odds, pulses * odds)
    weight = _log_binomial(last, pulses, double, single)
    return 1.0 - _sum_down(pulses, level, first, last, weight, -odds, pulses * odds)


@kernel
def _swerling_1(snr: float, threshold: float, pulses: int) -> float:
    """Chance [1] when all `pulses` [1] share one exponential draw of mean `snr` [1], at `threshold` [1]: N - 1 powers
    of noise and one of mean 1 + N S.
    """
    rest, total = pulses - 1, pulses * snr
    if rest == 0:
        return math.exp(-threshold / (1.0 + total))
    x = threshold * (total / (1.0 + total))
    if x < rest:
        # The powers of (1 + NS) / NS cancel against those of the lower tail.
        echo = math.exp(log_poisson(float(rest), threshold)) * rising_sum(rest, x)
    else:
        echo = math.exp(rest * math.log1p(1.0 / total) - threshold / (1.0 + total)) * lower_tail(rest, x)
    return upper_tail(rest, threshold) + echo


@kernel
def _swerling_3(snr: float, threshold: float, pulses: int) -> float:
    """Chance [1] when all `pulses` [1] share one draw of four degrees, mean `snr` [1], at `threshold` [1]: N - 2 powers
    of noise and two of mean 1 + N S / 2.
    """
    rest, half = pulses - 2, 0.5 * pulses * snr
    level = threshold / (1.0 + half)
    if rest < 0:
        return math.exp(-level) * (1.0 + level * half / (1.0 + half))
    if rest == 0:
        return math.exp(-level) * (1.0 + level)
    x = threshold * (half / (1.0 + half))
    if x >= rest:
        below, edge = lower_tail(rest, x), math.exp(log_poisson(float(rest), x))
        # The difference of two lower tails, written so that it has no negative part.
        second = below * (1.0 - rest / x) + edge * rest / x
        echo = math.exp(rest * math.log1p(1.0 / half) - level) * (below + level * second)
        return upper_tail(rest, threshold) + echo
    term, total, n, j = 1.0, 0.0, float(rest), 0.0
    while term > 1e-18 * total:
        total += term * (1.0 + level * (j + 1.0) / (n + 1.0))
        j += 1.0
        n += 1.0
        term *= x / n
    return upper_tail(rest, threshold) + math.exp(log_poisson(float(rest), threshold)) * total


@kernel
def detection_chance(snr: float, threshold: float, pulses: int, swerling: int) -> float:
    """Probability of detection [1] at a mean `snr` [1] in each of `pulses` [1] that are added before `threshold` [1],
    the power from `detection_threshold`; `swerling` 0 to 4 [code]. Error below 1e-12; NaN for arguments without a
    meaning.

    >>> round(detection_chance(10**1.3183490, detection_threshold(1e-6, 1), 1, 0), 6)
    0.9
    """
    if not (snr >= 0.0 and threshold >= 0.0 and pulses >= 1 and STEADY <= swerling <= SWERLING_4):
        return math.nan
    if threshold < _LOWEST:
        return 1.0
    if threshold == math.inf:
        return 0.0
    if threshold > _HIGHEST:
        return math.nan
    signal = min(snr, _STRONGEST)
    if swerling == SWERLING_2 or pulses * signal < _FAINTEST:
        found = upper_tail(pulses, threshold / (1.0 + signal))
    elif swerling == STEADY:
        found = _steady(signal, threshold, pulses)
    elif swerling == SWERLING_1:
        found = _swerling_1(signal, threshold, pulses)
    elif swerling == SWERLING_3:
        found = _swerling_3(signal, threshold, pulses)
    else:
        found = _swerling_4(signal, threshold, pulses)
    return min(found, 1.0)


@kernel
def required_snr(detection: float, false_alarm: float, pulses: int, swerling: int) -> float:
    """The mean signal [1] in each of `pulses` [1] at which `detection` [1] is reached at `false_alarm` [1]; `swerling`
    0 to 4 [code]. Bisection of the exact chance to 1e-13; 0 when false alarms alone reach it, NaN without a meaning.

    >>> round(10.0 * math.log10(required_snr(0.9, 1e-6, 10, 1)), 3)
    13.5
    """
    if not (0.0 < false_alarm < 1.0 and 0.0 <= detection < 1.0 and pulses >= 1 and STEADY <= swerling <= SWERLING_4):
        return math.nan
    if detection <= false_alarm:
        return 0.0
    threshold = detection_threshold(false_alarm, pulses)
    low, high = 1.0, 1.0
    while detection_chance(high, threshold, pulses, swerling) < detection and high < _STRONGEST:
        high *= 4.0
    while detection_chance(low, threshold, pulses, swerling) >= detection and low > 1.0 / _STRONGEST:
        low *= 0.25
    while high > low * (1.0 + 1e-13):
        middle = math.sqrt(low * high)
        if detection_chance(middle, threshold, pulses, swerling) < detection:
            low = middle
        else:
            high = middle
    return high
