"""Outcomes as a study reads them from a table of trials; what they are and how they are named is in
`vyuha.results.outcomes`.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from vyuha.results.outcomes import (
    COMPARISONS,
    COSTS,
    COUNT,
    MONEY,
    SHARE,
    THREATS,
    TIMES,
    Outcome,
    check_outcome,
    columns_of,
    is_chance,
    is_count,
    kind,
    more_is_better,
    parsed,
    words,
)
from vyuha.studies.question import Floats

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "COSTS",
    "COUNT",
    "MONEY",
    "SHARE",
    "THREATS",
    "Outcome",
    "check_outcome",
    "columns_of",
    "evaluate",
    "is_chance",
    "is_count",
    "kind",
    "more_is_better",
    "parsed",
    "words",
]


def evaluate(outcome: str, frame: "pl.DataFrame") -> Floats:
    """An outcome of each row of a table of trials, in order; NaN where `failure` says that it did not end."""
    import polars as pl

    part = parsed(outcome)
    never = math.inf if part.column in TIMES else math.nan
    values = frame[part.column].cast(pl.Float64).fill_null(never).to_numpy()
    found = np.where(np.isnan(values), np.nan, COMPARISONS[part.sign](values, part.bound)) if part.sign else values
    if "failure" in frame.columns:
        found = np.where(frame["failure"].is_not_null().to_numpy(), np.nan, found)
    return np.array(found, dtype=np.float64)
