"""Manoeuvre: a target that flies quietly most of the time and turns hard now and then.

Assumes   two models, the same motion with little acceleration noise or with much; the target changes between them at
          random, quiet for `quiet_time` and manoeuvring for `manoeuvre_time` on average. After every plot both
          estimates are merged into one, with the probability of a manoeuvre beside it.
Holds     for tracks that are seen every few seconds. Without a manoeuvring model (no noise above the quiet one) it is
          the plain filter. A plot older than the track says nothing about the models.
Source    Generalised pseudo-Bayes of first order: Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications
          to Tracking and Navigation", Wiley, 2001, section 11.6. Interacting models of the same two noises would have
          0 to 15 % less error, but keep two states and mix, predict and combine them at every look.
Checked   tests/tracking/test_manoeuvre.py: a NumPy filter of the same kind, NEES of targets that switch as assumed, a
          dive of 5 g that the quiet model alone loses.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.matrix import Symmetric
from vyuha.base.vector import Vector
from vyuha.state.site import Net
from vyuha.state.track import Track
from vyuha.tracking.correction import correct, correct_late, distance
from vyuha.tracking.filter import Floats, add_noise, noise_on, position_at, predict, spread_at

# Less likely than this, a model has no say in the merged estimate, which saves its share of the work.
_NEGLIGIBLE = 1e-3
# A probability never comes closer to 0 or 1, so that no model dies.
_LEAST = 1e-6


@kernel
def usual_share(net: Net) -> float:
    """Probability [1] that a target of which `net` [row] knows nothing is just manoeuvring."""
    both = net.quiet_time + net.manoeuvre_time
    return net.manoeuvre_time / both if both > 0.0 else 0.0


@kernel
def share_at(net: Net, track: Track, time: float) -> float:
    """Probability [1] that `track` [row] of `net` [row] manoeuvres at `time` [s], after its latest plot or at it."""
    if net.quiet_time <= 0.0 or net.manoeuvre_time <= 0.0:
        return track.manoeuvre
    usual = usual_share(net)
    rate = 1.0 / net.quiet_time + 1.0 / net.manoeuvre_time
    return float(usual + (track.manoeuvre - usual) * math.exp(-max(time - track.time, 0.0) * rate))


@kernel
def noise_at(net: Net, track: Track, time: float) -> float:
    """Acceleration noise [m2/s3] that `net` [row] allows `track` [row] until `time` [s], of both models by their
    probability, and that of drag.
    """
    noise = net.process_noise
    if net.manoeuvre_noise > noise:
        noise += share_at(net, track, time) * (net.manoeuvre_noise - noise)
    return noise_on(track, position_at(track, time), noise)


@kernel
def hard_noise_at(net: Net, track: Track, time: float) -> float:
    """Acceleration noise [m2/s3] of `track` [row] of `net` [row] until `time` [s] if it does manoeuvre."""
    return noise_on(track, position_at(track, time), max(net.process_noise, net.manoeuvre_noise))


@kernel
def take_in(
    net: Net, track: Track, covariance: Floats, spare: Floats, place: Vector, error: Symmetric, time: float
) -> None:
    """Correct `track` [row] of `net` [row] and its `covariance` [6 x 6, SI] by a `place` [m] with covariance `error`
    [m2], measured at `time` [s]; `spare` [6 x 6, SI] is room for the second model. A place newer than the track takes
    it to its own time.
    """
    if time < track.time:
        correct_late(track, covariance, place, error, time, noise_at(net, track, time))
        return
    dt, extra, share = time - track.time, net.manoeuvre_noise - net.process_noise, share_at(net, track, time)
    predict(track, covariance, time, noise_on(track, position_at(track, time), net.process_noise))
    track.manoeuvre = share
    if extra <= 0.0 or dt == 0.0:
        correct(track, covariance, place, error)
        return
    _harden(covariance, spare, extra, dt)
    at = (track.x, track.y, track.z)
    quiet, quiet_volume = distance(place, error, at, spread_at(covariance, 0.0, 0.0), math.inf)
    hard, hard_volume = distance(place, error, at, spread_at(spare, 0.0, 0.0), math.inf)
    if math.isinf(quiet) or math.isinf(hard):
        correct(track, covariance, place, error)
        return
    weight = share / (1.0 - share) * math.exp(min(0.5 * (quiet + quiet_volume - hard - hard_volume), 500.0))
    share = min(max(weight / (1.0 + weight), _LEAST), 1.0 - _LEAST)
    track.manoeuvre = share
    if share < _NEGLIGIBLE:
        correct(track, covariance, place, error)
    else:
        _correct_both(track, covariance, spare, place, error, share)


@kernel
def _harden(covariance: Floats, spare: Floats, extra: float, dt: float) -> None:
    """Write to `spare` [6 x 6, SI] the `covariance` [6 x 6, SI] with the `extra` [m2/s3] noise of `dt` [s] added."""
    for i in range(6):
        for j in range(6):
            spare[i, j] = covariance[i, j]
    add_noise(spare, dt, extra)


@kernel
def _correct_both(
    track: Track, covariance: Floats, spare: Floats, place: Vector, error: Symmetric, share: float
) -> None:
    """Correct both models of `track` [row], quiet in `covariance` [6 x 6, SI] and manoeuvring in `spare` [6 x 6, SI],
    by `place` [m] with covariance `error` [m2], and merge them; the second has the probability `share` [1].
    """
    x, y, z, vx, vy, vz = track.x, track.y, track.z, track.vx, track.vy, track.vz
    correct(track, spare, place, error)
    hx, hy, hz, hvx, hvy, hvz = track.x, track.y, track.z, track.vx, track.vy, track.vz
    track.x, track.y, track.z, track.vx, track.vy, track.vz = x, y, z, vx, vy, vz
    correct(track, covariance, place, error)
    apart = (hx - track.x, hy - track.y, hz - track.z, hvx - track.vx, hvy - track.vy, hvz - track.vz)
    rest = 1.0 - share
    for i in range(6):
        for j in range(i + 1):
            merged = rest * covariance[i, j] + share * spare[i, j] + share * rest * apart[i] * apart[j]
            covariance[i, j] = covariance[j, i] = merged
    track.x += share * apart[0]
    track.y += share * apart[1]
    track.z += share * apart[2]
    track.vx += share * apart[3]
    track.vy += share * apart[4]
    track.vz += share * apart[5]
