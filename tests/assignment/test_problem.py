"""What makes no sense is refused by name and place."""

import math
from typing import Any

import numpy as np
import pytest

from vyuha import assign
from vyuha.assignment.problem import checked

GOOD: dict[str, Any] = {"values": [1.0, 2.0], "kill_probability": [[0.5, 0.5]], "rounds": [3]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"values": [1.0, -2.0]}, r"values\[1\]: -2: must be a finite number of at least 0"),
        ({"values": [1.0, math.nan]}, r"values\[1\]: nan: must be a finite number"),
        ({"values": [math.inf, 1.0]}, r"values\[0\]: inf: must be a finite number"),
        ({"values": [[1.0, 2.0]]}, r"values: shape \(1, 2\); one dimension is needed"),
        ({"values": ["tank", "truck"]}, "values: not an array of numbers"),
        ({"values": [1.0, 2.0, 3.0]}, r"kill_probability: shape \(1, 2\) does not fit 3 values"),
        ({"kill_probability": [0.5, 0.5]}, r"kill_probability: shape \(2,\); two dimensions are needed"),
        ({"kill_probability": [[0.5, 1.5]]}, r"kill_probability\[0, 1\]: 1.5: must be 0 to 1"),
        ({"kill_probability": [[-0.1, 0.5]]}, r"kill_probability\[0, 0\]: -0.1: must be 0 to 1"),
        ({"kill_probability": [[math.nan, 0.5]]}, r"kill_probability\[0, 0\]: nan: must be 0 to 1"),
        ({"kill_probability": [[0.5], [0.5, 0.5]]}, "kill_probability: not an array of numbers"),
        ({"rounds": [1, 2]}, "rounds: 2 of them do not fit 1 weapons"),
        ({"rounds": [1.5]}, r"rounds\[0\]: 1.5: must be a whole number"),
        ({"rounds": [-1]}, r"rounds\[0\]: -1: must be a finite number of at least 0"),
        ({"rounds": [1e9]}, "rounds: 1,000,000,000 in all; the most is 20,000"),
        ({"reserve": [1.0, 2.0]}, "reserve: 2 prices do not fit 1 weapons"),
        ({"reserve": [-1.0]}, r"reserve\[0\]: -1"),
        ({"seconds": 0.0}, "seconds: 0.0: must be above 0"),
        ({"method": "greedy"}, "method 'greedy': must be one of return, engine, planner, exact"),
    ],
)
def test_it_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        assign(**(GOOD | wrong))


def test_control_the_good_one_is_taken_in_any_form() -> None:
    made = assign(**GOOD)
    assert made.survives == pytest.approx(1.0 * 0.5 + 2.0 * 0.25)
    again = assign(np.array([1, 2]), np.full((1, 2), 0.5, np.float32), np.array([3.0]))
    assert np.array_equal(again.counts, made.counts)
    assert checked(**GOOD).rounds.dtype == np.int64
