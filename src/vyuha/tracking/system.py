"""The air picture of a net: what one scan or one look makes of its tracks.

Assumes   all radars of a net report their plots to one tracker, which works on the measurements. Each plot says how old
          it is: the antenna turns, links delay, the scan of one radar comes after a later one of another.
          A track stands at the time of its newest plot; who needs it at another time carries it there.
Holds     for scans in the order in which they are handed over.
Source    the order confirmed, tentative, new: S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems",
          Artech House, 1999, chapter 6.
Checked   tests/tracking/test_system.py: crossing targets, births, deaths, several nets.
"""

import math

from vyuha.assignment.linear import Work
from vyuha.base.compile import allocating_kernel, kernel
from vyuha.sensors.coverage import has_looked, may_have_looked
from vyuha.state.mission import FAILURE_TRACKS
from vyuha.state.site import Net
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE, Track
from vyuha.tracking.association import CHOICE, HARD, MEMBER, STROBE, USUAL, Scan, associate, make_work
from vyuha.tracking.correction import distance, error_of, place_of
from vyuha.tracking.doubles import belongs_to_another, drop_doubles
from vyuha.tracking.filter import Floats, position_at, spread_at, variance_at
from vyuha.tracking.identity import note_evidence
from vyuha.tracking.life import (
    has_faded,
    is_ballistic,
    is_low,
    is_too_fast,
    is_underground,
    record_look,
    start,
    verdict,
)
from vyuha.tracking.manoeuvre import hard_noise_at, noise_at, take_in, usual_share
from vyuha.tracking.strobe import reading
from vyuha.tracking.truth import look_truth, scan_truth

# An engagement radar looks at one expected place, so that a wrong plot is unlikely: a wider gate, for a target that
# turns.
_FOLLOW_GATE = 25.0
# One sigma of each component of an unknown velocity [m/s]: four of them cover a ballistic missile.
_UNKNOWN_SPEED = 900.0


@allocating_kernel
def process_scan(setup: Setup, state: State, net_index: int, radar_index: int, time: float, plots_count: int) -> None:
    """Bring the tracks of net `net_index` [row] in `state` [tables] up to a scan of radar `radar_index` [row] of
    `setup` [tables] that is handed over at `time` [s], whose plots are the first `plots_count` [count] rows of
    `state.plot`.
    """
    if setup.net[net_index].true_tracks:
        scan_truth(setup, state, net_index, radar_index, time, plots_count)
        return
    scan = Scan(net_index, radar_index, time, plots_count)
    for j in range(plots_count):
        state.plot[j].used = False
    live = _age(setup, state, scan)
    if live > 0:
        work = make_work(live, plots_count)
        _match(setup, state, work, scan, CONFIRMED, USUAL)
        _match(setup, state, work, scan, TENTATIVE, USUAL)
        if setup.net[net_index].manoeuvre_noise > setup.net[net_index].process_noise:
            _match(setup, state, work, scan, CONFIRMED, HARD)
        _match(setup, state, work, scan, CONFIRMED, STROBE)
        _settle_misses(setup, state, scan)
    _begin_tracks(setup, state, scan)
    # Once a turn is enough: what is double stays so.
    if state.antenna[radar_index].part == 0:
        drop_doubles(setup, state, net_index, time)


@kernel
def process_look(setup: Setup, state: State, track_index: int, time: float, plots_count: int) -> bool:
    """Update track `track_index` [row] of `state` [tables] by the best of the first `plots_count` [count] plots, which
    an engagement radar took by `time` [s] where it expected the target. Returns whether one fell into the gate, as wide
    as a manoeuvre, and fits no other track better.
    """
    track, covariance = state.track[track_index], state.covariance[track_index]
    if setup.net[track.net].true_tracks:
        return look_truth(setup, state, track_index, time, plots_count)
    best, nearest = -1, _FOLLOW_GATE
    for p in range(plots_count):
        plot = state.plot[p]
        measured = time - plot.age
        at = position_at(track, measured)
        noise = hard_noise_at(setup.net[track.net], track, measured)
        spread = spread_at(covariance, measured - track.time, noise)
        place, error = reading(plot, at, spread)
        square, _ = distance(place, error, at, spread, _FOLLOW_GATE)
        if square < nearest and not belongs_to_another(setup, state, track_index, measured, p):
            best, nearest = p, square
    if best < 0:
        return False
    _take(setup, state, track_index, best, time)
    return True


@kernel
def _age(setup: Setup, state: State, scan: Scan) -> int:
    """Drop the tracks of `setup`, `state` [tables] that have faded by the time of `scan` [row] or run into the ground;
    returns how many live. None of those at which its radar may have looked has been seen yet.
    """
    live = 0
    for i in range(state.progress[0].track_rows):
        track = state.track[i]
        if track.status != FREE and track.net == scan.net:
            net = setup.net[scan.net]
            if has_faded(track, scan.time, net.coast_time) or _is_underground(
                net, track, state.covariance[i], scan.time
            ):
                track.status = FREE
                continue
            live += 1
            x, y, z = position_at(track, scan.time)
            track.expected = may_have_looked(setup.radar[scan.radar], state.antenna[scan.radar], x, y, z)
            if track.expected:
                track.scans = (track.scans << 1) & 0xFFFF
    return live


@kernel
def _is_underground(net: Net, track: Track, covariance: Floats, time: float) -> bool:
    """Whether `track` [row] of `net` [row] with `covariance` [6 x 6, SI] is in the ground at `time` [s]."""
    x, y, z = position_at(track, time)
    if not is_low(x, y, z):
        return False
    return is_underground(x, y, z, variance_at(covariance, 2, time - track.time, noise_at(net, track, time)))


