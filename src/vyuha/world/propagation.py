"""Propagation: how far over the earth's curve a radar sees, and under what angle.

Assumes   a smooth earth and a standard atmosphere, whose bending of the rays is a larger earth (factor 4/3).
Holds     up to 10 km or so of height for the factor; above, rays bend less and the horizon given here is a little far.
Source    M. I. Skolnik, "Introduction to Radar Systems", section on the 4/3-earth model; L. V. Blake, "Radar
          Range-Performance Analysis", chapter 5.
Checked   tests/world/test_propagation.py: closed form 4.12 (sqrt h1 + sqrt h2), the published figure for the 40V6M
          mast.
"""

import math

from vyuha.base.compile import kernel

MEAN_RADIUS = 6371008.8


@kernel
def horizon_range(antenna_height: float, target_height: float, refraction: float) -> float:
    """Ground range [m] at which a target at `target_height` [m] meets the horizon of an antenna at `antenna_height`
    [m]; `refraction` [1] is the factor on the earth's radius. Each end sees sqrt(2 k R h).
    """
    reach = 2.0 * refraction * MEAN_RADIUS
    return math.sqrt(reach * max(antenna_height, 0.0)) + math.sqrt(reach * max(target_height, 0.0))


@kernel
def apparent_elevation(geometric: float, ground_range: float, refraction: float) -> float:
    """Elevation [rad] under which the radar sees a target of `geometric` elevation [rad] at `ground_range` [m]: the ray
    leaves the antenna higher than the straight line by half the difference of the curvatures; `refraction` [1].
    """
    return geometric + 0.5 * ground_range * (1.0 - 1.0 / refraction) / MEAN_RADIUS
