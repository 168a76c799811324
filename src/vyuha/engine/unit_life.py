"""What units do between shots, as events: launchers are reloaded and supplied, units leave and arrive.

Assumes   each launcher has its own loader; a launcher is taken out to be reloaded when it has fired its share of a
          type, or when the unit has none of that type left; loading waits while the unit is on the move. A unit leaves
          when its last round is down; it closes down, marches in a straight line at one speed, and opens up again. Its
          masts and antennas keep their height above the ground.
Holds     for moves of some tens of kilometres. What else stands on a launcher that is being reloaded can be fired all
          the same.
Source    logic.
Checked   tests/engine/test_unit_life.py: rounds per hour and time to the last round in closed form, time table of a
          move.
"""

import math

from vyuha.base.compile import kernel
from vyuha.command.launcher import note_if_empty
from vyuha.engine.queue import LOADED, MOVE, SUPPLY, push
from vyuha.engine.recorder import note
from vyuha.state.mission import SAMPLE_SITE
from vyuha.state.tables import Setup, State
from vyuha.world.mover import stands


@kernel
def begin_life(setup: Setup, state: State) -> None:
    """Bring all units back to the start of a replicate, and put what is planned into the queue."""
    for g in range(len(setup.magazine)):
        state.magazine[g].reserve, state.magazine[g].spent = setup.magazine[g].reserve, 0
    for u in range(len(setup.fire_unit)):
        state.fire_unit[u].fired = 0
        note_if_empty(setup, state, u, 0.0)
    for k in range(len(state.loading)):
        state.loading[k].busy = False
    for i in range(len(setup.supply)):
        push(state, setup.supply[i].time, SUPPLY, i)
    for s in range(len(setup.conduct)):
        now = state.conduct[s]
        now.shut_from, now.shut_until, now.cued_time = math.nan, math.nan, math.nan
        now.left_time, now.back_time, now.leaves, now.place, now.fired_before = math.nan, math.nan, False, 0, 0
        _await_departure(setup, state, s, 0.0)


@kernel
def _await_departure(setup: Setup, state: State, s: int, time: float) -> None:
    """Schedule when the unit at site `s` leaves for its next place, at `time` [s] or later, if a time is planned."""
    plan, now = setup.conduct[s], state.conduct[s]
    if now.place + 1 < plan.places:
        departure = setup.place[plan.first_place + now.place + 1].departure
        if not math.isnan(departure):
            push(state, max(departure, time), MOVE, s)


@kernel
def load_launchers(setup: Setup, state: State, u: int, time: float) -> None:
    """Take every launcher of unit `u` [row] out at `time` [s] that has fired its rounds, if there are any to load."""
    for g in range(setup.fire_unit[u].first_magazine, setup.fire_unit[u].last_magazine + 1):
        if setup.magazine[g].reload_time > 0.0:
            _load(setup, state, g, time)


@kernel
def _load(setup: Setup, state: State, g: int, time: float) -> None:
    """Take launchers of magazine `g` out at `time` [s]."""
    kind, stock = setup.magazine[g], state.magazine[g]
    for k in range(len(state.loading)):
        if stock.reserve <= 0 or not (stock.spent >= kind.batch or (stock.rounds == 0 and stock.spent > 0)):
            return
        row = state.loading[k]
        if not row.busy:
            row.busy, row.magazine, row.rounds = True, g, min(kind.batch, stock.spent, stock.reserve)
            stock.spent -= row.rounds
            stock.reserve -= row.rounds
            push(state, time + kind.reload_time, LOADED, k)


@kernel
def loaded(setup: Setup, state: State, k: int, time: float) -> None:
    """The launcher of loading `k` [row] is ready again at `time` [s]; on the move it waits for its end."""
    row = state.loading[k]
    s = setup.fire_unit[setup.magazine[row.magazine].fire_unit].site
    if len(setup.conduct) > 0 and time < state.conduct[s].back_time:
        push(state, state.conduct[s].back_time, LOADED, k)
        return
    row.busy = False
    if not state.site[s].destroyed:
        state.magazine[row.magazine].rounds += row.rounds


@kernel
def supply(setup: Setup, state: State, i: int, time: float) -> None:
    """The rounds of supply `i` [row] come to their unit at `time` [s]."""
    g = setup.supply[i].magazine
    u = setup.magazine[g].fire_unit
    if not state.site[setup.fire_unit[u].site].destroyed:
        state.magazine[g].reserve += setup.supply[i].rounds
        _load(setup, state, g, time)


