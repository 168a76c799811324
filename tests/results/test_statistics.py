"""Intervals: against scipy.stats (another implementation), printed values, and coverage over synthetic studies."""

import math

import numpy as np
import pytest
import scipy.stats

from vyuha.results import statistics as st

STUDIES = 1000


@pytest.mark.parametrize(("k", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (3, 1000), (997, 1000), (0, 1), (1, 1)])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_exact_and_score_intervals_agree_with_scipy(k: int, n: int, confidence: float) -> None:
    result = scipy.stats.binomtest(k, n)
    exact = result.proportion_ci(confidence, method="exact")
    score = result.proportion_ci(confidence, method="wilson")
    assert st.clopper_pearson(k, n, confidence) == pytest.approx(tuple(exact), abs=1e-12)
    assert st.wilson(k, n, confidence) == pytest.approx(tuple(score), abs=1e-12)


def test_exact_interval_without_events_is_the_closed_form() -> None:
    # Solve (1 - p)^n = 0.025: p = 1 - 0.025^(1/n); for large n about 3.69 / n.
    for n in (1, 20, 1000):
        low, high = st.clopper_pearson(0, n)
        assert low == 0.0
        assert high == pytest.approx(1.0 - 0.025 ** (1.0 / n), rel=1e-9)
    assert st.clopper_pearson(0, 1000)[1] * 1000 == pytest.approx(-math.log(0.025), rel=0.01)


@pytest.mark.parametrize(
    ("k", "n", "confidence"), [(-1, 5, 0.95), (6, 5, 0.95), (0, 0, 0.95), (1, 5, 1.0), (1, math.nan, 0.95)]
)
def test_nonsense_is_refused(k: float, n: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="no interval"):
        st.clopper_pearson(k, n, confidence)
    with pytest.raises(ValueError, match="no interval"):
        st.wilson(k, n, confidence)


def test_mean_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).gamma(2.0, 3.0, 40)
    low, high = scipy.stats.t.interval(0.95, 39, values.mean(), scipy.stats.sem(values))
    estimate = st.mean_of(values.tolist())
    assert (estimate.mean, estimate.low, estimate.high) == pytest.approx((values.mean(), low, high), rel=1e-12)


def test_difference_of_unrelated_means_agrees_with_welch_in_scipy() -> None:
    draws = np.random.default_rng(5)
    first, second = draws.normal(3.0, 1.0, 40).tolist(), draws.normal(2.0, 5.0, 12).tolist()
    found = st.difference_of(first, second)
    expected = scipy.stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    # The control: with one variance for both it would be another interval.
    pooled = scipy.stats.ttest_ind(second, first, equal_var=True).confidence_interval(0.95)
    assert (found.low, found.high) != pytest.approx((pooled.low, pooled.high), rel=0.05)
    assert st.difference_of([1.0], [2.0, 3.0]).low is None
    assert st.difference_of([1.0, 1.0], [2.0, 2.0]).high == 1.0


def test_a_single_replicate_and_equal_replicates_say_what_they_are() -> None:
    assert st.mean_of([4.0]) == st.Estimate(4.0, None, None, st.SINGLE)
    assert st.mean_of([4.0, 4.0]) == st.Estimate(4.0, 4.0, 4.0, "in all 2 fights")
    assert st.ratio_of([1.0, 1.0], [2.0, 2.0]) == st.Estimate(0.5, 0.5, 0.5, st.alike(2))
    assert st.ratio_of([1.0], [2.0]) == st.Estimate(0.5, None, None, st.SINGLE)
    assert st.ratio_of([1.0, 2.0], [0.0, 0.0]) is None
    assert st.share_of([0, 0], [0, 0]) is None
    single = st.share_of([3], [10])
    assert single is not None
    assert (single.low, single.high) == pytest.approx((0.0, 1.0), abs=0.02)


def test_shares_of_independent_things_have_about_the_exact_interval() -> None:
    # Without any clustering the replicate-level variance must give back the binomial trials.
    counts = np.random.default_rng(2).binomial(20, 0.1, 2000)
    share = st.share_of(counts.tolist(), [20] * 2000)
    assert share is not None
    assert (share.low, share.high) == pytest.approx(st.clopper_pearson(int(counts.sum()), 40_000), rel=0.02)


