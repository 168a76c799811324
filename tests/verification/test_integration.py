"""The two approximations and the quadrature that verification compares with.

Expected values: what the library `sdr` 0.0.30 gives for Albersheim's and Shnidman's formulas at Pd 0.9, Pfa 1e-6, one
pulse (recorded to 1e-3 dB); P. Swerling's closed form for one pulse.
Controls: where the formulas leave their stated error, the exact signal says so.
"""

import math

import pytest

from vyuha.sensors.integration import required_snr
from vyuha.verification.approximations import albersheim, shnidman
from vyuha.verification.integration import decibels, fading


def test_the_formulas_are_those_of_another_library() -> None:
    assert albersheim(0.9, 1e-6, 1) == pytest.approx(13.115, abs=1e-3)
    found = [shnidman(0.9, 1e-6, 1, kind) for kind in range(5)]
    assert found == pytest.approx([13.122, 21.346, 21.346, 17.234, 17.234], abs=1e-3)


def test_control_beyond_their_range_the_formulas_leave_their_stated_error() -> None:
    assert abs(albersheim(0.1, 1e-3, 1) - decibels(required_snr(0.1, 1e-3, 1, 0))) > 4.0
    assert abs(shnidman(0.1, 1e-3, 1, 1) - decibels(required_snr(0.1, 1e-3, 1, 1))) > 1.0


@pytest.mark.parametrize("snr", [0.01, 1.0, 20.0, 1000.0])
def test_the_quadrature_meets_the_closed_form_of_one_pulse(snr: float) -> None:
    threshold = -math.log(1e-6)
    assert fading(snr, threshold, 1, 1) == pytest.approx(math.exp(-threshold / (1.0 + snr)), abs=1e-12)
