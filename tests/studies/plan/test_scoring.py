"""Scores of forecasts: closed forms, and the property that makes them scores: honesty pays."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from vyuha.studies.plan.scoring import LEVELS, central, mean_pinball, pinball, pit, quantiles

FINE = (np.arange(20_000) + 0.5) / 20_000
finite = st.floats(-1e6, 1e6)


@given(finite, finite)
def test_a_point_scores_half_its_absolute_error(point: float, actual: float) -> None:
    """Closed form: the levels are symmetric about one half."""
    score = mean_pinball(np.full(len(LEVELS), point), actual)
    assert score == pytest.approx(0.5 * abs(point - actual), rel=1e-12, abs=1e-9)


def test_control_levels_to_one_side_do_not_score_half_the_error() -> None:
    upper = LEVELS[LEVELS > 0.5]
    assert mean_pinball(np.full(len(upper), 10.0), 0.0, upper) != pytest.approx(5.0, rel=0.01)


def normal_score(mean: float, deviation: float, actual: float) -> float:
    """Continuous ranked probability score of a normal: Gneiting and Raftery 2007, section 4.2."""
    z = (actual - mean) / deviation
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return deviation * (z * (2.0 * float(ndtr(z)) - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


@pytest.mark.parametrize("actual", [-4.0, 0.0, 1.0, 2.5, 9.0])
def test_twice_the_mean_loss_is_the_ranked_probability_score(actual: float) -> None:
    quantile = 1.0 + 2.0 * ndtri(FINE)
    assert 2.0 * mean_pinball(quantile, actual, FINE) == pytest.approx(normal_score(1.0, 2.0, actual), rel=1e-3)
    # Negative control: the score of another normal.
    assert 2.0 * mean_pinball(quantile, actual, FINE) != pytest.approx(normal_score(1.0, 2.4, actual), rel=0.02)


def test_nineteen_levels_come_close_to_the_ranked_probability_score() -> None:
    """How coarse the shipped levels are: within 7 % of the closed form where the truth lies in the body."""
    for actual in (0.0, 0.7, 1.5):
        assert 2.0 * mean_pinball(ndtri(LEVELS), actual) == pytest.approx(normal_score(0.0, 1.0, actual), rel=0.07)


@pytest.mark.parametrize(("shift", "stretch"), [(0.5, 1.0), (-0.5, 1.0), (0.0, 0.5), (0.0, 2.0)])
def test_the_true_distribution_has_the_smallest_expected_loss(shift: float, stretch: float) -> None:
    """Property of a proper score; truths stand at 2,000 even steps of probability of a normal."""
    truths = ndtri((np.arange(2000) + 0.5) / 2000)

    def expected(forecast: np.ndarray) -> float:
        return float(np.mean([mean_pinball(forecast, float(truth)) for truth in truths]))

    honest, other = expected(ndtri(LEVELS)), expected(shift + stretch * ndtri(LEVELS))
    assert honest < 0.97 * other
    # Negative control: no change, no gain.
    assert honest == pytest.approx(expected(0.0 + 1.0 * ndtri(LEVELS)))


def test_loss_by_hand() -> None:
    """At level 0.9: 0.9 for each unit that the truth lies above, 0.1 for each below."""
    assert pinball(np.array([10.0]), np.array([0.9]), 13.0) == pytest.approx([2.7])
    assert pinball(np.array([10.0]), np.array([0.9]), 7.0) == pytest.approx([0.3])


@given(st.lists(finite, min_size=1, max_size=40), finite)
def test_the_loss_is_never_negative_and_moves_with_the_unit(sample: list[float], actual: float) -> None:
    forecast = quantiles(np.array(sample))
    score = mean_pinball(forecast, actual)
    assert score >= 0.0
    assert mean_pinball(2.0 * forecast, 2.0 * actual) == pytest.approx(2.0 * score, rel=1e-9, abs=1e-9)


def test_central_intervals_of_a_uniform() -> None:
    """Closed form: the middle half of U(0, 1) is 0.25 to 0.75, the middle 80 % 0.1 to 0.9."""
    assert central(FINE, 0.5) == pytest.approx((0.25, 0.75), abs=1e-4)
    assert central(FINE, 0.8) == pytest.approx((0.1, 0.9), abs=1e-4)
    # Negative control: the middle half is not the middle 60 %.
    assert central(FINE, 0.6) != pytest.approx((0.25, 0.75), abs=0.01)


def test_the_transform_of_an_honest_forecast_is_even() -> None:
    """Truths at even steps of the distribution that 4,000 forecast draws come from: Kolmogorov's 99 % bound holds."""
    rng = np.random.default_rng(7)
    sample = np.sort(rng.exponential(size=4000))
    grid = (np.arange(2000) + 0.5) / 2000
    transforms = np.sort([pit(sample, float(truth)) for truth in -np.log1p(-grid)])
    bound = 1.63 / math.sqrt(4000)
    assert np.max(np.abs(transforms - grid)) < bound
    # Negative control: a forecast that is twice as long.
    long = np.sort([pit(2.0 * sample, float(truth)) for truth in -np.log1p(-grid)])
    assert np.max(np.abs(long - grid)) > bound


def test_a_tie_counts_half_in_the_transform() -> None:
    assert pit(np.array([1.0, 2.0, 2.0, 3.0]), 2.0) == 0.5


def test_a_sample_that_may_never_come_keeps_its_infinite_quantiles() -> None:
    sample = np.array([1.0, 2.0, math.inf, math.inf])
    assert quantiles(sample, np.array([0.5, 0.51])).tolist() == [2.0, math.inf]
    assert mean_pinball(quantiles(sample), 1.5) == math.inf
