"""Hand-made cases: a `Setup` whose tables have just the rows that a test asks for, all zero until it fills them.

But for what would divide by zero or read beyond a table: no threat has a carrier, every radar has an antenna, and under
all of them lies a ground that neither reflects nor echoes.
"""

from typing import get_args, get_origin, get_type_hints

import numpy as np

from vyuha.base.table import Rows, rows
from vyuha.state.tables import Setup
from vyuha.world.frame import make_frame

# Kernels are compiled for the number of dimensions, so empty grids must have the right one.
DIMENSIONS = {
    "chance": 3,
    "gas": 3,
    "rain": 2,
    "flyout_time": 3,
    "flyout_speed": 3,
    "flyout_range": 2,
    "flyout_height": 2,
    "height": 2,
    "floor": 1,
}
SINGLE = ("height", "floor")


def blank_setup(latitude: float = 0.5, longitude: float = 1.0, **sizes: int) -> Setup:
    """A setup at `latitude`, `longitude` [rad] with `sizes` rows in the named tables and none in the others."""
    sizes = {"antenna": sizes.get("radar", 0), "background": 1} | sizes
    tables = {}
    for name, hint in get_type_hints(Setup).items():
        if get_origin(hint) is Rows:
            tables[name] = rows(get_args(hint)[0], sizes.get(name, 0))
        else:
            tables[name] = np.zeros((0,) * DIMENSIONS[name], np.float32 if name in SINGLE else np.float64)
    tables["threat"].carrier = -1
    tables["background"].permittivity = 1.0
    tables["frame"] = make_frame(latitude, longitude)
    return Setup(**tables)
