"""Tables of the answers of this room."""

from collections.abc import Mapping, Sequence

import polars as pl


def frame(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """A table of rows; a column of which nothing is known is one of numbers all the same.

    >>> frame([{"most": None}]).schema["most"]
    Float64
    """
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col(pl.Null).cast(pl.Float64))
