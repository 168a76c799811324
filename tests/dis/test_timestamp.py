"""Times of DIS: the standard's unit of 3600 s / 2^31, and the nearest moment on a clock."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vyuha.dis.timestamp import is_absolute, nearest, past_hour, timestamp


def test_values_of_the_standard() -> None:
    # Half past: half of 2^31 units, then the bit that says whose hour.
    assert timestamp(1800.0, absolute=False) == 0x8000_0000
    assert timestamp(1800.0, absolute=True) == 0x8000_0001
    assert timestamp(0.0, absolute=True) == 1 and timestamp(3600.0, absolute=False) == 0
    assert past_hour(0xFFFF_FFFE) == pytest.approx(3600.0, abs=2e-6)
    assert is_absolute(0x8000_0001) and not is_absolute(0x8000_0000)


@given(st.floats(0.0, 1e6), st.booleans())
def test_there_and_back(time: float, absolute: bool) -> None:
    field = timestamp(time, absolute)
    assert 0 <= field < 2**32 and is_absolute(field) == absolute
    assert math.isclose(nearest(field, time), time, abs_tol=1e-6)


@given(st.floats(0.0, 1e6), st.floats(-1700.0, 1700.0))
def test_the_nearest_hour(time: float, off: float) -> None:
    """A clock that is off by less than half an hour finds the moment, across the full hour too."""
    assert math.isclose(nearest(timestamp(time, True), time + off), time, abs_tol=1e-5)
