"""Fights a stored run's fights again with one figure of the catalogue after the other at the ends of its range."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from vyuha.catalogue import GRADES, Catalogue, CatalogueError, figures, with_figure
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.assumed import in_use
from vyuha.engine.replicates import Engine
from vyuha.reading.problems import InputErrors, suggestion
from vyuha.results.blame import AS_IT_IS, MEASURES
from vyuha.results.laydown import Laydown
from vyuha.results.manifest import BLOCK
from vyuha.results.sensitivity import ENDS, SCHEMA, InUse, Unfought
from vyuha.results.tables import replicate_frame
from vyuha.scenario import parse
from vyuha.state.tables import Setup

ASSUMED = "assumed"

# Called with the fights done so far and in all; before the first one with none done.
Progress = Callable[[int, int], None]
# Called with all fights so far, whenever an end is through.
Keep = Callable[[pl.DataFrame], None]


class SensitivityError(ValueError):
    """There is no such figure, grade or measure; the message says what there is."""


class RefusedError(ValueError):
    """With a figure at this value the scenario cannot be fought; the message says why."""


def figures_of(
    assembled: Assembled, catalogue: Catalogue, names: Sequence[str] = (), grades: Sequence[str] = ()
) -> tuple[InUse, ...]:
    """The figures of the catalogue that a fight reads, item by item, with or without a range: those of these `names`
    (`item.figure`), or of these `grades`, or those that are assumed.
    """
    if names and grades:
        raise SensitivityError("figures are named, or chosen by their grades; give one of the two")
    grades = grades or (() if names else (ASSUMED,))
    for grade in grades:
        if grade not in GRADES:
            raise SensitivityError(f"no grade {grade!r}{suggestion(grade, GRADES)}")
    items = in_use(assembled, catalogue).items()
    found = {one.label: one for id, item in items for one in (InUse(id, *pair) for pair in figures(item))}
    for name in names:
        if name not in found:
            raise SensitivityError(_unknown(name, list(found), catalogue))
    return tuple(one for label, one in found.items() if label in names or one.figure.grade in grades)


def check_measure(measure: str) -> None:
    """SensitivityError for a measure that there is not."""
    if measure not in MEASURES:
        raise SensitivityError(f"no measure {measure!r}{suggestion(measure, MEASURES)}")


def _unknown(name: str, known: list[str], catalogue: Catalogue) -> str:
    """Why `name` is none of the figures that a fight reads, and what may have been meant."""
    id, _, figure = name.rpartition(".")
    own = [label.rpartition(".")[2] for label in known if label.rpartition(".")[0] == id]
    if own:
        return f"{name}: {id} has no figure {figure!r}{suggestion(figure, own)}"
    if not id:
        return f"{name}: give item.figure, for example {known[0]}"
    if catalogue.find(id) is not None:
        return f"{name}: nothing in this fight is or has a {id}"
    items = dict.fromkeys(label.rpartition(".")[0] for label in known)
    return f"{name}: nothing in this fight is called {id!r}{suggestion(id, items)}"


@dataclass(frozen=True)
class Again:
    """A run as it is fought again: its tables and names, the catalogue and the scenario's text behind them, and how.

    `run` stands for all that decides an outcome, so that fights of the same run need not be fought twice.
    """

    assembled: Assembled
    catalogue: Catalogue
    text: str
    laydown: Laydown
    seed: int
    workers: int
    run: str

    def at(self, one: InUse, value: float) -> Assembled:
        """The scenario with a figure at another `value` (SI). RefusedError if it cannot be fought then."""
        try:
            catalogue = with_figure(self.catalogue, one.item, one.name, value)
            scenario = parse(self.text, "scenario", catalogue)
            return assemble(scenario, catalogue, self.assembled.ground, self.assembled.code, self.assembled.recorded)
        except CatalogueError as error:
            raise RefusedError(error.problems[0]) from error
        except InputErrors as error:
            problem = error.problems[0]
            raise RefusedError(": ".join(part for part in (problem.path, problem.message) if part)) from error
        except (ValueError, ArithmeticError) as error:
            raise RefusedError(str(error)) from error


def fight_ends(
    again: Again, chosen: Sequence[InUse], base: pl.DataFrame, known: pl.DataFrame, keep: Keep, progress: Progress
) -> tuple[pl.DataFrame, dict[tuple[str, str], Unfought]]:
    """What `results.sensitivity.sensitivity_of` reads: the fights of `base` (the first rows of a run's `replicates`)
    and the same with each of the `chosen` figures at the ends of its range; and which ends were not fought, and why.

    Fights that are `known` from before are not fought again. `keep` gets all there are whenever an end is through.
    """
    ends = [(one, end) for one in chosen if one.figure.has_range for end in ENDS]
    count, as_it_is = int(base["replicate"].max()) + 1, _measured(again, None, AS_IT_IS, base)  # type: ignore[arg-type]
    have = known.filter(pl.col("end") != AS_IT_IS)
    first = [_of(have, one, end, count).height for one, end in ends]
    done, total, told = 0, sum(count - number for number in first), dict[tuple[str, str], Unfought]()

    def one_done() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    progress(0, total)
    for (one, end), number in zip(ends, first, strict=True):
        if number == count:
            continue
        upto = done + count - number
        changed = _changed(again, one, end)
        if isinstance(changed, Unfought):
            told[one.label, end] = changed
            done = upto
            progress(done, total)
        else:
            have = pl.concat([have, *_fought(again, changed, (one, end), range(number, count), one_done)])
            keep(pl.concat([as_it_is, have]))
    return pl.concat([as_it_is, *(_of(have, one, end, count) for one, end in ends)]), told


def _of(fought: pl.DataFrame, one: InUse, end: str, count: int) -> pl.DataFrame:
    """Those of the first `count` fights with a figure at one end that are there."""
    own = {"item": one.item, "figure": one.name, "end": end, "value": one.end(end)}
    return fought.filter(pl.col("replicate") < count, *(pl.col(key) == value for key, value in own.items()))


def _changed(again: Again, one: InUse, end: str) -> Assembled | Unfought:
    """The scenario with a figure at one end, or why that is not fought."""
    if one.end(end) == one.figure.value:
        return Unfought()
    try:
        changed = again.at(one, one.end(end))
    except RefusedError as error:
        return Unfought(str(error))
    return Unfought() if alike(changed.setup, again.assembled.setup) else changed


def alike(one: Setup, other: Setup) -> bool:
    """Whether two scenarios come to the same tables, bit for bit, and so to the same fights."""
    own, others = ([array for table in setup for array in _arrays(table)] for setup in (one, other))
    return all(a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in zip(own, others, strict=True))


def _arrays(table: Any) -> list[Any]:
    """The columns of a table, or an array itself; what lies between the columns of a row means nothing."""
    array = np.asarray(table)
    return [array] if array.dtype.names is None else [array[name] for name in array.dtype.names]


def _fought(
    again: Again, changed: Assembled, where: tuple[InUse, str], numbers: range, one_done: Callable[[], None]
) -> Iterator[pl.DataFrame]:
    """The fights of these numbers with a figure at one end."""
    engine = Engine(changed.setup, again.seed, again.workers)
    values = [float(row.value) for row in changed.setup.site]  # type: ignore[attr-defined]
    places = (replace(place, value=value) for place, value in zip(again.laydown.places, values, strict=True))
    names = changed.roster, replace(again.laydown, places=tuple(places))
    for first in range(numbers.start, numbers.stop, BLOCK):
        block = engine.fight_block(first, min(BLOCK, numbers.stop - first), one_done)
        yield _measured(again, *where, replicate_frame(block, *names))


def _measured(again: Again, one: InUse | None, end: str, replicates: pl.DataFrame) -> pl.DataFrame:
    """The rows of `SCHEMA` from rows of `replicates`; of no figure as it is."""
    named = (one.item, one.name, end, one.end(end)) if one else ("", "", end, None)
    fixed = dict(zip(("item", "figure", "end", "value"), named, strict=True)) | {"run": again.run}
    own = [pl.lit(entry).alias(key) for key, entry in fixed.items()]
    rows = replicates.with_columns(*own, pl.col("failure").is_not_null().alias("failed"))
    return rows.select(pl.col(key).cast(kind) for key, kind in SCHEMA.items())
