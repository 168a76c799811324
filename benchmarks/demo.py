"""The demonstration as a person sees it: a thousand fights, the summary and the report, on all processors."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import SCENARIOS, Line, times

REPLICATES = 1000


def measure() -> Iterator[Line]:
    from vyuha import api

    fought = [0.0]

    def progress(done: int, total: int) -> None:
        fought[0] = time.perf_counter()

    with tempfile.TemporaryDirectory() as folder:
        scenario = SCENARIOS / "first-raid.yaml"
        api.run(scenario, replicates=1, out=Path(folder) / "warm")
        start, cpu = time.perf_counter(), time.process_time()
        api.run(scenario, replicates=REPLICATES, out=Path(folder) / "run", progress=progress)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    yield Line(f"{REPLICATES} fights of first-raid with report", wall, "s", "60 (aim 20)", times(wall, 60.0))
    yield Line("  of which fighting", fought[0] - start, "s")
    yield Line("  CPU time of all threads", cpu, "CPU s")
