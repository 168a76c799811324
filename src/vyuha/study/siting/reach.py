"""One threat on its way past a unit: when it is seen, and when the unit's rounds could meet it, one after the other.

Assumes   the threat flies its plan, without what replicates draw; what is more likely seen than not in one look is
          seen. A unit shoots as soon as it may, looks, and shoots again; the target is expected straight on, as in a
          fight. Channels and rounds never run out here.
Holds     where `sensors.coverage`, `sensors.echo` and `weapons.envelope` do. Every line of sight is asked for over the
          terrain itself, so that nothing has to be made ready for a site.
Source    the functions that fights use.
Checked   tests/study/siting/test_reach.py: the horizon, the ranges of successive intercepts in closed form.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import Vector, norm
from vyuha.command.options import in_envelope
from vyuha.sensors.coverage_map import Watch, chance_at_point
from vyuha.state.radar import Probe
from vyuha.state.tables import Floats, Setup
from vyuha.state.threat import Knot
from vyuha.threats.motion import between
from vyuha.weapons.envelope import intercept

# What is seen at least this often in one look counts as seen.
SEEN = 0.5


@kernel
def fly(knots: Rows[Knot], times: Floats, flown: Floats) -> None:
    """Write place [m] and velocity [m/s] at `times` [s] of the path of `knots` [rows] to `flown` [time, column]."""
    k = 0
    for i in range(len(times)):
        while k < len(knots) - 2 and times[i] > knots[k + 1].time:
            k += 1
        x, y, z, vx, vy, vz = between(knots[k], knots[k + 1], times[i])
        flown[i, 0], flown[i, 1], flown[i, 2] = x, y, z
        flown[i, 3], flown[i, 4], flown[i, 5] = vx, vy, vz


@kernel
def look_along(setup: Setup, watch: Watch, r: int, probe: Probe, flown: Floats, chances: Floats) -> None:
    """Write the probability [1] that one look of radar `r` [row] of `setup` [tables], in the moment `watch`, detects a
    target like `probe` [row] at each place [m] of `flown` [time, column] to `chances` [1].
    """
    for i in range(len(flown)):
        chances[i] = chance_at_point(setup, watch, r, probe, flown[i, 0], flown[i, 1], flown[i, 2])[1]


@kernel
def _meeting(setup: Setup, u: int, m: int, launcher: Vector, fix: Floats, ballistic: bool) -> float:
    """Time of flight [s] of missile `m` [row] of unit `u` [row] of `setup` [tables] from its `launcher` [m] to where it
    meets a target with place and velocity `fix` [m, m/s], `ballistic` [flag] or not; NaN where it does not.
    """
    at, velocity = (fix[0], fix[1], fix[2]), (fix[3], fix[4], fix[5])
    flight, x, y, z, _ = intercept(setup, m, launcher, at, velocity, ballistic)
    if math.isnan(flight):
        return math.nan
    speed = norm(velocity[0], velocity[1], velocity[2])
    return flight if in_envelope(setup, u, m, speed, ballistic, (x, y, z), launcher) else math.nan


@kernel
def engage(
    setup: Setup, u: int, m: int, times: Floats, flown: Floats, guided: Floats, ballistic: bool, made: Floats
) -> int:
    """Successive engagements by missile `m` [row] of unit `u` [row] of `setup` [tables] of a target that is at `flown`
    [time, column] at `times` [s] and which its radar sees with `guided` [1], `ballistic` [flag] or not.

    Writes when each is ordered, launched and over [s] to `made` [engagement, 3]; the first entry there is when the
    first may be ordered [s]. Returns how many there are [count].
    """
    unit, last = setup.fire_unit[u], len(times) - 1
    site, step = setup.site[unit.site], times[1] - times[0]
    count, order = 0, made[0, 0]
    for i in range(len(times)):
        if count == len(made):
            break
        if times[i] < order + unit.reaction_time or guided[i] < SEEN:
            continue
        flight = _meeting(setup, u, m, (site.x, site.y, site.z), flown[i], ballistic)
        over = times[i] + flight
        if math.isnan(flight) or over > times[last] or guided[min(int((over - times[0]) / step), last)] < SEEN:
            continue
        made[count, 0], made[count, 1], made[count, 2] = times[i] - unit.reaction_time, times[i], over
        order = over + setup.doctrine[unit.doctrine].assessment_delay
        count += 1
    return count
