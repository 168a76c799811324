"""The unit of work of a study, and how it is done: some trials at one point, on this machine or another.

A task holds all that decides its outcome, so any worker that has it and the same version of Vyuha gives the same bytes,
now or after an interruption.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vyuha.studies.point import Setting
from vyuha.studies.question import Work

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled

# Points that a worker keeps ready to fight.
_KEPT = 8
_NUMBER = 2**63 - 1


class OtherVersionError(Exception):
    """A worker has another version of Vyuha, or of its catalogue, than the study; the message names both."""


class PointError(Exception):
    """A point of a study cannot be fought; the message says which and why."""


@dataclass(frozen=True)
class Place:
    """A scenario as it is fought: its `text` with everything set, the `figures` of the catalogue that are set, the
    folder `home` in which its files lie, and a hash of these. `digest` tells it from any other; a fight takes about
    `seconds` of one core.
    """

    text: str
    name: str
    home: str
    figures: tuple[Setting, ...]
    files: str
    digest: str
    seconds: float


@dataclass(frozen=True)
class Task:
    """The trials `first` to `first + count - 1` of some work; `physics` is the hash of the code that asks for it."""

    place: Place
    work: Work
    seed: int
    first: int
    count: int
    physics: str

    @property
    def key(self) -> str:
        """The name of its part of the results."""
        return f"{self.place.digest}/{self.work.name}/{self.first:09d}-{self.count:07d}.parquet"


def perform(task: Task, workers: int = 1) -> bytes:
    """Do a task: its table as a Parquet file, the same bytes whoever does it.

    Raises `OtherVersionError`, `PointError`, and what the engine raises.
    """
    from vyuha.engine.run import physics_hash
    from vyuha.results.files import parquet

    if task.physics != physics_hash():
        raise OtherVersionError(
            f"a worker has another version of vyuha, of its catalogue or its code ({_short(physics_hash())}, "
            f"not {_short(task.physics)}); install the same everywhere"
        )
    return parquet(task.work.do(ready(task.place), task.seed, task.first, task.count, workers))


@lru_cache(maxsize=_KEPT)
def ready(place: Place) -> "Assembled":
    """A place ready to fight. Raises `PointError`."""
    from vyuha.catalogue import load
    from vyuha.engine.assemble import assemble
    from vyuha.engine.code import find_code
    from vyuha.engine.ground import find_ground
    from vyuha.engine.recorded import find_paths
    from vyuha.reading.problems import InputErrors
    from vyuha.scenario import parse
    from vyuha.studies.files import files_digest
    from vyuha.studies.settings import with_figures

    home = Path(place.home)
    try:
        catalogue = with_figures(load(), place.figures)
        scenario = parse(place.text, place.name, catalogue)
        if files_digest(scenario, home) != place.files:
            raise PointError(f"the files in {home} are not those of the study; give all machines the same folder")
        ground = find_ground(scenario, home, place.text, place.name)
        code = find_code(scenario, home, place.text, place.name)
        paths = find_paths(scenario, catalogue, ground, home, place.text, place.name)
        return assemble(scenario, catalogue, ground, code, paths)
    except InputErrors as error:
        problem = error.problems[0]
        raise PointError(": ".join(part for part in (problem.path, problem.message) if part)) from error
    except (ValueError, ArithmeticError) as error:
        raise PointError(str(error)) from error


def own_seed(seed: int, name: str) -> int:
    """The seed of a point that shares no random numbers with the others."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:8], "big") & _NUMBER


def _short(digest: str) -> str:
    return digest[:12]
