"""Where the parts of a study are kept: a folder of this machine, or an address that fsspec knows.

A name is a path of plain words ("parts/8f.../fights/000000000-0000200.parquet"). What is written under a name is there
whole or not at all, whatever happens meanwhile. One study writes at a time: a local folder is locked; at an address
nobody can be kept out, and the part of two writers is the same bytes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from vyuha.results.files import FolderLock, RunFolderError, UnwritableError, is_temporary, reason, write_whole

_TEMPORARY = ".vyuha-tmp"


class Folder(Protocol):
    """What a study needs of a place to keep things. Every method raises `RunFolderError` where the place fails."""

    @property
    def where(self) -> str:
        """The place in words."""
        ...

    def names(self, under: str = "") -> list[str]:
        """All names, or those that begin with `under` and a slash, in alphabetical order."""
        ...

    def read(self, name: str) -> bytes:
        """What is kept under a name."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Keep `data` under a name, in place of what was there."""
        ...

    def remove(self, name: str) -> None:
        """Forget a name; nothing happens if there is none."""
        ...


class LocalFolder:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def where(self) -> str:
        """Its path."""
        return str(self.path)

    def names(self, under: str = "") -> list[str]:
        """Names of all whole files."""
        found = []
        for folder, _, files in os.walk(self.path / under):
            inside = Path(folder).relative_to(self.path).as_posix()
            start = "" if inside == "." else f"{inside}/"
            found += [start + file for file in files if not is_temporary(file)]
        return sorted(found)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise RunFolderError(f"{self.path / name}: cannot be read: {reason(error)}") from error

    def write(self, name: str, data: bytes) -> None:
        """A file, whole or absent."""
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableError(f"{path}: cannot write: {reason(error)}") from error
        write_whole(path, data)

    def remove(self, name: str) -> None:
        """The file is gone."""
        (self.path / name).unlink(missing_ok=True)


class RemoteFolder:
    """An address such as s3://bucket/study, through fsspec and what it needs for the protocol."""

    def __init__(self, address: str) -> None:
        try:
            import fsspec
        except ImportError as error:
            raise RunFolderError(f'{address}: needs fsspec: pip install "vyuha[cluster]"') from error
        self._address = address.rstrip("/")
        try:
            self._system, self._top = fsspec.core.url_to_fs(self._address)
        except (ValueError, ImportError, OSError) as error:
            raise RunFolderError(f"{address}: {error}") from error

    @property
    def where(self) -> str:
        """The address."""
        return self._address

    def names(self, under: str = "") -> list[str]:
        """Names of all whole objects."""
        top = f"{self._top}/{under}" if under else self._top
        with self._told(under):
            found = self._system.find(top) if self._system.exists(top) else []
        return sorted(path[len(self._top) :].lstrip("/") for path in found if not path.endswith(_TEMPORARY))

    def read(self, name: str) -> bytes:
        """The bytes of an object."""
        with self._told(name):
            data: bytes = self._system.cat_file(f"{self._top}/{name}")
            return data

    def write(self, name: str, data: bytes) -> None:
        """An object, under another name until it is whole."""
        path = f"{self._top}/{name}"
        with self._told(name):
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path + _TEMPORARY, data)
            self._system.mv(path + _TEMPORARY, path)

    def remove(self, name: str) -> None:
        """The object is gone."""
        with self._told(name):
            if self._system.exists(f"{self._top}/{name}"):
                self._system.rm_file(f"{self._top}/{name}")

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Whatever a protocol raises, in one line."""
        try:
            yield
        except Exception as error:
            raise RunFolderError(f"{self._address}/{name}: {_one_line(error)}") from error


def _one_line(error: Any) -> str:
    text = " ".join(str(error).split())
    return text or type(error).__name__


def at(where: str) -> Folder:
    """A place to read from, by path or address."""
    return RemoteFolder(where) if "://" in where else LocalFolder(Path(where))


@contextmanager
def opened(where: str) -> Iterator[Folder]:
    """A place to write to, by path or address, that nobody else on this machine writes to meanwhile."""
    if "://" in where:
        yield at(where)
        return
    path = Path(where)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(path)
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be made, or written to: {reason(error)}; give another folder") from error
    try:
        yield at(where)
    finally:
        lock.release()
        if not any(path.iterdir()):
            # Nothing came of it.
            path.rmdir()
