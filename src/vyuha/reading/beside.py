"""Files that another file names: found in the folder of that one or below, and nowhere else.

Whoever writes a file may be a stranger to whoever opens it. So a name in it leads to no other part of the disk, not by
`..`, not by a link, and to nothing that is no file: a pipe would be waited for until somebody writes to it.
"""

import os
import stat
from pathlib import Path

# What has no such flag (Windows) has no pipes in folders either.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def inside(path: str) -> str:
    """A path that stays in the folder of the file that names it; raises `ValueError` for others."""
    parts = path.replace("\\", "/").split("/")
    if path[:1] in "/\\~" or any(mark in path for mark in ":$%\0") or ".." in parts:
        raise ValueError(
            "must be a file in the scenario's folder or below: no absolute path, no .., no ~, no drive, no variable"
        )
    return path


def beside(home: Path, name: str) -> Path:
    """Where the file or folder `name` in the folder `home` really lies. Raises `ValueError`, which does not say the
    name, for what is not there, leads out of the folder, or is neither a file nor a folder.
    """
    try:
        found = (home / inside(name)).resolve(strict=True)
    except (OSError, RuntimeError):
        raise ValueError("there is no such file beside the scenario") from None
    if not found.is_relative_to(home.resolve()):
        raise ValueError("a link that leads out of the scenario's folder")
    if not (found.is_file() or found.is_dir()):
        raise ValueError("is not a regular file")
    return found


def read_beside(home: Path, name: str, most: int) -> bytes:
    """The bytes of the file `name` in the folder `home`, at most so many. Raises `ValueError` as `beside`, and for what
    cannot be read or is longer.
    """
    path = beside(home, name)
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    # Asked of what is open: what lay there a moment ago may have been replaced.
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ValueError("is not a regular file")
    with open(handle, "rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(f"is longer than {most:,} bytes")
    return content
