"""A small battle by hand: units side by side, threats and their tracks, and a fly-out table in closed form."""

import math
from typing import Any

import numpy as np

from tests.tables import blank_setup, empty_space, grow
from vyuha.engine.allocate import allocate
from vyuha.state.radar import ENGAGEMENT
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED
from vyuha.threats.system import draw_raid, locate_all

# The table says that every missile flies straight at this speed [m/s] and arrives with ARRIVAL [m/s].
MISSILE_SPEED = 1000.0
ARRIVAL = 1200.0
REACH = 150e3
GRID = 40


def battle(threats: int = 1, missiles: int = 1, units: int = 1, distance: float = 60e3) -> tuple[Setup, State]:
    """Site 0 is an asset at the origin, site u + 1 is unit u, beside it; the command post is site 1. Threats fly west
    at 250 m/s from `distance` east, 3 km apart, each with a confirmed track on it.
    """
    setup = _with_table(
        blank_setup(
            mission=1,
            site=1 + units,
            net=1,
            radar=units,
            threat=threats,
            knot=2 * threats,
            missile=missiles,
            magazine=units * missiles,
            fire_unit=units,
            doctrine=1,
        )
    )
    setup.mission[0].duration, setup.mission[0].fixed_kill = 3600.0, -1.0
    for s in range(1 + units):
        site = setup.site[s]
        site.entity, site.value, site.radius, site.hits_to_kill, site.up_z = 10 + s, 100.0, 500.0, 1, 1.0
        site.is_asset = s == 0
    net, doctrine = setup.net[0], setup.doctrine[0]
    net.site, net.cycle, net.coast_time, net.process_noise = 1, 2.0, 30.0, 10.0
    net.confirm_hits, net.confirm_looks = 3, 5
    doctrine.salvo, doctrine.assessment_delay, doctrine.zone_to = 1, 5.0, 2000e3
    for m in range(missiles):
        _missile(setup.missile[m])
    for u in range(units):
        _unit(setup, u, missiles)
    for i in range(threats):
        _threat(setup, i, distance, 3e3 * i)
    # So large that every look sees it, so steady that its size does not vary.
    grow(setup, 100.0)
    setup = empty_space(setup)
    state = allocate(setup)
    for u in range(units):
        state.antenna[u] = setup.antenna[u]
    for g in range(units * missiles):
        state.magazine[g].rounds = setup.magazine[g].rounds
    draw_raid(setup, state, 1, 0)
    for i in range(threats):
        follow(state, i, i, (distance, 3e3 * i, 5e3), (-250.0, 0.0, 0.0))
    locate_all(setup, state, 0.0)
    return setup, state


def _with_table(setup: Setup) -> Setup:
    ranges = np.tile(REACH * np.linspace(0.0, 1.0, GRID) ** 2, (len(setup.missile), 1))
    heights = np.tile(30e3 * np.linspace(0.0, 1.0, GRID) ** 2, (len(setup.missile), 1))
    times = np.hypot(ranges[:, :, None], heights[:, None, :]) / MISSILE_SPEED
    return setup._replace(
        flyout_range=ranges, flyout_height=heights, flyout_time=times, flyout_speed=np.full(times.shape, ARRIVAL)
    )


def _missile(row: Any) -> None:
    row.maximum_range, row.maximum_height, row.minimum_range, row.minimum_height = REACH, 30e3, 1e3, 10.0
    row.maximum_target_speed, row.maximum_ballistic_range, row.expected_kill = 2000.0, REACH, 0.8
    row.flight_time, row.minimum_speed = 200.0, 200.0
    row.seeker_range, row.seeker_basket = 12e3, 0.05


def _unit(setup: Setup, u: int, missiles: int) -> None:
    radar, antenna, unit = setup.radar[u], setup.antenna[u], setup.fire_unit[u]
    radar.entity, radar.site, radar.kind, radar.wavelength = 100 + u, 1 + u, ENGAGEMENT, 0.1
    radar.instrumented_range, radar.period = 500e3, 2.0
    antenna.height = antenna.z = 30.0
    antenna.east_x = antenna.north_y = antenna.up_z = 1.0
    radar.sector_half_width, radar.minimum_elevation, radar.maximum_elevation = math.pi, -1.6, 1.6
    radar.reference_range, radar.reference_rcs, radar.reference_snr = 300e3, 1.0, 20.0
    radar.range_error, radar.azimuth_error, radar.elevation_error = 10.0, 1e-4, 1e-4
    radar.range_error_floor, radar.angle_error_floor = 5.0, 1e-4
    unit.entity, unit.site, unit.radar = 1000 + u, 1 + u, u
    unit.first_magazine, unit.last_magazine = u * missiles, (u + 1) * missiles - 1
    for g in range(unit.first_magazine, unit.last_magazine + 1):
        row = setup.magazine[g]
        row.fire_unit, row.missile, row.rounds = u, g - unit.first_magazine, 10
    unit.target_channels, unit.missile_channels = 4, 8
    unit.first_engagement, unit.last_engagement = 4 * u, 4 * u + 3
    unit.first_interceptor, unit.last_interceptor = 8 * u, 8 * u + 7
    unit.launch_interval = 3.0


def _threat(setup: Setup, i: int, distance: float, north: float) -> None:
    threat, first, last = setup.threat[i], setup.knot[2 * i], setup.knot[2 * i + 1]
    threat.entity, threat.first_knot, threat.last_knot = 5000 + i, 2 * i, 2 * i + 1
    threat.vulnerability, threat.warhead_hits = 1.0, 1
    for knot, time in ((first, 0.0), (last, 1200.0)):
        knot.time, knot.x, knot.y, knot.z, knot.vx = time, distance - 250.0 * time, north, 5e3, -250.0


def follow(
    state: State, j: int, truth: int, at: tuple[float, float, float], v: tuple[float, float, float], time: float = 0.0
) -> Any:
    """A confirmed track in row `j` of threat `truth`."""
    track = state.track[j]
    track.status, track.number, track.net, track.truth = CONFIRMED, j + 1, 0, truth
    track.x, track.y, track.z = at
    track.vx, track.vy, track.vz = v
    track.time = track.last_update = track.hold_until = time
    track.engagement, track.shots, track.judged_dead, track.judge = -1, 0, False, -1
    track.time_to_go, track.updates = math.inf, 10
    state.covariance[j] = np.diag([400.0, 400.0, 400.0, 25.0, 25.0, 25.0])
    return track
