"""Booking: whose round a shot counts as once it is known what it flies at."""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import State


@kernel
def book(state: State, k: int) -> None:
    """Book the round of interceptor `k` [row] on the threat that it flies at, which need not be the one it was fired
    at, and number it among its unit's rounds there.
    """
    flyer = state.interceptor[k]
    shot = state.shot[flyer.shot]
    if shot.threat != flyer.target:
        if shot.threat >= 0:
            state.threat[shot.threat].shots -= 1
        state.threat[flyer.target].shots += 1
        if math.isnan(state.threat[flyer.target].launch_time):
            state.threat[flyer.target].launch_time = shot.launch_time
        shot.threat = flyer.target
    number = 1
    for other in range(state.progress[0].shots):
        before = state.shot[other]
        if before.ordinal > 0 and before.threat == shot.threat and before.fire_unit == shot.fire_unit:
            number += 1
    shot.ordinal = number
