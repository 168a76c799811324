"""Which folders are taken for plan folders. Expected: only those that the program itself has marked, or sealed."""

import json
from pathlib import Path

import pytest

from vyuha.results.files import RunFolderError
from vyuha.studies.plan.store import FORMAT, MARKER, made_before, opened, prepare


def test_a_folder_with_fights_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """Not even `afresh`, which removes fights, may touch a folder that merely looks alike."""
    kept = tmp_path / "fights" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(RunFolderError, match="holds other files"), opened(tmp_path, afresh=True):
        pass
    assert kept.read_text() == "mine"
    assert not (tmp_path / MARKER).exists()


def test_afresh_removes_the_fights_of_an_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    with opened(folder):
        (folder / "fights" / "u01").mkdir()
    with opened(folder):
        assert (folder / "fights" / "u01").is_dir()
    with opened(folder, afresh=True):
        assert not any((folder / "fights").iterdir())


def test_an_interrupted_run_is_known_by_its_marker_and_a_whole_one_by_its_manifest(tmp_path: Path) -> None:
    prepare(tmp_path / "begun")
    assert (tmp_path / "begun" / MARKER).is_file()
    prepare(tmp_path / "begun")
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "manifest.json").write_text(json.dumps({"format": FORMAT, "made": {"seed": "1"}}))
    prepare(whole)
    assert made_before(whole) == {"seed": "1"}
    (whole / "manifest.json").write_text(json.dumps({"format": "another"}))
    with pytest.raises(RunFolderError, match=r"its manifest.json is not that of a plan folder"):
        prepare(whole)
