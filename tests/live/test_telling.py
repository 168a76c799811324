"""What is told of a fight as it is fought. Expected values: the place of the launcher."""

import math
from typing import Any

from tests.live.builders import live
from vyuha.dis.pdus import Detonation
from vyuha.state.shot import NO_KILL


def test_a_burst_at_what_was_never_there_ends_where_it_began() -> None:
    """A round may be fired at a false track; it must not be told of at the place of some other threat."""
    fight = live()
    fight.step([])
    state: Any = fight._state
    shot = state.shot[0]
    shot.threat, shot.missile, shot.fire_unit = -1, 0, 0
    shot.launch_time, shot.end_time, shot.result = 0.1, 0.2, NO_KILL
    state.progress[0].shots = 1
    told = fight._teller.tell(0.5)
    (detonation,) = [pdu for pdu in told if isinstance(pdu, Detonation)]
    launcher = fight._teller._stand(int(fight._setup.fire_unit[0].site), 0.2)[0]
    assert math.dist(detonation.location, launcher) < 1.0
