"""Filters for many targets whose plots are known: no association, only estimation.

flock = Filter([Motion("cv", noise=1.0)], method="ekf")
estimate = flock.begin(positions, covariances, speed_sigma=300.0)
flock.predict(estimate, 4.0)
distances, fits = flock.update(estimate, plots, sensor)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.tracker.options import Method, Motion, TrackingSensor, method_code, models_of, padded, sensor_rows
from vyuha.tracker.rows import Bank, Floats
from vyuha.tracker.system import combine_all, correct_all, predict_all


@dataclass(frozen=True)
class Estimate:
    """Estimates of many targets by all models of a filter, changed in place by its steps."""

    bank: Bank

    @property
    def mean(self) -> Floats:
        """(targets, models, n): x, y, z, vx, vy, vz and what the model has beyond [SI]."""
        return self.bank.mean

    @property
    def covariance(self) -> Floats:
        """(targets, models, n, n) [SI]."""
        return self.bank.covariance

    @property
    def weight(self) -> Floats:
        """(targets, models): probability of each model."""
        return self.bank.weight


class Filter:
    """A bank of filters: one motion model makes a Kalman filter ("kf", "ekf", "ukf"), several make an IMM.

    `sojourn` is the mean time that a target keeps a model [s]. Raises ValueError for models and sensors that the method
    cannot have.
    """

    def __init__(self, motions: Sequence[Motion], method: Method = "ekf", sojourn: float = 60.0) -> None:
        self.motions = tuple(motions)
        self.method = method
        self.models = models_of(self.motions, sojourn)
        self._code = method_code(method, self.motions, ())

    def begin(self, positions: Any, covariances: Any, velocities: Any = 0.0, speed_sigma: float = 300.0) -> Estimate:
        """Estimates at `positions` (n, 3) [m] with covariances (n, 3, 3) or (3, 3) [m2], at `velocities` (n, 3) [m/s]
        known to `speed_sigma` [m/s] on each axis.
        """
        place = np.asarray(positions, np.float64)
        count, widest = len(place), int(self.models.size.max())
        mean = np.zeros((count, len(self.motions), widest))
        covariance = np.zeros((count, len(self.motions), widest, widest))
        mean[:, :, :3] = place[:, None, :]
        mean[:, :, 3:6] = np.broadcast_to(np.asarray(velocities, np.float64), (count, 3))[:, None, :]
        covariance[:, :, :3, :3] = np.broadcast_to(np.asarray(covariances, np.float64), (count, 3, 3))[:, None]
        for i in range(3, 6):
            covariance[:, :, i, i] = speed_sigma**2
        for m, size in enumerate(self.models.size):
            mean[:, m, 6:size] = self.models.extra[m, 0]
            for i in range(6, size):
                covariance[:, m, i, i] = self.models.extra[m, 1] ** 2
        return Estimate(Bank(mean, covariance, np.full((count, len(self.motions)), 1.0 / len(self.motions))))

    def predict(self, estimate: Estimate, dt: Any) -> None:
        """Carry all estimates on by `dt` [s], one number or (n,). Raises ArithmeticError for a covariance that is not
        positive definite.
        """
        steps = np.array(np.broadcast_to(np.asarray(dt, np.float64), len(estimate.mean)))
        if not predict_all(self.models, self._code, estimate.bank, steps):
            raise ArithmeticError("a covariance is not positive definite")

    def update(
        self, estimate: Estimate, plots: Any, sensor: TrackingSensor, covariances: Any = None
    ) -> tuple[Floats, Floats]:
        """Correct estimate i by plot i of `sensor`, (n, width), with covariances (n, width, width), one for all, or by
        the sensor's sigma. Returns the squared distance of each innovation (NIS; of the likeliest model) and the ln of
        its likelihood, both (n,).
        """
        method_code(self.method, self.motions, (sensor,))
        z, r = padded(plots, covariances, sensor)
        if len(z) != len(estimate.mean):
            raise ValueError(f"{len(z)} plots for {len(estimate.mean)} estimates")
        distance, fit = np.empty(len(z)), np.empty(len(z))
        outcome = (distance, fit)
        correct_all(self.models, self._code, estimate.bank, sensor_rows([sensor]), z, r, outcome)
        return distance, fit

    def combined(self, estimate: Estimate) -> tuple[Floats, Floats]:
        """Mean (n, 6) and covariance (n, 6, 6) of position and velocity over the models."""
        count = len(estimate.mean)
        mean, covariance = np.empty((count, 6)), np.empty((count, 6, 6))
        combine_all(self.models, estimate.bank, mean, covariance)
        return mean, covariance
