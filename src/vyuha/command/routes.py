"""Routes: the way of least latency from a unit to every other, over the links that are up.

Assumes   a link is up when both its ends stand and no cut holds; every unit passes on what others send through it, at
          no cost of its own. Of ways that are equally fast the one of fewest links is taken, of these the one that the
          search comes to first.
Holds     for up to some hundred links: the search is repeated for every unit, but only when a link or a unit is lost
          or comes back.
Source    R. Bellman, "On a routing problem", Quarterly of Applied Mathematics 16 (1958).
Checked   tests/command/test_routes.py: against the search of another library on random graphs.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State


@kernel
def is_up(setup: Setup, state: State, k: int, time: float) -> bool:
    """Whether link `k` [row] of `setup`, `state` [tables] carries messages at `time` [s]."""
    link = setup.link[k]
    cuts = 0
    for c in range(link.first_cut, link.last_cut + 1):
        cuts += int(setup.cut[c].start <= time < setup.cut[c].end)
    return bool(cuts == 0 and not state.site[link.one].destroyed and not state.site[link.other].destroyed)


@kernel
def find_ways(setup: Setup, state: State, s: int, time: float) -> None:
    """Write the way from site `s` [row] at `time` [s] to every other into `state` [tables]: latency, number of links
    and last link.
    """
    for i in range(len(setup.site)):
        state.site[i].reach, state.site[i].hops, state.site[i].via = math.inf, 0, -1
    state.site[s].reach = 0.0
    changes = 1
    while changes > 0:
        changes = 0
        for k in range(len(setup.link)):
            if is_up(setup, state, k, time):
                link = setup.link[k]
                changes += int(_extend(state, link.one, link.other, k, link.latency))
                changes += int(_extend(state, link.other, link.one, k, link.latency))


@kernel
def _extend(state: State, i: int, j: int, k: int, latency: float) -> bool:
    """Go on from site `i` to site `j` by link `k` of this `latency` [s], if that is a better way; whether it is."""
    here, there = state.site[i], state.site[j]
    reach, hops = here.reach + latency, here.hops + 1
    if math.isinf(reach) or reach > there.reach or (reach == there.reach and hops >= there.hops):
        return False
    there.reach, there.hops, there.via = reach, hops, k
    return True


@kernel
def way_back(setup: Setup, state: State, s: int, p: int) -> tuple[float, float, int]:
    """Of the way from site `s` [row], where the latest search began, to site `p` [row], which it has reached: latency
    [s], probability that a message is lost [1], and the most plots in one message [count, 0: no limit].
    """
    kept, capacity, at = 1.0, 0, p
    while at != s:
        link = setup.link[state.site[at].via]
        kept *= 1.0 - link.loss
        if link.capacity > 0 and (capacity == 0 or link.capacity < capacity):
            capacity = link.capacity
        at = link.one if link.other == at else link.other
    return state.site[p].reach, 1.0 - kept, capacity
