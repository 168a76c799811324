"""Futures drawn: every delivery of a schedule in every future, in the order of the table (rows wait on earlier ones).

Each draw is keyed by seed, future, the delivery's or supplier's own key, and purpose: nothing shifts when rows come or
go.
"""

import math

from vyuha.base.calendar import YEAR
from vyuha.base.compile import kernel
from vyuha.base.random import (
    APPROVAL,
    SCHEDULE_GROWTH,
    SUPPLIER_FACTOR,
    SUPPLIER_STOP,
    TRAINING_LAG,
    UPKEEP,
    normals,
    uniforms,
)
from vyuha.schedule.approval import stage_time, triangular
from vyuha.schedule.arrival import elapsed_share, handing_over
from vyuha.schedule.growth import growth_beyond
from vyuha.schedule.normal import upper_tail
from vyuha.schedule.shock import shared_normal, time_lost, waiting_time
from vyuha.schedule.tables import DRAWN, FIXED, SIGNATURE, Grid, Paths, Schedule

# Work that is not done in two centuries is counted as never done.
_NEVER_AFTER = 200.0 * YEAR


@kernel
def draw_futures(schedule: Schedule, paths: Paths, seed: int, first: int) -> int:
    """Fill `paths` with the futures numbered from `first` [count] on; returns how many there are."""
    for f in range(len(paths.done)):
        for d in range(len(schedule.delivery)):
            _deliver(schedule, paths, seed, first + f, f, d)
    return len(paths.done)


@kernel
def draw_range(out: Grid, seed: int, entity: int, index: int, low: float, value: float, high: float) -> int:
    """Fill column 0 of `out`, one row per future, with draws of a triangular `low, value, high` [any] for `entity`
    [stream id], property number `index` [count]; returns how many there are.
    """
    for f in range(len(out)):
        out[f, 0] = triangular(low, value, high, uniforms(seed, f, entity, 0, UPKEEP, index)[0])
    return len(out)


@kernel
def _deliver(schedule: Schedule, paths: Paths, seed: int, replicate: int, f: int, d: int) -> int:
    """Draw delivery `d` [row] of future number `replicate` into row `f` [row]; returns `d`."""
    row = schedule.delivery[d]
    begun, done = math.inf, math.inf
    if row.kind == FIXED:
        begun = _past_stops(schedule, seed, replicate, d, row.start, row.begun + row.late)
        done = _past_stops(schedule, seed, replicate, d, row.start, row.done + row.late)
    elif row.kind == DRAWN:
        start = row.start if row.after < 0 else paths.done[f, row.after]
        begun, done = _drawn(schedule, seed, replicate, d, start)
    elif row.kind == SIGNATURE:
        done = row.start + _stages(schedule, seed, replicate, d)
        begun = done
    paths.begun[f, d], paths.done[f, d] = begun, done
    u = uniforms(seed, replicate, row.entity, 0, TRAINING_LAG, 0)[0]
    ready = done + triangular(row.lag_low, row.lag_value, row.lag_high, u)
    paths.ready[f, d] = ready if math.isnan(row.operational) else row.operational
    return d


