"""Routes: turns a planned course over the ground, with its heights, into knots of time, position and velocity.

Assumes   the speed changes evenly along the path between knots; a path is smooth through its knots, and between them
          the cubic that meets place and velocity at both (`threats.motion`).
Holds     for courses on the WGS-84 ellipsoid up to 2,000 km from the origin; within 10 cm of the planned course.
Source    geometry; the profile and the limits come from the catalogue.
Checked   tests/threats/test_routes.py: length, duration, heights and turns of closed-form courses.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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


def cruise_knots(frame: Frame, places: Sequence[Place], profile: Profile, waiting: float = 0.0) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` through `places`, latitude and longitude in radians; `waiting` (s) is
    flown in circles before the last turn.

    Raises `ValueError` for a course whose legs are too short for its turns.
    """
    speed = profile.speed_at(profile.height)
    pieces = plan_course(places, turn_radius(speed, profile.limits.load_factor), waiting * speed)
    total = sum(piece.length for piece in pieces)
    end = max(total - profile.release_range, 1.0)
    marks = {total - mark for mark in profile.marks()}
    begin = 0.0
    for piece in pieces:
        marks |= {begin + mark for mark in piece.marks()}
        begin += piece.length
    chosen = _thinned({mark for mark in marks if 0.0 < mark < end}, end)
    rows = [_state(frame, *_on(pieces, mark), profile, total - mark) for mark in chosen]
    points, velocity = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    return np.column_stack([_times(points, velocity), points, velocity])


def _on(pieces: Sequence[Piece], mark: float) -> tuple[Piece, float]:
    """The piece on which `mark` (m) lies, and how far along it (m)."""
    for piece in pieces[:-1]:
        if mark < piece.length:
            return piece, mark
        mark -= piece.length
    return pieces[-1], mark


def _state(frame: Frame, piece: Piece, along: float, profile: Profile, to_go: float) -> tuple[Floats, Floats]:
    """Place and velocity (m, m/s, local) `along` (m) a piece, with `to_go` (m) of ground left in all."""
    latitude, longitude, heading = piece.at(along)
    height = profile.height_at(to_go)
    slope = (profile.height_at(max(to_go - _BESIDE, 0.0)) - profile.height_at(to_go + _BESIDE)) / (
        _BESIDE + min(to_go, _BESIDE)
    )
    # Up there the same stretch of ground is a longer way.
    climb = math.atan(slope / (1.0 + height / MEAN_RADIUS))
    place = geodetic_to_local(frame, latitude, longitude, height)
    up = np.array(vertical(frame, *place)[:3])
    east = np.array(_turned(frame, -math.sin(longitude), math.cos(longitude)))
    forward = math.sin(heading) * east + math.cos(heading) * np.cross(up, east)
    speed = profile.speed_at(height)
    return np.array(place), speed * (math.cos(climb) * forward + math.sin(climb) * up)


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


def _thinned(marks: set[float], end: float) -> list[float]:
    """The `marks` (m) in order, from 0 to `end`, without those that crowd another."""
    kept = [0.0]
    for mark in sorted(marks):
        if mark - kept[-1] >= _CLOSEST and end - mark >= _CLOSEST:
            kept.append(mark)
    return [*kept, end]


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
