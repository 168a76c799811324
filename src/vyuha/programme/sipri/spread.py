"""How far shares may be off, given what SIPRI marks as uncertain: draws under an assumed spread.

SIPRI says which figures are uncertain and does not say by how much. So the spread below is assumed, it can be changed,
and the range that comes out is a range under this assumption, not a confidence interval:

- a flagged number is multiplied by a factor between 1 - `number` and 1 + `number`, most likely 1 (triangular). One
  deal has one factor, because its years were estimated together;
- a flagged delivery year is off by one, earlier or later alike, with probability `year`;
- where a file does not say what came in which year of a deal, the parts are drawn anew (flat over all divisions).

Draws come from the Philox generator of NumPy with the seed as key, one stream for each purpose. Rows are put into an
order of their own content first, so that the order in the file does not matter.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
_NUMBER, _YEAR, _SPLIT = 1, 2, 3
# With fewer draws the ends of a range are those of a handful of them, and may not even enclose the share.
FEWEST_DRAWS, MOST_DRAWS = 100, 1_000_000
# Numbers in memory at once.
_MOST_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Spread:
    """The assumed spread of flagged figures, and how it is drawn; `level` is the part of draws within the range."""

    number: float = 0.25
    year: float = 0.5
    draws: int = 2000
    seed: int = 1
    level: float = 0.9

    def __post_init__(self) -> None:
        if not (0.0 <= self.number <= 1.0 and 0.0 <= self.year <= 1.0 and 0.0 < self.level < 1.0):
            raise ValueError("number and year must be between 0 and 1, level more than 0 and less than 1")
        if not FEWEST_DRAWS <= self.draws <= MOST_DRAWS:
            raise ValueError(f"draws must be between {FEWEST_DRAWS} and {MOST_DRAWS} for a range, not {self.draws}")
        if not 0 <= self.seed < 2**64:
            raise ValueError("seed must be between 0 and 2**64 - 1")


def relevant(rows: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The rows that may count in the window once years move, in an order that depends on their content only."""
    near = pl.col("year").is_between(first - 1, last + 1)
    whole = pl.col("split") & near.any().over("supplier", "deal")
    return rows.filter(near | whole).sort("supplier", "deal", "year", "tiv", "delivered")


def drawn_totals(rows: pl.DataFrame, first: int, last: int, spread: Spread) -> tuple[list[str], Floats]:
    """Suppliers, and their TIV in the window in each draw (draws x suppliers); `rows` come from `relevant`."""
    suppliers, supplier_starts = _groups(rows.select("supplier"))
    _, deal_starts = _groups(rows.select("supplier", "deal"))
    deal_sizes = np.diff(np.append(deal_starts, rows.height))
    streams = {purpose: _stream(spread.seed, purpose) for purpose in (_NUMBER, _YEAR, _SPLIT)}
    tiv, year = rows["tiv"].to_numpy(), rows["year"].to_numpy().astype(np.int64)
    number_flag = rows["delivered_uncertain"].fill_null(False).to_numpy()
    year_flag = rows["year_uncertain"].fill_null(False).to_numpy()
    split = rows["split"].to_numpy()
    totals = np.empty((spread.draws, len(suppliers)))
    chunk = max(1, _MOST_AT_ONCE // max(1, rows.height))
    for start in range(0, spread.draws, chunk):
        count = min(chunk, spread.draws - start)
        off = streams[_NUMBER].random((count, len(deal_starts), 2)).sum(axis=2) - 1.0
        factor = 1.0 + spread.number * np.repeat(off, deal_sizes, axis=1) * number_flag
        moved = year + _moves(streams[_YEAR].random((count, rows.height)), spread.year) * year_flag
        parts = _parts(streams[_SPLIT].standard_exponential((count, rows.height)), deal_starts, deal_sizes)
        inside = (moved >= first) & (moved <= last)
        weighed = tiv * factor * np.where(split, parts, 1.0) * inside
        totals[start : start + count] = np.add.reduceat(weighed, supplier_starts, axis=1)
    return [str(name) for (name,) in suppliers], totals


def _stream(seed: int, purpose: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, purpose]))


def _moves(uniform: Floats, probability: float) -> npt.NDArray[np.int64]:
    """One year earlier, one later, each with half of `probability`, else none."""
    half = 0.5 * probability
    return (uniform >= 1.0 - half).astype(np.int64) - (uniform < half).astype(np.int64)


def _parts(exponential: Floats, starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Floats:
    """Each row's part of its deal over the even part; exponentials over their sum are flat over all divisions."""
    sums = np.repeat(np.add.reduceat(exponential, starts, axis=1), sizes, axis=1)
    parts: Floats = exponential / sums * np.repeat(sizes, sizes)
    return parts


def _groups(keys: pl.DataFrame) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """Neighbouring rows with equal keys: the keys, and the first row of each group."""
    numbered = keys.with_row_index("row")
    first = numbered.group_by(keys.columns, maintain_order=True).agg(pl.col("row").first())
    return first.select(keys.columns).rows(), first["row"].to_numpy().astype(np.int64)
