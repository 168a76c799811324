"""Loops over the tables of the tracker: one scan from plots to tracks, and the steps of many filters at once."""

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.base.table import Rows
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracker.clusters import assign_best, find_clusters
from vyuha.tracker.gating import Edges, find_edges, look_out, make_grid
from vyuha.tracker.imm import combine, correct_bank, predict_bank
from vyuha.tracker.joint import MOST_CONTESTED, weigh_all
from vyuha.tracker.life import absorb, begin, evidence, in_reach, in_sector, judge
from vyuha.tracker.rows import Bank, Floats, Integers, Models, Picture, Rules, Scan, Scratch, Sensor, make_scratch


@allocating_kernel
def process(picture: Picture, rules: Rules, scan: Scan, live: int) -> int:
    """Bring the first `live` rows of `picture` up to `scan` and return how many live then. There must be room for a new
    track on every plot.
    """
    scratch = make_scratch(len(picture.models.kind), picture.bank.mean.shape[2])
    for t in range(live):
        _advance(picture, rules, scan, t, scratch)
    live = _close_ranks(picture, live)
    used = np.zeros(len(scan.z), np.int64)
    if live > 0:
        outlook = look_out(picture, rules, scan, live, scratch)
        grid = make_grid(scan, picture.sensor[scan.sensor].kind)
        status = np.empty(live, np.int64)
        for t in range(live):
            status[t] = picture.track[t].status
        # Confirmed tracks choose first.
        for wanted in (CONFIRMED, TENTATIVE):
            members = np.flatnonzero(status == wanted)
            edges = find_edges(picture, rules, scan, outlook, grid, members, used, scratch)
            _associate(picture, rules, scan, edges, wanted == CONFIRMED and rules.joint)
            for k in range(len(members)):
                _settle(picture, rules, scan, edges, k, members[k], scratch)
            _mark_used(edges, used)
    live = _close_ranks(picture, live)
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
    else:
        assign_best(edges, clusters, plots, sensor.detection_probability, sensor.clutter_density)


@kernel
def _advance(picture: Picture, rules: Rules, scan: Scan, t: int, scratch: Scratch) -> None:
    """Predict track `t` [row] of `picture` [tables] to the time of `scan` [tables] by `rules` [tables]; `scratch`
    [arrays]. What has lost its covariance goes.
    """
    track = picture.track[t]
    track.plot = -1
    if not predict_bank(picture.models, rules.method, picture.bank, t, scan.time - track.time, scratch):
        track.status = FREE
    track.time = scan.time


@kernel
def _settle(picture: Picture, rules: Rules, scan: Scan, edges: Edges, k: int, t: int, scratch: Scratch) -> None:
    """Correct track `t` [row] of `picture` [tables], member `k` [row] of `edges` [tables], by `scan` [tables], and
    judge it by `rules` [tables]; `scratch` [arrays].
    """
    track, sensor, bank = picture.track[t], picture.sensor[scan.sensor], picture.bank
    joint = rules.joint and track.status == CONFIRMED
    ratio = evidence(edges, k, sensor.detection_probability, sensor.clutter_density, joint)
    absorb(picture, rules, scan, edges, k, t, scratch)
    hit = track.plot >= 0
    if hit:
        track.last_update = scan.time
        track.updates += 1
    x, y, z = bank.mean[t, 0, 0], bank.mean[t, 0, 1], bank.mean[t, 0, 2]
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
