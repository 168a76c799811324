"""Supplier shocks: correlation by a common factor with marginals unchanged, and the time that stops take.

Expected values: the correlation of a Gaussian copula and its joint tail from SciPy; a tranche's own distribution by
theory unchanged (Kolmogorov-Smirnov, false alarm 1e-4, fixed seed); intervals by hand.
"""

import math

import numpy as np
import pytest
from scipy import stats

from vyuha.base.random import SCHEDULE_GROWTH, SUPPLIER_FACTOR, normals
from vyuha.schedule.growth import MAJOR, growth_beyond
from vyuha.schedule.normal import upper_tail
from vyuha.schedule.shock import shared_normal, time_lost, waiting_time

COUNT = 20_000
SEED = 11


def pair(correlation: float) -> np.ndarray:
    """Normals of two tranches of one supplier, float64[COUNT, 2]."""
    found = np.empty((COUNT, 2))
    for i in range(COUNT):
        common = normals(SEED, i, 1, 0, SUPPLIER_FACTOR, 0)[0]
        for column, entity in enumerate((2, 3)):
            own = normals(SEED, i, entity, 0, SCHEDULE_GROWTH, 0)[0]
            found[i, column] = shared_normal(correlation, common, own)
    return found


def both_late(z: np.ndarray) -> float:
    return float(np.mean((z[:, 0] > 1.0) & (z[:, 1] > 1.0)))


def test_the_common_factor_gives_the_correlation_and_the_joint_tail() -> None:
    z = pair(0.5)
    assert np.corrcoef(z.T)[0, 1] == pytest.approx(0.5, abs=5.0 / math.sqrt(COUNT))
    joint = stats.multivariate_normal.cdf([-1.0, -1.0], cov=[[1.0, 0.5], [0.5, 1.0]])
    assert both_late(z) == pytest.approx(joint, abs=5.0 * math.sqrt(joint / COUNT))


def test_control_without_it_the_two_are_late_together_by_chance_only() -> None:
    z = pair(0.0)
    assert abs(np.corrcoef(z.T)[0, 1]) < 5.0 / math.sqrt(COUNT)
    assert both_late(z) == pytest.approx(upper_tail(1.0) ** 2, abs=0.004)
    assert both_late(pair(0.5)) > 2.0 * both_late(z)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.95])
def test_each_tranche_keeps_its_reference_class(correlation: float) -> None:
    z = pair(correlation)[:, 0]
    assert stats.kstest(z, "norm").pvalue > 1e-4
    growths = np.array([growth_beyond(MAJOR, 0.0, 0.0, upper_tail(float(x))) for x in z])
    assert np.quantile(growths, [0.25, 0.50, 0.61, 0.75]) == pytest.approx([1.00, 1.11, 1.29, 1.46], abs=0.05)


def test_control_a_common_term_in_the_logarithm_would_widen_it() -> None:
    z = pair(0.5)[:, 0] * math.sqrt(1.5)
    assert stats.kstest(z, "norm").pvalue < 1e-4


def test_time_lost_to_overlapping_stops_counts_once() -> None:
    first = time_lost(10.0, 30.0, 0.0, 100.0)
    second = time_lost(20.0, 35.0, 30.0, 100.0 + first)
    assert (first, second) == (20.0, 5.0)
    assert time_lost(20.0, 25.0, 30.0, 100.0) == 0.0
    assert time_lost(10.0, math.inf, 0.0, 100.0) == math.inf


def test_waiting_times_are_exponential() -> None:
    assert waiting_time(100.0, math.exp(-1.0)) == pytest.approx(100.0, rel=1e-12)
    assert waiting_time(100.0, 0.5) == pytest.approx(100.0 * math.log(2.0), rel=1e-12)
