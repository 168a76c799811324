"""Two hundred targets that move by a model's own noise, and chi-square bounds of what filters say of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import chi2

from tests.tracker.builders import SIZES, STATES, models, scratch, sensor_row
from vyuha.tracker.filters import Estimate, Filter
from vyuha.tracker.measurement import measure
from vyuha.tracker.motion import move, process_noise
from vyuha.tracker.options import _MOTIONS, Motion, TrackingSensor

RUNS = 200
RADAR = TrackingSensor(kind="radar", sigma=(30.0, 1.5e-3, 1.5e-3))
DOPPLER = TrackingSensor(kind="doppler", sigma=(30.0, 1.5e-3, 1.5e-3, 2.0))
PLACE = TrackingSensor(kind="position", sigma=(80.0, 60.0, 100.0))
# Noise with which each model is tested.
NOISE = {
    "cv": Motion("cv", noise=4.0),
    "ca": Motion("ca", noise=0.5, extra_sigma=5.0),
    "turn": Motion("turn", noise=1.0, extra_noise=1e-6, extra_mean=0.07, extra_sigma=0.01),
    "ballistic": Motion("ballistic", noise=1.0),
    "drag": Motion("drag", noise=1.0, extra_noise=1e-12, extra_mean=4e-4, extra_sigma=4e-5),
}
PRIOR_PLACE, PRIOR_SPEED = 200.0, 20.0


def bounds(components: int, level: float, runs: int = RUNS) -> tuple[float, float]:
    """Bounds of the mean over the runs of a squared distance, at this two-sided level of error."""
    return (
        float(chi2.ppf(level / 2.0, runs * components) / runs),
        float(chi2.ppf(1.0 - level / 2.0, runs * components) / runs),
    )


def draw_truth(motion: Motion, g: Any) -> Any:
    """Start states around the typical one, spread as the filters' prior says."""
    n = SIZES[motion.kind]
    sigma = np.array([PRIOR_PLACE] * 3 + [PRIOR_SPEED] * 3 + [motion.extra_sigma or 0.0] * 3)[:n]
    centre = np.array(STATES[motion.kind])
    centre[6:] = motion.extra_mean
    return centre + sigma * g.normal(size=(RUNS, n))


def begin(flock: Filter, kind: str) -> Estimate:
    """Estimates at the typical state, as uncertain as the truth is spread."""
    centre = np.array(STATES[kind])
    place, speed = np.tile(centre[:3], (RUNS, 1)), np.tile(centre[3:6], (RUNS, 1))
    return flock.begin(place, np.eye(3) * PRIOR_PLACE**2, speed, PRIOR_SPEED)


def step_truth(motion: Motion, truth: Any, dt: float, g: Any) -> None:
    work, model = scratch(), models(motion)
    n = SIZES[motion.kind]
    for x in truth:
        process_noise(model, 0, x, dt, work)
        root = np.linalg.cholesky(work.noise[:n, :n] + 1e-30 * np.eye(n))
        move(_MOTIONS[motion.kind], x, dt, work)
        x += root @ g.normal(size=n)


def plots_of(sensor: TrackingSensor, truth: Any, g: Any) -> Any:
    row = sensor_row(kind=sensor.kind, sigma=sensor.sigma)
    z = np.zeros((len(truth), 4))
    for x, one in zip(truth, z, strict=True):
        measure(row, x, one)
    return z[:, : sensor.width] + np.array(sensor.sigma) * g.normal(size=(len(truth), sensor.width))


def nees(truth: Any, mean: Any, covariance: Any) -> float:
    error = truth - mean
    return float(np.mean(np.einsum("ti,ti->t", error, np.linalg.solve(covariance, error[:, :, None])[:, :, 0])))


def run(
    flock: Filter, motion: Motion, sensor: TrackingSensor, seed: int, scans: int = 12, dt: float = 2.0
) -> Iterator[tuple[Any, Estimate, Any]]:
    """Scan by scan: truth (runs, n), the estimate after the update, the squared innovations."""
    g = np.random.default_rng(seed)
    truth, estimate = draw_truth(motion, g), begin(flock, motion.kind)
    for _ in range(scans):
        step_truth(motion, truth, dt, g)
        flock.predict(estimate, dt)
        distance, _ = flock.update(estimate, plots_of(sensor, truth, g), sensor)
        yield truth, estimate, distance
