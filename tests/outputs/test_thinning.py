"""Thinned courses: the tolerance is the definition, checked by interpolation with NumPy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vyuha.outputs.thinning import kept


def _off(time: np.ndarray, place: np.ndarray, rows: np.ndarray) -> float:
    straight = np.stack([np.interp(time, time[rows], place[rows, axis]) for axis in range(3)], axis=-1)
    return float(np.linalg.norm(place - straight, axis=1).max())


@given(st.integers(2, 120), st.integers(0, 10_000), st.sampled_from([0.5, 5.0, 100.0]))
def test_no_sample_is_off_by_more_than_the_tolerance(count: int, seed: int, tolerance: float) -> None:
    dice = np.random.default_rng(seed)
    time = np.cumsum(dice.uniform(0.1, 3.0, count))
    place = np.cumsum(dice.normal(0.0, 10.0, (count, 3)), axis=0)
    rows = kept(time, place, tolerance)
    assert rows[0] == 0 and rows[-1] == count - 1
    assert _off(time, place, rows) <= tolerance


def test_a_straight_flight_at_even_speed_keeps_its_ends_only() -> None:
    time = np.linspace(0.0, 100.0, 201)
    assert list(kept(time, time[:, None] * np.array([250.0, -3.0, 1.0]), 0.01)) == [0, 200]


def test_a_change_of_speed_on_a_straight_line_is_kept() -> None:
    """Control: the line alone would need two points; a moving point needs the third."""
    time = np.linspace(0.0, 100.0, 101)
    along = np.where(time < 50.0, 100.0 * time, 5000.0 + 300.0 * (time - 50.0))
    assert list(kept(time, along[:, None] * np.array([1.0, 0.0, 0.0]), 1.0)) == [0, 50, 100]


def test_nothing_and_one_sample() -> None:
    assert len(kept(np.zeros(0), np.zeros((0, 3)), 1.0)) == 0
    assert list(kept(np.zeros(1), np.zeros((1, 3)), 1.0)) == [0]
