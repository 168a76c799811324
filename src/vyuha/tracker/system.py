"""Loops over the tables of the tracker: scans from plots to tracks, and the steps of many filters at once."""

import math

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.base.table import Rows
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracker.clusters import assign_best, find_clusters, gain_of, price_by_distance, price_by_likelihood
from vyuha.tracker.gating import Edges, find_edges, gate_of, look_out, make_grid
from vyuha.tracker.imm import combine, correct_bank, predict_bank
from vyuha.tracker.joint import MOST_CONTESTED, weigh_all
from vyuha.tracker.life import absorb, begin, evidence, in_reach, in_sector, judge
from vyuha.tracker.measurement import width_of
from vyuha.tracker.report import Columns, write_tracks
from vyuha.tracker.rows import (
    Bank,
    Floats,
    Integers,
    Models,
    Picture,
    Recording,
    Rules,
    Scan,
    Scratch,
    Sensor,
    Track,
    make_scratch,
)
from vyuha.tracker.straight import Slate, glide, is_straight, make_slate, pull


@allocating_kernel
def process(picture: Picture, rules: Rules, scan: Scan, live: int) -> int:
    """Bring the first `live` rows of `picture` up to `scan` and return how many live then. There must be room for a new
    track on every plot.
    """
    scratch = make_scratch(len(picture.models.kind), picture.bank.mean.shape[2])
    return _take(picture, rules, scan, live, scratch, make_slate())


@allocating_kernel
def process_many(
    picture: Picture, rules: Rules, recording: Recording, state: Integers, to: Columns, tentative: bool
) -> None:
    """Bring `picture` up to one scan after the other of `recording`, and write what is confirmed (or, with `tentative`,
    everything) after each into `to`. `state` says how many tracks live, which scan is next and how many rows are
    written; the work stops at a scan for which there might be no room.
    """
    live, at = state[0], state[2]
    scratch = make_scratch(len(picture.models.kind), picture.bank.mean.shape[2])
    slate = make_slate()
    for k in range(state[1], len(recording.time)):
        head, end = recording.first[k], recording.first[k + 1]
        most = live + end - head
        if most > len(picture.track) or at + most > len(to.scan):
            break
        scan = Scan(
            recording.z[head:end],
            recording.r[head:end],
            recording.sensor[k],
            recording.time[k],
            recording.sector[k, 0],
            recording.sector[k, 1],
        )
        live = _take(picture, rules, scan, live, scratch, slate)
        at = write_tracks(picture, live, to, at, k, tentative)
        state[0], state[1], state[2] = live, k + 1, at


@allocating_kernel
def _take(picture: Picture, rules: Rules, scan: Scan, live: int, scratch: Scratch, slate: Slate) -> int:
    """Bring the first `live` rows of `picture` up to `scan` and return how many live then."""
    straight = is_straight(picture.models, rules.method, picture.sensor[scan.sensor].kind)
    if straight:
        _glide_all(picture, scan.time, live)
    else:
        _advance_all(picture, rules, scan, live, scratch)
    live = _close_ranks(picture, live)
    used = np.zeros(len(scan.z), np.int64)
    if live > 0:
        outlook = look_out(picture, rules, scan, live, scratch, slate)
        grid = make_grid(scan, picture.sensor[scan.sensor].kind)
        status = np.empty(live, np.int64)
        for t in range(live):
            status[t] = picture.track[t].status
        # Confirmed tracks choose first.
        for wanted in (CONFIRMED, TENTATIVE):
            members = np.flatnonzero(status == wanted)
            edges = find_edges(picture, rules, scan, outlook, grid, members, used)
            joint = wanted == CONFIRMED and rules.joint
            _associate(picture, rules, scan, edges, joint)
            if straight and not joint:
                _settle_straight(picture, rules, scan, edges, members, slate)
            else:
                _settle_all(picture, rules, scan, edges, members, scratch)
            _mark_used(edges, used)
    live = _close_ranks(picture, live)
    return _begin_all(picture, rules, scan, live, used, scratch)


