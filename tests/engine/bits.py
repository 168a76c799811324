"""A table to the last bit, column by column: what lies between the columns of a row means nothing, and need not be the
same.
"""

from typing import Any

import numpy as np


def bits(table: Any) -> list[bytes]:
    """The bytes of each column, or of a plain array."""
    array = np.asarray(table)
    names = array.dtype.names
    return [array.tobytes()] if names is None else [np.ascontiguousarray(array[name]).tobytes() for name in names]
