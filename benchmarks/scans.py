"""Radar scans of targets in clutter, the same for every tracker: one generator, one fixed order of draws.

A scan every 4 s by a radar at the origin; elevation, azimuth (from the x axis to the left) and slant range with errors
of 1.5 mrad, 1.5 mrad and 30 m; detection with probability 0.9; uniform clutter. Needs NumPy only, so that the peer's
own environment can make the same scans.
"""

import numpy as np

PERIOD = 4.0
SIGMA_ANGLE, SIGMA_RANGE = 1.5e-3, 30.0
DETECTION = 0.9
# Mean number of false plots of a scan, by the number of targets.
CLUTTER = {10: 20, 50: 50, 200: 100}
# Space of false plots, of which they are so many for each unit: elevation x azimuth x range [rad2 m].
SPACE = 0.61 * 2.0 * np.pi * 105e3
ABREAST = 150.0

Scans = list[tuple[np.ndarray, np.ndarray]]


def make(seed: int, targets: int, scans: int) -> Scans:
    """Targets on straight level courses within 90 km: for each scan the true positions (targets, 3) [m] and the plots
    (n, 3): elevation, azimuth [rad], range [m].
    """
    g = np.random.default_rng(seed)
    start, velocity = np.empty((targets, 3)), np.zeros((targets, 3))
    for i in range(targets):
        distance, azimuth, height = g.uniform(30e3, 90e3), g.uniform(-np.pi, np.pi), g.uniform(2e3, 11e3)
        heading, speed = g.uniform(-np.pi, np.pi), g.uniform(150.0, 300.0)
        start[i] = distance * np.cos(azimuth), distance * np.sin(azimuth), height
        velocity[i, :2] = speed * np.cos(heading), speed * np.sin(heading)
    return [_scan(g, start + velocity * PERIOD * k, CLUTTER[targets]) for k in range(scans)]


def formation(seed: int, targets: int, scans: int) -> Scans:
    """Targets abreast, 150 m from each other and 45 km away, with 20 false plots in a scan: each one's gate holds its
    neighbours' plots, so that all are one cluster.
    """
    g = np.random.default_rng(seed)
    start = np.column_stack([np.full(targets, 45e3), ABREAST * np.arange(targets), np.full(targets, 8e3)])
    return [_scan(g, start + np.array([-200.0, 0.0, 0.0]) * PERIOD * k, 20) for k in range(scans)]


def _scan(g: np.random.Generator, at: np.ndarray, clutter: int) -> tuple[np.ndarray, np.ndarray]:
    slant = np.linalg.norm(at, axis=1)
    plots = np.column_stack([np.arcsin(at[:, 2] / slant), np.arctan2(at[:, 1], at[:, 0]), slant])
    plots += g.normal(size=plots.shape) * (SIGMA_ANGLE, SIGMA_ANGLE, SIGMA_RANGE)
    plots = plots[g.random(len(at)) < DETECTION]
    count = g.poisson(clutter)
    false = np.column_stack(
        [g.uniform(-0.01, 0.60, count), g.uniform(-np.pi, np.pi, count), g.uniform(5e3, 110e3, count)]
    )
    plots = np.vstack([plots, false])
    plots[:, 1] = (plots[:, 1] + np.pi) % (2.0 * np.pi) - np.pi
    g.shuffle(plots)
    return at, plots