@kernel
def move(setup: Setup, state: State, s: int, time: float) -> None:
    """The unit at site `s` [row] is open again at `time` [s] in a new place, or is to leave for one."""
    now = state.conduct[s]
    if state.site[s].destroyed:
        return
    if now.back_time <= time:
        now.left_time, now.back_time = math.nan, math.nan
        now.place += 1
        _stand(setup, state, s)
        now.fired_before = _fired(setup, state, s)
        _await_departure(setup, state, s, time)
    elif math.isnan(now.left_time):
        now.leaves = True
        leave_if_ready(setup, state, s, time)


@kernel
def leave_if_due(setup: Setup, state: State, u: int, time: float) -> None:
    """Unit `u` [row] has fired, or lost a round from the air, at `time` [s]: does it leave for its next place?"""
    if len(setup.conduct) == 0:
        return
    s = setup.fire_unit[u].site
    plan, now = setup.conduct[s], state.conduct[s]
    if plan.after_rounds > 0 and now.place + 1 < plan.places and math.isnan(now.left_time):
        now.leaves = now.leaves or _fired(setup, state, s) - now.fired_before >= plan.after_rounds
    leave_if_ready(setup, state, s, time)


@kernel
def leave_if_ready(setup: Setup, state: State, s: int, time: float) -> None:
    """The unit at site `s` [row] leaves at `time` [s] if it is to and has no round in the air."""
    plan, now = setup.conduct[s], state.conduct[s]
    if not now.leaves or state.site[s].destroyed:
        return
    for u in range(len(setup.fire_unit)):
        if setup.fire_unit[u].site == s and state.fire_unit[u].missiles_in_flight > 0:
            return
    now.leaves, now.left_time = False, time
    old, new = setup.place[plan.first_place + now.place], setup.place[plan.first_place + now.place + 1]
    marched = time + plan.stow_time + march_time(setup, s, now.place)
    now.back_time = marched + plan.open_time
    push(state, now.back_time, MOVE, s)
    for moment, at in ((time, old), (time + plan.stow_time, old), (marched, new), (now.back_time, new)):
        note(state, moment, SAMPLE_SITE, s, -1, (at.x, at.y, at.z))


@kernel
def march_time(setup: Setup, s: int, p: int) -> float:
    """Time [s] that the unit at site `s` [row] is on the road from its place `p` [count] to the next."""
    plan = setup.conduct[s]
    if plan.march_time > 0.0:
        return plan.march_time
    a, b = setup.place[plan.first_place + p], setup.place[plan.first_place + p + 1]
    return math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2 + (b.z - a.z) ** 2) / plan.speed


@kernel
def whereabouts(setup: Setup, state: State, s: int, time: float) -> tuple[float, float, float]:
    """Where site `s` [row] of `setup`, `state` [tables] is at `time` [s], also on the road [m]."""
    x, y, z = stands(setup, state, s, time)
    if len(setup.conduct) == 0 or math.isnan(state.conduct[s].left_time):
        return x, y, z
    plan, now = setup.conduct[s], state.conduct[s]
    way = march_time(setup, s, now.place)
    share = min(max((time - now.left_time - plan.stow_time) / way, 0.0), 1.0)
    to = setup.place[plan.first_place + now.place + 1]
    return x + share * (to.x - x), y + share * (to.y - y), z + share * (to.z - z)


@kernel
def _fired(setup: Setup, state: State, s: int) -> int:
    """Rounds [count] that the unit at site `s` has fired so far."""
    count = 0
    for u in range(len(setup.fire_unit)):
        if setup.fire_unit[u].site == s:
            count += state.fire_unit[u].fired
    return count


@kernel
def _stand(setup: Setup, state: State, s: int) -> None:
    """Put the unit at site `s`, with its antennas, to its present place."""
    plan, site, moved = setup.conduct[s], setup.site[s], state.site[s]
    to = setup.place[plan.first_place + state.conduct[s].place]
    moved.shift_x, moved.shift_y, moved.shift_z = to.x - site.x, to.y - site.y, to.z - site.z
    for r in range(plan.first_radar, plan.last_radar + 1):
        now = state.antenna[r]
        now.moved = True
        now.x, now.y, now.z = to.x + now.height * to.up_x, to.y + now.height * to.up_y, to.z + now.height * to.up_z
        now.east_x, now.east_y, now.east_z = to.east_x, to.east_y, to.east_z
        now.north_x, now.north_y, now.north_z = to.north_x, to.north_y, to.north_z
        now.up_x, now.up_y, now.up_z = to.up_x, to.up_y, to.up_z
