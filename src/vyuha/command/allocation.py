"""Allocation: who shoots at what, so that least value is expected to be lost, with the rounds that there are.

Assumes   what a track endangers is lost unless a round kills it; rounds act alone. Rounds in flight and those about to
          be fired count as if already judged: they leave a share of the value. A track that nobody can shoot at yet,
          or that is shot at already, has its claim on the rounds of the units into whose reach its course comes, at the
          kill probability of its group: so rounds are kept for what is seen to come. One unit works on a track at a
          time, with as many rounds as it is granted; what it has not used falls back at the verdict. Channels are not
          planned: where the unit that a track was given has none free, another one may take it that has rounds to
          spare.
Holds     as the search does that shares out the rounds (`vyuha.assignment`); at most 256 tracks of a net, those that
          endanger most.
Source    A. S. Manne, "A target-assignment problem", Operations Research 6 (1958): the value that survives; the price
          of a round is what dynamic versions call its value for later (M. Atkinson, M. Kress and others; second-hand).
Checked   tests/command/test_allocation.py: shares by hand, rounds kept for what comes, rounds in flight;
          tests/engine/test_allocation.py: less is lost than by urgency, fight by fight.
"""

import math

from vyuha.assignment.board import Board, Size, load, tell
from vyuha.assignment.exchange import improve_all
from vyuha.assignment.search import start
from vyuha.assignment.starts import start_by_return
from vyuha.base.compile import kernel
from vyuha.base.vector import norm
from vyuha.command.conduct import may_fire
from vyuha.command.desk import MOST_EACH, Plan, lay_out
from vyuha.command.evaluation import approach, stake
from vyuha.command.expectation import class_kill, expected_kill
from vyuha.command.fire import order
from vyuha.command.groups import group_of
from vyuha.command.launcher import delay_of, launcher_at, promised
from vyuha.command.messages import order_arrives
from vyuha.command.options import (
    NO_CHANNEL,
    NO_COMMAND,
    NO_ROUNDS,
    NO_UNIT,
    NOT_ITS_TASK,
    OPEN,
    RADAR_SILENT,
    option,
    sees,
)
from vyuha.command.rules import permission
from vyuha.state.tables import Setup, State
from vyuha.state.track import CONFIRMED
from vyuha.state.weapon import ACQUIRING, BY_ASSIGNMENT
from vyuha.tracking.filter import position_at
from vyuha.tracking.life import has_faded

# What endangers nothing known is worth this much [1]: it is shot at when all else has its rounds.
_LEAST = 1e-3
# Time that tempers urgency among those that wait for a channel [s].
_PATIENCE = 60.0
# Share of its reach within which a missile counts on a target to come. Assumed.
_SURE_REACH = 0.8
# Speed of a missile at the end of its flight where none is planned yet [m/s]. Assumed.
_TYPICAL_SPEED = 1000.0
# More rounds than this are shared out by marginal return alone, bettered by exchanges: the rest takes too long.
_MOST_SEARCHED = 60
# Priority of a track that has been decided on.
_DECIDED = -1.0


@kernel
def share_out(setup: Setup, state: State, seed: int, replicate: int, n: int, time: float) -> None:
    """Net `n` [row] shares out its rounds at `time` [s] and gives its orders. Tracks that may be engaged have a
    priority that is not negative; it is left negative.
    """
    plan, board, _ = lay_out(setup, state.desk)
    size = ask(setup, state, n, time, plan)
    solve(plan, board, size, setup.doctrine[setup.net[n].doctrine].allocation)
    give_orders(setup, state, seed, replicate, time, plan, size.targets)


