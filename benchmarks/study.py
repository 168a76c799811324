"""Studies: what threads, processes and a local Dask cluster add to the work itself, and a million fights in one study.

Where what is measured is the handing out and keeping, parts rest instead of fighting, so that a busy machine lengthens
neither side. Rows of the million are drawn, not fought: they have the columns of fights.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import ROOT, Line, peak_megabytes, python, spend, times
from benchmarks.study_work import Drawn, Rest, point, study
from vyuha.studies.crews.crew import Crew
from vyuha.studies.question import Want, Work

CORES = 2
MILLION, PARTS = 1_000_000, 100_000


def measure() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder, dask(Path(folder)) as (address, scheduler):
        crews: dict[str, Callable[[], Crew]] = {
            "1 thread": lambda: pool(1),
            "2 threads": lambda: pool(CORES),
            "2 processes": lambda: pool(CORES, True),
            "Dask, 2 workers": lambda: cluster(address),
        }
        yield from resting(crews)
        yield from fighting(crews)
        yield from overhead(crews, scheduler)
        yield from waiting(address, scheduler)
    yield from million()
    yield from resuming()


def resting(crews: dict[str, Callable[[], Crew]]) -> Iterator[Line]:
    """How near parts that rest come to the time they would take without anybody handing them out."""
    for seconds, count in ((1.0, 20), (10.0, 6)):
        local = 0.0
        for name in ("2 threads", "2 processes", "Dask, 2 workers"):
            took = fought(crews[name](), Rest(seconds), count).wall
            share = seconds * count / CORES / took
            local = local or took
            compared = f"{took / local:.4f} x threads" if name != "2 threads" else ""
            yield Line(f"{count} parts of {seconds:g} s, {name}: efficiency", share, "", "0.9", compared)


def fighting(crews: dict[str, Callable[[], Crew]]) -> Iterator[Line]:
    """Real fights in parts of about a second: time on the clock, and of the processor where it is ours."""
    from vyuha.studies.fights import Fights

    alone = 0.0
    for name, crew in crews.items():
        spent = fought(crew(), Fights(), 16_000, 2.0)
        alone = alone or spent.wall
        compared = "" if name == "1 thread" else f"{alone / spent.wall / CORES:.2f} of two cores"
        yield Line(f"16,000 fights of one-on-one, {name}", spent.wall, "s on the clock", "", compared)
        if "thread" in name:
            yield Line(f"  {name}: processor time", spent.cpu, "CPU s")


def overhead(crews: dict[str, Callable[[], Crew]], scheduler: int) -> Iterator[Line]:
    """What a task costs that does nothing."""
    for name in ("2 threads", "2 processes", "Dask, 2 workers"):
        before = processor_time(scheduler)
        spent = fought(crews[name](), Rest(0.0), 1000)
        yield Line(f"a task that does nothing, {name}", spent.wall, "ms on the clock")
        yield Line("  of which processor time of the manager's process", spent.cpu, "CPU ms")
    yield Line("  and of the scheduler's", processor_time(scheduler) - before, "CPU ms")


def waiting(address: str, scheduler: int) -> Iterator[Line]:
    """What the scheduler holds for tasks that wait."""
    from vyuha.engine.run import physics_hash
    from vyuha.studies.places import Places
    from vyuha.studies.task import Task

    count, crew = 5000, cluster(address)
    before = resident(scheduler)
    place = Places(study(1.0), physics_hash()).of(point())
    for n in range(count):
        task = Task(place, Rest(0.5), 1, n, 1, physics_hash())
        crew.start(task.key, task)
    time.sleep(3.0)
    held = resident(scheduler) - before
    crew.close()
    yield Line(f"memory of the scheduler for each of {count:,} tasks that wait", held / count * 1e3, "kB")


def million() -> Iterator[Line]:
    for count in (MILLION // 10, MILLION):
        told = spend(python("-m", "benchmarks.study", "million", str(count))).output.split()
        kept, answered, merged, peak, parts = (float(word) for word in told)
        yield Line(f"{count:,} rows in {parts:.0f} parts: drawn and kept", kept, "s")
        yield Line("  four outcomes with their intervals from them", answered, "s", "60", times(answered, 60.0))
        yield Line("  the parts merged into one file", merged, "s")
        yield Line("  peak memory, before merging", peak, "MB", "1000", times(peak, 1000.0))


def resuming() -> Iterator[Line]:
    told = spend(python("-m", "benchmarks.study", "resume", str(PARTS))).output.split()
    yield Line(f"find {PARTS:,} parts of an interrupted study", float(told[0]), "s")
    yield Line("  and what is missing between them", float(told[1]), "s")
    yield Line("  peak memory", float(told[2]), "MB")


class Took:
    """Time on the clock and of this process's processor [s]."""

    def __init__(self, wall: float, cpu: float) -> None:
        self.wall, self.cpu = wall, cpu


