"""Expected values: the posterior bound of Cramer and Rao by the recursion of P. Tichavsky, C. Muravchik, A. Nehorai,
IEEE Trans. Signal Processing 46 (1998), doi 10.1109/78.668800, in NumPy; its expectations are means over 200 true
flights.

With motion x' = f(x) + noise of covariance Q and plots of slope H and covariance R:
J' = Q^-1 + E[H' R^-1 H] - Q^-1 E[F] (J + E[F' Q^-1 F])^-1 E[F'] Q^-1.
"""

from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import SIZES, models, scratch, sensor_row
from tests.tracker.flocks import DOPPLER, NOISE, PLACE, PRIOR_PLACE, PRIOR_SPEED, RADAR, bounds, run
from vyuha.tracker.filters import Filter
from vyuha.tracker.measurement import slope_of
from vyuha.tracker.motion import move_with_slope, process_noise
from vyuha.tracker.options import Motion, TrackingSensor

SCANS, DT, LEVEL = 12, 2.0, 1e-4
# Linear, where the bound is reached; and mildly nonlinear, where it is nearly.
CASES = [
    ("cv", "kf", PLACE),
    ("ca", "kf", PLACE),
    ("cv", "ekf", RADAR),
    ("cv", "ukf", RADAR),
    ("ca", "ekf", RADAR),
    ("cv", "ekf", DOPPLER),
    ("ballistic", "ekf", RADAR),
    ("ballistic", "ukf", RADAR),
]


def seen(sensor: TrackingSensor, truth: Any) -> Any:
    """E[H' R^-1 H] over true states (runs, n)."""
    row, slope, weight = sensor_row(kind=sensor.kind, sigma=sensor.sigma), np.zeros((4, 6)), np.square(sensor.sigma)
    total = np.zeros((truth.shape[1], truth.shape[1]))
    for x in truth:
        slope_of(row, x, slope)
        h = slope[: sensor.width]
        total[:6, :6] += h.T @ (h / weight[:, None])
    return total / len(truth)


def carried(motion: Motion, truth: Any, information: Any) -> Any:
    """The bound's information after a step from true states (runs, n), before a plot."""
    n, work, model = SIZES[motion.kind], scratch(), models(motion)
    process_noise(model, 0, truth[0].copy(), DT, work)
    inverse = np.linalg.inv(work.noise[:n, :n])
    mean, square = np.zeros((n, n)), np.zeros((n, n))
    for x in truth:
        move_with_slope(int(model.kind[0]), x.copy(), DT, work)
        f = work.transition[:n, :n]
        mean += f / len(truth)
        square += f.T @ inverse @ f / len(truth)
    return inverse - inverse @ mean @ np.linalg.solve(information + square, mean.T @ inverse)


def ratio(method: Any, motion: Motion, believed: Motion, sensor: TrackingSensor) -> float:
    """Mean square error over the bound, all components whitened by it, over the last half of the scans."""
    sigma = [PRIOR_PLACE] * 3 + [PRIOR_SPEED] * 3 + [motion.extra_sigma or 0.0] * 3
    information = np.diag(1.0 / np.square(sigma[: SIZES[motion.kind]]))
    found, before = [], None
    for k, (truth, estimate, _) in enumerate(run(Filter([believed], method), motion, sensor, 3, SCANS, DT)):
        # Slopes of motion are wanted where the step begins; the first one begins around the known start.
        start = truth if before is None else before
        information = carried(motion, start, information) + seen(sensor, truth)
        before = truth.copy()
        if k >= SCANS // 2:
            error = truth - estimate.mean[:, 0]
            found.append(np.einsum("ti,ij,tj->", error, information, error) / error.size)
    return float(np.mean(found))


@pytest.mark.parametrize(("kind", "method", "sensor"), CASES, ids=lambda v: getattr(v, "kind", v))
def test_the_bound_is_reached_within_a_tenth_and_not_beaten(kind: str, method: Any, sensor: Any) -> None:
    """Not below by more than chance (chi-square, one in ten thousand, as if the scans of one run were one)."""
    n = SIZES[kind]
    low, _ = bounds(n, LEVEL)
    assert low / n < ratio(method, NOISE[kind], NOISE[kind], sensor) < 1.1


@pytest.mark.parametrize(("kind", "sensor"), [("cv", PLACE), ("ballistic", RADAR)], ids=lambda v: getattr(v, "kind", v))
def test_control_a_filter_with_wrong_noise_stays_clear_of_it(kind: str, sensor: Any) -> None:
    assert ratio("ekf", NOISE[kind], Motion(kind, noise=100.0 * NOISE[kind].noise), sensor) > 1.3  # type: ignore[arg-type]
