"""The tracker as a tool: filter steps for each CPU second, and scans with well-separated and with many targets.

One thread, CPU time of the process. Scans include the Python call, the tentative tracks on false plots and the
structured array that is returned. The first six scans, in which tracks begin, are not counted.
"""

import math
import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Line

SCANS, SETTLED, PERIOD = 26, 6, 4.0
SIGMA = (30.0, 1.5e-3, 1.5e-3)
# Targets and mean false plots of a scan: apart from each other, and so dense that gates of new tracks run together.
CASES = ((50, 50), (500, 50), (5000, 50), (5000, 5000))
STEPS, FLOCK = 20, 2000


def measure() -> Iterator[Line]:
    from vyuha import Motion

    turn = Motion("turn", extra_noise=1e-4)
    for name, motions, method in (
        ("EKF, constant velocity", [Motion()], "ekf"),
        ("UKF, constant velocity", [Motion()], "ukf"),
        ("EKF, constant acceleration", [Motion("ca")], "ekf"),
        ("EKF, turn", [turn], "ekf"),
        ("EKF, falling with drag", [Motion("drag", extra_noise=1e-12)], "ekf"),
        ("IMM of EKFs, constant velocity and turn", [Motion(), turn], "ekf"),
    ):
        yield Line(name, steps(motions, method), "steps / CPU s")
    for association in ("gnn", "jpda"):
        before = None
        for targets, clutter in CASES:
            spent, tracks = scans(targets, clutter, association)
            ratio = "" if before is None else f"{spent / before:.1f} times the scan above"
            yield Line(f"{association}, {targets} targets, {clutter} false plots", 1e3 * spent, "ms / scan", "", ratio)
            yield Line("  updates of confirmed tracks", tracks / spent, "/ CPU s")
            before = spent


def steps(motions: Any, method: Any) -> float:
    """Predictions with correction for each CPU second, of many targets at once by radar plots."""
    from vyuha import TrackingSensor
    from vyuha.tracker.filters import Filter

    flock, sensor, plots = Filter(motions, method), TrackingSensor(), np.tile([51e3, 0.6435, 0.197], (FLOCK, 1))
    estimate = flock.begin(np.tile([30e3, 40e3, 10e3], (FLOCK, 1)), np.eye(3) * 1e4)
    spent = []
    for _ in range(STEPS):
        start = time.process_time()
        flock.predict(estimate, 1.0)
        flock.update(estimate, plots, sensor)
        spent.append(time.process_time() - start)
    return FLOCK / statistics.median(spent[1:])


def scans(targets: int, clutter: int, association: Any) -> tuple[float, float]:
    """Median CPU time of a scan [s], and confirmed tracks at the end."""
    from vyuha import Tracker, TrackingSensor

    sensor = TrackingSensor(clutter_density=clutter / (0.61 * 2.0 * math.pi * 105e3))
    tracker, spent, confirmed = Tracker(sensor, association=association), [], 0
    for k, plots in enumerate(sky(targets, clutter)):
        start = time.process_time()
        confirmed = len(tracker.scan(PERIOD * k, plots))
        spent.append(time.process_time() - start)
    return statistics.median(spent[SETTLED:]), float(confirmed)


def sky(targets: int, clutter: float) -> Iterator[Any]:
    """Plots of aircraft between 30 and 90 km that fly level and straight, nine in ten seen, and false plots."""
    g = np.random.default_rng(0)
    away, side = g.uniform(30e3, 90e3, targets), g.uniform(-math.pi, math.pi, targets)
    heading, speed = g.uniform(-math.pi, math.pi, targets), g.uniform(150.0, 300.0, targets)
    start = np.column_stack([away * np.cos(side), away * np.sin(side), g.uniform(2e3, 11e3, targets)])
    velocity = np.column_stack([speed * np.cos(heading), speed * np.sin(heading), np.zeros(targets)])
    for k in range(SCANS):
        places = start + velocity * PERIOD * k
        reach = np.linalg.norm(places, axis=1)
        z = np.column_stack([reach, np.arctan2(places[:, 0], places[:, 1]), np.arcsin(places[:, 2] / reach)])
        z += g.normal(size=(targets, 3)) * SIGMA
        count = g.poisson(clutter)
        false = [g.uniform(5e3, 110e3, count), g.uniform(-math.pi, math.pi, count), g.uniform(-0.01, 0.6, count)]
        yield np.vstack([z[g.random(targets) < 0.9], np.column_stack(false)])
