"""Threat evaluation: what a track endangers, how surely and how soon, and which of several comes first.

Assumes   two rankings. Urgency: straight flight (a parabola for ballistic tracks), a wide Gauss curve of the miss, and
          value over time. Value at risk: of what `command.impact` predicts, the probability of coming down within the
          radius of each site times its value, and times the probability of hostile where that is known; what flies
          level is taken to come down on what it passes. The defender knows the value of what it defends. The class is
          that of the identification; where nobody asks, one by speed and height, with limits that are assumed.
Holds     urgency as a ranking: its figures have no meaning of their own. The value at risk is an expectation, but of a
          target that goes on as it does: of what turns later it is too small.
Source    closest point of approach, as surveyed by J. Roux and J. van Vuuren, ORiON 23 (2007), "Threat evaluation and
          weapon assignment decision support"; expected value of what is endangered as weight of a threat: F. Johansson,
          G. Falkman, "A Bayesian network approach to threat evaluation with application to an air defense scenario",
          FUSION 2008 (abstract read).
Checked   tests/command/test_evaluation.py: closed forms of approach and fall; tests/command/test_assess.py: the
          endangered site against Monte Carlo, sums over sites.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.hit_chance import circle_chance, principal, strip_chance
from vyuha.command.impact import ground_spread, profile_of, side_error, time_down, time_to_fall, velocity_at
from vyuha.state.identity import CLASSES
from vyuha.state.site import VALUE
from vyuha.state.tables import Setup, State
from vyuha.state.track import LEVEL, Track
from vyuha.tracking.filter import position_at
from vyuha.world.geodesy import height_above_ellipsoid, vertical
from vyuha.world.mover import stands

# A track that passes a site at this distance counts as 0.6 of one that comes straight at it.
_AIM_WIDTH = 10e3
# Time that tempers urgency, so that value still counts among tracks that are close.
_PATIENCE = 60.0
# Tracks that threaten nothing known come last, but they come.
_LEAST = 1e-6
_NOTHING = 1e-12
# Where nobody asks: what is slower is a drone, what is faster a supersonic missile, what is lower a cruise missile.
_SLOW, _FAST, _LOW = 100.0, 500.0, 1000.0
_BALLISTIC = CLASSES.index("ballistic-missile")
_DRONE = CLASSES.index("one-way-drone")
_SUPERSONIC = CLASSES.index("supersonic-cruise-missile")
_CRUISE = CLASSES.index("cruise-missile")
_FIGHTER = CLASSES.index("fighter")


@kernel
def approach(dx: float, dy: float, vx: float, vy: float) -> tuple[float, float]:
    """Time [s] and distance [m] of the closest approach to a site at `dx`, `dy` [m] from a track with velocity `vx`,
    `vy` [m/s]; infinite time when it moves away.
    """
    speed2 = vx * vx + vy * vy
    along = dx * vx + dy * vy
    if speed2 < 1.0 or along <= 0.0:
        return math.inf, math.sqrt(dx * dx + dy * dy)
    time = along / speed2
    away_x, away_y = dx - vx * time, dy - vy * time
    return time, math.sqrt(away_x * away_x + away_y * away_y)


@kernel
def fall_of(setup: Setup, track: Track, time: float) -> float:
    """Time [s] from `time` [s] until `track` [row] comes down, if it is ballistic; of all others 0."""
    if not track.ballistic:
        return 0.0
    x, y, z = position_at(track, time)
    return time_to_fall(height_above_ellipsoid(setup.frame[0], x, y, z), velocity_at(track, time)[2])


@kernel
def passage(setup: Setup, state: State, track: Track, fall: float, s: int, time: float) -> tuple[float, float]:
    """When, from `time` [s] on, and at what distance [m] `track` [row], which falls for so long (`fall` [s]), comes
    nearest to site `s` [row] of `setup`, `state` [tables]; infinite time when it moves away. Of a site that moves it
    looks at where it is, not at where it goes.
    """
    x, y, _ = position_at(track, time)
    site_x, site_y, _ = stands(setup, state, s, time)
    dx, dy = site_x - x, site_y - y
    if track.ballistic:
        return fall, math.sqrt((dx - track.vx * fall) ** 2 + (dy - track.vy * fall) ** 2)
    return approach(dx, dy, track.vx, track.vy)


@kernel
def at_stake(setup: Setup, s: int, distance: float) -> float:
    """Share of the value of site `s` [row] of `setup` [tables] that what passes it by `distance` [m] puts at stake, on
    the scale of the values [1].
    """
    return float(setup.site[s].value * math.exp(-0.5 * (distance / _AIM_WIDTH) ** 2))


@kernel
def evaluate(setup: Setup, state: State, j: int, time: float) -> tuple[float, float]:
    """Urgency [1] and time to go [s] of track `j` [row] of `setup`, `state` [tables] at `time` [s]: value of what it
    endangers, weighted by how straight it comes and how soon.
    """
    track = state.track[j]
    fall = fall_of(setup, track, time)
    best, best_time = _LEAST, math.inf
    for s in range(len(setup.site)):
        if state.site[s].destroyed:
            continue
        due, distance = passage(setup, state, track, fall, s, time)
        if math.isinf(due):
            continue
        rank = at_stake(setup, s, distance) / (due + _PATIENCE)
        if rank > best:
            best, best_time = rank, due
    return best, best_time


@kernel
def stake(setup: Setup, state: State, j: int, time: float) -> float:
    """What track `j` [row] of `setup`, `state` [tables] endangers at `time` [s], on the scale of the sites' values [1]:
    the most of any that stands, less the farther it passes by.
    """
    track, most = state.track[j], 0.0
    fall = fall_of(setup, track, time)
    for s in range(len(setup.site)):
        if not state.site[s].destroyed:
            due, distance = passage(setup, state, track, fall, s, time)
            if not math.isinf(due):
                most = max(most, at_stake(setup, s, distance))
    return most


@kernel
def kinematic_class(speed: float, height: float, ballistic: bool) -> int:
    """Class [code of `CLASSES`] of what flies at `speed` [m/s] and `height` [m], `ballistic` [flag] or not."""
    if ballistic:
        return _BALLISTIC
    if speed < _SLOW:
        return _DRONE
    if speed > _FAST:
        return _SUPERSONIC
    return _CRUISE if height < _LOW else _FIGHTER


@kernel
def assess(setup: Setup, state: State, j: int, time: float) -> None:
    """Write to track `j` [row] of `setup`, `state` [tables] what it endangers at `time` [s], and its class where nobody
    asks who it is.
    """
    track = state.track[j]
    x, y, z = position_at(track, time)
    ux, uy, uz, height = vertical(setup.frame[0], x, y, z)
    climb = track.vx * ux + track.vy * uy + track.vz * uz
    p = state.covariance[j]
    track.profile = profile_of(track, climb, math.sqrt(max(p[5, 5], 0.0)))
    if len(setup.identification) == 0:
        speed = math.sqrt(track.vx * track.vx + track.vy * track.vy + track.vz * track.vz)
        track.class_code = kinematic_class(speed, height, track.ballistic)
    track.endangered, track.confidence, track.value_at_risk = -1, 0.0, 0.0
    track.impact_x, track.impact_y, track.impact_z = math.nan, math.nan, math.nan
    track.impact_time, track.impact_error = math.nan, math.nan
    if track.profile == LEVEL:
        _assess_level(setup, state, j, time)
    else:
        _assess_fall(setup, state, j, time)


@kernel
def _endanger(setup: Setup, track: Track, s: int, chance: float) -> bool:
    """Add the `chance` [1] that `track` [row] hits site `s` [row] to its value at risk; whether no other site that was
    looked at has lost more.
    """
    loss = setup.site[s].value * chance
    track.value_at_risk += loss
    if loss <= 0.0 or (track.endangered >= 0 and loss <= setup.site[track.endangered].value * track.confidence):
        return False
    track.endangered, track.confidence = s, chance
    return True


@kernel
def _share_out(track: Track, total: float) -> None:
    """Scale what `track` [row] endangers where the chances at all sites are `total` [1], since it hits only one."""
    if total > 1.0:
        track.value_at_risk /= total
        track.confidence /= total


@kernel
def _assess_level(setup: Setup, state: State, j: int, time: float) -> None:
    """What track `j` [row], which keeps its course at `time` [s], may come down on."""
    track, total = state.track[j], 0.0
    x, y, _ = position_at(track, time)
    for s in range(len(setup.site)):
        site_x, site_y, site_z = stands(setup, state, s, time)
        due, distance = approach(site_x - x, site_y - y, track.vx, track.vy)
        if state.site[s].destroyed or math.isinf(due):
            continue
        error = side_error(setup, state, j, time + due)
        chance = strip_chance(distance, error, setup.site[s].radius)
        total += chance
        if _endanger(setup, track, s, chance):
            track.impact_x, track.impact_y, track.impact_z = x + due * track.vx, y + due * track.vy, site_z
            track.impact_time, track.impact_error = time + due, error
    _share_out(track, total)


@kernel
def _assess_fall(setup: Setup, state: State, j: int, time: float) -> None:
    """Where track `j` [row], which falls or dives at `time` [s], comes down, and what it hits there."""
    track, total = state.track[j], 0.0
    due = time_down(setup, track, time)
    at = position_at(track, time + due)
    xx, xy, yy = ground_spread(setup, state, j, time + due)
    track.impact_x, track.impact_y, track.impact_z = at
    track.impact_time, track.impact_error = time + due, principal(xx, xy, yy)[0]
    for s in range(len(setup.site)):
        if state.site[s].destroyed:
            continue
        site_x, site_y, _ = stands(setup, state, s, time)
        chance = circle_chance(at[0] - site_x, at[1] - site_y, xx, xy, yy, setup.site[s].radius)
        total += chance
        _endanger(setup, track, s, chance)
    _share_out(track, total)


@kernel
def rank(setup: Setup, state: State, j: int, time: float) -> tuple[float, float]:
    """Priority [1] and time to go [s] of track `j` [row] of `setup`, `state` [tables] at `time` [s], by the ranking of
    its net; it has been assessed at this time.
    """
    track = state.track[j]
    if setup.net[track.net].ranking != VALUE:
        return evaluate(setup, state, j, time)
    hostile = 1.0 if math.isnan(track.hostile) or len(setup.identification) == 0 else track.hostile
    due = track.impact_time - time if track.endangered >= 0 else math.inf
    return _NOTHING + track.value_at_risk * hostile, due


@kernel
def note_evaluation(setup: Setup, state: State, j: int, time: float) -> None:
    """Book on the threat behind track `j` [row] of `setup`, `state` [tables], for the record only, what it is taken to
    endanger at `time` [s], and, where nobody asks who it is, for what class.
    """
    track = state.track[j]
    if track.truth < 0:
        return
    if setup.net[track.net].ranking != VALUE:
        assess(setup, state, j, time)
    known = state.recognition[track.truth]
    known.endangered, known.endangered_chance = track.endangered, track.confidence
    known.impact_x, known.impact_y = track.impact_x, track.impact_y
    known.impact_time, known.impact_error = track.impact_time, track.impact_error
    if len(setup.identification) == 0:
        known.class_code = track.class_code
