"""What comes of every point of a design: each outcome with its interval, by a number of fights or by a stop rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from vyuha.outputs.study.numbers import with_unit
from vyuha.results.answers import Answer, Sentence
from vyuha.results.statistics import from_row
from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.estimates import estimate, words
from vyuha.studies.phrases import capital, failures, level, listed
from vyuha.studies.point import Point
from vyuha.studies.question import Fought, Want, Work
from vyuha.studies.stopping import Stop

POINTS, FACTORS = "points", "factors"
# What follows the columns of the factors.
_FOUND = pl.Schema(
    {
        "outcome": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "method": pl.String,
        "fights": pl.Int64,
        "failed": pl.Int64,
        # Whether the stop rule was met; empty without one.
        "narrow": pl.Boolean,
    }
)
# A column of the table of points, and the name and unit of the factor that it is of.
_FACTORS = pl.Schema({"column": pl.String, "name": pl.String, "unit": pl.String})
_FLATTERED = (
    "Each interval holds by itself. The least and the greatest of many points are flattered by chance; a comparison "
    "with more fights tells whether they are."
)


@dataclass(frozen=True)
class Sweeping:
    """All `points` of a design; `rows` has a column `point` and one for each factor, whose names for people are
    `labels`, and the units of its numbers `units` (none given: they have none).
    """

    name: str
    outcomes: tuple[str, ...]
    points: tuple[Point, ...]
    rows: pl.DataFrame
    labels: tuple[str, ...]
    work: Work
    replicates: int = 200
    stop: Stop | None = None
    units: tuple[str, ...] = ()

    def at_most(self) -> Sequence[Want]:
        """All that it may ever want."""
        return [Want(point, self.stop.most if self.stop else self.replicates, self.work) for point in self.points]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What the next look needs."""
        wanted = [Want(point, self._trials(fought, point), self.work) for point in self.points]
        return [want for want in wanted if fought.count(want.point, self.work) < want.count]

    def answer(self, fought: Fought) -> Answer:
        """A table with a row for each point and outcome, and between what ends each outcome lies."""
        table = self._table(fought)
        said = [sentence for outcome in self.outcomes for sentence in self._ends(table, outcome)]
        outcomes = ", ".join(words(outcome) for outcome in self.outcomes)
        tables = {POINTS: table, FACTORS: self._factors(table)}
        return Answer("sweep", self.name, f"Every point: {outcomes}", tuple(said), tables, self._notes(table))

    def _trials(self, fought: Fought, point: Point) -> int:
        if self.stop is None:
            return self.replicates
        return self.stop.look(fought.values(point, self.stop.of, self.work)).trials

    def _table(self, fought: Fought) -> pl.DataFrame:
        # A factor may have the name of a column that follows.
        factors = self.rows.rename({id: f"factor_{id}" for id in self.rows.columns if id in _FOUND})
        found = []
        for point in self.points:
            narrow = self.stop.look(fought.values(point, self.stop.of, self.work)).narrow if self.stop else None
            trials = self._trials(fought, point)
            for outcome in self.outcomes:
                values = fought.values(point, outcome, self.work)[:trials]
                one = estimate(values, outcome)
                failed = int(np.isnan(values).sum())
                ends = {"mean": one.mean, "low": one.low, "high": one.high, "method": one.method}
                row = {"point": point.name, "outcome": outcome, **ends}
                found.append(row | {"fights": len(values), "failed": failed, "narrow": narrow})
        rows = pl.DataFrame(found, schema={"point": pl.String, **_FOUND})
        return factors.join(rows, on="point", how="right", maintain_order="right").select(*factors.columns, *_FOUND)

    def _ends(self, table: pl.DataFrame, outcome: str) -> Iterator[Sentence]:
        rows = table.filter((pl.col("outcome") == outcome) & pl.col("mean").is_not_nan())
        if rows.height == 0:
            return
        if rows.height == 1:
            row = rows.row(0, named=True)
            yield Sentence(f"{capital(level(outcome, from_row(row)))} {self._where(row)}.", row["fights"])
            return
        for end, which in ((rows["mean"].min(), "lowest"), (rows["mean"].max(), "highest")):
            same = rows.filter(pl.col("mean") == end)
            row = same.row(0, named=True)
            said, fights = capital(level(outcome, from_row(row))), int(same["fights"].sum())
            if same.height == rows.height:
                yield Sentence(f"{said} at each of {rows.height} points.", fights)
                return
            many = f"shared by {same.height}" if same.height > 1 else ""
            place = f"the {which}, {many} of {rows.height} points" if many else f"the {which} of {rows.height} points"
            yield Sentence(f"{said} {self._where(row)}, {place}.", fights)

    def _where(self, row: dict[str, Any]) -> str:
        """The values of the factors at a point, by the names that people know them by."""
        if row["point"] == AS_IT_IS:
            return "in the scenario as it is"
        ids = [id for id in row if id not in _FOUND and id != "point"]
        said = [
            f"{label} {with_unit(row[id], unit)}" for label, id, unit in zip(self.labels, ids, self._units, strict=True)
        ]
        return f"with {listed(said)}" if said else f"at {row['point']}"

    @property
    def _units(self) -> tuple[str, ...]:
        return self.units or ("",) * len(self.labels)

    def _factors(self, table: pl.DataFrame) -> pl.DataFrame:
        """The names and units of the columns, as sentences and pictures say them."""
        columns = [id for id in table.columns if id not in _FOUND and id != "point"]
        return pl.DataFrame(
            {"column": columns, "name": list(self.labels), "unit": list(self._units)}, schema=_FACTORS, strict=True
        )

    def _notes(self, table: pl.DataFrame) -> tuple[str, ...]:
        said = [_FLATTERED] if len(self.points) > 1 else []
        failed = int(table.filter(pl.col("outcome") == self.outcomes[0])["failed"].sum())
        if failed:
            said.append(failures(failed))
        wide = table.filter(~pl.col("narrow"))["point"].n_unique()
        if self.stop and wide:
            said.append(
                f"The stop rule was not met at {wide} of {len(self.points)} points: after {self.stop.most:,} fights an "
                f"interval of {words(self.stop.of)} is still wider than {self.stop.width}."
            )
        return tuple(said)
