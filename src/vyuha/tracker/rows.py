"""The tables of the tracker: sensors, tracks, motion models, estimates, and scratch space for one filter.

An estimate has a Gaussian for each motion model of the filter. All models begin with position and velocity; what they
have beyond is in `vyuha.tracker.motion`.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import allocating_kernel
from vyuha.base.table import Code, Count, Index, Metre, Rows, Scalar, Second

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FULL_TURN = 2.0 * math.pi
# Components of the widest measurement (range, azimuth, elevation, range rate).
WIDEST = 4

EXTENDED = 0
UNSCENTED = 1


class Sensor:
    """What a sensor measures, from where, and how well it detects."""

    kind: Code
    x: Metre
    y: Metre
    z: Metre
    detection_probability: Scalar
    # False plots and plots of targets not yet tracked, per unit of the measurement's space.
    clutter_density: Scalar
    # Farther away it sees nothing, so that a miss there is none.
    reach: Metre


class Track:
    """One track; its estimate is the row of the same index."""

    number: Count
    status: Code
    sensor: Index
    start: Second
    time: Second
    last_update: Second
    confirm_time: Second
    # The newest looks, the newest in the lowest bit, and how many looks there were.
    history: Code
    looks: Count
    updates: Count
    # Log-likelihood ratio of a target against false plots, and its highest value.
    score: Scalar
    best_score: Scalar
    # Plot of the newest scan that it took, or that most likely is its own (-1: none), and the squared distance to it.
    plot: Index
    distance: Scalar


class Models(NamedTuple):
    """Motion models of a filter. `noise` is (models, 2): densities of the white noise that drives the motion and the
    extra component; `extra` (models, 2): mean and one sigma with which the components beyond velocity begin.
    """

    kind: Integers
    size: Integers
    noise: Floats
    extra: Floats
    sojourn: float


class Bank(NamedTuple):
    """Estimates: `mean` (tracks, models, n), `covariance` (tracks, models, n, n), `weight` (tracks, models)."""

    mean: Floats
    covariance: Floats
    weight: Floats


class Picture(NamedTuple):
    """All that the tracker knows. The first `live` rows of `track` and `bank` are in use; `counter[0]` is the number of
    the newest track.
    """

    models: Models
    bank: Bank
    track: Rows[Track]
    sensor: Rows[Sensor]
    counter: Integers


class Rules(NamedTuple):
    """Choices of the user. `gate` and `wide_gate` are squared distances for three and four components; `by_distance`
    says what an assignment costs; `logic` is COUNTING or SCORING; `speed_sigma` is that of x, y and z.
    """

    method: int
    joint: bool
    by_distance: bool
    gate: float
    wide_gate: float
    logic: int
    needed: int
    window: int
    misses: int
    tentative_misses: int
    confirm_score: float
    drop_score: float
    fall: float
    speed_sigma: tuple[float, float, float]


class Scan(NamedTuple):
    """Plots (n, 4) of one sensor at one time, and their covariances (n, 4, 4). The sensor looked at azimuths from
    `start` [rad] on over `width` [rad], clockwise: only there is a track without a plot a miss.
    """

    z: Floats
    r: Floats
    sensor: int
    time: float
    start: float = 0.0
    width: float = FULL_TURN


class Recording(NamedTuple):
    """Many scans: `time`, `sensor` and `sector` (scans, 2) of each, and its plots `z` and `r`, those of scan k from
    `first[k]` to `first[k + 1]`.
    """

    time: Floats
    sensor: Integers
    sector: Floats
    first: Integers
    z: Floats
    r: Floats


COUNTING = 0
SCORING = 1


class Scratch(NamedTuple):
    """Space for one filter step, so that kernels allocate nothing."""

    transition: Floats
    noise: Floats
    product: Floats
    other: Floats
    point: Floats
    image: Floats
    vector: Floats
    second: Floats
    third: Floats
    slope: Floats
    stage: Floats
    expected: Floats
    residual: Floats
    spread: Floats
    factor: Floats
    cross: Floats
    gain: Floats
    mixed_mean: Floats
    mixed_covariance: Floats
    mixed_weight: Floats
    likelihood: Floats


@allocating_kernel
def make_scratch(models: int, n: int) -> Scratch:
    """Scratch space for a filter with this many `models` [count] of up to `n` [count] components."""
    return Scratch(
        np.zeros((n, n), np.float64),
        np.zeros((n, n), np.float64),
        np.zeros((n, n), np.float64),
        np.zeros((n, n), np.float64),
        np.zeros((2 * n + 1, n), np.float64),
        np.zeros((2 * n + 1, WIDEST), np.float64),
        np.zeros(n, np.float64),
        np.zeros(n, np.float64),
        np.zeros(n, np.float64),
        np.zeros((WIDEST, n), np.float64),
        np.zeros((4, 3, n), np.float64),
        np.zeros(WIDEST, np.float64),
        np.zeros(WIDEST, np.float64),
        np.zeros((WIDEST, WIDEST), np.float64),
        np.zeros((WIDEST, WIDEST), np.float64),
        np.zeros((n, WIDEST), np.float64),
        np.zeros((n, WIDEST), np.float64),
        np.zeros((models, n), np.float64),
        np.zeros((models, n, n), np.float64),
        np.zeros((models, models), np.float64),
        np.zeros(models, np.float64),
    )
