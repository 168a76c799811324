"""Registration: how much a radar measures too far, too far right and too high, found from another one.

    bias = Registration(radar, sigma=(300.0, 5e-3, 5e-3))
    bias.add(plots, places, covariances)          # plots of the radar, and where the other says that the targets are
    plots = bias.correct(plots)

Assumes   the bias of range [m], azimuth and elevation [rad] is constant, or walks slowly; each plot is paired with the
          right reference; errors of plots and references are independent of each other and from scan to scan. Plots of
          another radar are; tracks of it are only if scans lie apart by more than its filter's memory.
Holds     while the bias is small beside the slope of the measurement (a tenth of a radian). Only differences between
          sensors can be seen: the bias is that of this radar, if the other has none, else roughly theirs together.
Source    Y. Bar-Shalom, X. Li, "Multitarget-Multisensor Tracking", 1995 (bias as a state that is estimated): here a
          filter of Kalman with the bias itself as the state, its measurement the plot less what the reference should
          give, whose covariance is that of the plot and that of the reference carried through the slope.
Checked   tests/tracker/test_registration.py: weighted least squares in closed form, chi-square over 200 runs.
"""

import math
from typing import Any

import numpy as np

from vyuha.base.vector import wrap
from vyuha.tracker.measurement import measure, slope_of
from vyuha.tracker.options import TrackingSensor, checked, sensor_rows
from vyuha.tracker.rows import WIDEST, Floats


class Registration:
    """The bias of one radar, better known with each scan: `bias` (3) [m, rad, rad] and its `covariance` (3, 3).

    `sigma` is what is known of it before [m, rad, rad]; `walk` is by how much it may wander in a second
    [m, rad, rad / s^(1/2)]. Raises ValueError for a sensor that is no radar and for sigmas that are not positive.
    """

    def __init__(self, sensor: TrackingSensor, sigma: Any = (300.0, 5e-3, 5e-3), walk: Any = (0.0, 0.0, 0.0)) -> None:
        known, wander = np.asarray(sigma, np.float64), np.asarray(walk, np.float64)
        if sensor.kind == "position":
            raise ValueError("registration is for sensors that measure range and angles")
        if known.shape != (3,) or not (known > 0.0).all() or wander.shape != (3,) or not (wander >= 0.0).all():
            raise ValueError("registration: sigma must be three positive numbers, walk three that are not negative")
        self.sensor, self.bias, self.covariance = sensor, np.zeros(3), np.diag(known**2)
        self._walk, self._row = np.diag(wander**2), sensor_rows([sensor])[0]

    def add(self, plots: Any, places: Any, covariances: Any, elapsed: float = 0.0) -> Floats:
        """Take in plots (n, 3 or 4) of the radar and the `places` (n, 3) [m] with `covariances` (n, 3, 3) [m2] at which
        their targets are by the reference, `elapsed` [s] after the last. Returns the squared distance of each from what
        was expected (chi-square with three degrees of freedom while all is as assumed).
        """
        z = checked(plots, self.sensor)
        at = np.asarray(places, np.float64)
        spread = np.broadcast_to(np.asarray(covariances, np.float64), (len(z), 3, 3))
        if at.shape != (len(z), 3) or not (np.isfinite(z).all() and np.isfinite(at).all()):
            raise ValueError(f"{len(z)} plots need as many finite places (n, 3), not {at.shape}")
        self.covariance = self.covariance + self._walk * elapsed
        noise = np.diag(np.square(np.asarray(self.sensor.sigma, np.float64)[:3]))
        return np.array([self._take(*pair, noise) for pair in zip(z, at, spread, strict=True)])

    def _take(self, z: Floats, at: Floats, spread: Floats, noise: Floats) -> float:
        state, expected, slope = np.zeros(6), np.zeros(WIDEST), np.zeros((WIDEST, 6))
        state[:3] = at
        measure(self._row, state, expected)
        slope_of(self._row, state, slope)
        h = slope[:3, :3]
        gap = z[:3] - expected[:3] - self.bias
        gap[1] = math.remainder(gap[1], 2.0 * math.pi)
        total = self.covariance + noise + h @ spread @ h.T
        gain = np.linalg.solve(total, self.covariance).T
        square = float(gap @ np.linalg.solve(total, gap))
        keep = np.eye(3) - gain
        self.bias = self.bias + gain @ gap
        self.covariance = keep @ self.covariance @ keep.T + gain @ (total - self.covariance) @ gain.T
        return square

    def correct(self, plots: Any) -> Floats:
        """Plots of the radar without the bias found so far."""
        z = checked(plots, self.sensor).copy()
        z[:, :3] -= self.bias
        z[:, 1] = [wrap(azimuth) for azimuth in z[:, 1].tolist()]
        return z
