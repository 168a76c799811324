"""Expected values: closed forms, a fine search over the share, and pairs of estimates of every correlation."""

import numpy as np
import pytest

from vyuha.tracker.fusion import intersect


def spd(g: np.random.Generator, n: int) -> np.ndarray:
    root = g.normal(size=(n, n))
    return root @ root.T + 0.1 * np.eye(n)


def test_the_share_is_that_of_the_least_determinant() -> None:
    g = np.random.default_rng(1)
    for n in (1, 3, 6):
        p, q = spd(g, n), spd(g, n)
        _, fused, share = intersect(np.zeros(n), p, np.ones(n), q)
        grid = np.linspace(0.0, 1.0, 2001)
        least = min(
            np.linalg.slogdet(np.linalg.inv(w * np.linalg.inv(p) + (1.0 - w) * np.linalg.inv(q)))[1] for w in grid
        )
        assert np.linalg.slogdet(fused)[1] <= least + 1e-9
        assert 0.0 <= share <= 1.0


def test_closed_forms() -> None:
    mean, fused, share = intersect([1.0, 0.0], np.diag([1.0, 4.0]), [3.0, 2.0], np.diag([4.0, 1.0]))
    assert share == pytest.approx(0.5)
    assert fused == pytest.approx(np.diag([1.6, 1.6]))
    assert mean == pytest.approx([1.4, 1.6])
    # One that is better in every way is taken alone.
    mean, fused, share = intersect([1.0, 2.0], np.eye(2), [5.0, 5.0], 3.0 * np.eye(2))
    assert (mean, fused) == (pytest.approx([1.0, 2.0]), pytest.approx(np.eye(2))) and share == pytest.approx(1.0)


def test_it_never_claims_too_much_whatever_the_correlation() -> None:
    """True covariance of the fused error for any cross covariance P^1/2 C Q^1/2 with a contraction C."""
    g = np.random.default_rng(3)
    naive_fails = 0
    for _ in range(50):
        p, q = spd(g, 3), spd(g, 3)
        _, fused, w = intersect(np.zeros(3), p, np.zeros(3), q)
        turn, _ = np.linalg.qr(g.normal(size=(3, 3)))
        cross = np.linalg.cholesky(p) @ (g.uniform(-1.0, 1.0) * turn) @ np.linalg.cholesky(q).T
        joint = np.block([[p, cross], [cross.T, q]])
        for share, claimed in ((w, fused), (None, np.linalg.inv(np.linalg.inv(p) + np.linalg.inv(q)))):
            a, b = (
                (np.linalg.inv(p), np.linalg.inv(q))
                if share is None
                else (
                    share * np.linalg.inv(p),
                    (1.0 - share) * np.linalg.inv(q),
                )
            )
            gain = np.hstack([claimed @ a, claimed @ b])
            least = np.linalg.eigvalsh(claimed - gain @ joint @ gain.T).min()
            if share is None:
                naive_fails += least < -1e-9
            else:
                assert least > -1e-9
    # Control: fusion as if independent claims too much for many of them.
    assert naive_fails > 20


def test_many_at_once_are_each_alone() -> None:
    g = np.random.default_rng(4)
    x, y = g.normal(size=(5, 4)), g.normal(size=(5, 4))
    p, q = np.array([spd(g, 4) for _ in range(5)]), np.array([spd(g, 4) for _ in range(5)])
    many = intersect(x, p, y, q)
    for i in range(5):
        for whole, one in zip(many, intersect(x[i], p[i], y[i], q[i]), strict=True):
            assert whole[i] == pytest.approx(one)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        intersect(np.zeros(2), np.eye(3), np.zeros(2), np.eye(2))
    with pytest.raises(ValueError, match="positive definite"):
        intersect(np.zeros(2), np.eye(2), np.zeros(2), np.diag([1.0, -1.0]))
