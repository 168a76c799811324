"""Where an interception is possible: every point of a grid flown as a whole interception, and the edges refined.

Assumes   as `chase`; the published limits of the missile (ranges, heights, target speed) bound the zone beside what
          the flight can do, since seeker, radar and battery set some of them.
Holds     as `chase` does. Edges are found to a 64th of a cell of the grid.
Source    own; bisection.
Checked   tests/weapons/test_zone.py: points inside hit and points outside do not when flown at finer steps; a faster
          target, a motor without thrust.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from vyuha.base.compile import kernel
from vyuha.state.frame import Frame
from vyuha.state.tables import Floats
from vyuha.state.weapon import Missile
from vyuha.weapons.chase import FALLS_SHORT, HIT, OUTSIDE, STEP, chase, course_to, range_on_course
from vyuha.weapons.envelope import REACHED, fly_out, point_at

# Columns of a cell: how it ended, time, speed, closing speed, miss, ground range of the target at launch.
ENDED, TIME, SPEED, CLOSING, MISS, LAUNCH = range(6)
CELL = 6
# Columns of an edge: nearest and farthest ground range; at the farthest time, speed and ground range of the target at
# launch; the latter at the nearest.
NEAREST, FARTHEST, EDGE_TIME, EDGE_SPEED, EDGE_LAUNCH, NEAR_LAUNCH = range(6)
_HALVINGS = 6
# Grids are denser near the launcher and near the ground.
_RANGE_POWER = 1.5
_HEIGHT_POWER = 2.0


@dataclass(frozen=True, slots=True)
class Zone:
    """Flown interceptions over heights (m), aspects (rad) and ground ranges (m), SI units.

    `cells` is (height, aspect, range, column), `edges` (height, aspect, columns `NEAREST` to `NEAR_LAUNCH`), NaN where
    nothing is hit.
    """

    aspects: Floats
    heights: Floats
    ranges: Floats
    cells: Floats
    edges: Floats


@kernel
def attempt(
    missile: Missile, frame: Frame, speed: float, height: float, aspect: float, ground_range: float, time: float
) -> tuple[float, float, float, float, float, float]:
    """One cell: an interception by `missile` [row] in `frame` [row] at `ground_range` [m] and `height` [m] of a target
    at `speed` [m/s] with `aspect` [rad], the missile's flight there taking `time` [s] (NaN: it does not get there).
    """
    r, h = ground_range, height
    near = r * r + h * h < missile.minimum_range * missile.minimum_range
    far = r > missile.maximum_range or h > missile.maximum_height or h < missile.minimum_height
    if near or far or speed > missile.maximum_target_speed:
        return float(OUTSIDE), math.nan, math.nan, math.nan, math.nan, math.nan
    if math.isnan(time):
        return float(FALLS_SHORT), math.nan, math.nan, math.nan, math.nan, math.nan
    course = course_to(r, h, aspect, speed)
    when, arrival, closing, miss, ended = chase(missile, frame, course, time, 1.0)
    return float(ended), when, arrival, closing, miss, range_on_course(course, -time)


@kernel
def time_there(missile: Missile, frame: Frame, ground_range: float, height: float) -> float:
    """Time [s] in which `missile` [row] gets from the origin of `frame` [row] to `ground_range` [m] and `height` [m];
    NaN where it does not.
    """
    time, _, miss = fly_out(
        missile, frame, (0.0, 0.0, missile.launch_height), point_at(frame, ground_range, height), STEP
    )
    return time if miss < REACHED else math.nan


@kernel
def fill_height(
    missile: Missile, frame: Frame, speed: float, height: float, aspects: Floats, ranges: Floats, cells: Floats
) -> None:
    """Flies `missile` [row] in `frame` [row] at targets of `speed` [m/s] at `height` [m] for all `aspects` [rad] and
    `ranges` [m]; writes `cells` [aspect, range, column].
    """
    for i in range(len(ranges)):
        time = time_there(missile, frame, ranges[i], height)
        for k in range(len(aspects)):
            cell = attempt(missile, frame, speed, height, aspects[k], ranges[i], time)
            for column in range(CELL):
                cells[k, i, column] = cell[column]


@kernel
def refine(
    missile: Missile, frame: Frame, speed: float, height: float, aspect: float, inside: float, outside: float
) -> float:
    """Ground range [m] of the edge between `inside` [m], where `missile` [row] in `frame` [row] hits a target of
    `speed` [m/s] at `height` [m] with `aspect` [rad], and `outside` [m], where it does not; the last that hits.
    """
    good, bad = inside, outside
    for _ in range(_HALVINGS):
        middle = 0.5 * (good + bad)
        time = time_there(missile, frame, middle, height)
        if attempt(missile, frame, speed, height, aspect, middle, time)[ENDED] == HIT:
            good = middle
        else:
            bad = middle
    return good


@kernel
def _main_run(grid: Floats, k: int, count: int) -> tuple[int, int]:
    """First and last cell [1] of the longest run of hits among the `count` [1] cells of row `k` [1] of `grid` [aspect,
    range, column]; -1 where there is no hit.
    """
    best, end, length = -1, -1, 0
    for i in range(count):
        length = length + 1 if grid[k, i, ENDED] == HIT else 0
        if length > end - best + (0 if best < 0 else 1):
            best, end = i - length + 1, i
    return best, end


@kernel
def find_edges(
    missile: Missile, frame: Frame, speed: float, height: float, aspects: Floats, ranges: Floats, grid: Floats
) -> None:
    """Finds between which ground ranges [m] `missile` [row] in `frame` [row] hits targets of `speed` [m/s] at `height`
    [m] for all `aspects` [rad]: the longest run of hits among the flown cells over `ranges` [m], its ends refined.

    `grid` [aspect, range + 1, column] holds the cells; its last row takes the edges, `NEAREST` to `NEAR_LAUNCH`.
    """
    count = len(ranges)
    for k in range(len(aspects)):
        first, final = _main_run(grid, k, count)
        if first < 0:
            continue
        near, far = ranges[first], ranges[final]
        if first > 0:
            near = refine(missile, frame, speed, height, aspects[k], near, ranges[first - 1])
        if final < count - 1:
            far = refine(missile, frame, speed, height, aspects[k], far, ranges[final + 1])
        there = attempt(missile, frame, speed, height, aspects[k], far, time_there(missile, frame, far, height))
        close = attempt(missile, frame, speed, height, aspects[k], near, time_there(missile, frame, near, height))
        edge = (near, far, there[TIME], there[SPEED], there[LAUNCH], close[LAUNCH])
        for column in range(CELL):
            grid[k, count, column] = edge[column]


def grid_of(missile: Missile, heights: int, ranges: int, at: float) -> tuple[Floats, Floats]:
    """Heights (m), with the height `at` (m) among them if it is inside, and ground ranges (m) to fly."""
    low, high = missile.minimum_height, missile.maximum_height
    levels = low + (high - low) * np.linspace(0.0, 1.0, heights) ** _HEIGHT_POWER
    if low <= at <= high:
        levels = np.unique(np.append(levels, at))
    return levels, missile.maximum_range * np.linspace(0.0, 1.0, ranges) ** _RANGE_POWER


def fly_level(missile: Missile, frame: Frame, speed: float, height: float, aspects: Floats, ranges: Floats) -> Floats:
    """One height of a zone: cells (aspect, range + 1, column), the edges in the last row. Safe in threads."""
    grid = np.full((len(aspects), len(ranges) + 1, CELL), math.nan)
    fill_height(missile, frame, speed, height, aspects, ranges, grid)
    find_edges(missile, frame, speed, height, aspects, ranges, grid)
    return grid


def fly_zone(missile: Missile, frame: Frame, speed: float, at: float, size: tuple[int, int, int], workers: int) -> Zone:
    """The zone of `missile` (a row) from the origin of `frame` (a row) against level targets of `speed` (m/s), on a
    grid of `size` (heights, aspects, ranges) that holds the height `at` (m); the same bits for any number of `workers`.
    """
    heights, ranges = grid_of(missile, size[0], size[2], at)
    aspects = np.linspace(0.0, math.pi, size[1])
    # Compiled once, before the threads ask for it at the same time.
    fly_level(missile, frame, speed, float(heights[0]), aspects[:1], ranges[:1])
    with ThreadPoolExecutor(workers) as pool:
        levels = list(pool.map(lambda h: fly_level(missile, frame, speed, float(h), aspects, ranges), heights))
    grid = np.stack(levels)
    return Zone(aspects, heights, ranges, grid[:, :, :-1], grid[:, :, -1])
