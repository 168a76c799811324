"""What all benchmarks share: a line of the table, CPU time of processes, peak memory of a process, a noisy machine."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"


@dataclass(frozen=True)
class Line:
    """One figure. `goal` is text; `ratio` says how the figure compares with the goal or with a peer."""

    what: str
    value: float
    unit: str
    goal: str = ""
    ratio: str = ""


@dataclass(frozen=True)
class Spent:
    """What a process took: CPU time (all its threads) and time on the clock [s]."""

    cpu: float
    wall: float
    output: str


def spend(command: Sequence[str], **environment: str) -> Spent:
    """Run a command to its end; its error output is shown and ends the benchmark when it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(cpu, wall, done.stdout)


def python(*arguments: str) -> list[str]:
    """A command for this interpreter."""
    return [sys.executable, *arguments]


def median_spend(command: Sequence[str], repeats: int = 7, **environment: str) -> Spent:
    """Medians over repeats, each on its own."""
    runs = [spend(command, **environment) for _ in range(repeats)]
    return Spent(statistics.median(r.cpu for r in runs), statistics.median(r.wall for r in runs), runs[0].output)


def median_cpu(work: Callable[[], object], repeats: int = 5) -> float:
    """Median CPU time [s] of this process for `work`, after one call that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def peak_megabytes() -> float:
    """Peak resident memory of this process so far [MB]."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def times(value: float, other: float) -> str:
    """How many times `other` a value is."""
    return f"{value / other:.3g} x"
