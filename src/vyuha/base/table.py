"""Tables: one row class declares the columns, their units and their meaning; everything else follows from it.

A table is a NumPy record array of aligned rows. Compiled functions and plain Python read it alike: `radar[i].x`.
"""

import functools
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_type_hints

import numpy as np
import numpy.typing as npt

Row = TypeVar("Row")

Metre = Annotated[float, "m"]
MetrePerSecond = Annotated[float, "m/s"]
SquareMetre = Annotated[float, "m2"]
Second = Annotated[float, "s"]
Radian = Annotated[float, "rad"]
Kilogram = Annotated[float, "kg"]
Newton = Annotated[float, "N"]
RadianPerSecond = Annotated[float, "rad/s"]
Hertz = Annotated[float, "Hz"]
Watt = Annotated[float, "W"]
WattPerHertz = Annotated[float, "W/Hz"]
SiemensPerMetre = Annotated[float, "S/m"]
Scalar = Annotated[float, "1"]
Dollar = Annotated[float, "USD"]
Count = Annotated[int, "count"]
Index = Annotated[int, "row"]
Code = Annotated[int, "code"]
Entity = Annotated[int, "stream id"]
Address = Annotated[int, "address"]
Flag = Annotated[bool, "yes/no"]

_DTYPE = {float: "f8", int: "i8", bool: "?"}


class Rows(Generic[Row]):
    """A table as kernels see it: `rows[i].column`, `len(rows)`."""

    if TYPE_CHECKING:

        def __getitem__(self, i: int) -> Row: ...
        def __setitem__(self, i: int, row: Row) -> None: ...
        def __len__(self) -> int: ...


def columns(row: type) -> dict[str, tuple[str, str]]:
    """Column name -> (NumPy type, unit), in declared order."""
    hints = get_type_hints(row, include_extras=True)
    return {name: (_DTYPE[hint.__origin__], hint.__metadata__[0]) for name, hint in hints.items()}


@functools.cache
def dtype_of(row: type) -> np.dtype[Any]:
    """The aligned record type of a row class; kept, since reading it takes longer than many a kernel."""
    return np.dtype([(name, kind) for name, (kind, _) in columns(row).items()], align=True)


def column(table: Any, name: str) -> npt.NDArray[Any]:
    """One column of a table as a plain array."""
    return np.asarray(table)[name]


def rows(row: type, count: int) -> Any:
    """`count` zeroed rows as a record array (typed Any so that columns can be filled; kernels declare `Rows[row]`)."""
    return np.zeros(count, dtype_of(row)).view(np.recarray)


class ByReference:
    """Mark of a tuple of tables that kernels hand on as one pointer (see `base.by_reference`)."""

    def _numbers(self) -> npt.NDArray[np.int64]:
        listed: list[int] = []
        for table in self:  # type: ignore[attr-defined]
            listed += [
                0,
                0,
                table.size,
                table.itemsize,
                table.__array_interface__["data"][0],
                *table.shape,
                *table.strides,
            ]
        return np.array(listed, np.int64)

    @property
    def address(self) -> int:
        """Where the list of its arrays stands, for as long as the tuple lives."""
        held = self.__dict__.get("_listed")
        if held is None:
            # Of threads that come at the same time all take the list of the first.
            held = self.__dict__.setdefault("_listed", self._numbers())
        return int(held.ctypes.data)