def test_shares_that_are_never_seen_count_replicates_and_not_things() -> None:
    share, count = st.share_of([0] * 50, [60] * 50), st.count_of([0] * 50, 60)
    assert share is not None
    assert share.high == st.clopper_pearson(0, 50)[1]
    assert count == st.Estimate(0.0, 0.0, st.clopper_pearson(0, 50)[1], st.EXACT)


def test_what_never_comes_and_what_always_fails_to_are_one_event() -> None:
    # None of 24 came through is 24 of 24 that did not: one event, so the intervals are mirrored.
    came, stopped = st.count_of([0] * 20, 24), st.count_of([24] * 20, 24)
    assert came.high is not None
    assert stopped == st.Estimate(24.0, 24.0 - came.high, 24.0, st.EXACT)
    assert came.high == pytest.approx(1.0 - 0.025 ** (1.0 / 20))
    # Control: one seen in one of the fights leaves more room than none in any.
    once = st.count_of([1] + [0] * 19, 24)
    assert once.high is not None
    assert once.high > came.high
    # The sum over all threats and the row of one class are the same event too.
    assert st.rare_or_mean([1] + [0] * 19, 24) == once
    many = [1, 2] * 10
    assert st.rare_or_mean(many, 24) == st.mean_of(many) != st.count_of(many, 24)
    assert st.count_of([], 0) == st.Estimate(0.0, 0.0, 0.0, st.NOTHING)


def _coverage(truth: float, intervals: list[tuple[float, float]]) -> float:
    return sum(low <= truth <= high for low, high in intervals) / len(intervals)


def _wald(k: int, n: int) -> tuple[float, float]:
    share = k / n
    half = 1.96 * math.sqrt(share * (1.0 - share) / n)
    return share - half, share + half


@pytest.mark.parametrize("truth", [0.01, 0.2, 0.9])
def test_coverage_of_probabilities(truth: float) -> None:
    # At least 95 % by construction; 0.93 allows three standard errors of 1000 studies.
    events = np.random.default_rng(3).binomial(100, truth, STUDIES).tolist()
    assert _coverage(truth, [st.clopper_pearson(k, 100) for k in events]) >= 0.93
    assert _coverage(truth, [st.wilson(k, 100) for k in events]) >= 0.91  # right on average over truths


def test_coverage_control_the_textbook_interval_fails_for_rare_events() -> None:
    events = np.random.default_rng(3).binomial(100, 0.01, STUDIES).tolist()
    assert _coverage(0.01, [_wald(k, 100) for k in events]) < 0.75


def _clustered(generator: np.random.Generator) -> list[int]:
    """Leakers of 100 replicates of 30 threats with a common fate: mean 0.2, correlation 1 / (2 + 8 + 1) within one."""
    return generator.binomial(30, generator.beta(2.0, 8.0, 100)).tolist()


def test_coverage_of_shares_and_means_over_correlated_threats() -> None:
    generator = np.random.default_rng(4)
    studies = [_clustered(generator) for _ in range(STUDIES)]
    shares = [st.share_of(counts, [30] * 100) for counts in studies]
    means = [st.mean_of(counts) for counts in studies]
    assert 0.93 <= _coverage(0.2, [(s.low, s.high) for s in shares if s is not None]) <= 0.98
    assert 0.93 <= _coverage(6.0, [(m.low, m.high) for m in means]) <= 0.97


def test_coverage_control_threats_are_not_independent_trials() -> None:
    generator = np.random.default_rng(4)
    studies = [_clustered(generator) for _ in range(STUDIES)]
    assert _coverage(0.2, [st.clopper_pearson(sum(counts), 3000) for counts in studies]) < 0.80


def test_coverage_of_ratios() -> None:
    # Spent = 2 x lost on average, both varying together: the true ratio of means is 2.
    generator = np.random.default_rng(5)
    intervals = []
    for _ in range(STUDIES):
        below = generator.gamma(4.0, 1.0, 100)
        above = below * generator.uniform(1.0, 3.0, 100)
        ratio = st.ratio_of(above.tolist(), below.tolist())
        assert ratio is not None
        intervals.append((ratio.low, ratio.high))
    assert 0.93 <= _coverage(2.0, intervals) <= 0.97
    assert _coverage(2.1, intervals) < 0.8  # control: a wrong ratio is not covered
