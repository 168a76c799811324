"""Loops over the tables of the tracker: the steps of many filters at once."""

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.base.table import Rows
from vyuha.tracker.imm import combine, correct_bank, predict_bank
from vyuha.tracker.rows import Bank, Floats, Models, Sensor, make_scratch


@allocating_kernel
def predict_all(models: Models, method: int, bank: Bank, dt: Floats) -> bool:
    """Carry every row of `bank` on by its time; False when a covariance is not positive definite."""
    scratch = make_scratch(len(models.kind), bank.mean.shape[2])
    sound = True
    for t in range(len(bank.mean)):
        if not predict_bank(models, method, bank, t, dt[t], scratch):
            sound = False
    return sound


@allocating_kernel
def correct_all(
    models: Models, method: int, bank: Bank, sensor: Rows[Sensor], z: Floats, r: Floats, outcome: tuple[Floats, Floats]
) -> None:
    """Correct every row of `bank` by its measurement; squared distances and log-likelihoods into `outcome`."""
    scratch = make_scratch(len(models.kind), bank.mean.shape[2])
    for t in range(len(bank.mean)):
        outcome[0][t], outcome[1][t] = correct_bank(models, method, bank, t, sensor[0], z[t], r[t], scratch)


@kernel
def combine_all(models: Models, bank: Bank, mean: Floats, covariance: Floats) -> None:
    """Mixture of all models for each row of `bank`, into `mean` (n, 6) and `covariance` (n, 6, 6)."""
    for t in range(len(bank.mean)):
        combine(models, bank, t, mean[t], covariance[t])
