"""Small worlds for the tracker: nets, one radar that sees all around, empty tables, plots by hand."""

import math
from typing import Any

import numpy as np

from tests.tables import blank_setup
from vyuha.base.table import rows
from vyuha.engine.allocate import allocate
from vyuha.state.radar import Plot
from vyuha.state.tables import Setup, State
from vyuha.state.track import Track

ISOTROPIC_R = 100.0**2 * np.eye(3)


def make_setup(nets: int = 1, threats: int = 70, noise: float = 1.0) -> Setup:
    """Nets of 3-of-5 logic with 30 s of coasting, and one radar at the origin that covers everything up to 500 km."""
    sizes = {"net": nets, "radar": 1, "threat": threats, "site": 1, "mission": 1, "knot": 1}
    setup = blank_setup(math.radians(31.0), math.radians(74.9), **sizes)
    net, radar, antenna = setup.net, setup.radar, setup.antenna
    net.confirm_hits, net.confirm_looks, net.coast_time, net.process_noise = 3, 5, 30.0, noise
    antenna.height, radar.instrumented_range, radar.period = 30.0, 500e3, 4.0
    antenna.east_x = antenna.north_y = antenna.up_z = 1.0
    radar.sector_half_width, radar.minimum_elevation, radar.maximum_elevation = math.pi, -1.6, 1.6
    return setup


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
