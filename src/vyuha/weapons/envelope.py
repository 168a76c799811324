"""What a missile reaches, and when: the flight model flown once against a grid of standing points, and the table read
back.

Assumes   a standing aim point for the table; the missile starts at height zero, or in the direction of the aim point
          from the height and with the speed of its aircraft; reach depends on ground range and height only. Shells of
          a gun fly straight. `intercept` lets the target fly straight, or fall freely under a constant gravity.
Holds     inside the published envelope of the missile; NaN outside it or where the flight model does not get there.
Source    own; the time of a predicted intercept is the root of (time of flight to where the target will be) - time, by
          the secant method (any numerical analysis text).
Checked   tests/weapons/test_envelope.py: published ranges and speeds, table against flights, intercepts that meet.
"""

import math

import numpy as np

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import Vector
from vyuha.state.frame import Frame
from vyuha.state.tables import Floats, Setup
from vyuha.state.weapon import Missile
from vyuha.weapons.burst import shell_speed, shell_time
from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.flight import EARTH_RADIUS, GRAVITY, advance, burn_time, is_gun, leaving
from vyuha.weapons.guidance import midcourse_command
from vyuha.world.geodesy import vertical

# A fly-out that comes this near to its aim point has reached it; the seeker does the rest.
REACHED = 500.0
TABLE_RANGES = 30
TABLE_HEIGHTS = 12
TABLE_STEP = 0.25
_BELOW_GROUND = -50.0
# Until then a missile that flies away from its aim point may still be turning over.
_TURN_OVER = 12.0

_ITERATIONS = 8
_TIME_TOLERANCE = 0.1
# Accepted after the last iteration.
_TIME_AGREEMENT = 0.5
# Stands for the missile where the table has no time, so that the iteration can go on.
_TYPICAL_SPEED = 1000.0
_SLOWEST_MEETING = 300.0

NOWHERE = (math.nan, math.nan, math.nan)


@kernel
def fly_out(missile: Missile, frame: Frame, launch: Vector, aim: Vector, dt: float) -> Vector:
    """Flies `missile` [row] from the local point `launch` [m] of `frame` [row] to the point `aim` [m] in steps of `dt`
    [s].

    Returns the time [s], the speed [m/s] and the miss [m] at the closest approach; all NaN if it ran out of time or
    speed, or into the ground, before.
    """
    body = leaving(missile, frame, launch, aim)
    ground = vertical(frame, launch[0], launch[1], launch[2])[3] - missile.launch_height + _BELOW_GROUND
    t = 0.0
    while t < missile.flight_time:
        x, y, z, vx, vy, vz, _, _, _ = body
        rx, ry, rz = aim[0] - x, aim[1] - y, aim[2] - z
        speed = math.sqrt(vx * vx + vy * vy + vz * vz)
        after, miss = closest_approach(rx, ry, rz, -vx, -vy, -vz)
        # A missile that gains speed may pass between two steps that both look just beside it.
        if -dt < after <= dt and miss < REACHED:
            return (t + after, speed, miss) if speed >= missile.minimum_speed else NOWHERE
        passed = after < 0.0 and t > _TURN_OVER
        slow = t > burn_time(missile) and speed < missile.minimum_speed
        if passed or slow or vertical(frame, x, y, z)[3] < ground:
            return NOWHERE
        body = advance(missile, frame, t, dt, body, midcourse_command(missile, frame, t, body, aim))
        t += dt
    return NOWHERE


@kernel
def point_at(frame: Frame, ground_range: float, height: float) -> Vector:
    """Local point [m] of `frame` [row] north of the origin at `ground_range` [m] along the earth and `height` [m] above
    it (sphere).
    """
    angle, distance = ground_range / EARTH_RADIUS, EARTH_RADIUS + height
    return 0.0, distance * math.sin(angle), distance * math.cos(angle) - EARTH_RADIUS


@kernel
def _shoot(gun: Missile, distance: float, times: Floats, speeds: Floats, j: int) -> None:
    """Write to place `j` [row] of `times` [s] and `speeds` [m/s] when and how fast the shells of `gun` [row] get over
    a `distance` [m].
    """
    if distance <= gun.maximum_range:
        times[j] = shell_time(gun.muzzle_velocity, gun.slowing, distance)
        speeds[j] = shell_speed(gun.muzzle_velocity, gun.slowing, distance)


