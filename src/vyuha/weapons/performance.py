"""What a catalogue missile does in the flight model, in the terms in which makers publish: range, speeds, height.

Assumes   the figures' likely values; an aim point at 10 km for range and speeds, as the published ones do not say
          (half of its greatest height for what is meant for less).
Holds     as the flight model does.
Source    own; the published figures are those of the catalogue.
Checked   tests/weapons/test_performance.py: flown against published for every missile of the catalogue.
"""

import math
from dataclasses import dataclass
from typing import Any

from vyuha.base.table import columns, rows
from vyuha.state.frame import Frame
from vyuha.state.weapon import ACTIVE, AUGMENTED, PROPORTIONAL, SEMI_ACTIVE, TRACK_VIA_MISSILE, Missile
from vyuha.weapons.chase import HIT, chase, course_to
from vyuha.weapons.envelope import fly_out, point_at
from vyuha.weapons.flight import GRAVITY, advance, burn_time, lateral_limit, leaving, thrust_and_mass
from vyuha.weapons.guidance import midcourse_command
from vyuha.weapons.zone import time_there
from vyuha.world.atmosphere import air

GUIDANCE = {"active": ACTIVE, "track-via-missile": TRACK_VIA_MISSILE, "semi-active": SEMI_ACTIVE}
NAVIGATION = {"proportional": PROPORTIONAL, "augmented": AUGMENTED}
STEP = 0.1
_AIM_HEIGHT = 10e3
# Farthest range is looked for in these steps of the published one.
_RANGE_STEP = 0.02
# Speed of the fighter that is met (m/s), and how finely its meeting points are searched (m).
_FIGHTER = 250.0
_LOW_HEIGHTS = (300.0, 1000.0, 2000.0)
_NEAR_STEP = 25.0
_HEIGHT_STEP = 100.0


@dataclass(frozen=True, slots=True)
class Performance:
    """What a missile flies, SI units; NaN where it does not get to its published range or height."""

    # Farthest ground range reached at 10 km height (or half of its own), all nearer ones from half of the published
    # range on reached too.
    farthest: float
    # On the way to the published range: time, highest and mean speed, speed and available load at arrival.
    time: float
    maximum_speed: float
    mean_speed: float
    arrival_speed: float
    arrival_load: float
    # Time to the published height over 40 % of the published range.
    time_to_height: float
    # Time to a target at 1 km height and twice the published minimum range (at least 3 km).
    time_to_near: float


def missile_row(item: Any) -> Any:
    """A one-row missile table with the likely values of a missile of the catalogue (its model is not loaded here)."""
    table = rows(Missile, 1)
    row = table[0]
    for name in columns(Missile):
        figure = getattr(item, name, None)
        if name not in ("guidance", "navigation") and figure is not None:
            row[name] = figure.value
    row.guidance, row.navigation = GUIDANCE[item.guidance], NAVIGATION[item.navigation]
    return table


def thrown_row(item: Any, height: float, speed: float) -> Any:
    """The same of a missile that an aircraft at `height` (m) throws with its `speed` (m/s) towards its target."""
    table = missile_row(item)
    table[0].launch_height, table[0].launch_speed, table[0].turnover_time = height, speed, 0.0
    return table


def burst_row(item: Any) -> Any:
    """A one-row missile table with the likely values of a gun of the catalogue: a burst as a round."""
    table = rows(Missile, 1)
    row = table[0]
    for name in columns(Missile):
        figure = getattr(item, name, None)
        if figure is not None:
            row[name] = figure.value
    row.slowing = math.log(item.muzzle_velocity.value / item.arrival_speed.value) / item.maximum_range.value
    row.guidance, row.navigation = ACTIVE, PROPORTIONAL
    row.flight_time = math.inf
    return table


def _pad(missile: Missile) -> tuple[float, float, float]:
    """Where `missile` (a row) starts: at the origin, or as high above it as its aircraft."""
    return 0.0, 0.0, float(missile.launch_height)


