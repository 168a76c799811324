"""Choice: what a unit's doctrine says of a shot that could be made, beyond reach, channels and rounds.

Assumes   preferences come before everything, then the score of a function, where there is one; reserves count the
          rounds of each unit apart.
Holds     for what doctrine can say in advance; nobody bargains between units here (see `command.allocation`).
Source    own.
Checked   tests/command/test_choice.py: each rule alone, beside the shot that it lets through; functions that give
          nonsense.
"""

import math

from vyuha.base.compile import call_at, kernel
from vyuha.base.vector import Vector
from vyuha.command.expectation import expected_kill
from vyuha.command.facts import facts_of
from vyuha.command.groups import group_of
from vyuha.command.launcher import delay_of
from vyuha.state.group import BITS, LAST_PLACE
from vyuha.state.mission import FAILURE_DOCTRINE
from vyuha.state.tables import Setup, State
from vyuha.state.weapon import Doctrine

# Most rounds that a function may ask for at once.
MOST_ASKED = 8

# What doctrine says of a shot.
ALLOWED = 0
KEPT = 1  # the rounds left are kept for other targets, or a function will not have it
UNLIKELY = 2


@kernel
def place_in_order(setup: Setup, g: int, group: int) -> int:
    """Place of magazine `g` [row] of `setup` [tables] in the order in which missiles are taken against `group` [code]:
    0 is first.
    """
    return int((setup.magazine[g].places >> (BITS * group)) & LAST_PLACE)


@kernel
def released(setup: Setup, g: int, group: int, left: int) -> bool:
    """Whether magazine `g` [row] of `setup` [tables] with `left` [count] rounds is fired at `group` [code]."""
    magazine = setup.magazine[g]
    if (magazine.barred >> group) & 1:
        return False
    return bool(left > magazine.last_rounds or not (magazine.last_barred >> group) & 1)


@kernel
def judge(
    setup: Setup, state: State, u: int, g: int, j: int, time: float, meeting: tuple[float, float, Vector], left: int
) -> tuple[int, int, float]:
    """What the doctrine of unit `u` [row] says of shooting at track `j` [row] at `time` [s] from magazine `g` [row]
    with `left` [count] rounds, as `command.options.meet` gives the `meeting`: a verdict [code], the place of the type
    in the order of preference [count], and its cost [1], the least being the best: minus a function's score, or the
    time [s] until the intercept.
    """
    doctrine, group = setup.doctrine[setup.fire_unit[u].doctrine], group_of(setup, state, j, time)
    place, cost = place_in_order(setup, g, group), delay_of(setup, state, u) + meeting[0]
    if not released(setup, g, group, left):
        return KEPT, place, cost
    if doctrine.least_kill > 0.0:
        chance = expected_kill(setup, state, j, group, g, time, meeting)
        if chance < doctrine.least_kill:
            return UNLIKELY, place, cost
    if doctrine.score != 0:
        score = call_at(doctrine.score, facts_of(setup, state, g, j, time, group, meeting, left))
        if math.isnan(score) or score == math.inf:
            state.progress[0].failure = FAILURE_DOCTRINE
        if not score > -math.inf:
            return KEPT, place, cost
        cost = -score
    return ALLOWED, place, cost


@kernel
def rounds_asked(
    setup: Setup, state: State, g: int, j: int, time: float, meeting: tuple[float, float, Vector], left: int
) -> int:
    """Rounds [count] that the function of the doctrine behind magazine `g` [row], of which `left` [count] are, wants to
    fire at track `j` [row] at `time` [s], as `command.options.meet` gives the `meeting`; the order has arrived.
    """
    doctrine = setup.doctrine[setup.fire_unit[setup.magazine[g].fire_unit].doctrine]
    group = group_of(setup, state, j, time)
    facts = facts_of(setup, state, g, j, time, group, meeting, left)
    wanted = call_at(doctrine.count, facts)
    if not 0.0 <= wanted <= MOST_ASKED or wanted != math.floor(wanted):
        state.progress[0].failure = FAILURE_DOCTRINE
        return 0
    return int(wanted)


@kernel
def salvo_of(doctrine: Doctrine, begun: int) -> int:
    """Rounds [count] of the next salvo by `doctrine` [row] after so many were `begun` [count]; a salvo of none is as
    large as the first.
    """
    rounds = doctrine.salvo
    if begun == 1:
        rounds = doctrine.second
    elif begun == 2:
        rounds = doctrine.third
    elif begun > 2:
        rounds = doctrine.later
    return rounds if rounds > 0 else doctrine.salvo


@kernel
def worth_firing(
    setup: Setup, state: State, g: int, j: int, time: float, meeting: tuple[float, float, Vector]
) -> float:
    """Kill probability [1] expected of a round from magazine `g` [row] that would leave for track `j` [row] at `time`
    [s] and meet it as `command.options.meet` gives the `meeting`; NaN if doctrine will not have it.
    """
    doctrine, group = (
        setup.doctrine[setup.fire_unit[setup.magazine[g].fire_unit].doctrine],
        group_of(setup, state, j, time),
    )
    chance = expected_kill(setup, state, j, group, g, time, meeting)
    if chance < doctrine.least_kill or not released(setup, g, group, state.magazine[g].rounds):
        return math.nan
    return chance
