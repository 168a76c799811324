"""Handover: whether a track is good enough for a round that flies to where it says its target is.

Assumes   the engagement radar goes on looking: when the seeker opens, the track is at most one of its periods old, and
          what the round was told by the delay of its data link older. So the error at handover is that of the track as
          it stands, carried on by both; how long the round flies does not matter.
Holds     for tracks that their engagement radar holds. One that only coasts, or that strobes alone keep alive, grows
          too vague by itself.
Source    geometry: a seeker finds what lies within its beam at the distance at which it opens.
Checked   tests/command/test_handover.py: the closed form of the limit, a track that coasts.
"""

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State
from vyuha.tracking.quality import worst_error

# Sigmas of the worst axis that must lie within the seeker's beam: 95 % along that axis.
_SIGMAS = 2.0


@kernel
def seeker_would_find(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> bool:
    """Whether the seeker of missile type `m` [row] of unit `u` [row] would find the target of track `j` [row] of
    `setup`, `state` [tables], as the track stands at `time` [s].
    """
    missile, radar = setup.missile[m], setup.radar[setup.fire_unit[u].radar]
    # A gun is laid by its own sight.
    if missile.muzzle_velocity > 0.0:
        return True
    error = worst_error(setup, state, j, time + radar.period + missile.uplink_delay)
    return bool(_SIGMAS * error <= missile.seeker_basket * missile.seeker_range)
