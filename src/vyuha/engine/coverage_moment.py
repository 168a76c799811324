"""A moment of a fight as it is planned: where carried antennas are then, and who jams whom, without what replicates
draw.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from vyuha.base.table import rows
from vyuha.engine.allocate import allocate
from vyuha.engine.coverage_grid import AskedError
from vyuha.results.coverage import Jamming
from vyuha.results.records import Named
from vyuha.sensors.carrier import carry
from vyuha.sensors.coverage_map import Watch
from vyuha.sensors.interference import find_jammers
from vyuha.state.radar import Jam
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT, KILLED
from vyuha.threats.system import locate_all
from vyuha.world.geodesy import local_to_geodetic
from vyuha.world.propagation import MEAN_RADIUS


def quiet(setup: Setup) -> Watch:
    """No moment in particular: antennas in the middle of their circles, and nobody jams."""
    return Watch(setup.antenna, rows(Jam, 0))


def watch_at(setup: Setup, time: float, jamming: bool = True) -> Watch:
    """The radars at `time` [s]: antennas where they are then, and every jammer as each of them hears it."""
    return _watch(setup, _planned(setup, time), time, jamming)


def jammers_at(setup: Setup, threats: Sequence[Named], time: float) -> tuple[Jamming, ...]:
    """Who jams at `time` [s], and from where; `threats` are the names of the rows."""
    state, found = _planned(setup, time), []
    for i, named in enumerate(threats):
        now: Any = state.threat[i]
        if now.airborne and setup.threat[i].jam_power > 0.0:
            x, y, z = (float(value) for value in state.fix[i, :3])
            height = float(local_to_geodetic(setup.frame[0], x, y, z)[2])
            found.append(Jamming(named.id, named.group, float(setup.threat[i].jam_power), x, y, height))
    return tuple(found)


def check_time(duration: float, time: float | None) -> None:
    """Raise `AskedError` for a `time` [s] that is not within the scenario's `duration` [s]."""
    if time is not None and not 0.0 <= time <= duration:
        raise AskedError("at", f"{time:g} s", f"give a time of the scenario, 0 to {duration:g} s")


def busiest(setup: Setup) -> float | None:
    """The time [s] in the middle of the longest stretch in which most jammers are in the air; None without any."""
    spans = [_span(setup, i) for i in range(len(setup.threat)) if setup.threat[i].jam_power > 0.0]
    if not spans:
        return None
    ends = sorted({min(end, float(setup.mission[0].duration)) for span in spans for end in span})
    best = (0, 0.0, 0.0)
    for begin, end in zip(ends, ends[1:], strict=False):
        together = sum(one <= begin and end <= other for one, other in spans)
        best = max(best, (together, end - begin, 0.5 * (begin + end)))
    return best[2] if best[0] else None


def _watch(setup: Setup, state: State, time: float, jamming: bool) -> Watch:
    heard = []
    for r in range(len(setup.radar)):
        carry(setup, state, r, time)
        count = find_jammers(setup, state, r) if jamming else 0
        heard.append(np.array(state.jam)[:count])
    jams: Any = np.concatenate(heard) if heard else rows(Jam, 0)
    return Watch(state.antenna, jams.view(np.recarray))


def _planned(setup: Setup, time: float) -> State:
    """A state in which every jammer is where its plan has it at `time` [s]; nothing else flies."""
    state = allocate(setup)
    np.asarray(state.antenna)[:] = np.asarray(setup.antenna)
    for i in range(len(setup.threat)):
        plan, now = setup.threat[i], state.threat[i]
        now.outcome = IN_FLIGHT if plan.jam_power > 0.0 else KILLED
        now.begin, now.end = _span(setup, i)
        side = float(plan.formation_offset)
        now.offset_x, now.offset_y = plan.across_x * side, plan.across_y * side
        now.offset_z = plan.across_z * side - 0.5 * side * side / MEAN_RADIUS
    locate_all(setup, state, time)
    return state


def _span(setup: Setup, i: int) -> tuple[float, float]:
    """When threat `i` sets out and comes down, as planned [s]."""
    plan = setup.threat[i]
    begin = float(plan.start_time + plan.mean_gap * plan.ordinal)
    return begin, begin + float(setup.knot[plan.last_knot].time)
