"""An edit in one file never leaves a cached caller in another file with the old answer.

The expected values are the plain arithmetic of the little package written here. It is laid out like the real one (the
compile module one level below the top package). The negative control decorates the same functions with the compiler's
own cache and does run stale: it shows that the test would see the fault, and that the cure is still needed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rules.sources import PACKAGE

PLAIN_CACHE = """
import numba


def kernel(function):
    return numba.njit(cache=True)(function)
"""

FILES = {
    "__init__.py": "",
    "base/__init__.py": "",
    "physics/__init__.py": "from little.physics.antenna import gain\n",
    "physics/constants.py": "LOSS = 1.0\n",
    "physics/antenna.py": """
from little.base.compile import kernel

@kernel
def gain(x: float) -> float:
    return 2.0 * x
""",
    "physics/range.py": """
from little.base.compile import kernel
from little.physics.constants import LOSS

@kernel
def reach(x: float) -> float:
    return 100.0 * x - LOSS
""",
    "engine/__init__.py": "",
    "engine/step.py": """
from little.base.compile import kernel
from little.physics import gain
from little.physics.range import reach

@kernel
def step(x: float) -> float:
    return gain(x) + reach(x)
""",
}

ASK = "from little.engine.step import step; print(step(1.0), sum(step.stats.cache_hits.values()))"


def write_package(folder: Path, compile_module: str = "") -> None:
    """The little package with its own compile module, or, by default, with ours."""
    for name, text in FILES.items():
        place = folder / "little" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    base = folder / "little" / "base"
    if compile_module:
        (base / "compile.py").write_text(compile_module)
        return
    for name in ("compile.py", "by_reference.py", "stamp.py", "kept_stamps.py", "table.py"):
        (base / name).write_text((PACKAGE / "base" / name).read_text().replace("vyuha.", "little."))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    place = folder / "little" / name
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new))


def ask(folder: Path) -> tuple[float, int]:
    """The answer of a fresh process and how many of its functions came from the cache."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA_")}
    # Two edits of the same length in one second would else be hidden by Python's own bytecode cache.
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    answer, hits = done.stdout.split()
    return float(answer), int(hits)


def test_an_edit_of_any_imported_file_is_noticed(tmp_path: Path) -> None:
    write_package(tmp_path)
    assert ask(tmp_path) == (101.0, 0)
    assert ask(tmp_path) == (101.0, 1), "the cache is not used at all"

    edit(tmp_path, "physics/range.py", "100.0 * x", "200.0 * x")
    assert ask(tmp_path)[0] == 201.0, "an imported function"
    edit(tmp_path, "physics/antenna.py", "2.0 * x", "3.0 * x")
    assert ask(tmp_path)[0] == 202.0, "a function re-exported by a package"
    edit(tmp_path, "physics/constants.py", "1.0", "5.0")
    assert ask(tmp_path)[0] == 198.0, "a constant two imports away"
    assert ask(tmp_path) == (198.0, 1), "the cache is not used after edits"

    edit(tmp_path, "physics/range.py", "\n@kernel", "\n# A comment.\nUNUSED = 7.0\n\n\n@kernel")
    assert ask(tmp_path) == (198.0, 1), "what it does not use makes the caller compile again"
    shutil.rmtree(tmp_path / "little")


def test_control_the_compilers_own_cache_runs_stale(tmp_path: Path) -> None:
    write_package(tmp_path, PLAIN_CACHE)
    assert ask(tmp_path)[0] == 101.0
    edit(tmp_path, "physics/range.py", "100.0 * x", "200.0 * x")
    assert ask(tmp_path)[0] == 101.0
