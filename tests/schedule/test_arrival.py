"""Arrivals: arithmetic by hand."""

import pytest

from vyuha.schedule.arrival import elapsed_share, handing_over


def test_growth_that_has_passed() -> None:
    assert elapsed_share(1100.0, 1000.0, 400.0) == 0.25
    assert elapsed_share(1900.0, 1000.0, 400.0) == 2.25
    assert elapsed_share(900.0, 1000.0, 400.0) == 0.0


def test_growth_stretches_lead_and_spread_alike() -> None:
    assert handing_over(1000.0, 100.0, 50.0, 2.0) == (1200.0, 1300.0)
    assert handing_over(1000.0, 0.0, 50.0, 1.0) == (1000.0, 1050.0)
    # Control: growth matters.
    assert handing_over(1000.0, 100.0, 50.0, 1.1) != pytest.approx((1200.0, 1300.0))
