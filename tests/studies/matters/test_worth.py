"""What knowledge is worth. Expected: the closed form for two alternatives whose difference is linear and normal.

With D = m + sum of c_k z_k, z_k standard normal, knowing z_k is worth c f(m/c) - |m| F(-|m|/c), f and F the normal
density and distribution (H. Raiffa and R. Schlaifer, Applied Statistical Decision Theory, 1961, unit normal loss).
"""

import numpy as np
import pytest
from scipy.stats import norm

from vyuha.studies.matters.worth import best, worth

MEAN, COEFFICIENTS = 0.3, np.array([1.0, 0.3, 0.0])


def closed_form(mean, coefficient):
    if coefficient == 0.0:
        return 0.0
    return coefficient * norm.pdf(mean / coefficient) - abs(mean) * norm.cdf(-abs(mean) / coefficient)


TRUTH = np.array([closed_form(MEAN, one) for one in COEFFICIENTS])


def drawn(rng, mean=MEAN, draws=150, fights=12):
    shares = rng.random((draws, 3))
    gain = mean + norm.ppf(shares) @ COEFFICIENTS
    first = rng.standard_normal((1, fights)) + 0.5 * rng.standard_normal((draws, fights))
    own = 0.3 * rng.standard_normal((1, fights)) + rng.standard_normal((draws, fights))
    return shares, np.stack([first, first + gain[:, None] + own])


@pytest.fixture(scope="module")
def studies():
    rng, found = np.random.default_rng(3), []
    for n in range(60):
        shares, values = drawn(rng)
        found.append(worth(values, shares, [0, 0, 0], n))
    return found


def test_the_closed_form_is_met_on_average(studies):
    means = np.array([[one.mean for one in row] for row in studies])
    error = means.std(axis=0) / np.sqrt(len(means))
    assert (np.abs(means.mean(axis=0) - TRUTH) < 3.0 * error + 0.01).all()


def test_intervals_cover(studies):
    covered = np.mean(
        [[one.low <= true <= one.high for one, true in zip(row, TRUTH, strict=True)] for row in studies], 0
    )
    # 60 studies: 0.87 is 2.8 standard errors below 0.95.
    assert (covered >= 0.87).all()


def test_a_figure_that_changes_nothing_is_seldom_told_to_be_worth_something(studies):
    assert np.mean([row[2].low > 0.0 for row in studies]) <= 0.1
    assert np.mean([row[0].low > 0.0 for row in studies]) == 1.0


def test_where_one_is_always_better_nothing_is_worth_knowing():
    """Negative control: the outcome swings as much, but no decision hangs on it."""
    shares, values = drawn(np.random.default_rng(1), mean=8.0)
    assert [one.mean for one in worth(values, shares, [0, 0, 0], 1)] == pytest.approx([0.0] * 3, abs=1e-9)
    assert best(values) == 1


def test_a_list_is_worth_what_its_values_say():
    """Two values, of which each makes another alternative better by one: half of it is gained."""
    shares = np.linspace(0.001, 0.999, 100)[:, None]
    sign = np.where(shares[:, 0] < 0.5, -0.5, 0.5)[:, None]
    values = np.stack([np.zeros((100, 6)), sign + np.zeros((100, 6))])
    (found,) = worth(values, shares, [2], 1)
    assert found.low <= 0.25 <= found.high
    assert found.mean == pytest.approx(0.25, abs=0.03)
