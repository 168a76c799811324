"""Small dense matrices in the corner of larger arrays: factors, products, quadratic forms.

Assumes   symmetric matrices are given whole; nothing of physics.
Holds     for sizes of a filter (up to nine); loops are plain, so large matrices are better left to LAPACK.
Source    G. Golub, C. Van Loan, "Matrix Computations": Cholesky's factor by columns.
Checked   tests/tracker/test_dense.py against NumPy.
"""

import math

from vyuha.base.compile import kernel
from vyuha.tracker.rows import Floats


@kernel
def factorise(a: Floats, lower: Floats, n: int) -> bool:
    """Cholesky factor of the corner `n` x `n` of `a` into the lower triangle of `lower`; False when `a` is not positive
    definite.
    """
    for j in range(n):
        for i in range(j, n):
            total = a[i, j]
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                lower[j, j] = math.sqrt(total)
            else:
                lower[i, j] = total / lower[j, j]
    return True


@kernel
def log_determinant(lower: Floats, n: int) -> float:
    """Ln det of the matrix whose factor of size `n` is `lower`."""
    total = 0.0
    for i in range(n):
        total += math.log(lower[i, i])
    return 2.0 * total


@kernel
def forward(lower: Floats, b: Floats, n: int) -> float:
    """Solve lower y = b in place for `n` components of `b`; returns y'y, the quadratic form of b with the inverse."""
    square = 0.0
    for i in range(n):
        total = b[i]
        for k in range(i):
            total -= lower[i, k] * b[k]
        b[i] = total / lower[i, i]
        square += b[i] * b[i]
    return square


@kernel
def backward(lower: Floats, b: Floats, n: int) -> None:
    """Solve lower' y = b in place for `n` components of `b`."""
    for i in range(n - 1, -1, -1):
        total = b[i]
        for k in range(i + 1, n):
            total -= lower[k, i] * b[k]
        b[i] = total / lower[i, i]


@kernel
def sandwich(f: Floats, p: Floats, half: Floats, n: int) -> None:
    """Replace `p` by f p f', all of size `n`, exactly symmetric; `half` is scratch."""
    for i in range(n):
        for j in range(n):
            half[i, j] = 0.0
        for k in range(n):
            value = f[i, k]
            # Transitions are mostly zeros.
            if value != 0.0:
                for j in range(n):
                    half[i, j] += value * p[k, j]
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for k in range(n):
                total += half[i, k] * f[j, k]
            p[i, j] = p[j, i] = total


@kernel
def fill(a: Floats, n: int, diagonal: float) -> None:
    """Set the corner of size `n` of `a` to `diagonal` [its unit] times the unit matrix."""
    for i in range(n):
        for j in range(n):
            a[i, j] = 0.0
        a[i, i] = diagonal
