"""Ballistic flights: boost, burn-out, drag all the way, and a late pull-up, from a launch point to an impact.

Assumes   constant acceleration by thrust along a fixed direction of the earth until burn-out, whose time fits the
          range; drag with a constant ballistic coefficient along the motion through still air; lift in the vertical
          plane only while falling between two heights, swelling and fading with height, without drag of its own.
Holds     for ranges of 50 to 1,000 km and boosts that beat gravity; WGS-84 that turns, with J2.
Source    `world.point_mass`: gravitation, turning axes, air, drag rho v^2 / (2 beta) (J. Allen and A. Eggers, NACA TR
          1381, 1958); shooting with Newton's rule for range and side.
Checked   tests/threats/test_ballistic.py: Kepler's ellipse, side of the turning earth, ends on the target, load of the
          pull-up.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import Vector
from vyuha.state.earth import Earth, WindLevel
from vyuha.state.frame import Frame
from vyuha.world.earth import make_earth, make_wind, on_ellipsoid
from vyuha.world.geodesy import ecef_to_local, local_to_ecef, vertical
from vyuha.world.point_mass import Motion, acceleration

Floats = npt.NDArray[np.float64]
_GRAVITY = 9.80665
_STEP = 0.25
_LONGEST = 6000
_KNOT_EVERY = 4
# Steps of the boost, however long it is, so that the impact changes smoothly with its length.
_BOOST_STEPS = 80
# Share of its upper height at which a pull-up is over.
PULLUP_BOTTOM = 0.3
# Longest boost (s), and how near (m) the shooting comes.
_LONGEST_BOOST = 200.0
_NEAR = 0.01
_MOST_TRIES = 60
# Change of the boost (share) and of the azimuth (rad) that shows how the impact answers.
_NUDGE = 1e-4


@dataclass(frozen=True)
class Missile:
    """What decides a flight: angle of the launch above the ground (rad), acceleration by thrust (m/s2), ballistic
    coefficient (kg/m2, 0: no drag), and the greatest load (1) of a pull-up below a height (m); no load, no pull-up.
    """

    launch_angle: float
    thrust: float
    coefficient: float
    pullup_load: float = 0.0
    pullup_height: float = 0.0

    @property
    def drag_area(self) -> float:
        """Drag area over mass (m2/kg)."""
        return 1.0 / self.coefficient if self.coefficient > 0.0 else 0.0


@kernel
def pullup(earth: Earth, motion: Motion, load: float, top: float) -> Vector:
    """Acceleration [m/s2] across the `motion` [m, m/s] over `earth` [row], up and in its vertical plane, of a pull-up
    of greatest `load` [1] that begins at `top` [m]; none on the way up.
    """
    x, y, z, vx, vy, vz = motion
    sine, cosine, height = on_ellipsoid(earth, x, y, z)
    p = math.sqrt(x * x + y * y)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if p == 0.0 or speed == 0.0 or height >= top or height <= PULLUP_BOTTOM * top:
        return 0.0, 0.0, 0.0
    ux, uy, uz = cosine * x / p, cosine * y / p, sine
    rise = (vx * ux + vy * uy + vz * uz) / speed
    level = math.sqrt(max(1.0 - rise * rise, 0.0))
    if rise >= 0.0 or level < 1e-6:
        return 0.0, 0.0, 0.0
    phase = math.sin(math.pi * (top - height) / (top * (1.0 - PULLUP_BOTTOM)))
    # As steep as it falls: a path that is level already is not lifted again.
    lift = load * _GRAVITY * phase * phase * min(-2.0 * rise, 1.0) / level
    along = rise / speed
    return lift * (ux - along * vx), lift * (uy - along * vy), lift * (uz - along * vz)


@kernel
def _push(
    earth: Earth, wind: Rows[WindLevel], drag_area: float, motion: Motion, thrust: Vector, lift: tuple[float, float]
) -> Vector:
    """All accelerations [m/s2] of the `motion` [m, m/s] in earth-fixed axes: those of `world.point_mass` with
    `drag_area` [m2/kg], `thrust` [m/s2], and the pull-up with load and top in `lift` [1, m].
    """
    ax, ay, az = acceleration(earth, wind, drag_area, motion)
    if lift[0] > 0.0:
        bx, by, bz = pullup(earth, motion, lift[0], lift[1])
        ax, ay, az = ax + bx, ay + by, az + bz
    return ax + thrust[0], ay + thrust[1], az + thrust[2]


@kernel
def _ahead(motion: Motion, slope: Motion, rate: Vector, dt: float) -> Motion:
    """The `motion` [m, m/s] after `dt` [s] at the velocity of `slope` [m, m/s] and the `rate` [m/s2]."""
    return (
        motion[0] + dt * slope[3],
        motion[1] + dt * slope[4],
        motion[2] + dt * slope[5],
        motion[3] + dt * rate[0],
        motion[4] + dt * rate[1],
        motion[5] + dt * rate[2],
    )


@kernel
def advanced(
    earth: Earth,
    wind: Rows[WindLevel],
    drag_area: float,
    motion: Motion,
    thrust: Vector,
    lift: tuple[float, float],
    dt: float,
) -> Motion:
    """The `motion` [m, m/s] after `dt` [s] over `earth` [row] in `wind` [table] with `drag_area` [m2/kg], `thrust`
    [m/s2] and `lift` [1, m]; one classical fourth-order step.
    """
    a = _push(earth, wind, drag_area, motion, thrust, lift)
    second = _ahead(motion, motion, a, 0.5 * dt)
    b = _push(earth, wind, drag_area, second, thrust, lift)
    third = _ahead(motion, second, b, 0.5 * dt)
    c = _push(earth, wind, drag_area, third, thrust, lift)
    fourth = _ahead(motion, third, c, dt)
    d = _push(earth, wind, drag_area, fourth, thrust, lift)
    sixth = dt / 6.0
    return (
        motion[0] + sixth * (motion[3] + 2.0 * (second[3] + third[3]) + fourth[3]),
        motion[1] + sixth * (motion[4] + 2.0 * (second[4] + third[4]) + fourth[4]),
        motion[2] + sixth * (motion[5] + 2.0 * (second[5] + third[5]) + fourth[5]),
        motion[3] + sixth * (a[0] + 2.0 * (b[0] + c[0]) + d[0]),
        motion[4] + sixth * (a[1] + 2.0 * (b[1] + c[1]) + d[1]),
        motion[5] + sixth * (a[2] + 2.0 * (b[2] + c[2]) + d[2]),
    )


@kernel
def fly_missile(
    earth: Earth,
    wind: Rows[WindLevel],
    drag_area: float,
    start: Motion,
    burn: tuple[Vector, float],
    lift: tuple[float, float],
    floor: float,
    path: Floats,
) -> int:
    """Fly from `start` [m, m/s, earth-fixed] under the `burn` [m/s2, s], then without, until it
    comes down to the height `floor` [m], writing time [s] and motion [m, m/s] to the rows of `path` [table], n x 7;
    returns the number of rows. `earth` [row], `wind` [table], `drag_area` [m2/kg]; load and top of the pull-up in
    `lift` [1, m].
    """
    thrust, boost = burn
    now = start
    none: Vector = (0.0, 0.0, 0.0)
    calm = (0.0, 0.0)
    time, count = 0.0, 0
    while count < len(path):
        path[count, 0] = time
        for k in range(6):
            path[count, k + 1] = now[k]
        count += 1
        under_power = boost > 0.0 and count <= _BOOST_STEPS
        dt = boost / _BOOST_STEPS if under_power else _STEP
        force = thrust if under_power else none
        after = advanced(earth, wind, drag_area, now, force, calm if under_power else lift, dt)
        low = on_ellipsoid(earth, after[0], after[1], after[2])[2] - floor
        high = on_ellipsoid(earth, now[0], now[1], now[2])[2] - floor
        # A launcher may stand below the floor: the way up does not count.
        if low < 0.0 and low < high:
            if high > 0.0 and count < len(path):
                # Down to the ground by the share of the step, mended a few times because it falls faster and faster.
                part = dt * high / (high - low)
                for _ in range(3):
                    after = advanced(earth, wind, drag_area, now, force, calm if under_power else lift, part)
                    below = on_ellipsoid(earth, after[0], after[1], after[2])[2] - floor
                    part *= high / (high - below)
                after = advanced(earth, wind, drag_area, now, force, calm if under_power else lift, part)
                path[count, 0] = time + part
                for k in range(6):
                    path[count, k + 1] = after[k]
                count += 1
            break
        now, time = after, time + dt
    return count


def ballistic_knots(frame: Frame, start: Vector, target: Vector, missile: Missile, earth: Any = None) -> Floats:
    """Knots (n, 7) of the flight of `missile` from `start` to `target` (local, m, on the ground); `earth` is a table of
    one row, WGS-84 unless given.

    Length of the boost and azimuth are found by shooting. Raises `ValueError` when no boost of up to 200 s reaches the
    target, or the thrust does not lift the missile.
    """
    if missile.thrust * math.sin(missile.launch_angle) <= _GRAVITY:
        raise ValueError("the thrust of the missile does not lift it at its launch angle")
    earth = make_earth() if earth is None else earth
    wind, path = make_wind(), np.zeros((_LONGEST, 7))
    begin, lift = (*local_to_ecef(frame, *start), 0.0, 0.0, 0.0), (missile.pullup_load, missile.pullup_height)
    up, east, north = _axes(frame, start)
    floor = vertical(frame, *target)[3]
    line = np.array(target) - np.array(start)
    wanted = math.hypot(float(line @ east), float(line @ north))
    azimuth = math.atan2(float(line @ east), float(line @ north))

    def impact(boost: float, side: float) -> tuple[float, float, int]:
        """Ground gained and drift to the right of the line (m), and the rows of the path."""
        level = math.sin(azimuth + side) * east + math.cos(azimuth + side) * north
        push = missile.thrust * (math.cos(missile.launch_angle) * level + math.sin(missile.launch_angle) * up)
        turned = ecef_direction(frame, push)
        count = fly_missile(earth[0], wind, missile.drag_area, begin, (turned, boost), lift, floor, path)
        end = np.array(ecef_to_local(frame, *(float(v) for v in path[count - 1, 1:4]))) - np.array(start)
        gained, drift = float(end @ east), float(end @ north)
        return (
            gained * math.sin(azimuth) + drift * math.cos(azimuth),
            gained * math.cos(azimuth) - drift * math.sin(azimuth),
            count,
        )

    count = _shoot(impact, wanted)
    keep = sorted({*range(0, count, _KNOT_EVERY), _BOOST_STEPS, count - 1})
    knots = _local_rows(frame, path[[k for k in keep if k < count]])
    # The centimetre that is left to the target is spread along the flight.
    miss, length = np.array(target) - knots[-1, 1:4], float(knots[-1, 0])
    knots[:, 1:4] += np.outer(knots[:, 0] / length, miss)
    knots[:, 4:7] += miss / length
    return knots


def falling_knots(frame: Frame, knot: Floats, coefficient: float, floor: float) -> Floats:
    """Knots (n, 7) of a body of ballistic `coefficient` (kg/m2) that leaves a missile at `knot` (7) and falls to the
    height `floor` (m) over WGS-84; they begin at time 0.
    """
    path = np.zeros((_LONGEST, 7))
    place, speed = (float(v) for v in knot[1:4]), ecef_direction(frame, knot[4:7])
    begin = (*local_to_ecef(frame, *place), *speed)
    calm: Vector = (0.0, 0.0, 0.0)
    count = fly_missile(make_earth()[0], make_wind(), 1.0 / coefficient, begin, (calm, 0.0), (0.0, 0.0), floor, path)
    if count < 2:
        raise ValueError("its decoys would leave below the ground that they fall to")
    keep = sorted({*range(0, count, _KNOT_EVERY), count - 1})
    return _local_rows(frame, path[keep])


def _shoot(impact: Any, wanted: float) -> int:
    """Rows of the path that `impact` (boost s, side rad) leaves behind when it gains `wanted` (m) and does not drift.

    Boost by halving what is left between too short and too far, the side by what the drift asks for.
    """
    low, high, side = 0.5, _LONGEST_BOOST, 0.0
    for _ in range(_MOST_TRIES):
        boost = 0.5 * (low + high)
        gained, drift, count = impact(boost, side)
        if gained < wanted:
            low = boost
        else:
            high = boost
        if high - low < 0.02 * high:
            break
    for _ in range(_MOST_TRIES):
        gained, drift, count = impact(boost, side)
        if math.hypot(gained - wanted, drift) < _NEAR:
            return int(count)
        further, _, _ = impact(boost * (1.0 + _NUDGE), side)
        slope = (further - gained) / (boost * _NUDGE)
        if slope <= 0.0 or not math.isfinite(slope):
            break
        boost += min(max((wanted - gained) / slope, -0.1 * boost), 0.1 * boost)
        side -= drift / max(gained, 1.0)
        if not 0.0 < boost < _LONGEST_BOOST:
            break
    raise ValueError(f"no boost of up to {_LONGEST_BOOST:g} s reaches the target at this angle")


def _axes(frame: Frame, at: Vector) -> tuple[Floats, Floats, Floats]:
    """Up, east and north at a local place."""
    up = np.array(vertical(frame, *at)[:3])
    pole = np.array([frame.r31, frame.r32, frame.r33])
    east = np.cross(pole, up)
    east /= np.linalg.norm(east)
    return up, east, np.cross(up, east)


def ecef_direction(frame: Frame, direction: Floats) -> Vector:
    """The direction (3) of local axes in earth-fixed ones."""
    x, y, z = local_to_ecef(frame, *(float(v) for v in direction))
    return x - float(frame.ecef_x), y - float(frame.ecef_y), z - float(frame.ecef_z)


def _local_rows(frame: Frame, path: Floats) -> Floats:
    """Knots (n, 7) in local axes of a `path` (n, 7) in earth-fixed ones."""
    turn = np.array([[frame[f"r{i}{j}"] for j in (1, 2, 3)] for i in (1, 2, 3)])  # type: ignore[index]
    origin = np.array([frame.ecef_x, frame.ecef_y, frame.ecef_z])
    return np.column_stack([path[:, 0], (path[:, 1:4] - origin) @ turn, path[:, 4:7] @ turn])
