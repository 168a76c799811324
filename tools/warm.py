"""Compile what the tests need, on two processors at once, before two test workers would both do it.

The first process fights and makes the index that `tests/rules/test_signatures.py` reads, in a cache of its own; the
second fights, draws coverage and tracks plots with the ordinary cache. What fails here is no reason to stop: the tests
say why.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGHT = "vyuha.run('scenarios/one-on-one.yaml', replicates=2, workers=1, out=folder + '/run')"
REST = """
from pathlib import Path
from tests.tracks.builders import fleet, seen
from vyuha.recordings.files import write_plots
vyuha.coverage('scenarios/one-on-one.yaml', [100.0])
plots = Path(folder) / "plots.csv"
plots.parent.mkdir(exist_ok=True)
write_plots(plots, seen(fleet(3), 100.0))
vyuha.track(plots)
"""


def start(program: str, folder: str, **environment: str) -> "subprocess.Popen[bytes]":
    code = f"import sys; folder = sys.argv[1]\nimport vyuha\n{program}"
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    given = os.environ | {"PYTHONPATH": paths} | environment
    return subprocess.Popen([sys.executable, "-c", code, folder], cwd=ROOT, env=given, stdout=subprocess.DEVNULL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        counted = start(FIGHT, folder + "/1", NUMBA_CACHE_DIR=str(ROOT / ".cache" / "signatures"))
        ordinary = start(FIGHT + REST, folder + "/2")
        if counted.wait() | ordinary.wait():
            print("could not compile everything; the tests will say why", file=sys.stderr)


if __name__ == "__main__":
    main()
