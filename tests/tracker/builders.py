"""Models and sensors as kernels read them, and steps of single filters for the tests."""

from typing import Any

import numpy as np

from vyuha.base.table import rows
from vyuha.tracker.options import Hits, Motion, TrackingSensor, models_of, rules_of, sensor_rows
from vyuha.tracker.rows import WIDEST, Bank, Models, Picture, Track, make_scratch

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


def make_picture(motions: Any, sensor: TrackingSensor, count: int, **choices: Any) -> Any:
    """An empty picture with room for `count` tracks, and the rules."""
    given = {"method": 0, "joint": False, "gate_probability": 0.999, "logic": Hits(), "speed_sigma": 300.0} | choices
    model = models(*motions)
    n = int(model.size.max())
    bank = Bank(
        np.zeros((count, len(motions), n)), np.zeros((count, len(motions), n, n)), np.ones((count, len(motions)))
    )
    return Picture(model, bank, rows(Track, count), sensor_rows([sensor]), np.zeros(1, np.int64)), rules_of(**given)
