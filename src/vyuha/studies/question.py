"""What the parts of a study agree on: what a question wants fought, what has been fought, and what fighting is.

A question does not fight. It says what it wants, sees what came of it, and wants more until it knows enough:

    while wants := question.wants(fought):
        ...  # the manager has them fought
    answer = question.answer(fought)

What it wants may depend on nothing but what has been fought. So an interrupted study goes on as if nothing had been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from vyuha.results.answers import Answer
from vyuha.studies.point import Point

if TYPE_CHECKING:
    import polars as pl

    from vyuha.engine.assemble import Assembled

Floats = npt.NDArray[np.float64]


class Work(Protocol):
    """What is done at a point, in numbered trials of which each depends on nothing but (point, seed, number).

    An instance is small, frozen and can be sent to another machine.
    """

    @property
    def name(self) -> str:
        """Tells this work from any other at the same point; part of a file name."""
        ...

    @property
    def fights(self) -> float:
        """About as many whole fights as one trial costs."""
        ...

    def do(self, assembled: "Assembled", seed: int, first: int, count: int, workers: int) -> "pl.DataFrame":
        """The trials `first` to `first + count - 1`, one row each, in order, whatever the number of `workers`.

        A column `failure` is null where a trial came to its end.
        """
        ...


@dataclass(frozen=True)
class Want:
    """The first `count` trials of some `work` at a `point`, of which some may be there already."""

    point: Point
    count: int
    work: Work


class Fought(Protocol):
    """What has been fought so far."""

    def count(self, point: Point, work: Work) -> int:
        """Trials that are there, from number 0 on without a gap."""
        ...

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """An outcome of each trial, in order; NaN where it failed.

        An outcome is a column of the work's table ("armed_leakers"), or a comparison ("armed_leakers > 0"), which is 1
        where it holds and 0 where it does not.
        """
        ...


class Question(Protocol):
    """Something that is asked of a study."""

    def at_most(self) -> Sequence[Want]:
        """All that it may ever want, for an estimate of the cost."""
        ...

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is still to be fought before the next look; nothing when the answer is known."""
        ...

    def answer(self, fought: Fought) -> Answer:
        """What was found."""
        ...
