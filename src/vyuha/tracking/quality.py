"""Quality of a track: how far the target may be from where it is expected.

Assumes   Gaussian errors, and the noise of both models of motion meanwhile.
Holds     as the filter does; what the filter does not know (bias, a plot of another target) it does not see.
Source    the largest eigenvalue of a symmetric 3 x 3 matrix in closed form: O. K. Smith, "Eigenvalues of a symmetric
          3 x 3 matrix", Communications of the ACM 4 (1961), doi 10.1145/355578.366316.
Checked   tests/tracking/test_quality.py: NumPy's eigenvalues, closed forms of growth.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.matrix import Symmetric
from vyuha.state.tables import Setup, State
from vyuha.tracking.filter import spread_at
from vyuha.tracking.manoeuvre import hard_noise_at, noise_at

# Sigmas of the whole error within which an engagement radar searches.
_SEARCHED = 3.0


@kernel
def largest(m: Symmetric) -> float:
    """Largest eigenvalue of `m` [its unit]."""
    xx, xy, xz, yy, yz, zz = m
    mean = (xx + yy + zz) / 3.0
    a, b, c = xx - mean, yy - mean, zz - mean
    off = xy * xy + xz * xz + yz * yz
    size = math.sqrt((a * a + b * b + c * c + 2.0 * off) / 6.0)
    if size == 0.0:
        return mean
    determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)
    angle = math.acos(min(max(0.5 * determinant / (size * size * size), -1.0), 1.0)) / 3.0
    return mean + 2.0 * size * math.cos(angle)


@kernel
def worst_error(setup: Setup, state: State, i: int, time: float) -> float:
    """One-sigma error [m] of the place of track `i` [row] of `setup`, `state` [tables] expected at `time` [s], along
    its worst axis.
    """
    track = state.track[i]
    noise = noise_at(setup.net[track.net], track, time)
    return math.sqrt(max(largest(spread_at(state.covariance[i], time - track.time, noise)), 0.0))


@kernel
def quiet_error(setup: Setup, state: State, i: int, time: float, level: bool) -> float:
    """The same [m] of the target of track `i` [row] of `setup`, `state` [tables] if it flies on quietly until `time`
    [s]; where `level` [yes/no], in the local plane alone, whatever the error of its height.
    """
    track = state.track[i]
    xx, xy, xz, yy, yz, zz = spread_at(state.covariance[i], time - track.time, setup.net[track.net].process_noise)
    if level:
        xz, yz, zz = 0.0, 0.0, 0.0
    return math.sqrt(max(largest((xx, xy, xz, yy, yz, zz)), 0.0))


@kernel
def search_radius(setup: Setup, state: State, i: int, time: float) -> float:
    """Distance [m] from the place of track `i` [row] of `setup`, `state` [tables] expected at `time` [s] within which
    to look for its target, even if it manoeuvres.
    """
    track = state.track[i]
    noise = hard_noise_at(setup.net[track.net], track, time)
    spread = spread_at(state.covariance[i], time - track.time, noise)
    return _SEARCHED * math.sqrt(spread[0] + spread[3] + spread[5])