@kernel
def _begin_all(picture: Picture, rules: Rules, scan: Scan, live: int, used: Integers, scratch: Scratch) -> int:
    """Begin a track of `picture` [tables], behind the first `live` [count], on each plot of `scan` [tables] that is not
    `used` [0 or 1], by `rules` [tables]; `scratch` [arrays]. Returns how many live then.
    """
    for j in range(len(scan.z)):
        if used[j] == 0:
            begin(picture, rules, scan, live, j, scratch)
            live += 1
    return live


@allocating_kernel
def _associate(picture: Picture, rules: Rules, scan: Scan, edges: Edges, joint: bool) -> None:
    """Decide between the pairs of `edges`: by the chances of all joint events, or for the best of them."""
    sensor, plots = picture.sensor[scan.sensor], len(scan.z)
    clusters = find_clusters(edges, plots)
    if joint:
        weigh_all(edges, clusters, plots, sensor.detection_probability, sensor.clutter_density, MOST_CONTESTED)
    elif rules.by_distance:
        assign_best(edges, clusters, plots, price_by_distance(edges, gate_of(rules, width_of(sensor.kind))))
    else:
        price = price_by_likelihood(edges, sensor.detection_probability, sensor.clutter_density)
        assign_best(edges, clusters, plots, price)


@kernel
def _glide_all(picture: Picture, time: float, live: int) -> None:
    """Predict the first `live` [count] tracks of `picture` [tables], which fly straight, to `time` [s]."""
    bank, density = picture.bank, picture.models.noise[0, 0]
    for t in range(live):
        track = picture.track[t]
        track.plot = -1
        glide(bank.mean[t, 0], bank.covariance[t, 0], time - track.time, density)
        track.time = time


@kernel
def _settle_straight(picture: Picture, rules: Rules, scan: Scan, edges: Edges, members: Integers, slate: Slate) -> None:
    """Correct the tracks `members` [rows] of `picture` [tables], which fly straight, each by its plot of `scan`
    [tables] in `edges` [tables], and judge them by `rules` [tables]; `slate` [arrays].
    """
    sensor, bank = picture.sensor[scan.sensor], picture.bank
    miss = math.log(1.0 - sensor.detection_probability)
    gain = gain_of(0.0, sensor.detection_probability, sensor.clutter_density)
    for k in range(len(members)):
        t = members[k]
        track, mean = picture.track[t], bank.mean[t, 0]
        hit, ratio = False, miss
        for e in range(edges.first[k], edges.first[k + 1]):
            if edges.chance[e] >= 1.0:
                j = edges.plot[e]
                hit, ratio = True, gain + edges.fit[e]
                pull(sensor, mean, bank.covariance[t, 0], scan.z[j], scan.r[j], slate)
                track.plot, track.distance = j, edges.square[e]
        _note(track, rules, sensor, scan, hit, ratio, mean)


@kernel
def _advance_all(picture: Picture, rules: Rules, scan: Scan, live: int, scratch: Scratch) -> None:
    """Predict the first `live` [count] tracks of `picture` [tables] to the time of `scan` [tables] by `rules` [tables];
    `scratch` [arrays]. What has lost its covariance goes.
    """
    for t in range(live):
        track = picture.track[t]
        track.plot = -1
        if not predict_bank(picture.models, rules.method, picture.bank, t, scan.time - track.time, scratch):
            track.status = FREE
        track.time = scan.time


@kernel
def _settle_all(picture: Picture, rules: Rules, scan: Scan, edges: Edges, members: Integers, scratch: Scratch) -> None:
    """Correct the tracks `members` [rows] of `picture` [tables] by the plots of `scan` [tables] in `edges` [tables],
    and judge them by `rules` [tables]; `scratch` [arrays].
    """
    for k in range(len(members)):
        _settle(picture, rules, scan, edges, k, members[k], scratch)


