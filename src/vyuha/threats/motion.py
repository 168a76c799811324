"""Motion: where a threat is at a given moment, as a pure function of time.

Assumes   a planned path of straight pieces between knots, flown at its times, displaced sideways and in height by a
          draw that fades into the aiming error as the target comes near.
Holds     from the threat's beginning to its end; outside it stays at the nearer end of its path.
Source    kinematics only.
Checked   tests/threats/test_motion.py: closed forms on a straight path.
"""

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State


@kernel
def knot_before(setup: Setup, first: int, last: int, flown: float) -> int:
    """Row of the last knot in [`first`, `last` - 1] [row] of the path whose time is not after `flown` [s]; needs two
    knots.
    """
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if setup.knot[middle].time <= flown:
            low = middle
        else:
            high = middle
    return low


@kernel
def motion(setup: Setup, state: State, i: int, time: float) -> tuple[float, float, float, float, float, float]:
    """Local position [m] and velocity [m/s] of threat `i` [row] of `setup`, `state` [tables] at `time` [s]."""
    plan, now = setup.threat[i], state.threat[i]
    length = now.end - now.begin
    flown = min(max(time - now.begin, 0.0), length)
    knot = setup.knot[knot_before(setup, plan.first_knot, plan.last_knot, flown)]
    ahead = flown - knot.time
    share = flown / length
    drift_x = (now.aim_x - now.offset_x) / length
    drift_y = (now.aim_y - now.offset_y) / length
    drift_z = (now.aim_z - now.offset_z) / length
    return (
        knot.x + knot.vx * ahead + now.offset_x + (now.aim_x - now.offset_x) * share,
        knot.y + knot.vy * ahead + now.offset_y + (now.aim_y - now.offset_y) * share,
        knot.z + knot.vz * ahead + now.offset_z + (now.aim_z - now.offset_z) * share,
        knot.vx + drift_x,
        knot.vy + drift_y,
        knot.vz + drift_z,
    )
