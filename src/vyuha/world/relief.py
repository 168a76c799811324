"""Made-up terrain for tests and examples: hills of all sizes and ridges, the same for the same seed.

Each octave is a sheet of random numbers on a coarse lattice, joined smoothly; every next one has lattice steps half as
wide and is half as high, which gives a fractal surface. Ridges are such a sheet folded at its middle.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.state.terrain import Terrain
from vyuha.world.terrain_grid import Extent, make_terrain

Sheet = npt.NDArray[np.float64]

OCTAVES = 7


def made_up_terrain(
    extent: Extent,
    *,
    step: float,
    seed: int,
    base: float = 300.0,
    hills: float = 200.0,
    ridges: float = 0.0,
    size: float = 0.4,
) -> Terrain:
    """Terrain of an `extent` (west, south, east, north; degrees), with nodes about `step` (degrees) apart, above the
    mean sea level, and sea at height 0 where it would be lower. `base` is the mean height, `hills` and `ridges` their
    usual heights (m), `size` the distance of the largest (degrees).
    """
    west, south, east, north = extent
    random = np.random.Generator(np.random.Philox(key=seed))
    shape = round((north - south) / step) + 1, round((east - west) / step) + 1
    waves = (north - south) / size, (east - west) / size
    rolling = _fractal(random, shape, waves)
    folded = 1.0 - 2.0 * np.abs(_fractal(random, shape, waves))
    height = np.maximum(base + hills * rolling + ridges * np.maximum(folded, 0.0), 0.0)
    return make_terrain(height, extent, "msl")


def _fractal(random: np.random.Generator, shape: tuple[int, int], waves: tuple[float, float]) -> Sheet:
    """A sheet (row, column) of sizes about 1 whose largest waves go `waves` times along its rows and columns."""
    sheet = np.zeros(shape)
    for octave in range(OCTAVES):
        along = [np.linspace(0.0, largest * 2.0**octave, count) for largest, count in zip(waves, shape, strict=True)]
        lattice = random.standard_normal((math.floor(along[0][-1]) + 2, math.floor(along[1][-1]) + 2))
        sheet += 0.5**octave * _joined(lattice, along[0], along[1])
    return sheet


def _joined(lattice: Sheet, down: Sheet, right: Sheet) -> Sheet:
    """Values at the places `down` x `right` of a lattice, joined with level tangents at its nodes."""
    i, j = down.astype(np.int64), right.astype(np.int64)
    v, u = _eased(down - i)[:, None], _eased(right - j)[None, :]
    upper = lattice[np.ix_(i, j)] * (1.0 - u) + lattice[np.ix_(i, j + 1)] * u
    lower = lattice[np.ix_(i + 1, j)] * (1.0 - u) + lattice[np.ix_(i + 1, j + 1)] * u
    return np.asarray(upper * (1.0 - v) + lower * v)


def _eased(share: Sheet) -> Sheet:
    return share * share * (3.0 - 2.0 * share)
