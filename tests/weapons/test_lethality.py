"""Expected values: the definition (half at the lethal radius, nothing beyond the fuze), geometry, and a count of
random bursts.
"""

import numpy as np
import pytest

from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.lethality import burst_share, kill_probability


def test_half_of_the_reliable_rounds_kill_at_the_lethal_radius() -> None:
    assert kill_probability(12.0, 40.0, 0.9, 1.0, 12.0) == pytest.approx(0.45)
    assert kill_probability(12.0, 40.0, 0.9, 1.0, 0.0) == pytest.approx(0.9)
    assert kill_probability(12.0, 40.0, 0.9, 1.0, 24.0) == pytest.approx(0.9 / 16.0)


def test_vulnerability_stretches_the_radius() -> None:
    assert kill_probability(12.0, 40.0, 0.9, 0.5, 6.0) == pytest.approx(kill_probability(12.0, 40.0, 0.9, 1.0, 12.0))
    # Negative control: it is not a factor on the probability.
    assert kill_probability(12.0, 40.0, 0.9, 0.5, 6.0) != pytest.approx(
        0.5 * kill_probability(12.0, 40.0, 0.9, 1.0, 6.0)
    )


def test_nothing_beyond_the_fuze_or_without_a_radius() -> None:
    assert kill_probability(12.0, 40.0, 0.9, 1.0, 40.01) == 0.0
    assert kill_probability(12.0, 40.0, 0.9, 0.0, 1.0) == 0.0
    assert kill_probability(12.0, 40.0, 0.9, 0.0, 0.0) == pytest.approx(0.9)


def test_chance_only_falls_with_the_miss() -> None:
    chances = [kill_probability(5.0, 15.0, 0.92, 1.2, 0.5 * n) for n in range(40)]
    assert chances == sorted(chances, reverse=True)


def test_closest_approach_is_the_least_distance() -> None:
    """Against a search over time."""
    r, v = (300.0, -40.0, 25.0), (-900.0, 60.0, 30.0)
    time, distance = closest_approach(*r, *v)
    found = min(
        (sum((a + b * 1e-5 * n) ** 2 for a, b in zip(r, v, strict=True)) ** 0.5, 1e-5 * n) for n in range(60_000)
    )
    assert distance == pytest.approx(found[0], abs=1e-3)
    assert time == pytest.approx(found[1], abs=1e-4)
    assert closest_approach(3.0, 4.0, 0.0, 0.0, 0.0, 0.0) == (0.0, 5.0)
    assert closest_approach(100.0, 0.0, 0.0, 50.0, 0.0, 0.0)[0] == -2.0


@pytest.mark.parametrize(
    ("closing", "vulnerability", "miss"), [(1200.0, 1.0, 3.0), (3500.0, 0.5, 2.0), (6000.0, 0.3, 0.0)]
)
def test_bursts_beside_the_target_are_counted(closing: float, vulnerability: float, miss: float) -> None:
    """100,000 bursts thrown with the fuze's timing (half a millisecond): a share within 5 sigma, 0.8 %."""
    along = closing * 0.5e-3 * np.random.default_rng(8).standard_normal(100_000)
    counted = float((np.abs(along) <= 6.0 * vulnerability + 0.17 * miss).mean())
    assert burst_share(closing, vulnerability, miss) == pytest.approx(counted, abs=0.008)


def test_speed_and_smallness_make_the_fuze_fail() -> None:
    shares = [burst_share(500.0 * n, 0.4, 1.0) for n in range(14)]
    assert shares == sorted(shares, reverse=True) and shares[0] == 1.0 and shares[-1] < 0.7
    assert burst_share(4000.0, 0.3, 1.0) < burst_share(4000.0, 0.6, 1.0) < burst_share(4000.0, 0.6, 9.0)
    # Negative control: a fighter met head-on does not notice.
    assert burst_share(1500.0, 1.0, 3.0) > 0.999999
