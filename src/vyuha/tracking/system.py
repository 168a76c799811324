"""The air picture of a net: what one scan or one look makes of its tracks.

Assumes   all radars of a net report plots without delay or bias to one tracker, which works on their measurements.
Holds     for scans in the order of time.
Source    the order confirmed, tentative, new: S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems",
          Artech House, 1999, chapter 6.
Checked   tests/tracking/test_system.py: crossing targets, births, deaths, several nets.
"""

import math

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.sensors.coverage import covers
from vyuha.state.mission import FAILURE_TRACKS
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracking.association import CHOICE, MEMBER, Work, associate, make_work
from vyuha.tracking.doubles import belongs_to_another, drop_doubles
from vyuha.tracking.filter import innovation, predict, update
from vyuha.tracking.identity import note_evidence
from vyuha.tracking.life import has_faded, is_ballistic, is_too_fast, is_underground, record_look, start, verdict

# An engagement radar looks at one expected place, so that a wrong plot is unlikely: a wider gate, for a target that
# turns.
_FOLLOW_GATE = 25.0
# One sigma of each component of an unknown velocity [m/s]: four of them cover a ballistic missile.
_UNKNOWN_SPEED = 900.0


@allocating_kernel
def process_scan(setup: Setup, state: State, net_index: int, radar_index: int, time: float, plots_count: int) -> None:
    """Bring the tracks of net `net_index` [row] in `state` [tables] up to a scan of radar `radar_index` [row] of
    `setup` [tables] at `time` [s], whose plots are the first `plots_count` [count] rows of `state.plot`.
    """
    for j in range(plots_count):
        state.plot[j].used = False
    live = _advance(setup, state, net_index, time)
    if live > 0:
        work = make_work(live, plots_count)
        for status in (CONFIRMED, TENTATIVE):
            members = _list_members(state, work, net_index, status)
            associate(state, work, members, plots_count)
            for k in range(members):
                _settle(setup, state, work.link[MEMBER, k], radar_index, work.link[CHOICE, k])
    _begin_tracks(state, net_index, radar_index, time, plots_count)
    drop_doubles(state, net_index)


@kernel
def process_look(setup: Setup, state: State, track_index: int, time: float, plots_count: int) -> bool:
    """Update track `track_index` [row] of `state` [tables] by the best of the first `plots_count` [count] plots, which
    an engagement radar took at `time` [s] where it expected the target. Returns whether one fell into the gate and fits
    no other track better.
    """
    predict_to(setup, state, track_index, time)
    track, covariance = state.track[track_index], state.covariance[track_index]
    noise = setup.net[track.net].process_noise
    best, nearest = -1, _FOLLOW_GATE
    for p in range(plots_count):
        square, _ = innovation(track, covariance, state.plot[p], _FOLLOW_GATE)
        if square < nearest and not belongs_to_another(state, track_index, time, p, noise):
            best, nearest = p, square
    if best < 0:
        return False
    _take(state, track_index, best)
    return True


@kernel
def predict_to(setup: Setup, state: State, track_index: int, time: float) -> None:
    """Carry track `track_index` [row] of `state` [tables] on to `time` [s] with the noise of its net in `setup`
    [tables].
    """
    track = state.track[track_index]
    predict(track, state.covariance[track_index], time, setup.net[track.net].process_noise)


@kernel
def _advance(setup: Setup, state: State, n: int, time: float) -> int:
    """Predict all tracks of net `n` [row] in `state` [tables] to `time` [s], drop those that have faded by the rule
    of `setup` [tables] or run into the ground; returns how many live.
    """
    live = 0
    for i in range(state.progress[0].track_rows):
        track = state.track[i]
        if track.status != FREE and track.net == n:
            if has_faded(track, time, setup.net[n].coast_time):
                track.status = FREE
            else:
                predict_to(setup, state, i, time)
                track.scans = (track.scans << 1) & 0xFFFF
                if is_underground(track, state.covariance[i, 2, 2]):
                    track.status = FREE
                else:
                    live += 1
    return live


