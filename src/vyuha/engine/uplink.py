"""The data link to an interceptor: guidance updates on their way, and when they reach it.

Updates follow each other like on a belt: while one is under way the next may leave, and all arrive in order.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.tables import State
from vyuha.state.weapon import UPLINKS

# An update that is due within this time has arrived [s].
SAME_TIME = 1e-6


@kernel
def send(state: State, k: int, arrival: float, aim: Vector) -> None:
    """Send interceptor `k` [row] the point `aim` [m] to fly to, which reaches it at `arrival` [s]. Unless `UPLINKS`
    updates are on their way already: then this one is lost.
    """
    flyer = state.interceptor[k]
    # What would come later than this one says less: it is not sent any more.
    while flyer.uplinks_sent > flyer.uplinks_received and _last_arrival(state, k) >= arrival:
        flyer.uplinks_sent -= 1
    if flyer.uplinks_sent - flyer.uplinks_received >= UPLINKS:
        return
    update = state.uplink[UPLINKS * k + flyer.uplinks_sent % UPLINKS]
    update.arrival = arrival
    update.x, update.y, update.z = aim
    flyer.uplinks_sent += 1


@kernel
def _last_arrival(state: State, k: int) -> float:
    """When the update sent last reaches interceptor `k` [s]."""
    return float(state.uplink[UPLINKS * k + (state.interceptor[k].uplinks_sent - 1) % UPLINKS].arrival)


@kernel
def receive(state: State, k: int, time: float) -> None:
    """Interceptor `k` [row] takes the newest of the updates that have reached it by `time` [s]."""
    flyer = state.interceptor[k]
    while next_arrival(state, k) <= time + SAME_TIME:
        update = state.uplink[UPLINKS * k + flyer.uplinks_received % UPLINKS]
        flyer.aim_x, flyer.aim_y, flyer.aim_z = update.x, update.y, update.z
        flyer.uplinks_received += 1


@kernel
def next_arrival(state: State, k: int) -> float:
    """When the next update reaches interceptor `k` [row] [s]; infinite when none is on its way."""
    flyer = state.interceptor[k]
    if flyer.uplinks_received == flyer.uplinks_sent:
        return math.inf
    return float(state.uplink[UPLINKS * k + flyer.uplinks_received % UPLINKS].arrival)
