"""Handover. Expected values: the closed form of a track's error, one period of the radar and the link's delay on."""

import math

import numpy as np
import pytest

from tests.command.cases import battle
from vyuha.command.fire import order, work
from vyuha.command.handover import seeker_would_find
from vyuha.state.weapon import FIRING, IDLE
from vyuha.threats.system import locate_all


@pytest.mark.parametrize(("share", "found"), [(0.99, True), (1.01, False)])
def test_two_sigmas_must_lie_within_the_beam(share: float, found: bool) -> None:
    """The beam is 0.05 rad wide to a side where the seeker opens, at 12 km: 600 m, so the limit is 300 m."""
    setup, state = battle()
    setup.missile[0].uplink_delay, setup.net[0].process_noise = 0.5, 0.0
    ahead = 3.0 + 2.0 + 0.5  # since the plot, a period of the radar, the delay
    drift = 40.0
    place = math.sqrt((share * 300.0) ** 2 - (drift * ahead) ** 2)
    state.covariance[0] = np.diag([100.0, place**2, 100.0, 1.0, drift**2, 1.0])
    assert seeker_would_find(setup, state, 0, 0, 0, 3.0) is found


def rounds_after(drift: float) -> tuple[int, int]:
    """Rounds fired in 30 s at a track whose velocity is known to `drift`, with an engagement radar that sees nothing
    from the moment of firing on; and the phase of the engagement then.
    """
    setup, state = battle()
    order(setup, state, 0, 0, 0, 0.0)
    state.covariance[0] = np.diag([400.0] * 3 + [drift**2] * 3)
    setup.radar[0].reference_range = 1.0
    state.engagement[0].phase, state.engagement[0].rounds_to_fire = FIRING, 1
    state.track[0].hold_until = 15.0
    for k in range(1, 15):
        locate_all(setup, state, 2.0 * k)
        work(setup, state, 1, 0, 0, 2.0 * k)
    return int(state.progress[0].shots), int(state.engagement[0].phase)


def test_no_round_leaves_for_a_track_that_is_too_vague_and_the_channel_comes_free() -> None:
    assert rounds_after(200.0) == (0, IDLE)
    # Control: a track that is as well known as usual is fired at.
    assert rounds_after(5.0)[0] == 1
