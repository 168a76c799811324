"""A copy of the catalogue's files that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vyuha.catalogue.contents import DATA

Spoil = Callable[[str, str, str], Path]


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoil:
    """`spoiled(file, old, new)`: the folder of a copy in which the first `old` of `file` became `new`."""

    def spoil(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder, dirs_exist_ok=True)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return spoil
