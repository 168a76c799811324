"""The jackknife over rows and columns. Expected: the textbook standard error of a mean; no shrinking at an edge."""

import numpy as np
import pytest

from vyuha.studies.matters.crossed import ALIKE, Spread, crossed, joined, left_out_columns

RNG = np.random.default_rng(3)
TABLE = RNG.standard_normal((30, 1)) + np.zeros((30, 12))


def mean(table):
    return lambda rows, columns: np.array([table[np.ix_(rows, columns)].mean()])


def test_the_variance_of_a_mean_of_rows_is_the_textbook_one():
    found = crossed(mean(TABLE), 30, 12)
    assert found.values[0] == pytest.approx(TABLE.mean())
    assert found.variance[0] == pytest.approx(TABLE[:, 0].var(ddof=1) / 30)
    assert found.freedom[0] == pytest.approx(29)


def test_columns_count_as_well():
    table = RNG.standard_normal((30, 1)) + RNG.standard_normal((1, 12))
    found = crossed(mean(table), 30, 12)
    expected = table.mean(axis=1).var(ddof=1) / 30 + table.mean(axis=0).var(ddof=1) / 12
    assert found.variance[0] == pytest.approx(expected)
    # Negative control: rows alone would be too sure.
    assert found.variance[0] > 1.5 * table.mean(axis=1).var(ddof=1) / 30
    assert left_out_columns(lambda columns: mean(table)(np.arange(30), columns), 12)[0] == pytest.approx(
        table.mean(axis=0).var(ddof=1) / 12
    )


def test_the_interval_is_students():
    from scipy.stats import ttest_1samp

    expected = ttest_1samp(TABLE[:, 0], 0.0).confidence_interval(0.95)
    found = crossed(mean(TABLE), 30, 12).interval(0, -np.inf, np.inf)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_what_lies_beyond_the_possible_keeps_its_width():
    spread = Spread(np.array([-0.3]), np.array([0.01]), np.array([100.0]))
    found = spread.interval(0, 0.0, 1.0)
    assert (found.mean, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.198, abs=0.001)


def test_what_never_varies_is_certain_unless_it_is_nought():
    found = joined(np.array([2.0]), (np.array([0.0]), 9)).interval(0, 0.0, 5.0)
    assert (found.low, found.mean, found.high) == (2.0, 2.0, 2.0)
    assert found.method == ALIKE
    # That a nought is certain is nothing that a few fights which agree could say.
    nought = joined(np.array([0.0]), (np.array([0.0]), 9)).interval(0, 0.0, 5.0)
    assert (nought.low, nought.mean, nought.high) == (None, 0.0, None)


def test_one_column_is_taken_as_fixed():
    assert left_out_columns(lambda columns: np.array([1.0]), 1)[0] == 0.0
    assert crossed(mean(TABLE), 30, 1).variance[0] == pytest.approx(TABLE[:, 0].var(ddof=1) / 30)
