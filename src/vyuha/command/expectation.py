"""Expectation: how likely a round is to kill the target of a track, judged before it is fired.

Assumes   the catalogue's kill probability holds for a fighter met head-on; the miss distance that this figure and the
          missile's lethal radius imply holds for every target, so that smaller ones and higher closing speeds tell as
          they do in the endgame. What the missile needs in lateral acceleration is three times what its target can
          pull; the track's error at hand-over is the same in both axes across. What a group of targets withstands and
          pulls is assumed, as the catalogue's types are. Jamming, decoys and losing the light are not expected.
Holds     inside the envelope. docs/doctrine.md has the table of what was expected and what fights gave.
Source    `weapons.lethality` turned round; the factor of three is the rule for proportional navigation in P. Zarchan,
          "Tactical and Strategic Missile Guidance", AIAA, 6th edition 2012, chapter 3 (recalled); the chance to find
          a target in the seeker's beam is Rayleigh's.
Checked   tests/command/test_expectation.py: closed forms and each factor alone; the fights of the same file.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.command.handover import handover_error
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import Missile
from vyuha.weapons.flight import is_gun, lateral_limit, thrust_and_mass
from vyuha.weapons.lethality import burst_share, kill_probability
from vyuha.world.atmosphere import air
from vyuha.world.geodesy import height_above_ellipsoid

# By group of targets (see `state.group`). All assumed: radius at which half are killed, over that of a fighter, and
# lateral acceleration that they pull [m/s2].
_VULNERABILITY = (0.8, 0.8, 1.0, 1.0, 0.7, 0.5)
_PULL = (10.0, 20.0, 50.0, 15.0, 60.0, 20.0)
# What a missile needs, over what its target pulls.
_ADVANTAGE = 3.0


@kernel
def implied_miss(missile: Missile) -> float:
    """Miss distance [m] at which `missile` [row] has the kill probability that is expected of it against a fighter: 0
    where even a hit would not have it.
    """
    if missile.expected_kill <= 0.0:
        return missile.fuze_radius
    over = missile.reliability / missile.expected_kill
    return missile.lethal_radius * math.sqrt(math.log2(over)) if over > 1.0 else 0.0


@kernel
def finds(basket: float, error: float) -> float:
    """Probability [1] that a target lies inside the half-width `basket` [m] of a beam laid with a one-sigma `error` [m]
    in each axis.

    >>> round(finds(1.0, 1.0), 4), finds(1.0, 0.0)
    (0.3935, 1.0)
    """
    if error <= 0.0:
        return 1.0
    return 1.0 - math.exp(-0.5 * (basket / error) ** 2)


@kernel
def can_turn(missile: Missile, flight: float, height: float, speed: float, pull: float) -> float:
    """Share [1] of what `missile` [row] needs against a target that pulls `pull` [m/s2] that it has after `flight` [s]
    at `height` [m] and `speed` [m/s]; 1 where it has it all.
    """
    thrust, mass = thrust_and_mass(missile, flight)
    has = lateral_limit(missile, mass, thrust, air(height)[0], speed)
    return min(has / (_ADVANTAGE * pull), 1.0)


@kernel
def class_kill(missile: Missile, group: int, closing: float) -> float:
    """Kill probability [1] of `missile` [row] against a `group` [code] of targets at the closing speed `closing` [m/s],
    if nothing is amiss.
    """
    if is_gun(missile):
        return missile.expected_kill
    miss, vulnerability = implied_miss(missile), _VULNERABILITY[group]
    chance = kill_probability(missile.lethal_radius, missile.fuze_radius, missile.reliability, vulnerability, miss)
    return chance * burst_share(closing, vulnerability, miss)


@kernel
def expected_kill(
    setup: Setup, state: State, j: int, group: int, g: int, time: float, meeting: tuple[float, float, Vector]
) -> float:
    """Kill probability [1] expected of a round of magazine `g` [row] at track `j` [row] of a `group` [code], as
    `command.options.meet` gives the `meeting` for a launch at `time` [s]: time of flight [s], lead [m/s], place [m].
    """
    magazine, track = setup.magazine[g], state.track[j]
    missile = setup.missile[magazine.missile]
    if is_gun(missile):
        # Of a burst nothing is planned but the figure of its type.
        return missile.expected_kill
    flight, lead, at = meeting
    target = math.sqrt(track.vx * track.vx + track.vy * track.vy + track.vz * track.vz)
    speed = target + lead
    chance = class_kill(missile, group, speed + target)
    height = height_above_ellipsoid(setup.frame[0], at[0], at[1], at[2])
    chance *= can_turn(missile, flight, height, speed, _PULL[group])
    basket = missile.seeker_basket * missile.seeker_range
    return chance * finds(basket, handover_error(setup, state, magazine.fire_unit, j, magazine.missile, time))
