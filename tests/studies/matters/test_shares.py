"""Shares from given draws. Expected: closed forms of a linear outcome and of Ishigami's function."""

import numpy as np
import pytest

from tests.studies.matters.fake import ishigami
from vyuha.studies.matters.shares import apart, bins_of, by_lot, first_order, shares_of

WEIGHTS = np.array([2.0, 1.0, 0.0])
SHARES = WEIGHTS**2 / (WEIGHTS**2).sum()


def drawn(rng, draws=100, fights=10, own=1.0):
    shares = rng.random((draws, 3))
    luck = 2.0 * rng.standard_normal((1, fights)) + own * rng.standard_normal((draws, fights))
    return shares, (np.sqrt(12.0) * shares @ WEIGHTS)[:, None] + luck


def test_linear_shares_are_met_on_average_and_covered():
    rng, found = np.random.default_rng(4), []
    for _ in range(150):
        shares, values = drawn(rng)
        found.append(first_order(values, bins_of(shares, [0, 0, 0])))
    means = np.mean([[one.mean for one in row] for row in found], axis=0)
    covered = np.mean(
        [[one.low <= true <= one.high for one, true in zip(row, SHARES, strict=True)] for row in found], 0
    )
    # Ten bins hide a hundredth of a share; a share is never below nought, so a small one looks larger.
    assert means == pytest.approx(SHARES, abs=0.03)
    assert (covered >= 0.9).all()


def test_ishigami():
    """T. Homma and A. Saltelli, Reliability Engineering and System Safety 52 (1996) 1: 0.3139, 0.4424, 0."""
    rng = np.random.default_rng(2)
    shares = rng.random((4000, 3))
    values = ishigami(shares)[:, None] + rng.standard_normal((1, 4)) + 2.0 * rng.standard_normal((4000, 4))
    bins = bins_of(shares, [0, 0, 0])
    # Only the estimate: four thousand draws left out one by one take long.
    assert shares_of(values, bins) == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)


def test_luck_of_the_fights_would_count_if_it_were_left_in():
    """Negative control: shares of the means of five fights are those of a variance that holds luck as well."""
    rng = np.random.default_rng(5)
    shares, values = drawn(rng, draws=2000, fights=5, own=6.0)
    bins = bins_of(shares, [0, 0, 0])
    naive = shares_of(values.mean(axis=1, keepdims=True), bins)
    assert shares_of(values, bins) == pytest.approx(SHARES, abs=0.1)
    assert abs(naive[0] - SHARES[0]) > 0.3


def test_squares_of_the_mean_without_luck():
    single = np.array([[1.0, 2.0], [3.0, 4.0]])
    # Two fights: the product of the one with the other, over both entries.
    assert apart(single.mean(axis=0), single) == pytest.approx(1.0 * 3.0 + 2.0 * 4.0)


def test_a_list_has_a_bin_for_each_value():
    shares = np.array([[0.1, 0.1], [0.4, 0.4], [0.99, 0.99]])
    assert bins_of(shares, [3, 0]).tolist() == [[0, 0], [1, 0], [2, 1]]


def test_by_lot_few_studies_pass():
    """Figures that do nothing: the greatest share passes what lot gives in about one of twenty studies."""
    rng, passed = np.random.default_rng(6), 0
    for n in range(60):
        shares, values = rng.random((60, 8)), rng.standard_normal((60, 6)) + rng.standard_normal((60, 1))
        bins = bins_of(shares, [0] * 8)
        passed += shares_of(values, bins).max() > by_lot(values, bins, n)
    assert passed <= 8
