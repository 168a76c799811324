"""Tuples of tables behind one pointer. Expected values: the same function as plain Python on the same tables."""

from typing import NamedTuple

import numpy as np
import pytest
from numba.core.errors import NumbaError

from vyuha.base.compile import kernel
from vyuha.base.table import ByReference, Count, Metre, Rows, rows

Array = np.ndarray


class Place:
    x: Metre
    visits: Count


class _Tables(NamedTuple):
    place: Rows[Place]
    grid: Array
    flags: Array


class Tables(ByReference, _Tables):
    pass


def made(places: int = 3) -> Tables:
    table = rows(Place, places)
    table.x[:] = np.arange(places) + 0.5
    return Tables(table, np.arange(24.0).reshape(2, 3, 4), np.zeros(2, np.bool_))


@kernel
def inner_walk(tables: Tables, step: int) -> float:
    total = 0.0
    for i in range(0, len(tables.place), step):
        tables.place[i].visits += 1
        total += tables.place[i].x
    tables.flags[1] = True
    return total + tables.grid[1, 2, 3] + tables.grid.shape[2]


@kernel
def walk(tables: Tables, step: int) -> float:
    """Reads and writes, and hands its tables on."""
    return inner_walk(tables, step) + inner_walk(tables, step)


def test_kernels_read_and_write_what_python_does() -> None:
    compiled, plain = made(5), made(5)
    assert walk(compiled, 2) == 2 * inner_walk.py_func(plain, 2)  # type: ignore[attr-defined]
    assert compiled.place.visits.tolist() == [2, 0, 2, 0, 2]
    assert compiled.flags.tolist() == [False, True]
    assert np.array_equal(compiled.grid, plain.grid)


def test_a_replaced_table_is_another_and_the_old_one_stays() -> None:
    before = made()
    after = before._replace(place=rows(Place, 100))
    assert (walk(before, 1), walk(after, 1)) == (2 * (4.5 + 27.0), 2 * 27.0)
    assert before.address != after.address
    assert before.place.visits.tolist() == [2, 2, 2]
    assert after.place.visits.sum() == 200


def test_tables_without_rows() -> None:
    assert walk(made(0), 1) == 2 * 27.0


def test_tables_of_other_kinds_compile_another_form() -> None:
    """The list has another layout then, and the kernel reads it by that."""
    forms = len(walk.signatures)  # type: ignore[attr-defined]
    table = made()
    assert walk(table._replace(flags=np.zeros(2, np.int64)), 1) == walk(table, 1)
    assert len(walk.signatures) > forms  # type: ignore[attr-defined]


def test_what_no_table_is_called_does_not_compile() -> None:
    @kernel
    def lost(tables: Tables) -> float:
        return tables.nowhere  # type: ignore[attr-defined, no-any-return]

    with pytest.raises(NumbaError, match="nowhere"):
        lost(made())


def test_the_list_lives_as_long_as_its_tuple() -> None:
    """Thousands of other tuples in between do not overwrite it."""
    table = made()
    first = walk(table, 1)
    for _ in range(2000):
        made().address  # noqa: B018
    assert walk(table, 1) == first
