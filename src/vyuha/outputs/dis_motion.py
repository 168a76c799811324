"""When to tell of something that moves: at first, when others go astray, and at the heartbeat.

Others go on straight ahead from what they were told. Between two samples of a replay the truth lies on the straight
line between them, lifted by as much as the earth bulges there.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.dis.pdus import Vector
from vyuha.outputs.earth import Floats, ecef
from vyuha.outputs.scene import Course

# Velocities are taken over no less than this (s): places are told to some nanometres.
_SHORTEST = 0.01
_STANDS: Vector = (0.0, 0.0, 0.0)


@dataclass
class Told:
    """What others were told last of one thing, and so where they think that it is: at `time` (s) it was at `place` (m,
    earth-fixed) with `velocity` (m/s). It is told again when they are off by more than `threshold` (m), or after
    `heartbeat` (s).
    """

    threshold: float
    heartbeat: float
    time: float = -math.inf
    place: Vector = _STANDS
    velocity: Vector = _STANDS

    def due(self, time: float, place: Vector) -> bool:
        """Whether to tell again that it is at `place` (m) at `time` (s)."""
        ahead = time - self.time
        if ahead >= self.heartbeat:
            return True
        believed = [p + v * ahead for p, v in zip(self.place, self.velocity, strict=True)]
        return math.dist(believed, place) > self.threshold

    def tell(self, time: float, place: Vector, velocity: Vector) -> None:
        """Note that it was told, with time (s), place (m) and velocity (m/s)."""
        self.time, self.place, self.velocity = time, place, velocity


def places_of(course: Course) -> Floats:
    """Earth-fixed places (n, 3) (m) of a course."""
    return ecef(course.latitude, course.longitude, course.height)


def velocities_of(time: npt.NDArray[np.float64], place: Floats) -> Floats:
    """Velocities (n, 3) (m/s) with which the next sample is reached, by times (s) and earth-fixed places (m) of the
    samples; the last one keeps that with which it was.
    """
    velocity = np.zeros_like(place)
    for k in range(len(time) - 1):
        later = min(int(np.searchsorted(time, time[k] + _SHORTEST)), len(time) - 1)
        velocity[k] = (place[later] - place[k]) / max(time[later] - time[k], _SHORTEST)
    if len(time) > 1:
        velocity[-1] = velocity[-2]
    return velocity


def tellings(
    time: npt.NDArray[np.float64], place: Floats, threshold: float, heartbeat: float
) -> Iterator[tuple[float, Vector, Vector]]:
    """When (s) to tell of something with samples at these times (s) and places (m), with place (m) and velocity (m/s);
    `threshold` (m) and `heartbeat` (s) as in `Told`. Its end is not told.
    """
    velocity, told = velocities_of(time, place), Told(threshold, heartbeat)
    for k in range(len(time)):
        while k > 0 and told.time + heartbeat < time[k]:
            beat = told.time + heartbeat
            told.tell(beat, _between(time, place, k - 1, beat), vector(velocity[k - 1]))
            yield told.time, told.place, told.velocity
        here = vector(place[k])
        if told.due(float(time[k]), here):
            told.tell(float(time[k]), here, vector(velocity[k]))
            yield told.time, told.place, told.velocity


def _between(time: npt.NDArray[np.float64], place: Floats, k: int, at: float) -> Vector:
    """The place (m) at a time (s) between samples `k` and `k` + 1."""
    share = (at - float(time[k])) / float(time[k + 1] - time[k])
    chord = place[k + 1] - place[k]
    middle = place[k] + share * chord
    # How far an arc of this chord stands out from it, on a sphere as wide as here.
    bulge = 0.5 * share * (1.0 - share) * float(chord @ chord) / float(np.linalg.norm(middle))
    return vector(middle * (1.0 + bulge / float(np.linalg.norm(middle))))


def vector(values: Floats) -> Vector:
    """Three plain numbers."""
    x, y, z = (float(v) for v in values)
    return x, y, z