@kernel
def _match(setup: Setup, state: State, work: Work, scan: Scan, status: int, kind: int) -> None:
    """Give the tracks of `setup`, `state` [tables] with this `status` [code] that `scan` [row] has not seen yet their
    plots of this `kind` [code]; `work` [arrays].
    """
    if not _is_any_open(state, scan, kind):
        return
    members = _list_unseen(state, work, scan.net, status, kind)
    if members == 0:
        return
    associate(setup, state, work, scan, members, kind)
    for k in range(members):
        if work.link[CHOICE, k] >= 0:
            i = work.link[MEMBER, k]
            _take(setup, state, i, work.link[CHOICE, k], scan.time)
            state.track[i].scans |= 1
            record_look(state.track[i], True)
            _judge(setup, state, i)


@kernel
def _is_any_open(state: State, scan: Scan, kind: int) -> bool:
    """Whether any plot of `scan` [row] in `state` [tables] of this `kind` [code] is unused."""
    found = 0
    for j in range(scan.plots):
        found += int(not state.plot[j].used and state.plot[j].strobe == (kind == STROBE))
    return found > 0


@kernel
def _list_unseen(state: State, work: Work, n: int, status: int, kind: int) -> int:
    """List in `work` [arrays] the tracks of net `n` [row] in `state` [tables] with this `status` [code] that the scan
    has not seen yet, for plots of this `kind` [code]; returns how many.

    What is shot at is followed by an engagement radar, whose gate is as wide as a manoeuvre. Here it gets no plot that
    is far off: a dead target's track would live on with the plots of newcomers.
    """
    members = 0
    for i in range(state.progress[0].track_rows):
        track = state.track[i]
        followed = kind == HARD and track.shots > 0
        if track.status == status and track.net == n and track.expected and track.scans & 1 == 0 and not followed:
            work.link[MEMBER, members] = i
            members += 1
    return members


@kernel
def _settle_misses(setup: Setup, state: State, scan: Scan) -> None:
    """Note the miss of each track of `setup`, `state` [tables] that `scan` [row] has not seen and that its radar began
    and covers.
    """
    for i in range(state.progress[0].track_rows):
        track = state.track[i]
        missed = track.expected and track.scans & 1 == 0 and track.radar == scan.radar
        if track.status != FREE and track.net == scan.net and missed:
            x, y, z = position_at(track, scan.time)
            if has_looked(setup, state.antenna, scan.radar, x, y, z):
                record_look(track, False)
                _judge(setup, state, i)


@kernel
def _judge(setup: Setup, state: State, i: int) -> None:
    """Confirm or drop track `i` [row] of `setup`, `state` [tables] if it is tentative."""
    track = state.track[i]
    if track.status != TENTATIVE:
        return
    if is_too_fast(track):
        track.status = FREE
        return
    net = setup.net[track.net]
    track.status = verdict(track.history, track.looks, net.confirm_hits, net.confirm_looks)
    if track.status == CONFIRMED:
        _note_confirmation(state, track.truth, track.last_update)


@kernel
def _take(setup: Setup, state: State, i: int, j: int, time: float) -> None:
    """Update track `i` [row] of `setup`, `state` [tables] by plot `j` [row], handed over at `time` [s]."""
    track, plot, covariance = state.track[i], state.plot[j], state.covariance[i]
    net, measured = setup.net[track.net], time - plot.age
    place, error = place_of(plot), error_of(plot)
    if plot.strobe:
        at = position_at(track, measured)
        spread = spread_at(covariance, measured - track.time, noise_at(net, track, measured))
        place, error = reading(plot, at, spread)
    take_in(net, track, covariance, state.spare, place, error, measured)
    plot.used = True
    track.last_update = max(track.last_update, measured)
    note_evidence(track, plot)
    track.updates += 1
    track.truth = plot.threat
    track.ballistic = is_ballistic(track)
    if track.status == CONFIRMED:
        _note_confirmation(state, track.truth, time)


@kernel
def _note_confirmation(state: State, truth: int, time: float) -> None:
    """Record in `state` [tables] that threat `truth` [row] (-1: none) first had a confirmed track at `time` [s]."""
    if truth >= 0 and math.isnan(state.threat[truth].track_time):
        state.threat[truth].track_time = time


@kernel
def _begin_tracks(setup: Setup, state: State, scan: Scan) -> None:
    """Start a track in `setup`, `state` [tables] on each plot of `scan` [row] that nobody used. A strobe, which is no
    place, begins none.
    """
    i = 0
    for j in range(scan.plots):
        if not state.plot[j].used and not state.plot[j].strobe:
            while i < len(state.track) and state.track[i].status != FREE:
                i += 1
            if i == len(state.track):
                state.progress[0].failure = FAILURE_TRACKS
                return
            _begin_track(state, i, j, scan)
            state.track[i].manoeuvre = usual_share(setup.net[scan.net])


@kernel
def _begin_track(state: State, i: int, j: int, scan: Scan) -> None:
    """Start track `i` [row] in `state` [tables] at plot `j` [row] of `scan` [row], at rest but of unknown velocity."""
    track, plot, p = state.track[i], state.plot[j], state.covariance[i]
    state.progress[0].track_number += 1
    state.progress[0].track_rows = max(state.progress[0].track_rows, i + 1)
    start(track, state.progress[0].track_number, scan.net, scan.time - plot.age)
    note_evidence(track, plot)
    plot.used = True
    track.radar, track.truth = scan.radar, plot.threat
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
