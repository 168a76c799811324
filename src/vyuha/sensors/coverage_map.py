"""Coverage on a map: how likely radars detect a given target in one look, place by place, and where that falls short.

Assumes   what `sensors.coverage` and `sensors.echo` assume; a target at one height above the ground everywhere,
          seen from the side from which its cross-section was given, at no speed that a canceller is blind to unless
          one is given.
Holds     with masks that go as far as the target can be seen (beyond its mask a radar is taken to see nothing), and
          where there is ground: nothing is known beyond the terrain, nor nearer to its edge than masks have places.
          An edge is where the answer changes between two neighbouring places, to a 65,536th of their distance; what
          is narrower than that distance may be passed over.
Source    the functions that fights use: `view`, `signal_left`, `jam_over_noise`, `chance_of`; halving of intervals.
Checked   tests/sensors/test_coverage_map.py: the functions themselves, closed forms of horizon and free-space range;
          tests/engine/test_coverage.py: shares of detections by scans of a fight.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.sensors.carrier import travels
from vyuha.sensors.chance import chance_of
from vyuha.sensors.coverage import BELOW_HORIZON, VISIBLE, Antennas, code_of, sight
from vyuha.sensors.echo import signal_left, stand_of
from vyuha.sensors.interference import jam_over_noise
from vyuha.state.radar import Jam, Probe
from vyuha.state.tables import Floats, Setup
from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodetic_to_local
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.terrain_grid import ground_in_grid, place_in_grid

# Beside the codes of `view`: there is no ground that the target could be above.
NO_GROUND = 3

Chances = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_HALVINGS = 16
_DIAGONAL = 1.4143


class Watch(NamedTuple):
    """A moment of the radars: where their antennas are, and how each jammer is heard by each of them."""

    antennas: Antennas
    jams: Rows[Jam]


@kernel
def ground_under(setup: Setup, r: int, latitude: float, longitude: float) -> float:
    """Height [m] of the ground at `latitude` [rad], `longitude` [rad] of `setup` [tables], 0 on a smooth earth; NaN
    beyond the terrain, or nearer to its edge than the mask of radar `r` [row] can be read.
    """
    if len(setup.grid) == 0:
        return 0.0
    terrain, grid = Terrain(setup.grid, setup.height), setup.grid[0]
    row, column = place_in_grid(terrain, latitude, longitude)
    # The squares of the mask are turned against those of the terrain, so it takes up to a diagonal of them.
    edge = _DIAGONAL * setup.mask[r].spacing / (2.0 * grid.sampling)
    if not (edge <= row <= grid.rows - 1 - edge and edge <= column <= grid.columns - 1 - edge):
        return math.nan
    return ground_in_grid(terrain, row, column)


@kernel
def _beyond_mask(setup: Setup, r: int, ground: float, up: float) -> bool:
    """Whether a place at `ground` [m] range, `up` [m] of the antenna of radar `r` [row] of `setup` [tables], lies
    farther along the ground than the radar looked over the terrain. A fight takes the smooth horizon there; masks for a
    map go as far as anything can be seen.
    """
    if len(setup.mask) == 0 or travels(setup.radar[r]):
        return False
    arc = MEAN_RADIUS * math.atan2(ground, MEAN_RADIUS + up)
    # A floor is read between four places, all of which have to lie in the disc.
    return arc > (setup.mask[r].half - 2) * setup.mask[r].spacing


@kernel
def chance_at_point(
    setup: Setup, watch: Watch, r: int, probe: Probe, x: float, y: float, z: float
) -> tuple[int, float]:
    """What radar `r` [row] of `setup` [tables], in the moment `watch`, has of the target `probe` [row] at the point
    `x`, `y`, `z` [m]: the code of `view`, and the probability [1] that one look detects it.
    """
    seen = sight(watch.antennas[r], setup.frame[0].refraction, x, y, z)
    code = code_of(setup, watch.antennas, r, seen, x, y, z)
    if code == VISIBLE and _beyond_mask(setup, r, seen.ground, seen.up):
        return BELOW_HORIZON, 0.0
    if code != VISIBLE:
        return code, 0.0
    radar, stand = setup.radar[r], stand_of(setup, watch.antennas[r])
    signal, clutter = signal_left(radar, setup.background[0], setup.curve, stand, seen, probe.rcs, probe.speed)
    snr = signal / (1.0 + clutter + jam_over_noise(radar, watch.jams, r, len(watch.jams), seen))
    return code, chance_of(setup.curve, setup.radar[r].chances, probe.swerling, snr)


@kernel
def chance_at(setup: Setup, watch: Watch, r: int, probe: Probe, latitude: float, longitude: float) -> tuple[int, float]:
    """What radar `r` [row] of `setup` [tables], in the moment `watch`, has of the target `probe` [row] over `latitude`
    [rad], `longitude` [rad]: the code of `view`, or NO_GROUND, and the probability [1] that one look detects it (NaN
    without ground).
    """
    ground = ground_under(setup, r, latitude, longitude)
    if math.isnan(ground):
        return NO_GROUND, math.nan
    x, y, z = geodetic_to_local(setup.frame[0], latitude, longitude, ground + probe.height)
    return chance_at_point(setup, watch, r, probe, x, y, z)


@kernel
def fill_chances(
    setup: Setup, watch: Watch, r: int, probes: Rows[Probe], latitudes: Floats, longitudes: Floats, chances: Chances
) -> None:
    """Fill `chances` [table: latitude, longitude] with the probability [1] that one look of radar `r` [row] of `setup`
    [tables], in the moment `watch`, detects the first of `probes` [table] over each of `latitudes` and `longitudes`
    [rad].
    """
    for i in range(len(latitudes)):
        for j in range(len(longitudes)):
            chances[i, j] = chance_at(setup, watch, r, probes[0], latitudes[i], longitudes[j])[1]


@kernel
def _best(
    setup: Setup, watch: Watch, chosen: Numbers, probe: Probe, latitude: float, longitude: float
) -> tuple[int, float]:
    """As `chance_at` over `latitude` [rad], `longitude` [rad], of that of the `chosen` [rows] radars which does best,
    with the code that came nearest to a view.
    """
    code, most = NO_GROUND, math.nan
    for n in range(len(chosen)):
        one, chance = chance_at(setup, watch, chosen[n], probe, latitude, longitude)
        if one != NO_GROUND:
            code = one if code == NO_GROUND else max(code, one)
            most = chance if math.isnan(most) else max(most, chance)
    return code, most


@kernel
def settle_edges(
    setup: Setup,
    watch: Watch,
    chosen: Numbers,
    probes: Rows[Probe],
    level: float,
    ends: Floats,
    places: Floats,
    codes: Numbers,
) -> None:
    """Between each pair of `ends` [table: latitude and longitude within, then beyond; rad] find the place up to which
    the best of the `chosen` radars [rows] of `setup` [tables], in the moment `watch`, detects the first of `probes`
    [table] with the probability `level` [1]: fills `places` [table: latitude, longitude; rad] and `codes` [what holds
    just beyond].
    """
    for n in range(len(ends)):
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            latitude = ends[n, 0] + middle * (ends[n, 2] - ends[n, 0])
            longitude = ends[n, 1] + middle * (ends[n, 3] - ends[n, 1])
            code, chance = _best(setup, watch, chosen, probes[0], latitude, longitude)
            if chance >= level:
                low = middle
            else:
                high = middle
                codes[n] = code
        if high == 1.0:
            codes[n] = _best(setup, watch, chosen, probes[0], ends[n, 2], ends[n, 3])[0]
        share = 0.5 * (low + high)
        places[n, 0] = ends[n, 0] + share * (ends[n, 2] - ends[n, 0])
        places[n, 1] = ends[n, 1] + share * (ends[n, 3] - ends[n, 1])
