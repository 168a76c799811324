"""A commander's cycle with a hundred tracks and sixteen battalions, by each way of sharing out rounds."""

import itertools
import statistics
import time
from collections.abc import Iterator

from benchmarks.measure import Line

THREATS, UNITS = 100, 16
TRIES = 30
GOAL = 2.0


def measure() -> Iterator[Line]:
    import numpy as np

    from tests.command.cases import battle, follow
    from vyuha.catalogue import load
    from vyuha.command.desk import desk_for
    from vyuha.command.system import command_cycle
    from vyuha.state.weapon import BY_ASSIGNMENT, BY_RETURN, BY_URGENCY, IDLE

    ways = (("urgency", BY_URGENCY), ("marginal return", BY_RETURN), ("assignment", BY_ASSIGNMENT))
    for rounds, (name, way) in itertools.product((6, 48), ways):
        setup, state = battle(threats=THREATS, units=UNITS)
        item = load().missiles["9M96E2"]
        for column in ("lethal_radius", "fuze_radius", "reliability", "expected_kill", "load_limit", "lift_limit"):
            setup.missile[0][column] = getattr(item, column).value
        setup.missile[0].reference_area, setup.missile[0].launch_mass = 0.0452, 300.0
        setup.magazine.rounds[:] = rounds
        setup.doctrine[0].allocation = way
        state = state._replace(desk=desk_for(setup))
        draws = np.random.default_rng(1)
        spent, orders = [], 0
        for attempt in range(TRIES + 1):
            for j in range(THREATS):
                at = (float(draws.uniform(40e3, 120e3)), float(draws.uniform(-40e3, 40e3)), 5e3)
                follow(state, j, j, at, (-250.0, 0.0, 0.0))
            state.engagement.phase[:] = IDLE
            state.fire_unit.targets_engaged[:] = 0
            state.magazine.rounds[:] = rounds
            start = time.process_time()
            command_cycle(setup, state, 0, 0, 0, 0.0)
            if attempt:
                spent.append(1e3 * (time.process_time() - start))
            orders = int((state.engagement.phase != IDLE).sum())
        middle = statistics.median(spent)
        what = f"{THREATS} tracks x {UNITS} units of {rounds}, {name}"
        yield Line(what, middle, "CPU ms", f"{GOAL:g}", f"{orders} orders")