def aim_height(missile: Missile) -> float:
    """Height (m) at which range and speeds of `missile` (a row) are flown: 10 km, of one that is meant for less half of
    its own.
    """
    return min(_AIM_HEIGHT, 0.5 * float(missile.maximum_height))


def peak_speed(missile: Missile, frame: Frame, aim: tuple[float, float, float], time: float) -> float:
    """Highest speed (m/s) in the first `time` (s) of the way to the local point `aim` (m)."""
    body, fastest = leaving(missile, frame, _pad(missile), aim), 0.0
    for step in range(math.ceil(time / STEP)):
        command = midcourse_command(missile, frame, step * STEP, body, aim)
        body = advance(missile, frame, step * STEP, STEP, body, command)
        fastest = max(fastest, math.hypot(body[3], body[4], body[5]))
    return fastest


def top_speed(missile: Missile, frame: Frame) -> float:
    """Highest speed (m/s) of `missile` (a row) on the way to its published range, up to the end of its thrust."""
    aim = point_at(frame, missile.maximum_range, aim_height(missile))
    return peak_speed(missile, frame, aim, burn_time(missile) + STEP)


def performance(missile: Missile, frame: Frame) -> Performance:
    """Flies `missile` (a row) from the origin of `frame` (a row) and measures what makers publish."""
    reach, height = missile.maximum_range, aim_height(missile)
    aim = point_at(frame, reach, height)
    time, speed, _ = fly_out(missile, frame, _pad(missile), aim, STEP)
    share = 0.5
    while share < 2.0 and not math.isnan(_time(missile, frame, (share + _RANGE_STEP) * reach, height)):
        share += _RANGE_STEP
    limit = lateral_limit(missile, thrust_and_mass(missile, missile.flight_time)[1], 0.0, air(height)[0], speed)
    return Performance(
        farthest=share * reach,
        time=time,
        maximum_speed=math.nan if math.isnan(time) else peak_speed(missile, frame, aim, time),
        mean_speed=reach / time,
        arrival_speed=speed,
        arrival_load=limit / GRAVITY,
        time_to_height=_time(missile, frame, 0.4 * reach, missile.maximum_height),
        time_to_near=_time(missile, frame, max(2.0 * missile.minimum_range, 3e3), 1e3),
    )


def nearest(missile: Missile, frame: Frame) -> float:
    """Least slant range (m) at which `missile` (a row) meets a fighter that comes in at one of a few low heights, all
    farther ones up to four times the published least range being met too; NaN if there is none. The published limits
    are not looked at.
    """
    best = math.nan
    for height in _LOW_HEIGHTS:
        start = 4.0 * missile.minimum_range
        if not meets(missile, frame, start, height):
            continue
        while start > _NEAR_STEP and meets(missile, frame, start - _NEAR_STEP, height):
            start -= _NEAR_STEP
        best = min(math.hypot(start, height), best) if best == best else math.hypot(start, height)
    return best


def highest(missile: Missile, frame: Frame) -> float:
    """Greatest height (m), in steps, at which `missile` (a row) meets a fighter over 40 % of its published range; NaN
    if there is none. The published limit is not looked at.
    """
    height, found = 0.5 * missile.maximum_height, math.nan
    while height <= 2.0 * missile.maximum_height and meets(missile, frame, 0.4 * missile.maximum_range, height):
        found, height = height, height + _HEIGHT_STEP
    return found


def meets(missile: Missile, frame: Frame, ground_range: float, height: float) -> bool:
    """Whether `missile` (a row) meets a fighter that comes in at `ground_range` and `height` (m), flown in full."""
    time = time_there(missile, frame, ground_range, height)
    course = course_to(ground_range, height, 0.0, _FIGHTER)
    return not math.isnan(time) and chase(missile, frame, course, time, 1.0)[4] == HIT


def _time(missile: Missile, frame: Frame, ground_range: float, height: float) -> float:
    return fly_out(missile, frame, _pad(missile), point_at(frame, ground_range, height), STEP)[0]
