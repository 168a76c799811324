"""Sensitivity: how much an outcome moves, fight for fight, when one figure goes to either end of its range.

Assumes   the same fights, with the same random numbers, once as they are and once for each end of each figure's range;
          replicates are independent of each other.
Holds     for one figure at a time, near the others' values: two that are wrong together may do more than both alone, or
          less. A range that is itself a guess makes the swing one. Of intervals of 95 % one in twenty misses.
Source    tornado diagrams: R. A. Howard, Management Science 34 (1988) 679; T. G. Eschenbach, Interfaces 22 (1992) 40;
          common random numbers and Student's t for paired differences as in `results.blame`.
Checked   tests/engine/test_sensitivity.py: a closed form in which the effect of a figure is known;
          tests/results/test_sensitivity.py: intervals against scipy.stats, what is stored is read back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from vyuha.results.blame import AS_IT_IS
from vyuha.results.files import parquet, write_whole
from vyuha.results.statistics import STUDENT, Estimate, from_json, mean_of

# Whoever opens a stored run does not wait for the reading of the catalogue.
if TYPE_CHECKING:
    from vyuha.catalogue.figure import Figure

SENSITIVITY = "sensitivity.json"
SENSITIVITY_TABLE = "sensitivity.parquet"
SENSITIVITY_VERSION = 1
LOW, HIGH = "low", "high"
ENDS = (LOW, HIGH)
# What is asked unless told otherwise.
MEASURE = "armed_leakers"
# Why a figure changes nothing: it was not varied, it is in no table of the engine, or no fight came out otherwise.
NO_RANGE = "no range given"
NOT_THERE = "does not enter this fight"
NOTHING = "changes nothing in any of these fights"

# The rows of `SENSITIVITY_TABLE`: one for each fight. `run` says of which run; the rows of no item are as it is.
SCHEMA = pl.Schema(
    {
        "run": pl.String,
        "item": pl.String,
        "figure": pl.String,
        "end": pl.String,
        "value": pl.Float64,
        "replicate": pl.Int32,
        "leakers": pl.Int32,
        "armed_leakers": pl.Int32,
        "value_lost": pl.Float64,
        "failed": pl.Boolean,
    }
)


class InUse(NamedTuple):
    """A figure of the catalogue that a fight reads: its item and its field."""

    item: str
    name: str
    figure: "Figure"

    @property
    def label(self) -> str:
        """How people name it: `91N6E.reference_rcs`."""
        return f"{self.item}.{self.name}"

    def end(self, end: str) -> float:
        """The value (SI) at an end of its range."""
        return self.figure.low if end == LOW else self.figure.high


class Unfought(NamedTuple):
    """Why an end was not fought: `refusal` says why it cannot be; without one it is the fight as it is."""

    refusal: str = ""


# What was not fought, by the figure's label and the end.
Told = Mapping[tuple[str, str], Unfought]


@dataclass(frozen=True)
class FigureSensitivity:
    """One figure: the measure per fight at either end of its range, and the change from the same fights as they are.

    `value`, `low` and `high` are texts with units (no `low` and `high` without a range). Estimates are None where
    nothing was fought; `note` says why. `failed` fights are left out of the comparison, pair by pair.
    """

    item: str
    figure: str
    grade: str
    value: str
    low: str
    high: str
    at_low: Estimate | None
    at_high: Estimate | None
    change_low: Estimate | None
    change_high: Estimate | None
    note: str
    failed: int

    @property
    def swing(self) -> float:
        """How far the mean moves over the range, the value in use included."""
        means = [0.0, *(change.mean for change in (self.change_low, self.change_high) if change)]
        return max(means) - min(means)


@dataclass(frozen=True)
class Sensitivity:
    """What each figure does to the `measure` over the same `replicates` fights of a run; `base` is as it is."""

    version: int
    seed: int
    replicates: int
    measure: str
    base: Estimate
    rows: tuple[FigureSensitivity, ...]


def sensitivity_of(fought: pl.DataFrame, figures: Sequence[InUse], told: Told, measure: str, seed: int) -> Sensitivity:
    """The sensitivity of a measure to `figures`, from a table as `SCHEMA` has it and what was `told` of ends that are
    not in it.
    """
    parts = fought.partition_by("item", "figure", "end", as_dict=True, maintain_order=True)
    base = parts["", "", AS_IT_IS].filter(~pl.col("failed")).sort("replicate")

    def row(one: InUse) -> FigureSensitivity:
        ends = {
            end: _End(base, parts.get((one.item, one.name, end)), told.get((one.label, end)), measure) for end in ENDS
        }
        return _row(one, ends)

    return Sensitivity(
        version=SENSITIVITY_VERSION,
        seed=seed,
        replicates=base.height,
        measure=measure,
        base=mean_of(_floats(base[measure])),
        rows=tuple(row(one) for one in figures),
    )


class _End:
    """One end of a figure's range beside the fights as they are."""

    def __init__(self, base: pl.DataFrame, fought: pl.DataFrame | None, told: Unfought | None, measure: str) -> None:
        self.same = told is not None and not told.refusal
        self.refusal = told.refusal if told else ""
        self.at: Estimate | None = None
        self.change: Estimate | None = None
        self.failed = 0
        other = base if self.same else fought
        if other is None:
            return
        pairs = base.join(other.filter(~pl.col("failed")), on="replicate", suffix="_at", maintain_order="left")
        self.failed = base.height - pairs.height
        if pairs.height == 0:
            self.refusal = "no fight comes to its end"
            return
        at = pairs[f"{measure}_at"]
        self.at = mean_of(_floats(at))
        self.change = mean_of(_floats(at - pairs[measure]), signed=True)


