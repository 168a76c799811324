"""Routes: turns a planned course over the ground, with its heights, into knots of time, position and velocity.

Assumes   the speed changes evenly along the path between knots; a path is smooth through its knots, and between them
          the cubic that meets place and velocity at both (`threats.motion`).
Holds     for courses on the WGS-84 ellipsoid up to 2,000 km from the origin; within 10 cm of the planned course.
Source    geometry; the profile and the limits come from the catalogue.
Checked   tests/threats/test_routes.py: length, duration, heights and turns of closed-form courses.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.base.vector import Vector
from vyuha.state.frame import Frame
from vyuha.threats.course import Piece, Place, plan_course, turn_radius
from vyuha.threats.profile import Profile
from vyuha.world.geodesy import ecef_to_local, geodetic_to_local, vertical
from vyuha.world.propagation import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
# Knots closer than this (m) are one: the time between them would drown in rounding.
_CLOSEST = 1.0
# Change of the sideways direction (1) up to which a leg counts as straight: the earth's curve turns it a little.
_STRAIGHT = 0.02
# Ground (m) on either side of a knot from which its slope is taken.
_BESIDE = 0.5


@dataclass(frozen=True)
class Way:
    """A course laid over the ground: its pieces, their length in all (m), and how much of it is flown (m)."""

    pieces: tuple[Piece, ...]
    total: float
    end: float

    def at(self, mark: float) -> Vector:
        """Latitude, longitude and heading (rad) at `mark` (m) from the start."""
        for piece in self.pieces[:-1]:
            if mark < piece.length:
                return piece.at(mark)
            mark -= piece.length
        return self.pieces[-1].at(mark)

    def marks(self, profile: Profile, step: float = math.inf) -> list[float]:
        """Where (m) knots belong: where the course or its `profile` bends, and every `step` (m)."""
        found = {self.total - mark for mark in profile.marks()}
        begin = 0.0
        for piece in self.pieces:
            found |= {begin + mark for mark in piece.marks()}
            begin += piece.length
        if math.isfinite(step):
            found |= set(np.arange(step, self.end, step).tolist())
        kept = [0.0]
        for mark in sorted(found):
            if mark - kept[-1] >= _CLOSEST and self.end - mark >= _CLOSEST:
                kept.append(mark)
        return [*kept, self.end]


def lay(places: Sequence[Place], profile: Profile, waiting: float = 0.0) -> Way:
    """The course through `places`, latitude and longitude in radians; `waiting` (s) is flown in circles before the last
    turn. Raises `ValueError` for a course whose legs are too short for its turns.
    """
    speed = profile.speed_at(profile.height)
    pieces = plan_course(places, turn_radius(speed, profile.limits.load_factor), waiting * speed)
    total = sum(piece.length for piece in pieces)
    return Way(tuple(pieces), total, max(total - profile.release_range, 1.0))


def cruise_knots(frame: Frame, places: Sequence[Place], profile: Profile, waiting: float = 0.0) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` along the course that `lay` makes of `places` (rad) and `waiting`
    (s), over a smooth earth. Raises `ValueError` as that does.
    """
    way = lay(places, profile, waiting)
    marks = way.marks(profile)
    to_go = [way.total - mark for mark in marks]
    heights = [profile.height_at(left) for left in to_go]
    return knots_along(frame, way, marks, heights, [_slope(profile, left) for left in to_go], profile)


def knots_along(
    frame: Frame, way: Way, marks: Sequence[float], heights: Sequence[float], slopes: Sequence[float], profile: Profile
) -> Floats:
    """Knots (n, 7) at the `marks` (m) of a `way`, with `heights` (m) above the ellipsoid and their `slopes` over the
    ground (1), at the speeds that the `profile` has there.
    """
    rows = [
        _state(frame, way.at(mark), height, slope, profile.speed_at(height))
        for mark, height, slope in zip(marks, heights, slopes, strict=True)
    ]
    points, velocity = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    return np.column_stack([_times(points, velocity), points, velocity])


def _slope(profile: Profile, to_go: float) -> float:
    """Rise of the `profile` over the ground (1), `to_go` (m) before its end."""
    rise = profile.height_at(max(to_go - _BESIDE, 0.0)) - profile.height_at(to_go + _BESIDE)
    return rise / (_BESIDE + min(to_go, _BESIDE))


