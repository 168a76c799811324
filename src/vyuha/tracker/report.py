"""What the tracker hands out: one row for each track, with place, velocity, covariance and how sure it is of them.

Assumes   the covariance is what the filter believes; `sigma` is the root of its trace over the place.
Holds     for quality: a scale of our own, in steps of the square root of two as data links have them, whose ends are
          assumed: 15 up to 25 m, 1 from 3.2 km on.
Source    the code; definitions of `sigma` and `quality` are ours.
Checked   tests/tracker/test_tracker.py: the trace and the logarithm in NumPy, scans one by one against a recording.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.state.track import CONFIRMED
from vyuha.tracker.imm import combine
from vyuha.tracker.rows import Floats, Integers, Picture

_WHOLE = ("scan", "number", "updates", "looks", "plot", "quality")
_REAL = ("time", "start", "confirm_time", "last_update", "score", "distance", "sigma")

# Quality of a confirmed track whose place is known to this [m]; one less for each factor of the square root of two.
BEST, BEST_SIGMA = 15, 25.0


class Columns(NamedTuple):
    """The columns of a table of tracks, as kernels write them."""

    confirmed: npt.NDArray[np.bool_]
    scan: Integers
    number: Integers
    updates: Integers
    looks: Integers
    plot: Integers
    quality: Integers
    time: Floats
    start: Floats
    confirm_time: Floats
    last_update: Floats
    score: Floats
    distance: Floats
    sigma: Floats
    # Position and velocity, which lie side by side.
    mean: Floats
    covariance: Floats
    models: Floats


def make_table(count: int, models: int) -> npt.NDArray[np.void]:
    """`count` empty rows for tracks with so many motion `models`."""
    fields: list[Any] = [(name, "i8") for name in _WHOLE] + [(name, "f8") for name in _REAL]
    fields += [("position", "f8", (3,)), ("velocity", "f8", (3,)), ("covariance", "f8", (6, 6))]
    return np.zeros(count, np.dtype([("confirmed", "?"), *fields, ("models", "f8", (models,))]))


def columns_of(table: npt.NDArray[np.void]) -> Columns:
    """The same table, column by column."""
    place = table["position"]
    mean = np.lib.stride_tricks.as_strided(place, (len(table), 6), place.strides)
    return Columns(**{name: mean if name == "mean" else table[name] for name in Columns._fields})


@kernel
def quality_of(sigma: float, confirmed: bool) -> int:
    """Quality [1] of a track whose place is known to `sigma` [m]: 0 while not `confirmed` [yes/no], else from 1 to 15,
    one less for each factor of the square root of two beyond 25 m, so 1 from 3.2 km on.
    """
    if not confirmed:
        return 0
    # As "not more than" so that a sigma that is no number is the worst.
    for quality in range(BEST, 1, -1):
        if sigma <= BEST_SIGMA * 2.0 ** (0.5 * (BEST - quality)):
            return quality
    return 1


@kernel
def write_tracks(picture: Picture, live: int, to: Columns, at: int, scan: int, tentative: bool) -> int:
    """Write the confirmed ones of the first `live` [count] tracks of `picture` [tables], with `tentative` [yes/no] all,
    into the rows of `to` [tables] from `at` [row] on, as those after `scan` [count]. Returns the next row.
    """
    for t in range(live):
        track = picture.track[t]
        confirmed = track.status == CONFIRMED
        if not (confirmed or tentative):
            continue
        to.confirmed[at], to.scan[at], to.number[at] = confirmed, scan, track.number
        to.updates[at], to.looks[at], to.plot[at] = track.updates, track.looks, track.plot
        to.time[at], to.start[at], to.confirm_time[at] = track.time, track.start, track.confirm_time
        to.last_update[at], to.score[at], to.distance[at] = track.last_update, track.score, track.distance
        _write_estimate(picture, t, to, at)
        variance = to.covariance[at, 0, 0] + to.covariance[at, 1, 1] + to.covariance[at, 2, 2]
        to.sigma[at] = math.sqrt(variance)
        to.quality[at] = quality_of(to.sigma[at], confirmed)
        at += 1
    return at


@kernel
def _write_estimate(picture: Picture, t: int, to: Columns, at: int) -> None:
    """Write place, velocity, covariance and models of track `t` [row] of `picture` [tables] into row `at` [row] of `to`
    [tables].
    """
    bank = picture.bank
    if len(picture.models.kind) > 1:
        combine(picture.models, bank, t, to.mean[at], to.covariance[at])
        for m in range(len(picture.models.kind)):
            to.models[at, m] = bank.weight[t, m]
        return
    mean, covariance = bank.mean[t, 0], bank.covariance[t, 0]
    for i in range(6):
        to.mean[at, i] = mean[i]
        for j in range(6):
            to.covariance[at, i, j] = covariance[i, j]
    to.models[at, 0] = 1.0
