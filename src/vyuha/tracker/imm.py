"""Interacting multiple models: several filters for one target, mixed by how likely each model is.

Assumes   the target keeps one model until it changes to any other with equal chance, after a mean `sojourn` in it; one
          model alone is the plain filter.
Holds     for any set of models. A component that the target model has and the source model lacks is taken from the
          target model's own estimate, so that mixing adds no false certainty and no false zero.
Source    H. Blom, Y. Bar-Shalom, IEEE Trans. Automatic Control 33 (1988), doi 10.1109/9.1299. Components of different
          meaning: T. Yuan, Y. Bar-Shalom, P. Willett, E. Mozeson, S. Pollak, D. Hardiman, "A multiple IMM estimation
          approach with unbiased mixing for thrusting projectiles", IEEE Trans. Aerospace and Electronic Systems 48
          (2012).
Checked   tests/tracker/test_imm.py: one model, equal models, a target that turns, chi-square bounds.
"""

import math

from vyuha.base.compile import kernel
from vyuha.tracker.kalman import correct, predict
from vyuha.tracker.rows import Bank, Floats, Models, Scratch, Sensor

_LEAST_WEIGHT = 1e-9


@kernel
def stay_and_change(models: int, sojourn: float, dt: float) -> tuple[float, float]:
    """Chance to be in the same model after `dt` [s] and in one given other, of `models` [count], when a model lasts
    `sojourn` [s] on average.
    """
    if models == 1:
        return 1.0, 0.0
    fade = math.exp(-abs(dt) / sojourn * models / (models - 1.0))
    change = (1.0 - fade) / models
    return fade + change, change


@kernel
def shared(models: Models, target: int, source: int, i: int) -> bool:
    """Whether component `i` [row] means the same in `target` [row] and `source` [row] of `models` [tables]."""
    return i < 6 or (models.kind[target] == models.kind[source])


@kernel
def mix(models: Models, bank: Bank, t: int, dt: float, scratch: Scratch) -> None:
    """Begin the cycle of `dt` [s] for row `t` [row] of `bank` [tables]: each of `models` [tables] starts from the mean
    and covariance of what all say, weighted by how likely it comes from there. Weights are carried on; `scratch`
    [arrays].
    """
    count = len(models.kind)
    stay, change = stay_and_change(count, models.sojourn, dt)
    weight, mean, covariance = scratch.mixed_weight, scratch.mixed_mean, scratch.mixed_covariance
    for target in range(count):
        total = 0.0
        for source in range(count):
            weight[target, source] = bank.weight[t, source] * (stay if source == target else change)
            total += weight[target, source]
        for source in range(count):
            weight[target, source] /= total
        scratch.likelihood[target] = total
        for i in range(models.size[target]):
            value = 0.0
            for source in range(count):
                origin = source if shared(models, target, source, i) else target
                value += weight[target, source] * bank.mean[t, origin, i]
            mean[target, i] = value
        _mix_covariance(models, bank, t, target, scratch)
    for target in range(count):
        n = models.size[target]
        bank.weight[t, target] = scratch.likelihood[target]
        for i in range(n):
            bank.mean[t, target, i] = mean[target, i]
            for j in range(n):
                bank.covariance[t, target, i, j] = covariance[target, i, j]


@kernel
def _mix_covariance(models: Models, bank: Bank, t: int, target: int, scratch: Scratch) -> None:
    """Covariance of the mixture for model `target` [row] of `models` [tables] in row `t` [row] of `bank` [tables] into
    `scratch` [arrays].
    """
    mean, covariance = scratch.mixed_mean[target], scratch.mixed_covariance[target]
    for i in range(models.size[target]):
        for j in range(i + 1):
            total = 0.0
            for source in range(len(models.kind)):
                first = shared(models, target, source, i)
                second = shared(models, target, source, j)
                di = bank.mean[t, source if first else target, i] - mean[i]
                dj = bank.mean[t, source if second else target, j] - mean[j]
                value = di * dj
                if first and second:
                    value += bank.covariance[t, source, i, j]
                elif not first and not second:
                    value += bank.covariance[t, target, i, j]
                total += scratch.mixed_weight[target, source] * value
            covariance[i, j] = covariance[j, i] = total


@kernel
def predict_bank(models: Models, method: int, bank: Bank, t: int, dt: float, scratch: Scratch) -> bool:
    """Carry row `t` [row] of `bank` [tables] on by `dt` [s] with all its `models` [tables] by `method` [code];
    `scratch` [arrays]. False when a covariance is not positive definite.
    """
    count = len(models.kind)
    if count > 1:
        mix(models, bank, t, dt, scratch)
    sound = True
    for m in range(count):
        if not predict(models, m, method, bank.mean[t, m], bank.covariance[t, m], dt, scratch):
            sound = False
    return sound


@kernel
def correct_bank(
    models: Models, method: int, bank: Bank, t: int, sensor: Sensor, z: Floats, r: Floats, scratch: Scratch
) -> tuple[float, float]:
    """Correct row `t` [row] of `bank` [tables] by measurement `z` [SI] of `sensor` [row] with covariance `r` [SI], for
    all `models` [tables] by `method` [code], and weigh them anew; `scratch` [arrays]. Returns the squared distance [1]
    of the likeliest model and the ln of the likelihood [SI].
    """
    count, highest, nearest = len(models.kind), -math.inf, math.inf
    for m in range(count):
        square, fit = correct(sensor, method, bank.mean[t, m], bank.covariance[t, m], models.size[m], z, r, scratch)
        scratch.likelihood[m] = fit
        if fit > highest:
            highest, nearest = fit, square
    if highest == -math.inf:
        return math.inf, -math.inf
    total = 0.0
    for m in range(count):
        bank.weight[t, m] *= math.exp(scratch.likelihood[m] - highest)
        total += bank.weight[t, m]
    fit = highest + math.log(total)
    settle_weights(bank, t, count)
    return nearest, fit


@kernel
def settle_weights(bank: Bank, t: int, count: int) -> None:
    """Make the `count` [count] weights of row `t` [row] of `bank` [tables] a distribution in which no model dies."""
    if count == 1:
        bank.weight[t, 0] = 1.0
        return
    total = 0.0
    for m in range(count):
        total += bank.weight[t, m]
    for m in range(count):
        bank.weight[t, m] = max(bank.weight[t, m] / total, _LEAST_WEIGHT)


@kernel
def combine(models: Models, bank: Bank, t: int, mean: Floats, covariance: Floats) -> None:
    """Mean and covariance [SI] of position and velocity over all `models` [tables] of row `t` [row] of `bank` [tables]
    into `mean` [SI] and `covariance` [SI].
    """
    for i in range(6):
        mean[i] = 0.0
        for m in range(len(models.kind)):
            mean[i] += bank.weight[t, m] * bank.mean[t, m, i]
    for i in range(6):
        for j in range(6):
            total = 0.0
            for m in range(len(models.kind)):
                spread = (bank.mean[t, m, i] - mean[i]) * (bank.mean[t, m, j] - mean[j])
                total += bank.weight[t, m] * (bank.covariance[t, m, i, j] + spread)
            covariance[i, j] = total
