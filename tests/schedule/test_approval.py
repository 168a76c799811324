"""Approval stages: the triangular distribution against SciPy, and never where a stage fails."""

import math

import numpy as np
import pytest
from scipy import stats

from vyuha.schedule.approval import stage_time, triangular

CASES = [(0.0, 1.0, 2.0), (60.0, 240.0, 730.0), (10.0, 10.0, 30.0), (10.0, 30.0, 30.0)]
POINTS = np.linspace(0.001, 0.999, 41)


def reference(low: float, value: float, high: float) -> list[float]:
    return list(stats.triang.ppf(POINTS, (value - low) / (high - low), loc=low, scale=high - low))


@pytest.mark.parametrize(("low", "value", "high"), CASES)
def test_triangular_against_scipy(low: float, value: float, high: float) -> None:
    got = [triangular(low, value, high, float(p)) for p in POINTS]
    assert got == pytest.approx(reference(low, value, high), rel=1e-12)


def test_control_another_peak_is_another_distribution() -> None:
    got = [triangular(60.0, 250.0, 730.0, float(p)) for p in POINTS]
    assert got != pytest.approx(reference(60.0, 240.0, 730.0), rel=1e-3)


def test_a_figure_without_range_is_itself() -> None:
    assert triangular(75.0, 75.0, 75.0, 0.3) == 75.0


def test_a_stage_is_passed_with_its_probability_or_never() -> None:
    assert stage_time(0.6, 90.0, 0.59) == 90.0
    assert stage_time(0.6, 90.0, 0.61) == math.inf
    assert stage_time(0.0, 90.0, 1e-9) == math.inf
    assert stage_time(1.0, 90.0, 1.0 - 1e-9) == 90.0
