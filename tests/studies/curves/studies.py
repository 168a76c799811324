"""Studies for tests: a scenario in text, and fights that are fought when they are asked for."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from vyuha.catalogue import load
from vyuha.scenario import parse
from vyuha.studies.estimates import evaluate
from vyuha.studies.factors import Factor, listed
from vyuha.studies.places import Places
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Work
from vyuha.studies.study import Alternative, Study
from vyuha.studies.task import ready


def study_of(
    text: str,
    factor: tuple[str, str, list[str]] | None = None,
    alternatives: tuple[Alternative, ...] = (),
    trials: int = 20,
) -> Study:
    """A study of a scenario; `factor` is an id, a path and its values."""
    factors: tuple[Factor, ...] = ()
    if factor is not None:
        id, path, values = factor
        factors = (listed(id, id, path, values, text, load()),)
    return Study(
        title="laboratory",
        notice="",
        seed=1,
        scenario_text=text,
        scenario_name="lab.yaml",
        home=Path(),
        scenario=parse(text, "lab.yaml"),
        factors=factors,
        alternatives=alternatives,
        replicates=trials,
    )


class Fresh:
    """Fights of a study, fought here and now, `trials` at each point."""

    def __init__(self, study: Study, trials: int) -> None:
        self._places, self._trials = Places(study, ""), trials
        self._tables: dict[str, pl.DataFrame] = {}

    def count(self, point: Point, work: Work) -> int:
        """All trials are there."""
        return self._trials

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """An outcome of each trial."""
        return evaluate(outcome, self.table(point, work))

    def table(self, point: Point, work: Work) -> pl.DataFrame:
        """All columns of all trials."""
        if repr(point) not in self._tables:
            place = self._places.of(point)
            self._tables[repr(point)] = work.do(ready(place), self._places.seed(point), 0, self._trials, 2)
        return self._tables[repr(point)]


class Made:
    """Made-up fights: a column of each outcome at each point, by its name."""

    def __init__(self, columns: dict[str, dict[str, Floats]], trials: int | None = None) -> None:
        self._columns, self._trials = columns, trials

    def count(self, point: Point, work: Work) -> int:
        """As many as were made, or are said to be there."""
        return self._trials if self._trials is not None else len(next(iter(self._columns[point.name].values())))

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """An outcome of each trial."""
        return np.asarray(self._columns[point.name][outcome], dtype=np.float64)


@cache
def bare_text() -> str:
    """A scenario of one raid, whatever comes of it."""
    from tests.engine.builders import Case, raid

    return Case(raid(count=4)).text
