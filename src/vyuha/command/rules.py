"""Rules of engagement: whether a unit may engage a track, by its orders, by the zones, and by what the track is taken
for.

Assumes   a zone's rule stands in place of the unit's, the strictest where several overlap. Hold lets a unit fire at
          what attacks itself: what is expected to come down, or to pass while it flies level, near it and soon. What
          was declared neutral or own is never engaged. Along a civil corridor only what was declared hostile is; where
          nobody asks, nothing. An order to hold ends fire that was opened before, but for rounds in flight; doubt alone
          does not, or fire would stutter about the limit.
Holds     as far as the identification does.
Source    weapons hold, tight and free as in the NATO glossary AAP-06; the distances and times are assumed.
Checked   tests/command/test_rules.py: every rule with its control, orders by time, zones; expected airliners shot in
          closed form.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.evaluation import approach
from vyuha.command.impact import profile_of, time_down
from vyuha.command.options import HELD, NOT_IDENTIFIED, OPEN
from vyuha.state.engagement import ZONE_CORRIDOR, ZONE_FREE, ZONE_HOLD, ZONE_TIGHT
from vyuha.state.identity import HOSTILE, NEUTRAL, OWN, WEAPONS_FREE, WEAPONS_HOLD, WEAPONS_TIGHT
from vyuha.state.shot import Shot
from vyuha.state.tables import Setup, State
from vyuha.state.track import LEVEL, Track
from vyuha.tracking.filter import position_at
from vyuha.world.geodesy import vertical
from vyuha.world.mover import stands

NO_RULE = -1
# Self-defence in a zone that asks to hold, where the unit's own order says nothing of it.
_REACH, _WITHIN = 5e3, 90.0


@kernel
def order_at(setup: Setup, u: int, time: float) -> int:
    """Row of the order of unit `u` [row] of `setup` [tables] that holds at `time` [s]; -1 where it has none."""
    if len(setup.order) == 0:
        return -1
    each = len(setup.order) // len(setup.fire_unit)
    found = -1
    for k in range(u * each, (u + 1) * each):
        if setup.order[k].start <= time:
            found = k
    return found


@kernel
def control_of(setup: Setup, u: int, track: Track, time: float) -> tuple[int, float]:
    """Control [code] by which unit `u` [row] of `setup` [tables] may engage `track` [row] at `time` [s], and the least
    probability of hostile for it [1] (negative: as declared). `NO_RULE` where nobody asks and nothing is ordered.
    """
    control, certainty, order = NO_RULE, -1.0, order_at(setup, u, time)
    if order >= 0:
        control, certainty = setup.order[order].control, setup.order[order].certainty
    elif len(setup.identification) > 0:
        control = setup.identification[0].control
    if track.zone_rule == ZONE_HOLD:
        return WEAPONS_HOLD, certainty if control == WEAPONS_HOLD else -1.0
    if track.zone_rule in (ZONE_CORRIDOR, ZONE_TIGHT):
        # The unit's own order may be stricter than a tight zone only in how sure it wants to be.
        return WEAPONS_TIGHT, certainty if control == WEAPONS_TIGHT else -1.0
    if track.zone_rule == ZONE_FREE:
        return WEAPONS_FREE, certainty if control == WEAPONS_FREE else -1.0
    return control, certainty


@kernel
def attacks(setup: Setup, state: State, u: int, j: int, time: float) -> bool:
    """Whether track `j` [row] of `setup`, `state` [tables] is expected at `time` [s] to come down on unit `u` [row], or
    to pass over it.
    """
    track, order = state.track[j], order_at(setup, u, time)
    site_x, site_y, _ = stands(setup, state, setup.fire_unit[u].site, time)
    reach, within = _REACH, _WITHIN
    if order >= 0:
        reach, within = setup.order[order].reach, setup.order[order].within
    x, y, z = position_at(track, time)
    ux, uy, uz, _ = vertical(setup.frame[0], x, y, z)
    climb = track.vx * ux + track.vy * uy + track.vz * uz
    if profile_of(track, climb, math.sqrt(max(state.covariance[j][5, 5], 0.0))) == LEVEL:
        due, distance = approach(site_x - x, site_y - y, track.vx, track.vy)
    else:
        due = time_down(setup, track, time)
        x, y, _ = position_at(track, time + due)
        distance = math.sqrt((x - site_x) ** 2 + (y - site_y) ** 2)
    return bool(due <= within and distance <= reach)


@kernel
def permission(setup: Setup, state: State, u: int, j: int, time: float) -> int:
    """Whether unit `u` [row] of `setup`, `state` [tables] may engage track `j` [row] at `time` [s]: OPEN, or what
    stands in the way, HELD or NOT_IDENTIFIED [code].
    """
    track, asks = state.track[j], len(setup.identification) > 0
    if asks and track.identity in (NEUTRAL, OWN):
        return NOT_IDENTIFIED
    control, certainty = control_of(setup, u, track, time)
    if control == WEAPONS_HOLD and not attacks(setup, state, u, j, time):
        return HELD
    if not asks:
        return HELD if track.zone_rule == ZONE_CORRIDOR else OPEN
    if certainty >= 0.0:
        return OPEN if track.hostile >= certainty else NOT_IDENTIFIED
    return OPEN if control != WEAPONS_TIGHT or track.identity == HOSTILE else NOT_IDENTIFIED


@kernel
def may_engage(setup: Setup, track: Track) -> bool:
    """Whether `track` [row] may be engaged, by the rule of `setup` [tables] (always where nobody asks)."""
    if len(setup.identification) == 0:
        return True
    if setup.identification[0].control == WEAPONS_FREE:
        return bool(track.identity not in (NEUTRAL, OWN))
    return bool(track.identity == HOSTILE)


@kernel
def must_hold(setup: Setup, track: Track) -> bool:
    """Whether fire at `track` [row], once opened, has to stop by the rule of `setup` [tables]: it was declared neutral
    or own. Doubt alone does not stop it, or it would stutter about the limit.
    """
    return bool(len(setup.identification) > 0 and track.identity in (NEUTRAL, OWN))


@kernel
def any_permission(setup: Setup, state: State, j: int, time: float) -> int:
    """The furthest permission [code] that any unit of its net has at `time` [s] for track `j` [row] of `setup`, `state`
    [tables]; that of the scenario where there are neither orders nor zones.
    """
    track = state.track[j]
    if len(setup.order) == 0 and len(setup.zone) == 0:
        return OPEN if may_engage(setup, track) else NOT_IDENTIFIED
    furthest, units = HELD, 0
    for u in range(len(setup.fire_unit)):
        if state.site[setup.fire_unit[u].site].net == track.net:
            units += 1
            furthest = max(furthest, permission(setup, state, u, j, time))
    return furthest if units > 0 else OPEN


@kernel
def must_cease(setup: Setup, state: State, u: int, j: int, time: float) -> bool:
    """Whether fire of unit `u` [row] of `setup`, `state` [tables] at track `j` [row], once opened, has to stop at
    `time` [s]: it was declared neutral or own, or the unit is to hold by now.
    """
    track = state.track[j]
    if must_hold(setup, track):
        return True
    if len(setup.order) == 0 and len(setup.zone) == 0:
        return False
    control, _ = control_of(setup, u, track, time)
    return control == WEAPONS_HOLD and not attacks(setup, state, u, j, time)


@kernel
def note_belief(setup: Setup, shot: Shot, u: int, track: Track, time: float) -> None:
    """Book on `shot` [row], for the record, what `track` [row] is taken for, and by which rule unit `u` [row] of
    `setup` [tables] fires at it at `time` [s].
    """
    shot.rule, _ = control_of(setup, u, track, time)
    if len(setup.identification) > 0:
        shot.believed, shot.certainty = track.identity, track.hostile
    else:
        shot.believed, shot.certainty = -1, math.nan
