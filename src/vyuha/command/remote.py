"""Remote launch: rounds that fly on a track which their own engagement radar does not see.

Assumes   the unit hears of the track from its post, and sends what it hears to the round. The round finds its target
          itself (an active seeker). What it was told is as old as the searching radar's period, the way from the post
          and the data link make it.
Holds     where the doctrine allows it (`remote: true`), for tracks below the horizon of the unit's own radar or outside
          its sector. What that radar sees it guides itself.
Source    own; the practice is known as engage on remote or launch on remote.
Checked   tests/command/test_remote.py: who may, and how old what it was told is.
"""

from vyuha.base.compile import kernel
from vyuha.sensors.coverage import VISIBLE, view
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import ACTIVE
from vyuha.tracking.filter import position_at


@kernel
def may_fly_remote(setup: Setup, u: int, m: int) -> bool:
    """Whether missile type `m` [row] of unit `u` [row] of `setup` [tables] may be sent at a target that its unit's
    radar does not see.
    """
    return bool(setup.doctrine[setup.fire_unit[u].doctrine].remote and setup.missile[m].guidance == ACTIVE)


@kernel
def is_remote(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> bool:
    """Whether missile type `m` [row] of unit `u` [row] would fly on track `j` [row] of `setup`, `state` [tables] at
    `time` [s] without its unit's radar.
    """
    if not may_fly_remote(setup, u, m):
        return False
    x, y, z = position_at(state.track[j], time)
    return view(setup, state.antenna, setup.fire_unit[u].radar, x, y, z)[0] != VISIBLE


@kernel
def carried_to(setup: Setup, state: State, u: int, j: int, m: int, time: float) -> float:
    """Time [s] to which what is known of track `j` [row] of `setup`, `state` [tables] at `time` [s] may have to be
    carried on when the seeker of a round of type `m` [row] of unit `u` [row] opens.
    """
    delay = setup.missile[m].uplink_delay
    if not is_remote(setup, state, u, j, m, time):
        return time + setup.radar[setup.fire_unit[u].radar].period + delay
    searching = setup.radar[state.track[j].radar]
    way = state.site[setup.fire_unit[u].site].latency
    return time + searching.period + searching.latency + way + delay
