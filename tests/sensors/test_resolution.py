"""Targets in one cell.

Expected values: the widths of the cell themselves; the mean and the second moments of two weighted points in closed
form. Controls: pairs just outside the cell stay two; the spread of the pair left out of the covariance.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.sensors.conftest import Build, place, scan, steer
from vyuha.base.table import rows
from vyuha.sensors.resolution import in_one_cell, join, join_unresolved
from vyuha.state.radar import FAN, STEERED, Plot, Radar

CELL, AZIMUTH, ELEVATION = 150.0, math.radians(1.5), math.radians(2.0)


def radar(shape: int = STEERED) -> Any:
    row = rows(Radar, 1)[0]
    row.range_resolution, row.azimuth_width, row.elevation_width, row.elevation_shape = CELL, AZIMUTH, ELEVATION, shape
    return row


def pair(down: float = 0.0, aside: float = 0.0, up: float = 0.0, first: float = 0.3) -> Any:
    """Two plots `down` of one cell apart in range, `aside` in azimuth and `up` in elevation."""
    table = rows(Plot, 2)
    table[0].slant, table[0].azimuth, table[0].elevation = 80e3, first, 0.05
    table[1].slant, table[1].azimuth, table[1].elevation = (
        80e3 + down * CELL,
        first + aside * AZIMUTH,
        0.05 + up * ELEVATION,
    )
    table.snr, table.xx, table.yy, table.zz = 20.0, 1e4, 4e4, 9e4
    table[0].threat, table[1].threat = 0, 1
    return table


@pytest.mark.parametrize(
    "apart, together",
    [
        ({}, True),
        ({"down": 0.95}, True),
        ({"down": -0.95, "aside": 0.95, "up": -0.95}, True),
        ({"down": 1.05}, False),
        ({"aside": 1.05}, False),
        ({"aside": -1.05}, False),
        ({"up": 1.05}, False),
    ],
)
def test_a_cell_is_as_wide_as_it_says(apart: dict[str, float], together: bool) -> None:
    plots = pair(**apart)
    assert in_one_cell(radar(), plots[0], plots[1]) == in_one_cell(radar(), plots[1], plots[0]) == together


def test_a_fan_does_not_tell_elevations_apart() -> None:
    plots = pair(up=3.0)
    assert in_one_cell(radar(FAN), plots[0], plots[1]) and not in_one_cell(radar(), plots[0], plots[1])


def test_south_is_next_to_south() -> None:
    """Azimuths on either side of half a turn."""
    plots = pair(first=math.pi - 0.1 * AZIMUTH)
    plots[1].azimuth = -math.pi + 0.1 * AZIMUTH
    assert in_one_cell(radar(), plots[0], plots[1])
    plots[1].azimuth = -math.pi + 1.1 * AZIMUTH
    assert not in_one_cell(radar(), plots[0], plots[1])


def test_strobes_are_never_joined() -> None:
    plots = pair()
    plots[1].strobe = True
    assert not in_one_cell(radar(), plots[0], plots[1]) and not in_one_cell(radar(), plots[1], plots[0])


@pytest.mark.parametrize("strong", [0, 1])
def test_the_joint_plot_lies_at_the_centre_of_gravity_of_the_echoes(strong: int) -> None:
    plots = pair(down=0.5)
    plots[strong].snr = 60.0
    plots[1].x, plots[1].y, plots[1].z = 100.0, -40.0, 30.0
    plots[0].apparent_rcs, plots[1].apparent_rcs, plots[0].age, plots[1].age = 1.0, 2.5, 0.2, 1.0
    plots[1].xx, plots[1].xy = 2e4, 1e3
    weight = plots[1].snr / (plots[0].snr + plots[1].snr)
    apart = np.array([100.0, -40.0, 30.0])
    own = np.diag([1e4, 4e4, 9e4]) if strong == 0 else np.array([[2e4, 1e3, 0.0], [1e3, 4e4, 0.0], [0.0, 0.0, 9e4]])
    join(plots[0], plots[1])
    made = plots[0]
    assert (made.x, made.y, made.z) == pytest.approx(tuple(weight * apart))
    found = np.array([[made.xx, made.xy, made.xz], [made.xy, made.yy, made.yz], [made.xz, made.yz, made.zz]])
    expected = own + weight * (1.0 - weight) * np.outer(apart, apart)
    assert found == pytest.approx(expected)
    # Control: without the distance between the two.
    assert found != pytest.approx(own)
    assert (made.snr, made.apparent_rcs, made.threat) == (80.0, 3.5, strong)
    assert made.slant == pytest.approx(80e3 + weight * 0.5 * CELL)
    assert made.age == pytest.approx(0.2 + weight * 0.8)


def test_joining_keeps_the_order_and_what_is_alone(build: Build) -> None:
    _, state = build(threats=5)
    table = state.plot
    for k, slant in enumerate((80e3, 60e3, 80.1e3, 40e3, 60.1e3)):
        table[k].slant, table[k].snr, table[k].threat = slant, 10.0 + k, k
    assert join_unresolved(radar(), state, 5) == 3
    assert [round(float(row.slant), -3) for row in table[:3]] == [80e3, 60e3, 40e3]
    assert [float(row.snr) for row in table[:3]] == [22.0, 25.0, 13.0]


def test_two_that_close_in_become_one_plot_and_part_again(build: Build) -> None:
    """Two steady targets one behind the other, 1 km to nothing apart: two plots down to a cell, one below. Errors of a
    metre leave no doubt but near the edge.
    """
    setup, state = build(threats=2)
    steer(setup)
    setup.threat.swerling[:] = 0
    setup.radar.range_error[:], setup.radar.azimuth_error[:], setup.radar.elevation_error[:] = 1.0, 1e-5, 1e-5
    setup.radar.range_error_floor[:], setup.radar.angle_error_floor[:] = 1.0, 1e-5
    found = {}
    for k, gap in enumerate((1000.0, 300.0, 170.0, 130.0, 50.0, 0.0, 400.0)):
        for i, distance in enumerate((60e3, 60e3 + gap)):
            state.fix[i, :3] = place(275.0, distance, 5e3)
        found[gap] = scan(setup, state, 3, 0, 0, 1.7 + 5.0 * k)
    assert found == {1000.0: 2, 300.0: 2, 170.0: 2, 130.0: 1, 50.0: 1, 0.0: 1, 400.0: 2}
    # Both count as detected for the record.
    assert [int(row.detections) for row in state.threat] == [7, 7]
