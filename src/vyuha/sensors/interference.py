"""Interference: who jams a radar at present, and how much of it comes in beside a direction.

Assumes   each jammer sends noise evenly over its band and towards every radar; it is heard through main or side lobes
          wherever a radar has a line of sight to it, inside the sector or not. Several add up.
Holds     where `sensors.jamming` and `sensors.antenna` do.
Source    `sensors.jamming`.
Checked   tests/sensors/test_interference.py: burn-through of self-screening and stand-off jammers in closed form.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import wrap
from vyuha.sensors.antenna import Pattern, beam_gain
from vyuha.sensors.coverage import Sight, hidden, sight
from vyuha.sensors.jamming import jam_density, jam_to_noise
from vyuha.state.radar import Jam, Radar
from vyuha.state.tables import Setup, State


@kernel
def find_jammers(setup: Setup, state: State, r: int) -> int:
    """Fill `state.jam` [table] with every jammer that radar `r` [row] of `setup` [tables] hears, from where the threats
    of `state` [tables] are by now; returns how many.
    """
    radar, count = setup.radar[r], 0
    if len(state.jam) == 0:
        return 0
    for i in range(len(setup.threat)):
        threat = setup.threat[i]
        if threat.jam_power <= 0.0 or not state.threat[i].airborne:
            continue
        if not threat.jam_shortest <= radar.wavelength <= threat.jam_longest:
            continue
        x, y, z = state.fix[i, 0], state.fix[i, 1], state.fix[i, 2]
        seen = sight(state.antenna[r], setup.frame[0].refraction, x, y, z)
        if hidden(setup, state.antenna, r, seen, x, y, z):
            continue
        jam = state.jam[count]
        jam.radar, jam.threat, jam.slant, jam.elevation = r, i, seen.slant, seen.elevation
        jam.azimuth = math.atan2(seen.east, seen.north)
        density = jam_density(threat.jam_power, threat.jam_bandwidth, radar.bandwidth)
        jam.strength = jam_to_noise(density, radar.gain, radar.wavelength, seen.slant, radar.noise)
        count += 1
    return count


@kernel
def pattern_of(radar: Radar) -> Pattern:
    """The beam of `radar` [row] and its lobes."""
    return Pattern(
        radar.azimuth_width, radar.elevation_width, radar.first_sidelobe, radar.average_sidelobe, radar.back_lobe
    )


@kernel
def jam_over_noise(radar: Radar, jams: Rows[Jam], r: int, jammers: int, seen: Sight) -> float:
    """Jamming over noise [1] that `radar`, which is row `r` [row], has when it looks at `seen`, of those among the
    first `jammers` [count] rows of `jams` [table] that are about it.
    """
    if jammers == 0:
        return 0.0
    pattern, azimuth, total = pattern_of(radar), math.atan2(seen.east, seen.north), 0.0
    for k in range(jammers):
        jam = jams[k]
        if jam.radar == r:
            aside = wrap(jam.azimuth - azimuth)
            total += jam.strength * beam_gain(pattern, aside, jam.elevation - seen.elevation)
    return total
