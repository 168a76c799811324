"""Linear assignment: each row gets at most one column, each column goes to one row, the sum of costs is least.

Assumes   costs are finite or infinite, never NaN; a row may go without, at a cost that is the same for all.
Holds     exactly, for any numbers of rows and columns; the time grows with rows squared times columns at worst.
Source    D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerospace and Electronic
          Systems 52 (2016), doi 10.1109/TAES.2016.140952: shortest augmenting path.
Checked   tests/assignment/test_linear.py against SciPy's linear_sum_assignment.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import allocating_kernel, kernel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Rows of `Work.link`. By row of the assignment: its column. By column: the row that has it, the row before it on the
# path, whether the search is done with it. Whoever needs more rows of his own counts on from `LINKS`.
MATE, _OWNER, _BEFORE, _DONE = 0, 1, 2, 3
LINKS = 4
# Rows of `Work.dual`: prices of rows and of columns, and the shortest path to a column.
_ROW_PRICE, _COLUMN_PRICE, _SHORTEST = 0, 1, 2
_DUALS = 3


class Work(NamedTuple):
    """Scratch space: costs (rows x columns), prices and links."""

    cost: Floats
    dual: Floats
    link: Integers


@allocating_kernel
def make_work(rows: int, columns: int, links: int) -> Work:
    """Scratch space for up to `rows` [count] and `columns` [count], with `links` [count] rows of links."""
    longest = max(rows, columns)
    return Work(
        np.empty((rows, columns), np.float64),
        np.empty((_DUALS, longest), np.float64),
        np.empty((links, longest), np.int64),
    )


@kernel
def assign(work: Work, rows: int, columns: int, miss: float) -> None:
    """Give each of `rows` [count] at most one of `columns` [count], each to one row only, so that the sum of
    `work.cost` [1] is least; a row without column costs `miss` [1]. Costs may be infinite. The columns are left in
    `work` [arrays] (-1: none).
    """
    for i in range(rows):
        work.link[MATE, i] = -1
        work.dual[_ROW_PRICE, i] = 0.0
    for j in range(columns):
        work.link[_OWNER, j] = -1
        work.dual[_COLUMN_PRICE, j] = 0.0
    for i in range(rows):
        _augment(work, i, columns, miss)


@kernel
def _augment(work: Work, start: int, columns: int, miss: float) -> None:
    """Bring row `start` [row] into the assignment in `work` [arrays] over `columns` [count]; `miss` [1] for none."""
    owner = work.link[_OWNER]
    for j in range(columns):
        work.dual[_SHORTEST, j] = math.inf
        work.link[_DONE, j] = 0
    row, column, reach = start, -1, 0.0
    loser, end = -1, math.inf
    while True:
        without = reach + miss - work.dual[_ROW_PRICE, row]
        if without < end:
            loser, end = row, without
        column = _nearest(work, row, columns, reach)
        if column < 0 or end <= work.dual[_SHORTEST, column]:
            break
        reach = work.dual[_SHORTEST, column]
        work.link[_DONE, column] = 1
        if owner[column] < 0:
            loser, end = -1, reach
            break
        row = owner[column]
    if end == math.inf:
        return
    work.dual[_ROW_PRICE, start] += end
    for j in range(columns):
        if work.link[_DONE, j] == 1:
            gain = end - work.dual[_SHORTEST, j]
            work.dual[_COLUMN_PRICE, j] -= gain
            if owner[j] >= 0:
                work.dual[_ROW_PRICE, owner[j]] += gain
    _swap(work, start, loser, column)


@kernel
def _nearest(work: Work, row: int, columns: int, reach: float) -> int:
    """Go on in `work` [arrays] from `row` [row], `reach` [1] away, to all `columns` [count]; returns the nearest open
    one or -1.
    """
    shortest, price = work.dual[_SHORTEST], work.dual[_COLUMN_PRICE]
    base = reach - work.dual[_ROW_PRICE, row]
    nearest, least = -1, math.inf
    for j in range(columns):
        if work.link[_DONE, j] == 0:
            through = base + work.cost[row, j] - price[j]
            if through < shortest[j]:
                shortest[j] = through
                work.link[_BEFORE, j] = row
            if shortest[j] < least:
                nearest, least = j, shortest[j]
    return nearest


@kernel
def _swap(work: Work, start: int, loser: int, column: int) -> None:
    """Hand columns on in `work` [arrays] along the path that begins at row `start` [row] and ends either at the row
    `loser` [row], which goes without, or (-1) at the free `column` [column].
    """
    mate = work.link[MATE]
    i = loser
    if loser >= 0:
        column = mate[loser]
        mate[loser] = -1
    while i != start:
        i = work.link[_BEFORE, column]
        work.link[_OWNER, column] = i
        following = mate[i]
        mate[i] = column
        column = following
