"""Expected values: NumPy's inverse, determinant and products."""

import numpy as np
import pytest

from vyuha.base.matrix import Symmetric, inverse, quadratic, times


def random_matrix(seed: int) -> tuple[np.ndarray, Symmetric]:
    root = np.random.default_rng(seed).normal(size=(3, 3))
    full = root @ root.T + 0.1 * np.eye(3)
    return full, (full[0, 0], full[0, 1], full[0, 2], full[1, 1], full[1, 2], full[2, 2])


@pytest.mark.parametrize("seed", range(5))
def test_inverse_and_products_agree_with_numpy(seed: int) -> None:
    full, packed = random_matrix(seed)
    vector = (1.0, -2.0, 0.5)
    found, determinant = inverse(packed)
    expected = np.linalg.inv(full)
    assert np.allclose(found, expected[np.triu_indices(3)], rtol=1e-10)
    assert determinant == pytest.approx(np.linalg.det(full), rel=1e-12)
    assert np.allclose(times(packed, vector), full @ vector, rtol=1e-13)
    assert quadratic(packed, vector) == pytest.approx(vector @ full @ vector, rel=1e-13)


def test_control_another_order_of_the_six_is_seen() -> None:
    full, (xx, xy, xz, yy, yz, zz) = random_matrix(0)
    assert not np.allclose(times((xx, xy, yy, xz, yz, zz), (1.0, -2.0, 0.5)), full @ (1.0, -2.0, 0.5), rtol=1e-3)