@kernel
def _drawn(schedule: Schedule, seed: int, replicate: int, d: int, start: float) -> tuple[float, float]:
    """First and last hand-over [d] of delivery `d` [row], counted from day `start` [d]."""
    if math.isinf(start):
        return math.inf, math.inf
    rules, row = schedule.rules[0], schedule.delivery[d]
    lead = _promised(seed, replicate, row.lead_figure, row.lead_low, row.lead, row.lead_high)
    spread = _promised(seed, replicate, row.spread_figure, row.spread_low, row.spread, row.spread_high)
    work_from = max(start, rules.as_of)
    # Not a unit has come of what has not begun; of the rest it is known only that it is not complete.
    waited = lead if lead > 0.0 and math.isnan(row.begun) else lead + spread
    if waited <= 0.0:
        due = _past_stops(schedule, seed, replicate, d, work_from, work_from + row.late)
        return due, due
    common = normals(seed, replicate, schedule.supplier[row.supplier].entity, 0, SUPPLIER_FACTOR, 0)[0]
    own = normals(seed, replicate, row.entity, 0, SCHEDULE_GROWTH, 0)[0]
    z = shared_normal(rules.correlation, common, own)
    past = elapsed_share(rules.as_of, start, waited)
    growth = growth_beyond(rules.reference, rules.own_weight, past, upper_tail(z))
    begun, done = handing_over(start, lead, spread, growth)
    begun = max(begun, work_from) + row.late if math.isnan(row.begun) else row.begun
    begun = _past_stops(schedule, seed, replicate, d, work_from, begun)
    return begun, _past_stops(schedule, seed, replicate, d, work_from, done + row.late)


@kernel
def _promised(seed: int, replicate: int, entity: int, low: float, value: float, high: float) -> float:
    """A promised time [d] in future number `replicate`: `value`, or drawn from `low` to `high` for figure `entity`."""
    if low < high:
        return triangular(low, value, high, uniforms(seed, replicate, entity, 0, UPKEEP, 0)[0])
    return value


@kernel
def _stages(schedule: Schedule, seed: int, replicate: int, d: int) -> float:
    """Days until the contract of delivery `d` [row] is signed; never if a stage fails."""
    total = 0.0
    first = schedule.delivery[d].first_stage
    for k in range(first, first + schedule.delivery[d].stages):
        stage = schedule.stage[k]
        u = uniforms(seed, replicate, stage.entity, 0, APPROVAL, 0)
        chance = triangular(stage.chance_low, stage.probability, stage.chance_high, u[2])
        total += stage_time(chance, triangular(stage.low, stage.value, stage.high, u[1]), u[0])
    return total


@kernel
def _past_stops(schedule: Schedule, seed: int, replicate: int, d: int, start: float, finish: float) -> float:
    """The day on which work of delivery `d` [row] from day `start` to `finish` [d] is done if nothing is made in the
    supplier's stops: the given ones, and for drawn deliveries also random ones.
    """
    last = start + _NEVER_AFTER
    if finish <= start:
        return finish
    if finish > last:
        return math.inf
    supplier, rules = schedule.delivery[d].supplier, schedule.rules[0]
    entity = schedule.supplier[supplier].entity
    random = schedule.delivery[d].kind == DRAWN and rules.stops_per_year > 0.0
    given, drawn, counted_to = 0, 0, start
    chance_start, chance_end = math.inf, math.inf
    if random:
        chance_start, chance_end = _random_stop(schedule, seed, replicate, entity, 0, rules.as_of)
    while True:
        while given < len(schedule.stop) and schedule.stop[given].supplier != supplier:
            given += 1
        stop_start = schedule.stop[given].start if given < len(schedule.stop) else math.inf
        begin = min(stop_start, chance_start)
        if not begin < finish:
            return finish
        if stop_start <= chance_start:
            end = schedule.stop[given].end
            given += 1
        else:
            end = chance_end
            drawn += 1
            chance_start, chance_end = _random_stop(schedule, seed, replicate, entity, drawn, chance_start)
        finish += time_lost(begin, end, counted_to, finish)
        counted_to = max(counted_to, end)
        if finish > last:
            return math.inf


@kernel
def _random_stop(
    schedule: Schedule, seed: int, replicate: int, entity: int, index: int, since: float
) -> tuple[float, float]:
    """First and last day [d] of random stop number `index` [count] of supplier `entity` [stream id] after day `since`
    [d].
    """
    rules = schedule.rules[0]
    u = uniforms(seed, replicate, entity, 0, SUPPLIER_STOP, index)
    start = since + waiting_time(YEAR / rules.stops_per_year, u[0])
    return start, start + waiting_time(rules.stop_length, u[1])