def _state(frame: Frame, at: Vector, height: float, slope: float, speed: float) -> tuple[Floats, Floats]:
    """Place and velocity (m, m/s, local) `at` a latitude, longitude and heading (rad), at a `height` (m)."""
    latitude, longitude, heading = at
    # Up there the same stretch of ground is a longer way.
    climb = math.atan(slope / (1.0 + height / MEAN_RADIUS))
    place = geodetic_to_local(frame, latitude, longitude, height)
    up = np.array(vertical(frame, *place)[:3])
    east = np.array(_turned(frame, -math.sin(longitude), math.cos(longitude)))
    forward = math.sin(heading) * east + math.cos(heading) * np.cross(up, east)
    return np.array(place), speed * (math.cos(climb) * forward + math.sin(climb) * up)


def azimuth_of(frame: Frame, latitude: float, longitude: float, direction: Vector) -> float:
    """Azimuth (rad, clockwise from north) of the local `direction` (3) at `latitude`, `longitude` (rad)."""
    up = np.array(vertical(frame, *geodetic_to_local(frame, latitude, longitude, 0.0))[:3])
    east = np.array(_turned(frame, -math.sin(longitude), math.cos(longitude)))
    return math.atan2(float(east @ np.array(direction)), float(np.cross(up, east) @ np.array(direction)))


def _turned(frame: Frame, x: float, y: float) -> tuple[float, float, float]:
    """The direction `x`, `y`, 0 of earth-fixed axes in local ones."""
    return ecef_to_local(frame, frame.ecef_x + x, frame.ecef_y + y, frame.ecef_z)


def _times(points: Floats, velocity: Floats) -> Floats:
    """Times (n) in seconds at which `points` (n, 3) are passed with `velocity` (n, 3)."""
    speed = np.linalg.norm(velocity, axis=1)
    heading = velocity / speed[:, None]
    chord = np.linalg.norm(np.diff(points, axis=0), axis=1)
    # An arc is longer than its chord by a 24th of the square of its angle.
    bend2 = np.sum(np.diff(heading, axis=0) ** 2, axis=1)
    length = chord * (1.0 + bend2 / 24.0)
    return np.concatenate([[0.0], np.cumsum(2.0 * length / (speed[1:] + speed[:-1]))])


def across_axis(knots: Floats, up: tuple[float, float, float]) -> tuple[float, float, float]:
    """Horizontal unit vector to the right of the line from the first knot to the last."""
    return right_of(knots[-1, 1:4] - knots[0, 1:4], up)


def right_of(axis: Floats, up: tuple[float, float, float]) -> tuple[float, float, float]:
    """Horizontal unit vector to the right of the direction `axis` (3); east where that is nowhere."""
    right = np.cross(axis, np.array(up))
    length = float(np.linalg.norm(right))
    if not math.isfinite(length) or length == 0.0:
        return 1.0, 0.0, 0.0
    return float(right[0] / length), float(right[1] / length), float(right[2] / length)


def weave_leg(frame: Frame, knots: Floats, distance: float) -> tuple[float, tuple[float, float, float]]:
    """When (s) a threat on `knots` (n, 7) is at `distance` (m) from its end, and the unit vector to the right of its
    last leg there; not before that leg, since a weave belongs to a straight line.
    """
    left = np.linalg.norm(knots[-1, 1:4] - knots[:, 1:4], axis=1)
    sides = np.array([right_of(row[4:7], vertical(frame, *(float(v) for v in row[1:4]))[:3]) for row in knots])
    bent = np.flatnonzero(np.linalg.norm(sides - sides[-1], axis=1) > _STRAIGHT)
    first = int(bent[-1]) + 1 if len(bent) else 0
    # From the last knot that is farther away on, the distance falls steadily to nothing.
    far = np.flatnonzero(left[first:] > distance)
    if len(far) == 0:
        return float(knots[first, 0]), (float(sides[-1, 0]), float(sides[-1, 1]), float(sides[-1, 2]))
    k = first + int(far[-1])
    share = float((left[k] - distance) / (left[k] - left[k + 1]))
    begin = float(knots[k, 0] + share * (knots[k + 1, 0] - knots[k, 0]))
    return begin, (float(sides[-1, 0]), float(sides[-1, 1]), float(sides[-1, 2]))
