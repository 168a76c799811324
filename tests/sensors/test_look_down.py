"""Beams that are made to look down, and eyes: against the radar equation itself."""

import math

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.sensors.coverage import Sight
from vyuha.sensors.echo import Stand, beam_axis, free_space, signal_left
from vyuha.state.radar import Background, Radar

DEGREE = math.pi / 180.0


def radar_row(minimum: float, optical: bool = False) -> object:
    table = rows(Radar, 1)
    row = table[0]
    row.reference_range, row.reference_rcs, row.reference_snr, row.pulses = 3e3, 1.0, 13.0, 1
    row.minimum_elevation, row.elevation_width, row.optical = minimum, 2.0 * DEGREE, optical
    return row


def test_a_beam_made_to_look_down_points_at_its_target_and_others_stay_over_the_horizon() -> None:
    """Half of the width, one degree, is as low as the beam of a radar on the ground goes."""
    for elevation in (-20.0, -5.0, 0.3, 10.0):
        assert beam_axis(radar_row(-45.0 * DEGREE), elevation * DEGREE) == pytest.approx(elevation * DEGREE)
        assert beam_axis(radar_row(-1.0 * DEGREE), elevation * DEGREE) == pytest.approx(max(elevation, 1.0) * DEGREE)


@pytest.mark.parametrize("slant", [500.0, 3e3, 6e3])
def test_what_eyes_have_of_a_target_goes_with_its_area_and_nothing_else(slant: float) -> None:
    """13 at 3 km and 1 m2, as area over the fourth power of the range; no clutter, no canceller, no beam."""
    ground, curve = rows(Background, 1)[0], np.zeros(1)
    ground.gamma, ground.permittivity = 0.1, 12.0
    seen = Sight(slant, slant, slant, 0.0, 10.0, 10.0 / slant)
    eyes = radar_row(-10.0 * DEGREE, optical=True)
    signal, clutter = signal_left(eyes, ground, curve, Stand(2.0, 4.0 / 3.0, True), seen, 0.7, 0.0)
    assert signal == pytest.approx(13.0 * 0.7 * (3e3 / slant) ** 4)
    assert signal == pytest.approx(free_space(eyes, slant, 0.7)) and clutter == 0.0
