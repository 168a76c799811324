"""A hash of the files beside a scenario (terrain, doctrines, recorded paths), so that all who fight have the same."""

import hashlib
from functools import cache
from pathlib import Path

from vyuha.reading.beside import beside
from vyuha.scenario import Scenario
from vyuha.scenario.files import files_named

_PIECE = 1 << 20


def files_digest(scenario: Scenario, home: Path) -> str:
    """A hash of all files that a scenario names; "" if it names none. Raises `ValueError` as `reading.beside` does."""
    named = sorted({file for _, file in files_named(scenario)})
    return "".join(f"{file}:{_digest(beside(home, file))};" for file in named)


@cache
def _digest(path: Path) -> str:
    """A hash of a file, or of all files of a folder."""
    total = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    total.update(piece)
    return total.hexdigest()