@kernel
def ask(setup: Setup, state: State, n: int, time: float, plan: Plan) -> Size:
    """Write to `plan` [arrays] what net `n` [row] of `setup`, `state` [tables] has to defend against at `time` [s], and
    with what; returns how much of it is used.
    """
    targets = 0
    for j in range(state.progress[0].track_rows):
        track = state.track[j]
        dead = track.judged_dead or has_faded(track, time, setup.net[n].coast_time)
        # What identity or rules stand in the way of is neither ready nor engaged, and makes no claim.
        if track.net != n or track.status != CONFIRMED or dead or (track.priority < 0.0 and track.engagement < 0):
            continue
        endangered = max(stake(setup, state, j, time), _LEAST) * survives(setup, state, j)
        k = targets
        if targets == len(plan.track):
            k = least_of(plan)
            if plan.value[k] >= endangered:
                continue
        else:
            targets += 1
        plan.track[k], plan.value[k] = j, endangered
    rounds = 0
    for g in range(len(setup.magazine)):
        u = setup.magazine[g].fire_unit
        unit = setup.fire_unit[u]
        now = state.site[unit.site]
        own = now.net == n and not now.destroyed and not math.isinf(now.latency)
        left = state.magazine[g].rounds - promised(setup, state, u, g) if own else 0
        plan.stock[g] = min(max(left, 0), MOST_EACH * targets)
        plan.price[g] = setup.doctrine[setup.net[n].doctrine].round_price
        rounds += plan.stock[g]
    for k in range(targets):
        plan.code[k] = NOT_ITS_TASK
        weigh(setup, state, k, time, plan)
    return Size(len(setup.magazine), targets, rounds)


@kernel
def least_of(plan: Plan) -> int:
    """Target of `plan` [arrays] that endangers least [row]."""
    least = 0
    for k in range(len(plan.value)):
        if plan.value[k] < plan.value[least]:
            least = k
    return least


@kernel
def survives(setup: Setup, state: State, j: int) -> float:
    """Probability [1] that track `j` [row] of `setup`, `state` [tables] survives the rounds in flight at it and those
    about to leave, by what is expected of their type.
    """
    e = state.track[j].engagement
    if e < 0:
        return 1.0
    engagement = state.engagement[e]
    rounds = engagement.rounds_in_flight + engagement.rounds_to_fire
    if engagement.phase == ACQUIRING:
        rounds = max(rounds, 1)
    chance = setup.missile[setup.magazine[engagement.magazine].missile].expected_kill
    return float((1.0 - chance) ** rounds)


@kernel
def weigh(setup: Setup, state: State, k: int, time: float, plan: Plan) -> None:
    """Write to `plan` [arrays] what each magazine of `setup`, `state` [tables] can do at `time` [s] against target `k`
    [row].
    """
    j = plan.track[k]
    group, seen_by, code = group_of(setup, state, j, time), -1, NOT_ITS_TASK
    view_of, engaged = NOT_ITS_TASK, state.track[j].engagement >= 0
    ruled = len(setup.order) > 0 or len(setup.zone) > 0
    for g in range(len(setup.magazine)):
        plan.kill[g, k], plan.due[g, k] = 0.0, math.inf
        u = setup.magazine[g].fire_unit
        doctrine = setup.doctrine[setup.fire_unit[u].doctrine]
        used_up = doctrine.most_rounds > 0 and state.track[j].shots >= doctrine.most_rounds
        if state.site[setup.fire_unit[u].site].net != state.track[j].net or used_up:
            continue
        if ruled and permission(setup, state, u, j, time) != OPEN:
            continue
        if engaged:
            # Nobody else is ordered to it now.
            plan.kill[g, k] = promise(setup, state, g, j, group, time) if plan.stock[g] > 0 else 0.0
            continue
        if u != seen_by:
            code, view_of = sees(setup, state, u, j, time)
            seen_by = u
        reached = code
        if code == OPEN:
            reached, _, cost, meeting = option(setup, state, u, g, j, time, view_of)
            if reached == OPEN and not may_fire(setup, state, u, time):
                reached = RADAR_SILENT
            if reached == OPEN and plan.stock[g] > 0:
                delay = delay_of(setup, state, u)
                plan.kill[g, k] = expected_kill(setup, state, j, group, g, time + delay, meeting)
                plan.due[g, k] = delay + meeting[0]
        plan.code[k] = max(plan.code[k], reached)
        if NO_UNIT < reached < NO_ROUNDS and plan.stock[g] > 0:
            plan.kill[g, k] = promise(setup, state, g, j, group, time)


