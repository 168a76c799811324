"""Stone Soup's trackers on the scans of `scans`; run by `tracker` in an environment of its own.

    python -m benchmarks.peer_stonesoup gnn|jpda|ehm2 TARGETS SCANS BUDGET SEED...

Prints JSON, for each seed and scan: CPU seconds, the tracks' positions, and Stone Soup's own OSPA and GOSPA (p = 1,
c = 1000 m) of them; for each seed the plots that each confirmed track took, as pairs of scan and row. A seed ends early
when it has taken BUDGET CPU seconds. The extended Kalman filter; detections are made outside the timer. GNN is the
two-dimensional assignment on the Mahalanobis distance, of targets as `scans.make` has them; JPDA by enumeration or by
efficient hypothesis management (EHM2), of `scans.formation`.
"""

import json
import sys
import time
from datetime import datetime, timedelta

import numpy as np
from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
from stonesoup.dataassociator.probability import JPDA, JPDAwithEHM2
from stonesoup.deleter.time import UpdateTimeStepsDeleter
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.hypothesiser.probability import PDAHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.metricgenerator.ospametric import GOSPAMetric, OSPAMetric
from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
from stonesoup.predictor.kalman import ExtendedKalmanPredictor
from stonesoup.tracker.simple import MultiTargetMixtureTracker, MultiTargetTracker
from stonesoup.types.angle import Bearing, Elevation
from stonesoup.types.detection import Detection
from stonesoup.types.state import GaussianState, State
from stonesoup.types.update import Update
from stonesoup.updater.kalman import ExtendedKalmanUpdater

from benchmarks.scans import PERIOD, SIGMA_ANGLE, SIGMA_RANGE, SPACE, formation, make

BEGIN = datetime(2000, 1, 1)
PLACE = (0, 2, 4)


def detections(scans, model):
    """Detections of each scan, and a table that says which plot each of them is."""
    made, row = [], {}
    for k, (_, plots) in enumerate(scans):
        now = BEGIN + timedelta(seconds=PERIOD * k)
        found = [
            Detection(np.array([[Elevation(e)], [Bearing(a)], [r]], dtype=object), now, measurement_model=model)
            for e, a, r in plots.tolist()
        ]
        row |= {id(one): (k, j) for j, one in enumerate(found)}
        made.append((now, set(found)))
    return made, row


def tracker(kind, made, model, density):
    motion = CombinedLinearGaussianTransitionModel([ConstantVelocity(1.0) for _ in range(3)])
    predictor, updater = ExtendedKalmanPredictor(motion), ExtendedKalmanUpdater(model)
    nearest = GNNWith2DAssignment(DistanceHypothesiser(predictor, updater, Mahalanobis(), missed_distance=4))
    prior = GaussianState(np.zeros((6, 1)), np.diag([0, 300.0**2, 0, 300.0**2, 0, 100.0**2]), BEGIN)
    initiator = MultiMeasurementInitiator(
        prior, UpdateTimeStepsDeleter(2), nearest, updater, measurement_model=model, min_points=3
    )
    if kind == "gnn":
        return MultiTargetTracker(initiator, UpdateTimeStepsDeleter(4), made, nearest, updater)
    likely = PDAHypothesiser(predictor, updater, clutter_spatial_density=density, prob_detect=0.9, prob_gate=0.999)
    joint = {"jpda": JPDA, "ehm2": JPDAwithEHM2}[kind](likely)
    return MultiTargetMixtureTracker(initiator, UpdateTimeStepsDeleter(4), made, joint, updater)


def quality(truth, tracks):
    """Stone Soup's OSPA and GOSPA of order 1."""
    theirs = [State(t.state_vector[PLACE, :]) for t in tracks]
    real = [State(at.reshape(3, 1)) for at in truth]
    first = OSPAMetric(c=1000.0, p=1).compute_OSPA_distance(theirs, real)
    second, _ = GOSPAMetric(c=1000.0, p=1).compute_gospa_metric(theirs, real)
    return float(first.value), float(second.value["distance"])


def main(kind: str, targets: int, count: int, budget: float, seeds: list[int]) -> None:
    model = CartesianToElevationBearingRange(
        ndim_state=6, mapping=PLACE, noise_covar=np.diag([SIGMA_ANGLE**2, SIGMA_ANGLE**2, SIGMA_RANGE**2])
    )
    found = []
    for seed in seeds:
        scans = (make if kind == "gnn" else formation)(seed, targets, count)
        made, row = detections(scans, model)
        running, ever = iter(tracker(kind, made, model, 20.0 / SPACE)), {}
        spent, places, own = [], [], []
        for truth, _ in scans:
            start = time.process_time()
            _, tracks = next(running)
            spent.append(time.process_time() - start)
            ever |= {id(track): track for track in tracks}
            places.append([[float(t.state_vector[i, 0]) for i in PLACE] for t in tracks])
            own.append(quality(truth, tracks))
            if sum(spent) > budget:
                break
        taken = []
        if kind == "gnn":
            taken = [
                [row[id(s.hypothesis.measurement)] for s in track if isinstance(s, Update)] for track in ever.values()
            ]
        found.append({"spent": spent, "places": places, "own": own, "taken": taken})
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), [int(seed) for seed in sys.argv[5:]])
