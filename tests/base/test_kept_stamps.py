"""Stamps that are kept between processes hold for the tree that they were made of, and for no other."""

import json
from pathlib import Path

import pytest

from vyuha.base.kept_stamps import KeptStamps


def made(path: Path, name: str) -> str:
    return f"{path.name} {name} {path.read_text()}"


def refuse(path: Path, name: str) -> str:
    raise AssertionError("made again")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "package"
    (root / "inner").mkdir(parents=True)
    (root / "one.py").write_text("a = 1\n")
    (root / "inner" / "two.py").write_text("b = 2\n")
    return root


@pytest.fixture
def folder(tree: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    first = KeptStamps(tree, folder)
    first.stamp(tree / "one.py", "a", made)
    first.save()
    return folder


def test_what_is_kept_is_not_made_again(tree: Path, folder: Path) -> None:
    assert KeptStamps(tree, folder).stamp(tree / "one.py", "a", refuse) == "one.py a a = 1\n"
    with pytest.raises(AssertionError, match="made again"):  # control: another definition
        KeptStamps(tree, folder).stamp(tree / "one.py", "b", refuse)


@pytest.mark.parametrize("change", ["same file", "another file", "new file", "removed file", "moved file"])
def test_any_change_of_the_tree_makes_all_anew(change: str, tree: Path, folder: Path) -> None:
    two = tree / "inner" / "two.py"
    if change == "same file":
        (tree / "one.py").write_text("a = 3\n")
    elif change == "another file":
        two.write_text("b = 3\n")
    elif change == "new file":
        (tree / "three.py").write_text("")
    elif change == "removed file":
        two.unlink()
    else:
        two.rename(tree / "two.py")
    with pytest.raises(AssertionError, match="made again"):
        KeptStamps(tree, folder).stamp(tree / "one.py", "a", refuse)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tree": 1}', '{"tree": "x", "stamps": 3}', "\x00"])
def test_a_damaged_file_is_as_none(text: str, tree: Path, folder: Path) -> None:
    (file,) = folder.iterdir()
    file.write_text(text)
    again = KeptStamps(tree, folder)
    assert again.stamp(tree / "one.py", "a", made) == "one.py a a = 1\n"
    again.save()
    assert KeptStamps(tree, folder).stamp(tree / "one.py", "a", refuse)


def test_two_processes_add_to_one_file(tree: Path, folder: Path) -> None:
    one, other = KeptStamps(tree, folder), KeptStamps(tree, folder)
    one.stamp(tree / "one.py", "x", made)
    other.stamp(tree / "one.py", "y", made)
    one.save()
    other.save()
    (file,) = folder.iterdir()
    assert {"one.py:a", "one.py:x", "one.py:y"} == set(json.loads(file.read_text())["stamps"])


def test_a_folder_that_cannot_be_written_is_no_error(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    kept = KeptStamps(tree, tmp_path / "kept")
    assert kept.stamp(tree / "one.py", "a", made) == "one.py a a = 1\n"
    kept.save()
