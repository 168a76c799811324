"""Guidance: where an interceptor is told to accelerate, on the way and at the end.

Assumes   midcourse: the aim point stands still between updates, drag and thrust do not enter the time to go; homing:
          relative position and velocity are known (`seeker.noisy_sight` blurs them).
Holds     for aim points more than a few turning radii away; homing law for closing geometry (zero command otherwise).
Source    P. Zarchan, "Tactical and Strategic Missile Guidance": true proportional navigation; zero-effort-miss form of
          it with known gravity; augmented proportional navigation. The loft and its parabola are our own shaping.
Checked   tests/weapons/test_guidance.py: printed single-lag closed forms of the miss; tests/weapons/test_envelope.py:
          fly-outs.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.frame import Frame
from vyuha.state.weapon import Missile
from vyuha.weapons.flight import EARTH_RADIUS, GRAVITY, Body, burn_time
from vyuha.world.geodesy import vertical

# Time constant of the turn towards a wanted direction of flight while the motor burns.
_TURN_TIME = 0.8
# Shots are lofted by the ground range beyond this one and beyond burn-out.
_LOFT_FREE_RANGE = 8000.0
# Up to this height the air is thick enough to bend an arc down; above, gravity must do it at about this speed (both
# assumed).
_STEERABLE_HEIGHT = 25000.0
_ARC_SPEED = 1500.0
# Navigation ratio of the midcourse: the least squared acceleration to a standing point.
_MIDCOURSE_GAIN = 3.0
_LEAST_TIME_TO_GO = 0.5
_LEAST_CLOSING = 50.0


@kernel
def pn_command(gain: float, rx: float, ry: float, rz: float, vx: float, vy: float, vz: float) -> Vector:
    """True proportional navigation: `gain` [1] x closing speed x rate of the line of sight, across it [m/s2].

    `rx`, `ry`, `rz` [m] and `vx`, `vy`, `vz` [m/s] are target minus missile. Opening geometry gives no command.
    """
    r2 = rx * rx + ry * ry + rz * rz
    approach = -(rx * vx + ry * vy + rz * vz)
    if r2 <= 0.0 or approach <= 0.0:
        return 0.0, 0.0, 0.0
    # omega x r_hat = (v - (v.r_hat) r_hat) / r, and closing speed = approach / r.
    radial = approach / r2
    scale = gain * approach / r2
    return scale * (vx + radial * rx), scale * (vy + radial * ry), scale * (vz + radial * rz)


@kernel
def apn_command(gain: float, position: Vector, velocity: Vector, turn: Vector) -> Vector:
    """Augmented proportional navigation: proportional navigation with `gain` [1] and, across the line of sight, half of
    the gain times the target's acceleration `turn` [m/s2] (less the missile's own gravity, to compensate that too).

    `position` [m] and `velocity` [m/s] are target minus missile. Opening geometry gives no command.
    """
    rx, ry, rz = position
    r2 = rx * rx + ry * ry + rz * rz
    if r2 <= 0.0 or rx * velocity[0] + ry * velocity[1] + rz * velocity[2] >= 0.0:
        return 0.0, 0.0, 0.0
    cx, cy, cz = pn_command(gain, rx, ry, rz, velocity[0], velocity[1], velocity[2])
    along = (turn[0] * rx + turn[1] * ry + turn[2] * rz) / r2
    half = 0.5 * gain
    return cx + half * (turn[0] - along * rx), cy + half * (turn[1] - along * ry), cz + half * (turn[2] - along * rz)


@kernel
def _climb_command(body: Body, up: Vector, g: float, towards: Vector) -> Vector:
    """Acceleration [m/s2] that turns the velocity of `body` into the direction `towards` [any length] and holds it
    there against gravity `g` [m/s2] along `up` [1].
    """
    _, _, _, vx, vy, vz, _, _, _ = body
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    length = math.sqrt(towards[0] * towards[0] + towards[1] * towards[1] + towards[2] * towards[2])
    if speed <= 0.0 or length <= 0.0:
        return 0.0, 0.0, 0.0
    dx, dy, dz = towards[0] / length, towards[1] / length, towards[2] / length
    cosine = (dx * vx + dy * vy + dz * vz) / speed
    tx, ty, tz = dx - cosine * vx / speed, dy - cosine * vy / speed, dz - cosine * vz / speed
    sine = math.sqrt(tx * tx + ty * ty + tz * tz)
    # Beyond a right angle the turn stays at full rate instead of fading.
    rate = speed / _TURN_TIME / (sine if cosine < 0.0 and sine > 0.0 else 1.0)
    return rate * tx + g * up[0], rate * ty + g * up[1], rate * tz + g * up[2]


@kernel
def _coast_command(body: Body, up: Vector, g: float, to_go: Vector) -> Vector:
    """Acceleration [m/s2] that brings `body` over `to_go` [m] with the least effort under gravity `g` [m/s2] along `up`
    [1].
    """
    _, _, _, vx, vy, vz, _, _, _ = body
    dx, dy, dz = to_go
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    closing = max((dx * vx + dy * vy + dz * vz) / max(distance, 1.0), _LEAST_CLOSING)
    time = max(distance / closing, _LEAST_TIME_TO_GO)
    fall = 0.5 * g * time * time
    scale = _MIDCOURSE_GAIN / (time * time)
    return (
        scale * (dx - vx * time + fall * up[0]),
        scale * (dy - vy * time + fall * up[1]),
        scale * (dz - vz * time + fall * up[2]),
    )


@kernel
def _raise(missile: Missile, ground: float, top: float, powered: float) -> float:
    """How far [m] above the aim point `missile` [row] climbs towards with `ground` range [m] to go and the higher end
    of the way at `top` [m], when it will still fly `powered` [m] under thrust.

    A share of the range, but neither an arc above the ceiling (a parabola peaks at a quarter of its raise) nor one that
    neither air nor gravity would bring down in time.
    """
    wanted = missile.loft * max(ground - powered - _LOFT_FREE_RANGE, 0.0)
    time = ground / _ARC_SPEED
    bent = max(4.0 * (_STEERABLE_HEIGHT - top), 0.5 * GRAVITY * time * time)
    return min(wanted, bent, max(4.0 * (missile.loft_ceiling - top), 0.0))


@kernel
def midcourse_command(missile: Missile, frame: Frame, t: float, body: Body, aim: Vector) -> Vector:
    """Acceleration command [m/s2] to `missile` [row] at `t` [s] after launch, with state `body` [m, m/s, m/s2] in the
    local `frame` [row], on its way to the point `aim` [m].

    Straight up until turn-over; under thrust towards a point above the aim point, so that long shots climb into thin
    air; then the least-effort arc to the aim point itself.
    """
    if t < missile.turnover_time:
        return 0.0, 0.0, 0.0
    x, y, z, vx, vy, vz, _, _, _ = body
    dx, dy, dz = aim[0] - x, aim[1] - y, aim[2] - z
    ux, uy, uz, height = vertical(frame, x, y, z)
    nearer = EARTH_RADIUS / (EARTH_RADIUS + height)
    g = GRAVITY * nearer * nearer
    if t >= burn_time(missile):
        return _coast_command(body, (ux, uy, uz), g, (dx, dy, dz))
    rise = dx * ux + dy * uy + dz * uz
    ground = math.sqrt(max(dx * dx + dy * dy + dz * dz - rise * rise, 0.0))
    powered = math.sqrt(vx * vx + vy * vy + vz * vz) * (burn_time(missile) - t)
    raised = _raise(missile, ground, height + max(rise, 0.0), powered)
    return _climb_command(body, (ux, uy, uz), g, (dx + raised * ux, dy + raised * uy, dz + raised * uz))
