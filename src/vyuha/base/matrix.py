"""Symmetric 3 x 3 matrices as tuples of six floats, in the order xx, xy, xz, yy, yz, zz."""

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector

Symmetric = tuple[float, float, float, float, float, float]


@kernel
def inverse(m: Symmetric) -> tuple[Symmetric, float]:
    """Inverse of `m` [its unit] by cofactors [1/unit], and the determinant [cubed unit]; a singular matrix gives
    infinities.
    """
    xx, xy, xz, yy, yz, zz = m
    c_xx, c_xy, c_xz = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
    determinant = xx * c_xx + xy * c_xy + xz * c_xz
    scale = 1.0 / determinant
    return (
        c_xx * scale,
        c_xy * scale,
        c_xz * scale,
        (xx * zz - xz * xz) * scale,
        (xy * xz - xx * yz) * scale,
        (xx * yy - xy * xy) * scale,
    ), determinant


@kernel
def times(m: Symmetric, v: Vector) -> Vector:
    """Product of `m` [its unit] and the vector `v` [its unit]."""
    return (
        m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
        m[1] * v[0] + m[3] * v[1] + m[4] * v[2],
        m[2] * v[0] + m[4] * v[1] + m[5] * v[2],
    )


@kernel
def quadratic(m: Symmetric, v: Vector) -> float:
    """The form v' m v of `m` [its unit] and the vector `v` [its unit]."""
    x, y, z = times(m, v)
    return v[0] * x + v[1] * y + v[2] * z


@kernel
def plus(m: Symmetric, n: Symmetric) -> Symmetric:
    """Sum of `m` and `n` [their unit]."""
    return m[0] + n[0], m[1] + n[1], m[2] + n[2], m[3] + n[3], m[4] + n[4], m[5] + n[5]
