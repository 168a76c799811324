"""Saturation: a magazine of M rounds in closed form, a queue with fixed times, smooth curves, coverage.

Coverage is that of 150 made-up studies at fixed seeds; the bounds leave room for four standard errors.
"""

import numpy as np
import pytest
from scipy.optimize import isotonic_regression

from vyuha.studies.curves.saturation import between, by_chance, by_slope, crossing, growing, slope_crossing
from vyuha.studies.question import Floats

X = np.arange(4.0, 41.0, 4.0)
STUDIES, DRAWS = 150, 200


def magazine(rounds: int, kill: float, number: int, seed: int) -> Floats:
    """Leakers of n threats against M rounds of a fixed kill probability, one at each: n - Bin(min(n, M), p)."""
    random = np.random.default_rng(seed)
    return np.stack([n - random.binomial(min(int(n), rounds), kill, number) for n in X], axis=1).astype(float)


@pytest.mark.parametrize("rounds", [8, 16, 18, 21, 32])
def test_a_magazine_is_full_at_its_rounds(rounds: int) -> None:
    """leakers = max(0, n - M): exactly M, also between the sizes fought. Control: not one more."""
    full = by_slope(X, magazine(rounds, 1.0, 20, 1), 1, draws=DRAWS)
    assert (full.at, full.low, full.high) == pytest.approx((rounds, rounds, rounds))
    assert full.of_knee
    assert full.at != pytest.approx(rounds + 1.0)


def test_a_queue_with_fixed_times_is_full_at_what_it_serves() -> None:
    """D/D/1 without a waiting room, a threat each 4 s for 160 s and a service of s seconds: of n threats that come
    evenly in the time T, one channel serves those that find it free; from n = T / s on each further one is lost.
    """
    window, service = 160.0, 10.0

    def lost(n: int) -> int:
        free, count = 0.0, 0
        for arrival in np.arange(n) * window / n:
            if arrival >= free - 1e-9:
                free = arrival + service
            else:
                count += 1
        return count

    sizes = np.array([4.0, 8.0, 12.0, 16.0, 32.0, 48.0, 64.0, 80.0])
    values = np.tile([float(lost(int(n))) for n in sizes], (20, 1))
    assert by_slope(sizes, values, 1, draws=DRAWS).at == pytest.approx(window / service, rel=0.1)
    # Control: with a service of half the time it serves more.
    service = 5.0
    values = np.tile([float(lost(int(n))) for n in sizes], (20, 1))
    assert by_slope(sizes, values, 1, draws=DRAWS).at == pytest.approx(window / service, rel=0.1)


@pytest.mark.parametrize("number", [30, 100])
def test_the_interval_covers_the_rounds_of_the_magazine(number: int) -> None:
    """Kill .9, M = 16. Control: 20, the next size fought, is hardly ever covered."""
    all_full = [by_slope(X, magazine(16, 0.9, number, seed), seed, draws=DRAWS) for seed in range(STUDIES)]
    assert np.mean([one.low <= 16.0 <= one.high for one in all_full]) > 0.88
    assert np.mean([one.low <= 20.0 <= one.high for one in all_full]) < 0.02


def test_a_smooth_curve_is_full_where_its_slope_is_a_half() -> None:
    """w log(1 + exp((x - k) / w)) has the slope 1/2 at k. Control: at another share it is full elsewhere."""
    k, wide = 21.3, 3.0
    mean = wide * np.log1p(np.exp((X - k) / wide))
    hit = []
    for seed in range(STUDIES):
        random = np.random.default_rng(seed)
        values = mean + random.normal(size=(100, 1)) + random.normal(size=(100, len(X)))
        full = by_slope(X, values, seed, draws=DRAWS)
        hit.append(full.low <= k <= full.high)
    assert np.mean(hit) > 0.88
    assert slope_crossing(X, mean, 0.5) == pytest.approx(k, abs=0.1)
    assert slope_crossing(X, mean, 0.9) > k + 4.0


@pytest.mark.parametrize("share", np.linspace(0.0, 1.0, 11).tolist())
def test_of_a_sharp_bend_the_slopes_are_within_a_tenth_of_a_step(share: float) -> None:
    knee = 16.0 + 4.0 * share
    assert abs(slope_crossing(X, np.maximum(0.0, X - knee), 0.5) - knee) < 0.1 * 4.0


def test_beyond_what_was_fought() -> None:
    assert by_slope(X, magazine(100, 1.0, 20, 1), 1, draws=DRAWS).at == np.inf
    assert by_slope(X, magazine(0, 1.0, 20, 1), 1, draws=DRAWS).at == -np.inf


def test_the_chance_that_any_comes_through() -> None:
    """A logistic law crosses one half at k; 95 % intervals, which reach from point to point, cover it, and are not all
    of the range. Control: the place where it crosses .9 is hardly ever covered.
    """
    k, wide = 21.3, 3.0
    chance = 1.0 / (1.0 + np.exp(-(X - k) / wide))
    found = []
    for seed in range(STUDIES):
        random = np.random.default_rng(seed)
        found.append(by_chance(X, 3.0 * (random.random((60, len(X))) < chance), seed, 0.5, DRAWS))
    assert np.mean([one.low <= k <= one.high for one in found]) > 0.92
    assert np.mean([one.high - one.low for one in found]) < 12.5
    far = k + wide * np.log(0.9 / 0.1) + 4.0
    assert np.mean([one.low <= far <= one.high for one in found]) < 0.1


def test_a_chance_that_jumps_is_known_no_better_than_from_point_to_point() -> None:
    """One round too few lets one through: at n = M + 1. With M = 16 that is somewhere between 16 and 20."""
    one = by_chance(X, magazine(16, 1.0, 20, 1), 1, 0.5, DRAWS)
    assert (one.low, one.high) == (16.0, 20.0)
    assert one.low < one.at < one.high


def test_growing_heights_against_another_library() -> None:
    """scipy.optimize.isotonic_regression, weights and all."""
    random = np.random.default_rng(1)
    for _ in range(50):
        heights, weights = random.normal(size=9), random.uniform(0.5, 2.0, 9)
        assert growing(heights, weights) == pytest.approx(isotonic_regression(heights, weights=weights).x)
    # Control: without the weights it is another curve.
    assert growing(heights, np.ones(9)) != pytest.approx(isotonic_regression(heights, weights=weights).x)


def test_crossings_and_their_ends() -> None:
    x, heights = np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.4, 0.8])
    assert crossing(x, heights, 0.6) == pytest.approx(2.5)
    assert (crossing(x, heights, 0.9), crossing(x, heights, -0.1)) == (np.inf, -np.inf)
    assert between(x, heights, 0.6) == (2.0, 3.0)
    assert (between(x, heights, 0.9), between(x, heights, -0.1)) == ((3.0, np.inf), (-np.inf, 1.0))


def test_points_at_which_all_fights_failed_are_passed_over() -> None:
    """The magazine of 16 is full at 16 whether or not the sizes 4 and 28 are known; of nothing, nothing is known."""
    values = magazine(16, 1.0, 20, 1)
    values[:, [0, 6]] = np.nan
    assert by_slope(X, values, 1, draws=DRAWS).at == pytest.approx(16.0)
    assert by_chance(X, values, 1, 0.5, draws=DRAWS) == by_chance(X[1:6], values[:, 1:6], 1, 0.5, draws=DRAWS)
    nothing = np.full_like(values, np.nan)
    assert np.isnan(by_slope(X, nothing, 1).at) and np.isnan(by_chance(X, nothing, 1, 0.5).at)
