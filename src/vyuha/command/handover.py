"""Handover: whether a track is good enough for a round that flies to where it says its target is.

Assumes   the engagement radar goes on looking: when the seeker opens, the track is at most one of its periods old, and
          what the round was told by the delay of its data link older. So the error at handover is that of the track as
          it stands, carried on by both; how long the round flies does not matter. A round on another radar's track has
          that radar's period and the way from the post in their place, time enough to turn away: that it does not is
          taken for granted.
Holds     for tracks that their engagement radar holds. One that only coasts, or that strobes alone keep alive, grows
          too vague by itself.
Source    geometry: a seeker finds what lies within its beam at the distance at which it opens.
Checked   tests/command/test_handover.py: the closed form of the limit, a track that coasts.
"""

from vyuha.base.compile import kernel
from vyuha.command.remote import carried_to, is_remote, may_be_low
from vyuha.state.tables import Setup, State
from vyuha.tracking.quality import quiet_error, worst_error
from vyuha.weapons.flight import is_gun

# Sigmas of the worst axis that must lie within the seeker's beam: 95 % along that axis.
_SIGMAS = 2.0


@kernel
def handover_error(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> float:
    """One-sigma error [m], on its worst axis, of what a round of type `m` [row] that unit `u` [row] launches at `time`
    [s] has been told of track `j` [row] of `setup`, `state` [tables] when its seeker opens.
    """
    then = carried_to(setup, state, u, j, m, time)
    if is_remote(setup, state, u, j, m, time):
        return quiet_error(setup, state, j, then, may_be_low(setup, state, j, m, time))
    return worst_error(setup, state, j, then)


@kernel
def seeker_would_find(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> bool:
    """Whether the seeker of missile type `m` [row] of unit `u` [row] would find the target of track `j` [row] of
    `setup`, `state` [tables], as the track stands at `time` [s].
    """
    missile = setup.missile[m]
    # A gun is laid by its own sight.
    if is_gun(missile):
        return True
    return bool(_SIGMAS * handover_error(setup, state, u, j, m, time) <= missile.seeker_basket * missile.seeker_range)
