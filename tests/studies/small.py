"""A small study for tests of those who fight it: three points of the shipped tutorial, some dozens of fights each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from vyuha.engine.run import physics_hash
from vyuha.results.answers import Answer, Sentence
from vyuha.scenario import parse
from vyuha.studies.conduct import conduct
from vyuha.studies.crews.crew import Crew
from vyuha.studies.fights import Fights
from vyuha.studies.folder import opened
from vyuha.studies.point import Point, Setting
from vyuha.studies.question import Fought, Want, Work
from vyuha.studies.store import claim
from vyuha.studies.study import Study

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "one-on-one.yaml"
OUTCOMES = ("armed_leakers", "armed_leakers > 0", "shots", "rounds_cost")


@dataclass(frozen=True)
class Means:
    """Asks for the mean of some outcomes, at so many fighters; looks once at half of the fights."""

    counts: tuple[int, ...] = (1, 2, 3)
    trials: int = 60
    work: Work = field(default_factory=Fights)

    def at_most(self) -> Sequence[Want]:
        return [Want(self._point(count), self.trials, self.work) for count in self.counts]

    def wants(self, fought: Fought) -> Sequence[Want]:
        for look in (self.trials // 2, self.trials):
            wanted = [Want(self._point(count), look, self.work) for count in self.counts]
            if lacking := [want for want in wanted if fought.count(want.point, want.work) < want.count]:
                return lacking
        return []

    def answer(self, fought: Fought) -> Answer:
        rows = [
            (count, *(float(np.nanmean(fought.values(self._point(count), outcome, self.work))) for outcome in OUTCOMES))
            for count in self.counts
        ]
        table = pl.DataFrame(rows, schema=["count", *OUTCOMES], orient="row")
        sentence = Sentence("Means were found.", self.trials * len(self.counts))
        return Answer("means", "means", "Means", (sentence,), {"means": table})

    @staticmethod
    def _point(count: int) -> Point:
        return Point(f"fighters-{count}", (Setting("raids.fighter.count", str(count)),))


@dataclass(frozen=True)
class Ask:
    """As it stands in a file."""

    made: Means

    def question(self, study: Study) -> Means:
        return self.made


@dataclass(frozen=True)
class SmallRead:
    """A study with one question, as `studies.file.load` gives it."""

    study: Study
    asks: tuple[Ask, ...]
    text: str = "a small study\n"


def small(part_seconds: float = 0.02, means: Means | None = None, seed: int = 5) -> SmallRead:
    text = SCENARIO.read_text()
    study = Study(
        title="Small",
        notice="",
        seed=seed,
        scenario_text=text,
        scenario_name=SCENARIO.name,
        home=SCENARIO.parent,
        scenario=parse(text, SCENARIO.name),
        part_seconds=part_seconds,
    )
    return SmallRead(study, (Ask(means or Means()),))


def files_of(crew: Crew, path: Path, read: SmallRead | None = None) -> dict[str, bytes]:
    """All that a crew leaves in a folder, by name; the crew is let go."""
    given = read or small()
    try:
        with opened(str(path)) as folder:
            claim(folder, given.study, given.text, physics_hash(), afresh=False)
            conduct(given, folder, crew, physics_hash())
            return {name: folder.read(name) for name in folder.names() if name != ".lock"}
    finally:
        crew.close()