def fought(crew: Crew, work: Work, count: int, part_seconds: float = 1e-6) -> Took:
    """A study of one point by a crew that has begun already."""
    from vyuha.engine.run import physics_hash
    from vyuha.studies.folder import opened
    from vyuha.studies.manager import Manager
    from vyuha.studies.parts import Parts
    from vyuha.studies.places import Places

    with tempfile.TemporaryDirectory() as path, opened(path) as folder:
        parts = Parts(folder, Places(study(part_seconds), physics_hash()))
        # Everybody prepares the point once.
        Manager(parts, crew).fight([Want(point(2), 4, Rest(0.1)), Want(point(1), 4, Rest(0.1))])
        manager = Manager(Parts(folder, Places(study(part_seconds, 2), physics_hash())), crew)
        start, cpu = time.perf_counter(), time.process_time()
        manager.fight([Want(point(1), count, work)])
        took = Took(time.perf_counter() - start, time.process_time() - cpu)
        crew.close()
    return took


def pool(workers: int, processes: bool = False) -> Crew:
    from vyuha.studies.crews.pool import PoolCrew

    return PoolCrew(workers, processes)


def cluster(address: str) -> Crew:
    from vyuha.engine.run import physics_hash
    from vyuha.studies.crews.cluster import connected

    return connected(address, physics_hash())


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, int]]:
    """A Dask cluster on loopback: its address, and the process of its scheduler."""
    said, web = folder / "scheduler.json", ("--dashboard-address", "127.0.0.1:0")
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *web]
    running = [start([*command, "--scheduler-file", str(said)])]
    while not (said.exists() and '"address"' in said.read_text()):
        time.sleep(0.1)
    address = said.read_text().partition('"address": "')[2].partition('"')[0]
    options = ["--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--local-directory", str(folder), *web]
    running += [start([sys.executable, "-m", "distributed.cli.dask_worker", address, *options]) for _ in range(CORES)]
    time.sleep(5.0)
    try:
        yield address, running[0].pid
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def start(command: list[str]) -> "subprocess.Popen[bytes]":
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdin=silent, stdout=silent, stderr=silent)


def resident(pid: int) -> float:
    """Memory of a process [MB]."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def processor_time(pid: int) -> float:
    """What a process has taken so far [CPU s]."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def draw_million(count: int) -> None:
    """Run in a process of its own: seconds to keep, to answer and to merge, peak memory [MB], parts."""
    import polars as pl

    from vyuha.engine.run import physics_hash
    from vyuha.results.files import parquet
    from vyuha.studies.estimates import estimate
    from vyuha.studies.folder import opened
    from vyuha.studies.manager import Manager
    from vyuha.studies.parts import Parts
    from vyuha.studies.places import Places

    outcomes = ("armed_leakers", "armed_leakers > 0", "shots", "rounds_cost")
    with tempfile.TemporaryDirectory() as path, opened(path) as folder:
        places = Places(study(4.0), physics_hash())
        # As many in a part as there would be of fights of 4 ms each.
        work, crew = Drawn(4e-3 / places.seconds(point())), pool(1)
        start = time.perf_counter()
        Manager(Parts(folder, places), crew).fight([Want(point(), count, work)])
        crew.close()
        kept = time.perf_counter()
        parts = Parts(folder, places)
        for outcome in outcomes:
            estimate(parts.values(point(), outcome, work), outcome)
        answered, peak = time.perf_counter(), peak_megabytes()
        names = folder.names("parts")
        parquet(pl.concat([pl.read_parquet(io.BytesIO(folder.read(name))) for name in names]))
        merged = time.perf_counter()
    print(kept - start, answered - kept, merged - answered, peak, len(names))


def resume(count: int) -> None:
    """Run in a process of its own: seconds to find so many parts and what is missing, peak memory [MB]."""
    from vyuha.engine.run import physics_hash
    from vyuha.studies.folder import opened
    from vyuha.studies.parts import Parts
    from vyuha.studies.places import Places

    with tempfile.TemporaryDirectory() as path, opened(path) as folder:
        places = Places(study(1e-6), physics_hash())
        work = Rest(0.0)
        place = places.of(point())
        home = Path(path, "parts", place.digest, work.name)
        home.mkdir(parents=True)
        for n in range(count):
            # Every thousandth is lacking.
            if n % 1000:
                (home / f"{n:09d}-0000001.parquet").touch()
        start = time.perf_counter()
        parts = Parts(folder, places)
        found = time.perf_counter()
        lacking = sum(1 for _ in parts.missing(Want(point(), count, work)))
        assert lacking == count // 1000
        print(found - start, time.perf_counter() - found, peak_megabytes())


if __name__ == "__main__":
    {"million": draw_million, "resume": resume}[sys.argv[1]](int(sys.argv[2]))
