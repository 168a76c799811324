"""Futures: when each tranche of a plan's programmes comes and is ready, drawn many times over.

This is the one door from programmes and alternatives to the tables of `vyuha.schedule`. Every draw is keyed by seed,
number of the future and the tranche or supplier that it is for. So alternatives are compared on the same futures: what
an alternative does not touch stays as it was, bit for bit, and more futures extend those already drawn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR
from vyuha.base.random import entity_id
from vyuha.base.table import Rows, rows
from vyuha.catalogue.figure import Figure
from vyuha.programme.model import Programme
from vyuha.programme.plan import Alternative, Slip
from vyuha.schedule import growth
from vyuha.schedule import tables as schedule_tables
from vyuha.schedule.system import draw_futures, draw_range
from vyuha.schedule.tables import Paths, Rules, Schedule, Stage, Stop, Supplier
from vyuha.studies.plan.deliveries import Delivery, Entry, entries

Floats = npt.NDArray[np.float64]

REFERENCES = {
    "major-programmes": growth.MAJOR,
    "lognormal": growth.LOGNORMAL,
    "own-class": growth.OWN,
    "blend": growth.BLEND,
}
# Figures of a programme that each future draws once; the place of each keys its draw.
UPKEEP = ("availability", "attrition", "stock_use")
EXPECTED = Alternative(id="expected", name="As expected")


@dataclass(frozen=True)
class Futures:
    """Days on which tranches come, one row per future and one column per label; inf where one never comes.

    `begun` is the first hand-over (that of `arrival` where all comes at once), `arrival` the last, `ready` the day on
    which the last unit is ready. `availability`, `attrition` (share lost in a year) and `stock_use` (rounds a year) are
    float64[futures] for each programme that states them.
    """

    labels: tuple[Delivery, ...]
    begun: Floats
    arrival: Floats
    ready: Floats
    availability: dict[str, Floats] = field(default_factory=dict)
    attrition: dict[str, Floats] = field(default_factory=dict)
    stock_use: dict[str, Floats] = field(default_factory=dict)


def draw(
    programmes: Sequence[Programme],
    slip: Slip,
    as_of: float,
    seed: int,
    count: int,
    alternative: Alternative | None = None,
) -> Futures:
    """`count` futures of the programmes as seen on day `as_of`, in one alternative (by default "expected").

    Raises `ValueError` for options, tranches or suppliers that no programme has, or that do not fit the day.
    """
    course = alternative if alternative is not None else EXPECTED
    found = entries(programmes, course, as_of)
    schedule = _schedule(programmes, found, slip, as_of, course)
    paths = Paths(*(np.empty((count, len(found))) for _ in Paths._fields))
    draw_futures(schedule, paths, seed, 0)
    shown = [i for i, entry in enumerate(found) if entry.label is not None]
    begun, arrival, ready = (grid if len(shown) == len(found) else np.take(grid, shown, axis=1) for grid in paths)
    labels = tuple(entry.label for entry in found if entry.label is not None)
    return Futures(labels, begun, arrival, ready, *(_upkeep(programmes, seed, count, name) for name in UPKEEP))


def units_ready(futures: Futures, programme_id: str, days: Floats) -> Floats:
    """Units of a programme ready on each of `days`, float64[futures, days]: what has come and been trained with, less
    what was lost since (attrition), times the share that is available. Not rounded: a part of a unit is a chance.

    `days` are the same for all futures, float64[days], or those of each, float64[futures, days].
    """
    at = np.asarray(days, dtype=float)
    total = np.zeros((len(futures.arrival), at.shape[-1]))
    lost = futures.attrition.get(programme_id)
    for i, label in enumerate(futures.labels):
        if label.programme != programme_id or not label.units:
            continue
        here, since = _share_ready(futures, i, at)
        if lost is not None:
            here = here * (1.0 - lost[:, None]) ** (since / YEAR)
        total += label.units * here
    available = futures.availability.get(programme_id)
    return total if available is None else total * available[:, None]


def rounds_added(futures: Futures, programme_id: str, days: Floats) -> Floats:
    """Rounds that options have added to the stock of a programme by each of `days` (as in `units_ready`),
    float64[futures, days].
    """
    at = np.asarray(days, dtype=float)
    total = np.zeros((len(futures.arrival), at.shape[-1]))
    for i, label in enumerate(futures.labels):
        if label.programme == programme_id and label.rounds:
            total += label.rounds * (futures.ready[:, i : i + 1] <= at)
    return total


def turns(futures: Futures, programme_id: str) -> tuple[Floats, Floats]:
    """When the first unit of a programme is ready, float64[futures], and every day on which its units or rounds come
    or come faster or slower than before, float64[futures, turns].
    """
    began, found = np.full(len(futures.arrival), np.inf), []
    for i, label in enumerate(futures.labels):
        if label.programme != programme_id:
            continue
        last, spread = futures.ready[:, i], _time_spread(futures, i)
        found.append(last)
        if label.units:
            began = np.minimum(began, last - spread)
        if spread.any():
            found += [last - spread * (1.0 - time) for time, _ in label.profile[:-1]]
    return began, np.stack(found, axis=1) if found else np.empty((len(began), 0))


def _time_spread(futures: Futures, i: int) -> Floats:
    """Days from the first to the last hand-over of column i, float64[futures]; 0 where the last never comes."""
    begun, arrival = futures.begun[:, i], futures.arrival[:, i]
    spread = np.isfinite(arrival) & (begun < arrival)
    return np.where(spread, arrival, 0.0) - np.where(spread, begun, 0.0)


def brings_key(programme: Programme, name: str) -> str:
    """What keys the draws of a figure of `brings`."""
    return f"{programme.id}/brings/{name}"


def supplier_key(name: str) -> str:
    """What keys the draws that all programmes of a supplier share."""
    return f"supplier/{name}"


def _share_ready(futures: Futures, i: int, days: Floats) -> tuple[Floats, Floats]:
    """Share of column i that is ready on each day and the time since then, float64[futures, days].

    Units handed over one after the other are trained with one after the other; the time counts from the middle of what
    is ready.
    """
    last = futures.ready[:, i : i + 1]
    span = _time_spread(futures, i)[:, None]
    spread = span > 0.0
    if not spread.any():
        return (last <= days).astype(float), np.where(last <= days, days - np.where(last <= days, last, 0.0), 0.0)
    first = last - span
    span = np.where(spread, span, 1.0)
    times, shares = (np.array(axis) for axis in zip(*futures.labels[i].profile, strict=True))
    inside = np.interp(np.clip((days - first) / span, 0.0, 1.0), times, shares)
    share = np.where(spread, inside, (last <= days).astype(float))
    middle = 0.5 * (first + np.minimum(last, days))
    return share, np.where(share > 0.0, np.maximum(0.0, days - middle), 0.0)


def _upkeep(programmes: Sequence[Programme], seed: int, count: int, name: str) -> dict[str, Floats]:
    """Draws of a programme's figure `name` from its range, the same in every alternative."""
    found = {}
    for programme in programmes:
        figure: Figure | None = getattr(programme, name)
        if figure is None:
            continue
        out = np.full((count, 1), figure.value)
        if figure.low < figure.high:
            entity, index = entity_id(programme.id), UPKEEP.index(name)
            draw_range(out, seed, entity, index, figure.low, figure.value, figure.high)
        found[programme.id] = out[:, 0]
    return found


