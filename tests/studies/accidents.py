"""A false crew, a false folder and a false clock: everything that a study's manager meets, and all that can go wrong.

Accidents are drawn from one generator, so that a seed is one story: workers go away with their tasks, answers come
late, twice or out of order, writes fail, and the manager itself is killed between any two things that it does.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from vyuha.results.files import UnwritableError
from vyuha.studies.crews.crew import Finished
from vyuha.studies.manager import Manager
from vyuha.studies.parts import Parts
from vyuha.studies.point import Point
from vyuha.studies.question import Want
from vyuha.studies.task import Place, Task


class Killed(BaseException):
    """The process of the manager is gone."""


@dataclass(frozen=True)
class Work:
    """Trials that cost as much as a fight, of which nobody knows what they are."""

    name: str = "fights"
    fights: float = 1.0


def done(task: Task) -> bytes:
    """What a task comes to: it depends on the task alone."""
    total = sum((task.first + k) * 2654435761 % 97 for k in range(task.count))
    return f"{task.place.digest} {task.work.name} {task.first} {task.count} {total}".encode()


@dataclass
class Luck:
    """How often what goes wrong; `killed` is the chance at every single step of the manager."""

    draw: random.Random
    killed: float = 0.01
    lost: float = 0.08
    twice: float = 0.1
    unwritable: float = 0.08

    def meets(self, chance: float) -> bool:
        """Whether an accident of this chance happens now."""
        return self.draw.random() < chance

    def step(self) -> None:
        """A moment at which the manager may die."""
        if self.meets(self.killed):
            raise Killed


class Shelf:
    """A folder in memory, which outlives the manager. `torn` leaves half of what could not be written, as no folder of
    ours may."""

    where = "shelf"

    def __init__(self, luck: Luck, torn: bool = False) -> None:
        self.held: dict[str, bytes] = {}
        self._luck, self._torn = luck, torn

    def names(self, under: str = "") -> list[str]:
        return sorted(name for name in self.held if name.startswith(under))

    def read(self, name: str) -> bytes:
        return self.held[name]

    def write(self, name: str, data: bytes) -> None:
        self._luck.step()
        if self._luck.meets(self._luck.unwritable):
            if self._torn:
                self.held[name] = data[: len(data) // 2]
            raise UnwritableError(f"{name}: cannot write: no space left on device")
        assert self.held.get(name, data) == data, "the same part with other bytes"
        self.held[name] = data
        self._luck.step()

    def remove(self, name: str) -> None:
        self.held.pop(name, None)


@dataclass
class Hands:
    """A crew whose workers finish in any order and go away now and then."""

    luck: Luck
    capacity: int = 4
    words: str = "hands"
    _under: dict[str, Task] = field(default_factory=dict)
    _echoes: list[Finished] = field(default_factory=list)
    started: int = 0

    def start(self, key: str, task: Task) -> None:
        self.luck.step()
        self._under[key] = task
        self.started += 1

    def finished(self, wait: float) -> list[Finished]:
        self.luck.step()
        told, self._echoes = self._echoes, []
        for key in self.luck.draw.sample(sorted(self._under), self.luck.draw.randint(0, len(self._under))):
            task = self._under.pop(key)
            one = Finished(key, lost=True) if self.luck.meets(self.luck.lost) else Finished(key, done(task))
            told.append(one)
            if not one.lost and self.luck.meets(self.luck.twice):
                self._echoes.append(one)
        return told

    def close(self) -> None:
        self._under.clear()


class FalsePlaces:
    """Places without scenarios."""

    physics = "0" * 64
    study: Any = SimpleNamespace(part_seconds=1.0)

    def of(self, point: Point) -> Place:
        return Place("", "", "", (), "", self.digest(point), self.seconds(point))

    def digest(self, point: Point) -> str:
        return f"{sum(point.name.encode()):016x}"

    def seconds(self, point: Point) -> float:
        return 0.01 * (1 + sum(point.name.encode()) % 7)

    def seed(self, point: Point) -> int:
        return 1


def total(parts: Parts, shelf: Shelf, point: Point) -> int:
    """A number that all trials at a point come to, read from what is kept."""
    under = f"parts/{parts.digest(point)}/"
    return sum(int(shelf.held[name].split()[-1]) for name in shelf.names(under))


def wants(parts: Parts, shelf: Shelf, points: list[Point]) -> Iterator[Want]:
    """A question in rounds: some trials everywhere, then more where the first ones came out low."""
    work: Any = Work()
    first = [Want(point, 60, work) for point in points]
    if any(parts.count(want.point, work) < want.count for want in first):
        yield from first
        return
    lowest = min(points, key=lambda point: (total_of_first(parts, shelf, point), point.name))
    if parts.count(lowest, work) < 205:
        yield Want(lowest, 205, work)


def total_of_first(parts: Parts, shelf: Shelf, point: Point) -> int:
    """The same of the first trials only."""
    under = f"parts/{parts.digest(point)}/"
    names = [name for name in shelf.names(under) if int(name.rpartition("/")[2][:9]) < 60]
    return sum(int(shelf.held[name].split()[-1]) for name in names)


def study(shelf: Shelf, hands: Hands, points: list[Point]) -> None:
    """One life of the manager: what is wanted is fought until nothing is."""
    places: Any = FalsePlaces()
    folder: Any = shelf
    parts = Parts(folder, places)
    manager = Manager(parts, hands, lambda progress: hands.luck.step(), lambda seconds: None)
    while asked := list(wants(parts, shelf, points)):
        manager.fight(asked)
