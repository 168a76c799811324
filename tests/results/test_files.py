"""Files that are written together: all or none; folders that are refused before any work.

Expected: the bytes that were there before. Control: without a fault the same call changes all of them.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from vyuha.results.files import RunFolderError, UnwritableError, check_folder, write_together

OLD = {"a.txt": b"old a", "b.txt": b"old b", "gone.txt": b"old"}
NEW = {"a.txt": b"new a", "c.txt": b"new c", "b.txt": b"new b"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_together(tmp_path / "deep" / "out", OLD)
    return tmp_path / "deep" / "out"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_new_files_take_the_place_of_old_ones(folder: Path) -> None:
    (folder / ".left.vyuha-tmp").write_bytes(b"of a process that was killed")
    write_together(folder, NEW, ["gone.txt", "never-was.txt"])
    assert held(folder) == NEW


@pytest.mark.parametrize("fails", range(8))
def test_what_fails_leaves_the_old_files(folder: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    """Three files step aside, three take their names: one call of these fails, or none (the controls, 6 and 7)."""
    swap, calls = os.replace, []

    def replace(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == fails + 1:
            raise PermissionError(13, "Permission denied")
        swap(source, target)

    monkeypatch.setattr("vyuha.results.files.os.replace", replace)
    if fails >= 6:
        write_together(folder, NEW, ["gone.txt"])
        assert held(folder) == NEW
        return
    with pytest.raises(UnwritableError, match=r"/out/[abcgone]+\.txt: cannot write: permission denied"):
        write_together(folder, NEW, ["gone.txt"])
    assert held(folder) == OLD


def test_a_folder_in_the_way_is_named_and_nothing_changes(folder: Path) -> None:
    (folder / "c.txt").mkdir()
    with pytest.raises(UnwritableError, match=r"out/c\.txt: cannot write: is a directory"):
        write_together(folder, NEW)
    assert held(folder) == OLD


def test_a_place_that_cannot_be_used_is_refused_at_once(folder: Path) -> None:
    ours = OLD.__contains__
    assert check_folder(folder, "old files", ours) == sorted(OLD)
    assert check_folder(folder / "new" / "newer", "old files", ours) == []
    with pytest.raises(RunFolderError, match="is a file; give a folder"):
        check_folder(folder / "a.txt", "old files", ours)
    with pytest.raises(RunFolderError, match=r"a\.txt is a file; give a folder"):
        check_folder(folder / "a.txt" / "below", "old files", ours)
    (folder / "mine.txt").write_bytes(b"keep")
    with pytest.raises(RunFolderError, match=r"holds something else than old files \(mine\.txt\)"):
        check_folder(folder, "old files", ours)
    # Beside what says whose it is other files may stand, but no folder where a file goes.
    assert "mine.txt" in check_folder(folder, "old files", ours, "a.txt")
    (folder / "b.txt").unlink()
    (folder / "b.txt").mkdir()
    with pytest.raises(RunFolderError, match=r"\(b\.txt\)"):
        check_folder(folder, "old files", ours, "a.txt")