@kernel
def promise(setup: Setup, state: State, g: int, j: int, group: int, time: float) -> float:
    """Kill probability [1] that magazine `g` [row] may count on against track `j` [row] of a `group` [code] that nobody
    can shoot at yet at `time` [s]; 0 if its course does not come into reach.
    """
    magazine, track = setup.magazine[g], state.track[j]
    missile = setup.missile[magazine.missile]
    barred = (magazine.barred >> group) & 1
    speed = norm(track.vx, track.vy, track.vz)
    if barred or speed > missile.maximum_target_speed:
        return 0.0
    launcher = launcher_at(setup, state, magazine.fire_unit, time)
    x, y, _ = position_at(track, time)
    until, distance = approach(launcher[0] - x, launcher[1] - y, track.vx, track.vy)
    reach = missile.maximum_ballistic_range if track.ballistic else missile.maximum_range
    if math.isinf(until) or distance > _SURE_REACH * reach:
        return 0.0
    return class_kill(missile, group, speed + _TYPICAL_SPEED)


@kernel
def solve(plan: Plan, board: Board, size: Size, way: int) -> None:
    """Share out the rounds of `plan` [arrays], `size` [counts] of it, on the `board` [arrays], in a `way` [code]."""
    load(plan.value, plan.kill, plan.stock, plan.price, board, size)
    if way == BY_ASSIGNMENT and size.rounds <= _MOST_SEARCHED:
        start(board, size)
    else:
        start_by_return(board, size)
        if way == BY_ASSIGNMENT:
            improve_all(board, size)
    tell(board, size, plan.counts)


@kernel
def give_orders(setup: Setup, state: State, seed: int, replicate: int, time: float, plan: Plan, targets: int) -> None:
    """Order at `time` [s] what the `plan` [arrays] with so many `targets` [count] has in it, where it can be done
    now.
    """
    # From here on the rounds beyond the first for each target.
    for g in range(len(setup.magazine)):
        for k in range(targets):
            if plan.counts[g, k] > 0:
                plan.stock[g] -= 1
    while True:
        g, k = most_pressing(setup, state, plan, targets)
        if g < 0:
            break
        track, granted = state.track[plan.track[k]], plan.counts[g, k]
        if granted == 0:
            granted = 1
            plan.stock[g] -= 1
        track.priority, track.obstacle = _DECIDED, OPEN
        if order_arrives(setup, state, seed, replicate, setup.magazine[g].fire_unit):
            order(setup, state, setup.magazine[g].fire_unit, plan.track[k], g, time)
        else:
            track.obstacle = NO_COMMAND
        if track.engagement >= 0:
            state.engagement[track.engagement].granted = granted
    for k in range(targets):
        track = state.track[plan.track[k]]
        if track.priority >= 0.0:
            track.priority, track.obstacle = _DECIDED, plan.code[k]
            if plan.code[k] == OPEN:
                track.obstacle = waits_for(setup, state, plan, k)


@kernel
def waits_for(setup: Setup, state: State, plan: Plan, k: int) -> int:
    """What stands in the way of an order against target `k` [row] of `plan` [arrays] that units could shoot at:
    channels, or rounds that are kept for others [code].
    """
    for g in range(len(setup.magazine)):
        u = setup.magazine[g].fire_unit
        free = state.fire_unit[u].targets_engaged < setup.fire_unit[u].target_channels
        if not math.isinf(plan.due[g, k]) and not free:
            return NO_CHANNEL
    return NO_ROUNDS


@kernel
def most_pressing(setup: Setup, state: State, plan: Plan, targets: int) -> tuple[int, int]:
    """Magazine [row] and target [row] of `plan` [arrays] with so many `targets` [count] of the order that comes first,
    -1 where there is none: a track that may be engaged, by a unit that can do it now and has a channel, either as
    planned or with a round to spare. First comes what saves most, and of that what presses.
    """
    first, which, most = -1, -1, 0.0
    for k in range(targets):
        track = state.track[plan.track[k]]
        if track.priority < 0.0:
            continue
        press = plan.value[k] * _PATIENCE / (_PATIENCE + min(track.time_to_go, 1e6))
        for g in range(len(setup.magazine)):
            u = setup.magazine[g].fire_unit
            free = state.fire_unit[u].targets_engaged < setup.fire_unit[u].target_channels
            if math.isinf(plan.due[g, k]) or not free:
                continue
            gain = press * plan.kill[g, k]
            if plan.counts[g, k] == 0:
                if plan.stock[g] <= 0 or plan.value[k] * plan.kill[g, k] <= plan.price[g]:
                    continue
                # What was planned goes before what is put in its place.
                gain *= _LEAST
            if gain > most:
                first, which, most = g, k, gain
    return first, which
