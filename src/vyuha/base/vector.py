"""Small vectors as tuples of three floats: what kernels pass to each other instead of tiny arrays."""

import math

from vyuha.base.compile import kernel

Vector = tuple[float, float, float]


@kernel
def dot(ax: float, ay: float, az: float, bx: float, by: float, bz: float) -> float:
    """Scalar product of two vectors [unit of a times unit of b]."""
    return ax * bx + ay * by + az * bz


@kernel
def norm(x: float, y: float, z: float) -> float:
    """Length of a vector [its unit]."""
    return math.sqrt(x * x + y * y + z * z)


@kernel
def unit(x: float, y: float, z: float) -> Vector:
    """The vector of length one in the same direction [1]; the zero vector stays zero."""
    length = norm(x, y, z)
    if length == 0.0:
        return 0.0, 0.0, 0.0
    return x / length, y / length, z / length


@kernel
def cross(ax: float, ay: float, az: float, bx: float, by: float, bz: float) -> Vector:
    """Vector product a x b [unit of a times unit of b]."""
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


@kernel
def clip_length(x: float, y: float, z: float, longest: float) -> Vector:
    """The vector, shortened to `longest` [its unit] if it is longer."""
    length = norm(x, y, z)
    if length <= longest or length == 0.0:
        return x, y, z
    scale = longest / length
    return x * scale, y * scale, z * scale


@kernel
def wrap(angle: float) -> float:
    """The same `angle` [rad] from -pi to pi: of a difference of azimuths, the short way round."""
    return angle - 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)
