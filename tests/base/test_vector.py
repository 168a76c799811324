"""Small vectors. Expected values: NumPy's linear algebra on the same random vectors (fixed seed)."""

import math

import numpy as np
import pytest

from vyuha.base.vector import clip_length, cross, dot, norm, unit

PAIRS = [(tuple(map(float, a)), tuple(map(float, b))) for a, b in np.random.default_rng(3).normal(0, 1e3, (20, 2, 3))]
Triple = tuple[float, float, float]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_products_and_length_agree_with_numpy(a: Triple, b: Triple) -> None:
    assert dot(*a, *b) == pytest.approx(float(np.dot(a, b)), rel=1e-12, abs=1e-6)
    assert cross(*a, *b) == pytest.approx(tuple(np.cross(a, b)), rel=1e-12, abs=1e-6)
    assert norm(*a) == pytest.approx(float(np.linalg.norm(a)), rel=1e-14)
    assert unit(*a) == pytest.approx(tuple(np.array(a) / np.linalg.norm(a)), rel=1e-14)


def test_the_cross_product_is_right_handed() -> None:
    assert cross(1.0, 0.0, 0.0, 0.0, 1.0, 0.0) == (0.0, 0.0, 1.0)
    assert cross(0.0, 1.0, 0.0, 1.0, 0.0, 0.0) == (0.0, 0.0, -1.0)


def test_the_zero_vector_has_no_direction() -> None:
    assert unit(0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)


def test_clipping_shortens_only_what_is_too_long() -> None:
    assert clip_length(3.0, 4.0, 0.0, 6.0) == (3.0, 4.0, 0.0)
    assert clip_length(30.0, 40.0, 0.0, 5.0) == pytest.approx((3.0, 4.0, 0.0), rel=1e-15)
    assert clip_length(0.0, 0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)
    assert math.hypot(*clip_length(1e6, -2e6, 3e6, 9.0)) == pytest.approx(9.0, rel=1e-14)
