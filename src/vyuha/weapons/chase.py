"""A whole interception of a target that moves: launch, midcourse to the meeting point, hand-over, homing, miss.

Assumes   a target at constant speed and height along a great circle, known without error; a launcher at the origin of
          the frame at height zero (or at that of the aircraft that throws it); no noise in the homing signal. So this
          is the reach of the flight, not of the radar. A target that does not turn leaves augmented navigation nothing
          to add: all home by the proportional one.
Holds     as the flight model does; sphere of the mean radius under the target (heights true to some 15 m at 250 km).
Source    own; flight, guidance and seeker are those of `flight`, `guidance` and `seeker`.
Checked   tests/weapons/test_chase.py: course against rotation by small steps, miss against finer steps.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector, norm
from vyuha.state.frame import Frame
from vyuha.state.weapon import Missile
from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.flight import EARTH_RADIUS, Body, advance, burn_time, leaving
from vyuha.weapons.guidance import midcourse_command, pn_command
from vyuha.weapons.seeker import acquires, may_home
from vyuha.world.geodesy import vertical

# Unit vector [1] from the centre of the sphere to the meeting point, unit vector [1] of the course there, radius [m]
# of the target's circle, its speed [m/s].
Course = tuple[Vector, Vector, float, float]
# Time [s], speed of the missile [m/s], closing speed [m/s], miss [m], and how it ended.
Meeting = tuple[float, float, float, float, int]

HIT = 0
FALLS_SHORT = 1
UNSEEN = 2
MISSES = 3
OUTSIDE = 4

# Longest step on the way and when homing; the latter shrinks with the time to go.
STEP = 0.2
_HOMING_STEP = 0.1
_SHORTEST_STEP = 0.005
_SHARES = 8.0
_BELOW_GROUND = -50.0
# With less than this to go to the meeting point, a seeker that has found nothing will not.
_LAST_CHANCE = 1.0


@kernel
def course_to(ground_range: float, height: float, aspect: float, speed: float) -> Course:
    """The course that leads at `speed` [m/s] and `height` [m] through the point north of the launcher at `ground_range`
    [m], at the angle `aspect` [rad] to the line there: 0 comes straight in, pi/2 crosses, pi goes straight away.
    """
    angle = ground_range / EARTH_RADIUS
    s, c = math.sin(angle), math.cos(angle)
    inward, side = math.cos(aspect), math.sin(aspect)
    return (0.0, s, c), (side, -inward * c, inward * s), EARTH_RADIUS + height, speed


@kernel
def on_course(course: Course, t: float) -> tuple[float, float, float, float, float, float]:
    """Local position [m] and velocity [m/s] on the `course` [1, 1, m, m/s], `t` [s] after the meeting point (negative:
    before it).
    """
    q, d, radius, speed = course
    angle = speed * t / radius
    s, c = math.sin(angle), math.cos(angle)
    return (
        radius * (q[0] * c + d[0] * s),
        radius * (q[1] * c + d[1] * s),
        radius * (q[2] * c + d[2] * s) - EARTH_RADIUS,
        speed * (d[0] * c - q[0] * s),
        speed * (d[1] * c - q[1] * s),
        speed * (d[2] * c - q[2] * s),
    )


@kernel
def range_on_course(course: Course, t: float) -> float:
    """Ground range [m] from the launcher to where the `course` [1, 1, m, m/s] is `t` [s] after the meeting point."""
    x, y, z, _, _, _ = on_course(course, t)
    return EARTH_RADIUS * math.atan2(math.hypot(x, y), EARTH_RADIUS + z)


@kernel
def _homing(
    missile: Missile, frame: Frame, course: Course, meeting: float, start: float, body: Body, dt: float
) -> Meeting:
    """The end of a flight of `missile` [row] in `frame` [row] from the state `body` [m, m/s, m/s2] at `start` [s] after
    launch, the target on its `course` [1, 1, m, m/s] passing the meeting point at `meeting` [s]; steps of at most `dt`
    [s].
    """
    s, t = body, start
    while t <= missile.flight_time:
        x, y, z, vx, vy, vz = on_course(course, t - meeting)
        rx, ry, rz, ux, uy, uz = x - s[0], y - s[1], z - s[2], vx - s[3], vy - s[4], vz - s[5]
        to_go, miss = closest_approach(rx, ry, rz, ux, uy, uz)
        if to_go <= _SHORTEST_STEP:
            speed, closing = norm(s[3], s[4], s[5]), norm(ux, uy, uz)
            # Past its closest approach by more than a step: it draws away, and that miss never happened.
            met = to_go >= -_SHORTEST_STEP and miss <= missile.lethal_radius and speed >= missile.minimum_speed
            return t + max(to_go, 0.0), speed, closing, miss, HIT if met else MISSES
        step = min(max(to_go / _SHARES, _SHORTEST_STEP), dt, to_go)
        s = advance(missile, frame, t, step, s, pn_command(missile.navigation_gain, rx, ry, rz, ux, uy, uz))
        t += step
    return math.nan, math.nan, math.nan, math.nan, MISSES


@kernel
def chase(missile: Missile, frame: Frame, course: Course, meeting: float, refine: float) -> Meeting:
    """Flies `missile` [row] from the origin of `frame` [row] to a target on its `course` [1, 1, m, m/s] that passes
    the meeting point `meeting` [s] after launch.

    Midcourse leads to the meeting point, homing begins when the seeker sees the target. `refine` [1] divides all steps.
    Returns time, speed, closing speed and miss of the closest approach (NaN if there was none) and how it ended.
    """
    aim = on_course(course, 0.0)[:3]
    body = leaving(missile, frame, (0.0, 0.0, missile.launch_height), aim)
    ground = vertical(frame, 0.0, 0.0, 0.0)[3] + _BELOW_GROUND
    dt, t = STEP / refine, 0.0
    while t < missile.flight_time:
        x, y, z, vx, vy, vz, _, _, _ = body
        speed = norm(vx, vy, vz)
        if (t > burn_time(missile) and speed < missile.minimum_speed) or vertical(frame, x, y, z)[3] < ground:
            return math.nan, math.nan, math.nan, math.nan, FALLS_SHORT
        left = norm(aim[0] - x, aim[1] - y, aim[2] - z)
        if t > missile.turnover_time and left < missile.seeker_range:
            tx, ty, tz, _, _, _ = on_course(course, t - meeting)
            if may_home(missile, t, left, speed) and acquires(missile, body, tx - x, ty - y, tz - z):
                return _homing(missile, frame, course, meeting, t, body, _HOMING_STEP / refine)
            if left < speed * _LAST_CHANCE:
                return math.nan, math.nan, math.nan, math.nan, UNSEEN
        body = advance(missile, frame, t, dt, body, midcourse_command(missile, frame, t, body, aim))
        t += dt
    return math.nan, math.nan, math.nan, math.nan, FALLS_SHORT