def _schedule(
    programmes: Sequence[Programme], found: Sequence[Entry], slip: Slip, as_of: float, alternative: Alternative
) -> Schedule:
    suppliers = sorted({programme.supplier for programme in programmes})
    rules = rows(Rules, 1)
    rules[0] = (
        as_of,
        REFERENCES[slip.reference],
        slip.own_weight,
        slip.supplier_correlation,
        slip.stops_per_year,
        slip.stop_length,
    )
    supplier = rows(Supplier, len(suppliers))
    for i, name in enumerate(suppliers):
        supplier[i].entity = entity_id(supplier_key(name))
    stage = rows(Stage, sum(len(entry.stages) for entry in found))
    delivery = rows(schedule_tables.Delivery, len(found))
    used = 0
    for i, entry in enumerate(found):
        _fill(delivery[i], entry, suppliers.index(entry.supplier))
        delivery[i].first_stage, delivery[i].stages = used, len(entry.stages)
        for key, one in entry.stages:
            assert one.probability is not None and one.takes is not None
            takes = one.takes
            chance = one.probability
            stage[used] = (entity_id(key), chance.low, chance.value, chance.high, takes.low, takes.value, takes.high)
            used += 1
    _refuse_shared_keys(programmes, found)
    return Schedule(rules, supplier, _stops(suppliers, alternative), stage, delivery)


def _fill(row: schedule_tables.Delivery, entry: Entry, supplier: int) -> None:
    """Copy an entry into its row of the table."""
    row.entity, row.kind, row.supplier, row.after = entity_id(entry.key), entry.kind, supplier, entry.after
    row.start, row.begun, row.done = entry.start, entry.begun, entry.done
    row.late, row.operational = entry.late, entry.operational
    lead, spread = entry.lead, entry.spread
    row.lead_low, row.lead, row.lead_high, row.lead_figure = lead.low, lead.value, lead.high, entity_id(lead.figure)
    row.spread_low, row.spread, row.spread_high = spread.low, spread.value, spread.high
    row.spread_figure = entity_id(spread.figure)
    if entry.training is not None:
        lag = entry.training
        row.lag_low, row.lag_value, row.lag_high = lag.low, lag.value, lag.high


def _stops(suppliers: Sequence[str], alternative: Alternative) -> Rows[Stop]:
    """The alternative's stops in order of their start."""
    given = sorted(alternative.stops, key=lambda stop: stop.start.start)
    table = rows(Stop, len(given))
    for i, stop in enumerate(given):
        if stop.supplier not in suppliers:
            allowed = ", ".join(suppliers)
            raise ValueError(f'alternative "{alternative.id}": no supplier "{stop.supplier}"; there are: {allowed}')
        start = stop.start.start
        end = math.inf if stop.lasts is None else start + stop.lasts
        table[i] = (suppliers.index(stop.supplier), start, end)
    return table  # type: ignore[no-any-return]


def _refuse_shared_keys(programmes: Sequence[Programme], found: Sequence[Entry]) -> None:
    """Rows or figures with one key would share their draws."""
    keys = [programme.id for programme in programmes]
    keys += [brings_key(programme, name) for programme in programmes for name in programme.brings]
    keys += sorted({supplier_key(programme.supplier) for programme in programmes})
    for entry in found:
        keys += [entry.key, *(key for key, _ in entry.stages)]
    # Deliveries of an option share those of its figures on purpose.
    keys += sorted({one.figure for entry in found for one in (entry.lead, entry.spread) if one.figure})
    seen: dict[int, str] = {}
    for key in keys:
        if (entity := entity_id(key)) in seen:
            raise ValueError(f'"{key}" and "{seen[entity]}" cannot be told apart: give one of them another id')
        seen[entity] = key
