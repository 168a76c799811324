"""Tables from row classes. Expected values: the declarations written here and NumPy's own record arrays."""

import numpy as np
import pytest

from vyuha.base.compile import kernel
from vyuha.base.table import Count, Flag, Metre, Radian, Rows, columns, dtype_of, rows


class Buoy:
    """A row of every type."""

    x: Metre
    heading: Radian
    bells: Count
    lit: Flag


@kernel
def total(buoy: Rows[Buoy]) -> float:
    """Sum of `x` [m] over lit rows."""
    result = 0.0
    for i in range(len(buoy)):
        if buoy[i].lit:
            result += buoy[i].x
    return result


def test_columns_keep_their_order_type_and_unit() -> None:
    assert list(columns(Buoy).items()) == [
        ("x", ("f8", "m")),
        ("heading", ("f8", "rad")),
        ("bells", ("i8", "count")),
        ("lit", ("?", "yes/no")),
    ]


def test_the_record_type_is_aligned() -> None:
    record = dtype_of(Buoy)
    assert record.names == ("x", "heading", "bells", "lit")
    assert [record[name] for name in record.names] == [np.dtype(kind) for kind in ("f8", "f8", "i8", "?")]
    assert record.isalignedstruct
    # 25 bytes of content, rounded up to the eight that a float needs.
    assert record.itemsize == 32


def test_rows_are_zeroed_records_that_read_by_name() -> None:
    buoy = rows(Buoy, 3)
    assert isinstance(buoy, np.recarray) and len(buoy) == 3
    assert not buoy.x.any() and not buoy.lit.any()
    buoy[1].x = 5.0
    assert buoy.x.tolist() == [0.0, 5.0, 0.0]


def test_no_rows_at_all() -> None:
    assert len(rows(Buoy, 0)) == 0


def test_compiled_code_and_plain_python_read_a_table_alike() -> None:
    buoy = rows(Buoy, 3)
    buoy.x = [1.0, 2.0, 4.0]
    buoy.lit = [True, False, True]
    plain = getattr(total, "py_func", total)
    assert total(buoy) == plain(buoy) == 5.0


def test_a_column_without_a_unit_is_refused() -> None:
    class Careless:
        x: float

    with pytest.raises(AttributeError):
        columns(Careless)
