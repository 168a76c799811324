"""A hash of the files beside a scenario (terrain, doctrines, recorded paths), so that all who fight have the same."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from vyuha.reading.beside import beside
from vyuha.scenario import Scenario
from vyuha.scenario.files import files_named

_PIECE = 1 << 20


class _Lying(NamedTuple):
    """A file of a folder, its size [byte] and when it was written [ns]."""

    name: str
    size: int
    written: int


def files_digest(scenario: Scenario, home: Path) -> str:
    """A hash of all files that a scenario names; "" if it names none. Raises `ValueError` as `reading.beside` does, and
    for what cannot be read.
    """
    named = sorted({file for _, file in files_named(scenario)})
    try:
        return "".join(f"{file}:{_digest(*_as_it_lies(beside(home, file)))};" for file in named)
    except OSError as error:
        raise ValueError(f"a file that the scenario names cannot be read: {error}") from error


def _as_it_lies(path: Path) -> tuple[Path, tuple[_Lying, ...]]:
    """A file ("" in itself), or a folder with all files in it, as they lie there now."""
    files = [file for file in sorted(path.rglob("*")) if file.is_file()] if path.is_dir() else [path]
    return path, tuple(_Lying("" if file == path else file.relative_to(path).as_posix(), *_now(file)) for file in files)


def _now(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


# Of a file that was edited the size or the time is another.
@lru_cache(maxsize=256)
def _digest(path: Path, files: tuple[_Lying, ...]) -> str:
    """A hash of files, and of their names in a folder."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0{file.size}\0".encode())
        with (path / file.name).open("rb") as stream:
            while piece := stream.read(_PIECE):
                total.update(piece)
    return total.hexdigest()
