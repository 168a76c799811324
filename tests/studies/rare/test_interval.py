"""Intervals of the mean of skewed runs, by their coverage.

Expected values: a run through k levels, each reached by a share p of n fights that go on independently, is a product of
binomial shares with mean p^k: the law of splitting where one threat is shot at k times. 4,000 studies of each kind: a
coverage of 95 % scatters by 0.34 points, four of which are 1.4 points.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import stdtrit

from vyuha.results.statistics import SINGLE
from vyuha.studies.rare.interval import METHOD, NEVER, chance_of, effective, half_width

STUDIES = 4000


def made_up(runs: int, size: int, share: float, levels: int) -> npt.NDArray[np.float64]:
    draws = np.random.default_rng([size, levels, runs])
    return np.asarray((draws.binomial(size, share, (STUDIES, runs, levels)) / size).prod(axis=2))


def covered(studies: npt.NDArray[np.float64], true: float) -> float:
    return float(np.mean([(e := chance_of(row)).low <= true <= e.high for row in studies if row.any()]))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("runs", "size", "share", "levels"), [(20, 300, 0.1, 6), (20, 200, 0.3, 12), (10, 300, 0.1, 6), (20, 100, 0.1, 6)]
)
def test_coverage(runs: int, size: int, share: float, levels: int) -> None:
    found = covered(made_up(runs, size, share, levels), share**levels)
    assert 0.93 < found < 0.97


def test_control_the_plain_interval_covers_too_little() -> None:
    studies, true = made_up(20, 100, 0.1, 6), 1e-6
    half = float(stdtrit(19, 0.975)) * studies.std(axis=1, ddof=1) / math.sqrt(20)
    assert float(np.mean(abs(studies.mean(axis=1) - true) <= half)) < 0.93


def test_a_few_runs_that_carry_all_are_told() -> None:
    """Coverage is lost there, and `effective` says so: 20 fights through six levels of a tenth."""
    studies = made_up(20, 20, 0.1, 6)
    assert covered(studies, 1e-6) < 0.93
    assert np.median([effective(row) for row in studies]) < 5.0
    assert np.median([effective(row) for row in made_up(20, 300, 0.1, 6)]) > 15.0


def test_ends() -> None:
    assert chance_of(np.zeros(5)).method == NEVER and chance_of(np.zeros(5)).mean == 0.0
    assert math.isnan(chance_of(np.array([np.nan])).mean)
    assert chance_of(np.array([0.5])).method == SINGLE
    assert chance_of(np.array([0.5, 0.5])).low == 0.5
    assert chance_of(np.array([1e-6, np.nan, 3e-6])).mean == pytest.approx(2e-6)
    wide = chance_of(np.array([0.0, 0.0, 0.9, 1.0]))
    assert wide.low == 0.0 and wide.high == 1.0 and wide.method == METHOD


def test_failed_runs_widen_the_interval() -> None:
    """As if each had come out at the least, or the most, of the others."""
    runs = np.array([1.0, 2.0, 3.0, 2.0]) * 1e-6
    found = chance_of(np.append(runs, np.nan))
    assert found.mean == pytest.approx(2e-6)
    assert found.low == chance_of(np.append(runs, 1e-6)).low
    assert found.high == chance_of(np.append(runs, 3e-6)).high


def test_half_width() -> None:
    """The farther end, as a share of the mean."""
    found = chance_of(np.array([1.0, 2.0, 3.0]) * 1e-6)
    assert found.high is not None and found.low is not None
    assert half_width(found) == pytest.approx(max(found.high - 2e-6, 2e-6 - found.low) / 2e-6)
    assert half_width(chance_of(np.zeros(3))) == math.inf