@kernel
def fill_table(
    missiles: Rows[Missile], frame: Frame, ranges: Floats, heights: Floats, times: Floats, speeds: Floats
) -> None:
    """Flies every missile of `missiles` [rows] in `frame` [row] to every point of the grid `ranges` [m] x `heights`
    [m]; writes `times` [s] and `speeds` [m/s].
    """
    for m in range(len(missiles)):
        missile = missiles[m]
        for i in range(ranges.shape[1]):
            for j in range(heights.shape[1]):
                r, h = ranges[m, i], heights[m, j]
                times[m, i, j], speeds[m, i, j] = math.nan, math.nan
                if r * r + h * h < missile.minimum_range * missile.minimum_range:
                    continue
                if is_gun(missile):
                    _shoot(missile, math.sqrt(r * r + h * h), times[m, i], speeds[m, i], j)
                    continue
                aim = point_at(frame, r, missile.launch_height + h)
                time, speed, miss = fly_out(missile, frame, (0.0, 0.0, missile.launch_height), aim, TABLE_STEP)
                if miss < REACHED:
                    times[m, i, j], speeds[m, i, j] = time, speed


def fly_out_table(
    missiles: Rows[Missile], frame: Frame, n_range: int = TABLE_RANGES, n_height: int = TABLE_HEIGHTS
) -> tuple[Floats, Floats, Floats, Floats]:
    """Time of flight [s] and speed at arrival [m/s], both (missile, range, height) and NaN where out of reach, with the
    grid of ground ranges [m] (missile, range) and heights [m] (missile, height). `frame` is one row, the origin at
    height zero.
    """
    count = len(missiles)
    ranges, heights = np.empty((count, n_range)), np.empty((count, n_height))
    for m in range(count):
        # Above the launcher.
        above = missiles[m].launch_height
        lowest, highest = missiles[m].minimum_height - above, missiles[m].maximum_height - above
        ranges[m] = missiles[m].maximum_range * np.linspace(0.0, 1.0, n_range) ** 2
        heights[m] = lowest + (highest - lowest) * np.linspace(0.0, 1.0, n_height) ** 2
    times, speeds = np.empty((count, n_range, n_height)), np.empty((count, n_range, n_height))
    fill_table(missiles, frame, ranges, heights, times, speeds)
    return times, speeds, ranges, heights


@kernel
def _place(grid: Floats, missile: int, value: float) -> tuple[int, float]:
    """Cell [row] of row `missile` [row] of `grid` [any unit] that holds `value` [its unit], and the share [1] of the
    way through it; -1 outside.
    """
    last = grid.shape[1] - 1
    if not grid[missile, 0] <= value <= grid[missile, last]:
        return -1, 0.0
    span = (value - grid[missile, 0]) / (grid[missile, last] - grid[missile, 0])
    i = min(int(last * math.sqrt(span)), last - 1)
    # The root is inexact at the nodes themselves.
    if value < grid[missile, i]:
        i -= 1
    elif i < last - 1 and value > grid[missile, i + 1]:
        i += 1
    return i, (value - grid[missile, i]) / (grid[missile, i + 1] - grid[missile, i])


@kernel
def _look_up(ranges: Floats, heights: Floats, table: Floats, missile: int, ground_range: float, height: float) -> float:
    """Bilinear value [its unit] of `table` over the grid `ranges` [m] x `heights` [m] for row `missile` [row], at
    `ground_range` [m] and `height` [m].

    Unreachable corners are left out; the point is out of reach (NaN) when they hold half of the weight or more.
    """
    i, p = _place(ranges, missile, ground_range)
    j, q = _place(heights, missile, height)
    if i < 0 or j < 0:
        return math.nan
    total, weight = 0.0, 0.0
    for di in range(2):
        for dj in range(2):
            share = (p if di == 1 else 1.0 - p) * (q if dj == 1 else 1.0 - q)
            value = table[missile, i + di, j + dj]
            if value == value:
                total += share * value
                weight += share
    return total / weight if weight > 0.5 else math.nan


