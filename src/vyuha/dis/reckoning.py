"""Dead reckoning: where an entity is some time after it told its state, by the algorithm that it named.

Source    IEEE 1278.1-2012, annex E; orientations are Euler angles psi, theta, phi about z, y, x, from earth-fixed axes
          to those of the body (x ahead, y right, z down).
Checked   tests/dis/test_reckoning.py: closed forms on straight, accelerated and round ways.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.dis.pdus import EntityState, Vector

Matrix = npt.NDArray[np.float64]
STATIC, FPW, RPW, RVW, FVW, FPB, RPB, RVB, FVB = range(1, 10)
_MOVES = frozenset(range(FPW, FVB + 1))
_ACCELERATES = frozenset((RVW, FVW, RVB, FVB))
_IN_BODY = frozenset((FPB, RPB, RVB, FVB))
_TURNS = frozenset((RPB, RVB))
# Simpson's rule over the turning of a body: some 1e-6 of the way at a radian.
_STEPS = 16
_LOCKED = 1e-7
_SMALL = 1e-9


def body_axes(orientation: Vector) -> Matrix:
    """The matrix (3, 3) from earth-fixed axes to those of a body with this `orientation` (rad)."""
    (sp, st, sf), (cp, ct, cf) = (tuple(f(a) for a in orientation) for f in (math.sin, math.cos))
    return np.array(
        [
            [ct * cp, ct * sp, -st],
            [sf * st * cp - cf * sp, sf * st * sp + cf * cp, sf * ct],
            [cf * st * cp + sf * sp, cf * st * sp - sf * cp, cf * ct],
        ]
    )


def orientation_of(ahead: Vector, right: Vector, down: Vector) -> Vector:
    """The angles psi, theta, phi (rad) of a body whose axes point there, as unit vectors."""
    level = math.hypot(ahead[0], ahead[1])
    theta = math.atan2(-ahead[2], level)
    if level < _LOCKED:
        # Along the axis of the earth (north on the equator) psi and phi turn about one line: all is put into psi.
        return math.atan2(-right[0], right[1]), theta, 0.0
    return math.atan2(ahead[1], ahead[0]), theta, math.atan2(right[2], down[2])


def flying(location: Vector, velocity: Vector) -> Vector:
    """The orientation of what flies ahead and level at `location` (m), along its `velocity` (m/s); of what stands
    still, towards north.
    """
    up = _unit(location, (0.0, 0.0, 1.0))
    down = -up[0], -up[1], -up[2]
    north = _unit((-up[2] * up[0], -up[2] * up[1], 1.0 - up[2] * up[2]), (1.0, 0.0, 0.0))
    ahead = _unit(velocity, north)
    right = _cross(down, ahead)
    if math.hypot(*right) < _SMALL:
        # Straight up or down any side is right.
        right = _cross(north, ahead)
    right = _unit(right, (0.0, 1.0, 0.0))
    return orientation_of(ahead, right, _cross(ahead, right))


def extrapolate(state: EntityState, seconds: float) -> tuple[Vector, Vector]:
    """Location (m) and velocity (m/s) in earth-fixed axes, `seconds` after `state`. An algorithm that nobody knows
    stands still.
    """
    place, velocity = np.array(state.location), np.array(state.velocity)
    if state.algorithm not in _MOVES:
        return state.location, (0.0, 0.0, 0.0)
    pull = np.array(state.acceleration) if state.algorithm in _ACCELERATES else np.zeros(3)
    if state.algorithm not in _IN_BODY:
        return _vector(place + velocity * seconds + 0.5 * pull * seconds**2), _vector(velocity + pull * seconds)
    to_world = body_axes(state.orientation).T
    spin = np.array(state.angular_velocity) if state.algorithm in _TURNS else np.zeros(3)
    times = np.linspace(0.0, seconds, _STEPS + 1)
    # The velocity in axes that do not turn: what the body has ahead of it, turned by as much as it has turned.
    speeds = np.array([_turn(spin, t) @ (velocity + pull * t) for t in times])
    weights = np.array([1.0, *([4.0, 2.0] * (_STEPS // 2 - 1)), 4.0, 1.0]) * seconds / _STEPS / 3.0
    return _vector(place + to_world @ (weights @ speeds)), _vector(to_world @ speeds[-1])


def _turn(spin: Matrix, seconds: float) -> Matrix:
    """The rotation (3, 3) after `seconds` of turning with `spin` (rad/s) (Rodrigues)."""
    rate = float(np.linalg.norm(spin))
    if rate * abs(seconds) < 1e-12:
        return np.eye(3)
    x, y, z = spin / rate
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turned: Matrix = np.eye(3) + math.sin(rate * seconds) * cross + (1.0 - math.cos(rate * seconds)) * cross @ cross
    return turned


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(vector: Vector, otherwise: Vector) -> Vector:
    length = math.hypot(*vector)
    return (vector[0] / length, vector[1] / length, vector[2] / length) if length > _SMALL else otherwise


def _vector(values: Matrix) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
