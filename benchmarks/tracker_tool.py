"""The tracker as a tool: filter steps for each CPU second, and how a scan grows with the number of targets.

One thread, CPU time of the process. Growing: positions are measured (50 m), targets and false plots keep their number
for each square kilometre while the sky grows, and all scans count, also the first ones, in which every plot begins a
track. Then the same sky filled with ever more: there gates of new tracks, which may have any velocity, run together.
"""

import math
import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Line
from benchmarks.scans import SPACE

SCANS, SETTLED, PERIOD = 26, 6, 4.0
SIGMA = (30.0, 1.5e-3, 1.5e-3)
# Targets of the growing sky, one false plot for each; the sky of 50 has the radius of the benchmark beside the peer.
SIZES, RADIUS, PLACE_SIGMA = (50, 150, 500, 1500, 5000), 90e3, 50.0
# Targets and mean false plots of a scan in one sky of 90 km.
CASES = ((500, 50), (5000, 50), (5000, 5000))
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
        spent = []
        for targets in SIZES:
            seconds, tracks = growing(targets, association)
            spent.append(seconds)
            what = f"{association}, {targets} targets and false plots in a sky as large"
            yield Line(what, 1e3 * seconds, "ms / scan", "", f"{tracks:.0f} tracks")
        # Of cost ~ n^k, by least squares over all sizes; n log n between the ends has the exponent beside it.
        slope = float(np.polyfit(np.log(SIZES), np.log(spent), 1)[0])
        limit = 1.0 + math.log(math.log(SIZES[-1]) / math.log(SIZES[0])) / math.log(SIZES[-1] / SIZES[0])
        yield Line("  exponent of the cost", slope, "", f"{limit:.2f} (n log n)")
    for association in ("gnn", "jpda"):
        for targets, clutter in CASES:
            seconds, tracks = scans(targets, clutter, association)
            what = f"{association}, {targets} targets, {clutter} false plots in 90 km"
            yield Line(what, 1e3 * seconds, "ms / scan", "", f"{tracks / seconds:,.0f} track updates / CPU s")


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


def growing(targets: int, association: Any) -> tuple[float, float]:
    """Mean CPU time of a scan [s] of a recording, and confirmed tracks at its end."""
    from vyuha import Tracker, TrackingSensor

    reach = RADIUS * math.sqrt(targets / SIZES[0])
    density = targets / (math.pi * reach**2 * 11e3)
    sensor = TrackingSensor("position", (PLACE_SIGMA,) * 3, clutter_density=density)
    plots = list(wide_sky(targets, reach))
    spent, found = [], 0
    for _ in range(4 if targets < 1000 else 2):
        tracker = Tracker(sensor, association=association, speed_sigma=(300.0, 300.0, 100.0))
        start = time.process_time()
        tracker.run(PERIOD * np.arange(len(plots)), plots)
        spent.append((time.process_time() - start) / len(plots))
        found = len(tracker.confirmed)
    return min(spent[1:]), float(found)


def wide_sky(targets: int, reach: float) -> Iterator[Any]:
    """Measured places of aircraft over a disc of this radius [m] and of as many false plots."""
    g = np.random.default_rng(0)
    start, heading = _disc(g, targets, reach), g.uniform(-math.pi, math.pi, targets)
    speed = g.uniform(150.0, 300.0, targets)
    velocity = np.column_stack([speed * np.cos(heading), speed * np.sin(heading), np.zeros(targets)])
    for k in range(SCANS):
        z = start + velocity * PERIOD * k + g.normal(size=start.shape) * PLACE_SIGMA
        yield np.vstack([z[g.random(targets) < 0.9], _disc(g, g.poisson(targets), reach)])


def _disc(g: np.random.Generator, count: int, reach: float) -> Any:
    away, side = reach * np.sqrt(g.random(count)), g.uniform(-math.pi, math.pi, count)
    return np.column_stack([away * np.cos(side), away * np.sin(side), g.uniform(0.0, 11e3, count)])


def scans(targets: int, clutter: int, association: Any) -> tuple[float, float]:
    """Median CPU time of a scan [s], and confirmed tracks at the end."""
    from vyuha import Tracker, TrackingSensor

    sensor = TrackingSensor(clutter_density=clutter / SPACE)
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
