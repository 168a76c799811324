"""The parts of a study's results, by their names: which trials are there, which are not, and what they came to.

A part is one Parquet file, `parts/<digest of the place>/<work>/<first trial>-<number of trials>.parquet`. It is there
whole or not at all, and what it holds depends on its name alone. So a study needs no other record of how far it got.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from vyuha.results.files import RunFolderError
from vyuha.studies.estimates import columns_of, evaluate
from vyuha.studies.folder import Folder
from vyuha.studies.places import Places
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Want, Work
from vyuha.studies.task import Place, Task

PARTS = "parts"
_NAME = re.compile(r"parts/([0-9a-f]{16})/([a-z0-9-]+)/(\d{9})-(\d{7})\.parquet")
# Numbers of trials in a part: steps that people can read.
_SIZES = tuple(digit * 10**power for power in range(6) for digit in (1, 2, 5))
# Values of outcomes that are kept in memory, so that a question may look at them again and again: some 256 MB.
_REMEMBERED = 1 << 25


@dataclass(frozen=True)
class Part:
    """Trials that are there."""

    name: str
    first: int
    count: int


class Parts:
    """What has been fought of a study, in a folder."""

    def __init__(self, folder: Folder, places: Places) -> None:
        self._folder, self._places = folder, places
        self._held = held(folder.names(PARTS))
        # Of each outcome as many parts as have been read, and their values.
        self._columns: dict[tuple[str, str, str], tuple[int, Floats]] = {}
        self._remembered = 0

    def count(self, point: Point, work: Work) -> int:
        """Trials that are there, from number 0 on without a gap."""
        parts = self._row(point, work)
        return parts[-1].first + parts[-1].count if parts else 0

    def digest(self, point: Point) -> str:
        """The folder of a point's parts."""
        return self._places.digest(point)

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """An outcome of each trial, in order; NaN where it failed."""
        parts, key = self._row(point, work), (self._places.digest(point), work.name, outcome)
        known, values = self._columns.pop(key, (0, np.zeros(0)))
        self._remembered -= len(values)
        if known < len(parts):
            columns = [*columns_of(outcome), "failure"]
            new = (evaluate(outcome, self._table(part, columns)) for part in parts[known:])
            values = np.concatenate([values, *new])
        while self._columns and self._remembered + len(values) > _REMEMBERED:
            self._remembered -= len(self._columns.pop(next(iter(self._columns)))[1])
        self._columns[key] = len(parts), values
        self._remembered += len(values)
        return values

    def table(self, point: Point, work: Work) -> pl.DataFrame:
        """All columns of all trials at a point."""
        tables = [self._table(part, None) for part in self._row(point, work)]
        return pl.concat(tables) if tables else pl.DataFrame()

    def missing(self, want: Want) -> Iterator[Task]:
        """What is still to be done for the first `want.count` trials, in parts of a fixed size."""
        place, first = self._places.of(want.point), 0
        size, row = self._size(place, want.work), self._held.get((place.digest, want.work.name), {})
        while first < want.count:
            if there := row.get(first):
                first += there.count
                continue
            count = min(size - first % size, want.count - first)
            yield Task(place, want.work, self._places.seed(want.point), first, count, self._places.physics)
            first += count

    def add(self, task: Task, data: bytes) -> None:
        """Keep what a task came to."""
        name = f"{PARTS}/{task.key}"
        self._folder.write(name, data)
        row = self._held.setdefault((task.place.digest, task.work.name), {})
        _hold(row, Part(name, task.first, task.count))

    def seconds(self, want: Want) -> float:
        """What is still missing of a want takes one core, as a guess [s]."""
        left = max(want.count - self.count(want.point, want.work), 0)
        return left * want.work.fights * self._places.seconds(want.point)

    def _size(self, place: Place, work: Work) -> int:
        """Trials in a part: as many as take about the time that the study gives."""
        wanted = self._places.study.part_seconds / (place.seconds * work.fights)
        return max((size for size in _SIZES if size <= wanted), default=1)

    def _row(self, point: Point, work: Work) -> list[Part]:
        """The parts that follow each other from the first trial on."""
        return row_of(self._held.get((self._places.digest(point), work.name), {}))

    def _table(self, part: Part, columns: list[str] | None) -> pl.DataFrame:
        try:
            table = pl.read_parquet(io.BytesIO(self._folder.read(part.name)), columns=columns)
        except pl.exceptions.PolarsError as error:
            raise RunFolderError(f"{self._folder.where}/{part.name}: damaged; remove it and call again") from error
        if table.height != part.count:
            raise RunFolderError(f"{self._folder.where}/{part.name}: damaged; remove it and call again")
        return table


def held(names: Iterable[str]) -> dict[tuple[str, str], dict[int, Part]]:
    """Parts by place and work, and there by their first trial."""
    found: dict[tuple[str, str], dict[int, Part]] = {}
    for name in names:
        if match := _NAME.fullmatch(name):
            digest, work, first, count = match.groups()
            _hold(found.setdefault((digest, work), {}), Part(name, int(first), int(count)))
    return found


def row_of(parts: Mapping[int, Part]) -> list[Part]:
    """The parts that follow each other from the first trial on, whatever else there is."""
    row, end = list[Part](), 0
    while part := parts.get(end):
        row.append(part)
        end += part.count
    return row


def _hold(row: dict[int, Part], part: Part) -> None:
    """Of parts that begin alike (another size was asked for once) the longest counts."""
    if part.first not in row or row[part.first].count < part.count:
        row[part.first] = part
