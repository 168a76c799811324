"""Impact: where and when a track comes down if it goes on as it does, and how well that is known.

Assumes   what is ballistic falls along a parabola, as the tracker carries it on; what goes down by more than a
          twentieth of its way, and surely so, dives straight to the ground; all else keeps its course. Nothing turns,
          and drag is not known. The error is that of the track, grown by the noise of quiet flight until then; an error
          in height is one along the course, by the slope at the end.
Holds     in the local frame, whose axis stands for the vertical: within 300 km of the origin the slope is wrong by less
          than 0.05 rad. Flat paths come down with errors that the straight line makes far too small or too large.
Source    kinematics; the covariance on the ground by linear propagation, as in Y. Bar-Shalom, X. Li, T. Kirubarajan,
          "Estimation with Applications to Tracking and Navigation", Wiley, 2001, section 1.4.
Checked   tests/command/test_impact.py: closed forms of a dive and of a parabola, Monte Carlo of their errors.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.tables import Setup, State
from vyuha.state.track import DIVING, FALLING, LEVEL, Track
from vyuha.tracking.filter import noise_on, position_at, spread_at
from vyuha.weapons.flight import GRAVITY
from vyuha.world.geodesy import height_above_ellipsoid, vertical
from vyuha.world.ground import ground_below

# A dive falls by this share of its way over the ground, and by so many sigmas of its climb.
_SHALLOWEST = 0.05
_SURE = 2.0
# Corrections of the time of the impact, each an order of magnitude or more better than the one before.
_CORRECTIONS = 4
_SLOWEST_FALL = 1.0


@kernel
def time_to_fall(height: float, climb: float) -> float:
    """Time [s] until a body at `height` [m] with vertical speed `climb` [m/s] meets the ground, without drag."""
    return (climb + math.sqrt(climb * climb + 2.0 * GRAVITY * max(height, 0.0))) / GRAVITY


@kernel
def profile_of(track: Track, climb: float, climb_error: float) -> int:
    """How `track` [row] is taken to go on [code], at a vertical speed `climb` [m/s] that is known to `climb_error`
    [m/s].
    """
    if track.ballistic:
        return FALLING
    speed = math.sqrt(track.vx * track.vx + track.vy * track.vy)
    return DIVING if climb < -max(_SHALLOWEST * speed, _SURE * climb_error, _SLOWEST_FALL) else LEVEL


@kernel
def clearance(setup: Setup, at: Vector) -> float:
    """Height [m] of the local point `at` [m] over the ground of `setup` [tables]."""
    return height_above_ellipsoid(setup.frame[0], at[0], at[1], at[2]) - ground_below(setup, at[0], at[1], at[2])


@kernel
def velocity_at(track: Track, time: float) -> Vector:
    """Velocity [m/s] of `track` [row] at `time` [s]; what is ballistic falls."""
    fall = GRAVITY * (time - track.time) if track.ballistic else 0.0
    return track.vx, track.vy, track.vz - fall


@kernel
def time_down(setup: Setup, track: Track, time: float) -> float:
    """Time [s] from `time` [s] until `track` [row], which falls or dives, meets the ground of `setup` [tables]."""
    at = position_at(track, time)
    ux, uy, uz, _ = vertical(setup.frame[0], at[0], at[1], at[2])
    vx, vy, vz = velocity_at(track, time)
    climb, high = vx * ux + vy * uy + vz * uz, clearance(setup, at)
    due = time_to_fall(high, climb) if track.ballistic else max(high, 0.0) / max(-climb, _SLOWEST_FALL)
    for _ in range(_CORRECTIONS):
        at = position_at(track, time + due)
        ux, uy, uz, _ = vertical(setup.frame[0], at[0], at[1], at[2])
        vx, vy, vz = velocity_at(track, time + due)
        due = max(due + clearance(setup, at) / max(-(vx * ux + vy * uy + vz * uz), _SLOWEST_FALL), 0.0)
    return due


@kernel
def ground_spread(setup: Setup, state: State, j: int, time: float) -> tuple[float, float, float]:
    """Covariance xx, xy, yy [m2] of the place where track `j` [row] of `setup`, `state` [tables] meets the ground at
    `time` [s].
    """
    track = state.track[j]
    noise = noise_on(track, position_at(track, time), setup.net[track.net].process_noise)
    xx, xy, xz, yy, yz, zz = spread_at(state.covariance[j], time - track.time, noise)
    vx, vy, vz = velocity_at(track, time)
    down = min(vz, -_SLOWEST_FALL)
    # Who is too high comes down later, and so farther on.
    a, b = -vx / down, -vy / down
    return xx + 2.0 * a * xz + a * a * zz, xy + a * yz + b * xz + a * b * zz, yy + 2.0 * b * yz + b * b * zz


@kernel
def side_error(setup: Setup, state: State, j: int, time: float) -> float:
    """One-sigma error [m] of the course of track `j` [row] of `setup`, `state` [tables] at `time` [s], sideways."""
    track = state.track[j]
    noise = noise_on(track, position_at(track, time), setup.net[track.net].process_noise)
    xx, xy, _, yy, _, _ = spread_at(state.covariance[j], time - track.time, noise)
    square = max(track.vx * track.vx + track.vy * track.vy, 1e-12)
    across = track.vy * track.vy * xx - 2.0 * track.vx * track.vy * xy + track.vx * track.vx * yy
    return math.sqrt(max(across / square, 0.0))
