"""The life of a track: begun on a plot that nobody wanted, corrected by what association gave it, confirmed, dropped.

Assumes   COUNTING: M hits among N looks confirm, so many misses in a row end. SCORING: the sum of log-likelihood ratios
          of a target against false plots crosses Wald's limits. A miss counts where the sensor reaches and
          looks. A new target may have any velocity, normal with the user's sigma on each axis.
Holds     for independent scans; Wald's limits are conservative, since a score overshoots them.
Source    S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", Artech House, 1999, chapter 6.
          Several weighted plots: the mixture over plots and models, replaced by its mean and covariance for each model
          (PDA; Y. Bar-Shalom, X. Li, "Multitarget-Multisensor Tracking", 1995, chapter 3).
Checked   tests/tracker/test_life.py: binomial closed form, Wald's limits, a mixture in NumPy.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracker.clusters import gain_of
from vyuha.tracker.dense import fill
from vyuha.tracker.gating import Edges
from vyuha.tracker.imm import correct_bank, settle_weights
from vyuha.tracker.kalman import correct
from vyuha.tracker.measurement import DOPPLER, place_of
from vyuha.tracker.rows import COUNTING, FULL_TURN, Picture, Rules, Scan, Scratch, Sensor, Track
from vyuha.tracking.life import verdict

_HISTORY = (1 << 32) - 1
# Below this chance a plot is not worth a correction of its own.
_NEGLIGIBLE = 1e-6


@kernel
def absorb(picture: Picture, rules: Rules, scan: Scan, edges: Edges, k: int, t: int, scratch: Scratch) -> None:
    """Correct track `t` [row] of `picture` [tables], member `k` [row] of `edges` [tables], by the plots of `scan`
    [tables], each as far as it is likely its own, by `rules` [tables]; `scratch` [arrays].
    """
    sensor = picture.sensor[scan.sensor]
    track = picture.track[t]
    best, taken = -1, 0.0
    for e in range(edges.first[k], edges.first[k + 1]):
        taken += edges.chance[e]
        if edges.chance[e] > 0.0 and (best < 0 or edges.chance[e] > edges.chance[best]):
            best = e
    track.plot = -1
    if best < 0:
        return
    if edges.chance[best] >= 1.0:
        j = edges.plot[best]
        correct_bank(picture.models, rules.method, picture.bank, t, sensor, scan.z[j], scan.r[j], scratch)
    else:
        for m in range(len(picture.models.kind)):
            _correct_by_all(picture, rules, scan, edges, k, t, m, scratch)
        settle_weights(picture.bank, t, len(picture.models.kind))
    if taken > 0.5:
        track.plot, track.distance = edges.plot[best], edges.square[best]


@kernel
def _correct_by_all(
    picture: Picture, rules: Rules, scan: Scan, edges: Edges, k: int, t: int, m: int, scratch: Scratch
) -> None:
    """Mixture, for model `m` [row] of track `t` [row] in `picture` [tables], of what each plot of `scan` [tables] that
    member `k` [row] of `edges` [tables] has would make of it, and of none; its weight in the same mixture over models.
    By `rules` [tables]; `scratch` [arrays].
    """
    bank, n = picture.bank, picture.models.size[m]
    x, p = scratch.mixed_mean[m], scratch.mixed_covariance[m]
    mean, covariance = bank.mean[t, m], bank.covariance[t, m]
    # First and second moment of the change, and the weight, gathered here; slots of mixing are free now.
    moved, total = scratch.third, 1.0
    for e in range(edges.first[k], edges.first[k + 1]):
        total -= edges.chance[e]
    total = max(total, 0.0)
    for i in range(n):
        moved[i] = 0.0
        for j in range(n):
            scratch.noise[i, j] = total * covariance[i, j]
    for e in range(edges.first[k], edges.first[k + 1]):
        if edges.chance[e] > _NEGLIGIBLE:
            for i in range(n):
                x[i] = mean[i]
                for j in range(n):
                    p[i, j] = covariance[i, j]
            plot = edges.plot[e]
            _, fit = correct(picture.sensor[scan.sensor], rules.method, x, p, n, scan.z[plot], scan.r[plot], scratch)
            share = edges.chance[e] * math.exp(fit - edges.fit[e])
            total += share
            for i in range(n):
                moved[i] += share * (x[i] - mean[i])
                for j in range(n):
                    scratch.noise[i, j] += share * (p[i, j] + (x[i] - mean[i]) * (x[j] - mean[j]))
    if not total > 0.0:
        bank.weight[t, m] = 0.0
        return
    bank.weight[t, m] *= total
    for i in range(n):
        mean[i] += moved[i] / total
        for j in range(n):
            covariance[i, j] = (scratch.noise[i, j] - moved[i] * moved[j] / total) / total


@kernel
def evidence(edges: Edges, k: int, detection: float, density: float, joint: bool) -> float:
    """Ln of the likelihood ratio of this scan [1] for member `k` [row] of `edges` [tables]: of its plot or of a miss;
    when association was `joint` [yes/no], over all its plots. `detection` [1], `density` [1/SI].
    """
    ratio = 1.0 - detection
    for e in range(edges.first[k], edges.first[k + 1]):
        if joint:
            ratio += math.exp(gain_of(edges.fit[e], detection, density))
        elif edges.chance[e] >= 1.0:
            return gain_of(edges.fit[e], detection, density)
    return math.log(ratio)


@kernel
def in_reach(sensor: Sensor, x: float, y: float, z: float) -> bool:
    """Whether `sensor` [row] reaches as far as `x`, `y`, `z` [m]."""
    dx, dy, dz = x - sensor.x, y - sensor.y, z - sensor.z
    return dx * dx + dy * dy + dz * dz <= sensor.reach * sensor.reach


@kernel
def in_sector(sensor: Sensor, x: float, y: float, start: float, width: float) -> bool:
    """Whether the azimuth of `x`, `y` [m] at `sensor` [row] lies in the sector from `start` [rad] on over `width`
    [rad], its end excluded.
    """
    if width >= FULL_TURN:
        return True
    turn = (math.atan2(x - sensor.x, y - sensor.y) - start) / FULL_TURN
    return (turn - math.floor(turn)) * FULL_TURN < width


@kernel
def _missed(track: Track, count: int) -> bool:
    """Whether the newest `count` [count] looks at `track` [row] were misses."""
    return track.looks >= count and track.history & ((1 << count) - 1) == 0


@kernel
def judge(track: Track, rules: Rules, hit: bool, ratio: float) -> None:
    """What one look, a `hit` [yes/no] or a miss with log-likelihood `ratio` [1], means for `track` [row] by `rules`
    [tables]: its status.
    """
    track.history = ((track.history << 1) | int(hit)) & _HISTORY
    track.looks += 1
    track.score += ratio
    track.best_score = max(track.best_score, track.score)
    if rules.logic == COUNTING:
        if track.status == TENTATIVE:
            track.status = verdict(track.history, track.looks, rules.needed, rules.window)
            if track.status == TENTATIVE and _missed(track, rules.tentative_misses):
                track.status = FREE
        elif _missed(track, rules.misses):
            track.status = FREE
    elif track.status == TENTATIVE:
        if track.score >= rules.confirm_score:
            track.status = CONFIRMED
        elif track.score <= rules.drop_score:
            track.status = FREE
    elif track.best_score - track.score > rules.fall:
        track.status = FREE
    if track.status == CONFIRMED and math.isnan(track.confirm_time):
        track.confirm_time = track.time


@kernel
def begin(picture: Picture, rules: Rules, scan: Scan, t: int, j: int, scratch: Scratch) -> None:
    """Begin row `t` [row] of `picture` [tables] on plot `j` [row] of `scan` [tables] by `rules` [tables]; `scratch`
    [arrays].
    """
    models, bank, sensor = picture.models, picture.bank, picture.sensor[scan.sensor]
    count = len(models.kind)
    place_of(sensor, scan.z[j], scan.r[j], scratch.vector, scratch.product)
    for m in range(count):
        n, mean, covariance = models.size[m], bank.mean[t, m], bank.covariance[t, m]
        fill(covariance, n, 0.0)
        for i in range(3):
            mean[i], mean[3 + i] = scratch.vector[i], 0.0
            covariance[3 + i, 3 + i] = rules.speed_sigma[i] * rules.speed_sigma[i]
            for k in range(3):
                covariance[i, k] = scratch.product[i, k]
        for i in range(6, n):
            mean[i] = models.extra[m, 0]
            covariance[i, i] = models.extra[m, 1] * models.extra[m, 1]
        bank.weight[t, m] = 1.0 / count
        if sensor.kind == DOPPLER:
            _use_range_rate(picture, scan, t, m, j)
    picture.counter[0] += 1
    _clear(picture.track, t, picture.counter[0], scan.time)
    track = picture.track[t]
    track.sensor, track.plot = scan.sensor, j
    if rules.logic == COUNTING and rules.needed == 1:
        track.status, track.confirm_time = CONFIRMED, scan.time


@kernel
def _clear(table: Rows[Track], t: int, number: int, time: float) -> None:
    """Make row `t` [row] of `table` [tables] a new track with `number` [count], begun at `time` [s]."""
    track = table[t]
    track.number, track.status = number, TENTATIVE
    track.start = track.time = track.last_update = time
    track.confirm_time, track.distance = math.nan, 0.0
    track.history, track.looks, track.updates = 1, 1, 1
    track.score, track.best_score = 0.0, 0.0


@kernel
def _use_range_rate(picture: Picture, scan: Scan, t: int, m: int, j: int) -> None:
    """Put the range rate of plot `j` [row] of `scan` [tables] into the velocity of model `m` [row] of track `t` [row]
    of `picture` [tables]: known along the line of sight, unknown across.
    """
    mean, covariance, sensor = picture.bank.mean[t, m], picture.bank.covariance[t, m], picture.sensor[scan.sensor]
    dx, dy, dz = mean[0] - sensor.x, mean[1] - sensor.y, mean[2] - sensor.z
    slant = max(math.sqrt(dx * dx + dy * dy + dz * dz), 1e-6)
    # Covariance of the velocity, which is diagonal, with the range rate.
    cx, cy, cz = covariance[3, 3] * dx / slant, covariance[4, 4] * dy / slant, covariance[5, 5] * dz / slant
    total = (cx * dx + cy * dy + cz * dz) / slant + scan.r[j, 3, 3]
    for a in range(3):
        ca = cx if a == 0 else (cy if a == 1 else cz)
        mean[3 + a] = scan.z[j, 3] * ca / total
        for b in range(3):
            cb = cx if b == 0 else (cy if b == 1 else cz)
            covariance[3 + a, 3 + b] -= ca * cb / total
