"""What pictures of a sweep share: the rows of an outcome, and the factors with their names, units and places."""

from typing import Any, NamedTuple

import polars as pl

# What follows the columns of the factors in the table of an answer.
FOUND = ("point", "outcome", "mean", "low", "high", "method", "fights", "failed", "narrow")
# The point of a design at which nothing is set.
_AS_IT_IS = "as-it-is"


class Factor(NamedTuple):
    """A column of the table of points, with its name for people and the unit of its numbers."""

    id: str
    name: str
    unit: str

    @property
    def title(self) -> str:
        """What stands along its axis.

        >>> Factor("radius", "lethal radius", "m").title
        'lethal radius, m'
        """
        return f"{self.name}, {self.unit}" if self.unit else self.name

    def numeric(self, rows: pl.DataFrame) -> bool:
        """Whether its values are numbers."""
        return rows[self.id].dtype.is_numeric()

    def places(self, rows: pl.DataFrame) -> dict[Any, float]:
        """Where its values lie along an axis: numbers where they are, others side by side; a default has no number."""
        if self.numeric(rows):
            return {value: float(value) for value in rows[self.id].drop_nulls().unique().sort()}
        return {value: float(n) for n, value in enumerate(dict.fromkeys(rows[self.id]))}

    def placed(self, part: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
        """Some of the rows with the places `at` of its values, sorted by them."""
        places = self.places(rows)
        at = pl.Series("at", [places.get(value) for value in part[self.id]], pl.Float64)
        return part.with_columns(at).drop_nulls("at").sort("at")


class Picture(NamedTuple):
    """What all pictures of an outcome share: rows, name, words, and the factors that vary."""

    rows: pl.DataFrame
    name: str
    alt: str
    factors: tuple[Factor, ...]


def as_it_is(picture: Picture) -> dict[str, Any] | None:
    """The row of the scenario as it is, if no other point differs from it in more than one factor."""
    usual = picture.rows.filter(pl.col("point") == _AS_IT_IS)
    if usual.height != 1 or picture.rows.height < 3:
        return None
    row = usual.row(0, named=True)
    if row["mean"] != row["mean"]:
        return None
    unlike = [pl.col(one.id).ne_missing(pl.lit(row[one.id])).cast(pl.Int64) for one in picture.factors]
    return row if picture.rows.select(pl.sum_horizontal(unlike).max()).item() <= 1 else None
