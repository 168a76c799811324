"""Sobol's indices. Expected: closed forms of Ishigami's function and Sobol's g-function.

Ishigami (a = 7, b = 0.1): T. Homma and A. Saltelli, Reliability Engineering and System Safety 52 (1996) 1.
The g-function: I. M. Sobol, Mathematics and Computers in Simulation 55 (2001) 271; with V_i = 1 / (3 (1 + a_i)^2) the
variance is prod(1 + V_i) - 1, the first-order part V_i, the total part V_i prod over the others of (1 + V_j).
"""

import numpy as np
import pytest
from scipy.stats import sobol_indices

from tests.studies.matters.fake import ishigami
from vyuha.studies.matters.sobol import design, indices, noise_share

FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]
A = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
PARTS = 1.0 / (3.0 * (1.0 + A) ** 2)
VARIANCE = np.prod(1.0 + PARTS) - 1.0


def g(shares):
    return np.prod((np.abs(4.0 * shares - 2.0) + A) / (1.0 + A), axis=-1)


def means(estimates):
    return [one.mean for one in estimates]


def test_ishigami():
    found = indices(ishigami(design(2048, 3, 1))[:, :, None], 1)
    assert means(found.first) == pytest.approx(FIRST, abs=0.02)
    assert means(found.total) == pytest.approx(TOTAL, abs=0.02)
    assert all(one.low <= true <= one.high for one, true in zip(found.first + found.total, FIRST + TOTAL, strict=True))


def test_g_function():
    found = indices(g(design(2048, 5, 1))[:, :, None], 1)
    assert means(found.first) == pytest.approx(PARTS / VARIANCE, abs=0.02)
    assert means(found.total) == pytest.approx(PARTS * np.prod(1.0 + PARTS) / (1.0 + PARTS) / VARIANCE, abs=0.02)


def test_without_luck_it_is_scipys_own_estimator():
    values = ishigami(design(256, 3, 4))
    expected = sobol_indices(
        func={"f_A": values[None, :, 0], "f_B": values[None, :, 1], "f_AB": values[:, None, 2:].transpose(2, 1, 0)},
        n=256,
    )
    found = indices(np.repeat(values[:, :, None], 4, axis=2), 1)
    assert means(found.total) == pytest.approx(expected.total_order.tolist())
    assert means(found.first) == pytest.approx(np.clip(expected.first_order, 0.0, 1.0).tolist())


def with_luck(points=1024, fights=6):
    rng = np.random.default_rng(6)
    shares = design(points, 3, 1)
    shared, own = 5.0 * rng.standard_normal(fights), 5.0 * rng.standard_normal((*shares.shape[:2], fights))
    return ishigami(shares)[:, :, None] + shared + own


def test_luck_of_the_fights_is_taken_out():
    found = indices(with_luck(), 1)
    assert means(found.first) == pytest.approx(FIRST, abs=0.06)
    assert means(found.total) == pytest.approx(TOTAL, abs=0.06)


def test_luck_that_is_left_in_would_count():
    """Negative control: the mean of six fights as if it were the surface."""
    naive = indices(with_luck().mean(axis=2, keepdims=True), 1)
    assert naive.total[2].mean > TOTAL[2] + 0.1
    assert naive.total[1].mean > TOTAL[1] + 0.05


def test_intervals_hold_the_truth():
    """95 % intervals of a linear case with luck, in 20 studies of 64 points: at most one in ten may miss."""
    truth, hits = np.array([0.8, 0.2, 0.0, 0.8, 0.2, 0.0]), 0
    for seed in range(20):
        rng, shares = np.random.default_rng(seed), design(64, 3, seed)
        luck = rng.standard_normal(8) + 1.5 * rng.standard_normal((*shares.shape[:2], 8))
        found = indices((np.sqrt(12.0) * shares @ [2.0, 1.0, 0.0])[:, :, None] + luck, seed)
        hits += sum(one.low <= true <= one.high for one, true in zip(found.first + found.total, truth, strict=True))
    assert hits >= 0.9 * 120


def test_the_share_of_luck():
    # Variance of Ishigami's function: 13.845; of the mean of six fights 25 / 6 more.
    assert noise_share(with_luck()) == pytest.approx(25.0 / 6.0 / (13.845 + 25.0 / 6.0), abs=0.03)
    assert noise_share(np.ones((4, 3, 5))) == 0.0


def test_factors_in_another_order_give_other_indices():
    """Negative control: the first factor is not the second."""
    found = indices(ishigami(design(1024, 3, 1)[:, :, [1, 0, 2]])[:, :, None], 1)
    assert found.first[0].mean != pytest.approx(FIRST[0], abs=0.05)


def test_the_design_is_two_samples_and_their_mixtures():
    shares = design(16, 3, 9)
    for n in range(3):
        assert (shares[:, 2 + n, n] == shares[:, 1, n]).all()
        others = [k for k in range(3) if k != n]
        assert (shares[:, 2 + n][:, others] == shares[:, 0][:, others]).all()
    assert (design(32, 3, 9)[:16] == shares).all()


def test_an_outcome_that_never_differs_has_no_indices():
    found = indices(np.ones((8, 4, 3)), 1)
    assert means(found.first) + means(found.total) == [0.0] * 4
