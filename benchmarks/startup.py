"""How long one waits: compiling everything, after an edit of one physics file, with all compiled, and for help."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Line, median_spend, python, spend, times

SCENARIO = "one-on-one.yaml"
# One file of each physics package, from a leaf to what everything stands on.
EDITED = (
    "sensors/detection.py",
    "tracking/filter.py",
    "command/evaluation.py",
    "weapons/guidance.py",
    "weapons/flight.py",
    "world/geodesy.py",
)
SLOWEST = 12
SLOWEST_AGAIN = 4


def measure() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _compiling(Path(folder))
    yield from _warm()


def _compiling(folder: Path) -> Iterator[Line]:
    """In a copy of the sources, so that the edits touch nobody's tree, with a cache of its own."""
    source = folder / "src" / "vyuha"
    shutil.copytree(ROOT / "src" / "vyuha", source, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {"PYTHONPATH": f"{folder / 'src'}{os.pathsep}{ROOT}", "NUMBA_CACHE_DIR": str(folder / "cache")}
    command = python("-m", "benchmarks.first_fight", SCENARIO)
    cold = spend(command, **environment)
    kernels = json.loads(cold.output)["kernels"]
    yield Line("cold: the first fight with an empty cache", cold.cpu, "CPU s", "60", times(cold.cpu, 60.0))
    yield Line(f"  in {len(kernels)} kernels; compiling alone", sum(kernels.values()), "CPU s")
    for name in sorted(kernels, key=kernels.__getitem__, reverse=True)[:SLOWEST]:
        yield Line(f"  {name}", kernels[name], "CPU s")
    warm = spend(command, **environment)
    yield Line("warm: the first fight", warm.cpu, "CPU s")
    for name in EDITED:
        # The edits add up: to take one back would only compile the same kernels once more.
        with (source / name).open("a") as file:
            file.write("\n_EDITED = 1.0\n")
        again = spend(command, **environment)
        kernels = json.loads(again.output)["kernels"]
        what = f"after an edit of {name}: {len(kernels)} kernels again"
        yield Line(what, again.cpu, "CPU s", "8", times(again.cpu, 8.0))
        for slow in sorted(kernels, key=kernels.__getitem__, reverse=True)[:SLOWEST_AGAIN]:
            yield Line(f"  {slow}", kernels[slow], "CPU s")


def _warm() -> Iterator[Line]:
    """The installed command, with whatever cache this machine has."""
    vyuha = str(Path(sys.executable).with_name("vyuha"))
    with tempfile.TemporaryDirectory() as folder:
        fight = [vyuha, "run", str(ROOT / "scenarios" / SCENARIO), "-n", "1", "--force", "-o", f"{folder}/run"]
        spend(fight)
        run = median_spend(fight)
    yield Line("vyuha run -n 1, all compiled", run.wall, "s", "1", times(run.wall, 1.0))
    yield Line("  its CPU time, all threads", run.cpu, "CPU s")
    for what, command, goal in (
        ("vyuha --help", [vyuha, "--help"], 0.3),
        ("python -c 'import vyuha'", python("-c", "import vyuha"), 0.3),
        ("python -c pass", python("-c", "pass"), 0.0),
    ):
        done = median_spend(command, 15)
        yield Line(what, done.wall, "s", f"{goal:g}" if goal else "", times(done.wall, goal) if goal else "")
