"""Production lines: closed forms, round trips, and two lines that are on record.

Expected values: rates by numerical integration and inversion; learning by its defining ratio; T-90S yearly counts (24,
51, 50 in the fiscal years from 2009-10: Business Standard, 29 November 2011) and AK-203 totals (47,516 by 18 July 2025,
70,000 expected by December 2025, 12,000 a month promised from 2026: Sputnik, 18 July 2025).
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import integrate, optimize

from vyuha.base.calendar import MONTH, YEAR
from vyuha.schedule.line import (
    EXPONENTIAL,
    LOGISTIC,
    effort,
    line_rate,
    line_time,
    line_total,
)

SHAPES = (EXPONENTIAL, LOGISTIC)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("time", [10.0, 400.0, 3000.0])
def test_the_total_is_the_integral_of_the_rate(shape: int, time: float) -> None:
    made, _ = integrate.quad(lambda t: line_rate(shape, 120.0, 500.0, t) / YEAR, 0.0, time)
    assert line_total(shape, 120.0, 500.0, time) == pytest.approx(made, rel=1e-7)
    # Control: another ramp makes another number.
    assert line_total(shape, 120.0, 510.0, time) != pytest.approx(made, rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
@given(
    capacity=some.floats(1.0, 1e6), ramp=some.one_of(some.just(0.0), some.floats(1.0, 5000.0)), days=some.floats(1, 2e4)
)
def test_the_time_to_make_n_is_the_inverse(shape: int, capacity: float, ramp: float, days: float) -> None:
    made = line_total(shape, capacity, ramp, days)
    again = line_total(shape, capacity, ramp, line_time(shape, capacity, ramp, made))
    assert again == pytest.approx(made, rel=1e-9)


def test_limits_of_a_line() -> None:
    assert line_time(EXPONENTIAL, 100.0, 50.0, 0.0) == 0.0
    assert line_time(EXPONENTIAL, 0.0, 50.0, 1.0) == math.inf
    assert line_rate(LOGISTIC, 100.0, 400.0, 400.0) == pytest.approx(50.0)
    assert line_rate(EXPONENTIAL, 100.0, 400.0, 400.0) == pytest.approx(100.0 * (1.0 - math.exp(-1.0)))


@given(share=some.floats(0.6, 1.0), unit=some.floats(1.0, 1e5))
def test_each_doubling_leaves_the_share(share: float, unit: float) -> None:
    # Work on all units up to twice a number, over that up to the number: twice as many, each at the share.
    assert effort(share, 100.0, 2.0 * unit) == pytest.approx(2.0 * share * effort(share, 100.0, unit))


def test_effort_is_the_sum_of_crawford_units() -> None:
    units = np.arange(1, 1001) - 0.5
    summed = float(np.sum((units / 1000.0) ** (math.log(0.85) / math.log(2.0))))
    assert effort(0.85, 1000.0, 1000.0) == pytest.approx(summed, rel=1e-3)
    # Control: without learning it would be the number itself.
    assert effort(0.85, 1000.0, 1000.0) > 1.2 * effort(1.0, 1000.0, 1000.0)
    assert effort(1.0, 1000.0, 250.0) == pytest.approx(250.0)


def yearly(capacity: float, ramp: float) -> np.ndarray:
    """Made in each of the first three years of a line that starts with them."""
    totals = [line_total(EXPONENTIAL, capacity, ramp, YEAR * year) for year in range(4)]
    return np.diff(totals)


def test_t_90s_within_five_tanks_a_year() -> None:
    record = np.array([24.0, 51.0, 50.0])
    fit = optimize.least_squares(lambda x: yearly(x[0], x[1]) - record, (60.0, 200.0), bounds=([1, 1], [500, 2000]))
    capacity, ramp = fit.x
    assert np.abs(yearly(capacity, ramp) - record).max() < 5.0
    assert 48.0 < capacity < 60.0 and 100.0 < ramp < 350.0
    # Control: without a ramp no capacity fits.
    flat = [np.abs(yearly(c, 0.0) - record).max() for c in np.linspace(20.0, 60.0, 81)]
    assert min(flat) > 10.0


def test_ak_203_one_ramp_joins_what_was_made_and_what_is_promised() -> None:
    capacity, months = 12_000.0 * 12.0, 18.0
    ramp = optimize.brentq(lambda r: line_total(EXPONENTIAL, capacity, r, months * MONTH) - 47_516.0, 10.0, 5000.0)
    # 70,000 were expected after 24 months: within a fifth (the ramp is the only free number).
    assert line_total(EXPONENTIAL, capacity, ramp, 24.0 * MONTH) == pytest.approx(70_000.0, rel=0.2)
    # Then the rate at the start of 2026 is still about half of what is promised for that year.
    assert line_rate(EXPONENTIAL, capacity, ramp, 24.0 * MONTH) / 12.0 == pytest.approx(6_000.0, rel=0.1)
    # Control: the promised rate from the start would have made four times as many.
    assert line_total(EXPONENTIAL, capacity, 0.0, months * MONTH) > 4.0 * 47_516.0
