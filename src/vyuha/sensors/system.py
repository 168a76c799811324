"""The radars at work: a scan of the whole sky, or an engagement radar's look at one expected place. Both write
`state.plot` and read `state.fix`, where the engine has put the motion of what is in the air.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import DETECTION, FALSE_PLOTS, MEASUREMENT, normals, uniforms
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE, view
from vyuha.sensors.detection import detection_probability, signal_to_noise
from vyuha.sensors.measurement import write_plot
from vyuha.state.radar import MOST_FALSE_PLOTS
from vyuha.state.tables import Setup, State

# Signals weaker than this (-13 dB) are never seen at any usual false-alarm rate; that saves the draw, not the chance.
_FAINT = 0.05


@kernel
def scan(setup: Setup, state: State, seed: int, replicate: int, r: int, time: float) -> int:
    """One scan of search radar `r` [row] at `time` [s]: writes the plots, notes first sightings, returns the number of
    plots.
    """
    count = 0
    for i in range(len(setup.threat)):
        if state.threat[i].airborne and _sees(setup, state, r, i, time):
            count = _detect(setup, state, seed, replicate, r, i, time, count)
    return _false_plots(setup, state, seed, replicate, r, _look_number(setup, r, time), count)


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
    count = 0
    for i in range(len(setup.threat)):
        if state.threat[i].airborne:
            dx, dy, dz = state.fix[i, 0] - at[0], state.fix[i, 1] - at[1], state.fix[i, 2] - at[2]
            if dx * dx + dy * dy + dz * dz < gate * gate and _sees(setup, state, r, i, time):
                count = _detect(setup, state, seed, replicate, r, i, time, count)
    return count


@kernel
def _look_number(setup: Setup, r: int, time: float) -> int:
    """Which look of radar `r` falls on `time` [s]: counted by the clock, so that no other event shifts its draws."""
    return round((time - setup.radar[r].phase) / setup.radar[r].period)


@kernel
def _sees(setup: Setup, state: State, r: int, i: int, time: float) -> bool:
    """Whether radar `r` has threat `i` in view; notes at `time` [s] the first coverage and first line of sight."""
    code, _ = view(setup, r, state.fix[i, 0], state.fix[i, 1], state.fix[i, 2])
    now = state.threat[i]
    if code != OUTSIDE and math.isnan(now.coverage_time):
        now.coverage_time = time
    if code == VISIBLE and math.isnan(now.horizon_time):
        now.horizon_time = time
    return code > BELOW_HORIZON


@kernel
def _detect(setup: Setup, state: State, seed: int, replicate: int, r: int, i: int, time: float, count: int) -> int:
    """Draw the detection of threat `i` by radar `r` at `time` [s]; a plot goes to row `count`. Gives the new count."""
    radar, threat = setup.radar[r], setup.threat[i]
    x, y, z = state.fix[i, 0], state.fix[i, 1], state.fix[i, 2]
    slant = math.sqrt((x - radar.x) ** 2 + (y - radar.y) ** 2 + (z - radar.z) ** 2)
    snr = signal_to_noise(radar.reference_snr, radar.reference_range, radar.reference_rcs, slant, threat.rcs)
    if snr < _FAINT:
        return count
    look = _look_number(setup, r, time)
    seen = detection_probability(snr, radar.false_alarm_probability, threat.swerling)
    draw = uniforms(seed, replicate, radar.entity, threat.entity, DETECTION, look)
    if draw[0] >= seen:
        return count
    n = normals(seed, replicate, radar.entity, threat.entity, MEASUREMENT, look)
    # What was detected stood out from the noise, however faint it is on average.
    felt = max(snr, -math.log(radar.false_alarm_probability))
    write_plot(state.plot[count], radar, (x, y, z), felt, (n[0], n[1], n[2]))
    state.plot[count].threat = i
    # Until radars draw the echo that they detect: its mean, times a fluctuation of its own.
    state.plot[count].apparent_rcs = threat.rcs * (-math.log(draw[1]) if threat.swerling in (1, 2) else 1.0)
    state.threat[i].detections += 1
    if math.isnan(state.threat[i].detection_time):
        state.threat[i].detection_time = time
    return count + 1


@kernel
def _false_plots(setup: Setup, state: State, seed: int, replicate: int, r: int, look: int, count: int) -> int:
    """Add a Poisson number of false plots, even over range and azimuth, low over the horizon; returns the new count."""
    radar = setup.radar[r]
    if radar.false_plots <= 0.0:
        return count
    draw = uniforms(seed, replicate, radar.entity, 0, FALSE_PLOTS, look)[0]
    chance = math.exp(-radar.false_plots)
    total, number = chance, 0
    while draw > total and number < MOST_FALSE_PLOTS:
        number += 1
        chance *= radar.false_plots / number
        total += chance
    for k in range(number):
        u = uniforms(seed, replicate, radar.entity, k + 1, FALSE_PLOTS, look)
        distance = radar.minimum_range + u[0] * (radar.instrumented_range - radar.minimum_range)
        azimuth = radar.sector_centre + (2.0 * u[1] - 1.0) * radar.sector_half_width
        elevation = 0.2 * u[2]
        east, north = math.cos(elevation) * math.sin(azimuth), math.cos(elevation) * math.cos(azimuth)
        up = math.sin(elevation)
        x = radar.x + distance * (east * radar.east_x + north * radar.north_x + up * radar.up_x)
        y = radar.y + distance * (east * radar.east_y + north * radar.north_y + up * radar.up_y)
        z = radar.z + distance * (east * radar.east_z + north * radar.north_z + up * radar.up_z)
        write_plot(state.plot[count], radar, (x, y, z), radar.reference_snr, (0.0, 0.0, 0.0))
        state.plot[count].threat = -1
        count += 1
    return count
