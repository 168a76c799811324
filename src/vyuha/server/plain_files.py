"""Files of the folder that is served: only regular ones, below it, reached without a link.

A path is opened part by part from the folder down, and no part may be a link: so what is put in place of a file or a
folder after it was looked at is refused as well.
"""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class NotPlain(Exception):
    """Not there, not below the folder, or no regular file."""


@contextmanager
def opened_folder(root: Path, relative: str) -> Iterator[int]:
    """A descriptor of a folder below `root`, reached without a link. Raises `NotPlain`."""
    parts = PurePosixPath(relative).parts
    if ".." in parts or "/" in parts:
        raise NotPlain(relative)
    descriptor = _open(str(root), _FOLDER & ~os.O_NOFOLLOW, None)
    try:
        for part in parts:
            deeper = _open(part, _FOLDER, descriptor)
            os.close(descriptor)
            descriptor = deeper
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def opened_plain(root: Path, relative: str) -> Iterator[BinaryIO]:
    """A regular file below `root`, open for reading. Raises `NotPlain`."""
    at = PurePosixPath(relative)
    if at.name in ("", ".."):
        raise NotPlain(relative)
    with opened_folder(root, str(at.parent)) as folder:
        # Without waiting: a pipe without a writer would hold us up for ever.
        descriptor = _open(at.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, folder)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotPlain(relative)
        yield file


def read_plain(root: Path, relative: str, most: int) -> bytes:
    """The bytes of a regular file below `root`. Raises `NotPlain`, also beyond `most` bytes."""
    with opened_plain(root, relative) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise NotPlain(relative)
    return data


def stamp(root: Path, relative: str, levels: int = 1) -> str:
    """What a folder below `root` holds, down to so many `levels` below it, as a text that changes when that does.
    Raises `NotPlain` where anything of it is neither a folder nor a regular file, or goes meanwhile.
    """
    with opened_folder(root, relative) as folder:
        try:
            return "\n".join(_lines(folder, "", levels))
        except OSError as error:
            raise NotPlain(relative) from error


@contextmanager
def locked(root: Path, relative: str) -> Iterator[int]:
    """A descriptor of a folder in which nobody else who asks for this lock writes meanwhile. Raises `NotPlain`."""
    with opened_folder(root, relative) as folder:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder


def write_plain(folder: int, name: str, data: bytes, new: bool) -> None:
    """Write a file in a folder so that it is, at every moment, all of the old or all of the new. Raises
    `FileExistsError` where `new` holds and there is one.
    """
    temporary = f".{name}.{secrets.token_hex(8)}.vyuha-tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o666, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(FileNotFoundError):
                os.fchmod(descriptor, stat.S_IMODE(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode))
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        if new:
            os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        else:
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)


def _lines(folder: int, at: str, levels: int) -> Iterator[str]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if levels > 0:
                deeper = _open(entry.name, _FOLDER, folder)
                try:
                    yield from _lines(deeper, f"{at}{entry.name}/", levels - 1)
                finally:
                    os.close(deeper)
        elif entry.is_file(follow_symlinks=False):
            about = entry.stat(follow_symlinks=False)
            yield f"{at}{entry.name} {about.st_ino} {about.st_size} {about.st_mtime_ns}"
        else:
            raise NotPlain(f"{at}{entry.name}")


def _open(path: str, flags: int, folder: int | None) -> int:
    try:
        return os.open(path, flags, dir_fd=folder)
    except (OSError, ValueError) as error:
        raise NotPlain(path) from error
