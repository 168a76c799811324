"""Quality of a track. Expected values: NumPy's eigenvalues, the closed form of growth under noise."""

import math
from typing import Any

import numpy as np
import pytest

from tests.tracking.builders import make_setup, make_state
from vyuha.tracking.quality import largest, search_radius, worst_error


def test_the_largest_eigenvalue_is_that_of_numpy() -> None:
    g = np.random.default_rng(12)
    for k in range(200):
        root = g.normal(size=(3, 3)) * 10.0 ** g.uniform(-2.0, 3.0, (3, 1))
        m = root @ root.T if k else np.eye(3)
        found = largest(tuple(float(m[i, j]) for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))))
        assert found == pytest.approx(float(np.linalg.eigvalsh(m)[-1]), rel=1e-9)
    # Control: the largest of the axes is not it.
    assert largest((2.0, 1.0, 0.0, 2.0, 0.0, 1.0)) == pytest.approx(3.0)


def test_an_error_grows_with_its_velocity_and_the_noise() -> None:
    setup = make_setup(noise=3.0)
    state = make_state(setup)
    state.covariance[0] = np.diag([100.0, 400.0, 100.0, 1.0, 25.0, 1.0])
    expected = math.sqrt(400.0 + 25.0 * 64.0 + 3.0 * 512.0 / 3.0)
    assert worst_error(setup, state, 0, 8.0) == pytest.approx(expected)
    whole = 600.0 + 27.0 * 64.0 + 3.0 * 3.0 * 512.0 / 3.0
    assert search_radius(setup, state, 0, 8.0) == pytest.approx(3.0 * math.sqrt(whole))
    # One that may manoeuvre is searched for as widely as that takes it.
    net: Any = setup.net[0]
    net.manoeuvre_noise, net.quiet_time, net.manoeuvre_time = 300.0, 300.0, 10.0
    hard = 600.0 + 27.0 * 64.0 + 3.0 * 300.0 * 512.0 / 3.0
    assert search_radius(setup, state, 0, 8.0) == pytest.approx(3.0 * math.sqrt(hard))
