"""Curves drawn again: the variance of a mean in closed form, shared noise, failed trials."""

import numpy as np
import pytest

from vyuha.studies.curves.resample import draw_means, interval, means

VALUES = np.random.default_rng(1).normal(size=(30, 4)) * np.array([1.0, 2.0, 0.0, 5.0])


def test_the_spread_is_that_of_a_mean() -> None:
    """s / sqrt(n) of each column, within four standard errors of 4,000 draws. Control: s alone is another spread."""
    drawn = draw_means(VALUES, 1, 4000)
    expected = VALUES.std(axis=0, ddof=1) / np.sqrt(30)
    assert drawn.std(axis=0) == pytest.approx(expected, rel=4.0 / np.sqrt(2 * 4000))
    assert drawn.mean(axis=0) == pytest.approx(VALUES.mean(axis=0), abs=0.1)
    assert drawn[:, 3].std() < 0.5 * VALUES[:, 3].std()


def test_what_points_share_stays_shared() -> None:
    """The same noise at two points: their difference never varies. Control: noise of their own does."""
    shared = np.repeat(VALUES[:, :1], 2, axis=1)
    assert np.ptp(np.diff(draw_means(shared, 1, 500), axis=1)) < 1e-12
    assert np.ptp(np.diff(draw_means(VALUES[:, :2], 1, 500), axis=1)) > 0.1


def test_the_same_seed_draws_the_same_and_parts_do_not_matter() -> None:
    assert (draw_means(VALUES, 3, 50) == draw_means(VALUES, 3, 50)).all()
    assert (draw_means(VALUES, 3, 50) != draw_means(VALUES, 4, 50)).any()


def test_a_failed_trial_is_left_out() -> None:
    values = VALUES.copy()
    values[0, 0] = np.nan
    assert means(values)[0] == pytest.approx(values[1:, 0].mean())
    assert not np.isnan(draw_means(values, 1, 100)).any()
    assert np.isnan(means(np.full((3, 1), np.nan))).all()


def test_an_interval_may_end_beyond_what_was_fought() -> None:
    some = np.concatenate([np.full(50, np.inf), np.linspace(0.0, 1.0, 950)])
    low, high = interval(some)
    assert low == pytest.approx(0.025, abs=0.01) and high == np.inf
    # Control: one in a hundred beyond is not enough.
    assert np.isfinite(interval(np.concatenate([[np.inf], np.linspace(0.0, 1.0, 999)]))[1])
