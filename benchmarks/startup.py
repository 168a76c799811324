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
# One change of physics in each package, from a leaf to what everything stands on: file, what stands there, what will.
EDITED = (
    ("weapons/lethality.py", "math.log(2.0) * ratio", "math.log(2.5) * ratio"),
    ("sensors/detection.py", "if snr > 700.0:", "if snr > 690.0:"),
    ("command/evaluation.py", "_PATIENCE = 60.0", "_PATIENCE = 61.0"),
    ("weapons/guidance.py", "_LEAST_CLOSING = 50.0", "_LEAST_CLOSING = 51.0"),
    ("tracking/filter.py", "_DRAG_TIME = 5.0", "_DRAG_TIME = 6.0"),
    ("weapons/flight.py", "EJECTION_SPEED = 25.0", "EJECTION_SPEED = 26.0"),
    ("world/geodesy.py", "SEMI_MAJOR = 6378137.0", "SEMI_MAJOR = 6378137.5"),
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
    for name, old, new in EDITED:
        # The edits add up: to take one back would only compile the same kernels once more.
        text = (source / name).read_text()
        if old not in text:
            raise LookupError(f"{name}: {old!r} is no longer there; give the benchmark another edit")
        (source / name).write_text(text.replace(old, new))
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
