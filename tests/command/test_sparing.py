"""Sparing: a unit leaves slow targets to others until they are close."""

import pytest

from vyuha.base.table import rows
from vyuha.command.sparing import spares
from vyuha.state.track import Track
from vyuha.state.weapon import Doctrine


@pytest.mark.parametrize(
    ("limit", "speed", "to_go", "left"),
    [
        (100.0, 51.0, 300.0, True),
        (100.0, 51.0, 39.0, False),
        (100.0, 244.0, 300.0, False),
        (0.0, 51.0, 300.0, False),
    ],
)
def test_only_what_is_slow_and_has_time_is_left_to_others(limit: float, speed: float, to_go: float, left: bool) -> None:
    doctrine, track = rows(Doctrine, 1), rows(Track, 1)
    doctrine[0].spare_speed, doctrine[0].spare_time = limit, 40.0
    track[0].vx, track[0].time_to_go = speed, to_go
    assert spares(doctrine[0], track[0]) is left
