"""Numbers in words. Expected texts follow from the rule in each docstring, by hand."""

import doctest

import pytest

from vyuha.outputs import wording
from vyuha.outputs.wording import money, money_span, percent, percent_span, span
from vyuha.results import summary_text
from vyuha.results.statistics import Estimate


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(wording).failed == doctest.testmod(summary_text).failed == 0


def test_the_report_rounds_as_the_command_line_does() -> None:
    estimate = Estimate(0.0551, 0.038, 0.982, "exact")
    assert span(estimate) == summary_text.mean_cell(estimate)
    assert percent_span(estimate) == "5.5 % (3.8 to 98.2 %)"
    assert summary_text.share_cell(estimate) == percent_span(estimate)


EDGES = [(1.0, "100 %"), (0.99999, "> 99.99 %"), (1e-6, "< 0.01 %"), (0.955, "95.5 %")]


@pytest.mark.parametrize(("share", "text"), EDGES)
def test_rare_is_not_never_and_likely_is_not_certain(share: float, text: str) -> None:
    assert percent(share) == text


def test_intervals_say_the_unit_once() -> None:
    assert percent_span(Estimate(0.14, 0.12, 0.16, "exact")) == "14.0 % (12.0 to 16.0 %)"
    assert money_span(Estimate(1.73e8, 1.7e8, 1.75e8, "t")) == "USD 173 M (170 to 175 M)"
    assert span(Estimate(3.0, 3.0, 3.0, "in all 20 fights")) == "3.00 (in all 20 fights)"
    assert span(Estimate(3.0, None, None, "one replicate")) == "3.00 (no interval: one replicate)"


def test_money_rounds_up_into_the_next_unit() -> None:
    assert money(999_700.0) == "USD 1 M"
    assert money(999.0) == "USD 999"
