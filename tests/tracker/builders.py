"""Models and sensors as kernels read them, and steps of single filters for the tests."""

from typing import Any

import numpy as np

from vyuha.tracker.options import Motion, TrackingSensor, models_of, sensor_rows
from vyuha.tracker.rows import WIDEST, Models, make_scratch

SIZES = {"cv": 6, "ca": 9, "turn": 7, "ballistic": 6, "drag": 7}
# A typical state of each model: an aircraft, one that pulls, one that turns, a warhead high up, one in thick air.
STATES: dict[str, list[float]] = {
    "cv": [3e4, -2e4, 8e3, 150.0, -220.0, 10.0],
    "ca": [3e4, -2e4, 8e3, 150.0, -220.0, 10.0, 12.0, -5.0, 3.0],
    "turn": [3e4, -2e4, 8e3, 150.0, -220.0, 10.0, 0.07],
    "ballistic": [1.2e5, -6e4, 9e4, -1500.0, 900.0, -700.0],
    "drag": [4e4, -2e4, 1.3e4, -900.0, 500.0, -1400.0, 4e-4],
}


def models(*motions: Motion, sojourn: float = 60.0) -> Models:
    return models_of(motions, sojourn)


def scratch(n: int = 9, count: int = 1) -> Any:
    return make_scratch(count, n)


def sensor_row(**given: Any) -> Any:
    return sensor_rows([TrackingSensor(**given)])[0]


def wide(values: Any) -> Any:
    made = np.zeros(WIDEST)
    made[: len(values)] = values
    return made


def wide_matrix(matrix: Any) -> Any:
    made = np.zeros((WIDEST, WIDEST))
    made[: len(matrix), : len(matrix)] = matrix
    return made
