"""Airspace: in which control zones a place or a track lies, and whether a track flies along a civil corridor.

Assumes   zones are drawn on the ground of the local frame, where a place counts by what lies under it, on a sphere that
          touches the origin; a zone reaches straight up between its two heights. A track is where its estimate says.
          What flies along a corridor as civil traffic does is likelier to be neutral by the factor of the corridor: the
          share of such flights among neutral aircraft over that among all others.
Holds     within some 500 km of the origin, as the tracker does; straight edges depart from geodesics by less than 100 m
          over 200 km.
Source    geometry; the ray test of J. D. Foley, A. van Dam, "Computer Graphics", Addison-Wesley, 1990, section 7.12;
          Bayes' rule in odds.
Checked   tests/tracking/test_airspace.py: circles, strips and polygons by hand and against random points, corridors.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.engagement import EDGE, ZONE_CORRIDOR, ZONE_NO_FIRE, ZonePart
from vyuha.state.tables import Setup, State
from vyuha.tracking.filter import height_of, position_at
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.propagation import MEAN_RADIUS

_SLOWEST = 1.0


@kernel
def ground_point(x: float, y: float, z: float) -> tuple[float, float]:
    """East and north [m] of the ground under the local point `x`, `y`, `z` [m]."""
    scale = MEAN_RADIUS / (MEAN_RADIUS + height_of(x, y, z))
    return scale * x, scale * y


@kernel
def off_leg(part: ZonePart, x: float, y: float) -> float:
    """Distance [m] from the ground point `x`, `y` [m] to the leg of `part` [row]."""
    dx, dy = part.x_2 - part.x_1, part.y_2 - part.y_1
    square = dx * dx + dy * dy
    along = 0.0
    if square > 0.0:
        along = min(max(((x - part.x_1) * dx + (y - part.y_1) * dy) / square, 0.0), 1.0)
    away_x, away_y = x - part.x_1 - along * dx, y - part.y_1 - along * dy
    return math.sqrt(away_x * away_x + away_y * away_y)


@kernel
def crosses(part: ZonePart, x: float, y: float) -> bool:
    """Whether a ray east from the ground point `x`, `y` [m] crosses the edge of `part` [row]."""
    if (part.y_1 > y) == (part.y_2 > y):
        return False
    return bool(x < part.x_1 + (y - part.y_1) * (part.x_2 - part.x_1) / (part.y_2 - part.y_1))


@kernel
def zone_end(setup: Setup, first: int) -> int:
    """Last row of the zone of `setup` [tables] whose first is `first` [row]."""
    last = first
    while last + 1 < len(setup.zone) and setup.zone[last + 1].zone == setup.zone[first].zone:
        last += 1
    return last


@kernel
def over_zone(setup: Setup, first: int, x: float, y: float) -> bool:
    """Whether the ground point `x`, `y` [m] lies in the zone of `setup` [tables] whose first row is `first` [row]."""
    last, odd = zone_end(setup, first), False
    for p in range(first, last + 1):
        part = setup.zone[p]
        if part.form == EDGE:
            odd = odd != crosses(part, x, y)
        elif off_leg(part, x, y) <= part.half_width:
            return True
    return odd


@kernel
def applies(part: ZonePart, height: float, time: float) -> bool:
    """Whether the zone of `part` [row] reaches to `height` [m] and holds at `time` [s]."""
    return bool(part.lowest <= height <= part.highest and part.start <= time < part.end)


@kernel
def in_no_fire_zone(setup: Setup, x: float, y: float, z: float, time: float) -> bool:
    """Whether no intercept may be at the local point `x`, `y`, `z` [m] of `setup` [tables] at `time` [s]."""
    if len(setup.zone) == 0:
        return False
    height, under, first = height_above_ellipsoid(setup.frame[0], x, y, z), ground_point(x, y, z), 0
    while first < len(setup.zone):
        part = setup.zone[first]
        if part.rule == ZONE_NO_FIRE and applies(part, height, time) and over_zone(setup, first, under[0], under[1]):
            return True
        first = zone_end(setup, first) + 1
    return False


@kernel
def conforms(part: ZonePart, at: tuple[float, float], velocity: tuple[float, float]) -> bool:
    """Whether what is over the ground point `at` [m] with `velocity` [m/s] flies along the leg of `part` [row]."""
    if off_leg(part, at[0], at[1]) > part.half_width:
        return False
    speed = math.sqrt(velocity[0] * velocity[0] + velocity[1] * velocity[1])
    dx, dy = part.x_2 - part.x_1, part.y_2 - part.y_1
    length = math.sqrt(dx * dx + dy * dy)
    if speed < _SLOWEST or length == 0.0 or not part.slowest <= speed <= part.fastest:
        return False
    cosine = (velocity[0] * dx + velocity[1] * dy) / (speed * length)
    if not part.one_way:
        cosine = abs(cosine)
    return bool(cosine >= math.cos(part.heading))


@kernel
def enter_zones(setup: Setup, state: State, j: int, time: float) -> None:
    """Write to track `j` [row] of `state` [tables] the strictest zone of `setup` [tables] that it is in at `time` [s],
    and what the civil corridors that it flies along make of it: of several, the one that says most.
    """
    track = state.track[j]
    track.zone_rule, track.corridor = 0, 0.0
    x, y, z = position_at(track, time)
    height, under, first = height_above_ellipsoid(setup.frame[0], x, y, z), ground_point(x, y, z), 0
    while first < len(setup.zone):
        part, last = setup.zone[first], zone_end(setup, first)
        if applies(part, height, time):
            if part.rule == ZONE_CORRIDOR:
                for p in range(first, last + 1):
                    if conforms(setup.zone[p], under, (track.vx, track.vy)):
                        track.zone_rule = max(track.zone_rule, ZONE_CORRIDOR)
                        track.corridor = max(track.corridor, part.log_odds)
            elif part.rule != ZONE_NO_FIRE and over_zone(setup, first, under[0], under[1]):
                track.zone_rule = max(track.zone_rule, part.rule)
        first = last + 1
