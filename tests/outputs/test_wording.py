"""Numbers in words. Expected texts follow from the rule in each docstring, by hand."""

import doctest

import pytest

from vyuha.outputs import wording
from vyuha.outputs.wording import money, money_span, percent, percent_span, span
from vyuha.results.statistics import Estimate


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(wording).failed == 0


EDGES = [(1.0, "100 %"), (0.99999, "> 99.99 %"), (1e-6, "< 0.01 %"), (0.955, "95.5 %")]


@pytest.mark.parametrize(("share", "text"), EDGES)
def test_rare_is_not_never_and_likely_is_not_certain(share: float, text: str) -> None:
    assert percent(share) == text


def test_intervals_say_the_unit_once() -> None:
    assert percent_span(Estimate(0.14, 0.12, 0.16, "exact")) == "14 % (12 to 16 %)"
    assert money_span(Estimate(1.73e8, 1.7e8, 1.75e8, "t")) == "USD 173 m (170 to 175 m)"
    assert span(Estimate(3.0, None, None, "one replicate")) == "3.00 (no interval: one replicate)"


def test_money_rounds_up_into_the_next_unit() -> None:
    assert money(999_700.0) == "USD 1 m"
    assert money(999.0) == "USD 999"
