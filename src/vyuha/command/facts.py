"""Facts: what a doctrine's function is told of a track and of a way to shoot at it.

Assumes   the track goes on as it flies; the commander knows the value of what stands.
Holds     at the moment of the decision; all are plain numbers, in SI units.
Source    `command.evaluation`, `command.options` and `command.expectation`.
Checked   tests/command/test_facts.py: each fact of a battle by hand.
"""

import math
from typing import NamedTuple

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector, norm
from vyuha.command.evaluation import evaluate, stake
from vyuha.command.expectation import expected_kill
from vyuha.command.launcher import delay_of, launcher_at
from vyuha.state.tables import Setup, State
from vyuha.tracking.filter import position_at
from vyuha.tracking.quality import worst_error
from vyuha.world.geodesy import height_above_ellipsoid


class TrackFacts(NamedTuple):
    """What is known of a target, all numbers."""

    # What it endangers, on the scale of the assets' values, and the time [s] until it is there (infinite: nothing).
    value: float
    time_to_go: float
    # [m/s], [m] above the ellipsoid, [m/s].
    speed: float
    height: float
    climb: float
    # 0 drone, 1 cruise missile, 2 aircraft, 3 stand-off aircraft, 4 supersonic, 5 ballistic.
    group: float
    # Rounds fired at it so far.
    shots: float
    # One-sigma error of its place on the worst axis [m].
    error: float


class OptionFacts(NamedTuple):
    """What is known of one way to shoot at it: a missile type of a unit, all numbers."""

    # Expected kill probability of one round.
    kill: float
    # Time [s] until the intercept, with the way of the order and the unit's reaction.
    due: float
    # Ground range [m] from the unit at which it would be met, and the farthest that the type is fired to.
    ground_range: float
    reach: float
    # By how much [m/s] the missile is the faster one there.
    lead: float
    # Rounds of the type that the unit has left and nobody waits for, and those that it began with.
    rounds: float
    loaded: float
    # Target channels of the unit that are free.
    channels: float


FACTS = len(TrackFacts._fields) + len(OptionFacts._fields)
Facts = tuple[
    float, float, float, float, float, float, float, float, float, float, float, float, float, float, float, float
]


@kernel
def facts_of(
    setup: Setup, state: State, g: int, j: int, time: float, group: int, meeting: tuple[float, float, Vector], left: int
) -> Facts:
    """What is known at `time` [s] of track `j` [row] of a `group` [code], and of shooting at it from magazine `g` [row]
    with `left` [count] rounds, as `command.options.meet` gives the `meeting`: the fields of `TrackFacts` and of
    `OptionFacts` in a row [SI].
    """
    track, magazine = state.track[j], setup.magazine[g]
    unit = setup.fire_unit[magazine.fire_unit]
    missile, launcher = setup.missile[magazine.missile], launcher_at(setup, state, magazine.fire_unit, time)
    flight, lead, at = meeting
    x, y, z = position_at(track, time)
    free = unit.target_channels - state.fire_unit[magazine.fire_unit].targets_engaged
    e = track.engagement
    ordered = e >= 0 and state.engagement[e].fire_unit == magazine.fire_unit
    # Who is at it already has been told, and is ready.
    delay = 0.0 if ordered else delay_of(setup, state, magazine.fire_unit)
    return (
        stake(setup, state, j, time),
        evaluate(setup, state, j, time)[1],
        norm(track.vx, track.vy, track.vz),
        height_above_ellipsoid(setup.frame[0], x, y, z),
        track.vz,
        float(group),
        float(track.shots),
        worst_error(setup, state, j, time),
        expected_kill(setup, state, j, group, g, time, meeting),
        delay + flight,
        math.sqrt((at[0] - launcher[0]) ** 2 + (at[1] - launcher[1]) ** 2),
        missile.maximum_range,
        lead,
        float(left),
        float(magazine.rounds),
        float(free),
    )
