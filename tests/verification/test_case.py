"""Verdicts of a case: a property of the definition (met within the tolerance, and a control that leaves it)."""

import math

import pytest

from vyuha.verification.case import Case


@pytest.mark.parametrize(
    ("error", "control_error", "verdict"),
    [
        (1.0, 2.1, "met"),
        (2.0, 3.0, "met"),
        (2.1, 3.0, "missed"),
        (math.nan, 3.0, "missed"),
        (1.0, 2.0, "control passes"),
        (1.0, math.nan, "control passes"),
    ],
)
def test_a_case_is_fine_only_when_it_is_met_and_can_fail(error: float, control_error: float, verdict: str) -> None:
    case = Case("a", "b", "c", "d", error, 2.0, "m", "no air", control_error)
    assert case.verdict == verdict
    assert case.fine == (verdict == "met")


@pytest.mark.parametrize(
    ("error", "control_error", "verdict", "fine"),
    [
        (2.1, 3.0, "missed, explained", True),
        (math.nan, 3.0, "missed, explained", True),
        (1.0, 3.0, "met, though explained as missed", False),
        (1.0, 2.0, "control passes", False),
        (2.1, 2.0, "missed", False),
    ],
)
def test_a_known_miss_is_fine_only_while_it_is_missed_and_can_fail(
    error: float, control_error: float, verdict: str, fine: bool
) -> None:
    case = Case("a", "b", "c", "d", error, 2.0, "m", "no air", control_error, known_miss="no clutter in the model")
    assert case.verdict == verdict
    assert case.fine == case.explained == fine
