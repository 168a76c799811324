"""In continuous integration a skip is a failure, unless marked `gpu`; elsewhere it is a skip (the control)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rules.sources import ROOT

SUITE = """
import pytest

def test_that_skips_itself():
    pytest.skip("no such tool")

@pytest.mark.gpu
def test_that_needs_a_graphics_processor():
    pytest.skip("no such device")

@pytest.mark.xfail
def test_of_a_known_fault():
    assert False
"""


def closing_line(folder: Path, ci: str) -> str:
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_small.py").write_text(SUITE)
    (folder / "test_whole_file.py").write_text('import pytest\npytest.importorskip("no_such_module")\n')
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = gpu\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--continue-on-collection-errors", "-p", "no:cacheprovider"],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")} | {"CI": ci},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout.strip().splitlines()[-1]


def test_a_skip_fails_in_continuous_integration(tmp_path: Path) -> None:
    assert closing_line(tmp_path, "true").startswith("1 failed, 1 skipped, 1 xfailed, 1 error")


def test_control_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    assert closing_line(tmp_path, "").startswith("3 skipped, 1 xfailed")
