"""Threat evaluation: what a track endangers and how soon.

Assumes   straight flight (a parabola for ballistic tracks); the defender knows the value of what it defends, and
          ranks what it may engage, whoever that is.
Holds     as a ranking; the figures have no meaning of their own.
Source    closest point of approach, as surveyed by J. Roux and J. van Vuuren, ORiON 23 (2007), "Threat evaluation and
          weapon assignment decision support".
Checked   tests/command/test_evaluation.py: closed forms of approach and fall.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State
from vyuha.tracking.filter import position_at
from vyuha.world.geodesy import height_above_ellipsoid
from vyuha.world.mover import site_at

_GRAVITY = 9.80665
# A track that passes a site at this distance counts as 0.6 of one that comes straight at it.
_AIM_WIDTH = 10e3
# Time that tempers urgency, so that value still counts among tracks that are close.
_PATIENCE = 60.0
# Tracks that threaten nothing known come last, but they come.
_LEAST = 1e-6


@kernel
def time_to_fall(height: float, climb: float) -> float:
    """Time [s] until a body at `height` [m] with vertical speed `climb` [m/s] meets the ground, without drag."""
    return (climb + math.sqrt(climb * climb + 2.0 * _GRAVITY * max(height, 0.0))) / _GRAVITY


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
def evaluate(setup: Setup, state: State, j: int, time: float) -> tuple[float, float]:
    """Priority [1] and time to go [s] of track `j` [row] of `setup`, `state` [tables] at `time` [s]: value of what it
    endangers, weighted by how straight it comes and how soon.
    """
    track = state.track[j]
    x, y, z = position_at(track, time)
    climb = track.vz - _GRAVITY * (time - track.time)
    fall_time = time_to_fall(height_above_ellipsoid(setup.frame[0], x, y, z), climb) if track.ballistic else 0.0
    best, best_time = _LEAST, math.inf
    for s in range(len(setup.site)):
        if state.site[s].destroyed:
            continue
        site = setup.site[s]
        # Of a site that moves it looks at where it is, not at where it goes.
        site_x, site_y, _, _, _, _ = site_at(setup, s, time)
        if track.ballistic:
            fall_x, fall_y = x + track.vx * fall_time, y + track.vy * fall_time
            due, distance = fall_time, math.sqrt((site_x - fall_x) ** 2 + (site_y - fall_y) ** 2)
        else:
            due, distance = approach(site_x - x, site_y - y, track.vx, track.vy)
        if math.isinf(due):
            continue
        rank = site.value * math.exp(-0.5 * (distance / _AIM_WIDTH) ** 2) / (due + _PATIENCE)
        if rank > best:
            best, best_time = rank, due
    return best, best_time
