"""Schedule growth: published quantiles of the default class, closed forms of the others, and draws given elapsed time.

Expected values: the quantiles that Coleman, Summerville and Dameron published for 59 programmes (SCEA 2002); SciPy for
the normal distribution; definitions of conditional probability. Chance of a false alarm below 1e-4 for each check of
draws (fixed seed).
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import optimize, special, stats

from vyuha.base.random import SCHEDULE_GROWTH, uniforms
from vyuha.schedule.growth import BLEND, LOGNORMAL, MAJOR, OWN, growth_at, growth_beyond, growth_survival
from vyuha.schedule.normal import point_above, upper_tail

Floats = npt.NDArray[np.float64]
PUBLISHED = {0.25: 1.00, 0.50: 1.11, 0.61: 1.29, 0.75: 1.46}
PUBLISHED_MEAN = 1.29
TOLERANCE = 0.05
CLASSES = (MAJOR, LOGNORMAL, OWN, BLEND)
WEIGHT = 0.4
FALSE_ALARM = 1e-4
MIDDLES = (np.arange(100_000) + 0.5) / 100_000


def tails(count: int, seed: int) -> Floats:
    return np.array([uniforms(seed, i, 7, 0, SCHEDULE_GROWTH, 0)[0] for i in range(count)])


def draws(reference: int, past: float, count: int, seed: int) -> Floats:
    return np.array([growth_beyond(reference, WEIGHT, past, float(u)) for u in tails(count, seed)])


def mean_of(reference: int, past: float = 0.0) -> float:
    """Mean by the midpoint rule over the quantile function."""
    return float(np.mean([growth_beyond(reference, WEIGHT, past, float(u)) for u in MIDDLES]))


def misses(quantile: dict[float, float], mean: float) -> list[str]:
    found = [f"p{p}" for p, value in PUBLISHED.items() if abs(quantile[p] - value) > TOLERANCE]
    return found + (["mean"] if abs(mean - PUBLISHED_MEAN) > TOLERANCE else [])


def test_the_quantile_function_meets_what_was_published() -> None:
    assert misses({p: growth_at(MAJOR, 0.0, 1.0 - p) for p in PUBLISHED}, mean_of(MAJOR)) == []


def test_control_the_lognormal_of_the_same_mean_does_not() -> None:
    found = misses({p: growth_at(LOGNORMAL, 0.0, 1.0 - p) for p in PUBLISHED}, mean_of(LOGNORMAL))
    assert {"p0.25", "p0.5", "p0.75"} <= set(found) and "mean" not in found


def test_draws_meet_what_was_published() -> None:
    sample = draws(MAJOR, 0.0, 40_000, seed=1)
    assert misses({p: float(np.quantile(sample, p)) for p in PUBLISHED}, float(sample.mean())) == []
    # Published shares of programmes that came early and on time; 5 standard errors of 40,000 draws.
    assert np.mean(sample < 1.0) == pytest.approx(0.153, abs=0.009)
    assert np.mean(sample == 1.0) == pytest.approx(0.203, abs=0.010)


@pytest.mark.parametrize("reference", CLASSES)
@given(survival=some.floats(1e-12, 1.0 - 1e-12))
def test_quantile_and_chance_are_inverse(reference: int, survival: float) -> None:
    growth = growth_at(reference, WEIGHT, survival)
    if growth == 1.0:
        below = growth_survival(reference, WEIGHT, math.nextafter(1.0, 0.0))
        assert growth_survival(reference, WEIGHT, 1.0) - 1e-12 <= survival <= below + 1e-12
    else:
        assert growth_survival(reference, WEIGHT, growth) == pytest.approx(survival, rel=1e-9, abs=1e-13)


@given(survival=some.floats(0.6441, 0.8469))
def test_the_share_that_was_on_time_is_exactly_on_time(survival: float) -> None:
    assert growth_at(MAJOR, 0.0, survival) == 1.0


def test_the_blend_against_an_independent_root_finder() -> None:
    for survival in (0.9, 0.5, 0.2, 0.01, 1e-6):

        def excess(growth: float, survival: float = survival) -> float:
            own = stats.lognorm.sf(growth, 0.420, scale=math.exp(0.284))
            major = growth_survival(MAJOR, 0.0, growth)
            return float(WEIGHT * own + (1.0 - WEIGHT) * major - survival)

        root = optimize.brentq(excess, 0.1, 30.0, xtol=1e-13)
        assert growth_at(BLEND, WEIGHT, survival) == pytest.approx(root, abs=1e-9)
    assert growth_at(BLEND, 0.0, 0.3) == pytest.approx(growth_at(MAJOR, 0.0, 0.3), rel=1e-12)
    assert growth_at(BLEND, 1.0, 0.3) == pytest.approx(growth_at(OWN, 0.0, 0.3), rel=1e-12)


def test_the_own_class_is_the_fit_that_its_card_states() -> None:
    logs = np.log([2.13, 1.80, 1.18, 1.10, 106.0 / 128.0])
    assert logs.mean() == pytest.approx(0.284, abs=0.001)
    assert logs.std(ddof=1) * math.sqrt(1.2) == pytest.approx(0.420, abs=0.001)
    assert growth_at(OWN, 0.0, 0.5) == pytest.approx(math.exp(0.284), rel=1e-12)


@pytest.mark.parametrize("past", [0.6, 0.85, 1.0, 1.8])
@pytest.mark.parametrize("reference", CLASSES)
def test_draws_given_elapsed_time_against_rejection(reference: int, past: float) -> None:
    every = draws(reference, 0.0, 40_000, seed=2)
    kept = every[every > past]
    given_past = draws(reference, past, 8_000, seed=3)
    assert given_past.min() > past
    assert stats.ks_2samp(kept, given_past).pvalue > FALSE_ALARM
    if past >= 0.85:
        # Control: draws that forget the elapsed time are found out.
        assert stats.ks_2samp(kept, draws(reference, 0.0, 8_000, seed=3)).pvalue < FALSE_ALARM


def test_waiting_longer_tells_something_only_where_the_tail_is_heavy() -> None:
    remaining = {r: [mean_of(r, past) - past for past in (1.2, 2.0, 4.0)] for r in (MAJOR, LOGNORMAL)}
    assert remaining[MAJOR] == pytest.approx([0.486] * 3, abs=1e-4)
    assert remaining[LOGNORMAL][1] < remaining[LOGNORMAL][2]
    # However long the wait, there is an answer.
    assert growth_beyond(MAJOR, 0.0, 1e4, 0.5) - 1e4 == pytest.approx(0.486 * math.log(2.0))
    assert growth_beyond(LOGNORMAL, 0.0, 1e9, 0.5) >= 1e9


def test_the_normal_distribution_against_scipy() -> None:
    z = np.linspace(-8.0, 35.0, 500)
    assert [upper_tail(float(x)) for x in z] == pytest.approx(list(special.ndtr(-z)), rel=1e-12)
    chances = np.concatenate([np.logspace(-300, -1, 300), np.linspace(0.01, 0.99, 99)])
    assert [point_above(float(p)) for p in chances] == pytest.approx(
        list(-special.ndtri(chances)), rel=1e-13, abs=1e-15
    )


def test_control_one_wrong_digit_in_the_normal_would_show() -> None:
    wrong = [point_above(float(p)) * (1.0 + 1e-12) for p in (0.001, 0.2)]
    assert wrong != pytest.approx(list(-special.ndtri([0.001, 0.2])), rel=1e-13)
