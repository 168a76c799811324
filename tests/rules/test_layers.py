"""The import contract of pyproject.toml holds, and a planted violation of each kind is refused (negative controls)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, ROOT


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_import_contract_is_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


VIOLATIONS = {
    "upwards": ("sensors/planted.py", "import vyuha.command\n", "vyuha.sensors.planted -> vyuha.command"),
    "sibling": ("sensors/planted.py", "import vyuha.weapons\n", "vyuha.sensors.planted -> vyuha.weapons"),
    "compiler by a detour": (
        "results/planted.py",
        "import vyuha.base.compile\n",
        "vyuha.results.planted -> vyuha.base.compile",
    ),
    "outer library": ("sensors/planted.py", "import polars\n", "vyuha.sensors.planted -> polars"),
    "room outside the layers": ("planted/__init__.py", "", "vyuha.planted"),
}


@pytest.mark.parametrize("kind", VIOLATIONS)
def test_a_planted_violation_is_refused(kind: str, tmp_path: Path) -> None:
    name, text, complaint = VIOLATIONS[kind]
    ignored = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(PACKAGE, tmp_path / "src" / "vyuha", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "vyuha" / name
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text)
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert complaint in done.stdout
