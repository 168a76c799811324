"""Strike: how often an arrival falls within a radius.

Expected values: the circular normal distribution, P(within r) = 1 - exp(-r^2 / 2 sigma^2), and the definition of
CEP. Each frequency is held to five standard deviations of a binomial (false alarm below 1e-6, fixed seed).
Control: the aiming error taken for one standard deviation fails the same bound.
"""

import math

import numpy as np
import pytest

from vyuha.base.random import THREAT_AIM, normals
from vyuha.threats.strike import CEP_TO_SIGMA, strikes

DRAWS = 20_000
FIVE_SIGMA = 4.892


def frequency(sigma: float, radius: float) -> float:
    """Share of seeded arrivals with per-axis `sigma` [m] that fall within `radius` [m]."""
    hits = 0
    for k in range(DRAWS):
        a, b, _, _ = normals(7, k, 11, 0, THREAT_AIM, 0)
        hits += strikes(sigma * a, sigma * b, radius)
    return hits / DRAWS


def bound(chance: float) -> float:
    return FIVE_SIGMA * math.sqrt(chance * (1.0 - chance) / DRAWS)


@pytest.mark.parametrize("radius", [5.0, 20.0, 40.0])
def test_the_share_within_a_radius_is_that_of_the_circular_normal(radius: float) -> None:
    sigma = 17.0
    expected = 1.0 - math.exp(-radius * radius / (2.0 * sigma * sigma))
    assert frequency(sigma, radius) == pytest.approx(expected, abs=bound(expected))


def test_half_fall_within_the_circular_error_probable() -> None:
    assert frequency(30.0 * CEP_TO_SIGMA, 30.0) == pytest.approx(0.5, abs=bound(0.5))
    # CEP is 1.1774 sigma, as printed in every table of it.
    assert pytest.approx(1.1774, abs=5e-5) == 1.0 / CEP_TO_SIGMA


def test_control_a_sigma_taken_for_the_cep_is_seen() -> None:
    assert abs(frequency(30.0, 30.0) - 0.5) > 2.0 * bound(0.5)


def test_the_rim_counts_as_inside() -> None:
    assert strikes(3.0, 4.0, 5.0)
    assert not strikes(3.0, 4.0, float(np.nextafter(5.0, 0.0)))
