"""What radars had of raids, counted from blocks.

Expected values: numpy's quantiles of made-up ranges, to half a step; shares and means by hand.
"""

import numpy as np
import pytest

from vyuha.results.seen import STEP, STEPS, quantile, raids_seen


def counted(ranges: np.ndarray) -> np.ndarray:
    return np.bincount((ranges / STEP).astype(int), minlength=STEPS)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_quantiles_are_those_of_the_ranges(level: float) -> None:
    ranges = np.random.default_rng(3).uniform(10e3, 300e3, 4001)
    found = quantile(counted(ranges), level)
    assert found == pytest.approx(float(np.quantile(ranges, level, method="inverted_cdf")), abs=0.5 * STEP + 1e-6)
    # Control: another level is another range.
    assert found != pytest.approx(float(np.quantile(ranges, level - 0.01)), abs=STEP)


def test_what_was_never_seen_has_no_range() -> None:
    assert quantile(np.zeros(STEPS, int), 0.5) is None
    assert quantile(counted(np.array([12e3])), 0.9) == pytest.approx(12e3, abs=STEP)


def test_shares_and_means_are_by_threat() -> None:
    ranges = np.stack([counted(np.array([50e3, 60e3, 70e3])), np.zeros(STEPS, int)])
    unseen, detections, strobes = np.array([[0, 1], [1, 1]]), np.array([[8, 0], [4, 0]]), np.array([[0, 30], [2, 10]])
    first, last = raids_seen(["drones", "jets"], ["drones", "drones", "jets"], unseen, detections, strobes, ranges)
    assert (first.raid, first.threats, first.unseen.mean) == ("drones", 2, 0.25)
    assert (first.detections.mean, first.strobes.mean) == (3.0, 0.5)
    assert first.median == pytest.approx(60e3, abs=STEP)
    assert (last.threats, last.unseen.mean, last.strobes.mean, last.median) == (1, 1.0, 20.0, None)
