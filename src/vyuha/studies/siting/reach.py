"""One threat on its way past a unit: when it is seen, and when the unit's rounds could meet it, one after the other.

Assumes   the threat flies its plan, without what replicates draw; what is more likely seen than not in one look is
          seen. A unit is ordered to shoot at what its radar sees and expects to see when it is met, straight on; it
          shoots as soon as it may, or so much later as it is told, looks, and shoots again. Channels and rounds never
          run out here.
Holds     where `sensors.coverage`, `sensors.echo` and `weapons.envelope` do. Every line of sight is asked for over the
          terrain itself, so that nothing has to be made ready for a site.
Source    the functions that fights use.
Checked   tests/studies/siting/test_reach.py: the horizon, the ranges of successive intercepts in closed form.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.table import Rows
from vyuha.base.vector import norm
from vyuha.command.options import in_envelope
from vyuha.sensors.coverage import covers
from vyuha.sensors.coverage_map import Watch, chance_at_point
from vyuha.state.radar import Probe
from vyuha.state.tables import Floats, Setup
from vyuha.state.threat import Knot
from vyuha.threats.motion import between
from vyuha.weapons.envelope import intercept

# What is seen at least this often in one look counts as seen.
SEEN = 0.5
# How long after the crew is ready an order waits for the radar to hold its target, as in a fight [s].
PATIENCE = 15.0


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
def _meeting(setup: Setup, u: int, m: int, fix: Floats, ballistic: bool) -> float:
    """Time of flight [s] of missile `m` [row] of unit `u` [row] of `setup` [tables] to where it meets a target with
    place and velocity `fix` [m, m/s], `ballistic` [flag] or not, if the unit's radar looks there; NaN where not.
    """
    unit = setup.fire_unit[u]
    site = setup.site[unit.site]
    launcher, at, velocity = (site.x, site.y, site.z), (fix[0], fix[1], fix[2]), (fix[3], fix[4], fix[5])
    flight, x, y, z, _ = intercept(setup, m, launcher, at, velocity, ballistic)
    if math.isnan(flight):
        return math.nan
    speed = norm(velocity[0], velocity[1], velocity[2])
    if not in_envelope(setup, u, m, speed, ballistic, (x, y, z), launcher):
        return math.nan
    return flight if covers(setup, setup.antenna, unit.radar, x, y, z) else math.nan


@kernel
def _guided(guided: Floats, first: int, last: int) -> bool:
    """Whether the radar sees [1] the target at the end, and at least half of the time, from sample `first` [row] to
    sample `last` [row].
    """
    if last >= len(guided) or guided[last] < SEEN:
        return False
    count = 0
    for i in range(first, last + 1):
        count += guided[i] >= SEEN
    return 2 * count >= last - first + 1


@kernel
def _launch(
    setup: Setup, u: int, m: int, times: Floats, flown: Floats, guided: Floats, ballistic: bool, first: int
) -> tuple[int, float]:
    """Sample [row] at which unit `u` [row] of `setup` [tables] launches missile `m` [row] that was ordered for sample
    `first` [row] or later, and its time of flight [s]; the target is at `flown` [time, column] at `times` [s], seen
    with `guided` [1], `ballistic` [flag] or not. -1 where it has to give up.
    """
    step = times[1] - times[0]
    look = int(math.ceil(setup.radar[setup.fire_unit[u].radar].period / step))
    for k in range(first, min(first + int(PATIENCE / step), len(times))):
        # Two looks in a row hold the target.
        if guided[k] < SEEN or guided[max(k - look, 0)] < SEEN:
            continue
        flight = _meeting(setup, u, m, flown[k], ballistic)
        if not math.isnan(flight) and _guided(guided, k, k + int(flight / step)):
            return k, flight
    return -1, math.nan


@kernel
def engage(
    setup: Setup, u: int, m: int, times: Floats, flown: Floats, guided: Floats, ballistic: bool, made: Floats
) -> int:
    """Successive engagements by missile `m` [row] of unit `u` [row] of `setup` [tables] of a target that is at `flown`
    [time, column] at `times` [s] and which its radar sees with `guided` [1], `ballistic` [flag] or not.

    Writes when each is ordered, launched and over [s] to `made` [engagement, 3], which begins with when the first may
    be ordered [s] and how long each launch hangs fire [s]. Returns how many there are [count].
    """
    unit, step = setup.fire_unit[u], times[1] - times[0]
    reaction = int(math.ceil(unit.reaction_time / step))
    count, order, late = 0, made[0, 0], int(made[0, 1] / step)
    for i in range(len(times) - reaction):
        if count == len(made):
            break
        # What the radar does not see, or could not meet as soon as it may, nobody orders.
        if times[i] < order or guided[i] < SEEN:
            continue
        if math.isnan(_meeting(setup, u, m, flown[i + reaction], ballistic)):
            continue
        k, flight = _launch(setup, u, m, times, flown, guided, ballistic, i + reaction + late)
        if k < 0:
            # It gives up, and leaves the target alone for as long.
            order = times[i + reaction] + late * step + 2.0 * PATIENCE
            continue
        made[count, 0], made[count, 1], made[count, 2] = times[i], times[k], times[k] + flight
        order = times[k] + flight + setup.doctrine[unit.doctrine].assessment_delay
        count += 1
    return count
