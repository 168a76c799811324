"""Expected values: NumPy's linear algebra."""

import numpy as np
import pytest

from vyuha.tracker.dense import backward, factorise, fill, forward, log_determinant, sandwich


def test_factors_and_forms_are_those_of_numpy() -> None:
    g = np.random.default_rng(1)
    for n in range(1, 10):
        root = g.normal(size=(n, n))
        a, lower, b = root @ root.T + 0.1 * np.eye(n), np.zeros((9, 9)), g.normal(size=n)
        assert factorise(a, lower, n)
        assert lower[:n, :n] == pytest.approx(np.linalg.cholesky(a))
        assert log_determinant(lower, n) == pytest.approx(np.linalg.slogdet(a)[1])
        y = b.copy()
        assert forward(lower, y, n) == pytest.approx(b @ np.linalg.solve(a, b))
        backward(lower, y, n)
        assert y == pytest.approx(np.linalg.solve(a, b))
        f, p = g.normal(size=(n, n)), a.copy()
        sandwich(f, p, np.zeros((9, 9)), n)
        assert p == pytest.approx(f @ a @ f.T)
        assert np.array_equal(p, p.T)


def test_what_is_not_positive_is_refused() -> None:
    a = np.diag([1.0, -1.0, 1.0])
    assert not factorise(a, np.zeros((3, 3)), 3)
    assert not factorise(np.full((2, 2), np.nan), np.zeros((2, 2)), 2)
    assert factorise(a, np.zeros((3, 3)), 1)
    fill(a, 3, 2.0)
    assert np.array_equal(a, 2.0 * np.eye(3))
