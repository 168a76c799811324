"""Files that are either whole or absent, alone or several together, and a folder that one process writes at a time."""

import errno
import fcntl
import io
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

LOCK_NAME = ".lock"
_TEMPORARY_SUFFIX = ".vyuha-tmp"


class RunFolderError(Exception):
    """A run folder cannot be used as asked; the message is one line for the person at the terminal."""


class UnwritableError(RunFolderError):
    """The system refused to write a file or a folder."""


def reason(error: OSError) -> str:
    """What the operating system said, in lower case and without the path."""
    return (error.strerror or str(error)).lower()


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` so that `path` holds, at every moment, also after a power cut, all of the old or all of the new."""
    temporary = _beside(path)
    try:
        _write(temporary, data)
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UnwritableError(f"{path}: cannot write: {reason(error)}") from error


def parquet(frame: "pl.DataFrame") -> bytes:
    """A frame as a Parquet file: one row group, fixed settings, nothing in it but the rows."""
    buffer = io.BytesIO()
    frame.rechunk().write_parquet(
        buffer,
        compression="zstd",
        compression_level=3,
        statistics=True,
        row_group_size=max(1, frame.height),
        data_page_size=1 << 20,
    )
    return buffer.getvalue()


def write_together(folder: Path, files: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
    """Put `files` (name -> bytes) into a folder, which is made if needed, and take away those that are `gone`: all of
    it or nothing.

    Everything is written under temporary names first. Then the old files step aside, the last of `files` first, and the
    new ones take their names, the last one last: a folder that lacks it is not whole. What fails is undone. Raises
    `UnwritableError`, which names the file.
    """
    fresh = {folder / name: _beside(folder / name) for name in files}
    old = {path: _beside(path, ".old") for path in (*reversed(fresh), *(folder / name for name in gone))}
    placed, at = list[Path](), folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_temporaries(folder)
        for at, temporary in fresh.items():
            _write(temporary, files[at.name])
        for at in old:
            if at.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        for at, aside in old.items():
            if os.path.lexists(at):
                os.replace(at, aside)
        for at, temporary in fresh.items():
            os.replace(temporary, at)
            placed.append(at)
        sync_folder(folder)
    except BaseException as error:
        for path in (*placed, *fresh.values()):
            path.unlink(missing_ok=True)
        for path, aside in old.items():
            if os.path.lexists(aside):
                os.replace(aside, path)
        if isinstance(error, OSError):
            raise UnwritableError(f"{at}: cannot write: {reason(error)}") from error
        raise
    for aside in old.values():
        aside.unlink(missing_ok=True)


def check_folder(folder: Path, what: str, ours: Callable[[str], bool], mark: str = "") -> list[str]:
    """The names in a folder that there need not be; refuses, before any work is done, what could not be written after.

    `ours` says which names an earlier call for `what` (in words) may have left; others are allowed only beside its file
    `mark`, if it has one. Raises `RunFolderError`.
    """
    above = next(path for path in (folder, *folder.parents) if path.exists())
    if not above.is_dir():
        what = "is a file" if above == folder else f"{above} is a file"
        raise RunFolderError(f"{folder}: {what}; give a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise UnwritableError(f"{folder}: cannot write: permission denied")
    try:
        held = sorted(path for path in folder.iterdir() if not is_temporary(path.name)) if above == folder else []
    except OSError as error:
        raise UnwritableError(f"{folder}: cannot read: {reason(error)}") from error
    names = [path.name for path in held]
    in_the_way = [path.name for path in held if path.is_dir() and ours(path.name)]
    foreign = [] if mark in names else [name for name in names if not ours(name)]
    if in_the_way or foreign:
        one = (in_the_way or foreign)[0]
        raise RunFolderError(f"{folder}: holds something else than {what} ({one}); give an empty folder or a new one")
    return names


def _beside(path: Path, kind: str = "") -> Path:
    """A temporary name for a file, in its folder."""
    return path.with_name(f".{path.name}{kind}{_TEMPORARY_SUFFIX}")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_temporary(name: str) -> bool:
    """Whether a file of this name is what `write_whole` leaves behind when it is killed."""
    return name.startswith(".") and name.endswith(_TEMPORARY_SUFFIX)


def remove_temporaries(folder: Path) -> None:
    """Remove what an interrupted `write_whole` left in a folder."""
    for path in folder.iterdir():
        if is_temporary(path.name):
            path.unlink(missing_ok=True)


class FolderLock:
    """The right to write in a folder; the kernel takes it back when the process ends, however it ends.

    The lock file names the process id for people. It is removed on release, so a process that opened the file just
    before must check that the file it locked is still the one in the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor = self._take()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def _take(self) -> int:
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise RunFolderError(
                    f"{self._path.parent}: another run (process {holder}) is writing here; wait or choose another"
                ) from None
            except OSError:
                os.close(descriptor)
                raise
            if self._is_current(descriptor):
                return descriptor
            os.close(descriptor)

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self._path))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the folder back."""
        if self._descriptor >= 0:
            self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1
