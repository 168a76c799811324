"""The network: under whom every unit fights, and what changes when a link or a post is lost or comes back.

Assumes   everybody knows at once what is cut and what is lost. A unit fights under the highest post of its chain of
          command that it reaches; who reaches none commands itself after a time of switching over, with the plots of
          its own radars, or stays silent if it is not autonomous. To a post that is reached again it returns at once.
          Who changes his picture takes along the tracks that he engages; all others begin anew.
Holds     for posts whose picture is that of all radars under them. A silent unit whose post is destroyed keeps the
          picture, since nobody decides on it any more.
Source    own; the vocabulary (degraded, autonomous operation) is that of any manual of air defence.
Checked   tests/command/test_network.py: chains, returns, silence; tests/engine/test_network.py: fights.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.fire import follows
from vyuha.command.routes import find_ways, way_back
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import IDLE


@kernel
def begin_network(setup: Setup, state: State) -> None:
    """Bring every unit of `setup`, `state` [tables] to its place at the start."""
    for s in range(len(setup.site)):
        now = state.site[s]
        now.net, now.latency, now.loss, now.capacity = setup.site[s].own_net, 0.0, 0.0, 0
        now.ready, now.awake = 0.0, False
        now.alone_since, now.without_command = math.nan, 0.0
        now.orders, now.orders_lost, now.scans_lost, now.plots_dropped = 0, 0, 0, 0
    rewire(setup, state, 0.0)
    for s in range(len(setup.site)):
        state.site[s].ready = 0.0


@kernel
def rewire(setup: Setup, state: State, time: float) -> None:
    """Find for every unit of `setup`, `state` [tables] under whom it fights from `time` [s] on, and how it reaches
    him.
    """
    for s in range(len(setup.site)):
        if not setup.site[s].is_asset:
            if not state.site[s].destroyed:
                _settle(setup, state, s, highest_reached(setup, state, s, time), time)
            else:
                _end_alone(state, s, time)


@kernel
def highest_reached(setup: Setup, state: State, s: int, time: float) -> int:
    """The highest post of the chain of command of unit `s` [row] of `setup`, `state` [tables] that it reaches at `time`
    [s] and that commands [row]; itself if none does, -1 if it may not. The way there stands in the tables.
    """
    find_ways(setup, state, s, time)
    best, at = -1, s
    while True:
        place, now = setup.site[at], state.site[at]
        top = place.commander == at
        if not now.destroyed and not math.isinf(now.reach) and (top or place.autonomous):
            best = at
        if top:
            return best
        at = place.commander


@kernel
def _settle(setup: Setup, state: State, s: int, post: int, time: float) -> None:
    """Unit `s` fights under `post` (-1: nobody) from `time` [s] on; the way to it has just been found."""
    place, now = setup.site[s], state.site[s]
    if post >= 0 and (post != s or place.commander == s):
        _end_alone(state, s, time)
    elif math.isnan(now.alone_since):
        now.alone_since = time
    if post < 0:
        if not state.site[setup.net[now.net].site].destroyed:
            now.latency = math.inf
        return
    now.latency, now.loss, now.capacity = way_back(setup, state, s, post)
    net = setup.site[post].own_net
    if net == now.net:
        return
    if post == s:
        now.ready = time + place.switch_over
    _take_along(setup, state, s, net)
    now.net = net


@kernel
def _end_alone(state: State, s: int, time: float) -> None:
    """At `time` [s] unit `s` has a commander again, or needs none any more."""
    now = state.site[s]
    if not math.isnan(now.alone_since):
        now.without_command += time - now.alone_since
        now.alone_since = math.nan


@kernel
def end_network(setup: Setup, state: State, time: float) -> None:
    """Close the books of `setup`, `state` [tables] when the fight ends at `time` [s]."""
    for s in range(len(setup.site)):
        _end_alone(state, s, time)


@kernel
def _take_along(setup: Setup, state: State, s: int, net: int) -> None:
    """The tracks that the fire units at site `s` engage go with them to `net`."""
    for e in range(len(state.engagement)):
        engagement = state.engagement[e]
        if engagement.phase != IDLE and setup.fire_unit[engagement.fire_unit].site == s and follows(state, e):
            state.track[engagement.track].net = net


@kernel
def in_use(setup: Setup, state: State, n: int) -> bool:
    """Whether any unit of `setup`, `state` [tables] shares the picture of net `n` [row]."""
    members = 0
    for s in range(len(setup.site)):
        members += int(not setup.site[s].is_asset and state.site[s].net == n)
    return members > 0
