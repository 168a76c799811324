"""A study file: a scenario, what is varied in it, and what is asked; read as strictly as a scenario.

    vyuha-study: 1
    title: How many drones are too many?
    scenario: first-raid.yaml
    replicates: 200
    factors:
      - {id: drones, path: raids.drones.count, values: [10, 20, 40]}
    questions:
      - {ask: curve, along: drones}

`load(path)` gives the study and its questions; raises `InputErrors` with all that is wrong, before anything is fought.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from vyuha.catalogue import load as load_catalogue
from vyuha.programme.model import Label, Name, Part, Prose
from vyuha.reading.explain import explain, problem_at
from vyuha.reading.fields import Quantity, Text, Whole
from vyuha.reading.kinds import STUDY, document
from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.text import read_text
from vyuha.reading.tree import Location, Node
from vyuha.scenario import Scenario
from vyuha.scenario import parse as parse_scenario
from vyuha.studies.asks import Ask, Sweep
from vyuha.studies.designs import POINT, Design
from vyuha.studies.estimates import check_outcome
from vyuha.studies.factors import STEPS, Factor, listed, ranged
from vyuha.studies.fights import columns
from vyuha.studies.point import Setting
from vyuha.studies.settings import SettingError, parsed
from vyuha.studies.stopping import Stop
from vyuha.studies.study import Alternative, Study

FORMAT = 1
MOST_FACTORS, MOST_ALTERNATIVES, MOST_QUESTIONS = 200, 200, 50

# Questions that can do without common random numbers.
_APART = ("compare", "rare", "sweep")

FilePath = Annotated[str, Text(400)]
FieldPath = Annotated[str, Text(200, r"[A-Za-z0-9_./-]+", "a path of keys and ids, for example raids.drones.count")]
Outcome = Annotated[str, Text(80)]
End = Annotated[str, Text(60)]


class FactorPart(Part):
    """What is varied: a path with `values`, or with `low` and `high`; figures of the catalogue bring these along."""

    path: FieldPath
    id: Name | None = None
    name: Label | None = None
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=1000)] | None = None
    low: End | None = None
    high: End | None = None
    steps: Annotated[int, Whole(2, 1000)] = STEPS


class AlternativePart(Part):
    """A defence, or a raid, to compare: the scenario with fields set and others taken out, or another scenario."""

    id: Name
    name: Label | None = None
    scenario: FilePath | None = None
    set: Annotated[dict[str, Any], Field(max_length=100)] = {}
    without: Annotated[tuple[FieldPath, ...], Field(max_length=100)] = ()


class StudyFile(Part):
    """A study as it is written."""

    vyuha_study: Annotated[int, Whole(FORMAT, FORMAT)] = Field(alias="vyuha-study")
    title: Label
    notice: Prose | None = None
    scenario: FilePath
    seed: Annotated[int, Whole(0, 2**63 - 1)] | None = None
    random_numbers: Literal["common", "independent"] = Field(default="common", alias="random-numbers")
    replicates: Annotated[int, Whole(2, 100_000_000)] = 200
    stop: Stop | None = None
    part: Annotated[float, Quantity("time", "10 ms", "1 h", "4 s")] = Field(default="4 s", validate_default=True)
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1, max_length=50)] = ("armed_leakers",)
    factors: Annotated[tuple[FactorPart, ...], Field(max_length=MOST_FACTORS)] = ()
    design: Design | None = None
    alternatives: Annotated[tuple[AlternativePart, ...], Field(max_length=MOST_ALTERNATIVES)] = ()
    questions: Annotated[tuple[Ask, ...], Field(max_length=MOST_QUESTIONS)] = ()


@dataclass(frozen=True)
class Read:
    """A study, its questions, and the texts of its files."""

    study: Study
    asks: tuple[Ask, ...]
    text: str


def load(path: str | os.PathLike[str]) -> Read:
    """The study in a file; paths in it count from its folder."""
    return parse(read_text(path), os.fspath(path), Path(path).parent)


def parse(text: str, name: str, folder: Path) -> Read:
    """The study in a text (`name` is the file in messages, `folder` where its paths count from)."""
    root, tree, problems = document(text, name, "a study", STUDY)
    try:
        written = StudyFile.model_validate(tree)
    except ValidationError as error:
        raise InputErrors([*problems, *explain(error, StudyFile, root, name)]) from None
    return _Reading(written, text, root, name, folder, problems).result()


class _Reading:
    """One file, from what is written to a study; gathers all that is wrong."""

    def __init__(
        self, written: StudyFile, text: str, root: Node, name: str, folder: Path, problems: list[Problem]
    ) -> None:
        self._written, self._text, self._root, self._name, self._folder = written, text, root, name, folder
        self._problems, self._catalogue = problems, load_catalogue()
        self._others: dict[str, str] = {}

    def result(self) -> Read:
        """The study; raises `InputErrors`."""
        base, base_text = self._scenario(("scenario",), self._written.scenario)
        if base is None:
            raise InputErrors(self._problems)
        factors, alternatives = self._factors(base_text), self._alternatives(base_text)
        self._unique("factors", [factor.id for factor in factors])
        self._apart(factors)
        self._unique("alternatives", [alternative.id for alternative in alternatives])
        self._unique("alternatives", [alternative.name for alternative in alternatives], "name")
        self._stop_at_once()
        written = self._written
        if written.design is not None and (problem := written.design.problem(factors)):
            self._say(("design",), problem)
        for n, outcome in enumerate(written.outcomes):
            if problem := check_outcome(outcome, columns()):
                self._say(("outcomes", n), problem)
        if written.stop is not None and (problem := check_outcome(written.stop.of, columns())):
            self._say(("stop", "of"), problem)
        self._stop_at_once()
        study = Study(
            title=written.title,
            notice=written.notice or "",
            seed=base.run.seed if written.seed is None else written.seed,
            scenario_text=base_text,
            scenario_name=Path(written.scenario).name,
            home=(self._folder / written.scenario).parent,
            scenario=base,
            factors=tuple(factors),
            alternatives=tuple(alternatives),
            design=written.design,
            replicates=written.replicates,
            stop=written.stop,
            outcomes=written.outcomes,
            common=written.random_numbers == "common",
            part_seconds=written.part,
            others=self._others,
        )
        asks = self._asks(study)
        self._stop_at_once()
        return Read(study, asks, self._text)

    def _asks(self, study: Study) -> tuple[Ask, ...]:
        asks = self._written.questions or ((Sweep(ask="sweep"),) if study.design else ())
        if not asks:
            self._say((), "nothing is asked; give questions, or a design")
        for n, ask in enumerate(asks):
            for at, message in ask.problems(study):
                self._say(("questions", n, *at), message)
            if not study.common and ask.ask not in _APART:
                self._say(("questions", n), "takes random numbers that are common to all points")
        self._unique("questions", [ask.name for ask in asks], "name")
        points = {point.name: point for point in study.points} if study.alternatives else {}
        for n, alternative in enumerate(study.alternatives):
            if points.get(alternative.id, alternative.point()) != alternative.point():
                self._say(("alternatives", n), f'"{alternative.id}" names a point of the design; give it another id')
        return tuple(asks)

    def _scenario(self, at: Location, named: str) -> tuple[Scenario | None, str]:
        path = self._folder / named
        try:
            text = read_text(path)
            return parse_scenario(text, os.fspath(path)), text
        except InputErrors as error:
            for problem in error.problems:
                self._say(at, f"cannot be used: {problem}")
        return None, ""

    def _factors(self, text: str) -> list[Factor]:
        found = []
        for n, part in enumerate(self._written.factors):
            try:
                found.append(self._factor(part, text))
            except SettingError as error:
                self._say(("factors", n), f"{part.path}: {error}")
        return found

    def _factor(self, part: FactorPart, text: str) -> Factor:
        id = part.id or part.path.rpartition(".")[2].lower()
        name = part.name or part.path
        if id == POINT:
            raise SettingError(f'"{POINT}" names the points in every table; give the factor another id')
        if part.values is not None:
            if part.low is not None or part.high is not None:
                raise SettingError("give values, or low and high, not both")
            return listed(id, name, part.path, part.values, text, self._catalogue)
        return ranged(id, name, part.path, (part.low, part.high), part.steps, text, self._catalogue)

    def _alternatives(self, base_text: str) -> list[Alternative]:
        found = []
        for n, part in enumerate(self._written.alternatives):
            text = base_text
            if part.scenario is not None:
                other, text = self._scenario(("alternatives", n, "scenario"), part.scenario)
                if other is None:
                    continue
                homes = [(self._folder / named).parent.resolve() for named in (part.scenario, self._written.scenario)]
                if homes[0] != homes[1]:
                    self._say(("alternatives", n, "scenario"), "must lie in the folder of the study's own scenario")
                self._others[part.scenario] = text
            put = tuple(Setting(path, value) for path, value in part.set.items())
            settings = (*put, *(Setting(path, None) for path in part.without))
            try:
                parsed(text, settings, self._catalogue)
            except SettingError as error:
                self._say(("alternatives", n, "set" if part.set else "without"), str(error))
            found.append(Alternative(part.id, part.name or part.id, settings, part.scenario or ""))
        return found

    def _apart(self, factors: Sequence[Factor]) -> None:
        """Two factors may not set the same thing, nor one what lies in the other."""
        for n, factor in enumerate(factors):
            for other in factors[:n]:
                paths = (f"{factor.path}.", f"{other.path}.")
                if paths[0].startswith(paths[1]) or paths[1].startswith(paths[0]):
                    self._say(("factors", n), f'sets what factor "{other.id}" sets ({other.path})')

    def _unique(self, key: str, names: Sequence[str], what: str = "id") -> None:
        for n, name in enumerate(names):
            if name in names[:n]:
                self._say((key, n), f'"{name}" is there twice; give one of them another {what}')

    def _say(self, at: Location, message: str) -> None:
        self._problems.append(problem_at(at, message, self._root, self._name))

    def _stop_at_once(self) -> None:
        if self._problems:
            raise InputErrors(self._problems)
