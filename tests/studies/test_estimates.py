"""Intervals of a study: closed forms, scipy, and the coverage of 1,000 synthetic studies whose truth is known."""

import math
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from scipy import stats

from vyuha.results.statistics import Estimate
from vyuha.studies.estimates import difference, estimate, mid_p
from vyuha.studies.outcomes import check_outcome, columns_of, evaluate, is_chance, is_count, parsed, words
from vyuha.studies.question import Floats

STUDIES = 1000
# Three standard errors of 1,000 studies that cover with 93 % and 97 %: 2.4 and 1.6 points.
LEAST, MOST = 0.93 - 0.024, 0.97 + 0.016
Draw = Callable[[np.random.Generator, int], Floats]


def _coverage(draw: Draw, truth: float, outcome: str, trials: int, seed: int = 1) -> float:
    rng = np.random.default_rng(seed)
    found = [estimate(draw(rng, trials).astype(float), outcome) for _ in range(STUDIES)]
    return sum(_holds(one, truth) for one in found) / STUDIES


def _holds(one: Estimate, truth: float) -> bool:
    return one.low is not None and one.high is not None and one.low <= truth <= one.high


def _student(values: Floats) -> Estimate:
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    return Estimate(float(values.mean()), float(values.mean() - half), float(values.mean() + half), "")


# --- chances -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trials", [20, 100, 1000])
def test_the_rule_of_three(trials: int) -> None:
    # Half the chance of seeing nothing is 2.5 %: 0.05 ** (1 / n) is left, about 3 / n (-ln 0.05 = 2.996).
    low, high = mid_p(0, trials)
    assert low == 0.0
    assert high == pytest.approx(1.0 - 0.05 ** (1.0 / trials), rel=1e-9)
    assert high == pytest.approx(3.0 / trials, rel=0.08)
    assert mid_p(trials, trials) == pytest.approx((1.0 - high, 1.0), rel=1e-12)


@pytest.mark.parametrize(("seen", "trials"), [(1, 20), (7, 20), (3, 1000), (999, 1000)])
def test_mid_p_solves_its_equation(seen: int, trials: int) -> None:
    # At either end, what is beyond has 2.5 %, counting half of what was seen (scipy.stats).
    low, high = mid_p(seen, trials)
    for end, beyond in ((low, stats.binom.sf(seen, trials, low)), (high, stats.binom.cdf(seen - 1, trials, high))):
        assert beyond + 0.5 * stats.binom.pmf(seen, trials, end) == pytest.approx(0.025, abs=1e-9)
    # Negative control: the exact interval is wider.
    exact = stats.binomtest(seen, trials).proportion_ci(method="exact")
    assert exact.low < low < high < exact.high


@pytest.mark.parametrize("trials", [20, 200, 2000])
@pytest.mark.parametrize("law", ["any chance", "rare", "nearly always"])
def test_coverage_of_chances(law: str, trials: int) -> None:
    # The truth of each study is drawn, so that the lattice of counts does not decide; 1,000 studies of each law.
    rng = np.random.default_rng(trials)
    truth = {"any chance": rng.random(STUDIES)}.get(law, rng.uniform(0.0, 20.0, STUDIES) / trials)
    truth = np.minimum(1.0 - truth if law == "nearly always" else truth, 1.0)
    seen = rng.binomial(trials, np.maximum(truth, 0.0))
    ends = {int(count): mid_p(int(count), trials) for count in np.unique(seen)}
    covered = np.mean([ends[int(k)][0] <= p <= ends[int(k)][1] for k, p in zip(seen, truth, strict=True)])
    assert LEAST <= covered <= MOST
    # Negative control: the interval of the normal law does not cover what is rare.
    if law != "any chance":
        half = 1.96 * np.sqrt(seen / trials * (1.0 - seen / trials) / trials)
        assert np.mean(np.abs(seen / trials - truth) <= half) < LEAST


def test_coverage_where_nothing_or_everything_was_seen() -> None:
    # Of studies whose truth is anywhere alike and that saw nothing, the bound 1 - 0.05 ** (1 / n) misses the share
    # 0.05 ** ((n + 1) / n): 4.9 % for n = 100. The same at the other end.
    trials, rng = 100, np.random.default_rng(5)
    truth = rng.random(150 * STUDIES)
    seen = rng.binomial(trials, truth)
    for end in (0, trials):
        low, high = mid_p(end, trials)
        there = truth[seen == end]
        assert len(there) > STUDIES
        assert 0.93 <= np.mean((low <= there) & (there <= high)) <= 0.97
        # Negative control: the exact interval covers 97.5 % there.
        exact = stats.binomtest(end, trials).proportion_ci(method="exact")
        assert np.mean((exact.low <= there) & (there <= exact.high)) > 0.97


# --- amounts -----------------------------------------------------------------------------------------------------

