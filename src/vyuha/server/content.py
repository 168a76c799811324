"""What the server answers, as `ui/src/types.ts` has it: a test holds the two against each other.

SI units; places on the earth in degrees. What comes as it is from elsewhere (scenes, summaries) is typed there.
"""

from typing import Any, Literal, NotRequired, TypedDict

from vyuha.results.statistics import Estimate

Content = dict[str, Any]


class RunEntry(TypedDict):
    """A run in the index; `whole` is false while it has no complete replicate."""

    id: str
    name: str
    title: str
    replicates: int
    seed: int
    created: str
    whole: bool


class PlanEntry(TypedDict):
    """A plan folder in the index."""

    id: str
    name: str
    title: str
    created: str


class ScenarioEntry(TypedDict):
    """A scenario file in the index, and the first thing that is wrong with it."""

    id: str
    name: str
    title: str
    problem: str | None


class BrokenEntry(TypedDict):
    """What looks like a run, a plan or a scenario and cannot be opened."""

    name: str
    problem: str
    remedy: str


class Index(TypedDict):
    """Everything that the folder holds."""

    version: str
    folder: str
    edit: bool
    runs: list[RunEntry]
    plans: list[PlanEntry]
    scenarios: list[ScenarioEntry]
    broken: list[BrokenEntry]


class RunPage(TypedDict):
    """A run: its summary, what was fought, and how it was made."""

    id: str
    name: str
    made: Content
    summary: Content
    laydown: Content
    assumed: list[Content]
    links: list[Content]
    blame: Content | None
    sensitivity: Content | None


class ReplicatePage(TypedDict):
    """One row for each of some replicates."""

    total: int
    rows: list[Content]


class CoveragePage(TypedDict):
    """Who sees a target at a height [m] above the ground; corners as longitude and latitude."""

    height: float
    target: str
    rcs: float
    probability: float
    areas: list[Content]


class EnvelopePage(TypedDict):
    """Where a missile meets a target that comes straight in: ground ranges [m] by height [m]."""

    missile: str
    target: str
    units: list[str]
    heights: list[float]
    farthest: list[float | None]
    nearest: list[float | None]


class CompareRow(TypedDict):
    """A measure of two runs and its difference, b minus a."""

    measure: str
    unit: str
    a: Estimate
    b: Estimate
    difference: Estimate
    better: Literal["less", "more"]


class Comparison(TypedDict):
    """Two runs, fight by fight or as independent samples."""

    a: RunEntry
    b: RunEntry
    paired: bool
    why: str
    same_raid: bool
    replicates: int
    rows: list[CompareRow]
    differences: Content
    ledger: list[Content]


class PlanPage(TypedDict):
    """A plan folder: answers in words, tables as columns."""

    id: str
    name: str
    title: str
    answers: list[Content]
    alternatives: list[str]
    names: dict[str, dict[str, str]]
    as_of: str
    dates: list[str]
    measures: dict[str, Content]
    tables: dict[str, dict[str, list[Any]]]
    made: dict[str, str]


class Problem(TypedDict):
    """One thing that is wrong in a scenario; no line: the file as a whole."""

    line: int | None
    path: list[str | int]
    value: str
    message: str


class ScenarioPage(TypedDict):
    """The text of a scenario file; `etag` changes with it."""

    id: str
    name: str
    text: str
    etag: str


class Checked(TypedDict):
    """What there is to say about a scenario's text."""

    problems: list[Problem]
    laydown: Content | None
    notes: list[str]
    cost: str


class Choice(TypedDict):
    """Something of the catalogue that a scenario may name."""

    id: str
    name: str
    kind: str


class Catalogue(TypedDict):
    """What a scenario may name; `fits`: the missiles that the launchers of a system take."""

    threats: list[Choice]
    systems: list[Choice]
    missiles: list[Choice]
    fits: dict[str, list[str]]


class Job(TypedDict):
    """Something that was started from the page; `left` in seconds, when known."""

    id: str
    kind: str
    title: str
    state: Literal["queued", "compiling", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    left: float | None
    message: str
    run: str | None


class Refusal(TypedDict):
    """A sentence and what to do."""

    error: str
    remedy: NotRequired[str]
    problems: NotRequired[list[Problem]]
