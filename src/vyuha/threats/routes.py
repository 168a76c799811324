"""Routes: turns a planned course over the ground into knots of time, position and velocity.

Assumes   constant speed along the path; straight pieces of at most 2 km between knots; instant turns at way points;
          the descent to terminal height is half a cosine, four metres of ground for each metre of height: at Mach 3
          from 14 km it bends the path with some 2 g at both ends.
Holds     for courses on the WGS-84 ellipsoid up to 2,000 km from the origin.
Source    geometry; the profile (height, terminal height, dive) comes from the catalogue.
Checked   tests/threats/test_routes.py: length, duration and heights of closed-form courses.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.state.frame import Frame
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local

Floats = npt.NDArray[np.float64]
_STEP = 2000.0
_DESCENT_SLOPE = 0.25
# Knots closer than this (m) are one: the time between them would drown in rounding.
_CLOSEST = 1.0


@dataclass(frozen=True)
class Profile:
    """Height of a course against the distance still to go (metres)."""

    height: float
    terminal_height: float
    terminal_range: float
    dive_range: float
    release_range: float

    def height_at(self, to_go: float) -> float:
        """Height above the ellipsoid [m] with `to_go` [m] of ground left."""
        low = self.height
        drop = self.height - self.terminal_height
        if self.terminal_range > 0.0 and drop > 0.0:
            left = min(max((to_go - self.terminal_range) * _DESCENT_SLOPE / drop, 0.0), 1.0)
            low = self.terminal_height + 0.5 * drop * (1.0 - math.cos(math.pi * left))
        if to_go < self.dive_range:
            return low * to_go / self.dive_range
        return low

    def corners(self) -> tuple[float, ...]:
        """Distances to go [m] at which the slope changes."""
        descent = self.terminal_range + (self.height - self.terminal_height) / _DESCENT_SLOPE
        return descent, self.terminal_range, self.dive_range


def cruise_knots(frame: Frame, course: list[tuple[float, float]], profile: Profile, speed: float) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` along geodesics through `course`, latitude, longitude in radians."""
    legs = [geodesic_inverse(*a, *b) for a, b in zip(course, course[1:], strict=False)]
    lengths = [leg[0] for leg in legs]
    total = sum(lengths)
    end = max(total - profile.release_range, 1.0)
    marks = set(np.arange(0.0, end, _STEP).tolist()) | {end}
    marks |= {total - corner for corner in profile.corners() if 0.0 < total - corner < end}
    marks |= {float(m) for m in np.cumsum(lengths)[:-1] if m < end}
    points = []
    for mark in thinned(marks, end):
        leg, along = 0, mark
        while leg < len(legs) - 1 and along > lengths[leg]:
            along -= lengths[leg]
            leg += 1
        latitude, longitude, _ = geodesic_direct(*course[leg], legs[leg][1], along)
        points.append(geodetic_to_local(frame, latitude, longitude, profile.height_at(total - mark)))
    return knots_through(np.array(points), speed)


def thinned(marks: set[float], end: float) -> list[float]:
    """The `marks` [m] in order, from 0 to `end`, without those that crowd another."""
    kept = [0.0]
    for mark in sorted(marks):
        if mark - kept[-1] >= _CLOSEST and end - mark >= _CLOSEST:
            kept.append(mark)
    return [*kept, end]


def knots_through(points: Floats, speed: float) -> Floats:
    """Knots (n, 7) of straight pieces through `points` (n, 3) in metres, flown at `speed` in m/s."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return timed_knots(np.concatenate([[0.0], np.cumsum(steps / speed)]), points)


def timed_knots(times: Floats, points: Floats) -> Floats:
    """Knots (n, 7) of straight pieces through `points` (n, 3) in metres at `times` (n) in seconds."""
    velocity = np.diff(points, axis=0) / np.diff(times)[:, None]
    velocity = np.concatenate([velocity, velocity[-1:]])
    return np.column_stack([times, points, velocity])


def across_axis(knots: Floats, up: tuple[float, float, float]) -> tuple[float, float, float]:
    """Horizontal unit vector to the right of the line from the first knot to the last."""
    axis = knots[-1, 1:4] - knots[0, 1:4]
    right = np.cross(axis, np.array(up))
    length = float(np.linalg.norm(right))
    if not math.isfinite(length) or length == 0.0:
        return 1.0, 0.0, 0.0
    return float(right[0] / length), float(right[1] / length), float(right[2] / length)
