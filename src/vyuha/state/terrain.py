"""The ground: a grid of heights, and the place from which a radar looks over it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.table import Code, Count, Index, Metre, Radian, Rows, Scalar

# What heights are counted from: the mean sea level, or the WGS-84 ellipsoid.
MSL = 0
ELLIPSOID = 1


class Grid:
    """Where the nodes of a grid of heights lie: rows run from north to south, columns from west to east (one row)."""

    # The node in the first row and column, and the distances between neighbours.
    north: Radian
    west: Radian
    step_latitude: Radian
    step_longitude: Radian
    rows: Count
    columns: Count
    reference: Code
    # Lowest and highest node.
    lowest: Metre
    highest: Metre
    # Distance between samples along a line over the ground: half the distance of the nodes.
    sampling: Metre


class Terrain(NamedTuple):
    """Heights of the ground over a part of the earth, as kernels read them."""

    grid: Rows[Grid]
    # (row, column) [m], above what `Grid.reference` says; no holes.
    height: npt.NDArray[np.float32]


class Mask:
    """What one radar sees over terrain: a square of places around it in the table of floors (one row for a radar; no
    rows over a smooth earth).
    """

    # Of the antenna, above what the terrain counts from.
    height: Metre
    # Distance between the places, and how many lie to each side of the radar.
    spacing: Metre
    half: Count
    # Where its square begins in the table.
    first: Index


class Lookout:
    """An antenna that looks around over terrain, and the grid of places that it is asked about (one row)."""

    latitude: Radian
    longitude: Radian
    # Of the antenna, above what the terrain counts from.
    height: Metre
    # Distance between the places, and how far out they lie.
    spacing: Metre
    reach: Metre
    # Factor on the earth's radius that stands for refraction (4/3).
    refraction: Scalar
