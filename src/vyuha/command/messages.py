"""Messages: what of the plots and orders that are sent arrives.

Assumes   each message is lost with the same probability, independently; the sender of an order knows that it was lost
          and decides again in his next cycle, and a lost scan is not sent again. Where a message has no room for all
          plots the nearest ones go. Links do not share their room: each message has the whole of it.
Holds     for links that lose single messages. One that is lost for a while is cut.
Source    own.
Checked   tests/command/test_messages.py: rates against the binomial, geometric number of tries, who stays behind.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import LOST_GUIDANCE, LOST_ORDER, LOST_SCAN, uniforms
from vyuha.state.tables import Setup, State

# How many plots come through when the message is lost.
NOTHING = -1


@kernel
def plots_through(
    setup: Setup, state: State, seed: int, replicate: int, r: int, count: int, time: float, delay: float
) -> int:
    """How many of the first `count` [count] plots of radar `r` [row] of `setup`, `state` [tables] come to the tracker
    at `time` [s] after `delay` [s] on the way, now the first rows, or NOTHING.
    """
    now, radar = state.site[setup.radar[r].site], setup.radar[r]
    if math.isinf(now.latency) or time < state.site[setup.net[now.net].site].ready:
        return NOTHING
    # A draw is above 0, so that nothing is lost where nothing can be.
    if uniforms(seed, replicate, radar.entity, 0, LOST_SCAN, state.antenna[r].look)[0] < now.loss:
        now.scans_lost += 1
        return NOTHING
    if delay > 0.0:
        for p in range(count):
            state.plot[p].age += delay
    if now.capacity == 0 or count <= now.capacity:
        return count
    now.plots_dropped += count - now.capacity
    return keep_nearest(state, count, now.capacity)


@kernel
def keep_nearest(state: State, count: int, room: int) -> int:
    """Keep of the first `count` [count] plots of `state` [tables] the `room` [count] nearest to their radar, in their
    order; returns how many.
    """
    kept = 0
    # Who stays is decided before any row is overwritten.
    for p in range(count):
        nearer = 0
        for q in range(count):
            closer = state.plot[q].slant < state.plot[p].slant
            nearer += int(closer or (state.plot[q].slant == state.plot[p].slant and q < p))
        state.plot[p].used = nearer >= room
    for p in range(count):
        if not state.plot[p].used:
            if kept < p:
                state.plot[kept] = state.plot[p]
            kept += 1
    return kept


@kernel
def order_arrives(setup: Setup, state: State, seed: int, replicate: int, u: int) -> bool:
    """Whether an order to fire unit `u` [row] of `setup`, `state` [tables] comes through; counts it."""
    unit = setup.fire_unit[u]
    now = state.site[unit.site]
    now.orders += 1
    if uniforms(seed, replicate, unit.entity, 0, LOST_ORDER, now.orders)[0] >= now.loss:
        return True
    now.orders_lost += 1
    return False


@kernel
def guidance_arrives(setup: Setup, state: State, seed: int, replicate: int, k: int) -> bool:
    """Whether the next update for interceptor `k` [row] of `setup`, `state` [tables], which its unit guides by the
    picture of its post, comes from there to the unit.
    """
    flyer = state.interceptor[k]
    unit = setup.fire_unit[flyer.fire_unit]
    now = state.site[unit.site]
    if math.isinf(now.latency):
        return False
    # By the unit's own place for a round in the air, so that nobody else's rounds change its luck.
    place, moment = k - unit.first_interceptor, round(10.0 * flyer.time)
    return bool(uniforms(seed, replicate, unit.entity, place, LOST_GUIDANCE, moment)[0] >= now.loss)