LAWS: list[tuple[str, str, Draw, float, tuple[int, ...]]] = [
    ("many leak", "leakers", lambda rng, n: rng.binomial(40, 0.5, n), 20.0, (20, 200, 2000)),
    ("few leak", "leakers", lambda rng, n: rng.binomial(40, 0.05, n), 2.0, (20, 200, 2000)),
    ("one in five", "leakers", lambda rng, n: rng.poisson(0.2, n), 0.2, (20, 200, 2000)),
    ("one in a hundred", "leakers", lambda rng, n: rng.poisson(0.01, n), 0.01, (500, 2000)),
    ("nearly all killed", "killed", lambda rng, n: 40 - rng.poisson(0.1, n), 39.9, (100, 500, 2000)),
    (
        "now and then three",
        "leakers",
        lambda rng, n: rng.binomial(1, 0.1, n) * rng.poisson(3, n),
        0.3,
        (100, 500, 2000),
    ),
    ("overdispersed", "leakers", lambda rng, n: rng.negative_binomial(0.5, 0.2, n), 2.0, (20, 200, 2000)),
    ("exponential cost", "rounds_cost", lambda rng, n: rng.exponential(1.0, n), 1.0, (20, 200, 2000)),
    ("log-normal cost", "rounds_cost", lambda rng, n: rng.lognormal(0.0, 1.0, n), math.exp(0.5), (50, 200, 2000)),
    ("lean to the left", "rounds_cost", lambda rng, n: 20.0 - rng.exponential(1.0, n), 19.0, (20, 200, 2000)),
    (
        "seldom a cost",
        "value_lost",
        lambda rng, n: rng.binomial(1, 0.1, n) * rng.lognormal(0.0, 0.5, n),
        0.1 * math.exp(0.125),
        (100, 500, 2000),
    ),
]


@pytest.mark.parametrize(
    ("outcome", "draw", "truth", "trials"),
    [(outcome, draw, truth, n) for _, outcome, draw, truth, sizes in LAWS for n in sizes],
    ids=[f"{name}-{n}" for name, _, _, _, sizes in LAWS for n in sizes],
)
def test_coverage_of_amounts(outcome: str, draw: Draw, truth: float, trials: int) -> None:
    assert LEAST <= _coverage(draw, truth, outcome, trials) <= MOST


def test_coverage_of_studies_of_all_kinds() -> None:
    # 1,000 studies, laws and numbers of trials drawn from all of the above: 93 to 97 %, with nothing added for chance.
    rng = np.random.default_rng(12)
    covered = 0
    for _ in range(STUDIES):
        _, outcome, draw, truth, sizes = LAWS[rng.integers(len(LAWS))]
        covered += _holds(estimate(draw(rng, int(rng.choice(sizes))).astype(float), outcome), truth)
    assert 0.93 <= covered / STUDIES <= 0.97


def test_student_covers_too_little_of_what_is_rare() -> None:
    # Negative control of the coverage of amounts: the same studies with Student's t of scipy.
    rng = np.random.default_rng(1)
    found = [_student(rng.poisson(0.01, 200).astype(float)) for _ in range(STUDIES)]
    assert sum(_holds(one, 0.01) for one in found) / STUDIES < 0.9


def test_a_symmetric_amount_has_students_interval() -> None:
    # The skewness of a sample that is its own mirror image is nought, and what is left is Student's t (scipy.stats).
    half = np.random.default_rng(3).normal(0.0, 1.0, 50)
    values = 10.0 + np.concatenate([half, -half])
    found, expected = estimate(values, "rounds_cost"), _student(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9)


def test_nothing_seen() -> None:
    # A count that was never seen comes one at a time: 3 / n. Of a cost that was never seen the size is not known.
    nothing = np.zeros(1000)
    assert estimate(nothing, "leakers").high == pytest.approx(-math.log(0.05) / 1000, rel=0.01)
    found = estimate(nothing, "value_lost")
    assert (found.low, found.high, found.method) == (0.0, 0.0, "in all 1,000 fights")


# --- differences -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trials", [100, 1000])
@pytest.mark.parametrize("share", [0.5, 0.05])
def test_coverage_of_paired_chances(trials: int, share: float) -> None:
    # One more thing decides a few fights otherwise: they differ in 6 % of them one way, in 3 % the other.
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(STUDIES):
        first = rng.random(trials) < share
        flip = rng.random(trials)
        second = np.where(first, flip >= 0.06, flip < 0.03)
        truth = 0.03 * (1.0 - share) - 0.06 * share
        covered += _holds(difference(first.astype(float), second.astype(float), "leakers > 0"), truth)
    assert LEAST <= covered / STUDIES <= MOST


@pytest.mark.parametrize("trials", [100, 1000])
@pytest.mark.parametrize("rate", [0.1, 3.0])
def test_coverage_of_paired_amounts(trials: int, rate: float) -> None:
    # The same raid against a weaker defence: all that leaked leaks again, and some more, and a few less.
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(STUDIES):
        common, only, more = rng.poisson(2.0, trials), rng.poisson(0.5 * rate, trials), rng.poisson(rate, trials)
        found = difference((common + only).astype(float), (common + more).astype(float), "leakers")
        covered += _holds(found, 0.5 * rate)
    assert LEAST <= covered / STUDIES <= MOST


