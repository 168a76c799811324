"""Courses and areas for formats that draw straight in degrees: points are put between where such a line would stray
from the way over the ground, and what crosses the date line or a pole is cut there.

Assumes   WGS-84; degrees. The way over the ground is the straight line through the earth, brought up to the heights
          between those of its ends: over the lengths of a replay's steps that is the way flown.
Source    RFC 7946, section 3.1.9 (cutting at the antimeridian).
Checked   tests/outputs/test_cut.py: by closed forms, and beside another library's cuts.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vyuha.outputs.earth import Floats, ecef, geodetic
from vyuha.outputs.scene import Course

HALF_TURN = 180.0
# How far [m] a line drawn in degrees may stray from the way over the ground: of what was flown, and of edges on a map.
FLOWN, DRAWN = 0.2, 20.0
# Nearer to a pole [deg of latitude] a line of a kilometre that is straight in degrees strays by a tenth of a metre and
# more.
POLAR = 80.0
# Each step halves a leg; even across the whole earth a leg is shorter than the limits after so many.
_HALVINGS = 40
# A corner on the date line is moved off it by so much [deg], a tenth of a millimetre, so that each lies on one side.
_OFF = 1e-9


def turn(longitude: npt.ArrayLike) -> Floats:
    """Differences of longitudes [deg] as the shorter way round, -180 to 180."""
    return (np.asarray(longitude) + HALF_TURN) % 360.0 - HALF_TURN


def straight_in_degrees(course: Course) -> bool:
    """Whether lines between its points may be drawn straight in degrees: it keeps away from poles and date line."""
    within = np.abs(course.latitude) < POLAR
    return bool(within.all() and (np.abs(np.diff(course.longitude)) <= HALF_TURN).all())


def pieces(course: Course, close: float = FLOWN) -> list[Course]:
    """A course in pieces, none of which crosses the date line; drawn straight in degrees, each stays within `close` [m]
    of the way over the ground.
    """
    fine = _refined(course, close)
    step = np.diff(fine.longitude)
    cuts = np.flatnonzero(np.abs(step) > HALF_TURN)
    parts, start = [], 0
    before: Course | None = None
    for n in cuts:
        end, begin = _crossing(fine, int(n))
        parts.append(_joined(before, fine.part(slice(start, n + 1)), end))
        before, start = begin, int(n) + 1
    parts.append(_joined(before, fine.part(slice(start, None)), None))
    drawn = [part for part in parts if len(part) > 1]
    return drawn or parts[:1]


def _refined(course: Course, close: float) -> Course:
    """The course with points put between wherever the middle of a leg in degrees is not that over the ground."""
    for _ in range(_HALVINGS):
        if len(course) < 2:
            return course
        places = ecef(course.latitude, course.longitude, course.height)
        latitude, longitude, _ = geodetic(0.5 * (places[1:] + places[:-1]))
        height = 0.5 * (course.height[1:] + course.height[:-1])
        straight = course.longitude[:-1] + 0.5 * turn(np.diff(course.longitude))
        drawn = ecef(0.5 * (course.latitude[1:] + course.latitude[:-1]), straight, height)
        stray = np.linalg.norm(drawn - ecef(latitude, longitude, height), axis=1)
        far = np.flatnonzero(stray > close)
        if len(far) == 0:
            return course
        time = 0.5 * (course.time[1:] + course.time[:-1])
        olds, news = (
            (course.time, course.latitude, course.longitude, course.height),
            (time, latitude, longitude, height),
        )
        course = Course(*(np.insert(old, far + 1, new[far]) for old, new in zip(olds, news, strict=True)))
    return course


def _crossing(course: Course, n: int) -> tuple[Course, Course]:
    """Where the leg from point `n` crosses the date line, as a point of this side and one of the other."""
    side = HALF_TURN if course.longitude[n] > 0.0 else -HALF_TURN
    way = turn(course.longitude[n + 1] - course.longitude[n])
    share = (side - course.longitude[n]) / way if way else 0.0
    time, latitude, height = (c[n] + share * (c[n + 1] - c[n]) for c in (course.time, course.latitude, course.height))
    return (
        Course(np.array([time]), np.array([latitude]), np.array([side]), np.array([height])),
        Course(np.array([time]), np.array([latitude]), np.array([-side]), np.array([height])),
    )


def _joined(*courses: Course | None) -> Course:
    """Courses one after another, of equal points the first."""
    kept = [course for course in courses if course is not None]
    whole = Course(
        *(np.concatenate([getattr(k, c) for k in kept]) for c in ("time", "latitude", "longitude", "height"))
    )
    same = np.array([np.diff(c) == 0.0 for c in (whole.latitude, whole.longitude, whole.height)]).all(axis=0)
    return whole.part(np.concatenate([[True], ~same | (np.diff(whole.time) > 0.0)]))


def polygons(rings: Sequence[npt.ArrayLike], close: float = DRAWN) -> list[list[Floats]]:
    """An area as polygons that do not cross the date line: each its outer edge, counterclockwise, then its holes,
    clockwise, as closed rings of longitude and latitude (n, 2) [deg].

    `rings` are the outer edge and the holes, in any direction, closed or not, as longitude and latitude. An edge may
    run round a pole; the area is then that which holds the pole.
    """
    outer = _unrolled(np.asarray(rings[0], np.float64), close)
    holes = [_unrolled(np.asarray(ring, np.float64), close) for ring in rings[1:]]
    middle = outer[:, 0].mean()
    holes = [ring + [360.0 * np.round((middle - ring[:, 0].mean()) / 360.0), 0.0] for ring in holes]
    shift = -360.0 * np.floor((outer[:, 0].min() + HALF_TURN) / 360.0)
    turned = [_facing(ring + [shift, 0.0], left) for ring, left in ((outer, True), *((hole, False) for hole in holes))]
    if turned[0][:, 0].max() <= HALF_TURN:
        return [[_closed(ring) for ring in turned]]
    moved = [ring + np.where(ring[:, :1] == HALF_TURN, [-_OFF, 0.0], 0.0) for ring in turned]
    east = [[ring - [360.0, 0.0] for ring in one] for one in _half(moved, west=False)]
    return [[_closed(ring) for ring in one] for one in (*_half(moved, west=True), *east)]


def _unrolled(ring: Floats, close: float) -> Floats:
    """A ring with points put between, its longitudes without jumps, open; one round a pole goes on to the pole."""
    ends = np.concatenate([ring, ring[:1]]) if (ring[0] != ring[-1]).any() else ring
    zero = np.zeros(len(ends))
    fine = _refined(Course(zero, ends[:, 1], turn(ends[:, 0]), zero), close)
    steps = turn(np.diff(fine.longitude))
    longitude = fine.longitude[0] + np.concatenate([[0.0], np.cumsum(steps)])
    round_pole = abs(longitude[-1] - longitude[0]) > HALF_TURN
    if not round_pole:
        return np.stack([longitude, fine.latitude], axis=1)[:-1]
    return _over_pole(longitude, fine.latitude)


def _over_pole(longitude: Floats, latitude: Floats) -> Floats:
    """A ring round a pole from one side of the map to the other, and back along the pole."""
    pole = 90.0 if latitude.mean() > 0.0 else -90.0
    if longitude[-1] < longitude[0]:
        longitude, latitude = longitude[::-1], latitude[::-1]
    sides = turn(longitude[:-1])
    order = np.argsort(sides, kind="stable")
    along = np.stack([sides[order], latitude[:-1][order]], axis=1)
    # Where it crosses the date line, between its last and its first point.
    gap = along[0, 0] + 360.0 - along[-1, 0]
    share = (HALF_TURN - along[-1, 0]) / gap if gap else 0.0
    level = along[-1, 1] + share * (along[0, 1] - along[-1, 1])
    edge = [[-HALF_TURN, level], *along.tolist(), [HALF_TURN, level], [HALF_TURN, pole], [-HALF_TURN, pole]]
    return np.array(edge)


def _area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _facing(ring: Floats, left: bool) -> Floats:
    """The ring with what it surrounds to its left, or to its right."""
    return ring if (_area(ring) > 0.0) == left else ring[::-1]


def _closed(ring: Floats) -> Floats:
    return np.concatenate([ring, ring[:1]])


def _half(rings: list[Floats], *, west: bool) -> list[list[Floats]]:
    """The polygons of an area on one side of 180 degrees: chains of its edges on that side, joined along the line so
    that the inside stays to the left.
    """
    chains: list[Floats] = []
    whole: list[Floats] = []
    for ring in rings:
        inside = ring[:, 0] < HALF_TURN if west else ring[:, 0] > HALF_TURN
        if inside.all():
            whole.append(ring)
        elif inside.any():
            chains += _chains(ring, inside)
    loops = _loops(chains, 1.0 if west else -1.0)
    loops += [ring for ring in whole if _area(ring) > 0.0]
    found = [[loop] for loop in loops]
    for hole in (ring for ring in whole if _area(ring) < 0.0):
        next(one for one in found if _holds(one[0], hole[0])).append(hole)
    return found


def _chains(ring: Floats, inside: npt.NDArray[np.bool_]) -> list[Floats]:
    """The parts of a ring that lie inside, each from the line to the line."""
    first = int(np.flatnonzero(inside & ~np.roll(inside, 1))[0])
    ring, inside = np.roll(ring, -first, axis=0), np.roll(inside, -first)
    found, start = [], 0
    for n in range(len(ring)):
        after = (n + 1) % len(ring)
        if inside[n] and not inside[n - 1]:
            start = n
        if inside[n] and not inside[after]:
            chain = [_on_line(ring[start - 1], ring[start]), *ring[start : n + 1], _on_line(ring[n], ring[after])]
            found.append(np.array(chain))
    return found


def _on_line(a: Floats, b: Floats) -> Floats:
    share = (HALF_TURN - a[0]) / (b[0] - a[0])
    return np.array([HALF_TURN, a[1] + share * (b[1] - a[1])])


def _loops(chains: list[Floats], up: float) -> list[Floats]:
    """Chains joined along the line, going north (`up` 1) or south (-1) from the end of one to the start of the next."""
    waiting = sorted(chains, key=lambda chain: up * chain[0, 1])
    loops = []
    while waiting:
        loop = [waiting.pop(0)]
        while True:
            end = up * loop[-1][-1, 1]
            ahead = [chain for chain in waiting if up * chain[0, 1] >= end]
            if not ahead or up * loop[0][0, 1] <= up * ahead[0][0, 1] and up * loop[0][0, 1] >= end:
                break
            loop.append(ahead[0])
            waiting = [chain for chain in waiting if chain is not ahead[0]]
        loops.append(np.concatenate(loop))
    return loops


def _holds(ring: Floats, point: Floats) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    a, b = ring, np.roll(ring, -1, axis=0)
    spans = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        x = a[:, 0] + (point[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return bool(np.sum(spans & (x > point[0])) % 2)
