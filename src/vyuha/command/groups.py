"""Groups of targets: what a track is taken for when doctrine says what is fired at what.

Assumes   where the scenario asks who is who, the class that the track was given; of decoys and airliners, and where
          nobody asks, its flight alone: how fast, how high, and whether it goes past all that stands.
Holds     as a rule of thumb: the limits between the groups are assumed, and a target that dives or turns changes its
          group.
Source    own; the speeds and heights that the limits part are those of the catalogue's types.
Checked   tests/command/test_groups.py: every type of the catalogue by its flight, the class where there is one.
"""

from vyuha.base.compile import kernel
from vyuha.base.vector import norm
from vyuha.command.evaluation import approach
from vyuha.state.group import AIRCRAFT, BALLISTIC, CRUISE_MISSILE, DRONE, STANDOFF, SUPERSONIC
from vyuha.state.identity import CLASSES
from vyuha.state.tables import Setup, State
from vyuha.state.track import Track
from vyuha.tracking.filter import position_at
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.mover import stands

_BALLISTIC_MISSILE = CLASSES.index("ballistic-missile")
_CRUISE_MISSILE = CLASSES.index("cruise-missile")
_FIGHTER = CLASSES.index("fighter")
_JAMMER = CLASSES.index("jammer")
_DRONE = CLASSES.index("one-way-drone")
_SUPERSONIC = CLASSES.index("supersonic-cruise-missile")

# All assumed. Slower [m/s] is a drone, faster is supersonic.
_SLOW, _FAST = 100.0, 450.0
# Lower [m] is a cruise missile; higher, and past every site by this distance [m], is a stand-off aircraft.
_LOW, _HIGH = 1000.0, 6000.0
_PAST = 60e3


@kernel
def group_of_class(class_code: int) -> int:
    """Group [code] of what was recognised as `class_code` [code], -1 where its flight has to tell."""
    if class_code == _BALLISTIC_MISSILE:
        return BALLISTIC
    if class_code == _CRUISE_MISSILE:
        return CRUISE_MISSILE
    if class_code == _FIGHTER:
        return AIRCRAFT
    if class_code == _JAMMER:
        return STANDOFF
    if class_code == _DRONE:
        return DRONE
    if class_code == _SUPERSONIC:
        return SUPERSONIC
    return -1


@kernel
def group_of_flight(speed: float, height: float, past: float) -> int:
    """Group [code] of what flies at `speed` [m/s] and `height` [m] and goes past all that stands by `past` [m].

    >>> [group_of_flight(51.0, 2e3, 0.0), group_of_flight(245.0, 60.0, 0.0), group_of_flight(960.0, 14e3, 0.0)]
    [0, 1, 4]
    """
    if speed > _FAST:
        return SUPERSONIC
    if speed < _SLOW:
        return DRONE
    if height < _LOW:
        return CRUISE_MISSILE
    return STANDOFF if height > _HIGH and past > _PAST else AIRCRAFT


@kernel
def passes_by(setup: Setup, state: State, track: Track, x: float, y: float, time: float) -> float:
    """By how much [m] `track` [row], at `x`, `y` [m] at `time` [s], goes past the nearest site of `setup`, `state`
    [tables].
    """
    nearest = 1e12
    for s in range(len(setup.site)):
        if not state.site[s].destroyed:
            site_x, site_y, _ = stands(setup, state, s, time)
            _, distance = approach(site_x - x, site_y - y, track.vx, track.vy)
            nearest = min(nearest, distance)
    return nearest


@kernel
def group_of(setup: Setup, state: State, j: int, time: float) -> int:
    """Group [code] of track `j` [row] of `setup`, `state` [tables] at `time` [s]."""
    track = state.track[j]
    if len(setup.identification) > 0:
        known = group_of_class(track.class_code)
        if known >= 0:
            return known
    if track.ballistic:
        return BALLISTIC
    x, y, z = position_at(track, time)
    height = height_above_ellipsoid(setup.frame[0], x, y, z)
    past = passes_by(setup, state, track, x, y, time) if height > _HIGH else 0.0
    return group_of_flight(norm(track.vx, track.vy, track.vz), height, past)
