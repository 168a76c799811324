"""Poisson weights and tails of sums of exponential powers.

Expected values: the finite sum e^-x (1 + x + x^2/2 + ...) in sixty decimal digits; SciPy's incomplete gamma function.
Control: one order more or less is told apart.
"""

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import special

from vyuha.sensors.incomplete_gamma import log_poisson, lower_tail, upper_point, upper_tail

ORDERS = (1, 2, 3, 15, 16, 17, 50, 300, 1000)
# Points from far below to far above the order, in standard deviations.
AWAY = (-30.0, -6.0, -2.0, -0.1, 0.0, 0.3, 2.0, 6.0, 12.0)
POINTS = [(n, x) for n in ORDERS for k in AWAY if (x := n + k * math.sqrt(n)) > 0.0]
RELATIVE = 2e-13


def exact_tails(order: int, x: float) -> tuple[float, float, float]:
    """Weight of `order`, lower tail and upper tail."""
    with localcontext() as digits:
        digits.prec = 60
        term, total = (-Decimal(x)).exp(), Decimal(0)
        for j in range(order):
            total += term
            term = term * Decimal(x) / (j + 1)
        return float(term), float(1 - total), float(total)


@pytest.mark.parametrize("order, x", POINTS)
def test_weight_and_tails_are_those_of_the_exact_sum(order: int, x: float) -> None:
    weight, below, above = exact_tails(order, x)
    assert math.exp(log_poisson(float(order), x)) == pytest.approx(weight, rel=RELATIVE)
    # The greater of the two is one minus the other.
    assert lower_tail(order, x) == pytest.approx(below, rel=RELATIVE, abs=1e-15)
    assert upper_tail(order, x) == pytest.approx(above, rel=RELATIVE, abs=1e-15)
    smaller = (lower_tail, below) if x <= order else (upper_tail, above)
    assert smaller[0](order, x) == pytest.approx(smaller[1], rel=RELATIVE)


@pytest.mark.parametrize("order, x", [point for point in POINTS if 1e-3 < exact_tails(*point)[2] < 0.999])
def test_control_a_neighbouring_order_is_told_apart(order: int, x: float) -> None:
    assert upper_tail(order + 1, x) != pytest.approx(exact_tails(order, x)[2], rel=1e-6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(order=some.integers(1, 5000), x=some.floats(1e-6, 2e4))
def test_tails_agree_with_scipy_and_add_up(order: int, x: float) -> None:
    assert upper_tail(order, x) == pytest.approx(float(special.gammaincc(order, x)), abs=1e-12)
    assert lower_tail(order, x) + upper_tail(order, x) == pytest.approx(1.0, abs=1e-12)


def test_no_power_is_never_above_anything() -> None:
    assert (lower_tail(0, 3.0), upper_tail(0, 3.0)) == (1.0, 0.0)
    assert log_poisson(0.0, 3.0) == -3.0
    assert log_poisson(2.0, 0.0) == -math.inf


@pytest.mark.parametrize("order", [1, 2, 3, 10, 100, 1000])
@pytest.mark.parametrize("tail", [0.999, 0.5, 1e-2, 1e-4, 1e-6, 1e-10, 1e-15, 1e-100])
def test_the_point_above_gives_back_its_tail(order: int, tail: float) -> None:
    assert exact_tails(order, upper_point(tail, order))[2] == pytest.approx(tail, rel=1e-12)


def test_the_point_above_at_the_ends() -> None:
    assert upper_point(1.0, 5) == 0.0
    assert upper_point(0.0, 5) == math.inf
    assert upper_point(1e-6, 1) == -math.log(1e-6)
