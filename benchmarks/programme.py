"""A plan without its fights: futures of the deliveries are drawn, pushed through a surface, tabled and answered.

The surface comes from few fights a point, which changes its figures but not the work of looking them up.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import SCENARIOS, Line, peak_megabytes, times

REPLICATES = 10
GOAL = 10.0


def measure() -> Iterator[Line]:
    from vyuha import api
    from vyuha.programme.plan import read_plan
    from vyuha.studies.plan.answers import answers
    from vyuha.studies.plan.join import courses, join
    from vyuha.studies.plan.outcome import tables_of
    from vyuha.studies.plan.surface import build

    given = read_plan(SCENARIOS / "plans" / "india-s400.yaml")
    plan, force = given.plan, given.plan.force
    with tempfile.TemporaryDirectory() as folder:
        cpus = api.processors()
        surface = build(force.scenario, force.positions, REPLICATES, 1, Path(folder), cpus, given=given.scenario_text)
        load = surface.full_load
        few = plan.model_copy(update={"futures": 10})
        join(few, given.programmes, surface, load, courses(few, given.programmes, load))
        start, cpu = time.perf_counter(), time.process_time()
        made = courses(plan, given.programmes, load)
        drawn = time.perf_counter()
        joined = join(plan, given.programmes, surface, load, made)
        tables_of(joined, surface)
        answers(joined)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    what = f"{plan.futures:,} futures of {len(plan.alternatives)} alternatives through the surface"
    yield Line(what, wall, "s", f"{GOAL:g}", times(wall, GOAL))
    yield Line("  of which drawing them", drawn - start, "s")
    yield Line("  CPU time", cpu, "CPU s")
    yield Line("  peak memory", peak_megabytes(), "MB")
