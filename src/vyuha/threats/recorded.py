"""Recorded paths: places at times become knots of a path that passes through all of them.

Assumes   what was recorded was flown: at each place the velocity is that of the parabola through it and its neighbours,
          and between two places the path is the cubic that meets place and velocity at both (`threats.motion`).
Holds     for places so close that the acceleration changes little from one to the next; an uneven path is as uneven
          here, and `hardest` says how hard it is flown.
Source    geometry; the parabola through three points, and Hermite's interpolation.
Checked   tests/threats/test_recorded.py: closed forms of straight, accelerated and round paths.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def path_knots(time: Floats, place: Floats) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` through the `place` (n, 3, m) at each `time` (n, s), which grow."""
    step = np.diff(time)[:, None]
    mean = np.diff(place, axis=0) / step
    velocity = np.empty_like(place)
    if len(time) == 2:
        velocity[:] = mean
    else:
        before, after = step[:-1], step[1:]
        velocity[1:-1] = (mean[:-1] * after + mean[1:] * before) / (before + after)
        velocity[0] = 2.0 * mean[0] - velocity[1]
        velocity[-1] = 2.0 * mean[-1] - velocity[-2]
    return np.column_stack([time - time[0], place, velocity])


def hardest(knots: Floats) -> Floats:
    """Greatest acceleration (m/s2) between each of the `knots` (n, 7) and the next: that of a cubic is greatest at one
    of its ends.
    """
    step = np.diff(knots[:, 0])[:, None]
    way = np.diff(knots[:, 1:4], axis=0) / step
    leave, meet = knots[:-1, 4:7], knots[1:, 4:7]
    first = (6.0 * way - 4.0 * leave - 2.0 * meet) / step
    last = (2.0 * leave + 4.0 * meet - 6.0 * way) / step
    return np.asarray(np.maximum(np.linalg.norm(first, axis=1), np.linalg.norm(last, axis=1)))
