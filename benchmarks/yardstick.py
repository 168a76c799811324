"""The yardstick: a hundred aircraft against eight fire units, in simulated seconds for each CPU second of one core.

The peer's figure is the published-for-comparison one of our own survey, measured on the same class of machine but not
in this run: BLADE (an open Python game of the same kind, without radar physics) is not on the package index.
"""

import statistics
import time
from collections.abc import Iterator

from benchmarks.measure import SCENARIOS, Line, times

REPLICATES = 10
PEER = 24.0


def measure() -> Iterator[Line]:
    from vyuha.catalogue import load
    from vyuha.engine.assemble import assemble
    from vyuha.engine.replicates import Engine
    from vyuha.scenario import load as load_scenario

    scenario = load_scenario(SCENARIOS / "hundred-v-eight.yaml")
    engine = Engine(assemble(scenario, load()).setup, 1, 1)
    engine.fight_block(0, 1)
    rates, shares, spent, events = [], [], [], []
    for replicate in range(REPLICATES):
        start = time.process_time()
        block = engine.fight_block(replicate, 1)
        cpu = time.process_time() - start
        # A fight ends when the fate of every threat is known: only that much time was simulated.
        lasted = min(float(block.threats["resolved_time"].max()), scenario.duration)
        rates.append(lasted / cpu)
        shares.append(lasted)
        spent.append(cpu)
        events.append(int(block.events[0]))
    rate = statistics.median(rates)
    yield Line("hundred-v-eight, one core", rate, "sim s / CPU s", "5000", times(rate, 5000.0))
    yield Line("  simulated in a fight", statistics.median(shares), "s")
    yield Line("  CPU time of a fight", statistics.median(spent), "CPU s")
    yield Line("  events in a fight", statistics.median(events), "")
    yield Line("  BLADE, 100 v 8, measured earlier", PEER, "sim s / CPU s", "", f"we: {times(rate, PEER)}")
