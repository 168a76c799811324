"""Courses over the ground: geodesic legs joined by turns of a given radius, and circles to wait in.

Assumes   a threat begins a turn before its way point and meets the next leg behind it (fly-by); it circles where the
          turn at its last way point begins; turns are level, with the radius v^2 / (g sqrt(n^2 - 1)) of load factor n.
Holds     on WGS-84, turns of up to 50 km radius between legs that are long enough for them; else it is refused.
Source    geometry; the coordinated turn of any text on flight mechanics.
Checked   tests/threats/test_course.py: lengths and radii in the plane, joints, turns that do not fit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vyuha.base.vector import Vector
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse

GRAVITY = 9.80665
# Changes of heading below this (rad) are no turn: at 25 km of radius they take some metres.
_STRAIGHT = 1e-4
# Heading covered by one piece of a turn (rad).
_PIECE = math.radians(10.0)
# Longest piece of a leg (m).
_LEG_PIECE = 10e3

Place = tuple[float, float]


@dataclass(frozen=True)
class Leg:
    """A geodesic from a place at an azimuth (rad, clockwise from north), so long (m)."""

    place: Place
    azimuth: float
    length: float

    def at(self, along: float) -> Vector:
        """Latitude, longitude and heading (rad) after `along` (m)."""
        return geodesic_direct(*self.place, self.azimuth, along)

    def marks(self) -> list[float]:
        """Where (m) a knot belongs, from 0 on, the end left out."""
        count = max(math.ceil(self.length / _LEG_PIECE), 1)
        return [self.length * i / count for i in range(count)]


@dataclass(frozen=True)
class Turn:
    """An arc about a centre, from azimuth `begin` as seen from there over `sweep` (rad, clockwise positive); its radius
    (m) goes from `near` to `far`, which differ by what the earth's curvature makes of a circle.
    """

    centre: Place
    begin: float
    sweep: float
    near: float
    far: float

    @property
    def length(self) -> float:
        """Length (m)."""
        return 0.5 * (self.near + self.far) * abs(self.sweep)

    def at(self, along: float) -> Vector:
        """Latitude, longitude and heading (rad) after `along` (m)."""
        share = along / self.length
        radius = self.near + (self.far - self.near) * share
        latitude, longitude, outward = geodesic_direct(*self.centre, self.begin + self.sweep * share, radius)
        return latitude, longitude, outward + math.copysign(0.5 * math.pi, self.sweep)

    def marks(self) -> list[float]:
        """Where (m) a knot belongs, from 0 on, the end left out."""
        count = max(math.ceil(abs(self.sweep) / _PIECE), 2)
        return [self.length * i / count for i in range(count)]


Piece = Leg | Turn


def turn_radius(speed: float, load_factor: float) -> float:
    """Radius (m) of a level turn at `speed` (m/s) with `load_factor` (1), which must be above 1."""
    return speed * speed / (GRAVITY * math.sqrt(load_factor * load_factor - 1.0))


def wrapped(angle: float) -> float:
    """The angle (rad) in [-pi, pi)."""
    return (angle + math.pi) % (2.0 * math.pi) - math.pi


def plan_course(places: Sequence[Place], radius: float, waiting: float = 0.0) -> list[Piece]:
    """Pieces from the first of `places` (latitude, longitude, rad) to the last, turning with `radius` (m) at those
    between; before the last turn circles of `waiting` (m) in all are flown.

    Raises `ValueError` when a leg is too short for its turns, or `waiting` for one circle.
    """
    legs = [geodesic_inverse(*a, *b) for a, b in zip(places, places[1:], strict=False)]
    bends = [wrapped(after[1] - before[2]) for before, after in zip(legs, legs[1:], strict=False)]
    cuts = [0.0, *(_tangent(bend, radius) for bend in bends), 0.0]
    pieces: list[Piece] = []
    for i, (length, azimuth, onward) in enumerate(legs):
        first, last = cuts[i], length - cuts[i + 1]
        if last < first:
            raise ValueError(
                f"leg {i + 1} is {length / 1e3:.1f} km long; its turns of {radius / 1e3:.1f} km radius need "
                f"{(first + cuts[i + 1]) / 1e3:.1f} km"
            )
        latitude, longitude, heading = geodesic_direct(*places[i], azimuth, first)
        if last > first:
            pieces.append(Leg((latitude, longitude), heading, last - first))
        if i < len(bends):
            begin = geodesic_direct(*places[i], azimuth, last)
            if waiting > 0.0 and i == len(bends) - 1:
                pieces.append(_circles(begin, math.copysign(radius, bends[i]), waiting))
            if abs(bends[i]) > _STRAIGHT:
                end = geodesic_direct(*places[i + 1], legs[i + 1][1], cuts[i + 1])
                pieces.append(_turn((*places[i + 1], onward), begin, end, bends[i], radius))
    return pieces


def _tangent(bend: float, radius: float) -> float:
    """From a way point to where its turn begins (m)."""
    if abs(bend) <= _STRAIGHT:
        return 0.0
    if abs(bend) > math.radians(175.0):
        raise ValueError("the course turns right back on itself at a way point")
    return radius * math.tan(0.5 * abs(bend))


def _turn(corner: Vector, begin: Vector, end: Vector, bend: float, radius: float) -> Turn:
    """The turn near `corner` from `begin` to `end`, each latitude, longitude, heading (rad)."""
    inward = corner[2] + 0.5 * bend + math.copysign(0.5 * math.pi, bend)
    latitude, longitude, _ = geodesic_direct(corner[0], corner[1], inward, radius / math.cos(0.5 * bend))
    near, first, _ = geodesic_inverse(latitude, longitude, begin[0], begin[1])
    far, last, _ = geodesic_inverse(latitude, longitude, end[0], end[1])
    sweep = math.copysign((math.copysign(1.0, bend) * (last - first)) % (2.0 * math.pi), bend)
    return Turn((latitude, longitude), first, sweep, near, far)


def _circles(begin: Vector, radius: float, waiting: float) -> Turn:
    """Whole circles of at least `radius` (m, positive to the right) from `begin` that are `waiting` (m) long."""
    count = math.floor(waiting / (2.0 * math.pi * abs(radius)) + 1e-9)
    if count < 1:
        raise ValueError(
            f"a circle of {abs(radius) / 1e3:.1f} km radius takes {2e-3 * math.pi * abs(radius):.1f} km, "
            f"more than the {waiting / 1e3:.1f} km of the time to wait"
        )
    wide = waiting / (2.0 * math.pi * count)
    latitude, longitude, _ = geodesic_direct(begin[0], begin[1], begin[2] + math.copysign(0.5 * math.pi, radius), wide)
    _, first, _ = geodesic_inverse(latitude, longitude, begin[0], begin[1])
    return Turn((latitude, longitude), first, math.copysign(2.0 * math.pi * count, radius), wide, wide)
