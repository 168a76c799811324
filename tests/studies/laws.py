"""Trials from known laws in place of fights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from vyuha.studies.outcomes import evaluate
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Question, Want, Work

# Columns of so many trials.
Law = Callable[[int], Mapping[str, Floats]]


@dataclass(frozen=True)
class FakeWork:
    """Costs nothing."""

    name: str = "fake"
    fights: float = 1.0

    def do(self, assembled: object, seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        raise AssertionError("nothing is fought here")


class FakeFought:
    """What has been "fought": as many trials of each point as were wanted, from its law. Trial k does not depend on how
    many there are.
    """

    def __init__(self, laws: Mapping[str, Law], most: int = 100_000) -> None:
        self._all = {name: pl.DataFrame(dict(law(most))) for name, law in laws.items()}
        self._counts = dict.fromkeys(laws, 0)
        self.rounds = 0

    def count(self, point: Point, work: Work) -> int:
        return self._counts[point.name]

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        return evaluate(outcome, self._all[point.name].head(self._counts[point.name]))

    def fight(self, want: Want) -> None:
        assert want.count > self._counts[want.point.name], "nobody wants what is there"
        assert want.count <= self._all[want.point.name].height
        self._counts[want.point.name] = want.count

    def until_known(self, question: Question) -> None:
        while wants := question.wants(self):
            self.rounds += 1
            for want in wants:
                self.fight(want)


def seeded(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)
