"""A raid made by hand: two threats on one straight path to one site."""

import numpy as np
import pytest

from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State

SPEED = 200.0
LENGTH = 20e3


def two_threats() -> Setup:
    """Both fly 20 km east at 200 m/s and 1 km; knots every 5 km."""
    setup = blank_setup(threat=2, knot=5, site=1)
    for row, x in zip(setup.knot, np.linspace(0.0, LENGTH, 5), strict=True):
        row.time, row.x, row.y, row.z, row.vx = x / SPEED, x, 300.0, 1000.0, SPEED
    for i, row in enumerate(setup.threat):
        row.entity, row.first_knot, row.last_knot, row.ordinal = 1000 + i, 0, 4, i
        row.across_y = -1.0
        row.warhead_hits = 1
    setup.site[0].radius, setup.site[0].hits_to_kill = 50.0, 2
    return setup


@pytest.fixture
def setup() -> Setup:
    return two_threats()


@pytest.fixture
def state(setup: Setup) -> State:
    return allocate(setup)
