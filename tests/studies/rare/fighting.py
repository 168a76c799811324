"""Wants that are really fought, in memory."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from vyuha.engine.assemble import Assembled
from vyuha.engine.run import prepare
from vyuha.results.answers import Answer
from vyuha.studies.estimates import evaluate
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Question, Want, Work

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def scenario(name: str, change: Callable[[str], str] = str) -> Assembled:
    return prepare(change((SCENARIOS / f"{name}.yaml").read_text()), name, SCENARIOS)


class Fighting:
    """Fights of one scenario, kept by work."""

    def __init__(self, assembled: Assembled, seed: int = 1, workers: int = 2) -> None:
        self._assembled, self._seed, self._workers = assembled, seed, workers
        self.tables: dict[str, pl.DataFrame] = {}

    def fight(self, want: Want) -> None:
        done = self.count(want.point, want.work)
        more = want.work.do(self._assembled, self._seed, done, want.count - done, self._workers)
        have = self.tables.get(want.work.name)
        self.tables[want.work.name] = more if have is None else pl.concat([have, more])

    def count(self, point: Point, work: Work) -> int:
        have = self.tables.get(work.name)
        return 0 if have is None else have.height

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        return evaluate(outcome, self.tables[work.name])

    def answer(self, question: Question) -> Answer:
        while wants := question.wants(self):
            for want in wants:
                self.fight(want)
        return question.answer(self)
