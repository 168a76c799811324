"""Folders of a study, on a disk and at an address. Expected values: what was written; fsspec's own file system."""

from pathlib import Path

import pytest

from vyuha.results.files import RunFolderError, UnwritableError
from vyuha.studies.folder import Folder, LocalFolder, at, opened


@pytest.fixture(params=["local", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return LocalFolder(tmp_path) if request.param == "local" else at(f"memory://{tmp_path.name}/study")


def test_what_is_written_is_there_under_its_name(folder: Folder) -> None:
    folder.write("parts/a/fights/1.parquet", b"one")
    folder.write("parts/b/fights/1.parquet", b"two")
    folder.write("study.json", b"{}")
    folder.write("study.json", b"{1}")
    assert folder.names() == ["parts/a/fights/1.parquet", "parts/b/fights/1.parquet", "study.json"]
    assert folder.names("parts/a") == ["parts/a/fights/1.parquet"]
    assert folder.names("nothing") == []
    assert folder.read("study.json") == b"{1}"
    folder.remove("study.json")
    folder.remove("study.json")
    assert "study.json" not in folder.names()


def test_what_is_not_there_is_said_in_one_line(folder: Folder) -> None:
    with pytest.raises(RunFolderError) as refused:
        folder.read("parts/none")
    assert "parts/none" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_a_killed_writer_left_is_no_name(tmp_path: Path) -> None:
    (tmp_path / ".a.parquet.vyuha-tmp").write_bytes(b"half")
    assert LocalFolder(tmp_path).names() == []


def test_one_study_writes_at_a_time(tmp_path: Path) -> None:
    with (
        opened(str(tmp_path / "s")),
        pytest.raises(RunFolderError, match="is writing here"),
        opened(str(tmp_path / "s")),
    ):
        pass


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunFolderError, match="cannot be made"), opened(str(tmp_path / "file")):
        pass
    with pytest.raises(UnwritableError, match="cannot write"):
        LocalFolder(tmp_path).write("file/inside", b"")


def test_an_address_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(RunFolderError, match="nonsense"):
        at("nonsense://bucket/study")
