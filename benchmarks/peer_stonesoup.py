"""Stone Soup's nearest-neighbour tracker on the scans of `scans`; run by `tracker` in an environment of its own.

    python -m benchmarks.peer_stonesoup TARGETS SCANS SEED...

Prints JSON: CPU seconds of each scan, mean OSPA from the sixth scan on, tracks and track updates. The extended Kalman
filter, two-dimensional assignment on the Mahalanobis distance; detections are made outside the timer.
"""

import json
import sys
import time
from datetime import datetime, timedelta

import numpy as np
from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
from stonesoup.deleter.time import UpdateTimeStepsDeleter
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
from stonesoup.predictor.kalman import ExtendedKalmanPredictor
from stonesoup.tracker.simple import MultiTargetTracker
from stonesoup.types.angle import Bearing, Elevation
from stonesoup.types.detection import Detection
from stonesoup.types.state import GaussianState
from stonesoup.updater.kalman import ExtendedKalmanUpdater

from benchmarks.scans import PERIOD, SIGMA_ANGLE, SIGMA_RANGE, make, ospa

SETTLED = 5
BEGIN = datetime(2000, 1, 1)


def detections(scans, model):
    for k, (_, plots) in enumerate(scans):
        now = BEGIN + timedelta(seconds=PERIOD * k)
        yield (
            now,
            {
                Detection(np.array([[Elevation(e)], [Bearing(a)], [r]], dtype=object), now, measurement_model=model)
                for e, a, r in plots.tolist()
            },
        )


def tracker(made, model):
    motion = CombinedLinearGaussianTransitionModel([ConstantVelocity(1.0) for _ in range(3)])
    predictor, updater = ExtendedKalmanPredictor(motion), ExtendedKalmanUpdater(model)
    hypothesiser = DistanceHypothesiser(predictor, updater, Mahalanobis(), missed_distance=4)
    associator = GNNWith2DAssignment(hypothesiser)
    prior = GaussianState(np.zeros((6, 1)), np.diag([0, 300.0**2, 0, 300.0**2, 0, 100.0**2]), BEGIN)
    initiator = MultiMeasurementInitiator(
        prior, UpdateTimeStepsDeleter(2), associator, updater, measurement_model=model, min_points=3
    )
    return MultiTargetTracker(initiator, UpdateTimeStepsDeleter(4), made, associator, updater)


def main(targets: int, count: int, seeds: list[int]) -> None:
    model = CartesianToElevationBearingRange(
        ndim_state=6, mapping=(0, 2, 4), noise_covar=np.diag([SIGMA_ANGLE**2, SIGMA_ANGLE**2, SIGMA_RANGE**2])
    )
    spent, errors, sizes = [], [], []
    for seed in seeds:
        scans = make(seed, targets, count)
        running = iter(tracker(list(detections(scans, model)), model))
        for k, (truth, _) in enumerate(scans):
            start = time.process_time()
            _, tracks = next(running)
            cpu = time.process_time() - start
            if k >= SETTLED:
                places = np.array([[float(t.state_vector[i]) for i in (0, 2, 4)] for t in tracks]).reshape(-1, 3)
                spent.append(cpu)
                errors.append(ospa(truth, places))
                sizes.append(len(tracks))
    print(json.dumps({"spent": spent, "ospa": float(np.mean(errors)), "tracks": float(np.mean(sizes))}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), [int(seed) for seed in sys.argv[3:]])
