"""Files that are either whole or absent, and a folder that one process writes at a time."""

import fcntl
import os
from pathlib import Path

LOCK_NAME = ".lock"
_TEMPORARY_SUFFIX = ".vyuha-tmp"


class RunFolderError(Exception):
    """A run folder cannot be used as asked; the message is one line for the person at the terminal."""


def reason(error: OSError) -> str:
    """What the operating system said, in lower case and without the path."""
    return (error.strerror or str(error)).lower()


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` so that `path` holds, at every moment, also after a power cut, all of the old or all of the new."""
    temporary = path.with_name(f".{path.name}{_TEMPORARY_SUFFIX}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise RunFolderError(f"{path}: cannot write: {reason(error)}") from error


def own_folder(folder: Path, mark: str, what: str) -> set[str]:
    """Make `folder` if needed, and return the names of the files in it; one that holds files has to hold the file
    `mark`, which an earlier call left there.

    Raises `RunFolderError` for a folder that cannot be written, or holds something else than `what` (in words).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot write: {reason(error)}") from error
    if held and mark not in held:
        raise RunFolderError(f"{folder}: holds something else than {what}; name another folder")
    return held


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
