"""What a question of this kind has fought: a table of points, each in the same numbered trials."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vyuha.studies.point import Point, Setting
from vyuha.studies.question import Floats, Fought, Want, Work

if TYPE_CHECKING:
    from vyuha.studies.matters.varied import Varied


@dataclass(frozen=True)
class Laid:
    """Points in groups that only mean something together (a draw with each alternative, a trajectory, a Sobol row);
    each is fought `fights` [count] times with the same random numbers.
    """

    groups: tuple[tuple[Point, ...], ...]
    fights: int
    work: Work

    def at_most(self) -> Sequence[Want]:
        """All that is ever fought."""
        return [Want(point, self.fights, self.work) for point in self._points()]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is not there yet."""
        return [want for want in self.at_most() if fought.count(want.point, self.work) < self.fights]

    @property
    def total(self) -> int:
        """Fights in all [count]."""
        return round(len(list(self._points())) * self.fights * self.work.fights)

    def values(self, fought: Fought, outcome: str, least: int = 1) -> "Whole":
        """The outcome of each point in each trial, without what failed. Raises `NothingLeftError` for less than `least`
        trials [count].
        """
        table = np.array(
            [[fought.values(point, outcome, self.work)[: self.fights] for point in group] for group in self.groups]
        )
        return whole(table, least)

    def _points(self) -> Iterator[Point]:
        """Each point once."""
        seen = set()
        for group in self.groups:
            for point in group:
                if point.name not in seen:
                    seen.add(point.name)
                    yield point


@dataclass(frozen=True)
class Whole:
    """A table without gaps: groups x points of a group x trials. `kept` are the groups that are in it."""

    values: Floats
    kept: npt.NDArray[np.intp]
    lost_groups: int
    lost_trials: int

    def notes(self, group: str) -> list[str]:
        """What was left out, in words; `group` is what groups are called."""
        said = []
        if self.lost_groups:
            said.append(
                f"{self.lost_groups:,} {group} of {self.lost_groups + len(self.kept):,} are left out: no fight ended."
            )
        if self.lost_trials:
            said.append(
                f"{self.lost_trials:,} of {self.lost_trials + self.values.shape[2]:,} numbered fights failed at some "
                "point and are left out at all of them."
            )
        return said


class NothingLeftError(ValueError):
    """Too many fights failed for any answer."""


def whole(table: Floats, least: int = 1) -> Whole:
    """A table without the groups in which some point never came to an end, then without the trials that failed at any
    point that is left. Raises `NothingLeftError` for less than two groups, or less than `least` trials [count].
    """
    ended = ~np.isnan(table)
    fine = np.logical_and.reduce(ended.any(axis=2), axis=1)
    kept = np.flatnonzero(fine)
    columns = ended[kept].reshape(-1, table.shape[2]).all(axis=0)
    if len(kept) < 2 or columns.sum() < least:
        raise NothingLeftError("so many fights failed that nothing can be said")
    values = np.ascontiguousarray(table[kept][:, :, columns])
    return Whole(values, kept, len(table) - len(kept), int((~columns).sum()))


def groups_of(
    name: str, design: Floats, factors: Sequence["Varied"], written: Callable[["Varied", float], Setting]
) -> tuple[tuple[Point, ...], ...]:
    """The points of a `design` (groups x points of a group x factors), whose numbers `written` makes settings of."""
    groups, rows = design.shape[:2]
    return tuple(
        tuple(
            Point(
                numbered(name, n * rows + k, groups * rows),
                tuple(written(factor, float(number)) for factor, number in zip(factors, row, strict=True)),
            )
            for k, row in enumerate(group)
        )
        for n, group in enumerate(design)
    )


def numbered(name: str, n: int, count: int) -> str:
    """The name of the n-th of `count` points of a question.

    >>> numbered("matters", 7, 100)
    'matters-07'
    """
    return f"{name}-{n:0{len(str(max(count - 1, 0)))}d}"