@kernel
def speed_at(setup: Setup, missile_index: int, ground_range: float, height: float) -> float:
    """Speed [m/s] at which missile `missile_index` [row] of `setup` [tables] arrives at `ground_range` [m] and `height`
    [m] above the launcher; NaN where it does not get.
    """
    return _look_up(setup.flyout_range, setup.flyout_height, setup.flyout_speed, missile_index, ground_range, height)


@kernel
def _seen_from(frame: Frame, launcher: Vector, up: Vector, low: float, point: Vector) -> tuple[float, float]:
    """Ground range [m] and height [m] of the local `point` [m] of `frame` [row] above a `launcher` [m] at height `low`
    [m] where the vertical is `up` [1].
    """
    _, _, _, high = vertical(frame, point[0], point[1], point[2])
    dx, dy, dz = point[0] - launcher[0], point[1] - launcher[1], point[2] - launcher[2]
    rise = dx * up[0] + dy * up[1] + dz * up[2]
    across = math.sqrt(max(dx * dx + dy * dy + dz * dz - rise * rise, 0.0))
    return EARTH_RADIUS * math.atan2(across, EARTH_RADIUS + rise), high - low


@kernel
def predict(position: Vector, velocity: Vector, up: Vector, ballistic: bool, t: float) -> Vector:
    """Where a target at `position` [m] with `velocity` [m/s] will be after `t` [s]: straight on, or, if `ballistic`
    [yes/no], falling freely against `up` [1].
    """
    fall = 0.5 * GRAVITY * t * t if ballistic else 0.0
    return (
        position[0] + velocity[0] * t - fall * up[0],
        position[1] + velocity[1] * t - fall * up[1],
        position[2] + velocity[2] * t - fall * up[2],
    )


@kernel
def intercept(
    setup: Setup, missile_index: int, launcher: Vector, position: Vector, velocity: Vector, ballistic: bool
) -> tuple[float, float, float, float, float]:
    """Predicted intercept of a target by missile `missile_index` [row] of `setup` [tables] launched now at `launcher`
    [m].

    The target is at `position` [m] with `velocity` [m/s] and flies straight, or falls freely if `ballistic` [yes/no].
    Returns the time [s], the point [m] and the missile's speed there [m/s]; all NaN if there is none.
    """
    frame = setup.frame[0]
    ux, uy, uz, _ = vertical(frame, position[0], position[1], position[2])
    lx, ly, lz, low = vertical(frame, launcher[0], launcher[1], launcher[2])
    ranges, heights = setup.flyout_range, setup.flyout_height
    dx, dy, dz = position[0] - launcher[0], position[1] - launcher[1], position[2] - launcher[2]
    distance = max(math.sqrt(dx * dx + dy * dy + dz * dz), 1.0)
    closing = -(dx * velocity[0] + dy * velocity[1] + dz * velocity[2]) / distance
    # First guess and slope: a missile at its typical speed towards a target that keeps closing.
    t, slope = distance / max(_TYPICAL_SPEED + closing, _SLOWEST_MEETING), -1.0 - closing / _TYPICAL_SPEED
    t_before, gap_before = 0.0, 0.0
    for step in range(_ITERATIONS):
        x, y, z = predict(position, velocity, (ux, uy, uz), ballistic, t)
        ground, height = _seen_from(frame, launcher, (lx, ly, lz), low, (x, y, z))
        flight = _look_up(ranges, heights, setup.flyout_time, missile_index, ground, height)
        known = flight == flight
        if not known:
            flight = math.sqrt(ground * ground + height * height) / _TYPICAL_SPEED
        gap = flight - t
        good = abs(gap) < (_TIME_TOLERANCE if step < _ITERATIONS - 1 else _TIME_AGREEMENT)
        if good and known:
            return t, x, y, z, speed_at(setup, missile_index, ground, height)
        if good:
            break
        if step > 0 and t != t_before:
            slope = (gap - gap_before) / (t - t_before)
        t_before, gap_before = t, gap
        # Where the secant points the wrong way (a target that outruns the missile) the plain iteration takes over.
        t = max(t - gap / slope, 0.0) if slope < -0.05 else t + gap
    return math.nan, math.nan, math.nan, math.nan, math.nan
