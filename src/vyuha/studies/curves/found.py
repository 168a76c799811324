"""What every curve says: its knee, the size that saturates, failed trials, and how all that was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from vyuha.results.answers import Sentence
from vyuha.results.summary_text import number, number_range, percent
from vyuha.studies.curves.axis import Axis
from vyuha.studies.curves.knee import LEAST_POINTS, LEVEL, Knee, find_knee
from vyuha.studies.curves.measures import Asked
from vyuha.studies.curves.resample import LEAST_TRIALS
from vyuha.studies.curves.saturation import Saturation
from vyuha.studies.estimates import words
from vyuha.studies.outcomes import MONEY, SHARE, kind
from vyuha.studies.question import Floats

KNEES = {
    "measure": pl.String,
    "kind": pl.String,
    "at": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "level": pl.Float64,
    "before": pl.Float64,
    "before_low": pl.Float64,
    "before_high": pl.Float64,
    "after": pl.Float64,
    "after_low": pl.Float64,
    "after_high": pl.Float64,
    "chance": pl.Float64,
    "told": pl.Boolean,
    "fits": pl.Boolean,
}
# Kinds of marks.
KNEE, FULL, LIMIT = "knee", "full", "limit"

HOW = (
    "A trial has the same random numbers at every point, so that points differ by what was changed and not by luck. "
    "Intervals are 95 %. Those of knees come from curves drawn again from the trials."
)
HOW_KNEE = (
    "A knee is where the two straight lines meet that fit the means best. There is said to be one where noise alone "
    f"would gain as much from a second line in at most {percent(LEVEL)} of curves that are straight."
)


@dataclass
class Found:
    """Sentences, tables and notes of an answer, as they come."""

    sentences: list[Sentence] = field(default_factory=list)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    marks: list[dict[str, object]] = field(default_factory=list)

    def say(self, text: str, fights: int) -> None:
        """One sentence more."""
        self.sentences.append(Sentence(text, fights))

    def close(self, tables: Mapping[str, pl.DataFrame]) -> "Found":
        """With the tables that it was read from, and the marks."""
        self.tables = {**tables, "knees": pl.DataFrame(self.marks, KNEES)}
        failed = int(tables["curve"]["failed"].max() or 0) if "curve" in tables else 0  # type: ignore[arg-type]
        if failed:
            self.notes.append(
                f"Up to {failed:,} fights of a point could not be fought to their end. They widen the intervals of the "
                "points, and are left out of knees."
            )
        return self


def mark_knee(found: Found, asked: Asked, measure: str, values: Floats) -> Knee | None:
    """Look for a knee in an outcome, keep it and say what was found; one that is not told is not marked."""
    knee, axis = find_knee(asked.axis.x, values, asked.seed), asked.axis
    name, fights = words(measure), values.size
    if knee is None:
        found.notes.append(
            f"Too little to look for a knee of {name}: that takes {LEAST_POINTS} points and {LEAST_TRIALS} fights each."
        )
        return None
    row = {"measure": measure, "kind": KNEE, "at": knee.at, "low": knee.low, "high": knee.high, "level": knee.level}
    row |= {"before_low": knee.before_ends[0], "before_high": knee.before_ends[1]}
    row |= {"after_low": knee.after_ends[0], "after_high": knee.after_ends[1]}
    row |= {"before": knee.before, "after": knee.after, "chance": knee.chance, "told": knee.told, "fits": knee.fits}
    found.marks.append(row)
    if not knee.told:
        found.say(
            f"No knee of {name}: a straight line over {axis.range} explains it as well as two that meet "
            f"(noise alone gains as much from the second in {percent(knee.chance)} of cases).",
            fights,
        )
        return knee
    before, after = (
        _slope(measure, slope, ends) for slope, ends in ((knee.before, knee.before_ends), (knee.after, knee.after_ends))
    )
    text = f"Along {axis.name}, the curve of {name} has its knee at {axis.at(knee.at)} "
    text += (
        f"({axis.between(knee.low, knee.high)}): {_each(axis)} it changes by {before} before it, by {after} after it."
    )
    if not knee.fits:
        text += " It bends all along, rather than there alone: two straight lines do not explain all of it."
    found.say(text, fights)
    return knee


def mark_full(found: Found, measure: str, full: Saturation, of: str) -> None:
    """Keep a size that saturates, or passes a limit (`of`), if it lies within what was fought."""
    if not np.isfinite(full.at):
        return
    row: dict[str, object] = {"measure": measure, "kind": of, "at": full.at, "low": full.low, "high": full.high}
    found.marks.append(row | {"told": True})


def _slope(measure: str, slope: float, ends: tuple[float, float]) -> str:
    """A slope with its interval."""
    scale = 100.0 if kind(measure) == SHARE else 1.0
    unit = {SHARE: " points", MONEY: " USD"}.get(kind(measure), "")
    interval = "" if ends[0] == ends[1] else f" ({number_range(scale * ends[0], scale * ends[1])})"
    return f"{number(scale * slope)}{unit}{interval}".replace("-", "−")


def _each(axis: Axis) -> str:
    return f"for each {axis.unit}" if axis.unit else "for each one more"