def _row(one: InUse, ends: Mapping[str, _End]) -> FigureSensitivity:
    figure, (low, high) = one.figure, (ends[end] for end in ENDS)
    varied = figure.has_range and not (low.same and high.same)
    notes = [f"{end} end: {ends[end].refusal}" for end in ENDS if ends[end].refusal]
    note = "; ".join(notes) if varied else NOT_THERE if figure.has_range else NO_RANGE
    return FigureSensitivity(
        item=one.item,
        figure=one.name,
        grade=figure.grade,
        value=figure.worded(figure.value),
        low=figure.worded(figure.low) if figure.has_range else "",
        high=figure.worded(figure.high) if figure.has_range else "",
        at_low=low.at if varied else None,
        at_high=high.at if varied else None,
        change_low=low.change if varied else None,
        change_high=high.change if varied else None,
        note=note,
        failed=low.failed + high.failed if varied else 0,
    )


def _floats(values: pl.Series) -> list[float]:
    return values.cast(pl.Float64).to_list()


def by_swing(made: Sensitivity) -> list[FigureSensitivity]:
    """The figures that change something, or cannot be fought at an end; the widest swing first, those alike in the
    order of the fight.
    """
    return sorted((row for row in made.rows if why_not(row) == ""), key=lambda row: -row.swing)


def why_not(row: FigureSensitivity) -> str:
    """Why a figure changes nothing here; empty if it does, or cannot be fought at an end."""
    if row.note:
        return row.note if row.note in (NO_RANGE, NOT_THERE) else ""
    changes = [change for change in (row.change_low, row.change_high) if change]
    return "" if any(change.mean or change.method == STUDENT for change in changes) else NOTHING


def is_told(change: Estimate | None) -> bool:
    """Whether a change is told from none: its interval does not hold zero."""
    return (
        change is not None
        and change.low is not None
        and change.high is not None
        and not (change.low <= 0.0 <= change.high)
    )


def told_by_chance(made: Sensitivity) -> tuple[int, int]:
    """How many changes are told from none, and of how many that differ between fights: one in twenty of these would be
    by chance alone.
    """
    changes = [change for row in made.rows for change in (row.change_low, row.change_high) if change]
    return sum(map(is_told, changes)), sum(change.method == STUDENT for change in changes)


def write_fought(folder: Path, fought: pl.DataFrame) -> None:
    """Keep all fights that were fought so far in a run folder, in an order that does not depend on when they were."""
    ordered = fought.sort("item", "figure", "end", "value", "replicate")
    write_whole(folder / SENSITIVITY_TABLE, parquet(ordered))


def read_fought(folder: Path, run: str) -> pl.DataFrame:
    """What was fought of a `run` before; no rows where nothing was, or what lies there is of another run."""
    path, nothing = folder / SENSITIVITY_TABLE, pl.DataFrame(schema=SCHEMA)
    if not path.is_file():
        return nothing
    try:
        found = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError):
        return nothing
    return found.filter(pl.col("run") == run) if found.schema == SCHEMA else nothing


def write_sensitivity(folder: Path, made: Sensitivity) -> None:
    """Keep the sensitivity in a run folder."""
    write_whole(folder / SENSITIVITY, (json.dumps(asdict(made), indent=2, ensure_ascii=False) + "\n").encode())


def read_sensitivity(folder: Path) -> Sensitivity | None:
    """The sensitivity that a run folder holds; None if none was made there, or by another version."""
    path = folder / SENSITIVITY
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_bytes())
    if content.get("version") != SENSITIVITY_VERSION:
        return None
    rows = tuple(
        FigureSensitivity(**{key: from_json(value) for key, value in row.items()}) for row in content.pop("rows")
    )
    return Sensitivity(rows=rows, **{key: from_json(value) for key, value in content.items()})
