"""The radars at work: a scan of the whole sky or of a part of a turn, or an engagement radar's look at one expected
place. Both write `state.plot` and read `state.fix`, where the engine has put the motion of what is in the air.

Within one look everything flies straight: a target is measured where it was when the beam came by.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import DETECTION, FALSE_PLOTS, MEASUREMENT, STROBE, normals, uniforms
from vyuha.sensors.budget import period_at
from vyuha.sensors.carrier import carry
from vyuha.sensors.chance import chance_of
from vyuha.sensors.coverage import Sight, bearing, hidden, in_part, in_sector, outside, sight, turned
from vyuha.sensors.echo import FAINT, free_space, signal_left, stand_of
from vyuha.sensors.interference import find_jammers, jam_over_noise
from vyuha.sensors.measurement import Spread, error_at, spread_of, write_plot
from vyuha.sensors.resolution import join_unresolved
from vyuha.sensors.signature import aspect, echo_size, glint
from vyuha.state.radar import ENGAGEMENT, MOST_FALSE_PLOTS, Antenna, Radar
from vyuha.state.tables import Floats, Setup, State
from vyuha.state.threat import Threat

# Numbers of the searches of an engagement radar begin here, far above those of its looks at targets.
_SEARCHES_FROM = 1 << 22
# Jamming over noise from which a direction shows on the screen.
_STROBE_FROM = 10.0
# False plots lie below this elevation [rad].
_FALSE_BELOW = 0.2


@kernel
def part_time(setup: Setup, r: int) -> float:
    """Time [s] in which radar `r` [row] of `setup` [tables] sweeps what it hands over at once."""
    return setup.radar[r].period / max(setup.radar[r].parts, 1)


@kernel
def begin_look(setup: Setup, state: State, r: int, time: float) -> None:
    """Bring the antenna of radar `r` [row] to its next scan, or part of a turn, which reaches the tracker at `time`
    [s].
    """
    radar, now = setup.radar[r], state.antenna[r]
    now.time = time
    if radar.kind == ENGAGEMENT:
        now.searches += 1
        now.look, now.part = _SEARCHES_FROM + now.searches, 0
    else:
        now.look = round((time - radar.latency - radar.phase) / part_time(setup, r))
        now.part = now.look % max(radar.parts, 1)
    carry(setup, state, r, time - radar.latency)


@kernel
def scan(setup: Setup, state: State, seed: int, replicate: int, r: int) -> int:
    """What radar `r` [row] has in the look that `begin_look` has brought it to: writes the plots, notes first
    sightings, returns the number of plots.
    """
    state.antenna[r].jammers = find_jammers(setup, state, r)
    count = 0
    radar, antenna = setup.radar[r], state.antenna[r]
    for i in range(len(setup.threat)):
        if state.threat[i].airborne:
            east, north = bearing(antenna, state.fix[i, 0], state.fix[i, 1], state.fix[i, 2])
            if in_part(radar, antenna, east, north):
                count = _examine(setup, state, seed, replicate, r, i, count)
    count = _resolve(setup, state, r, count)
    count = _strobes(setup, state, seed, replicate, r, count)
    return _false_plots(setup, state, seed, replicate, r, count)


@kernel
def look_at(
    setup: Setup,
    state: State,
    seed: int,
    replicate: int,
    r: int,
    time: float,
    at: tuple[float, float, float],
    gate: float,
) -> int:
    """Engagement radar `r` [row] looks at `time` [s] `at` a place [m]: every target within `gate` [m] of it may
    give a plot; returns the number of plots.
    """
    radar, now = setup.radar[r], state.antenna[r]
    now.time, now.look, now.part = time, period_at(radar, time), 0
    carry(setup, state, r, time)
    now.jammers = find_jammers(setup, state, r)
    count = 0
    for i in range(len(setup.threat)):
        if state.threat[i].airborne:
            dx, dy, dz = state.fix[i, 0] - at[0], state.fix[i, 1] - at[1], state.fix[i, 2] - at[2]
            if dx * dx + dy * dy + dz * dz < gate * gate:
                count = _examine(setup, state, seed, replicate, r, i, count)
    return _resolve(setup, state, r, count)


@kernel
def _resolve(setup: Setup, state: State, r: int, count: int) -> int:
    """Join those of the first `count` plots that radar `r` cannot tell apart, unless tracks are to be perfect; returns
    how many are left.
    """
    radar = setup.radar[r]
    return count if setup.net[radar.net].true_tracks else join_unresolved(radar, state, count)


@kernel
def _examine(setup: Setup, state: State, seed: int, replicate: int, r: int, i: int, count: int) -> int:
    """Let radar `r` look for threat `i` in its present look; a plot goes to row `count`. Gives the new count."""
    radar, now, fix = setup.radar[r], state.antenna[r], state.fix[i]
    lag = _lag(radar, now, fix)
    # The beam may have come by before it set out.
    if now.time - lag < state.threat[i].begin:
        return count
    x, y, z = fix[0] - lag * fix[3], fix[1] - lag * fix[4], fix[2] - lag * fix[5]
    seen = sight(now, setup.frame[0].refraction, x, y, z)
    if outside(radar, seen):
        return count
    record = state.threat[i]
    if math.isnan(record.coverage_time):
        record.coverage_time = now.time - lag
    if seen.elevation < radar.minimum_elevation or hidden(setup, state.antenna, r, seen, x, y, z):
        return count
    if math.isnan(record.horizon_time):
        record.horizon_time = now.time - lag
    return _detect(setup, state, seed, replicate, r, i, seen, count)


@kernel
def _lag(radar: Radar, antenna: Antenna, fix: Floats) -> float:
    """How long before its plots reach the tracker [s] the beam of `radar`, as its `antenna` has turned, came by what is
    at `fix`.
    """
    if radar.kind == ENGAGEMENT:
        return 0.0
    if radar.parts <= 1:
        return radar.latency
    east, north = bearing(antenna, fix[0], fix[1], fix[2])
    swept = turned(east, north) * radar.parts - antenna.part
    return radar.latency + (1.0 - swept) * radar.period / radar.parts


@kernel
def _motion_of(threat: Threat, antenna: Antenna, fix: Floats, wavelength: float) -> tuple[float, float]:
    """Cross-section [m2] at `wavelength` [m] and radial speed [m/s] of `threat`, which moves as `fix` says, as
    `antenna` has them.
    """
    dx, dy, dz = fix[0] - antenna.x, fix[1] - antenna.y, fix[2] - antenna.z
    size = echo_size(threat, aspect(dx, dy, dz, fix[3], fix[4], fix[5]), wavelength)
    return size, (dx * fix[3] + dy * fix[4] + dz * fix[5]) / math.sqrt(dx * dx + dy * dy + dz * dz)


@kernel
def _detect(setup: Setup, state: State, seed: int, replicate: int, r: int, i: int, seen: Sight, count: int) -> int:
    """Draw the detection of threat `i`, which radar `r` has as `seen`; a plot goes to row `count`. Gives the new
    count.
    """
    radar, threat, now = setup.radar[r], setup.threat[i], state.antenna[r]
    size, radial = _motion_of(threat, now, state.fix[i], radar.wavelength)
    if radar.optical:
        size = threat.presented_area
    stand = stand_of(setup, now)
    signal, clutter = signal_left(radar, setup.background[0], setup.curve, stand, seen, size, radial)
    if signal * radar.pulses < FAINT and not radar.certain:
        return count
    snr = signal / (1.0 + clutter + jam_over_noise(radar, state.jam, r, now.jammers, seen))
    chance = 1.0 if radar.certain else chance_of(setup.curve, radar.chances, threat.swerling, snr)
    u = uniforms(seed, replicate, radar.entity, threat.entity, DETECTION, now.look)
    if u[0] >= chance:
        return count
    n = normals(seed, replicate, radar.entity, threat.entity, MEASUREMENT, now.look)
    along, across = glint(threat.span)
    felt = max(snr, radar.least_signal)
    plot = state.plot[count]
    write_plot(plot, now, seen, spread_of(radar, seen, felt, along, across), felt, (n[0], n[1], n[2]))
    plot.apparent_rcs = signal / free_space(radar, seen.slant, 1.0) * _fluctuation(threat.swerling, u[1], u[2])
    plot.age, plot.threat = _lag(radar, now, state.fix[i]), i
    record = state.threat[i]
    record.detections += 1
    if math.isnan(record.detection_time):
        record.detection_time, record.detection_range = now.time - plot.age, seen.slant
    return count + 1


@kernel
def _fluctuation(swerling: int, u: float, v: float) -> float:
    """Size of one echo over the mean [1] for a target of `swerling` [code], by the uniform draws `u` and `v` [1]."""
    if swerling == 0:
        return 1.0
    return -math.log(u) if swerling <= 2 else -0.5 * math.log(u * v)


@kernel
def _strobes(setup: Setup, state: State, seed: int, replicate: int, r: int, count: int) -> int:
    """Add the direction of each jammer that radar `r` hears in the main lobe of its present look and that hides what
    carries it; returns the new count.
    """
    radar, now, plots = setup.radar[r], state.antenna[r], count
    for k in range(now.jammers):
        jam = state.jam[k]
        if jam.strength < _STROBE_FROM or _has_plot(state, plots, jam.threat):
            continue
        i = jam.threat
        seen = sight(now, setup.frame[0].refraction, state.fix[i, 0], state.fix[i, 1], state.fix[i, 2])
        if not in_part(radar, now, seen.east, seen.north):
            continue
        if not in_sector(seen.east, seen.north, radar.sector_centre, radar.sector_half_width):
            continue
        # Along the beam it could be anywhere.
        side = error_at(radar.azimuth_error, radar.angle_error_floor, radar.reference_snr, jam.strength)
        rise = error_at(radar.elevation_error, radar.angle_error_floor, radar.reference_snr, jam.strength)
        share = 0.5 * radar.instrumented_range / seen.slant
        far = Sight(
            share * seen.slant,
            share * seen.ground,
            share * seen.east,
            share * seen.north,
            share * seen.up,
            seen.elevation,
        )
        spread = Spread(far.slant, far.ground * side, far.slant * rise)
        n = normals(seed, replicate, radar.entity, setup.threat[i].entity, STROBE, now.look)
        write_plot(state.plot[count], now, far, spread, jam.strength, (0.0, n[0], n[1]))
        state.plot[count].strobe, state.plot[count].threat = True, i
        state.threat[i].strobes += 1
        count += 1
    return count


@kernel
def _has_plot(state: State, plots: int, threat: int) -> bool:
    """Whether one of the first `plots` rows of `state.plot` is of `threat` [row]."""
    of_it = 0
    for j in range(plots):
        of_it += int(state.plot[j].threat == threat)
    return of_it > 0


@kernel
def _false_plots(setup: Setup, state: State, seed: int, replicate: int, r: int, count: int) -> int:
    """Add a Poisson number of false plots, even over range and azimuth, low over the horizon; returns the new count."""
    radar, now = setup.radar[r], state.antenna[r]
    mean = radar.false_plots / max(radar.parts, 1)
    if mean <= 0.0:
        return count
    draw = uniforms(seed, replicate, radar.entity, 0, FALSE_PLOTS, now.look)[0]
    chance = math.exp(-mean)
    total, number = chance, 0
    while draw > total and number < MOST_FALSE_PLOTS:
        number += 1
        chance *= mean / number
        total += chance
    for k in range(number):
        u = uniforms(seed, replicate, radar.entity, k + 1, FALSE_PLOTS, now.look)
        distance = radar.minimum_range + u[0] * (radar.instrumented_range - radar.minimum_range)
        azimuth = radar.sector_centre + (2.0 * u[1] - 1.0) * radar.sector_half_width
        if radar.parts > 1:
            azimuth = 2.0 * math.pi * (now.part + u[1]) / radar.parts
        elevation = _FALSE_BELOW * u[2]
        ground = distance * math.cos(elevation)
        seen = Sight(
            distance,
            ground,
            ground * math.sin(azimuth),
            ground * math.cos(azimuth),
            distance * math.sin(elevation),
            elevation,
        )
        spread = spread_of(radar, seen, radar.reference_snr, 0.0, 0.0)
        write_plot(state.plot[count], now, seen, spread, radar.reference_snr, (0.0, 0.0, 0.0))
        state.plot[count].threat = -1
        count += 1
    return count