@kernel
def _settle(picture: Picture, rules: Rules, scan: Scan, edges: Edges, k: int, t: int, scratch: Scratch) -> None:
    """Correct track `t` [row] of `picture` [tables], member `k` [row] of `edges` [tables], by `scan` [tables], and
    judge it by `rules` [tables]; `scratch` [arrays].
    """
    track, sensor, bank = picture.track[t], picture.sensor[scan.sensor], picture.bank
    joint = rules.joint and track.status == CONFIRMED
    ratio = evidence(edges, k, sensor.detection_probability, sensor.clutter_density, joint)
    absorb(picture, rules, scan, edges, k, t, scratch)
    _note(track, rules, sensor, scan, track.plot >= 0, ratio, bank.mean[t, 0])


@kernel
def _note(track: Track, rules: Rules, sensor: Sensor, scan: Scan, hit: bool, ratio: float, mean: Floats) -> None:
    """Judge `track` [row] at `mean` [SI] by `rules` [tables] after a `hit` [yes/no] in `scan` [tables] or a miss by
    `sensor` [row] that could have seen it, with log-likelihood `ratio` [1].
    """
    if hit:
        track.last_update = scan.time
        track.updates += 1
    x, y, z = mean[0], mean[1], mean[2]
    if hit or (in_reach(sensor, x, y, z) and in_sector(sensor, x, y, scan.start, scan.width)):
        judge(track, rules, hit, ratio)


@kernel
def _mark_used(edges: Edges, used: Integers) -> None:
    """Mark in `used` [0 or 1] the plots that are more likely than not some member's of `edges` [tables]."""
    for e in range(len(edges.plot)):
        if edges.chance[e] > 0.5:
            used[edges.plot[e]] = 1


@kernel
def _close_ranks(picture: Picture, live: int) -> int:
    """Move the tracks of `picture` [tables] that still live among the first `live` [count] together, in their order;
    returns how many.
    """
    to = 0
    for t in range(live):
        if picture.track[t].status != FREE:
            if to != t:
                picture.track[to] = picture.track[t]
                _copy_estimate(picture.bank, t, to)
            to += 1
    return to


@kernel
def _copy_estimate(bank: Bank, t: int, to: int) -> None:
    """Copy row `t` [row] of `bank` [tables] to row `to` [row]."""
    _, models, n = bank.mean.shape
    for m in range(models):
        bank.weight[to, m] = bank.weight[t, m]
        for i in range(n):
            bank.mean[to, m, i] = bank.mean[t, m, i]
            for j in range(n):
                bank.covariance[to, m, i, j] = bank.covariance[t, m, i, j]


@allocating_kernel
def predict_all(models: Models, method: int, bank: Bank, dt: Floats) -> bool:
    """Carry every row of `bank` on by its time; False when a covariance is not positive definite."""
    scratch = make_scratch(len(models.kind), bank.mean.shape[2])
    sound = True
    for t in range(len(bank.mean)):
        if not predict_bank(models, method, bank, t, dt[t], scratch):
            sound = False
    return sound


@allocating_kernel
def correct_all(
    models: Models, method: int, bank: Bank, sensor: Rows[Sensor], z: Floats, r: Floats, outcome: tuple[Floats, Floats]
) -> None:
    """Correct every row of `bank` by its measurement; squared distances and log-likelihoods into `outcome`."""
    scratch = make_scratch(len(models.kind), bank.mean.shape[2])
    for t in range(len(bank.mean)):
        outcome[0][t], outcome[1][t] = correct_bank(models, method, bank, t, sensor[0], z[t], r[t], scratch)


@kernel
def combine_all(models: Models, bank: Bank, mean: Floats, covariance: Floats) -> None:
    """Mixture of all models for each row of `bank`, into `mean` (n, 6) and `covariance` (n, 6, 6)."""
    for t in range(len(bank.mean)):
        combine(models, bank, t, mean[t], covariance[t])
