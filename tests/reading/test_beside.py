"""Files are found beside the one that names them, and nowhere else.

Expected values: what the file system holds; a pipe that nobody writes to would be waited for.
"""

import os
from pathlib import Path

import pytest

from vyuha.reading.beside import beside, inside, read_beside

# Names that lead elsewhere, whatever the disk holds.
ELSEWHERE = (
    "../secret.csv",
    "paths/../../secret.csv",
    "..\\secret.csv",
    "/etc/passwd",
    "//host/share",
    "\\\\host\\share\\a.csv",
    "C:\\a.csv",
    "C:a.csv",
    "~/a.csv",
    "~root/a.csv",
    "file:///etc/passwd",
    "https://example.org/a.csv",
    "$HOME/a.csv",
    "${HOME}/a.csv",
    "%USERPROFILE%/a.csv",
    "a\0.csv",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a file, beside a folder of almost the same name with a secret in it."""
    for folder in ("runs", "runs_private"):
        (tmp_path / folder).mkdir()
    (tmp_path / "runs" / "a.csv").write_bytes(b"mine")
    (tmp_path / "runs_private" / "secret.csv").write_bytes(b"theirs")
    return tmp_path / "runs"


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_that_lead_elsewhere_are_refused(name: str, home: Path) -> None:
    with pytest.raises(ValueError, match="must be a file in the scenario's folder or below"):
        inside(name)
    with pytest.raises(ValueError, match="must be a file in the scenario's folder or below"):
        read_beside(home, name, 100)


def test_control_names_inside_are_not(home: Path) -> None:
    for name in ("a.csv", "./a.csv", "paths/a.csv", "a..csv", "a~.csv"):
        assert inside(name) == name
    assert beside(home, "a.csv") == (home / "a.csv").resolve()
    assert read_beside(home, "./a.csv", 100) == b"mine"


def test_links_lead_nowhere_else(home: Path) -> None:
    (home / "link.csv").symlink_to(home.parent / "runs_private" / "secret.csv")
    (home / "folder").symlink_to(home.parent / "runs_private")
    (home / "loop.csv").symlink_to(home / "loop.csv")
    (home / "near.csv").symlink_to(home / "a.csv")
    for name in ("link.csv", "folder/secret.csv"):
        with pytest.raises(ValueError, match="a link that leads out of the scenario's folder"):
            read_beside(home, name, 100)
    with pytest.raises(ValueError, match="there is no such file"):
        read_beside(home, "loop.csv", 100)
    # Control: a link that stays inside is followed.
    assert read_beside(home, "near.csv", 100) == b"mine"


def test_what_is_no_file_is_not_waited_for(home: Path) -> None:
    os.mkfifo(home / "pipe.csv")
    (home / "device.csv").symlink_to("/dev/zero")
    with pytest.raises(ValueError, match="is not a regular file"):
        read_beside(home, "pipe.csv", 100)
    with pytest.raises(ValueError, match="leads out"):
        read_beside(home, "device.csv", 100)
    (home / "folder.csv").mkdir()
    with pytest.raises(ValueError, match="is not a regular file"):
        read_beside(home, "folder.csv", 100)


def test_what_is_replaced_after_it_was_found_is_not_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between finding and opening, somebody puts a link and then a pipe there."""
    found = beside(home, "a.csv")
    monkeypatch.setattr("vyuha.reading.beside.beside", lambda home, name: found)
    found.unlink()
    found.symlink_to(home.parent / "runs_private" / "secret.csv")
    with pytest.raises(ValueError, match="cannot be read"):
        read_beside(home, "a.csv", 100)
    found.unlink()
    os.mkfifo(found)
    with pytest.raises(ValueError, match="is not a regular file"):
        read_beside(home, "a.csv", 100)


def test_what_is_too_long_is_refused(home: Path) -> None:
    assert read_beside(home, "a.csv", 4) == b"mine"
    with pytest.raises(ValueError, match="longer than 3 bytes"):
        read_beside(home, "a.csv", 3)
