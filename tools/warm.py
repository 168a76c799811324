"""Compile what the tests need, on all processors at once, before two test workers would both do it.

One process fights in a cache of its own, which `tests/rules/test_signatures.py` reads, and copies that to the ordinary
one; another draws coverage and tracks plots with the ordinary cache. What fails here is no reason to stop: the tests
say why.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGHT = """
import shutil
from pathlib import Path
vyuha.run("scenarios/one-on-one.yaml", replicates=2, workers=1, out=folder + "/run")
for module in [module for name, module in sys.modules.items() if name.startswith("vyuha.")]:
    for member in vars(module).values():
        if hasattr(member, "py_func") and hasattr(member, "_cache"):
            index = Path(member._cache._cache_file._index_path)
            beside = Path(member.py_func.__code__.co_filename).parent / "__pycache__"
            beside.mkdir(exist_ok=True)
            for file in index.parent.glob(index.stem + "*"):
                shutil.copy2(file, beside)
"""
REST = """
from pathlib import Path
from tests.tracks.builders import fleet, seen
from vyuha.recordings.files import write_plots
plots = Path(folder) / "plots.csv"
plots.parent.mkdir(exist_ok=True)
write_plots(plots, seen(fleet(3), 100.0))
vyuha.track(plots)
vyuha.coverage("scenarios/one-on-one.yaml", [100.0])
"""


def start(program: str, folder: str, **environment: str) -> "subprocess.Popen[bytes]":
    code = f"import sys; folder = sys.argv[1]\nimport vyuha\n{program}"
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    given = os.environ | {"PYTHONPATH": paths} | environment
    return subprocess.Popen([sys.executable, "-c", code, folder], cwd=ROOT, env=given, stdout=subprocess.DEVNULL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fought = start(FIGHT, folder + "/1", NUMBA_CACHE_DIR=str(ROOT / ".cache" / "signatures"))
        rest = start(REST, folder + "/2")
        if fought.wait() | rest.wait():
            print("could not compile everything; the tests will say why", file=sys.stderr)


if __name__ == "__main__":
    main()
