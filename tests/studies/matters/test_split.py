"""Chance and ignorance. Expected: the variances from which tables were drawn; coverage of the intervals."""

import numpy as np
import pytest

from vyuha.studies.matters.split import components, mean_squares, split

IGNORANCE, SHARED, BOTH = 1.0, 1.5, 0.8
CHANCE = SHARED**2 + BOTH**2


def table(rng, draws=60, fights=12, ignorance=IGNORANCE):
    """Normal luck: variance of draws, of fights that all draws share, and of both together."""
    return (
        5.0
        + ignorance * rng.standard_normal((draws, 1))
        + SHARED * rng.standard_normal((1, fights))
        + BOTH * rng.standard_normal((draws, fights))
    )


def one_way(values):
    """The usual split into rows and what is within rows, as if fights were not shared."""
    fights = values.shape[1]
    within = values.var(axis=1, ddof=1).mean()
    return values.mean(axis=1).var(ddof=1) - within / fights


def test_components_of_a_linear_table_are_exact():
    rows, columns = np.array([0.0, 1.0, 2.0]), np.array([0.0, 4.0])
    values = rows[:, None] + columns[None, :]
    assert components(values) == pytest.approx((1.0, 8.0, 0.0))


def test_mean_squares_are_those_of_a_worked_table():
    # By hand: row means 1.5, 3.5; column means 2, 3; what is left is 0.5 or -0.5.
    values = np.array([[1.5, 1.5], [2.5, 4.5]])
    assert mean_squares(values) == pytest.approx((4.0, 1.0, 1.0))


def test_the_parts_are_unbiased_where_fights_are_shared():
    rng = np.random.default_rng(11)
    found = np.array([components(table(rng)) for _ in range(600)])
    error = found.std(axis=0) / np.sqrt(600)
    assert (np.abs(found.mean(axis=0) - np.array([IGNORANCE**2, SHARED**2, BOTH**2])) < 3.0 * error).all()


def test_the_usual_split_would_take_away_the_luck_that_all_share():
    """Negative control: the one-way estimate misses by the shared variance over the number of fights."""
    rng = np.random.default_rng(11)
    found = np.array([one_way(table(rng)) for _ in range(600)])
    error = found.std() / np.sqrt(600)
    assert found.mean() == pytest.approx(IGNORANCE**2 - SHARED**2 / 12, abs=3.0 * error)
    assert abs(found.mean() - IGNORANCE**2) > 5.0 * error


@pytest.mark.parametrize("ignorance", [0.2, 1.0, 3.0])
def test_intervals_cover(ignorance):
    """At least 92 of 100 of the 95 % intervals hold what is true (300 studies: 92 is 2.4 standard errors below 95)."""
    rng = np.random.default_rng(7)
    truth = ignorance**2, CHANCE, ignorance**2 / (ignorance**2 + CHANCE)
    hits = np.zeros(3)
    for _ in range(300):
        found = split(table(rng, ignorance=ignorance))
        hits += [part.low <= true <= part.high for part, true in zip(found, truth, strict=True)]
    assert (hits / 300 >= 0.92).all()


def test_intervals_of_counts_cover():
    """The same for counts of threats with a chance that depends on the draw and on the fight, far from normal."""
    from scipy.special import expit

    def counts(rng, draws, fights):
        chance = expit(-2.0 + 0.6 * rng.standard_normal((draws, 1)) + 0.5 * rng.standard_normal((1, fights)))
        return (rng.random((1, fights, 20)) < chance[:, :, None]).sum(axis=2).astype(float)

    rng = np.random.default_rng(9)
    large = np.mean([components(counts(rng, 1000, 1000)) for _ in range(4)], axis=0)
    truth = large[0], large[1] + large[2], large[0] / large.sum()
    hits = np.zeros(3)
    for _ in range(200):
        found = split(counts(rng, 60, 20))
        hits += [part.low <= true <= part.high for part, true in zip(found, truth, strict=True)]
    assert (hits / 200 >= 0.9).all()


def test_no_ignorance_is_seldom_found():
    rng = np.random.default_rng(8)
    found = [split(table(rng, ignorance=0.0)) for _ in range(200)]
    assert np.mean([one.ignorance.low > 0.0 for one in found]) <= 0.06
    assert all(0.0 <= one.share.low <= one.share.mean <= one.share.high <= 1.0 for one in found)


def test_a_table_that_never_varies_has_nothing_to_split():
    found = split(np.full((5, 4), 3.0))
    assert found.share.mean == found.chance.mean == found.ignorance.mean == 0.0


def test_ignorance_alone_is_all_ignorance():
    found = split(np.arange(10.0)[:, None] + np.zeros((10, 4)))
    assert found.share.mean == 1.0
    assert found.ignorance.mean == pytest.approx(np.arange(10.0).var(ddof=1))
