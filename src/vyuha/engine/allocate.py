"""Allocates the state of one worker: tables as large as the scenario can need, reused for every replicate."""

import numpy as np

from vyuha.base.table import rows
from vyuha.command.desk import desk_for
from vyuha.state.identity import Recognition
from vyuha.state.life import ConductState, Loading
from vyuha.state.mission import Event, Progress, Sample
from vyuha.state.radar import MOST_FALSE_PLOTS, Antenna, Jam, Plot
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.tables import Setup, State
from vyuha.state.threat import ThreatState
from vyuha.state.track import Track
from vyuha.state.weapon import UPLINKS, Engagement, FireUnitState, Interceptor, MagazineState, Uplink

_SPARE_TRACKS = 64


def allocate(setup: Setup, history: int = 0) -> State:
    """A fresh state for `setup`, with room for `history` samples (0: none are recorded)."""
    threats, units, nets = len(setup.threat), len(setup.fire_unit), len(setup.net)
    engagements = sum(int(setup.fire_unit[u].target_channels) for u in range(units))
    interceptors = sum(int(setup.fire_unit[u].missile_channels) for u in range(units))
    shots, loadings = rounds_at_most(setup), loadings_at_most(setup)
    jammers = sum(setup.threat[i].jam_power > 0.0 for i in range(threats))
    tracks = nets * (2 * threats + _SPARE_TRACKS)
    events = len(setup.radar) + nets + 2 * len(setup.cut) + units + threats + interceptors + engagements
    events += len(setup.conduct) + len(setup.supply) + loadings
    progress = rows(Progress, 1)
    # Until a replicate starts, all rows count as used: a state that somebody fills by hand is looked at whole.
    progress[0].track_rows = tracks
    return State(
        site=rows(SiteState, len(setup.site)),
        threat=rows(ThreatState, threats),
        recognition=rows(Recognition, threats),
        fix=np.zeros((threats, 7)),
        antenna=rows(Antenna, len(setup.antenna)),
        jam=rows(Jam, jammers),
        track=rows(Track, tracks),
        covariance=np.zeros((tracks, 6, 6)),
        spare=np.zeros((6, 6)),
        plot=rows(Plot, threats + MOST_FALSE_PLOTS),
        magazine=rows(MagazineState, len(setup.magazine)),
        fire_unit=rows(FireUnitState, units),
        engagement=rows(Engagement, engagements),
        interceptor=rows(Interceptor, interceptors),
        uplink=rows(Uplink, UPLINKS * interceptors),
        conduct=rows(ConductState, len(setup.conduct)),
        loading=rows(Loading, loadings),
        shot=rows(Shot, shots),
        queue=rows(Event, events + 8),
        history=rows(Sample, history),
        progress=progress,
        desk=desk_for(setup),
        fill=np.zeros(2, np.int64),
    )


def rounds_at_most(setup: Setup) -> int:
    """Rounds that a replicate can fire: those on the launchers, beside them, and on their way."""
    there = sum(int(setup.magazine[g].rounds) + int(setup.magazine[g].reserve) for g in range(len(setup.magazine)))
    return there + sum(int(setup.supply[i].rounds) for i in range(len(setup.supply)))


def loadings_at_most(setup: Setup) -> int:
    """Launchers that can be reloaded at a time: a magazine's rounds in batches, and one that is not full."""
    return sum(
        int(setup.magazine[g].rounds) // max(int(setup.magazine[g].batch), 1) + 1
        for g in range(len(setup.magazine))
        if setup.magazine[g].reload_time > 0.0
    )