def test_pairs_that_all_agree() -> None:
    # What never differed in n pairs differs in fewer than 3 / n of them, either way; of costs nothing is known.
    values = np.arange(300.0)
    found = difference(values, values, "leakers")
    assert (found.low, found.high) == pytest.approx((-0.009936, 0.009936), rel=1e-3)
    assert difference(values, values, "rounds_cost").method == "in all 300 fights"
    with pytest.raises(ValueError, match="no pairs"):
        difference(values, values[1:], "leakers")


# --- failed trials -----------------------------------------------------------------------------------------------


def test_failed_trials_stay_in_the_denominator() -> None:
    # 10 of 90 that ended, 10 failed: the mean is of the 90, the ends are those of 10 and of 20 of 100.
    values = np.array([1.0] * 10 + [0.0] * 80 + [math.nan] * 10)
    found = estimate(values, "leakers > 0")
    assert found.mean == pytest.approx(1.0 / 9.0)
    assert (found.low, found.high) == (mid_p(10, 100)[0], mid_p(20, 100)[1])
    # Negative control: without the failed ones the interval is narrower on both sides.
    dropped = estimate(values[:90], "leakers > 0")
    assert dropped.low is not None and found.low is not None and found.low < dropped.low
    assert dropped.high is not None and found.high is not None and found.high > dropped.high


def test_failed_amounts_are_the_least_and_the_most_that_was_seen() -> None:
    rng = np.random.default_rng(2)
    values = rng.poisson(5.0, 200).astype(float)
    ended = values[:190]
    found = estimate(np.concatenate([ended, np.full(10, math.nan)]), "leakers")
    assert found.mean == pytest.approx(ended.mean())
    assert found.low == estimate(np.concatenate([ended, np.full(10, ended.min())]), "leakers").low
    assert found.high == estimate(np.concatenate([ended, np.full(10, ended.max())]), "leakers").high


def test_a_pair_fails_with_either_trial() -> None:
    first, second = np.array([0.0] * 98 + [math.nan, 1.0]), np.array([0.0] * 98 + [1.0, math.nan])
    found, whole = difference(first, second, "leakers > 0"), difference(first[:98], second[:98], "leakers > 0")
    assert found.mean == 0.0
    assert found.low is not None and whole.low is not None and found.low < whole.low - 0.01
    assert found.high is not None and whole.high is not None and found.high > whole.high + 0.01


def test_nothing_ended() -> None:
    nothing = np.full(3, math.nan)
    assert estimate(nothing, "leakers").low is None
    found = estimate(nothing, "leakers > 0")
    assert math.isnan(found.mean)
    assert (found.low, found.high) == (0.0, 1.0)


# --- outcomes ----------------------------------------------------------------------------------------------------


def test_outcomes_are_read() -> None:
    assert parsed(" armed_leakers>=2 ") == ("armed_leakers", ">=", 2.0)
    assert is_chance("shots < 1e2") and not is_chance("shots")
    assert is_count("shots") and not is_count("rounds_cost") and not is_count("shots > 2")
    assert columns_of("shots == 4") == ("shots",)
    assert words("armed_leakers") == "armed leakers"


@pytest.mark.parametrize(
    "outcome",
    [
        "",
        "shots >",
        "> 0",
        "shots > x",
        "shots + 1",
        "shots > 1 > 0",
        "__import__('os')",
        "shots != 1",
        "shots > 1e999",
    ],
)
def test_nothing_else_is_read(outcome: str) -> None:
    assert check_outcome(outcome, ["shots"]) != ""
    with pytest.raises(ValueError):
        parsed(outcome)


def test_unknown_columns_are_told() -> None:
    assert check_outcome("shots > 1", ["shots"]) == ""
    assert check_outcome("shot > 1", ["shots", "killed"]) == 'no column "shot"; did you mean "shots"?'


def test_outcomes_of_a_table() -> None:
    frame = pl.DataFrame({"shots": [0, 3, 5], "failure": [None, None, "too many events"]})
    np.testing.assert_array_equal(evaluate("shots", frame), [0.0, 3.0, math.nan])
    np.testing.assert_array_equal(evaluate("shots > 2", frame), [0.0, 1.0, math.nan])
    np.testing.assert_array_equal(evaluate("shots <= 3", frame.drop("failure")), [1.0, 1.0, 0.0])


def test_a_time_that_never_came_is_later_than_any_and_no_failure() -> None:
    frame = pl.DataFrame({"first_empty": [100.0, None, None], "failure": [None, None, "events"]})
    assert evaluate("first_empty < 600", frame).tolist()[:2] == [1.0, 0.0]
    assert np.isnan(evaluate("first_empty < 600", frame)[2])
    assert words("first_empty < 600") == "chance that the first fire unit is empty within 600 s"
