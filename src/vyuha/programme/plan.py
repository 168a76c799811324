"""A plan file: which programmes, over which years, how schedules may slip, and which alternatives are compared."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_core import CoreSchema, core_schema

from vyuha.base.calendar import Span, parse_date
from vyuha.programme.load import find as find_programme
from vyuha.programme.load import parse as parse_programme
from vyuha.programme.model import Label, Name, Part, Programme, Prose
from vyuha.programme.plan_check import check_plan, size_problem
from vyuha.reading.explain import explain, problem_at
from vyuha.reading.fields import Number, Quantity, Reader, Text, Whole
from vyuha.reading.kinds import PLAN, document
from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.text import read_text
from vyuha.reading.tree import Location, Node
from vyuha.scenario import parse as parse_scenario

FORMAT = 1
# Fewer futures, or fights at a point of the surface, say nothing; more futures do not fit into memory.
LEAST, MOST_FUTURES, MOST_FIGHTS = 10, 100_000, 1_000_000


class DateReader(Reader):
    """Reads a date to the day, month, quarter, half or year."""

    def read(self, given: Any) -> Span:
        if isinstance(given, Span):
            return given
        if not isinstance(given, str):
            raise ValueError("give a date, for example 2026-11")
        return parse_date(given)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^\d{4}(-\d{2}(-\d{2})?|-Q[1-4]|-H[12])?$",
            "description": "A date: 2018-10-05, 2018-10, 2018-Q4, 2018-H2 or 2018.",
            "examples": ["2026-11"],
        }

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


Date = Annotated[Span, DateReader()]
# Between one raid and the next there is some time.
Pace = Annotated[float, Quantity("period", "0 days", "100 years", "1 weeks", above=True)]
Spell = Annotated[float, Quantity("period", "0 days", "100 years", "1 years")]
Share = Annotated[float, Number(0, 1)]
SitePath = Annotated[str, Text(400)]
SiteName = Annotated[str, Text(40)]


class Slip(Part):
    """How far deliveries depart from what was promised.

    `reference` names the class of past programmes from which schedule growth is drawn; `supplier_correlation` is how
    much of it all programmes of a supplier share; `stops_per_year` and `stop_length` add full stops of a supplier.
    """

    reference: Literal["major-programmes", "lognormal", "own-class", "blend"] = "major-programmes"
    # Weight of `own-class` in `blend`.
    own_weight: Share = 0.5
    supplier_correlation: Annotated[float, Number(0, 0.99)] = 0.5
    stops_per_year: Annotated[float, Number(0, 10)] = 0.0
    stop_length: Spell = Field(default="2 years", validate_default=True)


class Force(Part):
    """How the units of a programme take part in a fight: the n-th ready unit takes the n-th position."""

    scenario: SitePath
    programme: Name
    positions: Annotated[tuple[SiteName, ...], Field(min_length=1, max_length=50)]
    # Fights for every point of the response surface.
    replicates: Annotated[int, Whole(LEAST, MOST_FIGHTS)] = 200


class Raids(Part):
    """How often a raid like that of the scenario comes, for questions about stock."""

    every: Pace = Field(default="1 weeks", validate_default=True)


class Late(Part):
    """A tranche, or what an option brings, comes later than it otherwise would, and so does all that waits for it.

    `programme` says whose it is where several programmes of the plan have something of this id.
    """

    tranche: Name
    programme: Name | None = None
    by: Spell


class Stop(Part):
    """A supplier delivers nothing from a date on, for a while or (without `lasts`) for good."""

    supplier: Label
    start: Date = Field(alias="from")
    lasts: Spell | None = None


class Alternative(Part):
    """One course that events may take; everything not named is as in the others.

    `deliveries`: "planned" (by the original contract), "reset" (by the last re-set baseline), "expected" (what has
    come, then forecast futures), "none" (nothing ever comes).
    """

    id: Name
    name: Label
    deliveries: Literal["planned", "reset", "expected", "none"] = "expected"
    late: Annotated[tuple[Late, ...], Field(max_length=100)] = ()
    options: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    stops: Annotated[tuple[Stop, ...], Field(max_length=20)] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """Fields that set it apart from what is expected: deliveries as they come, nothing added or taken away.

        >>> Alternative(id="sooner", name="Sooner", deliveries="planned").changes
        ('deliveries',)
        """
        apart = {"deliveries": self.deliveries != "expected", "late": self.late, "options": self.options}
        return tuple(name for name, differs in (apart | {"stops": self.stops}).items() if differs)


class Plan(Part):
    """What is asked: alternatives over the years, and the raid against which they are measured."""

    vyuha_plan: Annotated[int, Whole(FORMAT, FORMAT)] = Field(alias="vyuha-plan")
    title: Label
    notice: Prose | None = None
    programmes: Annotated[tuple[SitePath, ...], Field(min_length=1, max_length=50)]
    start: Date = Field(alias="from")
    end: Date = Field(alias="to")
    as_of: Date
    futures: Annotated[int, Whole(LEAST, MOST_FUTURES)] = 10_000
    seed: Annotated[int, Whole(0, 2**63 - 1)] = 1
    slip: Slip = Slip()
    force: Force
    raids: Raids = Raids()
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=1, max_length=20)]
    # Days on which a raid is imagined and the alternatives are compared in words.
    dates: Annotated[tuple[Date, ...], Field(max_length=50)] = ()


@dataclass(frozen=True)
class Inputs:
    """A plan and all that it names, each file read once: models, and the texts (of programmes by id) behind them."""

    plan: Plan
    programmes: tuple[Programme, ...]
    plan_text: str
    programme_texts: dict[str, str]
    scenario_text: str


def load_plan(path: str | os.PathLike[str]) -> tuple[Plan, tuple[Programme, ...]]:
    """The plan in a file and the programmes that it names; raises `InputErrors` with all that is wrong.

    Paths in a plan count from its folder; a programme may also be the id of a built-in one.
    """
    found = read_plan(path)
    return found.plan, found.programmes


def read_plan(path: str | os.PathLike[str]) -> Inputs:
    """The same with the texts of all files."""
    return parse_inputs(read_text(path), os.fspath(path), Path(path).parent)


def parse_plan(text: str, name: str, folder: Path) -> tuple[Plan, tuple[Programme, ...]]:
    """The plan in a text (`name` is the file in messages, `folder` where its paths count from)."""
    found = parse_inputs(text, name, folder)
    return found.plan, found.programmes


def parse_inputs(text: str, name: str, folder: Path) -> Inputs:
    """The same with the texts of all files."""
    root, tree, problems = document(text, name, "a plan", PLAN)
    try:
        plan = Plan.model_validate(tree)
    except ValidationError as error:
        raise InputErrors([*problems, *explain(error, Plan, root, name)]) from None
    programmes, texts = [], {}
    for i, one in enumerate(plan.programmes):
        try:
            path = programme_path(one, folder)
            content = read_text(path)
            programmes.append(parse_programme(content, path.name))
            texts[programmes[-1].id] = content
        except InputErrors as error:
            problems += _cannot_be_used(("programmes", i), error, root, name)
    scenario, scenario_text = None, ""
    try:
        scenario_text = read_text(scenario_path(plan, folder))
        scenario = parse_scenario(scenario_text, os.fspath(scenario_path(plan, folder)))
    except InputErrors as error:
        problems += _cannot_be_used(("force", "scenario"), error, root, name)
    if len(programmes) == len(plan.programmes):
        problems += [problem_at(at, message, root, name) for at, message in check_plan(plan, programmes, scenario)]
    if problems:
        raise InputErrors(problems)
    return Inputs(plan, tuple(programmes), text, texts, scenario_text)


def _cannot_be_used(at: Location, error: InputErrors, root: Node, name: str) -> list[Problem]:
    """What is wrong with a file that a plan names, told at the place where it names it."""
    return [problem_at(at, f"cannot be used: {problem}", root, name) for problem in error.problems]


def scenario_path(plan: Plan, folder: Path) -> Path:
    """Where the scenario of a plan lies that stands in `folder`."""
    return folder / plan.force.scenario


def programme_path(named: str, folder: Path) -> Path:
    """The file behind a programme that a plan in `folder` names."""
    beside = folder / named
    return beside if beside.is_file() else find_programme(named)


def with_counts(plan: Plan, futures: int | None = None, replicates: int | None = None) -> Plan:
    """The plan with other numbers of futures, or of fights at a point; raises `ValueError` beyond what is allowed."""
    force = plan.force
    if replicates is not None:
        Whole(LEAST, MOST_FIGHTS).read(replicates)
        force = force.model_copy(update={"replicates": replicates})
    if futures is not None:
        Whole(LEAST, MOST_FUTURES).read(futures)
    changed = plan.model_copy(update={"force": force, "futures": plan.futures if futures is None else futures})
    if too_many := size_problem(changed):
        raise ValueError(too_many)
    return changed