@kernel
def _list_members(state: State, work: Work, n: int, status: int) -> int:
    """List in `work` [arrays] the tracks of net `n` [row] in `state` [tables] with this `status` [code]; returns how
    many.
    """
    members = 0
    for i in range(state.progress[0].track_rows):
        if state.track[i].status == status and state.track[i].net == n:
            work.link[MEMBER, members] = i
            members += 1
    return members


@kernel
def _settle(setup: Setup, state: State, i: int, r: int, j: int) -> None:
    """What a scan of radar `r` [row] in `setup` [tables] means for track `i` [row] of `state` [tables], to which plot
    `j` [row] belongs (-1: none).
    """
    track = state.track[i]
    hit = j >= 0
    if hit:
        _take(state, i, j)
        track.scans |= 1
    if hit or (r == track.radar and covers(setup, r, track.x, track.y, track.z)):
        record_look(track, hit)
    if track.status != TENTATIVE:
        return
    if is_too_fast(track):
        track.status = FREE
        return
    net = setup.net[track.net]
    track.status = verdict(track.history, track.looks, net.confirm_hits, net.confirm_looks)
    if track.status == CONFIRMED:
        _note_confirmation(state, track.truth, track.time)


@kernel
def _take(state: State, i: int, j: int) -> None:
    """Update track `i` [row] of `state` [tables] by plot `j` [row] of the same time."""
    track, plot = state.track[i], state.plot[j]
    update(track, state.covariance[i], plot)
    plot.used = True
    note_evidence(track, plot)
    track.last_update = track.time
    track.updates += 1
    track.truth = plot.threat
    track.ballistic = is_ballistic(track)
    if track.status == CONFIRMED:
        _note_confirmation(state, track.truth, track.time)


@kernel
def _note_confirmation(state: State, truth: int, time: float) -> None:
    """Record in `state` [tables] that threat `truth` [row] (-1: none) first had a confirmed track at `time` [s]."""
    if truth >= 0 and math.isnan(state.threat[truth].track_time):
        state.threat[truth].track_time = time


@kernel
def _begin_tracks(state: State, n: int, r: int, time: float, plots_count: int) -> None:
    """Start a track of net `n` [row] in `state` [tables] by radar `r` [row] at `time` [s] on each of
    `plots_count` [count] plots that nobody used.
    """
    i = 0
    for j in range(plots_count):
        if not state.plot[j].used:
            while i < len(state.track) and state.track[i].status != FREE:
                i += 1
            if i == len(state.track):
                state.progress[0].failure = FAILURE_TRACKS
                return
            _begin_track(state, i, j, n, time)
            state.track[i].radar = r


@kernel
def _begin_track(state: State, i: int, j: int, n: int, time: float) -> None:
    """Start track `i` [row] of net `n` [row] in `state` [tables] at `time` [s] at plot `j` [row], at rest but of
    unknown velocity.
    """
    track, plot, p = state.track[i], state.plot[j], state.covariance[i]
    state.progress[0].track_number += 1
    state.progress[0].track_rows = max(state.progress[0].track_rows, i + 1)
    start(track, state.progress[0].track_number, n, time)
    note_evidence(track, plot)
    plot.used = True
    track.truth = plot.threat
    track.x, track.y, track.z = plot.x, plot.y, plot.z
    track.vx = track.vy = track.vz = 0.0
    track.ballistic = is_ballistic(track)
    for a in range(6):
        for b in range(6):
            p[a, b] = 0.0
    p[0, 0], p[1, 1], p[2, 2] = plot.xx, plot.yy, plot.zz
    p[0, 1] = p[1, 0] = plot.xy
    p[0, 2] = p[2, 0] = plot.xz
    p[1, 2] = p[2, 1] = plot.yz
    p[3, 3] = p[4, 4] = p[5, 5] = _UNKNOWN_SPEED * _UNKNOWN_SPEED
