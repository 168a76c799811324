"""Sparing: slow targets that a unit leaves to others, so that its missiles are there for what only they can stop.

Assumes   speed tells a drone from what is worth a large missile; whoever is left to deal with it has until the given
          time before it reaches what it threatens.
Holds     for units with others behind them; a unit that stands alone spares nothing by default.
Source    own rule; the need is plain arithmetic of prices.
Checked   tests/command/test_sparing.py: on both sides of either limit.
"""

from vyuha.base.compile import kernel
from vyuha.base.vector import norm
from vyuha.state.track import Track
from vyuha.state.weapon import Doctrine


@kernel
def spares(doctrine: Doctrine, track: Track) -> bool:
    """Whether a unit under `doctrine` [row] leaves the target of `track` [row] to others for the time being."""
    if doctrine.spare_speed <= 0.0:
        return False
    slow = norm(track.vx, track.vy, track.vz) < doctrine.spare_speed
    return bool(slow and track.time_to_go > doctrine.spare_time)
