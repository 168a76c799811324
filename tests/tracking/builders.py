"""Small worlds for the tracker: nets, one radar that sees all around, empty tables, plots by hand."""

import math
from typing import Any

import numpy as np

from vyuha.base.table import rows
from vyuha.engine.allocate import allocate
from vyuha.state.identity import Identification, Kind
from vyuha.state.mission import Mission
from vyuha.state.radar import Plot, Radar
from vyuha.state.site import Net, Site
from vyuha.state.tables import Setup, State
from vyuha.state.terrain import Grid, Mask
from vyuha.state.threat import Knot, Threat
from vyuha.state.track import Track
from vyuha.state.weapon import Doctrine, FireUnit, Magazine, Missile
from vyuha.world.frame import make_frame

ISOTROPIC_R = 100.0**2 * np.eye(3)


def make_setup(nets: int = 1, threats: int = 70, noise: float = 1.0) -> Setup:
    """Nets of 3-of-5 logic with 30 s of coasting, and one radar at the origin that covers everything up to 500 km."""
    net, radar = rows(Net, nets), rows(Radar, 1)
    net.confirm_hits, net.confirm_looks, net.coast_time, net.process_noise = 3, 5, 30.0, noise
    radar.antenna_height, radar.instrumented_range, radar.period = 30.0, 500e3, 4.0
    radar.east_x = radar.north_y = radar.up_z = 1.0
    radar.sector_half_width, radar.minimum_elevation, radar.maximum_elevation = math.pi, -1.6, 1.6
    empty = np.zeros((0, 0, 0))
    return Setup(
        frame=make_frame(math.radians(31.0), math.radians(74.9)),
        mission=rows(Mission, 1),
        site=rows(Site, 1),
        net=net,
        radar=radar,
        threat=rows(Threat, threats),
        knot=rows(Knot, 1),
        missile=rows(Missile, 0),
        magazine=rows(Magazine, 0),
        fire_unit=rows(FireUnit, 0),
        doctrine=rows(Doctrine, 0),
        identification=rows(Identification, 0),
        kind=rows(Kind, 0),
        flyout_time=empty,
        flyout_speed=empty,
        flyout_range=np.zeros((0, 0)),
        flyout_height=np.zeros((0, 0)),
        grid=rows(Grid, 0),
        height=np.zeros((0, 0), np.float32),
        mask=rows(Mask, 0),
        floor=np.zeros(0, np.float32),
    )


def make_state(setup: Setup) -> State:
    """Empty tables; no threat has a time yet."""
    state = allocate(setup)
    tables: Any = state.threat
    tables.track_time = math.nan
    return state


def put_plot(plot: Any, at: Any, covariance: Any = ISOTROPIC_R, threat: int = -1) -> None:
    """Fill a row of the plot table."""
    plot.x, plot.y, plot.z = (float(value) for value in at)
    plot.xx, plot.xy, plot.xz = (float(value) for value in covariance[0])
    plot.yy, plot.yz, plot.zz = float(covariance[1, 1]), float(covariance[1, 2]), float(covariance[2, 2])
    plot.threat, plot.used = threat, False


def one_plot(at: Any, covariance: Any = ISOTROPIC_R) -> Any:
    table = rows(Plot, 1)
    put_plot(table[0], at, covariance)
    return table[0]


def one_track(vector: Any, time: float = 0.0) -> Any:
    """A track row with position and velocity from six numbers."""
    track = rows(Track, 1)[0]
    track.time = time
    set_vector(track, vector)
    return track


def set_vector(track: Any, vector: Any) -> None:
    track.x, track.y, track.z, track.vx, track.vy, track.vz = (float(value) for value in vector)


def vector_of(track: Any) -> Any:
    return np.array([track.x, track.y, track.z, track.vx, track.vy, track.vz])


def live(state: State) -> list[Any]:
    """The rows of all tracks that are not free."""
    return [state.track[i] for i in range(len(state.track)) if state.track[i].status != 0]
