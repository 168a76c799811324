"""The ground under a place of the fight: that of the terrain, or the smooth ellipsoid where there is none.

Assumes   what `world.terrain_grid` assumes. What terrain counts its heights from, the mean sea level or the ellipsoid,
          is taken for the ellipsoid of the scenario: only the air notices, by up to 100 m.
Holds     everywhere; outside the grid the ground is at height 0.
Source    interpolation.
Checked   tests/world/test_ground.py: nodes of the grid, outside, no terrain.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import local_to_geodetic
from vyuha.world.terrain_grid import height_at


@kernel
def ground_below(setup: Setup, x: float, y: float, z: float) -> float:
    """Height [m] above the ellipsoid of the ground under the local point `x`, `y`, `z` [m] of `setup` [tables]."""
    if len(setup.grid) == 0:
        return 0.0
    latitude, longitude, _ = local_to_geodetic(setup.frame[0], x, y, z)
    height = height_at(Terrain(setup.grid, setup.height), latitude, longitude)
    return 0.0 if math.isnan(height) else height
