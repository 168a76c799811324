"""Strike: what a threat does to a site when it comes through.

Assumes   a circular normal aiming error; a site is a disc, and each arrival inside it counts the hits that the type is
          given. No blast physics.
Holds     for one weapon against one site at a time.
Source    circular error probable: half of the arrivals inside CEP, so sigma = CEP / sqrt(2 ln 2) per axis.
Checked   tests/threats/test_strike.py: closed form of the circular normal distribution.
"""

import math

from vyuha.base.compile import kernel

CEP_TO_SIGMA = 1.0 / math.sqrt(2.0 * math.log(2.0))


@kernel
def strikes(aim_x: float, aim_y: float, radius: float) -> bool:
    """Whether an arrival `aim_x`, `aim_y` [m] beside the aim point falls within `radius` [m]."""
    return aim_x * aim_x + aim_y * aim_y <= radius * radius
