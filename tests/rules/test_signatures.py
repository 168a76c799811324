"""After a run every kernel was compiled for one set of argument types: an integer astray among floats shows here.

A second signature costs compile time and may round differently. A fresh process fights two replicates of the smallest
scenario and counts the compiled forms of each kernel in a disk cache that nothing else uses. That cache is kept, since
compiling everything takes a minute; when it shows a second form, which may be left over from before an edit, it is
emptied and the count repeated. The control calls one kernel with an integer and must see two forms.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="needs the compiler, which NUMBA_DISABLE_JIT switched off"
)

COUNT = """
import sys
for module in [module for name, module in sys.modules.items() if name.startswith("vyuha.")]:
    for member in vars(module).values():
        if hasattr(member, "py_func") and hasattr(member, "_cache"):
            forms = member._cache._cache_file._load_index()
            print(f"{member.py_func.__module__}.{member.py_func.__name__}", len(forms))
"""
RUN = """
import sys
import vyuha
vyuha.run("scenarios/one-on-one.yaml", replicates=2, workers=1, out=sys.argv[1])
"""
STRAY = """
from vyuha.base.vector import norm
norm(3.0, 4.0, 0.0)
norm(3, 4.0, 0.0)
"""


def compiled_forms(program: str, cache: Path, out: Path) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", program + COUNT, str(out)],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache)},
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    lines = [line.rsplit(" ", 1) for line in done.stdout.splitlines() if line.startswith("vyuha.")]
    return {name: int(count) for name, count in lines}


def test_every_kernel_has_one_signature_after_a_run(tmp_path: Path) -> None:
    cache = ROOT / ".cache" / "signatures"
    found = compiled_forms(RUN, cache, tmp_path / "first")
    if max(found.values()) > 1:
        shutil.rmtree(cache)
        found = compiled_forms(RUN, cache, tmp_path / "again")
    assert found["vyuha.engine.replicate.fight"] == 1
    assert found["vyuha.base.random.philox4x32"] == 1
    assert {name: count for name, count in found.items() if count > 1} == {}


def test_control_a_stray_integer_is_seen(tmp_path: Path) -> None:
    assert compiled_forms(STRAY, tmp_path, tmp_path)["vyuha.base.vector.norm"] == 2
