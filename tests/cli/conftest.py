"""A quick run that commands fight again: fought once for a module, a copy for each test."""

import shutil
from pathlib import Path

import pytest

import vyuha
from tests.cli.again import COUNT
from tests.cli.test_run import SCENARIO


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    (folder / "quick.yaml").write_text(SCENARIO)
    vyuha.run(folder / "quick.yaml", COUNT, out=folder / "run", report=False)
    return folder / "run"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))
