"""Hand-made cases: a `Setup` whose tables have just the rows that a test asks for, all zero until it fills them
(but for the carrier of a threat: none).
"""

from typing import get_args, get_origin, get_type_hints

import numpy as np

from vyuha.base.table import Rows, rows
from vyuha.state.tables import Setup
from vyuha.world.frame import make_frame

# Kernels are compiled for the number of dimensions, so empty grids must have the right one.
DIMENSIONS = {"flyout_time": 3, "flyout_speed": 3, "flyout_range": 2, "flyout_height": 2, "height": 2, "floor": 1}
SINGLE = ("height", "floor")


def blank_setup(latitude: float = 0.5, longitude: float = 1.0, **sizes: int) -> Setup:
    """A setup at `latitude`, `longitude` [rad] with `sizes` rows in the named tables and none in the others."""
    tables = {}
    for name, hint in get_type_hints(Setup).items():
        if get_origin(hint) is Rows:
            tables[name] = rows(get_args(hint)[0], sizes.get(name, 0))
        else:
            tables[name] = np.zeros((0,) * DIMENSIONS[name], np.float32 if name in SINGLE else np.float64)
    tables["threat"].carrier = -1
    tables["frame"] = make_frame(latitude, longitude)
    return Setup(**tables)
