"""Expected values: the general filter of `vyuha.tracker.kalman`, step by step."""

from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import models, scratch, sensor_row, wide, wide_matrix
from vyuha.tracker.kalman import correct, expect, predict
from vyuha.tracker.options import Motion
from vyuha.tracker.rows import EXTENDED, UNSCENTED
from vyuha.tracker.straight import glance, glide, is_straight, make_slate, pull

SIGMAS = {"position": (40.0, 50.0, 60.0), "radar": (30.0, 1.5e-3, 1.5e-3)}


def prior(g: Any) -> tuple[Any, Any]:
    root = g.normal(size=(6, 6)) * ([200.0] * 3 + [30.0] * 3)
    return np.array([3e4, -2e4, 8e3, 150.0, -220.0, 10.0]) + g.normal(size=6), root.T @ root + np.eye(6)


@pytest.mark.parametrize("kind", SIGMAS)
def test_it_is_the_general_filter(kind: str) -> None:
    g, work, slate = np.random.default_rng(3), scratch(6), make_slate()
    model = models(Motion("cv", noise=2.5))
    sensor = sensor_row(kind=kind, sigma=SIGMAS[kind], position=(100.0, -300.0, 20.0))
    for _ in range(20):
        x, p = prior(g)
        y, q = x.copy(), p.copy()
        assert predict(model, 0, EXTENDED, x, p, 3.0, work)
        glide(y, q, 3.0, 2.5)
        assert y == pytest.approx(x, rel=1e-12) and q == pytest.approx(p, rel=1e-9)
        root = np.diag(SIGMAS[kind]) @ g.normal(size=(3, 3))
        r = wide_matrix(root @ root.T + np.diag(np.square(SIGMAS[kind])))
        expect(sensor, EXTENDED, x, p, 6, work)
        at, spread = np.zeros(4), np.zeros((4, 4))
        glance(sensor, y, q, slate, at, spread)
        assert at == pytest.approx(work.expected, rel=1e-12)
        assert spread[:3, :3] == pytest.approx(work.spread[:3, :3], rel=1e-9)
        z = wide(work.expected[:3] + np.array(SIGMAS[kind]) * g.normal(size=3))
        correct(sensor, EXTENDED, x, p, 6, z, r, work)
        assert pull(sensor, y, q, z, r, slate)
        assert y == pytest.approx(x, rel=1e-9)
        assert np.abs(q - p).max() < 1e-9 * np.abs(p).max() and np.array_equal(q, q.T)
        # Control: a plot one hundredth of a sigma away is told apart.
        pull(sensor, y, q, z + wide(0.01 * np.array(SIGMAS[kind])), r, slate)
        assert np.abs(y - x).max() > 1e-9 * np.abs(x).max()


def test_nothing_changes_without_a_positive_covariance() -> None:
    sensor, slate = sensor_row(kind="position", sigma=SIGMAS["position"]), make_slate()
    x, p = np.ones(6), -1e6 * np.eye(6)
    y, q = x.copy(), p.copy()
    assert not pull(sensor, x, p, wide([0.0, 0.0, 0.0]), wide_matrix(np.eye(3)), slate)
    assert np.array_equal(x, y) and np.array_equal(p, q)


def test_a_very_good_plot_after_a_very_bad_guess_keeps_the_covariance_positive() -> None:
    """Eight orders of magnitude between prior and plot, 200 steps, as for the general filter; P - K S K' (control)
    loses its sign there.
    """
    sensor, slate, r = sensor_row(kind="position", sigma=(1e-3,) * 3), make_slate(), wide_matrix(1e-6 * np.eye(3))
    x, p, short = np.zeros(6), np.diag([1e12] * 3 + [1e10] * 3), np.inf
    q, f, h = p.copy(), np.eye(6), np.eye(3, 6)
    f[:3, 3:] = 0.01 * np.eye(3)
    for _ in range(200):
        glide(x, p, 0.01, 1e-6)
        assert pull(sensor, x, p, wide([0.0, 0.0, 0.0]), r, slate)
        assert np.linalg.eigvalsh(p).min() > 0.0
        q = f @ q @ f.T
        s = h @ q @ h.T + r[:3, :3]
        gain = q @ h.T @ np.linalg.inv(s)
        q = q - gain @ s @ gain.T
        short = min(short, np.linalg.eigvalsh(0.5 * (q + q.T)).min())
    assert short <= 0.0


def test_what_is_straight() -> None:
    one = models(Motion("cv"))
    assert is_straight(one, EXTENDED, 0) and is_straight(one, EXTENDED, 1)
    assert not is_straight(one, EXTENDED, 2) and not is_straight(one, UNSCENTED, 1)
    assert not is_straight(models(Motion("cv"), Motion("cv")), EXTENDED, 1)
    assert not is_straight(models(Motion("ca")), EXTENDED, 1)
